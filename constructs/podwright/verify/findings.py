"""Findings as data, and the report that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from podwright.errors import Problem
from podwright.verify.kinds import GroupKind
from podwright.verify.manifests import ObjectRef, Source
from podwright.verify.paths import FieldPath
from podwright.verify.rules import Family, Severity
from podwright.verify.waivers import Waiver


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong, where, and what to do about it.

    Attributes:
        code: the rule's code.
        family: the rule's family.
        severity: the rule's severity.
        object: the object concerned; none when a file could not be read as objects.
        field: the field of the object; empty for the object as a whole.
        message: what is wrong, one line.
        remedy: what to write instead.
        source: where the object comes from.
        line: the line in the source's file (from 1), 0 when unknown.
        documentation: link to the document that states the rule.
    """

    code: str
    family: Family
    severity: Severity
    object: ObjectRef | None
    field: FieldPath
    message: str
    remedy: str
    source: Source
    line: int = 0
    documentation: str = ""

    @property
    def place(self) -> str:
        """``file:line`` or the construct path, as far as known."""
        source = self.source
        if source.file:
            return f"{source.file}:{self.line}" if self.line else source.file
        return source.construct or source.chart

    @property
    def sentences(self) -> str:
        """What is wrong, and what to write instead, as sentences."""
        stop = "" if self.remedy.endswith("?") else "."
        return f"{self.message}. {self.remedy}{stop}"

    def problem(self) -> Problem:
        """Return the finding as a problem, as errors carry them."""
        what = f"{self.object}: " if self.object else ""
        return Problem(
            message=f"{what}{self.message} [{self.code}]",
            remedy=self.remedy,
            field=str(self.field),
            chart=self.source.chart,
            path=self.source.construct or self.source.file,
            location=self.source.location or (self.place if self.source.file else ""),
        )

    def __str__(self) -> str:
        parts = [part for part in (self.place, str(self.object or ""), str(self.field)) if part]
        return f"{': '.join(parts)}: {self.severity.value} {self.code}: {self.sentences}"


@dataclass(frozen=True, kw_only=True, slots=True)
class WaivedFinding:
    """A finding that somebody decided to live with.

    Attributes:
        finding: the finding.
        waiver: the decision and its reason.
    """

    finding: Finding
    waiver: Waiver


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What verify found.

    Attributes:
        findings: what is wrong, in the order of the objects.
        waived: what is waived.
        checked: how many objects were checked.
        without_schema: the types (and how many objects of each) for which no schema is at hand, so
            that their fields were not validated.
    """

    findings: tuple[Finding, ...] = ()
    waived: tuple[WaivedFinding, ...] = ()
    checked: int = 0
    without_schema: Mapping[GroupKind, int] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a synth."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are only shown."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)
