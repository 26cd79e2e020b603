"""One file for each API group, and in it CustomResourceDefinitions that an API server would take."""

import importlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.crds.schemas import CRDS, FILES, definitions, documents, schema_of

KINDS = {
    "Agent",
    "AppProject",
    "Application",
    "ApplicationSet",
    "Certificate",
    "ClusterIssuer",
    "ClusterSecretStore",
    "ExternalSecret",
    "ImageStream",
    "Issuer",
    "MCPServer",
    "ModelConfig",
    "PodMonitor",
    "PrometheusRule",
    "RemoteMCPServer",
    "Route",
    "SealedSecret",
    "SecretStore",
    "ServiceMonitor",
    "Template",
    "VaultAuth",
    "VaultConnection",
    "VaultDynamicSecret",
    "VaultStaticSecret",
}

# Without type hints of its own.
kubernetes_validate: Any = importlib.import_module("kubernetes_validate")

EVERY_KIND = pytest.mark.parametrize("kind", sorted(definitions()))


def patterns(node: object) -> set[str]:
    """Return every regular expression in a schema."""
    if isinstance(node, list):
        return set().union(*map(patterns, node))
    if not isinstance(node, dict):
        return set()
    own = node.get("pattern")
    return set().union({own} if isinstance(own, str) else set(), *map(patterns, node.values()))


def test_these_kinds_are_described() -> None:
    assert definitions().keys() == KINDS


def test_no_kind_is_described_twice() -> None:
    kinds = Counter(document["spec"]["names"]["kind"] for file in FILES for document in documents(file))
    assert kinds == Counter(KINDS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_holds_one_api_group_and_is_called_after_it(file: Path) -> None:
    """`cdk8s import` writes a module for each group: a second file would overwrite the first one's."""
    assert {document["spec"]["group"] for document in documents(file)} == {file.stem}


def test_no_api_group_is_in_two_files() -> None:
    files = Counter(group for file in FILES for group in {doc["spec"]["group"] for doc in documents(file)})
    assert [group for group, count in files.items() if count > 1] == []


def test_nothing_else_is_in_the_folder() -> None:
    assert {file.name for file in CRDS.iterdir()} == {file.name for file in FILES} | {"README.md"}


@EVERY_KIND
def test_a_definition_is_one(kind: str) -> None:
    """Strictly: `kubernetes_validate` knows every field of a CustomResourceDefinition."""
    definition = definitions()[kind]
    kubernetes_validate.validate(definition, kubernetes_validate.latest_version(), strict=True)


@EVERY_KIND
def test_a_definition_is_consistent(kind: str) -> None:
    definition = definitions()[kind]
    names = definition["spec"]["names"]
    assert definition["metadata"]["name"] == f"{names['plural']}.{definition['spec']['group']}"
    assert names["listKind"] == f"{kind}List"
    assert names["singular"] == kind.lower()
    (version,) = definition["spec"]["versions"]
    assert version["served"]
    assert version["storage"]


@EVERY_KIND
def test_a_schema_compiles(kind: str) -> None:
    """With linear-time regular expressions: as in Go, there is no look-around and no back-reference."""
    schema = schema_of(definitions()[kind])
    jsonschema_rs.Draft7Validator(schema, pattern_options=jsonschema_rs.RegexOptions())
    for pattern in patterns(schema):
        jsonschema_rs.Draft7Validator({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())


@pytest.mark.parametrize("kind", ["ImageStream", "Template"])
def test_a_kind_without_a_definition_in_the_cluster_says_so(kind: str) -> None:
    file = CRDS / f"{definitions()[kind]['spec']['group']}.yaml"
    comment = " ".join(re.findall(r"(?m)^# (.*)$", file.read_text("utf-8")))
    assert "No CustomResourceDefinition of this kind exists" in comment


def test_every_kind_is_tried() -> None:
    tests = "".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert set(re.findall(r"(?m)^kind: (\w+)$", tests)) >= KINDS
