"""Field paths as data: where in an object something stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

Segment = str | int

_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*")
_TOKEN = re.compile(
    r"""
     \.(?P<plain>[A-Za-z_$][A-Za-z0-9_$-]*)   # .spec
    |\[(?P<index>0|[1-9][0-9]*)\]             # [0]
    |\["(?P<quoted>(?:[^"\\]|\\.)*)"\]        # ["8080"]
    |\[(?P<bracketed>[^\]"\[]+)\]             # [example.com/owner]
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FieldPath:
    """The place of a value inside an object, written as the API server writes it.

    Map keys that are not plain words stand in brackets, as in Kubernetes' own messages:
    ``metadata.annotations[example.com/owner]``, ``spec.containers[0].ports[1].name``.

    Attributes:
        segments: map keys as ``str``, list positions as ``int``, outermost first.
    """

    segments: tuple[Segment, ...] = ()

    @classmethod
    def parse(cls, text: str) -> FieldPath:
        """Read a path as `str` writes it.

        Args:
            text: for example ``spec.template.spec.containers[0].image``; empty for the whole object.

        Raises:
            ValueError: when the text is not a path.
        """
        remaining = text if text.startswith("[") or not text else f".{text}"
        segments: list[Segment] = []
        position = 0
        while position < len(remaining):
            token = _TOKEN.match(remaining, position)
            if token is None:
                msg = f"{text!r} is not a field path: unreadable from {remaining[position:]!r} on"
                raise ValueError(msg)
            segments.append(_segment(token))
            position = token.end()
        return cls(tuple(segments))

    def __truediv__(self, segment: Segment) -> FieldPath:
        return FieldPath((*self.segments, segment))

    def __str__(self) -> str:
        parts: list[str] = []
        for segment in self.segments:
            if isinstance(segment, int):
                parts.append(f"[{segment}]")
            elif _PLAIN_KEY.fullmatch(segment):
                parts.append(f".{segment}" if parts else segment)
            else:
                parts.append(f"[{_bracketed(segment)}]")
        return "".join(parts)

    def is_within(self, other: FieldPath) -> bool:
        """Whether this path is ``other`` or lies below it."""
        return self.segments[: len(other.segments)] == other.segments


def _segment(token: re.Match[str]) -> Segment:
    if (index := token["index"]) is not None:
        return int(index)
    if (quoted := token["quoted"]) is not None:
        return re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
    plain: str | None = token["plain"]
    return plain if plain is not None else str(token["bracketed"])


def _bracketed(key: str) -> str:
    ambiguous = not key or key.isdigit() or any(character in key for character in '[]"')
    if not ambiguous:
        return key
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
