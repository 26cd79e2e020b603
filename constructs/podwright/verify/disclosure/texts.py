"""Secrets in the text of configuration files, and of commands for a shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from podwright.verify.disclosure.names import Secrecy, secrecy_of, words_of
from podwright.verify.disclosure.values import has_credentials, is_literal, kinds_in, looks_random

_HINTS: Final = ("pass", "pwd", "secret", "token", "key", "credential")
_LINE: Final = re.compile(
    r"""^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?
        ["']?(?P<name>[A-Za-z][A-Za-z0-9_.-]{1,80})["']?[ \t]*[=:][ \t]*
        (?P<value>"[^"\n]*"|'[^'\n]*'|[^\s"'\#;,{}\[\]()<>|&]+)
        [ \t]*[,;]?[ \t]*(?:\#.*)?$""",
    re.MULTILINE | re.VERBOSE,
)
_COMMENT: Final = re.compile(r"^[ \t]*(?:#|//|;|--|<!--|\*).*$", re.MULTILINE)
_PROSE: Final = (".md", ".html", ".htm", ".txt", ".rst", ".adoc", ".tmpl", ".tpl", ".gotmpl", ".j2", ".svg")
_CODE: Final = (".py", ".js", ".mjs", ".ts", ".go", ".java", ".lua", ".rb", ".php", ".sql", ".css", ".groovy")
_TRANSLATIONS: Final = re.compile(r"(?:^|[._/-])(?:i18n|lang|locales?|messages|translations?)(?:[._/-]|$)")
_ATTRIBUTE: Final = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)+")
"""A value of somewhere else, as programs and templates write it: ``var.password``."""
_ALIAS: Final = re.compile(
    r"\bmc\s+(?:alias\s+set|config\s+host\s+add)(?:\s+[^\s;&|]+){3}"
    r"\s+[\"']?(?P<value>[\w.,:!@#%^*+=/-]+)[\"']?(?=[\s;&|)]|$)"
)
"""What gives a client of an object store the access key and the secret key of somebody."""
_FLAG: Final = re.compile(
    r"(?<![\w-])--(?P<name>[a-z][\w-]{0,60})=[\"']?(?P<value>[\w.,:!@#%^*+/-]+)[\"']?(?=[\s;&|)]|$)"
)
_LARGEST: Final = 512 * 1024


def secrets_in_file(name: str, text: str) -> Iterator[str]:
    """Yield what a configuration file gives away, in words: what it contains, or under which name.

    Args:
        name: name of the file, which tells prose and program code from configuration.
        text: its content.
    """
    if len(text) > _LARGEST:
        return
    yield from kinds_in(text)
    if name.endswith(_PROSE):
        return
    code = _COMMENT.sub("", text) if has_credentials(text) or _has_hint(text) else ""
    if has_credentials(code):
        yield "a URL with a password"
    if name.endswith(_CODE) or _TRANSLATIONS.search(name) or not code or not _has_hint(code):
        return
    for match in _LINE.finditer(code):
        given = match["name"]
        secrecy = secrecy_of(given)
        if secrecy not in (Secrecy.STRONG, Secrecy.WEAK):
            continue
        value = match["value"].strip("\"'")
        # What has blanks in it is a sentence for people.
        if " " in value or _ATTRIBUTE.fullmatch(value) or value.lower() == words_of(given)[-1]:
            continue
        if not is_literal(value, secrecy):
            continue
        if secrecy is Secrecy.STRONG or looks_random(value):
            yield f"a literal {given}"


def secrets_in_command(text: str) -> Iterator[str]:
    """Yield what a command for a shell gives away, in words.

    Args:
        text: one or more commands.
    """
    for match in _ALIAS.finditer(text):
        if is_literal(match["value"], Secrecy.STRONG):
            yield "a literal password for mc"
    for match in _FLAG.finditer(text):
        given = match["name"]
        if secrecy_of(given) is Secrecy.STRONG and is_literal(match["value"], Secrecy.STRONG):
            yield f"a literal {given}"


def _has_hint(text: str) -> bool:
    lowered = text.lower()
    return any(hint in lowered for hint in _HINTS)
