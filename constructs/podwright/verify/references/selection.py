"""What selectors select, and why one selects nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.pods import PodTemplate
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.placement import placement_of
from podwright.verify.references.rbac import RBAC
from podwright.verify.selectors import LabelSelector, Requirement
from podwright.verify.templates import has_parameter

Labels = Mapping[str, str]

_SET_AT_RUN_TIME: Final = frozenset(
    {
        "apps.kubernetes.io/pod-index",
        "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-completion-index",
        "batch.kubernetes.io/job-name",
        "controller-revision-hash",
        "controller-uid",
        "deployment",
        "deploymentconfig",
        "job-name",
        "pod-template-generation",
        "pod-template-hash",
        "rollouts-pod-template-hash",
        "statefulset.kubernetes.io/pod-name",
    }
)
"""Labels that controllers give to pods."""
_RECOMMENDED: Final = "app.kubernetes.io"
_MANY: Final = 200
_SHORTEST_PART: Final = 4


@dataclass(frozen=True, slots=True)
class Miss:
    """A selector selects nothing.

    Attributes:
        requirement: the condition that keeps it from selecting what is nearest to it.
        nearest: the labels of what is nearest; none when nothing meets any condition.
        is_slip: whether all but one condition are met, or the value is nearly one that is there.
    """

    requirement: Requirement
    nearest: Labels | None
    is_slip: bool

    @property
    def reason(self) -> str:
        """What to add to a message: the condition, and what is there instead."""
        key = self.requirement.key
        if self.nearest is None or self.requirement.operator == "DoesNotExist":
            return f"none has {self.requirement}"
        if key in self.nearest:
            return f"the nearest has {key}={self.nearest[key]}, not {self.requirement}"
        return f"the nearest has no label {key}"


class LabelIndex:
    """The labels of several objects, to tell what is nearest to a selector that matches none of them.

    Args:
        labels: the labels of each object.
    """

    def __init__(self, labels: Iterable[Labels]) -> None:
        self.labels = tuple(labels)
        self._values: dict[str, set[str]] = defaultdict(set)
        for known in self.labels:
            for key, value in known.items():
                self._values[key].add(value)
        self._names: dict[str, KnownNames] = {}

    def values(self, key: str) -> frozenset[str] | set[str]:
        """Return the values that a label has."""
        return self._values.get(key, frozenset())

    def nearest_miss(self, selector: LabelSelector) -> Miss:
        """Return why a selector selects none of the objects."""
        best: tuple[int, Labels, Requirement] | None = None
        for known in islice(self.labels, _MANY):
            unmet = [part for part in selector.requirements if not part.matches(known)]
            if unmet and (best is None or len(unmet) < best[0]):
                best = (len(unmet), known, _worst(unmet, known))
        if best is None:
            return Miss(selector.requirements[0], None, is_slip=False)
        count, known, requirement = best
        met = len(selector.requirements) - count
        is_slip = (count == 1 and met > 0) or self._is_nearly(requirement)
        return Miss(requirement, known if met or self.values(requirement.key) else None, is_slip=is_slip)

    def _is_nearly(self, requirement: Requirement) -> bool:
        """Whether a value is a misspelling of one that is there, or a part of it."""
        key = requirement.key
        if key not in self._names:
            self._names[key] = KnownNames(self.values(key))
        names = self._names[key]
        return any(
            names.meant_by(wanted) or any(_is_part(wanted, value) for value in islice(names.names, _MANY))
            for wanted in requirement.values
        )


class Selection:
    """Selects pods, each selector once; to be made through `selection_of`.

    Args:
        cluster: the objects.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._placement = placement_of(cluster)
        self._pods: dict[tuple[str, LabelSelector], Sequence[PodTemplate]] = {}
        self._indexes: dict[tuple[str, ...], LabelIndex] = {}

    def pods(self, manifest: Manifest, selector: LabelSelector) -> Sequence[PodTemplate]:
        """Return the pods that a selector of an object selects in its namespace."""
        return [
            pod
            for namespace in self._placement.namespaces_for(manifest)
            for pod in self.pods_in(namespace, selector)
        ]

    def pods_in(self, namespace: str, selector: LabelSelector) -> Sequence[PodTemplate]:
        """Return the pods that a selector selects in a namespace."""
        key = (namespace, selector)
        if key not in self._pods:
            self._pods[key] = self._cluster.manifests.select_pods(namespace, selector)
        return self._pods[key]

    def labels_in(self, namespaces: Sequence[str]) -> LabelIndex:
        """Return the labels of all pods of namespaces."""
        key = tuple(namespaces)
        if key not in self._indexes:
            pods = (pod for place in key for pod in self._cluster.manifests.pods_in(place))
            self._indexes[key] = LabelIndex(pod.labels for pod in pods)
        return self._indexes[key]

    def miss(self, manifest: Manifest, selector: LabelSelector) -> Miss | None:
        """Return why a selector of an object selects no pod; none when it does, or might.

        Args:
            manifest: the object, which looks in its own namespace.
            selector: the selector.
        """
        if selector.is_empty or not self._placement.is_complete(manifest):
            return None
        fixed = LabelSelector(
            tuple(part for part in selector.requirements if part.key not in _SET_AT_RUN_TIME)
        )
        if fixed.is_empty or self.pods(manifest, fixed):
            return None
        externals = self._cluster.externals.of_kind("Service")
        if any(external.labels and fixed.matches(external.labels) for external in externals):
            return None
        return self.miss_among(fixed, self.labels_in(self._placement.namespaces_for(manifest)))

    def miss_among(self, selector: LabelSelector, index: LabelIndex) -> Miss | None:
        """Return why a selector selects none of several objects; none when others may be meant.

        Args:
            selector: the selector, which matches none of them.
            index: the labels of the objects.
        """
        if not index.labels or any(self._is_of_others(part, index) for part in selector.requirements):
            return None
        return index.nearest_miss(selector)

    def _is_of_others(self, requirement: Requirement, index: LabelIndex) -> bool:
        """Whether a condition that nothing here meets may be met by what somebody else makes."""
        values = index.values(requirement.key)
        if requirement.operator not in ("In", "Exists"):
            return False
        if values and (requirement.operator == "Exists" or not requirement.values.isdisjoint(values)):
            return False
        domain, slash, _ = requirement.key.rpartition("/")
        is_of_operator = bool(slash) and domain != _RECOMMENDED
        if not values and (is_of_operator or self._cluster.once(_may_label_pods)):
            return True
        return any(has_parameter(value) or self._cluster.may_be_made(value) for value in requirement.values)


def selection_of(cluster: Cluster) -> Selection:
    """Return what selectors select, analysed once per cluster."""
    return cluster.once(Selection)


def _worst(unmet: Sequence[Requirement], known: Labels) -> Requirement:
    return next((part for part in unmet if part.key in known), unmet[0])


def _is_part(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST_PART and (longer.startswith(shorter) or longer.endswith(shorter))


def _may_label_pods(cluster: Cluster) -> bool:
    """Whether something among the manifests may give labels to pods: to the leader, to the primary."""
    roles = (*cluster.manifests.of_kind("Role", RBAC), *cluster.manifests.of_kind("ClusterRole", RBAC))
    return any(
        {"*", "pods"}.intersection(rule["resources"].strings)
        and {"*", "patch", "update"}.intersection(rule["verbs"].strings)
        for role in roles
        for rule in role.root["rules"]
    )
