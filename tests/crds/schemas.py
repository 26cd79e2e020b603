"""The schemas in `crds/`, and what `podwright.verify` says when it holds objects against them."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from podwright.verify import KubernetesVersion, Platform, Target, verify

ROOT: Final = Path(__file__).parents[2]
CRDS: Final = ROOT / "crds"
FILES: Final = sorted(CRDS.glob("*.yaml"))

GONE: Final = object()
"""Stands in a change for a field that is taken away."""

_ANYWHERE: Final = Target(kubernetes_version=KubernetesVersion.parse("1.33"), platform=Platform.OPENSHIFT)


@cache
def documents(file: Path) -> list[dict[str, Any]]:
    """Return the CustomResourceDefinitions in a file; anchors make them share parts, so leave them as is."""
    return list(yaml.safe_load_all(file.read_text("utf-8")))


@cache
def definitions() -> Mapping[str, dict[str, Any]]:
    """Return the CustomResourceDefinitions by the kind that they define."""
    found = [document for file in FILES for document in documents(file)]
    return {definition["spec"]["names"]["kind"]: definition for definition in found}


def schema_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of the definition's only version."""
    (version,) = definition["spec"]["versions"]
    schema: dict[str, Any] = version["schema"]["openAPIV3Schema"]
    return schema


def changed(manifest: str, changes: Mapping[str, object]) -> dict[str, Any]:
    """Return an object, written in YAML, after some of its fields were set or taken away.

    Args:
        manifest: The object.
        changes: New values by path, such as `spec.tls.termination` or `spec.tags[0].name`; `GONE` takes a
            field away. Maps on the way to a field are made as needed, and so is the next entry of a list.
    """
    document: dict[str, Any] = yaml.safe_load(manifest)
    for path, value in changes.items():
        *above, last = [int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]]+", path)]
        parent: Any = document
        for key in above:
            parent = _child(parent, key)
        if value is GONE:
            del parent[last]
        elif isinstance(parent, list) and last == len(parent):
            parent.append(copy.deepcopy(value))
        else:
            parent[last] = copy.deepcopy(value)
    return document


def _child(parent: Any, key: int | str) -> Any:
    if isinstance(parent, dict):
        return parent.setdefault(key, {})
    if key == len(parent):
        parent.append({})
    return parent[key]


def refused(manifest: str, changes: Mapping[str, object] | None = None) -> list[str]:
    """Return the fields that strict validation refuses, after some changes; none in a valid object."""
    return refused_fields(changed(manifest, changes or {}))


def refused_fields(document: Mapping[str, Any]) -> list[str]:
    """Return the fields of an object that strict validation refuses."""
    report = verify([document], target=_ANYWHERE, select=["schema"], crds=[CRDS])
    # `verify` looks into an object as well: what it says of a Template's objects is not the Template's.
    own = [found for found in report.findings if found.object and found.object.kind == document["kind"]]
    return [str(finding.field) for finding in own]


def but(changes: Mapping[str, object], at: str = "") -> object:
    """Return a test case: what is changed in a valid object, and the one field that is then refused.

    Args:
        changes: See `changed`.
        at: The field; the first one that is changed when left out.
    """
    words = [f"{path} {'gone' if value is GONE else value}" for path, value in changes.items()]
    return pytest.param(changes, at or next(iter(changes)), id=", ".join(words))
