"""All objects that are applied together, with the indexes that checks need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from podwright.verify.kinds import CLUSTER_SCOPED, GroupKind
from podwright.verify.manifests import Manifest
from podwright.verify.pods import PodTemplate
from podwright.verify.selectors import LabelSelector
from podwright.verify.services import Service
from podwright.verify.templates import TEMPLATE, objects_of

FALLBACK_NAMESPACE: Final = "default"


class ManifestSet:
    """An immutable set of objects that are applied together.

    The objects inside an OpenShift Template belong to the set like any other; a ``List`` must have
    been taken apart before (reading files does so). Indexes are built once, in linear time.

    Args:
        manifests: the objects, in order.
        default_namespace: where objects live that name no namespace. Empty: the one namespace that
            the other objects name, ``default`` when they name none or several.
    """

    def __init__(self, manifests: Iterable[Manifest], *, default_namespace: str = "") -> None:
        expanded = tuple(_expanded(manifests))
        cluster_scoped = CLUSTER_SCOPED | set(_cluster_scoped_definitions(expanded))
        self.default_namespace = default_namespace or _only_namespace(expanded, cluster_scoped)
        self._manifests = tuple(self._placed(manifest, cluster_scoped) for manifest in expanded)

    @classmethod
    def of(cls, objects: Iterable[Mapping[str, object]], *, default_namespace: str = "") -> ManifestSet:
        """Wrap parsed objects that come from nowhere in particular.

        Args:
            objects: the objects, as parsed from JSON or YAML.
            default_namespace: where objects live that name no namespace.
        """
        return cls((Manifest.of(content) for content in objects), default_namespace=default_namespace)

    def _placed(self, manifest: Manifest, cluster_scoped: frozenset[GroupKind]) -> Manifest:
        if manifest.group_kind in cluster_scoped:
            return manifest
        declared = manifest.declared_namespace
        if manifest.template is not None and not declared:
            declared = manifest.template.declared_namespace
        return replace(manifest, namespace=declared or self.default_namespace)

    # --- objects ---

    def __iter__(self) -> Iterator[Manifest]:
        return iter(self._manifests)

    def __len__(self) -> int:
        return len(self._manifests)

    @cached_property
    def _by_group_kind(self) -> Mapping[GroupKind, Sequence[Manifest]]:
        index: dict[GroupKind, list[Manifest]] = defaultdict(list)
        for manifest in self._manifests:
            index[manifest.group_kind].append(manifest)
        return dict(index)

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str, str, str], Sequence[Manifest]]:
        index: dict[tuple[str, str, str, str], list[Manifest]] = defaultdict(list)
        for manifest in self._manifests:
            index[(*manifest.group_kind, manifest.namespace, manifest.name)].append(manifest)
        return dict(index)

    @property
    def group_kinds(self) -> Iterable[GroupKind]:
        """Every group and kind that occurs."""
        return self._by_group_kind.keys()

    def of_kind(self, kind: str, group: str = "") -> Sequence[Manifest]:
        """Return the objects of a type, whatever their version.

        Args:
            kind: for example ``Deployment``.
            group: its API group, for example ``apps``; the core group when left out.
        """
        return self._by_group_kind.get((group, kind), ())

    def all(self, kind: str, group: str, namespace: str, name: str) -> Sequence[Manifest]:
        """Return every object of a type and name: more than one when it is duplicated."""
        return self._by_name.get((group, kind, namespace, name), ())

    def find(self, kind: str, group: str, namespace: str, name: str) -> Manifest | None:
        """Return an object by type and name; the last one when it is duplicated.

        Args:
            kind: for example ``Service``.
            group: its API group; ``""`` is the core group.
            namespace: its namespace; ``""`` for a cluster-scoped kind.
            name: its name.
        """
        found = self.all(kind, group, namespace, name)
        return found[-1] if found else None

    # --- pods and services ---

    @cached_property
    def pods(self) -> Sequence[PodTemplate]:
        """The pod templates of all workloads, in order."""
        templates = (PodTemplate.of(manifest) for manifest in self._manifests)
        return tuple(template for template in templates if template is not None)

    @cached_property
    def _pods_by_namespace(self) -> Mapping[str, Sequence[PodTemplate]]:
        index: dict[str, list[PodTemplate]] = defaultdict(list)
        for pod in self.pods:
            index[pod.namespace].append(pod)
        return dict(index)

    @cached_property
    def _pods_by_label(self) -> Mapping[tuple[str, str, str], Sequence[PodTemplate]]:
        index: dict[tuple[str, str, str], list[PodTemplate]] = defaultdict(list)
        for pod in self.pods:
            for key, value in pod.labels.items():
                index[(pod.namespace, key, value)].append(pod)
        return dict(index)

    @cached_property
    def _pod_by_manifest(self) -> Mapping[Manifest, PodTemplate]:
        return {pod.manifest: pod for pod in self.pods}

    def pod_of(self, manifest: Manifest) -> PodTemplate | None:
        """Return the pod template of a workload, none when it has none."""
        return self._pod_by_manifest.get(manifest)

    def pods_in(self, namespace: str) -> Sequence[PodTemplate]:
        """Return the pod templates of a namespace."""
        return self._pods_by_namespace.get(namespace, ())

    def select_pods(self, namespace: str, selector: LabelSelector) -> Sequence[PodTemplate]:
        """Return the pod templates of a namespace that a selector selects.

        Args:
            namespace: where to look.
            selector: what to look for; an empty one selects every pod.
        """
        candidates = self.pods_in(namespace)
        for requirement in selector.requirements:
            if requirement.operator == "In":
                labelled = [
                    pod
                    for value in sorted(requirement.values)
                    for pod in self._pods_by_label.get((namespace, requirement.key, value), ())
                ]
                if len(labelled) < len(candidates):
                    candidates = labelled
        return [pod for pod in candidates if selector.matches(pod.labels)]

    @cached_property
    def services(self) -> Sequence[Service]:
        """The Services, in order."""
        return tuple(Service(manifest) for manifest in self.of_kind("Service"))

    @cached_property
    def _services_by_name(self) -> Mapping[tuple[str, str], Service]:
        return {(service.namespace, service.name): service for service in self.services}

    def service(self, namespace: str, name: str) -> Service | None:
        """Return a Service by name, none when it is not in the set."""
        return self._services_by_name.get((namespace, name))

    # --- namespaces ---

    @cached_property
    def namespaces(self) -> Mapping[str, Manifest]:
        """The Namespace (or OpenShift Project) objects by name."""
        found = [*self.of_kind("Project", "project.openshift.io"), *self.of_kind("Namespace")]
        return {manifest.name: manifest for manifest in found}


def _expanded(manifests: Iterable[Manifest]) -> Iterator[Manifest]:
    for manifest in manifests:
        yield manifest
        if manifest.group_kind == TEMPLATE:
            yield from objects_of(manifest)


def _cluster_scoped_definitions(manifests: Iterable[Manifest]) -> Iterator[GroupKind]:
    for manifest in manifests:
        if manifest.kind == "CustomResourceDefinition" and manifest.spec["scope"].text == "Cluster":
            yield manifest.spec["group"].text, manifest.spec.at("names", "kind").text


def _only_namespace(manifests: Iterable[Manifest], cluster_scoped: frozenset[GroupKind]) -> str:
    """Return the one namespace that is named; roles are bound in foreign ones and do not count."""
    declared = {
        manifest.declared_namespace
        for manifest in manifests
        if manifest.declared_namespace
        and manifest.group_kind not in cluster_scoped
        and manifest.group != "rbac.authorization.k8s.io"
    }
    return declared.pop() if len(declared) == 1 else FALLBACK_NAMESPACE
