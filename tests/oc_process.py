"""What `oc process` makes of a Template: the tests' own processor, independent of the library.

It follows the behaviour of OpenShift, quirks included:
https://docs.openshift.com/container-platform/latest/openshift_images/using-templates.html

- `${NAME}` is replaced in every string, map keys too; what names no parameter stays.
- `${{NAME}}` is replaced only where it is the whole string, by the value read as JSON.
- The upper end of a range is never generated: `[0-1]{4}` yields `0000`.
- A namespace is kept only where it comes from a parameter.
"""

from __future__ import annotations

import base64
import copy
import json
import re
import string
from collections.abc import Mapping
from random import Random
from typing import Any

Fields = dict[str, Any]

_REFERENCE = re.compile(r"\$\{([a-zA-Z0-9_]+)\}")
_RAW_REFERENCE = re.compile(r"\$\{\{([a-zA-Z0-9_]+)\}\}")
_GENERATED = re.compile(r"\[([a-zA-Z0-9\\-]+)\]\{([0-9]+)\}")
_RANGE = re.compile(r"\\?[a-zA-Z0-9]-?[a-zA-Z0-9]?")
_RANGES = re.compile(r"\\[wdaA]|[a-zA-Z0-9]-[a-zA-Z0-9]")

_LETTERS_AND_DIGITS = string.ascii_lowercase + string.ascii_uppercase + string.digits
_SYMBOLS = "~!@#$%^&*()-_+={}[]\\|<,>.?/\"';:`"
_CLASSES = {
    r"\w": _LETTERS_AND_DIGITS + "_",
    r"\d": string.digits,
    r"\a": _LETTERS_AND_DIGITS,
    r"\A": _SYMBOLS,
}


class ProcessingError(Exception):
    """The command would fail."""


def process(
    template: Mapping[str, Any], given: Mapping[str, str] | None = None, *, seed: int = 0
) -> list[Fields]:
    """Return the objects that `oc process -f <template> -p NAME=value …` prints.

    Args:
        template: the Template.
        given: the parameters given on the command line.
        seed: decides what is generated.

    Raises:
        ProcessingError: an unknown parameter is given, a required one is empty, or a generator is wrong.
    """
    values = _values(template, dict(given or {}), Random(seed))
    labels = {_text(key, values): _text(value, values) for key, value in template.get("labels", {}).items()}
    return [_object(item, values, labels) for item in template["objects"]]


def message(template: Mapping[str, Any], given: Mapping[str, str] | None = None, *, seed: int = 0) -> str:
    """Return what is shown when the Template was processed."""
    return _text(template.get("message", ""), _values(template, dict(given or {}), Random(seed)))


def stored(secret: Mapping[str, Any]) -> dict[str, bytes]:
    """Return what the API server stores of a Secret: `data` decoded, overridden by `stringData`.

    Raises:
        ProcessingError: `data` is not base64, which the API server refuses.
    """
    try:
        data = {key: base64.b64decode(value, validate=True) for key, value in secret.get("data", {}).items()}
    except ValueError as error:
        raise ProcessingError(str(error)) from None
    return data | {key: value.encode() for key, value in secret.get("stringData", {}).items()}


def generate(expression: str, random: Random) -> str:
    """Return a text that fits an expression such as ``[a-zA-Z0-9]{16}``.

    Raises:
        ProcessingError: no ranges, or a length that is not 1 to 255.
    """
    while match := _GENERATED.search(expression):
        ranges, length = match[1], int(match[2])
        if not _RANGES.search(ranges):
            message = f"malformed expression: [{ranges}]"
            raise ProcessingError(message)
        if not 1 <= length <= 255:
            message = f"a range is 1 to 255 characters long, not {length}"
            raise ProcessingError(message)
        alphabet = sorted({letter for part in _RANGE.findall(ranges) for letter in _alphabet(part)})
        text = "".join(random.choice(alphabet) for _ in range(length))
        expression = expression[: match.start()] + text + expression[match.end() :]
    return expression


def _values(template: Mapping[str, Any], given: dict[str, str], random: Random) -> dict[str, str]:
    values: dict[str, str] = {}
    for parameter in template.get("parameters", []):
        name, generator = parameter["name"], parameter.get("generate", "")
        value = given.get(name, parameter.get("value", ""))
        if not value and generator and name not in given:
            if generator != "expression":
                message = f"unknown generator {generator!r} of {name}"
                raise ProcessingError(message)
            value = generate(parameter.get("from", ""), random)
        if not value and parameter.get("required"):
            message = f"parameter {name} is required and must be specified"
            raise ProcessingError(message)
        values[name] = value
    unknown = sorted(set(given) - set(values))
    if unknown:
        message = f"unknown parameter name {unknown[0]!r}"
        raise ProcessingError(message)
    return values


def _object(item: Mapping[str, Any], values: Mapping[str, str], labels: Mapping[str, str]) -> Fields:
    made = copy.deepcopy(dict(item))
    metadata = made.setdefault("metadata", {})
    if not _REFERENCE.search(metadata.get("namespace", "")):
        metadata.pop("namespace", None)
    result: Fields = _substituted(made, values)
    if labels:
        result["metadata"]["labels"] = {**result["metadata"].get("labels", {}), **labels}
    return result


def _substituted(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {_text(key, values): _substituted(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [_substituted(item, values) for item in value]
    if not isinstance(value, str):
        return value
    raw = _RAW_REFERENCE.fullmatch(value)
    return json.loads(values[raw[1]]) if raw and raw[1] in values else _text(value, values)


def _text(text: str, values: Mapping[str, str]) -> str:
    result = text
    for match in _REFERENCE.finditer(text):
        if match[1] in values:
            # One after the other, and each time the first one found: a value that itself looks like a
            # reference may be replaced again.
            result = result.replace(match[0], values[match[1]], 1)
    return result


def _alphabet(part: str) -> str:
    if part in _CLASSES:
        return _CLASSES[part]
    everything = _LETTERS_AND_DIGITS + _SYMBOLS
    first, last = everything.index(part[0]), everything.rindex(part[-1])
    if first > last:
        message = f"invalid range {part}"
        raise ProcessingError(message)
    return everything[first:last]
