"""Schema: every field exists, is there when required, and has a value that the API server accepts."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.schema.kubernetes import known_versions, schemas_for
from podwright.verify.schema.validation import Problem, SchemaError, errors_of
from podwright.verify.target import KubernetesVersion

_REFERENCE = "https://kubernetes.io/docs/reference/kubernetes-api/"
_VALIDATION = "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation"
_QUANTITY = "https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/"


def _flaws(cluster: Cluster, problem: Problem) -> Iterator[Flaw]:
    for error in errors_of(cluster, problem):
        yield Flaw(error.manifest, error.node, error.wording.message, error.wording.remedy)


@check(
    "unknown-field",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="A field does not exist in its place.",
    source=_VALIDATION,
)
def unknown_field(cluster: Cluster) -> Iterator[Flaw]:
    """Find fields that the schema does not know; the API server would drop them or refuse the object."""
    for error in errors_of(cluster, Problem.UNKNOWN_FIELD):
        field = str(error.node.key)
        since = _version_with(error, field, cluster.target.kubernetes_version)
        if since is not None:
            message = f"does not exist in Kubernetes {cluster.target.kubernetes_version}"
            yield Flaw(
                error.manifest, error.node, message, f"It exists from {since} on: remove it until then"
            )
        else:
            yield Flaw(error.manifest, error.node, "does not exist here", _suggestion(error, field))


def _version_with(error: SchemaError, field: str, target: KubernetesVersion) -> KubernetesVersion | None:
    """Return the first version after the target in which a field exists."""
    if not error.definition_name:
        return None
    for version in known_versions():
        if version > target:
            definition = schemas_for(version).definitions.get(error.definition_name, Node(None))
            if definition["properties"][field]:
                return version
    return None


def _suggestion(error: SchemaError, field: str) -> str:
    known = list(error.definition["properties"].mapping)
    by_case = {name.lower(): name for name in known}
    near = get_close_matches(field.lower(), list(by_case), n=1)
    if near:
        return f"Did you mean {by_case[near[0]]}?"
    if not known:
        return "Remove it"
    return f"Remove it, or write one of {', '.join(known)}" if len(known) <= 8 else "Remove it"


@check(
    "missing-field",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="A required field is missing.",
    source=_REFERENCE,
)
def missing_field(cluster: Cluster) -> Iterator[Flaw]:
    """Find required fields that are absent, where no default fills them in."""
    yield from _flaws(cluster, Problem.MISSING_FIELD)


@check(
    "wrong-type",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="A field holds a value of another type than it takes.",
    source=_REFERENCE,
)
def wrong_type(cluster: Cluster) -> Iterator[Flaw]:
    """Find values of the wrong type, such as a number where text belongs."""
    yield from _flaws(cluster, Problem.WRONG_TYPE)


@check(
    "invalid-value",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="A field holds a value that it does not accept.",
    source=_REFERENCE,
)
def invalid_value(cluster: Cluster) -> Iterator[Flaw]:
    """Find values outside of the choice, the range or the form that a field accepts."""
    yield from _flaws(cluster, Problem.VALUE)


@check(
    "invalid-quantity",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="An amount of a resource is not written as Kubernetes reads it.",
    source=_QUANTITY,
)
def invalid_quantity(cluster: Cluster) -> Iterator[Flaw]:
    """Find amounts such as ``512MB`` or ``1 Gi``."""
    yield from _flaws(cluster, Problem.QUANTITY)


@check(
    "invalid-duration",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="A span of time is not written as Kubernetes reads it.",
    source="https://pkg.go.dev/time#ParseDuration",
)
def invalid_duration(cluster: Cluster) -> Iterator[Flaw]:
    """Find spans of time such as ``1d`` or ``90``."""
    yield from _flaws(cluster, Problem.DURATION)


@check(
    "conflicting-fields",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="Of several alternatives, more than one is written, or none.",
    source=_REFERENCE,
)
def conflicting_fields(cluster: Cluster) -> Iterator[Flaw]:
    """Find alternatives that exclude each other, such as ``value`` beside ``valueFrom``."""
    yield from _flaws(cluster, Problem.CHOICE)


@check(
    "duplicate-entry",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="A list has two entries of one name.",
    source="https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy",
)
def duplicate_entry(cluster: Cluster) -> Iterator[Flaw]:
    """Find two containers, volumes, mounts or Service ports of one name: the API server refuses them."""
    yield from _flaws(cluster, Problem.DUPLICATE)


@check(
    "repeated-entry",
    family=Family.SCHEMA,
    severity=Severity.WARNING,
    summary="A list repeats an entry, and only the last one counts.",
    source="https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy",
)
def repeated_entry(cluster: Cluster) -> Iterator[Flaw]:
    """Find repeated env vars, ports and the like: accepted, but not by server-side apply."""
    yield from _flaws(cluster, Problem.REPEATED)
