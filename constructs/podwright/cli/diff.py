"""``podwright diff``: what changes in which environment, and with which risk."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated, Final

import typer

from podwright.cli.environments import Snapshot, folder, revision
from podwright.cli.exits import CLEAN, FINDINGS
from podwright.cli.formats.difference import Differences
from podwright.cli.formats.difference_json import write_difference_json
from podwright.cli.formats.difference_markdown import write_difference_markdown
from podwright.cli.formats.difference_text import write_difference_text
from podwright.cli.revisions import is_revision
from podwright.errors import InvalidValueError, Problem
from podwright.verify import ManifestSet
from podwright.verify.comparison.compare import Difference, compare
from podwright.verify.comparison.risks import Risk
from podwright.verify.schema.kubernetes import newest_version


class DiffFormat(Enum):
    """How differences are written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class Threshold(Enum):
    """From which risk on a difference is a failure."""

    REFUSED = "refused"
    DATA = "data"
    RESTART = "restart"
    EXPOSURE = "exposure"
    CONFIGURATION = "configuration"
    METADATA = "metadata"


_WRITERS: Final = {
    DiffFormat.TEXT: write_difference_text,
    DiffFormat.MARKDOWN: write_difference_markdown,
    DiffFormat.JSON: write_difference_json,
}
_NOTHING: Final = ManifestSet(())


def diff(
    sides: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OLD [NEW]]",
            help="Folders or git revisions (main, v1.4, main:dist). Default: --base, and the working tree.",
            show_default=False,
        ),
    ] = None,
    *,
    base: Annotated[
        str, typer.Option(metavar="REV", help="The revision to compare with, when OLD is not given.")
    ] = "HEAD",
    dist: Annotated[str, typer.Option(metavar="FOLDER", help="The folder with the environments.")] = "dist",
    format_: Annotated[
        DiffFormat, typer.Option("--format", help="How to write the differences.")
    ] = DiffFormat.TEXT,
    fail_on: Annotated[
        Threshold | None,
        typer.Option(
            help="Exit with 1 when a difference is of this risk or worse; metadata: when there is any.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show what changes, object by object and field by field, the riskiest first.

    Secrets are never shown. Exit codes: 0, 1 only with --fail-on, 2 could not run.
    """
    old, new = _sides(sides or [], base, dist)
    flat = old.is_flat or new.is_flat
    found = Differences(
        before=old.title,
        after=new.title,
        environments=_compared(old.environments(flat=flat), new.environments(flat=flat)),
    )
    _WRITERS[format_](sys.stdout, found)
    limit = Risk[fail_on.name] if fail_on is not None else None
    failed = limit is not None and any(
        one.risk is not None and one.risk <= limit for one in found.environments.values()
    )
    raise typer.Exit(FINDINGS if failed else CLEAN)


def _sides(sides: list[str], base: str, dist: str) -> tuple[Snapshot, Snapshot]:
    match sides:
        case []:
            return revision(base, dist), folder(Path(dist))
        case [old]:
            return _side(old, dist), folder(Path(dist))
        case [old, new]:
            return _side(old, dist), _side(new, dist)
        case _:
            raise typer.BadParameter("name two folders or revisions at most", param_hint="OLD NEW")


def _side(name: str, dist: str) -> Snapshot:
    """Return a folder if there is one of the name, otherwise a revision."""
    if Path(name).is_dir():
        return folder(Path(name))
    if "/" in name and ":" not in name and not is_revision(name):
        raise InvalidValueError(
            Problem(
                message=f"{name} is neither a folder nor a revision",
                remedy="Name a folder that exists, or a commit, a branch or a tag",
                field="OLD NEW",
            )
        )
    return revision(name, dist)


def _compared(old: Mapping[str, ManifestSet], new: Mapping[str, ManifestSet]) -> dict[str, Difference]:
    version = newest_version()
    return {
        name: compare(old.get(name, _NOTHING), new.get(name, _NOTHING), version=version)
        for name in sorted({*old, *new})
    }
