"""Upgrade: what is lost with objects that are no longer there."""

from __future__ import annotations

from collections.abc import Iterator

from podwright.verify.checks.upgrade_fields import pairs_of
from podwright.verify.cluster import Cluster
from podwright.verify.comparison.pruning import is_kept, loss_of
from podwright.verify.rules import Family, Flaw, Severity, check


@check(
    "pruned-data",
    family=Family.UPGRADE,
    severity=Severity.ERROR,
    summary="An object is gone from the manifests, and data is deleted with it.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources",
)
def pruned_data(cluster: Cluster) -> Iterator[Flaw]:
    """Find claims, namespaces and definitions that are gone, unless they are kept when pruned."""
    for pair in cluster.once(pairs_of):
        if pair.before is None or pair.after is not None:
            continue
        loss = loss_of(pair.before)
        if loss and not is_kept(pair.before):
            yield Flaw(
                pair.before,
                pair.before.root,
                f"is gone from the manifests: when it is pruned, {loss} is deleted, too",
                "Keep it, or annotate it first with argocd.argoproj.io/sync-options: Prune=false",
            )


@check(
    "data-deleted-with-pods",
    family=Family.UPGRADE,
    severity=Severity.ERROR,
    summary="A StatefulSet is scaled down, and the claims of the pods that go are deleted.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
)
def data_deleted_with_pods(cluster: Cluster) -> Iterator[Flaw]:
    """Find fewer replicas than before together with ``whenScaled: Delete``."""
    for pair in cluster.once(pairs_of):
        if pair.before is None or pair.after is None or pair.after.group_kind != ("apps", "StatefulSet"):
            continue
        spec = pair.after.spec
        deletes = spec.at("persistentVolumeClaimRetentionPolicy", "whenScaled").text == "Delete"
        before = pair.before.spec["replicas"].integer
        after = spec["replicas"].integer
        before, after = (1 if before is None else before), (1 if after is None else after)
        if deletes and after < before and spec["volumeClaimTemplates"].sequence:
            message = f"from {before} to {after} replicas: the claims of the others are deleted"
            yield Flaw(pair.after, spec["replicas"], message, "Write whenScaled: Retain")
