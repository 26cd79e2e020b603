"""References: monitors scrape ports that the selected Services and pods have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.monitors import monitors_of
from podwright.verify.nodes import Node
from podwright.verify.references.known_names import KnownNames
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
    for monitor in monitors_of(cluster):
        if not monitor.is_complete:
            continue
        if monitor.services:
            names = KnownNames(port.name for service in monitor.services for port in service.ports)
            where, remedy = "the selected Services", "Write the name of a port of the Service"
        else:
            containers = [container for pod in monitor.pods for container in pod.containers]
            names = KnownNames(port.name for container in containers for port in container.ports)
            where, remedy = "the selected pods", "Write the name of a container's port"
        for endpoint in monitor.endpoints if monitor.services or monitor.pods else ():
            message = _unknown_port(endpoint["port"], names, where)
            if message:
                yield Flaw(monitor.manifest, endpoint["port"], message, remedy)


def _unknown_port(port: Node, names: KnownNames, where: str) -> str:
    if not port.text or port.text in names.names or has_parameter(port.text):
        return ""
    if not names.names:
        return f"{where} have no named port, only the name counts here"
    return f"{where} have no port named {port.text}{names.hint(port.text)}"
