"""Network policies: exactly the connections that the registry needs, and no other one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from charts.tool_registry import Embedding, McpServer, OtlpCollector
from podwright import ClusterService, OutsideServer
from tests.charts.tool_registry.reading import API
from tests.network import End, Host, Network, Pod
from tests.systems import Manifests

Vary = Callable[..., Manifests]

NAMESPACE = "tool-registry"


def outsider(namespace: str, **labels: str) -> Pod:
    """Return a pod of another namespace; ``labels`` are the namespace's, with ``_`` for ``-``."""
    own = {name.replace("_", "-"): value for name, value in labels.items()}
    return Pod(namespace=namespace, namespace_labels={"kubernetes.io/metadata.name": namespace, **own})


ENDS: dict[str, End] = {
    "ingress controller": outsider("ingress-nginx"),
    "prometheus": outsider("monitoring"),
    "client": outsider("agents", tool_registry_client="true"),
    "dns": outsider("kube-system"),
    "stranger": outsider("default"),
    "neighbour": Pod(namespace=NAMESPACE, namespace_labels={"kubernetes.io/metadata.name": NAMESPACE}),
    "embedding service": outsider("models"),
    "internet": Host("140.82.112.3"),
    "a pod's address": Host("10.244.4.7"),
    "a service's address": Host("10.96.0.1"),
    # Hands out the credentials of the machine, on most clouds.
    "metadata service": Host("169.254.169.254"),
}
PORTS = (22, 53, 80, 443, 4317, 5432, 6443, 8000, 8001, 8889, 13133)


def network_of(manifests: Manifests) -> Network:
    return Network(m for m in manifests.values() if m["kind"] == "NetworkPolicy")


def pod_of(manifests: Manifests, workload: str) -> Pod:
    manifest = manifests[workload]
    return Pod(
        namespace=manifest["metadata"]["namespace"],
        labels=manifest["spec"]["template"]["metadata"]["labels"],
        namespace_labels={"kubernetes.io/metadata.name": manifest["metadata"]["namespace"]},
    )


def into(manifests: Manifests, workload: str) -> set[tuple[str, int]]:
    network, target = network_of(manifests), pod_of(manifests, workload)
    return {(name, port) for name, end in ENDS.items() for port in PORTS if network.allows(end, target, port)}


def out_of(manifests: Manifests, workload: str) -> set[tuple[str, int]]:
    network, source = network_of(manifests), pod_of(manifests, workload)
    return {(name, port) for name, end in ENDS.items() for port in PORTS if network.allows(source, end, port)}


def test_into_the_api(production: Manifests) -> None:
    assert into(production, API) == {
        ("ingress controller", 8000),
        ("client", 8000),
        ("prometheus", 8889),
    }


def test_nobody_from_outside_reaches_development(development: Manifests) -> None:
    assert into(development, API) == {("client", 8000)}


def test_out_of_the_api(production: Manifests) -> None:
    assert out_of(production, API) == {("dns", 53), ("internet", 443)}


def test_development_reaches_the_embedding_service_and_no_other_server(development: Manifests) -> None:
    assert out_of(development, API) == {("dns", 53), ("embedding service", 8001)}


def test_the_api_and_the_backup_reach_the_database(production: Manifests) -> None:
    network = network_of(production)
    database = pod_of(production, "StatefulSet/postgres-service")
    labels = production["CronJob/postgres-backup"]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]
    backup = Pod(namespace=NAMESPACE, labels=labels["labels"])
    for client in (pod_of(production, API), backup):
        assert network.allows(client, database, 5432)
    assert into(production, "StatefulSet/postgres-service") == set()
    assert out_of(production, "StatefulSet/postgres-service") == set()


def test_what_runs_in_the_namespace_besides_is_isolated(production: Manifests) -> None:
    network, neighbour = network_of(production), ENDS["neighbour"]
    assert not [
        (name, port)
        for name, end in ENDS.items()
        for port in PORTS
        if network.allows(end, neighbour, port) or network.allows(neighbour, end, port)
    ]


def test_each_server_that_is_called_is_reached_at_its_pods_port(vary: Vary) -> None:
    models, labels = "models", {"app": "embedding"}
    manifests = vary(
        embedding=Embedding(
            server=ClusterService(
                name="embedding-service", namespace=models, port=80, pod_port=8001, pod_labels=labels
            ),
            model="nomic",
            dimension=768,
        ),
        litellm=ClusterService(name="litellm", namespace="litellm", port=4000),
        mcp_servers=(McpServer(name="search", server=OutsideServer(origin="https://mcp.example.net:8443")),),
        metrics=OtlpCollector(
            server=ClusterService(name="otel-collector", namespace="observability", port=4317)
        ),
    )
    network, api = network_of(manifests), pod_of(manifests, API)
    of_models = {"kubernetes.io/metadata.name": models}
    embedding = Pod(namespace=models, labels=labels, namespace_labels=of_models)
    other = Pod(namespace=models, labels={"app": "other"}, namespace_labels=of_models)
    assert network.allows(api, embedding, 8001)
    assert not network.allows(api, embedding, 80)
    assert not network.allows(api, other, 8001)
    assert network.allows(api, outsider("litellm"), 4000)
    assert network.allows(api, outsider("observability"), 4317)
    assert network.allows(api, Host("203.0.113.7"), 8443)
    assert not network.allows(api, Host("203.0.113.7"), 443)


@pytest.mark.parametrize("port", [4317, 13133])
def test_the_collector_shows_nothing_but_metrics(port: int, production: Manifests) -> None:
    network, api = network_of(production), pod_of(production, API)
    assert not [name for name, end in ENDS.items() if network.allows(end, api, port)]
