"""Names that are nearly another name: what somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_SHORTEST: Final = 4
_LONG: Final = 9


def misspelt(word: str, known: Iterable[str]) -> str:
    """Return the known name that a word is a slip of the pen for, ``""`` when there is none.

    One letter too many, too few, another one or two in the wrong order makes a slip; in long names two
    of them. Names that differ in their digits (``redis-0``, ``redis-1``) are different on purpose.

    Args:
        word: what is written.
        known: the names that exist.
    """
    if len(word) < _SHORTEST:
        return ""
    allowed = 2 if len(word) >= _LONG else 1
    best, name = allowed + 1, ""
    letters = _letters(word)
    for candidate in known:
        if candidate == word or abs(len(candidate) - len(word)) > allowed or len(candidate) < _SHORTEST:
            continue
        if _letters(candidate) == letters:
            continue
        distance = _distance(word, candidate)
        if distance < best:
            best, name = distance, candidate
    return name


def _letters(word: str) -> str:
    return "".join(character for character in word if not character.isdigit())


def _distance(one: str, other: str) -> int:
    """Return the optimal string alignment distance."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        current = [row]
        for column, right in enumerate(other, start=1):
            cost = min(
                previous[column] + 1, current[column - 1] + 1, previous[column - 1] + int(left != right)
            )
            swapped = row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right
            if swapped:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
