"""Certificates that OpenShift's service CA issues and renews.

Source: https://docs.openshift.com/container-platform/latest/security/certificates/service-serving-certificate.html
"""

from __future__ import annotations

from collections.abc import Sequence

from constructs import Construct

from podwright.certificates.tls_secret import TlsSecret
from podwright.chart import EnvironmentConstruct, argument, chart_of
from podwright.configuration import ConfigMap
from podwright.environment import Environment
from podwright.vocabulary import ConfigKey
from podwright.vocabulary.names import ObjectName, check_host_name
from podwright.vocabulary.value import Value, refuse

_SERVING_CERTIFICATE = "service.beta.openshift.io/serving-cert-secret-name"
_INJECT_BUNDLE = "service.beta.openshift.io/inject-cabundle"
_BUNDLE_KEY = "service-ca.crt"


def must_have_service_ca(environment: Environment) -> None:
    """Refuse a platform that has no service CA.

    Raises:
        InvalidValueError: the platform is not OpenShift.
    """
    environment.openshift(
        "the service CA", instead="CertManagerCertificates(issuer=…) or ExistingCertificates(…)"
    )


class ServiceCaCertificate(TlsSecret):
    """A serving certificate for a Service, issued by OpenShift's service CA. Emits an annotation.

    The certificate names ``<service>.<namespace>.svc`` only, and only clients that trust the service CA can
    verify it. OpenShift creates the Secret (keys ``tls.crt`` and ``tls.key``) and renews it.

    It is valid for two years, and the certificate of a rotated service CA is trusted for another 13 months;
    every upgrade of the cluster replaces all pods long before. kube-rbac-proxy and other servers that read
    their files again follow a renewal by themselves.

    Args:
        secret_name: name of the Secret that OpenShift creates.
        authority: the key that holds the service CA's certificate, as a `ServiceCaBundle` has it.
    """

    @property
    def service_annotations(self) -> dict[str, str]:
        """The annotation by which a Service asks for the certificate."""
        return {_SERVING_CERTIFICATE: self.secret_name}

    @property
    def lasts_for_years(self) -> bool:
        """It does: pods are replaced before it ends."""
        return True


class ServiceCaBundle(EnvironmentConstruct):
    """The service CA's own certificate, for clients in this namespace. Emits one `ConfigMap`.

    OpenShift writes the key ``service-ca.crt`` into it.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of the ConfigMap.

    Raises:
        InvalidValueError: the platform is not OpenShift.
    """

    def __init__(self, scope: Construct, id: str, *, name: str) -> None:
        super().__init__(scope, id)
        must_have_service_ca(self.environment)
        self._config_map = ConfigMap(
            self, "bundle", name=name, data={}, component="certificates", annotations={_INJECT_BUNDLE: "true"}
        )
        self.chart.register(self, kind="ServiceCaBundle", name=name)

    @property
    def certificate(self) -> ConfigKey:
        """The key that holds the CA certificate."""
        return ConfigKey(config_map=self._config_map.name, key=_BUNDLE_KEY)


class ServiceCaCertificates(Value):
    """The choice of OpenShift's service CA for all serving certificates: issued and renewed by the platform.

    Outside clients cannot verify them: they name Services only. A Route to them re-encrypts, or says with
    ``Passthrough(clients_trust_service_ca=…)`` why its clients can.

    Args:
        bundle: name of the ConfigMap that receives the service CA's certificate, for clients in the
            namespace; ``<system>-service-ca`` where not given.
    """

    bundle: ObjectName | None = None

    def provide(
        self,
        scope: Construct,
        id: str,
        *,
        secret_name: str,
        services: Sequence[str],
        hosts: Sequence[str] = (),
    ) -> ServiceCaCertificate:
        """Return the certificate of one Service, which is to be given it: ``Service(certificate=…)``.

        Emits a `ServiceCaBundle`, once for the whole chart.

        Args:
            scope: the chart, or a construct of it.
            id: name of the construct in its scope.
            secret_name: name of the Secret that OpenShift creates.
            services: name of the Service; the service CA issues a certificate for one.
            hosts: hosts outside the cluster by which it is reached too. The service CA cannot name them,
                which a Route judges where it leads to the Service.

        Raises:
            InvalidValueError: the platform is not OpenShift; several Services, or none; an illegal name.
        """
        chart = chart_of(scope)
        must_have_service_ca(chart.environment)
        if len(services) != 1:
            message = f"the service CA issues a certificate for one Service, not for {len(services)}"
            raise refuse(
                message, "Call provide() for each Service, with a Secret of its own", field="services"
            )
        for index, host in enumerate(hosts):
            argument(f"hosts[{index}]", check_host_name, host)
        certificate = ServiceCaCertificate(secret_name=secret_name)
        name = self.bundle or chart.named(f"{chart.system}-service-ca")
        bundle = chart.find("ServiceCaBundle", name)
        if not isinstance(bundle, ServiceCaBundle):
            bundle = ServiceCaBundle(scope, id, name=name)
        return certificate.model_copy(update={"authority": bundle.certificate})
