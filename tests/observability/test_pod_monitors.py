"""PodMonitors and annotations for Prometheus: their whole output, whom they let in, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    ConfigMap,
    Deployment,
    Duration,
    Environment,
    EnvironmentChart,
    Kubernetes,
    Monitoring,
    PodMonitor,
    PodMonitoring,
    PodScraping,
    Port,
    ScrapeAnnotations,
    Scraping,
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


def shop(chart: EnvironmentChart, **fields: Any) -> Deployment:
    web = container(ports=(HTTP, METRICS, SYSLOG), **fields)
    return Deployment(chart, "shop", name="shop", component="web", containers=(web,))


def monitor(chart: EnvironmentChart, **arguments: Any) -> PodMonitor:
    given = {"name": "shop", "port": METRICS, **arguments}
    return PodMonitor(chart, "monitor", workload=given.pop("workload", None) or shop(chart), **given)


def minimal(chart: EnvironmentChart) -> None:
    monitor(chart)


def all_options(chart: EnvironmentChart) -> dict[str, Any]:
    return {
        "name": "shop",
        "workload": shop(chart),
        "port": METRICS,
        "path": "/internal/metrics",
        "interval": Duration(15),
    }


def complete(chart: EnvironmentChart) -> None:
    PodMonitor(chart, "monitor", **all_options(chart))


def scraping(by: PodScraping, **arguments: Any) -> Any:
    def build(chart: EnvironmentChart) -> None:
        given = {"name": "shop", "port": METRICS, **arguments}
        Scraping(chart, "scraping", workload=shop(chart), by=by, **given)

    return build


def monitor_of(manifests: Manifests) -> Manifests:
    return {"PodMonitor/shop": manifests["PodMonitor/shop"]}


def pod_annotations(manifests: Manifests) -> Any:
    return manifests["Deployment/shop"]["spec"]["template"]["metadata"].get("annotations", {})


def test_minimal(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert monitor_of(on_kubernetes(minimal)) == yaml_snapshot


def test_all_options(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert monitor_of(on_kubernetes(complete)) == yaml_snapshot


@pytest.mark.parametrize(
    "build", [minimal, complete, scraping(ScrapeAnnotations(prometheus_namespace="prometheus"))]
)
def test_the_schema_takes_it(build: Any, on_kubernetes: Synthesize, kubernetes: Environment) -> None:
    assert schema_errors(on_kubernetes(build), kubernetes) == []


def test_the_snapshots_give_what_is_required_and_everything(on_kubernetes: Synthesize) -> None:
    given: set[str] = set()
    on_kubernetes(lambda chart: given.update(all_options(chart)))
    assert given == arguments_of(PodMonitor)
    assert required_arguments_of(PodMonitor) == {"name", "workload", "port"}
    assert set(PodMonitoring.model_fields) == {"interval"}
    assert set(ScrapeAnnotations.model_fields) == {"prometheus_namespace"}


def test_it_selects_the_pods_and_names_their_port(on_kubernetes: Synthesize) -> None:
    manifests = on_kubernetes(minimal)
    spec = manifests["PodMonitor/shop"]["spec"]
    template = manifests["Deployment/shop"]["spec"]["template"]
    assert spec["selector"]["matchLabels"].items() <= template["metadata"]["labels"].items()
    [endpoint] = spec["podMetricsEndpoints"]
    assert endpoint["port"] in {port["name"] for port in template["spec"]["containers"][0]["ports"]}


def test_prometheus_is_let_in_to_that_port_only(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    for synthesize_, namespace in (
        (on_openshift, "openshift-user-workload-monitoring"),
        (on_kubernetes, "monitoring"),
    ):
        peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}
        spec = synthesize_(minimal)["NetworkPolicy/shop"]["spec"]
        assert spec["ingress"] == [{"from": [peer], "ports": [{"port": 9090}]}]


def test_argo_cd_can_apply_it_before_the_kind_exists(on_kubernetes: Synthesize) -> None:
    annotations = on_kubernetes(minimal)["PodMonitor/shop"]["metadata"]["annotations"]
    assert annotations == {"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"}


def at(monitoring: Monitoring | None) -> Manifests:
    platform = Kubernetes(version="1.31", apps_domain="k8s.example.com", monitoring=monitoring)
    environment = Environment(name="test", namespace="shop-test", platform=platform)

    def make(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        minimal(chart)
        return chart

    return synthesize(make)


def test_it_carries_the_labels_that_prometheus_demands() -> None:
    manifests = at(Monitoring(namespace="prom", service_monitor_labels={"release": "kps"}))
    labels = manifests["PodMonitor/shop"]["metadata"]["labels"]
    assert labels["release"] == "kps"
    assert labels["app.kubernetes.io/component"] == "metrics"


def test_without_prometheus_it_is_refused() -> None:
    with pytest.raises(SynthesisError) as error:
        at(None)
    [problem] = error.value.problems
    assert (problem.field, problem.path) == ("platform", "shop-test/monitor")
    assert problem.message == "'test' has no Prometheus for applications"
    assert problem.remedy == "Set monitoring= of the platform, or drop the PodMonitor"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"name": "Shop"}, "name"),
        ({"path": "metrics"}, "path"),
        ({"path": "/metrics?name=up"}, "path"),
        ({"interval": Duration(0)}, "interval"),
        ({"port": SYSLOG}, "port"),
        ({"port": Port(name="metrics", number=9091)}, "port"),
        ({"port": Port(name="pprof", number=6060)}, "port"),
    ],
)
def test_illegal_arguments_are_refused(
    arguments: dict[str, Any], field: str, on_kubernetes: Synthesize
) -> None:
    assert problem_of(on_kubernetes, lambda chart: monitor(chart, **arguments)).field == field


def test_two_monitors_of_one_name_are_refused(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        workload = shop(chart)
        monitor(chart, workload=workload)
        PodMonitor(chart, "other", name="shop", workload=workload, port=HTTP)

    problem = problem_of(on_kubernetes, build)
    assert problem.message == "PodMonitor 'shop' exists already, made at shop-test/monitor"


class TestScraping:
    def test_a_pod_monitor_is_the_one_that_the_construct_makes(self, on_kubernetes: Synthesize) -> None:
        chosen = on_kubernetes(scraping(PodMonitoring(interval=Duration(15)), path="/internal/metrics"))
        assert chosen == on_kubernetes(complete)

    def test_annotations_name_the_port_and_the_path(self, on_kubernetes: Synthesize) -> None:
        manifests = on_kubernetes(scraping(ScrapeAnnotations(prometheus_namespace="prometheus")))
        assert pod_annotations(manifests) == {
            "prometheus.io/path": "/metrics",
            "prometheus.io/port": "9090",
            "prometheus.io/scrape": "true",
        }
        assert not [name for name in manifests if name.startswith("PodMonitor/")]

    def test_annotations_let_in_the_prometheus_that_follows_them(self, on_openshift: Synthesize) -> None:
        spec = on_openshift(scraping(ScrapeAnnotations(prometheus_namespace="prometheus")))[
            "NetworkPolicy/shop"
        ]["spec"]
        selector = {"matchLabels": {"kubernetes.io/metadata.name": "prometheus"}}
        assert spec["ingress"] == [
            {"from": [{"namespaceSelector": selector}], "ports": [{"port": 9090}]},
        ]

    def test_annotations_stand_beside_the_checksums(self, on_kubernetes: Synthesize) -> None:
        def build(chart: EnvironmentChart) -> None:
            settings = ConfigMap(chart, "settings", name="shop", data={"GREETING": "hello"})
            workload = shop(chart, env_from=(settings.volume(),))
            by = ScrapeAnnotations(prometheus_namespace="prometheus")
            Scraping(chart, "scraping", name="shop", workload=workload, port=METRICS, by=by)

        keys = set(pod_annotations(on_kubernetes(build)))
        assert keys == {
            "checksum/shop",
            "prometheus.io/path",
            "prometheus.io/port",
            "prometheus.io/scrape",
        }

    def test_annotations_name_one_port_only(self, on_kubernetes: Synthesize) -> None:
        def build(chart: EnvironmentChart) -> None:
            workload = shop(chart)
            by = ScrapeAnnotations(prometheus_namespace="prometheus")
            for port in (METRICS, HTTP):
                Scraping(chart, port.name, name="shop", workload=workload, port=port, by=by)

        problem = problem_of(on_kubernetes, build)
        assert (problem.field, problem.path) == ("annotations", "shop-test/http")
        assert problem.message == "the pods of 'shop' carry prometheus.io/port: '9090' already"

    @pytest.mark.parametrize("arguments", [{"port": SYSLOG}, {"path": "metrics"}])
    @pytest.mark.parametrize("by", [PodMonitoring(), ScrapeAnnotations(prometheus_namespace="prometheus")])
    def test_what_cannot_be_scraped_is_refused_either_way(
        self, by: PodScraping, arguments: dict[str, Any], on_kubernetes: Synthesize
    ) -> None:
        [field] = arguments
        assert problem_of(on_kubernetes, scraping(by, **arguments)).field == field

    def test_the_values_are_checked_where_they_are_written(self) -> None:
        assert refusal_of(lambda: PodMonitoring(interval=Duration(0))).field == "PodMonitoring.interval"
        refused = refusal_of(lambda: ScrapeAnnotations(prometheus_namespace="Prometheus"))
        assert refused.field == "ScrapeAnnotations.prometheus_namespace"


def test_annotations_of_pods_have_legal_keys(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: shop(chart).annotate_pods({"not a key": "x"}))
    assert problem.field == "annotations"
