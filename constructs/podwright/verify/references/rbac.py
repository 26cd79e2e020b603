"""Role bindings: which role they give to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node

RBAC: Final = "rbac.authorization.k8s.io"
_READING: Final = frozenset({"*", "get", "list", "watch"})
_USER_PREFIX: Final = "system:serviceaccount:"


@dataclass(frozen=True, slots=True)
class BoundAccount:
    """A binding gives a role to a service account.

    Attributes:
        binding: the binding.
        node: the field with the account's name.
        name: its name.
        namespace: its namespace, as said or that of the binding; ``""`` when none is said.
    """

    binding: Manifest
    node: Node
    name: str
    namespace: str


def bindings(cluster: Cluster) -> Iterator[Manifest]:
    """Yield the RoleBindings and ClusterRoleBindings."""
    yield from cluster.manifests.of_kind("RoleBinding", RBAC)
    yield from cluster.manifests.of_kind("ClusterRoleBinding", RBAC)


def may_be_looked_up(cluster: Cluster, resource: str) -> bool:
    """Whether a role lets somebody look up objects of a kind at run time.

    Args:
        cluster: where the roles are.
        resource: the kind as rules name it: ``secrets``, ``configmaps``.
    """
    roles = (*cluster.manifests.of_kind("Role", RBAC), *cluster.manifests.of_kind("ClusterRole", RBAC))
    return any(
        {"*", resource}.intersection(rule["resources"].strings)
        and _READING.intersection(rule["verbs"].strings)
        for role in roles
        for rule in role.root["rules"]
    )


def bound_accounts(cluster: Cluster) -> Iterator[BoundAccount]:
    """Yield the service accounts that are given roles, also those that are named as users."""
    for binding in bindings(cluster):
        for subject in binding.root["subjects"]:
            name = subject["name"]
            match subject["kind"].text:
                case "ServiceAccount" if name.text:
                    namespace = subject["namespace"].text or binding.namespace
                    yield BoundAccount(binding, name, name.text, namespace)
                case "User" if name.text.startswith(_USER_PREFIX):
                    namespace, _, account = name.text.removeprefix(_USER_PREFIX).partition(":")
                    if account:
                        yield BoundAccount(binding, name, account, namespace)


def role_of(binding: Manifest, cluster: Cluster) -> Manifest | None:
    """Return the role that a binding gives, none when it is not among the manifests."""
    reference = binding.root["roleRef"]
    kind, name = reference["kind"].text, reference["name"].text
    namespace = binding.namespace if kind == "Role" else ""
    return cluster.manifests.find(kind, RBAC, namespace, name)


def written_by_pods(cluster: Cluster) -> frozenset[tuple[str, str]]:
    """Return where pods may create Secrets or ConfigMaps: kind and namespace of the pods."""
    places_of: dict[str, set[str]] = defaultdict(set)
    for pod in cluster.manifests.pods:
        places_of[pod.service_account].add(pod.namespace)
    inhabited = {pod.namespace for pod in cluster.manifests.pods}
    found: set[tuple[str, str]] = set()
    for account in bound_accounts(cluster):
        places = places_of.get(account.name, set())
        # A chart often leaves out the namespace that it is installed into, but for its subjects.
        if account.namespace in inhabited:
            places = places & {account.namespace}
        role = role_of(account.binding, cluster) if places else None
        kinds = _created(role) if role is not None else ()
        found |= {(kind, place) for kind in kinds for place in places}
    return frozenset(found)


def _created(role: Manifest) -> frozenset[str]:
    """Return which of Secrets and ConfigMaps a role allows to create."""
    resources: set[str] = set()
    for rule in role.root["rules"]:
        if {"*", "create"}.intersection(rule["verbs"].strings):
            resources |= set(rule["resources"].strings)
    kinds = {"Secret": "secrets", "ConfigMap": "configmaps"}
    return frozenset(kind for kind, resource in kinds.items() if {"*", resource} & resources)
