"""Init containers: run to their end before the others, in order, and may do nothing that serves."""

from __future__ import annotations

from typing import Any

import pytest

from podwright import (
    ConfigMap,
    ConfigMapVolume,
    Deployment,
    Duration,
    EmptyDir,
    EnvironmentChart,
    Exec,
    ExistingSecrets,
    Image,
    ImageProfile,
    Mount,
    Parameter,
    Probe,
    SecretVolume,
    ServiceAccountToken,
    TcpSocket,
    VaultSecrets,
)
from podwright.secrets import DeclaredSecret
from tests.pod_security import restricted_v2_violations, restricted_violations
from tests.samples import HTTP, Synthesize, container, problem_of

SETUP = container("setup", command=("prepare",))
SECOND = container("second", command=("prepare", "more"))


def shop(chart: EnvironmentChart, **options: Any) -> Deployment:
    given: dict[str, Any] = {"containers": (container(),), "init_containers": (SETUP,), **options}
    return Deployment(chart, "shop", name="shop", component="web", **given)


def pod_of(manifests: dict[str, dict[str, Any]]) -> dict[str, Any]:
    spec: dict[str, Any] = manifests["Deployment/shop"]["spec"]["template"]["spec"]
    return spec


def test_they_run_in_their_order_and_before_native_sidecars(on_openshift: Synthesize) -> None:
    proxy = container("proxy", stops_last=True)
    pod = pod_of(
        on_openshift(
            lambda chart: shop(chart, containers=(container(), proxy), init_containers=(SETUP, SECOND))
        )
    )
    assert [(c["name"], c.get("restartPolicy")) for c in pod["initContainers"]] == [
        ("setup", None),
        ("second", None),
        ("proxy", "Always"),
    ]
    assert [c["name"] for c in pod["containers"]] == ["web"]


@pytest.mark.parametrize("platform", ["on_openshift", "on_kubernetes"])
def test_they_are_as_restricted_as_the_others(platform: str, request: pytest.FixtureRequest) -> None:
    synthesize: Synthesize = request.getfixturevalue(platform)
    manifests = synthesize(shop)
    assert not restricted_violations(manifests["Deployment/shop"])
    if platform == "on_openshift":
        assert not restricted_v2_violations(manifests["Deployment/shop"])
    (setup,) = pod_of(manifests)["initContainers"]
    assert setup["securityContext"]["readOnlyRootFilesystem"] is True
    assert setup["resources"]["limits"]


def test_the_version_and_the_group_are_those_of_the_first_main_container(on_kubernetes: Synthesize) -> None:
    other = container(
        "setup", image=Image(repository="quay.io/shop/tool", tag="v9", profile=ImageProfile(group=4711))
    )
    manifests = on_kubernetes(lambda chart: shop(chart, init_containers=(other,)))
    assert manifests["Deployment/shop"]["metadata"]["labels"]["app.kubernetes.io/version"] == "v1.4.2"
    assert pod_of(manifests)["securityContext"]["fsGroup"] == 10001


def test_what_they_mount_and_read_belongs_to_the_pod(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        scripts = ConfigMap(chart, "scripts", name="shop-scripts", data={"SETUP": "true"})
        shared = EmptyDir(name="shared")
        shop(
            chart,
            containers=(container(mounts=(Mount(path="/shared", volume=shared),)),),
            init_containers=(
                container(
                    "setup",
                    mounts=(
                        scripts.mount("/scripts"),
                        Mount(path="/shared", volume=shared),
                        Mount(path="/keys", volume=SecretVolume(secret="shop-keys")),
                    ),
                ),
            ),
        )

    manifests = on_openshift(build)
    assert [volume["name"] for volume in pod_of(manifests)["volumes"]] == [
        "shop-scripts",
        "shared",
        "shop-keys",
    ]
    annotations = manifests["Deployment/shop"]["spec"]["template"]["metadata"]["annotations"]
    assert list(annotations) == ["checksum/shop-scripts"]


def test_a_secret_that_only_they_read_restarts_the_pods(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        declared = DeclaredSecret(name="api-env", keys={"URL": Parameter(name="URL", description="Where.")})
        VaultSecrets(mount="secret", path="shop", role="shop").provide(chart, [declared])
        shop(chart, init_containers=(container("setup", env_from=(SecretVolume(secret="api-env"),)),))

    targets = on_openshift(build)["VaultStaticSecret/api-env"]["spec"]["rolloutRestartTargets"]
    assert targets == [{"kind": "Deployment", "name": "shop"}]


def test_a_token_that_they_mount_opens_the_way_to_the_api_server(on_openshift: Synthesize) -> None:
    with_token = container("setup", mounts=(Mount(path="/token", volume=ServiceAccountToken()),))
    policy = on_openshift(lambda chart: shop(chart, init_containers=(with_token,)))["NetworkPolicy/shop"]
    assert {"port": 6443} in [port for rule in policy["spec"]["egress"] for port in rule["ports"]]


def test_every_key_of_a_secret_becomes_a_variable(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        declared = DeclaredSecret(name="api-env", keys={"URL": Parameter(name="URL", description="Where.")})
        ExistingSecrets(keys={"api-env": ("URL",)}).provide(chart, [declared])
        sources = (SecretVolume(secret="api-env"), SecretVolume(secret="api-more", optional=True))
        shop(chart, containers=(container(env_from=sources),))

    (web,) = pod_of(on_openshift(build))["containers"]
    assert web["envFrom"] == [
        {"secretRef": {"name": "api-env"}},
        {"secretRef": {"name": "api-more", "optional": True}},
    ]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"liveness": Probe(check=Exec(command=("true",)))}, "liveness"),
        ({"readiness": Probe(check=Exec(command=("true",)))}, "readiness"),
        ({"startup": Probe(check=Exec(command=("true",)), period=Duration(5))}, "startup"),
        ({"pre_stop": Exec(command=("true",))}, "pre_stop"),
        ({"stops_last": True}, "stops_last"),
        ({"ports": (HTTP,)}, "ports"),
    ],
)
def test_what_only_serving_containers_have_is_refused(
    fields: dict[str, Any], name: str, on_openshift: Synthesize
) -> None:
    problem = problem_of(
        on_openshift, lambda chart: shop(chart, init_containers=(container("setup", **fields),))
    )
    assert problem.field == f"init_containers[0].{name}"
    assert f"so {name} means nothing" in problem.message
    assert "move the container to containers=" in problem.remedy


def test_a_name_that_a_main_container_has_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: shop(chart, init_containers=(container("web"),)))
    assert (problem.field, problem.message) == (
        "init_containers[0].name",
        "two containers are named 'web'",
    )


def test_two_volumes_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        shop(
            chart,
            containers=(container(mounts=(Mount(path="/a", volume=EmptyDir(name="work")),)),),
            init_containers=(
                container("setup", mounts=(Mount(path="/a", volume=EmptyDir(name="work", in_memory=True)),)),
            ),
        )

    problem = problem_of(on_openshift, build)
    assert problem.field == "init_containers[0].mounts"


def test_an_image_that_needs_its_own_user_is_refused_on_openshift(on_openshift: Synthesize) -> None:
    image = Image(repository="quay.io/shop/tool", tag="v1", profile=ImageProfile(runs_as_any_user=False))
    problem = problem_of(
        on_openshift, lambda chart: shop(chart, init_containers=(container("setup", image=image),))
    )
    assert problem.field == "init_containers[0].image"


def test_a_config_map_that_is_missing_is_refused(on_openshift: Synthesize) -> None:
    lost = container("setup", env_from=(ConfigMapVolume(config_map="shop-lost"),))
    problem = problem_of(on_openshift, lambda chart: shop(chart, init_containers=(lost,)))
    assert "ConfigMap 'shop-lost' is not part of the chart" in problem.message


def test_keys_that_are_no_variables_are_refused_at_their_place(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        config = ConfigMap(chart, "config", name="shop-config", data={"log-level": "info"})
        shop(chart, init_containers=(container("setup", env_from=(config.volume(),)),))

    problem = problem_of(on_openshift, build)
    assert problem.field == "init_containers[0].env_from[0]"


def test_a_probe_of_a_main_container_is_fine_beside_them(on_openshift: Synthesize) -> None:
    serving = container(ports=(HTTP,), readiness=Probe(check=TcpSocket(port=HTTP)))
    pod = pod_of(on_openshift(lambda chart: shop(chart, containers=(serving,))))
    assert "readinessProbe" in pod["containers"][0]
