"""Network: pods that may call somebody may also ask for their addresses."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final

from podwright.verify.cluster import NAMESPACE_NAME_LABEL, Cluster
from podwright.verify.configuration.addresses import DATABASE_SCHEMES, User
from podwright.verify.configuration.destinations import Destination, Outcome, destinations_of
from podwright.verify.network.ends import OUTSIDE, End
from podwright.verify.network.paths import Obstacle, obstacle
from podwright.verify.network.policies import Direction, Policies, PolicyRule, policies_of
from podwright.verify.pods import PodTemplate
from podwright.verify.rules import Family, Flaw, Severity, check

_DNS: Final = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"
_TCP: Final = "https://datatracker.ietf.org/doc/html/rfc7766"
_OWN_RESOLVERS: Final = frozenset({"None", "Default"})


@check(
    "dns-blocked",
    family=Family.NETWORK,
    severity=Severity.ERROR,
    summary="Pods call others by name, and a network policy keeps them from the cluster's DNS.",
    source=_DNS,
)
def dns_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find isolated pods with names in their configuration that they cannot resolve."""
    obstacles = dict(_without_dns(cluster))
    called = _called_names(cluster, obstacles)
    for pod, found in obstacles.items():
        name = called.get(pod)
        if name:
            message = (
                f"keeps {pod.manifest} from the cluster's DNS, and it calls {name} by name: {found.reason}"
            )
            yield Flaw(found.policy.manifest, found.node, message, _remedy(cluster))


@check(
    "egress-without-dns",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="A network policy lets pods call others, but not the cluster's DNS.",
    source=_DNS,
)
def egress_without_dns(cluster: Cluster) -> Iterator[Flaw]:
    """Find isolated pods that may connect to other pods and cannot resolve any name."""
    obstacles = dict(_without_dns(cluster))
    called = _called_names(cluster, obstacles)
    policies = cluster.once(policies_of)
    for pod, found in obstacles.items():
        rules = policies.rules_of(pod, Direction.EGRESS)
        if pod not in called and any(_needs_names(rule) for rule in rules):
            message = f"lets {pod.manifest} call others, but not resolve their names: {found.reason}"
            yield Flaw(found.policy.manifest, found.node, message, _remedy(cluster))


@check(
    "dns-without-tcp",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="A network policy lets pods ask the cluster's DNS by UDP, but not by TCP.",
    source=_TCP,
)
def dns_without_tcp(cluster: Cluster) -> Iterator[Flaw]:
    """Find isolated pods that cannot repeat a question by TCP, as they must when an answer is long."""
    policies = cluster.once(policies_of)
    for pod in _isolated(cluster, policies):
        servers = _dns_servers(cluster)
        if _dns_obstacle(policies, pod, servers, "UDP") is not None:
            continue
        found = _dns_obstacle(policies, pod, servers, "TCP")
        if found is not None:
            message = f"lets {pod.manifest} ask the DNS by UDP only; long answers need TCP"
            yield Flaw(
                found.policy.manifest, found.node, message, "Allow the DNS port with protocol: TCP, too"
            )


def _isolated(cluster: Cluster, policies: Policies) -> Iterator[PodTemplate]:
    if not policies.all:
        return
    for pod in cluster.manifests.pods:
        own = pod.spec["dnsPolicy"].text in _OWN_RESOLVERS or pod.spec.at("dnsConfig", "nameservers")
        if not own and policies.isolates(pod, Direction.EGRESS):
            yield pod


def _without_dns(cluster: Cluster) -> Iterator[tuple[PodTemplate, Obstacle]]:
    policies = cluster.once(policies_of)
    servers = _dns_servers(cluster)
    for pod in _isolated(cluster, policies):
        found = _dns_obstacle(policies, pod, servers, "UDP")
        if found is not None:
            yield pod, found


def _dns_servers(cluster: Cluster) -> Sequence[tuple[End, int]]:
    """Return the pods that answer, and the port that they listen on, the likeliest first.

    Policies are about the pods behind the DNS Service. Those of OpenShift listen on 5353. Which platform
    it is may not be evident from the manifests.
    """
    openshift = (_end("openshift-dns", "dns.operator.openshift.io/daemonset-dns", "default"), 5353)
    if cluster.target.is_openshift:
        return [openshift]
    labels = ("kube-dns", "coredns")
    coredns = [(_end("kube-system", "k8s-app", label), 53) for label in labels]
    # A cache on each node has an address of its own.
    return [*coredns, openshift, (OUTSIDE, 53)]


def _end(namespace: str, key: str, value: str) -> End:
    return End(namespace=namespace, labels={key: value}, namespace_labels={NAMESPACE_NAME_LABEL: namespace})


def _dns_obstacle(
    policies: Policies, pod: PodTemplate, servers: Sequence[tuple[End, int]], protocol: str
) -> Obstacle | None:
    first: Obstacle | None = None
    for end, number in servers:
        found = obstacle(policies, pod, Direction.EGRESS, other=end, number=number, protocol=protocol)
        if found is None:
            return None
        first = first or found
    return first


def _remedy(cluster: Cluster) -> str:
    if cluster.target.is_openshift:
        return "Allow UDP and TCP 5353 to the namespace openshift-dns (its pods listen there, not on 53)"
    return "Allow UDP and TCP 53 to the pods k8s-app=kube-dns in the namespace kube-system"


def _needs_names(rule: PolicyRule) -> bool:
    """Whether a rule allows something that pods call by name: other pods, or everybody."""
    if not rule.peers:
        return True
    return any(not peer.block for peer in rule.peers)


def _called_names(cluster: Cluster, isolated: Container[PodTemplate]) -> dict[PodTemplate, str]:
    """Return a name that each pod certainly has to resolve.

    A text that others read, too, who may resolve names, is perhaps meant for them only.
    """
    called: dict[PodTemplate, str] = {}
    for group in cluster.once(destinations_of).by_text:
        if all(destination.use.pod in isolated for destination in group):
            for destination in filter(_is_resolved, group):
                use = destination.use
                name = "what a Secret names" if use.setting.is_secret else use.address.host
                called.setdefault(use.pod, name)
    return called


def _is_resolved(destination: Destination) -> bool:
    address = destination.use.address
    if address.user is not User.POD:
        return False
    if destination.outcome in (Outcome.FOUND, Outcome.ABSENT, Outcome.MISSPELT):
        return True
    return ".svc" in address.host or (address.scheme in DATABASE_SCHEMES and "." in address.host)
