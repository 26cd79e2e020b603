"""Who comes from outside of a namespace: routers, Prometheus, load balancers, the API server.

Their pods are not among the manifests. What can be told is whether a policy lets anybody in who could
be one of them, and whether one of its rules looks as if it were meant for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import NAMESPACE_NAME_LABEL
from podwright.verify.network.certainty import Certainty
from podwright.verify.network.ends import OUTSIDE, End
from podwright.verify.network.paths import Obstacle, at_policy, obstacle
from podwright.verify.network.policies import Direction, Peer, Policies, PolicyRule
from podwright.verify.pods import PodTemplate

_NAMES: Final = frozenset({NAMESPACE_NAME_LABEL, "name"})

INGRESS_WORDS: Final = re.compile(
    r"alb|ambassador|apisix|azure|caddy|cilium|contour|edge|emissary|envoy|external|front|gateway|gke|haproxy"
    r"|ingress|istio|kong|kube-system|lb|nginx|proxy|public|router|traefik",
    re.IGNORECASE,
)
MONITORING_WORDS: Final = re.compile(
    r"cattle|datadog|grafana|kube-system|metric|mimir|monitor|o11y|observ|otel|prom|scrap|telemetry|thanos"
    r"|victoria|vm",
    re.IGNORECASE,
)

_ROUTER_LABELS: Final = {"ingresscontroller.operator.openshift.io/deployment-ingresscontroller": "default"}
_OPENSHIFT_KEYS: Final = re.compile(r".*openshift\.io/.*|kubernetes\.io/metadata\.name")
_NOT_MONITORING_KEYS: Final = re.compile(rf"(?!.*(?:{MONITORING_WORDS.pattern})).*", re.IGNORECASE)

ROUTERS: Final[Sequence[End]] = (
    End(
        namespace="openshift-ingress",
        labels=_ROUTER_LABELS,
        namespace_labels={
            NAMESPACE_NAME_LABEL: "openshift-ingress",
            "network.openshift.io/policy-group": "ingress",
            "policy-group.network.openshift.io/ingress": "",
            "openshift.io/cluster-monitoring": "true",
        },
        keys=_OPENSHIFT_KEYS,
    ),
    # Where the routers are on the host network.
    End(
        namespace="openshift-host-network",
        namespace_labels={
            NAMESPACE_NAME_LABEL: "openshift-host-network",
            "policy-group.network.openshift.io/host-network": "",
            "policy-group.network.openshift.io/ingress": "",
        },
        keys=_OPENSHIFT_KEYS,
    ),
)
"""The routers of OpenShift.

Source: https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/network_security/network-policy
"""

OPENSHIFT_MONITORING: Final[Sequence[End]] = tuple(
    End(
        namespace=namespace,
        namespace_labels={
            NAMESPACE_NAME_LABEL: namespace,
            "network.openshift.io/policy-group": "monitoring",
            "openshift.io/cluster-monitoring": "true",
        },
        keys=_NOT_MONITORING_KEYS,
    )
    for namespace in ("openshift-monitoring", "openshift-user-workload-monitoring")
)
"""Where the Prometheus servers of OpenShift run."""


@dataclass(frozen=True, slots=True)
class Admission:
    """How far a pod's policies let in those from outside of its namespace.

    Attributes:
        is_possible: whether somebody from outside may get in.
        is_likely: whether one of the rules looks as if it were meant for those in question.
        obstacle: the policy that has to change.
    """

    is_possible: bool
    is_likely: bool
    obstacle: Obstacle | None


def admission(policies: Policies, pod: PodTemplate, number: int, *, words: re.Pattern[str]) -> Admission:
    """Return how far somebody whose namespace is not known gets to a port.

    Args:
        policies: the network policies.
        pod: the pods.
        number: their port.
        words: what occurs in names and labels of those in question.
    """
    if not policies.isolates(pod, Direction.INGRESS):
        return Admission(is_possible=True, is_likely=True, obstacle=None)
    rules = [
        rule
        for rule in policies.rules_of(pod, Direction.INGRESS)
        if rule.allows_port(number, "TCP", policies.end(pod)) is not Certainty.NO
    ]
    strangers = [
        rule for rule in rules if not rule.peers or any(_is_stranger(peer, policies) for peer in rule.peers)
    ]
    likely = any(not rule.peers or any(_may_be(peer, words) for peer in rule.peers) for rule in strangers)
    place = _near_place(strangers) or at_policy(policies, pod, Direction.INGRESS)
    return Admission(is_possible=bool(strangers), is_likely=likely, obstacle=place)


def admits_hosts(policies: Policies, pod: PodTemplate, number: int) -> Obstacle | None:
    """Return what keeps hosts (nodes, load balancers) out of a port, none when they may get in."""
    return obstacle(policies, pod, Direction.INGRESS, other=OUTSIDE, number=number)


def kept_out(policies: Policies, pod: PodTemplate, number: int, ends: Sequence[End]) -> Obstacle | None:
    """Return what keeps all of some ends out of a port, none when one of them may get in."""
    first: Obstacle | None = None
    for end in ends:
        found = obstacle(policies, pod, Direction.INGRESS, other=end, number=number)
        if found is None:
            return None
        first = first or found
    return first


def _near_place(rules: Sequence[PolicyRule]) -> Obstacle | None:
    return next(
        (Obstacle(rule.policy, rule.node["from"], "its rule for the port names others") for rule in rules),
        None,
    )


def _is_stranger(peer: Peer, policies: Policies) -> bool:
    """Whether a peer may mean pods that are not among the manifests."""
    if not peer.is_local:
        return True
    # A selector that selects nobody here was made for somebody who comes from elsewhere.
    return not peer.pods.is_empty and not policies.pods(peer.namespace, peer.pods)


def _may_be(peer: Peer, words: re.Pattern[str]) -> bool:
    """Whether a peer may mean those in question: only one that is named otherwise does not."""
    if peer.block or peer.is_local:
        return True
    named = [one for one in peer.namespaces.requirements if one.key in _NAMES and one.operator == "In"]
    if not named:
        return True
    texts = [text for one in named for text in one.values]
    texts += [text for one in peer.pods.requirements for text in (one.key, *one.values)]
    return any(words.search(text) for text in texts)
