"""Jobs and CronJobs: their whole output, when they run, and what would hang or never run."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    ArgoHook,
    ClaimVolume,
    ConfigMap,
    ConfigMapVolume,
    CronJob,
    DatabaseCredentials,
    Deployment,
    Duration,
    Environment,
    EnvironmentChart,
    External,
    Job,
    Kubernetes,
    Mount,
    PostgresDatabase,
    PriorityClass,
    ScrapeToken,
    SecretKey,
    synthesize,
)
from tests.pod_security import assert_every_namespace_admits
from tests.refusals import refusal_of
from tests.samples import (
    HTTP,
    IMAGE,
    Manifests,
    Synthesize,
    arguments_of,
    container,
    problem_of,
    required_arguments_of,
)
from tests.validity import schema_errors

WORK = container("work", command=("sh", "-c", "true"))
PROXY = container("proxy", ports=(HTTP,), stops_last=True)
KEY = SecretKey(secret="company", key="all")
PRESYNC = ArgoHook(phase="PreSync")

JOB: dict[str, Any] = {"name": "shop-setup", "component": "setup", "containers": (WORK,)}
SETUP = container("setup", command=("prepare",))
JOB_ALL: dict[str, Any] = {
    **JOB,
    "containers": (WORK, PROXY),
    "deadline": Duration.parse("10m"),
    "restart_policy": "OnFailure",
    "backoff_limit": 2,
    "hook": None,
    "ttl_after_finished": Duration.parse("24h"),
    "application": "installer",
    "init_containers": (SETUP,),
    "termination_grace": Duration(60),
}
CRON_JOB: dict[str, Any] = {
    "name": "shop-report",
    "component": "report",
    "containers": (WORK,),
    "schedule": "30 2 * * 1-5",
}
CRON_JOB_ALL: dict[str, Any] = {
    **CRON_JOB,
    "containers": (WORK, PROXY),
    "time_zone": "Europe/Berlin",
    "deadline": Duration.parse("10m"),
    "starting_deadline": Duration.parse("1h"),
    "concurrency": "Replace",
    "restart_policy": "OnFailure",
    "backoff_limit": 2,
    "successful_runs": 1,
    "failed_runs": 0,
    "application": "reporter",
    "init_containers": (SETUP,),
    "termination_grace": Duration(60),
}


def job(chart: EnvironmentChart, **options: Any) -> Job:
    return Job(chart, "job", **{**JOB, **options})


def cron_job(chart: EnvironmentChart, **options: Any) -> CronJob:
    return CronJob(chart, "cron-job", **{**CRON_JOB, **options})


def minimal_job(chart: EnvironmentChart) -> None:
    job(chart)


def complete_job(chart: EnvironmentChart) -> None:
    job(chart, **JOB_ALL)


def first_job(chart: EnvironmentChart) -> None:
    job(chart, hook=ArgoHook(phase="PreSync", wave=1))


def minimal_cron_job(chart: EnvironmentChart) -> None:
    cron_job(chart)


def complete_cron_job(chart: EnvironmentChart) -> None:
    cron_job(chart, **CRON_JOB_ALL)


EVERY = [minimal_job, complete_job, first_job, minimal_cron_job, complete_cron_job]
EVERY_KIND = [job, cron_job]


def on_old_kubernetes(build: Any) -> Manifests:
    """Synthesize on a cluster without native sidecars."""
    platform = Kubernetes(version="1.28", apps_domain="k8s.example.com")
    environment = Environment(name="test", namespace="shop-test", platform=platform)

    def make_chart(app: Any) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        build(chart)
        return chart

    return synthesize(make_chart, select=("schema", "identity"))


def run_of(manifests: Manifests) -> dict[str, Any]:
    """Return the specification of the Job, or of what a CronJob makes."""
    [found] = (m for m in manifests.values() if m["kind"] in {"Job", "CronJob"})
    spec: dict[str, Any] = found["spec"]
    return spec["jobTemplate"]["spec"] if found["kind"] == "CronJob" else spec


@pytest.mark.parametrize("build", EVERY, ids=lambda build: build.__name__)
def test_output(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(build) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal_job, complete_cron_job], ids=lambda build: build.__name__)
def test_output_on_kubernetes(
    build: Any, on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion
) -> None:
    assert on_kubernetes(build) == yaml_snapshot


@pytest.mark.parametrize("build", EVERY, ids=lambda build: build.__name__)
def test_the_schema_takes_it(
    build: Any,
    on_openshift: Synthesize,
    openshift: Environment,
    on_kubernetes: Synthesize,
    kubernetes: Environment,
) -> None:
    assert schema_errors(on_openshift(build), openshift) == []
    assert schema_errors(on_kubernetes(build), kubernetes) == []


@pytest.mark.parametrize("build", EVERY, ids=lambda build: build.__name__)
def test_every_namespace_admits_it(build: Any, on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    assert_every_namespace_admits(openshift=on_openshift(build), kubernetes=on_kubernetes(build))


def test_the_snapshots_give_what_is_required_and_every_option() -> None:
    assert required_arguments_of(Job) == set(JOB)
    assert arguments_of(Job) == set(JOB_ALL)
    assert required_arguments_of(CronJob) == set(CRON_JOB)
    assert arguments_of(CronJob) == set(CRON_JOB_ALL)
    assert set(ArgoHook.model_fields) == {"phase", "wave"}


@pytest.mark.parametrize("make", EVERY_KIND)
def test_the_policy_selects_the_pods_which_have_their_own_identity(
    make: Any, on_openshift: Synthesize
) -> None:
    manifests = on_openshift(lambda chart: make(chart) and None)
    template = run_of(manifests)["template"]
    name = template["spec"]["serviceAccountName"]
    assert manifests[f"ServiceAccount/{name}"]["automountServiceAccountToken"] is False
    selector = manifests[f"NetworkPolicy/{name}"]["spec"]["podSelector"]["matchLabels"]
    assert selector.items() <= template["metadata"]["labels"].items()


@pytest.mark.parametrize("make", EVERY_KIND)
def test_it_ends(make: Any, on_openshift: Synthesize) -> None:
    run = run_of(on_openshift(lambda chart: make(chart) and None))
    assert run["activeDeadlineSeconds"] == 3600
    assert run["template"]["spec"]["restartPolicy"] == "Never"


@pytest.mark.parametrize("make", EVERY_KIND)
def test_the_controller_makes_the_selector(make: Any, on_openshift: Synthesize) -> None:
    assert "selector" not in run_of(on_openshift(lambda chart: make(chart) and None))


@pytest.mark.parametrize("make", EVERY_KIND)
def test_a_container_that_stops_last_lets_it_end(make: Any, on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: make(chart, containers=(WORK, PROXY)) and None)
    spec = run_of(manifests)["template"]["spec"]
    assert [c["name"] for c in spec["containers"]] == ["work"]
    [proxy] = spec["initContainers"]
    assert (proxy["name"], proxy["restartPolicy"]) == ("proxy", "Always")


@pytest.mark.parametrize("make", EVERY_KIND)
def test_without_native_sidecars_it_would_never_end(make: Any) -> None:
    problem = problem_of(on_old_kubernetes, lambda chart: make(chart, containers=(WORK, PROXY)))
    assert problem.field == "containers[1].stops_last"
    assert problem.message.startswith("the Job never ends: 'proxy' outlives the others")
    assert on_old_kubernetes(lambda chart: make(chart) and None)


@pytest.mark.parametrize("make", EVERY_KIND)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("deadline", Duration(0)),
        ("deadline", Duration(2**31)),
        ("backoff_limit", -1),
        ("backoff_limit", 2**31),
        ("name", "Shop"),
        ("name", "2shops"),
        ("termination_grace", Duration(0)),
        ("containers", ()),
    ],
)
def test_what_is_out_of_range_is_refused(make: Any, field: str, value: Any, on_openshift: Synthesize) -> None:
    assert problem_of(on_openshift, lambda chart: make(chart, **{field: value})).field == field


@pytest.mark.parametrize("make", EVERY_KIND)
def test_a_config_map_that_is_missing_is_found(make: Any, on_openshift: Synthesize) -> None:
    reads = container("work", env_from=(ConfigMapVolume(config_map="gone"),))
    problem = problem_of(on_openshift, lambda chart: make(chart, containers=(reads,)))
    assert problem.message == "ConfigMap 'gone' is not part of the chart"


@pytest.mark.parametrize("make", EVERY_KIND)
def test_it_may_connect_and_have_a_priority(make: Any, on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        server = Deployment(
            chart, "web", name="shop", component="web", containers=(container(ports=(HTTP,)),)
        )
        runs = make(chart)
        runs.connects_to(server, HTTP)
        runs.prioritize(External(kind="PriorityClass", name="low"))

    manifests = on_openshift(build)
    template = run_of(manifests)["template"]
    assert template["spec"]["priorityClassName"] == "low"
    name = template["spec"]["serviceAccountName"]
    [_, connection] = manifests[f"NetworkPolicy/{name}"]["spec"]["egress"]
    assert connection["ports"] == [{"port": 8080}]
    assert manifests["NetworkPolicy/shop"]["spec"]["ingress"][0]["ports"] == [{"port": 8080}]


@pytest.mark.parametrize("make", EVERY_KIND)
def test_who_reads_a_secret_is_known(make: Any, on_openshift: Synthesize) -> None:
    found: list[tuple[str, str]] = []

    def build(chart: EnvironmentChart) -> None:
        reads = container("work", env={"TOKEN": SecretKey(secret="shop", key="token")})
        made = make(chart, containers=(reads,))
        found.extend(chart.readers_of("shop"))
        found.append((made.kind, made.name))

    on_openshift(build)
    first, second = found
    assert first == second


def test_a_new_version_does_not_meet_an_immutable_job(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal_job)
    assert manifests["Job/shop-setup"]["metadata"]["annotations"] == {
        "argocd.argoproj.io/hook": "Sync",
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
    }
    # These are there before the Job, as every object of the first wave.
    for kind in ("ServiceAccount", "NetworkPolicy"):
        assert "annotations" not in manifests[f"{kind}/shop-setup"]["metadata"]


def test_without_a_hook_it_is_an_object_like_any_other(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: job(chart, hook=None) and None)
    assert "annotations" not in manifests["Job/shop-setup"]["metadata"]


def test_what_a_first_job_cannot_start_without_comes_with_it(on_openshift: Synthesize) -> None:
    manifests = on_openshift(first_job)
    assert set(manifests) == {"Job/shop-setup", "NetworkPolicy/shop-setup", "ServiceAccount/shop-setup"}
    for manifest in manifests.values():
        assert manifest["metadata"]["annotations"] == {
            "argocd.argoproj.io/hook": "PreSync",
            "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
            "argocd.argoproj.io/sync-wave": "1",
        }


def test_a_first_job_cannot_wait_for_what_comes_later(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        server = Deployment(
            chart, "web", name="shop", component="web", containers=(container(ports=(HTTP,)),)
        )
        job(chart, hook=PRESYNC).connects_to(server, HTTP)

    problem = problem_of(on_openshift, build)
    assert problem.field == "workload"
    assert problem.message == "'shop' does not exist yet when a PreSync hook runs for the first time"


def using(chart: EnvironmentChart, kind: str, hook: ArgoHook) -> None:
    """A Job that uses something of its own chart."""
    fields: dict[str, Any] = {}
    if kind == "ConfigMap":
        settings = ConfigMap(chart, "settings", name="shop", data={"A": "1"})
        fields["env_from"] = (settings.volume(),)
    if kind == "Secret":
        token = ScrapeToken(chart, "token", name="shop").token
        fields["env"] = {"A": token}
    if kind == "PersistentVolumeClaim":
        owner = DatabaseCredentials(username=KEY, password=KEY, database=KEY)
        server = PostgresDatabase(
            chart, "database", name="shop", image=IMAGE, credentials=owner, storage="1Gi"
        )
        fields["mounts"] = (Mount(path="/data", volume=ClaimVolume(claim=server.claim)),)
    made = job(chart, hook=hook, containers=(container("work", **fields),))
    if kind == "PriorityClass":
        made.prioritize(PriorityClass(chart, "priority", name="low", value=-1, description="Can wait"))


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret", "PersistentVolumeClaim", "PriorityClass"])
def test_a_first_job_cannot_use_what_comes_later(kind: str, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: using(chart, kind, PRESYNC))
    assert (problem.field, problem.path) == ("hook", "shop-test/job")
    assert problem.message.startswith(f"{kind} 'shop")
    assert "is applied only after a PreSync hook, by shop-test/" in problem.message
    assert on_openshift(lambda chart: using(chart, kind, ArgoHook()))


def test_a_first_job_may_use_what_exists(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        chart.relies_on(External(kind="ConfigMap", name="company"))
        reads = container(
            "work",
            env={"TOKEN": SecretKey(secret="company", key="token")},
            env_from=(ConfigMapVolume(config_map="company"),),
        )
        job(chart, hook=PRESYNC, containers=(reads,))

    assert "Job/shop-setup" in on_openshift(build)


def test_a_hook_does_not_delete_itself(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: job(chart, ttl_after_finished=Duration(60)))
    assert problem.field == "ttl_after_finished"
    assert "waits for ever for a hook that deletes itself" in problem.message


def test_a_job_stays_for_a_time_that_kubernetes_can_count(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift, lambda chart: job(chart, hook=None, ttl_after_finished=Duration(2**31))
    )
    assert problem.field == "ttl_after_finished"


def test_a_job_may_go_at_once(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: job(chart, hook=None, ttl_after_finished=Duration(0)) and None)
    assert run_of(manifests)["ttlSecondsAfterFinished"] == 0


@pytest.mark.parametrize("fields", [{"phase": "Presync"}, {"wave": -1}, {"wave": 1001}, {"wave": "1"}])
def test_a_hook_has_a_known_phase_and_a_wave(fields: dict[str, Any]) -> None:
    [field] = fields
    assert refusal_of(lambda: ArgoHook(**fields)).field == f"ArgoHook.{field}"


def test_runs_do_not_overlap(on_openshift: Synthesize) -> None:
    assert on_openshift(minimal_cron_job)["CronJob/shop-report"]["spec"]["concurrencyPolicy"] == "Forbid"


def test_missed_runs_do_not_stop_it_for_good(on_openshift: Synthesize) -> None:
    spec = on_openshift(minimal_cron_job)["CronJob/shop-report"]["spec"]
    assert spec["startingDeadlineSeconds"] == 600


def test_what_is_the_default_of_the_api_is_not_written(on_openshift: Synthesize) -> None:
    spec = on_openshift(lambda chart: cron_job(chart, concurrency="Allow") and None)["CronJob/shop-report"][
        "spec"
    ]
    absent = {
        "concurrencyPolicy",
        "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit",
        "timeZone",
        "suspend",
    }
    assert not absent & set(spec)
    assert "backoffLimit" not in spec["jobTemplate"]["spec"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "s" * 53),
        ("schedule", "30 2 * *"),
        ("schedule", "0 0 31 2 *"),
        ("time_zone", "CET+1"),
        ("starting_deadline", Duration(9)),
        ("starting_deadline", Duration(2**31)),
        ("successful_runs", -1),
        ("failed_runs", 2**31),
    ],
)
def test_what_is_no_cron_job_is_refused(field: str, value: Any, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: cron_job(chart, **{field: value}))
    assert (problem.field, problem.path) == (field, "shop-test/cron-job")


def test_the_longest_name(on_openshift: Synthesize, openshift: Environment) -> None:
    manifests = on_openshift(lambda chart: cron_job(chart, name="s" * 52) and None)
    assert schema_errors(manifests, openshift) == []
