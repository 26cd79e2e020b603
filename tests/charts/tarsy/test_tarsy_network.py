"""Network policies: exactly the connections that TARSy needs in each environment, and no other one."""

from __future__ import annotations

import ipaddress

import pytest

from tests.charts.tarsy.connections import (
    API_SERVER_PORT,
    PORTS,
    Connections,
    around,
    into,
    possible,
    within,
)
from tests.charts.tarsy.places import Place, everywhere
from tests.charts.tarsy.reading import Manifests, containers
from tests.network import Host

pytestmark = everywhere

# Everything that may come in, by environment; what is not here may not.
INTO: dict[str, Connections] = {
    "development": {
        ("router", "tarsy", 4180),
        ("router", "tarsy", 8443),
        ("client", "tarsy", 8443),
        ("prometheus", "tarsy", 8443),
        ("tarsy", "database", 5432),
        ("backup", "database", 5432),
    },
    "staging": {
        ("router", "tarsy", 4180),
        ("router", "tarsy", 8443),
        ("client", "tarsy", 8443),
        ("prometheus", "tarsy", 8443),
        ("tarsy", "database", 5432),
        ("backup", "database", 5432),
        ("tarsy", "mcp-server", 8080),
    },
    "production": {
        ("router", "tarsy", 4180),
        ("router", "tarsy", 8443),
        ("client", "tarsy", 8443),
        ("prometheus", "tarsy", 8443),
        ("tarsy", "database", 5432),
        ("backup", "database", 5432),
        ("tarsy", "mcp-server", 8080),
    },
    "kubernetes": {
        # The API has no address outside, so whoever comes through the Ingress may not go there.
        ("router", "tarsy", 4180),
        ("client", "tarsy", 8443),
        ("prometheus", "tarsy", 8443),
        ("tarsy", "database", 5432),
        ("backup", "database", 5432),
        ("tarsy", "mcp-server", 8080),
        # cert-manager's pod answers the authority that issues the host's certificate.
        ("router", "solver", 8089),
    },
}

# What anybody here may connect to in the whole world.
INTERNET = {"tarsy"}
API_SERVER = {"tarsy", "mcp-server"}
DNS = {"tarsy", "mcp-server", "backup"}

# What asks nobody who they are: only these may connect to it.
UNAUTHENTICATED = {
    ("tarsy", "tarsy", 8080): set[str](),
    ("tarsy", "llm-service", 50051): set[str](),
    ("mcp-server", "kubernetes-mcp-server", 8080): {"tarsy"},
}


def outward(place: Place, manifests: Manifests) -> Connections:
    """Return what goes out of the namespace."""
    inside = within(place, manifests)
    return {found for found in possible(place, manifests) if found[1] not in inside}


def test_the_ports_that_are_tried_are_those_that_containers_listen_on(place: Place) -> None:
    listening = {
        port["containerPort"]
        for workload in place.workloads
        for container in containers(place.manifests, workload).values()
        for port in container.get("ports", [])
    }
    assert listening == {4180, 5432, 8080, 8443, 50051}
    assert listening <= set(PORTS)


def test_nothing_comes_in_but_what_is_in_the_table(place: Place, manifests: Manifests) -> None:
    inside = within(place, manifests)
    found = {one for one in possible(place, manifests) if one[1] in {*inside, "neighbour"}}
    # Hosts are the kubelet and pods on the host's network: no policy speaks of them here.
    assert found == INTO[place.name]


def test_nothing_goes_out_but_what_is_in_the_table(place: Place, manifests: Manifests) -> None:
    inside = set(within(place, manifests))
    others = set(around(place)) - {"neighbour"}
    dns = {(name, "dns", place.dns[1]) for name in DNS & inside}
    web = {(name, to, 443) for name in INTERNET for to in ("github", "api server")}
    api = {(name, to, API_SERVER_PORT) for name in API_SERVER & inside for to in others}
    assert outward(place, manifests) == dns | web | api


def test_over_udp_only_names_are_asked_for(place: Place, manifests: Manifests) -> None:
    inside = set(within(place, manifests))
    assert possible(place, manifests, "UDP") == {(name, "dns", place.dns[1]) for name in DNS & inside}
    assert not possible(place, manifests, "SCTP")


def test_what_runs_in_the_namespace_besides_is_isolated(place: Place, manifests: Manifests) -> None:
    assert not [found for found in possible(place, manifests) if "neighbour" in found]


def test_what_asks_nobody_is_reached_by_those_alone_who_may(place: Place, manifests: Manifests) -> None:
    for (component, container, port), allowed in UNAUTHENTICATED.items():
        if component in within(place, manifests):
            workload = f"Deployment/{container if component == 'mcp-server' else 'tarsy'}"
            ports = containers(manifests, workload)[container]["ports"]
            assert port in {found["containerPort"] for found in ports}
            assert {name for name, to in into(place, manifests, component) if to == port} == allowed


def test_internet_is_not_the_cluster(place: Place, manifests: Manifests) -> None:
    blocks = [
        peer["ipBlock"]
        for found in manifests.values()
        if found["kind"] == "NetworkPolicy"
        for rule in found["spec"].get("egress", [])
        for peer in rule.get("to", [])
        if "ipBlock" in peer
    ]
    inner = [end for name, end in around(place).items() if name.startswith(("a ", "meta"))]
    assert len(blocks) == 1
    for end in inner:
        assert isinstance(end, Host)
        address = ipaddress.ip_address(end.address)
        assert any(address in ipaddress.ip_network(network) for network in blocks[0]["except"])


def test_every_workload_has_a_policy_for_both_directions(place: Place, manifests: Manifests) -> None:
    policies = [found["spec"] for found in manifests.values() if found["kind"] == "NetworkPolicy"]
    for name, pod in within(place, manifests).items():
        if name == "solver":
            continue
        selecting = [
            spec
            for spec in policies
            if spec["podSelector"] and spec["podSelector"]["matchLabels"].items() <= pod.labels.items()
        ]
        assert [spec["policyTypes"] for spec in selecting] == [["Ingress", "Egress"]], name


@pytest.mark.parametrize("kind", ["Service", "Route", "Ingress"])
def test_no_way_in_leads_past_a_proxy(kind: str, place: Place, manifests: Manifests) -> None:
    # The database and the MCP server are for the pods inside, and nothing publishes them.
    inner = {"tarsy-database", "kubernetes-mcp-server"}
    for found in manifests.values():
        if found["kind"] == kind == "Service" and found["metadata"]["name"] not in inner:
            assert {port["targetPort"] for port in found["spec"]["ports"]} <= {
                "oauth2-proxy",
                "kube-rbac-proxy",
            }
        elif found["kind"] == kind == "Route":
            assert found["spec"]["to"]["name"] in {"tarsy-web", "tarsy-api"}
        elif found["kind"] == kind == "Ingress":
            paths = [path for rule in found["spec"]["rules"] for path in rule["http"]["paths"]]
            assert {path["backend"]["service"]["name"] for path in paths} == {"tarsy-web"}
