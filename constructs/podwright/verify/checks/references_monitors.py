"""References: monitors scrape ports that the selected Services and pods have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.monitors import (
    monitored_namespaces,
    monitored_pods,
    monitored_services,
    monitors,
)
from podwright.verify.references.placement import placement_of
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.templates import has_parameter

_API: Final = "https://prometheus-operator.dev/docs/api-reference/api/"


@check(
    "missing-monitored-port",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A monitor scrapes a port that nothing it selects has.",
    source=f"{_API}#monitoring.coreos.com/v1.Endpoint",
)
def missing_monitored_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find endpoints whose port is no name of a port of the selected Services or pods."""
    placement = placement_of(cluster)
    for monitor in monitors("ServiceMonitor", cluster):
        namespaces = monitored_namespaces(monitor, placement)
        services = monitored_services(monitor, namespaces, cluster) if namespaces else []
        for endpoint in monitor.spec["endpoints"] if services else ():
            names = KnownNames(port.name for service in services for port in service.ports)
            message = _unknown_port(endpoint["port"], names, "the selected Services")
            if message:
                yield Flaw(monitor, endpoint["port"], message, "Write the name of a port of the Service")
    for monitor in monitors("PodMonitor", cluster):
        namespaces = monitored_namespaces(monitor, placement)
        pods = list(monitored_pods(monitor, namespaces, cluster)) if namespaces else []
        for endpoint in monitor.spec["podMetricsEndpoints"] if pods else ():
            names = KnownNames(
                port.name for pod in pods for container in pod.containers for port in container.ports
            )
            message = _unknown_port(endpoint["port"], names, "the selected pods")
            if message:
                yield Flaw(monitor, endpoint["port"], message, "Write the name of a container's port")


def _unknown_port(port: Node, names: KnownNames, where: str) -> str:
    if not port.text or port.text in names.names or has_parameter(port.text):
        return ""
    if not names.names:
        return f"{where} have no named port, only the name counts here"
    return f"{where} have no port named {port.text}{names.hint(port.text)}"
