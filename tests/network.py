"""Who may connect to whom: network policies as a cluster applies them, evaluated connection by connection.

https://kubernetes.io/docs/concepts/services-networking/network-policies/: a pod that no policy selects for a
direction is open in it; one that is selected may do what any of the rules allows. A connection needs the
consent of both ends. What an end outside the cluster consents to is its own affair.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Pod:
    """A pod, with the labels that policies select by."""

    namespace: str
    labels: Mapping[str, str] = field(default_factory=dict)
    namespace_labels: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.namespace}/{self.labels.get('app.kubernetes.io/component', 'pod')}"


@dataclass(frozen=True)
class Host:
    """An address that is no pod's: a node, the API server, a server on the internet."""

    address: str

    def __str__(self) -> str:
        return self.address


End = Pod | Host


class Network:
    """Network policies, applied.

    Args:
        policies: every NetworkPolicy of the cluster.
    """

    def __init__(self, policies: Iterable[Fields]) -> None:
        self._policies = list(policies)

    def allows(self, source: End, target: End, port: int, protocol: str = "TCP") -> bool:
        """Return whether a connection is possible."""
        return self._lets(source, "Egress", target, (port, protocol)) and self._lets(
            target, "Ingress", source, (port, protocol)
        )

    def _lets(self, end: End, direction: str, other: End, port: tuple[int, str]) -> bool:
        if isinstance(end, Host):
            return True
        selecting = [policy for policy in self._selecting(end) if direction in policy["spec"]["policyTypes"]]
        rules = [rule for policy in selecting for rule in policy["spec"].get(direction.lower(), [])]
        peers = "to" if direction == "Egress" else "from"
        return not selecting or any(
            _has_port(rule, *port) and _has_peer(rule.get(peers), other, end.namespace) for rule in rules
        )

    def _selecting(self, pod: Pod) -> Iterator[Fields]:
        for policy in self._policies:
            same = policy["metadata"]["namespace"] == pod.namespace
            if same and _selects(policy["spec"]["podSelector"], pod.labels):
                yield policy


def _has_port(rule: Fields, port: int, protocol: str) -> bool:
    ports = rule.get("ports")
    return not ports or any(
        given.get("protocol", "TCP") == protocol and given.get("port", port) == port for given in ports
    )


def _has_peer(peers: Iterable[Fields] | None, other: End, namespace: str) -> bool:
    return not peers or any(_is_peer(peer, other, namespace) for peer in peers)


def _is_peer(peer: Fields, other: End, namespace: str) -> bool:
    if "ipBlock" in peer:
        # What the block says of pods differs between network plugins; ours must not depend on it.
        block = peer["ipBlock"]
        return (
            isinstance(other, Host)
            and _within(other, [block["cidr"]])
            and not _within(other, block.get("except", []))
        )
    if isinstance(other, Host):
        return False
    in_namespace = (
        _selects(peer["namespaceSelector"], other.namespace_labels)
        if "namespaceSelector" in peer
        else other.namespace == namespace
    )
    return in_namespace and _selects(peer.get("podSelector", {}), other.labels)


def _within(host: Host, networks: Iterable[str]) -> bool:
    address = ipaddress.ip_address(host.address)
    return any(address in ipaddress.ip_network(network) for network in networks)


def _selects(selector: Fields, labels: Mapping[str, str]) -> bool:
    assert set(selector) <= {"matchLabels"}, "no other selectors are used"
    wanted: Mapping[str, str] = selector.get("matchLabels", {})
    return wanted.items() <= labels.items()
