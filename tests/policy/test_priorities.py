"""Priority classes, and the workloads that have them."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import Deployment, Environment, EnvironmentChart, External, PriorityClass
from tests.samples import Synthesize, arguments_of, container, problem_of, required_arguments_of
from tests.validity import schema_errors

MINIMAL: dict[str, Any] = {"name": "critical", "value": 1000, "description": "What customers wait for"}
ALL: dict[str, Any] = {**MINIMAL, "preempts": False}


def priority(chart: EnvironmentChart, id: str = "priority", **options: Any) -> PriorityClass:
    return PriorityClass(chart, id, **{**MINIMAL, **options})


def minimal(chart: EnvironmentChart) -> None:
    priority(chart)


def complete(chart: EnvironmentChart) -> None:
    priority(chart, **ALL)


def pod(chart: EnvironmentChart) -> Deployment:
    return Deployment(chart, "shop", name="shop", component="web", containers=(container(),))


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(build) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_what_is_required_and_everything() -> None:
    assert required_arguments_of(PriorityClass) == set(MINIMAL)
    assert arguments_of(PriorityClass) == set(ALL)


def test_environments_of_a_cluster_have_their_own(on_openshift: Synthesize) -> None:
    manifest = on_openshift(minimal)["PriorityClass/shop-test-critical"]
    assert "namespace" not in manifest["metadata"]
    # Nobody else's pods get it by default.
    assert "globalDefault" not in manifest


@pytest.mark.parametrize("value", [-(2**31), 0, 1_000_000_000])
def test_the_whole_range_of_applications(
    value: int, on_openshift: Synthesize, openshift: Environment
) -> None:
    manifests = on_openshift(lambda chart: priority(chart, value=value) and None)
    assert manifests["PriorityClass/shop-test-critical"]["value"] == value
    assert schema_errors(manifests, openshift) == []


@pytest.mark.parametrize("value", [-(2**31) - 1, 1_000_000_001])
def test_a_value_out_of_range_is_refused(value: int, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: priority(chart, value=value))
    assert (problem.field, problem.path) == ("value", "shop-test/priority")


@pytest.mark.parametrize("name", ["Critical", "", "a" * 250])
def test_an_illegal_name_is_refused(name: str, on_openshift: Synthesize) -> None:
    assert problem_of(on_openshift, lambda chart: priority(chart, name=name)).field == "name"


def test_two_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        priority(chart)
        priority(chart, "again")

    assert "'shop-test-critical' exists already" in problem_of(on_openshift, build).message


def test_a_workload_has_a_class_of_its_chart(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: pod(chart).prioritize(priority(chart)))
    spec = manifests["Deployment/shop"]["spec"]["template"]["spec"]
    assert spec["priorityClassName"] == "shop-test-critical"


def test_a_workload_has_a_class_of_the_cluster(on_openshift: Synthesize) -> None:
    relied: list[External] = []
    existing = External(kind="PriorityClass", name="business-critical")

    def build(chart: EnvironmentChart) -> None:
        pod(chart).prioritize(existing)
        relied.extend(chart.externals)

    spec = on_openshift(build)["Deployment/shop"]["spec"]["template"]["spec"]
    assert spec["priorityClassName"] == "business-critical"
    assert relied == [existing]


def test_without_one_nothing_is_written(on_openshift: Synthesize) -> None:
    spec = on_openshift(lambda chart: pod(chart) and None)["Deployment/shop"]["spec"]["template"]["spec"]
    assert "priorityClassName" not in spec


def test_only_a_priority_class_is_one(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: pod(chart).prioritize(External(kind="Secret", name="x")))
    assert (problem.field, problem.message) == ("priority", "Secret 'x' is no PriorityClass")


def test_pods_have_one_priority(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        web = pod(chart)
        web.prioritize(priority(chart))
        web.prioritize(External(kind="PriorityClass", name="other"))

    problem = problem_of(on_openshift, build)
    assert problem.message == "'shop' has priority 'shop-test-critical' already"
