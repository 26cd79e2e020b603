"""Declarations that tests of sources provide, with every presence and encoding, and values for them."""

from __future__ import annotations

import base64

from podwright import Composed, DeclaredSecret, Default, Generated, Optional, Parameter

TOKEN = Parameter(name="GITHUB_TOKEN", description="Token that may read the repositories.")
SLACK = Parameter(name="SLACK_TOKEN", description="Slack token; empty without it.", presence=Optional())
USER = Parameter(name="DB_USER", description="Role of the database.", presence=Default(value="shop"))
PASSWORD = Parameter(name="DB_PASSWORD", description="Its password.", presence=Generated(length=24))
KEY_FILE = Parameter(name="KEY_FILE", description="Key file, in base64.")
EXTRA_FILE = Parameter(name="EXTRA_FILE", description="More, in base64.", presence=Optional())
DEFAULT_FILE = Parameter(
    name="DEFAULT_FILE", description="Even more, in base64.", presence=Default(value="ZGVmYXVsdA==")
)
KUBECONFIG = Parameter(name="KUBECONFIG", description="Kubeconfig, in base64.", presence=Optional())
URL = Composed(text="postgresql://${DB_USER}:${DB_PASSWORD}@db:5432/shop", parameters=(USER, PASSWORD))

SHOP = DeclaredSecret(name="shop-secret", keys={"github-token": TOKEN, "slack-token": SLACK})
DATABASE = DeclaredSecret(name="db-secret", keys={"username": USER, "password": PASSWORD, "url": URL})
FILES = DeclaredSecret(
    name="files-secret",
    keys={"key.json": KEY_FILE, "extra.json": EXTRA_FILE, "default.json": DEFAULT_FILE},
    encoding="base64",
)
OPTIONAL = DeclaredSecret(name="kubeconfig-secret", keys={"config": KUBECONFIG}, encoding="base64")
COMPLETE = (SHOP, DATABASE, FILES, OPTIONAL)

BINARY = b"\x00binary\xff"
REQUIRED_VALUES = {
    "GITHUB_TOKEN": "ghp-s3cr3t",
    "DB_PASSWORD": "pw-s3cr3t",
    "KEY_FILE": base64.b64encode(BINARY).decode(),
}
ALL_VALUES = {
    **REQUIRED_VALUES,
    "SLACK_TOKEN": "xoxb-s3cr3t",
    "DB_USER": "owner-s3cr3t",
    "EXTRA_FILE": base64.b64encode(b"extra-s3cr3t").decode(),
    "DEFAULT_FILE": base64.b64encode(b"more-s3cr3t").decode(),
    "KUBECONFIG": base64.b64encode(b"kubeconfig-s3cr3t").decode(),
}

WITH_REQUIRED_VALUES: dict[str, dict[str, bytes]] = {
    "shop-secret": {"github-token": b"ghp-s3cr3t", "slack-token": b""},
    "db-secret": {
        "username": b"shop",
        "password": b"pw-s3cr3t",
        "url": b"postgresql://shop:pw-s3cr3t@db:5432/shop",
    },
    "files-secret": {"key.json": BINARY, "extra.json": b"", "default.json": b"default"},
    "kubeconfig-secret": {"config": b""},
}
WITH_ALL_VALUES: dict[str, dict[str, bytes]] = {
    "shop-secret": {"github-token": b"ghp-s3cr3t", "slack-token": b"xoxb-s3cr3t"},
    "db-secret": {
        "username": b"owner-s3cr3t",
        "password": b"pw-s3cr3t",
        "url": b"postgresql://owner-s3cr3t:pw-s3cr3t@db:5432/shop",
    },
    "files-secret": {"key.json": BINARY, "extra.json": b"extra-s3cr3t", "default.json": b"more-s3cr3t"},
    "kubeconfig-secret": {"config": b"kubeconfig-s3cr3t"},
}


def entries_of(
    secrets: tuple[DeclaredSecret, ...], values: dict[str, str], *, below: str
) -> dict[str, dict[str, str]]:
    """Return the entries of a store: one for each Secret, with the values that somebody gave."""
    return {
        f"{below}{secret.name}": {p.name: values[p.name] for p in secret.parameters if p.name in values}
        for secret in secrets
    }
