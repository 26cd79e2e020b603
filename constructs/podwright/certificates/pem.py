"""Certificates as text: PEM, as files of certificate authorities hold it (RFC 7468)."""

from __future__ import annotations

import base64
import re
from typing import Annotated

from pydantic import AfterValidator

from podwright.vocabulary.value import refuse

_BLOCK = r"-----BEGIN CERTIFICATE-----(?P<body>[A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----"
_BLOCKS = re.compile(rf"(?:\s*{_BLOCK.replace('?P<body>', '?:')})+\s*", re.ASCII)


def check_certificates(value: str) -> str:
    """Return one or more certificates in PEM; the error does not repeat the text, which may be a key.

    Raises:
        InvalidValueError: the text holds anything else, a private key for one.
    """
    blocks = re.findall(_BLOCK, value) if _BLOCKS.fullmatch(value) else []
    if not blocks or not all(_is_certificate(block) for block in blocks):
        remedy = "Give the text of a file that holds only '-----BEGIN CERTIFICATE-----' blocks"
        raise refuse("the text is not a certificate in PEM", remedy)
    return value


def _is_certificate(body: str) -> bool:
    try:
        der = base64.b64decode("".join(body.split()), validate=True)
    except ValueError:
        return False
    # Every X.509 certificate is an ASN.1 sequence.
    return der.startswith(b"\x30")


Certificates = Annotated[str, AfterValidator(check_certificates)]
