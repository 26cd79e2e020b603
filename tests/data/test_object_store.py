"""The object store: its whole output, and what would go wrong on a real cluster."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    MINIO_PROFILE,
    Deployment,
    Environment,
    EnvironmentChart,
    External,
    Image,
    Kubernetes,
    ObjectStore,
    ObjectStoreCredentials,
    Resources,
    SecretKey,
    synthesize,
)
from tests.pod_security import assert_every_namespace_admits
from tests.samples import (
    Manifests,
    Synthesize,
    arguments_of,
    container,
    problem_of,
    required_arguments_of,
)
from tests.validity import schema_errors

IMAGE = Image(
    repository="registry.example.com/minio/minio", tag="RELEASE.2025-09-07T16-13-09Z", profile=MINIO_PROFILE
)
CREDENTIALS = ObjectStoreCredentials(
    username=SecretKey(secret="shop-store", key="username"),
    password=SecretKey(secret="shop-store", key="password"),
)
MINIMAL: dict[str, Any] = {
    "name": "shop-store",
    "image": IMAGE,
    "credentials": CREDENTIALS,
    "storage": "20Gi",
}
ALL: dict[str, Any] = {
    **MINIMAL,
    "storage_class": "fast",
    "console": True,
    "resources": Resources(cpu_request="1", cpu_limit="2", memory_request="1Gi", memory_limit="2Gi"),
    "component": "pictures",
}


def store(chart: EnvironmentChart, **options: Any) -> ObjectStore:
    chart.relies_on(External(kind="Secret", name="shop-store", keys=("username", "password")))
    return ObjectStore(chart, "store", **{**MINIMAL, **options})


def minimal(chart: EnvironmentChart) -> None:
    store(chart)


def complete(chart: EnvironmentChart) -> None:
    store(chart, **ALL)


def spec(manifests: Manifests) -> dict[str, Any]:
    found: dict[str, Any] = manifests["StatefulSet/shop-store"]["spec"]
    return found


def server(manifests: Manifests) -> dict[str, Any]:
    [found] = spec(manifests)["template"]["spec"]["containers"]
    assert isinstance(found, dict)
    return found


def env(manifests: Manifests) -> dict[str, Any]:
    return {v["name"]: v["value"] for v in server(manifests)["env"]}


def mounts(manifests: Manifests) -> dict[str, str]:
    return {mount["mountPath"]: mount["name"] for mount in server(manifests)["volumeMounts"]}


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output_on_openshift(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(build) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output_on_kubernetes(
    build: Any, on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion
) -> None:
    assert on_kubernetes(build) == yaml_snapshot


def test_the_snapshots_give_what_is_required_and_every_option() -> None:
    assert set(MINIMAL) == required_arguments_of(ObjectStore)
    assert set(ALL) == arguments_of(ObjectStore)


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


def test_the_claim_comes_from_a_template_and_outlives_the_stateful_set(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    [claim] = spec(manifests)["volumeClaimTemplates"]
    assert claim["spec"] == {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "20Gi"}},
    }
    assert spec(manifests)["persistentVolumeClaimRetentionPolicy"] == {
        "whenDeleted": "Retain",
        "whenScaled": "Retain",
    }
    # The mount means the template; a volume of that name would be another claim.
    assert mounts(manifests)["/data"] == claim["metadata"]["name"]
    volumes = [volume["name"] for volume in spec(manifests)["template"]["spec"]["volumes"]]
    assert claim["metadata"]["name"] not in volumes
    assert set(volumes) == set(mounts(manifests).values()) - {claim["metadata"]["name"]}
    assert not any(name.startswith("PersistentVolumeClaim/") for name in manifests)


def test_the_retention_policy_is_left_out_where_it_is_not_served() -> None:
    def make_chart(app: Any) -> EnvironmentChart:
        platform = Kubernetes(version="1.26", apps_domain="k8s.example.com")
        environment = Environment(name="test", namespace="shop-test", platform=platform)
        chart = EnvironmentChart(app, environment=environment, system="shop")
        store(chart)
        return chart

    manifests = synthesize(make_chart, select=("schema",))
    assert "persistentVolumeClaimRetentionPolicy" not in spec(manifests)


def test_argo_cd_sees_no_difference_in_the_template_and_asks_before_it_prunes_the_claim(
    on_openshift: Synthesize,
) -> None:
    [claim] = spec(on_openshift(minimal))["volumeClaimTemplates"]
    assert (claim["apiVersion"], claim["kind"]) == ("v1", "PersistentVolumeClaim")
    options = claim["metadata"]["annotations"]["argocd.argoproj.io/sync-options"]
    assert options == "Delete=confirm,Prune=confirm"


def test_another_version_of_the_server_changes_nothing_immutable(on_openshift: Synthesize) -> None:
    image = IMAGE.model_copy(update={"tag": "RELEASE.2025-10-15T17-29-55Z"})
    old, new = spec(on_openshift(minimal)), spec(on_openshift(lambda chart: store(chart, image=image)))
    assert {key for key in old if old[key] != new[key]} == {"template"}


def test_the_name_of_the_claim_is_what_kubernetes_makes(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        assert store(chart).claim == "data-shop-store-0"

    on_openshift(build)


def test_a_broken_version_can_be_replaced(on_openshift: Synthesize) -> None:
    # With OrderedReady the controller waits for ever for the broken pod to become ready.
    assert spec(on_openshift(minimal))["podManagementPolicy"] == "Parallel"


def test_the_service_is_the_headless_one_of_the_stateful_set(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    service = manifests["Service/shop-store"]["spec"]
    assert service["clusterIP"] == "None"
    assert spec(manifests)["serviceName"] == "shop-store"
    labels = spec(manifests)["template"]["metadata"]["labels"]
    assert service["selector"].items() <= labels.items()


def test_root_credentials_are_files_that_are_mounted(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    folder = "/run/secrets/object-store/shop-store"
    variables = env(manifests)
    assert variables["MINIO_ROOT_USER_FILE"] == f"{folder}/username"
    assert variables["MINIO_ROOT_PASSWORD_FILE"] == f"{folder}/password"
    assert "MINIO_ROOT_PASSWORD" not in variables
    volumes = {v["name"]: v for v in spec(manifests)["template"]["spec"]["volumes"]}
    secret = volumes[mounts(manifests)[folder]]["secret"]
    assert secret["secretName"] == "shop-store"
    assert [item["path"] for item in secret["items"]] == ["username", "password"]


def test_empty_files_do_not_mean_the_credentials_that_everybody_knows(on_openshift: Synthesize) -> None:
    # A root user without a password, or one whose name is too short, makes the server stop.
    assert len(env(on_openshift(minimal))["MINIO_ROOT_USER"]) < 3


def test_credentials_of_two_secrets_are_two_folders(on_openshift: Synthesize) -> None:
    credentials = ObjectStoreCredentials(
        username=SecretKey(secret="names", key="root", optional=True),
        password=SecretKey(secret="passwords", key="root", optional=True),
    )
    manifests = on_openshift(lambda chart: store(chart, credentials=credentials))
    assert env(manifests)["MINIO_ROOT_USER_FILE"] == "/run/secrets/object-store/names/root"
    assert env(manifests)["MINIO_ROOT_PASSWORD_FILE"] == "/run/secrets/object-store/passwords/root"
    secrets = [v["secret"] for v in spec(manifests)["template"]["spec"]["volumes"] if "secret" in v]
    assert [secret["secretName"] for secret in secrets] == ["names", "passwords"]
    # Without its credentials the server must not start.
    assert not any("optional" in secret for secret in secrets)


def test_a_secret_with_the_name_of_the_template_is_another_volume(on_openshift: Synthesize) -> None:
    credentials = ObjectStoreCredentials(
        username=SecretKey(secret="data", key="username"), password=SecretKey(secret="data", key="password")
    )
    manifests = on_openshift(lambda chart: store(chart, credentials=credentials))
    assert mounts(manifests)["/data"] == "data"
    of_secret = mounts(manifests)["/run/secrets/object-store/data"]
    volumes = {v["name"]: v for v in spec(manifests)["template"]["spec"]["volumes"]}
    assert of_secret != "data"
    assert volumes[of_secret]["secret"]["secretName"] == "data"


def test_volumes_that_a_chart_patches_in_stay(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        store(chart)
        volume = {"name": "cache", "emptyDir": {}}
        operation = {"op": "add", "path": "/spec/template/spec/volumes/-", "value": volume}
        chart.patch(operation, kind="StatefulSet", name="shop-store")

    names = [volume["name"] for volume in spec(on_openshift(build))["template"]["spec"]["volumes"]]
    assert names[-1] == "cache"
    assert "data" not in names


def test_it_writes_to_its_home_and_its_data_only(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    assert server(manifests)["securityContext"]["readOnlyRootFilesystem"] is True
    writable = {m["mountPath"] for m in server(manifests)["volumeMounts"] if not m.get("readOnly")}
    assert writable == {"/data", "/tmp"}
    assert env(manifests)["HOME"] == "/tmp"


def test_probes_ask_minio_s_own_paths(on_openshift: Synthesize) -> None:
    found = server(on_openshift(minimal))
    asked = {name: found[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert asked == {
        "startup": {"path": "/minio/health/live", "port": "s3"},
        "liveness": {"path": "/minio/health/live", "port": "s3"},
        "readiness": {"path": "/minio/health/ready", "port": "s3"},
    }
    assert {"name": "s3", "containerPort": 9000} in found["ports"]


def test_the_console_is_off_unless_it_is_asked_for(on_openshift: Synthesize) -> None:
    without, with_console = on_openshift(minimal), on_openshift(complete)
    assert env(without)["MINIO_BROWSER"] == "off"
    assert 9001 not in [port["containerPort"] for port in server(without)["ports"]]
    assert "--console-address" not in server(without)["args"]
    assert "MINIO_BROWSER" not in env(with_console)
    assert server(with_console)["args"][-2:] == ["--console-address", ":9001"]
    assert 9001 in [port["containerPort"] for port in server(with_console)["ports"]]
    assert 9001 in [port["port"] for port in with_console["Service/shop-store"]["spec"]["ports"]]


def test_nobody_reaches_it_who_is_not_declared(on_openshift: Synthesize) -> None:
    policy = on_openshift(complete)["NetworkPolicy/shop-store"]["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policy
    assert "egress" not in policy


def test_a_client_reaches_the_api_only(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        web = Deployment(chart, "web", name="web", component="web", containers=[container()])
        of_store = store(chart, console=True)
        web.connects_to(of_store, of_store.api_port)

    manifests = on_openshift(build)
    [rule] = manifests["NetworkPolicy/shop-store"]["spec"]["ingress"]
    assert rule["ports"] == [{"port": 9000}]
    labels = manifests["Deployment/web"]["spec"]["template"]["metadata"]["labels"]
    assert rule["from"][0]["podSelector"]["matchLabels"].items() <= labels.items()


def test_the_endpoint_is_the_service_and_its_port(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        of_store = store(chart, console=True)
        assert of_store.endpoint == "http://shop-store:9000"
        assert (of_store.host, of_store.api_port.number) == ("shop-store", 9000)
        assert of_store.console_port.number == 9001

    on_openshift(build)


def test_a_console_that_is_off_has_no_port(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: store(chart).console_port)
    assert problem.message == "the console of 'shop-store' is off"


@pytest.mark.parametrize(
    ("option", "field", "message"),
    [
        ({"name": "Shop_Store"}, "name", "'Shop_Store'"),
        ({"name": "s" * 53}, "name", "53 characters"),
        ({"storage": "much"}, "storage", "'much'"),
        ({"storage_class": "Fast!"}, "storage_class", "'Fast!'"),
    ],
)
def test_what_cannot_be_is_refused(
    option: dict[str, Any], field: str, message: str, on_openshift: Synthesize
) -> None:
    problem = problem_of(on_openshift, lambda chart: store(chart, **option))
    assert problem.field.endswith(field)
    assert message in problem.message


def test_another_store_needs_a_component_of_its_own(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        store(chart)
        ObjectStore(chart, "other", **{**MINIMAL, "name": "other"})

    assert problem_of(on_openshift, build).field.endswith("component")


def test_the_user_of_the_profile_is_named_only_where_nothing_assigns_one(
    on_openshift: Synthesize, on_kubernetes: Synthesize
) -> None:
    assert "runAsUser" not in server(on_openshift(minimal))["securityContext"]
    assert server(on_kubernetes(minimal))["securityContext"]["runAsUser"] == MINIO_PROFILE.user
    pod = spec(on_kubernetes(minimal))["template"]["spec"]
    assert pod["securityContext"]["fsGroup"] == MINIO_PROFILE.group
