"""References to Secrets and ConfigMaps: who reads which keys of what, and where it says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, PodTemplate, VolumeMount
from podwright.verify.provided import CONFIG_MAP, SECRET
from podwright.verify.references.data_of_objects import KeyedReference, references_of_object


class Use(Enum):
    """How a Secret or ConfigMap is used."""

    VARIABLE = "variable"
    """One key becomes an environment variable."""
    VARIABLES = "variables"
    """All keys become environment variables (``envFrom``)."""
    VOLUME = "volume"
    """Its keys become files."""
    PULL = "pull"
    """The kubelet pulls images with it."""
    OTHER = "other"
    """A controller reads it."""


@dataclass(frozen=True, slots=True)
class DataReference:
    """Somebody reads a Secret or ConfigMap.

    Attributes:
        manifest: the object that says so.
        kind: ``Secret`` or ``ConfigMap``.
        name: the field with its name.
        keys: the keys that are read, each with the field that names it.
        use: how it is used.
        optional: whether it may be absent (``optional: true``).
        namespace: where it is looked for; empty: in the namespace of the object.
        container: the container that is given it; none when it is no container.
    """

    manifest: Manifest
    kind: str
    name: Node
    keys: tuple[tuple[str, Node], ...]
    use: Use
    optional: bool = False
    namespace: str = ""
    container: Container | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every key is used, whatever it is called."""
        return not self.keys and self.use in (Use.VARIABLES, Use.VOLUME)


def data_references(cluster: Cluster) -> Sequence[DataReference]:
    """Return every reference to a Secret or ConfigMap; made once per cluster."""
    return cluster.once(_collected)


def readers_of_secrets(cluster: Cluster) -> Mapping[tuple[str, str], Sequence[DataReference]]:
    """Return who reads each Secret, by its namespace and name; made once per cluster."""
    return cluster.once(_readers_of_secrets)


def _readers_of_secrets(cluster: Cluster) -> Mapping[tuple[str, str], Sequence[DataReference]]:
    index: dict[tuple[str, str], list[DataReference]] = defaultdict(list)
    for reference in data_references(cluster):
        if reference.kind == SECRET:
            place = reference.namespace or reference.manifest.namespace
            index[(place, reference.name.text)].append(reference)
    return dict(index)


def _collected(cluster: Cluster) -> Sequence[DataReference]:
    found: list[DataReference] = []
    for pod in cluster.manifests.pods:
        found += references_of_pod(pod)
    for manifest in cluster.manifests:
        found += (_of_object(manifest, reference) for reference in references_of_object(manifest))
    return [reference for reference in found if reference.name.text]


def _of_object(manifest: Manifest, reference: KeyedReference) -> DataReference:
    use = Use.PULL if reference.is_pull_secret else Use.OTHER
    return DataReference(
        manifest=manifest,
        kind=reference.kind,
        name=reference.name,
        keys=reference.keys,
        use=use,
        optional=reference.optional,
        namespace=reference.namespace,
    )


def references_of_pod(pod: PodTemplate) -> Iterator[DataReference]:
    """Yield what the pods of a workload read.

    Args:
        pod: their template.
    """
    for container in pod.containers:
        yield from _of_container(container)
    for volume in pod.spec["volumes"]:
        yield from _of_volume(pod, volume)
    for secret in pod.spec["imagePullSecrets"]:
        yield DataReference(pod.manifest, SECRET, secret["name"], (), Use.PULL)
    yield from _of_sub_paths(pod)


def _of_container(container: Container) -> Iterator[DataReference]:
    manifest = container.pod.manifest
    for variable in container.env:
        if variable.value is None:
            for field, kind in (("secretKeyRef", SECRET), ("configMapKeyRef", CONFIG_MAP)):
                source = variable.source[field]
                if source:
                    key = source["key"]
                    yield DataReference(
                        manifest,
                        kind,
                        source["name"],
                        ((key.text, key),) if key.text else (),
                        Use.VARIABLE,
                        source["optional"].is_true,
                        container=container,
                    )
    for entry in container.node["envFrom"]:
        for field, kind in (("secretRef", SECRET), ("configMapRef", CONFIG_MAP)):
            source = entry[field]
            if source:
                optional = source["optional"].is_true
                yield DataReference(
                    manifest, kind, source["name"], (), Use.VARIABLES, optional, container=container
                )


def _of_volume(pod: PodTemplate, volume: Node) -> Iterator[DataReference]:
    yield from _of_source(pod, SECRET, volume["secret"], name="secretName")
    yield from _of_source(pod, CONFIG_MAP, volume["configMap"], name="name")
    for source in volume["projected"]["sources"]:
        yield from _of_source(pod, SECRET, source["secret"], name="name")
        yield from _of_source(pod, CONFIG_MAP, source["configMap"], name="name")
    for kind_of_volume, *way in _SECRETS_OF_DRIVERS:
        holder = volume[kind_of_volume]
        if holder:
            yield DataReference(pod.manifest, SECRET, holder.at(*way), (), Use.OTHER)


_SECRETS_OF_DRIVERS = (
    ("azureFile", "secretName"),
    ("cephfs", "secretRef", "name"),
    ("csi", "nodePublishSecretRef", "name"),
    ("flexVolume", "secretRef", "name"),
    ("iscsi", "secretRef", "name"),
    ("rbd", "secretRef", "name"),
    ("scaleIO", "secretRef", "name"),
    ("storageos", "secretRef", "name"),
)


def _of_source(pod: PodTemplate, kind: str, source: Node, *, name: str) -> Iterator[DataReference]:
    if source:
        keys = tuple((item["key"].text, item["key"]) for item in source["items"] if item["key"].text)
        optional = source["optional"].is_true
        yield DataReference(pod.manifest, kind, source[name], keys, Use.VOLUME, optional)


def _of_sub_paths(pod: PodTemplate) -> Iterator[DataReference]:
    """Yield the single files that are mounted out of a Secret or ConfigMap."""
    for container in pod.containers:
        for mount in container.mounts:
            if mount.sub_path and not mount.node["subPathExpr"]:
                yield from _of_sub_path(pod, container, mount)


def _of_sub_path(pod: PodTemplate, container: Container, mount: VolumeMount) -> Iterator[DataReference]:
    volume = pod.volumes.get(mount.volume)
    if volume is None:
        return
    for field, kind, name in (("secret", SECRET, "secretName"), ("configMap", CONFIG_MAP, "name")):
        source = volume[field]
        # With items, the subPath names a path that they make, not a key.
        if source and not source["items"].sequence:
            key = mount.sub_path.strip("/").partition("/")[0]
            yield DataReference(
                pod.manifest,
                kind,
                source[name],
                ((key, mount.node["subPath"]),),
                Use.VOLUME,
                source["optional"].is_true,
                container=container,
            )
