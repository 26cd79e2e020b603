"""``podwright check``: judge rendered manifests, anybody's."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from podwright.cli.exits import CLEAN, FINDINGS
from podwright.cli.formats import Checked, write_github, write_json, write_page, write_sarif, write_text
from podwright.errors import InvalidValueError, Problem
from podwright.verify import (
    External,
    Externals,
    KubernetesVersion,
    Manifest,
    ManifestSet,
    Platform,
    Reading,
    Target,
    read_paths,
    rule_named,
    selected,
    verify,
)
from podwright.verify.bundled import crds_folder
from podwright.verify.detection import detect_target


class Format(Enum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


_WRITERS = {
    Format.TEXT: write_text,
    Format.JSON: write_json,
    Format.SARIF: write_sarif,
    Format.GITHUB: write_github,
}


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH…", help="Files and folders; - is standard input.", show_default=False),
    ] = None,
    *,
    kubernetes_version: Annotated[
        str | None,
        typer.Option(metavar="1.N", help="The cluster's version. Default: the newest one known."),
    ] = None,
    platform: Annotated[
        Platform | None, typer.Option(help="The cluster's platform. Default: what the manifests show.")
    ] = None,
    namespace: Annotated[
        str, typer.Option(help="Where objects live that name no namespace.", show_default=False)
    ] = "",
    format_: Annotated[Format, typer.Option("--format", help="How to write the findings.")] = Format.TEXT,
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Check only this code or family; repeatable.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Leave out this code or family; repeatable.")
    ] = None,
    external: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND/NAME",
            help="An object that exists outside of the manifests, as Kind/name or Kind/namespace/name, "
            "with :key,key when its keys are known; repeatable.",
        ),
    ] = None,
    crds: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FOLDER", help="Definitions of further custom resources; repeatable.", exists=True
        ),
    ] = None,
    per_folder: Annotated[
        bool,
        typer.Option(
            "--per-folder", help="Check every folder in a PATH for itself, as when each is one environment."
        ),
    ] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="CODE", help="Say what a check finds, and why.", show_default=False)
    ] = None,
) -> None:
    """Check rendered manifests: Helm's, Kustomize's, cdk8s's or hand-written ones.

    Exit codes: 0 clean, 1 findings, 2 could not run.
    """
    if explain is not None:
        _explain(explain)
        return
    if not paths:
        raise typer.BadParameter("name files or folders, or - for standard input", param_hint="PATH…")
    version = KubernetesVersion.parse(kubernetes_version) if kubernetes_version else None
    externals = Externals(External.parse(text) for text in external or ())
    own = crds_folder()
    folders = [*([own] if own is not None else []), *(crds or ())]
    selected(select=_split(select), ignore=_split(ignore))
    reading = read_paths(paths)
    _demand_something(reading, paths)
    checked: list[Checked] = []
    for name, manifests in _sets(reading, paths, per_folder=per_folder):
        objects = ManifestSet(manifests, default_namespace=namespace)
        target: Target = detect_target(objects, kubernetes_version=version, platform=platform)
        report = verify(
            objects,
            target=target,
            externals=externals,
            select=_split(select),
            ignore=_split(ignore),
            crds=folders,
        )
        checked.append(Checked(name=name, report=report, target=target))
    kept = selected(select=_split(select), ignore=_split(ignore))
    reading_findings = tuple(finding for finding in reading.findings if finding.code in kept)
    _WRITERS[format_](sys.stdout, reading_findings, checked, reading.skipped)
    found = bool(reading_findings) or any(item.report.findings for item in checked)
    raise typer.Exit(FINDINGS if found else CLEAN)


def _split(names: list[str] | None) -> list[str]:
    return [part.strip() for name in names or () for part in name.split(",") if part.strip()]


def _explain(code: str) -> None:
    write_page(sys.stdout, rule_named(code, field="--explain"))


def _demand_something(reading: Reading, paths: list[str]) -> None:
    if not reading.manifests and not reading.findings:
        raise InvalidValueError(
            Problem(
                message=f"no API object in {', '.join(paths)}",
                remedy="Name files or folders with manifests (.yaml, .yml, .json)",
                field="PATH",
            )
        )


def _sets(reading: Reading, paths: list[str], *, per_folder: bool) -> list[tuple[str, list[Manifest]]]:
    """Return the manifests that are applied together, with a name: all of them, or those of each folder."""
    if not per_folder:
        return [("", list(reading.manifests))]
    folders: dict[str, list[Manifest]] = {}
    for path in paths:
        mine = [manifest for manifest in reading.manifests if _is_below(manifest, path)]
        # With manifests of its own, a folder is one environment with all that is below it.
        is_one = any(Path(manifest.source.file).parent == Path(path) for manifest in mine)
        for manifest in mine:
            file = Path(manifest.source.file)
            below = file.relative_to(path).parts if Path(path) in file.parents else ()
            name = file.parent if not below else Path(path) if is_one else Path(path, below[0])
            folders.setdefault(str(name), []).append(manifest)
    return sorted(folders.items())


def _is_below(manifest: Manifest, path: str) -> bool:
    file = manifest.source.file
    return file == path or Path(path) in Path(file).parents
