"""How ``oc process --param-file`` reads a line: the tests' own reading, quirks included.

It follows the behaviour of oc, which is that of an early godotenv:

- A ``#`` cuts the line off, unless an odd number of quotes of one kind stands before it.
- What comes first, ``=`` or ``:``, separates name and value; spaces around them do not count.
- One pair of quotes around a value is taken away, and only then a backslash means something.
"""

from __future__ import annotations

import re


def read_line(line: str) -> tuple[str, str] | None:
    """Return name and value, or nothing where a line does not count.

    Raises:
        ValueError: there is no value.
    """
    if not line.strip(" \n\t") or line.strip(" \n\t").startswith("#"):
        return None
    line = _without_comment(line)
    separator = min((mark for mark in "=:" if mark in line), key=line.index, default=None)
    if separator is None:
        raise ValueError
    name, value = line.split(separator, 1)
    return name.removeprefix("export").strip(" "), _value(value.strip(" "))


def _without_comment(line: str) -> str:
    kept: list[str] = []
    inside = False
    for part in line.split("#"):
        if part.count('"') == 1 or part.count("'") == 1:
            if inside:
                kept.append(part)
            inside = not inside
        if not kept or inside:
            kept.append(part)
    return "#".join(kept)


def _value(text: str) -> str:
    if len(text) < 2 or text[0] != text[-1] or text[0] not in "\"'":
        return text
    escapes = {"n": "\n", "r": "\r"}
    # In Go a dot is anything but a line feed, and in Python, too.
    return re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), text[1:-1])
