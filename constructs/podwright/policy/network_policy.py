"""Network policies: nothing is allowed but the connections that the chart declares."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.bindings import int_or_string
from podwright.chart import EnvironmentConstruct
from podwright.policy.peers import Addresses, Anywhere, NamespacePods, Peer, Pods
from podwright.vocabulary import Labels
from podwright.vocabulary.value import refuse

_DEFAULT_DENY = "default-deny"
# Peers in the order in which they were declared, each with its ports: one rule for each peer.
_Rules = list[tuple[Peer, list[tuple[int, str]]]]


class NetworkPolicy(EnvironmentConstruct):
    """The network policy of one workload. Emits one `NetworkPolicy`, when the whole chart stands.

    Both directions are isolated; what is not declared is refused. Workloads make their own policy: charts
    declare connections on the workload (`connects_to`), by a `Route`, or by a `ServiceMonitor`.

    Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/

    Args:
        scope: the workload.
        id: name of the construct in its scope.
        name: `metadata.name`, the workload's own name.
        labels: labels of the workload; its selector is what the policy applies to.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, labels: Labels) -> None:
        super().__init__(scope, id)
        self.name = name
        self.labels = labels
        self._ingress: _Rules = []
        self._egress: _Rules = []
        self.finish_late(self._emit)

    @property
    def peer(self) -> Peer:
        """The workload's own pods, as the other end of somebody else's connection."""
        return Pods(labels=self.labels.selector)

    def allow_from(self, peer: Peer, *ports: tuple[int, str]) -> None:
        """Let a peer connect to ports (number and protocol) of the workload.

        Raises:
            InvalidValueError: no ports, which Kubernetes would take for all of them.
        """
        _add(self._ingress, peer, ports)

    def allow_to(self, peer: Peer, *ports: tuple[int, str]) -> None:
        """Let the workload connect to ports (number and protocol) of a peer.

        Raises:
            InvalidValueError: no ports, which Kubernetes would take for all of them.
        """
        _add(self._egress, peer, ports)

    def _emit(self) -> None:
        dns = self.environment.platform.dns
        egress: _Rules = []
        if self._egress:
            # Whoever connects to anything by name asks the cluster's DNS first.
            namespace = NamespacePods(namespace_labels={"kubernetes.io/metadata.name": dns.namespace})
            egress = [(namespace, [(dns.port, "UDP"), (dns.port, "TCP")]), *self._egress]
        k8s.KubeNetworkPolicy(
            self,
            "network-policy",
            metadata=self.object_meta(name=self.name, labels=self.labels.without_version),
            spec=k8s.NetworkPolicySpec(
                pod_selector=k8s.LabelSelector(match_labels=self.labels.selector),
                policy_types=["Ingress", "Egress"],
                ingress=[
                    k8s.NetworkPolicyIngressRule(from_=_peers(peer), ports=_ports(ports))
                    for peer, ports in self._ingress
                ]
                or None,
                egress=[
                    k8s.NetworkPolicyEgressRule(to=_peers(peer), ports=_ports(ports))
                    for peer, ports in egress
                ]
                or None,
            ),
        )


class DefaultDeny(EnvironmentConstruct):
    """Refuses every connection that no other policy allows. Emits one `NetworkPolicy`.

    It applies to every pod of a namespace that the chart owns. In anybody else's it applies to the chart's
    own pods, whose instance it carries in its name: others' are not to be cut off.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
    """

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        owns = self.environment.owns_namespace
        labels = self.chart.labels_of("network-policy")
        k8s.KubeNetworkPolicy(
            self,
            "network-policy",
            metadata=self.object_meta(
                # Not prefixed: two systems of one environment would have the same.
                name=_DEFAULT_DENY if owns else f"{self.chart.instance}-{_DEFAULT_DENY}",
                labels=labels,
            ),
            spec=k8s.NetworkPolicySpec(
                pod_selector=k8s.LabelSelector(match_labels=None if owns else labels.of_instance),
                policy_types=["Ingress", "Egress"],
            ),
        )


def _add(rules: _Rules, peer: Peer, ports: Sequence[tuple[int, str]]) -> None:
    if not ports:
        message = "a connection without ports would open every port"
        raise refuse(message, "Name each as (number, protocol), such as (8443, 'TCP')", field="ports")
    for known, known_ports in rules:
        if known == peer:
            known_ports.extend(port for port in ports if port not in known_ports)
            return
    rules.append((peer, list(ports)))


def _ports(ports: Sequence[tuple[int, str]]) -> list[k8s.NetworkPolicyPort]:
    return [_port(number, protocol) for number, protocol in ports]


@cache
def _port(number: int, protocol: str) -> k8s.NetworkPolicyPort:
    # The same few ports recur in every policy of a chart and its environments.
    return k8s.NetworkPolicyPort(port=int_or_string(number), protocol=None if protocol == "TCP" else protocol)


def _peers(peer: Peer) -> list[k8s.NetworkPolicyPeer] | None:
    match peer:
        case Pods():
            selector = k8s.LabelSelector(match_labels=dict(peer.labels) or None)
            return [k8s.NetworkPolicyPeer(pod_selector=selector)]
        case NamespacePods():
            namespaces = k8s.LabelSelector(match_labels=dict(peer.namespace_labels) or None)
            pods = k8s.LabelSelector(match_labels=dict(peer.labels)) if peer.labels else None
            return [k8s.NetworkPolicyPeer(namespace_selector=namespaces, pod_selector=pods)]
        case Addresses():
            block = k8s.IpBlock(cidr=peer.network, except_=list(peer.excluded) or None)
            return [k8s.NetworkPolicyPeer(ip_block=block)]
        case Anywhere():
            return None
