"""The namespace of an environment: what it enforces, and that it is not removed by accident."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import Environment, EnvironmentChart, Namespace
from tests.samples import Synthesize, arguments_of
from tests.validity import schema_errors


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
