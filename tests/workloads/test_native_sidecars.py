"""A container that stops last: a native sidecar where the cluster has them, a pre-stop sleep where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from constructs import Construct

from podwright import (
    ConfigMap,
    Deployment,
    Duration,
    Environment,
    EnvironmentChart,
    Exec,
    Grpc,
    HttpGet,
    Kubernetes,
    OpenShift,
    Port,
    Probe,
    Service,
    synthesize,
)
from tests.samples import HTTP, container

GRPC = Port(name="grpc", number=50051)

Spec = dict[str, Any]


def on_version(version: str, platform: type[OpenShift | Kubernetes] = Kubernetes) -> Environment:
    where = platform(version=version, apps_domain="apps.example.com")
    return Environment(name="test", namespace="shop-test", platform=where)


def pod_spec(environment: Environment, *, grace: int = 60, **sidecar: Any) -> Spec:
    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        Deployment(
            chart,
            "shop",
            name="shop",
            component="web",
            termination_grace=Duration(grace),
            containers=(
                container("web", ports=(HTTP,), readiness=Probe(check=HttpGet(port=HTTP))),
                container("llm", ports=(GRPC,), stops_last=True, **sidecar),
            ),
        )
        return chart

    spec: Spec = synthesize(make_chart)["Deployment/shop"]["spec"]["template"]["spec"]
    return spec


def names(containers: list[dict[str, Any]]) -> list[str]:
    return [value["name"] for value in containers]


@pytest.mark.parametrize(
    "environment",
    [on_version("1.29"), on_version("1.33"), on_version("4.16", OpenShift), on_version("4.20", OpenShift)],
    ids=["kubernetes-1.29", "kubernetes-1.33", "openshift-4.16", "openshift-4.20"],
)
def test_it_is_an_init_container_that_restarts_always(environment: Environment) -> None:
    spec = pod_spec(environment)
    assert names(spec["containers"]) == ["web"]
    [sidecar] = spec["initContainers"]
    assert (sidecar["name"], sidecar["restartPolicy"]) == ("llm", "Always")
    assert "lifecycle" not in sidecar


@pytest.mark.parametrize(
    "environment",
    [on_version("1.28"), on_version("1.25"), on_version("4.15", OpenShift)],
    ids=["kubernetes-1.28", "kubernetes-1.25", "openshift-4.15"],
)
def test_on_older_clusters_it_is_a_container_that_sleeps_before_it_stops(environment: Environment) -> None:
    spec = pod_spec(environment)
    assert names(spec["containers"]) == ["web", "llm"]
    assert "initContainers" not in spec
    assert spec["containers"][1]["lifecycle"] == {"preStop": {"exec": {"command": ["sleep", "55"]}}}
    assert "lifecycle" not in spec["containers"][0]


@pytest.mark.parametrize("grace", [1, 2, 5, 6, 9, 10, 11, 30, 2660])
def test_the_sleep_ends_before_the_kubelet_kills(grace: int) -> None:
    spec = pod_spec(on_version("1.28"), grace=grace)
    command, seconds = spec["containers"][1]["lifecycle"]["preStop"]["exec"]["command"]
    assert command == "sleep"
    # Long enough for the others to drain, short enough to be asked to stop at all.
    assert grace // 2 <= int(seconds) < grace
    assert grace - int(seconds) <= max(5, -(-grace // 2))


def test_a_native_sidecar_keeps_its_ports_and_probes() -> None:
    # Unlike other init containers, those that restart always may be probed, and take part in readiness.
    probes: dict[str, Any] = {
        "startup": Probe(check=Grpc(port=GRPC), failure_threshold=24),
        "liveness": Probe(check=Grpc(port=GRPC)),
        "readiness": Probe(check=Grpc(port=GRPC), period=Duration(5)),
    }
    [sidecar] = pod_spec(on_version("1.33"), **probes)["initContainers"]
    assert sidecar["ports"] == [{"name": "grpc", "containerPort": 50051}]
    assert sidecar["startupProbe"] == {"grpc": {"port": 50051}, "failureThreshold": 24}
    assert sidecar["livenessProbe"] == {"grpc": {"port": 50051}}
    assert sidecar["readinessProbe"] == {"grpc": {"port": 50051}, "periodSeconds": 5}


def test_several_native_sidecars_start_in_the_order_given(on_openshift: Callable[..., Any]) -> None:
    containers = (
        container("first", stops_last=True),
        container("web"),
        container("second", stops_last=True),
    )
    manifests = on_openshift(
        lambda chart: Deployment(chart, "shop", name="shop", component="web", containers=containers)
    )
    spec = manifests["Deployment/shop"]["spec"]["template"]["spec"]
    assert names(spec["initContainers"]) == ["first", "second"]
    assert {sidecar["restartPolicy"] for sidecar in spec["initContainers"]} == {"Always"}
    assert names(spec["containers"]) == ["web"]


def test_a_native_sidecar_has_volumes_and_checksums_like_every_container(
    on_openshift: Callable[..., Any],
) -> None:
    def build(chart: EnvironmentChart) -> None:
        settings = ConfigMap(chart, "settings", name="settings", data={"a": "1"})
        sidecar = container("llm", stops_last=True, mounts=(settings.mount("/etc/llm"),))
        Deployment(chart, "shop", name="shop", component="web", containers=(container(), sidecar))

    template = on_openshift(build)["Deployment/shop"]["spec"]["template"]
    assert list(template["metadata"]["annotations"]) == ["checksum/settings"]
    [sidecar] = template["spec"]["initContainers"]
    assert sidecar["volumeMounts"] == [{"name": "settings", "mountPath": "/etc/llm", "readOnly": True}]


def test_a_container_s_own_pre_stop_stays(on_openshift: Callable[..., Any]) -> None:
    drain = container(pre_stop=Exec(command=("web", "drain")))
    manifests = on_openshift(
        lambda chart: Deployment(chart, "shop", name="shop", component="web", containers=(drain,))
    )
    [web] = manifests["Deployment/shop"]["spec"]["template"]["spec"]["containers"]
    assert web["lifecycle"] == {"preStop": {"exec": {"command": ["web", "drain"]}}}


def test_a_port_of_a_native_sidecar_can_be_served(on_openshift: Callable[..., Any]) -> None:
    def build(chart: EnvironmentChart) -> None:
        containers = (container("web", ports=(HTTP,)), container("llm", ports=(GRPC,), stops_last=True))
        pod = Deployment(chart, "shop", name="shop", component="web", containers=containers)
        Service(chart, "llm", name="llm", workload=pod, ports=(GRPC,))

    [port] = on_openshift(build)["Service/llm"]["spec"]["ports"]
    assert (port["name"], port["port"]) == ("grpc", 50051)
    # Before 1.32 Kubernetes does not find the name of a native sidecar's port.
    assert port.get("targetPort", 50051) == 50051
