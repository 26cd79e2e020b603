"""Every alternative of every decision, and every pair of alternatives of two decisions.

A system's test lists its decisions, the alternatives of each, and the combinations that cannot work, with the
words by which they are refused. Each case is synthesized with all checks: it passes, or is refused so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from podwright import SynthesisError

Settings = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One alternative of a decision.

    Attributes:
        decision: the decision, ``topology``.
        name: what it is called in a case, ``separate pods``.
        settings: the arguments that choose it.
    """

    decision: str
    name: str
    settings: Settings

    def __str__(self) -> str:
        """Return ``decision=name``."""
        return f"{self.decision}={self.name}"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A combination that cannot work.

    Attributes:
        when: the alternatives, each as ``decision=name``.
        words: what the refusal says, as a regular expression.
    """

    when: tuple[str, ...]
    words: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is chosen beside the defaults.

    Attributes:
        chosen: one alternative, or two of different decisions.
    """

    chosen: tuple[Alternative, ...]

    def __str__(self) -> str:
        """Return the alternatives, as a test's name shows them."""
        return ", ".join(map(str, self.chosen))

    @property
    def settings(self) -> dict[str, Any]:
        """The arguments of all alternatives together."""
        return {name: value for alternative in self.chosen for name, value in alternative.settings.items()}


def alternatives(decisions: Mapping[str, Mapping[str, Settings]]) -> list[Alternative]:
    """Return every alternative of a table: decision, name of the alternative, arguments.

    Args:
        decisions: the table.
    """
    return [
        Alternative(decision=decision, name=name, settings=settings)
        for decision, by_name in decisions.items()
        for name, settings in by_name.items()
    ]


def cases(decisions: Mapping[str, Mapping[str, Settings]]) -> Iterator[Case]:
    """Yield every alternative alone, then every pair of alternatives of different decisions.

    Args:
        decisions: the table.
    """
    every = alternatives(decisions)
    yield from (Case(chosen=(one,)) for one in every)
    for first, second in combinations(every, 2):
        if first.decision != second.decision:
            yield Case(chosen=(first, second))


def outcome(case: Case, synthesize: Callable[[dict[str, Any]], object]) -> str:
    """Return what became of a case: empty where it passed every check, else everything that was said.

    Args:
        case: the case.
        synthesize: synthesizes the system with settings, with all checks.
    """
    try:
        synthesize(case.settings)
    except SynthesisError as error:
        return "\n".join(f"{problem.message} | {problem.remedy}" for problem in error.problems)
    return ""


def expected(case: Case, refusals: Sequence[Refusal], base: Sequence[str] = ()) -> Refusal | None:
    """Return the refusal that a case is to meet, None where it is to pass.

    Args:
        case: the case.
        refusals: the combinations that cannot work.
        base: the alternatives that hold where the case chooses nothing else, each as ``decision=name``.
    """
    decided = {alternative.decision for alternative in case.chosen}
    holds = {str(alternative) for alternative in case.chosen}
    holds |= {name for name in base if name.partition("=")[0] not in decided}
    return next((refusal for refusal in refusals if holds.issuperset(refusal.when)), None)


def assert_outcome(
    case: Case,
    refusals: Sequence[Refusal],
    synthesize: Callable[[dict[str, Any]], object],
    base: Sequence[str] = (),
) -> None:
    """Assert that a case passes every check, or is refused with the words of the table.

    Args:
        case: the case.
        refusals: the combinations that cannot work.
        synthesize: synthesizes the system with settings, with all checks.
        base: the alternatives that hold where the case chooses nothing else.
    """
    said = outcome(case, synthesize)
    refusal = expected(case, refusals, base)
    if refusal is None:
        assert not said, f"{case}: {said}"
    else:
        assert re.search(refusal.words, said), (
            f"{case} was not refused with {refusal.words!r}: {said or 'passed'}"
        )
