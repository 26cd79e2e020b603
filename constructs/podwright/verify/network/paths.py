"""Whether a connection is allowed, and which policy has to change when it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podwright.verify.network.certainty import Certainty
from podwright.verify.network.ends import End
from podwright.verify.network.policies import Direction, Policies, Policy, PolicyRule
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate


@dataclass(frozen=True, slots=True, eq=False)
class Obstacle:
    """What keeps a connection from being made.

    Attributes:
        policy: the policy that should allow it.
        node: the place in it.
        reason: what is wrong there.
    """

    policy: Policy
    node: Node
    reason: str


def obstacle(
    policies: Policies,
    pod: PodTemplate,
    direction: Direction,
    *,
    other: End,
    number: int | None,
    protocol: str = "TCP",
) -> Obstacle | None:
    """Return what certainly forbids a connection, none when it is or may be allowed.

    Args:
        policies: the network policies.
        pod: the pods whose policies are asked.
        direction: the connection's direction, as seen from them.
        other: the other end.
        number: the port of the server, as its containers know it; none when it is not known.
        protocol: its protocol.
    """
    if not policies.isolates(pod, direction) or other.is_on_host_network:
        return None
    server = policies.end(pod) if direction is Direction.INGRESS else other
    near: list[tuple[int, Obstacle]] = []
    for rule in policies.rules_of(pod, direction):
        peer = rule.allows_peer(other)
        port = rule.allows_port(number, protocol, server)
        if min(peer, port) is not Certainty.NO:
            return None
        near += _near_miss(rule, peer, port, number)
    if near:
        return max(near, key=lambda pair: pair[0])[1]
    return at_policy(policies, pod, direction)


def _near_miss(
    rule: PolicyRule, peer: Certainty, port: Certainty, number: int | None
) -> Iterator[tuple[int, Obstacle]]:
    """Yield the place of a rule that allows half of the connection, and how near it comes."""
    if peer is Certainty.YES and rule.peers and port is Certainty.NO:
        ports = rule.node["ports"]
        only = next(iter(ports)) if len(ports.sequence) == 1 else ports
        place = only["port"] if len(ports.sequence) == 1 and only["port"] else only
        listed = ", ".join(f"{one} {one.protocol}" for one in rule.ports)
        yield 2, Obstacle(rule.policy, place, f"allows only {listed}")
    elif port is Certainty.YES and rule.ports and peer is Certainty.NO and number is not None:
        yield 1, Obstacle(rule.policy, rule.node[rule.direction.peers], f"allows others on port {number}")


def at_policy(policies: Policies, pod: PodTemplate, direction: Direction) -> Obstacle | None:
    """Return the policy that is most about a pod, as the place for a rule that is missing."""
    certain = [policy for policy, sure in policies.of(pod, direction) if sure is Certainty.YES]
    if not certain:
        return None
    best = max(certain, key=lambda policy: (not policy.selector.is_empty, bool(policy.rules(direction))))
    node = best.manifest.spec[direction.value]
    return Obstacle(best, node, "allows nothing" if not best.rules(direction) else "has no rule for it")
