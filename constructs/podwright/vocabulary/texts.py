"""Text that a process can be given."""

from __future__ import annotations

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


Text = Annotated[str, AfterValidator(check_text)]
