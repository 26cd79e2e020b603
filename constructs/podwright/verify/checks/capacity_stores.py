"""Capacity: servers that keep data run as often, and stop as slowly, as they can bear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import normpath
from typing import Final

from podwright.verify.capacity.replicas import replicas_of
from podwright.verify.cluster import Cluster
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.references.files import mounted_files
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.stores import MINIO, Store, data_folder, store_of, words_of

_STATEFUL_SETS: Final = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/"
_CLUSTERED: Final = re.compile(r"repl|cluster|primary|standby|master|slave|wsrep|group", re.IGNORECASE)


@check(
    "no-time-to-stop",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="The pods of a StatefulSet are killed without time to stop.",
    source=f"{_STATEFUL_SETS}#deployment-and-scaling-guarantees",
)
def no_time_to_stop(cluster: Cluster) -> Iterator[Flaw]:
    """Find StatefulSets with a grace period of 0: two pods of one identity may then run at once."""
    for workload in cluster.manifests.of_kind("StatefulSet", "apps"):
        period = workload.spec.at("template", "spec", "terminationGracePeriodSeconds")
        if period.integer == 0:
            message = "0 deletes a pod before it is known to have ended, and another may write beside it"
            yield Flaw(workload, period, message, "Write how long it takes to stop, or leave it out: 30")


@check(
    "unreplicated-store",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="Several pods run a database or object store, and each has other data.",
    source=f"{_STATEFUL_SETS}#using-statefulsets",
)
def unreplicated_store(cluster: Cluster) -> Iterator[Flaw]:
    """Find replicas of a single server with a claim each, and nothing that replicates between them."""
    for workload in cluster.manifests.of_kind("StatefulSet", "apps"):
        pod = cluster.manifests.pod_of(workload)
        replicas = replicas_of(cluster, workload)
        if pod is None or replicas is None or replicas.highest < 2:
            continue
        store = _single_server(pod)
        if store is not None and workload.spec["volumeClaimTemplates"].sequence:
            message = f"{replicas.highest} pods run {store.name}, each with data of its own: clients see one"
            remedy = "Run one pod, or set up replication: by an operator, or the server's own means"
            yield Flaw(workload, workload.spec["replicas"], message, remedy)


@check(
    "read-only-data",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="A database or object store cannot write to its data, and does not start.",
    source="https://kubernetes.io/docs/concepts/storage/volumes/#read-only-mounts",
)
def read_only_data(cluster: Cluster) -> Iterator[Flaw]:
    """Find known servers whose folder of data is mounted read-only."""
    files = mounted_files(cluster)
    for pod in cluster.manifests.pods:
        for container in pod.serving_containers if pod.manifest.kind in LONG_RUNNING else ():
            store = store_of(container)
            folder = data_folder(container, store) if store is not None else ""
            mounted = files.around(container, normpath(folder)) if folder else None
            if store is None or mounted is None:
                continue
            volume = pod.volumes.get(mounted.mount.volume, Node(None))
            place = mounted.mount.node["readOnly"]
            if not place.is_true:
                place = volume.at("persistentVolumeClaim", "readOnly")
            if place.is_true:
                message = f"{store.name} keeps its data at {folder}, which is mounted read-only"
                yield Flaw(pod.manifest, place, message, "Remove readOnly")


def _single_server(pod: PodTemplate) -> Store | None:
    """Return what the pods run, if it is one container in which nothing speaks of others of its kind."""
    if len(pod.containers) != 1:
        return None
    container = pod.containers[0]
    store = store_of(container)
    if store is None or container.node["envFrom"].sequence:
        return None
    if store is MINIO:
        # Several servers are named by URLs; with a pattern, a server names many folders or hosts.
        texts = [*words_of(container), *(variable.value or "" for variable in container.env)]
        return None if any("://" in text or "{" in text for text in texts) else store
    told = [*words_of(container), *(variable.name for variable in container.env)]
    is_configured = any(volume["configMap"] or volume["projected"] for volume in pod.volumes.values())
    return None if is_configured or any(_CLUSTERED.search(text) for text in told) else store
