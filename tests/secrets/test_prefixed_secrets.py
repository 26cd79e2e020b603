"""Secrets in a shared namespace: declared by one name everywhere, prefixed on the cluster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from podwright import (
    App,
    Environment,
    EnvironmentChart,
    ExistingSecrets,
    External,
    ExternalSecrets,
    SealedSecrets,
    SecretSource,
    SharedNamespace,
    TemplateSecrets,
    VaultSecrets,
)
from podwright.verify import Manifest, ManifestSet
from podwright.verify.provided import provisions_of
from tests.declared_secrets import COMPLETE, REQUIRED_VALUES, SHOP
from tests.refusals import refusal_of
from tests.samples import Manifests
from tests.secret_operators import seal

PREFIXED = {f"blue-{secret.name}": set(secret.keys) for secret in COMPLETE}
EXTERNAL = ExternalSecrets(store="vault", path="shop")
VAULT = VaultSecrets(
    mount="kv", path="shop", role="shop", roles={"db-secret": "shop-db"}, address="https://vault.example.com"
)
SOURCES: dict[str, Callable[[Path], SecretSource]] = {
    "template": lambda _: TemplateSecrets(),
    "external": lambda _: EXTERNAL,
    "sealed": lambda folder: SealedSecrets(folder=folder),
    "vault": lambda _: VAULT,
}


@pytest.fixture
def chart(openshift: Environment) -> EnvironmentChart:
    """A chart in a namespace that others share."""
    place = openshift.model_copy(update={"tenancy": SharedNamespace(prefix="blue")})
    return EnvironmentChart(App(), environment=place, system="shop")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file for each Secret, called as it is declared and sealed for the prefixed name."""
    for secret in COMPLETE:
        parameters = {key: getattr(value, "name", "") for key, value in secret.keys.items()}
        values = {key: REQUIRED_VALUES[name] for key, name in parameters.items() if name in REQUIRED_VALUES}
        sealed = seal(values, name=f"blue-{secret.name}")
        (tmp_path / f"{secret.name}.yaml").write_text(yaml.safe_dump(sealed), encoding="utf-8")
    return tmp_path


def made_by(chart: EnvironmentChart) -> Manifests:
    return {f"{m['kind']}/{m['metadata']['name']}": m for m in chart.to_json()}


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_makes_secrets_of_prefixed_names(
    name: str, chart: EnvironmentChart, folder: Path
) -> None:
    SOURCES[name](folder).provide(chart, COMPLETE)
    found = [
        provision
        for manifest in ManifestSet([Manifest.of(content) for content in chart.to_json()])
        for provision in provisions_of(manifest)
    ]
    assert {provision.name: set(provision.keys or ()) for provision in found} == PREFIXED


@pytest.mark.parametrize("name", SOURCES)
def test_everything_that_a_source_makes_is_prefixed(name: str, chart: EnvironmentChart, folder: Path) -> None:
    SOURCES[name](folder).provide(chart, COMPLETE)
    assert {m["metadata"]["name"].partition("-")[0] for m in chart.to_json()} == {"blue"}


@pytest.mark.parametrize("name", SOURCES)
def test_containers_read_them_by_the_names_that_are_declared(
    name: str, chart: EnvironmentChart, folder: Path
) -> None:
    provided = SOURCES[name](folder).provide(chart, COMPLETE)
    assert provided["shop-secret"].name == "blue-shop-secret"
    assert provided["shop-secret"].key("github-token").secret == "blue-shop-secret"
    volume: Any = provided["shop-secret"].mount("/secrets").volume
    assert volume.secret == "blue-shop-secret"


def test_the_template_and_vaults_accounts_are_prefixed(chart: EnvironmentChart) -> None:
    TemplateSecrets().provide(chart, [SHOP])
    VAULT.provide(chart, [secret for secret in COMPLETE if secret is not SHOP])
    names = set(made_by(chart))
    assert "Template/blue-shop-secrets" in names
    for account in ("blue-shop-vault", "blue-shop-vault-db-secret"):
        assert {f"VaultAuth/{account}", f"ServiceAccount/{account}"} <= names
    assert "VaultConnection/blue-shop-vault" in names
    auth = made_by(chart)["VaultAuth/blue-shop-vault-db-secret"]["spec"]
    assert auth["vaultConnectionRef"] == "blue-shop-vault"


def test_entries_of_a_store_have_no_prefix(chart: EnvironmentChart) -> None:
    EXTERNAL.provide(chart, [SHOP])
    spec = made_by(chart)["ExternalSecret/blue-shop-secret"]["spec"]
    assert [source["extract"]["key"] for source in spec["dataFrom"]] == ["shop/shop-secret"]


def test_vaults_entries_have_none_either(chart: EnvironmentChart) -> None:
    VaultSecrets(mount="kv", path="shop", role="shop").provide(chart, [SHOP])
    assert made_by(chart)["VaultStaticSecret/blue-shop-secret"]["spec"]["path"] == "shop/shop-secret"


def test_existing_secrets_are_expected_by_their_prefixed_names(chart: EnvironmentChart) -> None:
    keys = tuple(SHOP.keys)
    ExistingSecrets(keys={"shop-secret": keys}).provide(chart, [SHOP])
    assert chart.externals == [External(kind="Secret", name="blue-shop-secret", keys=keys)]


def test_what_has_to_be_created_is_named_as_the_cluster_names_it(chart: EnvironmentChart) -> None:
    problem = refusal_of(lambda: ExistingSecrets(keys={}).provide(chart, [SHOP]))
    assert problem.message == "Secret 'blue-shop-secret' has no key 'github-token', which is needed"
    assert problem.remedy == "Create it, and add it to keys['shop-secret']"


def test_a_file_that_is_sealed_for_the_declared_name_is_refused(
    chart: EnvironmentChart, tmp_path: Path
) -> None:
    sealed = seal({"github-token": "x"}, name="shop-secret")
    (tmp_path / "shop-secret.yaml").write_text(yaml.safe_dump(sealed), encoding="utf-8")
    problem = refusal_of(lambda: SealedSecrets(folder=tmp_path).provide(chart, [SHOP]))
    assert "is sealed for name 'shop-secret'" in problem.message
    assert "name 'blue-shop-secret'" in problem.remedy


@pytest.mark.parametrize(
    ("source", "field"),
    [
        (ExistingSecrets(keys={"blue-shop-secret": ("github-token",)}), "keys"),
        (EXTERNAL.model_copy(update={"entries": {"blue-shop-secret": "x"}}), "entries"),
        (EXTERNAL.model_copy(update={"absent": ("blue-shop-secret",)}), "absent"),
        (VAULT.model_copy(update={"entries": {"blue-shop-secret": "x"}, "roles": {}}), "entries"),
        (VAULT.model_copy(update={"roles": {"blue-shop-secret": "x"}}), "roles"),
        (VAULT.model_copy(update={"absent": ("blue-shop-secret",), "roles": {}}), "absent"),
    ],
)
def test_a_choice_that_writes_the_prefix_is_told_not_to(
    source: SecretSource, field: str, chart: EnvironmentChart
) -> None:
    problem = refusal_of(lambda: source.provide(chart, [SHOP]))
    assert problem.field == field
    assert problem.message == "'blue-shop-secret' is the name of Secret 'shop-secret' in the shared namespace"
    assert problem.remedy == "Write 'shop-secret', as it is declared: the same everywhere"


def test_a_name_that_is_given_to_a_template_is_taken_as_it_is(chart: EnvironmentChart) -> None:
    TemplateSecrets(name="values").provide(chart, [SHOP])
    assert "Template/values" in made_by(chart)


def test_a_prefixed_name_may_be_as_long_as_a_secrets_name(chart: EnvironmentChart) -> None:
    long = SHOP.called("s" * 60)
    assert TemplateSecrets().provide(chart, [long])["s" * 60].name == f"blue-{'s' * 60}"
    too_long = SHOP.called("s" * 249)
    problem = refusal_of(lambda: TemplateSecrets().provide(chart, [too_long]))
    assert "at most 253" in problem.message
    assert "shorter than 'blue'" in problem.remedy
