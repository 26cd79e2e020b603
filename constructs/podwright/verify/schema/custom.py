"""Schemas of custom resources: what a CustomResourceDefinition says, as strict JSON Schema.

The API server fills in defaults before it validates, so a field with a default is never missing. It
drops unknown fields silently; here they are errors, as they are to ``kubectl --validate=strict``.

Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.schema.constraints import GO_DURATION, QUANTITY, Schema
from podwright.verify.schema.kubernetes import OBJECT_META, GroupVersionKind
from podwright.verify.schema.preparation import REFERENCE_PREFIX

_COPIED: Final = [
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
]
_GENERATED_QUANTITY: Final = "(([KMGTPE]i)|[numkMGTPE]|([eE]"


@dataclass(frozen=True, kw_only=True, eq=False)
class CustomType:
    """One version of a custom resource.

    Attributes:
        group: its API group.
        version: its version.
        kind: its kind.
        served: whether the API server serves this version.
        deprecated: whether it warns about this version.
        warning: what it says then, ``""`` when nothing special.
        schema: the OpenAPI v3 schema.
    """

    group: str
    version: str
    kind: str
    served: bool
    deprecated: bool
    warning: str
    schema: Node


def types_of(definition: Manifest) -> Mapping[GroupVersionKind, CustomType]:
    """Return the types that a CustomResourceDefinition defines; none for any other object."""
    if definition.kind != "CustomResourceDefinition":
        return {}
    group = definition.spec["group"].text
    kind = definition.spec.at("names", "kind").text
    shared = definition.spec.at("validation", "openAPIV3Schema")
    types = {}
    for version in definition.spec["versions"]:
        schema = version.at("schema", "openAPIV3Schema")
        name = version["name"].text
        types[(group, name, kind)] = CustomType(
            group=group,
            version=name,
            kind=kind,
            served=version["served"].boolean is not False,
            deprecated=version["deprecated"].is_true,
            warning=version["deprecationWarning"].text,
            schema=schema if schema.is_map else shared,
        )
    return types


def json_schema(custom: CustomType) -> Schema:
    """Return the strict JSON schema of a custom resource."""
    schema = _schema(custom.schema)
    properties = schema.get("properties")
    known: Schema = dict(properties) if isinstance(properties, dict) else {}
    known |= {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": f"{REFERENCE_PREFIX}{OBJECT_META}"},
    }
    if "status" in known:
        known["status"] = True
    schema["properties"] = known
    return schema


def _schema(node: Node, *, may_be_null: bool = False) -> Schema:
    schema: Schema = {keyword: node[keyword].value for keyword in _COPIED if node[keyword].present}
    _add_bounds(schema, node)
    _add_type(schema, node, may_be_null=may_be_null)
    _add_format(schema, node)
    _add_properties(schema, node)
    if node["items"].is_map:
        schema["items"] = _schema(node["items"])
    _add_uniqueness(schema, node)
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = [_condition(branch) for branch in node[keyword]]
        if branches and not node["x-kubernetes-int-or-string"].is_true:
            schema[keyword] = branches
    if node["not"].is_map:
        schema["not"] = _condition(node["not"])
    return schema


def _condition(node: Node) -> Schema:
    """Return a branch of ``allOf`` and its like, which constrains but never closes an object."""
    schema: Schema = {
        keyword: node[keyword].value
        for keyword in (*_COPIED, "type", "enum", "required")
        if node[keyword].present
    }
    _add_bounds(schema, node)
    properties = {key: _condition(child) for key, child in node["properties"].items()}
    if properties:
        schema["properties"] = properties
    if node["items"].is_map:
        schema["items"] = _condition(node["items"])
    for keyword in ("allOf", "anyOf", "oneOf"):
        if node[keyword].is_list:
            schema[keyword] = [_condition(branch) for branch in node[keyword]]
    if node["not"].is_map:
        schema["not"] = _condition(node["not"])
    return schema


def _add_bounds(schema: Schema, node: Node) -> None:
    """Turn the booleans of OpenAPI v3 into the numbers of JSON Schema."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if node[exclusive].is_true and bound in schema:
            schema[exclusive] = schema.pop(bound)


def _add_type(schema: Schema, node: Node, *, may_be_null: bool) -> None:
    nullable = may_be_null or node["nullable"].is_true
    types = [node["type"].text] if node["type"].text else []
    if node["x-kubernetes-int-or-string"].is_true:
        types = ["integer", "string"]
    if types:
        schema["type"] = [*types, "null"] if nullable else types
    if node["enum"].is_list:
        schema["enum"] = [*node["enum"].sequence, *([None] if nullable else [])]


def _add_format(schema: Schema, node: Node) -> None:
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and _GENERATED_QUANTITY in pattern:
        schema["pattern"] = QUANTITY
    match node["format"].text:
        case "byte":
            schema["x-podwright-base64"] = True
        case "duration" if pattern is None:
            schema["pattern"] = GO_DURATION


def _add_properties(schema: Schema, node: Node) -> None:
    defaulted = {key for key, child in node["properties"].items() if child["default"].present}
    required = [key for key in node["required"].strings if key not in defaulted]
    # A null is removed before defaults are filled in, as if the field were absent.
    properties: Schema = {
        key: _schema(child, may_be_null=key not in required) for key, child in node["properties"].items()
    }
    open_ = node["x-kubernetes-preserve-unknown-fields"].is_true
    if node["x-kubernetes-embedded-resource"].is_true:
        for key in ("apiVersion", "kind", "metadata"):
            properties.setdefault(key, True)
    if properties:
        schema["properties"] = properties
    if required:
        schema["required"] = required
    more = node["additionalProperties"]
    if more.is_map:
        schema["additionalProperties"] = _schema(more)
    elif node["type"].text == "object" and not open_ and not more.is_true:
        schema["additionalProperties"] = False


def _add_uniqueness(schema: Schema, node: Node) -> None:
    match node["x-kubernetes-list-type"].text:
        case "map":
            keys = list(node["x-kubernetes-list-map-keys"].strings)
            schema["x-podwright-unique"] = {"keys": keys, "tolerated": False}
        case "set":
            schema["x-podwright-unique"] = {"keys": [], "tolerated": False}
