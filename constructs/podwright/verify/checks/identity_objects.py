"""Identity: every object is there once, in a file of its own, without what only the server writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.rules import Family, Flaw, Severity, check

_LARGEST_ANNOTATIONS: Final = 256 * 1024
_ALWAYS_SMALL: Final = frozenset(
    {"HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Role", "RoleBinding", "Service"}
    | {"ClusterRoleBinding", "Namespace", "PersistentVolumeClaim", "ServiceAccount"}
)
_WRITTEN_BY_SERVER: Final = (
    "creationTimestamp",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)


@check(
    "duplicate-object",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="Two manifests describe one object.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#names",
)
def duplicate_object(cluster: Cluster) -> Iterator[Flaw]:
    """Find objects of one type, namespace and name: the one that is applied last wins."""
    first: dict[tuple[str, str, str, str], Manifest] = {}
    for manifest in cluster.manifests:
        if not manifest.name or not manifest.kind:
            continue
        earlier = first.setdefault((*manifest.group_kind, manifest.namespace, manifest.name), manifest)
        if earlier is not manifest:
            yield Flaw(
                manifest,
                manifest.metadata["name"],
                f"is described twice{_place(earlier)}",
                "Keep one of the two; check alternatives, such as environments, each for itself",
            )


def _place(manifest: Manifest) -> str:
    source = manifest.source
    line = source.line_of(manifest.metadata["name"].path)
    place = f"{source.file}:{line}" if source.file and line else source.file or source.construct
    return f", first at {place}" if place else ""


@check(
    "file-collision",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="Two objects of a chart would be written to one file.",
    source="https://cdk8s.io/docs/latest/reference/cdk8s/python/#yamloutputtype",
)
def file_collision(cluster: Cluster) -> Iterator[Flaw]:
    """Find objects of one chart whose files, ``Kind.name``, are one on some file system."""
    first: dict[tuple[str, str], Manifest] = {}
    for manifest in cluster.manifests:
        if not manifest.source.chart or manifest.template is not None:
            continue
        file = f"{manifest.kind}.{manifest.name}"
        earlier = first.setdefault((manifest.source.chart, file.lower()), manifest)
        same = (*earlier.group_kind, earlier.ref) == (*manifest.group_kind, manifest.ref)
        if earlier is not manifest and not same:
            message = f"shares its file {file} with {earlier.api_version} {earlier}"
            yield Flaw(manifest, manifest.metadata["name"], message, "Name one of them differently")


@check(
    "too-large-to-apply",
    family=Family.IDENTITY,
    severity=Severity.WARNING,
    summary="An object is too large for kubectl apply.",
    source="https://kubernetes.io/docs/reference/using-api/server-side-apply/",
)
def too_large_to_apply(cluster: Cluster) -> Iterator[Flaw]:
    """Find objects that client-side apply cannot copy into its annotation of at most 256 KiB."""
    for manifest in cluster.manifests:
        if manifest.template is not None or not _may_be_large(manifest):
            continue
        text = json.dumps(manifest.root.value, ensure_ascii=False, default=str)
        size = len(text.encode(errors="replace"))
        if size > _LARGEST_ANNOTATIONS:
            message = f"has {size:,} bytes; the annotation of kubectl apply takes {_LARGEST_ANNOTATIONS:,}"
            remedy = "Apply it with --server-side (Argo CD: ServerSideApply=true)"
            yield Flaw(manifest, manifest.root, message, remedy)


def _may_be_large(manifest: Manifest) -> bool:
    """Whether an object could be large at all, told from its kind."""
    return manifest.kind not in _ALWAYS_SMALL


@check(
    "server-written-field",
    family=Family.IDENTITY,
    severity=Severity.WARNING,
    summary="A manifest sets what only the API server writes.",
    source="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/#read-only",
)
def server_written_field(cluster: Cluster) -> Iterator[Flaw]:
    """Find leftovers of an export: a resource version, a uid, a status."""
    for manifest in cluster.manifests:
        nodes = [manifest.metadata[field] for field in _WRITTEN_BY_SERVER]
        nodes.append(manifest.root["status"])
        for node in nodes:
            if node.value:
                yield Flaw(manifest, node, "is written by the API server", "Remove it")
