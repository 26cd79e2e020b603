"""Capacity: how many pods may be missing, or come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.capacity.replicas import SCALED, replicas_of, share
from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check
from podwright.verify.selectors import LabelSelector

_DISRUPTIONS: Final = "https://kubernetes.io/docs/tasks/run-application/configure-pdb/"


@check(
    "eviction-blocked",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="A disruption budget never lets a pod go, so that no node can be drained.",
    source=f"{_DISRUPTIONS}#think-about-how-your-application-reacts-to-disruptions",
    same_as=SameAs(kube_linter=("pdb-max-unavailable", "pdb-min-available")),
)
def eviction_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find budgets that demand as many pods as there are, or allow none to be missing."""
    for budget in cluster.manifests.of_kind("PodDisruptionBudget", "policy"):
        total = _pods_of(cluster, budget)
        found = _blocking(budget, total) if total else None
        if total and found is not None:
            pods = "the only pod" if total == 1 else f"all {total} pods"
            message = f"demands {pods} at any time: a drain of their node waits for ever"
            yield Flaw(budget, found, message, "Write maxUnavailable: 1, or run more replicas")


def _pods_of(cluster: Cluster, budget: Manifest) -> int | None:
    """Return how many pods a budget is about, none when that is not known."""
    if not budget.spec["selector"].is_map:
        return None
    workloads = cluster.manifests.select_pods(budget.namespace, LabelSelector.of(budget.spec["selector"]))
    total = 0
    for pod in workloads:
        replicas = replicas_of(cluster, pod.manifest)
        if replicas is None or pod.manifest.kind not in SCALED:
            return None
        total += replicas.lowest
    return total


def _blocking(budget: Manifest, total: int) -> Node | None:
    spec = budget.spec
    needed = share(spec["minAvailable"], total, round_up=True)
    if needed is not None and needed >= total:
        return spec["minAvailable"]
    missing = share(spec["maxUnavailable"], total, round_up=True)
    if missing == 0:
        return spec["maxUnavailable"]
    return None


@check(
    "autoscaler-bounds",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="An autoscaler's lowest number of pods is above its highest.",
    source="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/",
)
def autoscaler_bounds(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``minReplicas`` above ``maxReplicas``, which the API server refuses."""
    for scaler in cluster.manifests.of_kind("HorizontalPodAutoscaler", "autoscaling"):
        lowest, highest = scaler.spec["minReplicas"].integer, scaler.spec["maxReplicas"].integer
        if lowest is not None and highest is not None and lowest > highest:
            message = f"the highest number, {highest}, is below the lowest, {lowest}"
            yield Flaw(scaler, scaler.spec["maxReplicas"], message, f"Write at least {lowest}")
