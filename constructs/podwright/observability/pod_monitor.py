"""Metrics of pods that no Service stands in front of: a PodMonitor, or annotations for a plain Prometheus.

Source: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
"""

from __future__ import annotations

from typing import Annotated

from constructs import Construct
from pydantic import AfterValidator

from imports.com.coreos.monitoring import PodMonitor as PodMonitorBinding
from imports.com.coreos.monitoring import (
    PodMonitorSpec,
    PodMonitorSpecPodMetricsEndpoints,
    PodMonitorSpecSelector,
)
from podwright.chart import KIND_MAY_COME_LATER, EnvironmentConstruct, argument
from podwright.observability.prometheus import check_interval, check_metrics_path, monitoring_of
from podwright.policy import NamespacePods
from podwright.vocabulary import Duration, Port
from podwright.vocabulary.names import LabelName, check_object_name
from podwright.vocabulary.value import Value, refuse
from podwright.workloads import Workload

_NAMESPACE = "kubernetes.io/metadata.name"


class PodMonitoring(Value):
    """The cluster's Prometheus scrapes the pods, because a `PodMonitor` tells its operator to.

    Args:
        interval: time between two scrapes, at least 1 s.

    Raises:
        InvalidValueError: no interval.
    """

    interval: Annotated[Duration, AfterValidator(check_interval)] = Duration(30)


class ScrapeAnnotations(Value):
    """A Prometheus scrapes the pods that is configured to follow annotations ``prometheus.io/…`` of pods.

    They are a convention of examples and charts, not of Prometheus: those that the operator runs, OpenShift's
    among them, follow no annotations. Whoever does, and so where it runs, has to be said.

    Source: https://github.com/prometheus/prometheus/blob/main/documentation/examples/prometheus-kubernetes.yml

    Args:
        prometheus_namespace: the namespace that the Prometheus runs in, which network policies let in.
    """

    prometheus_namespace: LabelName


PodScraping = PodMonitoring | ScrapeAnnotations
"""How Prometheus is told to scrape pods: one decision, and its alternatives."""


class PodMonitor(EnvironmentConstruct):
    """Has the cluster's Prometheus scrape a port of a workload's pods. Emits one `PodMonitor`.

    It also declares the connection from Prometheus, so the workload's network policy lets it in. Where a
    Service stands in front of the port, a `ServiceMonitor` does the same.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        workload: the pods.
        port: the port of theirs that serves the metrics, by plain HTTP.
        path: the URL path of the metrics.
        interval: time between two scrapes, at least 1 s.

    Raises:
        InvalidValueError: the platform has no monitoring; an illegal name or path, or a name that another
            PodMonitor of the chart has; a port that the workload has not, or that is not TCP; no interval.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        workload: Workload,
        port: Port,
        path: str = "/metrics",
        interval: Duration = Duration(30),
    ) -> None:
        super().__init__(scope, id)
        monitoring = monitoring_of(self.environment, what="the PodMonitor")
        argument("name", check_object_name, name)
        argument("path", check_metrics_path, path)
        _must_speak_tcp(port, "a PodMonitor")
        check_interval(interval, field="interval")
        self.chart.register(self, kind="PodMonitor", name=name)
        workload.accepts(port, NamespacePods(namespace_labels={_NAMESPACE: monitoring.namespace}))
        PodMonitorBinding(
            self,
            "pod-monitor",
            metadata=self.custom_resource_meta(
                name=name,
                labels=self.chart.labels_of("metrics"),
                more_labels=monitoring.service_monitor_labels,
                annotations=KIND_MAY_COME_LATER,
            ),
            spec=PodMonitorSpec(
                # Two workloads never share a selector, so that no other pods are meant.
                selector=PodMonitorSpecSelector(match_labels=workload.labels.selector),
                pod_metrics_endpoints=[
                    PodMonitorSpecPodMetricsEndpoints(port=port.name, path=path, interval=str(interval))
                ],
            ),
        )


class Scraping(EnvironmentConstruct):
    """Metrics of a workload's pods, scraped in the way that is chosen. Emits a `PodMonitor`, or nothing.

    With `ScrapeAnnotations` the pods carry ``prometheus.io/scrape``, ``port`` and ``path``. Either way the
    workload's network policy lets Prometheus in, to that port alone.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of the PodMonitor.
        workload: the pods.
        port: the port of theirs that serves the metrics, by plain HTTP.
        path: the URL path of the metrics.
        by: the way.

    Raises:
        InvalidValueError: what `PodMonitor` refuses; a second port of pods that are scraped by annotations,
            which name one port only.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        workload: Workload,
        port: Port,
        by: PodScraping,
        path: str = "/metrics",
    ) -> None:
        super().__init__(scope, id)
        if isinstance(by, PodMonitoring):
            PodMonitor(
                self,
                "pod-monitor",
                name=name,
                workload=workload,
                port=port,
                path=path,
                interval=by.interval,
            )
            return
        argument("path", check_metrics_path, path)
        _must_speak_tcp(port, "Prometheus")
        workload.annotate_pods(
            {
                "prometheus.io/scrape": "true",
                "prometheus.io/port": str(port.number),
                "prometheus.io/path": path,
            }
        )
        workload.accepts(port, NamespacePods(namespace_labels={_NAMESPACE: by.prometheus_namespace}))


def _must_speak_tcp(port: Port, needed_by: str) -> None:
    if port.protocol != "TCP":
        message = f"{needed_by} needs TCP, but port {port.name!r} speaks {port.protocol}"
        raise refuse(message, "Give a TCP port of the pods", field="port")
