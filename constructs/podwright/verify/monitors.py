"""What Prometheus scrapes: what ServiceMonitors and PodMonitors select, and the ports of it.

Source: https://prometheus-operator.dev/docs/api-reference/api/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.placement import Placement, placement_of
from podwright.verify.references.selection import LabelIndex, selection_of
from podwright.verify.selectors import LabelSelector
from podwright.verify.services import Service

_GROUP: Final = "monitoring.coreos.com"


class Monitor:
    """A ServiceMonitor or PodMonitor, with what it selects.

    Args:
        manifest: the object.
        cluster: where it selects.
    """

    def __init__(self, manifest: Manifest, cluster: Cluster) -> None:
        self.manifest = manifest
        self._cluster = cluster

    @property
    def endpoints(self) -> Node:
        """Its endpoints."""
        is_of_services = self.manifest.kind == "ServiceMonitor"
        return self.manifest.spec["endpoints" if is_of_services else "podMetricsEndpoints"]

    @cached_property
    def selector(self) -> LabelSelector:
        """What it selects."""
        return LabelSelector.of(self.manifest.spec["selector"])

    @property
    def _placement(self) -> Placement:
        return placement_of(self._cluster)

    @property
    def _looks_anywhere(self) -> bool:
        return self.manifest.spec["namespaceSelector"]["any"].is_true

    @cached_property
    def _named(self) -> Sequence[str]:
        return self.manifest.spec["namespaceSelector"]["matchNames"].strings or ("",)

    @cached_property
    def namespaces(self) -> Sequence[str]:
        """The namespaces that it looks in, or may look in where nobody knows its own."""
        if self._looks_anywhere:
            return sorted({one.namespace for one in self._cluster.manifests if one.namespace})
        places = (
            place for name in self._named for place in self._placement.namespaces_for(self.manifest, name)
        )
        return tuple(dict.fromkeys(places))

    @cached_property
    def is_complete(self) -> bool:
        """Whether the manifests must have all that it selects."""
        return not self._looks_anywhere and all(
            self._placement.is_complete(self.manifest, name) for name in self._named
        )

    def surely_looks_in(self, namespace: str) -> bool:
        """Whether it names a namespace, or lives there and names none.

        Args:
            namespace: the namespace.
        """
        return self._looks_anywhere or namespace in (name or self.manifest.namespace for name in self._named)

    @cached_property
    def services(self) -> Sequence[Service]:
        """The Services that it selects; none for a PodMonitor."""
        if self.manifest.kind != "ServiceMonitor":
            return ()
        services = self._cluster.once(_services_by_namespace)
        return [
            service
            for namespace in self.namespaces
            for service in services.get(namespace, ())
            if self.selector.matches(service.manifest.labels)
        ]

    @cached_property
    def pods(self) -> Sequence[PodTemplate]:
        """The pods that it selects; none for a ServiceMonitor."""
        if self.manifest.kind != "PodMonitor":
            return ()
        select = self._cluster.manifests.select_pods
        return [pod for namespace in self.namespaces for pod in select(namespace, self.selector)]

    @property
    def candidates(self) -> LabelIndex:
        """The labels of all Services, or of all pods, where it looks."""
        if self.manifest.kind == "PodMonitor":
            return selection_of(self._cluster).labels_in(self.namespaces)
        indexes = self._cluster.once(_labels_of_services)
        key = tuple(self.namespaces)
        if key not in indexes:
            services = self._cluster.once(_services_by_namespace)
            found = (service for namespace in key for service in services.get(namespace, ()))
            indexes[key] = LabelIndex(service.manifest.labels for service in found)
        return indexes[key]


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


def monitors_of(cluster: Cluster) -> Sequence[Monitor]:
    """Return all ServiceMonitors and PodMonitors, each selecting but once per cluster."""
    return cluster.once(_monitors)


def scrapes_of(cluster: Cluster) -> Sequence[Scrape]:
    """Return everything that is scraped, as far as it can be told; to be used with ``cluster.once``."""
    return [scrape for monitor in monitors_of(cluster) for scrape in _scrapes(monitor, cluster)]


def _monitors(cluster: Cluster) -> Sequence[Monitor]:
    return [
        Monitor(manifest, cluster)
        for kind in ("ServiceMonitor", "PodMonitor")
        for manifest in cluster.manifests.of_kind(kind, _GROUP)
    ]


def _scrapes(monitor: Monitor, cluster: Cluster) -> Iterator[Scrape]:
    for service in monitor.services:
        if monitor.surely_looks_in(service.namespace):
            yield from _of_service(monitor, service, cluster)
    for pod in monitor.pods:
        for endpoint in monitor.endpoints if monitor.surely_looks_in(pod.namespace) else ():
            fields = (endpoint["port"], endpoint["portNumber"], endpoint["targetPort"])
            target = next((field for field in fields if field), fields[0])
            number = port_number(pod, target)
            if number is not None:
                yield Scrape(monitor.manifest, endpoint, None, pod, number)


def _of_service(monitor: Monitor, service: Service, cluster: Cluster) -> Iterator[Scrape]:
    if service.selector is None:
        return
    pods = cluster.manifests.select_pods(service.namespace, service.selector)
    for endpoint in monitor.endpoints:
        port = service.find_port(endpoint["port"]) if endpoint["port"].text else None
        target = port.target if port is not None else endpoint["targetPort"]
        for pod in pods:
            number = port_number(pod, target)
            if number is not None:
                yield Scrape(monitor.manifest, endpoint, service, pod, number)


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


def _services_by_namespace(cluster: Cluster) -> Mapping[str, Sequence[Service]]:
    index: dict[str, list[Service]] = defaultdict(list)
    for service in cluster.manifests.services:
        index[service.namespace].append(service)
    return dict(index)


def _labels_of_services(_: Cluster) -> dict[tuple[str, ...], LabelIndex]:
    return {}
