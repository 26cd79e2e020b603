"""All schemas that a run needs: Kubernetes' own, and those of the custom resources that occur."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import is_built_in
from podwright.verify.reading import read_text
from podwright.verify.schema.custom import CustomType, types_of
from podwright.verify.schema.kubernetes import GroupVersionKind, KubernetesSchemas, schemas_for

_GROUP: Final = re.compile(r"^  group: [\"']?([a-z0-9.-]+)", re.MULTILINE)


class SchemaStore:
    """The schemas for a cluster.

    Args:
        cluster: the cluster.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    @cached_property
    def kubernetes(self) -> KubernetesSchemas:
        """The schemas of the target's version of Kubernetes."""
        return schemas_for(self._cluster.target.kubernetes_version)

    @cached_property
    def custom(self) -> Mapping[GroupVersionKind, CustomType]:
        """The custom types: those defined in the folders, and over them those among the manifests."""
        types: dict[GroupVersionKind, CustomType] = {}
        groups = {group for group, _ in self._cluster.manifests.group_kinds if not is_built_in(group)}
        for folder in self._cluster.crds:
            types |= types_in(folder, groups)
        for definition in self._cluster.manifests.of_kind("CustomResourceDefinition", "apiextensions.k8s.io"):
            types |= types_of(definition)
        return types

    @cached_property
    def custom_kinds(self) -> Mapping[tuple[str, str], tuple[CustomType, ...]]:
        """The versions of each custom group and kind."""
        kinds: dict[tuple[str, str], tuple[CustomType, ...]] = {}
        for (group, _, kind), custom in self.custom.items():
            kinds[(group, kind)] = (*kinds.get((group, kind), ()), custom)
        return kinds


def types_in(folder: Path, groups: Iterable[str]) -> Mapping[GroupVersionKind, CustomType]:
    """Return the custom types of some API groups from a folder; files of other groups are not parsed.

    Args:
        folder: holds YAML files, each with one or more CustomResourceDefinitions.
        groups: the groups wanted.
    """
    wanted = set(groups)
    types: dict[GroupVersionKind, CustomType] = {}
    for file in sorted(folder.glob("*.y*ml")) if wanted else ():
        text = file.read_text(encoding="utf-8")
        if wanted.intersection(_groups_in(text)):
            types |= _types_in_text(text, file.name)
    return types


@lru_cache(maxsize=64)
def _groups_in(text: str) -> frozenset[str]:
    return frozenset(_GROUP.findall(text))


@lru_cache(maxsize=64)
def _types_in_text(text: str, name: str) -> Mapping[GroupVersionKind, CustomType]:
    types: dict[GroupVersionKind, CustomType] = {}
    for definition in read_text(text, name=name).manifests:
        types |= types_of(definition)
    return types


def store_of(cluster: Cluster) -> SchemaStore:
    """Return the schemas for a cluster; to be called through `Cluster.once`."""
    return SchemaStore(cluster)
