"""Capacity: what the namespace allows, against what its workloads need."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from podwright.verify.capacity.needs import Needs, needs_of
from podwright.verify.capacity.quotas import quotas_of
from podwright.verify.capacity.replicas import surge_needed
from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, PodTemplate
from podwright.verify.quantities import quantity, show
from podwright.verify.rules import Family, Flaw, Severity, check

_QUOTAS: Final = "https://kubernetes.io/docs/concepts/policy/resource-quotas/"
_RANGES: Final = "https://kubernetes.io/docs/concepts/policy/limit-range/"
_DEMANDED: Final = ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")


@check(
    "quota-exceeded",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="The objects of a namespace together need more than its quota allows.",
    source=_QUOTAS,
)
def quota_exceeded(cluster: Cluster) -> Iterator[Flaw]:
    """Find quotas that are too small for what runs all the time, and for the objects themselves.

    Jobs and what lives in the namespace beside the manifests come on top.
    """
    quotas = cluster.once(quotas_of)
    for line in quotas.lines:
        used = quotas.pods_use(line, lambda replicas: replicas.lowest) + quotas.objects_use(line)
        if used > line.amount:
            message = (
                f"allows {show(line.resource, line.amount)}, "
                f"and the manifests need {show(line.resource, used)}"
            )
            yield Flaw(line.quota, line.node, message, "Raise it, or lower requests or replicas")


@check(
    "rollout-exceeds-quota",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="A quota leaves no room for the pod that a rollout starts first.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment",
)
def rollout_exceeds_quota(cluster: Cluster) -> Iterator[Flaw]:
    """Find Deployments that must not lose a pod, and whose next pod does not fit beside the present ones."""
    quotas = cluster.once(quotas_of)
    for line in quotas.lines:
        used = quotas.pods_use(line, lambda replicas: replicas.lowest)
        if used > line.amount:
            continue  # it does not even fit without a rollout
        for running in quotas.running_in(line.quota.namespace):
            surge = surge_needed(running.pod.manifest, running.replicas.lowest)
            needed = used + surge * running.needs.get(line.resource, Decimal(0))
            if needed > line.amount:
                message = (
                    f"allows {show(line.resource, line.amount)}, and a rollout of {running.pod.manifest} "
                    f"needs {show(line.resource, needed)}"
                )
                remedy = "Raise it, or let the Deployment take a pod down first: maxUnavailable: 1"
                yield Flaw(line.quota, line.node, message, remedy)


@check(
    "autoscaler-exceeds-quota",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="An autoscaler may ask for more pods than the quota allows.",
    source=_QUOTAS,
)
def autoscaler_exceeds_quota(cluster: Cluster) -> Iterator[Flaw]:
    """Find autoscalers whose highest number of pods does not fit into the quota."""
    quotas = cluster.once(quotas_of)
    for line in quotas.lines:
        steady = quotas.pods_use(line, lambda replicas: replicas.lowest)
        if steady > line.amount:
            continue
        for running in quotas.running_in(line.quota.namespace):
            scaler, each = running.replicas.scaler, running.needs.get(line.resource, Decimal(0))
            more = running.replicas.highest - running.replicas.lowest
            if scaler is not None and each and steady + each * more > line.amount:
                fits = running.replicas.lowest + int((line.amount - steady) // each)
                message = (
                    f"{line.quota} has room for {fits} pods: {line.node.key} is "
                    f"{show(line.resource, line.amount)}"
                )
                yield Flaw(scaler, scaler.spec["maxReplicas"], message, f"Write {fits}, or raise the quota")


@check(
    "missing-for-quota",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="A quota counts a resource of which a container does not say how much it needs.",
    source=f"{_QUOTAS}#compute-resource-quota",
)
def missing_for_quota(cluster: Cluster) -> Iterator[Flaw]:
    """Find containers without a request or limit that the quota demands: the API server refuses the pods."""
    needs = cluster.once(needs_of)
    demanded: dict[str, set[str]] = {}
    for line in cluster.once(quotas_of).lines:
        if line.resource in _DEMANDED:
            demanded.setdefault(line.quota.namespace, set()).add(line.resource)
    for pod in cluster.manifests.pods:
        for name in sorted(demanded.get(pod.namespace, ())):
            kind, _, resource = name.partition(".")
            if pod.spec["resources"][kind][resource]:
                continue
            for container in pod.containers:
                if needs.of_container(container, kind, resource) is None:
                    yield Flaw(
                        pod.manifest,
                        container.resources[kind][resource],
                        f"the quota of {pod.namespace} counts {name}, and {container} does not say it",
                        f"Write resources.{name}",
                    )


@check(
    "limit-range-violation",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="A container, pod or claim asks for less or more than its namespace allows.",
    source=_RANGES,
)
def limit_range_violation(cluster: Cluster) -> Iterator[Flaw]:
    """Find what a LimitRange refuses: amounts below its minimum or above its maximum."""
    needs = cluster.once(needs_of)
    for pod in cluster.manifests.pods:
        for entry in needs.ranges_in(pod.namespace, "Container"):
            for container in pod.containers:
                yield from _of_container(pod, container, entry, needs)
        for entry in needs.ranges_in(pod.namespace, "Pod"):
            yield from _of_pod(pod, entry, needs)
    for claim in cluster.manifests.of_kind("PersistentVolumeClaim"):
        for entry in needs.ranges_in(claim.namespace, "PersistentVolumeClaim"):
            node = claim.spec.at("resources", "requests", "storage")
            amount = quantity(node)
            if amount is not None:
                for message in _outside(entry, "storage", lowest=amount, highest=amount):
                    yield Flaw(claim, node, message, "Write a size that the LimitRange allows")


def _of_container(pod: PodTemplate, container: Container, entry: Node, needs: Needs) -> Iterator[Flaw]:
    for resource in ("cpu", "memory", "ephemeral-storage"):
        request = needs.of_container(container, "requests", resource)
        limit = needs.of_container(container, "limits", resource)
        for message in _outside(entry, resource, lowest=request, highest=limit):
            kind = "requests" if "at least" in message else "limits"
            node = container.resources[kind][resource]
            yield Flaw(pod.manifest, node, message, "Write an amount that the LimitRange allows")


def _of_pod(pod: PodTemplate, entry: Node, needs: Needs) -> Iterator[Flaw]:
    amounts = needs.of_pod(pod)
    for resource in ("cpu", "memory", "ephemeral-storage"):
        request, limit = amounts.get(f"requests.{resource}"), amounts.get(f"limits.{resource}")
        for message in _outside(entry, resource, lowest=request, highest=limit):
            yield Flaw(pod.manifest, pod.spec, message, "Change the amounts of its containers")


def _outside(entry: Node, resource: str, *, lowest: Decimal | None, highest: Decimal | None) -> Iterator[str]:
    smallest, largest = quantity(entry["min"][resource]), quantity(entry["max"][resource])
    what = entry["type"].text.lower()
    if smallest is not None and lowest is not None and lowest < smallest:
        least = show(resource, smallest)
        yield f"the namespace demands at least {least} of {resource} for a {what}"
    if largest is not None and highest is not None and highest > largest:
        most = show(resource, largest)
        yield f"the namespace allows at most {most} of {resource} for a {what}"
