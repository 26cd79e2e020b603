"""Alerts about a database: they fire on its troubles, for each database apart, and are silent otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    POSTGRES_PROFILE,
    Alert,
    AlertRules,
    DatabaseCredentials,
    Duration,
    EnvironmentChart,
    External,
    Image,
    PostgresBackup,
    PostgresDatabase,
    SecretKey,
    database_alerts,
)
from tests.charts.tarsy.promql import Query, Series
from tests.samples import Synthesize

HERE = {"namespace": "shop-test"}
DATABASE = {**HERE, "statefulset": "shop-database"}
CLAIM = {**HERE, "persistentvolumeclaim": "shop-database-data"}
DUMPS = {**HERE, "persistentvolumeclaim": "shop-backup-dumps"}
BACKUP = {**HERE, "cronjob": "shop-backup"}
READY = "kube_statefulset_status_replicas_ready"
USED, CAPACITY = "kubelet_volume_stats_used_bytes", "kubelet_volume_stats_capacity_bytes"
CREATED, SUSPENDED = "kube_cronjob_created", "kube_cronjob_spec_suspend"
SCHEDULED = "kube_cronjob_status_last_schedule_time"
SUCCEEDED = "kube_cronjob_status_last_successful_time"


def series(name: str, labels: dict[str, str], value: float) -> Series:
    return Series(name=name, labels={**labels, "instance": "10.0.0.1:8443"}, value=value)


HEALTHY = (
    series(READY, DATABASE, 1),
    series(USED, CLAIM, 80),
    series(CAPACITY, CLAIM, 100),
    series(USED, DUMPS, 80),
    series(CAPACITY, DUMPS, 100),
    series(CREATED, BACKUP, 1000),
    series(SUSPENDED, BACKUP, 0),
    series(SCHEDULED, BACKUP, 5000),
    series(SUCCEEDED, BACKUP, 5060),
)
# Name of the alert, what has become of the healthy series, and the labels that it fires with.
TROUBLES: dict[str, tuple[str, tuple[Series, ...], dict[str, str]]] = {
    "not ready": ("ShopDatabaseIsDown", (series(READY, DATABASE, 0),), DATABASE),
    "database's claim": ("ShopDatabaseStorageIsFull", (series(USED, CLAIM, 90),), CLAIM),
    "claim of dumps": ("ShopBackupStorageIsFull", (series(USED, DUMPS, 90),), DUMPS),
    "failed run": ("ShopIsNotBackedUp", (series(SUCCEEDED, BACKUP, 4000),), BACKUP),
    "suspended": ("ShopIsNotBackedUp", (series(SUSPENDED, BACKUP, 1),), BACKUP),
}


@pytest.fixture
def alerts(on_openshift: Synthesize) -> dict[str, Alert]:
    found: dict[str, Alert] = {}

    def build(chart: EnvironmentChart) -> None:
        database = shop_database(chart)
        backup = PostgresBackup(
            chart,
            "backup",
            name="shop-backup",
            database=database,
            storage="20Gi",
            deadline=Duration.parse("3h"),
        )
        for alert in database_alerts(database, backup=backup, prefix="Shop"):
            found[alert.name] = alert

    on_openshift(build)
    return found


def shop_database(chart: EnvironmentChart) -> PostgresDatabase:
    chart.relies_on(External(kind="Secret", name="login", keys=("username", "password", "database")))
    return PostgresDatabase(
        chart,
        "database",
        name="shop-database",
        image=Image(repository="docker.io/library/postgres", tag="17.6", profile=POSTGRES_PROFILE),
        credentials=DatabaseCredentials(
            username=SecretKey(secret="login", key="username"),
            password=SecretKey(secret="login", key="password"),
            database=SecretKey(secret="login", key="database"),
        ),
        storage="10Gi",
    )


def with_trouble(trouble: tuple[Series, ...]) -> list[Series]:
    changed = {(one.name, frozenset(one.labels.items())) for one in trouble}
    kept = [one for one in HEALTHY if (one.name, frozenset(one.labels.items())) not in changed]
    return [*kept, *trouble]


@pytest.mark.parametrize("what", TROUBLES)
def test_each_fires_on_its_trouble_alone(what: str, alerts: dict[str, Alert]) -> None:
    name, trouble, labels = TROUBLES[what]
    known = with_trouble(trouble)
    firing = {alert.name: Query(alert.expression, known).result for alert in alerts.values()}
    # Alertmanager takes alerts with the same labels for one: they say which database it is.
    assert [set(result) for result in firing.values() if result] == [{frozenset(labels.items())}]
    assert firing[name]


def test_they_are_silent_while_all_is_well(alerts: dict[str, Alert]) -> None:
    assert not any(Query(alert.expression, HEALTHY).result for alert in alerts.values())


def test_they_are_silent_on_the_troubles_of_another_namespace(alerts: dict[str, Alert]) -> None:
    elsewhere = [
        replace(one, labels={**one.labels, "namespace": "elsewhere"})
        for _, trouble, _ in TROUBLES.values()
        for one in trouble
    ]
    known = [*HEALTHY, *elsewhere]
    assert not any(Query(alert.expression, known).result for alert in alerts.values())


def test_a_database_that_is_not_there_is_down(alerts: dict[str, Alert]) -> None:
    result = Query(alerts["ShopDatabaseIsDown"].expression, []).result
    assert set(result) == {frozenset(DATABASE.items())}


def test_a_backup_that_has_never_succeeded_is_none(alerts: dict[str, Alert]) -> None:
    never = [one for one in HEALTHY if one.name != SUCCEEDED]
    assert Query(alerts["ShopIsNotBackedUp"].expression, never).result
    # One that was not due yet has failed nothing.
    fresh = [one for one in never if one.name != SCHEDULED]
    assert not Query(alerts["ShopIsNotBackedUp"].expression, fresh).result


def test_a_run_may_take_as_long_as_it_may(alerts: dict[str, Alert]) -> None:
    assert alerts["ShopIsNotBackedUp"].lasting > Duration.parse("3h")


def test_without_a_backup_nobody_asks_for_one(on_openshift: Synthesize) -> None:
    found: list[str] = []

    def build(chart: EnvironmentChart) -> None:
        found.extend(a.name for a in database_alerts(shop_database(chart), backup=None, prefix="Shop"))

    on_openshift(build)
    assert found == ["ShopDatabaseIsDown", "ShopDatabaseStorageIsFull"]


def test_output(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    def build(chart: EnvironmentChart) -> None:
        database = shop_database(chart)
        backup = PostgresBackup(chart, "backup", name="shop-backup", database=database, storage="20Gi")
        found = database_alerts(database, backup=backup, prefix="Shop")
        AlertRules(chart, "alerts", name="shop-database", alerts=found)

    rules = on_openshift(build)["PrometheusRule/shop-database"]
    assert {"PrometheusRule/shop-database": rules} == yaml_snapshot
