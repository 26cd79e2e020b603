"""Service accounts, and what they may do.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cdk8s_plus_27 import k8s
from constructs import Construct
from pydantic import Field

from podwright.chart import EnvironmentConstruct
from podwright.vocabulary import Labels
from podwright.vocabulary.names import LabelName, ObjectName, check_object_name, check_rbac_name
from podwright.vocabulary.value import Value

Words = Annotated[tuple[str, ...], Field(min_length=1)]


class ResourceRule(Value):
    """Permission on objects of the API.

    Args:
        groups: API groups; ``""`` is the core group.
        resources: resources in plural, with subresources as ``pods/log``.
        verbs: ``get``, ``list``, ``watch``, ``create``, ``update``, ``patch``, ``delete``, …
        names: the names that it is limited to; none means all.
    """

    groups: Words
    resources: Words
    verbs: Words
    names: tuple[str, ...] = ()


class UrlRule(Value):
    """Permission on URL paths that are no objects; only cluster roles bound cluster-wide can grant it.

    Args:
        paths: paths such as ``/health``, or ``/api/*``.
        verbs: HTTP methods as the authorizer names them: GET is ``get``, POST is ``create``, PUT ``update``,
            PATCH ``patch``, DELETE ``delete``.
    """

    paths: Words
    verbs: Words


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
    """

    def __init__(self, scope: Construct, id: str, *, name: str, labels: Labels) -> None:
        super().__init__(scope, id)
        self.name = check_object_name(name)
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
        self.name = check_rbac_name(f"{self.chart.instance}-{name}")
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
