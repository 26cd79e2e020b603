"""Migrations: what each form emits, that a chart need not tell them apart, and in which order they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdk8s_plus_27 import k8s
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    POSTGRES_PROFILE,
    Addresses,
    ArgoHook,
    Autoscaling,
    ConfigKey,
    ConfigMap,
    Container,
    DatabaseChoice,
    DatabaseCredentials,
    DatabaseInChart,
    DatabaseUrl,
    Deployment,
    Duration,
    EmptyDir,
    Environment,
    EnvironmentChart,
    External,
    ExternalDatabase,
    HttpGet,
    Image,
    ImageProfile,
    InvalidValueError,
    MigrateInInitContainer,
    MigrateInJob,
    MigrateOnStart,
    MigrationForm,
    Migrations,
    Mount,
    Namespace,
    Probe,
    Resources,
    SecretKey,
    ServiceAccountToken,
    synthesize,
)
from podwright.data.migrations import migration_script
from podwright.vocabulary import ClaimVolume, Port
from tests.pod_security import restricted_v2_violations, restricted_violations
from tests.samples import (
    Manifests,
    Synthesize,
    arguments_of,
    problem_of,
    required_arguments_of,
)
from tests.validity import schema_errors

HTTP = Port(name="http", number=8000)
COMMAND = ("alembic", "upgrade", "head")
CREDENTIALS = DatabaseCredentials(
    username=SecretKey(secret="shop-database", key="username"),
    password=SecretKey(secret="shop-database", key="password"),
    database=SecretKey(secret="shop-database", key="database"),
)
URL = DatabaseUrl(url=SecretKey(secret="api-env", key="DATABASE_URL"))
POSTGRES = Image(repository="docker.io/pgvector/pgvector", tag="0.8.1-pg17", profile=POSTGRES_PROFILE)
INSIDE = DatabaseInChart()
OUTSIDE = ExternalDatabase(
    host="db.example.com",
    ssl_mode="verify-full",
    peers=(Addresses(network="10.20.0.0/24"),),
    authority=ConfigKey(config_map="database-authority", key="ca.crt"),
)
FORMS: dict[str, MigrationForm] = {
    "on_start": MigrateOnStart(),
    "init_container": MigrateInInitContainer(),
    "job": MigrateInJob(),
}
ALL: dict[str, Any] = {
    "resources": Resources(cpu_request="100m", cpu_limit="1", memory_request="64Mi", memory_limit="256Mi"),
    "working_dir": "/app/database",
    "scripts": "shop-migrations-scripts",
    "python": "/app/.venv/bin/python",
    "command_locks": False,
    "component": "schema",
}
PATIENT: dict[str, Any] = {"tries": 60, "pause": Duration(5), "timeout": Duration.parse("1h")}


def api() -> Container:
    return Container(
        name="api",
        image=Image(
            repository="quay.io/shop/api",
            tag="v1.4.2",
            profile=ImageProfile(writable_paths=("/tmp",), user=1000, group=1000),
        ),
        resources=Resources(cpu_request="250m", cpu_limit="1", memory_request="256Mi", memory_limit="512Mi"),
        working_dir="/app",
        env={"EMBEDDING_DIMENSION": ConfigKey(config_map="shop-config", key="EMBEDDING_DIMENSION")},
        ports=(HTTP,),
        readiness=Probe(check=HttpGet(path="/ready", port=HTTP)),
        liveness=Probe(check=HttpGet(path="/live", port=HTTP)),
    )


def shop(
    chart: EnvironmentChart,
    form: MigrationForm,
    *,
    choice: DatabaseChoice = INSIDE,
    credentials: DatabaseCredentials | DatabaseUrl = CREDENTIALS,
    container: Container | None = None,
    **options: Any,
) -> Migrations:
    """A whole system, written once for every form and every database."""
    container = container or api()
    Namespace(chart, "namespace")
    for external in (
        External(kind="Secret", name="shop-database", keys=("username", "password", "database")),
        External(kind="Secret", name="api-env", keys=("DATABASE_URL",)),
        External(kind="ConfigMap", name="database-authority", keys=("ca.crt",)),
    ):
        chart.relies_on(external)
    ConfigMap(chart, "config", name="shop-config", data={"EMBEDDING_DIMENSION": "1536"})
    database = choice.provide(
        chart, "database", name="shop-database", image=POSTGRES, credentials=credentials
    )
    migrations = Migrations(
        chart,
        "migrations",
        name="shop-migrations",
        form=form,
        database=database,
        container=container,
        **{"command": COMMAND, **options},
    )
    deployment = Deployment(
        chart,
        "api",
        name="shop-api",
        component="api",
        containers=(container,),
        init_containers=migrations.init_containers,
        replicas=Autoscaling(minimum=3, maximum=10),
    )
    database.accept_client(deployment)
    migrations.precede(deployment)
    return migrations


def minimal(form: str) -> Callable[[EnvironmentChart], object]:
    return lambda chart: shop(chart, FORMS[form])


def complete(form: str) -> Callable[[EnvironmentChart], object]:
    forms: dict[str, MigrationForm] = {
        "init_container": MigrateInInitContainer(**PATIENT),
        "job": MigrateInJob(**PATIENT, hook=ArgoHook(phase="Sync", wave=3), backoff_limit=0),
    }
    return lambda chart: shop(chart, forms[form], choice=OUTSIDE, **ALL)


def of_migrations(manifests: Manifests) -> Manifests:
    """Leave out what belongs to the database and to the whole system, and the words of the scripts."""
    kinds = ("Deployment", "Job", "HorizontalPodAutoscaler", "PodDisruptionBudget")
    found = {
        key: m
        for key, m in manifests.items()
        if key.split("/")[1].startswith("shop-migrations") or m["kind"] in kinds
    }
    for key, m in found.items():
        if m["kind"] == "ConfigMap":
            found[key] = {**m, "data": {name: f"{name} of podwright" for name in m["data"]}}
    return found


CASES = [
    *((name, minimal(name)) for name in FORMS),
    *((f"{name}_with_all_options", complete(name)) for name in ("init_container", "job")),
]


@pytest.fixture(params=CASES, ids=lambda case: case[0])
def build(request: pytest.FixtureRequest) -> Callable[[EnvironmentChart], object]:
    function: Callable[[EnvironmentChart], object] = request.param[1]
    return function


def pod(manifests: Manifests, workload: str = "Deployment/shop-api") -> dict[str, Any]:
    spec: dict[str, Any] = manifests[workload]["spec"]["template"]["spec"]
    return spec


def migrate(manifests: Manifests) -> dict[str, Any]:
    """Return the container that migrates, wherever it is."""
    pods = [
        m["spec"]["template"]["spec"]
        for key, m in manifests.items()
        if key.startswith(("Deployment/", "Job/"))
    ]
    [found] = [
        value
        for spec in pods
        for value in (*spec.get("initContainers", ()), *spec["containers"])
        if value["name"] == "migrate"
    ]
    assert isinstance(found, dict)
    return found


def env(container: dict[str, Any]) -> dict[str, Any]:
    return {v["name"]: v.get("value", v.get("valueFrom")) for v in container["env"]}


# What is emitted.


def test_output_on_openshift(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert of_migrations(on_openshift(build)) == yaml_snapshot


def test_output_on_kubernetes(
    build: Any, on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion
) -> None:
    assert of_migrations(on_kubernetes(build)) == yaml_snapshot


def test_the_schema_takes_it_and_every_namespace_admits_it(
    build: Any,
    on_openshift: Synthesize,
    openshift: Environment,
    on_kubernetes: Synthesize,
    kubernetes: Environment,
) -> None:
    assert schema_errors(on_openshift(build), openshift) == []
    assert schema_errors(on_kubernetes(build), kubernetes) == []
    for synthesized in (on_openshift(build), on_kubernetes(build)):
        for manifest in synthesized.values():
            assert restricted_violations(manifest) == []
    for manifest in on_openshift(build).values():
        assert restricted_v2_violations(manifest) == []


@pytest.fixture(params=["openshift", "kubernetes"])
def anywhere(request: pytest.FixtureRequest) -> Environment:
    """Each platform in turn."""
    environment: Environment = request.getfixturevalue(request.param)
    return environment


@pytest.mark.parametrize(
    "where",
    [{}, {"choice": OUTSIDE}, {"choice": OUTSIDE, "credentials": URL}],
    ids=["inside", "outside", "outside_by_url"],
)
@pytest.mark.parametrize("command_locks", [False, True])
@pytest.mark.parametrize("form", [*FORMS.values(), MigrateInJob(hook=None)], ids=[*FORMS, "plain_job"])
def test_a_whole_system_passes_every_check(
    form: MigrationForm, command_locks: bool, where: dict[str, Any], anywhere: Environment
) -> None:
    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=anywhere, system="shop")
        shop(chart, form, **where, command_locks=command_locks)
        return chart

    assert "Deployment/shop-api" in synthesize(make_chart)


def test_the_snapshots_give_what_is_required_and_every_option() -> None:
    required = {"name", "database", "container", "command"}
    assert required_arguments_of(Migrations) == required
    assert arguments_of(Migrations) == {*ALL, *required, "form"}


# On start.


def test_on_start_there_is_nothing_but_the_application(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal("on_start"))
    assert "initContainers" not in pod(manifests)
    assert not [key for key in manifests if key.startswith(("Job/", "ConfigMap/shop-migrations"))]


# The container.


@pytest.mark.parametrize("form", ["init_container", "job"])
def test_it_is_the_application_s_container_with_another_command(form: str, on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal(form))
    [application] = pod(manifests)["containers"]
    found = migrate(manifests)
    assert found["command"] == ["sh", "/opt/migrations/migrate.sh", "alembic", "upgrade", "head"]
    for same in ("image", "workingDir", "resources", "securityContext"):
        assert found[same] == application[same]
    # EMBEDDING_DIMENSION is the length of a column: it must be what the application has.
    assert env(found).items() >= env(application).items()
    assert not {"ports", "readinessProbe", "livenessProbe"} & set(found)
    assert "/tmp" in {mount["mountPath"] for mount in found["volumeMounts"]}


@pytest.mark.parametrize("form", ["init_container", "job"])
def test_the_scripts_are_where_they_are_run(form: str, on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal(form))
    scripts = manifests["ConfigMap/shop-migrations"]["data"]
    assert set(scripts) == {"migrate.sh", "migrate_under_lock.py"}
    assert all(content == migration_script(name) for name, content in scripts.items())
    workload = "Job/shop-migrations" if form == "job" else "Deployment/shop-api"
    mounts = {mount["mountPath"]: mount["name"] for mount in migrate(manifests)["volumeMounts"]}
    [volume] = (v for v in pod(manifests, workload)["volumes"] if v["name"] == mounts["/opt/migrations"])
    assert volume["configMap"] == {"name": "shop-migrations"}


def test_the_password_is_a_file_and_no_variable(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal("init_container"))
    variables = env(migrate(manifests))
    assert not [name for name, value in variables.items() if "secretKeyRef" in str(value)]
    folder = "/run/secrets/migrations/shop-database"
    assert variables["MIGRATE_DATABASE_PASSWORD_FILE"] == f"{folder}/password"
    mounts = {mount["mountPath"]: mount["name"] for mount in migrate(manifests)["volumeMounts"]}
    [volume] = (v for v in pod(manifests)["volumes"] if v["name"] == mounts[folder])
    assert volume["secret"] == {
        "secretName": "shop-database",
        "items": [{"key": key, "path": key} for key in ("username", "password", "database")],
    }


def test_a_url_takes_the_place_of_host_and_keys(on_openshift: Synthesize) -> None:
    form = MigrateInInitContainer()
    manifests = on_openshift(lambda chart: shop(chart, form, choice=OUTSIDE, credentials=URL))
    given = {name: v for name, v in env(migrate(manifests)).items() if name.startswith("MIGRATE_DATABASE")}
    assert given == {
        "MIGRATE_DATABASE_URL_FILE": "/run/secrets/migrations/api-env/DATABASE_URL",
        "MIGRATE_DATABASE_SSLROOTCERT": "/run/secrets/migrations-authority/ca.crt",
    }


def test_it_waits_as_long_as_it_is_told(on_openshift: Synthesize) -> None:
    variables = env(migrate(on_openshift(complete("init_container"))))
    names = ("MIGRATE_TRIES", "MIGRATE_PAUSE", "MIGRATE_TIMEOUT", "MIGRATE_LOCK", "MIGRATE_PYTHON")
    assert [variables[name] for name in names] == [
        *("60", "5", "3600"),
        *("shop-migrations", "/app/.venv/bin/python"),
    ]


@pytest.mark.parametrize("form", ["init_container", "job"])
def test_claims_and_tokens_stay_with_the_application(form: str, on_openshift: Synthesize) -> None:
    shared = Mount(path="/run/app", volume=EmptyDir(name="shared"))
    container = api().model_copy(
        update={
            "mounts": (
                Mount(path="/app/data", volume=ClaimVolume(claim="shop-data")),
                Mount(path="/run/token", volume=ServiceAccountToken()),
                shared,
            )
        }
    )
    manifests = on_openshift(lambda chart: shop(chart, FORMS[form], container=container))
    paths = {mount["mountPath"] for mount in migrate(manifests)["volumeMounts"]}
    assert not {"/app/data", "/run/token"} & paths
    assert "/run/app" in paths


@pytest.mark.parametrize(("form", "seconds"), [("on_start", None), ("init_container", 1200), ("job", None)])
def test_a_rollout_has_time_for_the_migration(
    form: str, seconds: int | None, on_openshift: Synthesize
) -> None:
    # Argo CD calls the application degraded when a Deployment has made no progress for that long.
    spec = on_openshift(minimal(form))["Deployment/shop-api"]["spec"]
    assert spec.get("progressDeadlineSeconds") == seconds


def test_the_time_that_probes_may_take_stays(on_openshift: Synthesize) -> None:
    slow = Probe(check=HttpGet(path="/live", port=HTTP), failure_threshold=200)
    container = api().model_copy(update={"startup": slow})

    def deadline(form: MigrationForm) -> int:
        manifests = on_openshift(lambda chart: shop(chart, form, container=container))
        return int(manifests["Deployment/shop-api"]["spec"]["progressDeadlineSeconds"])

    assert deadline(MigrateInInitContainer()) == deadline(MigrateOnStart()) + 600


# Commands that lock by themselves.


@pytest.mark.parametrize("form", ["init_container", "job"])
def test_a_command_that_locks_is_run_as_it_is_when_the_server_is_there(
    form: str, on_openshift: Synthesize
) -> None:
    manifests = on_openshift(
        lambda chart: shop(chart, FORMS[form], command=("/app/bin/shop", "migrate"), command_locks=True)
    )
    workload = "Job/shop-migrations" if form == "job" else "Deployment/shop-api"
    spec = pod(manifests, workload)
    wait = spec["initContainers"][0]
    assert wait["name"] == "wait-for-database"
    assert wait["image"] == POSTGRES.reference
    assert wait["command"] == ["sh", "/opt/migrations/wait_for_postgresql.sh"]
    assert set(manifests["ConfigMap/shop-migrations"]["data"]) == {"wait_for_postgresql.sh"}
    assert env(wait) == {
        "PGHOST": "shop-database",
        "PGPORT": "5432",
        "WAIT_TRIES": "30",
        "WAIT_PAUSE": "2",
    }
    command = migrate(manifests)
    assert command["command"] == ["/app/bin/shop", "migrate"]
    assert not [name for name in env(command) if name.startswith("MIGRATE")]


# The Job.


def test_the_job_reaches_the_database_and_nothing_else(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal("job"))
    policy = manifests["NetworkPolicy/shop-migrations"]["spec"]
    assert "ingress" not in policy
    _, connection = policy["egress"]
    assert connection["ports"] == [{"port": 5432}]
    labels = manifests["Job/shop-migrations"]["spec"]["template"]["metadata"]["labels"]
    admitted = [
        peer["podSelector"]["matchLabels"]
        for rule in manifests["NetworkPolicy/shop-database"]["spec"]["ingress"]
        for peer in rule["from"]
    ]
    assert any(selector.items() <= labels.items() for selector in admitted)


def test_the_job_has_time_for_all_its_pods(on_openshift: Synthesize) -> None:
    spec = on_openshift(minimal("job"))["Job/shop-migrations"]["spec"]
    assert spec["backoffLimit"] == 2
    assert spec["activeDeadlineSeconds"] == 3 * 1800 + 300


def wave(manifest: dict[str, Any]) -> int:
    return int(manifest["metadata"].get("annotations", {}).get("argocd.argoproj.io/sync-wave", "0"))


def phase(manifest: dict[str, Any]) -> str:
    found: str = manifest["metadata"].get("annotations", {}).get("argocd.argoproj.io/hook", "Sync")
    return found


@pytest.mark.parametrize("hook", [ArgoHook(phase="Sync", wave=1), ArgoHook(phase="Sync", wave=5)])
def test_argo_cd_runs_the_job_after_what_it_needs_and_before_the_rollout(
    hook: ArgoHook, on_openshift: Synthesize
) -> None:
    container = api().model_copy(
        update={"mounts": (Mount(path="/app/data", volume=ClaimVolume(claim="shop-data")),)}
    )

    def build(chart: EnvironmentChart) -> None:
        shop(chart, MigrateInJob(hook=hook), container=container)
        k8s.KubePersistentVolumeClaim(
            chart,
            "claim",
            metadata=k8s.ObjectMeta(
                name="shop-data", namespace="shop-test", labels=chart.labels_of("api").all
            ),
            spec=k8s.PersistentVolumeClaimSpec(
                access_modes=["ReadWriteMany"],
                resources=k8s.ResourceRequirements(requests={"storage": k8s.Quantity.from_string("1Gi")}),
            ),
        )

    manifests = on_openshift(build)
    rollout = (
        "Deployment/shop-api",
        "HorizontalPodAutoscaler/shop-api",
        "PodDisruptionBudget/shop-api",
        "PersistentVolumeClaim/shop-data",
    )
    assert {wave(manifests[key]) for key in rollout} == {hook.wave + 1}
    assert wave(manifests["Job/shop-migrations"]) == hook.wave
    others = [m for key, m in manifests.items() if key not in (*rollout, "Job/shop-migrations")]
    assert {(phase(m), wave(m)) for m in others} == {("Sync", 0)}
    for needed in ("ConfigMap/shop-migrations", "StatefulSet/shop-database", "ConfigMap/shop-config"):
        assert manifests[needed] in others


def test_what_waits_for_pods_of_the_rollout_does_not_hold_up_the_job(on_openshift: Synthesize) -> None:
    # A claim is pending until its first pod comes, an autoscaler unhealthy without what it scales: Argo CD
    # would wait for them in the wave before the Job, for ever.
    manifests = on_openshift(minimal("job"))
    first = [m for m in manifests.values() if wave(m) == 0]
    mounted = {
        volume["persistentVolumeClaim"]["claimName"]
        for m in first
        if m["kind"] in ("StatefulSet", "Deployment")
        for volume in m["spec"]["template"]["spec"]["volumes"]
        if "persistentVolumeClaim" in volume
    }
    assert {m["metadata"]["name"] for m in first if m["kind"] == "PersistentVolumeClaim"} == mounted
    for m in first:
        assert m["kind"] not in ("HorizontalPodAutoscaler", "PodDisruptionBudget")


def test_without_argo_cd_nothing_speaks_of_it(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: shop(chart, MigrateInJob(hook=None)))
    for manifest in (manifests["Job/shop-migrations"], manifests["Deployment/shop-api"]):
        assert "annotations" not in manifest["metadata"]


def independent() -> Container:
    """A container that needs nothing of the chart."""
    return api().model_copy(update={"env": {"EMBEDDING_DIMENSION": "1536"}})


def test_before_the_sync_everything_that_the_job_needs_comes_with_it(on_openshift: Synthesize) -> None:
    form = MigrateInJob(hook=ArgoHook(phase="PreSync"))
    manifests = on_openshift(lambda chart: shop(chart, form, choice=OUTSIDE, container=independent()))
    for kind in ("Job", "ConfigMap", "ServiceAccount", "NetworkPolicy"):
        assert phase(manifests[f"{kind}/shop-migrations"]) == "PreSync"
    assert wave(manifests["Deployment/shop-api"]) == 0


@pytest.mark.parametrize("field", ["choice", "container"])
def test_before_the_sync_there_is_nothing_of_the_chart(field: str, on_openshift: Synthesize) -> None:
    form = MigrateInJob(hook=ArgoHook(phase="PreSync"))
    given: dict[str, Any] = {"choice": OUTSIDE, "container": independent(), field: None}
    given["choice"] = given["choice"] or INSIDE
    problem = problem_of(on_openshift, lambda chart: shop(chart, form, **given))
    assert "phase='Sync'" in problem.remedy


# Refusals.


def test_a_sync_hook_that_no_rollout_waits_for_is_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        database = OUTSIDE.provide(
            chart, "database", name="shop-database", image=POSTGRES, credentials=CREDENTIALS
        )
        chart.relies_on(
            External(kind="ConfigMap", name="database-authority"),
            External(kind="ConfigMap", name="shop-config"),
        )
        Migrations(
            chart,
            "migrations",
            name="shop-migrations",
            form=MigrateInJob(),
            database=database,
            container=api(),
            command=COMMAND,
        )

    problem = problem_of(on_openshift, build)
    assert (problem.path, problem.field) == ("shop-test/migrations", "form")
    assert "precede" in problem.remedy


@pytest.mark.parametrize(
    ("field", "value"),
    [("command", ()), ("name", "Shop"), ("component", "api"), ("working_dir", "app"), ("component", "Api!")],
)
def test_what_is_wrong_is_refused(field: str, value: Any, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: _named(chart, **{field: value}))
    assert problem.field.endswith(field)


def _named(chart: EnvironmentChart, **options: Any) -> None:
    database = INSIDE.provide(
        chart, "database", name="shop-database", image=POSTGRES, credentials=CREDENTIALS
    )
    api_deployment = Deployment(chart, "api", name="shop-api", component="api", containers=(independent(),))
    given = {
        "name": "shop-migrations",
        "form": MigrateInJob(),
        "database": database,
        "container": independent(),
        "command": COMMAND,
        **options,
    }
    Migrations(chart, "migrations", **given).precede(api_deployment)


def test_a_database_of_another_chart_is_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        other = EnvironmentChart(
            Construct(chart, "elsewhere"), environment=chart.environment, system="warehouse"
        )
        _named(chart, database=OUTSIDE.provide(other, "database", **PROVIDED))

    assert problem_of(on_openshift, build).field == "database"


PROVIDED: dict[str, Any] = {"name": "shop-database", "image": POSTGRES, "credentials": CREDENTIALS}


def test_a_rollout_of_another_chart_is_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        other = EnvironmentChart(
            Construct(chart, "elsewhere"), environment=chart.environment, system="warehouse"
        )
        deployment = Deployment(other, "api", name="api", component="api", containers=(independent(),))
        shop(chart, MigrateInJob()).precede(deployment)

    assert problem_of(on_openshift, build).field == "rollouts"


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: MigrateInInitContainer(tries=0), "tries"),
        (lambda: MigrateInInitContainer(pause=Duration(0)), "pause"),
        (lambda: MigrateInInitContainer(timeout=Duration(60)), "timeout"),
        (lambda: MigrateInJob(timeout=Duration(59)), "timeout"),
        (lambda: MigrateInJob(backoff_limit=-1), "backoff_limit"),
        (lambda: MigrateInJob(hook=ArgoHook(phase="PostSync")), "hook"),
        (lambda: MigrateInJob(hook=ArgoHook(phase="Sync", wave=0)), "hook"),
    ],
)
def test_a_form_that_cannot_work_is_refused(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        make()
    assert [problem.field.partition(".")[2] for problem in error.value.problems] == [field]
