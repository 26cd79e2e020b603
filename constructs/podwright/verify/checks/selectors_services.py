"""Selectors: a Service selects pods, and those that it is meant for; monitors find their Services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.manifests import Manifest
from podwright.verify.monitors import monitors_of
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.known_names import listed
from podwright.verify.references.selection import Miss, selection_of
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check
from podwright.verify.services import Service

_SERVICE: Final = "https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service"
_MONITOR: Final = "https://prometheus-operator.dev/docs/developer/getting-started/#using-servicemonitors"
_HOOK: Final = "helm.sh/hook"


@check(
    "service-selects-nothing",
    family=Family.SELECTORS,
    severity=Severity.ERROR,
    summary="A Service selects no pod.",
    source=_SERVICE,
    same_as=SameAs(kube_linter=("dangling-service",), kube_score=("service-targets-pod",)),
)
def service_selects_nothing(cluster: Cluster) -> Iterator[Flaw]:
    """Find Services that will never have an endpoint."""
    for service in cluster.manifests.services:
        if service.selector is not None:
            miss = selection_of(cluster).miss(service.manifest, service.selector)
            if miss is not None:
                node = service.manifest.spec["selector"]
                yield _nothing(service.manifest, node, miss, "pod")


def _nothing(manifest: Manifest, node: Node, miss: Miss, what: str) -> Flaw:
    key = miss.requirement.key
    place = node[key] if node[key] else node
    remedy = f"Write labels that the {what} has"
    return Flaw(manifest, place, f"selects no {what}: {miss.reason}", remedy)


@check(
    "service-selects-several-workloads",
    family=Family.SELECTORS,
    severity=Severity.WARNING,
    summary="A Service spreads requests over the pods of different workloads.",
    source=_SERVICE,
)
def service_selects_several_workloads(cluster: Cluster) -> Iterator[Flaw]:
    """Find Services whose selector is so wide that it selects pods of different programs."""
    for service in cluster.manifests.services:
        # Headless Services are how the members of a system find each other.
        if service.selector is None or service.is_headless:
            continue
        pods = [
            pod
            for pod in selection_of(cluster).pods(service.manifest, service.selector)
            if pod.manifest.kind in LONG_RUNNING and _HOOK not in pod.manifest.annotations
        ]
        names = sorted({f"{pod.manifest.kind} {pod.manifest.name}" for pod in pods})
        if len(names) > 1 and _are_different(service, pods):
            shown = listed(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} other workloads"
            message = f"selects the pods of {shown}, which run different programs"
            remedy = "Add a label that only the pods of the right workload have"
            yield Flaw(service.manifest, service.manifest.spec["selector"], message, remedy)


def _are_different(service: Service, pods: Sequence[PodTemplate]) -> bool:
    """Whether pods do not stand for each other as the versions of a canary release do."""
    if len({_program(pod) for pod in pods}) > 1:
        return True
    for port in service.ports:
        number = port.target.integer
        # By name, a port that some pods lack leads to the others only.
        declared = [any(known.number == number for known in pod.ports) for pod in pods]
        if number is not None and any(declared) and not all(declared):
            return True
    return False


def _program(pod: PodTemplate) -> str:
    """Return the repository of the first container's image."""
    for container in pod.serving_containers:
        if container.role.value == "main":
            repository, _, _ = container.image.partition("@")
            head, slash, name = repository.rpartition("/")
            return f"{head}{slash}{name.partition(':')[0]}"
    return ""


@check(
    "monitor-selects-nothing",
    family=Family.SELECTORS,
    severity=Severity.ERROR,
    summary="A ServiceMonitor or PodMonitor selects nothing.",
    source=_MONITOR,
    same_as=SameAs(kube_linter=("dangling-servicemonitor",)),
)
def monitor_selects_nothing(cluster: Cluster) -> Iterator[Flaw]:
    """Find monitors that will never scrape anything; a ServiceMonitor looks at the labels of Services."""
    for monitor in monitors_of(cluster):
        if monitor.selector.is_empty or not monitor.is_complete or monitor.services or monitor.pods:
            continue
        miss = selection_of(cluster).miss_among(monitor.selector, monitor.candidates)
        if miss is not None:
            what = "Service" if monitor.manifest.kind == "ServiceMonitor" else "pod"
            yield _nothing(monitor.manifest, monitor.manifest.spec["selector"]["matchLabels"], miss, what)
