"""Selectors: a workload selects its own pods and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.known_names import listed
from podwright.verify.references.selection import selection_of
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check
from podwright.verify.selectors import LabelSelector
from podwright.verify.templates import has_parameter

_DEPLOYMENT: Final = "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/"
_PLAIN: Final = frozenset({"DeploymentConfig", "ReplicationController"})
_HOOK: Final = "helm.sh/hook"
_MANY: Final = 200


def _selectors(cluster: Cluster) -> Mapping[PodTemplate, LabelSelector]:
    """Return the selectors of the workloads that have one."""
    found: dict[PodTemplate, LabelSelector] = {}
    for pod in cluster.manifests.pods:
        node = pod.manifest.spec["selector"]
        if pod.manifest.kind in _PLAIN:
            if node.mapping:
                found[pod] = LabelSelector.of_map(node)
        elif pod.manifest.kind in LONG_RUNNING and node.is_map:
            found[pod] = LabelSelector.of(node)
    return found


@check(
    "selector-does-not-match-template",
    family=Family.SELECTORS,
    severity=Severity.ERROR,
    summary="The selector of a workload does not select the pods of its own template.",
    source=f"{_DEPLOYMENT}#selector",
    same_as=SameAs(
        kube_linter=("mismatching-selector",),
        kube_score=(
            "deployment-pod-selector-labels-match-template-metadata-labels",
            "statefulset-pod-selector-labels-match-template-metadata-labels",
        ),
    ),
)
def selector_does_not_match_template(cluster: Cluster) -> Iterator[Flaw]:
    """Find selectors that the API server refuses because the template's labels do not meet them."""
    for pod, selector in cluster.once(_selectors).items():
        for part in selector.requirements:
            if part.matches(pod.labels) or any(has_parameter(value) for value in part.values):
                continue
            node = pod.manifest.spec["selector"]
            if pod.manifest.kind not in _PLAIN:
                node = node["matchLabels"]
            place = node[part.key] if node[part.key] else node
            there = pod.labels.get(part.key)
            has = f"has {part.key}={there}" if there is not None else f"has no label {part.key}"
            yield Flaw(
                pod.manifest, place, f"selects {part}, and the template {has}", "Write the same in both"
            )


@check(
    "empty-workload-selector",
    family=Family.SELECTORS,
    severity=Severity.ERROR,
    summary="The selector of a workload is empty.",
    source=f"{_DEPLOYMENT}#selector",
)
def empty_workload_selector(cluster: Cluster) -> Iterator[Flaw]:
    """Find selectors without any condition: the API server refuses them."""
    for pod, selector in cluster.once(_selectors).items():
        if selector.is_empty and pod.manifest.group == "apps":
            message = "is empty, and would select every pod of the namespace"
            yield Flaw(pod.manifest, pod.manifest.spec["selector"], message, "Write matchLabels")


@check(
    "overlapping-selectors",
    family=Family.SELECTORS,
    severity=Severity.ERROR,
    summary="Two workloads select each other's pods.",
    source=f"{_DEPLOYMENT}#creating-a-deployment",
)
def overlapping_selectors(cluster: Cluster) -> Iterator[Flaw]:
    """Find workloads that cannot tell their pods apart."""
    for pod, selector in cluster.once(_selectors).items():
        rivals = [other for other in _others(pod, selector, cluster) if _selects(other, pod, cluster)]
        if rivals:
            message = f"selects the pods of {_named(rivals)}, which select these in turn"
            yield Flaw(pod.manifest, _place(pod), message, "Add a label that tells them apart to both")


@check(
    "selector-matches-other-pods",
    family=Family.SELECTORS,
    severity=Severity.WARNING,
    summary="A workload also selects the pods of another one.",
    source=f"{_DEPLOYMENT}#creating-a-deployment",
)
def selector_matches_other_pods(cluster: Cluster) -> Iterator[Flaw]:
    """Find selectors that are too wide: autoscalers and budgets count the other pods, too."""
    for pod, selector in cluster.once(_selectors).items():
        others = [other for other in _others(pod, selector, cluster) if not _selects(other, pod, cluster)]
        if others:
            message = f"selects the pods of {_named(others)}, too"
            remedy = "Add a label that only the pods of this workload have"
            yield Flaw(pod.manifest, _place(pod), message, remedy)


def _others(pod: PodTemplate, selector: LabelSelector, cluster: Cluster) -> Sequence[PodTemplate]:
    """Return pods of other workloads that a workload selects, not all when they are many.

    Jobs and hooks come and go, and are left out.
    """
    if selector.is_empty or _is_hook(pod.manifest):
        return ()
    own = pod.manifest
    return [
        other
        for other in islice(selection_of(cluster).pods_in(pod.namespace, selector), _MANY)
        if other.manifest.kind in LONG_RUNNING
        and (other.manifest.kind, other.manifest.name) != (own.kind, own.name)
        and not _is_hook(other.manifest)
    ]


def _selects(one: PodTemplate, other: PodTemplate, cluster: Cluster) -> bool:
    selector = cluster.once(_selectors).get(one)
    return selector is not None and not selector.is_empty and selector.matches(other.labels)


def _is_hook(manifest: Manifest) -> bool:
    return _HOOK in manifest.annotations


def _place(pod: PodTemplate) -> Node:
    return pod.manifest.spec["selector"]


def _named(pods: Sequence[PodTemplate]) -> str:
    names = sorted({f"{pod.manifest.kind} {pod.manifest.name}" for pod in pods})
    return listed(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} other workloads"
