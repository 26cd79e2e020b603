"""Role bindings: which role they give to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node

RBAC: Final = "rbac.authorization.k8s.io"
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
