"""What a change may do, from worst to harmless."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from podwright.verify.comparison.fields import Change, FieldChange
from podwright.verify.comparison.pruning import is_kept, loss_of
from podwright.verify.kinds import POD_TEMPLATE_PATHS, GroupKind
from podwright.verify.manifests import Manifest

_RBAC: Final = "rbac.authorization.k8s.io"


class Risk(IntEnum):
    """What a change may do; the smaller, the worse."""

    REFUSED = 1
    DATA = 2
    RESTART = 3
    EXPOSURE = 4
    CONFIGURATION = 5
    METADATA = 6

    @property
    def title(self) -> str:
        """The risk in words."""
        return _TITLES[self]


_TITLES: Final[Mapping[Risk, str]] = {
    Risk.REFUSED: "refused by the API server",
    Risk.DATA: "loses data",
    Risk.RESTART: "restarts or stops pods",
    Risk.EXPOSURE: "security and network",
    Risk.CONFIGURATION: "configuration",
    Risk.METADATA: "metadata only",
}

EXPOSING: Final[frozenset[GroupKind]] = frozenset(
    {
        ("", "Endpoints"),
        ("", "Namespace"),
        ("", "Service"),
        ("", "ServiceAccount"),
        ("gateway.networking.k8s.io", "Gateway"),
        ("gateway.networking.k8s.io", "HTTPRoute"),
        ("networking.k8s.io", "Ingress"),
        ("networking.k8s.io", "NetworkPolicy"),
        ("route.openshift.io", "Route"),
        ("security.openshift.io", "SecurityContextConstraints"),
        (_RBAC, "ClusterRole"),
        (_RBAC, "ClusterRoleBinding"),
        (_RBAC, "Role"),
        (_RBAC, "RoleBinding"),
    }
)
"""Kinds that decide who reaches what, and who may do what."""

ROLLED: Final[frozenset[str]] = frozenset(
    {"DaemonSet", "Deployment", "DeploymentConfig", "Rollout", "StatefulSet"}
)
"""Kinds whose pods are replaced when their template changes."""

CHECKSUM: Final = re.compile(r".*(?:checksum|config-?hash|sha256|-hash).*", re.IGNORECASE)
"""Annotations of a pod template that only serve to roll the pods when something else changes."""


def template_way(manifest: Manifest) -> tuple[str, ...] | None:
    """Return where a workload keeps the template of pods that it replaces; none for other kinds."""
    return POD_TEMPLATE_PATHS.get(manifest.group_kind) if manifest.kind in ROLLED else None


def is_rolled_by_itself(manifest: Manifest) -> bool:
    """Whether a change of the template reaches the pods without anybody deleting them."""
    strategy = manifest.spec["updateStrategy"]["type"].text
    return strategy != "OnDelete" and not manifest.spec["paused"].is_true


def risk_of_field(manifest: Manifest, field: FieldChange) -> Risk:
    """Return what the change of a field may do, unless the API server refuses it."""
    way = field.way
    template = template_way(manifest)
    if _loses_data(manifest, field):
        return Risk.DATA
    if template is not None and way[: len(template)] == template:
        return Risk.RESTART if is_rolled_by_itself(manifest) else Risk.CONFIGURATION
    if manifest.kind in ROLLED and way == ("spec", "replicas") and field.after.integer == 0:
        return Risk.RESTART
    if manifest.group_kind in EXPOSING:
        is_label = way[:2] == ("metadata", "labels")
        return Risk.METADATA if is_label and manifest.kind != "Namespace" else Risk.EXPOSURE
    return Risk.METADATA if way[:1] == ("metadata",) else Risk.CONFIGURATION


def _loses_data(manifest: Manifest, field: FieldChange) -> bool:
    now_deletes = field.after.text == "Delete"
    match manifest.kind, field.way:
        case "StatefulSet", ("spec", "persistentVolumeClaimRetentionPolicy", *_):
            return now_deletes
        case "StatefulSet", ("spec", "replicas"):
            policy = manifest.spec["persistentVolumeClaimRetentionPolicy"]
            fewer = (field.after.integer or 0) < (field.before.integer or 1)
            return policy["whenScaled"].text == "Delete" and fewer
        case "PersistentVolume", ("spec", "persistentVolumeReclaimPolicy"):
            return now_deletes
        case _:
            return False


def risk_of_object(manifest: Manifest, change: Change) -> Risk:
    """Return what it may do that an object comes or goes."""
    if change is Change.REMOVED:
        if loss_of(manifest) and not is_kept(manifest):
            return Risk.DATA
        if manifest.kind in ROLLED or manifest.kind == "Pod":
            return Risk.RESTART
    return Risk.EXPOSURE if manifest.group_kind in EXPOSING else Risk.CONFIGURATION
