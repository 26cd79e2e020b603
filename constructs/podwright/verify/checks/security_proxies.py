"""Security: proxies that ask who somebody is are used right, and nobody gets past them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.uses import uses_of
from podwright.verify.manifests import Manifest
from podwright.verify.network.certainty import Certainty
from podwright.verify.network.policies import Direction, Policies, PolicyRule, policies_of
from podwright.verify.nodes import Node
from podwright.verify.pods import DEFAULT_PROTOCOL, Container, PodTemplate
from podwright.verify.proxies import OAUTH2_PROXY_SOURCE, AuthProxy, ProxyKind, auth_proxies_of
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.services import Service

_AUTHORIZATION: Final = ("security.istio.io", "AuthorizationPolicy")


@check(
    "missing-reverse-proxy",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="oauth2-proxy stands behind a router that ends TLS, and does not know it.",
    source=f"{OAUTH2_PROXY_SOURCE}#proxy-options",
)
def missing_reverse_proxy(cluster: Cluster) -> Iterator[Flaw]:
    """Find oauth2-proxy without ``reverse_proxy`` behind a Route or an Ingress.

    It then takes every request for plain HTTP from the router: redirects, cookies and log lines are made
    for the wrong scheme, host and client.
    """
    fronts = _fronts(cluster)
    for proxy in cluster.once(auth_proxies_of):
        if proxy.kind is not ProxyKind.OAUTH2 or proxy.setting(cluster, "reverse-proxy") is not False:
            continue
        front = next((fronts[pod, port] for pod, port in _ports(proxy) if (pod, port) in fronts), None)
        if front is not None:
            yield Flaw(
                proxy.pod.manifest,
                proxy.container.node["args"],
                f"{front} ends TLS in front of {proxy.container}, which takes the router for the client",
                "Set reverse_proxy = true, and trusted_proxy_ips to the router's network",
            )


def _ports(proxy: AuthProxy) -> Iterator[tuple[PodTemplate, int]]:
    for port in proxy.container.ports:
        if port.number is not None:
            yield proxy.pod, port.number


def _fronts(cluster: Cluster) -> Mapping[tuple[PodTemplate, int], Manifest]:
    """Return what publishes a port of a pod to the outside and ends TLS itself."""
    fronts: dict[tuple[PodTemplate, int], Manifest] = {}
    for route in cluster.manifests.of_kind("Route", "route.openshift.io"):
        if route.spec.at("tls", "termination").text in ("edge", "reencrypt"):
            service = cluster.manifests.service(route.namespace, route.spec.at("to", "name").text)
            for pod, port in _reached(cluster, service):
                fronts[pod, port] = route
    for ingress in cluster.manifests.of_kind("Ingress", "networking.k8s.io"):
        if ingress.spec["tls"].sequence:
            for rule in ingress.spec["rules"]:
                for path in rule.at("http", "paths"):
                    name = path.at("backend", "service", "name").text
                    for pod, port in _reached(cluster, cluster.manifests.service(ingress.namespace, name)):
                        fronts[pod, port] = ingress
    return fronts


def _services_by_port(cluster: Cluster) -> Mapping[tuple[PodTemplate, int], Sequence[Service]]:
    """Return the Services that lead to each port of each pod."""
    found: dict[tuple[PodTemplate, int], list[Service]] = defaultdict(list)
    for service in cluster.manifests.services:
        for place in dict.fromkeys(_reached(cluster, service)):
            found[place].append(service)
    return found


def _reached(cluster: Cluster, service: Service | None) -> Iterator[tuple[PodTemplate, int]]:
    if service is None or service.selector is None:
        return
    for pod in cluster.manifests.select_pods(service.namespace, service.selector):
        for port in service.ports:
            found = pod.find_port(port.target)
            number = found.number if found is not None else port.target.integer
            if number is not None:
                yield pod, number


@check(
    "bypassed-auth-proxy",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="The port behind an auth proxy can be reached without it.",
    source="https://kubernetes.io/docs/concepts/services-networking/network-policies/",
)
def bypassed_auth_proxy(cluster: Cluster) -> Iterator[Flaw]:
    """Find ports behind a proxy that a Service publishes, or that no network policy closes.

    Containers of a pod share its address: what listens for the proxy listens for every other pod, too,
    and believes the headers in which the proxy writes who somebody is.
    """
    policies = cluster.once(policies_of)
    if not policies.is_complete or _AUTHORIZATION in cluster.manifests.group_kinds:
        return
    told: set[tuple[PodTemplate, int]] = set()
    for proxy in cluster.once(auth_proxies_of):
        for port in sorted(proxy.upstream_ports(cluster)):
            node = _listener(cluster, proxy.pod, port)
            if node is None or (proxy.pod, port) in told:
                continue
            told.add((proxy.pod, port))
            yield from _ways_past(cluster, proxy, port, node)


def _listener(cluster: Cluster, pod: PodTemplate, port: int) -> Node | None:
    """Return where a container says that it listens on a port for others, too; none when it does not."""
    for container in pod.serving_containers:
        if any(one.is_loopback and one.port == port for one in cluster.once(uses_of).listeners_of(container)):
            return None
    for container in pod.serving_containers:
        for declared in container.ports:
            if declared.number == port:
                return declared.node
        node = _probed(container, port)
        if node is not None:
            return node
    return None


def _probed(container: Container, port: int) -> Node | None:
    for probe in container.probes:
        host = probe.node[probe.handler]["host"].text
        if probe.port.integer == port and not host:
            return probe.port
    return None


def _ways_past(cluster: Cluster, proxy: AuthProxy, port: int, node: Node) -> Iterator[Flaw]:
    pod = proxy.pod
    for service in cluster.once(_services_by_port).get((pod, port), ()):
        target = next((one for one in service.ports if _number(pod, one.target) == port), None)
        if target is not None:
            message = f"leads to port {port} of {pod.manifest} past its {proxy.container}"
            yield Flaw(
                service.manifest,
                target.node["targetPort"],
                message,
                f"Lead it to the port of {proxy.container}",
            )
    if _is_open(cluster.once(policies_of), pod, port):
        message = f"every pod can reach port {port} past {proxy.container}, and no network policy closes it"
        remedy = f"Add a NetworkPolicy that admits only the port of {proxy.container}"
        yield Flaw(pod.manifest, node, message, remedy)


def _number(pod: PodTemplate, target: Node) -> int | None:
    found = pod.find_port(target)
    return found.number if found is not None else target.integer


def _is_open(policies: Policies, pod: PodTemplate, port: int) -> bool:
    """Whether everybody reaches a port: no policy isolates the pod, or a rule admits everybody.

    A rule that says who may reach the port is somebody's decision.
    """
    if pod.spec["hostNetwork"].is_true:
        return False
    end = policies.end(pod)
    return not policies.of(pod, Direction.INGRESS) or any(
        _admits_everybody(rule) and rule.allows_port(port, DEFAULT_PROTOCOL, end) is Certainty.YES
        for rule in policies.rules_of(pod, Direction.INGRESS)
    )


def _admits_everybody(rule: PolicyRule) -> bool:
    """Whether a rule names nobody, or every pod of every namespace."""
    return not rule.peers or any(
        peer.node["namespaceSelector"].present and peer.namespaces.is_empty and peer.pods.is_empty
        for peer in rule.peers
    )
