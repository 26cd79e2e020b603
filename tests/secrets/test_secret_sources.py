"""What TARSy declares, through every source: each provides the same Secrets and keys, and checks know it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from constructs import Construct

from charts.tarsy.secrets import mcp_kubeconfig, tarsy_secrets
from podwright import (
    DeclaredSecret,
    Deployment,
    Environment,
    EnvironmentChart,
    ExistingSecrets,
    ExternalSecrets,
    SealedSecrets,
    SecretSource,
    SynthesisError,
    TemplateSecrets,
    VaultSecrets,
    synthesize,
)
from podwright.verify import Manifest
from podwright.verify.provided import provisions_of
from tests.declared_secrets import entries_of
from tests.oc_process import process, stored
from tests.samples import Build, Manifests, container
from tests.secret_operators import external_secret, seal, sealed_secret, vault_static_secret

DECLARED = (*tarsy_secrets(database_host="tarsy-database", database_port=5432), mcp_kubeconfig())
KEYS = {secret.name: set(secret.keys) for secret in DECLARED}
REQUIRED = {
    "GOOGLE_API_KEY": "google",
    "GITHUB_TOKEN": "github",
    "DATABASE_PASSWORD": "password",
    "OAUTH2_CLIENT_ID": "client",
    "OAUTH2_CLIENT_SECRET": "secret",
    "OAUTH2_COOKIE_SECRET": "0123456789abcdef",
}
URL = b"postgresql://tarsy:password@tarsy-database:5432/tarsy"

Secrets = dict[str, dict[str, bytes]]


def of_template(manifests: Manifests) -> Secrets:
    made = process(manifests["Template/shop-secrets"], REQUIRED, seed=0)
    return {item["metadata"]["name"]: stored(item) for item in made}


def of_external_secrets(manifests: Manifests) -> Secrets:
    store = entries_of(DECLARED, REQUIRED, below="tarsy/")
    return dict(external_secret(m, store) for m in manifests.values() if m["kind"] == "ExternalSecret")


def of_vault_secrets(manifests: Manifests) -> Secrets:
    vault = entries_of(DECLARED, REQUIRED, below="kv/data/tarsy/")
    return dict(vault_static_secret(m, vault) for m in manifests.values() if m["kind"] == "VaultStaticSecret")


def of_sealed_secrets(manifests: Manifests) -> Secrets:
    return dict(sealed_secret(m) for m in manifests.values() if m["kind"] == "SealedSecret")


SOURCES: dict[str, tuple[Callable[[Path], SecretSource], Callable[[Manifests], Secrets]]] = {
    "template": (lambda _: TemplateSecrets(), of_template),
    "external": (lambda _: ExternalSecrets(store="vault", path="tarsy"), of_external_secrets),
    "sealed": (lambda folder: SealedSecrets(folder=folder), of_sealed_secrets),
    "vault": (lambda _: VaultSecrets(mount="kv", path="tarsy", role="tarsy"), of_vault_secrets),
}
EXISTING = ExistingSecrets(keys={secret.name: tuple(secret.keys) for secret in DECLARED})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a sealed file for each Secret, holding the values of the required keys."""
    for secret in DECLARED:
        parameters = {key: getattr(value, "name", "") for key, value in secret.keys.items()}
        values = {key: REQUIRED[name] for key, name in parameters.items() if name in REQUIRED}
        file = tmp_path / f"{secret.name}.yaml"
        file.write_text(yaml.safe_dump(seal(values, name=secret.name)), encoding="utf-8")
    return tmp_path


def reading(source: SecretSource, declared: tuple[DeclaredSecret, ...] = DECLARED) -> Build:
    """Return what builds pods that read every declared key, and mount every Secret."""

    def build(chart: EnvironmentChart) -> None:
        provided = source.provide(chart, declared)
        env: dict[str, Any] = {
            f"KEY_{number}_{place}": provided[secret.name].key(key)
            for number, secret in enumerate(declared)
            for place, key in enumerate(secret.keys)
        }
        mounts = tuple(provided[secret.name].mount(f"/secrets/{secret.name}") for secret in declared)
        Deployment(chart, "web", name="web", component="web", containers=[container(env=env, mounts=mounts)])

    return build


def checked(environment: Environment, build: Build) -> Manifests:
    """Return what a function builds; every reference to a Secret and its keys is checked."""

    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        build(chart)
        return chart

    return synthesize(make_chart, select=("schema", "identity", "references"))


def test_the_alternatives_are_these_and_the_recommended_one_is_the_first() -> None:
    made = [type(make(Path())) for make, _ in SOURCES.values()]
    assert list(get_args(SecretSource)) == [*made, ExistingSecrets]


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_provides_the_same_secrets_and_keys(
    name: str, folder: Path, openshift: Environment
) -> None:
    make, made_of = SOURCES[name]
    made = made_of(checked(openshift, reading(make(folder))))
    assert {secret: set(data) for secret, data in made.items()} == KEYS
    assert made["database-secret"]["database-url"] == URL
    assert made["database-secret"]["username"] == b"tarsy"
    assert made["oauth2-proxy-secret"]["cookie-secret"] == b"0123456789abcdef"
    assert made["tarsy-secrets"]["slack-bot-token"] == b""


@pytest.mark.parametrize("name", ["external", "sealed", "vault", "existing"])
def test_every_other_source_works_on_plain_kubernetes_too(
    name: str, folder: Path, kubernetes: Environment
) -> None:
    source = EXISTING if name == "existing" else SOURCES[name][0](folder)
    assert "Deployment/web" in checked(kubernetes, reading(source))


@pytest.mark.parametrize("name", SOURCES)
def test_checks_know_exactly_these_keys(name: str, folder: Path, openshift: Environment) -> None:
    manifests = checked(openshift, reading(SOURCES[name][0](folder)))
    items = [o for m in manifests.values() for o in (m["objects"] if m["kind"] == "Template" else [m])]
    found = [p for item in items for p in provisions_of(Manifest.of(item))]
    assert {p.name: set(p.keys or ()) for p in found if p.kind == "Secret"} == KEYS


@pytest.mark.parametrize(
    ("name", "kind", "path"),
    [
        ("external", "ExternalSecret", "/spec/target/template/data/github-token"),
        ("sealed", "SealedSecret", "/spec/encryptedData/github-token"),
        ("vault", "VaultStaticSecret", "/spec/destination/transformation/templates/github-token"),
    ],
)
def test_checks_find_a_key_that_was_lost(
    name: str, kind: str, path: str, folder: Path, openshift: Environment
) -> None:
    def build(chart: EnvironmentChart) -> None:
        reading(SOURCES[name][0](folder))(chart)
        chart.patch({"op": "remove", "path": path}, kind=kind, name="tarsy-secrets")

    with pytest.raises(SynthesisError, match="github-token"):
        checked(openshift, build)


@pytest.mark.parametrize("name", ["external", "vault"])
def test_secrets_without_an_entry_do_not_trouble_pods(name: str, openshift: Environment) -> None:
    absent = ("gcp-service-account-secret", "mcp-kubeconfig-secret")
    source = SOURCES[name][0](Path()).model_copy(update={"absent": absent})
    manifests = checked(openshift, reading(source))
    made = {
        m["metadata"]["name"]
        for m in manifests.values()
        if m["kind"] in {"ExternalSecret", "VaultStaticSecret"}
    }
    assert made == set(KEYS) - set(absent)


def test_sealed_secrets_without_a_file_do_not_trouble_pods(folder: Path, openshift: Environment) -> None:
    (folder / "mcp-kubeconfig-secret.yaml").unlink()
    assert "SealedSecret/mcp-kubeconfig-secret" not in checked(
        openshift, reading(SealedSecrets(folder=folder))
    )


def test_existing_secrets_without_optional_keys_do_not_trouble_pods(openshift: Environment) -> None:
    needed = {s.name: tuple(key for key in s.keys if not s.is_optional(key)) for s in DECLARED}
    source = ExistingSecrets(keys={name: keys for name, keys in needed.items() if keys})
    assert checked(openshift, reading(source))


@pytest.mark.parametrize("name", SOURCES)
def test_no_value_is_in_the_output(name: str, folder: Path, openshift: Environment) -> None:
    manifests = checked(openshift, reading(SOURCES[name][0](folder)))
    for value in ("0123456789abcdef", "://tarsy:password@"):
        assert value not in str(manifests)
