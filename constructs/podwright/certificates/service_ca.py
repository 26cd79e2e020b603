"""Certificates that OpenShift's service CA issues and renews.

Source: https://docs.openshift.com/container-platform/latest/security/certificates/service-serving-certificate.html
"""

from __future__ import annotations

from constructs import Construct

from podwright.chart import EnvironmentConstruct
from podwright.configuration import ConfigMap
from podwright.vocabulary import ConfigKey, SecretVolume
from podwright.vocabulary.names import ObjectName
from podwright.vocabulary.value import Value

_SERVING_CERTIFICATE = "service.beta.openshift.io/serving-cert-secret-name"
_INJECT_BUNDLE = "service.beta.openshift.io/inject-cabundle"
_BUNDLE_KEY = "service-ca.crt"


class ServiceCaCertificate(Value):
    """A serving certificate for a Service, issued by OpenShift's service CA. Emits an annotation.

    The certificate names ``<service>.<namespace>.svc`` only, and only clients that trust the service CA can
    verify it. OpenShift creates the Secret (keys ``tls.crt`` and ``tls.key``) and renews it.

    Args:
        secret_name: name of the Secret that OpenShift creates.
    """

    secret_name: ObjectName

    @property
    def service_annotations(self) -> dict[str, str]:
        """The annotation by which a Service asks for the certificate."""
        return {_SERVING_CERTIFICATE: self.secret_name}

    def volume(self, *, mode: int | None = None) -> SecretVolume:
        """Return the certificate and its key as files ``tls.crt`` and ``tls.key``.

        Args:
            mode: file mode; 0644 where not given.
        """
        return SecretVolume(secret=self.secret_name, mode=mode)


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
        self.environment.openshift("the service CA")
        self._config_map = ConfigMap(
            self, "bundle", name=name, data={}, component="certificates", annotations={_INJECT_BUNDLE: "true"}
        )

    @property
    def certificate(self) -> ConfigKey:
        """The key that holds the CA certificate."""
        return ConfigKey(config_map=self._config_map.name, key=_BUNDLE_KEY)
