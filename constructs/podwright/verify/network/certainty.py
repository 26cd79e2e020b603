"""Yes, no, and what cannot be known: labels that controllers add, addresses, other people's namespaces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum

from podwright.verify.selectors import LabelSelector, Requirement
from podwright.verify.templates import has_parameter


class Certainty(IntEnum):
    """How sure it is that something is so; ``min`` is *and*, ``max`` is *or*."""

    NO = 0
    MAYBE = 1
    YES = 2


def every(parts: Iterable[Certainty]) -> Certainty:
    """Return how sure it is that all of them are so."""
    return min(parts, default=Certainty.YES)


def some(parts: Iterable[Certainty]) -> Certainty:
    """Return how sure it is that one of them is so."""
    return max(parts, default=Certainty.NO)


def selects(selector: LabelSelector, labels: Mapping[str, str], is_open: Callable[[str], bool]) -> Certainty:
    """Return how sure it is that a selector selects something.

    Args:
        selector: the selector.
        labels: the labels that are known.
        is_open: whether a label that is not known may be there all the same.
    """
    return every(_meets(requirement, labels, is_open) for requirement in selector.requirements)


def _meets(requirement: Requirement, labels: Mapping[str, str], is_open: Callable[[str], bool]) -> Certainty:
    value = labels.get(requirement.key)
    unknown = is_open(requirement.key) if value is None else has_parameter(value)
    if unknown or any(has_parameter(wanted) for wanted in requirement.values):
        return Certainty.MAYBE
    return Certainty.YES if requirement.matches(labels) else Certainty.NO
