"""Secrets in plain text are found, and never repeated."""

from __future__ import annotations

import base64

import pytest

from tests.verify.finding import Find, FindAt, Write

ENV = "spec.template.spec.containers[0].env[0].value"
GITHUB = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"


def secret(data: str, *, extra: str = "", metadata: str = "") -> str:
    return f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a{metadata}}}\n{extra}{data}\n"


LOGIN = '{"auths": {"registry.example.com": {"auth": "eDp5"}}}'


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (secret("stringData: {password: hunter2}"), "stringData.password"),
        (secret(f"data: {{password: {encoded('hunter2')}}}"), "data.password"),
        (secret("stringData: {username: shop, password: hunter2}"), "stringData.password"),
        (secret("stringData: {anything: goes}"), "stringData.anything"),
        (secret("stringData: {url: 'postgresql://a:hunter2@db/x'}"), "stringData.url"),
        (secret("stringData: {a: one, b: two}"), "stringData"),
        (
            secret(f"data: {{.dockerconfigjson: {encoded(LOGIN)}}}"),
            'data[".dockerconfigjson"]',
        ),
        (secret("data: {keystore.jks: /u3+7QAAAAIAAAABAAAAAQ==}"), 'data["keystore.jks"]'),
        (secret('stringData: {application.yaml: "db:\\n  password: hunter2\\n"}'), "stringData"),
    ],
)
def test_secrets_in_plain_text(find: Find, text: str, field: str) -> None:
    found = find(text, select="plaintext-secret")
    assert len(found) == 1
    assert str(found[0].field).startswith(field.partition("[")[0])
    assert "hunter2" not in str(found[0])


@pytest.mark.parametrize(
    "text",
    [
        secret("data: {}"),
        secret("stringData: {password: ''}"),
        secret("", extra="type: kubernetes.io/service-account-token\n"),
        secret("stringData: {username: shop, host: database, port: '5432'}"),
        secret("stringData: {password: <path:secret/data/db#password>}"),
        secret("stringData: {password: '${DB_PASSWORD}'}"),
        secret("data: {.dockerconfigjson: e30=}"),
        secret("sops: {version: 3.9.0}\nstringData: {password: hunter2}"),
        secret(f"data: {{ca.crt: {encoded('-----BEGIN CERTIFICATE-----')}}}"),
        secret('stringData: {alertmanager.yaml: "route:\\n  receiver: x\\n"}'),
        secret(
            "stringData: {type: git, url: https://example.com/x.git, name: x}",
            metadata=", labels: {argocd.argoproj.io/secret-type: repository}",
        ),
    ],
)
def test_secrets_without_one(find: Find, text: str) -> None:
    assert find(text, select="plaintext-secret") == []


def test_a_parameter_with_a_value_is_no_better(find: Find) -> None:
    text = """
apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: a}
parameters:
  - {name: USER, value: shop}
  - {name: PASSWORD, value: hunter2}
objects:
  - apiVersion: v1
    kind: Secret
    metadata: {name: b}
    stringData: {username: "${USER}", password: "${PASSWORD}", database: shop}
"""
    found = find(text, select="plaintext-secret")
    assert [str(finding.field) for finding in found] == ["stringData.password"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"),
        ("API_KEY", "abc123"),
        ("WEBHOOK_SECRET", "s3cr3t"),
        ("ANYTHING", GITHUB),
        ("DATABASE_URL", "postgresql://a:hunter2@db/x"),
        ("NEO4J_AUTH", "neo4j/hunter2"),
    ],
)
def test_variables(find: Find, deployment: Write, name: str, value: str) -> None:
    found = find(
        deployment(container=f'env: [{{name: {name}, value: "{value}"}}]'), select="plaintext-credential"
    )
    assert [str(finding.field) for finding in found] == [ENV]
    assert value not in str(found[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "$(OTHER)"),
        ("DB_PASSWORD_FILE", "/run/secret"),
        ("PULL_SECRET", "regcred"),
        ("TOKEN_URL", "https://sso/token"),
        ("MAX_TOKENS", "4096"),
        ("NEO4J_AUTH", "none"),
    ],
)
def test_variables_without_a_secret(find: Find, deployment: Write, name: str, value: str) -> None:
    text = deployment(container=f'env: [{{name: {name}, value: "{value}"}}]')
    assert find(text, select="plaintext-credential") == []


def test_the_name_of_a_secret_is_none(find: Find, deployment: Write) -> None:
    secrets = secret("data: {}").replace("name: a", "name: s3cr3t") + "---\n"
    text = deployment(container="env: [{name: EXISTING_SECRET, value: s3cr3t}]")
    assert len(find(text, select="plaintext-credential")) == 1
    assert find(secrets + text, select="plaintext-credential") == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ("[--password=hunter2]", "args[0]"),
        ("[--db-password, hunter2]", "args[1]"),
        ("[serve, 'postgresql://a:hunter2@db/x']", "args[1]"),
        (f"['--header=Authorization: {GITHUB}']", "args[0]"),
    ],
)
def test_arguments(find: Find, deployment: Write, arguments: str, field: str) -> None:
    found = find(deployment(container=f"args: {arguments}"), select="plaintext-credential")
    assert [str(finding.field) for finding in found] == [f"spec.template.spec.containers[0].{field}"]


@pytest.mark.parametrize(
    "arguments", ["[--password-file=/x]", "[--token-ttl, 30m]", "[--secret-name, web-tls]"]
)
def test_arguments_without_a_secret(find: Find, deployment: Write, arguments: str) -> None:
    assert find(deployment(container=f"args: {arguments}"), select="plaintext-credential") == []


FLAGGED = "spec.template.spec.containers[0].command"


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ("[mc, alias, set, s, 'http://minio:9000', admin, hunter2hunter2]", FLAGGED),
        ("[sh, -c, 'mc alias set s http://minio:9000 admin hunter2hunter2 && mc mb s/b']", f"{FLAGGED}[2]"),
        ("[sh, -c, 'mc config host add s http://minio:9000 admin hunter2hunter2; mc ls']", f"{FLAGGED}[2]"),
        ("[sh, -c, 'mysqldump --user=root --password=hunter2hunter2 shop']", f"{FLAGGED}[2]"),
        ('[sh, -c, \'mc alias set s http://minio:9000 "$USER" "$PASSWORD"\']', ""),
        ("[sh, -c, 'mc alias set s http://minio:9000 $USER ${PASSWORD} && mc ls']", ""),
        ("[sh, -c, 'mc alias set s http://minio:9000 admin $(cat /run/secrets/p)']", ""),
        ("[mc, alias, set, s, 'http://minio:9000', $(USER), $(PASSWORD)]", ""),
        ("[sh, -c, 'mc alias list s']", ""),
        ("[sh, -c, 'mysqldump --password=$PASSWORD shop']", ""),
        ("[sh, -c, 'mysqldump --password=$(PASSWORD) --user=root shop']", ""),
        ("[sh, -c, 'serve --password-file=/run/secrets/p --token-ttl=5m now']", ""),
        ("[sh, -c, 'echo write --password=<password> here']", ""),
    ],
)
def test_passwords_in_commands(find: Find, deployment: Write, command: str, field: str) -> None:
    found = find(deployment(container=f"command: {command}"), select="plaintext-credential")
    assert [str(finding.field) for finding in found] == ([field] if field else [])
    assert all("hunter2" not in str(finding) for finding in found)


def test_config_maps(find_at: FindAt) -> None:
    text = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
        '  DB_PASSWORD: hunter2\n  app.yaml: "a: 1\\npassword: hunter2\\n"\n  LOG_LEVEL: info\n'
    )
    assert find_at(text, select="plaintext-credential") == [
        ("plaintext-credential", "data.DB_PASSWORD"),
        ("plaintext-credential", "data[app.yaml]"),
    ]


def test_a_token_is_found_anywhere(find_at: FindAt) -> None:
    text = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n"
        f"  source: {{repoURL: x, helm: {{values: 'token: {GITHUB}'}}}}\n"
    )
    assert find_at(text, select="plaintext-credential") == [
        ("plaintext-credential", "spec.source.helm.values")
    ]


def test_sealed_values_are_sealed(find: Find) -> None:
    text = (
        "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\n"
        f"spec: {{encryptedData: {{password: {GITHUB}}}}}\n"
    )
    assert find(text, select="security") == []
