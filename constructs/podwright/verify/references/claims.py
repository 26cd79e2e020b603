"""Persistent volume claims: which exist, who mounts them, and how many pods at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podwright.verify.cluster import Cluster, Existence
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.placement import Placement

CLAIM = "PersistentVolumeClaim"


@dataclass(frozen=True, slots=True)
class ClaimUse:
    """The pods of a workload mount a claim by its name.

    Attributes:
        pod: the pods.
        name: the field with the name of the claim.
    """

    pod: PodTemplate
    name: Node


def claim_uses(cluster: Cluster) -> Iterator[ClaimUse]:
    """Yield every volume that is a claim of a name."""
    for pod in cluster.manifests.pods:
        for volume in pod.spec["volumes"]:
            name = volume.at("persistentVolumeClaim", "claimName")
            if name.text:
                yield ClaimUse(pod, name)


def is_claim_missing(use: ClaimUse, cluster: Cluster, placement: Placement) -> bool:
    """Whether nothing makes the claim: neither a manifest nor the template of a StatefulSet."""
    name = use.name.text
    if placement.exists(CLAIM, "", use.pod.manifest, name) is not Existence.NO:
        return False
    stem, _, ordinal = name.rpartition("-")
    made = cluster.once(_claims_of_stateful_sets)
    places = placement.namespaces_for(use.pod.manifest)
    return not (ordinal.isdigit() and any((place, stem) in made for place in places))


def _claims_of_stateful_sets(cluster: Cluster) -> frozenset[tuple[str, str]]:
    """Return namespace and name, without the ordinal, of the claims that StatefulSets make."""
    return frozenset(
        (manifest.namespace, f"{template.at('metadata', 'name').text}-{manifest.name}")
        for manifest in cluster.manifests.of_kind("StatefulSet", "apps")
        for template in manifest.spec["volumeClaimTemplates"]
    )


def claim_of(use: ClaimUse, cluster: Cluster) -> Manifest | None:
    """Return the claim, none when it is not among the manifests."""
    return cluster.manifests.find(CLAIM, "", use.pod.namespace, use.name.text)


def access_modes(claim: Manifest) -> frozenset[str]:
    """Return the access modes that a claim asks for."""
    return frozenset(claim.spec["accessModes"].strings)


def pods_at_once(pod: PodTemplate, cluster: Cluster) -> int:
    """Return how many pods of a workload run at the same time, as far as that is sure: at least."""
    manifest = pod.manifest
    match manifest.kind:
        case "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" | "DeploymentConfig":
            replicas = manifest.spec["replicas"].integer
            scaled = cluster.once(largest_scales).get((manifest.kind, manifest.namespace, manifest.name))
            return max(1 if replicas is None else replicas, scaled or 0)
        case "Job":
            parallel = manifest.spec["parallelism"].integer
            completions = manifest.spec["completions"].integer
            return min(
                1 if parallel is None else parallel, parallel or 1 if completions is None else completions
            )
        case _:
            return 1


def largest_scales(cluster: Cluster) -> dict[tuple[str, str, str], int]:
    """Return ``maxReplicas`` of what is autoscaled, by kind, namespace and name."""
    scales: dict[tuple[str, str, str], int] = {}
    for manifest in cluster.manifests.of_kind("HorizontalPodAutoscaler", "autoscaling"):
        target = manifest.spec["scaleTargetRef"]
        largest = manifest.spec["maxReplicas"].integer
        if largest is not None:
            scales[(target["kind"].text, manifest.namespace, target["name"].text)] = largest
    return scales
