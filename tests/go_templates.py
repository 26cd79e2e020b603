"""What Go's text/template makes of a template: the tests' own evaluator, independent of the library.

It knows what manifests of ours may hold, and refuses everything else: texts, `{{ with }}`, `{{ if }}`,
pipelines, strings, fields and a few of sprig's functions. Strings are bytes, as they are in Go. Its quirks:

- a field that a map does not have is an error, or the text `<no value>`, as the operator chooses;
- `index` yields an empty text for a key that a map does not have, and so does `get`;
- `b64dec` yields the words of its error where a text is not base64.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:(?P<close>\}\})|(?P<pipe>\|)|(?P<open>\()|(?P<shut>\))|(?P<string>"(?:[^"\\\n]|\\.)*")"""
    r"""|(?P<field>(?:\.[A-Za-z_]\w*)+)|(?P<dot>\.)|(?P<word>[A-Za-z_]\w*))"""
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))")
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}

Token = tuple[str, str]
Node = tuple[str, Any]


class TemplateError(Exception):
    """A template cannot be parsed or executed."""


def render(text: str, data: Any, *, missing_field_is_an_error: bool = True) -> bytes:
    """Return what a template yields.

    Args:
        text: the template.
        data: what `.` is at the beginning: bytes, and mappings of text to them.
        missing_field_is_an_error: the operator's choice (`missingkey=error`).
    """
    nodes, rest = _parse(_lex(text))
    if rest:
        raise TemplateError(f"unexpected {rest}")
    return _execute(nodes, data, missing_field_is_an_error)


def _lex(text: str) -> Iterator[Node]:
    while text:
        before, opened, text = text.partition("{{")
        if before:
            yield "text", before.encode()
        if not opened:
            return
        tokens: list[Token] = []
        while True:
            match = _TOKEN.match(text)
            if not match:
                raise TemplateError(f"unexpected {text[:10]!r} in an action")
            text = text[match.end() :]
            if match["close"]:
                break
            tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
        yield "action", tokens


def _parse(nodes: Iterator[Node]) -> tuple[list[Node], str]:
    parsed: list[Node] = []
    for kind, content in nodes:
        if kind == "text":
            parsed.append((kind, content))
        elif content in ([("word", "else")], [("word", "end")]):
            return parsed, content[0][1]
        elif content and content[0] in (("word", "with"), ("word", "if")):
            then, stopped = _parse(nodes)
            otherwise: list[Node] = []
            if stopped == "else":
                otherwise, stopped = _parse(nodes)
            if stopped != "end":
                raise TemplateError("unexpected end of the template")
            parsed.append((content[0][1], (_pipeline(content[1:]), then, otherwise)))
        else:
            parsed.append((kind, _pipeline(content)))
    return parsed, ""


def _pipeline(tokens: list[Token]) -> Node:
    commands: list[list[Node]] = [[]]
    rest = list(tokens)
    while rest:
        kind, text = rest.pop(0)
        if kind == "pipe":
            commands.append([])
        elif kind == "open":
            depth, inside = 1, []
            while depth:
                if not rest:
                    raise TemplateError("unclosed parenthesis")
                token = rest.pop(0)
                depth += (token[0] == "open") - (token[0] == "shut")
                inside.append(token)
            commands[-1].append(_pipeline(inside[:-1]))
        elif kind == "string":
            commands[-1].append((kind, _unquoted(text)))
        else:
            commands[-1].append((kind, text))
    if not all(commands):
        raise TemplateError("missing value for command")
    return "pipeline", commands


def _unquoted(text: str) -> bytes:
    def character(match: re.Match[str]) -> str:
        digits = match[1] or match[2] or match[3]
        if not digits and match[4] not in _ESCAPES:
            raise TemplateError(f"unknown escape {match[0]}")
        return chr(int(digits, 16)) if digits else _ESCAPES[match[4]]

    return _ESCAPE.sub(character, text[1:-1]).encode()


def _execute(nodes: list[Node], dot: Any, strict: bool) -> bytes:
    out = b""
    for kind, content in nodes:
        if kind == "text":
            out += content
        elif kind == "action":
            value = _value(content, dot, strict)
            out += b"<no value>" if value is None else value
        else:
            pipeline, then, otherwise = content
            value = _value(pipeline, dot, strict)
            inner = value if kind == "with" else dot
            out += _execute(then, inner, strict) if value else _execute(otherwise, dot, strict)
    return out


def _value(node: Node, dot: Any, strict: bool) -> Any:
    kind, content = node
    if kind == "string":
        return content
    if kind == "dot":
        return dot
    if kind == "field":
        for name in content[1:].split("."):
            if strict and name not in dot:
                raise TemplateError(f"map has no entry for key {name!r}")
            dot = dot.get(name)
        return dot
    if kind != "pipeline":
        raise TemplateError(f"unexpected {content!r}")
    result: list[Any] = []
    for command in content:
        (first_kind, first), *arguments = command
        values = [_value(argument, dot, strict) for argument in arguments] + result
        if first_kind != "word":
            if values:
                raise TemplateError("a value takes no arguments")
            values = [_value(command[0], dot, strict)]
        elif first not in _FUNCTIONS:
            raise TemplateError(f"function {first!r} not defined")
        result = values if first_kind != "word" else [_FUNCTIONS[first](*values)]
    return result[0]


def _fail(message: bytes) -> bytes:
    raise TemplateError(message.decode())


def _b64dec(value: bytes) -> bytes:
    try:
        # Go's decoder leaves line breaks out, and nothing else.
        return base64.b64decode(re.sub(rb"[\r\n]", b"", value), validate=True)
    except binascii.Error:
        return b"illegal base64 data at input byte 4"


def _look_up(mapping: Mapping[str, bytes], key: bytes) -> bytes:
    return mapping.get(key.decode(), b"")


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "b64dec": _b64dec,
    "b64enc": base64.b64encode,
    "default": lambda default, value: value or default,
    "fail": _fail,
    "get": _look_up,
    "index": _look_up,
    "ne": lambda left, right: left != right,
    "nospace": lambda value: re.sub(rb"\s", b"", value),
}
