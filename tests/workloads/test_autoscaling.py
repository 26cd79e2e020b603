"""Autoscaling: the cluster chooses the number of pods, so the Deployment must not."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Autoscaling,
    Deployment,
    Duration,
    EnvironmentChart,
    InvalidValueError,
    SidecarPod,
)
from tests.samples import Synthesize, container, problem_of

ALL: dict[str, Any] = {
    "minimum": 3,
    "maximum": 10,
    "cpu_percent": 60,
    "memory_percent": 80,
    "scale_down_window": Duration.parse("10m"),
}


def shop(chart: EnvironmentChart, replicas: int | Autoscaling) -> Deployment:
    return Deployment(
        chart, "shop", name="shop", component="web", containers=(container(),), replicas=replicas
    )


def test_minimal(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(lambda chart: shop(chart, Autoscaling(minimum=1, maximum=2))) == yaml_snapshot


def test_all_options(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(lambda chart: shop(chart, Autoscaling(**ALL))) == yaml_snapshot


def test_the_other_snapshot_gives_every_option() -> None:
    assert set(ALL) == set(Autoscaling.model_fields)


def test_the_deployment_names_no_number_which_every_apply_would_restore(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: shop(chart, Autoscaling(minimum=3, maximum=10)))
    assert "replicas" not in manifests["Deployment/shop"]["spec"]
    autoscaler = manifests["HorizontalPodAutoscaler/shop"]["spec"]
    assert autoscaler["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop"}
    assert (autoscaler["minReplicas"], autoscaler["maxReplicas"]) == (3, 10)
    (metric,) = autoscaler["metrics"]
    assert metric["resource"] == {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}


def test_pods_are_spread_as_soon_as_there_may_be_two(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: shop(chart, Autoscaling(minimum=1, maximum=2)))
    assert "topologySpreadConstraints" in manifests["Deployment/shop"]["spec"]["template"]["spec"]


def test_a_number_makes_no_autoscaler(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: shop(chart, 3))
    assert manifests["Deployment/shop"]["spec"]["replicas"] == 3
    assert "HorizontalPodAutoscaler/shop" not in manifests


@pytest.mark.parametrize(
    ("options", "field", "message"),
    [
        ({"minimum": 0, "maximum": 3}, "minimum", "0 is too small"),
        ({"minimum": 3, "maximum": 3}, "maximum", "3 to 3 pods leave nothing to choose"),
        ({"minimum": 3, "maximum": 2}, "maximum", "3 to 2 pods leave nothing to choose"),
        ({"minimum": 1, "maximum": 2, "cpu_percent": None}, "cpu_percent", "how many pods are needed"),
        ({"minimum": 1, "maximum": 2, "cpu_percent": 0}, "cpu_percent", "0 is too small"),
        (
            {"minimum": 1, "maximum": 2, "scale_down_window": Duration(3601)},
            "scale_down_window",
            "remembers an hour",
        ),
    ],
)
def test_what_no_autoscaler_can_follow_is_refused(options: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        Autoscaling(**options)
    (problem,) = caught.value.problems
    assert problem.field == f"Autoscaling.{field}"
    assert message in problem.message


def test_a_sidecar_pod_of_one_container_is_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        SidecarPod(chart, "shop", name="shop", component="web", containers=(container(),))

    problem = problem_of(on_openshift, build)
    assert (problem.field, problem.remedy) == ("containers", "Use Deployment(…)")


def test_a_sidecar_pod_is_a_deployment_of_several_containers(on_openshift: Synthesize) -> None:
    both = (container(), container("proxy"))

    def sidecar_pod(chart: EnvironmentChart) -> None:
        SidecarPod(chart, "shop", name="shop", component="web", containers=both)

    def deployment(chart: EnvironmentChart) -> None:
        Deployment(chart, "shop", name="shop", component="web", containers=both)

    assert on_openshift(sidecar_pod) == on_openshift(deployment)
