"""Go templates, by which operators put the values of keys together.

Source: https://pkg.go.dev/text/template and https://masterminds.github.io/sprig/ (the functions).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from podwright.secrets.declarations import DeclaredSecret, Parameter

_REFERENCE = re.compile(r"\$\{([^}]*)\}")


def go_string(text: str) -> str:
    """Return a text as a string of a Go template, in quotes.

    JSON's escapes are a part of Go's, and Go reads all other characters as they are.
    """
    return json.dumps(text, ensure_ascii=False)


def literal(text: str) -> str:
    """Return the template that yields a text as it is."""
    # A brace at the end would open an action together with the one that follows.
    return f"{{{{ {go_string(text)} }}}}" if not text or "{{" in text or text.endswith("{") else text


def template_of(secret: DeclaredSecret, key: str, *, action: Callable[[Parameter], str]) -> str:
    """Return the template that yields the value of a key.

    Args:
        secret: the Secret.
        key: the key.
        action: the template that yields the value of a parameter.
    """
    by_name = {parameter.name: parameter for parameter in secret.parameters}
    text = secret.text_of(key, reference=lambda parameter: f"${{{parameter.name}}}")
    # Every second part is the name of a parameter, and the texts between may be empty.
    parts = enumerate(_REFERENCE.split(text))
    return "".join(action(by_name[part]) if index % 2 else literal(part) for index, part in parts if part)
