"""Safe access to manifests of any shape.

A manifest may say ``spec: null``, ``containers: "x"`` or a list where a map belongs. The schema
family reports that; every other check should simply not see what is not there. A `Node` never
raises: what is absent, or of another shape than was asked for, reads as empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from podwright.verify.paths import FieldPath, Segment


class _Missing:
    __slots__ = ()


_MISSING: Final = _Missing()
_EMPTY: Final[Mapping[str, object]] = MappingProxyType({})


class Node:
    """A value inside an object, and where it stands.

    A node is true when it holds something: present and not ``null``. ``0``, ``false``, ``""`` and
    ``{}`` are something.

    Args:
        value: the value, as parsed from JSON or YAML.
        parent: the node that holds it; none for the whole object.
        segment: its key or position in the parent.
    """

    __slots__ = ("_parent", "_segment", "_value")

    def __init__(self, value: object, parent: Node | None = None, segment: Segment = "") -> None:
        self._value = value
        self._parent = parent
        self._segment = segment

    # --- where ---

    @property
    def path(self) -> FieldPath:
        """The path from the whole object to here, also for a value that is absent."""
        segments: list[Segment] = []
        node: Node = self
        while node._parent is not None:
            segments.append(node._segment)
            node = node._parent
        return FieldPath(tuple(reversed(segments)))

    @property
    def key(self) -> Segment:
        """The key or position in the parent (``""`` for the whole object)."""
        return self._segment

    # --- further down ---

    def __getitem__(self, segment: Segment) -> Node:
        """Return what stands under a key of a map or at a position of a list; never raises."""
        value = self._value
        if isinstance(segment, str):
            found = value.get(segment, _MISSING) if isinstance(value, dict) else _MISSING
        elif isinstance(value, list) and 0 <= segment < len(value):
            found = value[segment]
        else:
            found = _MISSING
        return Node(found, self, segment)

    def at(self, *segments: Segment) -> Node:
        """Return what stands at the end of a way: ``node.at("spec", "template", "spec")``."""
        node = self
        for segment in segments:
            node = node[segment]
        return node

    def follow(self, path: FieldPath) -> Node:
        """Return what stands at a path."""
        return self.at(*path.segments)

    def __iter__(self) -> Iterator[Node]:
        """Yield the elements of a list; nothing when this is not a list."""
        if isinstance(self._value, list):
            for index, element in enumerate(self._value):
                yield Node(element, self, index)

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield keys and values of a map; nothing when this is not a map."""
        if isinstance(self._value, dict):
            for key, value in self._value.items():
                if isinstance(key, str):
                    yield key, Node(value, self, key)

    def walk(self) -> Iterator[Node]:
        """Yield every scalar at or below this node, in document order."""
        pending = [self]
        while pending:
            node = pending.pop()
            if isinstance(node._value, dict):
                pending.extend(reversed([child for _, child in node.items()]))
            elif isinstance(node._value, list):
                pending.extend(reversed(list(node)))
            elif node:
                yield node

    # --- what ---

    def __bool__(self) -> bool:
        return self._value is not None and self._value is not _MISSING

    @property
    def present(self) -> bool:
        """Whether the key is there at all, be it with ``null``."""
        return self._value is not _MISSING

    @property
    def value(self) -> object:
        """The value as it is; none when absent."""
        return None if self._value is _MISSING else self._value

    @property
    def text(self) -> str:
        """The value if it is a string, otherwise ``""``."""
        return self._value if isinstance(self._value, str) else ""

    @property
    def integer(self) -> int | None:
        """The value if it is an integer (booleans are not), otherwise none."""
        if isinstance(self._value, int) and not isinstance(self._value, bool):
            return self._value
        return None

    @property
    def boolean(self) -> bool | None:
        """The value if it is a boolean, otherwise none."""
        return self._value if isinstance(self._value, bool) else None

    @property
    def is_true(self) -> bool:
        """Whether the value is the boolean ``true``."""
        return self._value is True

    @property
    def mapping(self) -> Mapping[str, object]:
        """The value if it is a map, otherwise an empty one."""
        return self._value if isinstance(self._value, dict) else _EMPTY

    @property
    def sequence(self) -> Sequence[object]:
        """The value if it is a list, otherwise an empty one."""
        return self._value if isinstance(self._value, list) else ()

    @property
    def strings(self) -> tuple[str, ...]:
        """The strings of a list; what is not a string is left out."""
        return tuple(element for element in self.sequence if isinstance(element, str))

    @property
    def string_map(self) -> dict[str, str]:
        """The pairs of a map whose key and value are strings: labels, annotations, ConfigMap data."""
        return {
            key: value
            for key, value in self.mapping.items()
            if isinstance(key, str) and isinstance(value, str)
        }

    @property
    def is_map(self) -> bool:
        """Whether the value is a map."""
        return isinstance(self._value, dict)

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self._value, list)

    def __repr__(self) -> str:
        return f"Node({str(self.path) or 'whole object'}: {type(self.value).__name__})"
