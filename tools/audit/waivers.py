"""Decisions to live with what another tool finds: waivers.yaml, each by rule and object, with a reason.

Waivers of podwright's own checks are not here: they stand in the charts, and on the objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tools.audit.report import AuditError, Finding, Folder, Report

FILE = Path(__file__).with_name("waivers.yaml")

_FIELDS = ("kinds", "names", "environments", "platforms")


class Waiver(BaseModel):
    """A decision to live with findings of one rule.

    Args:
        tool: the tool.
        rule: its own name of the rule.
        kinds: kinds of the objects concerned, as patterns (``*``, ``?``).
        names: their names, as patterns.
        environments: the folders of dist/ concerned, as patterns.
        platforms: ``kubernetes``, ``openshift``, or both.
        reason: why it is right.
        ahead: it is written ahead of what needs it, a tool that has not been run here or an environment that
            is still to come; that nothing needs it is no error then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: Literal["checkov", "kube-score", "kube-linter"]
    rule: str = Field(min_length=1)
    kinds: tuple[str, ...] = Field(default=("*",), min_length=1)
    names: tuple[str, ...] = Field(default=("*",), min_length=1)
    environments: tuple[str, ...] = Field(default=("*",), min_length=1)
    platforms: tuple[Literal["*", "kubernetes", "openshift"], ...] = Field(default=("*",), min_length=1)
    reason: str = Field(min_length=20, pattern=r"\S\s+\S")
    ahead: bool = False

    def matches(self, tool: str, folder: Folder, finding: Finding) -> dict[str, str] | None:
        """Return the first pattern of each field that a finding meets; nothing where one field has none."""
        if (self.tool, self.rule) != (tool, finding.rule):
            return None
        met: dict[str, str] = {}
        values = (finding.kind, finding.name, folder.name, folder.platform)
        for name, value in zip(_FIELDS, values, strict=True):
            patterns: tuple[str, ...] = getattr(self, name)
            pattern = next((pattern for pattern in patterns if fnmatchcase(value, pattern)), None)
            if pattern is None:
                return None
            met[name] = pattern
        return met


def read(path: Path = FILE) -> tuple[Waiver, ...]:
    """Read waivers.

    Raises:
        AuditError: the file is not a list of waivers, each with a reason.
    """
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
        return TypeAdapter(tuple[Waiver, ...]).validate_python(content or ())
    except (yaml.YAMLError, ValidationError) as error:
        raise AuditError(f"{path.name}: {error}") from error


@dataclass(frozen=True, kw_only=True)
class Result:
    """What remains of a report once what is waived is taken out.

    Args:
        environment: the folder.
        tool: the tool.
        judged: how many objects the tool looked at.
        waived: findings with the reasons for living with them.
        open: findings that nobody has decided on.
    """

    environment: str
    tool: str
    judged: int | None
    waived: tuple[tuple[Finding, str], ...] = ()
    open: tuple[Finding, ...] = ()

    @property
    def found(self) -> int:
        """How much the tool found."""
        return len(self.waived) + len(self.open)


@dataclass
class Ledger:
    """Settles reports, and keeps which patterns of which waiver were needed.

    Args:
        waivers: the waivers.
    """

    waivers: Sequence[Waiver]
    _met: set[tuple[int, str, str]] = field(default_factory=set)

    def settle(self, folder: Folder, tool: str, report: Report) -> Result:
        """Take out of a report what is waived."""
        waived, remaining = [*report.waived], []
        for finding in sorted(report.findings):
            reason = self._reason(folder, tool, finding)
            if reason is None:
                remaining.append(finding)
            else:
                waived.append((finding, reason))
        return Result(
            environment=folder.name,
            tool=tool,
            judged=report.judged,
            waived=tuple(waived),
            open=tuple(remaining),
        )

    def _reason(self, folder: Folder, tool: str, finding: Finding) -> str | None:
        for number, waiver in enumerate(self.waivers):
            met = waiver.matches(tool, folder, finding)
            if met is not None:
                self._met |= {(number, name, pattern) for name, pattern in met.items()}
                return " ".join(waiver.reason.split())
        return None

    def unused(self, tools: Iterable[str]) -> list[str]:
        """Return what nothing needed, of the waivers for tools that ran."""
        ran = frozenset(tools)
        lines: list[str] = []
        for number, waiver in enumerate(self.waivers):
            if waiver.tool not in ran or waiver.ahead:
                continue
            patterns: Mapping[str, tuple[str, ...]] = {name: getattr(waiver, name) for name in _FIELDS}
            idle = {
                name: [pattern for pattern in listed if (number, name, pattern) not in self._met]
                for name, listed in patterns.items()
            }
            what = f"{waiver.tool} {waiver.rule}"
            if idle == {name: [*listed] for name, listed in patterns.items()}:
                lines.append(f"{what}: nothing needs this waiver; remove it")
            else:
                lines += [
                    f"{what}: nothing needs {name} {', '.join(listed)}; remove it"
                    for name, listed in idle.items()
                    if listed
                ]
        return lines
