"""The service CA of OpenShift: its certificates, and its own certificate for clients."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    ConfigKey,
    ConfigMap,
    Environment,
    EnvironmentChart,
    SecretVolume,
    ServiceCaBundle,
    ServiceCaCertificate,
    ServiceCaCertificates,
)
from tests.refusals import refusal_of
from tests.samples import Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors


def bundle(chart: EnvironmentChart) -> ServiceCaBundle:
    return ServiceCaBundle(chart, "service-ca", name="shop-service-ca")


def test_bundle(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(bundle) == yaml_snapshot


def test_the_schema_takes_it(on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(bundle), openshift) == []


def test_the_snapshot_gives_everything() -> None:
    assert arguments_of(ServiceCaBundle) == required_arguments_of(ServiceCaBundle) == {"name"}


def test_the_bundle_is_empty_for_the_cluster_to_fill(on_openshift: Synthesize) -> None:
    # The operator removes every other key, which Argo CD would put back for ever.
    config_map = on_openshift(bundle)["ConfigMap/shop-service-ca"]
    assert config_map["metadata"]["annotations"] == {"service.beta.openshift.io/inject-cabundle": "true"}
    assert not {"data", "binaryData"} & set(config_map)


def test_the_bundle_names_the_key_that_the_cluster_fills(on_openshift: Synthesize) -> None:
    keys: list[ConfigKey] = []
    on_openshift(lambda chart: keys.append(bundle(chart).certificate))
    assert keys == [ConfigKey(config_map="shop-service-ca", key="service-ca.crt")]


def test_the_bundle_needs_openshift(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, bundle)
    assert problem.message == "the service CA needs OpenShift, but 'test' is Kubernetes"


def test_a_bundle_cannot_take_the_place_of_a_config_map(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        ConfigMap(chart, "config", name="shop-service-ca", data={"a": "b"})
        bundle(chart)

    assert "exists already" in problem_of(on_openshift, build).message


def test_an_illegal_name_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: ServiceCaBundle(chart, "ca", name="Shop CA"))
    assert problem.message == "'Shop CA' is not an object name"


def test_a_certificate_is_asked_for_by_annotation() -> None:
    certificate = ServiceCaCertificate(secret_name="shop-tls")
    assert certificate.service_annotations == {
        "service.beta.openshift.io/serving-cert-secret-name": "shop-tls"
    }


@pytest.mark.parametrize("mode", [None, 0o640])
def test_a_certificate_is_mounted_from_the_secret_that_the_cluster_makes(mode: int | None) -> None:
    volume = ServiceCaCertificate(secret_name="shop-tls").volume(mode=mode)
    assert volume == SecretVolume(secret="shop-tls", mode=mode)
    assert not volume.optional


@pytest.mark.parametrize("name", ["", "Shop", "shop_tls", None])
def test_the_name_of_the_secret_is_checked(name: Any) -> None:
    assert refusal_of(lambda: ServiceCaCertificate(secret_name=name)).field == (
        "ServiceCaCertificate.secret_name"
    )


SOURCE = ServiceCaCertificates()


def test_the_source_emits_the_bundle_once_for_all_certificates(on_openshift: Synthesize) -> None:
    handles: list[ServiceCaCertificate] = []

    def build(chart: EnvironmentChart) -> None:
        for name in ("shop", "database"):
            handles.append(SOURCE.provide(chart, name, secret_name=f"{name}-tls", services=(name,)))

    assert list(on_openshift(build)) == ["ConfigMap/shop-service-ca"]
    authority = ConfigKey(config_map="shop-service-ca", key="service-ca.crt")
    assert handles == [
        ServiceCaCertificate(secret_name=f"{name}-tls", authority=authority) for name in ("shop", "database")
    ]
    assert handles[0].lasts_for_years


def test_the_bundle_s_name_can_be_chosen_and_a_bundle_that_is_there_is_used(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        ServiceCaBundle(chart, "bundle", name="trusted")
        source = ServiceCaCertificates(bundle="trusted")
        handle = source.provide(chart, "certificate", secret_name="shop-tls", services=("shop",))
        assert handle.authority == ConfigKey(config_map="trusted", key="service-ca.crt")

    assert list(on_openshift(build)) == ["ConfigMap/trusted"]


def test_the_source_needs_openshift_and_says_what_to_choose_elsewhere(on_kubernetes: Synthesize) -> None:
    problem = problem_of(
        on_kubernetes,
        lambda chart: SOURCE.provide(chart, "tls", secret_name="shop-tls", services=("shop",)),
    )
    assert problem.message == "the service CA needs OpenShift, but 'test' is Kubernetes"
    assert problem.remedy.startswith("Choose CertManagerCertificates(issuer=…) or ExistingCertificates(…)")


@pytest.mark.parametrize("services", [(), ("shop", "web")])
def test_one_certificate_is_for_one_service(services: tuple[str, ...], on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: SOURCE.provide(chart, "tls", secret_name="shop-tls", services=services),
    )
    assert problem.field == "services"
    assert problem.message.endswith(f"for one Service, not for {len(services)}")


def test_a_host_that_is_none_is_refused_before_it_is_of_use(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: SOURCE.provide(
            chart, "tls", secret_name="shop-tls", services=("shop",), hosts=("https://shop",)
        ),
    )
    assert problem.field == "hosts[0]"
