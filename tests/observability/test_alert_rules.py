"""Alert rules: their whole output, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Alert,
    AlertRules,
    Duration,
    Environment,
    EnvironmentChart,
    InvalidValueError,
    Kubernetes,
    Monitoring,
    synthesize,
)
from podwright.observability.alerts import check_expression
from tests.refusals import refusal_of
from tests.samples import Manifests, Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors

FIELDS: dict[str, Any] = {
    "name": "ShopQueueIsLong",
    "expression": 'sum(shop_orders_queued{namespace="shop-test"}) > 100',
    "lasting": Duration.parse("15m"),
    "severity": "warning",
    "summary": "{{ $value }} orders are waiting",
    "description": "Customers wait for their orders. Look at the log of the workers first.",
}
QUEUE = Alert(**FIELDS)
DOWN = Alert(**{**FIELDS, "name": "ShopIsDown", "severity": "critical", "lasting": Duration(0)})


def rules(chart: EnvironmentChart, *alerts: Alert, name: str = "shop") -> None:
    AlertRules(chart, name, name=name, alerts=alerts or (QUEUE, DOWN))


def group_of(manifests: Manifests) -> dict[str, Any]:
    [group] = manifests["PrometheusRule/shop"]["spec"]["groups"]
    assert isinstance(group, dict)
    return group


def test_output(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    # Every argument is required, so that the smallest is also the one with all of them.
    assert on_openshift(rules) == yaml_snapshot


def test_the_schema_takes_it(on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(rules), openshift) == []


def test_the_snapshot_gives_everything() -> None:
    assert arguments_of(AlertRules) == required_arguments_of(AlertRules) == {"name", "alerts"}
    assert set(Alert.model_fields) == set(FIELDS)


def test_the_platforms_have_the_same(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    assert on_openshift(rules) == on_kubernetes(rules)


def test_the_alerts_keep_their_order(on_openshift: Synthesize) -> None:
    assert [rule["alert"] for rule in group_of(on_openshift(rules))["rules"]] == [
        "ShopQueueIsLong",
        "ShopIsDown",
    ]


def test_an_alert_that_lasts_no_time_fires_at_once(on_openshift: Synthesize) -> None:
    queue, down = group_of(on_openshift(rules))["rules"]
    assert queue["for"] == "15m"
    assert "for" not in down


def test_it_carries_what_prometheus_selects_by() -> None:
    monitoring = Monitoring(namespace="monitoring", service_monitor_labels={"release": "prometheus"})
    platform = Kubernetes(version="1.31", apps_domain="k8s.example.com", monitoring=monitoring)
    environment = Environment(name="test", namespace="shop-test", platform=platform)

    def make_chart(app: Any) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        rules(chart)
        return chart

    labels = synthesize(make_chart)["PrometheusRule/shop"]["metadata"]["labels"]
    assert labels["release"] == "prometheus"


def test_the_platform_has_a_prometheus() -> None:
    platform = Kubernetes(version="1.31", apps_domain="k8s.example.com", monitoring=None)
    environment = Environment(name="test", namespace="shop-test", platform=platform)

    def make_chart(app: Any) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        problem = refusal_of(lambda: rules(chart))
        assert (problem.field, problem.message) == (
            "platform",
            "'test' has no Prometheus for applications",
        )
        return chart

    assert synthesize(make_chart) == {}


def test_alerts_are_needed(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: AlertRules(chart, "shop", name="shop", alerts=[]))
    assert (problem.field, problem.path) == ("alerts", "shop-test/shop")


def test_one_alert_twice_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: rules(chart, QUEUE, DOWN, QUEUE))
    assert problem.field == "alerts[2].name"
    assert problem.message == "two alerts are named 'ShopQueueIsLong', of severity 'warning'"


def test_an_alert_may_grow_worse(on_openshift: Synthesize) -> None:
    worse = QUEUE.model_copy(update={"severity": "critical"})
    found = group_of(on_openshift(lambda chart: rules(chart, QUEUE, worse)))["rules"]
    assert [rule["labels"]["severity"] for rule in found] == ["warning", "critical"]


def test_an_illegal_name_is_refused(on_openshift: Synthesize) -> None:
    assert problem_of(on_openshift, lambda chart: rules(chart, name="Shop")).field == "name"


def test_two_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        rules(chart)
        AlertRules(chart, "again", name="shop", alerts=[QUEUE])

    assert (
        problem_of(on_openshift, build).message
        == "PrometheusRule 'shop' exists already, made at shop-test/shop"
    )


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "shop-queue", "'shop-queue' is not an alert name"),
        ("name", "", "'' is not an alert name"),
        ("summary", " ", "the text is blank"),
        ("description", "", "the text is blank"),
        ("severity", "page", "this is no possible value"),
        ("expression", "", "Prometheus would not read the query: no expression found in input"),
        ("expression", "# nothing", "Prometheus would not read the query: no expression found in input"),
        ("expression", "rate(up) > 0", "expected type matrix in call to function 'rate', got vector"),
        ("expression", "raet(up[5m]) > 0", "Prometheus would not read the query"),
        ("expression", "sum(up", "Prometheus would not read the query"),
        ("expression", "sum(up])", "Prometheus would not read the query"),
        ("expression", 'up{path=~"/a(b|c"} == 0', "illegal regex for /a(b|c"),
        ("expression", 'up{job="x}', "unterminated quoted string"),
        ("expression", '"up"', "the query yields a text"),
        ("expression", "up[5m]", "the query yields a range of time"),
        ("expression", "up[5m:1m]", "the query yields a range of time"),
    ],
)
def test_a_wrong_field_is_refused(field: str, value: str, message: str) -> None:
    problem = refusal_of(lambda: Alert(**{**FIELDS, field: value}))
    assert problem.field == f"Alert.{field}"
    assert message in problem.message


@pytest.mark.parametrize(
    "expression",
    [
        "up == 0",
        'rate(x{path=~"/a[(]b|c"}[5m]) > 0.5',
        "absent(up{job='it\\'s'})",
        "up # ) is not code\n== 0",
        "label_replace(up, `a`, \"$1\", 'b', `(.*`)",
    ],
)
def test_what_prometheus_reads_is_taken(expression: str) -> None:
    assert check_expression(expression) == expression


@given(st.text(st.sampled_from("()[]{}\"'`#\\\na "), max_size=12))
def test_a_query_is_taken_or_refused_with_a_remedy(text: str) -> None:
    try:
        assert check_expression(text) == text
    except InvalidValueError:
        assert refusal_of(lambda: check_expression(text)).remedy
