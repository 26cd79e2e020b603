"""What the writers of differences are given, and what they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.comparison.compare import Difference, FieldDifference
from podwright.verify.comparison.fields import Change

SIGNS: Final[Mapping[Change, str]] = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Differences:
    """The differences of all environments.

    Attributes:
        before: what the old side is called.
        after: what the new side is called.
        environments: the difference of each environment by its name; ``""`` when there is only one.
    """

    before: str
    after: str
    environments: Mapping[str, Difference]

    @property
    def differing(self) -> Mapping[str, Difference]:
        """The environments in which something differs."""
        return {name: one for name, one in self.environments.items() if one.objects}

    @property
    def headline(self) -> str:
        """What differs, in one line."""
        differing = len(self.differing)
        sides = f"between {self.before} and {self.after}"
        if not differing:
            return f"no difference {sides}, in {_count(len(self.environments), 'environment')}"
        objects = sum(len(one.objects) for one in self.differing.values())
        if tuple(self.environments) == ("",):
            return f"{_count(objects, 'object')} differ {sides}".replace(
                "1 object differ ", "1 object differs "
            )
        return f"{_count(objects, 'object')} in {_count(differing, 'environment')} differ {sides}"


def summary(difference: Difference) -> str:
    """Return how many objects of each risk differ: ``1 loses data, 3 configuration``."""
    return ", ".join(f"{number} {risk.title}" for risk, number in difference.counts().items())


def values_of(field: FieldDifference) -> str:
    """Return the values of a field before and after: ``1 → 2``, ``+ 2``, ``- 1``."""
    match field.change:
        case Change.ADDED:
            return field.after
        case Change.REMOVED:
            return field.before
        case Change.CHANGED:
            return f"{field.before} → {field.after}" if field.before or field.after else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
