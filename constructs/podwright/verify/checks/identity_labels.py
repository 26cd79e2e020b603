"""Identity: labels and annotations are legal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify import naming
from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.naming import Fault
from podwright.verify.nodes import Node
from podwright.verify.rules import Family, Flaw, Severity, check

_LARGEST_ANNOTATIONS: Final = 256 * 1024
_TRACKING_ID: Final = "argocd.argoproj.io/tracking-id"


@check(
    "invalid-label",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="A label's key or value has a form that the API server refuses.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set",
)
def invalid_label(cluster: Cluster) -> Iterator[Flaw]:
    """Find illegal labels on objects and pods, and illegal pairs in selectors."""
    for manifest in cluster.manifests:
        nodes = [manifest.metadata["labels"], *_selected_labels(manifest)]
        for node in nodes:
            yield from _illegal(manifest, node)
    for pod in cluster.manifests.pods:
        if pod.node.path.segments:
            yield from _illegal(pod.manifest, pod.node.at("metadata", "labels"))
        yield from _illegal(pod.manifest, pod.spec["nodeSelector"])


def _selected_labels(manifest: Manifest) -> Iterator[Node]:
    selector = manifest.spec["selector"]
    if manifest.group_kind in (("", "Service"), ("", "ReplicationController")):
        yield selector
    else:
        yield selector["matchLabels"]
        yield manifest.spec.at("podSelector", "matchLabels")


def _illegal(manifest: Manifest, labels: Node) -> Iterator[Flaw]:
    for key, node in labels.items():
        fault: Fault | None = naming.label_key(key)
        if fault is None and node.text:
            fault = naming.label_value(node.text)
        if fault is not None:
            yield Flaw(manifest, node, fault.message, fault.remedy)


@check(
    "invalid-annotation",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="An annotation's key is illegal, or the annotations are too large.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set",
)
def invalid_annotation(cluster: Cluster) -> Iterator[Flaw]:
    """Find illegal keys, and annotations of more than 256 KiB in total."""
    for manifest in cluster.manifests:
        yield from _illegal_annotations(manifest, manifest.metadata["annotations"])
    for pod in cluster.manifests.pods:
        if pod.node.path.segments:
            yield from _illegal_annotations(pod.manifest, pod.node.at("metadata", "annotations"))


def _illegal_annotations(manifest: Manifest, annotations: Node) -> Iterator[Flaw]:
    size = 0
    for key, node in annotations.items():
        size += len(key.encode()) + len(node.text.encode(errors="replace"))
        fault = naming.label_key(key.lower())
        if fault is not None:
            yield Flaw(manifest, node, fault.message, fault.remedy)
    if size > _LARGEST_ANNOTATIONS:
        message = f"hold {size:,} bytes, more than {_LARGEST_ANNOTATIONS:,}"
        yield Flaw(manifest, annotations, message, "Move the data into a ConfigMap")


@check(
    "argo-tracking-id",
    family=Family.IDENTITY,
    severity=Severity.WARNING,
    summary="A manifest carries Argo CD's tracking id.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/",
)
def argo_tracking_id(cluster: Cluster) -> Iterator[Flaw]:
    """Find tracking ids in manifests: Argo CD writes them itself, and believes what it reads."""
    for manifest in cluster.manifests:
        node = manifest.metadata["annotations"][_TRACKING_ID]
        if node:
            message = "claims the object for another application than the one that applies it"
            yield Flaw(manifest, node, message, "Remove it: Argo CD writes it into the cluster itself")
