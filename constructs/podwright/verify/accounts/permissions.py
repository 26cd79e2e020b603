"""What the roles and bindings among the manifests permit to service accounts.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster, Existence
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node

RBAC: Final = "rbac.authorization.k8s.io"

_USER_PREFIX: Final = "system:serviceaccount:"
_GROUP_PREFIX: Final = "system:serviceaccounts"
_Subject = tuple[str, str]
_Test = Callable[[Node], bool]
_BUILT_IN: Final[Mapping[str, frozenset[str]]] = {
    "cluster-admin": frozenset({"*"}),
    "system:auth-delegator": frozenset({"tokenreviews", "subjectaccessreviews"}),
    "system:monitoring": frozenset({"/metrics"}),
    "admin": frozenset(),
    "edit": frozenset(),
    "view": frozenset(),
    "system:basic-user": frozenset(),
    "system:image-puller": frozenset(),
}
"""What roles that every cluster has permit, as far as the checks ask about it."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Grant:
    """A binding that concerns a service account.

    Attributes:
        binding: the RoleBinding or ClusterRoleBinding.
        role_name: the name of the role it binds.
        roles: the role among the manifests (several when it is duplicated); empty when it is not there.
        namespace: where it holds; ``""``: everywhere.
    """

    binding: Manifest
    role_name: str
    roles: Sequence[Manifest]
    namespace: str

    @property
    def is_known(self) -> bool:
        """Whether everything that is granted is written in the manifests."""
        return bool(self.roles) and not any(role.root["aggregationRule"] for role in self.roles)

    @property
    def rules(self) -> Iterator[Node]:
        """The rules that are known."""
        for role in self.roles:
            yield from role.root["rules"]


class Permissions:
    """Roles and bindings, found by service account.

    Args:
        cluster: where they are.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._by_subject: dict[_Subject, list[Grant]] = defaultdict(list)
        for grant in _grants(cluster):
            for subject in grant.binding.root["subjects"]:
                key = _subject(subject, grant.binding.namespace)
                if key is not None:
                    self._by_subject[key].append(grant)

    @property
    def grants(self) -> Mapping[_Subject, Sequence[Grant]]:
        """Every grant, by who gets it: ``("", user)`` or ``("Group", group)``."""
        return self._by_subject

    def of(self, namespace: str, account: str) -> Sequence[Grant]:
        """Return what is granted to a service account, by itself or as one of a group.

        Args:
            namespace: the account's namespace.
            account: its name.
        """
        return [
            *self._by_subject.get(("", user_of(namespace, account)), ()),
            *self._by_subject.get(("Group", f"{_GROUP_PREFIX}:{namespace}"), ()),
            *self._by_subject.get(("Group", _GROUP_PREFIX), ()),
            *self._by_subject.get(("Group", "system:authenticated"), ()),
        ]

    def may(self, namespace: str, account: str, verb: str, group: str, resource: str) -> Existence:
        """Tell whether a service account may do something with a resource of the whole cluster.

        Args:
            namespace: the account's namespace.
            account: its name.
            verb: for example ``create``.
            group: the API group.
            resource: for example ``tokenreviews``.
        """
        return self._may(namespace, account, lambda rule: permits(rule, verb, group, resource), resource)

    def may_request(self, namespace: str, account: str, verb: str, path: str) -> Existence:
        """Tell whether a service account may request a path that is no resource.

        Args:
            namespace: the account's namespace.
            account: its name.
            verb: for example ``get``.
            path: for example ``/metrics``.
        """
        return self._may(namespace, account, lambda rule: permits_path(rule, verb, path), path)

    def _may(self, namespace: str, account: str, permits_it: _Test, what: str) -> Existence:
        answer = Existence.NO
        for grant in self.of(namespace, account):
            if grant.namespace:
                continue
            if any(permits_it(rule) for rule in grant.rules):
                return Existence.YES
            known = _BUILT_IN.get(grant.role_name)
            if known is not None and not grant.roles:
                if "*" in known or what in known:
                    return Existence.YES
            elif not grant.is_known:
                answer = Existence.MAYBE
        return answer


def permissions_of(cluster: Cluster) -> Permissions:
    """Return who may do what; to be used with ``cluster.once``."""
    return Permissions(cluster)


def user_of(namespace: str, account: str) -> str:
    """Return the user name of a service account."""
    return f"{_USER_PREFIX}{namespace}:{account}"


def permits(rule: Node, verb: str, group: str, resource: str) -> bool:
    """Whether a rule permits something with every object of a resource."""
    return (
        not {verb, "*"}.isdisjoint(rule["verbs"].strings)
        and not {group, "*"}.isdisjoint(rule["apiGroups"].strings)
        and not {resource, "*"}.isdisjoint(rule["resources"].strings)
        and not rule["resourceNames"].sequence
    )


def permits_path(rule: Node, verb: str, path: str) -> bool:
    """Whether a rule permits to request a path; a pattern may end with ``*``."""
    if {verb, "*"}.isdisjoint(rule["verbs"].strings):
        return False
    return any(
        pattern == path or (pattern.endswith("*") and path.startswith(pattern[:-1]))
        for pattern in rule["nonResourceURLs"].strings
    )


def _grants(cluster: Cluster) -> Iterator[Grant]:
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in cluster.manifests.of_kind(kind, RBAC):
            reference = binding.root["roleRef"]
            role_kind, name = reference["kind"].text, reference["name"].text
            place = binding.namespace if role_kind == "Role" else ""
            yield Grant(
                binding=binding,
                role_name=name,
                roles=cluster.manifests.all(role_kind, RBAC, place, name),
                namespace=binding.namespace if kind == "RoleBinding" else "",
            )


def _subject(subject: Node, namespace: str) -> _Subject | None:
    name = subject["name"].text
    match subject["kind"].text:
        case "ServiceAccount":
            return "", user_of(subject["namespace"].text or namespace, name)
        case "User":
            return "", name
        case "Group":
            return "Group", name
        case _:
            return None
