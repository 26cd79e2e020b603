"""Deployments: their whole output, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    HOSTNAME,
    SERVICE_ACCOUNT_PATH,
    ZONE,
    Addresses,
    ClaimVolume,
    ConfigMap,
    Container,
    Deployment,
    DisruptionBudget,
    Duration,
    EmptyDir,
    EnvironmentChart,
    Exec,
    External,
    Grpc,
    HttpGet,
    Image,
    ImageProfile,
    Mount,
    PodField,
    Port,
    Probe,
    Recreate,
    RollingUpdate,
    SecretKey,
    SecretVolume,
    ServiceAccountToken,
    TcpSocket,
)
from tests.pod_security import assert_every_namespace_admits
from tests.samples import (
    HTTP,
    RESOURCES,
    Synthesize,
    arguments_of,
    container,
    problem_of,
    problems_of,
    required_arguments_of,
)

METRICS = Port(name="metrics", number=9090)
SYSLOG = Port(name="syslog", number=5514, protocol="UDP")
GRPC = Port(name="grpc", number=50051)

MINIMAL: dict[str, Any] = {"name": "shop", "component": "web", "containers": (container(),)}


def minimal(chart: EnvironmentChart) -> None:
    Deployment(chart, "shop", **MINIMAL)


def all_containers(configuration: ConfigMap) -> tuple[Container, ...]:
    """Containers that use every field of a container, and every kind of volume, probe and variable."""
    scratch = EmptyDir(name="scratch", size_limit="1Gi")
    web = Container(
        name="web",
        image=Image(
            repository="quay.io/shop/web",
            tag="v1.4.2",
            digest=f"sha256:{'0123456789abcdef' * 4}",
            profile=ImageProfile(writable_paths=("/tmp", "/var/cache/web"), user=20001, group=20002),
        ),
        resources=RESOURCES,
        command=("/usr/bin/web",),
        args=("--verbose",),
        working_dir="/srv",
        env={
            "LOG_LEVEL": "info",
            "PASSWORD": SecretKey(secret="shop-secret", key="password"),
            "TOKEN": SecretKey(secret="shop-secret", key="token", optional=True),
            "GREETING": configuration.key("GREETING"),
            "POD_NAME": PodField(path="metadata.name"),
        },
        env_from=(configuration.volume(), configuration.volume(optional=True)),
        ports=(HTTP, METRICS, SYSLOG),
        mounts=(
            Mount(path="/var/cache", volume=scratch),
            configuration.mount("/etc/shop"),
            configuration.mount_file("GREETING", "/srv/greeting.txt"),
            Mount(path="/keys", volume=SecretVolume(secret="shop-secret", keys=("token",), mode=0o440)),
            Mount(path="/optional", volume=SecretVolume(secret="shop-extra", optional=True)),
            Mount(path="/data", volume=ClaimVolume(claim="shop-data"), sub_path="web", read_only=True),
            Mount(path=SERVICE_ACCOUNT_PATH, volume=ServiceAccountToken()),
        ),
        startup=Probe(check=Exec(command=("web", "ready")), period=Duration(5), failure_threshold=30),
        liveness=Probe(
            check=HttpGet(port=HTTP, path="/live", scheme="HTTPS"),
            initial_delay=Duration(7),
            timeout=Duration(3),
        ),
        readiness=Probe(check=TcpSocket(port=HTTP)),
        pre_stop=Exec(command=("web", "drain")),
    )
    proxy = container(
        "proxy",
        image=Image(repository="quay.io/shop/proxy", tag="main"),
        ports=(GRPC,),
        mounts=(
            Mount(path="/shared", volume=scratch),
            Mount(path="/fast", volume=EmptyDir(name="fast", in_memory=True)),
            Mount(path="/token", volume=ServiceAccountToken(expiration=Duration(900), audience="shop")),
        ),
        liveness=Probe(check=Grpc(port=GRPC, service="shop.Proxy")),
        readiness=Probe(check=Grpc(port=GRPC)),
        stops_last=True,
    )
    return web, proxy


def all_options(chart: EnvironmentChart) -> dict[str, Any]:
    """Return an argument for every parameter, after making what the arguments refer to."""
    chart.relies_on(
        External(kind="Secret", name="shop-secret", keys=("password", "token")),
        External(kind="Secret", name="shop-extra"),
        External(kind="PersistentVolumeClaim", name="shop-data"),
    )
    configuration = ConfigMap(chart, "configuration", name="shop-config", data={"GREETING": "hello"})
    return {
        "name": "shop",
        "component": "web",
        "containers": all_containers(configuration),
        "replicas": 3,
        "rollout": RollingUpdate(max_unavailable=1, max_surge=2),
        "disruption": DisruptionBudget(max_unavailable=2),
        "spread_over": (ZONE,),
        "application": "front",
        "init_containers": (
            container(
                "setup",
                command=("web", "prepare"),
                env_from=(
                    SecretVolume(secret="shop-secret"),
                    SecretVolume(secret="shop-extra", optional=True),
                ),
                mounts=(Mount(path="/var/cache", volume=EmptyDir(name="scratch", size_limit="1Gi")),),
            ),
        ),
        "termination_grace": Duration(90),
    }


def complete(chart: EnvironmentChart) -> None:
    pod = Deployment(chart, "shop", **all_options(chart))
    pod.accepts(HTTP, Addresses(network="192.0.2.0/24"))
    pod.connects_to_internet()


def test_minimal_on_openshift(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(minimal) == yaml_snapshot


def test_minimal_on_kubernetes(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(minimal) == yaml_snapshot


def test_all_options_on_openshift(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(complete) == yaml_snapshot


def test_all_options_on_kubernetes(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(complete) == yaml_snapshot


def test_the_minimal_snapshot_gives_only_what_is_required() -> None:
    assert set(MINIMAL) == required_arguments_of(Deployment)


def test_the_other_snapshot_gives_every_option(on_openshift: Synthesize) -> None:
    given: set[str] = set()
    on_openshift(lambda chart: given.update(all_options(chart)))
    assert given == arguments_of(Deployment)


def test_the_other_snapshot_gives_every_field_of_a_container(on_openshift: Synthesize) -> None:
    given: set[str] = set()

    def build(chart: EnvironmentChart) -> None:
        for value in all_options(chart)["containers"]:
            given.update(value.model_fields_set)

    on_openshift(build)
    assert given == set(Container.model_fields)


@pytest.mark.parametrize("build", [minimal, complete])
def test_every_namespace_admits_it(build: Any, on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    assert_every_namespace_admits(openshift=on_openshift(build), kubernetes=on_kubernetes(build))


def test_the_root_filesystem_of_every_container_is_read_only(on_openshift: Synthesize) -> None:
    spec = on_openshift(complete)["Deployment/shop"]["spec"]["template"]["spec"]
    containers = [*spec["initContainers"], *spec["containers"]]
    assert len(containers) == 3
    assert all(c["securityContext"]["readOnlyRootFilesystem"] is True for c in containers)


def test_on_kubernetes_every_container_has_the_user_of_its_image(on_kubernetes: Synthesize) -> None:
    spec = on_kubernetes(complete)["Deployment/shop"]["spec"]["template"]["spec"]
    [_, proxy], [web] = spec["initContainers"], spec["containers"]
    assert (web["securityContext"]["runAsUser"], web["securityContext"]["runAsGroup"]) == (20001, 20002)
    assert (proxy["securityContext"]["runAsUser"], proxy["securityContext"]["runAsGroup"]) == (10001, 10001)
    assert spec["securityContext"]["fsGroup"] == 20002


def test_recreate_stops_every_pod_first(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: Deployment(chart, "shop", **MINIMAL, rollout=Recreate()))
    assert manifests["Deployment/shop"]["spec"]["strategy"] == {"type": "Recreate"}


def test_a_single_pod_is_not_spread(on_openshift: Synthesize) -> None:
    spec = on_openshift(minimal)["Deployment/shop"]["spec"]["template"]["spec"]
    assert "topologySpreadConstraints" not in spec


def test_several_pods_are_spread_over_nodes_and_zones(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: Deployment(chart, "shop", **MINIMAL, replicas=2))
    deployment = manifests["Deployment/shop"]["spec"]
    constraints = deployment["template"]["spec"]["topologySpreadConstraints"]
    assert [constraint["topologyKey"] for constraint in constraints] == [HOSTNAME, ZONE]
    # A preference: a cluster with one node runs both.
    assert {constraint["whenUnsatisfiable"] for constraint in constraints} == {"ScheduleAnyway"}
    assert all(constraint["labelSelector"] == deployment["selector"] for constraint in constraints)


def test_the_disruption_budget_selects_the_pods(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    budget, deployment = manifests["PodDisruptionBudget/shop"]["spec"], manifests["Deployment/shop"]["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    assert budget["selector"] == deployment["selector"]
    assert budget["selector"]["matchLabels"].items() <= labels.items()


def test_a_single_pod_can_be_evicted_and_a_broken_one_too(on_openshift: Synthesize) -> None:
    budget = on_openshift(minimal)["PodDisruptionBudget/shop"]["spec"]
    assert budget["maxUnavailable"] == 1
    assert budget["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def test_without_a_budget_there_is_none(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: Deployment(chart, "shop", **MINIMAL, disruption=None))
    assert "PodDisruptionBudget/shop" not in manifests


def test_the_time_to_stop_is_written_where_it_is_not_the_api_server_s_own(on_openshift: Synthesize) -> None:
    def grace(seconds: int) -> Any:
        pod = {**MINIMAL, "termination_grace": Duration(seconds)}
        manifests = on_openshift(lambda chart: Deployment(chart, "shop", **pod))
        return manifests["Deployment/shop"]["spec"]["template"]["spec"].get("terminationGracePeriodSeconds")

    assert (grace(30), grace(31)) == (None, 31)


@pytest.mark.parametrize("replicas", [0, -1])
def test_no_replicas_are_refused(replicas: int, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: Deployment(chart, "shop", **MINIMAL, replicas=replicas))
    assert problem.field == "replicas"
    assert str(replicas) in problem.message
    assert problem.path == "shop-test/shop"
    assert "test_deployments.py" in problem.location


def test_a_rollout_that_never_proceeds_is_refused(on_openshift: Synthesize) -> None:
    stuck = RollingUpdate(max_unavailable=0, max_surge=0)
    problem = problem_of(on_openshift, lambda chart: Deployment(chart, "shop", **MINIMAL, rollout=stuck))
    assert problem.field == "rollout"
    assert "max_surge" in problem.remedy


def test_no_time_to_stop_is_refused(on_openshift: Synthesize) -> None:
    pod = {**MINIMAL, "termination_grace": Duration(0)}
    problem = problem_of(on_openshift, lambda chart: Deployment(chart, "shop", **pod))
    assert problem.field == "termination_grace"


def test_an_illegal_name_is_refused_by_its_argument(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: Deployment(chart, "x", **{**MINIMAL, "name": "Shop"}))
    assert (problem.field, problem.path) == ("name", "shop-test/x")


@pytest.mark.parametrize(
    ("containers", "field"),
    [
        ((), "containers"),
        ((container(stops_last=True),), "containers"),
        ((container("web"), container("web")), "containers[1].name"),
    ],
)
def test_containers_that_make_no_pod_are_refused(
    containers: tuple[Container, ...], field: str, on_openshift: Synthesize
) -> None:
    pod = {**MINIMAL, "containers": containers}
    assert problem_of(on_openshift, lambda chart: Deployment(chart, "shop", **pod)).field == field


def test_containers_share_the_pod_s_ports(on_openshift: Synthesize) -> None:
    containers = (
        container("web", ports=(HTTP, METRICS)),
        container("same-number", ports=(Port(name="admin", number=8080),)),
        container("same-name", ports=(Port(name="metrics", number=9091),)),
    )
    pod = {**MINIMAL, "containers": containers}
    problems = problems_of(on_openshift, lambda chart: Deployment(chart, "shop", **pod))
    assert [problem.field for problem in problems] == ["containers[1].ports[0]", "containers[2].ports[0]"]
    assert "port 8080/TCP of 'same-number' is already used by 'web'" in problems[0].message
    assert "port name 'metrics' of 'same-name' is already used by 'web'" in problems[1].message


def test_one_number_may_serve_two_protocols(on_openshift: Synthesize) -> None:
    dns = (Port(name="dns", number=5353), Port(name="dns-udp", number=5353, protocol="UDP"))
    containers = (container("tcp", ports=dns[:1]), container("udp", ports=dns[1:]))
    manifests = on_openshift(lambda chart: Deployment(chart, "shop", **{**MINIMAL, "containers": containers}))
    tcp, udp = manifests["Deployment/shop"]["spec"]["template"]["spec"]["containers"]
    assert tcp["ports"] == [{"name": "dns", "containerPort": 5353}]
    assert udp["ports"] == [{"name": "dns-udp", "containerPort": 5353, "protocol": "UDP"}]


def test_a_native_sidecar_shares_the_ports_too(on_openshift: Synthesize) -> None:
    containers = (container("web", ports=(HTTP,)), container("proxy", ports=(HTTP,), stops_last=True))
    problems = problems_of(
        on_openshift, lambda chart: Deployment(chart, "shop", **{**MINIMAL, "containers": containers})
    )
    assert {problem.field for problem in problems} == {"containers[1].ports[0]"}


def test_two_definitions_of_one_volume_are_refused(on_openshift: Synthesize) -> None:
    containers = (
        container("web", mounts=(Mount(path="/a", volume=EmptyDir(name="scratch")),)),
        container("other", mounts=(Mount(path="/a", volume=EmptyDir(name="scratch", in_memory=True)),)),
    )
    problem = problem_of(
        on_openshift, lambda chart: Deployment(chart, "shop", **{**MINIMAL, "containers": containers})
    )
    assert problem.field == "containers[1].mounts"
    assert "'scratch'" in problem.message


def test_an_image_of_a_fixed_user_is_refused_where_the_platform_assigns_one(
    on_openshift: Synthesize, on_kubernetes: Synthesize
) -> None:
    profile = ImageProfile(user=1000, group=1000, runs_as_any_user=False)
    image = Image(repository="quay.io/shop/stubborn", tag="v1", profile=profile)
    pod = {**MINIMAL, "containers": (container(), container("stubborn", image=image))}
    problem = problem_of(on_openshift, lambda chart: Deployment(chart, "shop", **pod))
    assert problem.field == "containers[1].image"
    assert "quay.io/shop/stubborn" in problem.message
    assert "Deployment/shop" in on_kubernetes(lambda chart: Deployment(chart, "shop", **pod))


def test_pods_are_selected_by_one_workload_only(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        Deployment(chart, "first", name="first", component="web", containers=(container(),))
        Deployment(chart, "second", name="second", component="web", containers=(container(),))

    problem = problem_of(on_openshift, build)
    assert (problem.field, problem.path) == ("component", "shop-test/second")
    assert "shop-test/first" in problem.message


def test_two_workloads_have_names_of_their_own(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        Deployment(chart, "first", name="shop", component="web", containers=(container(),))
        Deployment(chart, "second", name="shop", component="worker", containers=(container(),))

    problem = problem_of(on_openshift, build)
    assert problem.field == "name"
    assert "ServiceAccount 'shop' exists already, made at shop-test/first/service-account" in problem.message


def test_selectors_stay_when_the_version_changes(on_openshift: Synthesize) -> None:
    def deployment(tag: str) -> dict[str, Any]:
        image = Image(repository="quay.io/shop/web", tag=tag)
        pod = {**MINIMAL, "containers": (container(image=image),)}
        found = on_openshift(lambda chart: Deployment(chart, "shop", **pod))["Deployment/shop"]
        assert found["spec"]["template"]["metadata"]["labels"].get("app.kubernetes.io/version") == (
            found["metadata"]["labels"].get("app.kubernetes.io/version")
        )
        return found

    one, two = deployment("v1"), deployment("v2")
    assert one["spec"]["selector"] == two["spec"]["selector"]
    assert one["metadata"]["labels"]["app.kubernetes.io/version"] == "v1"
    assert two["metadata"]["labels"]["app.kubernetes.io/version"] == "v2"


@pytest.mark.parametrize("tag", ["main", "latest", "v1-", "1.0.", "x" * 64])
def test_no_version_is_shown_where_the_tag_is_none(tag: str, on_openshift: Synthesize) -> None:
    # A floating tag says nothing, and not every tag is a label's value.
    pod = {**MINIMAL, "containers": (container(image=Image(repository="quay.io/shop/web", tag=tag)),)}
    manifests = on_openshift(lambda chart: Deployment(chart, "shop", **pod))
    assert "app.kubernetes.io/version" not in manifests["Deployment/shop"]["metadata"]["labels"]


def test_no_token_reaches_a_container_that_does_not_ask(on_openshift: Synthesize) -> None:
    manifests = on_openshift(complete)
    assert manifests["ServiceAccount/shop"]["automountServiceAccountToken"] is False
    spec = manifests["Deployment/shop"]["spec"]["template"]["spec"]
    assert spec["automountServiceAccountToken"] is False
    tokens = {
        volume["name"]: source["serviceAccountToken"]
        for volume in spec["volumes"]
        for source in volume.get("projected", {}).get("sources", ())
        if "serviceAccountToken" in source
    }
    mounted = {
        container["name"]: [mount["name"] for mount in container["volumeMounts"] if mount["name"] in tokens]
        for container in (*spec["initContainers"], *spec["containers"])
    }
    assert mounted == {
        "setup": [],
        "web": ["service-account-token"],
        "proxy": ["service-account-token-shop"],
    }
    assert tokens["service-account-token"] == {"path": "token"}
    assert tokens["service-account-token-shop"] == {
        "path": "token",
        "expirationSeconds": 900,
        "audience": "shop",
    }


def test_without_a_token_there_is_no_way_to_the_api_server(on_openshift: Synthesize) -> None:
    manifests = on_openshift(minimal)
    spec = manifests["Deployment/shop"]["spec"]["template"]["spec"]
    assert (spec["serviceAccountName"], spec["automountServiceAccountToken"]) == ("shop", False)
    assert "volumes" not in spec
    assert "egress" not in manifests["NetworkPolicy/shop"]["spec"]


def test_the_chart_knows_whose_pods_read_a_secret(on_openshift: Synthesize) -> None:
    # What renews a Secret restarts them.
    found: list[EnvironmentChart] = []

    def build(chart: EnvironmentChart) -> None:
        complete(chart)
        found.append(chart)

    on_openshift(build)
    assert found[0].readers_of("shop-secret") == [("Deployment", "shop")]
    assert found[0].readers_of("shop-extra") == [("Deployment", "shop")]
    assert found[0].readers_of("nobody-s") == []


@pytest.mark.parametrize(("tries", "deadline"), [(108, None), (109, 605), (720, 3660)])
def test_a_rollout_waits_as_long_as_the_probes_may(
    on_openshift: Synthesize, tries: int, deadline: int | None
) -> None:
    # The default is 600 s; a minute of it is for scheduling, and for pulling the image.
    startup = Probe(check=Exec(command=("ready",)), period=Duration(5), failure_threshold=tries)

    def build(chart: EnvironmentChart) -> None:
        Deployment(chart, "pod", name="shop", component="shop", containers=(container(startup=startup),))

    spec = on_openshift(build)["Deployment/shop"]["spec"]
    assert spec.get("progressDeadlineSeconds") == deadline


def test_probes_that_wait_longer_than_any_rollout_are_refused(on_openshift: Synthesize) -> None:
    readiness = Probe(check=Exec(command=("ready",)), initial_delay=Duration(2**31 - 1))

    def build(chart: EnvironmentChart) -> None:
        Deployment(chart, "pod", name="shop", component="shop", containers=(container(readiness=readiness),))

    problem = problem_of(on_openshift, build)
    assert (problem.path, problem.field) == ("shop-test/pod", "containers")
    assert "no rollout can wait" in problem.message
