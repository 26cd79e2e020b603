"""Network policies: nothing is allowed but what is declared, in both directions."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Addresses,
    Anywhere,
    DefaultDeny,
    Environment,
    EnvironmentChart,
    Labels,
    NamespacePods,
    NetworkPolicy,
    Peer,
    Pods,
)
from tests.refusals import refusal_of
from tests.samples import Synthesize, arguments_of, required_arguments_of
from tests.validity import schema_errors

LABELS = Labels(name="shop", instance="shop-test", component="web", part_of="shop", version="v1")
MINIMAL: dict[str, Any] = {"name": "shop", "labels": LABELS}


def policy(chart: EnvironmentChart) -> NetworkPolicy:
    return NetworkPolicy(chart, "network-policy", **MINIMAL)


def complete(chart: EnvironmentChart) -> None:
    made = policy(chart)
    for allow in (made.allow_from, made.allow_to):
        allow(Pods(labels={"app.kubernetes.io/component": "database"}), (5432, "TCP"))
        allow(Pods(labels={}), (9000, "TCP"))
        allow(NamespacePods(namespace_labels={"team": "shop"}, labels={"app": "client"}), (443, "TCP"))
        allow(NamespacePods(namespace_labels={}), (53, "UDP"), (53, "TCP"))
        allow(Addresses(network="0.0.0.0/0", excluded=("10.0.0.0/8",)), (443, "TCP"))
        allow(Addresses(network="192.0.2.7/32"), (5060, "SCTP"))
        allow(Anywhere(), (6443, "TCP"))


def default_deny(chart: EnvironmentChart) -> None:
    DefaultDeny(chart, "default-deny")


@pytest.mark.parametrize("build", [policy, complete, default_deny], ids=lambda build: build.__name__)
def test_output(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(build) == yaml_snapshot


@pytest.mark.parametrize("build", [policy, complete, default_deny], ids=lambda build: build.__name__)
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_everything() -> None:
    assert arguments_of(NetworkPolicy) == required_arguments_of(NetworkPolicy) == set(MINIMAL)
    assert arguments_of(DefaultDeny) == set()


def spec_of(synthesize: Synthesize, build: Any) -> dict[str, Any]:
    spec: dict[str, Any] = synthesize(build)["NetworkPolicy/shop"]["spec"]
    return spec


def test_without_connections_nothing_is_allowed(on_openshift: Synthesize) -> None:
    spec = spec_of(on_openshift, policy)
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & set(spec)


def test_the_default_selects_every_pod(on_openshift: Synthesize) -> None:
    spec = on_openshift(default_deny)["NetworkPolicy/default-deny"]["spec"]
    assert spec == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_it_selects_pods_by_labels_that_never_change(on_openshift: Synthesize) -> None:
    assert spec_of(on_openshift, policy)["podSelector"] == {"matchLabels": LABELS.selector}


def test_whoever_connects_asks_the_clusters_dns(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        policy(chart).allow_to(Pods(labels={"app": "db"}), (5432, "TCP"))

    for synthesize, namespace, port in (
        # On OpenShift the pods listen on 5353, and policies see pods, not the Service in front of them.
        (on_openshift, "openshift-dns", 5353),
        (on_kubernetes, "kube-system", 53),
    ):
        dns, database = spec_of(synthesize, build)["egress"]
        assert dns == {
            "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}],
            "ports": [{"port": port, "protocol": "UDP"}, {"port": port}],
        }
        assert database["ports"] == [{"port": 5432}]


def test_whoever_is_only_connected_to_asks_nobody(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        policy(chart).allow_from(Pods(labels={"app": "web"}), (5432, "TCP"))

    assert "egress" not in spec_of(on_openshift, build)


def test_connections_of_one_peer_are_one_rule_and_none_is_repeated(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        made = policy(chart)
        made.allow_from(Pods(labels={"app": "web"}), (8080, "TCP"))
        made.allow_from(Anywhere(), (9000, "TCP"))
        made.allow_from(Pods(labels={"app": "web"}), (8443, "TCP"), (8080, "TCP"))

    first, second = spec_of(on_openshift, build)["ingress"]
    assert first["ports"] == [{"port": 8080}, {"port": 8443}]
    assert second["ports"] == [{"port": 9000}]


@pytest.mark.parametrize(
    ("peer", "written"),
    [
        (Pods(labels={"app": "web"}), [{"podSelector": {"matchLabels": {"app": "web"}}}]),
        (Pods(labels={}), [{"podSelector": {}}]),
        (NamespacePods(namespace_labels={}), [{"namespaceSelector": {}}]),
        (
            # Both selectors in one entry: pods of these labels in namespaces of those.
            NamespacePods(namespace_labels={"team": "shop"}, labels={"app": "web"}),
            [
                {
                    "namespaceSelector": {"matchLabels": {"team": "shop"}},
                    "podSelector": {"matchLabels": {"app": "web"}},
                }
            ],
        ),
        (Addresses(network="10.0.0.0/8"), [{"ipBlock": {"cidr": "10.0.0.0/8"}}]),
        (
            Addresses(network="10.0.0.0/8", excluded=("10.1.0.0/16",)),
            [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}],
        ),
        (Anywhere(), None),
    ],
    ids=["pods", "every pod", "every namespace", "pods of namespaces", "network", "part", "anywhere"],
)
def test_peers(peer: Peer, written: list[Any] | None, on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        made = policy(chart)
        made.allow_from(peer, (8080, "TCP"))
        made.allow_to(peer, (8080, "TCP"))

    spec = spec_of(on_openshift, build)
    assert spec["ingress"][0].get("from") == written
    assert spec["egress"][1].get("to") == written


def test_a_connection_without_ports_would_open_all_of_them(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        made = policy(chart)
        for problem in (
            refusal_of(lambda: made.allow_from(Anywhere())),
            refusal_of(lambda: made.allow_to(Anywhere())),
        ):
            assert problem.message == "a connection without ports would open every port"

    on_openshift(build)


def test_its_own_pods_can_be_somebodys_peer(on_openshift: Synthesize) -> None:
    peers: list[Peer] = []
    on_openshift(lambda chart: peers.append(policy(chart).peer))
    assert peers == [Pods(labels=LABELS.selector)]
