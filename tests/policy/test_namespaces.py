"""The namespace of an environment: what it enforces, and that it is not removed by accident."""

from __future__ import annotations

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    App,
    Environment,
    EnvironmentChart,
    External,
    GivenNamespace,
    Namespace,
    SharedNamespace,
    Tenancy,
    synthesize,
)
from tests.samples import Manifests, Synthesize, arguments_of
from tests.validity import schema_errors

ELSEWHERE = [
    pytest.param(GivenNamespace(), id="given"),
    pytest.param(SharedNamespace(), id="shared"),
    pytest.param(SharedNamespace(prefix="blue"), id="prefixed"),
]
"""What leaves the namespace to somebody else."""


def in_namespace(environment: Environment, tenancy: Tenancy) -> Environment:
    return environment.model_copy(update={"tenancy": tenancy})


def synthesized(environment: Environment) -> Manifests:
    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        namespace(chart)
        return chart

    return synthesize(make_chart)


def namespace(chart: EnvironmentChart) -> None:
    Namespace(chart, "namespace")


def test_output(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(namespace) == yaml_snapshot


def test_the_schema_takes_it(on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(namespace), openshift) == []


def test_the_snapshot_gives_everything() -> None:
    assert arguments_of(Namespace) == set()


@pytest.mark.parametrize("mode", ["enforce", "audit", "warn"])
def test_pod_security_is_restricted(mode: str, on_openshift: Synthesize) -> None:
    labels = on_openshift(namespace)["Namespace/shop-test"]["metadata"]["labels"]
    assert labels[f"pod-security.kubernetes.io/{mode}"] == "restricted"


def test_it_is_in_no_namespace(on_openshift: Synthesize) -> None:
    assert "namespace" not in on_openshift(namespace)["Namespace/shop-test"]["metadata"]


def test_argo_cd_asks_before_it_removes_what_holds_all_the_data(on_openshift: Synthesize) -> None:
    annotations = on_openshift(namespace)["Namespace/shop-test"]["metadata"]["annotations"]
    assert annotations == {"argocd.argoproj.io/sync-options": "Delete=confirm,Prune=confirm"}


def test_it_comes_with_a_policy_that_refuses_by_default(on_openshift: Synthesize) -> None:
    manifests = on_openshift(namespace)
    assert manifests["NetworkPolicy/default-deny"]["metadata"]["namespace"] == "shop-test"
    assert manifests["NetworkPolicy/default-deny"]["spec"]["podSelector"] == {}


def test_the_platforms_have_the_same(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    assert on_openshift(namespace) == on_kubernetes(namespace)


@pytest.mark.parametrize("tenancy", ELSEWHERE)
def test_elsewhere_only_the_charts_own_pods_refuse_by_default(
    tenancy: Tenancy, openshift: Environment, yaml_snapshot: SnapshotAssertion
) -> None:
    place = in_namespace(openshift, tenancy)
    manifests = synthesized(place)
    assert manifests == yaml_snapshot
    assert schema_errors(manifests, place) == []
    policy = manifests["NetworkPolicy/shop-test-default-deny"]
    assert policy["spec"]["podSelector"] == {"matchLabels": {"app.kubernetes.io/instance": "shop-test"}}
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]


@pytest.mark.parametrize("tenancy", ELSEWHERE)
def test_elsewhere_the_namespace_is_relied_on_and_not_created(
    tenancy: Tenancy, openshift: Environment
) -> None:
    chart = EnvironmentChart(App(), environment=in_namespace(openshift, tenancy), system="shop")
    namespace(chart)
    assert [manifest["kind"] for manifest in chart.to_json()] == ["NetworkPolicy"]
    assert chart.externals == [External(kind="Namespace", name="shop-test")]
