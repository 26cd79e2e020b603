"""Every pair of alternatives of TARSy's decisions passes all checks, or is refused in known words."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.charts.tarsy.decisions import DECISIONS, REFUSALS, synthesize_with
from tests.covering import covering_cases, pair_of, possible_pairs, refused_cases
from tests.pairwise import Case, assert_outcome

BASE = [f"{decision}={next(iter(by_name))}" for decision, by_name in DECISIONS.items()]
COVERING = list(covering_cases(DECISIONS, REFUSALS))


def test_every_pair_that_can_work_is_in_a_case() -> None:
    held = {frozenset(map(str, pair)) for case in COVERING for pair in combinations(case.chosen, 2)}
    assert held == possible_pairs(DECISIONS, REFUSALS)


@pytest.mark.parametrize("case", COVERING, ids=lambda case: str(COVERING.index(case)))
def test_what_can_work_passes_every_check(case: Case) -> None:
    assert_outcome(case, REFUSALS, lambda settings: synthesize_with(**settings), BASE)


@pytest.mark.parametrize("case", list(refused_cases(DECISIONS, REFUSALS)), ids=pair_of)
def test_what_cannot_work_is_refused_in_known_words(case: Case) -> None:
    assert_outcome(case, REFUSALS, lambda settings: synthesize_with(**settings), BASE)
