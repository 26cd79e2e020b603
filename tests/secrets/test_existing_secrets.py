"""Secrets that somebody else creates: a promise, checked against what containers need."""

from __future__ import annotations

import pytest

from podwright import EnvironmentChart, ExistingSecrets, External
from tests.declared_secrets import COMPLETE, DATABASE, OPTIONAL, SHOP
from tests.refusals import refusal_of
from tests.samples import Synthesize, problem_of, problems_of

ALL = ExistingSecrets(keys={secret.name: tuple(secret.keys) for secret in COMPLETE})
NEEDED = ExistingSecrets(
    keys={
        secret.name: keys
        for secret in COMPLETE
        if (keys := tuple(key for key in secret.keys if not secret.is_optional(key)))
    }
)


@pytest.mark.parametrize("source", [ALL, NEEDED])
def test_nothing_is_emitted_and_all_is_declared_to_exist(
    source: ExistingSecrets, on_kubernetes: Synthesize
) -> None:
    charts: list[EnvironmentChart] = []

    def build(chart: EnvironmentChart) -> None:
        provided = source.provide(chart, COMPLETE)
        assert provided["shop-secret"].key("slack-token").optional
        charts.append(chart)

    assert on_kubernetes(build) == {}
    expected = [External(kind="Secret", name=name, keys=keys) for name, keys in source.keys.items()]
    assert charts[0].externals == expected


def test_a_secret_of_optional_keys_need_not_exist() -> None:
    assert set(ALL.keys) - set(NEEDED.keys) == {"kubeconfig-secret"}


def test_every_key_that_is_needed_and_missing_is_named(on_kubernetes: Synthesize) -> None:
    source = ExistingSecrets(keys={"db-secret": ("username",)})
    problems = problems_of(on_kubernetes, lambda chart: source.provide(chart, [SHOP, DATABASE]))
    assert [(problem.field, problem.message) for problem in problems] == [
        ("keys['shop-secret']", "Secret 'shop-secret' has no key 'github-token', which is needed"),
        ("keys['db-secret']", "Secret 'db-secret' has no key 'password', which is needed"),
        ("keys['db-secret']", "Secret 'db-secret' has no key 'url', which is needed"),
    ]
    assert problems[0].remedy == "Create it, and add it to keys['shop-secret']"


def test_a_key_that_nothing_reads_is_refused(on_kubernetes: Synthesize) -> None:
    source = ExistingSecrets(keys={"shop-secret": ("github-token", "slack-tokn")})
    problem = problem_of(on_kubernetes, lambda chart: source.provide(chart, [SHOP]))
    message = "nothing reads key 'slack-tokn' of Secret 'shop-secret' (did you mean 'slack-token'?)"
    assert (problem.field, problem.message) == ("keys['shop-secret']", message)


def test_a_secret_that_nothing_reads_is_refused(on_kubernetes: Synthesize) -> None:
    source = ExistingSecrets(keys={"kubeconfig-secrt": ("config",)})
    problem = problem_of(on_kubernetes, lambda chart: source.provide(chart, [OPTIONAL]))
    message = "Secret 'kubeconfig-secrt' is not declared (did you mean 'kubeconfig-secret'?)"
    assert (problem.field, problem.message) == ("keys", message)


def test_a_secret_declared_twice_is_refused(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: ALL.provide(chart, [*COMPLETE, SHOP]))
    assert (problem.field, problem.message) == ("secrets", "Secret 'shop-secret' is declared twice")


@pytest.mark.parametrize(
    ("name", "key", "field"), [("Shop", "token", "keys['Shop']"), ("shop", "a b", "keys['shop']")]
)
def test_names_and_keys_are_legal(name: str, key: str, field: str) -> None:
    problem = refusal_of(lambda: ExistingSecrets(keys={name: (key,)}))
    assert problem.field == f"ExistingSecrets.{field}"
