"""Network policies: whom they isolate, and what they let through.

Policies only add up: a pod that one policy selects for a direction is isolated in that direction, and
then everything is allowed that any of its policies allows.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.network.certainty import Certainty, every, some
from podwright.verify.network.ends import End, is_added_to_pods
from podwright.verify.nodes import Node
from podwright.verify.pods import DEFAULT_PROTOCOL, PodTemplate
from podwright.verify.residence import is_residence_unknown
from podwright.verify.selectors import LabelSelector

_OTHER_POLICIES: Final = frozenset(
    {
        ("cilium.io", "CiliumClusterwideNetworkPolicy"),
        ("cilium.io", "CiliumNetworkPolicy"),
        ("crd.projectcalico.org", "GlobalNetworkPolicy"),
        ("crd.projectcalico.org", "NetworkPolicy"),
        ("policy.networking.k8s.io", "AdminNetworkPolicy"),
        ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
        ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
        ("projectcalico.org", "GlobalNetworkPolicy"),
        ("projectcalico.org", "NetworkPolicy"),
    }
)
"""Policies of other kinds, which may allow what these forbid, or the other way round."""

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_POD_NETWORKS: Final = tuple(
    ipaddress.IPv4Network(text)
    for text in ("10.128.0.0/14", "10.244.0.0/16", "10.42.0.0/16", "192.168.0.0/16", "10.1.0.0/16")
)
"""Where pods have their addresses by default: OpenShift, kubeadm, k3s, Calico, MicroK8s."""

_DNS_PORTS: Final = frozenset({53, 5353})
_PRIVATE: Final = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)


class Direction(Enum):
    """A direction of traffic, as seen from the pod that a policy selects."""

    INGRESS = "ingress"
    EGRESS = "egress"

    @property
    def peers(self) -> str:
        """The field of a rule that lists the other ends."""
        return "from" if self is Direction.INGRESS else "to"


@dataclass(frozen=True, slots=True)
class PortRange:
    """A port that a rule allows.

    Attributes:
        node: the entry of ``ports``.
        protocol: ``TCP`` unless said otherwise.
        number: the port, or the first one of a range; none for every port, and for a named one.
        end: the last port of the range.
        name: the port's name, ``""`` when it has none.
    """

    node: Node
    protocol: str
    number: int | None
    end: int | None
    name: str

    def allows(self, number: int | None, protocol: str, server: End | None) -> Certainty:
        """Return how sure it is that a port is allowed.

        Args:
            number: the port; none when it is not known.
            protocol: its protocol.
            server: the end that the port belongs to; none when it is not known.
        """
        if protocol != self.protocol:
            return Certainty.NO
        if self.name:
            return self._allows_by_name(number, server)
        if self.number is None:
            return Certainty.YES
        if number is None:
            # A rule for the DNS is meant for nobody else.
            return Certainty.NO if self.number in _DNS_PORTS else Certainty.MAYBE
        last = self.end if self.end is not None else self.number
        return Certainty.YES if self.number <= number <= last else Certainty.NO

    def _allows_by_name(self, number: int | None, server: End | None) -> Certainty:
        if server is None or server.pod is None or number is None:
            return Certainty.MAYBE
        named = (port for port in server.pod.ports if port.name == self.name)
        same = any(port.number == number and port.protocol == self.protocol for port in named)
        return Certainty.YES if same else Certainty.NO

    def __str__(self) -> str:
        if self.name:
            return self.name
        if self.number is None:
            return f"every {self.protocol} port"
        return f"{self.number}-{self.end}" if self.end not in (None, self.number) else str(self.number)


@dataclass(frozen=True, slots=True)
class Peer:
    """An other end that a rule allows.

    Attributes:
        node: the entry of ``from`` or ``to``.
        namespace: the policy's namespace, which a peer without a namespace selector means.
    """

    node: Node
    namespace: str

    @property
    def block(self) -> Node:
        """``ipBlock``."""
        return self.node["ipBlock"]

    @property
    def is_local(self) -> bool:
        """Whether it only means pods of the policy's own namespace."""
        return (
            not self.block and not self.node["namespaceSelector"].present and self.node["podSelector"].present
        )

    @property
    def pods(self) -> LabelSelector:
        """The selector of pods; an absent one selects all of them."""
        return LabelSelector.of(self.node["podSelector"])

    @property
    def namespaces(self) -> LabelSelector:
        """The selector of namespaces."""
        return LabelSelector.of(self.node["namespaceSelector"])

    def means(self, end: End) -> Certainty:
        """Return how sure it is that some end is meant."""
        if end.is_outside:
            return Certainty.MAYBE if self.block else Certainty.NO
        if self.block:
            return self._covers_pods()
        if self.is_local:
            return end.is_selected(self.pods) if end.namespace == self.namespace else Certainty.NO
        if not self.node["namespaceSelector"]:
            return Certainty.MAYBE
        return every((end.is_in_namespace(self.namespaces), end.is_selected(self.pods)))

    def _covers_pods(self) -> Certainty:
        """Return how sure it is that a block holds addresses of pods: which they have is not known."""
        try:
            block = ipaddress.ip_network(self.block["cidr"].text, strict=False)
            excluded = [ipaddress.ip_network(text, strict=False) for text in self.block["except"].strings]
        except ValueError:
            return Certainty.MAYBE
        if not any(block.overlaps(network) for network in _PRIVATE if network.version == block.version):
            return Certainty.NO
        # Who leaves a pod network out means to leave the pods out.
        leaves_out = any(_holds(part, network) for part in excluded for network in _POD_NETWORKS)
        return Certainty.NO if leaves_out else Certainty.MAYBE


def _holds(outer: _Network, inner: ipaddress.IPv4Network) -> bool:
    return isinstance(outer, ipaddress.IPv4Network) and inner.subnet_of(outer)


class PolicyRule:
    """One rule of a policy.

    Args:
        node: the entry of ``ingress`` or ``egress``.
        policy: the policy.
        direction: the rule's direction.
    """

    def __init__(self, node: Node, policy: Policy, direction: Direction) -> None:
        self.node = node
        self.policy = policy
        self.direction = direction

    @cached_property
    def ports(self) -> Sequence[PortRange]:
        """The ports; none: every port."""
        return [
            PortRange(
                node,
                node["protocol"].text or DEFAULT_PROTOCOL,
                node["port"].integer,
                node["endPort"].integer,
                node["port"].text,
            )
            for node in self.node["ports"]
        ]

    @cached_property
    def peers(self) -> Sequence[Peer]:
        """The other ends; none: everybody."""
        return [Peer(node, self.policy.manifest.namespace) for node in self.node[self.direction.peers]]

    def allows_port(self, number: int | None, protocol: str, server: End | None) -> Certainty:
        """Return how sure it is that a port is allowed."""
        if not self.ports:
            return Certainty.YES
        return some(port.allows(number, protocol, server) for port in self.ports)

    def allows_peer(self, end: End) -> Certainty:
        """Return how sure it is that an other end is allowed."""
        return some(peer.means(end) for peer in self.peers) if self.peers else Certainty.YES


class Policy:
    """A NetworkPolicy.

    Args:
        manifest: the object.
    """

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    @cached_property
    def selector(self) -> LabelSelector:
        """The pods that it is about."""
        return LabelSelector.of(self.manifest.spec["podSelector"])

    @cached_property
    def directions(self) -> frozenset[Direction]:
        """The directions in which it isolates; the API server fills them in where they are absent."""
        types = self.manifest.spec["policyTypes"].strings
        if types:
            return frozenset(direction for direction in Direction if direction.value.capitalize() in types)
        if self.manifest.spec["egress"].sequence:
            return frozenset(Direction)
        return frozenset({Direction.INGRESS})

    def rules(self, direction: Direction) -> Sequence[PolicyRule]:
        """Return the rules of a direction."""
        return self._rules[direction] if direction in self.directions else ()

    @cached_property
    def _rules(self) -> Mapping[Direction, Sequence[PolicyRule]]:
        return {
            direction: [PolicyRule(node, self, direction) for node in self.manifest.spec[direction.value]]
            for direction in Direction
        }

    def selects(self, end: End) -> Certainty:
        """Return how sure it is that the policy is about some pods of its namespace."""
        return end.is_selected(self.selector)


class Policies:
    """The network policies of a cluster.

    Args:
        cluster: the cluster.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.all = [
            Policy(manifest) for manifest in cluster.manifests.of_kind("NetworkPolicy", "networking.k8s.io")
        ]
        self._of_pods: dict[tuple[PodTemplate, Direction], list[tuple[Policy, Certainty]]] = defaultdict(list)
        self._ends: dict[PodTemplate, End] = {}
        self._selected: dict[tuple[str, LabelSelector], Sequence[PodTemplate]] = {}
        self.is_complete = not (
            cluster.once(is_residence_unknown) or _OTHER_POLICIES.intersection(cluster.manifests.group_kinds)
        )
        """Whether these policies decide alone, about objects whose namespaces are known."""
        for policy in self.all:
            for pod in self._candidates(policy):
                certainty = policy.selects(self.end(pod))
                if certainty is not Certainty.NO:
                    for direction in policy.directions:
                        self._of_pods[(pod, direction)].append((policy, certainty))

    def pods(self, namespace: str, selector: LabelSelector) -> Sequence[PodTemplate]:
        """Return the pods of a namespace that a selector selects; policies often share selectors."""
        key = (namespace, selector)
        if key not in self._selected:
            self._selected[key] = self._cluster.manifests.select_pods(namespace, selector)
        return self._selected[key]

    def _candidates(self, policy: Policy) -> Sequence[PodTemplate]:
        """Return the pods that a policy may be about, by index where that is possible."""
        manifests, namespace = self._cluster.manifests, policy.manifest.namespace
        if any(is_added_to_pods(requirement.key) for requirement in policy.selector.requirements):
            return manifests.pods_in(namespace)
        return self.pods(namespace, policy.selector)

    def end(self, pod: PodTemplate) -> End:
        """Return the end of connections that a pod template's pods are."""
        if pod not in self._ends:
            self._ends[pod] = End.of(pod, self._cluster)
        return self._ends[pod]

    def of(self, pod: PodTemplate, direction: Direction) -> Sequence[tuple[Policy, Certainty]]:
        """Return the policies that are, or may be, about a pod in a direction."""
        return self._of_pods.get((pod, direction), ())

    def isolates(self, pod: PodTemplate, direction: Direction) -> bool:
        """Whether a pod is certainly isolated in a direction, as far as policies of this kind go."""
        if not self.is_complete or pod.spec["hostNetwork"].is_true:
            return False
        return any(certainty is Certainty.YES for _, certainty in self.of(pod, direction))

    def rules_of(self, pod: PodTemplate, direction: Direction) -> Iterator[PolicyRule]:
        """Yield every rule that does, or may, apply to a pod in a direction."""
        for policy, _ in self.of(pod, direction):
            yield from policy.rules(direction)


def policies_of(cluster: Cluster) -> Policies:
    """Return the network policies; to be used with ``cluster.once``."""
    return Policies(cluster)
