"""Probes: how the kubelet asks a container whether it has started, lives, and can serve.

Source: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
"""

from __future__ import annotations

from typing import Annotated, Literal, Self
from urllib.parse import quote

from pydantic import AfterValidator, Field, model_validator

from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary.durations import Duration
from podwright.vocabulary.ports import Port
from podwright.vocabulary.texts import Text
from podwright.vocabulary.value import Value, refuse

# The API counts in 32 bits.
_INT32 = 2**31 - 1


def check_url_path(value: str) -> str:
    """Return the path of a URL, beginning with ``/``, with a query where one is needed.

    Raises:
        InvalidValueError: the path does not begin with ``/`` or holds white space or a control character.
    """
    if not value.startswith("/") or not value.isprintable() or " " in value:
        suggestion = "/" + quote(value.strip().lstrip("/"), safe="/?&=%", errors="replace")
        raise refuse(f"{value!r} is not a URL path", f"Begin it with '/', such as {suggestion!r}")
    return value


UrlPath = Annotated[str, AfterValidator(check_url_path)]


class HttpGet(Value):
    """Healthy when an HTTP GET answers with a status from 200 to 399.

    Args:
        port: the container port that is asked.
        path: the URL path, ``/health``.
        scheme: ``HTTP`` or ``HTTPS`` (the certificate is not verified).
    """

    port: Port
    path: UrlPath = "/"
    scheme: Literal["HTTP", "HTTPS"] = "HTTP"


class TcpSocket(Value):
    """Healthy when a TCP connection can be opened.

    Args:
        port: the container port that is asked.
    """

    port: Port


class Grpc(Value):
    """Healthy when the gRPC health service answers SERVING (``grpc.health.v1.Health/Check``).

    Args:
        port: the container port that is asked.
        service: the service name to ask for; empty asks for the server as a whole.
    """

    port: Port
    service: Text = ""


class Exec(Value):
    """Healthy when a command in the container exits with status 0.

    Args:
        command: the program and its arguments; no shell is started unless the command is one.
    """

    command: Annotated[tuple[Text, ...], Field(min_length=1)]


class Probe(Value):
    """A check and its rhythm.

    Args:
        check: what is asked.
        initial_delay: how long after the container's start the first check comes.
        period: time between two checks, at least 1 s.
        timeout: how long one check may take, at least 1 s.
        failure_threshold: how many failures in a row count as failed.

    Raises:
        InvalidValueError: a period or timeout of 0, a number above 2^31-1, or a port that is not TCP.
    """

    check: HttpGet | TcpSocket | Grpc | Exec
    initial_delay: Duration = Duration(0)
    period: Duration = Duration(10)
    timeout: Duration = Duration(1)
    failure_threshold: Annotated[int, Field(ge=1, le=_INT32)] = 3

    @property
    def port(self) -> Port | None:
        """The port that is asked, or None for a command."""
        return None if isinstance(self.check, Exec) else self.check.port

    @model_validator(mode="after")
    def _has_a_rhythm(self) -> Self:
        problems = [
            Problem(
                field=field,
                message=f"the {field} of a probe is {least} to {_INT32} seconds",
                remedy=f"Write {field}=Duration({max(least, 1)}) or more",
            )
            for field, least in (("initial_delay", 0), ("period", 1), ("timeout", 1))
            if not Duration(least) <= getattr(self, field) <= Duration(_INT32)
        ]
        if self.port and self.port.protocol != "TCP":
            message = f"the kubelet cannot ask port {self.port.name!r}, which speaks {self.port.protocol}"
            problems.append(
                Problem(field="check.port", message=message, remedy="Give a TCP port, or Exec(…)")
            )
        if problems:
            raise InvalidValueError(*problems)
        return self
