"""Service accounts, and what they may do.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Self

from cdk8s_plus_27 import k8s
from constructs import Construct
from pydantic import AfterValidator, model_validator

from podwright.chart import EnvironmentConstruct, argument
from podwright.errors import InvalidValueError
from podwright.vocabulary import Labels
from podwright.vocabulary.names import LabelName, ObjectName, check_object_name, check_rbac_name
from podwright.vocabulary.probes import check_url_path
from podwright.vocabulary.value import Value, refuse

_VERB = re.compile(r"[a-z]+(-[a-z]+)*|\*")
_RESOURCE = re.compile(r"(?P<resource>[a-z0-9.-]+|\*)(?P<subresource>/([a-z0-9.-]+|\*))?")
# Their requests name no object, so that a rule limited to names never permits them.
_NAMELESS_VERBS = ("create", "deletecollection")


def check_api_group(value: str) -> str:
    """Return an API group without its version; ``""`` is the core group, ``*`` every one.

    Raises:
        InvalidValueError: a version in it, or no DNS subdomain.
    """
    if value in {"", "*"}:
        return value
    try:
        return check_object_name(value)
    except InvalidValueError:
        message = f"{value!r} is not an API group"
        raise refuse(message, "Write it without version, such as 'apps'; '' is the core group") from None


def check_resource(value: str) -> str:
    """Return a resource as the authorizer names it: ``pods``, ``pods/log``, ``*``.

    Raises:
        InvalidValueError: upper case, as kinds have it, or another form.
    """
    if not _RESOURCE.fullmatch(value):
        raise refuse(f"{value!r} is not a resource", "Write the plural in lower case, such as 'configmaps'")
    return value


def check_verb(value: str) -> str:
    """Return a verb as the authorizer names it: ``get``, ``create``, ``*``.

    Raises:
        InvalidValueError: upper case, as HTTP methods have it, or another form.
    """
    if not _VERB.fullmatch(value):
        raise refuse(f"{value!r} is not a verb", "Write it in lower case, such as 'get' or 'create'")
    return value


def check_url_pattern(value: str) -> str:
    """Return a path that a role can permit: ``/health``, ``/api/*``, ``*``.

    Raises:
        InvalidValueError: no path, a query, or a ``*`` before the end.
    """
    if value == "*":
        return value
    check_url_path(value)
    if "*" in value[:-1] or "?" in value:
        message = f"{value!r} matches no path"
        raise refuse(message, "Write a path without query, and '*' only at its end, such as '/api/*'")
    return value


def check_some(value: tuple[str, ...]) -> tuple[str, ...]:
    """Return a part of a rule; a rule without it matches no request.

    Raises:
        InvalidValueError: there is nothing in it.
    """
    # Not pydantic's min_length, which also calls a tuple too short whose only item is wrong.
    if not value:
        raise refuse("without any of these the rule matches no request", "Give at least one")
    return value


Groups = Annotated[tuple[Annotated[str, AfterValidator(check_api_group)], ...], AfterValidator(check_some)]
Resources = Annotated[tuple[Annotated[str, AfterValidator(check_resource)], ...], AfterValidator(check_some)]
Verbs = Annotated[tuple[Annotated[str, AfterValidator(check_verb)], ...], AfterValidator(check_some)]
Urls = Annotated[tuple[Annotated[str, AfterValidator(check_url_pattern)], ...], AfterValidator(check_some)]


class ResourceRule(Value):
    """Permission on objects of the API.

    Args:
        groups: API groups; ``""`` is the core group.
        resources: resources in plural, with subresources as ``pods/log``.
        verbs: ``get``, ``list``, ``watch``, ``create``, ``update``, ``patch``, ``delete``, …
        names: the names that it is limited to; none means all.

    Raises:
        InvalidValueError: a group, resource or verb that no request has; names for requests without one
            (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources).
    """

    groups: Groups
    resources: Resources
    verbs: Verbs
    names: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _can_be_limited(self) -> Self:
        # Requests for subresources do name their object: a token is created for one service account.
        whole = any("/" not in resource for resource in self.resources)
        nameless = [verb for verb in self.verbs if verb in _NAMELESS_VERBS]
        if self.names and whole and nameless:
            message = f"{nameless[0]!r} requests name no object, so that a rule limited to names permits none"
            raise refuse(message, f"Give {nameless[0]!r} in a rule of its own, without names=", field="names")
        return self


class UrlRule(Value):
    """Permission on URL paths that are no objects; only cluster roles bound cluster-wide can grant it.

    Args:
        paths: paths such as ``/health``, or ``/api/*``.
        verbs: the verbs of the requests. For kube-rbac-proxy GET is ``get``, POST ``create``, PUT ``update``,
            PATCH ``patch`` and DELETE ``delete``; the API server takes the method itself, ``post``.

    Raises:
        InvalidValueError: a path or verb that no request has.
    """

    paths: Urls
    verbs: Verbs


class Subject(Value):
    """A service account that a role is bound to.

    Args:
        name: name of the service account.
        namespace: the namespace that it lives in.
    """

    name: ObjectName
    namespace: LabelName


class ServiceAccount(EnvironmentConstruct):
    """A service account; its token is mounted only where a container asks for it. Emits a `ServiceAccount`.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        labels: the recommended labels.

    Raises:
        InvalidValueError: an illegal name, or one that another service account of the chart has.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, labels: Labels) -> None:
        super().__init__(scope, id)
        self.name = argument("name", check_object_name, name)
        self.chart.register(self, kind="ServiceAccount", name=name)
        k8s.KubeServiceAccount(
            self,
            "service-account",
            metadata=self.object_meta(name=name, labels=labels.without_version),
            automount_service_account_token=False,
        )

    @property
    def subject(self) -> Subject:
        """The service account as the subject of a binding."""
        return Subject(name=self.name, namespace=self.environment.namespace)


class ClusterRole(EnvironmentConstruct):
    """A cluster-wide role, bound to subjects. Emits one `ClusterRole`, and one `ClusterRoleBinding` if bound.

    Cluster-scoped names are shared by all environments of a cluster, so the instance is put before the name:
    ``tarsy-development-api-client``.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: what the role permits, ``api-client``.
        rules: the permissions.
        subjects: service accounts that have the role; none leaves binding to an administrator.
        component: the recommended label `app.kubernetes.io/component`.

    Raises:
        InvalidValueError: an illegal name, or one that another cluster role of the chart has; no rules.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        rules: Sequence[ResourceRule | UrlRule],
        subjects: Sequence[Subject] = (),
        component: str = "access-control",
    ) -> None:
        super().__init__(scope, id)
        self.name = f"{self.chart.instance}-{argument('name', check_rbac_name, name)}"
        if not rules:
            message = f"ClusterRole {self.name!r} permits nothing"
            raise refuse(message, "Give ResourceRule(…) or UrlRule(…)", field="rules")
        self.chart.register(self, kind="ClusterRole", name=self.name)
        labels = self.chart.labels_of(component)
        k8s.KubeClusterRole(
            self,
            "cluster-role",
            metadata=self.object_meta(name=self.name, labels=labels, cluster_scoped=True),
            rules=[_rule(rule) for rule in rules],
        )
        if subjects:
            k8s.KubeClusterRoleBinding(
                self,
                "cluster-role-binding",
                metadata=self.object_meta(name=self.name, labels=labels, cluster_scoped=True),
                role_ref=k8s.RoleRef(
                    api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=self.name
                ),
                subjects=[
                    k8s.Subject(kind="ServiceAccount", name=subject.name, namespace=subject.namespace)
                    for subject in subjects
                ],
            )


def _rule(rule: ResourceRule | UrlRule) -> k8s.PolicyRule:
    if isinstance(rule, UrlRule):
        return k8s.PolicyRule(non_resource_ur_ls=list(rule.paths), verbs=list(rule.verbs))
    return k8s.PolicyRule(
        api_groups=list(rule.groups),
        resources=list(rule.resources),
        resource_names=list(rule.names) or None,
        verbs=list(rule.verbs),
    )
