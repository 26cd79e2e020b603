"""Environments: their hosts, their namespaces, and what only one platform has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright import (
    Environment,
    InvalidValueError,
    Kubernetes,
    OpenShift,
    OwnNamespace,
    Problem,
    SharedNamespace,
    Tenancy,
)

SLOWLY = settings(deadline=None, max_examples=50)
"""How long one example takes says nothing about a value; a busy machine would fail the run."""

OPENSHIFT = OpenShift(version="4.18", apps_domain="apps.example.com")
KUBERNETES = Kubernetes(version="1.31", apps_domain="k8s.example.com")
LABELS = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", fullmatch=True)


def environment(**fields: Any) -> Environment:
    return Environment(**{"name": "test", "namespace": "shop-test", "platform": OPENSHIFT, **fields})


def only_problem(error: pytest.ExceptionInfo[InvalidValueError]) -> Problem:
    [problem] = error.value.problems
    return problem


def test_a_host_names_the_service_and_the_environment() -> None:
    assert environment().host("tarsy-api") == "tarsy-api-test.apps.example.com"
    assert environment(platform=KUBERNETES).host("tarsy-api") == "tarsy-api-test.k8s.example.com"


@SLOWLY
@given(service=LABELS, name=LABELS)
def test_a_host_is_legal_or_refused(service: str, name: str) -> None:
    place = environment(name=name)
    label = f"{service}-{name}"
    if len(label) <= 63:
        assert place.host(service) == f"{label}.apps.example.com"
    else:
        with pytest.raises(InvalidValueError) as error:
            place.host(service)
        assert only_problem(error).field == "service"


def test_a_host_label_has_at_most_63_characters() -> None:
    assert environment().host("s" * 58) == f"{'s' * 58}-test.apps.example.com"
    with pytest.raises(InvalidValueError) as error:
        environment().host("s" * 59)
    problem = only_problem(error)
    assert problem.message == f"'{'s' * 59}-test' is not one label of a host name"
    assert "at most 63" in problem.remedy


@pytest.mark.parametrize("service", ["", "Tarsy", "tarsy_api", "-tarsy", "https://tarsy", "tarsy.api"])
def test_a_host_label_is_one_legal_label(service: str) -> None:
    # The router's wildcard certificate covers one level below the domain: no dots either.
    with pytest.raises(InvalidValueError) as error:
        environment().host(service)
    assert only_problem(error).field == "service"


def test_a_host_is_not_longer_than_a_dns_name() -> None:
    domain = ".".join(["d" * 60] * 4)
    place = environment(platform=OpenShift(version="4.18", apps_domain=domain))
    assert len(place.host("shop")) == 253
    with pytest.raises(InvalidValueError, match="is not a DNS host name"):
        place.host("shops")


@pytest.mark.parametrize(
    "namespace", ["default", "kube-system", "kube-anything", "openshift", "openshift-monitoring"]
)
def test_namespaces_of_the_cluster_are_refused(namespace: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        environment(namespace=namespace)
    problem = only_problem(error)
    assert problem.field == "Environment.namespace"
    assert problem.message == f"namespace {namespace!r} belongs to the cluster"


@pytest.mark.parametrize("namespace", ["defaults", "kubernetes", "openshifter", "my-openshift-shop"])
def test_namespaces_that_only_look_alike_are_accepted(namespace: str) -> None:
    assert environment(namespace=namespace).namespace == namespace


@pytest.mark.parametrize("field", ["name", "namespace"])
@pytest.mark.parametrize("text", ["", "Shop", "shop_test", "shop.test", "-shop", "s" * 64])
def test_names_are_dns_labels(field: str, text: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        environment(**{field: text})
    assert only_problem(error).field == f"Environment.{field}"


def test_what_needs_openshift_gets_it() -> None:
    assert environment().openshift("a Route", instead="an Ingress") is OPENSHIFT


def test_what_needs_openshift_is_refused_elsewhere_with_a_remedy() -> None:
    with pytest.raises(InvalidValueError) as error:
        environment(platform=KUBERNETES).openshift("a Route", instead="an Ingress")
    problem = only_problem(error)
    assert problem.field == "platform"
    assert problem.message == "a Route needs OpenShift, but 'test' is Kubernetes"
    assert problem.remedy == "Choose an Ingress, or set platform=OpenShift(…)"


def test_a_platform_is_one_of_two() -> None:
    with pytest.raises(InvalidValueError) as error:
        environment(platform="OpenShift")
    assert only_problem(error).message == "expected OpenShift or Kubernetes, got str"


def test_an_environment_cannot_change() -> None:
    place: Any = environment()
    with pytest.raises(ValueError, match="frozen"):
        place.name = "other"


@pytest.mark.parametrize(
    ("tenancy", "name"),
    [(OwnNamespace(), "web"), (SharedNamespace(), "test-web"), (SharedNamespace(prefix="qa"), "qa-web")],
)
def test_a_name_can_be_told_from_its_prefix(tenancy: Tenancy, name: str) -> None:
    place = environment(tenancy=tenancy)
    assert place.named("web") == name
    assert place.unprefixed(name) == "web"
    # What others named has none.
    assert place.unprefixed("web") == "web"
