"""Differences for people, at a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from podwright.cli.formats.difference import SIGNS, Differences, summary, values_of
from podwright.verify.comparison.compare import Difference, FieldDifference, ObjectDifference
from podwright.verify.comparison.fields import Change
from podwright.verify.comparison.risks import Risk

_COLOURS: Final = {
    Risk.REFUSED: "bold red",
    Risk.DATA: "bold red",
    Risk.RESTART: "yellow",
    Risk.EXPOSURE: "magenta",
    Risk.CONFIGURATION: "cyan",
    Risk.METADATA: "dim",
}
_SIGN_COLOURS: Final = {Change.ADDED: "green", Change.REMOVED: "red", Change.CHANGED: "yellow"}


def write_difference_text(out: TextIO, differences: Differences) -> None:
    """Write differences by environment and risk, the worst first.

    Args:
        out: where to; colours only when it is a terminal.
        differences: the differences.
    """
    console = Console(file=out, soft_wrap=True, highlight=False, emoji=False, markup=False)
    for name, difference in differences.differing.items():
        if name:
            console.print(Text(f"{name}: {summary(difference)}", style="bold underline"))
        _write(console, difference)
    console.print(Text(differences.headline))


def _write(console: Console, difference: Difference) -> None:
    for risk, objects in groupby(difference.objects, key=lambda item: item.risk):
        console.print(Text(f"  {risk.title}", style=_COLOURS[risk]))
        for item in objects:
            _write_object(console, item)
    if difference.restarts:
        console.print(Text("  pods", style="bold"))
    for restart in difference.restarts:
        console.print(Text(f"    those of {restart.workload} {restart.title}: {'; '.join(restart.reasons)}"))


def _write_object(console: Console, item: ObjectDifference) -> None:
    line = Text("    ")
    line.append(SIGNS[item.change], style=_SIGN_COLOURS[item.change])
    line.append(f" {item.object}", style="bold")
    console.print(line)
    for note in item.notes:
        console.print(Text(f"        {note}"))
    for field in item.fields:
        _write_field(console, field, item.risk)


def _write_field(console: Console, field: FieldDifference, risk: Risk) -> None:
    line = Text("        ")
    line.append(SIGNS[field.change], style=_SIGN_COLOURS[field.change])
    line.append(f" {field.path}", style=_COLOURS[field.risk] if field.risk is risk else "")
    values = values_of(field)
    line.append(f": {values}" if values else "")
    console.print(line)
    for text in field.lines:
        style = {"+": "green", "-": "red", "@": "cyan"}.get(text[:1], "")
        console.print(Text(f"            {text}", style=style))
    if field.note:
        console.print(Text(f"            {field.note}"))
