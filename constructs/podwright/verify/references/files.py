"""The files that containers find below their mounts, where these are known to the last one.

A volume made of Secrets, ConfigMaps and projections is read-only and holds exactly what the manifests
say. What a container is told to read there is either among it or cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import normpath

from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, PodTemplate, VolumeMount
from podwright.verify.provided import CONFIG_MAP, SECRET
from podwright.verify.references.placement import Placement, placement_of


@dataclass(frozen=True, slots=True)
class MountedVolume:
    """A volume's place in a container, and the files in it.

    Attributes:
        mount: the mount.
        path: where it is mounted, normalized.
        files: the paths of its files below the mount; ``""`` when a single file is mounted; none when
            they are not known.
        origin: what the volume is made of, as messages name it.
    """

    mount: VolumeMount
    path: str
    files: frozenset[str] | None
    origin: str

    def holds(self, path: str) -> bool:
        """Whether a file or folder is there, or may be.

        Args:
            path: an absolute, normalized path at or below the mount.
        """
        relative = path[len(self.path) :].lstrip("/")
        if self.files is None or not relative or relative in self.files or relative.startswith(".."):
            return True
        return any(file.startswith(f"{relative}/") for file in self.files)


class MountedFiles:
    """The mounts of all containers; to be made through `mounted_files`.

    Args:
        cluster: the objects.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._placement = placement_of(cluster)
        self._mounts: dict[Container, Sequence[MountedVolume]] = {}
        self._volumes: dict[tuple[PodTemplate, str], frozenset[str] | None] = {}

    def of(self, container: Container) -> Sequence[MountedVolume]:
        """Return the mounts of a container, the deepest paths first."""
        if container not in self._mounts:
            mounts = [self._mounted(container, mount) for mount in container.mounts if mount.path]
            self._mounts[container] = sorted(mounts, key=lambda mount: -len(mount.path))
        return self._mounts[container]

    def around(self, container: Container, path: str) -> MountedVolume | None:
        """Return the mount that a path of a container lies in, none when it lies in the image.

        Args:
            container: the container.
            path: an absolute, normalized path.
        """
        for mounted in self.of(container):
            if path == mounted.path or path.startswith(f"{mounted.path.rstrip('/')}/"):
                return mounted
        return None

    def volume(self, pod: PodTemplate, name: str) -> frozenset[str] | None:
        """Return the paths of a volume's files, none when they are not known.

        Args:
            pod: the pods that have the volume.
            name: its name.
        """
        key = (pod, name)
        if key not in self._volumes:
            node = pod.volumes.get(name)
            self._volumes[key] = None if node is None else _files_of(node, pod, self._placement)
        return self._volumes[key]

    def _mounted(self, container: Container, mount: VolumeMount) -> MountedVolume:
        files = self.volume(container.pod, mount.volume)
        if mount.sub_path:
            files = None if mount.node["subPathExpr"] else _below(files, mount.sub_path)
        volume = container.pod.volumes.get(mount.volume)
        return MountedVolume(mount, normpath(mount.path), files, _origin(volume, mount.volume))


def mounted_files(cluster: Cluster) -> MountedFiles:
    """Return the files that containers find below their mounts, analysed once per cluster."""
    return cluster.once(MountedFiles)


def _below(files: frozenset[str] | None, sub_path: str) -> frozenset[str] | None:
    if files is None:
        return None
    wanted = normpath(sub_path)
    if wanted in files:
        return frozenset({""})
    inside = frozenset(file[len(wanted) + 1 :] for file in files if file.startswith(f"{wanted}/"))
    return inside or None


def _origin(volume: Node | None, name: str) -> str:
    if volume is not None:
        for field, kind, key in (("secret", SECRET, "secretName"), ("configMap", CONFIG_MAP, "name")):
            if volume[field][key].text:
                return f"the {kind} {volume[field][key].text}"
    return f"the volume {name}"


def _files_of(volume: Node, pod: PodTemplate, placement: Placement) -> frozenset[str] | None:
    if volume["secret"]:
        return _files_of_source(volume["secret"], SECRET, "secretName", pod, placement)
    if volume["configMap"]:
        return _files_of_source(volume["configMap"], CONFIG_MAP, "name", pod, placement)
    if volume["downwardAPI"]:
        return _paths(volume["downwardAPI"]["items"])
    if volume["projected"]:
        files: frozenset[str] = frozenset()
        for part in _projected(volume["projected"]["sources"], pod, placement):
            if part is None:
                return None
            files |= part
        return files or None
    return None


def _projected(sources: Node, pod: PodTemplate, placement: Placement) -> Iterator[frozenset[str] | None]:
    for source in sources:
        if source["secret"]:
            yield _files_of_source(source["secret"], SECRET, "name", pod, placement)
        elif source["configMap"]:
            yield _files_of_source(source["configMap"], CONFIG_MAP, "name", pod, placement)
        elif source["downwardAPI"]:
            yield _paths(source["downwardAPI"]["items"])
        else:
            path = source["serviceAccountToken"]["path"].text or source["clusterTrustBundle"]["path"].text
            yield frozenset({path}) if path else None


def _files_of_source(
    source: Node, kind: str, name: str, pod: PodTemplate, placement: Placement
) -> frozenset[str] | None:
    if source["items"].sequence:
        return _paths(source["items"])
    return placement.keys_of(kind, pod.manifest, source[name].text)


def _paths(items: Node) -> frozenset[str] | None:
    return frozenset(normpath(item["path"].text) for item in items if item["path"].text) or None
