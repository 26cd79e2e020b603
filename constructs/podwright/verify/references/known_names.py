"""Known names, and which of them a name that is not among them stands for.

Names of one system resemble each other on purpose (``shard-1``, ``shard-2``; ``team-a``, ``team-b``), so
that a mere likeness says nothing. What counts as a misspelling is a slip of the keyboard: one letter
too many, too few, wrong or swapped, or other separators and capitals; never another counter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

_SEPARATORS: Final = re.compile(r"[-_.:/ ]+")
_SHORTEST: Final = 4
_FEW: Final = 4


class KnownNames:
    """Names that exist, searched for the one that a misspelt name stands for.

    Built and searched in time linear in the number of letters (symmetric deletion), so that many
    unknown names among many known ones cost little.

    Args:
        names: the names that exist.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted({name for name in names if name}))

    @cached_property
    def _by_letters(self) -> Mapping[str, str]:
        return {_letters(name): name for name in reversed(self.names)}

    @cached_property
    def _by_deletion(self) -> Mapping[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            for variant in _deletions(name):
                index[variant].append(name)
        return dict(index)

    def meant_by(self, name: str) -> str:
        """Return the name that a misspelt one stands for, ``""`` when none is near.

        Args:
            name: what was written; a known name stands for itself.
        """
        same = self._by_letters.get(_letters(name))
        if same is not None:
            return same
        if len(name) < _SHORTEST:
            return ""
        for variant in _deletions(name):
            for known in self._by_deletion.get(variant, ()):
                if not _differ_by_counter(name, known):
                    return known
        return ""

    def hint(self, name: str) -> str:
        """Return what to add to a message about an unknown name: the one meant, or all when they are few.

        Args:
            name: what was written.
        """
        meant = self.meant_by(name)
        if meant:
            return f" (did you mean {meant}?)"
        return f" (there is {listed(self.names)})" if 0 < len(self.names) <= _FEW else ""


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: ``a, b and c``."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _letters(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()


def _deletions(name: str) -> Iterator[str]:
    """Yield a name and all that remain of it without one letter."""
    yield name
    for position in range(len(name)):
        yield name[:position] + name[position + 1 :]


def _differ_by_counter(one: str, other: str) -> bool:
    """Whether two names differ in a number or a single letter, as members of a series do."""
    ones, others = _SEPARATORS.split(one), _SEPARATORS.split(other)
    if len(ones) != len(others):
        return _is_counter("".join(set(ones) ^ set(others)))
    for left, right in zip(ones, others, strict=True):
        if left != right and (_stem(left) == _stem(right) or _is_counter(left) or _is_counter(right)):
            return True
    return False


def _stem(part: str) -> str:
    return part.rstrip("0123456789")


def _is_counter(part: str) -> bool:
    return len(part) <= 1 or part.isdigit()
