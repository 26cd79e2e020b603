"""References: volumes are there for the mounts, mounts for the volumes, and containers by their names."""

from __future__ import annotations

from collections.abc import Iterator

from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.known_names import KnownNames
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.templates import has_parameter

_VOLUMES = "https://kubernetes.io/docs/concepts/storage/volumes/"


@check(
    "missing-volume",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A container mounts a volume that its pod does not have.",
    source=f"{_VOLUMES}#how-volumes-work",
)
def missing_volume(cluster: Cluster) -> Iterator[Flaw]:
    """Find mounts and block devices without a volume: the API server refuses them."""
    for pod in cluster.manifests.pods:
        known: KnownNames | None = None
        for node in _uses(pod):
            name = node["name"].text
            if name and name not in pod.volumes and not has_parameter(name):
                known = known or KnownNames(pod.volumes)
                message = f"the pod has no volume {name}{known.hint(name)}"
                yield Flaw(pod.manifest, node["name"], message, "Name a volume that it has, or add this one")


@check(
    "unused-volume",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="No container mounts a volume.",
    source=f"{_VOLUMES}#how-volumes-work",
)
def unused_volume(cluster: Cluster) -> Iterator[Flaw]:
    """Find volumes that the pod waits for, and that nothing in it can see."""
    for pod in cluster.manifests.pods:
        used = {node["name"].text for node in _uses(pod)}
        unknown = used - pod.volumes.keys()
        known = KnownNames(pod.volumes if unknown else ())
        meant = {known.meant_by(name) for name in unknown}
        for name, node in pod.volumes.items():
            # A mount of nearly that name has been told as such.
            if name in used or name in meant or _is_for_others(node):
                continue
            place = node["name"] if node["name"] else node.at("metadata", "name")
            remedy = "Mount it into the container that needs it, or remove it"
            yield Flaw(pod.manifest, place, f"no container mounts the volume {name}", remedy)


def _uses(pod: PodTemplate) -> Iterator[Node]:
    for container in pod.containers:
        yield from container.node["volumeMounts"]
        yield from container.node["volumeDevices"]


def _is_for_others(volume: Node) -> bool:
    """Whether a volume has an effect without a mount: a driver acts on it, a proxy will be injected."""
    return bool(volume["csi"] or volume["image"])


@check(
    "wrong-volume-mode",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A block device is mounted as a file system, or the other way round.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#volume-mode",
)
def wrong_volume_mode(cluster: Cluster) -> Iterator[Flaw]:
    """Find claims whose volumeMode does not fit the way in which containers use them."""
    for pod in cluster.manifests.pods:
        modes: dict[str, str] = {}
        for name, volume in pod.volumes.items():
            claim = _claim_spec(volume, pod, cluster)
            if claim is not None:
                modes[name] = claim["volumeMode"].text or "Filesystem"
        if not modes:
            continue
        for container in pod.containers:
            for field, wanted in (("volumeMounts", "Filesystem"), ("volumeDevices", "Block")):
                for use in container.node[field]:
                    mode = modes.get(use["name"].text, wanted)
                    if mode in ("Block", "Filesystem") and mode != wanted:
                        message = f"the claim behind {use['name'].text} has the volume mode {mode}"
                        other = "volumeDevices" if mode == "Block" else "volumeMounts"
                        yield Flaw(pod.manifest, use["name"], message, f"Name it under {other}")


def _claim_spec(volume: Node, pod: PodTemplate, cluster: Cluster) -> Node | None:
    if volume["metadata"]:  # a claim template of a StatefulSet
        return volume["spec"]
    if volume["ephemeral"]:
        return volume.at("ephemeral", "volumeClaimTemplate", "spec")
    name = volume.at("persistentVolumeClaim", "claimName").text
    claim = cluster.manifests.find("PersistentVolumeClaim", "", pod.namespace, name) if name else None
    return claim.spec if claim is not None else None


@check(
    "missing-container",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A container is named that the pod does not have.",
    source="https://kubernetes.io/docs/tasks/inject-data-application/environment-variable-expose-pod-information/",
)
def missing_container(cluster: Cluster) -> Iterator[Flaw]:
    """Find resource fields of containers that are not there, in variables and downward volumes."""
    for pod in cluster.manifests.pods:
        names: frozenset[str] | None = None
        for node in _named_containers(pod):
            names = names or frozenset(container.name for container in pod.containers)
            if node.text not in names and not has_parameter(node.text):
                hint = KnownNames(names).hint(node.text)
                message = f"the pod has no container {node.text}{hint}"
                yield Flaw(pod.manifest, node, message, "Name a container of the pod")


def _named_containers(pod: PodTemplate) -> Iterator[Node]:
    sources = [
        variable.source["resourceFieldRef"]
        for container in pod.containers
        for variable in container.env
        if variable.value is None
    ]
    for volume in pod.spec["volumes"]:
        items = [*volume["downwardAPI"]["items"]]
        for source in volume["projected"]["sources"]:
            items += source["downwardAPI"]["items"]
        sources += [item["resourceFieldRef"] for item in items]
    for source in sources:
        if source["containerName"].text:
            yield source["containerName"]
