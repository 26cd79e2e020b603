"""Errors, as the whole library tells them."""

from __future__ import annotations

import pickle

import pytest

from podwright.errors import InvalidValueError, PodwrightError, Problem, SynthesisError

PROBLEM = Problem(message="'A' is not a name", remedy="Write 'a'", field="Port.name")


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem(message="it is wrong", remedy="Mend it"), "it is wrong. Mend it"),
        (PROBLEM, "Port.name: 'A' is not a name. Write 'a'"),
        (PROBLEM.at(chart="tarsy"), "tarsy: Port.name: 'A' is not a name. Write 'a'"),
        (PROBLEM.at(chart="tarsy", path="tarsy/pod"), "tarsy/pod: Port.name: 'A' is not a name. Write 'a'"),
        (PROBLEM.at(location="chart.py:7"), "Port.name: 'A' is not a name. Write 'a'\n    at chart.py:7"),
    ],
)
def test_a_problem_says_where_what_and_what_instead(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_what_is_known_of_a_place_stays() -> None:
    placed = PROBLEM.at(chart="inner", path="inner/pod")
    assert placed.at(chart="outer", path="outer/pod", location="chart.py:7") == placed.at(
        location="chart.py:7"
    )
    assert PROBLEM.chart == ""


def test_an_error_tells_every_problem() -> None:
    other = Problem(message="it is missing", remedy="Give it")
    error = InvalidValueError(PROBLEM, other)
    assert error.problems == (PROBLEM, other)
    assert str(error) == f"{PROBLEM}\n{other}"


@pytest.mark.parametrize("kind", [PodwrightError, InvalidValueError, SynthesisError])
def test_an_error_has_something_to_tell(kind: type[PodwrightError]) -> None:
    with pytest.raises(ValueError, match="at least one problem"):
        kind()


@pytest.mark.parametrize("kind", [InvalidValueError, SynthesisError])
def test_every_error_has_one_root_and_survives_a_process_boundary(kind: type[PodwrightError]) -> None:
    error = kind(PROBLEM)
    assert isinstance(error, PodwrightError)
    assert pickle.loads(pickle.dumps(error)).problems == error.problems


def test_a_wrong_value_is_a_value_error() -> None:
    assert issubclass(InvalidValueError, ValueError)
    assert not issubclass(SynthesisError, ValueError)
