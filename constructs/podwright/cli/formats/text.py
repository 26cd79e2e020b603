"""Findings for people, grouped by set and object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from podwright.cli.formats.checked import Checked, all_findings
from podwright.verify import Finding, Severity, Target

_COLOURS: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


def write_text(
    out: TextIO, reading: Sequence[Finding], checked: Sequence[Checked], skipped: Sequence[str]
) -> None:
    """Write findings under the object they concern, and a summary.

    Args:
        out: where to; colours only when it is a terminal.
        reading: the findings about files.
        checked: the sets of manifests.
        skipped: files without any API object.
    """
    console = Console(file=out, soft_wrap=True, highlight=False, emoji=False, markup=False)
    for finding in reading:
        console.print(Text(finding.place, style="bold"))
        _write(console, finding)
    for item in checked:
        if item.name and item.report.findings:
            console.print(Text(item.name, style="bold underline"))
        for title, findings in groupby(item.report.findings, key=_title):
            console.print(Text(title, style="bold"))
            for finding in findings:
                _write(console, finding)
    for line in _summary(list(all_findings(reading, checked)), checked, skipped):
        console.print(Text(line))


def _title(finding: Finding) -> str:
    place = finding.source.file or finding.source.construct
    return f"{finding.object}  {place}" if place else str(finding.object)


def _write(console: Console, finding: Finding) -> None:
    line = f":{finding.line}" if finding.line and finding.object is not None else ""
    text = Text("  ")
    text.append(f"{finding.severity.value:<8}", style=_COLOURS[finding.severity])
    text.append(f"{finding.code}  ")
    text.append(f"{finding.field}{line}", style="cyan")
    console.print(text)
    console.print(Text(f"          {finding.sentences}"))


def _summary(
    findings: Sequence[Finding], checked: Sequence[Checked], skipped: Sequence[str]
) -> Iterator[str]:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    counts = [_count(errors, "error"), _count(len(findings) - errors, "warning")]
    waived = sum(len(item.report.waived) for item in checked)
    counts += [f"{waived} waived"] if waived else []
    objects = _count(sum(item.report.checked for item in checked), "object")
    targets = sorted({_named(item.target) for item in checked})
    sets = f" in {_count(len(checked), 'folder')}" if len(checked) > 1 else ""
    yield f"{', '.join(counts)} in {objects}{sets}, checked for {' and '.join(targets)}"
    unknown = sorted({f"{kind}.{group}" for item in checked for group, kind in item.report.without_schema})
    if unknown:
        yield f"not validated, for want of a schema: {', '.join(unknown)}"
    if skipped:
        yield f"skipped, without any API object: {', '.join(skipped)}"
    if findings:
        yield "podwright check --explain CODE says more"


def _named(target: Target) -> str:
    # OpenShift has versions of its own, and 1.33 is none of them.
    platform = "OpenShift with " if target.is_openshift else ""
    return f"{platform}Kubernetes {target.kubernetes_version}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
