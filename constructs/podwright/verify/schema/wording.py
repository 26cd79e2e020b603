"""Schema errors in words that say what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import jsonschema_rs

from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.schema.constraints import GO_DURATION, PATTERN_MEANINGS, QUANTITY

_LONGEST_SHOWN: Final = 60
_HIDDEN: Final = "the value"
_TYPE_NAMES: Final = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a map",
    "string": "text",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What to say about an error.

    Attributes:
        message: what is wrong.
        remedy: what to write instead.
    """

    message: str
    remedy: str


def shown(node: Node, manifest: Manifest) -> str:
    """Return a value for a message; ``the value`` for what may be confidential, is a map or a list.

    Args:
        node: the value.
        manifest: the object that it is in.
    """
    value = node.value
    confidential = "Secret" in manifest.kind or node.key in ("value", "stringData", "data")
    if confidential or isinstance(value, dict | list):
        return _HIDDEN
    if isinstance(value, bool):
        return str(value).lower()
    text = "null" if value is None else repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def describe(error: jsonschema_rs.ValidationError, node: Node, manifest: Manifest) -> Wording:
    """Return what to say about an error of the validator.

    Args:
        error: the error.
        node: the value concerned.
        manifest: the object that it is in.
    """
    value = shown(node, manifest)
    limit = error.kind.value
    match error.kind.name:
        case "type":
            return _wrong_type(node, value, limit)
        case "pattern":
            return _wrong_form(node, value, limit)
        case "enum":
            options = [str(option) for option in limit if option not in (None, "")]
            return Wording(f"{value} is not one of {', '.join(options)}", _choice_remedy(node.text, options))
        case name if name in _LIMITS:
            message, remedy = _LIMITS[name]
            return Wording(message.format(value=value, limit=limit), remedy.format(limit=limit))
        case name:
            return Wording(f"{value} is not allowed ({name})", "Compare with the definition of the type")


_LIMITS: Final[Mapping[str, tuple[str, str]]] = {
    "anyOf": ("{value} has none of the allowed forms", "Compare with the definition of the type"),
    "const": ("{value} is not {limit!r}", "Write {limit!r}"),
    "exclusiveMaximum": ("{value} is more than allowed", "Write less than {limit}"),
    "exclusiveMinimum": ("{value} is less than allowed", "Write more than {limit}"),
    "maxItems": ("has too many entries", "Write at most {limit}"),
    "maxLength": ("is too long", "Write at most {limit} characters"),
    "maxProperties": ("has too many entries", "Write at most {limit}"),
    "maximum": ("{value} is more than allowed", "Write at most {limit}"),
    "minItems": ("has too few entries", "Write at least {limit}"),
    "minLength": ("is too short", "Write at least {limit} characters"),
    "minProperties": ("has too few entries", "Write at least {limit}"),
    "minimum": ("{value} is less than allowed", "Write at least {limit}"),
    "not": ("{value} is not allowed beside its neighbours", "Compare with the definition of the type"),
    "oneOf": ("{value} has none of the allowed forms, or several", "Compare with the definition of the type"),
    "uniqueItems": ("lists a value twice", "List every value once"),
}


def _wrong_form(node: Node, value: str, pattern: str) -> Wording:
    if pattern == QUANTITY:
        return Wording(f"{value} is not a quantity", _quantity_remedy(node.text))
    what = "a duration" if pattern == GO_DURATION else "allowed"
    meaning = PATTERN_MEANINGS.get(pattern, f"text that matches {pattern}")
    return Wording(f"{value} is not {what}", f"Write {meaning}")


def _type_name(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a map"


def _wrong_type(node: Node, value: str, types: Sequence[str]) -> Wording:
    wanted = [_TYPE_NAMES[name] for name in types if name in _TYPE_NAMES and name != "null"]
    names = " or ".join(wanted) or "null"
    actual = _type_name(node.value) if value == _HIDDEN else value
    message = f"is {actual} where {names} belongs"
    match node.value:
        case bool() | int() | float() if "string" in types:
            return Wording(message, "Put the value in quotes")
        case str() if {"integer", "number", "boolean"}.intersection(types):
            return Wording(message, "Write the value without quotes")
        case None:
            return Wording(message, "Write a value, or remove the field if it may be left out")
        case dict() if "array" in types:
            return Wording(message, "Write a list: put - before each entry")
        case list() if "object" in types:
            return Wording(message, "Write a map: remove the - before the entries")
        case _:
            return Wording(message, f"Write {names}")


def _choice_remedy(text: str, options: Sequence[str]) -> str:
    by_case = {option.lower(): option for option in options}
    near = get_close_matches(text.lower(), list(by_case), n=1) if text else []
    return f"Did you mean {by_case[near[0]]}?" if near else f"Write one of {', '.join(options)}"


def _quantity_remedy(text: str) -> str:
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*?)(?:i?[bB]|ytes)?\s*", text)
    units = {"k": "Ki", "m": "Mi", "g": "Gi", "t": "Ti", "p": "Pi", "e": "Ei", "": ""}
    unit = units.get(match[2].lower().removesuffix("i")) if match is not None else None
    if match is not None and unit is not None:
        return f"Did you mean {match[1]}{unit}?"
    return f"Write {PATTERN_MEANINGS[QUANTITY]}"
