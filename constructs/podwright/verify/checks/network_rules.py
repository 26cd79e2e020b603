"""Network: the rules of network policies mean something."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.cluster import NAMESPACE_NAME_LABEL, Cluster
from podwright.verify.listening import Listening, listening_of
from podwright.verify.network.policies import Direction, Policies, PolicyRule, PortRange, policies_of
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.known_names import KnownNames
from podwright.verify.rules import Family, Flaw, Severity, check

_POLICIES: Final = "https://kubernetes.io/docs/concepts/services-networking/network-policies/"
_REFERENCE: Final = "https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/#NetworkPolicySpec"
_BY_NAME: Final = f"{_POLICIES}#targeting-a-namespace-by-its-name"
_WELL_KNOWN_NAMESPACES: Final = frozenset(
    {"calico-system", "cattle-monitoring-system", "cert-manager", "contour", "haproxy-controller"}
    | {"ingress-nginx", "istio-ingress", "istio-system", "kong", "kube-system", "monitoring", "observability"}
    | {"openshift-dns", "openshift-ingress", "openshift-monitoring", "openshift-user-workload-monitoring"}
    | {"prometheus", "traefik"}
)


@check(
    "policy-port-without-listener",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="A network policy allows a port that nobody listens on.",
    source=_POLICIES,
)
def policy_port_without_listener(cluster: Cluster) -> Iterator[Flaw]:
    """Find allowed ports that none of the pods has which the rule is about."""
    policies = cluster.once(policies_of)
    listening = cluster.once(listening_of)
    for policy in policies.all:
        selected = policies.pods(policy.manifest.namespace, policy.selector)
        for rule in policy.rules(Direction.INGRESS):
            yield from _unused_ports(rule, selected, listening)
        for rule in policy.rules(Direction.EGRESS):
            if rule.ports:
                yield from _unused_ports(rule, _servers(rule, policies), listening)


def _servers(rule: PolicyRule, policies: Policies) -> Sequence[PodTemplate]:
    """Return the pods that an egress rule leads to, none when there may be others."""
    pods: list[PodTemplate] = []
    for peer in rule.peers:
        if not peer.is_local:
            return ()
        found = policies.pods(peer.namespace, peer.pods)
        if not found:
            return ()
        pods += found
    return pods


def _unused_ports(rule: PolicyRule, pods: Sequence[PodTemplate], listening: Listening) -> Iterator[Flaw]:
    if not pods or any(pod.spec["hostNetwork"].is_true for pod in pods):
        return
    for port in rule.ports:
        if all(_is_absent(port, pod, listening) for pod in pods):
            known = sorted({str(one.number) for pod in pods for one in pod.ports if one.number is not None})
            message = (
                f"no container of the pods listens on {port} ({port.protocol}), only on {', '.join(known)}"
            )
            remedy = "Write a port of the containers (not of their Service), or remove it"
            yield Flaw(rule.policy.manifest, port.node["port"], message, remedy)


def _is_absent(port: PortRange, pod: PodTemplate, listening: Listening) -> bool:
    if port.name:
        named = [one for one in pod.ports if one.name == port.name and one.protocol == port.protocol]
        return bool(pod.ports) and not named and not listening.has_foreign_containers(pod)
    if port.number is None or port.end not in (None, port.number):
        return False
    return listening.is_absent(pod, port.number, port.protocol)


@check(
    "invalid-policy-rule",
    family=Family.NETWORK,
    severity=Severity.ERROR,
    summary="A rule of a network policy has a form that the API server refuses.",
    source=_REFERENCE,
)
def invalid_policy_rule(cluster: Cluster) -> Iterator[Flaw]:
    """Find impossible port ranges, peers that are nothing or two things, and wrong exceptions of blocks."""
    for policy in cluster.once(policies_of).all:
        for direction in Direction:
            for rule in policy.manifest.spec[direction.value]:
                for port in rule["ports"]:
                    for node, message, remedy in _port_problems(port):
                        yield Flaw(policy.manifest, node, message, remedy)
                for peer in rule[direction.peers]:
                    for node, message, remedy in _peer_problems(peer):
                        yield Flaw(policy.manifest, node, message, remedy)


def _port_problems(port: Node) -> Iterator[tuple[Node, str, str]]:
    end = port["endPort"]
    if end.integer is None:
        return
    first = port["port"].integer
    if first is None:
        yield end, "needs a port by number in front of it", "Write the first port of the range as port"
    elif end.integer < first:
        yield (
            end,
            f"{end.integer} lies in front of the first port {first}",
            "Write the last port of the range",
        )


def _peer_problems(peer: Node) -> Iterator[tuple[Node, str, str]]:
    if not peer.is_map:
        return
    block = peer["ipBlock"]
    if not any(peer[field].present for field in ("podSelector", "namespaceSelector", "ipBlock")):
        message = "names nobody"
        yield (
            peer,
            message,
            "Write podSelector, namespaceSelector or ipBlock; remove from or to for everybody",
        )
    elif block and (peer["podSelector"] or peer["namespaceSelector"]):
        yield block, "stands beside a selector in one peer", "Make two peers of it"
    for excluded in block["except"]:
        if _is_outside(excluded.text, block["cidr"].text):
            message = f"{excluded.text} is not a part of {block['cidr'].text}"
            yield excluded, message, "Write a network within the block, and smaller"


def _is_outside(inner: str, outer: str) -> bool:
    try:
        part, block = ipaddress.ip_network(inner, strict=False), ipaddress.ip_network(outer, strict=False)
    except ValueError:
        return False
    if isinstance(part, ipaddress.IPv4Network) and isinstance(block, ipaddress.IPv4Network):
        return part == block or not part.subnet_of(block)
    if isinstance(part, ipaddress.IPv6Network) and isinstance(block, ipaddress.IPv6Network):
        return part == block or not part.subnet_of(block)
    return True


@check(
    "misspelt-namespace",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="A network policy names a namespace by nearly the name of one that exists.",
    source=_BY_NAME,
)
def misspelt_namespace(cluster: Cluster) -> Iterator[Flaw]:
    """Find namespaces in selectors that differ from a known one by a slip of the pen."""
    known = {manifest.namespace for manifest in cluster.manifests if manifest.namespace}
    known |= {*cluster.manifests.namespaces, *_WELL_KNOWN_NAMESPACES}
    known |= {external.name for external in cluster.externals.of_kind("Namespace")}
    names = KnownNames(known)
    for policy in cluster.once(policies_of).all:
        for direction in Direction:
            for rule in policy.manifest.spec[direction.value]:
                for peer in rule[direction.peers]:
                    for node in _names_in(peer["namespaceSelector"]):
                        near = names.meant_by(node.text) if node.text and node.text not in known else ""
                        if near:
                            message = f"{node.text!r} is no namespace that is known, but {near} is"
                            yield Flaw(policy.manifest, node, message, f"Did you mean {near}?")


def _names_in(selector: Node) -> Iterator[Node]:
    yield selector["matchLabels"][NAMESPACE_NAME_LABEL]
    for expression in selector["matchExpressions"]:
        if expression["key"].text == NAMESPACE_NAME_LABEL and expression["operator"].text == "In":
            yield from expression["values"]
