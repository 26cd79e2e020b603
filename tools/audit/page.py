"""The tables, on the terminal and in docs/standards.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tools.audit.comparison import Source
from tools.audit.report import AuditError
from tools.audit.waivers import Result, Waiver

COLUMNS = ("tool", "objects", "found", "waived", "open")


def cells(result: Result, objects: int) -> tuple[str, ...]:
    """Return a row of the table after its first column.

    Args:
        result: what is shown.
        objects: how many objects there are, for a tool that does not tell how many it looked at.
    """
    judged = objects if result.judged is None else result.judged
    numbers = (judged, result.found, len(result.waived), len(result.open))
    return (result.tool, *map(str, numbers))


def show(title: str, results: Sequence[Result], objects: Mapping[str, int], console: Console) -> None:
    """Print a table of results, one row for each folder and tool."""
    table = Table(title=title)
    table.add_column("environment")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "tool" else "right")
    shown = ""
    for result in results:
        if shown and result.environment != shown:
            table.add_section()
        first = "" if result.environment == shown else result.environment
        table.add_row(first, *cells(result, objects[result.environment]))
        shown = result.environment
    console.print(table)


def environments_block(
    results: Sequence[Result], objects: Mapping[str, int], versions: Mapping[str, str], absent: Sequence[str]
) -> str:
    """Return the table of our environments as Markdown."""
    ran = ", ".join(f"{tool} {version}".strip() for tool, version in versions.items())
    lines = [f"Measured with {ran}."]
    if absent:
        lines[0] += f" Not installed where it was measured: {', '.join(absent)}."
    lines += ["", "| environment | " + " | ".join(COLUMNS) + " |", "|---|---|" + "--:|" * 4]
    for result in results:
        row = " | ".join(cells(result, objects[result.environment]))
        lines.append(f"| {result.environment} | {row} |")
    return "\n".join(lines)


def comparison_block(
    results: Sequence[Result],
    objects: Mapping[str, int],
    workloads: Mapping[str, int],
    sources: Sequence[Source],
    versions: Mapping[str, str],
) -> str:
    """Return the table of public manifests as Markdown."""
    ran = ", ".join(f"{tool} {version}".strip() for tool, version in versions.items())
    lines = [f"Measured with {ran}.", ""]
    lines += ["| manifests | workloads | " + " | ".join(COLUMNS) + " |", "|---|--:|---|" + "--:|" * 4]
    for result in results:
        row = " | ".join(cells(result, objects[result.environment]))
        lines.append(f"| {result.environment} | {workloads[result.environment]} | {row} |")
    lines += ["", "Where they come from:", ""]
    for source in sources:
        commits = dict.fromkeys(file.commit[:10] for file in source.files)
        paths = ", ".join(f"`{file.path.rpartition('/')[2]}`" for file in source.files)
        where = source.files[0].path.rpartition("/")[0]
        lines.append(
            f"* **{source.name}**: {' '.join(source.shape.split())}."
            f" [{source.repository}](https://github.com/{source.repository}), `{where}`: {paths},"
            f" at {', '.join(commits)}."
        )
    return "\n".join(lines)


def waivers_block(waivers: Sequence[Waiver]) -> str:
    """Return the waivers as Markdown."""
    lines = ["| tool | rule | where | why |", "|---|---|---|---|"]
    for waiver in waivers:
        parts = [
            ", ".join(f"`{pattern}`" for pattern in patterns)
            for patterns in (waiver.platforms, waiver.environments, waiver.kinds, waiver.names)
            if patterns != ("*",)
        ]
        where = "; ".join(parts) or "everywhere"
        lines.append(f"| {waiver.tool} | `{waiver.rule}` | {where} | {' '.join(waiver.reason.split())} |")
    return "\n".join(lines)


def block_of(text: str, name: str) -> str:
    """Return what stands in a page between the marks of a block."""
    found = _marks(name).search(text)
    if found is None:
        raise AuditError(f"the page has no block <!-- {name} --> … <!-- /{name} -->")
    return found["content"].strip("\n")


def write_block(path: Path, name: str, content: str) -> None:
    """Replace what stands in a page between the marks of a block."""
    text = path.read_text("utf-8")
    block_of(text, name)
    new = _marks(name).sub(lambda found: f"{found['begin']}\n{content}\n{found['end']}", text)
    path.write_text(new, encoding="utf-8")


def _marks(name: str) -> re.Pattern[str]:
    begin, end = re.escape(f"<!-- {name} -->"), re.escape(f"<!-- /{name} -->")
    return re.compile(rf"(?P<begin>{begin})\n(?P<content>.*?)(?P<end>{end})", re.DOTALL)
