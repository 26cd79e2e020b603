"""Secrets from the External Secrets Operator: what it makes of them, and what is refused before."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Duration,
    Environment,
    EnvironmentChart,
    External,
    ExternalSecret,
    ExternalSecrets,
)
from tests.declared_secrets import (
    ALL_VALUES,
    COMPLETE,
    FILES,
    REQUIRED_VALUES,
    SHOP,
    WITH_ALL_VALUES,
    WITH_REQUIRED_VALUES,
    entries_of,
)
from tests.refusals import refusal_of
from tests.samples import Manifests, Synthesize, arguments_of, problem_of, required_arguments_of
from tests.secret_operators import OperatorError, external_secret
from tests.validity import schema_errors

SOURCE = ExternalSecrets(store="vault", path="shop/test")
MINIMAL: dict[str, Any] = {"secret": SHOP, "store": "vault", "entry": "shop/test/shop-secret"}
ALL: dict[str, Any] = {
    "secret": FILES,
    "store": "own-store",
    "entry": "files",
    "store_kind": "SecretStore",
    "refresh": Duration.parse("90m"),
}


def minimal(chart: EnvironmentChart) -> None:
    ExternalSecret(chart, "external-secret", **MINIMAL)


def all_options(chart: EnvironmentChart) -> None:
    ExternalSecret(chart, "external-secret", **ALL)


def complete(chart: EnvironmentChart) -> None:
    SOURCE.provide(chart, COMPLETE)


def made_of(manifests: Manifests, store: dict[str, dict[str, str]]) -> dict[str, dict[str, bytes]]:
    return dict(external_secret(manifest, store) for manifest in manifests.values())


def test_minimal(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(minimal) == yaml_snapshot


def test_all_options(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(all_options) == yaml_snapshot


def test_a_choice_with_every_presence(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(complete) == yaml_snapshot


def test_the_snapshots_give_everything() -> None:
    assert set(MINIMAL) == required_arguments_of(ExternalSecret)
    assert set(ALL) == arguments_of(ExternalSecret)


@pytest.mark.parametrize("build", [minimal, all_options, complete])
def test_the_schema_takes_it(
    build: Any,
    on_kubernetes: Synthesize,
    kubernetes: Environment,
    on_openshift: Synthesize,
    openshift: Environment,
) -> None:
    assert schema_errors(on_kubernetes(build), kubernetes) == []
    assert schema_errors(on_openshift(build), openshift) == []


@pytest.mark.parametrize(
    ("values", "expected"), [(REQUIRED_VALUES, WITH_REQUIRED_VALUES), (ALL_VALUES, WITH_ALL_VALUES)]
)
def test_the_operator_makes_the_declared_secrets(
    values: dict[str, str], expected: dict[str, dict[str, bytes]], on_kubernetes: Synthesize
) -> None:
    store = entries_of(COMPLETE, values, below="shop/test/")
    assert made_of(on_kubernetes(complete), store) == expected


def test_what_else_an_entry_holds_stays_out(on_kubernetes: Synthesize) -> None:
    store = entries_of(COMPLETE, ALL_VALUES, below="shop/test/")
    for entry in store.values():
        entry["ADMIN_PASSWORD"] = base64.b64encode(b"hunter2").decode()
    assert made_of(on_kubernetes(complete), store) == WITH_ALL_VALUES


@pytest.mark.parametrize("name", sorted(REQUIRED_VALUES))
@pytest.mark.parametrize("empty", [False, True])
def test_without_a_required_value_the_operator_reports_its_name(
    name: str, empty: bool, on_kubernetes: Synthesize
) -> None:
    values = {other: value for other, value in REQUIRED_VALUES.items() if other != name}
    store = entries_of(COMPLETE, {**values, **({name: ""} if empty else {})}, below="shop/test/")
    with pytest.raises(OperatorError, match=f"the entry has no {name}"):
        made_of(on_kubernetes(complete), store)


def test_base64_that_was_wrapped_is_read_and_other_texts_are_errors(on_kubernetes: Synthesize) -> None:
    store = entries_of(COMPLETE, REQUIRED_VALUES, below="shop/test/")
    manifests = on_kubernetes(complete)
    store["shop/test/files-secret"]["KEY_FILE"] = base64.encodebytes(b"x" * 100).decode()
    assert made_of(manifests, store)["files-secret"]["key.json"] == b"x" * 100
    store["shop/test/files-secret"]["KEY_FILE"] = "no base64!"
    with pytest.raises(OperatorError, match="illegal base64"):
        made_of(manifests, store)


def test_the_secret_outlives_a_slip_in_the_store(on_kubernetes: Synthesize) -> None:
    target = on_kubernetes(minimal)["ExternalSecret/shop-secret"]["spec"]["target"]
    assert target["deletionPolicy"] == "Retain"
    assert target["creationPolicy"] == "Owner"


def test_what_the_api_server_fills_into_lists_is_written(on_kubernetes: Synthesize) -> None:
    # Otherwise Argo CD reports a difference for ever.
    [source] = on_kubernetes(minimal)["ExternalSecret/shop-secret"]["spec"]["dataFrom"]
    assert set(source["extract"]) == {"key", "conversionStrategy", "decodingStrategy", "metadataPolicy"}


def test_the_store_is_declared_to_exist(on_kubernetes: Synthesize) -> None:
    charts: list[EnvironmentChart] = []

    def build(chart: EnvironmentChart) -> None:
        complete(chart)
        charts.append(chart)

    on_kubernetes(build)
    assert charts[0].externals == [External(kind="ClusterSecretStore", name="vault")]


@pytest.mark.parametrize(
    ("fields", "entry"),
    [
        ({}, "shop/test/shop-secret"),
        ({"path": "shop-test", "separator": "-"}, "shop-test-shop-secret"),
        ({"entries": {"shop-secret": "other/entry"}}, "other/entry"),
    ],
)
def test_the_entry_of_a_secret(fields: dict[str, Any], entry: str, on_kubernetes: Synthesize) -> None:
    source = SOURCE.model_copy(update=fields)
    manifests = on_kubernetes(lambda chart: source.provide(chart, [SHOP]))
    assert manifests["ExternalSecret/shop-secret"]["spec"]["dataFrom"][0]["extract"]["key"] == entry


def test_a_secret_of_optional_keys_may_have_no_entry(on_kubernetes: Synthesize) -> None:
    source = SOURCE.model_copy(update={"absent": ("kubeconfig-secret",)})

    def build(chart: EnvironmentChart) -> None:
        assert source.provide(chart, COMPLETE)["kubeconfig-secret"].key("config").optional

    made = {"ExternalSecret/shop-secret", "ExternalSecret/db-secret", "ExternalSecret/files-secret"}
    assert set(on_kubernetes(build)) == made


def test_a_secret_that_is_needed_has_an_entry(on_kubernetes: Synthesize) -> None:
    source = SOURCE.model_copy(update={"absent": ("db-secret",)})
    problem = problem_of(on_kubernetes, lambda chart: source.provide(chart, COMPLETE))
    message = "key 'username' of Secret 'db-secret' is needed, but the Secret has no entry"
    assert (problem.field, problem.message) == ("absent", message)


@pytest.mark.parametrize("fields", [{"absent": ("shop-secrets",)}, {"entries": {"shop-secrets": "x"}}])
def test_misspelt_secrets_are_refused(fields: dict[str, Any], on_kubernetes: Synthesize) -> None:
    source = SOURCE.model_copy(update=fields)
    problem = problem_of(on_kubernetes, lambda chart: source.provide(chart, [SHOP]))
    message = "Secret 'shop-secrets' is not declared (did you mean 'shop-secret'?)"
    assert (problem.field, problem.message) == (next(iter(fields)), message)


def test_a_secret_declared_twice_is_refused(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        minimal(chart)
        ExternalSecret(chart, "again", **MINIMAL)

    problem = problem_of(on_kubernetes, build)
    assert problem.message.startswith("Secret 'shop-secret' exists already")


@pytest.mark.parametrize(
    "path", ["", "/shop", "shop/", "shop//test", "shop/../admin", "shop test", "shop\ntest"]
)
def test_other_paths_are_refused(path: str) -> None:
    problem = refusal_of(lambda: ExternalSecrets(store="vault", path=path))
    assert problem.field == "ExternalSecrets.path"


def test_values_are_fetched_again() -> None:
    problem = refusal_of(lambda: ExternalSecrets(store="vault", path="shop", refresh=Duration(0)))
    assert problem.field == "ExternalSecrets.refresh"


@pytest.mark.parametrize("fields", [{"store": "Vault"}, {"refresh": Duration(0)}])
def test_a_construct_refuses_them_too(fields: dict[str, Any], on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda c: ExternalSecret(c, "x", **{**MINIMAL, **fields}))
    assert problem.field == next(iter(fields))


@pytest.mark.parametrize(("refresh", "written"), [("1h", "1h0m0s"), ("90s", "1m30s"), ("45s", "45s")])
def test_the_refresh_interval_is_a_duration_of_go(
    refresh: str, written: str, on_kubernetes: Synthesize
) -> None:
    fields = {**MINIMAL, "refresh": Duration.parse(refresh)}
    manifest = on_kubernetes(lambda c: ExternalSecret(c, "x", **fields))["ExternalSecret/shop-secret"]
    assert manifest["spec"]["refreshInterval"] == written


def test_no_value_of_a_secret_is_in_the_output(on_kubernetes: Synthesize) -> None:
    assert "s3cr3t" not in str(on_kubernetes(complete))
