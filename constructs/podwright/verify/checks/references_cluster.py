"""References: what belongs to the whole cluster, where the manifests show that its name is misspelt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from podwright.verify.cluster import Cluster, Existence
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.placement import placement_of
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.templates import has_parameter

_SCHEDULING: Final = "scheduling.k8s.io"
_IMAGES: Final = "image.openshift.io"
_INTERNAL: Final = re.compile(
    r"image-registry\.openshift-image-registry\.svc(?:\.cluster\.local)?:5000/"
    r"(?P<namespace>[^/]+)/(?P<name>[^/:@]+)"
)


@check(
    "missing-class",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A class is named that does not exist, but for a class of nearly that name.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#pod-priority",
)
def missing_class(cluster: Cluster) -> Iterator[Flaw]:
    """Find misspelt priority, runtime, storage, ingress and gateway classes that the manifests bring."""
    placement = placement_of(cluster)
    for manifest, kind, group, node in _class_references(cluster):
        if node.text and placement.is_missing(kind, group, manifest, node.text):
            hint = placement.hint(kind, group, manifest, node.text)
            remedy = placement.remedy(kind, group, manifest, node.text)
            yield Flaw(manifest, node, f"there is no {kind} {node.text}{hint}", remedy)


def _class_references(cluster: Cluster) -> Iterator[tuple[Manifest, str, str, Node]]:
    manifests = cluster.manifests
    for pod in manifests.pods:
        yield pod.manifest, "PriorityClass", _SCHEDULING, pod.spec["priorityClassName"]
        yield pod.manifest, "RuntimeClass", "node.k8s.io", pod.spec["runtimeClassName"]
    for claim in manifests.of_kind("PersistentVolumeClaim"):
        yield claim, "StorageClass", "storage.k8s.io", claim.spec["storageClassName"]
    for workload in manifests.of_kind("StatefulSet", "apps"):
        for template in workload.spec["volumeClaimTemplates"]:
            yield workload, "StorageClass", "storage.k8s.io", template["spec"]["storageClassName"]
    for ingress in manifests.of_kind("Ingress", "networking.k8s.io"):
        yield ingress, "IngressClass", "networking.k8s.io", ingress.spec["ingressClassName"]
    for gateway in manifests.of_kind("Gateway", "gateway.networking.k8s.io"):
        yield (
            gateway,
            "GatewayClass",
            "gateway.networking.k8s.io",
            gateway.spec["gatewayClassName"],
        )


@check(
    "missing-namespace",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A namespace is named that does not exist, but for one of nearly that name.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
)
def missing_namespace(cluster: Cluster) -> Iterator[Flaw]:
    """Find objects that are put into a misspelt namespace beside the one that the manifests create."""
    created = KnownNames(cluster.manifests.namespaces)
    if not created.names:
        return
    inhabited = cluster.once(_inhabited_namespaces)
    told: set[str] = set()
    for manifest in cluster.manifests:
        name = manifest.declared_namespace
        if not name or not manifest.namespace or name in created.names or has_parameter(name):
            continue
        meant = created.meant_by(name)
        if not meant or cluster.exists("Namespace", "", "", name) is not Existence.NO:
            continue
        if meant not in inhabited:
            # Everything else agrees: it is the Namespace that is misspelt.
            if meant not in told:
                told.add(meant)
                namespace = cluster.manifests.namespaces[meant]
                message = f"nothing is in {meant}, and {name}, where {manifest} is, is not created"
                yield Flaw(namespace, namespace.metadata["name"], message, f"Write {name}")
        elif 2 * inhabited[name] < inhabited[meant]:
            # As many objects in both, and they are two environments.
            message = f"there is no namespace {name} (did you mean {meant}?)"
            remedy = f"Write {meant}, or declare it as external: Namespace/{name}"
            yield Flaw(manifest, manifest.metadata["namespace"], message, remedy)


def _inhabited_namespaces(cluster: Cluster) -> Mapping[str, int]:
    """Return how many objects are in each namespace."""
    return Counter(
        manifest.declared_namespace for manifest in cluster.manifests if manifest.declared_namespace
    )


@check(
    "missing-image-stream",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="An image of the internal registry is of an ImageStream that does not exist.",
    source=(
        "https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/images/"
        "managing-image-streams"
    ),
)
def missing_image_stream(cluster: Cluster) -> Iterator[Flaw]:
    """Find images that nearly name one of the ImageStreams that the manifests bring."""
    streams = cluster.manifests.of_kind("ImageStream", _IMAGES)
    if not streams:
        return
    namespaces = frozenset(stream.namespace for stream in streams)
    placement = placement_of(cluster)
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            image = _INTERNAL.match(container.image)
            if image is None or has_parameter(container.image):
                continue
            namespace, name = image["namespace"], image["name"]
            known = placement.known_names("ImageStream", _IMAGES, namespace)
            if namespace in namespaces:
                # A push makes a stream by itself, so that only a misspelling is sure.
                meant = known.meant_by(name) if name not in known.names else ""
                place = f"ImageStream {name}"
            else:
                meant = KnownNames(namespaces).meant_by(namespace)
                place = f"namespace {namespace} with an ImageStream {name}"
            if meant:
                message = f"there is no {place} (did you mean {meant}?)"
                yield Flaw(pod.manifest, container.node["image"], message, f"Write {meant}")
