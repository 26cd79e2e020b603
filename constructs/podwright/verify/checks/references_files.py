"""References: files that containers are told to read are in the volumes that are mounted there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import normpath
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.settings import Origin, Setting, configuration_of
from podwright.verify.nodes import Node
from podwright.verify.pods import Container
from podwright.verify.references.files import MountedVolume, mounted_files
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.paths_in_text import paths_in
from podwright.verify.rules import Family, Flaw, Severity, check

_SECRET_FILE: Final = re.compile(
    # What webhooks of cloud providers mount there is not in the manifests.
    r"(?!/(?:var/)?run/secrets/[\w.-]+\.(?:io|com|net)/)"
    r"/(?:(?:var/)?run/secrets|etc/secrets|mnt/secrets|secrets)/[\w.@+/-]+"
)
_INJECTION: Final = re.compile(r"inject|vault|secret", re.IGNORECASE)
"""Annotations by which a webhook adds volumes."""


@check(
    "missing-mounted-file",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A container is told to read a file that the volume mounted there does not hold.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#add-configmap-data-to-a-volume",
)
def missing_mounted_file(cluster: Cluster) -> Iterator[Flaw]:
    """Find paths below mounts of ConfigMaps and Secrets, and subPaths, at which there is nothing."""
    files = mounted_files(cluster)
    configuration = cluster.once(configuration_of)
    seen: set[tuple[object, str]] = set()
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            yield from _missing_sub_paths(container, cluster)
            closed = [mounted.path for mounted in files.of(container) if mounted.files is not None]
            if not closed:
                continue
            for setting in configuration.settings(container):
                for path in paths_in(setting, closed):
                    mounted = files.around(container, path)
                    if mounted is None or mounted.holds(path) or (setting.place, path) in seen:
                        continue
                    seen.add((setting.place, path))
                    reader = "" if setting.manifest is pod.manifest else f" in {container} of {pod.manifest}"
                    message = f"names {path}, but {_what_is_there(mounted, path, reader)}"
                    remedy = "Name a file that is there, or give the volume this one"
                    yield Flaw(setting.manifest, setting.node, message, remedy)


@check(
    "unmounted-file",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A variable names a file of a Secret, and nothing is mounted there.",
    source="https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod",
)
def unmounted_file(cluster: Cluster) -> Iterator[Flaw]:
    """Find variables such as ``DB_PASSWORD_FILE`` with a path where secrets are mounted, but not here."""
    files = mounted_files(cluster)
    configuration = cluster.once(configuration_of)
    for pod in cluster.manifests.pods:
        if any(_INJECTION.search(key) for key in pod.annotations):
            continue
        for container in pod.containers:
            for setting in configuration.settings(container):
                path = normpath(setting.text) if _names_secret_file(setting) else ""
                if not path or files.around(container, path) is not None:
                    continue
                reader = "" if setting.manifest is pod.manifest else f" in {container} of {pod.manifest}"
                message = f"names {path}, where nothing is mounted{reader}"
                remedy = "Mount the Secret there, or name the file where it is mounted"
                yield Flaw(setting.manifest, setting.node, message, remedy)


def _names_secret_file(setting: Setting) -> bool:
    return (
        setting.origin is Origin.VARIABLE
        and setting.name.endswith("_FILE")
        and _SECRET_FILE.fullmatch(setting.text) is not None
    )


def _what_is_there(mounted: MountedVolume, path: str, reader: str) -> str:
    known = KnownNames(mounted.files or ())
    relative = path[len(mounted.path) :].lstrip("/")
    return f"{mounted.origin} at {mounted.path}{reader} does not hold it{known.hint(relative)}"


def _missing_sub_paths(container: Container, cluster: Cluster) -> Iterator[Flaw]:
    """Find subPaths that the items of a volume do not make; a key that is absent is told elsewhere."""
    files = mounted_files(cluster)
    for mount in container.mounts:
        if not mount.sub_path or mount.node["subPathExpr"]:
            continue
        volume = container.pod.volumes.get(mount.volume)
        if volume is None or not (volume["projected"] or _has_items(volume)):
            continue
        known = files.volume(container.pod, mount.volume)
        wanted = normpath(mount.sub_path)
        if known is None or wanted in known or any(file.startswith(f"{wanted}/") for file in known):
            continue
        message = f"the volume {mount.volume} holds no {wanted}{KnownNames(known).hint(wanted)}"
        yield Flaw(container.pod.manifest, mount.node["subPath"], message, "Name a path that its items make")


def _has_items(volume: Node) -> bool:
    return bool(volume["secret"]["items"].sequence or volume["configMap"]["items"].sequence)
