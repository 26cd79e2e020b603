"""Services: their whole output, which ports they have, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    DeclaredSecret,
    Deployment,
    Environment,
    EnvironmentChart,
    IssuedCertificate,
    Parameter,
    Port,
    Service,
    ServiceCaCertificate,
    ServicePort,
    TemplateSecrets,
)
from tests.refusals import refusal_of
from tests.samples import (
    HTTP,
    Manifests,
    Synthesize,
    arguments_of,
    container,
    problem_of,
    required_arguments_of,
)
from tests.validity import schema_errors

METRICS = Port(name="metrics", number=9090)
SYSLOG = Port(name="syslog", number=5514, protocol="UDP")
CERTIFICATE = ServiceCaCertificate(secret_name="shop-tls")


def shop(chart: EnvironmentChart, **fields: Any) -> Deployment:
    web = container(**{"ports": (HTTP, METRICS, SYSLOG), **fields})
    return Deployment(chart, "shop", name="shop", component="web", containers=(web,))


def minimal_options(chart: EnvironmentChart) -> dict[str, Any]:
    return {"name": "shop", "workload": shop(chart), "ports": (HTTP,)}


def all_options(chart: EnvironmentChart) -> dict[str, Any]:
    return {
        "name": "shop",
        "workload": shop(chart),
        "ports": (HTTP, METRICS, SYSLOG),
        "component": "api",
        "headless": True,
        "certificate": CERTIFICATE,
    }


def minimal(chart: EnvironmentChart) -> Service:
    return Service(chart, "service", **minimal_options(chart))


def complete(chart: EnvironmentChart) -> Service:
    return Service(chart, "service", **all_options(chart))


def service_of(manifests: Manifests) -> Manifests:
    return {"Service/shop": manifests["Service/shop"]}


def test_minimal(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert service_of(on_openshift(minimal)) == yaml_snapshot


def test_all_options(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert service_of(on_openshift(complete)) == yaml_snapshot


def test_the_platforms_serve_the_same(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    assert service_of(on_openshift(minimal)) == service_of(on_kubernetes(minimal))


@pytest.mark.parametrize("build", [minimal, complete])
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_what_is_required_and_everything(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        assert set(all_options(chart)) == arguments_of(Service)

    def build_minimal(chart: EnvironmentChart) -> None:
        assert set(minimal_options(chart)) == required_arguments_of(Service)

    on_openshift(build)
    on_openshift(build_minimal)


def test_it_selects_the_pods_whatever_its_own_component(on_openshift: Synthesize) -> None:
    manifests = on_openshift(complete)
    service, pods = manifests["Service/shop"], manifests["Deployment/shop"]["spec"]["template"]
    assert service["metadata"]["labels"]["app.kubernetes.io/component"] == "api"
    assert service["spec"]["selector"]["app.kubernetes.io/component"] == "web"
    assert service["spec"]["selector"].items() <= pods["metadata"]["labels"].items()


def test_a_new_version_of_the_application_does_not_touch_it(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    assert "app.kubernetes.io/version" in manifests["Deployment/shop"]["metadata"]["labels"]
    assert "app.kubernetes.io/version" not in manifests["Service/shop"]["metadata"]["labels"]


def test_ports_are_targeted_by_name_so_that_a_number_may_change(on_openshift: Synthesize) -> None:
    [port] = on_openshift(minimal)["Service/shop"]["spec"]["ports"]
    assert port == {"name": "http", "port": 8080, "targetPort": "http"}


def test_ports_of_native_sidecars_are_targeted_by_number(on_openshift: Synthesize) -> None:
    # Kubernetes before 1.32 finds no endpoints for their names; without a target it is the port's number.
    def build(chart: EnvironmentChart) -> None:
        sidecar = container("proxy", ports=(METRICS,), stops_last=True)
        pod = Deployment(
            chart, "shop", name="shop", component="web", containers=(container(ports=(HTTP,)), sidecar)
        )
        Service(chart, "service", name="shop", workload=pod, ports=(HTTP, METRICS))

    assert on_openshift(build)["Service/shop"]["spec"]["ports"] == [
        {"name": "http", "port": 8080, "targetPort": "http"},
        {"name": "metrics", "port": 9090},
    ]


def test_its_host_names_the_namespace(on_openshift: Synthesize) -> None:
    hosts: list[str] = []
    on_openshift(lambda chart: hosts.append(minimal(chart).host))
    assert hosts == ["shop.shop-test.svc"]


def test_ports_are_found_by_name(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        service = complete(chart)
        assert service.port("metrics") == ServicePort(service, METRICS)
        problem = refusal_of(lambda: service.port("metric"))
        assert problem.message == "Service 'shop' has no port 'metric' (did you mean 'metrics'?)"
        assert problem.remedy == "Use one of: http, metrics, syslog"

    on_openshift(build)


def test_the_only_port_is_that_of_a_service_with_one(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        assert minimal(chart).only_port.port is HTTP

    def build_several(chart: EnvironmentChart) -> None:
        problem = refusal_of(lambda: complete(chart).only_port)
        assert problem.remedy == "Choose one with port(name)"

    on_openshift(build)
    on_openshift(build_several)


def test_a_service_without_ports_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift, lambda chart: Service(chart, "service", name="shop", workload=shop(chart), ports=())
    )
    assert (problem.field, problem.path) == ("ports", "shop-test/service")
    assert problem.message == "Service 'shop' has no ports"


def test_a_port_given_twice_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: Service(
            chart, "service", name="shop", workload=shop(chart), ports=(HTTP, METRICS, HTTP)
        ),
    )
    assert (problem.field, problem.message) == ("ports[2]", "Service 'shop' has port 'http' twice")


def test_a_port_that_no_container_has_is_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        Service(
            chart, "service", name="shop", workload=shop(chart), ports=(Port(name="metric", number=9090),)
        )

    problem = problem_of(on_openshift, build)
    assert problem.message == "'shop' has no port 'metric' (did you mean 'metrics'?)"


@pytest.mark.parametrize(
    ("port", "message"),
    [
        (Port(name="http", number=80), "port 'http' of 'shop' is 8080/TCP, not 80/TCP"),
        (Port(name="http", number=8080, protocol="UDP"), "port 'http' of 'shop' is 8080/TCP, not 8080/UDP"),
    ],
)
def test_a_port_that_differs_from_the_containers_is_refused(
    port: Port, message: str, on_openshift: Synthesize
) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: Service(chart, "service", name="shop", workload=shop(chart), ports=(METRICS, port)),
    )
    assert (problem.field, problem.message) == ("ports[1]", message)
    assert problem.remedy == "Give the container's own Port"


@pytest.mark.parametrize("name", ["", "Shop", "1shop", "shop.api", "shop_api", "s" * 64])
def test_an_illegal_name_is_refused(name: str, on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift, lambda chart: Service(chart, "s", name=name, workload=shop(chart), ports=(HTTP,))
    )
    assert (problem.field, problem.message) == ("name", f"{name!r} is not a Service name")


def test_two_services_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        pod = shop(chart)
        Service(chart, "one", name="shop", workload=pod, ports=(HTTP,))
        Service(chart, "two", name="shop", workload=pod, ports=(METRICS,))

    problem = problem_of(on_openshift, build)
    assert problem.path == "shop-test/two"
    assert problem.message == "Service 'shop' exists already, made at shop-test/one"


def test_an_illegal_component_is_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        Service(chart, "s", name="shop", workload=shop(chart), ports=(HTTP,), component="the api")

    assert problem_of(on_openshift, build).field == "Labels.component"


def test_a_service_ca_certificate_needs_openshift(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, complete)
    assert problem.message == "the service CA needs OpenShift, but 'test' is Kubernetes"


ISSUED = IssuedCertificate(secret_name="shop-tls", dns_names=("shop.shop-test.svc", "web.shop-test.svc"))


def test_two_services_may_share_a_certificate_that_carries_both_names(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        pod = shop(chart)
        for name, port in (("shop", HTTP), ("web", METRICS)):
            Service(chart, f"{name}-service", name=name, workload=pod, ports=(port,), certificate=ISSUED)

    manifests = on_kubernetes(build)
    assert "annotations" not in manifests["Service/shop"]["metadata"]


def test_a_certificate_without_the_service_s_name_is_refused(on_kubernetes: Synthesize) -> None:
    problem = problem_of(
        on_kubernetes,
        lambda chart: Service(
            chart, "api", name="api", workload=shop(chart), ports=(HTTP,), certificate=ISSUED
        ),
    )
    assert (problem.field, problem.path) == ("certificate", "shop-test/api")
    assert problem.message == "the certificate in 'shop-tls' does not carry 'api.shop-test.svc'"
    assert problem.remedy.startswith("Give services=('api',)")


def test_two_services_cannot_share_a_certificate(on_openshift: Synthesize) -> None:
    # The service CA refuses to write into a Secret that belongs to another Service.
    def build(chart: EnvironmentChart) -> None:
        pod = shop(chart)
        Service(chart, "one", name="one", workload=pod, ports=(HTTP,), certificate=CERTIFICATE)
        Service(chart, "two", name="two", workload=pod, ports=(METRICS,), certificate=CERTIFICATE)

    problem = problem_of(on_openshift, build)
    assert problem.field == "certificate"
    assert problem.message == "Secret 'shop-tls' of the certificate is made already, at shop-test/one"
    assert problem.remedy == "Give each Service a ServiceCaCertificate of its own"


def test_the_secret_of_a_certificate_cannot_be_declared_too(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        token = Parameter(name="TOKEN", description="A token.")
        TemplateSecrets().provide(chart, [DeclaredSecret(name="shop-tls", keys={"tls.key": token})])
        complete(chart)

    problem = problem_of(on_openshift, build)
    assert problem.message.startswith("Secret 'shop-tls' of the certificate is made already")
