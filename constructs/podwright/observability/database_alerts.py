"""What somebody is told about a database of the chart, by what the cluster itself measures.

Sources: https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload and the kubelet's
metrics of volumes, https://kubernetes.io/docs/reference/instrumentation/metrics/. Every Prometheus for
Kubernetes has both; OpenShift's rules of user workloads may ask for them, too.
"""

from __future__ import annotations

from podwright.data import PostgresBackup, PostgresDatabase
from podwright.observability.alerts import Alert
from podwright.vocabulary.durations import Duration


def database_alerts(
    database: PostgresDatabase, *, backup: PostgresBackup | None, prefix: str
) -> tuple[Alert, ...]:
    """Return alerts about a database: it is down, a claim is nearly full, a dump has failed.

    Args:
        database: the database.
        backup: what dumps it, None where nothing does.
        prefix: what the names of the alerts begin with, in camel case: ``Tarsy``.
    """
    here = f'namespace="{database.environment.namespace}"'
    # absent() hands on the labels of a plain selector only, hence no comparison inside of it: Alertmanager
    # takes alerts with the same labels for one.
    ready = f'kube_statefulset_status_replicas_ready{{{here}, statefulset="{database.name}"}}'
    down = Alert(
        name=f"{prefix}DatabaseIsDown",
        expression=f"absent({ready}) or max by (namespace, statefulset) ({ready}) == 0",
        lasting=Duration.parse("5m"),
        severity="critical",
        summary=f"The database {database.name} is not ready.",
        description="Whatever needs it waits or fails. Look at its pod's events, its log, and its claim.",
    )
    full = _nearly_full(f"{prefix}DatabaseStorageIsFull", here=here, claim=database.claim)
    if backup is None:
        return (down, full)
    return (
        down,
        full,
        _nearly_full(f"{prefix}BackupStorageIsFull", here=here, claim=backup.claim),
        _not_backed_up(f"{prefix}IsNotBackedUp", here=here, backup=backup),
    )


def _nearly_full(name: str, *, here: str, claim: str) -> Alert:
    ours = f'{here}, persistentvolumeclaim="{claim}"'
    return Alert(
        name=name,
        expression="max by (namespace, persistentvolumeclaim) "
        f"(kubelet_volume_stats_used_bytes{{{ours}}}) "
        f"/ max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{{{ours}}}) > 0.85",
        lasting=Duration.parse("15m"),
        severity="warning",
        summary="Claim {{ $labels.persistentvolumeclaim }} is full to {{ $value | humanizePercentage }}.",
        description="Without room PostgreSQL stops, and dumps fail. Raise its storage: a claim can grow "
        "where its storage class allows it.",
    )


def _not_backed_up(name: str, *, here: str, backup: PostgresBackup) -> Alert:
    # Asked of the last run and not of the clock, whatever the schedule is. A backup that has never succeeded
    # has no time of success, hence the CronJob's own age; a suspended one has no runs that could fail.
    ours = f'{here}, cronjob="{backup.name}"'
    by = "max by (namespace, cronjob)"
    return Alert(
        name=name,
        expression=f"{by} (kube_cronjob_status_last_schedule_time{{{ours}}}) "
        f"> ({by} (kube_cronjob_status_last_successful_time{{{ours}}}) "
        f"or {by} (kube_cronjob_created{{{ours}}})) "
        f"or {by} (kube_cronjob_spec_suspend{{{ours}}}) == 1",
        # While a run goes on it has not succeeded yet.
        lasting=Duration(backup.deadline.total_seconds + 3600),
        severity="warning",
        summary="The last run of {{ $labels.cronjob }} has written no dump.",
        description="It has failed, or the CronJob is suspended. Look at the log of its last Job.",
    )
