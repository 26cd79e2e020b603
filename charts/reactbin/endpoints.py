"""Endpoints of stores outside the cluster."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from podwright import InvalidValueError, Problem

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_ORIGIN = re.compile(rf"https://{_LABEL}(?:\.{_LABEL})+(?::(?P<port>[0-9]{{1,5}}))?")
_IN_CLUSTER = re.compile(r"\.svc(:|$)|\.cluster\.local(:|$)")
_HTTPS = 443


def check_endpoint(value: str) -> str:
    """Return the endpoint of a store outside the cluster: ``https://s3.eu-central-1.amazonaws.com``.

    Raises:
        InvalidValueError: plain HTTP, a path, a port that is none, no address, or one inside the cluster.
    """
    match = _ORIGIN.fullmatch(value)
    if not match or _IN_CLUSTER.search(value) or not 1 <= int(match["port"] or _HTTPS) <= 65535:
        message = f"{value!r} is not the endpoint of a store outside the cluster"
        remedy = "Write scheme and host alone, such as 'https://s3.eu-central-1.amazonaws.com'"
        raise InvalidValueError(Problem(message=message, remedy=remedy))
    return value


def port_of(endpoint: str) -> int:
    """Return the port that an endpoint is reached at."""
    return urlsplit(endpoint).port or _HTTPS


Endpoint = Annotated[str, AfterValidator(check_endpoint)]
