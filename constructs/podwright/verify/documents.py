"""YAML and JSON documents, read as Kubernetes reads them.

Kubernetes' tools read YAML with the rules of version 1.1 and convert it to JSON: ``yes``, ``on`` and
``y`` are booleans, ``0644`` is octal, keys become text, and what looks like a date stays text. Values
are built straight from the parser's events, which is quick and allows to see what ordinary loaders
hide: duplicate keys, cycles, and aliases that multiply.

Source: https://github.com/kubernetes-sigs/yaml
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from podwright.verify.checks.reading import DUPLICATE_KEY, EXCESSIVE_ALIASES, INVALID_YAML, NOT_RENDERED
from podwright.verify.rules import Rule

DEEPEST: Final = 250
"""Deeper than any API object is nested, and shallow enough to be walked recursively."""

_MOST_ALIASED_NODES: Final = 100_000
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_NUMBER_STARTS: Final = frozenset("0123456789+-.")
_INTEGER: Final = re.compile(r"[-+]?(?:0b[01]+|0x[0-9a-fA-F]+|0o?[0-7]+|[1-9][0-9]*|0)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LARGEST_INTEGER: Final = 2**64


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in a text that is wrong, or that cannot be read.

    Attributes:
        rule: which rule it breaks.
        line: on which line (from 1), 0 when unknown.
        message: what is wrong.
        remedy: what to do.
    """

    rule: Rule
    line: int
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a text.

    Attributes:
        index: its position among the text's documents, from 0; empty ones count.
        value: its content; none when it is empty.
        troubles: what is wrong with it.
    """

    index: int
    value: object
    troubles: tuple[Trouble, ...] = ()


class UnreadableError(Exception):
    """A text that cannot be read any further.

    Args:
        trouble: why.
    """

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def parse(text: str) -> Iterator[Document]:
    """Yield the documents of a text.

    Args:
        text: YAML, or one or several JSON documents.

    Raises:
        UnreadableError: when the text cannot be read; the documents before have been yielded.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith(("{", "[")) and (documents := _json_documents(text)) is not None:
        yield from documents
        return
    try:
        yield from _Builder(text).documents()
    except yaml.YAMLError as error:
        raise UnreadableError(_trouble_of(error, text)) from error


def _json_documents(text: str) -> list[Document] | None:
    """Return the documents of a JSON text, none when it is not JSON (flow-style YAML looks like it)."""
    troubles: list[Trouble] = []

    def build(pairs: list[tuple[str, object]]) -> dict[str, object]:
        content = dict(pairs)
        if len(content) < len(pairs):
            names = [name for name, _ in pairs]
            repeated = sorted({name for name in names if names.count(name) > 1})
            troubles.extend(_duplicate(name, 0) for name in repeated)
        return content

    decoder = json.JSONDecoder(object_pairs_hook=build, parse_constant=_refuse_constant)
    documents: list[Document] = []
    position = _skip_space(text, 0)
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except ValueError:
            return None
        except RecursionError as error:
            raise UnreadableError(_too_deep(0)) from error
        documents.append(Document(len(documents), value, tuple(troubles)))
        troubles.clear()
        position = _skip_space(text, position)
    return documents


def _refuse_constant(name: str) -> object:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def resolve(text: str) -> object:
    """Return the value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > 100:
        return text
    number = text.replace("_", "")
    if _INTEGER.fullmatch(number):
        integer = _integer(number)
        return integer if -_LARGEST_INTEGER < integer < _LARGEST_INTEGER else float(integer)
    if _FLOAT.fullmatch(number):
        value = float(number)
        return value if abs(value) != float("inf") else text
    return text


def _integer(text: str) -> int:
    unsigned = text.lstrip("+-")
    is_octal = len(unsigned) > 1 and unsigned.startswith("0") and unsigned[1].isdigit()
    value = int(unsigned, 8) if is_octal else int(unsigned, 0)
    return -value if text.startswith("-") else value


@dataclass(slots=True)
class _Open:
    """A map or list that is being built."""

    value: dict[str, object] | list[object]
    line: int
    anchor: str | None
    size_before: int
    key: str | None = None
    merges: list[object] = field(default_factory=list)
    merging: bool = False


class _Builder:
    """Builds values from the events of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[object, int]] = {}
        self._pending_anchors: set[str] = set()
        self._size = 0
        self._aliased = 0
        self._root: object = None
        self._troubles: list[Trouble] = []

    def documents(self) -> Iterator[Document]:
        index = 0
        for event in yaml.parse(self._text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.MappingStartEvent):
                self._open({}, event)
            elif isinstance(event, yaml.SequenceStartEvent):
                self._open([], event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentEndEvent):
                yield Document(index, self._root, tuple(self._troubles))
                index += 1
                self._reset()

    def _reset(self) -> None:
        self._anchors.clear()
        self._pending_anchors.clear()
        self._size = self._aliased = 0
        self._root = None
        self._troubles = []

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._size += 1
        text: str = event.value
        plain = event.implicit[0]
        value = resolve(text) if plain else _tagged(text, event.tag)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)
        self._put(value, _line(event), is_merge=plain and text == "<<")

    def _open(self, value: dict[str, object] | list[object], event: yaml.CollectionStartEvent) -> None:
        line = _line(event)
        if len(self._stack) >= DEEPEST:
            raise UnreadableError(_too_deep(line))
        self._size += 1
        if event.anchor is not None:
            self._pending_anchors.add(event.anchor)
        self._stack.append(_Open(value, line, event.anchor, self._size))

    def _close(self) -> None:
        done = self._stack.pop()
        if isinstance(done.value, dict):
            for merged in done.merges:
                for key, value in merged.items() if isinstance(merged, dict) else ():
                    done.value.setdefault(key, value)
        if done.anchor is not None:
            self._pending_anchors.discard(done.anchor)
            self._anchors[done.anchor] = (done.value, self._size - done.size_before + 1)
        self._put(done.value, done.line)

    def _alias(self, event: yaml.AliasEvent) -> None:
        line = _line(event)
        name = event.anchor or ""
        if name in self._pending_anchors:
            raise UnreadableError(
                Trouble(EXCESSIVE_ALIASES, line, f"the alias *{name} contains itself", "Write the value out")
            )
        if name not in self._anchors:
            raise UnreadableError(
                Trouble(
                    INVALID_YAML, line, f"the alias *{name} has no anchor &{name} before it", "Add the anchor"
                )
            )
        value, size = self._anchors[name]
        self._size += size
        self._aliased += size
        if self._aliased > _MOST_ALIASED_NODES and self._aliased > 0.9 * self._size:
            raise UnreadableError(
                Trouble(
                    EXCESSIVE_ALIASES,
                    line,
                    f"aliases expand to more than {_MOST_ALIASED_NODES:,} values",
                    "Write the values out",
                )
            )
        self._put(value, line)

    def _put(self, value: object, line: int, *, is_merge: bool = False) -> None:
        if not self._stack:
            self._root = value
            return
        holder = self._stack[-1]
        if isinstance(holder.value, list):
            holder.value.append(value)
        elif holder.merging:
            holder.merging = False
            holder.merges.extend(value if isinstance(value, list) else [value])
        elif holder.key is not None:
            holder.value[holder.key] = value
            holder.key = None
        elif is_merge:
            holder.merging = True
        else:
            key = _key(value, line, self._text)
            if key in holder.value:
                self._troubles.append(_duplicate(key, line))
            holder.key = key


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _tagged(text: str, tag: str | None) -> object:
    """Return the value of a quoted scalar, or of one with a tag of its own."""
    if tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool"):
        return resolve(text)
    return None if tag == "tag:yaml.org,2002:null" else text


def _key(value: object, line: int, text: str) -> str:
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case None:
            trouble = Trouble(INVALID_YAML, line, "a key is empty", "Write the key, or put it in quotes")
        case _ if "{{" in text:
            trouble = template_text(line)
        case _:
            trouble = Trouble(INVALID_YAML, line, "a key is a map or a list", "Write text as the key")
    raise UnreadableError(trouble)


def template_text(line: int) -> Trouble:
    """Return the trouble that a text is a template.

    Args:
        line: where that shows.
    """
    return Trouble(
        NOT_RENDERED,
        line,
        "contains template text ({{ … }})",
        "Render it first: helm template … | podwright check -",
    )


def _duplicate(key: str, line: int) -> Trouble:
    return Trouble(DUPLICATE_KEY, line, f"the key {key!r} stands twice in one map", "Keep one of the two")


def _too_deep(line: int) -> Trouble:
    return Trouble(INVALID_YAML, line, f"is nested deeper than {DEEPEST} levels", "Flatten it")


def _trouble_of(error: yaml.YAMLError, text: str) -> Trouble:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 0
    if "{{" in text:
        return template_text(line)
    if isinstance(error, yaml.reader.ReaderError):
        position = error.position if isinstance(error.position, int) else 0
        line = text.count("\n", 0, position) + 1
        return Trouble(
            INVALID_YAML,
            line,
            f"contains the character U+{_code_point(error.character):04X}, which YAML forbids",
            "Remove it, or write it as an escape inside double quotes",
        )
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    lines = text.splitlines()
    if 0 < line <= len(lines) and "\t" in lines[line - 1][: mark.column + 1 if mark is not None else 0]:
        return Trouble(INVALID_YAML, line, "is indented with a tab", "Indent with spaces")
    return Trouble(
        INVALID_YAML, line, f"is not valid YAML: {problem}", "Correct the line, or the one before it"
    )


def _code_point(character: object) -> int:
    if isinstance(character, int):
        return character
    return ord(character) if isinstance(character, str) and len(character) == 1 else 0
