"""Ports that containers listen on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from podwright.vocabulary.names import PortName
from podwright.vocabulary.value import Value

PortNumber = Annotated[int, Field(ge=1, le=65535)]
Protocol = Literal["TCP", "UDP", "SCTP"]


class Port(Value):
    """A port that a container listens on; Services, probes, Routes and policies are given this object.

    Args:
        name: at most 15 lower-case letters, digits and dashes (RFC 6335), unique in its pod.
        number: 1-65535, unique in its pod for its protocol. Non-root containers cannot bind below 1024.
        protocol: ``TCP``, ``UDP`` or ``SCTP``.
    """

    name: PortName
    number: PortNumber
    protocol: Protocol = "TCP"
