"""Text that a process can be given."""

from __future__ import annotations

import base64
from typing import Annotated

from pydantic import AfterValidator

from podwright.vocabulary.value import refuse


def check_text(value: str) -> str:
    """Return text for an environment variable or an argument; the error does not repeat it.

    Raises:
        InvalidValueError: the text holds a NUL, which ends a text for the kernel, or is no UTF-8.
    """
    if "\0" in value:
        raise refuse("the text holds a NUL character", "Mount a Secret or ConfigMap with binary content")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise refuse("the text is not valid UTF-8", "Decode it with its own encoding")
    return value


def is_base64(value: str) -> bool:
    """Return whether a text is base64, as the API server decodes the data of a Secret."""
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        return False
    return True


Text = Annotated[str, AfterValidator(check_text)]
