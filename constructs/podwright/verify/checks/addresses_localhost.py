"""Addresses: what containers call on localhost, and where they listen themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.addresses import HostKind, Role
from podwright.verify.configuration.settings import Origin
from podwright.verify.configuration.uses import Listener, Use, Uses, by_place, uses_of
from podwright.verify.listening import Listening, declares, listening_of, main_ports
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, ContainerPort
from podwright.verify.rules import Family, Flaw, Severity, check

_POD_NETWORK: Final = "https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking"
_PORTS: Final = "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports"


@check(
    "unreachable-localhost",
    family=Family.ADDRESSES,
    severity=Severity.ERROR,
    summary="A container calls a port on localhost that no container of its pod listens on.",
    source=_POD_NETWORK,
)
def unreachable_localhost(cluster: Cluster) -> Iterator[Flaw]:
    """Find addresses on localhost that lead nowhere, in pods whose containers all declare ports."""
    for use in _unreachable(cluster):
        if len(use.pod.serving_containers) > 1:
            yield _unreachable_flaw(use)


@check(
    "localhost-without-listener",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="The only container of a pod calls a port on localhost that it seems not to listen on.",
    source=_POD_NETWORK,
)
def localhost_without_listener(cluster: Cluster) -> Iterator[Flaw]:
    """Find addresses on localhost in pods without a second container that could be meant."""
    for use in _unreachable(cluster):
        if len(use.pod.serving_containers) == 1 and use.setting.origin is not Origin.FILE:
            yield _unreachable_flaw(use)


def _unreachable(cluster: Cluster) -> Iterator[Use]:
    """Yield the addresses on localhost that reach nobody for any container that reads them."""
    listening = cluster.once(listening_of)
    local = (
        use
        for use in listening.uses
        if use.address.kind is HostKind.LOOPBACK and use.address.role is Role.CALLED and use.address.port
    )
    for group in by_place(local):
        if all(_reaches_nobody(use, listening) for use in group):
            yield group[0]


def _reaches_nobody(use: Use, listening: Listening) -> bool:
    pod, port = use.pod, use.address.port
    if port is None or not use.container.runs_beside or pod.spec["hostNetwork"].is_true:
        return False
    return not declares(pod, port, "") and listening.is_absent(pod, port, "")


def _unreachable_flaw(use: Use) -> Flaw:
    pod = use.pod
    message = f"{use.shown()} reaches nobody: no container of {pod.manifest} declares that port"
    declared = ", ".join(
        f"{port.number} ({port.container.name})" for port in pod.ports if port.number is not None
    )
    setting = use.port_setting or use.setting
    return Flaw(setting.manifest, setting.node, message, f"Write a port that is there: {declared}")


@check(
    "undeclared-listener",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="A container is told to listen on another port than it declares.",
    source=_PORTS,
)
def undeclared_listener(cluster: Cluster) -> Iterator[Flaw]:
    """Find listen addresses with a port that is not declared, beside a declared one that is nowhere else."""
    uses = cluster.once(uses_of)
    told: list[tuple[Listener, Container, int]] = []
    right: set[tuple[object, ...]] = set()
    for pod in cluster.manifests.pods:
        for container in pod.serving_containers:
            listeners = uses.listeners_of(container) if container.ports else ()
            for listener in listeners:
                if declares(pod, listener.port, ""):
                    right.add((*listener.setting.place, listener.port))
                    continue
                orphan = _orphan(container, main_ports(container), {one.port for one in listeners}, uses)
                if orphan is not None and not listener.is_auxiliary:
                    told.append((listener, container, orphan))
    for listener, container, orphan in told:
        # A text may be for another one of its readers.
        if (*listener.setting.place, listener.port) not in right:
            who = f"{container} of {container.pod.manifest}"
            message = f"lets {who} listen on {listener.port}, and it declares {orphan}"
            remedy = f"Write {orphan}, or declare {listener.port}"
            yield Flaw(listener.setting.manifest, listener.setting.node, message, remedy)


def _orphan(
    container: Container, declared: Sequence[ContainerPort], listened: set[int], uses: Uses
) -> int | None:
    """Return a declared port that the container is told nothing about, when there is no other one."""
    orphans = [port.number for port in declared if port.number is not None and port.number not in listened]
    if len(orphans) != 1:
        return None
    return orphans[0] if not uses.mentions_of(container)[orphans[0]] else None


@check(
    "loopback-listener",
    family=Family.ADDRESSES,
    severity=Severity.ERROR,
    summary="A container listens for its own pod only on a port that is called from outside of it.",
    source=_POD_NETWORK,
)
def loopback_listener(cluster: Cluster) -> Iterator[Flaw]:
    """Find listeners on 127.0.0.1 whose port the kubelet probes, or a Service leads to."""
    uses = cluster.once(uses_of)
    targets = cluster.once(_ports_behind_services)
    for pod in cluster.manifests.pods:
        for container in pod.serving_containers:
            for listener in uses.listeners_of(container):
                caller = _caller(container, listener, targets)
                if caller:
                    message = (
                        f"lets {container} of {pod.manifest} listen on localhost:{listener.port}, "
                        f"which {caller} cannot reach"
                    )
                    remedy = f"Listen on every address, such as 0.0.0.0:{listener.port}"
                    yield Flaw(listener.setting.manifest, listener.setting.node, message, remedy)


def _caller(container: Container, listener: Listener, targets: dict[tuple[Container, int], str]) -> str:
    if not listener.is_loopback or container.pod.spec["hostNetwork"].is_true:
        return ""
    own = [port for port in container.ports if port.number == listener.port]
    others = [port for port in container.pod.ports if port.number == listener.port]
    if not own or len(others) > len(own):
        return ""
    for probe in container.probes:
        calls_it = probe.port.integer == listener.port or probe.port.text in {port.name for port in own}
        if (
            probe.handler in ("httpGet", "tcpSocket", "grpc")
            and calls_it
            and not _has_host(probe.node, probe.handler)
        ):
            return f"the kubelet's {probe.field}"
    return targets.get((container, listener.port), "")


def _has_host(probe: Node, handler: str) -> bool:
    return bool(probe[handler]["host"])


def _ports_behind_services(cluster: Cluster) -> dict[tuple[Container, int], str]:
    """Return the container ports that Services lead to, with the first such Service."""
    found: dict[tuple[Container, int], str] = {}
    for service in cluster.manifests.services:
        if service.selector is None:
            continue
        for pod in cluster.manifests.select_pods(service.namespace, service.selector):
            for port in service.ports:
                target = pod.find_port(port.target)
                if target is not None and target.number is not None:
                    found.setdefault((target.container, target.number), str(service))
    return found
