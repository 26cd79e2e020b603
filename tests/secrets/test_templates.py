"""Templates of Secrets: their whole output, and what `oc process` makes of them, key by key."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

import cdk8s
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Composed,
    DeclaredSecret,
    Default,
    Environment,
    EnvironmentChart,
    Generated,
    OpenShift,
    Optional,
    Parameter,
    Required,
    Template,
    TemplateSecrets,
)
from podwright.synth.manifest_yaml import dump
from tests.oc_process import ProcessingError, message, process, stored
from tests.samples import Synthesize, arguments_of, problem_of, required_arguments_of
from tests.validity import schema_errors

ENVIRONMENT = Environment(
    name="test",
    namespace="shop-test",
    platform=OpenShift(version="4.18", apps_domain="apps.example.com"),
)

TOKEN = Parameter(name="GITHUB_TOKEN", description="Token that may read the repositories.")
SLACK = Parameter(name="SLACK_TOKEN", description="Slack token; empty without it.", presence=Optional())
USER = Parameter(name="DB_USER", description="Role of the database.", presence=Default(value="shop"))
PASSWORD = Parameter(name="DB_PASSWORD", description="Its password.", presence=Generated(length=24))
KEY_FILE = Parameter(
    name="KEY_FILE", description="Key file, in base64; empty without it.", presence=Optional()
)
URL = Composed(text="postgresql://${DB_USER}:${DB_PASSWORD}@db:5432/shop", parameters=(USER, PASSWORD))

MINIMAL: dict[str, Any] = {
    "name": "shop-secrets",
    "secrets": [DeclaredSecret(name="shop-secret", keys={"token": TOKEN})],
}
COMPLETE = [
    DeclaredSecret(name="shop-secret", keys={"github-token": TOKEN, "slack-token": SLACK}),
    DeclaredSecret(name="db-secret", keys={"username": USER, "password": PASSWORD, "url": URL}),
    DeclaredSecret(name="key-secret", keys={"key.json": KEY_FILE}, encoding="base64"),
]


def minimal(chart: EnvironmentChart) -> None:
    Template(chart, "template", **MINIMAL)


def complete(chart: EnvironmentChart) -> None:
    Template(chart, "template", name="shop-secrets", secrets=COMPLETE)


def template_of(secrets: Sequence[DeclaredSecret]) -> dict[str, Any]:
    """Return the Template of Secrets, without a fixture: property tests need many."""
    chart = EnvironmentChart(cdk8s.App(), environment=ENVIRONMENT, system="shop")
    Template(chart, "template", name="shop-secrets", secrets=secrets)
    [template] = chart.to_json()
    assert isinstance(template, dict)
    return template


def processed(
    secrets: Sequence[DeclaredSecret], parameters: Mapping[str, str], *, seed: int = 0
) -> dict[str, dict[str, bytes]]:
    """Return the Secrets that the API server stores after `oc process … | oc apply -f -`, by name."""
    return {
        item["metadata"]["name"]: stored(item)
        for item in process(template_of(secrets), parameters, seed=seed)
    }


def test_minimal(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(minimal) == yaml_snapshot


def test_every_presence_and_encoding(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(complete) == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete])
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_everything() -> None:
    assert arguments_of(Template) == required_arguments_of(Template) == set(MINIMAL)
    values = [value for secret in COMPLETE for value in secret.keys.values()]
    presences = {type(parameter.presence) for secret in COMPLETE for parameter in secret.parameters}
    assert {type(value) for value in values} == {Parameter, Composed}
    assert presences == {Required, Optional, Default, Generated}
    assert {secret.encoding for secret in COMPLETE} == {"text", "base64"}


def test_processing_yields_the_secrets_key_by_key() -> None:
    key_file = base64.b64encode(b"\x00binary\xff").decode()
    secrets = processed(COMPLETE, {"GITHUB_TOKEN": "ghp", "DB_PASSWORD": "pw", "KEY_FILE": key_file})
    assert secrets == {
        "shop-secret": {"github-token": b"ghp", "slack-token": b""},
        "db-secret": {
            "username": b"shop",
            "password": b"pw",
            "url": b"postgresql://shop:pw@db:5432/shop",
        },
        "key-secret": {"key.json": b"\x00binary\xff"},
    }


def test_a_generated_value_is_the_same_wherever_it_is_used() -> None:
    secret = processed(COMPLETE, {"GITHUB_TOKEN": "ghp"}, seed=7)["db-secret"]
    assert re.fullmatch(rb"[a-yA-Y0-8]{24}", secret["password"])
    assert secret["url"] == b"postgresql://shop:" + secret["password"] + b"@db:5432/shop"


def test_an_optional_file_that_is_left_out_is_empty() -> None:
    assert processed(COMPLETE, {"GITHUB_TOKEN": "ghp"})["key-secret"] == {"key.json": b""}


def test_without_a_required_value_nothing_is_created() -> None:
    for parameters in ({}, {"GITHUB_TOKEN": ""}):
        with pytest.raises(ProcessingError, match="GITHUB_TOKEN is required"):
            processed(COMPLETE, parameters)


def test_a_misspelt_parameter_is_refused() -> None:
    with pytest.raises(ProcessingError, match="unknown parameter name 'GITHUB_TOKNE'"):
        processed(COMPLETE, {"GITHUB_TOKEN": "ghp", "GITHUB_TOKNE": "ghp"})


@pytest.mark.parametrize(("parameters", "namespace"), [({}, "shop-test"), ({"NAMESPACE": "other"}, "other")])
def test_the_secrets_go_to_the_environments_namespace_or_another(
    parameters: dict[str, str], namespace: str
) -> None:
    template = template_of(COMPLETE)
    made = process(template, {"GITHUB_TOKEN": "ghp", **parameters})
    assert {item["metadata"]["namespace"] for item in made} == {namespace}
    assert message(template, {"GITHUB_TOKEN": "ghp", **parameters}) == (
        f"The Secrets of shop-test are in namespace {namespace}."
    )


def test_the_template_itself_names_no_namespace() -> None:
    # The API server refuses to process it where that differs from the current one.
    assert "namespace" not in template_of(COMPLETE)["metadata"]


def test_the_secrets_carry_the_recommended_labels() -> None:
    template = template_of(COMPLETE)
    for item in process(template, {"GITHUB_TOKEN": "ghp"}):
        assert item["metadata"]["labels"] == template["metadata"]["labels"]
        assert item["metadata"]["labels"]["app.kubernetes.io/component"] == "secrets"


def test_argo_cd_leaves_the_secrets_alone() -> None:
    # By their labels it takes them for its own, and it never finds them in its folder.
    for item in process(template_of(COMPLETE), {"GITHUB_TOKEN": "ghp"}):
        assert item["metadata"]["annotations"] == {
            "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
            "argocd.argoproj.io/sync-options": "Prune=false",
        }


NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
PARAMETER_NAMES = st.from_regex(r"[A-Z_][A-Z0-9_]{0,12}", fullmatch=True).filter(lambda n: n != "NAMESPACE")
DATA_KEYS = st.from_regex(r"[a-z0-9][-._a-z0-9]{0,12}", fullmatch=True)
# What no file and no command line can hold: NUL, and halves of surrogate pairs.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
# A value that looks like a reference can be replaced again in a text of several; a quirk of OpenShift.
PLAIN_TEXTS = TEXTS.filter(lambda text: "$" not in text)
YAML_TEXTS = PLAIN_TEXTS.filter(str.isprintable)
PRESENCES = st.one_of(
    st.just(Required()),
    st.just(Optional()),
    st.builds(Default, value=YAML_TEXTS),
    st.builds(Generated, length=st.integers(8, 255)),
)


@st.composite
def declarations(draw: st.DrawFn) -> tuple[list[DeclaredSecret], dict[str, str]]:
    """Secrets of parameters and composed texts, and values for some of the parameters."""
    names = draw(st.lists(PARAMETER_NAMES, min_size=1, max_size=5, unique=True))
    parameters = [
        Parameter(name=name, description=draw(YAML_TEXTS), presence=draw(PRESENCES)) for name in names
    ]
    secrets: list[DeclaredSecret] = []
    for secret_name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        keys: dict[str, Parameter | Composed] = {}
        for key in draw(st.lists(DATA_KEYS, min_size=1, max_size=4, unique=True)):
            chosen = draw(st.lists(st.sampled_from(parameters), min_size=1, max_size=3, unique_by=id))
            if len(chosen) == 1 and draw(st.booleans()):
                keys[key] = chosen[0]
            else:
                parts = [f"{draw(YAML_TEXTS)}${{{parameter.name}}}" for parameter in chosen]
                keys[key] = Composed(text="".join(parts), parameters=tuple(chosen))
        secrets.append(DeclaredSecret(name=secret_name, keys=keys))
    used = {parameter.name: parameter for secret in secrets for parameter in secret.parameters}
    given_values = {
        name: draw(PLAIN_TEXTS.filter(bool))
        for name, parameter in used.items()
        if isinstance(parameter.presence, Required) or draw(st.booleans())
    }
    return secrets, given_values


@settings(deadline=None, max_examples=60)
@given(declarations())
def test_whatever_is_declared_and_given_arrives(
    case: tuple[list[DeclaredSecret], dict[str, str]],
) -> None:
    secrets, parameters = case
    result = processed(secrets, parameters)
    values: dict[str, str] = {}

    def learn(parameter: Parameter, text: str) -> None:
        presence = parameter.presence
        if parameter.name in parameters:
            assert text == parameters[parameter.name]
        elif isinstance(presence, Generated):
            assert re.fullmatch(r"[a-zA-Z0-9]+", text)
            assert len(text) == presence.length
        else:
            assert text == (presence.value if isinstance(presence, Default) else "")
        assert values.setdefault(parameter.name, text) == text

    assert set(result) == {secret.name for secret in secrets}
    for secret in secrets:
        assert set(result[secret.name]) == set(secret.keys)
        for key, value in secret.keys.items():
            if isinstance(value, Parameter):
                learn(value, result[secret.name][key].decode())
    for secret in secrets:
        for key, value in secret.keys.items():
            if isinstance(value, Composed) and all(p.name in values for p in value.parameters):
                expected = re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], value.text)
                assert result[secret.name][key].decode() == expected


@settings(deadline=None, max_examples=40)
@given(TEXTS.filter(bool))
def test_every_text_survives_as_a_single_value(text: str) -> None:
    secret = DeclaredSecret(name="shop-secret", keys={"token": TOKEN})
    assert processed([secret], {"GITHUB_TOKEN": text})["shop-secret"]["token"].decode() == text


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=60))
def test_every_file_survives_in_base64(content: bytes) -> None:
    secret = DeclaredSecret(name="key-secret", keys={"key.json": KEY_FILE}, encoding="base64")
    given_value = base64.b64encode(content).decode()
    assert processed([secret], {"KEY_FILE": given_value})["key-secret"] == {"key.json": content}


def test_no_value_of_a_secret_is_in_the_output() -> None:
    template = template_of(COMPLETE)
    for item in template["objects"]:
        for text in (item.get("stringData") or item.get("data")).values():
            literal = re.sub(r"\$\{[A-Z_]+\}", "", text)
            assert literal in {"", "postgresql://:@db:5432/shop"}
    for parameter in template["parameters"]:
        assert parameter.get("value", "") in {"", "shop", "shop-test"}
    assert "generate: expression" in dump(template)


def test_the_template_is_written_where_argo_cd_does_not_read(on_openshift: Synthesize) -> None:
    folders: list[str] = []

    def build(chart: EnvironmentChart) -> None:
        complete(chart)
        folders.append(chart.folder_of("shop-test/template/template"))

    on_openshift(build)
    assert folders == ["secrets"]


def test_a_template_without_secrets_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: TemplateSecrets().provide(chart, []))
    assert (problem.field, problem.message) == ("secrets", "Template 'shop-secrets' creates nothing")


def test_a_secret_declared_twice_is_refused(on_openshift: Synthesize) -> None:
    twice = [*COMPLETE, DeclaredSecret(name="shop-secret", keys={"token": TOKEN})]
    problem = problem_of(on_openshift, lambda chart: Template(chart, "t", name="t", secrets=twice))
    assert problem.message.startswith("Secret 'shop-secret' exists already")


def test_two_parameters_of_one_name_must_be_the_same(on_openshift: Synthesize) -> None:
    # OpenShift lets the last one win, silently.
    other = Parameter(name="GITHUB_TOKEN", description="Another token.")
    secrets = [*COMPLETE, DeclaredSecret(name="other", keys={"token": other})]
    problem = problem_of(on_openshift, lambda chart: Template(chart, "t", name="t", secrets=secrets))
    assert (problem.field, problem.message) == (
        "secrets",
        "parameter 'GITHUB_TOKEN' is declared twice, differently",
    )


def test_one_parameter_may_fill_several_keys() -> None:
    same = Parameter(name="GITHUB_TOKEN", description="Token that may read the repositories.")
    secrets = [*COMPLETE, DeclaredSecret(name="other", keys={"token": same})]
    names = [parameter["name"] for parameter in template_of(secrets)["parameters"]]
    assert names.count("GITHUB_TOKEN") == 1
    assert processed(secrets, {"GITHUB_TOKEN": "ghp"})["other"] == {"token": b"ghp"}


def test_the_parameter_namespace_is_taken(on_openshift: Synthesize) -> None:
    mine = Parameter(name="NAMESPACE", description="Mine.")
    secrets = [DeclaredSecret(name="shop-secret", keys={"token": mine})]
    problem = problem_of(on_openshift, lambda chart: Template(chart, "t", name="t", secrets=secrets))
    assert problem.message == "every Template has a parameter 'NAMESPACE': where its Secrets are created"
    assert problem.remedy == "Give yours another name"


def test_the_choice_of_a_template_names_it_after_the_system(on_openshift: Synthesize) -> None:
    assert set(on_openshift(lambda chart: TemplateSecrets().provide(chart, COMPLETE))) == {
        "Template/shop-secrets"
    }
    named = TemplateSecrets(name="other")
    assert set(on_openshift(lambda chart: named.provide(chart, COMPLETE))) == {"Template/other"}


def test_the_choice_of_a_template_provides_every_secret(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        provided = TemplateSecrets().provide(chart, COMPLETE)
        assert provided["shop-secret"].key("slack-token").optional
        assert not provided["db-secret"].key("password").optional

    on_openshift(build)


@pytest.mark.parametrize("name", ["", "Shop", "shop_secrets"])
def test_an_illegal_name_is_refused(name: str, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: Template(chart, "t", name=name, secrets=COMPLETE))
    assert problem.field == "name"


def test_a_template_needs_openshift(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, complete)
    assert (problem.field, problem.message) == (
        "platform",
        "a Template needs OpenShift, but 'test' is Kubernetes",
    )
