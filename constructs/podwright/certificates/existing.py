"""Certificates in Secrets that somebody else creates and renews."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Self

from constructs import Construct
from pydantic import Field, model_validator

from podwright.certificates.authorities import declare_authority
from podwright.certificates.tls_secret import (
    CERTIFICATE_KEY,
    PRIVATE_KEY_KEY,
    NamedCertificate,
    service_host,
)
from podwright.chart import EnvironmentConstruct, chart_of
from podwright.environment import Environment
from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary import External, SecretKey
from podwright.vocabulary.value import Value, did_you_mean, refuse


class ExistingCertificate(NamedCertificate):
    """A serving certificate in a Secret that exists in the namespace, or will before the pods start.

    Its names are declared, never unknown: that is what tells a Route, a monitor and a reviewer whether
    clients can verify it. ``openssl x509 -noout -ext subjectAltName`` prints them.

    Whoever renews it writes into the same Secret. Programs that read their files again follow by themselves.

    Args:
        secret_name: name of the Secret of type ``kubernetes.io/tls``: ``tls.crt`` and ``tls.key``.
        authority: the key that holds the certificate of the authority, often
            ``SecretKey(secret=<secret_name>, key="ca.crt")``; None where clients trust it already.
        dns_names: every DNS name that it carries; a wildcard stands for one label.
    """

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the Secret has."""
        beside = (self.authority.key,) if self.authority and self.has_own_authority else ()
        return (CERTIFICATE_KEY, PRIVATE_KEY_KEY, *beside)

    @property
    def has_own_authority(self) -> bool:
        """Whether the certificate of the authority is in the same Secret."""
        return isinstance(self.authority, SecretKey) and self.authority.secret == self.secret_name


class ExistingTlsSecret(EnvironmentConstruct):
    """A Secret with a serving certificate that exists; emits nothing.

    The chart relies on it, and on what holds the authority's certificate.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        certificate: the certificate.

    Raises:
        InvalidValueError: the chart makes a Secret of that name itself.
    """

    def __init__(self, scope: Construct, id: str, *, certificate: ExistingCertificate) -> None:
        super().__init__(scope, id)
        name, authority = certificate.secret_name, certificate.authority
        other = self.chart.find("Secret", name)
        if isinstance(other, ExistingTlsSecret):
            return
        if other:
            message = f"Secret {name!r} is said to exist, but {other.path} makes it"
            raise refuse(message, "Give one of them another name", field="secret_name")
        self.chart.register(self, kind="Secret", name=name)
        self.chart.relies_on(External(kind="Secret", name=name, keys=certificate.keys))
        if authority and not certificate.has_own_authority:
            declare_authority(self.chart, authority)


class ExistingCertificates(Value):
    """The choice of certificates that somebody else provides, as Secrets of type ``kubernetes.io/tls``.

    Args:
        certificates: each with the name of its Secret, which is the name that the chart asks for.

    Raises:
        InvalidValueError: none, or two in one Secret.
    """

    certificates: Annotated[tuple[ExistingCertificate, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_has_its_own_secret(self) -> Self:
        names = [certificate.secret_name for certificate in self.certificates]
        for index, name in enumerate(names):
            if name in names[:index]:
                message = f"Secret {name!r} is declared twice"
                remedy = "Declare it once, with all the names of its certificate"
                raise refuse(message, remedy, field=f"certificates[{index}]")
        return self

    def provide(
        self,
        scope: Construct,
        id: str,
        *,
        secret_name: str,
        services: Sequence[str],
        hosts: Sequence[str] = (),
    ) -> ExistingCertificate:
        """Declare the Secret as existing and return its handle; emits nothing.

        Args:
            scope: the chart, or a construct of it.
            id: name of the construct in its scope.
            secret_name: name of the Secret.
            services: names of the Services in front of the server; the certificate has to carry
                ``<service>.<namespace>.svc`` of each.
            hosts: hosts outside the cluster by which it is reached too, and which it has to carry.

        Raises:
            InvalidValueError: the Secret is not declared, or the chart makes it itself; its certificate lacks
                a name.
        """
        known = {certificate.secret_name: certificate for certificate in self.certificates}
        if secret_name not in known:
            message = (
                f"no certificate exists in Secret {secret_name!r}{did_you_mean(secret_name, list(known))}"
            )
            remedy = f"Create it, and add ExistingCertificate(secret_name={secret_name!r}, …) to certificates"
            raise refuse(message, remedy, field="certificates")
        certificate = known[secret_name]
        problems = [*_uncovered(certificate, services, hosts, chart_of(scope).environment)]
        if problems:
            raise InvalidValueError(*problems)
        ExistingTlsSecret(scope, id, certificate=certificate)
        return certificate


def _uncovered(
    certificate: ExistingCertificate, services: Sequence[str], hosts: Sequence[str], environment: Environment
) -> Iterator[Problem]:
    for host in (*(service_host(service, environment) for service in services), *hosts):
        if not certificate.carries(host):
            yield Problem(
                field=f"certificates[{certificate.secret_name!r}].dns_names",
                message=f"the certificate in Secret {certificate.secret_name!r} does not carry {host!r}",
                remedy=f"Have it issued for {host!r} too, and add the name to dns_names",
            )
