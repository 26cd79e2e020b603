"""Judge every environment of dist/ by podwright, checkov, and kube-score and kube-linter if installed.

    make audit                                what is found, what of it is waived, and what is open
    make audit WRITE=1                        also writes the tables into docs/standards.md
    .venv/bin/python -m tools.audit --compare [FOLDER]    the same of well-known public manifests

Exit codes: 0 nothing is open; 1 something is, or a waiver is not needed; 2 it could not run. checkov is
installed into .audit/ at the first run, which needs a package index.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from podwright.verify import read_paths
from podwright.verify.detection import detect_target
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.schema.kubernetes import newest_version
from tools.audit import adapters, comparison, page, waivers
from tools.audit.environment import python_with_checkov
from tools.audit.report import AuditError, Folder, Tool
from tools.document_environments.collection import CollectionError, collect

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "standards.md"
PODWRIGHT = Path(sys.executable).with_name("podwright")


def environments(dist: Path, *, externals: Mapping[str, tuple[str, ...]] | None = None) -> list[Folder]:
    """Return the environments of dist/.

    Args:
        dist: their folders.
        externals: what exists outside of each, by folder.

    Raises:
        AuditError: there is none.
    """
    paths = [path for path in sorted(dist.iterdir() if dist.is_dir() else ()) if path.is_dir()]
    if not paths:
        raise AuditError(f"there is no environment in {dist.name}/: run make synth")
    return [replace(folder_of(path), external=(externals or {}).get(path.name, ())) for path in paths]


def externals_of(root: Path) -> dict[str, tuple[str, ...]]:
    """Return what exists outside of each environment, as the charts of a project say, by folder.

    Raises:
        AuditError: its main.py fails.
    """
    try:
        return {each.folder: each.externals for each in collect(root)}
    except CollectionError as error:
        raise AuditError(str(error)) from None


def folder_of(path: Path) -> Folder:
    """Return a folder of manifests, with what they themselves say about their platform."""
    target = detect_target(ManifestSet(read_paths([str(path)]).manifests))
    return Folder(
        name=path.name, path=path, version=str(target.kubernetes_version), platform=target.platform.value
    )


def tools(root: Path, console: Console) -> list[Tool]:
    """Return the tools that are there, and say which ones are not."""
    with console.status("Setting up checkov in .audit/ …"):
        checkov = adapters.checkov(python_with_checkov(root / ".audit"))
    found = [adapters.podwright(PODWRIGHT, version("podwright")), checkov, *adapters.on_path()]
    for name in adapters.not_on_path():
        console.print(f"{name} is not on PATH, and is not run.", highlight=False)
    return found


def audit(
    dist: Path,
    ran: Sequence[Tool],
    console: Console,
    *,
    externals: Mapping[str, tuple[str, ...]] | None = None,
    write: Path | None = None,
) -> int:
    """Judge the environments, and print what is found; return the exit code.

    Args:
        dist: the folder of the environments.
        ran: the tools.
        console: where it is printed.
        externals: what exists outside of each environment, by folder.
        write: the page whose tables are written.
    """
    folders = environments(dist, externals=externals)
    ledger = waivers.Ledger(waivers.read())
    with console.status("Judging …"):
        reports = {tool.name: tool.judge(folders) for tool in ran}
    results = [
        ledger.settle(folder, tool.name, reports[tool.name][folder.name])
        for folder in folders
        for tool in ran
    ]
    objects = {folder.name: len(comparison.objects(folder)) for folder in folders}
    page.show("What is found in dist/", results, objects, console)
    for result in results:
        for found in result.open:
            what = f"{found.kind}/{found.name}".lstrip("/")
            console.print(
                f"{result.environment}  {what}  {result.tool} {found.rule}: {found.message}",
                soft_wrap=True,
                highlight=False,
                markup=False,
            )
    unused = ledger.unused(tool.name for tool in ran)
    for line in unused:
        console.print(f"{waivers.FILE.name}: {line}", soft_wrap=True, highlight=False, markup=False)
    if write is not None:
        versions = {tool.name: tool.version for tool in ran}
        block = page.environments_block(results, objects, versions, adapters.not_on_path())
        page.write_block(write, "environments", block)
        page.write_block(write, "waivers", page.waivers_block(ledger.waivers))
    return 1 if unused or any(result.open for result in results) else 0


def compare(local: Path | None, ran: Sequence[Tool], console: Console, *, write: Path | None = None) -> int:
    """Judge public manifests by the same tools; return the exit code, which says only that it ran."""
    sources = comparison.read()
    decided = waivers.read()
    with tempfile.TemporaryDirectory() as scratch:
        folders = comparison.collect(sources, Path(scratch), str(newest_version()), local)
        with console.status("Judging …"):
            reports = {tool.name: tool.judge(folders) for tool in ran}
        objects = {folder.name: len(comparison.objects(folder)) for folder in folders}
        workloads = {folder.name: comparison.workloads(folder) for folder in folders}
    results = [
        comparison.settle(source, tool.name, reports[tool.name][source.name], decided)
        for source in sources
        for tool in ran
    ]
    page.show("What is found in public manifests", results, objects, console)
    if write is not None:
        versions = {tool.name: tool.version for tool in ran}
        block = page.comparison_block(results, objects, workloads, sources, versions)
        page.write_block(write, "comparison", block)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the audit; return the exit code."""
    parser = argparse.ArgumentParser(prog="tools.audit", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/standards.md")
    parser.add_argument(
        "--compare",
        nargs="?",
        const="",
        metavar="FOLDER",
        help="judge public manifests instead: copies in FOLDER, what is missing there is fetched",
    )
    options = parser.parse_args(arguments)
    console = Console()
    write = PAGE if options.write else None
    try:
        ran = tools(ROOT, console)
        if options.compare is None:
            return audit(ROOT / "dist", ran, console, externals=externals_of(ROOT), write=write)
        return compare(Path(options.compare) if options.compare else None, ran, console, write=write)
    except AuditError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
