"""Metrics: what the cluster's Prometheus scrapes.

Source: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
"""

from __future__ import annotations

from cdk8s_plus_27 import k8s
from constructs import Construct

from imports.com.coreos.monitoring import (
    ServiceMonitor as ServiceMonitorBinding,
)
from imports.com.coreos.monitoring import (
    ServiceMonitorSpec,
    ServiceMonitorSpecEndpoints,
    ServiceMonitorSpecEndpointsAuthorization,
    ServiceMonitorSpecEndpointsAuthorizationCredentials,
    ServiceMonitorSpecEndpointsScheme,
    ServiceMonitorSpecEndpointsTlsConfig,
    ServiceMonitorSpecEndpointsTlsConfigCa,
    ServiceMonitorSpecEndpointsTlsConfigCaConfigMap,
    ServiceMonitorSpecSelector,
)
from podwright.access import ServicePort
from podwright.chart import EnvironmentConstruct
from podwright.policy import ClusterRole, NamespacePods, ServiceAccount, UrlRule
from podwright.vocabulary import ConfigKey, Duration, SecretKey
from podwright.vocabulary.names import check_object_name
from podwright.vocabulary.probes import check_url_path
from podwright.vocabulary.value import Value, refuse


class ScrapeToken(EnvironmentConstruct):
    """An identity for Prometheus that may read metrics paths through an auth proxy.

    Emits a `ServiceAccount`, a `ClusterRole` with its `ClusterRoleBinding`, and a `Secret` of type
    ``kubernetes.io/service-account-token``, empty: the cluster writes the token into it. A ServiceMonitor can
    name a token only in a Secret of its own namespace.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: name of the service account; the Secret is ``<name>-token``.
        path: the metrics path that it may read.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, path: str = "/metrics") -> None:
        super().__init__(scope, id)
        labels = self.chart.labels_of("metrics")
        account = ServiceAccount(self, "service-account", name=name, labels=labels)
        ClusterRole(
            self,
            "cluster-role",
            name="metrics-reader",
            rules=[UrlRule(paths=(check_url_path(path),), verbs=("get",))],
            subjects=[account.subject],
            component=labels.component,
        )
        self.secret = f"{name}-token"
        self.chart.register(self, kind="Secret", name=self.secret)
        k8s.KubeSecret(
            self,
            "token",
            metadata=self.object_meta(
                name=self.secret,
                labels=labels,
                annotations={"kubernetes.io/service-account.name": name},
            ),
            type="kubernetes.io/service-account-token",
        )

    @property
    def token(self) -> SecretKey:
        """The key that the cluster writes the token to."""
        return SecretKey(secret=self.secret, key="token")


class ScrapeTls(Value):
    """How Prometheus verifies the server it scrapes.

    Args:
        authority: the CA certificate that signed the server's.
        server_name: the name that the server's certificate carries.
    """

    authority: ConfigKey
    server_name: str


class ServiceMonitor(EnvironmentConstruct):
    """Has the cluster's Prometheus scrape a port of a Service. Emits one `ServiceMonitor`.

    It also declares the connection from Prometheus, so the workload's network policy lets it in.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        service_port: the port that serves the metrics.
        path: the URL path of the metrics.
        interval: time between two scrapes.
        token: bearer token to send, None for none.
        tls: how the server is verified; None scrapes by plain HTTP.

    Raises:
        InvalidValueError: the platform has no monitoring, or an illegal name or path.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        service_port: ServicePort,
        path: str = "/metrics",
        interval: Duration = Duration(30),
        token: SecretKey | None = None,
        tls: ScrapeTls | None = None,
    ) -> None:
        super().__init__(scope, id)
        monitoring = self.environment.platform.monitoring
        if monitoring is None:
            message = f"{self.environment.name!r} has no Prometheus for applications"
            raise refuse(
                message, "Set monitoring= of the platform, or drop the ServiceMonitor", field="platform"
            )
        service = service_port.service
        prometheus = NamespacePods(namespace_labels={"kubernetes.io/metadata.name": monitoring.namespace})
        service.workload.accepts(service_port.port, prometheus)
        ServiceMonitorBinding(
            self,
            "service-monitor",
            metadata=self.custom_resource_meta(
                name=check_object_name(name),
                labels=self.chart.labels_of("metrics"),
                more_labels=monitoring.service_monitor_labels,
                # The kind may be installed by the same sync; without it the dry run would fail.
                annotations={"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"},
            ),
            spec=ServiceMonitorSpec(
                selector=ServiceMonitorSpecSelector(match_labels=service.labels.selector),
                endpoints=[
                    ServiceMonitorSpecEndpoints(
                        port=service_port.port.name,
                        path=check_url_path(path),
                        interval=str(interval),
                        scheme=ServiceMonitorSpecEndpointsScheme.HTTPS if tls else None,
                        authorization=_authorization(token),
                        tls_config=_tls_config(tls),
                    )
                ],
            ),
        )


def _authorization(token: SecretKey | None) -> ServiceMonitorSpecEndpointsAuthorization | None:
    if token is None:
        return None
    credentials = ServiceMonitorSpecEndpointsAuthorizationCredentials(name=token.secret, key=token.key)
    return ServiceMonitorSpecEndpointsAuthorization(type="Bearer", credentials=credentials)


def _tls_config(tls: ScrapeTls | None) -> ServiceMonitorSpecEndpointsTlsConfig | None:
    if tls is None:
        return None
    authority = ServiceMonitorSpecEndpointsTlsConfigCaConfigMap(
        name=tls.authority.config_map, key=tls.authority.key
    )
    return ServiceMonitorSpecEndpointsTlsConfig(
        ca=ServiceMonitorSpecEndpointsTlsConfigCa(config_map=authority), server_name=tls.server_name
    )
