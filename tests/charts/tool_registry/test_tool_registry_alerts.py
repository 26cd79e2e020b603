"""Alerts: about what there is, and by metrics that every Prometheus for Kubernetes has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from podwright import MigrateInJob
from tests.charts.tool_registry.decisions import DECISIONS
from tests.charts.tool_registry.reading import API
from tests.systems import Manifests, containers

Vary = Callable[..., Manifests]

# https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics and the kubelet's volume metrics.
METRICS = {
    "kube_cronjob_created",
    "kube_cronjob_spec_suspend",
    "kube_cronjob_status_last_schedule_time",
    "kube_cronjob_status_last_successful_time",
    "kube_deployment_status_replicas_available",
    "kube_deployment_status_replicas_unavailable",
    "kube_horizontalpodautoscaler_spec_max_replicas",
    "kube_horizontalpodautoscaler_status_current_replicas",
    "kube_pod_init_container_status_waiting_reason",
    "kube_statefulset_status_replicas_ready",
    "kubelet_volume_stats_capacity_bytes",
    "kubelet_volume_stats_used_bytes",
}
KIND_OF_LABEL = {
    "cronjob": "CronJob",
    "deployment": "Deployment",
    "horizontalpodautoscaler": "HorizontalPodAutoscaler",
    "persistentvolumeclaim": "PersistentVolumeClaim",
    "statefulset": "StatefulSet",
}


def rules(manifests: Manifests) -> dict[str, dict[str, Any]]:
    [group] = manifests["PrometheusRule/tool-registry-alerts"]["spec"]["groups"]
    return {rule["alert"]: rule for rule in group["rules"]}


def test_every_metric_exists(production: Manifests) -> None:
    used = {name for rule in rules(production).values() for name in re.findall(r"kube\w+(?={)", rule["expr"])}
    assert used == METRICS


def test_every_object_that_is_named_exists(production: Manifests) -> None:
    named = 0
    for rule in rules(production).values():
        for label, values in re.findall(r'(\w+)=~?"([^"]*)"', rule["expr"]):
            if label == "namespace":
                assert values == "tool-registry"
            for name in values.split("|") if label in KIND_OF_LABEL else ():
                assert f"{KIND_OF_LABEL[label]}/{name}" in production
                named += 1
    assert named > len(rules(production))


def test_the_container_that_migrates_is_named(production: Manifests) -> None:
    expression = rules(production)["ToolRegistryCannotMigrate"]["expr"]
    assert 'container="migrate"' in expression
    assert "migrate" in containers(production, API)


def test_a_job_that_migrates_is_named(vary: Vary) -> None:
    manifests = vary(alerts=True, migrations=MigrateInJob())
    [name] = re.findall(r'job_name="([^"]+)"', rules(manifests)["ToolRegistryCannotMigrate"]["expr"])
    assert f"Job/{name}" in manifests


def test_what_there_is_not_is_not_alerted_about(vary: Vary) -> None:
    outside = DECISIONS["database"]["elsewhere, verified"]
    assert set(rules(vary(alerts=True, **outside))) == {
        "ToolRegistryIsDown",
        "ToolRegistryLacksPods",
        "ToolRegistryCannotMigrate",
    }


def test_somebody_is_woken_up_only_when_nothing_works(production: Manifests) -> None:
    critical = {name for name, rule in rules(production).items() if rule["labels"]["severity"] == "critical"}
    assert critical == {
        "ToolRegistryIsDown",
        "ToolRegistryDatabaseIsDown",
    }


def test_development_tells_nobody(development: Manifests) -> None:
    assert not [name for name in development if name.startswith("PrometheusRule/")]
