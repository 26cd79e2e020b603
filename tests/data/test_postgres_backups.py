"""Backups of PostgreSQL: their whole output, and that a run would reach the database and keep its dumps."""

from __future__ import annotations

from typing import Any

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    POSTGRES_PROFILE,
    DatabaseCredentials,
    Duration,
    Environment,
    EnvironmentChart,
    External,
    Image,
    PostgresBackup,
    PostgresDatabase,
    Resources,
    SecretKey,
    ServiceCaCertificate,
)
from tests.pod_security import assert_every_namespace_admits
from tests.samples import Manifests, Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors

CREDENTIALS = DatabaseCredentials(
    username=SecretKey(secret="shop-database", key="username"),
    password=SecretKey(secret="shop-database", key="password"),
    database=SecretKey(secret="shop-database", key="database"),
)
MINIMAL: dict[str, Any] = {"name": "shop-backup", "storage": "20Gi"}
ALL: dict[str, Any] = {
    **MINIMAL,
    "schedule": "15 4 * * sun",
    "time_zone": "Europe/Berlin",
    "keep": 30,
    "claim": "shop-archive",
    "storage_class": "slow",
    "resources": Resources(cpu_request="100m", cpu_limit="2", memory_request="128Mi", memory_limit="512Mi"),
    "deadline": Duration.parse("3h"),
    "component": "archive",
}


def database(chart: EnvironmentChart, **options: Any) -> PostgresDatabase:
    chart.relies_on(External(kind="Secret", name="shop-database", keys=("username", "password", "database")))
    return PostgresDatabase(
        chart,
        "database",
        name="shop-database",
        image=Image(repository="docker.io/library/postgres", tag="17.6", profile=POSTGRES_PROFILE),
        credentials=CREDENTIALS,
        storage="10Gi",
        **options,
    )


def backup(chart: EnvironmentChart, **options: Any) -> PostgresBackup:
    of = options.pop("database", None) or database(chart)
    return PostgresBackup(chart, "backup", database=of, **{**MINIMAL, **options})


def minimal(chart: EnvironmentChart) -> None:
    backup(chart)


def complete(chart: EnvironmentChart) -> None:
    backup(chart, **ALL)


def encrypted(chart: EnvironmentChart) -> None:
    backup(chart, database=database(chart, certificate=ServiceCaCertificate(secret_name="shop-database-tls")))


def of_backup(manifests: Manifests) -> Manifests:
    """Leave out what belongs to the database alone."""
    return {key: m for key, m in manifests.items() if not key.split("/")[1].startswith("shop-database")}


def pod(manifests: Manifests) -> dict[str, Any]:
    job = manifests["CronJob/shop-backup"]["spec"]["jobTemplate"]["spec"]
    spec: dict[str, Any] = job["template"]["spec"]
    return spec


def dump(manifests: Manifests) -> dict[str, Any]:
    [found] = pod(manifests)["containers"]
    assert isinstance(found, dict)
    return found


def env(manifests: Manifests) -> dict[str, Any]:
    return {v["name"]: v.get("value", v.get("valueFrom")) for v in dump(manifests)["env"]}


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output_on_openshift(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert of_backup(on_openshift(build)) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output_on_kubernetes(
    build: Any, on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion
) -> None:
    assert of_backup(on_kubernetes(build)) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_the_schema_takes_it(
    build: Any,
    on_openshift: Synthesize,
    openshift: Environment,
    on_kubernetes: Synthesize,
    kubernetes: Environment,
) -> None:
    assert schema_errors(on_openshift(build), openshift) == []
    assert schema_errors(on_kubernetes(build), kubernetes) == []


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_every_namespace_admits_it(build: Any, on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    assert_every_namespace_admits(openshift=on_openshift(build), kubernetes=on_kubernetes(build))


def test_the_snapshots_give_what_is_required_and_every_option() -> None:
    assert required_arguments_of(PostgresBackup) == {*MINIMAL, "database"}
    assert arguments_of(PostgresBackup) == {*ALL, "database"}


def test_it_runs_what_the_database_runs(on_openshift: Synthesize) -> None:
    # An older pg_dump refuses a newer server.
    manifests = on_openshift(minimal)
    [server] = manifests["StatefulSet/shop-database"]["spec"]["template"]["spec"]["containers"]
    assert dump(manifests)["image"] == server["image"]


def test_it_reaches_the_database_and_nothing_else(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    policy = manifests["NetworkPolicy/shop-backup"]["spec"]
    assert "ingress" not in policy
    dns, connection = policy["egress"]
    assert {port["port"] for port in dns["ports"]} == {5353}
    [peer], [port] = connection["to"], connection["ports"]
    labels = manifests["StatefulSet/shop-database"]["spec"]["template"]["metadata"]["labels"]
    assert peer["podSelector"]["matchLabels"].items() <= labels.items()
    assert port == {"port": 5432}
    [back] = manifests["NetworkPolicy/shop-database"]["spec"]["ingress"]
    labels = manifests["CronJob/shop-backup"]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]
    assert back["from"][0]["podSelector"]["matchLabels"].items() <= labels.items()


def test_the_database_does_not_select_the_pods_of_the_backup(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    labels = manifests["CronJob/shop-backup"]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]
    assert not manifests["Service/shop-database"]["spec"]["selector"].items() <= labels.items()


def test_the_address_and_the_credentials_are_the_database_s(on_openshift: Synthesize) -> None:
    variables = env(on_openshift(minimal))
    assert (variables["PGHOST"], variables["PGPORT"]) == ("shop-database", "5432")
    assert variables["PGUSER"] == {"secretKeyRef": {"name": "shop-database", "key": "username"}}
    assert variables["PGDATABASE"] == {"secretKeyRef": {"name": "shop-database", "key": "database"}}


def test_the_password_is_read_from_a_file(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    assert "PGPASSWORD" not in env(manifests)
    assert env(manifests)["BACKUP_PASSWORD_FILE"] == "/run/secrets/postgresql/password"
    volumes = [volume["secret"] for volume in pod(manifests)["volumes"] if "secret" in volume]
    assert volumes == [{"secretName": "shop-database", "items": [{"key": "password", "path": "password"}]}]


@pytest.mark.parametrize(("build", "mode"), [(minimal, "disable"), (encrypted, "require")])
def test_tls_is_as_the_database_has_it(build: Any, mode: str, on_openshift: Synthesize) -> None:
    assert env(on_openshift(build))["PGSSLMODE"] == mode


def test_the_script_is_where_it_is_run(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    assert dump(manifests)["command"] == ["sh", "/opt/backup/backup.sh"]
    assert set(manifests["ConfigMap/shop-backup-script"]["data"]) == {"backup.sh"}
    mounts = {mount["mountPath"]: mount["name"] for mount in dump(manifests)["volumeMounts"]}
    [volume] = (v for v in pod(manifests)["volumes"] if v["name"] == mounts["/opt/backup"])
    assert volume["configMap"] == {"name": "shop-backup-script"}


def test_the_dumps_go_to_a_claim_that_is_not_removed_without_being_asked(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    claim = manifests["PersistentVolumeClaim/shop-backup-dumps"]
    options = claim["metadata"]["annotations"]["argocd.argoproj.io/sync-options"]
    assert options == "Delete=confirm,Prune=confirm"
    assert claim["spec"]["resources"] == {"requests": {"storage": "20Gi"}}
    mounts = {mount["mountPath"]: mount for mount in dump(manifests)["volumeMounts"]}
    folder = mounts[env(manifests)["BACKUP_FOLDER"]]
    assert not folder.get("readOnly")
    [volume] = (v for v in pod(manifests)["volumes"] if v["name"] == folder["name"])
    assert volume["persistentVolumeClaim"] == {"claimName": "shop-backup-dumps"}


def test_a_claim_that_waits_for_the_first_night_is_not_unhealthy(on_openshift: Synthesize) -> None:
    annotations = on_openshift(minimal)["PersistentVolumeClaim/shop-backup-dumps"]["metadata"]["annotations"]
    assert annotations["argocd.argoproj.io/ignore-healthcheck"] == "true"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("keep", 0),
        ("storage", "much"),
        ("claim", "Claim"),
        ("storage_class", "Fast!"),
        ("name", "s" * 53),
        ("schedule", "@nightly"),
        ("time_zone", "CET+1"),
        ("deadline", Duration(0)),
        ("claim", "shop-database-data"),
        ("component", "database"),
    ],
)
def test_what_is_wrong_is_refused(field: str, value: Any, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: backup(chart, **{field: value}))
    assert (problem.field, problem.path) == (field, "shop-test/backup")


def test_a_database_of_another_chart_is_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        app = Construct(chart, "elsewhere")
        other = EnvironmentChart(app, environment=chart.environment, system="warehouse")
        backup(chart, database=database(other))

    problem = problem_of(on_openshift, build)
    assert problem.field == "database"
    assert (
        problem.message == "shop-test/elsewhere/warehouse-test/database is not part of the chart 'shop-test'"
    )


def test_two_backups_with_components_of_their_own(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        of = database(chart)
        backup(chart, database=of)
        PostgresBackup(chart, "weekly", database=of, **{**ALL, "name": "shop-weekly", "claim": "shop-weekly"})

    assert {"CronJob/shop-backup", "CronJob/shop-weekly"} <= set(on_openshift(build))
