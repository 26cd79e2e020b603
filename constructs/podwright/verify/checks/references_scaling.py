"""References: workloads that others name exist, and can be scaled as they are told."""

from __future__ import annotations

from collections.abc import Iterator

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import split_api_version
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, ContainerRole, PodTemplate
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.placement import placement_of
from podwright.verify.references.workloads import (
    autoscalers,
    workload_references,
)
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check

_AUTOSCALE = "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/"
_LONG_LIVED = ("cpu", "memory")


@check(
    "missing-workload",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A workload is to be scaled or restarted that does not exist.",
    source=_AUTOSCALE,
    same_as=SameAs(
        kube_linter=("dangling-horizontalpodautoscaler",),
        kube_score=("horizontalpodautoscaler-has-target",),
    ),
)
def missing_workload(cluster: Cluster) -> Iterator[Flaw]:
    """Find autoscalers and restart targets that name a workload which is not there."""
    placement = placement_of(cluster)
    for reference in workload_references(cluster):
        kind, name = reference.kind.removeprefix("argo."), reference.name.text
        if placement.is_missing(kind, reference.group, reference.manifest, name):
            hint = placement.hint(kind, reference.group, reference.manifest, name)
            message = f"there is no {kind} {name}{hint}"
            remedy = placement.remedy(kind, reference.group, reference.manifest, name)
            yield Flaw(reference.manifest, reference.name, message, remedy)


@check(
    "wrong-scale-target-version",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="An autoscaler names its target with an API version that the target's kind is not of.",
    source=_AUTOSCALE,
)
def wrong_scale_target_version(cluster: Cluster) -> Iterator[Flaw]:
    """Find targets such as a Deployment without ``apps/v1``: the controller finds no such kind."""
    for reference in workload_references(cluster):
        if reference.manifest.kind != "HorizontalPodAutoscaler":
            continue
        node = reference.node["apiVersion"]
        group, _ = split_api_version(node.text)
        if group != reference.group:
            expected = "apps/v1" if reference.group == "apps" else reference.group or "v1"
            message = f"a {reference.kind} is not of {node.text!r}" if node.text else "is missing"
            yield Flaw(reference.manifest, node, message, f"Write {expected}")


@check(
    "shared-scale-target",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="Two autoscalers scale one workload.",
    source=_AUTOSCALE,
)
def shared_scale_target(cluster: Cluster) -> Iterator[Flaw]:
    """Find workloads with several autoscalers: each of them stops with the reason AmbiguousSelector."""
    for references in autoscalers(cluster).values():
        for reference in references[1:]:
            other = references[0].manifest
            if (other.kind, other.name) == (reference.manifest.kind, reference.manifest.name):
                continue
            message = f"{other} scales {reference.kind} {reference.name.text}, too"
            yield Flaw(reference.manifest, reference.name, message, "Put the metrics of both into one")


@check(
    "fixed-replicas-under-autoscaler",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="A workload whose replicas an autoscaler sets says how many it wants.",
    source=f"{_AUTOSCALE}#migrating-deployments-and-statefulsets-to-horizontal-autoscaling",
    same_as=SameAs(kube_score=("deployment-targeted-by-hpa-does-not-have-replicas-configured",)),
)
def fixed_replicas_under_autoscaler(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``replicas`` that every apply writes over what the autoscaler has decided."""
    for workload, references in autoscalers(cluster).items():
        replicas = workload.spec["replicas"]
        # An autoscaler leaves a workload alone that is scaled to zero.
        if replicas.integer:
            scaler = references[0].manifest
            message = f"{scaler} sets the replicas, and every apply sets {replicas.integer} again"
            yield Flaw(workload, replicas, message, "Remove replicas")


@check(
    "autoscaler-without-requests",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="An autoscaler measures the use of a resource that a container does not request.",
    source=f"{_AUTOSCALE}#how-does-a-horizontalpodautoscaler-work",
)
def autoscaler_without_requests(cluster: Cluster) -> Iterator[Flaw]:
    """Find utilization targets over containers without a request: the autoscaler then does nothing."""
    limited = cluster.once(_namespaces_with_defaults)
    for workload, references in autoscalers(cluster).items():
        pod = cluster.manifests.pod_of(workload)
        if pod is None or pod.namespace in limited:
            continue
        for reference in references:
            for node, resource, only in _measured(reference.manifest):
                for container in _counted(pod, only):
                    if not _requests(container, resource) and not _pod_requests(pod, resource):
                        message = f"{container} of {workload} requests no {resource}"
                        remedy = f"Set resources.requests.{resource} of every container"
                        yield Flaw(reference.manifest, node, message, remedy)


@check(
    "autoscaled-container-missing",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="An autoscaler measures a container that the pods do not have.",
    source=f"{_AUTOSCALE}#container-resource-metrics",
)
def autoscaled_container_missing(cluster: Cluster) -> Iterator[Flaw]:
    """Find container metrics of containers that are not there."""
    for workload, references in autoscalers(cluster).items():
        pod = cluster.manifests.pod_of(workload)
        if pod is None:
            continue
        names = KnownNames(container.name for container in pod.containers)
        for reference in references:
            for metric in reference.manifest.spec["metrics"]:
                name = metric.at("containerResource", "container")
                if name.text and name.text not in names.names:
                    message = f"{workload} has no container {name.text}{names.hint(name.text)}"
                    yield Flaw(reference.manifest, name, message, "Name a container of the pods")


def _measured(manifest: Manifest) -> Iterator[tuple[Node, str, str]]:
    """Yield where a target for a share of the requests stands, its resource, and the container if one."""
    spec = manifest.spec
    if manifest.kind != "HorizontalPodAutoscaler":
        return
    if not spec["targetCPUUtilizationPercentage"] and not spec["metrics"].sequence:
        # By default it aims at 80 % of the requested CPU.
        yield spec["metrics"], "cpu", ""
    if spec["targetCPUUtilizationPercentage"]:
        yield spec["targetCPUUtilizationPercentage"], "cpu", ""
    for metric in spec["metrics"]:
        for kind in ("resource", "containerResource"):
            source = metric[kind]
            if source["name"].text in _LONG_LIVED and source.at("target", "averageUtilization"):
                yield source.at("target", "averageUtilization"), source["name"].text, source["container"].text


def _counted(pod: PodTemplate, only: str) -> Iterator[Container]:
    for container in pod.containers:
        if container.role is ContainerRole.MAIN and only in ("", container.name):
            yield container


def _requests(container: Container, resource: str) -> bool:
    # A limit without a request is the request, too.
    return bool(
        container.resources["requests"][resource].value or container.resources["limits"][resource].value
    )


def _pod_requests(pod: PodTemplate, resource: str) -> bool:
    return bool(
        pod.spec.at("resources", "requests", resource) or pod.spec.at("resources", "limits", resource)
    )


def _namespaces_with_defaults(cluster: Cluster) -> frozenset[str]:
    """Return the namespaces in which something fills in requests: a LimitRange, a vertical autoscaler."""
    return frozenset(
        manifest.namespace
        for manifest in (
            *cluster.manifests.of_kind("LimitRange"),
            *cluster.manifests.of_kind("VerticalPodAutoscaler", "autoscaling.k8s.io"),
        )
    )
