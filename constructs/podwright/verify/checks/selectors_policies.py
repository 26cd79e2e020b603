"""Selectors: disruption budgets and network policies concern pods, and those that are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.placement import placement_of
from podwright.verify.references.selection import Miss, selection_of
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check
from podwright.verify.selectors import LabelSelector, Requirement
from podwright.verify.templates import has_parameter

_BUDGET: Final = "https://kubernetes.io/docs/tasks/run-application/configure-pdb/"
_POLICY: Final = (
    "https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource"
)
_NETWORKING: Final = "networking.k8s.io"


def _nothing(manifest: Manifest, node: Node, miss: Miss, remedy: str) -> Flaw:
    labels = node["matchLabels"]
    place = labels[miss.requirement.key] if labels[miss.requirement.key] else node
    return Flaw(manifest, place, f"selects no pod: {miss.reason}", remedy)


def _budgets(cluster: Cluster) -> Sequence[Manifest]:
    return cluster.manifests.of_kind("PodDisruptionBudget", "policy")


@check(
    "disruption-budget-selects-nothing",
    family=Family.SELECTORS,
    severity=Severity.ERROR,
    summary="A PodDisruptionBudget selects no pod, and protects none.",
    source=f"{_BUDGET}#specifying-a-poddisruptionbudget",
)
def disruption_budget_selects_nothing(cluster: Cluster) -> Iterator[Flaw]:
    """Find budgets whose selector is missing or matches nothing."""
    for budget in _budgets(cluster):
        node = budget.spec["selector"]
        if not node:
            message = "is missing, so that no pod is selected"
            yield Flaw(budget, node, message, "Write the labels of the pods to protect")
            continue
        miss = selection_of(cluster).miss(budget, LabelSelector.of(node))
        if miss is not None:
            yield _nothing(budget, node, miss, "Write the labels of the pods to protect")


@check(
    "disruption-budget-selects-everything",
    family=Family.SELECTORS,
    severity=Severity.WARNING,
    summary="A PodDisruptionBudget counts the pods of all workloads of a namespace together.",
    source=f"{_BUDGET}#specifying-a-poddisruptionbudget",
)
def disruption_budget_selects_everything(cluster: Cluster) -> Iterator[Flaw]:
    """Find empty selectors of budgets beside several workloads."""
    for budget in _budgets(cluster):
        node = budget.spec["selector"]
        if not node.is_map or not LabelSelector.of(node).is_empty:
            continue
        workloads = {
            pod.manifest
            for pod in cluster.manifests.pods_in(budget.namespace)
            if pod.manifest.kind in LONG_RUNNING
        }
        if len(workloads) > 1:
            message = f"is empty, so that the pods of {len(workloads)} workloads share one budget"
            yield Flaw(budget, node, message, "Write one budget per workload, with its labels")


@check(
    "overlapping-disruption-budgets",
    family=Family.SELECTORS,
    severity=Severity.ERROR,
    summary="Two PodDisruptionBudgets select the same pods, which then cannot be evicted at all.",
    source="https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets",
)
def overlapping_disruption_budgets(cluster: Cluster) -> Iterator[Flaw]:
    """Find pods with more than one budget: the eviction API refuses them with an error."""
    first: dict[PodTemplate, Manifest] = {}
    for budget in _budgets(cluster):
        node = budget.spec["selector"]
        if not node.is_map:
            continue
        for pod in selection_of(cluster).pods(budget, LabelSelector.of(node)):
            other = first.setdefault(pod, budget)
            if other is not budget and other.name != budget.name:
                message = f"selects the pods of {pod.manifest}, as {other} does"
                yield Flaw(budget, node, message, "Keep one budget for them")
                break


@check(
    "network-policy-selects-nothing",
    family=Family.SELECTORS,
    severity=Severity.ERROR,
    summary="A NetworkPolicy selects no pod, and has no effect.",
    source=_POLICY,
    same_as=SameAs(kube_linter=("dangling-networkpolicy",), kube_score=("networkpolicy-targets-pod",)),
)
def network_policy_selects_nothing(cluster: Cluster) -> Iterator[Flaw]:
    """Find policies that neither protect a pod nor allow it anything."""
    for policy in cluster.manifests.of_kind("NetworkPolicy", _NETWORKING):
        node = policy.spec["podSelector"]
        miss = selection_of(cluster).miss(policy, LabelSelector.of(node))
        if miss is not None:
            yield _nothing(policy, node, miss, "Write labels that the pods have")


@check(
    "network-peer-selects-nothing",
    family=Family.SELECTORS,
    severity=Severity.WARNING,
    summary="A NetworkPolicy allows a peer that does not exist, but for one of nearly the same labels.",
    source="https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors",
    same_as=SameAs(kube_linter=("dangling-networkpolicypeer-podselector",)),
)
def network_peer_selects_nothing(cluster: Cluster) -> Iterator[Flaw]:
    """Find misspelt peers in the policy's own namespace; others may be clients that are not here."""
    for policy in cluster.manifests.of_kind("NetworkPolicy", _NETWORKING):
        for direction, field in (("ingress", "from"), ("egress", "to")):
            for rule in policy.spec[direction]:
                for peer in rule[field]:
                    node = peer["podSelector"]
                    if not node.is_map or peer["namespaceSelector"].present:
                        continue
                    miss = selection_of(cluster).miss(policy, LabelSelector.of(node))
                    if miss is not None and miss.is_slip:
                        yield _nothing(policy, node, miss, "Write labels that the peer's pods have")


@check(
    "spread-ignores-own-pods",
    family=Family.SELECTORS,
    severity=Severity.WARNING,
    summary="A topology spread constraint does not count the pods that it is written on.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#topologyspreadconstraints-field",
)
def spread_ignores_own_pods(cluster: Cluster) -> Iterator[Flaw]:
    """Find constraints whose selector does not match the labels of the same template."""
    for pod in cluster.manifests.pods:
        for constraint in pod.spec["topologySpreadConstraints"]:
            node = constraint["labelSelector"]
            if not node:
                message = "is missing, so that no pod is counted"
                yield Flaw(pod.manifest, node, message, "Write the labels of these pods")
                continue
            unmet = _unmet(LabelSelector.of(node), pod.labels)
            if unmet is not None:
                message = f"selects {unmet}, which these pods do not have, so that they are not spread"
                yield Flaw(pod.manifest, node, message, "Write the labels of these pods")


def _unmet(selector: LabelSelector, labels: Mapping[str, str]) -> Requirement | None:
    """Return a condition that labels do not meet, none when they meet all or one is not known."""
    if any(has_parameter(value) for part in selector.requirements for value in part.values):
        return None
    return next((part for part in selector.requirements if not part.matches(labels)), None)


@check(
    "affinity-selects-nothing",
    family=Family.SELECTORS,
    severity=Severity.WARNING,
    summary="An affinity to pods concerns none, but for pods of nearly the same labels.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity",
)
def affinity_selects_nothing(cluster: Cluster) -> Iterator[Flaw]:
    """Find misspelt selectors of affinities and anti-affinities within the namespace."""
    placement = placement_of(cluster)
    for pod in cluster.manifests.pods:
        if pod.namespace not in placement.owned or not pod.spec["affinity"]:
            continue
        for term in _affinity_terms(pod):
            node = term["labelSelector"]
            if not node.is_map or term["namespaceSelector"].present or term["namespaces"].sequence:
                continue
            miss = selection_of(cluster).miss(pod.manifest, LabelSelector.of(node))
            if miss is not None and miss.is_slip:
                yield _nothing(pod.manifest, node, miss, "Write the labels of the pods that are meant")


def _affinity_terms(pod: PodTemplate) -> Iterator[Node]:
    for kind in ("podAffinity", "podAntiAffinity"):
        affinity = pod.spec["affinity"][kind]
        yield from affinity["requiredDuringSchedulingIgnoredDuringExecution"]
        for weighted in affinity["preferredDuringSchedulingIgnoredDuringExecution"]:
            yield weighted["podAffinityTerm"]
