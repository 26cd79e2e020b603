"""Upgrade: what is lost with objects that are no longer there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import normpath

from podwright.verify.checks.upgrade_fields import pairs_of
from podwright.verify.cluster import Cluster
from podwright.verify.comparison.pruning import is_kept, loss_of
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.references.files import mounted_files
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.stores import data_folder, store_of


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


@check(
    "abandoned-claims",
    family=Family.UPGRADE,
    severity=Severity.WARNING,
    summary="A StatefulSet takes the place of another one, and starts with empty volumes.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage",
)
def abandoned_claims(cluster: Cluster) -> Iterator[Flaw]:
    """Find renamed StatefulSets: their claims are named after them, so that the data stays behind."""
    pairs = cluster.once(pairs_of)
    gone = [pair.before for pair in pairs if pair.before is not None and pair.after is None]
    for pair in pairs:
        workload = pair.after
        if workload is None or pair.before is not None or workload.group_kind != ("apps", "StatefulSet"):
            continue
        for former in gone:
            if former.group_kind == workload.group_kind and _replaces(workload, former):
                message = (
                    f"starts with empty volumes: the claims of {former.name}, which is gone, stay behind"
                )
                remedy = f"Keep the name {former.name}, or copy the data first"
                yield Flaw(workload, workload.metadata["name"], message, remedy)


@check(
    "claims-deleted-with-workload",
    family=Family.UPGRADE,
    severity=Severity.WARNING,
    summary="The data of a database or object store is deleted together with its StatefulSet.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
)
def claims_deleted_with_workload(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``whenDeleted: Delete``, where a StatefulSet must be replaced to change its claim templates."""
    for workload in cluster.manifests.of_kind("StatefulSet", "apps"):
        policy = workload.spec.at("persistentVolumeClaimRetentionPolicy", "whenDeleted")
        pod = cluster.manifests.pod_of(workload)
        if policy.text != "Delete" or pod is None or not workload.spec["volumeClaimTemplates"].sequence:
            continue
        store = next((found for one in pod.serving_containers if (found := store_of(one)) is not None), None)
        if store is not None:
            message = f"the data of {store.name} is deleted when the StatefulSet is deleted or replaced"
            yield Flaw(workload, policy, message, "Write Retain, which is the default")


@check(
    "data-lost-with-pod",
    family=Family.UPGRADE,
    severity=Severity.WARNING,
    summary="A database or object store keeps its data in the pod, and loses it at each update.",
    source="https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
)
def data_lost_with_pod(cluster: Cluster) -> Iterator[Flaw]:
    """Find known servers whose folder of data has no volume, or one that lives as long as the pod."""
    files = mounted_files(cluster)
    for pod in cluster.manifests.pods:
        for container in pod.serving_containers if pod.manifest.kind in LONG_RUNNING else ():
            store = store_of(container)
            folder = normpath(data_folder(container, store) or "/") if store is not None else "/"
            if store is None or folder == "/":
                continue
            mounted = files.around(container, folder)
            if mounted is None:
                message = f"nothing is mounted at {folder}, where {store.name} keeps its data"
                remedy = "Mount a claim there"
                yield Flaw(pod.manifest, container.node["volumeMounts"], message, remedy)
                continue
            volume = pod.volumes.get(mounted.mount.volume, Node(None))
            source = next((volume[kind] for kind in ("emptyDir", "ephemeral") if volume[kind].present), None)
            if source is not None:
                message = f"{store.name} keeps its data at {folder}, and the volume goes with the pod"
                yield Flaw(pod.manifest, source, message, "Mount a claim instead")


def _replaces(workload: Manifest, former: Manifest) -> bool:
    """Whether one StatefulSet is another one under a new name: the same claims, and the same images."""
    claims = _claims(workload)
    return (
        workload.namespace == former.namespace
        and bool(claims)
        and claims == _claims(former)
        and _repositories(workload) == _repositories(former)
    )


def _claims(workload: Manifest) -> list[str]:
    return [claim["metadata"]["name"].text for claim in workload.spec["volumeClaimTemplates"]]


def _repositories(workload: Manifest) -> list[str]:
    """Return the images of the containers without their versions."""
    images = [image["image"].text for image in workload.spec.at("template", "spec", "containers")]
    return [re.sub(r"[:@][^/]*$", "", image) for image in images]
