"""Where a manifest lies: ``<folder>/<Kind>.<name>.k8s.yaml``, one file per object.

The file name says what kubectl says (``deployment/tarsy``), so a reviewer finds an object without opening
files. It leaves out the namespace and the API group, which one environment's folder has one of; where that is
not so, two objects would overwrite each other, and `collisions` reports them instead.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol
from urllib.parse import quote

from podwright.errors import InvalidValueError, Problem

SUFFIX = ".k8s.yaml"
"""How every manifest's file name ends; cdk8s uses the same."""

# File systems allow 255 bytes; the rest is for the endings that editors and publication add for a while.
_MAX_LENGTH = 240

_KIND = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.)")
_PATH_SEGMENT = re.compile("[^/%\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def manifest_path(kind: str, name: str, folder: str = "") -> PurePosixPath:
    """Return the path of an object's file, relative to the output folder.

    Characters that RBAC names may have and file names had better not are replaced: ``:`` by ``_``
    (``system:auth-delegator`` lies in ``ClusterRole.system_auth-delegator.k8s.yaml``), others by ``%`` and
    their UTF-8 bytes in hexadecimal. A file name too long for a file system is cut, and ends in a digest of
    the object's name.

    Args:
        kind: the kind of the object, such as ``Deployment``.
        name: its ``metadata.name``.
        folder: the chart's folder, or a subfolder of it (``tarsy-development/secrets``); empty for none.

    Raises:
        InvalidValueError: the kind or the name is none that Kubernetes accepts, or the folder is absolute,
            hidden, or leads out of the output folder.
    """
    problems = []
    if not _KIND.fullmatch(kind):
        problems.append(
            Problem(field="kind", message=f"{kind!a} is no kind", remedy="Write it as in 'Deployment'")
        )
    # Every name is a path segment at least: that is how the API server's URLs carry it.
    if name in {".", ".."} or not _PATH_SEGMENT.fullmatch(name):
        remedy = "Use a name without '/', '%' and control characters, such as 'tarsy-database'"
        problems.append(Problem(field="metadata.name", message=f"{name!a} is no object name", remedy=remedy))
    parts = folder.split("/") if folder else []
    if not all(_FOLDER.fullmatch(part) for part in parts):
        remedy = (
            "Use a relative path of letters, digits, '.', '_' and '-', such as 'tarsy-development/secrets'"
        )
        problems.append(
            Problem(field="folder", message=f"{folder!a} is no folder for manifests", remedy=remedy)
        )
    if problems:
        raise InvalidValueError(*problems)
    return PurePosixPath(*parts, _file_name(kind, name))


def _file_name(kind: str, name: str) -> str:
    stem = f"{kind}.{quote(name.replace(':', '_'), safe='')}"
    if len(stem) + len(SUFFIX) > _MAX_LENGTH:
        digest = hashlib.sha256(name.encode()).hexdigest()[:10]
        stem = f"{stem[: _MAX_LENGTH - len(SUFFIX) - len(digest) - 1]}-{digest}"
    return stem + SUFFIX


class PlacedManifest(Protocol):
    """An API object, where it comes from, and where it will be written."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The API object."""
        ...

    @property
    def file(self) -> PurePosixPath:
        """Its file, relative to the output folder."""
        ...

    @property
    def chart(self) -> str:
        """The id of its chart."""
        ...

    @property
    def path(self) -> str:
        """Its construct path."""
        ...

    @property
    def location(self) -> str:
        """``file:line`` of the chart code that made it, empty if unknown."""
        ...


def collisions(objects: Iterable[PlacedManifest]) -> list[Problem]:
    """Report every object whose file another object already has.

    Paths are compared without regard to case: macOS and Windows hold ``Role.a`` and ``Role.A`` for one file,
    and ``tarsy`` and ``Tarsy`` for one folder.

    Args:
        objects: all objects of one output folder, in the order in which they are written.

    Returns:
        One problem per object too many; it stands at the later object and names both.
    """
    problems: list[Problem] = []
    first_in_file: dict[str, PlacedManifest] = {}
    first_in_folder: dict[str, tuple[PurePosixPath, PlacedManifest]] = {}
    for current in objects:
        first = first_in_file.setdefault(str(current.file).casefold(), current)
        if first is not current:
            problems.append(_file_collision(first, current))
            continue
        for folder in current.file.parents:
            known, owner = first_in_folder.setdefault(str(folder).casefold(), (folder, current))
            if known != folder:
                problems.append(_folder_collision(known, owner, folder, current))
                break
    return problems


def _file_collision(first: PlacedManifest, second: PlacedManifest) -> Problem:
    one, two = _Identity.of(first), _Identity.of(second)
    if one == two:
        remedy = "Define it once, or give one of them another name"
    elif (one.kind, one.name) != (two.kind, two.name):
        remedy = "Choose names that differ in more than case and punctuation"
    elif one.namespace != two.namespace:
        remedy = "Put each namespace into a chart of its own, or give one of them another name"
    else:
        remedy = "Put them into different folders, or give one of them another name"
    return Problem(
        message=f"{two} and {one} ({first.path}) would both be written to {second.file}",
        remedy=remedy,
        field="metadata.name",
    ).at(chart=second.chart, path=second.path, location=second.location)


def _folder_collision(
    known: PurePosixPath, owner: PlacedManifest, folder: PurePosixPath, current: PlacedManifest
) -> Problem:
    return Problem(
        message=f"folder {folder} and folder {known} of {_Identity.of(owner)} ({owner.path}) differ in case"
        " alone, and are the same folder on macOS and Windows",
        remedy=f"Call it {known}, or give it another name",
    ).at(chart=current.chart, path=current.path, location=current.location)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Identity:
    """What tells an object from all others; versions of one API group show the same object."""

    group: str
    kind: str
    name: str
    namespace: str

    @classmethod
    def of(cls, placed: PlacedManifest) -> _Identity:
        manifest = placed.manifest
        group, slash, _ = str(manifest.get("apiVersion", "")).partition("/")
        metadata = manifest.get("metadata", {})
        return cls(
            group=group if slash else "",
            kind=str(manifest.get("kind", "")),
            name=str(metadata.get("name", "")),
            namespace=str(metadata.get("namespace", "")),
        )

    def __str__(self) -> str:
        kind = f"{self.kind}.{self.group}" if self.group else self.kind
        return f"{kind}/{self.name}" + (f" in namespace {self.namespace}" if self.namespace else "")
