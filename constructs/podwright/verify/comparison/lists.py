"""Which entries of two lists belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from podwright.verify.nodes import Node

Entry = tuple[str, Node | None, Node | None]
"""A name for the entry, the entry before, the entry after; none where it is not there."""

_KEYS: Final = (
    "name",
    "mountPath",
    "containerPort",
    "secretKey",
    "key",
    "host",
    "path",
    "port",
    "topologyKey",
    "type",
    "action",
    "alert",
    "record",
    "ip",
    "cidr",
)


def paired(before: Node, after: Node) -> Iterator[Entry]:
    """Yield the entries of two lists, those that belong together side by side.

    Maps belong together by the field that names them; words by themselves, flags (``--v=2``) by the
    flag; what has no name by its place.

    Args:
        before: the one list.
        after: the other list.
    """
    old, new = list(before), list(after)
    naming = _naming([*old, *new], (old, new))
    if naming is not None:
        yield from _by_name(old, new, naming)
    else:
        yield from _by_place(old, new)


def _naming(entries: Sequence[Node], lists: tuple[list[Node], list[Node]]) -> Callable[[Node], str] | None:
    """Return what names every entry of both lists without repetition, none when nothing does."""
    for name_of in _candidates(entries):
        if all(_are_names([name_of(entry) for entry in one]) for one in lists):
            return name_of
    return None


def _are_names(names: Sequence[str]) -> bool:
    return all(names) and len(set(names)) == len(names)


def _candidates(entries: Sequence[Node]) -> Iterator[Callable[[Node], str]]:
    if all(entry.is_map for entry in entries):
        yield _object_name
        for key in _KEYS:
            if any(entry[key] for entry in entries):
                yield _field(key)
    elif not any(entry.is_map or entry.is_list for entry in entries):
        if any(entry.text.startswith("--") for entry in entries):
            yield _flag
        yield _word


def _field(key: str) -> Callable[[Node], str]:
    return lambda entry: str(entry[key].value) if entry[key] and not entry[key].is_map else ""


def _object_name(entry: Node) -> str:
    name = entry.at("metadata", "name").text
    kind = entry["kind"].text
    return f"{kind}/{name}" if name and kind else name


def _flag(entry: Node) -> str:
    text = entry.text
    return text.partition("=")[0] if text.startswith("--") else text


def _word(entry: Node) -> str:
    return str(entry.value)


def _by_name(old: Sequence[Node], new: Sequence[Node], name_of: Callable[[Node], str]) -> Iterator[Entry]:
    earlier = {name_of(entry): entry for entry in old}
    later = {name_of(entry): entry for entry in new}
    for name in [*earlier, *(name for name in later if name not in earlier)]:
        yield name, earlier.get(name), later.get(name)


def _by_place(old: Sequence[Node], new: Sequence[Node]) -> Iterator[Entry]:
    """Pair what stands at the same place, after what is equal has been paired."""
    first, second = [repr(entry.value) for entry in old], [repr(entry.value) for entry in new]
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        if operation == "equal":
            continue
        for offset in range(max(end - start, other_end - other_start)):
            before = old[start + offset] if start + offset < end else None
            after = new[other_start + offset] if other_start + offset < other_end else None
            place = after if after is not None else before
            yield str(place.key if place is not None else ""), before, after
