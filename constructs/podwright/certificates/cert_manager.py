"""Certificates that cert-manager issues and renews.

Source: https://cert-manager.io/docs/usage/certificate/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from constructs import Construct
from pydantic import model_validator

from podwright.certificates.authorities import declare_authority
from podwright.certificates.issuer import Issuer
from podwright.certificates.tls_secret import (
    AUTHORITY_KEY,
    NamedCertificate,
    check_dns_name,
    service_hosts,
)
from podwright.chart import KIND_MAY_COME_LATER, EnvironmentConstruct, argument, chart_of
from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary import ConfigKey, Duration, SecretKey
from podwright.vocabulary.names import check_object_name, check_service_name
from podwright.vocabulary.value import Value, refuse

# cert-manager's webhook refuses less.
_SHORTEST = Duration.parse("1h")
_SHORTEST_NOTICE = Duration.parse("5m")
NINETY_DAYS = Duration.parse("2160h")
"""How long a certificate is valid where nothing else is said."""

THIRTY_DAYS = Duration.parse("720h")
"""How long before its end a certificate is renewed where nothing else is said."""


class IssuedCertificate(NamedCertificate):
    """A serving certificate that cert-manager issues, in a Secret that it renews in place.

    Programs that read their files again follow a renewal by themselves: kube-rbac-proxy does once a minute.
    `PostgresDatabase` has the server read its files again every hour.

    Args:
        secret_name: name of the Secret that cert-manager creates: ``tls.crt``, ``tls.key`` and ``ca.crt``.
        authority: the key that holds the certificate of the authority.
        dns_names: every DNS name that it carries.
    """


class Certificate(EnvironmentConstruct):
    """A serving certificate that cert-manager keeps valid. Emits one `Certificate`.

    Its key is ECDSA (P-256), which every TLS client of the last decade verifies, at a tenth of RSA's cost for
    the server; each renewal makes a new one. It is good for servers only.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`, and the name of the Secret.
        dns_names: the DNS names that it carries, each once.
        issuer: who signs it; an ACME issuer cannot sign names of Services.
        duration: how long it is valid, at least 1 h. Issuers may shorten it.
        renew_before: how long before its end it is renewed, at least 5 min and less than `duration`.
        authority: the key that holds the certificate of the authority; ``ca.crt`` of the Secret where not
            given, which issuers of the types CA, Vault and SelfSigned fill.

    Raises:
        InvalidValueError: an illegal name, or a Secret that something else makes; no DNS names, one twice, or
            an illegal one; times that cert-manager refuses.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        dns_names: Sequence[str],
        issuer: Issuer,
        duration: Duration = NINETY_DAYS,
        renew_before: Duration = THIRTY_DAYS,
        authority: ConfigKey | SecretKey | None = None,
    ) -> None:
        super().__init__(scope, id)
        # The bindings are large, and only environments that choose cert-manager should pay for them.
        from imports.io import cert_manager as bindings

        argument("name", check_object_name, name)
        if problem := _wrong_times(duration, renew_before):
            raise InvalidValueError(problem)
        if not dns_names:
            message = f"Certificate {name!r} is good for nobody"
            raise refuse(message, "Give the names by which the server is called", field="dns_names")
        for index, dns_name in enumerate(dns_names):
            argument(f"dns_names[{index}]", check_dns_name, dns_name)
            if dns_name in dns_names[:index]:
                message = f"Certificate {name!r} names {dns_name!r} twice"
                raise refuse(message, "Give each name once", field=f"dns_names[{index}]")
        self.chart.register(self, kind="Secret", name=name)
        issuer.declare(self.chart)
        if authority:
            declare_authority(self.chart, authority)
        self.certificate = IssuedCertificate(
            secret_name=name,
            authority=authority or SecretKey(secret=name, key=AUTHORITY_KEY),
            dns_names=tuple(dns_names),
        )
        """The handle that Services and databases are given."""
        usages, key = bindings.CertificateSpecUsages, bindings.CertificateSpecPrivateKey
        bindings.Certificate(
            self,
            "certificate",
            metadata=self.custom_resource_meta(
                name=name, labels=self.chart.labels_of("certificates"), annotations=KIND_MAY_COME_LATER
            ),
            spec=bindings.CertificateSpec(
                secret_name=name,
                issuer_ref=bindings.CertificateSpecIssuerRef(
                    name=issuer.name, kind=issuer.kind, group="cert-manager.io"
                ),
                dns_names=list(dns_names),
                duration=str(duration),
                renew_before=str(renew_before),
                usages=[usages.DIGITAL_SIGNATURE, usages.SERVER_AUTH],
                private_key=key(
                    algorithm=bindings.CertificateSpecPrivateKeyAlgorithm.ECDSA,
                    size=256,
                    rotation_policy=bindings.CertificateSpecPrivateKeyRotationPolicy.ALWAYS,
                ),
            ),
        )


class CertManagerCertificates(Value):
    """The choice of cert-manager for all serving certificates: they carry Services' names and public hosts.

    An ACME issuer (Let's Encrypt) cannot sign names of Services, which nobody owns in public DNS; issuers of
    the types CA and Vault can. A role of Vault has to allow all of the names (``allow_bare_domains`` for the
    shortest one).

    Args:
        issuer: who signs.
        duration: how long certificates are valid, at least 1 h. Issuers may shorten it.
        renew_before: how long before their end they are renewed, at least 5 min and less than `duration`.
        authority: the key that holds the certificate of the authority, for clients in the namespace, such as
            trust-manager distributes it; ``ca.crt`` of each certificate's own Secret where not given.

    Raises:
        InvalidValueError: an issuer that is said to be of ACME; times that cert-manager refuses.
    """

    issuer: Issuer
    duration: Duration = NINETY_DAYS
    renew_before: Duration = THIRTY_DAYS
    authority: ConfigKey | SecretKey | None = None

    @model_validator(mode="after")
    def _can_be_issued(self) -> Self:
        if self.issuer.solver:
            message = f"issuer {self.issuer.name!r} is of ACME, which cannot sign names of Services"
            raise refuse(message, "Give an issuer of type CA or Vault", field="issuer")
        if problem := _wrong_times(self.duration, self.renew_before):
            raise InvalidValueError(problem)
        return self

    def provide(
        self,
        scope: Construct,
        id: str,
        *,
        secret_name: str,
        services: Sequence[str],
        hosts: Sequence[str] = (),
    ) -> IssuedCertificate:
        """Emit a `Certificate` and return its handle.

        Args:
            scope: the chart, or a construct of it.
            id: name of the construct in its scope.
            secret_name: name of the Certificate and of its Secret.
            services: names of the Services in front of the server; all forms of their names are covered.
            hosts: hosts outside the cluster by which it is reached too.

        Raises:
            InvalidValueError: what `Certificate` refuses.
        """
        environment = chart_of(scope).environment
        for index, service in enumerate(services):
            argument(f"services[{index}]", check_service_name, service)
        names = [name for service in services for name in service_hosts(service, environment)]
        certificate = Certificate(
            scope,
            id,
            name=argument("secret_name", check_object_name, secret_name),
            dns_names=(*names, *(host for host in hosts if host not in names)),
            issuer=self.issuer,
            duration=self.duration,
            renew_before=self.renew_before,
            authority=self.authority,
        )
        return certificate.certificate


def _wrong_times(duration: Duration, renew_before: Duration) -> Problem | None:
    if duration < _SHORTEST:
        message, remedy = (
            "cert-manager issues no certificate for less than 1h",
            "Write Duration.parse('2160h')",
        )
        return Problem(field="duration", message=message, remedy=remedy)
    if not _SHORTEST_NOTICE <= renew_before < duration:
        message = (
            f"a certificate that is valid for {duration} cannot be renewed {renew_before} before its end"
        )
        remedy = f"Give a time from {_SHORTEST_NOTICE} on that is less than {duration}"
        return Problem(field="renew_before", message=message, remedy=remedy)
    return None
