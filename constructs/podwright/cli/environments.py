"""Folders of manifests, from the working tree or from git, as environments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from podwright.cli.revisions import Tree, files_at
from podwright.errors import InvalidValueError, Problem
from podwright.verify import ManifestSet, Reading, Severity, read_bytes

_SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """The manifests of all environments at one time.

    Attributes:
        title: what to call it: a folder, or a revision.
        files: the files with manifests, by their path below the folder.
    """

    title: str
    files: Tree

    @property
    def is_flat(self) -> bool:
        """Whether it is one environment: manifests stand in the folder itself."""
        return any(len(path.parts) == 1 for path in self.files)

    def environments(self, *, flat: bool) -> Mapping[str, ManifestSet]:
        """Return the manifests of each environment by its name, ``""`` when there is only one.

        Args:
            flat: whether to take everything for one environment.

        Raises:
            InvalidValueError: when a file cannot be read as manifests.
        """
        readings: dict[str, Reading] = {}
        for path in sorted(self.files):
            name = "" if flat else path.parts[0]
            reading = read_bytes(self.files[path], name=str(path))
            self._demand_readable(reading)
            readings[name] = readings.get(name, Reading()) + reading
        return {name: ManifestSet(reading.manifests) for name, reading in readings.items()}

    def _demand_readable(self, reading: Reading) -> None:
        errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
        if errors:
            first = errors[0]
            raise InvalidValueError(
                Problem(
                    message=f"{first.place} of {self.title}: {first.message}",
                    remedy=first.remedy,
                    field="podwright diff",
                )
            )


def folder(path: Path) -> Snapshot:
    """Return the manifests below a folder of the working tree.

    Raises:
        InvalidValueError: when there is no such folder, or nothing in it.
    """
    if not path.is_dir():
        raise InvalidValueError(
            Problem(
                message=f"there is no folder {path}",
                remedy="Synthesize first (make synth), or name the folder with --dist",
                field="--dist",
            )
        )
    files = {
        PurePosixPath(file.relative_to(path).as_posix()): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file() and _is_manifest(PurePosixPath(file.relative_to(path).as_posix()))
    }
    return Snapshot(title=str(path), files=_something(files, str(path)))


def revision(name: str, dist: str) -> Snapshot:
    """Return the manifests of a revision.

    Args:
        name: the revision, or ``revision:folder`` where the folder is not the usual one.
        dist: the usual folder, relative to the current one.

    Raises:
        InvalidValueError: when there is no such revision or folder.
    """
    commit, colon, path = name.partition(":")
    place = path if colon and path else dist
    files = {path: content for path, content in files_at(commit, place).items() if _is_manifest(path)}
    return Snapshot(title=name, files=_something(files, f"{place} at {commit}"))


def _is_manifest(path: PurePosixPath) -> bool:
    return path.suffix.lower() in _SUFFIXES and not any(part.startswith(".") for part in path.parts)


def _something(files: Tree, where: str) -> Tree:
    if not files:
        raise InvalidValueError(
            Problem(
                message=f"no manifest in {where}",
                remedy="Name a folder with manifests (.yaml, .yml, .json)",
                field="--dist",
            )
        )
    return files
