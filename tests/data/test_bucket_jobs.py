"""Bucket Jobs: their whole output, and that a run would reach the store with what it was told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    MINIO_PROFILE,
    ArgoHook,
    ArgoReplace,
    BucketJob,
    BucketUser,
    ConfigMap,
    Container,
    DeclaredSecret,
    Deployment,
    Duration,
    Environment,
    EnvironmentChart,
    ExistingSecrets,
    External,
    HttpGet,
    Image,
    Namespace,
    ObjectStore,
    ObjectStoreCredentials,
    Parameter,
    Port,
    Probe,
    Resources,
    SecretKey,
    synthesize,
)
from tests.pod_security import assert_every_namespace_admits
from tests.refusals import refusal_of
from tests.samples import (
    Manifests,
    Synthesize,
    arguments_of,
    problem_of,
    problems_of,
    required_arguments_of,
)
from tests.validity import schema_errors


def credentials(secret: str) -> ObjectStoreCredentials:
    return ObjectStoreCredentials(
        username=SecretKey(secret=secret, key="username"), password=SecretKey(secret=secret, key="password")
    )


def user(name: str = "shop-api", *, buckets: tuple[str, ...] = ("uploads",), **options: Any) -> BucketUser:
    return BucketUser(**{"name": name, "credentials": credentials(name), "buckets": buckets, **options})


CLIENT = Image(repository="registry.example.com/minio/mc", tag="RELEASE.2025-08-13T08-35-41Z")
MINIMAL: dict[str, Any] = {"name": "shop-buckets", "image": CLIENT, "buckets": ("uploads",)}
ALL: dict[str, Any] = {
    **MINIMAL,
    "buckets": ("uploads", "archive"),
    "users": (
        user(buckets=("uploads", "archive")),
        user("shop-report", buckets=("archive",), access="ReadOnly"),
    ),
    "hook": ArgoReplace(),
    "tries": 60,
    "pause": Duration(2),
    "deadline": Duration.parse("10m"),
    "resources": Resources(cpu_request="100m", cpu_limit="1", memory_request="128Mi", memory_limit="512Mi"),
    "component": "pictures",
}


def store(chart: EnvironmentChart) -> ObjectStore:
    return ObjectStore(
        chart,
        "store",
        name="shop-store",
        image=Image(
            repository="registry.example.com/minio/minio",
            tag="RELEASE.2025-09-07T16-13-09Z",
            profile=MINIO_PROFILE,
        ),
        credentials=credentials("shop-store"),
        storage="20Gi",
    )


def job(chart: EnvironmentChart, **options: Any) -> BucketJob:
    of = options.pop("store", None) or store(chart)
    return BucketJob(chart, "buckets", store=of, **{**MINIMAL, **options})


def minimal(chart: EnvironmentChart) -> None:
    job(chart)


def complete(chart: EnvironmentChart) -> None:
    job(chart, **ALL)


def of_job(manifests: Manifests) -> Manifests:
    """Leave out what belongs to the store alone."""
    return {key: m for key, m in manifests.items() if not key.split("/")[1].startswith("shop-store")}


def pod(manifests: Manifests) -> dict[str, Any]:
    spec: dict[str, Any] = manifests["Job/shop-buckets"]["spec"]["template"]["spec"]
    return spec


def client(manifests: Manifests) -> dict[str, Any]:
    [found] = pod(manifests)["containers"]
    assert isinstance(found, dict)
    return found


def files(manifests: Manifests) -> set[str]:
    """Return the paths of all files that the container sees in volumes with keys."""
    mounts = {mount["name"]: mount["mountPath"] for mount in client(manifests)["volumeMounts"]}
    found: set[str] = set()
    for volume in pod(manifests)["volumes"]:
        folder = mounts[volume["name"]]
        if "secret" in volume:
            found |= {f"{folder}/{item['path']}" for item in volume["secret"]["items"]}
        if "configMap" in volume:
            data = manifests[f"ConfigMap/{volume['configMap']['name']}"]["data"]
            found |= {f"{folder}/{key}" for key in data}
    return found


def plan(manifests: Manifests) -> dict[str, str]:
    data: dict[str, str] = manifests["ConfigMap/shop-buckets-plan"]["data"]
    return data


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output_on_openshift(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert of_job(on_openshift(build)) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output_on_kubernetes(
    build: Any, on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion
) -> None:
    assert of_job(on_kubernetes(build)) == yaml_snapshot


def test_the_snapshots_give_what_is_required_and_every_option() -> None:
    assert required_arguments_of(BucketJob) == {*MINIMAL, "store"}
    assert arguments_of(BucketJob) == {*ALL, "store"}


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


@pytest.mark.parametrize("hook", [ArgoHook(), ArgoReplace()], ids=lambda hook: type(hook).__name__)
@pytest.mark.parametrize("platform", ["openshift", "kubernetes"])
def test_a_whole_chart_passes_every_check(platform: str, hook: Any, request: pytest.FixtureRequest) -> None:
    environment: Environment = request.getfixturevalue(platform)

    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        Namespace(chart, "namespace")
        keys = ("username", "password")
        values = {key: Parameter(name=key.upper(), description=f"the {key}") for key in keys}
        secrets = [DeclaredSecret(name=name, keys=values) for name in ("shop-store", "shop-api")]
        ExistingSecrets(keys={secret.name: keys for secret in secrets}).provide(chart, secrets)
        of_store = store(chart)
        api_user = user()
        job(chart, store=of_store, users=(api_user,), hook=hook)
        http = Port(name="http", number=8000)
        probe = Probe(check=HttpGet(port=http, path="/health"))
        api = Container(
            name="api",
            image=Image(repository="registry.example.com/shop/api", tag="1.2.3"),
            env={
                "S3_ENDPOINT_URL": of_store.endpoint,
                "S3_BUCKET": "uploads",
                "S3_ACCESS_KEY": api_user.credentials.username,
                "S3_SECRET_KEY": api_user.credentials.password,
            },
            ports=(http,),
            startup=probe,
            liveness=probe,
            readiness=probe,
            resources=Resources(
                cpu_request="100m", cpu_limit="1", memory_request="128Mi", memory_limit="256Mi"
            ),
        )
        web = Deployment(chart, "api", name="shop-api", component="api", containers=[api])
        web.connects_to(of_store, of_store.api_port)
        return chart

    assert "Job/shop-buckets" in synthesize(make_chart)


def test_it_reaches_the_store_and_nothing_else(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    policy = manifests["NetworkPolicy/shop-buckets"]["spec"]
    assert "ingress" not in policy
    dns, connection = policy["egress"]
    assert {port["port"] for port in dns["ports"]} == {5353}
    [peer], [port] = connection["to"], connection["ports"]
    labels = manifests["StatefulSet/shop-store"]["spec"]["template"]["metadata"]["labels"]
    assert peer["podSelector"]["matchLabels"].items() <= labels.items()
    assert port == {"port": 9000}
    [back] = manifests["NetworkPolicy/shop-store"]["spec"]["ingress"]
    labels = manifests["Job/shop-buckets"]["spec"]["template"]["metadata"]["labels"]
    assert back["from"][0]["podSelector"]["matchLabels"].items() <= labels.items()
    assert back["ports"] == [{"port": 9000}]


def test_every_file_that_is_named_is_mounted(on_openshift: Synthesize) -> None:
    manifests = on_openshift(complete)
    variables = {v["name"]: v["value"] for v in client(manifests)["env"]}
    _, script = client(manifests)["command"]
    named = {script, variables["STORE_USERNAME_FILE"], variables["STORE_PASSWORD_FILE"]}
    for line in plan(manifests)["users"].splitlines():
        policy, username, password = line.split(" ")
        named |= {f"{variables['STORE_PLAN']}/{policy}.json", username, password}
    named |= {f"{variables['STORE_PLAN']}/{name}" for name in ("buckets", "users")}
    assert named <= files(manifests)
    assert len(named) == 11


def test_no_credential_is_a_variable(on_openshift: Synthesize) -> None:
    assert all("valueFrom" not in variable for variable in client(on_openshift(complete))["env"])


def test_what_mc_keeps_stays_in_memory(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    variables = {v["name"]: v["value"] for v in client(manifests)["env"]}
    [scratch] = [m for m in client(manifests)["volumeMounts"] if not m.get("readOnly")]
    assert variables["MC_CONFIG_DIR"].startswith(f"{scratch['mountPath']}/")
    [volume] = [v for v in pod(manifests)["volumes"] if v["name"] == scratch["name"]]
    assert volume["emptyDir"]["medium"] == "Memory"


def test_the_plan_names_buckets_and_users(on_openshift: Synthesize) -> None:
    assert plan(on_openshift(minimal))["buckets"] == "uploads\n"
    assert plan(on_openshift(minimal))["users"] == ""
    folder = "/run/secrets/object-store"
    assert plan(on_openshift(complete))["users"] == (
        f"shop-api {folder}/shop-api/username {folder}/shop-api/password\n"
        f"shop-report {folder}/shop-report/username {folder}/shop-report/password\n"
    )


def test_a_changed_plan_makes_another_template(on_openshift: Synthesize) -> None:
    # Otherwise a Job that is replaced only when it differs would not make the new bucket.
    def template(*buckets: str) -> Any:
        manifests = on_openshift(lambda chart: job(chart, buckets=buckets))
        return manifests["Job/shop-buckets"]["spec"]["template"]

    assert template("uploads") != template("uploads", "archive")


def test_a_policy_allows_its_buckets_only() -> None:
    policy = json.loads(user(buckets=("uploads", "archive", "uploads")).policy)
    on_buckets, on_objects = policy["Statement"]
    assert on_buckets["Resource"] == ["arn:aws:s3:::archive", "arn:aws:s3:::uploads"]
    assert on_objects["Resource"] == ["arn:aws:s3:::archive/*", "arn:aws:s3:::uploads/*"]
    assert {statement["Effect"] for statement in policy["Statement"]} == {"Allow"}
    actions = {*on_buckets["Action"], *on_objects["Action"]}
    assert {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"} <= actions
    assert not any("*" in action or "Policy" in action for action in actions)


def test_a_policy_to_read_changes_nothing() -> None:
    policy = json.loads(user(access="ReadOnly").policy)
    actions = {action for statement in policy["Statement"] for action in statement["Action"]}
    assert actions == {"s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject"}


def test_argo_cd_runs_it_beside_the_store(on_openshift: Synthesize) -> None:
    annotations = on_openshift(minimal)["Job/shop-buckets"]["metadata"]["annotations"]
    assert annotations == {
        "argocd.argoproj.io/hook": "Sync",
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
    }


def test_argo_cd_replaces_it_where_it_is_told_to(on_openshift: Synthesize) -> None:
    annotations = on_openshift(complete)["Job/shop-buckets"]["metadata"]["annotations"]
    assert annotations == {"argocd.argoproj.io/sync-options": "Force=true,Replace=true"}


def test_before_the_sync_there_is_no_store(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: job(chart, hook=ArgoHook(phase="PreSync")))
    assert "'shop-store' does not exist yet" in problem.message


@pytest.mark.parametrize(
    ("options", "field", "message"),
    [
        ({"buckets": ()}, "buckets", "there is nothing to make"),
        ({"buckets": ("uploads", "uploads")}, "buckets[1]", "'uploads' is there twice"),
        ({"buckets": ("Uploads",)}, "buckets[0]", "'Uploads' is not the name of a bucket"),
        ({"tries": 0}, "tries", "0 is no number of tries"),
        ({"tries": 1001}, "tries", "1001 is no number of tries"),
        ({"pause": Duration(0)}, "pause", "a pause of 0s is too short or too long"),
        ({"pause": Duration(301)}, "pause", "a pause of 5m1s is too short or too long"),
        (
            {"users": (user(), user(credentials=credentials("other")))},
            "users[1].name",
            "two users are named 'shop-api', and would share a policy",
        ),
        (
            {"users": (user(), user("report", credentials=credentials("shop-api")))},
            "users[1].credentials.username",
            "another user signs with the same name, and would get both policies",
        ),
        (
            {"users": (user(buckets=("upload",)),)},
            "users[0].buckets[0]",
            "nobody makes bucket 'upload' (did you mean 'uploads'?)",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    options: dict[str, Any], field: str, message: str, on_openshift: Synthesize
) -> None:
    problem = problem_of(on_openshift, lambda chart: job(chart, **options))
    assert problem.message == message
    assert problem.field.endswith(field)
    assert problem.remedy


def test_no_application_is_the_root_user(on_openshift: Synthesize) -> None:
    root = user(credentials=credentials("shop-store"))
    problems = problems_of(on_openshift, lambda chart: job(chart, users=(root,)))
    assert [problem.message for problem in problems] == [
        "this is the root user's username, who may do everything",
        "this is the root user's password, who may do everything",
    ]


def test_a_store_of_another_chart_is_refused(kubernetes: Environment) -> None:
    other = kubernetes.model_copy(update={"namespace": "elsewhere"})

    def make_chart(app: Construct) -> EnvironmentChart:
        of_other = store(EnvironmentChart(app, environment=other, system="other"))
        chart = EnvironmentChart(app, environment=kubernetes, system="shop")
        job(chart, store=of_other)
        return chart

    problem = problem_of(lambda build: synthesize(make_chart, select=("schema",)), lambda chart: None)
    assert "is not part of the chart 'shop-test'" in problem.message
    assert problem.field.endswith("store")


@pytest.mark.parametrize("name", ["uploads", "a.b-c", "abc", "x" * 63, "2026"])
def test_names_of_buckets(name: str) -> None:
    assert user(buckets=(name,)).buckets == (name,)


@pytest.mark.parametrize(
    "name", ["", "ab", "x" * 64, "Upper", "under_score", "-a-", "abc-", "a..b", "10.0.0.1", "a b", "abc\n"]
)
def test_what_is_no_name_of_a_bucket(name: str) -> None:
    problem = refusal_of(lambda: user(buckets=(name,)))
    assert problem.field == "BucketUser.buckets[0]"
    assert "is not the name of a bucket" in problem.message


@pytest.mark.parametrize("name", ["readwrite", "readonly", "writeonly", "diagnostics"])
def test_the_policies_of_minio_itself_stay_as_they_are(name: str) -> None:
    assert "of its own" in refusal_of(lambda: user(name)).message


def test_a_user_without_a_bucket_is_refused() -> None:
    assert refusal_of(lambda: user(buckets=())).field == "BucketUser.buckets"


def test_a_config_map_of_the_plan_s_name_is_a_clash(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        ConfigMap(chart, "other", name="shop-buckets-plan", data={"a": "b"})
        job(chart)

    assert "shop-buckets-plan" in problem_of(on_openshift, build).message


def test_the_secrets_of_the_users_have_to_exist(kubernetes: Environment) -> None:
    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=kubernetes, system="shop")
        chart.relies_on(External(kind="Secret", name="shop-store", keys=("username", "password")))
        chart.relies_on(External(kind="Secret", name="shop-api", keys=("username",)))
        job(chart, users=(user(),))
        return chart

    found = problems_of(lambda build: synthesize(make_chart, select=("references",)), lambda chart: None)
    assert any("password" in problem.message and "shop-api" in problem.message for problem in found)
