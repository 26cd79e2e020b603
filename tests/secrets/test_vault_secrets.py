"""Secrets from the Vault Secrets Operator: what it makes of them, with which rights, and who is restarted."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Container,
    Deployment,
    Duration,
    Environment,
    EnvironmentChart,
    External,
    ProvidedSecret,
    VaultAuth,
    VaultConnection,
    VaultSecrets,
    VaultStaticSecret,
)
from tests.declared_secrets import (
    ALL_VALUES,
    COMPLETE,
    DATABASE,
    FILES,
    REQUIRED_VALUES,
    SHOP,
    WITH_ALL_VALUES,
    WITH_REQUIRED_VALUES,
    entries_of,
)
from tests.refusals import refusal_of
from tests.samples import Manifests, Synthesize, arguments_of, container, problem_of, required_arguments_of
from tests.secret_operators import OperatorError, vault_static_secret
from tests.validity import schema_errors

SOURCE = VaultSecrets(mount="kv", path="shop/test", role="shop-test")
EVERYTHING = VaultSecrets(
    mount="teams/kv",
    path="shop/test",
    role="shop-test",
    roles={"db-secret": "shop-test-database"},
    entries={"db-secret": "databases/shop"},
    absent=("kubeconfig-secret",),
    address="https://vault.vault.svc:8200",
    ca_secret="vault-ca",
    vault_namespace="admin",
    auth_mount="clusters/test",
    audience="https://vault.example.com",
    refresh=Duration.parse("90s"),
)

CONNECTION: dict[str, Any] = {"name": "shop-vault", "address": "https://vault.vault.svc:8200"}
ALL_OF_CONNECTION = {**CONNECTION, "ca_secret": "vault-ca"}
AUTH: dict[str, Any] = {"name": "shop-vault", "role": "shop-test"}
ALL_OF_AUTH = {
    **AUTH,
    "connection": "shop-vault",
    "vault_namespace": "admin",
    "auth_mount": "clusters/test",
    "audience": "https://vault.example.com",
}
STATIC: dict[str, Any] = {"secret": SHOP, "auth": "shop-vault", "mount": "kv", "entry": "shop/test"}
ALL_OF_STATIC = {**STATIC, "secret": FILES, "vault_namespace": "admin", "refresh": Duration.parse("90m")}


def minimal(chart: EnvironmentChart) -> None:
    VaultConnection(chart, "connection", **CONNECTION)
    VaultAuth(chart, "auth", **AUTH)
    VaultStaticSecret(chart, "secret", **STATIC)


def all_options(chart: EnvironmentChart) -> None:
    VaultConnection(chart, "connection", **ALL_OF_CONNECTION)
    VaultAuth(chart, "auth", **ALL_OF_AUTH)
    VaultStaticSecret(chart, "secret", **ALL_OF_STATIC)


def complete(chart: EnvironmentChart) -> None:
    SOURCE.provide(chart, COMPLETE)


def everything(chart: EnvironmentChart) -> None:
    EVERYTHING.provide(chart, COMPLETE)


def made_of(manifests: Manifests, vault: dict[str, dict[str, str]]) -> dict[str, dict[str, bytes]]:
    secrets = [manifest for manifest in manifests.values() if manifest["kind"] == "VaultStaticSecret"]
    return dict(vault_static_secret(manifest, vault) for manifest in secrets)


def test_minimal(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(minimal) == yaml_snapshot


def test_all_options(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(all_options) == yaml_snapshot


def test_a_minimal_choice(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(complete) == yaml_snapshot


def test_a_choice_of_everything(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(everything) == yaml_snapshot


def test_the_snapshots_give_everything() -> None:
    for construct, required, everything_of in (
        (VaultConnection, CONNECTION, ALL_OF_CONNECTION),
        (VaultAuth, AUTH, ALL_OF_AUTH),
        (VaultStaticSecret, STATIC, ALL_OF_STATIC),
    ):
        assert set(required) == required_arguments_of(construct)
        assert set(everything_of) == arguments_of(construct)
    assert EVERYTHING.model_fields_set == set(VaultSecrets.model_fields)


@pytest.mark.parametrize("build", [minimal, all_options, complete, everything])
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
    vault = entries_of(COMPLETE, values, below="kv/data/shop/test/")
    assert made_of(on_kubernetes(complete), vault) == expected


def test_what_else_an_entry_holds_stays_out(on_kubernetes: Synthesize) -> None:
    vault = entries_of(COMPLETE, ALL_VALUES, below="kv/data/shop/test/")
    for entry in vault.values():
        entry["ADMIN_PASSWORD"] = "hunter2"
    assert made_of(on_kubernetes(complete), vault) == WITH_ALL_VALUES


@pytest.mark.parametrize("name", sorted(REQUIRED_VALUES))
@pytest.mark.parametrize("empty", [False, True])
def test_without_a_required_value_the_operator_reports_its_name(
    name: str, empty: bool, on_kubernetes: Synthesize
) -> None:
    values = {other: value for other, value in REQUIRED_VALUES.items() if other != name}
    vault = entries_of(COMPLETE, {**values, **({name: ""} if empty else {})}, below="kv/data/shop/test/")
    with pytest.raises(OperatorError, match=f"the entry has no {name}"):
        made_of(on_kubernetes(complete), vault)


@pytest.mark.parametrize("name", ["KEY_FILE", "EXTRA_FILE", "DEFAULT_FILE"])
def test_base64_that_was_wrapped_is_read_and_other_texts_are_errors(
    name: str, on_kubernetes: Synthesize
) -> None:
    vault = entries_of(COMPLETE, REQUIRED_VALUES, below="kv/data/shop/test/")
    manifests = on_kubernetes(complete)
    vault["kv/data/shop/test/files-secret"][name] = base64.encodebytes(b"x" * 100).decode()
    assert b"x" * 100 in made_of(manifests, vault)["files-secret"].values()
    # `b64dec` alone would put the words of its error into the Secret.
    vault["kv/data/shop/test/files-secret"][name] = "no base64!"
    with pytest.raises(OperatorError, match=f"{name} is not base64"):
        made_of(manifests, vault)


def reader(name: str) -> Container:
    return container(name, env={"TOKEN": ProvidedSecret(SHOP).key("github-token")})


@pytest.mark.parametrize("secret_first", [True, False])
def test_workloads_that_read_a_secret_are_restarted(secret_first: bool, on_kubernetes: Synthesize) -> None:
    def pods(chart: EnvironmentChart) -> None:
        for name in ("web", "api"):
            Deployment(chart, name, name=name, component=name, containers=[reader(name)])
        Deployment(chart, "other", name="other", component="other", containers=[container("other")])

    def build(chart: EnvironmentChart) -> None:
        steps: list[Callable[[EnvironmentChart], object]] = [complete, pods]
        for step in steps if secret_first else reversed(steps):
            step(chart)

    manifests = on_kubernetes(build)
    assert manifests["VaultStaticSecret/shop-secret"]["spec"]["rolloutRestartTargets"] == [
        {"kind": "Deployment", "name": "api"},
        {"kind": "Deployment", "name": "web"},
    ]
    assert "rolloutRestartTargets" not in manifests["VaultStaticSecret/db-secret"]["spec"]


def test_only_what_can_be_restarted_is(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        complete(chart)
        for kind in ("CronJob", "StatefulSet", "Job", "DaemonSet"):
            chart.note_reader(secret="shop-secret", kind=kind, name="x")

    spec = on_kubernetes(build)["VaultStaticSecret/shop-secret"]["spec"]
    assert [target["kind"] for target in spec["rolloutRestartTargets"]] == ["DaemonSet", "StatefulSet"]


def test_a_secret_with_a_role_of_its_own_has_an_account_of_its_own(on_kubernetes: Synthesize) -> None:
    source = SOURCE.model_copy(update={"roles": {"db-secret": "shop-database"}})
    manifests = on_kubernetes(lambda chart: source.provide(chart, COMPLETE))
    auths = {
        manifest["spec"]["destination"]["name"]: manifests[f"VaultAuth/{manifest['spec']['vaultAuthRef']}"]
        for manifest in manifests.values()
        if manifest["kind"] == "VaultStaticSecret"
    }
    signs_in = {
        name: (auth["spec"]["kubernetes"]["role"], auth["spec"]["kubernetes"]["serviceAccount"])
        for name, auth in auths.items()
    }
    assert signs_in == {
        "shop-secret": ("shop-test", "shop-vault"),
        "db-secret": ("shop-database", "shop-vault-db-secret"),
        "files-secret": ("shop-test", "shop-vault"),
        "kubeconfig-secret": ("shop-test", "shop-vault"),
    }
    for _, account in signs_in.values():
        assert manifests[f"ServiceAccount/{account}"]["automountServiceAccountToken"] is False


def test_a_role_that_no_secret_uses_gets_no_account(on_kubernetes: Synthesize) -> None:
    source = SOURCE.model_copy(update={"roles": {"shop-secret": "shop-only"}})
    manifests = on_kubernetes(lambda chart: source.provide(chart, [SHOP]))
    assert set(manifests) == {
        "ServiceAccount/shop-vault-shop-secret",
        "VaultAuth/shop-vault-shop-secret",
        "VaultStaticSecret/shop-secret",
    }


def test_without_an_address_the_operators_own_connection_is_used(on_kubernetes: Synthesize) -> None:
    manifests = on_kubernetes(complete)
    assert "VaultConnection/shop-vault" not in manifests
    assert "vaultConnectionRef" not in manifests["VaultAuth/shop-vault"]["spec"]


def test_the_server_is_verified_by_a_secret_that_is_declared_to_exist(on_kubernetes: Synthesize) -> None:
    charts: list[EnvironmentChart] = []

    def build(chart: EnvironmentChart) -> None:
        everything(chart)
        charts.append(chart)

    spec = on_kubernetes(build)["VaultConnection/shop-vault"]["spec"]
    assert (spec["caCertSecretRef"], spec["skipTLSVerify"]) == ("vault-ca", False)
    assert charts[0].externals == [External(kind="Secret", name="vault-ca", keys=("ca.crt",))]


@pytest.mark.parametrize(
    ("refresh", "written"), [("1h", "1h"), ("90m", "90m"), ("1h30m", "90m"), ("90s", "90s"), ("24h", "24h")]
)
def test_refresh_has_a_single_unit(refresh: str, written: str, on_kubernetes: Synthesize) -> None:
    fields = {**STATIC, "refresh": Duration.parse(refresh)}
    spec = on_kubernetes(lambda c: VaultStaticSecret(c, "x", **fields))["VaultStaticSecret/shop-secret"][
        "spec"
    ]
    assert spec["refreshAfter"] == written
    assert re.fullmatch(r"([0-9]+(\.[0-9]+)?(s|m|h))", written)


def test_labels_that_the_operator_writes_itself_are_left_to_it(on_kubernetes: Synthesize) -> None:
    labels = on_kubernetes(minimal)["VaultStaticSecret/shop-secret"]["spec"]["destination"]["labels"]
    assert labels == {"app.kubernetes.io/instance": "shop-test", "app.kubernetes.io/part-of": "shop"}


def test_a_secret_that_is_needed_has_an_entry(on_kubernetes: Synthesize) -> None:
    source = SOURCE.model_copy(update={"absent": ("shop-secret",)})
    problem = problem_of(on_kubernetes, lambda chart: source.provide(chart, COMPLETE))
    message = "key 'github-token' of Secret 'shop-secret' is needed, but the Secret has no entry"
    assert (problem.field, problem.message) == ("absent", message)


@pytest.mark.parametrize(
    "fields", [{"absent": ("db-secrets",)}, {"entries": {"db-secrets": "x"}}, {"roles": {"db-secrets": "x"}}]
)
def test_misspelt_secrets_are_refused(fields: dict[str, Any], on_kubernetes: Synthesize) -> None:
    source = SOURCE.model_copy(update=fields)
    problem = problem_of(on_kubernetes, lambda chart: source.provide(chart, [DATABASE]))
    message = "Secret 'db-secrets' is not declared (did you mean 'db-secret'?)"
    assert (problem.field, problem.message) == (next(iter(fields)), message)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"mount": ""}, "mount"),
        ({"mount": "kv/"}, "mount"),
        ({"path": "/shop"}, "path"),
        ({"path": "data/shop"}, "path"),
        ({"path": "data"}, "path"),
        ({"entries": {"shop": "data/shop"}}, "entries['shop']"),
        ({"role": ""}, "role"),
        ({"role": "shop/test"}, "role"),
        ({"role": "-shop"}, "role"),
        ({"roles": {"shop": "a b"}}, "roles['shop']"),
        ({"address": "http://vault:8200"}, "address"),
        ({"address": "https://user:pw@vault"}, "address"),
        ({"address": "https://vault:8200/v1"}, "address"),
        ({"address": "vault:8200"}, "address"),
        ({"ca_secret": "vault-ca"}, "ca_secret"),
        ({"audience": ""}, "audience"),
        ({"auth_mount": "auth kubernetes"}, "auth_mount"),
        ({"vault_namespace": "admin/"}, "vault_namespace"),
        ({"refresh": Duration(0)}, "refresh"),
    ],
)
def test_what_vault_does_not_know_is_refused(fields: dict[str, Any], field: str) -> None:
    given: dict[str, Any] = {"mount": "kv", "path": "shop", "role": "shop", **fields}
    assert refusal_of(lambda: VaultSecrets(**given)).field == f"VaultSecrets.{field}"


def test_the_path_of_the_api_is_corrected() -> None:
    problem = refusal_of(lambda: VaultSecrets(mount="kv", path="data/shop/test", role="shop"))
    assert problem.remedy == "Write 'shop/test'"


@pytest.mark.parametrize(
    ("construct", "given", "field"),
    [
        (VaultConnection, {**CONNECTION, "address": "http://vault"}, "address"),
        (VaultConnection, {**CONNECTION, "name": "Vault"}, "name"),
        (VaultAuth, {**AUTH, "name": "Vault"}, "name"),
        (VaultAuth, {**AUTH, "role": "a b"}, "role"),
        (VaultAuth, {**AUTH, "auth_mount": "/kubernetes"}, "auth_mount"),
        (VaultStaticSecret, {**STATIC, "mount": "kv/"}, "mount"),
        (VaultStaticSecret, {**STATIC, "entry": "data/shop"}, "entry"),
        (VaultStaticSecret, {**STATIC, "refresh": Duration(0)}, "refresh"),
    ],
)
def test_constructs_refuse_it_too(
    construct: Any, given: dict[str, Any], field: str, on_kubernetes: Synthesize
) -> None:
    assert problem_of(on_kubernetes, lambda chart: construct(chart, "x", **given)).field == field


def test_a_secret_declared_twice_is_refused(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        minimal(chart)
        VaultStaticSecret(chart, "again", **STATIC)

    assert problem_of(on_kubernetes, build).message.startswith("Secret 'shop-secret' exists already")


def test_no_value_of_a_secret_is_in_the_output(on_kubernetes: Synthesize) -> None:
    assert "s3cr3t" not in str(on_kubernetes(everything))
