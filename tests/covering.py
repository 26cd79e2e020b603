"""Few full choices that hold every pair of alternatives that can work, so that all of them are synthesized.

A choice has one alternative of each decision. Pairs that cannot work are tested one by one, as refusals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from tests.pairwise import Alternative, Case, Refusal, Settings, alternatives

Pair = frozenset[str]


def possible_pairs(decisions: Mapping[str, Mapping[str, Settings]], refusals: Sequence[Refusal]) -> set[Pair]:
    """Return the pairs of alternatives of different decisions that no refusal rules out by themselves."""
    return {pair for pair in _pairs(decisions) if not _is_refused(pair, refusals)}


def refused_cases(
    decisions: Mapping[str, Mapping[str, Settings]], refusals: Sequence[Refusal]
) -> Iterator[Case]:
    """Yield the pairs that a refusal rules out by themselves, first in a choice that nothing else rules out.

    Where there is none, because one of the two goes with nothing, what else is said of that one may hold too.
    """
    by_decision = [
        [one for one in alternatives(decisions) if one.decision == decision] for decision in decisions
    ]
    by_name = {str(one): one for one in alternatives(decisions)}
    for pair in sorted(_pairs(decisions), key=sorted):
        if _is_refused(pair, refusals):
            others = [refusal for refusal in refusals if not pair.issuperset(refusal.when)]
            first = tuple(by_name[name] for name in sorted(pair))
            rows = (
                _filled(first, by_decision, (), [r for r in others if ignored not in r.when])
                for ignored in ("", *map(str, first))
            )
            yield Case(chosen=next(row for row in rows if row))


def pair_of(case: Case) -> str:
    """Return the pair that a refused case is about, as a test's name shows it."""
    return ", ".join(map(str, case.chosen[:2]))


def covering_cases(
    decisions: Mapping[str, Mapping[str, Settings]], refusals: Sequence[Refusal]
) -> Iterator[Case]:
    """Yield full choices until every possible pair has been in one of them; always the same ones."""
    by_decision = {
        decision: [one for one in alternatives(decisions) if one.decision == decision]
        for decision in decisions
    }
    by_name = {str(one): one for one in alternatives(decisions)}
    uncovered = possible_pairs(decisions, refusals)
    while uncovered:
        first = tuple(by_name[name] for name in sorted(min(uncovered, key=sorted)))
        row = _filled(first, list(by_decision.values()), uncovered, refusals)
        assert row, f"nothing goes with {first}: say so in the refusals"
        uncovered -= {frozenset(map(str, pair)) for pair in combinations(row, 2)}
        yield Case(chosen=row)


def _pairs(decisions: Mapping[str, Mapping[str, Settings]]) -> Iterator[Pair]:
    for one, other in combinations(alternatives(decisions), 2):
        if one.decision != other.decision:
            yield frozenset({str(one), str(other)})


def _is_refused(names: Collection[str], refusals: Sequence[Refusal]) -> bool:
    return any(set(names).issuperset(refusal.when) for refusal in refusals)


def _filled(
    row: tuple[Alternative, ...],
    decisions: Sequence[Sequence[Alternative]],
    uncovered: Collection[Pair],
    refusals: Sequence[Refusal],
) -> tuple[Alternative, ...]:
    """Return a row with an alternative of every decision, best ones first; none where nothing works."""
    decided = {one.decision for one in row}
    choices = next((choices for choices in decisions if choices[0].decision not in decided), None)
    if choices is None:
        return row

    def gain(candidate: Alternative) -> int:
        return sum(frozenset({str(candidate), str(one)}) in uncovered for one in row)

    for candidate in sorted(choices, key=gain, reverse=True):
        longer = (*row, candidate)
        if not _is_refused({str(one) for one in longer}, refusals):
            full = _filled(longer, decisions, uncovered, refusals)
            if full:
                return full
    return ()
