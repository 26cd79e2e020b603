"""Ports: what Services lead to, and where nodes offer them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.listening import Listening, declares, listening_of
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.known_names import KnownNames
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.services import Service, ServicePort

_TARGETS: Final = "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports"
_NODE_PORTS: Final = "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport"
_NODE_PORT_RANGE: Final = range(30000, 32768)
_WITH_NODE_PORTS: Final = frozenset({"NodePort", "LoadBalancer"})


def _targets(cluster: Cluster) -> Iterator[tuple[Service, ServicePort, Sequence[PodTemplate]]]:
    """Yield the ports of Services that select pods, with these pods."""
    for service in cluster.manifests.services:
        if service.selector is None:
            continue
        pods = cluster.manifests.select_pods(service.namespace, service.selector)
        if pods:
            for port in service.ports:
                yield service, port, pods


@check(
    "unknown-target-port",
    family=Family.PORTS,
    severity=Severity.ERROR,
    summary="A Service leads to a port by a name that none of its pods has.",
    source=_TARGETS,
)
def unknown_target_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find named target ports without a container port of that name and protocol."""
    listening = cluster.once(listening_of)
    for service, port, pods in _targets(cluster):
        name = port.target.text
        if not name or name.isdecimal() or any(listening.has_foreign_containers(pod) for pod in pods):
            continue
        known = {(declared.name, declared.protocol) for pod in pods for declared in pod.ports}
        if (name, port.protocol) in known:
            continue
        names = sorted({other for other, protocol in known if other and protocol == port.protocol})
        others = sorted(protocol for other, protocol in known if other == name)
        if others:
            message = f"the pods' port {name} is {others[0]}, the Service's {port.protocol}"
            yield Flaw(service.manifest, port.target, message, f"Write protocol: {others[0]}")
            continue
        near = KnownNames(names).meant_by(name)
        remedy = f"Write {' or '.join(names)}" if names else f"Name a container port {name}"
        message = f"no container that the Service selects has a port {name!r}"
        yield Flaw(service.manifest, port.target, message, f"Did you mean {near}?" if near else remedy)


@check(
    "undeclared-target-port",
    family=Family.PORTS,
    severity=Severity.ERROR,
    summary="A Service leads to a port that none of its pods listens on.",
    source=_TARGETS,
)
def undeclared_target_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find target ports by number that containers, which declare others, neither declare nor mention."""
    listening = cluster.once(listening_of)
    for service, port, pods in _targets(cluster):
        number = port.target.integer
        if number is None or not _leads_nowhere(listening, service, port, number, pods):
            continue
        declared = sorted({str(other.number) for pod in pods for other in pod.ports if other.number})
        message = f"the containers declare no port {number}, only {', '.join(declared)}"
        remedy = f"Write targetPort: {' or '.join(declared)}"
        if any(other.number == number for pod in pods for other in pod.ports):
            message = f"the containers' port {number} is not {port.protocol}"
            remedy = "Write the protocol that the container port has"
        yield Flaw(service.manifest, port.target, message, remedy)


def _leads_nowhere(
    listening: Listening, service: Service, port: ServicePort, number: int, pods: Sequence[PodTemplate]
) -> bool:
    if any(declares(pod, number, port.protocol) for pod in pods):
        return False
    beside = [
        other for other in service.ports if other.target.value == number and other.protocol != port.protocol
    ]
    if beside and any(declares(pod, number, "") for pod in pods):
        # DNS over both protocols, HTTP/3 beside HTTP/2: often only one of them is declared.
        return False
    return all(listening.is_absent(pod, number, port.protocol) for pod in pods)


@check(
    "invalid-node-port",
    family=Family.PORTS,
    severity=Severity.ERROR,
    summary="A Service asks for a port of the nodes that it cannot have.",
    source=_NODE_PORTS,
)
def invalid_node_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find node ports outside of the default range, and on Services that have none."""
    for service in cluster.manifests.services:
        for port in service.ports:
            node = port.node["nodePort"]
            number = node.integer
            if not number:
                continue
            if service.type not in _WITH_NODE_PORTS:
                message = f"a Service of type {service.type} has no node ports"
                yield Flaw(service.manifest, node, message, "Remove it, or write type: NodePort")
            elif number not in _NODE_PORT_RANGE:
                message = f"{number} lies outside of 30000-32767, where API servers hand out node ports"
                yield Flaw(
                    service.manifest, node, message, "Write a number within, or leave the choice to it"
                )


@check(
    "duplicate-node-port",
    family=Family.PORTS,
    severity=Severity.ERROR,
    summary="Two Services ask for one port of the nodes.",
    source=_NODE_PORTS,
)
def duplicate_node_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find node ports that are given out twice; one Service may have both protocols of a number."""
    taken: dict[int, tuple[Manifest, str]] = {}
    for service in cluster.manifests.services:
        own: set[tuple[int, str]] = set()
        for node, number, protocol in _node_ports(service):
            holder, _ = taken.setdefault(number, (service.manifest, protocol))
            # The same name stands for the same Service in another environment, on another cluster.
            if holder is not service.manifest and holder.name != service.name:
                message = f"{number} is a node port of {holder}, too"
                yield Flaw(service.manifest, node, message, "Write another number, or leave the choice to it")
            elif (number, protocol) in own:
                message = f"{number} is the node port of another port of the Service"
                yield Flaw(service.manifest, node, message, "Write another number, or leave the choice to it")
            own.add((number, protocol))


def _node_ports(service: Service) -> Iterator[tuple[Node, int, str]]:
    for port in service.ports:
        number = port.node["nodePort"].integer
        if number:
            yield port.node["nodePort"], number, port.protocol
