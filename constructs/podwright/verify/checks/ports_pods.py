"""Ports: what the containers of a pod, and the pods of a node, share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.uses import Uses, uses_of
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, ContainerPort, PodTemplate
from podwright.verify.rules import Family, Flaw, Severity, check

_POD_NETWORK: Final = "https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking"
_HOST_PORTS: Final = "https://kubernetes.io/docs/concepts/configuration/overview/#services"
_SYSCTLS: Final = "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/"
_SCRAPING: Final = (
    "https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config"
)
_UNPRIVILEGED_START: Final = "net.ipv4.ip_unprivileged_port_start"
_FIRST_UNPRIVILEGED: Final = 1024
_SEVERAL_REPLICAS: Final = frozenset(
    {"Deployment", "DeploymentConfig", "ReplicaSet", "ReplicationController"}
)


@check(
    "port-conflict",
    family=Family.PORTS,
    severity=Severity.ERROR,
    summary="Two containers of a pod listen on one port.",
    source=_POD_NETWORK,
)
def port_conflict(cluster: Cluster) -> Iterator[Flaw]:
    """Find ports that two containers declare which run at the same time: they share one network."""
    uses = cluster.once(uses_of)
    for pod in cluster.manifests.pods:
        holders: dict[tuple[int, str], ContainerPort] = {}
        for port in pod.ports:
            if port.number is None:
                continue
            first = holders.setdefault((port.number, port.protocol), port)
            if first.container is port.container or _has_own_address(first, port, uses):
                continue
            message = (
                f"{port.number} is taken by {first.container}: the containers of a pod share one network"
            )
            remedy = "Let one of them listen on another port"
            yield Flaw(pod.manifest, port.node["containerPort"], message, remedy)


def _has_own_address(first: ContainerPort, second: ContainerPort, uses: Uses) -> bool:
    """Whether one of two containers listens on an address of its own, such as 127.0.0.1."""
    return any(
        listener.port == port.number and listener.is_loopback
        for port in (first, second)
        for listener in uses.listeners_of(port.container)
    )


@check(
    "host-port-conflict",
    family=Family.PORTS,
    severity=Severity.ERROR,
    summary="Two containers ask for one port of a node.",
    source=_HOST_PORTS,
)
def host_port_conflict(cluster: Cluster) -> Iterator[Flaw]:
    """Find host ports that are taken twice in a pod or by two DaemonSets, and impossible ones."""
    taken: dict[tuple[int, str, str], Manifest] = {}
    for pod in cluster.manifests.pods:
        own: set[tuple[int, str, str]] = set()
        runs_everywhere = _runs_on_every_node(pod)
        for port, node, number in _host_ports(pod):
            place = (number, port.protocol, port.node["hostIP"].text)
            if pod.spec["hostNetwork"].is_true and node.integer not in (None, 0, port.number):
                message = f"{number} is not the container's port {port.number}, in a pod on the host network"
                yield Flaw(pod.manifest, node, message, "Leave it out, or write the same number")
            elif place in own:
                message = f"{number} is the host port of another port of the pod"
                yield Flaw(pod.manifest, node, message, "Write another number")
            elif runs_everywhere and taken.setdefault(place, pod.manifest).name != pod.manifest.name:
                message = f"{number} is taken on every node by {taken[place]}"
                yield Flaw(
                    pod.manifest, node, message, "Write another number, or let them run on other nodes"
                )
            own.add(place)


def _host_ports(pod: PodTemplate) -> Iterator[tuple[ContainerPort, Node, int]]:
    on_host = pod.spec["hostNetwork"].is_true
    for port in pod.ports:
        node = port.node["hostPort"]
        number = node.integer or (port.number if on_host else None)
        if number:
            yield port, node if node else port.node["containerPort"], number


def _runs_on_every_node(pod: PodTemplate) -> bool:
    spec = pod.spec
    return (
        pod.manifest.kind == "DaemonSet" and not spec["nodeSelector"].mapping and not spec["affinity"].mapping
    )


@check(
    "host-port-with-replicas",
    family=Family.PORTS,
    severity=Severity.WARNING,
    summary="Several replicas ask for the same port of a node.",
    source=_HOST_PORTS,
)
def host_port_with_replicas(cluster: Cluster) -> Iterator[Flaw]:
    """Find host ports of workloads with replicas that nothing keeps on different nodes."""
    for pod in cluster.manifests.pods:
        replicas = pod.manifest.spec["replicas"].integer
        if pod.manifest.kind not in _SEVERAL_REPLICAS or replicas is None or replicas < 2:
            continue
        if pod.spec.at("affinity", "podAntiAffinity") or pod.spec["topologySpreadConstraints"].sequence:
            continue
        for _, node, number in _host_ports(pod):
            message = f"{number} can be had once per node, and there are {replicas} replicas"
            remedy = "Use a Service, or a DaemonSet; or keep the replicas apart by pod anti-affinity"
            yield Flaw(pod.manifest, node, message, remedy)


@check(
    "privileged-port",
    family=Family.PORTS,
    severity=Severity.WARNING,
    summary="A container without privileges listens on a port below 1024.",
    source=_SYSCTLS,
)
def privileged_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find low ports where neither a capability nor a sysctl lets a user other than root bind them."""
    for pod in cluster.manifests.pods:
        if pod.spec.at("os", "name").text == "windows":
            continue
        start = _first_free_port(pod)
        for container in pod.serving_containers:
            if not _is_unprivileged(container):
                continue
            for port in container.ports:
                if port.number is not None and 0 < port.number < start:
                    message = f"{port.number} is for root, or needs the capability NET_BIND_SERVICE"
                    remedy = (
                        f"Listen on a port from {_FIRST_UNPRIVILEGED} on (a Service may still offer "
                        f"{port.number}), or set the sysctl {_UNPRIVILEGED_START} of the pod"
                    )
                    yield Flaw(pod.manifest, port.node["containerPort"], message, remedy)


def _first_free_port(pod: PodTemplate) -> int:
    for sysctl in pod.spec.at("securityContext", "sysctls"):
        if sysctl["name"].text == _UNPRIVILEGED_START and sysctl["value"].text.isdecimal():
            return int(sysctl["value"].text)
    return _FIRST_UNPRIVILEGED


def _is_unprivileged(container: Container) -> bool:
    """Whether a container certainly runs as another user than root, without any capability for it."""
    own, pod = container.security_context, container.pod.spec["securityContext"]
    user = own["runAsUser"].integer if own["runAsUser"] else pod["runAsUser"].integer
    demanded = own["runAsNonRoot"].boolean if own["runAsNonRoot"] else pod["runAsNonRoot"].boolean
    added = {name.upper() for name in own.at("capabilities", "add").strings}
    dropped = {name.upper() for name in own.at("capabilities", "drop").strings}
    return (
        (bool(user) or bool(demanded))
        and not own["privileged"].is_true
        and added.isdisjoint({"NET_BIND_SERVICE", "ALL"})
        and not dropped.isdisjoint({"NET_BIND_SERVICE", "ALL"})
    )


@check(
    "undeclared-scrape-port",
    family=Family.PORTS,
    severity=Severity.WARNING,
    summary="Prometheus is told to scrape a port that the pods do not declare.",
    source=_SCRAPING,
)
def undeclared_scrape_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``prometheus.io/port`` annotations of pods with a port that no container declares or mentions."""
    uses = cluster.once(uses_of)
    for pod in cluster.manifests.pods:
        node = pod.node.at("metadata", "annotations", "prometheus.io/port")
        scrape = pod.annotations.get("prometheus.io/scrape", "")
        if not re.fullmatch(r"\d{1,5}", node.text) or scrape != "true" or not pod.ports:
            continue
        number = int(node.text)
        if any(port.number == number for port in pod.ports) or _is_told(pod, number, uses):
            continue
        declared = ", ".join(sorted({str(port.number) for port in pod.ports if port.number is not None}))
        message = f"no container declares the port {number}, only {declared}"
        yield Flaw(
            pod.manifest, node, message, "Write the port that serves metrics, or remove the annotations"
        )


def _is_told(pod: PodTemplate, number: int, uses: Uses) -> bool:
    if any(not container.ports for container in pod.serving_containers):
        return True
    probed = {probe.port.integer for container in pod.serving_containers for probe in container.probes}
    return number in probed or any(
        uses.mentions_of(container)[number] for container in pod.serving_containers
    )
