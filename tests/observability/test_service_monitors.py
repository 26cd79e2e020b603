"""ServiceMonitors: their whole output, whom they let in, and what Prometheus would not scrape."""

from __future__ import annotations

from typing import Any

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    ConfigKey,
    Deployment,
    Duration,
    Environment,
    EnvironmentChart,
    Kubernetes,
    Monitoring,
    OpenShift,
    Port,
    ScrapeTls,
    ScrapeToken,
    SecretKey,
    Service,
    ServiceCaBundle,
    ServiceMonitor,
    ServicePort,
    SynthesisError,
    synthesize,
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
TLS = ScrapeTls(
    authority=ConfigKey(config_map="shop-service-ca", key="service-ca.crt"),
    server_name="shop.shop-test.svc",
)


def shop(chart: EnvironmentChart) -> Deployment:
    web = container(ports=(HTTP, METRICS, SYSLOG))
    return Deployment(chart, "shop", name="shop", component="web", containers=(web,))


def port(chart: EnvironmentChart, name: str = "metrics") -> ServicePort:
    service = Service(
        chart, "service", name="shop", workload=shop(chart), ports=(HTTP, METRICS, SYSLOG), component="api"
    )
    return service.port(name)


def monitor(chart: EnvironmentChart, **arguments: Any) -> ServiceMonitor:
    service_port = arguments.pop("service_port", None) or port(chart)
    return ServiceMonitor(chart, "monitor", **{"name": "shop", "service_port": service_port, **arguments})


def minimal(chart: EnvironmentChart) -> None:
    monitor(chart)


def all_options(chart: EnvironmentChart) -> dict[str, Any]:
    return {
        "name": "shop",
        "service_port": port(chart),
        "path": "/internal/metrics",
        "interval": Duration(15),
        "token": ScrapeToken(chart, "scrape-token", name="shop-metrics").token,
        "tls": ScrapeTls(
            authority=ServiceCaBundle(chart, "service-ca", name="shop-service-ca").certificate,
            server_name="shop.shop-test.svc",
        ),
    }


def complete(chart: EnvironmentChart) -> None:
    ServiceMonitor(chart, "monitor", **all_options(chart))


def monitor_of(manifests: Manifests) -> Manifests:
    return {"ServiceMonitor/shop": manifests["ServiceMonitor/shop"]}


def test_minimal(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert monitor_of(on_openshift(minimal)) == yaml_snapshot


def test_all_options(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert monitor_of(on_openshift(complete)) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete])
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_what_is_required_and_everything(on_openshift: Synthesize) -> None:
    given: set[str] = set()
    on_openshift(lambda chart: given.update(all_options(chart)))
    assert given == arguments_of(ServiceMonitor)
    assert required_arguments_of(ServiceMonitor) == {"name", "service_port"}
    assert set(ScrapeTls.model_fields) == {"authority", "server_name"}


def test_it_selects_the_service_and_names_its_port(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    spec, service = manifests["ServiceMonitor/shop"]["spec"], manifests["Service/shop"]
    assert spec["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    [endpoint] = spec["endpoints"]
    assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}


def test_prometheus_is_let_in_to_that_port_only(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    for synthesize_, namespace in (
        (on_openshift, "openshift-user-workload-monitoring"),
        (on_kubernetes, "monitoring"),
    ):
        peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}
        spec = synthesize_(minimal)["NetworkPolicy/shop"]["spec"]
        assert spec["ingress"] == [{"from": [peer], "ports": [{"port": 9090}]}]


@pytest.mark.parametrize(
    ("authority", "written"),
    [
        (ConfigKey(config_map="ca", key="ca.pem"), {"configMap": {"name": "ca", "key": "ca.pem"}}),
        (SecretKey(secret="shop-tls", key="ca.crt"), {"secret": {"name": "shop-tls", "key": "ca.crt"}}),
        (None, None),
    ],
)
def test_the_authority_is_a_key_or_one_that_prometheus_trusts(
    authority: Any, written: Any, on_openshift: Synthesize, openshift: Environment
) -> None:
    tls = ScrapeTls(authority=authority, server_name="shop.shop-test.svc")
    manifests = on_openshift(lambda chart: monitor(chart, tls=tls))
    [endpoint] = manifests["ServiceMonitor/shop"]["spec"]["endpoints"]
    assert endpoint["scheme"] == "https"
    assert endpoint["tlsConfig"]["serverName"] == "shop.shop-test.svc"
    assert endpoint["tlsConfig"].get("ca") == written
    assert schema_errors(manifests, openshift) == []


def test_it_names_no_files_and_nothing_of_other_namespaces(on_openshift: Synthesize) -> None:
    # OpenShift's Prometheus for user workloads ignores monitors that do.
    spec = on_openshift(complete)["ServiceMonitor/shop"]["spec"]
    [endpoint] = spec["endpoints"]
    assert "namespaceSelector" not in spec
    assert not {"bearerTokenFile", "bearerTokenSecret"} & set(endpoint)
    assert set(endpoint["tlsConfig"]) == {"ca", "serverName"}


def test_argo_cd_can_apply_it_before_the_kind_exists(on_openshift: Synthesize) -> None:
    annotations = on_openshift(minimal)["ServiceMonitor/shop"]["metadata"]["annotations"]
    assert annotations == {"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"}


def place(monitoring: Monitoring | None) -> Environment:
    platform = Kubernetes(version="1.31", apps_domain="k8s.example.com", monitoring=monitoring)
    return Environment(name="test", namespace="shop-test", platform=platform)


def at(environment: Environment) -> Manifests:
    def make(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        minimal(chart)
        return chart

    return synthesize(make)


def test_it_carries_the_labels_that_prometheus_demands() -> None:
    manifests = at(place(Monitoring(namespace="prom", service_monitor_labels={"release": "kps"})))
    labels = manifests["ServiceMonitor/shop"]["metadata"]["labels"]
    assert labels["release"] == "kps"
    assert labels["app.kubernetes.io/component"] == "metrics"


def test_without_prometheus_it_is_refused() -> None:
    with pytest.raises(SynthesisError) as error:
        at(place(None))
    [problem] = error.value.problems
    assert (problem.field, problem.path) == ("platform", "shop-test/monitor")
    assert problem.message == "'test' has no Prometheus for applications"
    assert problem.remedy == "Set monitoring= of the platform, or drop the ServiceMonitor"


def test_openshift_may_have_no_monitoring_for_applications() -> None:
    platform = OpenShift(version="4.18", apps_domain="apps.example.com", monitoring=None)
    with pytest.raises(SynthesisError, match="has no Prometheus"):
        at(Environment(name="test", namespace="shop-test", platform=platform))


def test_a_token_is_sent_over_tls_only(on_openshift: Synthesize) -> None:
    token = SecretKey(secret="shop-metrics-token", key="token")
    problem = problem_of(on_openshift, lambda chart: monitor(chart, token=token))
    assert (problem.field, problem.remedy) == ("token", "Give tls=ScrapeTls(…), or drop token=")


def test_tls_without_a_token_is_fine(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        ServiceCaBundle(chart, "service-ca", name="shop-service-ca")
        monitor(chart, tls=TLS)

    [endpoint] = on_openshift(build)["ServiceMonitor/shop"]["spec"]["endpoints"]
    assert endpoint["scheme"] == "https"
    assert "authorization" not in endpoint


def test_another_service_that_looks_the_same_would_be_scraped_too(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        pod = shop(chart)
        one = Service(chart, "one", name="shop", workload=pod, ports=(HTTP, METRICS))
        Service(chart, "two", name="shop-headless", workload=pod, ports=(METRICS,), headless=True)
        monitor(chart, service_port=one.port("metrics"))

    problem = problem_of(on_openshift, build)
    assert (problem.field, problem.path) == ("service_port", "shop-test/monitor")
    assert problem.message == "Service 'shop-headless' looks like 'shop', and would be scraped too"
    assert problem.remedy == "Give one of the two Services a component="


@pytest.mark.parametrize(
    "other", [{"ports": (METRICS,), "component": "headless"}, {"ports": (HTTP,)}], ids=["labels", "port"]
)
def test_another_service_that_differs_is_not(other: dict[str, Any], on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        pod = shop(chart)
        one = Service(chart, "one", name="shop", workload=pod, ports=(METRICS,))
        monitor(chart, service_port=one.only_port)
        Service(chart, "two", name="shop-headless", workload=pod, headless=True, **other)

    assert "ServiceMonitor/shop" in on_openshift(build)


def test_a_port_that_is_not_tcp_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: monitor(chart, service_port=port(chart, "syslog")))
    assert problem.message == "a ServiceMonitor needs TCP, but port 'syslog' speaks UDP"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"name": "Shop"}, "name"),
        ({"path": "metrics"}, "path"),
        ({"path": "/metrics?name=up"}, "path"),
        ({"interval": Duration(0)}, "interval"),
    ],
)
def test_illegal_arguments_are_refused(
    arguments: dict[str, Any], field: str, on_openshift: Synthesize
) -> None:
    assert problem_of(on_openshift, lambda chart: monitor(chart, **arguments)).field == field


def test_two_monitors_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        service_port = port(chart)
        monitor(chart, service_port=service_port)
        ServiceMonitor(chart, "other", name="shop", service_port=service_port)

    problem = problem_of(on_openshift, build)
    assert problem.message == "ServiceMonitor 'shop' exists already, made at shop-test/monitor"


@pytest.mark.parametrize("name", ["", "https://shop", "shop svc", "10.0.0.1"])
def test_the_server_name_is_a_host_name(name: str) -> None:
    problem = refusal_of(lambda: ScrapeTls(authority=TLS.authority, server_name=name))
    assert problem.field == "ScrapeTls.server_name"
