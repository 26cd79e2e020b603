"""The ends of a connection: pods that are known, and pods of namespaces that are known by name only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from podwright.verify.cluster import NAMESPACE_NAME_LABEL, Cluster
from podwright.verify.network.certainty import Certainty, selects
from podwright.verify.pods import PodTemplate
from podwright.verify.selectors import LabelSelector

_ADDED_TO_PODS: Final = re.compile(
    r"pod-template-(?:hash|generation)|controller-revision-hash|(?:batch\.kubernetes\.io/)?"
    r"(?:controller-uid|job-name|job-completion-index)|statefulset\.kubernetes\.io/.*|apps\.kubernetes\.io/.*"
    r"|topology\.kubernetes\.io/.*|deployment|deploymentconfig|.*(?:istio\.io|linkerd\.io|rollouts-pod).*"
)
_ADDED_TO_NAMESPACES: Final = re.compile(
    r"pod-security\.kubernetes\.io/.*|(?:security\.)?openshift\.io/.*|.*cattle\.io/.*"
    r"|.*(?:istio|linkerd).*|olm\..*"
)


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """One end of a connection.

    Attributes:
        namespace: its namespace.
        labels: the labels of its pods, as far as known.
        namespace_labels: the labels of its namespace, as far as known.
        pod: its pod template, none when it is not among the manifests.
        owns_namespace: whether all labels of the namespace are known.
        keys: keys that the namespace certainly does not have beyond the known labels.
        is_outside: whether it is no pod at all, but a host outside of the cluster.
    """

    namespace: str
    labels: Mapping[str, str] = field(default_factory=dict)
    namespace_labels: Mapping[str, str] = field(default_factory=dict)
    pod: PodTemplate | None = None
    owns_namespace: bool = False
    keys: re.Pattern[str] | None = None
    is_outside: bool = False

    @classmethod
    def of(cls, pod: PodTemplate, cluster: Cluster) -> End:
        """Return the end that a pod template's pods are."""
        labels = cluster.namespace_labels(pod.namespace)
        return cls(
            namespace=pod.namespace,
            labels=_labels_of(pod),
            namespace_labels=labels or {NAMESPACE_NAME_LABEL: pod.namespace},
            pod=pod,
            owns_namespace=labels is not None,
        )

    @classmethod
    def somewhere_in(cls, namespace: str, cluster: Cluster) -> End:
        """Return the end that unknown pods of a namespace are."""
        labels = cluster.namespace_labels(namespace)
        return cls(
            namespace=namespace,
            namespace_labels=labels or {NAMESPACE_NAME_LABEL: namespace},
            owns_namespace=labels is not None,
        )

    @property
    def is_on_host_network(self) -> bool:
        """Whether the pods use the node's network, for which policies are not defined."""
        return self.pod is not None and self.pod.spec["hostNetwork"].is_true

    def is_in_namespace(self, selector: LabelSelector) -> Certainty:
        """Return how sure it is that a namespace selector selects the namespace."""
        return selects(selector, self.namespace_labels, self._may_have_namespace_label)

    def is_selected(self, selector: LabelSelector) -> Certainty:
        """Return how sure it is that a pod selector selects the pods."""
        return selects(selector, self.labels, self._may_have_label)

    def _may_have_label(self, key: str) -> bool:
        return self.pod is None or is_added_to_pods(key)

    def _may_have_namespace_label(self, key: str) -> bool:
        if self.keys is not None:
            return self.keys.fullmatch(key) is None
        return not self.owns_namespace or _ADDED_TO_NAMESPACES.fullmatch(key) is not None


OUTSIDE: Final = End(namespace="", is_outside=True)
"""A host outside of the cluster."""


def is_added_to_pods(key: str) -> bool:
    """Whether a controller may add a label to pods that their template does not have."""
    return _ADDED_TO_PODS.fullmatch(key) is not None


def _labels_of(pod: PodTemplate) -> Mapping[str, str]:
    """Return the labels of the pods, with those that are certainly added."""
    manifest = pod.manifest
    if manifest.kind == "Job" and manifest.name:
        name = manifest.name
        return {**pod.labels, "job-name": name, "batch.kubernetes.io/job-name": name}
    return pod.labels
