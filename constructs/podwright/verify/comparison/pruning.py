"""What is lost when an object is deleted because it is no longer among the manifests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from podwright.verify.manifests import Manifest

_SYNC_OPTIONS: Final = "argocd.argoproj.io/sync-options"
_KEEPING_OPTIONS: Final = frozenset({"prune=false", "prune=confirm"})
_LOSSES: Final[Mapping[tuple[str, str], str]] = {
    ("", "Namespace"): "everything in the namespace",
    ("", "PersistentVolumeClaim"): "its volume",
    ("apiextensions.k8s.io", "CustomResourceDefinition"): "every object of the kind that it defines",
    ("postgresql.cnpg.io", "Cluster"): "its databases",
    ("project.openshift.io", "Project"): "everything in the project",
}


def loss_of(manifest: Manifest) -> str:
    """Return what is lost with an object, ``""`` when nothing is that could not be made again.

    A StatefulSet keeps its claims unless it says otherwise.
    """
    if manifest.group_kind == ("apps", "StatefulSet"):
        policy = manifest.spec["persistentVolumeClaimRetentionPolicy"]
        deletes = policy["whenDeleted"].text == "Delete" and manifest.spec["volumeClaimTemplates"].sequence
        return "its claims and their volumes (whenDeleted: Delete)" if deletes else ""
    return _LOSSES.get(manifest.group_kind, "")


def is_kept(manifest: Manifest) -> bool:
    """Whether an object stays, or somebody is asked, when it is no longer among the manifests.

    Argo CD's ``Prune=false`` and ``Prune=confirm`` do that, and Helm's resource policy.
    """
    options = {option.strip().lower() for option in _options(manifest)}
    return bool(options & _KEEPING_OPTIONS) or manifest.annotations.get("helm.sh/resource-policy") == "keep"


def is_replaced(manifest: Manifest) -> bool:
    """Whether an object is deleted and made again with every change, so that nothing is refused.

    Hooks of Argo CD and Helm are, and what carries Argo CD's ``Force=true,Replace=true``.
    """
    options = {option.strip().lower() for option in _options(manifest)}
    if {"force=true", "replace=true"} <= options:
        return True
    annotations = manifest.annotations
    policy = annotations.get("argocd.argoproj.io/hook-delete-policy", "BeforeHookCreation")
    if "argocd.argoproj.io/hook" in annotations:
        return "BeforeHookCreation" in policy or "HookSucceeded" in policy
    policy = annotations.get("helm.sh/hook-delete-policy", "before-hook-creation")
    return "helm.sh/hook" in annotations and ("before-hook-creation" in policy or "hook-succeeded" in policy)


def _options(manifest: Manifest) -> Iterator[str]:
    yield from manifest.annotations.get(_SYNC_OPTIONS, "").split(",")
