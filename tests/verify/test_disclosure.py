"""What a secret is, by name, by value and by look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify.disclosure.names import Secrecy, secrecy_of, words_of
from podwright.verify.disclosure.texts import secrets_in_file
from podwright.verify.disclosure.values import has_credentials, is_certificate, is_literal, kinds_in

STRONG = """
DB_PASSWORD PGPASSWORD clientSecret CLIENT_SECRET api-key API_KEY apiKey SECRET_KEY SECRET_KEY_BASE
spring.datasource.password MYSQL_ROOT_PWD SMTP_PASS ENCRYPTION_KEY GITHUB_TOKEN accessToken cookie_secret
JWT_SECRET MINIO_ROOT_PASSWORD DB_PASSWORD_2 privateKey
"""
WEAK = "TOKEN SECRET WEBHOOK_CREDENTIALS STORAGE_ACCOUNT_KEY sync-token AWS_ACCESS_KEY"
NONE = """
PASSWORD_FILE TOKEN_URL SECRET_NAME MAX_TOKENS TOKEN_TTL BYPASS COMPASS PASS PWD KEYCLOAK_URL KEYBOARD
PASSWORD_MIN_LENGTH api_key_env PUBLIC_KEY ACCESS_KEY_ID token_type secretName tokenizer DB_HOST
"""


@pytest.mark.parametrize("name", STRONG.split())
def test_names_that_hold_secrets(name: str) -> None:
    assert secrecy_of(name) is Secrecy.STRONG


@pytest.mark.parametrize("name", WEAK.split())
def test_names_that_may_hold_secrets(name: str) -> None:
    assert secrecy_of(name) is Secrecy.WEAK


@pytest.mark.parametrize("name", NONE.split())
def test_names_that_hold_none(name: str) -> None:
    assert secrecy_of(name) in (Secrecy.NONE, Secrecy.PUBLIC)


def test_words() -> None:
    assert words_of("spring.dataSource_URL-2") == ("spring", "data", "source", "url", "2")
    assert words_of("APIKey") == ("api", "key")


@pytest.mark.parametrize("value", ["hunter2", "changeme", "12345", "p@ss word", "correct-horse-battery"])
def test_literal_passwords(value: str) -> None:
    assert is_literal(value, Secrecy.STRONG)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "true",
        "none",
        "********",
        "xxxx",
        "$(DB_PASSWORD)",
        "${DB_PASSWORD}",
        "pre-${DB_PASSWORD}",
        "{{ .Values.password }}",
        "<path:secret/data/db#password>",
        "%(password)s",
        "/run/secrets/password",
        "file:/run/secrets/password",
        "ref+vault://secret/db#/password",
        "vault:secret/data/db#password",
        "ENC[AES256_GCM,data:abc]",
        "DB_PASSWORD",
        "https://sso.example.com/token",
        "dummy",
    ],
)
def test_what_only_stands_for_a_secret(value: str) -> None:
    assert not is_literal(value, Secrecy.STRONG)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("s3cr3t", True),
        ("a1b2c3d4e5f6", True),
        ("123e4567-e89b-12d3-a456-426614174000", True),
        ("my-pull-secret", False),
        ("regcred", False),
        ("3600", False),
        ("abc", False),
        ("shop/database", False),
    ],
)
def test_behind_an_unsure_name_a_name_is_no_secret(value: str, *, found: bool) -> None:
    assert is_literal(value, Secrecy.WEAK) == found
    assert not is_literal(value, Secrecy.NONE)


# Put together here, so that no tool takes this file for what it warns of.
TOKENS = [
    "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a",
    "github" + "_pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ",
    "glpat" + "-Ab12Cd34Ef56Gh78Ij90",
    "xoxb" + "-123456789012-abcDEF456ghi",
    "AKIA" + "Q3EGU7PN5XZ2RTLM",
    "sk" + "-proj-Ab12Cd34Ef56Gh78Ij90Kl12",
    "sk" + "-ant-api03-Ab12Cd34Ef56Gh78Ij90Kl12",
    "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "hooks.slack.com/services/" + "T01ABCDEF/B01ABCDEF/abcDEF123ghi456JKL78",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "hvs" + ".CAESIAb12Cd34Ef56Gh78Ij90Kl12Mn34",
]


@pytest.mark.parametrize("token", TOKENS, ids=lambda token: token[:6])
def test_tokens_are_known_by_their_shape(token: str) -> None:
    assert len(list(kinds_in(f"a {token} b"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "disk-usage-of-the-root-filesystem-in-percent",
        "task-runner-with-a-very-long-name-indeed",
        "grep -q 'BEGIN PRIVATE KEY' file",
        "-----BEGIN PUBLIC KEY-----\n" + "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" * 3,
    ],
)
def test_what_looks_like_a_token_and_is_none(text: str) -> None:
    assert list(kinds_in(text)) == []


def test_private_keys() -> None:
    body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\nVJTUt9Us8cKBwkoQ0a1b2c3d"
    assert list(kinds_in(f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n")) == ["a private key"]
    assert list(kinds_in(f"-----BEGIN PRIVATE KEY-----\\n{body}")) == ["a private key"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgresql://shop:hunter2@database:5432/shop", True),
        ("redis://:hunter2@redis:6379", True),
        ("amqp://guest:guest@rabbit", True),
        ("postgresql://shop:$(PASSWORD)@database/shop", False),
        ("postgresql://shop:${PASSWORD}@database/shop", False),
        ("postgresql://shop:<password>@database/shop", False),
        ("postgresql://shop:***@database/shop", False),
        ("postgresql://shop@database/shop", False),
        ("http://example.com:8080/a@b", False),
        ("mailto:someone@example.com", False),
        ("https://example.com/path?x=1:2@3", False),
    ],
)
def test_passwords_in_urls(text: str, *, found: bool) -> None:
    assert has_credentials(text) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("app.yaml", "db:\n  password: hunter2\n", ["a literal password"]),
        ("app.ini", "[db]\npassword = hunter2\n", ["a literal password"]),
        ("app.json", '{\n  "clientSecret": "hunter2",\n}', ["a literal clientSecret"]),
        ("app.toml", 'token = "a1b2c3d4e5f6a7b8c9"\n', ["a literal token"]),
        (".env", "export API_KEY=abc123\nX=1\n", ["a literal API_KEY"]),
        ("app.yaml", "url: postgresql://a:hunter2@db/x\nb: 1\n", ["a URL with a password"]),
        ("app.yaml", "# password: hunter2\nb: 1\n", []),
        ("app.yaml", "password: ${PASSWORD}\nb: 1\n", []),
        ("app.yaml", "token: my-token-name\nsecret: web-tls\n", []),
        ("app.yaml", "password: password\n", []),
        ("main.hcl", "password = var.database_password\n", []),
        ("app.json", '{"reset_password": "Reset your password",\n"b": 1}', []),
        ("messages_de.properties", "login.password=Passwort\n", []),
        (
            "config",
            "users:\n- user:\n    client-key-data: LS0tLS1CRUdJTiBSU0E=\n",
            ["a literal client-key-data"],
        ),
        ("README.md", "password: hunter2\nurl: postgresql://a:hunter2@db/x\n", []),
        ("main.py", "password = load()\napi_key = 'abc'\n", []),
    ],
)
def test_configuration_files(name: str, text: str, found: list[str]) -> None:
    assert list(secrets_in_file(name, text)) == found


def test_certificates_are_public() -> None:
    assert is_certificate("-----BEGIN CERTIFICATE-----\nabc")
    assert not is_certificate("-----BEGIN CERTIFICATE-----\nabc\n-----BEGIN PRIVATE KEY-----")


@given(st.text(max_size=60), st.sampled_from(Secrecy))
def test_any_text_can_be_judged(text: str, secrecy: Secrecy) -> None:
    is_literal(text, secrecy)
    secrecy_of(text)
    has_credentials(text)
    list(kinds_in(text))
    list(secrets_in_file("a.yaml", text))
