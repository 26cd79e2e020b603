"""Manifests as YAML text that every parser on the way to the cluster reads alike.

A manifest is read by PyYAML (our checks), by Go's parser (kubectl, Argo CD, ``oc``) and by YAML 1.2 parsers
(editors, linters, forges). They disagree: ``on``, ``012``, ``12:30``, ``1_000``, ``=`` and ``2001-01-01`` are
strings to one and booleans, numbers or dates to another. So the style of every scalar is chosen here, and a
string stays unquoted only when none of them could take it for anything else.

PyYAML's emitter in Python writes the text. Its C twin (libyaml) is three times as fast, but it is not on
every machine, and it cannot write what a reviewer needs: a text with an emoji, or with a blank at the end of
a line, becomes one long quoted line. Writing 320 objects, eight environments of TARSy's size, takes 0.15 s.

One document per file, opened by ``---`` so that files can be concatenated: the cdk8s CLI does exactly that
for ``cdk8s synth --stdout``, and ``cat dist/tarsy-development/*.yaml | kubectl apply -f -`` works too.
"""

from __future__ import annotations

import io
import math
import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml
from yaml.emitter import Emitter, ScalarAnalysis
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from podwright.errors import InvalidValueError, Problem

MAX_DEPTH = 100
"""Levels of nesting that are written: no API object comes near it, and a value inside itself exceeds it."""

# libyaml reads ten times as fast, and what `dump` writes reads alike in both.
_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INT64 = range(-(2**63), 2**63)

_SURROGATE = re.compile("[\ud800-\udfff]")

# Raw, these are refused, dropped or taken for a line break by at least one parser: control characters (CR
# included, which all parsers turn into LF), DEL and C1 with NEL, the Unicode line and paragraph separators,
# the byte order mark and two non-characters. The marks that reverse the direction of text could be carried
# raw, but then a reviewer would read something else than the cluster.
_ESCAPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)

# White space that looks like a blank but is none (tab, no-break space, …); shown by its escape within a line.
_ODD_BLANK = re.compile(r"[^\S \n]")

# Where an unquoted string would end, or would be read as the syntax of YAML.
_SYNTAX = re.compile(
    r"""
      ^ [?:,\[\]{}\#&*!|>'"%@`]       # an indicator begins it
    | ^ - (?: \s | $ )                # a list item
    | ^ (?: --- | \.\.\. )            # the border of a document
    | ^ \s | \s $                     # blanks at the ends are dropped
    | :  (?: \s | $ )                 # a key
    | \s \#                           # a comment
    """,
    re.VERBOSE,
)

# What one of the parsers would read as another type, written without underscores because Go ignores them in
# numbers, wherever they stand (``+_1``, ``0_x1F``).
_OTHER_TYPE = re.compile(
    r"""
      y | n | yes | no | on | off | true | false   # booleans of YAML 1.1 and 1.2
    | ~ | null                                     # null
    | = | <<                                       # YAML 1.1: default value, merge key
    | [-+]? \.? (?: inf | nan )
    | [-+]? \.? [0-9] [0-9,.:]* (?: e [-+]? [0-9]* )?   # 10  1.5  .5  012  1e3  12:30:45; 1.2.3 to be safe
    | [-+.]*                                       # numbers without digits: ruamel.yaml tries -_ and fails
    | [-+]? 0 [xob] [0-9a-f]*                      # 0x1F  0o17  0b101
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} .*        # 2001-01-01  2001-01-01T00:00:00Z
    """,
    re.VERBOSE | re.IGNORECASE,
)


def dump(manifest: Mapping[str, Any]) -> str:
    """Return one YAML document (UTF-8 text with ``---`` first and a newline last) for one API object.

    Keys and items keep their order. Multi-line strings are literal blocks where they survive as such, and
    double-quoted otherwise (a text with CRLF line ends, for example). Lines are never folded, aliases never
    used.

    Args:
        manifest: the API object: mappings with string keys, lists, strings, booleans, ``None``, integers of
            64 bits (what the API server can hold) and finite floats.

    Raises:
        InvalidValueError: one problem for every value that YAML, or a parser on the way to the API server,
            cannot carry unchanged; values are not repeated in the messages, since they may be secret.
    """
    stream = io.StringIO()
    emitter = _ManifestEmitter(stream, indent=2, width=sys.maxsize)
    emitter.emit(StreamStartEvent())
    emitter.emit(DocumentStartEvent(explicit=True))
    writer = _Writer(emitter, _name_of(manifest))
    writer.write(manifest, "", 0)
    if writer.problems:
        raise InvalidValueError(*writer.problems)
    emitter.emit(DocumentEndEvent(explicit=False))
    emitter.emit(StreamEndEvent())
    return stream.getvalue()


def load(text: str) -> dict[str, Any]:
    """Return the API object in a YAML document, as PyYAML reads it.

    Raises:
        InvalidValueError: the text is no YAML, holds more than one document, or no mapping.
    """
    try:
        loaded = _LOADER(text).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # The parser's own message quotes the text, which may be secret.
        raise InvalidValueError(_unreadable(error)) from None
    if not isinstance(loaded, dict):
        found = "nothing" if loaded is None else f"a {type(loaded).__name__}"
        raise InvalidValueError(
            Problem(
                message=f"a manifest is a YAML mapping, got {found}", remedy="Write one API object per file"
            )
        )
    return loaded


def verify_round_trip(manifest: Mapping[str, Any], text: str, *, where: str = "") -> list[Problem]:
    """Compare an object with what PyYAML reads from its text: same keys, items, values and types.

    Args:
        manifest: the API object that was synthesized.
        text: its YAML, as it is (to be) written.
        where: the construct path of the object, if it is known here.

    Returns:
        No problem if they are the same; otherwise one that names the first field that differs.
    """
    try:
        found = load(text)
    except InvalidValueError as error:
        return [problem.at(path=where) for problem in error.problems]
    # Most often all is well; one comparison of both as a whole tells types, order and the sign of zero, too.
    difference = None if repr(manifest) == repr(found) else _difference(manifest, found, "")
    if difference is None:
        return []
    field, message = difference
    return [
        Problem(
            path=where,
            field=field,
            message=f"the YAML of {_name_of(manifest)} does not read back as it was synthesized: {message}",
            remedy="Do not edit manifests after they were synthesized; if nobody did, report it as a bug",
        )
    ]


class _ManifestEmitter(Emitter):
    """PyYAML's emitter, with the styles of scalars decided by us instead of by its own analysis."""

    def analyze_scalar(self, scalar: str) -> ScalarAnalysis:
        """Allow every style: the events carry the one that fits."""
        return ScalarAnalysis(
            scalar=scalar,
            empty=False,
            multiline=False,
            allow_flow_plain=True,
            allow_block_plain=True,
            allow_single_quoted=True,
            allow_double_quoted=True,
            allow_block=True,
        )

    def expect_block_sequence(self) -> None:
        """Indent list items under their key, as people do."""
        self.increase_indent(flow=False, indentless=False)
        self.state = self.expect_first_block_sequence_item


class _Writer:
    """Sends the events of one object to an emitter, and collects what cannot be written."""

    def __init__(self, emitter: Emitter, name: str) -> None:
        self._emitter = emitter
        self._name = name
        self.problems: list[Problem] = []

    def write(self, value: object, field: str, depth: int) -> None:
        """Write a value of any type."""
        if depth > MAX_DEPTH:
            self._refuse(
                field[:60] + "…",
                f"is nested deeper than {MAX_DEPTH} levels, or holds itself",
                "Make it flatter; an object must not contain itself",
            )
            # What holds itself in two places would take for ever to search.
            raise InvalidValueError(*self.problems)
        if isinstance(value, Mapping):
            self._write_mapping(value, field, depth)
        elif isinstance(value, list):
            self._emitter.emit(SequenceStartEvent(None, None, implicit=True, flow_style=False))
            for index, item in enumerate(value):
                self.write(item, f"{field}[{index}]", depth + 1)
            self._emitter.emit(SequenceEndEvent())
        else:
            self._write_scalar(value, field)

    def _write_mapping(self, mapping: Mapping[Any, Any], field: str, depth: int) -> None:
        self._emitter.emit(MappingStartEvent(None, None, implicit=True, flow_style=False))
        for key, value in mapping.items():
            path = _join(field, key)
            if type(key) is str:
                self._write_string(key, path, style=_style_in_line(key))
            else:
                self._refuse(path, f"has a key of type {type(key).__name__}", "Write the key as a string")
            self.write(value, path, depth + 1)
        self._emitter.emit(MappingEndEvent())

    def _write_scalar(self, value: object, field: str) -> None:
        # Exact types: a subclass (an enum's member, say) would read back as something else.
        if type(value) is str:
            self._write_string(value, field, style=_style(value))
        elif value is None:
            self._write_plain("null")
        elif type(value) is bool:
            self._write_plain("true" if value else "false")
        elif type(value) is int and value in _INT64:
            self._write_plain(str(value))
        elif type(value) is float and math.isfinite(value):
            self._write_plain(_float(value))
        else:
            self._refuse(field, *_why_not(value))

    def _write_string(self, text: str, field: str, *, style: str | None) -> None:
        surrogate = _SURROGATE.search(text)
        if surrogate:
            self._refuse(
                field,
                f"holds U+{ord(surrogate[0]):04X} at character {surrogate.start()}: one half of a surrogate"
                " pair, which no UTF-8 file can carry",
                "Read the file as UTF-8; a binary file belongs into binaryData, encoded with base64",
            )
            return
        self._emitter.emit(ScalarEvent(None, None, (True, True), text, style=style))

    def _write_plain(self, text: str) -> None:
        self._emitter.emit(ScalarEvent(None, None, (True, True), text))

    def _refuse(self, field: str, reason: str, remedy: str) -> None:
        """Note a problem, and hold the place of what is refused so that the search can go on."""
        message = f"{self._name} {reason}"
        self.problems.append(Problem(message=message, remedy=remedy, field=field))
        self._write_plain("null")


def _style(text: str) -> str | None:
    """Return the style of a string: ``|``, ``"``, ``'`` or ``None`` for an unquoted one."""
    # A text of nothing but blanks has no line that would show where its indentation ends; a leading tab is
    # taken for indentation (by kustomize even where the indentation is stated).
    literal = "\n" in text and text.strip() and not text.startswith("\t") and not _ESCAPED.search(text)
    return "|" if literal else _style_in_line(text)


@lru_cache(maxsize=8192)
def _style_in_line(text: str) -> str | None:
    """Return the style of a string that must stay in its line: a key, or one that is no literal block."""
    if _ESCAPED.search(text) or _ODD_BLANK.search(text) or "\n" in text:
        return '"'
    if text and not _SYNTAX.search(text) and not _OTHER_TYPE.fullmatch(text.replace("_", "")):
        return None
    return "'" if '"' in text or "\\" in text else '"'


def _float(value: float) -> str:
    """Return the shortest text that reads back as the same float in YAML 1.1, which wants a decimal point."""
    text = repr(value)
    return text if "." in text else text.replace("e", ".0e")


def _why_not(value: object) -> tuple[str, str]:
    """Return what is wrong with a value that cannot be written, and the remedy."""
    if type(value) is int:
        return "holds an integer beyond 64 bits, which the API server would round", "Write it as a string"
    if type(value) is float:
        return (
            f"holds {value}, which JSON and the API server do not know",
            "Write a number, or omit the field",
        )
    remedy = "Use strings, integers, floats, booleans, None, lists and mappings only"
    return f"holds a value of type {type(value).__name__}, which is no JSON type", remedy


def _join(field: str, key: object) -> str:
    """Return the path of a key, quoted where a dot or another character would mislead."""
    if not isinstance(key, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", key):
        return f"{field}[{key!a}]"
    return f"{field}.{key}" if field else key


def _name_of(manifest: Mapping[str, Any]) -> str:
    """Return ``Kind/name``, as kubectl prints it, in characters that every terminal can show."""
    metadata = manifest.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    text = f"{manifest.get('kind', 'object')}/{name or '(unnamed)'}"
    return text.encode("ascii", "backslashreplace").decode("ascii")


def _unreadable(error: Exception) -> Problem:
    """Return the problem of a parser, without the line of text that it quotes: that may be secret."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return Problem(
        message=f"the text is not one YAML document{place}",
        remedy="Write one API object per file, in YAML",
    )


def _difference(expected: object, found: object, field: str) -> tuple[str, str] | None:
    """Return the first field that differs and how, depth first."""
    if isinstance(expected, Mapping) and isinstance(found, dict):
        for key in expected:
            if key not in found:
                return _join(field, key), "the key is missing"
        for key in found:
            if key not in expected:
                return _join(field, key), "the key was not there"
        parts = ((expected[key], found[key], _join(field, key)) for key in expected)
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return field, f"{len(found)} items instead of {len(expected)}"
        parts = (
            (one, other, f"{field}[{index}]")
            for index, (one, other) in enumerate(zip(expected, found, strict=True))
        )
    elif type(expected) is not type(found):
        return field, f"{type(found).__name__} instead of {type(expected).__name__}"
    else:
        # -0.0 equals 0.0, but is another text.
        same = repr(expected) == repr(found) if isinstance(expected, float) else expected == found
        return None if same else (field, "another value")
    return next(filter(None, (_difference(one, other, path) for one, other, path in parts)), None)
