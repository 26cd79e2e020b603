"""What the formats are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podwright.verify import Finding, Report, Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One set of manifests that are applied together, and what was found.

    Attributes:
        name: what to call the set, ``""`` when there is only one.
        report: what was found.
        target: what the manifests were checked for.
    """

    name: str
    report: Report
    target: Target


def all_findings(reading: Sequence[Finding], checked: Sequence[Checked]) -> Iterator[Finding]:
    """Yield the findings about files, then those about objects.

    Args:
        reading: the findings about files.
        checked: the sets of manifests.
    """
    yield from reading
    for item in checked:
        yield from item.report.findings
