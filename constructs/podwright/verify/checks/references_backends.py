"""References: Services stand behind Ingresses and Routes, with the ports that are named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster, Existence
from podwright.verify.externals import External
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.references.backends import (
    ServiceReference,
    route_backends,
    service_of,
    service_references,
)
from podwright.verify.references.known_names import KnownNames, listed
from podwright.verify.references.placement import Placement, placement_of
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check
from podwright.verify.services import Service
from podwright.verify.templates import has_parameter

_INGRESS: Final = "https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"
_ROUTE: Final = (
    "https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/network_apis/"
    "route-route-openshift-io-v1#spec-port"
)
_GATEWAY: Final = "gateway.networking.k8s.io"
_GATEWAY_ROUTES: Final = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")


@check(
    "missing-service",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A Service is named that does not exist.",
    source=_INGRESS,
    same_as=SameAs(kube_linter=("dangling-ingress",), kube_score=("ingress-targets-service",)),
)
def missing_service(cluster: Cluster) -> Iterator[Flaw]:
    """Find Ingresses, Routes, HTTPRoutes and webhooks that lead to a Service which is not there."""
    for reference in service_references(cluster):
        if reference.manifest.kind != "StatefulSet":
            yield from _missing(reference, cluster)


@check(
    "missing-governing-service",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="The Service that gives the pods of a StatefulSet their names does not exist.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id",
    same_as=SameAs(kube_score=("statefulset-has-servicename",)),
)
def missing_governing_service(cluster: Cluster) -> Iterator[Flaw]:
    """Find StatefulSets whose pods run, but cannot be addressed one by one."""
    for reference in service_references(cluster):
        if reference.manifest.kind == "StatefulSet":
            yield from _missing(reference, cluster)
    for service in cluster.manifests.services:
        if service.is_headless and service.selector is not None:
            for pod in cluster.manifests.select_pods(service.namespace, service.selector):
                node = pod.manifest.spec["serviceName"]
                if pod.manifest.kind == "StatefulSet" and not node.text:
                    message = f"is missing, so that {service}, which selects the pods, has no name for each"
                    yield Flaw(pod.manifest, node, message, f"Write {service.name}")


@check(
    "governing-service-with-address",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="The Service that is to give the pods of a StatefulSet their names is not headless.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations",
    same_as=SameAs(kube_score=("statefulset-has-servicename",)),
)
def governing_service_with_address(cluster: Cluster) -> Iterator[Flaw]:
    """Find governing Services with an address of their own: they make no names of pods in the DNS."""
    placement = placement_of(cluster)
    for reference in service_references(cluster):
        if reference.manifest.kind != "StatefulSet":
            continue
        service = service_of(reference, cluster, placement)
        if service is None or service.is_headless or has_parameter(service.manifest.spec["clusterIP"].text):
            continue
        message = f"{service} is not headless, so that the pods have no names of their own"
        remedy = "Write clusterIP: None there, which cannot be changed later, or add a headless Service"
        yield Flaw(reference.manifest, reference.name, message, remedy)


def _missing(reference: ServiceReference, cluster: Cluster) -> Iterator[Flaw]:
    placement = placement_of(cluster)
    manifest, name, namespace = reference.manifest, reference.name.text, reference.namespace
    if placement.is_missing("Service", "", manifest, name, namespace):
        hint = placement.hint("Service", "", manifest, name, namespace)
        remedy = placement.remedy("Service", "", manifest, name, namespace)
        yield Flaw(manifest, reference.name, f"there is no Service {name}{hint}", remedy)


@check(
    "missing-service-port",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A port is named that the Service does not have.",
    source=_INGRESS,
)
def missing_service_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find backends whose port is neither the name nor the number of a port of the Service."""
    placement = placement_of(cluster)
    for reference in service_references(cluster):
        port = reference.port
        if port is None or not port or has_parameter(port.text):
            continue
        service = service_of(reference, cluster, placement)
        if service is None:
            yield from _missing_external_port(reference, port, cluster)
        elif service.ports and service.find_port(port) is None:
            message = f"{service} has no port {port.value}{_ports(service, port)}"
            yield Flaw(reference.manifest, port, message, "Write name or number of one of its ports")
    for route in cluster.manifests.of_kind("Route", "route.openshift.io"):
        yield from _missing_route_port(route, cluster, placement)


def _missing_external_port(reference: ServiceReference, port: Node, cluster: Cluster) -> Iterator[Flaw]:
    namespace = reference.namespace or reference.manifest.namespace
    external: External | None = cluster.external("Service", namespace, reference.name.text)
    if external is not None and external.ports is not None and port.value not in external.ports:
        known = listed(sorted(str(known) for known in external.ports))
        message = f"the external Service {external.name} has no port {port.value}, only {known}"
        yield Flaw(reference.manifest, port, message, "Write one of its ports")


def _ports(service: Service, wanted: Node) -> str:
    if wanted.text:
        names = KnownNames(port.name for port in service.ports)
        if names.names:
            return names.hint(wanted.text)
    numbers = [
        f"{port.number} ({port.name})" if port.name else str(port.number)
        for port in service.ports
        if port.number is not None
    ]
    for port in service.ports:
        if port.target.value == wanted.value:
            return f"; {wanted.value} is where its port {port.number} leads to"
    return f", only {listed(numbers)}" if numbers else ""


def _missing_route_port(route: Manifest, cluster: Cluster, placement: Placement) -> Iterator[Flaw]:
    """Find a port that no endpoint has: the router matches its name, or the number in the pods."""
    wanted = route.spec["port"]["targetPort"]
    if not wanted or wanted.value == "" or has_parameter(wanted.text):
        return
    for backend in route_backends(route):
        reference = ServiceReference(route, backend["name"])
        service = service_of(reference, cluster, placement)
        if service is None or service.selector is None or not service.ports:
            continue
        numbers = _endpoint_numbers(service, cluster, placement)
        names = {port.name for port in service.ports if port.name}
        if str(wanted.value) in names or numbers is None or str(wanted.value) in numbers:
            continue
        message = f"{service} has no such endpoints{_meant(service, wanted, numbers)}"
        remedy = "Write the name of the Service's port, or the number of the port in the pods"
        yield Flaw(route, wanted, message, remedy)


def _endpoint_numbers(service: Service, cluster: Cluster, placement: Placement) -> frozenset[str] | None:
    """Return the ports of the pods behind a Service, none when they are not known."""
    numbers: set[str] = set()
    for port in service.ports:
        if port.target.integer is not None:
            numbers.add(str(port.target.integer))
            continue
        pods = (
            [
                pod
                for namespace in placement.namespaces_for(service.manifest)
                for pod in cluster.manifests.select_pods(namespace, service.selector)
            ]
            if service.selector is not None
            else []
        )
        found = {declared.number for pod in pods if (declared := pod.find_port(port.target)) is not None}
        if not found:
            return None
        numbers |= {str(number) for number in found if number is not None}
    return frozenset(numbers)


def _meant(service: Service, wanted: Node, numbers: frozenset[str]) -> str:
    for port in service.ports:
        if port.number is not None and str(port.number) == str(wanted.value):
            return f": {wanted.value} is a port of the Service, not of its pods"
        if wanted.text and port.target.text == wanted.text:
            return f": {wanted.text} is the name of a container's port, not of the Service's"
    names = sorted(port.name for port in service.ports if port.name)
    return f", only {listed([*names, *sorted(numbers)])}" if names or numbers else ""


@check(
    "route-without-port",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="A Route leads to a Service with several ports and does not say which one.",
    source=_ROUTE,
)
def route_without_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find Routes whose requests are spread over all ports of the Service, whatever they speak."""
    placement = placement_of(cluster)
    for route in cluster.manifests.of_kind("Route", "route.openshift.io"):
        if route.spec["port"]["targetPort"]:
            continue
        for backend in route_backends(route):
            service = service_of(ServiceReference(route, backend["name"]), cluster, placement)
            if service is not None and sum(port.protocol == "TCP" for port in service.ports) > 1:
                names = listed([port.name or str(port.number) for port in service.ports])
                message = f"is missing, so that requests go to {names} of {service} in turn"
                remedy = "Write the name of the port that is meant"
                yield Flaw(route, route.spec["port"]["targetPort"], message, remedy)


@check(
    "missing-gateway",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A route is attached to a Gateway or listener that does not exist.",
    source="https://gateway-api.sigs.k8s.io/api-types/httproute/#attaching-to-gateways",
)
def missing_gateway(cluster: Cluster) -> Iterator[Flaw]:
    """Find parents of routes that are not there, where the manifests bring Gateways of their own."""
    placement = placement_of(cluster)
    for kind in _GATEWAY_ROUTES:
        for route in cluster.manifests.of_kind(kind, _GATEWAY):
            for parent in route.spec["parentRefs"]:
                if parent["kind"].text in ("", "Gateway") and parent["name"].text:
                    yield from _missing_parent(route, parent, cluster, placement)


def _missing_parent(route: Manifest, parent: Node, cluster: Cluster, placement: Placement) -> Iterator[Flaw]:
    name, namespace = parent["name"], parent["namespace"].text
    gateway = cluster.manifests.find("Gateway", _GATEWAY, namespace or route.namespace, name.text)
    if gateway is None:
        known = placement.known_names("Gateway", _GATEWAY, namespace or route.namespace)
        absent = placement.exists("Gateway", _GATEWAY, route, name.text, namespace) is Existence.NO
        # A Gateway is mostly shared, and brought by others.
        if absent and known.meant_by(name.text):
            message = f"there is no Gateway {name.text}{known.hint(name.text)}"
            yield Flaw(route, name, message, f"Write {known.meant_by(name.text)}")
        return
    section = parent["sectionName"]
    listeners = KnownNames(listener["name"].text for listener in gateway.spec["listeners"])
    if section.text and section.text not in listeners.names and listeners.names:
        message = f"{gateway} has no listener {section.text}{listeners.hint(section.text)}"
        yield Flaw(route, section, message, "Write the name of a listener that it has")
