"""Service accounts and cluster roles: their whole output, and rules that no request would match."""

from __future__ import annotations

from typing import Any

import pytest
from constructs import Construct
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from podwright import (
    ClusterRole,
    Environment,
    EnvironmentChart,
    External,
    OpenShift,
    ResourceRule,
    ServiceAccount,
    Subject,
    UrlRule,
    synthesize,
)
from tests.refusals import refusal_of
from tests.samples import Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors

READ_PODS = ResourceRule(groups=("",), resources=("pods", "pods/log"), verbs=("get", "list"))
READ_HEALTH = UrlRule(paths=("/health",), verbs=("get",))
MINIMAL: dict[str, Any] = {"name": "reader", "rules": (READ_HEALTH,)}
COMPLETE: dict[str, Any] = {
    "name": "client",
    "rules": (
        READ_PODS,
        ResourceRule(groups=("apps",), resources=("deployments",), verbs=("patch",), names=("shop",)),
        UrlRule(paths=("/api/*", "/health"), verbs=("get", "create")),
    ),
    "subjects": (
        Subject(name="shop-client", namespace="shop-test"),
        Subject(name="prometheus-k8s", namespace="openshift-monitoring"),
    ),
    "component": "api-client",
}


def minimal(chart: EnvironmentChart) -> None:
    ClusterRole(chart, "role", **MINIMAL)


def complete(chart: EnvironmentChart) -> None:
    chart.relies_on(
        External(kind="ServiceAccount", name="shop-client"),
        External(kind="ServiceAccount", name="prometheus-k8s", namespace="openshift-monitoring"),
    )
    ClusterRole(chart, "role", **COMPLETE)


def account(chart: EnvironmentChart) -> ServiceAccount:
    return ServiceAccount(chart, "account", name="shop-client", labels=chart.labels_of("api-client"))


@pytest.mark.parametrize("build", [minimal, complete, account], ids=lambda build: build.__name__)
def test_output(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(build) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete, account], ids=lambda build: build.__name__)
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_what_is_required_and_everything() -> None:
    assert set(MINIMAL) == required_arguments_of(ClusterRole)
    assert set(COMPLETE) == arguments_of(ClusterRole)
    assert arguments_of(ServiceAccount) == required_arguments_of(ServiceAccount) == {"name", "labels"}
    given_fields = [rule.model_fields_set for rule in COMPLETE["rules"]]
    assert set(ResourceRule.model_fields) in given_fields
    assert set(UrlRule.model_fields) in given_fields


def test_a_service_account_shows_its_token_to_nobody(on_openshift: Synthesize) -> None:
    assert on_openshift(account)["ServiceAccount/shop-client"]["automountServiceAccountToken"] is False


def test_a_service_account_is_a_subject_in_its_namespace(on_openshift: Synthesize) -> None:
    subjects: list[Subject] = []
    on_openshift(lambda chart: subjects.append(account(chart).subject))
    assert subjects == [Subject(name="shop-client", namespace="shop-test")]


def test_two_service_accounts_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        account(chart)
        ServiceAccount(chart, "other", name="shop-client", labels=chart.labels_of("other"))

    problem = problem_of(on_openshift, build)
    assert problem.message == "ServiceAccount 'shop-client' exists already, made at shop-test/account"


@pytest.mark.parametrize("name", ["", "Shop", "shop_client"])
def test_an_illegal_service_account_is_refused(name: str, on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        ServiceAccount(chart, "account", name=name, labels=chart.labels_of("api-client"))

    assert problem_of(on_openshift, build).field == "name"


def test_environments_of_one_cluster_have_their_own_cluster_roles() -> None:
    def names(environment_name: str) -> set[str]:
        place = Environment(
            name=environment_name,
            namespace=f"shop-{environment_name}",
            platform=OpenShift(version="4.18", apps_domain="apps.example.com"),
        )

        def make(app: Construct) -> EnvironmentChart:
            chart = EnvironmentChart(app, environment=place, system="shop")
            complete(chart)
            return chart

        return set(synthesize(make))

    development, staging = names("development"), names("staging")
    assert development == {
        "ClusterRole/shop-development-client",
        "ClusterRoleBinding/shop-development-client",
    }
    assert not development & staging


def test_cluster_scoped_objects_are_in_no_namespace(on_openshift: Synthesize) -> None:
    for manifest in on_openshift(complete).values():
        assert "namespace" not in manifest["metadata"]


def test_without_subjects_an_administrator_binds_the_role(on_openshift: Synthesize) -> None:
    assert set(on_openshift(minimal)) == {"ClusterRole/shop-test-reader"}


def test_the_binding_binds_the_role_to_the_subjects(on_openshift: Synthesize) -> None:
    manifests = on_openshift(complete)
    binding = manifests["ClusterRoleBinding/shop-test-client"]
    assert binding["roleRef"] == {
        "apiGroup": "rbac.authorization.k8s.io",
        "kind": "ClusterRole",
        "name": manifests["ClusterRole/shop-test-client"]["metadata"]["name"],
    }
    assert binding["subjects"] == [
        {"kind": "ServiceAccount", "name": "shop-client", "namespace": "shop-test"},
        {"kind": "ServiceAccount", "name": "prometheus-k8s", "namespace": "openshift-monitoring"},
    ]


def test_a_role_that_permits_nothing_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: ClusterRole(chart, "role", name="reader", rules=()))
    assert (problem.field, problem.message) == ("rules", "ClusterRole 'shop-test-reader' permits nothing")


def test_two_cluster_roles_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        minimal(chart)
        ClusterRole(chart, "other", **MINIMAL)

    problem = problem_of(on_openshift, build)
    assert problem.message == "ClusterRole 'shop-test-reader' exists already, made at shop-test/role"


@pytest.mark.parametrize("name", ["", "a/b", "100%", ".."])
def test_an_illegal_cluster_role_is_refused(name: str, on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift, lambda chart: ClusterRole(chart, "role", name=name, rules=(READ_HEALTH,))
    )
    assert problem.field == "name"


def resource_rule(**fields: Any) -> ResourceRule:
    return ResourceRule(**{"groups": ("",), "resources": ("pods",), "verbs": ("get",), **fields})


def url_rule(**fields: Any) -> UrlRule:
    return UrlRule(**{"paths": ("/health",), "verbs": ("get",), **fields})


@pytest.mark.parametrize("field", ["groups", "resources", "verbs"])
def test_a_resource_rule_names_all_three(field: str) -> None:
    assert refusal_of(lambda: resource_rule(**{field: ()})).field == f"ResourceRule.{field}"


@pytest.mark.parametrize("field", ["paths", "verbs"])
def test_a_url_rule_names_both(field: str) -> None:
    assert refusal_of(lambda: url_rule(**{field: ()})).field == f"UrlRule.{field}"


@pytest.mark.parametrize("group", ["", "*", "apps", "route.openshift.io", "rbac.authorization.k8s.io"])
def test_groups(group: str) -> None:
    assert resource_rule(groups=(group,)).groups == (group,)


@pytest.mark.parametrize("group", ["apps/v1", "v1/", "Apps", "core ", "app_s"])
def test_a_group_that_no_request_has_is_refused(group: str) -> None:
    problem = refusal_of(lambda: resource_rule(groups=("apps", group)))
    assert problem.field == "ResourceRule.groups[1]"
    assert "without version" in problem.remedy


@pytest.mark.parametrize("resource", ["pods", "pods/log", "serviceaccounts/token", "*", "*/scale", "pods/*"])
def test_resources(resource: str) -> None:
    assert resource_rule(resources=(resource,)).resources == (resource,)


@pytest.mark.parametrize("resource", ["Pod", "Pods", "", "pods/", "/log", "pods log", "pods/log/x"])
def test_a_resource_that_no_request_has_is_refused(resource: str) -> None:
    assert refusal_of(lambda: resource_rule(resources=(resource,))).field == "ResourceRule.resources[0]"


@pytest.mark.parametrize("verb", ["GET", "Get", "", "get,list", "get "])
def test_a_verb_that_no_request_has_is_refused(verb: str) -> None:
    assert refusal_of(lambda: resource_rule(verbs=(verb,))).field == "ResourceRule.verbs[0]"
    assert refusal_of(lambda: url_rule(verbs=(verb,))).field == "UrlRule.verbs[0]"


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(["get", "list", "watch", "create", "use", "bind", "deletecollection", "*"]))
def test_verbs(verb: str) -> None:
    assert resource_rule(verbs=(verb,)).verbs == (verb,)


@pytest.mark.parametrize("verb", ["create", "deletecollection"])
def test_requests_that_name_no_object_cannot_be_limited_to_names(verb: str) -> None:
    # https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
    problem = refusal_of(lambda: resource_rule(verbs=("get", verb), names=("shop",)))
    assert problem.field == "ResourceRule.names"
    assert problem.message.startswith(f"{verb!r} requests name no object")
    assert resource_rule(verbs=(verb,)).names == ()


def test_a_token_can_be_created_for_one_service_account() -> None:
    rule = resource_rule(resources=("serviceaccounts/token",), verbs=("create",), names=("shop",))
    assert rule.names == ("shop",)


@pytest.mark.parametrize("path", ["/", "/health", "/api/*", "/healthz*", "*"])
def test_paths(path: str) -> None:
    assert url_rule(paths=(path,)).paths == (path,)


@pytest.mark.parametrize("path", ["", "health", "/api/*/x", "/*/api", "/metrics?name=up", "/a b"])
def test_a_path_that_no_request_has_is_refused(path: str) -> None:
    assert refusal_of(lambda: url_rule(paths=("/health", path))).field == "UrlRule.paths[1]"


def test_a_subject_is_a_service_account_of_a_namespace() -> None:
    assert refusal_of(lambda: Subject(name="Shop", namespace="shop")).field == "Subject.name"
    assert refusal_of(lambda: Subject(name="shop", namespace="a.b")).field == "Subject.namespace"
