"""References: ConfigMaps reach the pods that they are written for, now and after a change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.manifests import Manifest
from podwright.verify.pods import PodTemplate
from podwright.verify.provided import CONFIG_MAP
from podwright.verify.references.data import Use, data_references
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.mentions import mentions
from podwright.verify.references.placement import placement_of
from podwright.verify.references.rbac import bindings, may_be_looked_up
from podwright.verify.rules import Family, Flaw, Severity, check

_CONFIG_MAPS: Final = "https://kubernetes.io/docs/concepts/configuration/configmap/"
_COMMON_LABELS: Final = re.compile(
    r"app|application|chart|component|environment|env|heritage|name|owner|part-of|project|release|team|tier"
    r"|version|k8s-app|(app\.kubernetes\.io|helm\.sh|kustomize\.toolkit\.fluxcd\.io|argocd\.argoproj\.io"
    r"|helm\.toolkit\.fluxcd\.io)/.*"
)
_OWN_ANNOTATIONS: Final = re.compile(
    r"(argocd\.argoproj\.io|helm\.sh|meta\.helm\.sh|kubectl\.kubernetes\.io|waive\.podwright\.dev"
    r"|checkov\.io|ignore-check\.kube-linter\.io|kube-score)/.*|checkov\.io.*|description"
)
_READERS: Final = frozenset({"admin", "cluster-admin", "cluster-reader", "edit", "view"})
_HASH: Final = re.compile(r"[0-9a-f]{8,}")
_MARKS: Final = re.compile(r"checksum|hash|sha\d*|digest|restarted|revision|config.?version", re.IGNORECASE)
_VALS: Final = re.compile(r"(?:secret)?ref\+[a-z0-9]+://")


@check(
    "unused-config-map",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="Nothing uses a ConfigMap.",
    source=f"{_CONFIG_MAPS}#using-configmaps",
)
def unused_config_map(cluster: Cluster) -> Iterator[Flaw]:
    """Find ConfigMaps beside pods that neither mount nor name them, and that nobody could look up."""
    config_maps = cluster.manifests.of_kind(CONFIG_MAP)
    owned = placement_of(cluster).owned
    if not config_maps or not owned or cluster.once(_may_read_config_maps):
        return
    named = {reference.name.text for reference in data_references(cluster) if reference.kind == CONFIG_MAP}
    existing = {config_map.name for config_map in config_maps}
    known = KnownNames(existing)
    # One that is meant by a misspelt name has a user, who has been told.
    used = named | {known.meant_by(name) for name in named - existing}
    for config_map in config_maps:
        name = config_map.name
        if not name or name in used or config_map.namespace not in owned or _is_found_by_mark(config_map):
            continue
        if mentions(cluster)[name] > _holders(config_map, cluster) or cluster.may_be_made(name):
            continue
        message = "no pod mounts it, and nothing names it"
        remedy = "Mount it, or remove it"
        yield Flaw(config_map, config_map.metadata["name"], message, remedy)


def _is_found_by_mark(config_map: Manifest) -> bool:
    """Whether labels or annotations ask somebody to pick it up: dashboards, injected certificates."""
    marked = any(not _COMMON_LABELS.fullmatch(label) for label in config_map.labels)
    return marked or any(not _OWN_ANNOTATIONS.fullmatch(key) for key in config_map.annotations)


def _holders(config_map: Manifest, cluster: Cluster) -> int:
    """Return how many objects are called so: a Deployment of the same name does not use it."""
    return cluster.once(_names)[config_map.name]


def _names(cluster: Cluster) -> dict[str, int]:
    counts: dict[str, int] = {}
    for manifest in cluster.manifests:
        counts[manifest.name] = counts.get(manifest.name, 0) + 1
    return counts


def _may_read_config_maps(cluster: Cluster) -> bool:
    """Whether somebody is allowed to look ConfigMaps up at run time."""
    if any(binding.root["roleRef"]["name"].text in _READERS for binding in bindings(cluster)):
        return True
    return may_be_looked_up(cluster, "configmaps")


@check(
    "config-map-change-unnoticed",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="A change of a ConfigMap never reaches the running pods.",
    source=f"{_CONFIG_MAPS}#mounted-configmaps-are-updated-automatically",
)
def config_map_change_unnoticed(cluster: Cluster) -> Iterator[Flaw]:
    """Find single files (subPath) of ConfigMaps, with nothing in the pods that changes along with them."""
    told: set[tuple[Manifest, str]] = set()
    for reference in data_references(cluster):
        container, name = reference.container, reference.name.text
        is_file = reference.kind == CONFIG_MAP and reference.use is Use.VOLUME and container is not None
        if not is_file or container is None or (reference.manifest, name) in told:
            continue
        config_map = cluster.manifests.find(CONFIG_MAP, "", container.pod.namespace, name)
        if config_map is None or reference.manifest.kind not in LONG_RUNNING:
            continue
        told.add((reference.manifest, name))
        if _HASH.search(name) or config_map.root["immutable"].is_true or _changes_along(container.pod):
            continue
        key, node = reference.keys[0]
        if key not in config_map.root["data"].mapping and key not in config_map.root["binaryData"].mapping:
            continue
        message = f"mounts {key} of the ConfigMap {name} by itself, so that a change of it is never seen"
        remedy = "Add a checksum of the ConfigMap to the annotations of the pods, or mount the whole volume"
        yield Flaw(reference.manifest, node, message, remedy)


def _changes_along(pod: PodTemplate) -> bool:
    """Whether annotations or labels of the pods follow their configuration, or a controller does."""
    marks = {**pod.labels, **pod.annotations}
    if any(_MARKS.search(key) for key in marks) or any(_HASH.search(value) for value in marks.values()):
        return True
    return any("reloader" in key for key in (*marks, *pod.manifest.annotations, *pod.manifest.labels))


@check(
    "unresolved-value-reference",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="A variable holds a reference that Kubernetes does not resolve.",
    source="https://github.com/helmfile/vals#expression-syntax",
)
def unresolved_value_reference(cluster: Cluster) -> Iterator[Flaw]:
    """Find values such as ``ref+vault://…``, which reach the program as they are written."""
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for variable in container.env:
                if variable.value and _VALS.match(variable.value):
                    scheme = variable.value.partition("://")[0]
                    message = f"{scheme}://… is resolved by vals, not by Kubernetes"
                    remedy = "Read the value from a Secret, or run vals before the manifests are applied"
                    yield Flaw(pod.manifest, variable.node["value"], message, remedy)
