"""Declared connections: both ends allow them, nothing else is allowed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from constructs import Construct

from podwright import (
    SERVICE_ACCOUNT_PATH,
    Addresses,
    Anywhere,
    App,
    Deployment,
    Environment,
    EnvironmentChart,
    InvalidValueError,
    Kubernetes,
    Mount,
    NamespacePods,
    Pods,
    Port,
    ServiceAccountToken,
    synthesize,
)
from tests.samples import HTTP, Manifests, Synthesize, container, problem_of

METRICS = Port(name="metrics", number=9090)
SYSLOG = Port(name="syslog", number=5514, protocol="UDP")
PROMETHEUS = NamespacePods(namespace_labels={"kubernetes.io/metadata.name": "monitoring"})

Rule = Mapping[str, Any]


def pod(chart: EnvironmentChart, name: str, *ports: Port, **fields: Any) -> Deployment:
    value = container(name, ports=ports, **fields)
    return Deployment(chart, name, name=name, component=name, containers=(value,))


def pods_of(component: str) -> dict[str, Any]:
    labels = {
        "app.kubernetes.io/component": component,
        "app.kubernetes.io/instance": "shop-test",
        "app.kubernetes.io/name": "shop",
    }
    return {"podSelector": {"matchLabels": labels}}


def rules(manifests: Manifests, name: str, direction: str) -> list[tuple[Any, list[tuple[int, str]]]]:
    """Return the peer and the ports of each rule; a peer that is left out is everybody."""
    other = {"ingress": "from", "egress": "to"}[direction]
    found = manifests[f"NetworkPolicy/{name}"]["spec"].get(direction, [])
    return [
        (
            rule[other][0] if other in rule else "everybody",
            [(port["port"], port.get("protocol", "TCP")) for port in rule["ports"]],
        )
        for rule in found
    ]


DNS_ON_OPENSHIFT = (
    {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "openshift-dns"}}},
    [(5353, "UDP"), (5353, "TCP")],
)


def test_nothing_is_allowed_that_is_not_declared(on_openshift: Synthesize) -> None:
    policy = on_openshift(lambda chart: pod(chart, "web", HTTP))["NetworkPolicy/web"]["spec"]
    assert policy == {**pods_of("web"), "policyTypes": ["Ingress", "Egress"]}


def test_both_ends_allow_a_connection(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        web, api = pod(chart, "web", HTTP), pod(chart, "api", HTTP, METRICS)
        web.connects_to(api, HTTP)

    manifests = on_openshift(build)
    assert rules(manifests, "web", "egress") == [DNS_ON_OPENSHIFT, (pods_of("api"), [(8080, "TCP")])]
    assert rules(manifests, "api", "ingress") == [(pods_of("web"), [(8080, "TCP")])]
    # Answers need no rule of their own.
    assert rules(manifests, "web", "ingress") == []
    assert rules(manifests, "api", "egress") == []


def test_the_peers_are_selected_as_their_workloads_select_them(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        pod(chart, "web", HTTP).connects_to(pod(chart, "api", HTTP), HTTP)

    manifests = on_openshift(build)
    [(peer, _)] = rules(manifests, "api", "ingress")
    assert peer["podSelector"] == manifests["Deployment/web"]["spec"]["selector"]
    assert (
        manifests["NetworkPolicy/api"]["spec"]["podSelector"]
        == (manifests["Deployment/api"]["spec"]["selector"])
    )


def test_each_peer_has_one_rule_with_all_its_ports(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        web, api = pod(chart, "web", HTTP), pod(chart, "api", HTTP, METRICS, SYSLOG)
        for port in (HTTP, METRICS, HTTP, SYSLOG):
            web.connects_to(api, port)
        api.accepts(METRICS, PROMETHEUS)

    manifests = on_openshift(build)
    ports = [(8080, "TCP"), (9090, "TCP"), (5514, "UDP")]
    assert rules(manifests, "web", "egress") == [DNS_ON_OPENSHIFT, (pods_of("api"), ports)]
    monitoring = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
    assert rules(manifests, "api", "ingress") == [(pods_of("web"), ports), (monitoring, [(9090, "TCP")])]


def test_a_connection_may_be_declared_after_others_were_made(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        early = pod(chart, "early", HTTP)
        late = pod(chart, "late", HTTP)
        late.connects_to(early, HTTP)

    assert rules(on_openshift(build), "early", "ingress") == [(pods_of("late"), [(8080, "TCP")])]


@pytest.mark.parametrize(
    ("peer", "shown"),
    [
        (Pods(labels={"app": "x"}), {"podSelector": {"matchLabels": {"app": "x"}}}),
        (
            NamespacePods(namespace_labels={"team": "a"}, labels={"app": "x"}),
            {
                "namespaceSelector": {"matchLabels": {"team": "a"}},
                "podSelector": {"matchLabels": {"app": "x"}},
            },
        ),
        (
            Addresses(network="192.0.2.0/24", excluded=("192.0.2.128/25",)),
            {"ipBlock": {"cidr": "192.0.2.0/24", "except": ["192.0.2.128/25"]}},
        ),
        (Anywhere(), "everybody"),
    ],
    ids=["pods", "pods of a namespace", "addresses", "anywhere"],
)
def test_a_port_accepts_every_kind_of_peer(peer: Any, shown: Any, on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: pod(chart, "web", HTTP).accepts(HTTP, peer))
    assert rules(manifests, "web", "ingress") == [(shown, [(8080, "TCP")])]


def test_names_can_be_asked_for_only_by_those_who_connect(
    on_openshift: Synthesize, on_kubernetes: Synthesize
) -> None:
    def build(chart: EnvironmentChart) -> None:
        pod(chart, "web", HTTP).connects_to(pod(chart, "api", HTTP), HTTP)

    for synthesize_there, namespace, port in (
        (on_openshift, "openshift-dns", 5353),
        (on_kubernetes, "kube-system", 53),
    ):
        manifests = synthesize_there(build)
        dns = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}
        assert (dns, [(port, "UDP"), (port, "TCP")]) in rules(manifests, "web", "egress")
        assert rules(manifests, "api", "egress") == []


def test_the_internet_is_what_is_not_the_cluster(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        web = pod(chart, "web", HTTP)
        web.connects_to_internet()
        web.connects_to_internet(port=587)

    # 169.254.169.254 hands out the node's credentials on most clouds.
    block = {"cidr": "0.0.0.0/0", "except": ["10.128.0.0/14", "172.30.0.0/16", "169.254.0.0/16"]}
    assert rules(on_openshift(build), "web", "egress") == [
        DNS_ON_OPENSHIFT,
        ({"ipBlock": block}, [(443, "TCP"), (587, "TCP")]),
    ]


def in_chart(environment: Environment, build: Callable[[EnvironmentChart], object]) -> Manifests:
    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        build(chart)
        return chart

    return synthesize(make_chart)


@pytest.mark.parametrize(
    ("pods", "services", "block"),
    [
        (
            "fd00:10::/48",
            "fd00:20::/108",
            {"cidr": "::/0", "except": ["fd00:10::/48", "fd00:20::/108", "fe80::/10"]},
        ),
        (
            "10.0.0.0/16",
            "fd00:20::/108",
            {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/16", "169.254.0.0/16"]},
        ),
    ],
    ids=["IPv6", "mixed"],
)
def test_an_exception_is_part_of_its_network(pods: str, services: str, block: Rule) -> None:
    # The API server refuses any other.
    platform = Kubernetes(
        version="1.31", apps_domain="example.com", pod_network=pods, service_network=services
    )
    environment = Environment(name="test", namespace="shop-test", platform=platform)
    manifests = in_chart(environment, lambda chart: pod(chart, "web", HTTP).connects_to_internet())
    assert ({"ipBlock": block}, [(443, "TCP")]) in rules(manifests, "web", "egress")


@pytest.mark.parametrize("port", [0, 65536, -1])
def test_the_internet_has_no_such_port(port: int, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: pod(chart, "web", HTTP).connects_to_internet(port=port))
    assert problem.field == "port"
    assert str(port) in problem.message


def test_who_has_a_token_may_ask_the_api_server(on_openshift: Synthesize) -> None:
    token = Mount(path=SERVICE_ACCOUNT_PATH, volume=ServiceAccountToken())
    manifests = on_openshift(lambda chart: pod(chart, "web", HTTP, mounts=(token,)))
    assert rules(manifests, "web", "egress") == [DNS_ON_OPENSHIFT, ("everybody", [(6443, "TCP")])]


def test_a_token_for_somebody_else_opens_nothing(on_openshift: Synthesize) -> None:
    token = Mount(path="/vault", volume=ServiceAccountToken(audience="vault"))
    manifests = on_openshift(lambda chart: pod(chart, "web", HTTP, mounts=(token,)))
    assert rules(manifests, "web", "egress") == []


def test_a_port_that_the_workload_has_not_is_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        pod(chart, "web", HTTP).connects_to(pod(chart, "api", HTTP), Port(name="htpp", number=8080))

    problem = problem_of(on_openshift, build)
    assert problem.message == "'api' has no port 'htpp' (did you mean 'http'?)"
    assert problem.remedy == "Use one of: http"
    assert problem.path == "shop-test/api"


def test_a_port_of_another_number_is_refused(on_openshift: Synthesize) -> None:
    other = Port(name="http", number=8081)
    problem = problem_of(on_openshift, lambda chart: pod(chart, "web", HTTP).accepts(other, Anywhere()))
    assert problem.message == "port 'http' is 8080 in 'web', not 8081"


def test_nobody_is_no_peer(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: pod(chart, "web", HTTP).accepts(HTTP))
    assert problem.field == "peers"
    assert "Anywhere()" in problem.remedy


def test_a_workload_without_ports_says_so(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: pod(chart, "web").port("http"))
    assert "its containers declare none" in problem.remedy


def test_workloads_of_two_namespaces_find_each_other(openshift: Environment) -> None:
    app = App()
    shop = EnvironmentChart(app, environment=openshift, system="shop")
    elsewhere = openshift.model_copy(update={"namespace": "billing-test"})
    billing = EnvironmentChart(app, environment=elsewhere, system="billing")
    web, api = pod(shop, "web", HTTP), pod(billing, "api", HTTP)
    web.connects_to(api, HTTP)
    manifests = {
        f"NetworkPolicy/{item.manifest['metadata']['name']}": item.manifest
        for item in app.synthesize()
        if item.manifest["kind"] == "NetworkPolicy"
    }
    assert rules(manifests, "web", "egress")[1] == (
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "billing-test"}},
            "podSelector": {"matchLabels": api.labels.selector},
        },
        [(8080, "TCP")],
    )
    assert rules(manifests, "api", "ingress") == [
        (
            {
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "shop-test"}},
                "podSelector": {"matchLabels": web.labels.selector},
            },
            [(8080, "TCP")],
        )
    ]


def test_a_refused_connection_declares_nothing(openshift: Environment) -> None:
    chart = EnvironmentChart(App(), environment=openshift, system="shop")
    web, api = pod(chart, "web", HTTP), pod(chart, "api", HTTP)
    with pytest.raises(InvalidValueError):
        web.connects_to(api, METRICS)
    policies = [m for m in chart.to_json() if m["kind"] == "NetworkPolicy"]
    assert all(not {"ingress", "egress"} & set(policy["spec"]) for policy in policies)


def test_pods_connect_to_what_is_not_the_charts(on_openshift: Synthesize) -> None:
    agents = NamespacePods(
        namespace_labels={"kubernetes.io/metadata.name": "agents"}, labels={"app": "agent"}
    )
    office = Addresses(network="192.0.2.0/24")

    def build(chart: EnvironmentChart) -> None:
        web = pod(chart, "web", HTTP)
        web.connects_to_peers(agents, office, port=8080)
        web.connects_to_peers(office, port=514, protocol="UDP")

    dns, *others = rules(on_openshift(build), "web", "egress")
    assert dns[1] == [(5353, "UDP"), (5353, "TCP")]
    assert others == [
        (
            {
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "agents"}},
                "podSelector": {"matchLabels": {"app": "agent"}},
            },
            [(8080, "TCP")],
        ),
        ({"ipBlock": {"cidr": "192.0.2.0/24"}}, [(8080, "TCP"), (514, "UDP")]),
    ]


@pytest.mark.parametrize(("peers", "port", "field"), [((), 80, "peers"), ((Anywhere(),), 0, "port")])
def test_a_connection_needs_both_ends(
    peers: tuple[Anywhere, ...], port: int, field: str, on_openshift: Synthesize
) -> None:
    problem = problem_of(
        on_openshift, lambda chart: pod(chart, "web", HTTP).connects_to_peers(*peers, port=port)
    )
    assert problem.field == field
