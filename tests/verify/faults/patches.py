"""Patches: the small, named changes that faults are made of.

A patch never changes what it is given: only the containers on the way to a change are copied, so that
thousands of faults can share one base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import yaml

from podwright.verify import FieldPath

Content = dict[str, Any]
Objects = tuple[Content, ...]
Patch = Callable[[Objects], Objects]
Way = tuple[str | int, ...]


class PatchError(Exception):
    """A patch that does not fit the objects: the environment has changed, and the fault must follow."""


def patched(objects: Objects, patches: Iterable[Patch]) -> Objects:
    """Return objects with patches applied, one after the other.

    Args:
        objects: the objects; they are not changed.
        patches: the patches.
    """
    for patch in patches:
        objects = patch(objects)
    return objects


def ref_of(content: Content) -> str:
    """Return ``Kind/name``."""
    return f"{content['kind']}/{content['metadata']['name']}"


def position(objects: Objects, ref: str) -> int:
    """Return where an object stands.

    Args:
        objects: the objects.
        ref: its ``Kind/name``.
    """
    found = [index for index, content in enumerate(objects) if ref_of(content) == ref]
    if len(found) != 1:
        msg = f"{len(found)} objects are called {ref}"
        raise PatchError(msg)
    return found[0]


def resolved(content: object, path: FieldPath) -> Way:
    """Return the way to a field, with the entries of lists by position instead of by name.

    An entry is named by its ``name`` (a variable, a container, a parameter), its ``mountPath``, its
    ``metadata.name`` or, being plain text, by itself. What is not there stays as it is written.

    Args:
        content: the object.
        path: the field, such as ``spec.template.spec.containers[tarsy].image``.
    """
    way: list[str | int] = []
    value: Any = content
    for segment in path.segments:
        step: str | int = segment
        if isinstance(value, list) and isinstance(segment, str):
            step = next((index for index, entry in enumerate(value) if segment in _names(entry)), segment)
        way.append(step)
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
    return tuple(way)


def _names(entry: object) -> Sequence[object]:
    if not isinstance(entry, dict):
        return (entry,)
    metadata = entry.get("metadata")
    inner = metadata.get("name") if isinstance(metadata, dict) else None
    return entry.get("name"), entry.get("mountPath"), inner


@dataclass(frozen=True)
class _Edit:
    """Changes one value of one object."""

    ref: str
    path: FieldPath
    change: Callable[[Any, str | int], Any]

    def __call__(self, objects: Objects) -> Objects:
        index = position(objects, self.ref)
        way = resolved(objects[index], self.path)
        try:
            content = _edited(objects[index], way, self.change)
        except (KeyError, IndexError, TypeError) as error:
            msg = f"{self.ref} has no {self.path}"
            raise PatchError(msg) from error
        return (*objects[:index], content, *objects[index + 1 :])


def _edited(value: Any, way: Way, change: Callable[[Any, str | int], Any]) -> Any:
    """Return a copy in which the container that holds the last step of a way is changed."""
    copy = value.copy()
    first, *rest = way
    if rest:
        copy[first] = _edited(copy[first], tuple(rest), change)
    else:
        change(copy, first)
    return copy


def put(ref: str, path: str, value: object) -> Patch:
    """Write a value, in place of what is there or where nothing is yet.

    Args:
        ref: ``Kind/name`` of the object.
        path: the field; what stands around it must be there.
        value: the value.
    """

    def change(holder: Any, step: str | int) -> None:
        holder[step] = value

    return _Edit(ref, FieldPath.parse(path), change)


def remove(ref: str, path: str) -> Patch:
    """Remove a field, or an entry of a list.

    Args:
        ref: ``Kind/name`` of the object.
        path: the field.
    """

    def change(holder: Any, step: str | int) -> None:
        del holder[step]

    return _Edit(ref, FieldPath.parse(path), change)


def append(ref: str, path: str, value: object) -> Patch:
    """Write a further entry at the end of a list.

    Args:
        ref: ``Kind/name`` of the object.
        path: the list.
        value: the entry.
    """

    def change(holder: Any, step: str | int) -> None:
        holder[step] = [*holder[step], value]

    return _Edit(ref, FieldPath.parse(path), change)


def move(ref: str, path: str, target: str) -> Patch:
    """Write an entry of one list at the end of another one of the same object.

    Args:
        ref: ``Kind/name`` of the object.
        path: the entry.
        target: the other list.
    """

    def patch(objects: Objects) -> Objects:
        content = objects[position(objects, ref)]
        value: Any = content
        for step in resolved(content, FieldPath.parse(path)):
            value = value[step]
        return patched(objects, (append(ref, target, value), remove(ref, path)))

    return patch


def replace(ref: str, path: str, old: str, new: str) -> Patch:
    """Write another text for a part of a text that occurs in it.

    Args:
        ref: ``Kind/name`` of the object.
        path: the field, which holds a string.
        old: what is written there.
        new: what to write instead.
    """

    def change(holder: Any, step: str | int) -> None:
        if old not in holder[step]:
            msg = f"{ref} says no {old!r} at {path}"
            raise PatchError(msg)
        holder[step] = holder[step].replace(old, new)

    return _Edit(ref, FieldPath.parse(path), change)


def rename_key(ref: str, path: str, new: str) -> Patch:
    """Write another key for a value of a map; the order of the keys changes.

    Args:
        ref: ``Kind/name`` of the object.
        path: the value under its present key.
        new: the key to write instead.
    """

    def change(holder: Any, step: str | int) -> None:
        holder[new] = holder.pop(step)

    return _Edit(ref, FieldPath.parse(path), change)


def add(text: str) -> Patch:
    """Write further objects.

    Args:
        text: their YAML.
    """

    def patch(objects: Objects) -> Objects:
        return (*objects, *yaml.load_all(dedent(text), Loader=yaml.CSafeLoader))

    return patch


def drop(ref: str) -> Patch:
    """Forget an object.

    Args:
        ref: its ``Kind/name``.
    """

    def patch(objects: Objects) -> Objects:
        index = position(objects, ref)
        return (*objects[:index], *objects[index + 1 :])

    return patch


def copy_of(ref: str, name: str) -> Patch:
    """Write an object a second time.

    Args:
        ref: its ``Kind/name``.
        name: the name of the copy; the same name makes a duplicate.
    """

    def patch(objects: Objects) -> Objects:
        original = objects[position(objects, ref)]
        return (*objects, {**original, "metadata": {**original["metadata"], "name": name}})

    return patch
