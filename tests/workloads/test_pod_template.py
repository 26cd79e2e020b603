"""From container values to the pod template: only what was said, and what the API server does not assume."""

from __future__ import annotations

from typing import Any

import pytest
from constructs import Construct

from podwright import (
    ClaimVolume,
    ConfigMapVolume,
    Container,
    Deployment,
    Duration,
    EmptyDir,
    Environment,
    EnvironmentChart,
    External,
    HttpGet,
    Image,
    ImageProfile,
    Kubernetes,
    Mount,
    Port,
    Probe,
    SecretVolume,
    Volume,
    synthesize,
)
from tests.samples import HTTP, Synthesize, container

Fields = dict[str, Any]


def template(synthesize_there: Synthesize, *containers: Container, **options: Any) -> Fields:
    def build(chart: EnvironmentChart) -> None:
        chart.relies_on(
            External(kind="Secret", name="shop"),
            External(kind="ConfigMap", name="shop"),
            External(kind="PersistentVolumeClaim", name="shop"),
        )
        Deployment(chart, "shop", name="shop", component="web", containers=containers, **options)

    found: Fields = synthesize_there(build)["Deployment/shop"]["spec"]["template"]
    return found


def only(synthesize_there: Synthesize, **fields: Any) -> Fields:
    [found] = template(synthesize_there, container(**fields))["spec"]["containers"]
    assert isinstance(found, dict)
    return found


def test_a_container_says_no_more_than_it_was_told(on_openshift: Synthesize) -> None:
    assert set(only(on_openshift)) == {"name", "image", "resources", "securityContext"}


def test_a_probe_says_no_more_than_it_was_told(on_openshift: Synthesize) -> None:
    found = only(on_openshift, ports=(HTTP,), readiness=Probe(check=HttpGet(port=HTTP, path="/ready")))
    assert found["readinessProbe"] == {"httpGet": {"path": "/ready", "port": "http"}}


def test_a_probe_says_everything_that_it_was_told(on_openshift: Synthesize) -> None:
    probe = Probe(
        check=HttpGet(port=HTTP),
        initial_delay=Duration(1),
        period=Duration(2),
        timeout=Duration(3),
        failure_threshold=4,
    )
    assert only(on_openshift, ports=(HTTP,), liveness=probe)["livenessProbe"] == {
        "httpGet": {"path": "/", "port": "http"},
        "initialDelaySeconds": 1,
        "periodSeconds": 2,
        "timeoutSeconds": 3,
        "failureThreshold": 4,
    }


@pytest.mark.parametrize(
    ("version", "policy"),
    [
        ({"tag": "v1"}, None),
        ({"tag": "dev"}, "Always"),
        # The API server itself assumes Always for this one.
        ({"tag": "latest"}, None),
        ({"tag": "latest", "digest": f"sha256:{'0' * 64}"}, None),
        ({"tag": "dev", "digest": f"sha256:{'0' * 64}"}, None),
        ({"digest": f"sha256:{'0' * 64}"}, None),
    ],
    ids=str,
)
def test_a_pull_policy_is_written_where_the_api_server_would_assume_another(
    version: dict[str, Any], policy: str | None, on_openshift: Synthesize
) -> None:
    found = only(on_openshift, image=Image(repository="quay.io/shop/web", **version))
    assert found.get("imagePullPolicy") == policy


def test_an_empty_variable_is_a_variable(on_openshift: Synthesize) -> None:
    assert only(on_openshift, env={"EMPTY": ""})["env"] == [{"name": "EMPTY", "value": ""}]


def test_variables_keep_their_order(on_openshift: Synthesize) -> None:
    # One may refer to those before it: $(HOST).
    env = {"HOST": "db", "PORT": "5432", "ADDRESS": "$(HOST):$(PORT)"}
    assert [variable["name"] for variable in only(on_openshift, env=env)["env"]] == list(env)


def test_text_that_looks_like_something_else_stays_text(on_openshift: Synthesize) -> None:
    env = {"YES": "yes", "NUMBER": "0123", "FLOAT": "1e3", "NULL": "null"}
    found = only(on_openshift, env=env, args=("on", "12:30"))
    assert {variable["name"]: variable["value"] for variable in found["env"]} == env
    assert found["args"] == ["on", "12:30"]


@pytest.mark.parametrize(
    "volume",
    [
        SecretVolume(secret="shop", keys=("a", "b"), mode=0o400, optional=True),
        ConfigMapVolume(config_map="shop", keys=("a", "b"), mode=0o400, optional=True),
    ],
    ids=["secret", "configMap"],
)
def test_keys_and_mode_of_a_volume(volume: Volume, on_openshift: Synthesize) -> None:
    spec = template(on_openshift, container(mounts=(Mount(path="/x", volume=volume),)))["spec"]
    [found] = spec["volumes"]
    [source] = (found[field] for field in ("secret", "configMap") if field in found)
    assert source["items"] == [{"key": "a", "path": "a"}, {"key": "b", "path": "b"}]
    # 0400 in octal, which JSON has not.
    assert (source["defaultMode"], source["optional"]) == (256, True)


def test_a_claim_keeps_its_groups(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    claimed = container(mounts=(Mount(path="/data", volume=ClaimVolume(claim="shop")),))
    for synthesize_there in (on_openshift, on_kubernetes):
        security = template(synthesize_there, claimed)["spec"]["securityContext"]
        assert security["fsGroupChangePolicy"] == "OnRootMismatch"
        assert "fsGroupChangePolicy" not in template(synthesize_there, container())["spec"]["securityContext"]


def test_containers_of_a_pod_share_an_empty_directory_by_name(on_openshift: Synthesize) -> None:
    mount = Mount(path="/shared", volume=EmptyDir(name="shared"))
    spec = template(on_openshift, container("one", mounts=(mount,)), container("two", mounts=(mount,)))[
        "spec"
    ]
    assert spec["volumes"] == [{"name": "shared", "emptyDir": {}}]
    assert [c["volumeMounts"] for c in spec["containers"]] == [
        [{"name": "shared", "mountPath": "/shared"}]
    ] * 2


def test_what_an_image_writes_to_is_writable(on_openshift: Synthesize) -> None:
    image = Image(
        repository="quay.io/shop/web", tag="v1", profile=ImageProfile(writable_paths=("/tmp", "/cache"))
    )
    data = Mount(path="/cache", volume=ClaimVolume(claim="shop"))
    spec = template(on_openshift, container(image=image, mounts=(data,)))["spec"]
    assert spec["containers"][0]["volumeMounts"] == [
        {"name": "shop", "mountPath": "/cache"},
        {"name": "web-tmp", "mountPath": "/tmp"},
    ]


def test_no_service_becomes_a_variable_by_itself(on_openshift: Synthesize) -> None:
    # Kubernetes adds seven variables for each Service of the namespace, and TARSY_PORT means something else.
    assert template(on_openshift, container())["spec"]["enableServiceLinks"] is False


def on_version(version: str) -> dict[str, Fields]:
    platform = Kubernetes(version=version, apps_domain="example.com")
    environment = Environment(name="test", namespace="shop-test", platform=platform)

    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        web = container(ports=(Port(name="http", number=8080),))
        Deployment(chart, "shop", name="shop", component="web", containers=(web,), replicas=2)
        return chart

    return synthesize(make_chart)


def test_fields_that_an_old_cluster_would_drop_are_left_out() -> None:
    old, new = on_version("1.26"), on_version("1.27")
    budget = "PodDisruptionBudget/shop"
    assert "unhealthyPodEvictionPolicy" not in old[budget]["spec"]
    assert new[budget]["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"
    old_spread, new_spread = (
        found["Deployment/shop"]["spec"]["template"]["spec"]["topologySpreadConstraints"]
        for found in (old, new)
    )
    assert all("matchLabelKeys" not in constraint for constraint in old_spread)
    # Pods of the version that is being replaced would count otherwise, and the new ones end up together.
    assert all(constraint["matchLabelKeys"] == ["pod-template-hash"] for constraint in new_spread)


@pytest.mark.parametrize("version", ["1.25", "1.27", "1.29", "1.33", "1.37"])
def test_every_version_of_kubernetes_understands_all_of_it(version: str) -> None:
    # Synthesis validates against the schemas of that version, unknown fields included.
    assert "Deployment/shop" in on_version(version)
