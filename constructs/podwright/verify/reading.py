"""Manifests from files, folders and standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from podwright.errors import InvalidValueError, Problem
from podwright.verify.checks.reading import NOT_RENDERED, NOT_UTF8
from podwright.verify.documents import Document, Trouble, UnreadableError, parse, template_text
from podwright.verify.findings import Finding
from podwright.verify.lines import SourceText
from podwright.verify.manifests import Manifest, Source
from podwright.verify.nodes import Node
from podwright.verify.paths import FieldPath

STANDARD_INPUT: Final = "-"

_SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})
_KUSTOMIZATIONS: Final = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was read.

    Attributes:
        manifests: the objects, Lists taken apart, in the order of files and documents.
        findings: what is wrong with the files themselves.
        skipped: files found in folders that hold no API object at all.
    """

    manifests: tuple[Manifest, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[str, ...] = ()

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            manifests=self.manifests + other.manifests,
            findings=self.findings + other.findings,
            skipped=self.skipped + other.skipped,
        )


def read_text(text: str, *, name: str = STANDARD_INPUT) -> Reading:
    """Read the objects of a text.

    Args:
        text: YAML or JSON.
        name: what to call it in findings.
    """
    source = Source(file=name, lines=SourceText(text))
    manifests: list[Manifest] = []
    findings: list[Finding] = []
    try:
        for document in parse(text):
            findings += [_finding(trouble, source) for trouble in document.troubles]
            manifests += _objects(document, source)
    except UnreadableError as error:
        findings.append(_finding(error.trouble, source))
    templates = [manifest for manifest in manifests if _is_template_text(manifest)]
    if templates:
        line = templates[0].source.line_of(FieldPath(("metadata", "name")))
        findings.append(_finding(template_text(line), source))
        manifests = [manifest for manifest in manifests if not _is_template_text(manifest)]
    return Reading(manifests=tuple(manifests), findings=tuple(findings))


def read_bytes(content: bytes, *, name: str = STANDARD_INPUT) -> Reading:
    """Read the objects of a file's content.

    Args:
        content: YAML or JSON, encoded in UTF-8.
        name: what to call it in findings.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{content[error.start]:02x}"
        trouble = Trouble(NOT_UTF8, line, message, "Save the file as UTF-8")
        return Reading(findings=(_finding(trouble, Source(file=name)),))
    return read_text(text, name=name)


def read_paths(paths: Sequence[str]) -> Reading:
    """Read files, folders (with everything below them) and standard input.

    Args:
        paths: names of files and folders; ``-`` is standard input.

    Raises:
        InvalidValueError: when a path does not exist or cannot be read.
    """
    reading = Reading()
    for path in paths:
        if path == STANDARD_INPUT:
            reading += read_bytes(sys.stdin.buffer.read())
        elif Path(path).is_dir():
            reading += read_folder(Path(path))
        else:
            reading += read_bytes(_content(Path(path)), name=path)
    return reading


def read_folder(folder: Path) -> Reading:
    """Read all manifests below a folder.

    Hidden folders are left out. A file without any API object is skipped. A Helm chart and a
    kustomization are not manifests: each is one finding.

    Args:
        folder: the folder.
    """
    manifests: list[Manifest] = []
    findings: list[Finding] = []
    skipped: list[str] = []
    for directory, names in _directories(folder):
        unrendered = _unrendered(directory, names)
        if unrendered is not None:
            findings.append(unrendered)
            continue
        for name in names:
            file = directory / name
            if file.suffix.lower() not in _SUFFIXES:
                continue
            read = read_bytes(_content(file), name=str(file))
            if not read.findings and not any(_looks_like_object(item) for item in read.manifests):
                skipped.append(str(file))
                continue
            manifests.extend(read.manifests)
            findings.extend(read.findings)
    return Reading(manifests=tuple(manifests), findings=tuple(findings), skipped=tuple(skipped))


def _directories(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    for directory, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        if "Chart.yaml" in files:
            folders.clear()
        yield Path(directory), sorted(name for name in files if not name.startswith("."))


def _unrendered(directory: Path, names: Sequence[str]) -> Finding | None:
    if "Chart.yaml" in names:
        trouble = Trouble(
            NOT_RENDERED,
            0,
            "is a Helm chart",
            f"Render it first: helm template {directory} | podwright check -",
        )
        return _finding(trouble, Source(file=str(directory / "Chart.yaml")))
    for name in names:
        if name in _KUSTOMIZATIONS:
            trouble = Trouble(
                NOT_RENDERED,
                0,
                "is a kustomization",
                f"Render it first: kubectl kustomize {directory} | podwright check -",
            )
            return _finding(trouble, Source(file=str(directory / name)))
    return None


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InvalidValueError(
            Problem(
                message=f"{str(file)!r} cannot be read: {reason}",
                remedy="Name files and folders that exist, or - for standard input",
                field="path",
            )
        ) from error


def _objects(document: Document, source: Source) -> Iterator[Manifest]:
    if document.value is None:
        return
    root = Node(document.value)
    place = Source(file=source.file, document=document.index, lines=source.lines)
    if root["kind"].text.endswith("List") and root["items"].is_list:
        yield from _items(root, place)
    else:
        yield Manifest(root=root, source=place)


def _items(root: Node, place: Source) -> Iterator[Manifest]:
    """Yield the objects of a List; those of a typed one (``ConfigMapList``) need not say their type."""
    typed = root["kind"].text.removesuffix("List")
    for item in root["items"]:
        content = item.value
        if typed and isinstance(content, dict):
            content = {"apiVersion": root["apiVersion"].value, "kind": typed, **content}
        yield Manifest(root=Node(content), source=place.below(item.path))


def _looks_like_object(manifest: Manifest) -> bool:
    return bool(manifest.api_version and manifest.kind)


def _is_template_text(manifest: Manifest) -> bool:
    return any("{{" in text for text in (manifest.api_version, manifest.kind, manifest.name))


def _finding(trouble: Trouble, source: Source) -> Finding:
    return Finding(
        code=trouble.rule.code,
        family=trouble.rule.family,
        severity=trouble.rule.severity,
        object=None,
        field=FieldPath(),
        message=trouble.message,
        remedy=trouble.remedy,
        source=source,
        line=trouble.line,
        documentation=trouble.rule.source,
    )
