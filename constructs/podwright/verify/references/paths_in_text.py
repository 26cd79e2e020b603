"""Paths in what containers are told: arguments, environment variables and configuration files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from posixpath import normpath, splitext
from typing import Final

from podwright.verify.configuration.settings import Origin, Setting

_WHOLE: Final = re.compile(r"@?(?:file:(?://)?)?(?P<path>/[\w.@+/-]+)")
_CONFIGURATION: Final = frozenset(
    {
        ".cfg",
        ".cnf",
        ".conf",
        ".env",
        ".hcl",
        ".ini",
        ".json",
        ".properties",
        ".toml",
        ".xml",
        ".yaml",
        ".yml",
    }
)
_MANIFEST: Final = re.compile(r"^\s*(apiVersion|kind)\s*:", re.MULTILINE)
_COMMENTS: Final = ("#", "//", ";", "*", "--", "<!--")
_NO_FILE: Final = re.compile(
    r"(?i:(?<![a-z])(?:prefix|ur[li]|routes?|endpoint|base.?path|health|https?)(?![a-z]))"
    r"|(?:Prefix|Ur[li]|Route|Endpoint)(?![a-z])|^location\b"
)
"""Words that mark a path as part of a URL."""
_FILE: Final = re.compile(r"(?<=[a-zA-Z0-9][_.-])(?i:file)$|(?<=[a-z0-9])File$")
"""How names of files end, whatever is in the file: ``DATABASE_URL_FILE``."""
_CONDITION: Final = re.compile(r"\[|\btest\b|\bif\b|\|\||2>|\s-[efrsd]\s|\bfind\b|\bexists?\b")
"""What in a line of a shell script asks whether a file is there, or does without it."""


def paths_in(setting: Setting, mounts: Iterable[str]) -> Iterator[str]:
    """Yield the absolute paths that a setting surely means as files or folders, normalized.

    Args:
        setting: what a container is told.
        mounts: the paths of interest: inside of longer texts others are not looked for.
    """
    text = setting.text
    if setting.origin is Origin.FILE:
        if splitext(setting.name)[1].lower() in _CONFIGURATION and not _MANIFEST.search(text):
            yield from _in_configuration(text, tuple(mounts))
    elif (match := _WHOLE.fullmatch(text)) is not None:
        if setting.origin is Origin.CALL or _FILE.search(setting.name) or not _NO_FILE.search(setting.name):
            yield normpath(match["path"])
    elif setting.origin is not Origin.VARIABLE and any(character.isspace() for character in text):
        yield from _in_script(text, tuple(mounts))


def _in_configuration(text: str, mounts: tuple[str, ...]) -> Iterator[str]:
    for line in _lines_with(text, mounts):
        # Lists of files are often patterns, or name what may be absent.
        if not line.startswith((*_COMMENTS, "- ")) and not _NO_FILE.search(line):
            yield from _in_line(line, mounts)


def _in_script(text: str, mounts: tuple[str, ...]) -> Iterator[str]:
    for line in _lines_with(text, mounts):
        if not line.startswith("#") and not _CONDITION.search(line):
            yield from _in_line(line, mounts)


def _lines_with(text: str, mounts: tuple[str, ...]) -> Iterator[str]:
    if any(mount in text for mount in mounts):
        for line in text.splitlines():
            if any(mount in line for mount in mounts):
                yield line.strip()


def _in_line(line: str, mounts: tuple[str, ...]) -> Iterator[str]:
    for match in _below(mounts).finditer(line.partition(" #")[0]):
        yield normpath(match["path"].rstrip("."))


@lru_cache(maxsize=512)
def _below(mounts: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds a path below one of several mounts, where it stands by itself."""
    prefixes = "|".join(re.escape(mount) for mount in sorted(mounts, key=len, reverse=True))
    # In front: no part of a longer path, a URL or a list of paths; behind: no pattern, no list.
    return re.compile(
        rf"(?<![\w.$}})%~:/*\N{{REPLACEMENT CHARACTER}}-])(?P<path>(?:{prefixes})/[\w.@+/-]++)"
        rf"(?![*?$%<:{{\[\N{{REPLACEMENT CHARACTER}}])"
    )
