"""What is offered to the outside: the pods behind Routes, Ingresses and the routes of Gateways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import GroupKind
from podwright.verify.manifests import Manifest
from podwright.verify.monitors import port_number
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.backends import service_references
from podwright.verify.services import Service, ServicePort

_PUBLISHERS: Final[frozenset[GroupKind]] = frozenset(
    {
        ("gateway.networking.k8s.io", "GRPCRoute"),
        ("gateway.networking.k8s.io", "HTTPRoute"),
        ("gateway.networking.k8s.io", "TCPRoute"),
        ("gateway.networking.k8s.io", "TLSRoute"),
        ("networking.k8s.io", "Ingress"),
        ("route.openshift.io", "Route"),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Publication:
    """A port of some pods that is offered to the outside.

    Attributes:
        manifest: the Route, the Ingress, or the route of a Gateway.
        node: the field that names the Service.
        service: the Service.
        pods: the pods, each with its port, as its containers know it.
    """

    manifest: Manifest
    node: Node
    service: Service
    pods: Mapping[PodTemplate, int]


def publications_of(cluster: Cluster) -> Sequence[Publication]:
    """Return what is offered to the outside, as far as it can be told; for ``cluster.once``."""
    return list(_publications(cluster))


def _publications(cluster: Cluster) -> Iterator[Publication]:
    for reference in service_references(cluster):
        manifest = reference.manifest
        if manifest.group_kind not in _PUBLISHERS:
            continue
        service = cluster.manifests.service(reference.namespace or manifest.namespace, reference.name.text)
        if service is None:
            continue
        wanted = manifest.spec.at("port", "targetPort") if manifest.kind == "Route" else reference.port
        port = port_of(service, wanted)
        pods = reached(service, port, cluster) if port is not None else {}
        if pods:
            yield Publication(manifest, reference.name, service, pods)


def port_of(service: Service, wanted: Node | None) -> ServicePort | None:
    """Return the port of a Service that a backend means; none when that is open.

    Args:
        service: the Service.
        wanted: the port's name or number; a Route may also name the port of the pods.
    """
    if wanted is None or not wanted:
        return service.ports[0] if len(service.ports) == 1 else None
    port = service.find_port(wanted)
    if port is not None:
        return port
    return next((one for one in service.ports if one.target.value == wanted.value), None)


def reached(service: Service, port: ServicePort, cluster: Cluster) -> Mapping[PodTemplate, int]:
    """Return the pods that a port of a Service leads to, each with its port.

    Args:
        service: the Service.
        port: one of its ports.
        cluster: where the pods are.
    """
    if service.selector is None:
        return {}
    pods: dict[PodTemplate, int] = {}
    for pod in cluster.manifests.select_pods(service.namespace, service.selector):
        number = port_number(pod, port.target)
        if number is not None:
            pods[pod] = number
    return pods
