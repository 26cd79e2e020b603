"""Configuration files as people edit them, with the facts of an environment filled in.

A file says ``@{browser_host}`` where the value depends on the environment. Everything else is literal, so
that Go templates, shell variables and regular expressions in a file stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

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
        InvalidValueError: the file is missing, or has placeholders that `values` does not know.
    """
    if not path.is_file():
        near = sorted(entry.name for entry in path.parent.glob("*")) if path.parent.is_dir() else []
        message = (
            f"there is no configuration file {path.name!r} in {path.parent}{did_you_mean(path.name, near)}"
        )
        raise refuse(message, "Create it, or correct the name")
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
    if not path.is_dir():
        raise refuse(f"there is no folder {path}", "Create it, or correct the name")
    files: dict[str, str | bytes] = {}
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            message = f"{path} holds a folder {entry.name!r}, but a ConfigMap is flat"
            raise refuse(message, "Move its files up, or make a ConfigMap of its own for it")
        files[entry.name] = config_file(entry, values)
    return files


def _filled(text: str, values: Mapping[str, str], path: Path) -> str:
    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in values:
            line = text.count("\n", 0, match.start()) + 1
            suggestion = did_you_mean(name, list(values))
            message = f"{path}:{line} has the placeholder @{{{name}}}, which nothing fills{suggestion}"
            raise refuse(message, f"Use one of: {', '.join(sorted(values)) or 'none are known here'}")
        return values[name]

    return _PLACEHOLDER.sub(fill, text)
