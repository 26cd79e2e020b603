"""Whose namespace it is, and what that means for names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright import (
    Environment,
    GivenNamespace,
    InvalidValueError,
    OpenShift,
    OwnNamespace,
    Problem,
    SharedNamespace,
)
from podwright.vocabulary.names import check_service_name

OPENSHIFT = OpenShift(version="4.18", apps_domain="apps.example.com")
PREFIXES = st.from_regex(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?", fullmatch=True)


def environment(**fields: Any) -> Environment:
    return Environment(**{"name": "test", "namespace": "team", "platform": OPENSHIFT, **fields})


def refusal(**fields: Any) -> Problem:
    with pytest.raises(InvalidValueError) as error:
        environment(**fields)
    [problem] = error.value.problems
    return problem


def test_a_namespace_is_the_environments_own_where_nothing_is_said() -> None:
    assert environment().tenancy == OwnNamespace()
    assert environment().owns_namespace


@pytest.mark.parametrize("tenancy", [GivenNamespace(), SharedNamespace(), SharedNamespace(prefix="blue")])
def test_what_somebody_else_creates_is_not_owned(tenancy: object) -> None:
    assert not environment(tenancy=tenancy).owns_namespace


@pytest.mark.parametrize(
    ("tenancy", "prefix", "name"),
    [
        (OwnNamespace(), "", "tarsy-database"),
        (GivenNamespace(), "", "tarsy-database"),
        (SharedNamespace(), "test", "test-tarsy-database"),
        (SharedNamespace(prefix="blue"), "blue", "blue-tarsy-database"),
    ],
)
def test_names_are_prefixed_where_others_have_the_same(tenancy: object, prefix: str, name: str) -> None:
    place = environment(tenancy=tenancy)
    assert (place.prefix, place.named("tarsy-database")) == (prefix, name)


def test_the_namespace_is_a_string_in_each() -> None:
    for tenancy in (OwnNamespace(), GivenNamespace(), SharedNamespace()):
        assert environment(tenancy=tenancy).namespace == "team"


def test_a_prefixed_name_fits_every_kind_or_is_refused_naming_the_prefix() -> None:
    place = environment(tenancy=SharedNamespace())
    assert place.named("n" * 47) == f"test-{'n' * 47}"
    with pytest.raises(InvalidValueError) as error:
        place.named("n" * 48)
    [problem] = error.value.problems
    assert problem.field == "name"
    assert problem.message == f"'test-{'n' * 48}' has 53 characters, at most 52 are allowed"
    assert problem.remedy == (
        "Give a prefix that is shorter than 'test', tenancy=SharedNamespace(prefix=…), or shorten the name"
    )


def test_a_kind_may_take_longer_names() -> None:
    assert len(environment(tenancy=SharedNamespace()).named("n" * 248, longest=253)) == 253


def test_where_nothing_is_prefixed_the_kind_judges_the_length() -> None:
    assert environment().named("n" * 300) == "n" * 300


@settings(deadline=None, max_examples=50)
@given(prefix=PREFIXES, name=PREFIXES)
def test_a_prefixed_service_name_is_one_or_refused(prefix: str, name: str) -> None:
    place = environment(tenancy=SharedNamespace(prefix=prefix))
    if len(prefix) + 1 + len(name) <= 52:
        assert check_service_name(place.named(name)) == f"{prefix}-{name}"
    else:
        with pytest.raises(InvalidValueError, match="at most 52"):
            place.named(name)


@pytest.mark.parametrize("prefix", ["", "1st", "Blue", "blue-", "blue.green"])
def test_a_prefix_that_no_service_name_begins_with_is_refused(prefix: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        SharedNamespace(prefix=prefix)
    [problem] = error.value.problems
    assert problem.field == "SharedNamespace.prefix"


def test_an_environment_whose_name_cannot_prefix_needs_a_prefix() -> None:
    problem = refusal(name="2nd", tenancy=SharedNamespace())
    assert problem.field == "Environment.tenancy"
    assert problem.message == "no name of a Service begins with '2nd', the environment's name"
    assert "SharedNamespace(prefix=…)" in problem.remedy
    assert environment(name="2nd", tenancy=SharedNamespace(prefix="second")).prefix == "second"
    assert environment(name="2nd").prefix == ""


def test_something_else_is_no_tenancy() -> None:
    problem = refusal(tenancy="shared")
    assert problem.message == "expected OwnNamespace, GivenNamespace or SharedNamespace, got str"
