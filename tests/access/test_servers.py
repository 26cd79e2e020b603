"""Servers that a system calls: an address, a rule of the network policy, and what the chart relies on."""

from __future__ import annotations

from typing import Any

import pytest

from podwright import ClusterService, Deployment, EnvironmentChart, External, OutsideServer, Server
from tests.network import Host, Network, Pod
from tests.refusals import refusal_of
from tests.samples import Manifests, Synthesize, container

EMBEDDING = ClusterService(name="embedding", namespace="models", port=8001)
MODELS = {"kubernetes.io/metadata.name": "models"}


def calls(chart: EnvironmentChart, *servers: Server) -> EnvironmentChart:
    shop = Deployment(chart, "shop", name="shop", component="shop", containers=(container(),))
    for server in servers:
        server.accept_client(shop)
    return chart


def network_of(manifests: Manifests) -> tuple[Network, Pod]:
    """Return the policies, and the pod that calls."""
    [workload] = [m for m in manifests.values() if m["kind"] == "Deployment"]
    labels = workload["spec"]["template"]["metadata"]["labels"]
    policies = [m for m in manifests.values() if m["kind"] == "NetworkPolicy"]
    return Network(policies), Pod(namespace="shop-test", labels=labels)


class TestClusterService:
    def test_its_url_names_the_service_and_its_namespace(self) -> None:
        assert EMBEDDING.url() == "http://embedding.models.svc:8001"
        assert EMBEDDING.url("/embed") == "http://embedding.models.svc:8001/embed"

    def test_its_pods_are_reached_at_its_port(self, on_kubernetes: Synthesize) -> None:
        network, shop = network_of(on_kubernetes(lambda chart: calls(chart, EMBEDDING)))
        assert network.allows(shop, Pod(namespace="models", namespace_labels=MODELS), 8001)
        assert not network.allows(shop, Pod(namespace="models", namespace_labels=MODELS), 80)
        assert not network.allows(shop, Pod(namespace="others"), 8001)

    def test_they_may_be_some_pods_at_a_port_of_their_own(self, on_kubernetes: Synthesize) -> None:
        service = ClusterService(
            name="embedding", namespace="models", port=80, pod_port=8001, pod_labels={"app": "embedding"}
        )
        network, shop = network_of(on_kubernetes(lambda chart: calls(chart, service)))
        meant = Pod(namespace="models", namespace_labels=MODELS, labels={"app": "embedding"})
        assert network.allows(shop, meant, 8001)
        assert not network.allows(shop, meant, 80)
        assert not network.allows(shop, Pod(namespace="models", namespace_labels=MODELS), 8001)
        assert service.url() == "http://embedding.models.svc:80"

    def test_the_chart_relies_on_it_once(self, on_kubernetes: Synthesize) -> None:
        charts: list[EnvironmentChart] = []
        on_kubernetes(lambda chart: charts.append(calls(chart, EMBEDDING, EMBEDDING)))
        assert charts[0].externals == [
            External(kind="Service", name="embedding", namespace="models", ports=(8001,))
        ]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"name": "Embedding"}, "name"),
            ({"name": "1st"}, "name"),
            ({"namespace": "a.b"}, "namespace"),
            ({"port": 0}, "port"),
            ({"pod_port": 65536}, "pod_port"),
            ({"pod_labels": {"": "x"}}, "pod_labels"),
        ],
    )
    def test_what_is_no_service_is_refused(self, fields: dict[str, Any], field: str) -> None:
        given = {"name": "embedding", "namespace": "models", "port": 8001, **fields}
        assert refusal_of(lambda: ClusterService(**given)).field.startswith(f"ClusterService.{field}")


class TestOutsideServer:
    def test_its_url_begins_with_its_origin(self) -> None:
        server = OutsideServer(origin="https://api.example.com:8443")
        assert server.url() == "https://api.example.com:8443"
        assert server.url("/v1/embeddings") == "https://api.example.com:8443/v1/embeddings"

    def test_every_address_outside_is_let_through_at_its_port(self, on_kubernetes: Synthesize) -> None:
        server = OutsideServer(origin="https://api.example.com:8443")
        network, shop = network_of(on_kubernetes(lambda chart: calls(chart, server)))
        assert network.allows(shop, Host("203.0.113.7"), 8443)
        assert not network.allows(shop, Host("203.0.113.7"), 443)
        # A pod's address, a Service's, and the one that hands out a machine's credentials.
        for inside in ("10.244.3.4", "10.96.0.1", "169.254.169.254"):
            assert not network.allows(shop, Host(inside), 8443)

    @pytest.mark.parametrize(
        "server",
        [
            OutsideServer(origin="https://api.example.com", networks=("192.0.2.32/32",)),
            OutsideServer(origin="https://192.0.2.32"),
        ],
    )
    def test_where_its_addresses_are_known_no_other_is_let_through(
        self, server: OutsideServer, on_kubernetes: Synthesize
    ) -> None:
        network, shop = network_of(on_kubernetes(lambda chart: calls(chart, server)))
        assert network.allows(shop, Host("192.0.2.32"), 443)
        assert not network.allows(shop, Host("192.0.2.33"), 443)

    def test_an_address_of_ipv6_is_one_too(self, on_kubernetes: Synthesize) -> None:
        server = OutsideServer(origin="https://[2001:db8::7]:8443")
        network, shop = network_of(on_kubernetes(lambda chart: calls(chart, server)))
        assert network.allows(shop, Host("2001:db8::7"), 8443)
        assert not network.allows(shop, Host("2001:db8::8"), 8443)

    def test_nothing_of_the_cluster_is_relied_on(self, on_kubernetes: Synthesize) -> None:
        charts: list[EnvironmentChart] = []
        server = OutsideServer(origin="https://api.example.com")
        on_kubernetes(lambda chart: charts.append(calls(chart, server)))
        assert charts[0].externals == []

    @pytest.mark.parametrize(
        "host", ["embedding", "embedding.models.svc", "embedding.models.svc.cluster.local"]
    )
    def test_a_service_of_the_cluster_is_refused(self, host: str) -> None:
        problem = refusal_of(lambda: OutsideServer(origin=f"https://{host}"))
        assert problem.field == "OutsideServer.origin"
        assert problem.message == f"{host!r} is a host of the cluster"
        assert problem.remedy == "Give ClusterService(name=…, namespace=…, port=…)"

    @pytest.mark.parametrize(
        ("fields", "field", "message"),
        [
            ({"origin": "https://api.example.com/v1"}, "origin", "is not the origin of a server"),
            ({"origin": "https://key@api.example.com"}, "origin", "holds a user or a password"),
            ({"origin": "http://api.example.com"}, "origin", "can read and change what is sent"),
            ({"origin": "http://api.example.com", "plain_http": " "}, "origin", "can read and change"),
            ({"origin": "https://api.example.com", "plain_http": "VPN"}, "plain_http", "nothing to accept"),
            ({"origin": "https://api.example.com", "networks": ("10.0.0.1",)}, "networks[0]", "no"),
        ],
    )
    def test_what_cannot_be_is_refused(self, fields: dict[str, Any], field: str, message: str) -> None:
        problem = refusal_of(lambda: OutsideServer(**fields))
        assert problem.field == f"OutsideServer.{field}"
        assert message in problem.message

    def test_plain_http_takes_a_reason(self) -> None:
        server = OutsideServer(origin="http://s3.example.com:9000", plain_http="in our own building")
        assert server.url() == "http://s3.example.com:9000"
