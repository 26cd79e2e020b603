"""The Template of secrets: processed with given parameters, it makes exactly what the pods read."""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.charts.tarsy.reading import Fields, Manifests, containers, pod_spec
from tests.oc_process import ProcessingError, process, stored

WORKLOADS = ("Deployment/tarsy", "StatefulSet/tarsy-database")

REQUIRED = {
    "GOOGLE_API_KEY": "google key",
    "GITHUB_TOKEN": "github token",
    "OAUTH2_CLIENT_ID": "client id",
    "OAUTH2_CLIENT_SECRET": "client secret",
}
KUBECONFIG = "apiVersion: v1\nkind: Config\n"
SERVICE_ACCOUNT_KEY = '{"type": "service_account"}\n'
OTHERS = {
    "OPENAI_API_KEY": "openai key",
    "ANTHROPIC_API_KEY": "anthropic key",
    "XAI_API_KEY": "xai key",
    "VERTEX_AI_PROJECT": "my-project",
    "SLACK_BOT_TOKEN": "slack token",
    "DATABASE_USER": "owner",
    "DATABASE_PASSWORD": "present password",
    "DATABASE_NAME": "incidents",
    "OAUTH2_COOKIE_SECRET": "0123456789abcdef",
    "GOOGLE_SERVICE_ACCOUNT_KEY": base64.b64encode(SERVICE_ACCOUNT_KEY.encode()).decode(),
    "MCP_KUBECONFIG": base64.b64encode(KUBECONFIG.encode()).decode(),
}


@pytest.fixture
def template(manifests: Manifests) -> Fields:
    return manifests["Template/tarsy-secrets"]


def made(template: Fields, **given: str) -> dict[str, dict[str, str]]:
    """Return the text of every key of every Secret that processing makes."""
    return {
        secret["metadata"]["name"]: {key: value.decode() for key, value in stored(secret).items()}
        for secret in process(template, given)
    }


def read_by_pods(manifests: Manifests) -> dict[str, set[str]]:
    """Return the keys that the pods read, by Secret; every key where a Secret is mounted as a whole."""
    keys: dict[str, set[str]] = defaultdict(set)
    for workload in WORKLOADS:
        for secret, key in [
            *_variables(manifests, workload),
            *_files(manifests, workload),
        ]:
            keys[secret].add(key)
    return dict(keys)


def _variables(manifests: Manifests, workload: str) -> Iterator[tuple[str, str]]:
    for container in containers(manifests, workload).values():
        for entry in container.get("env", []):
            reference = entry.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                yield reference["name"], reference["key"]


def _files(manifests: Manifests, workload: str) -> Iterator[tuple[str, str]]:
    for volume in pod_spec(manifests, workload)["volumes"]:
        if "secret" in volume:
            for item in volume["secret"].get("items", [{"key": "*"}]):
                yield volume["secret"]["secretName"], item["key"]


def test_every_given_value_arrives_in_its_key(template: Fields) -> None:
    assert made(template, **REQUIRED, **OTHERS) == {
        "tarsy-secrets": {
            "google-api-key": "google key",
            "github-token": "github token",
            "openai-api-key": "openai key",
            "anthropic-api-key": "anthropic key",
            "xai-api-key": "xai key",
            "vertex-ai-project": "my-project",
            "slack-bot-token": "slack token",
        },
        "database-secret": {
            "username": "owner",
            "password": "present password",
            "database": "incidents",
            "database-url": "postgresql://owner:present password@tarsy-database:5432/incidents",
        },
        "oauth2-proxy-secret": {
            "client-id": "client id",
            "client-secret": "client secret",
            "cookie-secret": "0123456789abcdef",
        },
        "gcp-service-account-secret": {"service-account-key.json": SERVICE_ACCOUNT_KEY},
        "mcp-kubeconfig-secret": {"config": KUBECONFIG},
    }


def test_the_required_parameters_are_enough(template: Fields) -> None:
    secrets = made(template, **REQUIRED)
    assert secrets["tarsy-secrets"]["openai-api-key"] == ""
    assert secrets["mcp-kubeconfig-secret"] == {"config": ""}
    assert secrets["gcp-service-account-secret"] == {"service-account-key.json": ""}
    assert secrets["database-secret"] | {"password": "", "database-url": ""} == {
        "username": "tarsy",
        "database": "tarsy",
        "password": "",
        "database-url": "",
    }


@pytest.mark.parametrize("missing", REQUIRED)
def test_no_required_parameter_can_be_left_out(missing: str, template: Fields) -> None:
    given = {name: value for name, value in REQUIRED.items() if name != missing}
    with pytest.raises(ProcessingError, match=f"{missing} is required"):
        process(template, given)


def test_what_is_generated_is_what_its_reader_can_use(template: Fields) -> None:
    secrets = made(template, **REQUIRED)
    password = secrets["database-secret"]["password"]
    assert re.fullmatch("[a-zA-Z0-9]{32}", password), "part of a URL, so nothing that needs quoting"
    assert secrets["database-secret"]["database-url"] == (
        f"postgresql://tarsy:{password}@tarsy-database:5432/tarsy"
    )
    assert len(secrets["oauth2-proxy-secret"]["cookie-secret"].encode()) in {16, 24, 32}


def test_files_hold_the_bare_value(template: Fields) -> None:
    # oauth2-proxy takes a newline at the end of the file for a part of the secret.
    secrets = made(template, **REQUIRED)
    for key in ("client-secret", "cookie-secret"):
        assert secrets["oauth2-proxy-secret"][key] == secrets["oauth2-proxy-secret"][key].strip() != ""


def test_the_pods_read_exactly_what_is_made(manifests: Manifests, template: Fields) -> None:
    secrets = made(template, **REQUIRED)
    read = read_by_pods(manifests)
    # The service CA makes these two, with both keys.
    assert read.pop("tarsy-serving-cert") == read.pop("tarsy-database-serving-cert") == {"*"}
    unread = {("database-secret", "database-url")}
    for name, keys in secrets.items():
        wanted = set(keys) if read.get(name) == {"*"} else read.get(name, set())
        assert {(name, key) for key in set(keys) - wanted} <= unread
        assert wanted <= set(keys)
    assert read.keys() == secrets.keys()


def test_pods_start_without_what_may_be_left_out_and_only_without_that(
    manifests: Manifests, template: Fields
) -> None:
    optional = {
        (reference["name"], reference["key"]): reference.get("optional", False)
        for workload in WORKLOADS
        for container in containers(manifests, workload).values()
        for entry in container.get("env", [])
        if (reference := entry.get("valueFrom", {}).get("secretKeyRef"))
    }
    parameters = {parameter["name"]: parameter for parameter in template["parameters"]}
    for secret in template["objects"]:
        for key, value in (secret.get("stringData") or secret["data"]).items():
            parameter = parameters.get(value.strip("${}"), {"required": True})
            may_be_empty = not any(parameter.get(field) for field in ("required", "value", "generate"))
            assert optional.get((secret["metadata"]["name"], key), may_be_empty) is may_be_empty


def test_the_secrets_are_made_in_the_namespace_of_the_pods(template: Fields) -> None:
    for given, namespace in ({}, "tarsy-dev"), ({"NAMESPACE": "elsewhere"}, "elsewhere"):
        secrets = process(template, {**REQUIRED, **given})
        assert {secret["metadata"]["namespace"] for secret in secrets} == {namespace}


def test_the_secrets_carry_the_labels_of_the_environment(template: Fields) -> None:
    for secret in process(template, REQUIRED):
        assert secret["metadata"]["labels"] == template["metadata"]["labels"]
        assert secret.get("type", "Opaque") == "Opaque"


def test_no_parameter_is_there_for_nothing_and_each_is_explained(template: Fields) -> None:
    text = str(template["objects"])
    for parameter in template["parameters"]:
        assert f"${{{parameter['name']}}}" in text
        assert parameter["description"].endswith(".")


def test_no_secret_value_is_in_the_template(template: Fields) -> None:
    secret = {"DATABASE_PASSWORD", "OAUTH2_COOKIE_SECRET", *REQUIRED}
    for parameter in template["parameters"]:
        if parameter["name"] in secret:
            assert "value" not in parameter
    for item in template["objects"]:
        for value in (item.get("stringData") or item["data"]).values():
            assert re.fullmatch(r"\$\{\w+\}|postgresql://[^a-z]*", value)


def test_two_environments_share_no_generated_value(template: Fields) -> None:
    one, two = (process(template, REQUIRED, seed=seed) for seed in (1, 2))
    assert stored(one[1])["password"] != stored(two[1])["password"]


def test_nothing_else_makes_these_secrets(manifests: Manifests, template: Fields) -> None:
    names = {secret["metadata"]["name"] for secret in template["objects"]}
    assert not {f"Secret/{name}" for name in names} & manifests.keys()
