"""What differs between two objects, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from podwright.verify.comparison.defaults import means_the_same
from podwright.verify.comparison.lists import paired
from podwright.verify.kinds import is_built_in
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.paths import FieldPath, Segment

_NOT_COMPARED: Final = frozenset({("status",), ("metadata", "creationTimestamp"), ("metadata", "generation")})
"""What the API server writes."""

_ORDERED: Final = frozenset(
    (name,)
    for name in (
        "args",
        "command",
        "containers",
        "env",
        "envFrom",
        "imagePullSecrets",
        "initContainers",
        "tolerations",
        "volumeMounts",
        "volumes",
    )
)
"""Lists whose order counts, or makes another pod template of the same content."""


class EntryName(str):
    """The name of an entry of a list, where it stands for its position in a path."""

    __slots__ = ()


class Change(Enum):
    """What happens to a field or an object."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, eq=False)
class FieldChange:
    """A field that differs.

    Attributes:
        way: its path; entries of lists by their name where they have one.
        before: the field in the old object, absent where it is added.
        after: the field in the new object, absent where it is removed.
    """

    way: tuple[Segment, ...]
    before: Node
    after: Node

    @property
    def change(self) -> Change:
        """What happens to it."""
        if not self.before:
            return Change.ADDED
        return Change.CHANGED if self.after else Change.REMOVED

    @property
    def is_reordered(self) -> bool:
        """Whether it is a list that has the same entries in another order."""
        return self.before.is_list and self.after.is_list

    @property
    def path(self) -> str:
        """Its path as it is shown: ``spec.template.spec.containers[web].image``."""
        return shown_path(self.way)


def shown_path(way: tuple[Segment, ...]) -> str:
    """Return a path as it is shown, entries of lists by their name in brackets."""
    shown = ""
    for segment in way:
        if isinstance(segment, EntryName):
            shown += f"[{segment}]"
        else:
            part = str(FieldPath((segment,)))
            shown += part if part.startswith("[") or not shown else f".{part}"
    return shown


def changed_fields(before: Manifest, after: Manifest) -> Iterator[FieldChange]:
    """Yield the fields in which two versions of an object differ, as deep as they can be told apart.

    Args:
        before: the old object.
        after: the new object.
    """
    known = is_built_in(after.group)
    yield from _changes(before.root, after.root, (), is_built_in=known)


def differ(before: Node, after: Node, way: tuple[Segment, ...] = ()) -> bool:
    """Whether two fields of a built-in object mean something else.

    Args:
        before: the old field.
        after: the new field.
        way: the field's path, which decides about defaults.
    """
    return any(True for _ in _changes(before, after, way, is_built_in=True))


def changes_of(before: Node, after: Node) -> Iterator[FieldChange]:
    """Yield what differs between two fields of a built-in object; the paths begin at the field."""
    yield from _changes(before, after, tuple(after.path.segments), is_built_in=True)


def _changes(
    before: Node, after: Node, way: tuple[Segment, ...], *, is_built_in: bool
) -> Iterator[FieldChange]:
    if before.value == after.value and _same_types(before.value, after.value):
        return
    if way in _NOT_COMPARED:
        return
    if before.is_map and after.is_map:
        keys = [*before.mapping, *(key for key in after.mapping if key not in before.mapping)]
        for key in keys:
            if isinstance(key, str):
                yield from _changes(before[key], after[key], (*way, key), is_built_in=is_built_in)
    elif before.is_list and after.is_list:
        yield from _list_changes(before, after, way, is_built_in=is_built_in)
    elif not means_the_same(before.value, after.value, way, is_built_in=is_built_in):
        yield FieldChange(way, before, after)


def _list_changes(
    before: Node, after: Node, way: tuple[Segment, ...], *, is_built_in: bool
) -> Iterator[FieldChange]:
    """Yield what differs between two lists; where the order counts, another one is a difference."""
    found = False
    for name, old, new in paired(before, after):
        segment: Segment = int(name) if name.isdecimal() else EntryName(name)
        one = old if old is not None else before[len(before.sequence)]
        other = new if new is not None else after[len(after.sequence)]
        for change in _changes(one, other, (*way, segment), is_built_in=is_built_in):
            found = True
            yield change
    if not found and way[-1:] in _ORDERED and _names(before) != _names(after):
        yield FieldChange(way, before, after)


def _names(entries: Node) -> list[str]:
    return [entry["name"].text if entry.is_map else repr(entry.value) for entry in entries]


def _same_types(before: object, after: object) -> bool:
    """Whether equal values are also of one type: ``1`` and ``true`` are equal to Python."""
    return isinstance(before, dict | list) or isinstance(before, bool) == isinstance(after, bool)
