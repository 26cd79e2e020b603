"""What somebody is told about the registry, by what the cluster itself measures.

What the API measures leaves it by OTLP, under names that are its own affair. These metrics are the kubelet's
and those of kube-state-metrics, which every Prometheus for Kubernetes has.

Source: https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics
"""

from __future__ import annotations

from collections.abc import Iterator

from podwright import (
    Alert,
    Autoscaling,
    Deployment,
    Duration,
    Migrations,
)


def api_alerts(api: Deployment) -> Iterator[Alert]:
    """Yield the alerts about the pods of the API.

    Args:
        api: the API.
    """
    here = f'namespace="{api.environment.namespace}"'
    ours = f'{here}, deployment="{api.name}"'
    available = f"kube_deployment_status_replicas_available{{{ours}}}"
    yield Alert(
        name="ToolRegistryIsDown",
        # absent() hands on the labels of a plain selector only, and Alertmanager tells alerts apart by them.
        expression=f"absent({available}) or max by (namespace, deployment) ({available}) == 0",
        lasting=Duration.parse("5m"),
        severity="critical",
        summary="No pod of the tool registry is ready.",
        description="Agents find no tools. Pods are not ready without the database: look at it first, then "
        "at the pods' events and last logs.",
    )
    yield Alert(
        name="ToolRegistryLacksPods",
        expression=f"kube_deployment_status_replicas_unavailable{{{ours}}} > 0",
        lasting=Duration.parse("15m"),
        severity="warning",
        summary="{{ $value }} pods of the tool registry have not been available for a quarter of an hour.",
        description="A rollout is stuck, or the nodes have no room. `kubectl describe` says which.",
    )
    if isinstance(api.replicas, Autoscaling):
        theirs = f'{here}, horizontalpodautoscaler="{api.name}"'
        yield Alert(
            name="ToolRegistryIsAtItsLimit",
            expression=f"kube_horizontalpodautoscaler_status_current_replicas{{{theirs}}} "
            f">= kube_horizontalpodautoscaler_spec_max_replicas{{{theirs}}}",
            lasting=Duration.parse("30m"),
            severity="warning",
            summary="The tool registry has run as many pods as it may for half an hour.",
            description="Requests get slower from here. More pods share the connections of one database: "
            "raise the maximum together with what the database accepts.",
        )


def migration_alert(migrations: Migrations, *, api: Deployment) -> Alert:
    """Return the alert about migrations that fail, wherever they run.

    Args:
        migrations: the migrations.
        api: what is rolled out after them.
    """
    here = f'namespace="{api.environment.namespace}"'
    if migrations.job:
        failed = f'kube_job_status_failed{{{here}, job_name="{migrations.job.name}"}} > 0'
    else:
        [container] = migrations.init_containers
        failed = (
            f'kube_pod_init_container_status_waiting_reason{{{here}, pod=~"{api.name}-.+", '
            f'container="{container.name}", reason="CrashLoopBackOff"}} > 0'
        )
    return Alert(
        name="ToolRegistryCannotMigrate",
        expression=failed,
        lasting=Duration.parse("5m"),
        severity="warning",
        summary="Migrations of the tool registry's database fail.",
        description="The rollout has stopped, and the old pods serve on. What container migrate logged last "
        "says why.",
    )
