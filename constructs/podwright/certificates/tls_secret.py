"""Secrets of type ``kubernetes.io/tls``: a certificate with its key, whoever makes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field

from podwright.environment import Environment
from podwright.errors import InvalidValueError
from podwright.vocabulary import ConfigKey, SecretKey, SecretVolume
from podwright.vocabulary.names import ObjectName, check_host_name
from podwright.vocabulary.value import Value, refuse

CERTIFICATE_KEY = "tls.crt"
"""The key of the Secret that holds the certificate, and those that signed it."""

PRIVATE_KEY_KEY = "tls.key"
"""The key of the Secret that holds the private key."""

AUTHORITY_KEY = "ca.crt"
"""The key that may hold the certificate of the authority."""


def check_dns_name(value: str) -> str:
    """Return a DNS name as certificates carry it: a host, or ``*.`` in front of a domain.

    Raises:
        InvalidValueError: no host name, or a wildcard elsewhere than in place of the first label.
    """
    try:
        check_host_name(value.removeprefix("*."))
    except InvalidValueError:
        message = f"{value!r} is not a DNS name of a certificate"
        remedy = "Write a host such as 'tarsy-api.tarsy.svc', or a wildcard such as '*.apps.example.com'"
        raise refuse(message, remedy) from None
    return value


DnsName = Annotated[str, AfterValidator(check_dns_name)]


def is_covered(host: str, names: Iterable[str]) -> bool:
    """Return whether a client that calls a host takes a certificate of these names (RFC 6125, 6.4).

    Args:
        host: what the client calls.
        names: DNS names of the certificate; a wildcard stands for exactly one label.
    """
    _, dot, domain = host.partition(".")
    return any(name == host or (bool(dot) and name == f"*.{domain}") for name in names)


def service_host(service: str, environment: Environment) -> str:
    """Return the name by which routers, monitors and other namespaces verify a Service."""
    return f"{service}.{environment.namespace}.svc"


def service_hosts(service: str, environment: Environment) -> tuple[str, ...]:
    """Return every name by which pods may call a Service, short to long.

    Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/

    Args:
        service: name of the Service.
        environment: the place; the resolver of its cluster completes the shorter names.
    """
    host = service_host(service, environment)
    return (
        service,
        f"{service}.{environment.namespace}",
        host,
        f"{host}.{environment.platform.cluster_domain}",
    )


class TlsSecret(Value):
    """A Secret with a serving certificate, and what clients verify it with: the base of the three kinds.

    Args:
        secret_name: name of the Secret; its keys are ``tls.crt`` and ``tls.key``.
        authority: the key that holds the certificate of the authority, for clients in the namespace; None
            where clients trust the authority already, or nobody told where its certificate is.
    """

    secret_name: ObjectName
    authority: ConfigKey | SecretKey | None = None

    @property
    def service_annotations(self) -> dict[str, str]:
        """The annotations by which a Service asks for the certificate; none where something else does."""
        return {}

    @property
    def lasts_for_years(self) -> bool:
        """Whether pods are replaced before it ends, so that a server need not read it again."""
        return False

    def volume(self, *, mode: int | None = None) -> SecretVolume:
        """Return the certificate and its key as files ``tls.crt`` and ``tls.key``.

        The kubelet replaces the files about a minute after the certificate is renewed. Programs that read
        them at their start only serve the old one until they are told to read again.

        Args:
            mode: file mode; 0644 where not given.
        """
        return SecretVolume(secret=self.secret_name, mode=mode)


class NamedCertificate(TlsSecret):
    """A serving certificate of which it is known for which names it is good.

    Args:
        dns_names: every DNS name that it carries; a wildcard stands for one label.
    """

    dns_names: Annotated[tuple[DnsName, ...], Field(min_length=1)]

    def carries(self, host: str) -> bool:
        """Return whether a client that calls a host takes it."""
        return is_covered(host, self.dns_names)
