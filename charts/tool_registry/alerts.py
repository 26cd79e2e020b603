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
    PostgresBackup,
    PostgresDatabase,
)


def api_alerts(api: Deployment) -> Iterator[Alert]:
    """Yield the alerts about the pods of the API.

    Args:
        api: the API.
    """
    here = f'namespace="{api.environment.namespace}"'
    ours = f'{here}, deployment="{api.name}"'
    yield Alert(
        name="ToolRegistryIsDown",
        expression=f"absent(kube_deployment_status_replicas_available{{{ours}}} > 0)",
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


def database_alerts(database: PostgresDatabase, backup: PostgresBackup | None) -> Iterator[Alert]:
    """Yield the alerts about a database inside the chart.

    Args:
        database: the database.
        backup: what dumps it, None where nothing does.
    """
    here = f'namespace="{database.environment.namespace}"'
    ready = f'kube_statefulset_status_replicas_ready{{{here}, statefulset="{database.name}"}}'
    yield Alert(
        name="ToolRegistryDatabaseIsDown",
        expression=f"absent({ready} > 0)",
        lasting=Duration.parse("5m"),
        severity="critical",
        summary="The tool registry's database is not ready.",
        description="No pod of the API is ready without it. Look at its events, its log, and its claim.",
    )
    claims = "|".join([database.claim, *([backup.claim] if backup else [])])
    ours = f'{here}, persistentvolumeclaim=~"{claims}"'
    yield Alert(
        name="ToolRegistryStorageIsFull",
        expression=f"kubelet_volume_stats_used_bytes{{{ours}}} "
        f"/ kubelet_volume_stats_capacity_bytes{{{ours}}} > 0.85",
        lasting=Duration.parse("15m"),
        severity="warning",
        summary="{{ $labels.persistentvolumeclaim }} is full to {{ $value | humanizePercentage }}.",
        description="PostgreSQL stops when its claim is full. Raise its storage; claims can grow.",
    )
    if backup:
        yield Alert(
            name="ToolRegistryIsNotBackedUp",
            expression=f"time() - kube_cronjob_status_last_successful_time{{{here}, "
            f'cronjob="{backup.name}"}} > 2 * 86400',
            lasting=Duration.parse("1h"),
            severity="warning",
            summary="The tool registry's database was last dumped {{ $value | humanizeDuration }} ago.",
            description="Look at the log of the last Job that the CronJob made.",
        )
