"""Addresses: what containers call in the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.addresses import TLS_SCHEMES, HostKind, Role, User
from podwright.verify.configuration.destinations import (
    Destination,
    Destinations,
    Outcome,
    calls,
    destinations_of,
)
from podwright.verify.configuration.uses import Use, Uses, uses_of
from podwright.verify.configuration.wording import is_for_browsers
from podwright.verify.encryption import named_for_tls, speaks_tls
from podwright.verify.publications import reached
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.services import Service, ServicePort

_DNS: Final = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"
_SERVICES: Final = "https://kubernetes.io/docs/concepts/services-networking/service/"
_HEADLESS: Final = f"{_SERVICES}#headless-services"
_APP_PROTOCOL: Final = "https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol"
_SECURE: Final = {"http": "https", "ws": "wss", "grpc": "grpcs"}


def _agreed(cluster: Cluster, *outcomes: Outcome) -> Iterator[Destination]:
    """Yield one destination of each text whose readers all have the same outcome."""
    for group in cluster.once(destinations_of).by_text:
        is_called = group[0].use.address.user is not User.OUTSIDERS
        if is_called and all(destination.outcome in outcomes for destination in group):
            yield group[0]


@check(
    "unknown-service",
    family=Family.ADDRESSES,
    severity=Severity.ERROR,
    summary="An address names a Service that does not exist.",
    source=_DNS,
)
def unknown_service(cluster: Cluster) -> Iterator[Flaw]:
    """Find misspelt Services, and cluster names in a namespace that the manifests make themselves."""
    for destination in _agreed(cluster, Outcome.MISSPELT, Outcome.ABSENT):
        use = destination.use
        message = f"{use.shown()} leads to no Service: {_whom(destination)} does not exist"
        if destination.outcome is Outcome.MISSPELT:
            remedy = f"Did you mean {destination.suggestion}?"
        else:
            remedy = "Write a Service that exists, or declare this one as external"
        yield Flaw(use.setting.manifest, use.setting.node, message, remedy)


@check(
    "unknown-cluster-host",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="An address looks like a Service that is not among the manifests.",
    source=_DNS,
)
def unknown_cluster_host(cluster: Cluster) -> Iterator[Flaw]:
    """Find names that only the cluster's DNS can know, and that no Service has."""
    for destination in _agreed(cluster, Outcome.DOUBTFUL):
        use = destination.use
        message = f"{use.shown()} leads to no Service that is known: {_whom(destination)} is not there"
        remedy = "Declare the Service as external, or write one that exists"
        if destination.suggestion:
            remedy = f"Did you mean {destination.suggestion}? Otherwise declare the Service as external"
        yield Flaw(use.setting.manifest, use.setting.node, message, remedy)


def _whom(destination: Destination) -> str:
    if destination.use.setting.is_secret:
        return f"such a Service in namespace {destination.namespace}"
    return f"Service {destination.name} in namespace {destination.namespace}"


@check(
    "unknown-service-port",
    family=Family.ADDRESSES,
    severity=Severity.ERROR,
    summary="An address names a port that its Service does not have.",
    source=_SERVICES,
)
def unknown_service_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find ports in addresses that the Service does not offer, and behind headless ones the pods."""
    destinations = cluster.once(destinations_of)
    for group in destinations.by_text:
        if all(_misses_port(destination, destinations) for destination in group):
            yield _port_flaw(group[0])


def _misses_port(destination: Destination, destinations: Destinations) -> bool:
    port = destination.use.address.port
    return (
        destination.outcome is Outcome.FOUND
        and destination.use.address.user is not User.OUTSIDERS
        and port is not None
        and not destinations.serves(destination, port)
    )


def _port_flaw(destination: Destination) -> Flaw:
    use = destination.use
    port, implied = use.address.port, "" if use.address.has_port else f", which {use.address.scheme}:// means"
    name = "its Service" if use.setting.is_secret else f"Service {destination.namespace}/{destination.name}"
    message = f"{use.shown()} leads nowhere: {name} has no port {port}{implied}"
    offered: Sequence[str] = ()
    if destination.service is not None:
        offered = [str(one.number) for one in destination.service.ports if one.number is not None]
        if destination.service.is_headless and str(port) in offered:
            message = f"{use.shown()} leads nowhere: {name} is headless, and its pods have no port {port}"
            offered = [str(one.target.value) for one in destination.service.ports]
    elif destination.external is not None:
        offered = sorted(map(str, destination.external.ports or ()))
    setting = use.port_setting or use.setting
    remedy = f"Write port {' or '.join(offered)}" if offered else "Add the port to the Service"
    return Flaw(setting.manifest, setting.node, message, remedy)


@check(
    "headless-port-mismatch",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="A headless Service offers a port under another number than that by which its pods are called.",
    source=_HEADLESS,
)
def headless_port_mismatch(cluster: Cluster) -> Iterator[Flaw]:
    """Find ports of headless Services that differ from the pods' own, by which an address calls them."""
    for destination in calls(cluster.once(destinations_of)):
        use, service = destination.use, destination.service
        if service is None or not service.is_headless or len(service.ports) != 1 or not use.address.has_port:
            continue
        port = service.ports[0]
        called = use.address.port
        if called is not None and port.number not in (None, called) and called in _targets(service, cluster):
            message = f"{port.number} is translated by nobody: {use.pod.manifest} calls the pods' own port"
            remedy = f"Write port: {use.address.port}, as the name of a headless Service leads to the pods"
            yield Flaw(service.manifest, port.node["port"], message, remedy)


def _targets(service: Service, cluster: Cluster) -> Iterator[int]:
    for port in service.ports:
        yield from reached(service, port, cluster).values()


@check(
    "address-scheme-mismatch",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="An address speaks plain text to a port for TLS, or the other way round.",
    source=_APP_PROTOCOL,
)
def address_scheme_mismatch(cluster: Cluster) -> Iterator[Flaw]:
    """Find URLs whose scheme contradicts the name or the application protocol of the port."""
    seen: set[object] = set()
    for use, shown, is_tls in _called_ports(cluster):
        key = (*use.setting.place, use.address)
        problem = _scheme_problem(use, shown, is_tls=is_tls)
        if problem is not None and key not in seen:
            seen.add(key)
            yield Flaw(use.setting.manifest, use.setting.node, *problem)


def _called_ports(cluster: Cluster) -> Iterator[tuple[Use, str, bool | None]]:
    """Yield addresses with the port that they lead to, and whether it speaks TLS."""
    for destination in calls(cluster.once(destinations_of)):
        for port in destination.service.ports if destination.service is not None else ():
            if port.number == destination.use.address.port:
                yield destination.use, *_spoken(destination.service, port, cluster)
    uses = cluster.once(uses_of)
    for use in uses:
        if use.address.kind is HostKind.LOOPBACK and use.address.role is Role.CALLED:
            for declared in use.pod.ports:
                if declared.number == use.address.port and not _is_taken_locally(use, uses):
                    yield use, f"the port {declared.name or declared.number}", speaks_tls(declared, cluster)


def _spoken(service: Service | None, port: ServicePort, cluster: Cluster) -> tuple[str, bool | None]:
    """Return a Service's port in words, and whether it speaks TLS."""
    protocol = port.node["appProtocol"].text
    if protocol:
        return f"a port of application protocol {protocol}", named_for_tls(protocol.lower())
    shown = f"the port {port.name or port.number} of {service}"
    told = named_for_tls(port.name)
    if told is not None or service is None or service.selector is None:
        return shown, told
    pods = cluster.manifests.select_pods(service.namespace, service.selector)
    declared = [pod.find_port(port.target) for pod in pods]
    answers = {speaks_tls(one, cluster) if one is not None else None for one in declared}
    return shown, answers.pop() if len(answers) == 1 else None


def _is_taken_locally(use: Use, uses: Uses) -> bool:
    """Whether somebody listens on localhost only: the number may be another one's on the pod's address."""
    return any(
        listener.is_loopback and listener.port == use.address.port
        for container in use.pod.serving_containers
        for listener in uses.listeners_of(container)
    )


def _scheme_problem(use: Use, port: str, *, is_tls: bool | None) -> tuple[str, str] | None:
    scheme = use.address.scheme
    if is_tls and scheme in _SECURE:
        return f"{use.shown()} speaks plain text to {port}, which has TLS", f"Write {_SECURE[scheme]}://"
    if is_tls is False and scheme in TLS_SCHEMES:
        remedy = "Write the scheme without TLS, or the port that has it"
        return f"{use.shown()} speaks TLS to {port}, which has none", remedy
    return None


@check(
    "browser-cluster-address",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="A variable for browsers holds an address that only pods can reach.",
    source=_DNS,
)
def browser_cluster_address(cluster: Cluster) -> Iterator[Flaw]:
    """Find variables such as ``NEXT_PUBLIC_API_URL`` with the name of a Service."""
    for group in cluster.once(destinations_of).by_text:
        destination = group[0]
        use = destination.use
        is_cluster_name = destination.outcome in (Outcome.FOUND, Outcome.ABSENT, Outcome.MISSPELT) or (
            "." not in use.address.host and bool(use.address.scheme)
        )
        if is_for_browsers(use.setting.name) and is_cluster_name:
            message = f"{use.shown()} is called by browsers, which cannot resolve a Service's name"
            remedy = "Write a path on the page's own host (such as /api), or the public URL"
            yield Flaw(use.setting.manifest, use.setting.node, message, remedy)
