"""What Prometheus scrapes: the endpoints that ServiceMonitors and PodMonitors select.

Source: https://prometheus-operator.dev/docs/api-reference/api/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.monitors import monitored_pods, monitored_services, monitors
from podwright.verify.services import Service


@dataclass(frozen=True, slots=True, eq=False)
class Scrape:
    """A port of some pods that a monitor has Prometheus scrape.

    Attributes:
        monitor: the ServiceMonitor or PodMonitor.
        endpoint: its endpoint.
        service: the Service that it goes by; none for a PodMonitor.
        pod: the pods.
        number: the port, as the pods' containers know it.
    """

    monitor: Manifest
    endpoint: Node
    service: Service | None
    pod: PodTemplate
    number: int


def scrapes_of(cluster: Cluster) -> Sequence[Scrape]:
    """Return everything that is scraped, as far as it can be told; to be used with ``cluster.once``."""
    return [*_by_services(cluster), *_by_pods(cluster)]


def _namespaces(monitor: Manifest, cluster: Cluster) -> Sequence[str]:
    selector = monitor.spec["namespaceSelector"]
    if selector["any"].is_true:
        return sorted({manifest.namespace for manifest in cluster.manifests if manifest.namespace})
    return selector["matchNames"].strings or (monitor.namespace,)


def _by_services(cluster: Cluster) -> Iterator[Scrape]:
    for monitor in monitors("ServiceMonitor", cluster):
        for service in monitored_services(monitor, _namespaces(monitor, cluster), cluster):
            yield from _of_service(monitor, service, cluster)


def _of_service(monitor: Manifest, service: Service, cluster: Cluster) -> Iterator[Scrape]:
    if service.selector is None:
        return
    pods = cluster.manifests.select_pods(service.namespace, service.selector)
    for endpoint in monitor.spec["endpoints"]:
        port = service.find_port(endpoint["port"]) if endpoint["port"].text else None
        target = port.target if port is not None else endpoint["targetPort"]
        for pod in pods:
            number = port_number(pod, target)
            if number is not None:
                yield Scrape(monitor, endpoint, service, pod, number)


def _by_pods(cluster: Cluster) -> Iterator[Scrape]:
    for monitor in monitors("PodMonitor", cluster):
        for pod in monitored_pods(monitor, _namespaces(monitor, cluster), cluster):
            for endpoint in monitor.spec["podMetricsEndpoints"]:
                fields = (endpoint["port"], endpoint["portNumber"], endpoint["targetPort"])
                target = next((field for field in fields if field), fields[0])
                number = port_number(pod, target)
                if number is not None:
                    yield Scrape(monitor, endpoint, None, pod, number)


def port_number(pod: PodTemplate, target: Node) -> int | None:
    """Return the container port that a reference by name or number means; none when nothing has it.

    Args:
        pod: the pods.
        target: an int-or-string field, such as ``targetPort``.
    """
    declared = pod.find_port(target)
    if declared is not None:
        return declared.number
    return target.integer
