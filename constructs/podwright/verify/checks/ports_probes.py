"""Ports: what probes and lifecycle hooks call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.encryption import speaks_tls
from podwright.verify.listening import Listening, declares, listening_of, main_ports
from podwright.verify.pods import Container, ContainerPort, ContainerRole, PodTemplate, Probe
from podwright.verify.references.known_names import KnownNames
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check

_PROBES: Final = (
    "https://kubernetes.io/docs/tasks/configure-pod-container/"
    "configure-liveness-readiness-startup-probes/#use-a-named-port"
)
_SIDECARS: Final = "https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/"
_HTTP_PROBES: Final = "https://kubernetes.io/docs/concepts/workloads/pods/probes/"
_FORBIDDEN_IN_INIT: Final = ("startupProbe", "livenessProbe", "readinessProbe", "lifecycle")


@check(
    "unknown-probe-port",
    family=Family.PORTS,
    severity=Severity.ERROR,
    summary="A probe or hook names a port that its container does not declare.",
    source=_PROBES,
)
def unknown_probe_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find port names that the kubelet looks up in vain: it looks in the probed container only."""
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            names = [port.name for port in container.ports if port.name]
            for probe in container.probes:
                name = probe.port.text
                if not name or name in names or name.isdecimal():
                    continue
                message = f"{name!r} is the name of no port of container {container.name}"
                yield Flaw(pod.manifest, probe.port, message, _named_remedy(name, names, container))


def _named_remedy(name: str, names: list[str], container: Container) -> str:
    near = KnownNames(names).meant_by(name)
    if near:
        return f"Did you mean {near}?"
    for port in container.pod.ports:
        if port.name == name:
            return f"It belongs to {port.container}: write the number {port.number}, or move the probe there"
    return f"Write {' or '.join(names)}" if names else f"Declare a port of the name {name} in the container"


@check(
    "undeclared-probe-port",
    family=Family.PORTS,
    severity=Severity.WARNING,
    summary="A probe calls a port that its container seems not to listen on.",
    source=_HTTP_PROBES,
    same_as=SameAs(kube_linter=("liveness-port", "readiness-port", "startup-port")),
)
def undeclared_probe_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find port numbers of probes that nothing speaks for, where something speaks against them."""
    listening = cluster.once(listening_of)
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for probe in container.probes:
                number = probe.port.integer
                if number is None or not _is_doubtful(probe, number, listening):
                    continue
                declared = [str(port.number) for port in container.ports if port.number is not None]
                message = f"{number} is no port that the container declares, only {', '.join(declared)}"
                remedy = f"Write {' or '.join(declared)}, or declare {number} if the container listens there"
                for port in pod.ports:
                    if port.number == number:
                        message = f"{number} is a port of {port.container}, and probes {container} in vain"
                yield Flaw(pod.manifest, probe.port, message, remedy)


def _is_doubtful(probe: Probe, number: int, listening: Listening) -> bool:
    container = probe.container
    numbers = [port.number for port in main_ports(container) if port.protocol == "TCP"]
    if not numbers or number in [port.number for port in container.ports]:
        return False
    if declares(container.pod, number):
        return True
    if listening.uses.mentions_of(container)[number] or listening.has_foreign_containers(container.pod):
        return False
    others = [other.port for other in container.probes if other.field != probe.field]
    agreed = any(port.integer in numbers or port.text for port in others)
    near = any(_is_slip(str(number), str(declared)) for declared in numbers)
    return agreed or near or len(container.ports) == 1


def _is_slip(written: str, meant: str) -> bool:
    """Whether two numbers differ in one digit, or in the order of their digits."""
    if len(written) == len(meant):
        wrong = sum(left != right for left, right in zip(written, meant, strict=True))
        return wrong == 1 or sorted(written) == sorted(meant)
    shorter, longer = sorted((written, meant), key=len)
    return any(shorter == longer[:position] + longer[position + 1 :] for position in range(len(longer)))


@check(
    "probe-on-init-container",
    family=Family.PORTS,
    severity=Severity.ERROR,
    summary="An init container that runs to completion has a probe or a lifecycle hook.",
    source=_SIDECARS,
)
def probe_on_init_container(cluster: Cluster) -> Iterator[Flaw]:
    """Find probes and hooks that only a sidecar (``restartPolicy: Always``) may have."""
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            if container.role is not ContainerRole.INIT:
                continue
            for field in _FORBIDDEN_IN_INIT:
                if container.node[field]:
                    message = "is refused in an init container that is no sidecar"
                    remedy = "Add restartPolicy: Always if it is meant to keep running, otherwise remove this"
                    yield Flaw(pod.manifest, container.node[field], message, remedy)


@check(
    "probe-scheme-mismatch",
    family=Family.PORTS,
    severity=Severity.WARNING,
    summary="A probe speaks HTTP to a port for HTTPS, or the other way round.",
    source=_HTTP_PROBES,
)
def probe_scheme_mismatch(cluster: Cluster) -> Iterator[Flaw]:
    """Find HTTP probes whose scheme contradicts the name of the port that they call."""
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for probe in container.probes:
                if probe.handler != "httpGet":
                    continue
                port = _called_port(pod, container, probe)
                scheme = probe.node.at("httpGet", "scheme")
                is_https = scheme.text.upper() == "HTTPS"
                wanted = speaks_tls(port, cluster) if port is not None else None
                if port is None or wanted is None or wanted is is_https:
                    continue
                shown = port.name or str(port.number)
                if wanted:
                    yield Flaw(
                        pod.manifest, scheme, f"speaks HTTP to the port {shown}", "Write scheme: HTTPS"
                    )
                else:
                    remedy = "Leave the scheme out, or call the port for HTTPS"
                    yield Flaw(pod.manifest, scheme, f"speaks HTTPS to the port {shown}", remedy)


def _called_port(pod: PodTemplate, container: Container, probe: Probe) -> ContainerPort | None:
    for port in container.ports:
        if (probe.port.text and port.name == probe.port.text) or (
            port.number is not None and port.number == probe.port.integer
        ):
            return port
    return pod.find_port(probe.port) if probe.port.integer is not None else None
