"""Validation of all objects at once, and its errors as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import jsonschema_rs

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import GroupKind, is_built_in
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.schema.constraints import GO_DURATION, QUANTITY, Schema
from podwright.verify.schema.custom import CustomType, json_schema
from podwright.verify.schema.keywords import KEYWORDS, KeywordMessage
from podwright.verify.schema.kubernetes import OBJECT_META, schemas_for
from podwright.verify.schema.preparation import REFERENCE_PREFIX, prepare
from podwright.verify.schema.store import store_of
from podwright.verify.schema.wording import Wording, describe
from podwright.verify.target import KubernetesVersion


class Problem(Enum):
    """The kinds of schema errors; each has a check of its own."""

    UNKNOWN_FIELD = "unknown field"
    MISSING_FIELD = "missing field"
    WRONG_TYPE = "type"
    VALUE = "value"
    QUANTITY = "quantity"
    DURATION = "duration"
    CHOICE = "choice"
    DUPLICATE = "duplicate"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One way in which an object does not fit its schema.

    Attributes:
        problem: the kind of error.
        manifest: the object.
        node: the field; for an unknown or a missing field that field itself.
        wording: what to say about it.
        definition: the schema of the surrounding value, for suggestions.
        definition_name: the name under which Kubernetes publishes it, ``""`` when it does not.
    """

    problem: Problem
    manifest: Manifest
    node: Node
    wording: Wording
    definition: Node
    definition_name: str


def schema_errors(cluster: Cluster) -> Sequence[SchemaError]:
    """Return the schema errors of all objects; to be called through `Cluster.once`."""
    store = cluster.once(store_of)
    built_in: dict[Manifest, str] = {}
    custom: dict[Manifest, CustomType] = {}
    for manifest in cluster.manifests:
        identity = (manifest.group, manifest.version, manifest.kind)
        if is_built_in(manifest.group):
            name = store.kubernetes.types.get(identity)
            if name is not None:
                built_in[manifest] = name
        elif (found := store.custom.get(identity)) is not None and found.served and found.schema.is_map:
            custom[manifest] = found
    errors: list[SchemaError] = []
    version = store.kubernetes.version
    if built_in:
        compiled = _built_in_schema(version, frozenset(built_in.values()))
        for manifest, name in built_in.items():
            errors += compiled.errors(manifest, name)
    if custom:
        compiled = _custom_schema(version, frozenset(custom.values()))
        for manifest, found in custom.items():
            errors += compiled.errors(manifest, _name(found))
    return errors


def errors_of(cluster: Cluster, problem: Problem) -> Iterator[SchemaError]:
    """Yield the schema errors of one kind."""
    for error in cluster.once(schema_errors):
        if error.problem is problem:
            yield error


def types_without_schema(cluster: Cluster) -> Mapping[GroupKind, int]:
    """Return the custom types for which no schema is at hand, and how many objects each has."""
    known = cluster.once(store_of).custom_kinds
    return Counter(
        manifest.group_kind
        for manifest in cluster.manifests
        if manifest.kind and not is_built_in(manifest.group) and manifest.group_kind not in known
    )


class _Compiled:
    """Schemas compiled together: the root holds one property per type."""

    def __init__(self, definitions: Mapping[str, Schema], names: Iterable[str]) -> None:
        self._schema: Schema = {
            "$defs": dict(definitions),
            "properties": {name: {"$ref": f"{REFERENCE_PREFIX}{name}"} for name in names},
        }
        self._validator = jsonschema_rs.Draft202012Validator(self._schema, keywords=dict(KEYWORDS))

    def errors(self, manifest: Manifest, name: str) -> Iterator[SchemaError]:
        content = manifest.root.value
        try:
            found = list(self._validator.iter_errors({name: content}))
        except ValueError:
            # A map has a key that is not a string, which JSON cannot express.
            yield from _errors_of_keys(manifest)
            found = list(self._validator.iter_errors({name: _with_text_keys(content)}))
        for error in found:
            yield from self._translated(error, manifest)

    def _translated(self, error: jsonschema_rs.ValidationError, manifest: Manifest) -> Iterator[SchemaError]:
        node = manifest.root.at(*error.instance_path[1:])
        path = error.schema_path
        definition = Node(self._schema).at(*path[:-1])
        name = str(path[1]) if len(path) == 3 and path[0] == "$defs" else ""

        def schema_error(problem: Problem, at: Node, wording: Wording) -> SchemaError:
            return SchemaError(problem, manifest, at, wording, definition, name)

        match error.kind.name:
            case "additionalProperties":
                for field in error.kind.value:
                    yield schema_error(Problem.UNKNOWN_FIELD, node[field], Wording("", ""))
            case "falseSchema":
                # The map takes no field at all.
                for _, child in node.items():
                    yield schema_error(Problem.UNKNOWN_FIELD, child, Wording("", ""))
            case "required":
                field = str(error.kind.value)
                yield schema_error(
                    Problem.MISSING_FIELD, node[field], Wording("is missing", f"Write {field}")
                )
            case "type":
                yield schema_error(Problem.WRONG_TYPE, node, describe(error, node, manifest))
            case "pattern" if error.kind.value == QUANTITY:
                yield schema_error(Problem.QUANTITY, node, describe(error, node, manifest))
            case "pattern" if error.kind.value == GO_DURATION:
                yield schema_error(Problem.DURATION, node, describe(error, node, manifest))
            case name_ if name_ in KEYWORDS:
                said = KeywordMessage.decode(error.message)
                yield schema_error(
                    Problem(said.problem), node.at(*said.below), Wording(said.message, said.remedy)
                )
            case _:
                yield schema_error(Problem.VALUE, node, describe(error, node, manifest))


@lru_cache(maxsize=64)
def _built_in_schema(version: KubernetesVersion, names: frozenset[str]) -> _Compiled:
    return _Compiled(prepare(schemas_for(version), names), sorted(names))


@lru_cache(maxsize=64)
def _custom_schema(version: KubernetesVersion, types: frozenset[CustomType]) -> _Compiled:
    definitions = prepare(schemas_for(version), [OBJECT_META])
    definitions |= {_name(custom): json_schema(custom) for custom in types}
    try:
        return _Compiled(definitions, sorted(map(_name, types)))
    except ValueError:
        # A pattern of somebody's definition is not one that this validator can read.
        return _Compiled(_without_patterns(definitions), sorted(map(_name, types)))


def _name(custom: CustomType) -> str:
    return f"{custom.group}.{custom.version}.{custom.kind}"


def _without_patterns(definitions: Mapping[str, Schema]) -> dict[str, Schema]:
    return {name: _stripped(schema) for name, schema in definitions.items()}


def _stripped(schema: Schema) -> Schema:
    """Return a schema without ``pattern``; a property of that name holds a schema and stays."""
    result: Schema = {}
    for keyword, value in schema.items():
        if keyword == "pattern" and isinstance(value, str):
            continue
        result[keyword] = _stripped_value(value)
    return result


def _stripped_value(value: object) -> object:
    if isinstance(value, dict):
        return _stripped(value)
    return [_stripped_value(item) for item in value] if isinstance(value, list) else value


def _errors_of_keys(manifest: Manifest) -> Iterator[SchemaError]:
    pending: list[Node] = [manifest.root]
    while pending:
        node = pending.pop()
        for key in node.mapping:
            if not isinstance(key, str):
                wording = Wording(f"has the key {key!r}, which is no text", "Put the key in quotes")
                yield SchemaError(Problem.WRONG_TYPE, manifest, node, wording, Node(None), "")
        pending.extend(child for _, child in node.items())
        pending.extend(node)


def _with_text_keys(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _with_text_keys(item) for key, item in value.items()}
    return [_with_text_keys(item) for item in value] if isinstance(value, list) else value
