"""Alerts: what somebody is woken up for.

Source: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

import promql_parser
from constructs import Construct
from pydantic import AfterValidator

from imports.com.coreos.monitoring import (
    PrometheusRule,
    PrometheusRuleSpec,
    PrometheusRuleSpecGroups,
    PrometheusRuleSpecGroupsRules,
    PrometheusRuleSpecGroupsRulesExpr,
)
from podwright.chart import KIND_MAY_COME_LATER, EnvironmentConstruct, argument
from podwright.observability.prometheus import monitoring_of
from podwright.vocabulary import Duration
from podwright.vocabulary.names import check_object_name
from podwright.vocabulary.texts import Text
from podwright.vocabulary.value import Value, refuse

_ALERT_NAME = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)


def check_alert_name(value: str) -> str:
    """Return the name of an alert, written in camel case as the field writes it: ``TarsyQueueIsLong``.

    Raises:
        InvalidValueError: the name has another form.
    """
    if not _ALERT_NAME.fullmatch(value):
        raise refuse(f"{value!r} is not an alert name", "Write it in camel case, such as 'QueueIsLong'")
    return value


def check_sentence(value: str) -> str:
    """Return a text for people.

    Raises:
        InvalidValueError: nothing but white space.
    """
    if not value.strip():
        raise refuse("the text is blank", "Write it for somebody who has just been woken up")
    return value


def check_expression(value: str) -> str:
    """Return a query in PromQL that an alert can watch: one that yields series or a number at each moment.

    Raises:
        InvalidValueError: Prometheus would not read the query, or it yields a text or a range of time.
    """
    try:
        query = promql_parser.parse(value)
    except ValueError as error:
        said = str(error).strip() or "no query"
        raise refuse(
            f"Prometheus would not read the query: {said}", "Write PromQL, such as 'up == 0'"
        ) from None
    if isinstance(query, promql_parser.StringLiteral):
        raise refuse("the query yields a text", "Compare something, such as 'up == 0'")
    if isinstance(query, promql_parser.MatrixSelector | promql_parser.SubqueryExpr):
        raise refuse(
            "the query yields a range of time", "Ask for its rate, such as 'rate(errors_total[5m]) > 0'"
        )
    return value


class Alert(Value):
    """A condition that somebody has to look at.

    Args:
        name: its name, ``TarsyQueueIsLong``.
        expression: PromQL; the alert is pending while it yields anything.
        lasting: how long it must do so before the alert fires; 0 fires at once.
        severity: ``critical`` wakes somebody up, ``warning`` waits for the morning, ``info`` is for graphs.
        summary: one sentence for whoever is woken up; may use ``{{ $labels.… }}`` and ``{{ $value }}``.
        description: what it means for users, and what to do first; may use them too.

    Raises:
        InvalidValueError: a name that is not in camel case, a query that is not closed, a blank text.
    """

    name: Annotated[str, AfterValidator(check_alert_name)]
    expression: Annotated[Text, AfterValidator(check_expression)]
    lasting: Duration
    severity: Literal["critical", "warning", "info"]
    summary: Annotated[Text, AfterValidator(check_sentence)]
    description: Annotated[Text, AfterValidator(check_sentence)]


class AlertRules(EnvironmentConstruct):
    """Alerts of a system. Emits one `PrometheusRule` with one group.

    It carries the labels that the platform's monitoring demands of a ServiceMonitor.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`, and the name of the group.
        alerts: the alerts; one name may stand for several severities.

    Raises:
        InvalidValueError: the platform has no monitoring; no alerts, or two of one name and severity; an
            illegal name, or one that other rules of the chart have.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, alerts: Sequence[Alert]) -> None:
        super().__init__(scope, id)
        monitoring = monitoring_of(self.environment, what="the alerts")
        argument("name", check_object_name, name)
        _check_alerts(name, alerts)
        self.chart.register(self, kind="PrometheusRule", name=name)
        PrometheusRule(
            self,
            "prometheus-rule",
            metadata=self.custom_resource_meta(
                name=name,
                labels=self.chart.labels_of("alerts"),
                more_labels=monitoring.service_monitor_labels,
                annotations=KIND_MAY_COME_LATER,
            ),
            spec=PrometheusRuleSpec(
                groups=[PrometheusRuleSpecGroups(name=name, rules=[_rule(alert) for alert in alerts])]
            ),
        )


def _check_alerts(name: str, alerts: Sequence[Alert]) -> None:
    if not alerts:
        raise refuse(f"PrometheusRule {name!r} has no alerts", "Give at least one Alert(…)", field="alerts")
    seen: set[tuple[str, str]] = set()
    for index, alert in enumerate(alerts):
        if (alert.name, alert.severity) in seen:
            # They would be one alert to Alertmanager, which resolves it while the other one still fires.
            message = f"two alerts are named {alert.name!r}, of severity {alert.severity!r}"
            raise refuse(message, "Give each its own name", field=f"alerts[{index}].name")
        seen.add((alert.name, alert.severity))


def _rule(alert: Alert) -> PrometheusRuleSpecGroupsRules:
    return PrometheusRuleSpecGroupsRules(
        alert=alert.name,
        expr=PrometheusRuleSpecGroupsRulesExpr.from_string(alert.expression),
        for_=str(alert.lasting) if alert.lasting.total_seconds else None,
        labels={"severity": alert.severity},
        annotations={"summary": alert.summary, "description": alert.description},
    )
