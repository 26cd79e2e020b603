"""Every pair of alternatives of the registry's decisions passes all checks, or is refused in known words."""

from __future__ import annotations

from itertools import combinations

import pytest

from podwright import ArgoHook, MigrateInJob, SynthesisError
from tests.charts.tool_registry.decisions import DECISIONS, REFUSALS
from tests.charts.tool_registry.synthesis import synthesize_with
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


def test_three_alternatives_that_cannot_work_together_are_refused() -> None:
    chosen = {**DECISIONS["replicas"]["autoscaled"], **DECISIONS["pool"]["design's"]}
    with pytest.raises(SynthesisError, match="11 pods with 15 connections each would want more than the 90"):
        synthesize_with(**chosen)
    assert synthesize_with(**chosen, **DECISIONS["database"]["elsewhere, verified"])


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("cert-manager", "'postgres-service' does not exist yet when a PreSync hook runs for the first time"),
        ("elsewhere, verified", "'tool-registry-config' is applied only after a PreSync hook"),
    ],
)
def test_migrations_cannot_come_before_what_the_chart_makes(database: str, words: str) -> None:
    job = MigrateInJob(hook=ArgoHook(phase="PreSync"))
    with pytest.raises(SynthesisError, match=words):
        synthesize_with(migrations=job, **DECISIONS["database"][database])
