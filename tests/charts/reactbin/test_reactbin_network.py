"""Network policies: exactly the connections that reactbin needs, and no other one."""

from __future__ import annotations

import pytest

from podwright import Edge, MigrateInJob
from tests.charts.reactbin.variations import (
    EXTERNAL_STORE,
    MIRRORED,
    OPENSHIFT,
    VAULT_FOR_THE_API_ALONE,
    vary,
)
from tests.network import End, Host, Network, Pod
from tests.systems import Manifests, of_kind, pod_template

NAMESPACE = "reactbin"


def outsider(namespace: str) -> Pod:
    return Pod(namespace=namespace, namespace_labels={"kubernetes.io/metadata.name": namespace})


def inside(**labels: str) -> Pod:
    own = {"kubernetes.io/metadata.name": NAMESPACE}
    return Pod(namespace=NAMESPACE, namespace_labels=own, labels=labels)


OUTSIDE: dict[str, End] = {
    "ingress controller": outsider("ingress-nginx"),
    "dns": outsider("kube-system"),
    "vault": outsider("vault"),
    "stranger": outsider("default"),
    "neighbour": inside(),
    "solver": Pod(
        namespace=NAMESPACE,
        namespace_labels={"kubernetes.io/metadata.name": NAMESPACE},
        labels={"acme.cert-manager.io/http01-solver": "true"},
    ),
    "database": Host("192.0.2.32"),
    "beside the database": Host("192.0.2.33"),
    "internet": Host("198.51.100.7"),
    "a pod's address": Host("10.42.3.4"),
    "a service's address": Host("10.43.0.1"),
    # Hands out the credentials of the machine, on most clouds.
    "metadata service": Host("169.254.169.254"),
}
PORTS = (22, 53, 80, 443, 5432, 6443, 8000, 8080, 8089, 8200, 9000, 9001)
WORKLOADS = {
    "api": "Deployment/reactbin-api",
    "ui": "Deployment/reactbin-ui",
    "minio": "StatefulSet/minio",
    "bucket job": "Job/minio-buckets",
    "migrations": "Job/reactbin-migrations",
    "mirror": "CronJob/minio-mirror",
}

DNS = {("dns", 53, "TCP"), ("dns", 53, "UDP")}
HTTPS = {(name, 443, "TCP") for name in ("database", "beside the database", "internet")}

# Everything that may happen between a workload and anybody; what is not here may not.
INTO = {
    "api": {("ingress controller", 8000)},
    "ui": {("ingress controller", 8080)},
    "minio": {("api", 9000), ("bucket job", 9000)},
    "bucket job": set[tuple[str, int]](),
}
OUT_OF = {
    "api": {*DNS, *HTTPS, ("database", 5432, "TCP"), ("minio", 9000, "TCP")},
    "ui": set[tuple[str, int, str]](),
    "minio": set[tuple[str, int, str]](),
    "bucket job": {*DNS, ("minio", 9000, "TCP")},
}


def network_of(manifests: Manifests) -> tuple[Network, dict[str, End]]:
    """Return the policies, and every end that there is with the workloads of the chart."""
    pods: dict[str, End] = {
        name: inside(**pod_template(manifests[workload])["metadata"]["labels"])
        for name, workload in WORKLOADS.items()
        if workload in manifests
    }
    return Network(of_kind(manifests, "NetworkPolicy")), {**OUTSIDE, **pods}


def into(manifests: Manifests, target: str) -> set[tuple[str, int]]:
    network, ends = network_of(manifests)
    # What an address outside the cluster may do is told by others: the kubelet's probes come from one.
    return {
        (name, port)
        for name, end in ends.items()
        for port in PORTS
        if name != target and network.allows(end, ends[target], port)
    }


def out_of(manifests: Manifests, source: str) -> set[tuple[str, int, str]]:
    network, ends = network_of(manifests)
    return {
        (name, port, protocol)
        for name, end in ends.items()
        for port in PORTS
        for protocol in ("TCP", "UDP", "SCTP")
        if name != source and network.allows(ends[source], end, port, protocol)
    }


def test_every_pod_of_the_chart_is_in_the_table(manifests: Manifests) -> None:
    with_pods = {name for name, manifest in manifests.items() if "template" in manifest.get("spec", {})}
    assert with_pods == {name for name in WORKLOADS.values() if name in manifests}


@pytest.mark.parametrize("name", INTO)
def test_who_reaches_a_workload(name: str, manifests: Manifests) -> None:
    assert into(manifests, name) == INTO[name]


@pytest.mark.parametrize("name", OUT_OF)
def test_whom_a_workload_reaches(name: str, manifests: Manifests) -> None:
    assert out_of(manifests, name) == OUT_OF[name]


def test_only_the_ingress_controller_reaches_the_solver_of_a_challenge(manifests: Manifests) -> None:
    assert into(manifests, "solver") == {("ingress controller", 8089)}
    assert out_of(manifests, "solver") == set()


def test_what_else_runs_in_the_namespace_is_isolated(manifests: Manifests) -> None:
    assert into(manifests, "neighbour") == set()
    assert out_of(manifests, "neighbour") == set()


def test_the_console_is_reached_by_nobody(manifests: Manifests) -> None:
    assert not [name for name in INTO if any(port == 9001 for _, port in into(manifests, name))]


def test_a_job_that_migrates_reaches_the_database_and_nothing_else() -> None:
    manifests = vary(migrations=MigrateInJob())
    assert out_of(manifests, "migrations") == {*DNS, ("database", 5432, "TCP")}
    assert into(manifests, "migrations") == set()


def test_a_mirror_reads_the_store_and_writes_elsewhere() -> None:
    manifests = vary(**MIRRORED)
    assert out_of(manifests, "mirror") == {*DNS, *HTTPS, ("minio", 9000, "TCP")}
    assert into(manifests, "mirror") == set()
    assert into(manifests, "minio") == {*INTO["minio"], ("mirror", 9000)}


def test_an_external_store_is_reached_by_https_alone() -> None:
    manifests = vary(store=EXTERNAL_STORE, secrets=VAULT_FOR_THE_API_ALONE)
    assert out_of(manifests, "api") == {*DNS, *HTTPS, ("database", 5432, "TCP")}


def test_on_openshift_the_router_comes_in_and_dns_listens_elsewhere() -> None:
    manifests = vary(platform=OPENSHIFT, access=Edge())
    network, ends = network_of(manifests)
    router = Pod(
        namespace="openshift-ingress", namespace_labels={"policy-group.network.openshift.io/ingress": ""}
    )
    dns = outsider("openshift-dns")
    assert network.allows(router, ends["api"], 8000)
    assert network.allows(router, ends["ui"], 8080)
    assert not network.allows(router, ends["minio"], 9000)
    assert network.allows(ends["api"], dns, 5353, "UDP")
    assert not network.allows(ends["ui"], dns, 5353, "UDP")
