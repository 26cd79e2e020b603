"""What Prometheus monitors select: Services or pods, by label, in their own or in other namespaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.pods import PodTemplate
from podwright.verify.references.placement import Placement
from podwright.verify.references.selection import LabelIndex
from podwright.verify.selectors import LabelSelector
from podwright.verify.services import Service

GROUP: Final = "monitoring.coreos.com"


def monitors(kind: str, cluster: Cluster) -> Sequence[Manifest]:
    """Return the ServiceMonitors or PodMonitors."""
    return cluster.manifests.of_kind(kind, GROUP)


def monitored_namespaces(monitor: Manifest, placement: Placement) -> Sequence[str] | None:
    """Return where a monitor looks, none when it looks where the manifests say nothing."""
    choice = monitor.spec["namespaceSelector"]
    if choice["any"].is_true:
        return None
    named = choice["matchNames"].strings or ("",)
    if not all(placement.is_complete(monitor, name) for name in named):
        return None
    return [place for name in named for place in placement.namespaces_for(monitor, name)]


def monitored_services(monitor: Manifest, namespaces: Sequence[str], cluster: Cluster) -> Sequence[Service]:
    """Return the Services that a ServiceMonitor selects in namespaces."""
    selector = LabelSelector.of(monitor.spec["selector"])
    services = cluster.once(_services_by_namespace)
    return [
        service
        for namespace in namespaces
        for service in services.get(namespace, ())
        if selector.matches(service.manifest.labels)
    ]


def monitored_pods(monitor: Manifest, namespaces: Sequence[str], cluster: Cluster) -> Iterator[PodTemplate]:
    """Yield the pods that a PodMonitor selects in namespaces."""
    selector = LabelSelector.of(monitor.spec["selector"])
    for namespace in namespaces:
        yield from cluster.manifests.select_pods(namespace, selector)


def service_labels(namespaces: Sequence[str], cluster: Cluster) -> LabelIndex:
    """Return the labels of all Services of namespaces."""
    indexes = cluster.once(_label_indexes)
    key = tuple(namespaces)
    if key not in indexes:
        services = cluster.once(_services_by_namespace)
        found = (service for namespace in key for service in services.get(namespace, ()))
        indexes[key] = LabelIndex(service.manifest.labels for service in found)
    return indexes[key]


def _label_indexes(_: Cluster) -> dict[tuple[str, ...], LabelIndex]:
    return {}


def _services_by_namespace(cluster: Cluster) -> Mapping[str, Sequence[Service]]:
    index: dict[str, list[Service]] = defaultdict(list)
    for service in cluster.manifests.services:
        index[service.namespace].append(service)
    return dict(index)
