"""Capacity: the timing of probes and rollouts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.pods import PodTemplate
from podwright.verify.rules import Family, Flaw, Severity, check

_PROBES: Final = (
    "https://kubernetes.io/docs/tasks/configure-pod-container/"
    "configure-liveness-readiness-startup-probes/#configure-probes"
)
_DEFAULT_PERIOD: Final = 10
_DEFAULT_DEADLINE: Final = 600


@check(
    "probe-timeout-exceeds-period",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="A probe may take longer than the time until the next one.",
    source=_PROBES,
)
def probe_timeout_exceeds_period(cluster: Cluster) -> Iterator[Flaw]:
    """Find timeouts above the period: a hanging container is noticed later than the period suggests."""
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for probe in container.probes:
                timeout = probe.node["timeoutSeconds"].integer
                period = probe.node["periodSeconds"].integer or _DEFAULT_PERIOD
                if timeout is not None and timeout > period and probe.field.endswith("Probe"):
                    message = f"waits {timeout} s for an answer, and asks every {period} s"
                    remedy = f"Write at most {period}, or a longer periodSeconds"
                    yield Flaw(pod.manifest, probe.node["timeoutSeconds"], message, remedy)


@check(
    "rollout-deadline-too-short",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="A rollout is given up before its first pod can be ready.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds",
)
def rollout_deadline_too_short(cluster: Cluster) -> Iterator[Flaw]:
    """Find Deployments whose pods are asked, or have to be ready, no earlier than the deadline."""
    for workload in cluster.manifests.of_kind("Deployment", "apps"):
        node = workload.spec["progressDeadlineSeconds"]
        deadline = _DEFAULT_DEADLINE if node.integer is None else node.integer
        pod = cluster.manifests.pod_of(workload)
        ready = workload.spec["minReadySeconds"].integer or 0
        first = (_first_question(pod) if pod is not None else 0) + ready
        if first >= deadline:
            message = f"a pod is ready after {first} s at the earliest, and the deadline is {deadline} s"
            yield Flaw(workload, node, message, f"Write more than {first}")


def _first_question(pod: PodTemplate) -> int:
    """Return after how many seconds a pod is ready at the earliest, by its initial delays."""
    delays = [0]
    for container in pod.serving_containers:
        for field in ("startupProbe", "readinessProbe"):
            delays.append(container.node[field]["initialDelaySeconds"].integer or 0)
    return max(delays)
