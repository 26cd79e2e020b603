"""Network policies: exactly the connections that TARSy needs, and no other one."""

from __future__ import annotations

import pytest

from tests.charts.tarsy.reading import Manifests, containers
from tests.network import End, Host, Network, Pod

NAMESPACE = "tarsy-dev"
OWN = {"kubernetes.io/metadata.name": NAMESPACE}


def outsider(namespace: str, **labels: str) -> Pod:
    """Return a pod of another namespace, whose labels have ``/`` and ``.`` written as ``__`` and ``_``."""
    return Pod(namespace=namespace, namespace_labels={"kubernetes.io/metadata.name": namespace, **labels})


ROUTER = Pod(
    namespace="openshift-ingress",
    namespace_labels={
        "kubernetes.io/metadata.name": "openshift-ingress",
        "policy-group.network.openshift.io/ingress": "",
    },
)
PROMETHEUS = outsider("openshift-user-workload-monitoring")
CLIENT = Pod(
    namespace="alerting",
    namespace_labels={"kubernetes.io/metadata.name": "alerting", "tarsy-api-client": "true"},
)
DNS = outsider("openshift-dns")
STRANGER = outsider("default")
NEIGHBOUR = Pod(namespace=NAMESPACE, namespace_labels=OWN)
API_SERVER = Host("192.0.2.10")
GITHUB = Host("140.82.112.3")
POD_ADDRESS = Host("10.129.4.7")
SERVICE_ADDRESS = Host("172.30.0.1")
# Hands out the credentials of the machine, on most clouds.
METADATA_SERVICE = Host("169.254.169.254")

ENDS: dict[str, End] = {
    "router": ROUTER,
    "prometheus": PROMETHEUS,
    "client": CLIENT,
    "dns": DNS,
    "stranger": STRANGER,
    "neighbour": NEIGHBOUR,
    "api server": API_SERVER,
    "github": GITHUB,
    "a pod's address": POD_ADDRESS,
    "a service's address": SERVICE_ADDRESS,
    "metadata service": METADATA_SERVICE,
}

PORTS = (22, 53, 80, 443, 4180, 5353, 5432, 6443, 8080, 8443, 9090, 50051)

# Everything that may happen; what is not here may not.
INTO_TARSY = {("router", 4180), ("router", 8443), ("prometheus", 8443), ("client", 8443)}
OUT_OF_TARSY = {
    ("database", 5432, "TCP"),
    ("dns", 5353, "TCP"),
    ("dns", 5353, "UDP"),
    ("api server", 443, "TCP"),
    ("github", 443, "TCP"),
    # The API server listens on hosts; which ones, no manifest knows.
    *((name, 6443, "TCP") for name in (*ENDS, "database")),
}


@pytest.fixture(scope="module")
def network(manifests: Manifests) -> Network:
    return Network(m for m in manifests.values() if m["kind"] == "NetworkPolicy")


def pod_of(manifests: Manifests, workload: str) -> Pod:
    labels = manifests[workload]["spec"]["template"]["metadata"]["labels"]
    return Pod(namespace=NAMESPACE, labels=labels, namespace_labels=OWN)


@pytest.fixture(scope="module")
def tarsy(manifests: Manifests) -> Pod:
    return pod_of(manifests, "Deployment/tarsy")


@pytest.fixture(scope="module")
def database(manifests: Manifests) -> Pod:
    return pod_of(manifests, "StatefulSet/tarsy-database")


def test_the_ports_that_are_tried_are_those_that_containers_listen_on(manifests: Manifests) -> None:
    listening = {
        port["containerPort"]
        for workload in ("Deployment/tarsy", "StatefulSet/tarsy-database")
        for container in containers(manifests, workload).values()
        for port in container["ports"]
    }
    assert listening == {4180, 5432, 8080, 8443, 50051}
    assert listening <= set(PORTS)


def test_into_tarsy(network: Network, tarsy: Pod) -> None:
    found = {(name, port) for name, end in ENDS.items() for port in PORTS if network.allows(end, tarsy, port)}
    # Hosts are the kubelet and pods on the host's network: no policy speaks of them here.
    assert found == INTO_TARSY


def test_out_of_tarsy(network: Network, tarsy: Pod, database: Pod) -> None:
    found = {
        (name, port, protocol)
        for name, end in {**ENDS, "database": database}.items()
        for port in PORTS
        for protocol in ("TCP", "UDP", "SCTP")
        if network.allows(tarsy, end, port, protocol)
    }
    # The neighbour is in the namespace and refuses by default.
    assert found == OUT_OF_TARSY - {("neighbour", 6443, "TCP"), ("database", 6443, "TCP")}


def test_into_the_database_comes_tarsy_alone(network: Network, tarsy: Pod, database: Pod) -> None:
    found = {
        (name, port)
        for name, end in {**ENDS, "tarsy": tarsy}.items()
        for port in PORTS
        if network.allows(end, database, port)
    }
    assert found == {("tarsy", 5432)}


def test_out_of_the_database_goes_nothing(network: Network, tarsy: Pod, database: Pod) -> None:
    assert not [
        (name, port)
        for name, end in {**ENDS, "tarsy": tarsy}.items()
        for port in PORTS
        for protocol in ("TCP", "UDP")
        if network.allows(database, end, port, protocol)
    ]


def test_what_runs_in_the_namespace_besides_is_isolated(network: Network) -> None:
    assert not [
        (name, port)
        for name, end in ENDS.items()
        for port in PORTS
        if network.allows(end, NEIGHBOUR, port) or network.allows(NEIGHBOUR, end, port)
    ]


def test_the_backend_and_the_llm_service_are_reached_by_nobody_from_outside_the_pod(
    network: Network, tarsy: Pod
) -> None:
    assert not [
        (name, port)
        for name, end in ENDS.items()
        for port in (8080, 50051)
        if network.allows(end, tarsy, port)
    ]
