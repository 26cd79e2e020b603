"""Configuration files as people edit them, with the facts of an environment filled in.

A file says ``@{browser_host}`` where the value depends on the environment. Everything else is literal, so
that Go templates, shell variables and regular expressions in a file stay as they are. So are the values: a
file that must hold a literal ``@{`` gets it from one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from podwright.chart import shown_path
from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary.value import did_you_mean, refuse

_PLACEHOLDER = re.compile(r"@\{(?P<name>[^}\n]*)\}")


def config_file(path: Path, values: Mapping[str, str] | None = None) -> str | bytes:
    """Return the content of a configuration file.

    Args:
        path: the file.
        values: what to write for each ``@{name}`` of the file.

    Returns:
        Text with every placeholder filled in; bytes where the file is not UTF-8 text.

    Raises:
        InvalidValueError: the file is missing or a folder, or has placeholders that `values` does not know:
            one problem for each.
    """
    if path.is_dir():
        message = f"{shown_path(str(path))} is a folder, not a file"
        raise refuse(message, "Read it with config_folder(…)", field="path")
    if not path.is_file():
        folder = shown_path(str(path.parent))
        if not path.parent.is_dir():
            message = f"there is no folder {folder} for the configuration file {path.name!r}"
            raise refuse(message, "Create it, or correct the path", field="path")
        near = did_you_mean(path.name, sorted(entry.name for entry in path.parent.iterdir()))
        message = f"there is no configuration file {path.name!r} in {folder}{near}"
        raise refuse(message, "Create it, or correct the name", field="path")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    return _filled(text, values or {}, path)


def config_folder(path: Path, values: Mapping[str, str] | None = None) -> dict[str, str | bytes]:
    """Return the files of a folder by name, read as `config_file` reads them; hidden files stay out.

    A ConfigMap has no folders, so subfolders are an error instead of being left out silently.

    Raises:
        InvalidValueError: the folder is missing or holds a subfolder, or a file is refused.
    """
    shown = shown_path(str(path))
    if not path.is_dir():
        raise refuse(f"there is no folder {shown}", "Create it, or correct the name", field="path")
    files: dict[str, str | bytes] = {}
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            message = f"{shown} holds a folder {entry.name!r}, but a ConfigMap is flat"
            raise refuse(message, "Move its files up, or make a ConfigMap of its own for it", field="path")
        files[entry.name] = config_file(entry, values)
    return files


def _filled(text: str, values: Mapping[str, str], path: Path) -> str:
    problems = list(_unfilled(text, values, path))
    if problems:
        raise InvalidValueError(*problems)
    return _PLACEHOLDER.sub(lambda match: values[match["name"]], text)


def _unfilled(text: str, values: Mapping[str, str], path: Path) -> Iterator[Problem]:
    for match in _PLACEHOLDER.finditer(text):
        name = match["name"]
        if name not in values:
            line = text.count("\n", 0, match.start()) + 1
            suggestion = did_you_mean(name, list(values))
            yield Problem(
                message=f"{shown_path(str(path))}:{line} has @{{{name}}}, which nothing fills{suggestion}",
                remedy=f"Use one of: {', '.join(sorted(values))}" if values else "Give values={name: …}",
                field="values",
            )
