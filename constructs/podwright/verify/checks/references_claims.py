"""References: claims exist, and are not mounted by more pods than they can be."""

from __future__ import annotations

from collections.abc import Iterator

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.references.claims import (
    CLAIM,
    access_modes,
    claim_of,
    claim_uses,
    is_claim_missing,
    pods_at_once,
)
from podwright.verify.references.placement import placement_of
from podwright.verify.rules import Family, Flaw, Severity, check

_ACCESS_MODES = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes"
_SHARED_MODES = frozenset({"ReadWriteMany", "ReadOnlyMany"})


@check(
    "missing-claim",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A PersistentVolumeClaim is named that does not exist.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes",
)
def missing_claim(cluster: Cluster) -> Iterator[Flaw]:
    """Find claims that neither a manifest nor a StatefulSet makes: the pods stay pending."""
    placement = placement_of(cluster)
    for use in claim_uses(cluster):
        if is_claim_missing(use, cluster, placement):
            manifest, name = use.pod.manifest, use.name.text
            message = f"no PersistentVolumeClaim {name} exists{placement.hint(CLAIM, '', manifest, name)}"
            yield Flaw(manifest, use.name, message, placement.remedy(CLAIM, "", manifest, name))


@check(
    "single-pod-claim-shared",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="Several pods mount a claim that only one pod can mount.",
    source=_ACCESS_MODES,
)
def single_pod_claim_shared(cluster: Cluster) -> Iterator[Flaw]:
    """Find ReadWriteOncePod claims of several replicas, or of a rollout that starts a second pod."""
    for use in claim_uses(cluster):
        claim = claim_of(use, cluster)
        if claim is None or access_modes(claim) != {"ReadWriteOncePod"}:
            continue
        count = pods_at_once(use.pod, cluster)
        if count > 1:
            message = (
                f"{count} pods mount {use.name.text}, which is ReadWriteOncePod: all but one stay pending"
            )
            yield Flaw(use.pod.manifest, use.name, message, "Run one pod, or ask for ReadWriteMany")
        elif count == 1 and _overlaps_itself(use.pod.manifest):
            message = (
                f"a rollout starts a second pod with {use.name.text}, which is ReadWriteOncePod, and waits"
            )
            yield Flaw(use.pod.manifest, use.name, message, "Set strategy.type to Recreate")


@check(
    "single-node-claim-shared",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="Several pods mount a claim that only the pods of one node can mount.",
    source=_ACCESS_MODES,
)
def single_node_claim_shared(cluster: Cluster) -> Iterator[Flaw]:
    """Find ReadWriteOnce claims of several replicas: those on another node stay pending."""
    for use in claim_uses(cluster):
        claim = claim_of(use, cluster)
        if claim is None or not _is_for_one_node(claim):
            continue
        count = pods_at_once(use.pod, cluster)
        if count > 1 or use.pod.manifest.kind == "DaemonSet":
            pods = f"{count} pods mount" if count > 1 else "a pod on every node mounts"
            message = f"{pods} {use.name.text}, which is ReadWriteOnce: those of one node can"
            remedy = "Run one pod, ask for ReadWriteMany, or give each pod its own claim in a StatefulSet"
            yield Flaw(use.pod.manifest, use.name, message, remedy)


@check(
    "single-node-claim-in-rollout",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="A rollout starts a second pod while the first one holds a claim for one node.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#recreate-deployment",
)
def single_node_claim_in_rollout(cluster: Cluster) -> Iterator[Flaw]:
    """Find Deployments of one replica with a ReadWriteOnce claim that are updated by a rolling update."""
    for use in claim_uses(cluster):
        claim = claim_of(use, cluster)
        if claim is None or not _is_for_one_node(claim):
            continue
        if pods_at_once(use.pod, cluster) == 1 and _overlaps_itself(use.pod.manifest):
            name = use.name.text
            message = f"a rollout starts a second pod with {name}: it waits on another node, or writes beside"
            yield Flaw(use.pod.manifest, use.name, message, "Set strategy.type to Recreate")


def _is_for_one_node(claim: Manifest) -> bool:
    modes = access_modes(claim)
    return "ReadWriteOnce" in modes and modes.isdisjoint(_SHARED_MODES)


def _overlaps_itself(manifest: Manifest) -> bool:
    """Whether an update starts a new pod before the old one is gone."""
    if manifest.kind != "Deployment" or manifest.spec["strategy"]["type"].text == "Recreate":
        return False
    surge = manifest.spec.at("strategy", "rollingUpdate", "maxSurge").value
    return surge not in (0, "0", "0%")
