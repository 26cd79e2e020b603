"""What a tool says of a folder of manifests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


class AuditError(Exception):
    """The audit cannot go on: a tool or a file is not as it must be."""


@dataclass(frozen=True, kw_only=True)
class Folder:
    """Manifests to be judged.

    Args:
        name: unique name.
        path: where they are.
        version: the version of Kubernetes they are for, as ``1.33``.
        platform: ``kubernetes`` or ``openshift``, where that is known.
        external: what exists outside of them, as ``Kind/namespace/name``.
    """

    name: str
    path: Path
    version: str
    platform: str = ""
    external: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """What a tool finds wrong.

    Args:
        rule: the tool's own name of the rule, such as ``CKV_K8S_43``.
        kind: the kind of the object concerned; empty where a whole file is.
        name: its `metadata.name`, or the file's path.
        message: what is wrong, in the tool's words.
    """

    rule: str
    kind: str
    name: str
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a tool says of a folder.

    Args:
        judged: how many objects it has looked at; none where it does not tell.
        findings: what it finds.
        waived: what it would find, were it not waived on the object itself, with the reason given there.
    """

    judged: int | None = None
    findings: tuple[Finding, ...] = ()
    waived: tuple[tuple[Finding, str], ...] = ()


Judge: TypeAlias = Callable[[Sequence[Folder]], Mapping[str, Report]]
"""Judges folders; what it says of each, by the folder's name."""


@dataclass(frozen=True, kw_only=True)
class Tool:
    """A tool that is there.

    Args:
        name: its name.
        version: its version.
        judge: runs it.
    """

    name: str
    version: str
    judge: Judge
