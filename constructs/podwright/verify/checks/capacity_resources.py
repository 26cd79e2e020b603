"""Capacity: what containers request and are limited to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from podwright.verify.capacity.needs import KINDS, needs_of
from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.pods import Container
from podwright.verify.quantities import quantity, show, show_cpu
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check

_RESOURCES: Final = "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"
_IN_BYTES: Final = ("memory", "ephemeral-storage", "storage")
_MEBIBYTE: Final = Decimal(2**20)
_MANY_CPUS: Final = Decimal(100)
_WANTED: Final = (("requests", "cpu"), ("requests", "memory"), ("limits", "memory"))


@check(
    "missing-resources",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="A container does not say what it needs, or not how much memory it may take.",
    source=_RESOURCES,
    same_as=SameAs(
        checkov=("CKV_K8S_10", "CKV_K8S_12", "CKV_K8S_13"),
        kube_linter=("unset-cpu-requirements", "unset-memory-requirements"),
        kube_score=("container-resources",),
    ),
)
def missing_resources(cluster: Cluster) -> Iterator[Flaw]:
    """Find containers without requests of CPU and memory and a limit of memory.

    A limit of CPU is not asked for: it slows a container down where the node has CPU to spare. A limit
    without a request is the request, too; a LimitRange fills in both; the pod may say it for all.
    """
    needs = cluster.once(needs_of)
    for pod in cluster.manifests.pods:
        if needs.is_scaled_vertically(pod.manifest):
            continue
        for container in pod.containers:
            lacking = [
                container.resources[kind][resource]
                for kind, resource in _WANTED
                if needs.of_container(container, kind, resource) is None
                and not container.resources[kind][resource]  # unreadable: told by the schema
                and not pod.spec["resources"][kind][resource]
                and not pod.spec["resources"]["limits"][resource]
            ]
            if lacking:
                fields = ", ".join(f"{node.path.segments[-2]}.{node.key}" for node in lacking)
                yield Flaw(
                    pod.manifest,
                    lacking[0] if len(lacking) == 1 else container.resources,
                    f"{container} lacks {fields}",
                    "Write what it needs as requests, and the most memory that it may take as limit",
                )


@check(
    "request-above-limit",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="A container requests more of a resource than it may use.",
    source=_RESOURCES,
)
def request_above_limit(cluster: Cluster) -> Iterator[Flaw]:
    """Find requests above the limit, and requests of devices that are not the limit as well."""
    for pod in cluster.manifests.pods:
        for owner, resources in _resources_of(pod.spec, pod.containers):
            for resource, node in resources["requests"].items():
                request, limit = quantity(node), quantity(resources["limits"][resource])
                if request is None:
                    continue
                if limit is not None and request > limit:
                    message = (
                        f"{owner} requests {show(resource, request)} of {resource}, "
                        f"and is limited to {show(resource, limit)}"
                    )
                    yield Flaw(pod.manifest, node, message, "Lower the request, or raise the limit")
                elif _is_device(resource) and request != limit:
                    message = f"{resource} cannot be shared: its limit has to be the request"
                    yield Flaw(pod.manifest, node, message, f"Write limits.{resource}: {node.value}")


def _resources_of(spec: Node, containers: tuple[Container, ...]) -> Iterator[tuple[str, Node]]:
    for container in containers:
        yield str(container), container.resources
    if spec["resources"].is_map:
        yield "the pod", spec["resources"]


def _is_device(resource: str) -> bool:
    """Whether a resource is one of a vendor, of which nothing can be handed out twice."""
    return resource.startswith("hugepages-") or ("/" in resource and "kubernetes.io/" not in resource)


@check(
    "impossible-quantity",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="An amount of memory or storage is so small that nothing runs with it.",
    source=f"{_RESOURCES}#meaning-of-memory",
)
def impossible_quantity(cluster: Cluster) -> Iterator[Flaw]:
    """Find fractions of bytes (``512m``), and less than a mebibyte where something has to fit in."""
    for pod in cluster.manifests.pods:
        for _, resources in _resources_of(pod.spec, pod.containers):
            for kind in KINDS:
                for resource in _IN_BYTES:
                    fits = kind == "requests"
                    yield from (
                        Flaw(pod.manifest, node, message, remedy)
                        for node, message, remedy in _too_small(resources[kind][resource], fits=fits)
                    )
        for volume in pod.spec["volumes"]:
            for node, message, remedy in _too_small(volume.at("emptyDir", "sizeLimit"), fits=True):
                yield Flaw(pod.manifest, node, message, remedy)
    for manifest in cluster.manifests.of_kind("PersistentVolumeClaim"):
        for node, message, remedy in _too_small(manifest.spec.at("resources", "requests", "storage")):
            yield Flaw(manifest, node, message, remedy)
    for manifest in cluster.manifests.of_kind("StatefulSet", "apps"):
        for template in manifest.spec["volumeClaimTemplates"]:
            size = template.at("spec", "resources", "requests", "storage")
            for node, message, remedy in _too_small(size):
                yield Flaw(manifest, node, message, remedy)


def _too_small(node: Node, *, fits: bool = False) -> Iterator[tuple[Node, str, str]]:
    """Yield what is wrong with an amount of bytes; with ``fits``, a small one may be meant."""
    amount = quantity(node)
    if amount is None or amount <= 0:
        return
    text = str(node.value)
    if amount % 1:
        remedy = f"Write {text.rstrip('m')}Mi" if text.endswith("m") else "Write a whole number of bytes"
        yield node, f"{text} is {amount:f} bytes: m means thousandths", remedy
    elif amount < _MEBIBYTE and not fits:
        suggestion = f"{text}Mi" if text.isdecimal() else "a number with Mi or Gi"
        yield node, f"{text} is {amount:f} bytes", f"Write {suggestion}"


@check(
    "suspicious-quantity",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="An amount of CPU or memory looks as if its unit were missing.",
    source=f"{_RESOURCES}#meaning-of-cpu",
)
def suspicious_quantity(cluster: Cluster) -> Iterator[Flaw]:
    """Find a hundred CPUs and more, and requests of less than a mebibyte."""
    for pod in cluster.manifests.pods:
        for _, resources in _resources_of(pod.spec, pod.containers):
            for kind in KINDS:
                cpu = quantity(resources[kind]["cpu"])
                if cpu is not None and cpu >= _MANY_CPUS:
                    node, text = resources[kind]["cpu"], resources[kind]["cpu"].value
                    remedy = f"Write {text}m if thousandths of a CPU are meant"
                    yield Flaw(pod.manifest, node, f"means {show_cpu(cpu)} CPUs", remedy)
            memory = quantity(resources["requests"]["memory"])
            if memory is not None and 0 < memory < _MEBIBYTE and not memory % 1:
                node = resources["requests"]["memory"]
                yield Flaw(
                    pod.manifest, node, f"means {memory:f} bytes", f"Write {node.value}Mi if that is meant"
                )
