"""Quotas: what a namespace may take, and what could never be used."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    App,
    Environment,
    EnvironmentChart,
    GivenNamespace,
    Quota,
    ResourceQuota,
    SharedNamespace,
    Tenancy,
)
from tests.refusals import refusal_of, refusals_of
from tests.samples import Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors

MINIMAL: dict[str, Any] = {
    "cpu_requests": "2",
    "cpu_limits": "8",
    "memory_requests": "4Gi",
    "memory_limits": "12Gi",
}
ALL: dict[str, Any] = {**MINIMAL, "storage": "100Gi", "pods": 20}


def quota(chart: EnvironmentChart, id: str = "quota", name: str = "shop", **fields: Any) -> None:
    ResourceQuota(chart, id, name=name, quota=Quota(**{**MINIMAL, **fields}))


def minimal(chart: EnvironmentChart) -> None:
    quota(chart)


def complete(chart: EnvironmentChart) -> None:
    quota(chart, **ALL)


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(build) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_what_is_required_and_everything() -> None:
    assert arguments_of(ResourceQuota) == required_arguments_of(ResourceQuota) == {"name", "quota"}
    assert {name for name, field in Quota.model_fields.items() if field.is_required()} == set(MINIMAL)
    assert set(Quota.model_fields) == set(ALL)


def test_what_is_not_limited_is_not_written(on_openshift: Synthesize) -> None:
    hard = on_openshift(minimal)["ResourceQuota/shop"]["spec"]["hard"]
    assert set(hard) == {"requests.cpu", "limits.cpu", "requests.memory", "limits.memory"}


@pytest.mark.parametrize(("field", "value"), [("cpu_requests", "8001m"), ("memory_requests", "13Gi")])
def test_more_requests_than_limits_are_refused(field: str, value: str) -> None:
    problem = refusal_of(lambda: Quota(**{**MINIMAL, field: value}))
    assert problem.field == f"Quota.{field}"
    assert problem.message.startswith(f"{value} of ")


def test_everything_that_is_wrong_is_said() -> None:
    problems = refusals_of(lambda: Quota(**{**MINIMAL, "cpu_requests": "9", "memory_requests": "13Gi"}))
    assert [problem.field for problem in problems] == ["Quota.cpu_requests", "Quota.memory_requests"]


@pytest.mark.parametrize(
    ("field", "value"), [("cpu_limits", "4Gi"), ("memory_limits", "1m"), ("storage", "big"), ("pods", 0)]
)
def test_what_is_no_amount_is_refused(field: str, value: Any) -> None:
    assert refusal_of(lambda: Quota(**{**MINIMAL, field: value})).field == f"Quota.{field}"


def test_an_illegal_name_is_refused(on_openshift: Synthesize) -> None:
    assert problem_of(on_openshift, lambda chart: quota(chart, name="Shop")).field == "name"


def test_two_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        quota(chart)
        quota(chart, "again")

    assert (
        problem_of(on_openshift, build).message
        == "ResourceQuota 'shop' exists already, made at shop-test/quota"
    )


@pytest.mark.parametrize("tenancy", [GivenNamespace(), SharedNamespace()])
def test_a_quota_in_somebody_elses_namespace_is_refused(tenancy: Tenancy, openshift: Environment) -> None:
    place = openshift.model_copy(update={"tenancy": tenancy})
    chart = EnvironmentChart(App(), environment=place, system="shop")
    problem = refusal_of(lambda: minimal(chart))
    assert problem.field == "quota"
    assert problem.message == ("a quota limits everybody in namespace 'shop-test', which is not created here")
    assert problem.remedy == (
        "Leave it to the namespace's owner (quota=None), or choose tenancy=OwnNamespace()"
    )
