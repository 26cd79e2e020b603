"""What can go wrong, as a tree.

PodwrightError
├── InvalidValueError        a value that Kubernetes, OpenShift or podwright would not accept
└── SynthesisError           a whole run that failed, with every problem found

Every error answers three questions: where is it, what is wrong, what to write instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong, and its remedy.

    Attributes:
        message: what is wrong, in one sentence, without a final full stop.
        remedy: what to write instead, as an imperative sentence.
        field: the argument or manifest field concerned (``ports[0].name``), empty if none.
        chart: the id of the chart (``tarsy-development``), empty if it is not known (yet).
        path: the construct path (``tarsy-development/database``), empty if it is not known (yet).
        location: ``file:line`` of the chart code that made it, empty if it is not known.
    """

    message: str
    remedy: str
    field: str = ""
    chart: str = ""
    path: str = ""
    location: str = ""

    def at(self, *, chart: str = "", path: str = "", location: str = "") -> Problem:
        """Return a copy that knows where it is; what is known already stays."""
        return replace(
            self,
            chart=self.chart or chart,
            path=self.path or path,
            location=self.location or location,
        )

    def __str__(self) -> str:
        """Return ``path: field: message. Remedy.`` with the location on a line of its own."""
        coordinates = [part for part in (self.path or self.chart, self.field) if part]
        lines = [": ".join([*coordinates, f"{self.message}. {self.remedy}"])]
        if self.location:
            lines.append(f"    at {self.location}")
        return "\n".join(lines)


class PodwrightError(Exception):
    """The root of every error that podwright raises on purpose.

    Args:
        problems: what is wrong; at least one.
    """

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            msg = "an error needs at least one problem"
            raise ValueError(msg)
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class InvalidValueError(PodwrightError, ValueError):
    """A value that Kubernetes, OpenShift or podwright would not accept; raised where it is born."""


class SynthesisError(PodwrightError):
    """A run that failed as a whole; nothing on disk has changed."""
