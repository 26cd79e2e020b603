"""What a value or function refuses, as the problem that a reader of the error sees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from podwright import InvalidValueError, Problem


def refusals_of(make: Callable[[], object]) -> tuple[Problem, ...]:
    """Return what is wrong with what a function makes."""
    with pytest.raises(InvalidValueError) as error:
        make()
    return error.value.problems


def refusal_of(make: Callable[[], object]) -> Problem:
    """Return the one thing that is wrong with what a function makes."""
    [problem] = refusals_of(make)
    return problem
