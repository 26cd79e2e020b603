"""Published definitions made ready for validation: lean, strict, and with the API server's demands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from podwright.verify.nodes import Node
from podwright.verify.schema.constraints import (
    LAST_ONE_WINS,
    NOT_REALLY_REQUIRED,
    PROPERTIES,
    QUANTITY,
    WHOLE,
    Schema,
)
from podwright.verify.schema.kubernetes import KubernetesSchemas

REFERENCE_PREFIX: Final = "#/$defs/"

_COPIED: Final = ("$ref", "type", "enum", "oneOf", "anyOf", "allOf")
_INT32: Final[Schema] = {"minimum": -(2**31), "maximum": 2**31 - 1}
_SPECIAL: Final[dict[str, Schema]] = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {
        "type": ["string", "number", "null"],
        "pattern": QUANTITY,
    },
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer", "null"]},
}


def prepare(schemas: KubernetesSchemas, roots: Iterable[str]) -> dict[str, Schema]:
    """Return some definitions and all that they refer to, ready for validation.

    Args:
        schemas: the published definitions.
        roots: names of definitions.
    """
    prepared: dict[str, Schema] = {}
    pending = list(roots)
    while pending:
        name = pending.pop()
        if name in prepared or name not in schemas.definitions:
            continue
        prepared[name] = _SPECIAL.get(name) or _definition(name, schemas.definitions[name])
        pending.extend(_references(prepared[name]))
    return prepared


def _definition(name: str, node: Node) -> Schema:
    schema = _schema(node)
    properties: Schema = {}
    extra = PROPERTIES.get(name, {})
    for key, child in node["properties"].items():
        if key == "status" and child["$ref"].text.endswith("Status"):
            properties[key] = True  # written by controllers; ignored when somebody else writes it
            continue
        own = _schema(child)
        _add_uniqueness(own, child, tolerated=(name, key) in LAST_ONE_WINS)
        properties[key] = _merged(own, Node(extra.get(key, {})))
    if properties:
        schema["properties"] = properties
    required = {field for field in node["required"].strings if (name, field) not in NOT_REALLY_REQUIRED}
    for keyword, value in WHOLE.get(name, {}).items():
        if keyword == "required":
            required |= set(Node(value).strings)
        elif keyword == "x-podwright-choice":
            schema[keyword] = _choice(Node(value), node)
        else:
            schema[keyword] = value
    if required:
        schema["required"] = sorted(required)
    return schema


def _schema(node: Node) -> Schema:
    schema: Schema = {keyword: node[keyword].value for keyword in _COPIED if node[keyword].present}
    if node["items"].is_map:
        schema["items"] = _schema(node["items"])
    more = node["additionalProperties"]
    if more.present:
        schema["additionalProperties"] = _schema(more) if more.is_map else more.value
    match node["format"].text:
        case "int32":
            schema |= _INT32
        case "byte":
            schema["x-podwright-base64"] = True
    return schema


def _add_uniqueness(schema: Schema, node: Node, *, tolerated: bool) -> None:
    keys = node["x-kubernetes-list-map-keys"]
    if keys.is_list or node["x-kubernetes-list-type"].text == "set":
        schema["x-podwright-unique"] = {"keys": list(keys.strings), "tolerated": tolerated}


def _merged(schema: Schema, extra: Node) -> Schema:
    for keyword, value in extra.items():
        current = schema.get(keyword)
        if keyword == "items" and isinstance(current, dict):
            schema[keyword] = current | dict(value.mapping)
        else:
            schema[keyword] = value.value
    return schema


def _choice(setting: Node, node: Node) -> Schema:
    named = list(setting["fields"].strings)
    holding = [key for key, child in node["properties"].items() if child["$ref"]]
    return {"fields": named or holding, "minimum": setting["minimum"].value}


def _references(schema: object) -> Iterator[str]:
    pending = [schema]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                yield reference.removeprefix(REFERENCE_PREFIX)
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
