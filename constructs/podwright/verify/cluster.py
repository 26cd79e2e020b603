"""What the cluster would hold: the manifests, what is declared as external, what the platform brings.

This is what a check is given. It answers "does X exist?" with the same care everywhere: from the
manifests, from the objects that make other objects, from declarations, from the platform; and it
knows when it cannot know.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar, cast

from podwright.verify.externals import External, Externals, provided_by
from podwright.verify.kinds import CLUSTER_SCOPED, is_built_in, is_openshift
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.manifests import Manifest
from podwright.verify.provided import Provision, provisions_of
from podwright.verify.target import Target

NAMESPACE_NAME_LABEL: Final = "kubernetes.io/metadata.name"

_TRANSPARENT_GROUPS: Final = frozenset(
    {"argoproj.io", "bitnami.com", "cert-manager.io", "external-secrets.io", "monitoring.coreos.com"}
    | {"gateway.networking.k8s.io", "secrets.hashicorp.com"}
)
_WORKLOADS_OF_OPERATORS: Final = frozenset(
    ("argoproj.io", kind)
    for kind in ("ArgoCD", "CronWorkflow", "EventBus", "EventSource", "Sensor", "Workflow")
) | frozenset(
    ("monitoring.coreos.com", kind)
    for kind in ("Alertmanager", "Prometheus", "PrometheusAgent", "ThanosRuler")
)
"""The kinds of those groups of which an operator makes pods, Services and Secrets."""
_OPERATED: Final[Mapping[str, str]] = {"PrometheusAgent": "prometheus", "ThanosRuler": "thanos-ruler"}
_Result = TypeVar("_Result")
_WORD: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


class Existence(Enum):
    """What is known about an object that something refers to."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    """Something among the manifests might make it: a custom resource of an operator, a hook."""


class Cluster:
    """Everything that the manifests can refer to.

    Args:
        manifests: the objects that are applied together.
        target: where they are applied.
        externals: what lives outside of them.
        previous: the objects as they were applied last, for the upgrade family; none: not known.
        crds: folders with CustomResourceDefinition-shaped files, beside those among the manifests.
    """

    def __init__(
        self,
        manifests: ManifestSet,
        *,
        target: Target,
        externals: Externals | None = None,
        previous: ManifestSet | None = None,
        crds: Sequence[Path] = (),
    ) -> None:
        self.manifests = manifests
        self.target = target
        self.externals = externals or Externals()
        self.previous = previous
        self.crds = tuple(crds)
        self._analyses: dict[Callable[[Cluster], object], object] = {}

    def once(self, analysis: Callable[[Cluster], _Result]) -> _Result:
        """Return what an analysis of this cluster yields, made once and shared by all checks.

        Args:
            analysis: a module-level function of the cluster, such as one that builds a graph.
        """
        if analysis not in self._analyses:
            self._analyses[analysis] = analysis(self)
        return cast("_Result", self._analyses[analysis])

    @cached_property
    def _platform(self) -> Externals:
        return provided_by(self.target)

    def external(self, kind: str, namespace: str, name: str) -> External | None:
        """Return what is declared, or brought by the platform, under a kind and name."""
        return self.externals.find(kind, namespace, name) or self._platform.find(kind, namespace, name)

    def exists(self, kind: str, group: str, namespace: str, name: str) -> Existence:
        """Tell whether an object exists.

        Args:
            kind: for example ``ServiceAccount``.
            group: its API group; ``""`` is the core group.
            namespace: its namespace; ignored for cluster-scoped kinds.
            name: its name.
        """
        place = "" if (group, kind) in CLUSTER_SCOPED else namespace
        if self.manifests.find(kind, group, place, name) or self.external(kind, place, name):
            return Existence.YES
        if kind == "ClusterRole" and name.startswith("system:"):
            return Existence.YES
        if kind == "Namespace" and name.startswith(("openshift-", "kube-")):
            return Existence.YES
        return Existence.MAYBE if self.may_be_made(name) else Existence.NO

    # --- Secrets and ConfigMaps ---

    @cached_property
    def provisions(self) -> Mapping[tuple[str, str, str], Sequence[Provision]]:
        """What provides Secrets and ConfigMaps, by kind, namespace (``""``: any) and name."""
        index: dict[tuple[str, str, str], list[Provision]] = defaultdict(list)
        for manifest in self.manifests:
            for provision in provisions_of(manifest):
                index[(provision.kind, provision.namespace, provision.name)].append(provision)
        return dict(index)

    def provisions_of(self, kind: str, namespace: str, name: str) -> Sequence[Provision]:
        """Return what provides a Secret or ConfigMap, among the manifests."""
        return [
            *self.provisions.get((kind, namespace, name), ()),
            *self.provisions.get((kind, "", name), ()),
        ]

    def holds(self, kind: str, namespace: str, name: str) -> Existence:
        """Tell whether a Secret or ConfigMap exists.

        Args:
            kind: ``Secret`` or ``ConfigMap``.
            namespace: its namespace.
            name: its name.
        """
        if self.provisions_of(kind, namespace, name) or self.external(kind, namespace, name):
            return Existence.YES
        return Existence.MAYBE if self.may_be_made(name) else Existence.NO

    def keys_of(self, kind: str, namespace: str, name: str) -> frozenset[str] | None:
        """Return the keys of a Secret or ConfigMap that exists; none when they are not known."""
        keys: frozenset[str] = frozenset()
        external = self.external(kind, namespace, name)
        if external is not None:
            if external.keys is None:
                return None
            keys = external.keys
        found = self.provisions_of(kind, namespace, name)
        for provision in found:
            if provision.keys is None:
                return None
            keys |= provision.keys
        return keys if found or external is not None else None

    # --- what cannot be known ---

    @cached_property
    def opaque(self) -> Sequence[Manifest]:
        """The custom resources whose effect is not understood: their operators may make anything."""
        return [
            manifest
            for manifest in self.manifests
            if manifest.kind
            and not is_built_in(manifest.group)
            and not is_openshift(manifest.group)
            and (manifest.group not in _TRANSPARENT_GROUPS or manifest.group_kind in _WORKLOADS_OF_OPERATORS)
        ]

    @cached_property
    def _opaque_names(self) -> frozenset[str]:
        # A Gateway's controller makes a Service and a Deployment that are called after it.
        gateways = self.manifests.of_kind("Gateway", "gateway.networking.k8s.io")
        names = {manifest.name for manifest in (*self.opaque, *gateways) if manifest.name}
        # Their operator calls what it makes after the kind: prometheus-k8s, prometheus-operated.
        kinds = {manifest.kind for manifest in self.opaque if manifest.group_kind in _WORKLOADS_OF_OPERATORS}
        return frozenset(names | {_OPERATED.get(kind, kind.lower()) for kind in kinds})

    @cached_property
    def _opaque_words(self) -> frozenset[str]:
        return frozenset(node.text for manifest in self.opaque for node in manifest.root.walk() if node.text)

    @cached_property
    def _words_of_writers(self) -> frozenset[str]:
        """Words in the arguments of containers, when a role lets something write Secrets or ConfigMaps."""
        roles = [
            *self.manifests.of_kind("Role", "rbac.authorization.k8s.io"),
            *self.manifests.of_kind("ClusterRole", "rbac.authorization.k8s.io"),
        ]
        if not any(_writes_configuration(role) for role in roles):
            return frozenset()
        return frozenset(
            word
            for pod in self.manifests.pods
            for container in pod.containers
            for argument in (*container.node["command"].strings, *container.node["args"].strings)
            for word in _WORD.findall(argument)
        )

    def may_be_made(self, name: str) -> bool:
        """Whether something among the manifests might make an object of this name.

        A custom resource that is not understood makes objects of its own name, of names that start
        with it and a hyphen, and of names that it mentions; a container that may write Secrets or
        ConfigMaps makes those that its arguments mention.
        """
        if not name:
            return True
        parts = name.split("-")
        prefixes = {"-".join(parts[:count]) for count in range(1, len(parts) + 1)}
        return (
            not prefixes.isdisjoint(self._opaque_names)
            or name in self._opaque_words
            or name in self._words_of_writers
        )

    # --- namespaces ---

    def namespace_labels(self, name: str) -> Mapping[str, str] | None:
        """Return the labels of a namespace; none when they are not known.

        The API server labels every namespace with its name.
        """
        automatic = {NAMESPACE_NAME_LABEL: name}
        manifest = self.manifests.namespaces.get(name)
        if manifest is not None:
            return {**manifest.labels, **automatic}
        external = self.external("Namespace", "", name)
        if external is not None and external.labels is not None:
            return {**external.labels, **automatic}
        return None


def _writes_configuration(role: Manifest) -> bool:
    for rule in role.root["rules"]:
        resources = rule["resources"].strings
        verbs = rule["verbs"].strings
        if {"*", "secrets", "configmaps"}.intersection(resources) and {
            "*",
            "create",
            "patch",
            "update",
        }.intersection(verbs):
            return True
    return False
