"""Certificates of cert-manager: their whole output, the names that they carry, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Certificate,
    CertManagerCertificates,
    ConfigKey,
    Duration,
    Environment,
    EnvironmentChart,
    External,
    IssuedCertificate,
    Issuer,
    Kubernetes,
    SecretKey,
    synthesize,
)
from podwright.certificates.tls_secret import is_covered
from tests.refusals import refusal_of
from tests.samples import Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors

ISSUER = Issuer(name="company-ca")
MINIMAL: dict[str, Any] = {"name": "shop-tls", "dns_names": ("shop.shop-test.svc",), "issuer": ISSUER}
ALL: dict[str, Any] = {
    **MINIMAL,
    "dns_names": ("shop", "shop.shop-test.svc", "shop.example.com", "*.shop.example.com"),
    "issuer": Issuer(name="company-ca", kind="Issuer"),
    "duration": Duration.parse("720h"),
    "renew_before": Duration.parse("240h"),
    "authority": ConfigKey(config_map="company-ca", key="ca.pem"),
}
SOURCE = CertManagerCertificates(issuer=ISSUER)


def minimal(chart: EnvironmentChart) -> None:
    Certificate(chart, "certificate", **MINIMAL)


def complete(chart: EnvironmentChart) -> None:
    Certificate(chart, "certificate", **ALL)


def provided(chart: EnvironmentChart, source: CertManagerCertificates = SOURCE) -> IssuedCertificate:
    return source.provide(
        chart, "certificate", secret_name="shop-tls", services=("shop",), hosts=("shop.example.com",)
    )


@pytest.mark.parametrize("build", [minimal, complete, provided], ids=lambda build: build.__name__)
def test_output(build: Any, on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(build) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete, provided], ids=lambda build: build.__name__)
def test_the_schema_takes_it(build: Any, on_kubernetes: Synthesize, kubernetes: Environment) -> None:
    assert schema_errors(on_kubernetes(build), kubernetes) == []


def test_the_snapshots_give_what_is_required_and_everything() -> None:
    assert set(MINIMAL) == required_arguments_of(Certificate)
    assert set(ALL) == arguments_of(Certificate)
    assert set(CertManagerCertificates.model_fields) == {"issuer", "duration", "renew_before", "authority"}


def test_it_carries_every_name_of_the_service_and_the_public_host(on_kubernetes: Synthesize) -> None:
    spec = on_kubernetes(provided)["Certificate/shop-tls"]["spec"]
    assert spec["dnsNames"] == [
        "shop",
        "shop.shop-test",
        "shop.shop-test.svc",
        "shop.shop-test.svc.cluster.local",
        "shop.example.com",
    ]


def test_the_cluster_s_domain_is_a_fact_of_the_platform() -> None:
    platform = Kubernetes(version="1.31", apps_domain="k8s.example.com", cluster_domain="k8s.internal")
    environment = Environment(name="test", namespace="shop-test", platform=platform)
    names: list[str] = []

    def build(app: Any) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        names.extend(provided(chart).dns_names)
        return chart

    synthesize(build, select=("schema",))
    assert "shop.shop-test.svc.k8s.internal" in names


def test_a_host_that_a_service_has_already_stands_once(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        host = "shop.shop-test.svc"
        SOURCE.provide(chart, "tls", secret_name="shop-tls", services=("shop",), hosts=(host,))

    names = on_kubernetes(build)["Certificate/shop-tls"]["spec"]["dnsNames"]
    assert len(names) == len(set(names)) == 4


def test_each_renewal_makes_a_new_key_for_servers_only(on_kubernetes: Synthesize) -> None:
    spec = on_kubernetes(minimal)["Certificate/shop-tls"]["spec"]
    assert spec["privateKey"]["rotationPolicy"] == "Always"
    assert spec["usages"] == ["digital signature", "server auth"]


def test_the_handle_says_what_is_mounted_and_what_verifies_it(on_kubernetes: Synthesize) -> None:
    handles: list[IssuedCertificate] = []
    on_kubernetes(lambda chart: handles.append(provided(chart)))
    [handle] = handles
    assert handle.volume().secret == handle.secret_name == "shop-tls"
    assert handle.authority == SecretKey(secret="shop-tls", key="ca.crt")
    assert handle.service_annotations == {}
    assert not handle.lasts_for_years
    assert handle.carries("shop.example.com")
    assert not handle.carries("other.example.com")


def test_the_authority_may_be_elsewhere_and_is_relied_on(on_kubernetes: Synthesize) -> None:
    authority = ConfigKey(config_map="company-ca", key="ca.pem")
    externals: list[External] = []

    def build(chart: EnvironmentChart) -> None:
        source = CertManagerCertificates(issuer=ISSUER, authority=authority)
        assert provided(chart, source).authority == authority
        externals.extend(chart.externals)

    on_kubernetes(build)
    assert External(kind="ConfigMap", name="company-ca", keys=("ca.pem",)) in externals


@pytest.mark.parametrize("kind", ["Issuer", "ClusterIssuer"])
def test_the_issuer_is_relied_on(kind: Any, kubernetes: Environment) -> None:
    def build(app: Any) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=kubernetes, system="shop")
        provided(chart, CertManagerCertificates(issuer=Issuer(name="company", kind=kind)))
        return chart

    # The check that finds a missing issuer is among those that run.
    synthesize(build)


@pytest.mark.parametrize("solver", ["http01", "dns01"])
def test_an_acme_issuer_cannot_sign_names_of_services(solver: Any) -> None:
    issuer = Issuer(name="letsencrypt", solver=solver)
    problem = refusal_of(lambda: CertManagerCertificates(issuer=issuer))
    assert problem.field == "CertManagerCertificates.issuer"
    assert problem.remedy == "Give an issuer of type CA or Vault"


@pytest.mark.parametrize(
    ("field", "times"),
    [
        ("duration", {"duration": Duration.parse("59m"), "renew_before": Duration.parse("30m")}),
        ("renew_before", {"duration": Duration.parse("720h")}),
        ("renew_before", {"renew_before": Duration.parse("4m")}),
    ],
)
def test_times_that_cert_manager_refuses_are_refused(
    field: str, times: dict[str, Any], on_kubernetes: Synthesize
) -> None:
    problem = refusal_of(lambda: CertManagerCertificates(issuer=ISSUER, **times))
    assert problem.field == f"CertManagerCertificates.{field}"
    on_chart = problem_of(
        on_kubernetes, lambda chart: Certificate(chart, "certificate", **{**MINIMAL, **times})
    )
    assert on_chart.field == field


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("name", {"name": "Shop"}),
        ("dns_names", {"dns_names": ()}),
        ("dns_names[0]", {"dns_names": ("https://shop",)}),
        ("dns_names[0]", {"dns_names": ("shop.*.example.com",)}),
        ("dns_names[1]", {"dns_names": ("shop", "shop")}),
    ],
)
def test_illegal_arguments_are_refused(
    field: str, arguments: dict[str, Any], on_kubernetes: Synthesize
) -> None:
    problem = problem_of(
        on_kubernetes, lambda chart: Certificate(chart, "certificate", **{**MINIMAL, **arguments})
    )
    assert (problem.field, problem.path) == (field, "shop-test/certificate")


def test_two_certificates_in_one_secret_are_refused(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        minimal(chart)
        Certificate(chart, "other", **MINIMAL)

    assert problem_of(on_kubernetes, build).message.startswith("Secret 'shop-tls' exists already")


def test_a_service_whose_name_is_none_is_refused(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        SOURCE.provide(chart, "tls", secret_name="shop-tls", services=("shop", "Shop"))

    assert problem_of(on_kubernetes, build).field == "services[1]"


LABEL = st.from_regex(r"[a-z]{1,5}", fullmatch=True)


@given(labels=st.lists(LABEL, min_size=2, max_size=4), more=LABEL)
def test_a_wildcard_stands_for_exactly_one_label(labels: list[str], more: str) -> None:
    host, domain = ".".join(labels), ".".join(labels[1:])
    assert is_covered(host, [host])
    assert is_covered(host, [f"*.{domain}"])
    assert not is_covered(f"{more}.{host}", [f"*.{domain}"])
    assert not is_covered(domain, [f"*.{domain}"])
