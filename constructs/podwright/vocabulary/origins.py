"""Origins: where a server answers, as scheme, host and port.

Source: https://www.rfc-editor.org/rfc/rfc6454#section-4
"""

from __future__ import annotations

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from podwright.errors import InvalidValueError
from podwright.vocabulary.names import check_host_name
from podwright.vocabulary.value import refuse

_DEFAULT_PORTS = {"http": 80, "https": 443}


def check_origin(value: str) -> str:
    """Return the origin of a server: ``https://`` or ``http://``, its host, and a port of its own.

    Raises:
        InvalidValueError: another scheme, a path (also ``/`` alone), a user or password, which the error does
            not repeat, no host, no port, or upper case.
    """
    if "@" in value:
        raise refuse("the address holds a user or a password", "Give them by a Secret")
    if not _is_origin(value):
        message = f"{value!r} is not the origin of a server"
        raise refuse(message, "Write scheme and host alone, such as 'https://api.example.com'")
    return value


def host_of(origin: str) -> str:
    """Return the host of an origin, an IPv6 address without its brackets."""
    return urlsplit(origin).hostname or ""


def port_of(origin: str) -> int:
    """Return the port of an origin: its own, or that of its scheme."""
    parts = urlsplit(origin)
    return parts.port or _DEFAULT_PORTS[parts.scheme]


def is_address(host: str) -> bool:
    """Return whether a host is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_origin(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    # In lower case, as a browser names it and everybody compares it.
    is_whole = value == f"{parts.scheme}://{parts.netloc}".lower() and not value.endswith(":")
    return is_whole and parts.scheme in _DEFAULT_PORTS and _is_host(host) and port != 0


def _is_host(host: str) -> bool:
    try:
        check_host_name(host)
    except InvalidValueError:
        return is_address(host)
    return True


Origin = Annotated[str, AfterValidator(check_origin)]
"""Scheme, host and port of a server, ``https://api.example.com``."""
