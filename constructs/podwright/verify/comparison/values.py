"""How values are shown to a reviewer; what is or may be a secret is not shown at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import unified_diff
from typing import Final

from podwright.verify.comparison.fields import FieldChange
from podwright.verify.disclosure.names import secrecy_of
from podwright.verify.disclosure.texts import secrets_in_file
from podwright.verify.disclosure.values import has_credentials, is_literal, kinds_in
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.paths import Segment

HIDDEN: Final = "(hidden)"

_LONGEST: Final = 120
_CONTEXT_LINES: Final = 2
_SECRET_FIELDS: Final = frozenset({"data", "stringData"})


def is_hidden(manifest: Manifest, field: FieldChange) -> bool:
    """Whether the value of a field is a secret, by its place, its name or its look.

    Args:
        manifest: the object.
        field: the field.
    """
    way = field.way
    if _is_secret_data(manifest, way) or way[:1] == ("binaryData",):
        return True
    if manifest.kind == "SealedSecret" and "encryptedData" in way:
        return True
    name = _name_of(manifest, field)
    secrecy = secrecy_of(name)
    return any(
        is_literal(node.text, secrecy) or (_is_one_line(node) and _gives_away(node.text))
        for node in (field.before, field.after)
    )


def _is_secret_data(manifest: Manifest, way: tuple[Segment, ...]) -> bool:
    if manifest.kind == "Secret" and manifest.group == "":
        return bool(way) and way[0] in _SECRET_FIELDS
    if manifest.kind == "Template" and way[:1] == ("objects",) and len(way) > 2:
        return str(way[1]).startswith("Secret/") and way[2] in _SECRET_FIELDS
    return False


def _name_of(manifest: Manifest, field: FieldChange) -> str:
    """Return the name that tells what a value is: the variable's, the parameter's, the key."""
    way = field.way
    last = way[-1] if way else ""
    if last in ("value", "default") and len(way) > 1:
        last = way[-2]
    elif manifest.kind == "Template" and way[:1] == ("parameters",) and len(way) > 1:
        last = way[1]
    return str(last)


def _is_one_line(node: Node) -> bool:
    return "\n" not in node.text.strip()


def _gives_away(text: str) -> bool:
    return any(kinds_in(text)) or has_credentials(text)


def shown(node: Node) -> str:
    """Return a value in one line, shortened where it is long; ``""`` when it is absent."""
    if not node:
        return ""
    value = node.value
    text = value if isinstance(value, str) else _compact(value)
    text = json.dumps(text, ensure_ascii=False) if _needs_quotes(text, value) else text
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _compact(value: object) -> str:
    return json.dumps(_without_secrets(value), ensure_ascii=False, default=str, separators=(", ", ": "))


def _without_secrets(value: object) -> object:
    """Return a value in which literal secrets are replaced."""
    match value:
        case dict():
            name = value.get("name")
            return {
                key: HIDDEN
                if isinstance(item, str) and _is_literal(name if key == "value" else key, item)
                else _without_secrets(item)
                for key, item in value.items()
            }
        case list():
            return [_without_secrets(item) for item in value]
        case str():
            return HIDDEN if _gives_away(value) else value
        case _:
            return value


def _is_literal(name: object, text: str) -> bool:
    return isinstance(name, str) and (is_literal(text, secrecy_of(name)) or _gives_away(text))


def _needs_quotes(text: str, value: object) -> bool:
    return isinstance(value, str) and (
        not text or text != text.strip() or "\n" in text or not text.isprintable()
    )


def text_difference(field: FieldChange) -> Sequence[str]:
    """Return how two texts of several lines differ, as a unified diff; none for other values.

    Lines that give a secret away are not shown.
    """
    before, after = field.before.text, field.after.text
    if "\n" not in before.strip() and "\n" not in after.strip():
        return ()
    if not (field.before and field.after):
        return ()
    name = str(field.way[-1]) if field.way else ""
    lines = unified_diff(_safe_lines(name, before), _safe_lines(name, after), lineterm="", n=_CONTEXT_LINES)
    return [line for line in lines if not line.startswith(("---", "+++"))]


def _safe_lines(name: str, text: str) -> list[str]:
    lines = text.splitlines()
    if not any(secrets_in_file(name, text)):
        return lines
    if any(kind == "a private key" for kind in kinds_in(text)):
        return [HIDDEN]
    return [HIDDEN if any(secrets_in_file(name, line)) else line for line in lines]
