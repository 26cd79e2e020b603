"""What lives outside the manifests: declared by name, or provided by every cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from podwright.errors import InvalidValueError, Problem
from podwright.verify.target import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class External:
    """An object that exists in the cluster without being among the manifests.

    Attributes:
        kind: for example ``Secret``, ``ConfigMap``, ``ServiceAccount``, ``Service``, ``Namespace``,
            ``StorageClass``, ``ClusterIssuer``.
        name: its name.
        namespace: its namespace; empty: any.
        keys: the keys it has (Secret, ConfigMap); none: not known, any key may be there.
        ports: the ports it serves, numbers and names (Service); none: not known.
        labels: its labels (Namespace), or those of its pods (Service); none: not known.
    """

    kind: str
    name: str
    namespace: str = ""
    keys: frozenset[str] | None = None
    ports: frozenset[int | str] | None = None
    labels: Mapping[str, str] | None = None

    @classmethod
    def parse(cls, text: str) -> External:
        """Read ``Kind/name``, ``Kind/namespace/name``, each optionally with ``:key,key`` behind it.

        For a Service, what stands behind the colon are ports.

        Raises:
            InvalidValueError: when the text has another form.
        """
        what, colon, listed = text.partition(":")
        parts = what.split("/")
        if len(parts) not in (2, 3) or not all(parts) or (colon and not listed):
            raise InvalidValueError(
                Problem(
                    message=f"{text!r} does not name an external object",
                    remedy="Write Kind/name or Kind/namespace/name, with :key,key when its keys are known",
                    field="external",
                )
            )
        names = frozenset(name.strip() for name in listed.split(",")) if listed else None
        is_service = parts[0] == "Service"
        return cls(
            kind=parts[0],
            name=parts[-1],
            namespace=parts[1] if len(parts) == 3 else "",
            keys=None if is_service else names,
            ports=frozenset(int(name) if name.isdigit() else name for name in names)
            if is_service and names is not None
            else None,
        )


class Externals:
    """The external objects, found by kind and name.

    Args:
        objects: the declarations.
    """

    def __init__(self, objects: Iterable[External] = ()) -> None:
        self.objects: Sequence[External] = tuple(objects)

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], Sequence[External]]:
        index: dict[tuple[str, str], list[External]] = defaultdict(list)
        for external in self.objects:
            index[(external.kind, external.name)].append(external)
        return dict(index)

    def find(self, kind: str, namespace: str, name: str) -> External | None:
        """Return the declaration of an object, none when it is not declared."""
        for external in self._by_name.get((kind, name), ()):
            if not external.namespace or not namespace or external.namespace == namespace:
                return external
        return None

    def of_kind(self, kind: str) -> Sequence[External]:
        """Return all declarations of a kind."""
        return [external for external in self.objects if external.kind == kind]


_CLUSTER_ROLES: Final = "admin cluster-admin edit view"
_OPENSHIFT_CLUSTER_ROLES: Final = (
    "basic-user cluster-monitoring-view cluster-reader registry-admin registry-editor registry-viewer "
    "self-access-reviewer self-provisioner"
)
_SYSTEM_NAMESPACES: Final = "default kube-node-lease kube-public kube-system"


def provided_by(target: Target) -> Externals:
    """Return what every cluster of a platform provides by itself.

    Cluster roles that start with ``system:`` and namespaces that start with ``openshift-`` are too
    many to list; `Cluster.exists` knows their prefixes.
    """
    objects = [
        External(kind="ConfigMap", name="kube-root-ca.crt", keys=frozenset({"ca.crt"})),
        External(kind="ServiceAccount", name="default"),
        External(
            kind="Service",
            name="kubernetes",
            namespace="default",
            ports=frozenset({443, "https"}),
        ),
        External(kind="PriorityClass", name="system-cluster-critical"),
        External(kind="PriorityClass", name="system-node-critical"),
        *(External(kind="ClusterRole", name=name) for name in _CLUSTER_ROLES.split()),
        *(
            External(kind="Namespace", name=name, labels={"kubernetes.io/metadata.name": name})
            for name in _SYSTEM_NAMESPACES.split()
        ),
    ]
    if target.is_openshift:
        objects += [
            External(kind="ConfigMap", name="openshift-service-ca.crt", keys=frozenset({"service-ca.crt"})),
            External(kind="ServiceAccount", name="builder"),
            External(kind="ServiceAccount", name="deployer"),
            External(kind="IngressClass", name="openshift-default"),
            *(External(kind="ClusterRole", name=name) for name in _OPENSHIFT_CLUSTER_ROLES.split()),
        ]
    return Externals(objects)
