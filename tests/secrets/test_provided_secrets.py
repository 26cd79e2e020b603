"""Handles of Secrets: references by key, optional where the value is, and help with misspelt names."""

from __future__ import annotations

import pytest

from podwright import (
    DeclaredSecret,
    Mount,
    Optional,
    Parameter,
    ProvidedSecret,
    ProvidedSecrets,
    SecretKey,
    SecretVolume,
)
from tests.refusals import refusal_of

TOKEN = Parameter(name="TOKEN", description="A token.")
EXTRA = Parameter(name="EXTRA", description="More.", presence=Optional())
MORE = Parameter(name="MORE", description="Even more.", presence=Optional())
SHOP = DeclaredSecret(name="shop-secret", keys={"token": TOKEN, "extra": EXTRA, "more": MORE})
OPTIONAL = DeclaredSecret(name="shop-extra", keys={"extra": EXTRA})


@pytest.fixture
def provided() -> ProvidedSecrets:
    return ProvidedSecrets((SHOP, OPTIONAL))


def test_a_secret_is_found_by_name(provided: ProvidedSecrets) -> None:
    assert provided["shop-secret"].declaration is SHOP
    assert provided["shop-extra"].name == "shop-extra"


def test_a_misspelt_secret_is_refused(provided: ProvidedSecrets) -> None:
    problem = refusal_of(lambda: provided["shop-secrets"])
    assert problem.message == "nothing provides Secret 'shop-secrets' (did you mean 'shop-secret'?)"
    assert problem.remedy == "Use one of: shop-secret, shop-extra, or declare it"


def test_where_nothing_is_declared_the_remedy_says_so() -> None:
    assert (
        refusal_of(lambda: ProvidedSecrets(())["x"]).remedy == "Use one of: none is declared, or declare it"
    )


@pytest.mark.parametrize(("key", "optional"), [("token", False), ("extra", True)])
def test_a_key_is_optional_where_its_value_is(key: str, optional: bool, provided: ProvidedSecrets) -> None:
    assert provided["shop-secret"].key(key) == SecretKey(secret="shop-secret", key=key, optional=optional)


def test_a_misspelt_key_is_refused(provided: ProvidedSecrets) -> None:
    problem = refusal_of(lambda: provided["shop-secret"].key("tokne"))
    assert (problem.field, problem.message) == (
        "key",
        "Secret 'shop-secret' has no key 'tokne' (did you mean 'token'?)",
    )
    assert problem.remedy == "Use one of: token, extra, more, or declare it"


@pytest.mark.parametrize(
    ("keys", "optional"),
    [
        ((), False),
        (("token",), False),
        (("extra",), True),
        (("extra", "more"), True),
        (("extra", "token"), False),
    ],
)
def test_a_mount_is_optional_where_every_key_is(
    keys: tuple[str, ...], optional: bool, provided: ProvidedSecrets
) -> None:
    volume = SecretVolume(secret="shop-secret", keys=keys, optional=optional)
    assert provided["shop-secret"].mount("/run/secrets/shop", keys) == Mount(
        path="/run/secrets/shop", volume=volume
    )


def test_a_mount_of_a_secret_of_optional_keys_is_optional(provided: ProvidedSecrets) -> None:
    assert provided["shop-extra"].mount("/x").volume == SecretVolume(secret="shop-extra", optional=True)


def test_a_mount_is_read_only(provided: ProvidedSecrets) -> None:
    assert provided["shop-secret"].mount("/run/secrets/shop").is_read_only


def test_a_mount_of_a_misspelt_key_is_refused() -> None:
    problem = refusal_of(lambda: ProvidedSecret(SHOP).mount("/x", ["token", "mor"]))
    assert problem.message == "Secret 'shop-secret' has no key 'mor' (did you mean 'more'?)"
