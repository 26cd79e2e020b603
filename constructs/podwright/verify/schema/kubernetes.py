"""The JSON schemas of Kubernetes' own types, as the package kubernetes-validate carries them.

The definitions of one version are 1.4 MB of JSON. Reading them takes a few milliseconds; what takes
long is compiling them, so only what the types at hand can reach is handed on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from podwright.errors import InvalidValueError, Problem
from podwright.verify.kinds import GroupKind
from podwright.verify.nodes import Node
from podwright.verify.target import KubernetesVersion

GroupVersionKind = tuple[str, str, str]

OBJECT_META: Final = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

_FOLDER: Final = re.compile(r"v(?P<version>\d+\.\d+)\.\d+-local-strict")


@cache
def _folders() -> Mapping[KubernetesVersion, Path]:
    spec = find_spec("kubernetes_validate")
    if spec is None or spec.origin is None:
        msg = "the package kubernetes-validate is not installed"
        raise RuntimeError(msg)
    folders: dict[KubernetesVersion, Path] = {}
    for folder in (Path(spec.origin).parent / "kubernetes-json-schema").iterdir():
        match = _FOLDER.fullmatch(folder.name)
        if match is not None:
            folders[KubernetesVersion.parse(match["version"])] = folder
    return dict(sorted(folders.items()))


def known_versions() -> tuple[KubernetesVersion, ...]:
    """Return the versions whose schemas are at hand, oldest first."""
    return tuple(_folders())


def newest_version() -> KubernetesVersion:
    """Return the newest version whose schemas are at hand."""
    return known_versions()[-1]


@dataclass(frozen=True, eq=False)
class KubernetesSchemas:
    """The definitions of one version.

    Attributes:
        version: the version.
        definitions: JSON schemas by name, with ``$ref`` to ``#/$defs/<name>``.
        types: the name of each type's definition.
    """

    version: KubernetesVersion
    definitions: Mapping[str, Node]
    types: Mapping[GroupVersionKind, str]

    @cached_property
    def versions(self) -> Mapping[GroupKind, tuple[str, ...]]:
        """The versions in which each kind is served."""
        versions: dict[GroupKind, tuple[str, ...]] = {}
        for group, version, kind in self.types:
            versions[(group, kind)] = (*versions.get((group, kind), ()), version)
        return versions


def schemas_for(version: KubernetesVersion) -> KubernetesSchemas:
    """Return the schemas of a version; those of the newest one known for any version after it.

    Raises:
        InvalidValueError: when the version is older than all that are known.
    """
    usable = [known for known in known_versions() if known <= version]
    if not usable:
        oldest, newest = known_versions()[0], newest_version()
        raise InvalidValueError(
            Problem(
                message=f"the schemas of Kubernetes {version} are not at hand",
                remedy=f"Choose a version from {oldest} to {newest}",
                field="kubernetes_version",
            )
        )
    return _load(usable[-1])


@cache
def _load(version: KubernetesVersion) -> KubernetesSchemas:
    text = (_folders()[version] / "_definitions.json").read_text(encoding="utf-8")
    definitions = dict(Node(json.loads(text))["$defs"].items())
    types = {
        (entry["group"].text, entry["version"].text, entry["kind"].text): name
        for name, definition in definitions.items()
        for entry in definition["x-kubernetes-group-version-kind"]
    }
    return KubernetesSchemas(version, definitions, types)
