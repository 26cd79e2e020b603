"""What the manifests can be held to: in which namespaces a missing object is really missing.

Manifests are rarely everything that is in a cluster. About a namespace in which they run pods they must
say everything that those pods need; about another one they need not. And a tool that renders
manifests often leaves the namespace out of some of them, so that where these live is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from podwright.verify.cluster import Cluster, Existence
from podwright.verify.externals import Externals
from podwright.verify.kinds import CLUSTER_SCOPED
from podwright.verify.manifest_set import FALLBACK_NAMESPACE
from podwright.verify.manifests import Manifest
from podwright.verify.provided import CONFIG_MAP, SECRET
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.rbac import written_by_pods
from podwright.verify.templates import has_parameter

_RBAC = "rbac.authorization.k8s.io"
_REPLICATORS = ("kubed.appscode.com/", "reflector.v1.k8s.emberstack.com/", "replicator.v1.mittwald.de/")
_OWNER_LABELS = (
    "app.kubernetes.io/instance",
    "app.kubernetes.io/name",
    "app.kubernetes.io/part-of",
    "app",
    "release",
)


class Placement:
    """What is known about where objects live; to be made through `placement_of`.

    Args:
        cluster: the objects.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        manifests = cluster.manifests
        declared = {
            manifest.declared_namespace
            for manifest in manifests
            if manifest.namespace and manifest.group != _RBAC and manifest.declared_namespace
        }
        self._parameters = tuple(sorted(place for place in declared if has_parameter(place)))
        declared -= set(self._parameters)
        self.is_ambiguous = len(declared) > 1 and manifests.default_namespace == FALLBACK_NAMESPACE
        """Whether nobody knows where the objects live that name no namespace."""
        self.owned = frozenset(pod.namespace for pod in manifests.pods if not _is_system(pod.namespace))
        """The namespaces in which the manifests run pods, and must therefore be complete."""
        self._known_names: dict[tuple[str, str, str], KnownNames] = {}

    # --- where to look ---

    def namespaces_for(self, manifest: Manifest, namespace: str = "") -> Sequence[str]:
        """Return the namespaces in which an object may find another one.

        Args:
            manifest: the object that looks.
            namespace: where it says that it looks; empty: in its own namespace.
        """
        place = namespace or manifest.namespace
        if self._is_anywhere(manifest, namespace):
            return self._all_namespaces
        if self.is_ambiguous and place != FALLBACK_NAMESPACE:
            return (place, FALLBACK_NAMESPACE, *self._parameters)
        return (place, *self._parameters)

    def is_complete(self, manifest: Manifest, namespace: str = "") -> bool:
        """Whether the manifests must have everything that an object looks for.

        Args:
            manifest: the object that looks.
            namespace: where it says that it looks; empty: in its own namespace.
        """
        if self._is_anywhere(manifest, namespace):
            return bool(self.owned)
        return (namespace or manifest.namespace) in self.owned

    def _is_anywhere(self, manifest: Manifest, namespace: str) -> bool:
        """Whether nobody knows which namespace is meant."""
        is_left_out = not namespace and not manifest.declared_namespace
        return has_parameter(namespace or manifest.namespace) or (self.is_ambiguous and is_left_out)

    @cached_property
    def _all_namespaces(self) -> Sequence[str]:
        return sorted({manifest.namespace for manifest in self._cluster.manifests if manifest.namespace})

    # --- what is there ---

    def exists(self, kind: str, group: str, manifest: Manifest, name: str, namespace: str = "") -> Existence:
        """Tell whether what an object refers to exists.

        Args:
            kind: the target's kind.
            group: its API group.
            manifest: the object that refers to it.
            name: the target's name.
            namespace: the target's namespace; empty: that of the object.
        """
        if not name or has_parameter(name) or has_parameter(namespace):
            return Existence.MAYBE
        if (group, kind) in CLUSTER_SCOPED:
            return self._cluster.exists(kind, group, "", name)
        if not self.is_complete(manifest, namespace):
            return Existence.MAYBE
        places = self.namespaces_for(manifest, namespace)
        found = {self._exists_in(kind, group, place, name) for place in places}
        for answer in (Existence.YES, Existence.MAYBE):
            if answer in found:
                return answer
        return Existence.NO

    def _exists_in(self, kind: str, group: str, namespace: str, name: str) -> Existence:
        if group == "" and kind in (SECRET, CONFIG_MAP):
            found = self._cluster.holds(kind, namespace, name)
            return (
                Existence.MAYBE if found is Existence.NO and self._may_come(kind, namespace, name) else found
            )
        return self._cluster.exists(kind, group, namespace, name)

    def _may_come(self, kind: str, namespace: str, name: str) -> bool:
        """Whether a Secret or ConfigMap may come from elsewhere, or be written by a pod at its start."""
        if (kind, name) in self._cluster.once(_replicated):
            return True
        is_written = (kind, namespace) in self._cluster.once(written_by_pods)
        return is_written and not self.known_names(kind, "", namespace).meant_by(name)

    def is_missing(self, kind: str, group: str, manifest: Manifest, name: str, namespace: str = "") -> bool:
        """Whether what an object refers to is known not to exist.

        For a kind that belongs to the cluster (``ClusterRole``, ``StorageClass``, …) absence proves
        nothing: the cluster has its own. It is missing only when its name is a misspelling of one
        that is here.

        Args:
            kind: the target's kind.
            group: its API group.
            manifest: the object that refers to it.
            name: the target's name.
            namespace: the target's namespace; empty: that of the object.
        """
        if self.exists(kind, group, manifest, name, namespace) is not Existence.NO:
            return False
        return (group, kind) not in CLUSTER_SCOPED or bool(self.known_names(kind, group, "").meant_by(name))

    def keys_of(self, kind: str, manifest: Manifest, name: str, namespace: str = "") -> frozenset[str] | None:
        """Return the keys of a Secret or ConfigMap that an object refers to; none when not known.

        Args:
            kind: ``Secret`` or ``ConfigMap``.
            manifest: the object that refers to it.
            name: its name.
            namespace: its namespace; empty: that of the object.
        """
        for place in self.namespaces_for(manifest, namespace):
            if self._cluster.holds(kind, place, name) is Existence.YES:
                return self._cluster.keys_of(kind, place, name)
        return None

    # --- what was meant ---

    def known_names(self, kind: str, group: str, namespace: str) -> KnownNames:
        """Return the names of the objects of a kind, to tell which of them was meant.

        Args:
            kind: their kind.
            group: their API group.
            namespace: their namespace; ignored for kinds of the cluster.
        """
        place = "" if (group, kind) in CLUSTER_SCOPED else namespace
        key = (kind, group, place)
        if key not in self._known_names:
            names = self._provided(kind, place) if not group and kind in (SECRET, CONFIG_MAP) else ()
            self._known_names[key] = KnownNames(
                [*names, *self._names[key], *_declared(self._cluster.externals, kind, place)]
            )
        return self._known_names[key]

    @property
    def _names(self) -> Mapping[tuple[str, str, str], Sequence[str]]:
        return self._cluster.once(_names_by_kind)

    def _provided(self, kind: str, namespace: str) -> Iterable[str]:
        return self._cluster.once(_provided_names)[(kind, namespace)]

    def hint(self, kind: str, group: str, manifest: Manifest, name: str, namespace: str = "") -> str:
        """Return what to add to the message that something is missing.

        Args:
            kind: the target's kind.
            group: its API group.
            manifest: the object that refers to it.
            name: the target's name.
            namespace: the target's namespace; empty: that of the object.
        """
        return self.known_names(kind, group, namespace or manifest.namespace).hint(name)

    def remedy(self, kind: str, group: str, manifest: Manifest, name: str, namespace: str = "") -> str:
        """Return what to do about something missing: an imperative without a final full stop.

        Args:
            kind: the target's kind.
            group: its API group.
            manifest: the object that refers to it.
            name: the target's name.
            namespace: the target's namespace; empty: that of the object.
        """
        meant = self.known_names(kind, group, namespace or manifest.namespace).meant_by(name)
        otherwise = f"declare it as external: {kind}/{name}"
        if meant:
            return f"Write {meant}, or {otherwise}"
        return f"Add it, correct the name, or {otherwise}"


def placement_of(cluster: Cluster) -> Placement:
    """Return where objects live, analysed once per cluster."""
    return cluster.once(Placement)


def belongs_to(manifest: Manifest, name: str) -> bool:
    """Whether a name shows by its beginning that it is of the same system as an object.

    Args:
        manifest: the object; its recommended labels name the system.
        name: the name.
    """
    owners = (manifest.labels.get(label, "") for label in _OWNER_LABELS)
    return any(owner and (name == owner or name.startswith((f"{owner}-", f"{owner}:"))) for owner in owners)


def _is_system(namespace: str) -> bool:
    return namespace.startswith(("kube-", "openshift-")) or namespace == "openshift"


def _replicated(cluster: Cluster) -> frozenset[tuple[str, str]]:
    """Return kind and name of what a controller copies into other namespaces."""
    return frozenset(
        (kind, manifest.name)
        for kind in (SECRET, CONFIG_MAP)
        for manifest in cluster.manifests.of_kind(kind)
        if any(annotation.startswith(_REPLICATORS) for annotation in manifest.annotations)
    )


def _names_by_kind(cluster: Cluster) -> Mapping[tuple[str, str, str], Sequence[str]]:
    index: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for manifest in cluster.manifests:
        index[(manifest.kind, manifest.group, manifest.namespace)].append(manifest.name)
    return index


def _provided_names(cluster: Cluster) -> Mapping[tuple[str, str], Sequence[str]]:
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, namespace, name in cluster.provisions:
        index[(kind, namespace)].append(name)
    return index


def _declared(externals: Externals, kind: str, namespace: str) -> Iterable[str]:
    return (
        external.name
        for external in externals.of_kind(kind)
        if not external.namespace or not namespace or external.namespace == namespace
    )
