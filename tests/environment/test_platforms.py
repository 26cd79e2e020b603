"""Facts of clusters: which Kubernetes they serve, what they assign, and what no cluster can be."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright import (
    ClusterDns,
    Environment,
    InvalidValueError,
    K3s,
    Kubernetes,
    Monitoring,
    OpenShift,
    Problem,
)
from podwright.environment.platforms import check_cidr, check_registry

SLOWLY = settings(deadline=None, max_examples=50)
"""How long one example takes says nothing about a value; a busy machine would fail the run."""


def openshift(**facts: Any) -> OpenShift:
    return OpenShift(**{"version": "4.18", "apps_domain": "apps.example.com", **facts})


def kubernetes(**facts: Any) -> Kubernetes:
    return Kubernetes(**{"version": "1.31", "apps_domain": "k8s.example.com", **facts})


def only_problem(error: pytest.ExceptionInfo[InvalidValueError]) -> Problem:
    [problem] = error.value.problems
    return problem


@pytest.mark.parametrize(
    ("version", "served"), [("4.12", "1.25"), ("4.16", "1.29"), ("4.18", "1.31"), ("4.20", "1.33")]
)
def test_openshift_serves_the_kubernetes_that_it_is_built_on(version: str, served: str) -> None:
    assert openshift(version=version).kubernetes_version == served


def test_plain_kubernetes_serves_its_own_version() -> None:
    assert kubernetes(version="1.33").kubernetes_version == "1.33"


@pytest.mark.parametrize(("version", "has_them"), [("4.15", False), ("4.16", True), ("4.18", True)])
def test_openshift_has_native_sidecars_from_4_16_on(version: str, has_them: bool) -> None:
    assert openshift(version=version).has_native_sidecars is has_them


@pytest.mark.parametrize(("version", "has_them"), [("1.28", False), ("1.29", True), ("1.31", True)])
def test_kubernetes_has_native_sidecars_from_1_29_on(version: str, has_them: bool) -> None:
    assert kubernetes(version=version).has_native_sidecars is has_them


def test_only_openshift_assigns_users() -> None:
    assert openshift().assigns_users
    assert not kubernetes().assigns_users


@pytest.mark.parametrize(
    "version",
    ["", "4", "4.", ".18", "v4.18", "4.18.1", "4.018", "04.18", "4,18", " 4.18", "4.18\n", "latest", "4.١٨"],
)
def test_a_version_is_major_and_minor(version: str) -> None:
    for platform, field in ((openshift, "OpenShift.version"), (kubernetes, "Kubernetes.version")):
        with pytest.raises(InvalidValueError) as error:
            platform(version=version)
        problem = only_problem(error)
        assert problem.field == field
        assert problem.message == f"{version!r} is not a cluster version"
        assert "'4.18'" in problem.remedy


@pytest.mark.parametrize("version", ["3.11", "5.0", "1.31", "18.4"])
def test_openshift_has_no_other_major_version(version: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        openshift(version=version)
    assert only_problem(error).remedy == "Write the OpenShift version, such as '4.18'"


@pytest.mark.parametrize("version", ["4.18", "2.0"])
def test_kubernetes_has_no_other_major_version(version: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        kubernetes(version=version)
    assert only_problem(error).message == f"there is no Kubernetes {version}"


def test_a_version_without_pod_security_admission_is_refused() -> None:
    with pytest.raises(InvalidValueError) as error:
        openshift(version="4.11")
    assert only_problem(error).remedy == "Write 4.12 or newer"
    with pytest.raises(InvalidValueError) as error:
        kubernetes(version="1.24")
    assert only_problem(error).remedy == "Write 1.25 or newer"


@SLOWLY
@given(st.ip_addresses(), st.data())
def test_every_network_in_cidr_notation_is_accepted(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, data: st.DataObject
) -> None:
    prefix = data.draw(st.integers(0, address.max_prefixlen))
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    assert check_cidr(str(network)) == str(network)


@SLOWLY
@given(st.ip_addresses(), st.data())
def test_host_bits_are_refused_and_the_network_is_suggested(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, data: st.DataObject
) -> None:
    prefix = data.draw(st.integers(0, address.max_prefixlen - 1))
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    if network.network_address == address:
        address = address + 1
    with pytest.raises(InvalidValueError) as error:
        check_cidr(f"{address}/{prefix}")
    assert only_problem(error).remedy == f"Write it in CIDR notation, such as {str(network)!r}"


@pytest.mark.parametrize(
    "text", ["", "10.128.0.0", "10.128.0.0/33", "10.128/14", "::1", "pods", "10.0.0.0/8, 11.0.0.0/8"]
)
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        openshift(pod_network=text)
    problem = only_problem(error)
    assert problem.field == "OpenShift.pod_network"
    assert problem.message == f"{text!r} is not a network"


def test_a_network_is_written_as_the_api_server_writes_it() -> None:
    assert openshift(pod_network="2001:0DB8:0:0::/64").pod_network == "2001:db8::/64"


@pytest.mark.parametrize(
    "registry",
    ["registry.example.com", "registry.example.com:5000", "localhost:5000", "registry:5000"],
)
def test_a_registry_is_a_host_with_or_without_port(registry: str) -> None:
    assert check_registry(registry) == registry


@pytest.mark.parametrize(
    "registry", ["", "https://registry.example.com", "registry.example.com/team", "registry:", "r e g:5000"]
)
def test_a_registry_is_nothing_else(registry: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        openshift(internal_registry=registry)
    assert only_problem(error).remedy == "Write host and port, such as 'registry.example.com:5000'"


@pytest.mark.parametrize("domain", ["*.apps.example.com", "https://apps.example.com", "apps_1.example", ""])
def test_the_apps_domain_is_a_domain(domain: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        openshift(apps_domain=domain)
    assert only_problem(error).field == "OpenShift.apps_domain"


def test_labels_that_nothing_can_carry_are_refused() -> None:
    with pytest.raises(InvalidValueError) as error:
        openshift(ingress_namespace_labels={"policy group": ""})
    assert only_problem(error).field == "OpenShift.ingress_namespace_labels['policy group']"
    with pytest.raises(InvalidValueError) as error:
        Monitoring(namespace="monitoring", service_monitor_labels={"release": "no spaces"})
    assert only_problem(error).field == "Monitoring.service_monitor_labels['release']"


def test_a_router_without_labels_would_be_every_namespace() -> None:
    with pytest.raises(InvalidValueError) as error:
        openshift(ingress_namespace_labels={})
    assert only_problem(error).field == "OpenShift.ingress_namespace_labels"


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_dns_answers_on_a_port(port: int) -> None:
    with pytest.raises(InvalidValueError) as error:
        ClusterDns(namespace="openshift-dns", port=port)
    assert only_problem(error).field == "ClusterDns.port"


def test_the_defaults_are_those_of_a_fresh_installation() -> None:
    platform = openshift()
    # https://docs.openshift.com/container-platform/latest/networking/: OVN-Kubernetes, DNS pods on 5353.
    assert (platform.pod_network, platform.service_network) == ("10.128.0.0/14", "172.30.0.0/16")
    assert platform.dns == ClusterDns(namespace="openshift-dns", port=5353)
    assert platform.ingress_namespace_labels == {"policy-group.network.openshift.io/ingress": ""}
    assert platform.monitoring == Monitoring(namespace="openshift-user-workload-monitoring")
    assert platform.internal_registry == "image-registry.openshift-image-registry.svc:5000"


def test_k3s_has_networks_of_its_own_and_brings_traefik() -> None:
    platform = K3s(version="1.33", apps_domain="k3s.example.com")
    # https://docs.k3s.io/networking/basic-network-options and https://docs.k3s.io/networking/networking-services
    assert (platform.pod_network, platform.service_network) == ("10.42.0.0/16", "10.43.0.0/16")
    assert platform.dns == ClusterDns(namespace="kube-system", port=53)
    assert platform.ingress_namespace_labels == {"kubernetes.io/metadata.name": "kube-system"}
    assert platform.monitoring is None
    assert (platform.kubernetes_version, platform.assigns_users) == ("1.33", False)


def test_an_environment_may_be_on_k3s() -> None:
    platform = K3s(version="1.33", apps_domain="k3s.example.com")
    assert Environment(name="test", namespace="shop-test", platform=platform).platform is platform


def test_a_cluster_stays_the_same_through_an_upgrade() -> None:
    assert openshift(version="4.17").cluster == openshift(version="4.18").cluster
    assert (
        openshift(apps_domain="apps.example.com").cluster != openshift(apps_domain="apps.example.net").cluster
    )
    clusters = {kind(version="1.33", apps_domain="example.com").cluster for kind in (K3s, Kubernetes)}
    assert len(clusters) == 2
