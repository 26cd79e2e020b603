"""The identity by which Prometheus reads metrics through an auth proxy."""

from __future__ import annotations

from typing import Any

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    DeclaredSecret,
    Environment,
    EnvironmentChart,
    Parameter,
    ScrapeToken,
    SecretKey,
    SharedNamespace,
    TemplateSecrets,
    synthesize,
)
from tests.samples import Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors

MINIMAL: dict[str, Any] = {"name": "shop-metrics"}
COMPLETE: dict[str, Any] = {"name": "shop-metrics", "path": "/internal/metrics"}


def minimal(chart: EnvironmentChart) -> None:
    ScrapeToken(chart, "token", **MINIMAL)


def complete(chart: EnvironmentChart) -> None:
    ScrapeToken(chart, "token", **COMPLETE)


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(build) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete])
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_what_is_required_and_everything() -> None:
    assert set(MINIMAL) == required_arguments_of(ScrapeToken)
    assert set(COMPLETE) == arguments_of(ScrapeToken)


def test_the_token_is_the_accounts_and_the_account_may_read_the_path(on_openshift: Synthesize) -> None:
    manifests = on_openshift(complete)
    annotations = manifests["Secret/shop-metrics-token"]["metadata"]["annotations"]
    assert annotations == {"kubernetes.io/service-account.name": "shop-metrics"}
    [subject] = manifests["ClusterRoleBinding/shop-test-shop-metrics"]["subjects"]
    assert subject == {"kind": "ServiceAccount", "name": "shop-metrics", "namespace": "shop-test"}
    assert manifests["ClusterRole/shop-test-shop-metrics"]["rules"] == [
        {"nonResourceURLs": ["/internal/metrics"], "verbs": ["get"]}
    ]


def test_the_platforms_have_the_same(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    assert on_openshift(minimal) == on_kubernetes(minimal)


def test_the_cluster_writes_the_token(on_openshift: Synthesize) -> None:
    secret = on_openshift(minimal)["Secret/shop-metrics-token"]
    assert secret["type"] == "kubernetes.io/service-account-token"
    assert not {"data", "stringData"} & set(secret)


def test_the_account_comes_before_its_token(on_openshift: Synthesize) -> None:
    # The token controller deletes the Secret of an account that does not exist. Argo CD applies service
    # accounts first; whoever applies the objects in order must too.
    names = list(on_openshift(minimal))
    assert names.index("ServiceAccount/shop-metrics") < names.index("Secret/shop-metrics-token")


def test_monitors_are_given_the_key(on_openshift: Synthesize) -> None:
    keys: list[SecretKey] = []
    on_openshift(lambda chart: keys.append(ScrapeToken(chart, "token", **MINIMAL).token))
    assert keys == [SecretKey(secret="shop-metrics-token", key="token")]


def test_a_chart_may_have_several(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        minimal(chart)
        ScrapeToken(chart, "other", name="shop-probes", path="/probe")

    manifests = on_openshift(build)
    assert {"ClusterRole/shop-test-shop-metrics", "ClusterRole/shop-test-shop-probes"} <= set(manifests)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [({"name": "Shop"}, "name"), ({"path": "metrics"}, "path"), ({"path": "/metrics?x=1"}, "path")],
)
def test_illegal_arguments_are_refused(
    arguments: dict[str, Any], field: str, on_openshift: Synthesize
) -> None:
    problem = problem_of(on_openshift, lambda chart: ScrapeToken(chart, "token", **{**MINIMAL, **arguments}))
    assert problem.field == field


def test_the_secret_of_the_token_cannot_be_declared_too(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        token = Parameter(name="TOKEN", description="A token.")
        TemplateSecrets().provide(chart, [DeclaredSecret(name="shop-metrics-token", keys={"token": token})])
        minimal(chart)

    problem = problem_of(on_openshift, build)
    assert problem.message.startswith("Secret 'shop-metrics-token' exists already")


def test_in_a_shared_namespace_the_role_has_the_prefix_once(openshift: Environment) -> None:
    shared = openshift.model_copy(update={"name": "blue", "tenancy": SharedNamespace()})

    def shop(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=shared, system="shop")
        ScrapeToken(chart, "token", name=chart.named("shop-metrics"))
        return chart

    manifests = synthesize(shop, select=("schema", "identity"))
    assert {"ClusterRole/shop-blue-shop-metrics", "ServiceAccount/blue-shop-metrics"} <= set(manifests)
    assert manifests["ClusterRoleBinding/shop-blue-shop-metrics"]["subjects"] == [
        {"kind": "ServiceAccount", "name": "blue-shop-metrics", "namespace": "shop-test"}
    ]
