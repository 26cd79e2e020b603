"""The schemas are structural and closed, as an API server demands, and written as crds/README.md says.

https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import jsonschema_rs
import pytest

from tests.crds.schemas import definitions, schema_of

Schema: TypeAlias = dict[str, Any]
Rule: TypeAlias = Callable[[str, Schema], Iterator[str]]

BRANCHES = ("allOf", "anyOf", "oneOf")
OPEN = "x-kubernetes-preserve-unknown-fields"
INT_OR_STRING = "x-kubernetes-int-or-string"

KEYWORDS = {
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "description",
    "enum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "nullable",
    "pattern",
    "properties",
    "required",
    "type",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
}
"""What the schemas are made of; an API server knows a few keywords more, and refuses all others."""

CONDITION_KEYWORDS = KEYWORDS - {"additionalProperties", "default", "description", "nullable", "type"}
"""What a branch of `allOf` and its like may hold: what constrains, and nothing that describes."""

OPEN_FIELDS = {
    "AppProject": (),
    "Application": (r"operation", r".*\.helm\.valuesObject"),
    "ApplicationSet": (
        r".*\.helm\.valuesObject",
        r".*\.list\.elements\[\]",
        r"spec\.generators\[\]\..*\.template\.spec",
        r".*\.plugin\.input\.parameters\.\*",
        r".*\.(matrix|merge)\.generators\[\]\.(matrix|merge|pullRequest|scmProvider)",
    ),
    "ClusterIssuer": (r".*\.podTemplate\.spec", r".*\.webhook\.config"),
    "ClusterSecretStore": (r"spec\.provider\.\w+",),
    "Issuer": (r".*\.podTemplate\.spec", r".*\.webhook\.config"),
    "ModelConfig": (r"spec\.bedrock\.additionalModelRequestFields",),
    "SealedSecret": (r"spec\.encryptedData", r"spec\.template\.metadata"),
    "SecretStore": (r"spec\.provider\.\w+",),
    "Template": (r"objects\[\]",),
}
"""Where unknown fields are taken, apart from the status, which a manifest doesn't have."""

EVERY_KIND = pytest.mark.parametrize("kind", sorted(definitions()))


def nodes(schema: Schema, path: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield every node that describes a value, with its path; conditions are no such nodes."""
    yield path, schema
    for name, child in schema.get("properties", {}).items():
        yield from nodes(child, f"{path}.{name}".lstrip("."))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from nodes(schema["additionalProperties"], f"{path}.*")
    if "items" in schema:
        yield from nodes(schema["items"], f"{path}[]")


def conditions(schema: Schema) -> Iterator[Schema]:
    """Yield the branches of a node's `allOf` and its like."""
    for keyword in BRANCHES:
        yield from schema.get(keyword, [])
    if "not" in schema:
        yield schema["not"]


def is_any_of_int_and_string(schema: Schema) -> bool:
    """Return whether a node repeats, in the one form that an API server accepts, that it is either."""
    return schema.get(INT_OR_STRING) is True and schema.get("anyOf") == [
        {"type": "integer"},
        {"type": "string"},
    ]


def only_known_keywords(path: str, node: Schema) -> Iterator[str]:
    """A node is made of keywords that an API server accepts."""
    for keyword in node.keys() - KEYWORDS:
        yield f"{path} has {keyword}"


def every_value_has_a_type(path: str, node: Schema) -> Iterator[str]:
    """A node has a type, unless it is an integer or a string, or anything at all."""
    if INT_OR_STRING in node or OPEN in node:
        return
    if "type" not in node:
        yield f"{path} has no type"


def ways_of_saying_it_exclude_each_other(path: str, node: Schema) -> Iterator[str]:
    """Fields are known or free, an integer or string has no type, and a list says what is in it."""
    if {"properties", "additionalProperties"} <= node.keys():
        yield f"{path} has both known and free fields"
    if {INT_OR_STRING, "type"} <= node.keys():
        yield f"{path} is an integer or string and has a type"
    if ("items" in node) != (node.get("type") == "array"):
        yield f"{path} is a list without entries, or no list"
    for keyword in ("properties", "additionalProperties", "required"):
        if keyword in node and node.get("type") != "object":
            yield f"{path} has {keyword} and is no object"


def conditions_only_constrain(path: str, node: Schema) -> Iterator[str]:
    """A branch of `allOf` and its like holds no type, description or default."""
    if is_any_of_int_and_string(node):
        return
    pending = list(conditions(node))
    while pending:
        condition = pending.pop()
        for keyword in condition.keys() - CONDITION_KEYWORDS - {"not", "oneOf"}:
            yield f"{path} has {keyword} in a condition"
        pending += conditions(condition)
        pending += condition.get("properties", {}).values()
        pending += [condition["items"]] if "items" in condition else []


def conditions_speak_of_known_fields(path: str, node: Schema) -> Iterator[str]:
    """What a condition is about is described outside of it, or the condition could never be met."""
    for condition in conditions(node):
        yield from _unknown(path, node, condition)


def _unknown(path: str, node: Schema, condition: Schema) -> Iterator[str]:
    known = node.get("properties", {})
    for name in {*condition.get("properties", {}), *condition.get("required", [])} - known.keys():
        yield f"{path}.{name} is in a condition only"
    for name, child in condition.get("properties", {}).items():
        yield from _unknown(f"{path}.{name}", known.get(name, {}), child)
    if "items" in condition:
        yield from _unknown(f"{path}[]", node["items"], condition["items"])
    for branch in conditions(condition):
        yield from _unknown(path, node, branch)


def required_fields_are_known(path: str, node: Schema) -> Iterator[str]:
    """A required field is described, unless the object is open."""
    if OPEN not in node:
        for name in set(node.get("required", [])) - node.get("properties", {}).keys():
            yield f"{path}.{name} is required and not described"


def keys_of_lists_identify(path: str, node: Schema) -> Iterator[str]:
    """The keys of a list of kind map are scalars that every entry has; a set holds scalars."""
    kind = node.get("x-kubernetes-list-type")
    if (kind == "map") != ("x-kubernetes-list-map-keys" in node):
        yield f"{path} has keys and is no map, or the other way round"
    if kind == "set" and node["items"].get("type") in {"array", "object"}:
        yield f"{path} is a set of maps or lists"
    for key in node.get("x-kubernetes-list-map-keys", []):
        field = node["items"]["properties"].get(key, {})
        if field.get("type") not in {"boolean", "integer", "string"}:
            yield f"{path} has the key {key}, which is no scalar"
        if key not in node["items"].get("required", []) and "default" not in field:
            yield f"{path} has the key {key}, which an entry may lack"


def defaults_are_valid(path: str, node: Schema) -> Iterator[str]:
    """A default is a value that the schema accepts."""
    if "default" in node:
        validator = jsonschema_rs.Draft7Validator(node)
        for error in validator.iter_errors(node["default"]):
            yield f"{path} has an invalid default: {error.message}"


def fields_are_described(path: str, node: Schema) -> Iterator[str]:
    """A field has a description, which becomes its docstring: a sentence."""
    if path == "metadata" or path.startswith("metadata.") or path.endswith("*"):
        return
    if path.endswith("[]") and node.get("type") != "object":
        return
    if not re.fullmatch(r"(?s)[^\s].*[.]", node.get("description", "")):
        yield f"{path} isn't described"


def rules_across_fields_are_told_twice(path: str, node: Schema) -> Iterator[str]:
    """Each entry of `allOf` has its rule in CEL, with a message, in the same position."""
    if "not" in node or "oneOf" in node or ("anyOf" in node and not is_any_of_int_and_string(node)):
        yield f"{path} has a condition outside of allOf"
    validations = node.get("x-kubernetes-validations", [])
    if len(node.get("allOf", [])) > len(validations):
        yield f"{path} has a condition without a rule"
    for validation in validations:
        if validation.keys() != {"rule", "message"} or not all(validation.values()):
            yield f"{path} has a rule that isn't complete"


RULES: list[Rule] = [
    only_known_keywords,
    every_value_has_a_type,
    ways_of_saying_it_exclude_each_other,
    conditions_only_constrain,
    conditions_speak_of_known_fields,
    required_fields_are_known,
    keys_of_lists_identify,
    defaults_are_valid,
    fields_are_described,
    rules_across_fields_are_told_twice,
]


@EVERY_KIND
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_schema_keeps_the_rule(rule: Rule, kind: str) -> None:
    found = [flaw for path, node in nodes(schema_of(definitions()[kind])) for flaw in rule(path, node)]
    assert found == []


@EVERY_KIND
def test_unknown_fields_are_taken_in_these_places_only(kind: str) -> None:
    found = {path for path, node in nodes(schema_of(definitions()[kind])) if OPEN in node} - {"status"}
    allowed = OPEN_FIELDS.get(kind, ())
    assert [path for path in found if not any(re.fullmatch(field, path) for field in allowed)] == []
    assert [field for field in allowed if not any(re.fullmatch(field, path) for path in found)] == []


@EVERY_KIND
def test_every_object_has_the_same_frame(kind: str) -> None:
    definition = definitions()[kind]
    (version,) = definition["spec"]["versions"]
    schema = schema_of(definition)
    assert schema["properties"]["apiVersion"]["description"] == (
        f"Always {definition['spec']['group']}/{version['name']}."
    )
    assert schema["properties"]["kind"]["description"] == f"Always {kind}."
    assert schema["properties"]["metadata"]["type"] == "object"
    # An API server forbids more: all else about metadata is its own business.
    assert schema["properties"]["metadata"].get("properties", {}).keys() <= {"name", "generateName"}


BROKEN: list[tuple[Rule, Schema, str]] = [
    (only_known_keywords, {"uniqueItems": True}, "x has uniqueItems"),
    (every_value_has_a_type, {"enum": ["a"]}, "x has no type"),
    (
        ways_of_saying_it_exclude_each_other,
        {"type": "object", "properties": {}, "additionalProperties": {"type": "string"}},
        "x has both known and free fields",
    ),
    (
        ways_of_saying_it_exclude_each_other,
        {INT_OR_STRING: True, "type": "integer"},
        "x is an integer or string and has a type",
    ),
    (ways_of_saying_it_exclude_each_other, {"type": "array"}, "x is a list without entries, or no list"),
    (
        ways_of_saying_it_exclude_each_other,
        {"type": "string", "required": ["a"]},
        "x has required and is no object",
    ),
    (
        conditions_only_constrain,
        {"allOf": [{"not": {"properties": {"a": {"type": "string"}}}}]},
        "x has type in a condition",
    ),
    (
        conditions_speak_of_known_fields,
        {"properties": {"a": {}}, "allOf": [{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}]},
        "x.b is in a condition only",
    ),
    (required_fields_are_known, {"required": ["a"]}, "x.a is required and not described"),
    (
        keys_of_lists_identify,
        {"x-kubernetes-list-type": "map"},
        "x has keys and is no map, or the other way round",
    ),
    (
        keys_of_lists_identify,
        {
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["a"],
            "items": {"properties": {"a": {"type": "string"}}},
        },
        "x has the key a, which an entry may lack",
    ),
    (
        keys_of_lists_identify,
        {"x-kubernetes-list-type": "set", "items": {"type": "object"}},
        "x is a set of maps or lists",
    ),
    (
        defaults_are_valid,
        {"enum": ["a"], "default": "b"},
        'x has an invalid default: "b" is not one of "a"',
    ),
    (fields_are_described, {"description": "a title"}, "x isn't described"),
    (
        rules_across_fields_are_told_twice,
        {"allOf": [{"required": ["a"]}]},
        "x has a condition without a rule",
    ),
    (rules_across_fields_are_told_twice, {"not": {}}, "x has a condition outside of allOf"),
]


@pytest.mark.parametrize(("rule", "node", "flaw"), BROKEN, ids=[flaw for _rule, _node, flaw in BROKEN])
def test_the_rule_can_be_broken(rule: Rule, node: Schema, flaw: str) -> None:
    assert list(rule("x", node)) == [flaw]
