"""The alerts: they ask for metrics that there are, fire when they should, and are silent when they should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from charts.tarsy.alerts import tarsy_alerts
from tests.charts.tarsy.decisions import DECISIONS, synthesize_with
from tests.charts.tarsy.places import Place, everywhere
from tests.charts.tarsy.promql import Query, Series
from tests.charts.tarsy.reading import Fields, Manifests

# What TARSy exports, with its labels (its decision record on metrics), as far as anybody would alert on it.
METRICS: dict[str, set[str]] = {
    "tarsy_sessions_submitted_total": {"alert_type"},
    "tarsy_sessions_terminal_total": {"alert_type", "status"},
    "tarsy_session_duration_seconds": {"alert_type", "status"},
    "tarsy_session_wait_seconds": {"alert_type"},
    "tarsy_sessions_active": set(),
    "tarsy_sessions_queued": set(),
    "tarsy_workers_total": set(),
    "tarsy_workers_active": set(),
    "tarsy_orphans_recovered_total": set(),
    "tarsy_llm_calls_total": {"provider", "model"},
    "tarsy_llm_errors_total": {"provider", "model", "error_code"},
    "tarsy_llm_duration_seconds": {"provider", "model"},
    "tarsy_mcp_calls_total": {"server", "tool"},
    "tarsy_mcp_errors_total": {"server", "tool"},
    "tarsy_mcp_health_status": {"server"},
    # Prometheus makes it for everything that it scrapes.
    "up": set(),
}
STATUSES = {"completed", "failed", "timed_out", "cancelled"}
# Prometheus adds these to whatever a ServiceMonitor finds.
TARGET = {"namespace", "job", "pod", "instance", "service", "endpoint", "container"}

HERE = {"namespace": "here", "job": "tarsy-api"}


def series(name: str, value: float = 0, *, per_hour: float = 0, pod: str = "a", **labels: str) -> Series:
    return Series(name=name, labels={**HERE, "pod": pod, **labels}, value=value, per_hour=per_hour)


# What Prometheus knows of a TARSy that works.
HEALTHY = (
    series("up", 1),
    series("up", 0, pod="b"),
    series("tarsy_sessions_queued", 3),
    series("tarsy_sessions_active", 5),
    series("tarsy_sessions_terminal_total", per_hour=40, status="completed", alert_type="x"),
    series("tarsy_sessions_terminal_total", per_hour=4, status="failed", alert_type="x"),
    # Somebody who cancels is not a failure.
    series("tarsy_sessions_terminal_total", per_hour=40, status="cancelled", alert_type="x"),
    series("tarsy_llm_calls_total", per_hour=100, provider="google", model="m"),
    series("tarsy_llm_errors_total", per_hour=5, provider="google", model="m", error_code="timeout"),
    series("tarsy_mcp_health_status", 1, server="kubernetes"),
)
# What makes each alert fire, in place of the healthy series of the same metrics.
TROUBLE = {
    "TarsyIsDown": (series("up", 0), series("up", 0, pod="b")),
    "TarsyStandsStill": (series("tarsy_sessions_queued", 1), series("tarsy_sessions_active", 0)),
    "TarsyQueueIsLong": (series("tarsy_sessions_queued", 21),),
    "TarsySessionsFail": (
        series("tarsy_sessions_terminal_total", per_hour=10, status="completed", alert_type="x"),
        series("tarsy_sessions_terminal_total", per_hour=3, status="failed", alert_type="x"),
        series("tarsy_sessions_terminal_total", per_hour=2, status="timed_out", alert_type="y"),
    ),
    "TarsyModelCallsFail": (
        series("tarsy_llm_calls_total", per_hour=10, provider="google", model="m"),
        series("tarsy_llm_errors_total", per_hour=3, provider="google", model="m", error_code="timeout"),
        series("tarsy_llm_errors_total", per_hour=3, provider="google", model="m", error_code="error"),
        # Another one works, and is not mixed up with it.
        series("tarsy_llm_calls_total", per_hour=1000, provider="openai", model="m"),
    ),
    "TarsyMcpServerIsAway": (
        series("tarsy_mcp_health_status", 1, server="kubernetes"),
        series("tarsy_mcp_health_status", 0, server="kubernetes", pod="b"),
    ),
}
# Each is told apart by what the text names.
TELLS = {"TarsyModelCallsFail": ("provider", "google"), "TarsyMcpServerIsAway": ("server", "kubernetes")}


def rules(manifests: Manifests) -> Iterator[Fields]:
    for group in manifests["PrometheusRule/tarsy"]["spec"]["groups"]:
        yield from group["rules"]


ALERTS = {alert.name: alert for alert in tarsy_alerts(job=HERE["job"], namespace=HERE["namespace"])}


@everywhere
class TestEverywhere:
    def test_they_ask_for_metrics_and_labels_that_there_are(self, manifests: Manifests) -> None:
        for rule in rules(manifests):
            for selector in Query(rule["expr"]).selectors:
                labels = METRICS[selector.name]
                assert {label for label, _, _ in selector.matchers} <= labels | TARGET
                for label, _, value in selector.matchers:
                    assert label != "status" or set(value.split("|")) <= STATUSES
            grouped = re.findall(r"by \(([^)]*)\)", rule["expr"])
            known = set.union(*(METRICS[found.name] for found in Query(rule["expr"]).selectors))
            assert {name.strip() for names in grouped for name in names.split(",")} <= known | TARGET

    def test_they_ask_for_this_environment_alone(self, place: Place, manifests: Manifests) -> None:
        # The job is the Service that the ServiceMonitor finds.
        own = {("namespace", "=", place.namespace), ("job", "=", "tarsy-api")}
        assert "jobLabel" not in manifests["ServiceMonitor/tarsy"]["spec"]
        assert "Service/tarsy-api" in manifests
        for rule in rules(manifests):
            for selector in Query(rule["expr"]).selectors:
                assert own <= set(selector.matchers)

    def test_they_name_labels_in_their_texts_that_the_query_yields(self, manifests: Manifests) -> None:
        for rule in rules(manifests):
            named = set(re.findall(r"\$labels\.(\w+)", "".join(rule["annotations"].values())))
            for names in re.findall(r"by \(([^)]*)\)", rule["expr"]):
                assert named <= set(names.split(", "))

    def test_they_are_the_ones_that_are_tried_here(self, manifests: Manifests) -> None:
        assert [rule["alert"] for rule in rules(manifests)] == list(ALERTS) == list(TROUBLE)


@pytest.mark.parametrize("name", ALERTS)
class TestEach:
    def test_is_silent_while_all_is_well(self, name: str) -> None:
        assert not Query(ALERTS[name].expression, HEALTHY).result

    def test_is_silent_while_nothing_happens(self, name: str) -> None:
        # A TARSy that has just been started has its gauges, and none of the counters that have labels.
        idle = [series("up", 1), series("tarsy_sessions_active", 0), series("tarsy_sessions_queued", 0)]
        assert not Query(ALERTS[name].expression, idle).result

    def test_fires_on_its_trouble_once(self, name: str) -> None:
        replaced = {found.name for found in TROUBLE[name]}
        known = [found for found in HEALTHY if found.name not in replaced] + list(TROUBLE[name])
        ((labels, _),) = Query(ALERTS[name].expression, known).result.items()
        # Alertmanager takes alerts with the same labels for one: two environments must differ.
        assert set(HERE.items()) <= labels
        assert labels - set(HERE.items()) == ({TELLS[name]} if name in TELLS else set())

    def test_is_silent_on_the_trouble_of_another_environment(self, name: str) -> None:
        elsewhere = [
            replace(found, labels={**found.labels, **there})
            for found in TROUBLE[name]
            for there in ({"namespace": "elsewhere"}, {"job": "other-tarsy-api"})
        ]
        assert not Query(ALERTS[name].expression, [*HEALTHY, *elsewhere]).result


def test_tarsy_is_down_too_where_prometheus_finds_nothing() -> None:
    result = Query(ALERTS["TarsyIsDown"].expression, []).result
    assert result == {frozenset(HERE.items()): 1.0}


def test_a_few_failures_wake_nobody() -> None:
    few = [series("tarsy_sessions_terminal_total", per_hour=4, status="failed", alert_type="x")]
    assert not Query(ALERTS["TarsySessionsFail"].expression, few).result


def test_without_alerts_the_metrics_are_scraped_all_the_same() -> None:
    found = synthesize_with(**DECISIONS["metrics"]["without alerts"])
    assert "PrometheusRule/tarsy" not in found
    assert "ServiceMonitor/tarsy" in found
    assert not {"PrometheusRule/tarsy", "ServiceMonitor/tarsy"} & synthesize_with(metrics=None).keys()
