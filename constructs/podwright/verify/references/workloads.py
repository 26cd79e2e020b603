"""References to workloads: what is scaled, restarted or observed by its kind and name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node

GROUP_OF_KIND: Final[Mapping[str, str]] = {
    "DaemonSet": "apps",
    "Deployment": "apps",
    "DeploymentConfig": "apps.openshift.io",
    "ReplicaSet": "apps",
    "ReplicationController": "",
    "Rollout": "argoproj.io",
    "StatefulSet": "apps",
    "argo.Rollout": "argoproj.io",
}
"""The workloads that are known; of another kind of target nothing is claimed."""


@dataclass(frozen=True, slots=True)
class WorkloadReference:
    """An object names a workload.

    Attributes:
        manifest: the object.
        node: the field that holds ``kind`` and ``name``.
        kind: the workload's kind.
        group: its API group.
    """

    manifest: Manifest
    node: Node
    kind: str
    group: str

    @property
    def name(self) -> Node:
        """The field with the name."""
        return self.node["name"]


_TARGETS: Final = (
    ("HorizontalPodAutoscaler", "autoscaling", "scaleTargetRef"),
    ("VerticalPodAutoscaler", "autoscaling.k8s.io", "targetRef"),
    ("ScaledObject", "keda.sh", "scaleTargetRef"),
)
_RESTARTERS: Final = ("HCPVaultSecretsApp", "VaultDynamicSecret", "VaultPKISecret", "VaultStaticSecret")


def workload_references(cluster: Cluster) -> Iterator[WorkloadReference]:
    """Yield every reference to a workload of a known kind."""
    for kind, group, field in _TARGETS:
        for manifest in cluster.manifests.of_kind(kind, group):
            yield from _reference(manifest, manifest.spec[field], default="Deployment")
    for kind in _RESTARTERS:
        for manifest in cluster.manifests.of_kind(kind, "secrets.hashicorp.com"):
            for target in manifest.spec["rolloutRestartTargets"]:
                yield from _reference(manifest, target)


def _reference(manifest: Manifest, node: Node, *, default: str = "") -> Iterator[WorkloadReference]:
    kind = node["kind"].text or (default if manifest.kind == "ScaledObject" else "")
    if kind in GROUP_OF_KIND and node["name"].text:
        yield WorkloadReference(manifest, node, kind, GROUP_OF_KIND[kind])


def workload_of(reference: WorkloadReference, cluster: Cluster) -> Manifest | None:
    """Return the workload that is named, none when it is not among the manifests."""
    kind = reference.kind.removeprefix("argo.")
    return cluster.manifests.find(kind, reference.group, reference.manifest.namespace, reference.name.text)


def autoscalers(cluster: Cluster) -> Mapping[Manifest, Sequence[WorkloadReference]]:
    """Return the workloads whose replicas an autoscaler sets, with the autoscalers that do."""
    return cluster.once(_autoscalers)


def _autoscalers(cluster: Cluster) -> Mapping[Manifest, Sequence[WorkloadReference]]:
    found: dict[Manifest, list[WorkloadReference]] = defaultdict(list)
    for reference in workload_references(cluster):
        if reference.manifest.kind in ("HorizontalPodAutoscaler", "ScaledObject"):
            workload = workload_of(reference, cluster)
            if workload is not None:
                found[workload].append(reference)
    return dict(found)
