"""API versions that Kubernetes and OpenShift have removed or deprecated, and what to write instead.

Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.target import KubernetesVersion


@dataclass(frozen=True, slots=True)
class Retirement:
    """The end of an API version of a kind.

    Attributes:
        removed: the first version of Kubernetes without it; none: still served.
        replacement: the API version to write instead, ``""`` when there is none.
        note: what else changes, or what to use instead.
    """

    removed: KubernetesVersion | None
    replacement: str
    note: str = ""


def _v(minor: int) -> KubernetesVersion:
    return KubernetesVersion(1, minor)


_FLOW_CONTROL: Final = "flowcontrol.apiserver.k8s.io"
_RBAC: Final = "rbac.authorization.k8s.io"

_REMOVED: Final = (
    # removed in, from, to, kinds
    (16, "extensions/v1beta1", "apps/v1", "DaemonSet Deployment ReplicaSet"),
    (16, "extensions/v1beta1", "networking.k8s.io/v1", "NetworkPolicy"),
    (16, "apps/v1beta1", "apps/v1", "ControllerRevision Deployment StatefulSet"),
    (16, "apps/v1beta2", "apps/v1", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"),
    (
        22,
        "admissionregistration.k8s.io/v1beta1",
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    ),
    (22, "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    (22, "apiregistration.k8s.io/v1beta1", "apiregistration.k8s.io/v1", "APIService"),
    (22, "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1", "CertificateSigningRequest"),
    (22, "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", "Lease"),
    (22, "extensions/v1beta1", "networking.k8s.io/v1", "Ingress"),
    (22, "networking.k8s.io/v1beta1", "networking.k8s.io/v1", "Ingress IngressClass"),
    (22, f"{_RBAC}/v1alpha1", f"{_RBAC}/v1", "ClusterRole ClusterRoleBinding Role RoleBinding"),
    (22, f"{_RBAC}/v1beta1", f"{_RBAC}/v1", "ClusterRole ClusterRoleBinding Role RoleBinding"),
    (22, "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", "PriorityClass"),
    (22, "storage.k8s.io/v1beta1", "storage.k8s.io/v1", "CSIDriver CSINode StorageClass VolumeAttachment"),
    (25, "autoscaling/v2beta1", "autoscaling/v2", "HorizontalPodAutoscaler"),
    (25, "batch/v1beta1", "batch/v1", "CronJob"),
    (25, "discovery.k8s.io/v1beta1", "discovery.k8s.io/v1", "EndpointSlice"),
    (25, "events.k8s.io/v1beta1", "events.k8s.io/v1", "Event"),
    (25, "node.k8s.io/v1beta1", "node.k8s.io/v1", "RuntimeClass"),
    (25, "policy/v1beta1", "policy/v1", "PodDisruptionBudget"),
    (25, "policy/v1beta1", "", "PodSecurityPolicy"),
    (26, "autoscaling/v2beta2", "autoscaling/v2", "HorizontalPodAutoscaler"),
    (26, f"{_FLOW_CONTROL}/v1beta1", f"{_FLOW_CONTROL}/v1", "FlowSchema PriorityLevelConfiguration"),
    (27, "storage.k8s.io/v1beta1", "storage.k8s.io/v1", "CSIStorageCapacity"),
    (29, f"{_FLOW_CONTROL}/v1beta2", f"{_FLOW_CONTROL}/v1", "FlowSchema PriorityLevelConfiguration"),
    (32, f"{_FLOW_CONTROL}/v1beta3", f"{_FLOW_CONTROL}/v1", "FlowSchema PriorityLevelConfiguration"),
)

_NOTES: Final[Mapping[tuple[str, str], str]] = {
    ("apps/v1", "Deployment"): "spec.selector becomes required",
    ("apps/v1", "DaemonSet"): "spec.selector becomes required",
    ("apps/v1", "StatefulSet"): "spec.selector becomes required",
    ("autoscaling/v2", "HorizontalPodAutoscaler"): "metric targets move into metrics[].resource.target",
    ("networking.k8s.io/v1", "Ingress"): (
        "backends become service.name and service.port, and pathType becomes required"
    ),
    ("policy/v1", "PodDisruptionBudget"): "an empty selector then selects every pod",
    ("", "PodSecurityPolicy"): "Use the namespace labels of Pod Security admission instead",
}


def _removed() -> Mapping[tuple[str, str], Retirement]:
    return {
        (api_version, kind): Retirement(
            removed=_v(minor), replacement=replacement, note=_NOTES.get((replacement, kind), "")
        )
        for minor, api_version, replacement, kinds in _REMOVED
        for kind in kinds.split()
    }


RETIRED: Final[Mapping[tuple[str, str], Retirement]] = {
    **_removed(),
    ("v1", "Endpoints"): Retirement(None, "discovery.k8s.io/v1", "its kind is EndpointSlice"),
    ("v1", "ComponentStatus"): Retirement(None, "", "Ask the health endpoints of the API server instead"),
    ("apps.openshift.io/v1", "DeploymentConfig"): Retirement(None, "apps/v1", "its kind is Deployment"),
    **{
        ("v1", kind): Retirement(_v(22), f"{group}.openshift.io/v1", "the core group no longer holds it")
        for group, kinds in {
            "apps": "DeploymentConfig",
            "build": "Build BuildConfig",
            "image": "ImageStream ImageStreamTag",
            "project": "Project",
            "route": "Route",
            "security": "SecurityContextConstraints",
            "template": "Template",
        }.items()
        for kind in kinds.split()
    },
}
"""The end of API versions, by API version and kind."""

ENDPOINTS_DEPRECATED_IN: Final = _v(33)
"""Endpoints are deprecated from this version on."""
