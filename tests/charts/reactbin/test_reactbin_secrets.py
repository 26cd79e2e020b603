"""Whoever provides the Secrets, they hold what the pods read: the sources, played through with values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from podwright import ExistingSecrets, SharedNamespace, SynthesisError
from tests.charts.reactbin.variations import (
    EXISTING_SECRETS,
    EXTERNAL_SECRETS,
    EXTERNAL_STORE,
    MIRROR_VALUES,
    MIRRORED,
    VALUES,
    VAULT,
    VAULT_FOR_THE_API_ALONE,
    changes,
    sealed_secrets,
    secret_keys,
    vary,
)
from tests.secret_operators import (
    Data,
    OperatorError,
    Store,
    external_secret,
    sealed_secret,
    vault_static_secret,
)
from tests.systems import Fields, Manifests, of_kind

VAULT_KINDS = ("ServiceAccount", "VaultAuth", "VaultConnection", "VaultStaticSecret")
EXPECTED = {name: {key: value.encode() for key, value in keys.items()} for name, keys in VALUES.items()}
IN_VAULT: Store = {
    "secret/data/reactbin/api/config": {
        **VALUES["api-env"],
        # What the design keeps there as well does no harm, and goes nowhere.
        "S3_BUCKET": "another",
        "SMTP_PASSWORD": "smtp-s3cr3t",
    },
    "secret/data/reactbin/minio/credentials": VALUES["minio-credentials"],
}


def provided(
    manifests: Manifests, kind: str, operate: Callable[[Fields], tuple[str, Data]]
) -> dict[str, Data]:
    return dict(operate(manifest) for manifest in of_kind(manifests, kind))


def test_vault_provides_what_the_pods_read(manifests: Manifests) -> None:
    made = provided(manifests, "VaultStaticSecret", lambda m: vault_static_secret(m, IN_VAULT))
    assert made == EXPECTED


@pytest.mark.parametrize(("secret", "key"), [(name, key) for name, keys in VALUES.items() for key in keys])
def test_a_key_that_vault_lacks_is_an_error_and_no_empty_value(
    secret: str, key: str, manifests: Manifests
) -> None:
    vault = {
        path: {name: value for name, value in entry.items() if name != key}
        for path, entry in IN_VAULT.items()
    }
    with pytest.raises(OperatorError, match=f"the entry has no {key}"):
        vault_static_secret(manifests[f"VaultStaticSecret/{secret}"], vault)


def test_vault_provides_what_a_mirror_reads() -> None:
    vault = {**IN_VAULT, "secret/data/reactbin/mirror/credentials": MIRROR_VALUES}
    made = provided(vary(**MIRRORED), "VaultStaticSecret", lambda m: vault_static_secret(m, vault))
    mirror = {key: value.encode() for key, value in MIRROR_VALUES.items()}
    assert made == {**EXPECTED, "mirror-credentials": mirror}


def test_external_secrets_provide_the_same() -> None:
    store = {f"reactbin/{name}": values for name, values in VALUES.items()}
    made = provided(vary(secrets=EXTERNAL_SECRETS), "ExternalSecret", lambda m: external_secret(m, store))
    assert made == EXPECTED


def test_sealed_secrets_provide_the_same(tmp_path: Path) -> None:
    manifests = vary(secrets=sealed_secrets(tmp_path))
    assert provided(manifests, "SealedSecret", sealed_secret) == EXPECTED


def test_sealed_secrets_provide_the_same_under_prefixed_names(tmp_path: Path) -> None:
    manifests = vary(secrets=sealed_secrets(tmp_path, prefix="production-"), tenancy=SharedNamespace())
    assert provided(manifests, "SealedSecret", sealed_secret) == {
        f"production-{name}": values for name, values in EXPECTED.items()
    }
    assert secret_keys(manifests, "Deployment/production-reactbin-api").keys() == {"production-api-env"}


def test_existing_secrets_need_nothing_of_the_chart(manifests: Manifests) -> None:
    changed = changes(manifests, vary(secrets=EXISTING_SECRETS))
    assert all("gone" in manifest for manifest in changed.values())
    assert {manifest["kind"] for manifest in changed.values()} <= set(VAULT_KINDS)


def test_existing_secrets_must_have_every_key() -> None:
    lacking = {"api-env": ("DATABASE_URL", "JWT_SECRET_KEY", "S3_ACCESS_KEY")}
    with pytest.raises(SynthesisError) as error:
        vary(secrets=ExistingSecrets(keys=lacking))
    assert {problem.message for problem in error.value.problems} == {
        "Secret 'api-env' has no key 'S3_SECRET_KEY', which is needed",
        "Secret 'minio-credentials' has no key 'MINIO_ROOT_USER', which is needed",
        "Secret 'minio-credentials' has no key 'MINIO_ROOT_PASSWORD', which is needed",
    }


def test_another_source_changes_nothing_but_who_provides(manifests: Manifests, tmp_path: Path) -> None:
    for source in (EXTERNAL_SECRETS, sealed_secrets(tmp_path), EXISTING_SECRETS):
        kinds = {manifest["kind"] for manifest in changes(manifests, vary(secrets=source)).values()}
        assert kinds <= {*VAULT_KINDS, "ExternalSecret", "SealedSecret"}


def test_with_an_external_store_there_are_no_root_credentials_to_keep() -> None:
    manifests = vary(store=EXTERNAL_STORE, secrets=VAULT_FOR_THE_API_ALONE)
    assert [m["metadata"]["name"] for m in of_kind(manifests, "VaultStaticSecret")] == ["api-env"]


def test_a_role_for_a_secret_that_is_no_more_is_refused() -> None:
    with pytest.raises(SynthesisError, match="Secret 'minio-credentials' is not declared"):
        vary(store=EXTERNAL_STORE, secrets=VAULT)


def test_no_value_is_ever_written(tmp_path: Path) -> None:
    for source in (VAULT, EXTERNAL_SECRETS, sealed_secrets(tmp_path), EXISTING_SECRETS):
        assert "s3cr3t" not in str(vary(secrets=source))
