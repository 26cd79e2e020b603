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
    ServiceMonitorSpecEndpointsTlsConfigCaSecret,
    ServiceMonitorSpecSelector,
)
from podwright.access import Service, ServicePort
from podwright.chart import KIND_MAY_COME_LATER, EnvironmentConstruct, argument
from podwright.observability.prometheus import check_interval, check_metrics_path, monitoring_of
from podwright.policy import ClusterRole, NamespacePods, ServiceAccount, UrlRule
from podwright.vocabulary import ConfigKey, Duration, SecretKey
from podwright.vocabulary.names import HostName, check_object_name
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

    Raises:
        InvalidValueError: an illegal name, or one that another service account or Secret of the chart has; no
            path.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, path: str = "/metrics") -> None:
        super().__init__(scope, id)
        labels = self.chart.labels_of("metrics")
        account = ServiceAccount(self, "service-account", name=name, labels=labels)
        ClusterRole(
            self,
            "cluster-role",
            # It carries the instance, which a shared namespace's prefix would only repeat.
            name=self.environment.unprefixed(name),
            rules=[UrlRule(paths=(argument("path", check_metrics_path, path),), verbs=("get",))],
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
        authority: the CA certificate that signed the server's; None where Prometheus trusts the CA already,
            as it does public ones.
        server_name: the name that the server's certificate carries.
    """

    authority: ConfigKey | SecretKey | None
    server_name: HostName


class ServiceMonitor(EnvironmentConstruct):
    """Has the cluster's Prometheus scrape a port of a Service. Emits one `ServiceMonitor`.

    It also declares the connection from Prometheus, so the workload's network policy lets it in.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        service_port: the port that serves the metrics.
        path: the URL path of the metrics.
        interval: time between two scrapes, at least 1 s.
        token: bearer token to send, None for none; only over TLS.
        tls: how the server is verified; None scrapes by plain HTTP.

    Raises:
        InvalidValueError: the platform has no monitoring; an illegal name or path, or a name that another
            ServiceMonitor of the chart has; a port that is not TCP; no interval; a token without TLS; and,
            when the chart is rendered, another Service with the same labels, which would be scraped too.
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
        monitoring = monitoring_of(self.environment, what="the ServiceMonitor")
        argument("name", check_object_name, name)
        argument("path", check_metrics_path, path)
        service_port.must_speak_tcp("a ServiceMonitor")
        check_interval(interval, field="interval")
        if token and not tls:
            message = "everybody on the way can read a token that is sent over plain HTTP"
            raise refuse(message, "Give tls=ScrapeTls(…), or drop token=", field="token")
        self.chart.register(self, kind="ServiceMonitor", name=name)
        self._service_port = service_port
        self.finish_late(self._check_selection)
        service = service_port.service
        prometheus = NamespacePods(namespace_labels={"kubernetes.io/metadata.name": monitoring.namespace})
        service.workload.accepts(service_port.port, prometheus)
        ServiceMonitorBinding(
            self,
            "service-monitor",
            metadata=self.custom_resource_meta(
                name=name,
                labels=self.chart.labels_of("metrics"),
                more_labels=monitoring.service_monitor_labels,
                annotations=KIND_MAY_COME_LATER,
            ),
            spec=ServiceMonitorSpec(
                selector=ServiceMonitorSpecSelector(match_labels=service.labels.selector),
                endpoints=[
                    ServiceMonitorSpecEndpoints(
                        port=service_port.port.name,
                        path=path,
                        interval=str(interval),
                        scheme=ServiceMonitorSpecEndpointsScheme.HTTPS if tls else None,
                        authorization=_authorization(token),
                        tls_config=_tls_config(tls),
                    )
                ],
            ),
        )

    def _check_selection(self) -> None:
        # It names no Service but labels: whatever else carries them, and has a port of that name, is scraped.
        meant, port = self._service_port.service, self._service_port.port
        services = [node for node in self.chart.node.find_all() if isinstance(node, Service)]
        for other in services:
            looks_alike = other is not meant and other.labels.selector == meant.labels.selector
            if looks_alike and any(served.name == port.name for served in other.ports):
                message = f"Service {other.name!r} looks like {meant.name!r}, and would be scraped too"
                raise refuse(message, "Give one of the two Services a component=", field="service_port")


def _authorization(token: SecretKey | None) -> ServiceMonitorSpecEndpointsAuthorization | None:
    if token is None:
        return None
    credentials = ServiceMonitorSpecEndpointsAuthorizationCredentials(name=token.secret, key=token.key)
    return ServiceMonitorSpecEndpointsAuthorization(type="Bearer", credentials=credentials)


def _tls_config(tls: ScrapeTls | None) -> ServiceMonitorSpecEndpointsTlsConfig | None:
    if tls is None:
        return None
    return ServiceMonitorSpecEndpointsTlsConfig(ca=_authority(tls.authority), server_name=tls.server_name)


def _authority(key: ConfigKey | SecretKey | None) -> ServiceMonitorSpecEndpointsTlsConfigCa | None:
    match key:
        case ConfigKey():
            config_map = ServiceMonitorSpecEndpointsTlsConfigCaConfigMap(name=key.config_map, key=key.key)
            return ServiceMonitorSpecEndpointsTlsConfigCa(config_map=config_map)
        case SecretKey():
            secret = ServiceMonitorSpecEndpointsTlsConfigCaSecret(name=key.secret, key=key.key)
            return ServiceMonitorSpecEndpointsTlsConfigCa(secret=secret)
        case None:
            return None
