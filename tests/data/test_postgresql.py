"""PostgreSQL: its whole output, and what would go wrong on a real cluster."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    POSTGRES_PROFILE,
    DatabaseCredentials,
    Deployment,
    EnvironmentChart,
    ExistingCertificate,
    External,
    Image,
    IssuedCertificate,
    PostgresDatabase,
    Resources,
    SecretKey,
    ServiceCaCertificate,
    ServingCertificate,
)
from tests.pod_security import assert_every_namespace_admits
from tests.samples import (
    Manifests,
    Synthesize,
    arguments_of,
    container,
    problem_of,
    problems_of,
    required_arguments_of,
)

IMAGE = Image(repository="docker.io/library/postgres", tag="17.6", profile=POSTGRES_PROFILE)
CREDENTIALS = DatabaseCredentials(
    username=SecretKey(secret="shop-database", key="username"),
    password=SecretKey(secret="shop-database", key="password"),
    database=SecretKey(secret="shop-database", key="database"),
)
ISSUED = IssuedCertificate(secret_name="shop-database-tls", dns_names=("shop-database.shop-test.svc",))
MINIMAL: dict[str, Any] = {
    "name": "shop-database",
    "image": IMAGE,
    "credentials": CREDENTIALS,
    "storage": "10Gi",
}
ALL: dict[str, Any] = {
    **MINIMAL,
    "claim": "shop-data",
    "storage_class": "fast",
    "resources": Resources(cpu_request="1", cpu_limit="2", memory_request="1Gi", memory_limit="2Gi"),
    "max_connections": 200,
    "certificate": ServiceCaCertificate(secret_name="shop-database-tls"),
    "component": "orders",
}


def database(chart: EnvironmentChart, **options: Any) -> PostgresDatabase:
    chart.relies_on(External(kind="Secret", name="shop-database", keys=("username", "password", "database")))
    return PostgresDatabase(chart, "database", **{**MINIMAL, **options})


def minimal(chart: EnvironmentChart) -> None:
    database(chart)


def complete(chart: EnvironmentChart) -> None:
    # The service CA serves OpenShift only.
    has_service_ca = chart.environment.platform.assigns_users
    database(chart, **(ALL if has_service_ca else {**ALL, "certificate": ISSUED}))


def pod(manifests: Manifests) -> dict[str, Any]:
    spec: dict[str, Any] = manifests["StatefulSet/shop-database"]["spec"]["template"]["spec"]
    return spec


def server(manifests: Manifests) -> dict[str, Any]:
    [found] = pod(manifests)["containers"]
    assert isinstance(found, dict)
    return found


def mounts(manifests: Manifests) -> dict[str, str]:
    return {mount["mountPath"]: mount["name"] for mount in server(manifests)["volumeMounts"]}


def volume_at(manifests: Manifests, path: str) -> dict[str, Any]:
    [found] = (v for v in pod(manifests)["volumes"] if v["name"] == mounts(manifests)[path])
    assert isinstance(found, dict)
    return found


def test_minimal_on_openshift(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(minimal) == yaml_snapshot


def test_minimal_on_kubernetes(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(minimal) == yaml_snapshot


def test_all_options_on_openshift(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(complete) == yaml_snapshot


def test_all_options_on_kubernetes(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(complete) == yaml_snapshot


def test_the_snapshots_give_what_is_required_and_every_option() -> None:
    assert set(MINIMAL) == required_arguments_of(PostgresDatabase)
    assert set(ALL) == arguments_of(PostgresDatabase)


@pytest.mark.parametrize("build", [minimal, complete])
def test_every_namespace_admits_it(build: Any, on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    assert_every_namespace_admits(openshift=on_openshift(build), kubernetes=on_kubernetes(build))


def test_one_server_with_one_claim_that_outlives_it(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    spec = manifests["StatefulSet/shop-database"]["spec"]
    assert spec["replicas"] == 1
    # The claim is no template: those can never be changed, so storage could not grow.
    assert "volumeClaimTemplates" not in spec
    claim = manifests["PersistentVolumeClaim/shop-database-data"]
    assert claim["spec"] == {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "10Gi"}},
    }
    assert volume_at(manifests, "/var/lib/postgresql/data")["persistentVolumeClaim"] == {
        "claimName": "shop-database-data"
    }


def test_the_claim_is_not_removed_without_being_asked(on_openshift: Synthesize) -> None:
    claim = on_openshift(minimal)["PersistentVolumeClaim/shop-database-data"]
    assert claim["metadata"]["annotations"] == {
        "argocd.argoproj.io/sync-options": "Delete=confirm,Prune=confirm"
    }
    # A new version of the server does not touch what it holds.
    assert "app.kubernetes.io/version" not in claim["metadata"]["labels"]


def test_a_broken_version_can_be_replaced(on_openshift: Synthesize) -> None:
    # With OrderedReady the controller waits for ever for the broken pod to become ready.
    assert on_openshift(minimal)["StatefulSet/shop-database"]["spec"]["podManagementPolicy"] == "Parallel"


def test_the_headless_service_is_the_stateful_set_s_own(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    service, stateful_set = manifests["Service/shop-database"], manifests["StatefulSet/shop-database"]
    assert stateful_set["spec"]["serviceName"] == service["metadata"]["name"]
    assert service["spec"]["clusterIP"] == "None"
    labels = stateful_set["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"].items() <= labels.items()
    [port] = service["spec"]["ports"]
    assert (port["port"], port["targetPort"]) == (5432, server(manifests)["ports"][0]["name"])


def test_the_password_is_read_from_a_file(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    env = {variable["name"]: variable for variable in server(manifests)["env"]}
    assert "POSTGRES_PASSWORD" not in env
    assert env["POSTGRES_PASSWORD_FILE"]["value"] == "/run/secrets/postgresql/password"
    secret = volume_at(manifests, "/run/secrets/postgresql")["secret"]
    assert secret == {"secretName": "shop-database", "items": [{"key": "password", "path": "password"}]}


def test_the_password_s_file_is_called_after_its_key(on_openshift: Synthesize) -> None:
    credentials = CREDENTIALS.model_copy(update={"password": SecretKey(secret="elsewhere", key="db.pass")})

    def build(chart: EnvironmentChart) -> None:
        chart.relies_on(External(kind="Secret", name="elsewhere"))
        database(chart, credentials=credentials)

    manifests = on_openshift(build)
    env = {variable["name"]: variable.get("value") for variable in server(manifests)["env"]}
    assert env["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgresql/db.pass"
    assert volume_at(manifests, "/run/secrets/postgresql")["secret"]["items"] == [
        {"key": "db.pass", "path": "db.pass"}
    ]


def test_the_cluster_lives_in_a_folder_of_the_claim(on_openshift: Synthesize) -> None:
    # initdb refuses a folder that is not empty, and a file system of its own has lost+found.
    manifests = on_openshift(minimal)
    env = {variable["name"]: variable.get("value") for variable in server(manifests)["env"]}
    data = env["PGDATA"]
    assert data is not None
    assert data.startswith("/var/lib/postgresql/data/")
    assert "/var/lib/postgresql/data" in mounts(manifests)


def test_everything_that_the_server_writes_to_is_writable(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    writable = {
        mount["mountPath"] for mount in server(manifests)["volumeMounts"] if not mount.get("readOnly")
    }
    assert writable == {"/var/lib/postgresql/data", "/dev/shm", "/tmp", "/var/run/postgresql"}
    # The container's own /dev/shm has 64 MiB, too little for parallel queries and index builds.
    assert volume_at(manifests, "/dev/shm")["emptyDir"] == {"medium": "Memory"}


def test_the_probes_ask_the_server_that_clients_reach(on_openshift: Synthesize) -> None:
    # While the image creates the database, a server without a network answers on the socket.
    found = server(on_openshift(minimal))
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        shell, option, script = found[probe]["exec"]["command"]
        assert (shell, option) == ("sh", "-c")
        assert script.startswith("exec pg_isready --host=localhost ")
        # The shell that runs inside the container knows the names; the manifest does not.
        assert '"$POSTGRES_USER"' in script
        assert '"$POSTGRES_DB"' in script


def test_creating_a_database_may_take_minutes(on_openshift: Synthesize) -> None:
    startup = server(on_openshift(minimal))["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 300


def test_a_shutdown_has_time_for_its_checkpoint(on_openshift: Synthesize) -> None:
    assert pod(on_openshift(minimal))["terminationGracePeriodSeconds"] == 120


def test_without_a_certificate_the_server_speaks_no_tls(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    assert "args" not in server(manifests)
    assert "annotations" not in manifests["Service/shop-database"]["metadata"]


def test_with_a_certificate_the_server_speaks_tls(on_openshift: Synthesize) -> None:
    manifests = on_openshift(complete)
    args = server(manifests)["args"]
    assert set(args[::2]) == {"-c"}
    settings = dict(setting.split("=", 1) for setting in args[1::2])
    assert settings["ssl"] == "on"
    certificate = volume_at(manifests, "/run/secrets/postgresql-tls")
    assert certificate["secret"]["secretName"] == "shop-database-tls"
    for setting in ("ssl_cert_file", "ssl_key_file"):
        assert settings[setting].startswith("/run/secrets/postgresql-tls/tls.")
    annotations = manifests["Service/shop-database"]["metadata"]["annotations"]
    assert annotations == {"service.beta.openshift.io/serving-cert-secret-name": "shop-database-tls"}


def test_the_key_is_readable_for_the_server_and_nobody_else(on_openshift: Synthesize) -> None:
    # PostgreSQL refuses a key of root's that has more than 0640.
    secret = volume_at(on_openshift(complete), "/run/secrets/postgresql-tls")["secret"]
    assert oct(secret["defaultMode"]) == "0o640"


def test_clients_are_told_what_the_server_speaks(on_openshift: Synthesize) -> None:
    found: dict[str, PostgresDatabase] = {}
    on_openshift(lambda chart: found.update(plain=database(chart)))
    on_openshift(lambda chart: found.update(tls=database(chart, certificate=ALL["certificate"])))
    assert {name: value.ssl_mode for name, value in found.items()} == {"plain": "disable", "tls": "require"}
    assert found["plain"].host == "shop-database"
    assert found["plain"].server_port.number == 5432


def test_on_kubernetes_the_image_s_own_user_runs_it(on_kubernetes: Synthesize) -> None:
    manifests = on_kubernetes(minimal)
    security = server(manifests)["securityContext"]
    assert (security["runAsUser"], security["runAsGroup"]) == (999, 999)
    assert pod(manifests)["securityContext"]["fsGroup"] == 999


def test_nobody_reaches_it_who_is_not_declared(on_openshift: Synthesize) -> None:
    policy = on_openshift(minimal)["NetworkPolicy/shop-database"]["spec"]
    assert "ingress" not in policy
    assert "egress" not in policy


def test_a_declared_client_reaches_its_port(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        web = Deployment(chart, "web", name="web", component="web", containers=(container(),))
        shop = database(chart)
        web.connects_to(shop, shop.server_port)

    manifests = on_openshift(build)
    [ingress] = manifests["NetworkPolicy/shop-database"]["spec"]["ingress"]
    assert ingress["from"][0]["podSelector"] == manifests["Deployment/web"]["spec"]["selector"]
    assert [port["port"] for port in ingress["ports"]] == [5432]


@pytest.mark.parametrize("storage", ["10Gb", "10 Gi", "", "-1Gi", "0", "512m", "1.5"])
def test_a_wrong_size_is_refused_by_its_argument(storage: str, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: database(chart, storage=storage))
    assert (problem.field, problem.path) == ("storage", "shop-test/database")
    assert repr(storage) in problem.message
    assert "Gi" in problem.remedy or "Mi" in problem.remedy


@pytest.mark.parametrize("storage", ["10Gi", "10G", "0.5Ti", "1e10", "10737418240"])
def test_every_other_size_is_written_as_it_was_given(storage: str, on_openshift: Synthesize) -> None:
    claim = on_openshift(lambda chart: database(chart, storage=storage))[
        "PersistentVolumeClaim/shop-database-data"
    ]
    assert claim["spec"]["resources"]["requests"]["storage"] == storage


def test_a_long_name_is_refused(on_openshift: Synthesize) -> None:
    # The pods' label controller-revision-hash is the name and eleven characters more.
    longest = "d" * 52
    assert f"StatefulSet/{longest}" in on_openshift(lambda chart: database(chart, name=longest))
    problem = problem_of(on_openshift, lambda chart: database(chart, name=f"{longest}d"))
    assert problem.field == "name"
    assert "at most 52" in problem.remedy


@pytest.mark.parametrize(
    ("argument", "value"), [("name", "Database"), ("claim", "Shop_Data"), ("storage_class", "")]
)
def test_an_illegal_name_is_refused_by_its_argument(
    argument: str, value: str, on_openshift: Synthesize
) -> None:
    problems = problems_of(on_openshift, lambda chart: database(chart, **{argument: value}))
    assert [problem.field for problem in problems] == [argument]
    assert repr(value) in problems[0].message


def test_two_databases_need_components_and_claims_of_their_own(on_openshift: Synthesize) -> None:
    def both(**second: Any) -> Any:
        def build(chart: EnvironmentChart) -> None:
            database(chart, claim="data")
            PostgresDatabase(chart, "other", **{**MINIMAL, "name": "other", **second})

        return build

    assert problem_of(on_openshift, both()).field == "component"
    same_claim = problem_of(on_openshift, both(component="other", claim="data"))
    assert same_claim.field == "claim"
    assert "shop-test/database" in same_claim.message
    assert "StatefulSet/other" in on_openshift(both(component="other"))


@pytest.mark.parametrize(
    "certificate",
    [ISSUED, ExistingCertificate(secret_name="shop-database-tls", dns_names=("*.shop-test.svc",))],
)
def test_the_server_follows_a_certificate_that_is_renewed_within_its_life(
    certificate: ServingCertificate, on_kubernetes: Synthesize
) -> None:
    manifests = on_kubernetes(lambda chart: database(chart, certificate=certificate))
    *shell, script, entry_point = server(manifests)["command"]
    assert (shell, entry_point) == (["sh", "-c"], "docker-entrypoint.sh")
    # Kubernetes makes one of two dollar signs.
    assert "$$" not in script
    assert volume_at(manifests, "/run/secrets/postgresql-tls")["secret"]["defaultMode"] == 0o640


def test_the_server_starts_as_the_image_has_it_with_one_that_lasts_for_years(
    on_openshift: Synthesize,
) -> None:
    assert "command" not in server(on_openshift(complete))


@pytest.mark.parametrize("shell", [shell for shell in ("sh", "dash", "bash") if shutil.which(shell)])
def test_the_server_is_told_to_read_again_and_is_given_its_arguments(
    shell: str, on_kubernetes: Synthesize, tmp_path: Path
) -> None:
    command = server(on_kubernetes(complete))["command"]
    told = tmp_path / "told"
    # Stands for the server: it writes its arguments, and that it was told. It ends when it was told twice.
    entry_point = tmp_path / "entry-point"
    entry_point.write_text(
        "#!/bin/sh\n"
        f'trap \'echo "$@" >>{told}; [ "$(wc -l <{told})" -lt 2 ] || exit 7\' HUP\n'
        "while :; do sleep 0.05; done\n"
    )
    entry_point.chmod(0o755)
    # Here it is not process 1, and an hour is long.
    script = command[2].replace("HUP 1", "HUP $$").replace("3600", "0.3")
    assert script != command[2]
    run = subprocess.Popen([shell, "-c", script, str(entry_point), "-c", "ssl=on"], start_new_session=True)
    try:
        assert run.wait(timeout=20) == 7
    finally:
        os.killpg(run.pid, signal.SIGKILL)
    assert told.read_text() == "-c ssl=on\n-c ssl=on\n"


def test_a_certificate_for_another_server_is_refused(on_kubernetes: Synthesize) -> None:
    certificate = IssuedCertificate(secret_name="web-tls", dns_names=("web.shop-test.svc",))
    problem = problem_of(on_kubernetes, lambda chart: database(chart, certificate=certificate))
    assert problem.field == "certificate"
    assert problem.message == "the certificate in 'web-tls' does not carry 'shop-database.shop-test.svc'"


def test_a_certificate_of_the_service_ca_needs_openshift(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: database(chart, certificate=ALL["certificate"]))
    assert problem.field == "platform"


def test_the_chart_knows_that_it_reads_its_credentials(on_openshift: Synthesize) -> None:
    found: list[EnvironmentChart] = []

    def build(chart: EnvironmentChart) -> None:
        database(chart)
        found.append(chart)

    on_openshift(build)
    assert found[0].readers_of("shop-database") == [("StatefulSet", "shop-database")]


SMALL = Resources(cpu_request="100m", cpu_limit="1", memory_request="256Mi", memory_limit="512Mi")


def test_it_accepts_as_many_connections_as_postgresql_does_by_itself(on_openshift: Synthesize) -> None:
    databases: list[PostgresDatabase] = []
    # Also with little memory: that is what PostgreSQL does.
    manifests = on_openshift(lambda chart: databases.append(database(chart, resources=SMALL)))
    assert databases[0].max_connections == 100
    assert "args" not in server(manifests)


def test_it_is_told_how_many_connections_it_accepts(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: database(chart, max_connections=150))
    assert server(manifests)["args"] == ["-c", "max_connections=150"]


@pytest.mark.parametrize(
    ("connections", "message", "remedy"),
    [
        (3, "PostgreSQL does not accept 3 connections", "from 4 to 262143"),
        (262_144, "PostgreSQL does not accept 262144 connections", "from 4 to 262143"),
        (101, "101 connections may take 633Mi of memory, the limit is 512Mi", "memory_limit= to 633Mi"),
    ],
)
def test_more_connections_than_there_is_memory_for_are_refused(
    connections: int, message: str, remedy: str, on_openshift: Synthesize
) -> None:
    problem = problem_of(
        on_openshift, lambda chart: database(chart, resources=SMALL, max_connections=connections)
    )
    assert problem.field == "max_connections"
    assert problem.message == message
    assert remedy in problem.remedy
