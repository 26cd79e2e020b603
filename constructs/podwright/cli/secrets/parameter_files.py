r"""Files of parameters, as ``oc process --param-file`` reads them: one ``NAME=value`` on each line.

Blank lines and those that begin with ``#`` do not count. A value may stand in single or double quotes, in
which a backslash takes the next character as it is, and ``\n`` and ``\r`` are line breaks.

What could be read in two ways is refused. No message repeats anything that could be part of a value.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from podwright.cli.revisions import is_ignored
from podwright.cli.secrets.templates import did_you_mean
from podwright.errors import InvalidValueError, Problem

STANDARD_INPUT: Final = "-"

_LINE: Final = re.compile(r" *(?:export +)?([A-Za-z_][A-Za-z0-9_]*) *= *(.*?) *", re.DOTALL)
_QUOTED: Final = re.compile(r"(?P<quote>[\"'])(?P<inside>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "r": "\r"}
_READABLE_BY_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def read_parameters(path: str, *, known: Sequence[str]) -> Mapping[str, str]:
    """Return the values of a file, as far as they are not empty.

    Args:
        path: the file; ``-`` is standard input.
        known: the parameters that there are.

    Raises:
        InvalidValueError: a file that cannot be read, that others may read or that git would commit; every
            line that is wrong or names no parameter.
    """
    if path == STANDARD_INPUT:
        return parse_parameters(sys.stdin.buffer.read(), name="standard input", known=known)
    try:
        file = Path(path).expanduser()
        # Checked as opened: what a name stands for may change in between.
        with file.open("rb") as stream:
            _demand_safe(file, os.fstat(stream.fileno()).st_mode)
            content = stream.read()
    except (OSError, RuntimeError) as error:
        # RuntimeError: nobody knows whose home ~name is.
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise _trouble(f"{path} cannot be read: {reason}", "Name a file with NAME=value lines") from None
    return parse_parameters(content, name=path, known=known)


def parse_parameters(content: bytes, *, name: str, known: Sequence[str]) -> Mapping[str, str]:
    """Return the values of a file's content, as far as they are not empty.

    Args:
        content: the content.
        name: what to call the file.
        known: the parameters that there are.

    Raises:
        InvalidValueError: every line that is wrong or names no parameter.
    """
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise _trouble(f"{name} is not UTF-8", "Save it as UTF-8; give binary values in base64") from None
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for number, raw in enumerate(lines, start=1):
        line = raw.removesuffix("\r")
        if not line.strip(" \t") or line.lstrip(" \t").startswith("#"):
            continue
        try:
            parameter, value = _parameter(line)
            if parameter in values:
                raise _trouble(f"{parameter} is given twice", "Remove one of the lines")
            if parameter not in known:
                raise _trouble(f"there is no parameter {parameter}", did_you_mean(parameter, known))
        except InvalidValueError as error:
            problems += [problem.at(path=f"{name}:{number}") for problem in error.problems]
        else:
            values[parameter] = value
    if problems:
        raise InvalidValueError(*problems)
    return {parameter: value for parameter, value in values.items() if value}


def _parameter(line: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise _trouble(
            "this is not NAME=value", "Write it so, on one line, with \\n in quotes for line breaks"
        )
    name, text = match.groups()
    if "\0" in text:
        raise _trouble(f"{name} holds a NUL character", "Give binary values in base64")
    if text[:1] in {'"', "'"}:
        quoted = _QUOTED.fullmatch(text)
        if quoted is None:
            raise _trouble(
                f"the value of {name} begins with a quote and does not end with it",
                "Close it on this line; write \\n for a line break, and a backslash before a quote inside",
            )
        inside: str = quoted["inside"]
        return name, re.sub(r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), inside)
    if "#" in text:
        raise _trouble(f"a comment begins inside of the value of {name}", "Put the value in quotes")
    return name, text


def _demand_safe(file: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        # A pipe, as of <(…): it is on no disk.
        return
    if os.name == "posix" and mode & _READABLE_BY_OTHERS:
        message = f"{file} may be read or written by others on this machine"
        raise _trouble(message, f"Run: chmod 600 {file}")
    place = file.resolve()
    if any((folder / ".git").exists() for folder in place.parents) and not is_ignored(place):
        message = (
            f"{file} lies in a git repository that does not ignore it: one commit, and its values are out"
        )
        raise _trouble(message, "Move it out of the repository, or add it to .gitignore")


def _trouble(message: str, remedy: str) -> InvalidValueError:
    return InvalidValueError(Problem(message=message, remedy=remedy, field="--params"))
