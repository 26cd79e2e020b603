"""Differences for a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

from podwright.cli.formats.difference import SIGNS, Differences, summary, values_of
from podwright.verify.comparison.compare import Difference, FieldDifference, ObjectDifference
from podwright.verify.comparison.risks import Risk


def write_difference_markdown(out: TextIO, differences: Differences) -> None:
    """Write differences as a comment: a table of the environments, and the details to unfold.

    Args:
        out: where to.
        differences: the differences.
    """
    for line in _lines(differences):
        out.write(f"{line}\n")


def _lines(differences: Differences) -> Iterator[str]:
    yield f"### {_escaped(differences.headline[:1].upper() + differences.headline[1:])}"
    if len(differences.differing) > 1:
        yield ""
        yield "| environment | what differs |"
        yield "| --- | --- |"
        for name, difference in differences.differing.items():
            yield f"| {_escaped(name)} | {summary(difference)} |"
    for name, difference in differences.differing.items():
        if name:
            yield from ("", f"#### {_escaped(name)}")
        yield from _of_environment(difference)


def _of_environment(difference: Difference) -> Iterator[str]:
    if difference.restarts:
        yield from ("", "**Pods**", "")
        for restart in difference.restarts:
            reasons = "; ".join(_escaped(reason) for reason in restart.reasons)
            yield f"- those of {_code(str(restart.workload))} {restart.title}: {reasons}"
    for risk, group in groupby(difference.objects, key=lambda item: item.risk):
        objects = list(group)
        opened = " open" if risk <= Risk.DATA else ""
        yield from ("", f"<details{opened}><summary><b>{risk.title}</b> ({len(objects)})</summary>", "")
        for item in objects:
            yield from _of_object(item)
        yield from ("", "</details>")


def _of_object(item: ObjectDifference) -> Iterator[str]:
    yield f"- {item.change.value} {_code(str(item.object))}"
    for note in item.notes:
        yield f"  - {_escaped(note)}"
    for field in item.fields:
        yield from _of_field(field)


def _of_field(field: FieldDifference) -> Iterator[str]:
    values = values_of(field)
    shown = ""
    if values:
        sides = [side for side in (field.before, field.after) if side]
        shown = ": " + " → ".join(_code(side) for side in sides)
    yield f"  - {SIGNS[field.change] if SIGNS[field.change] != '~' else ''}{_code(field.path)}{shown}"
    if field.note:
        yield f"    <br>{_escaped(field.note)}"
    if field.lines:
        fence = "`" * max(
            3, 1 + max((len(run) for line in field.lines for run in re.findall("`+", line)), default=0)
        )
        yield from ("", f"    {fence}diff")
        for line in field.lines:
            yield f"    {line}"
        yield f"    {fence}"


def _code(text: str) -> str:
    """Return a code span, whatever backticks the text holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if "`" in text else ""
    return f"{fence}{space}{text.replace('|', chr(92) + '|')}{space}{fence}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
