"""Upgrade: what changes reaches the pods that read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.checks.upgrade_fields import pairs_of
from podwright.verify.cluster import Cluster
from podwright.verify.comparison.fields import changed_fields
from podwright.verify.comparison.restarts import restarts_of
from podwright.verify.kinds import split_api_version
from podwright.verify.manifests import Manifest
from podwright.verify.pods import PodTemplate
from podwright.verify.rules import Family, Flaw, Severity, check

_RELOADER: Final = "reloader"


@check(
    "stale-configuration",
    family=Family.UPGRADE,
    severity=Severity.WARNING,
    summary="A ConfigMap or Secret changes, and the pods that have read it do not restart.",
    source="https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically",
)
def stale_configuration(cluster: Cluster) -> Iterator[Flaw]:
    """Find workloads that read changed data as variables or single files, with their template unchanged.

    The kubelet brings neither up to date: old and new pods would run side by side with different
    settings, and the change shows whenever a pod happens to restart.
    """
    pairs = cluster.once(pairs_of)
    fields = {
        pair: tuple(changed_fields(pair.before, pair.after))
        for pair in pairs
        if pair.before is not None and pair.after is not None
    }
    for restart in restarts_of(pairs, fields, cluster.manifests):
        if restart.effect != "stale":
            continue
        ref = restart.workload
        group, _ = split_api_version(ref.api_version)
        manifest = cluster.manifests.find(ref.kind, group, ref.namespace, ref.name)
        pod = cluster.manifests.pod_of(manifest) if manifest is not None else None
        if manifest is None or pod is None or _is_restarted_by_somebody(manifest, pod):
            continue
        message = f"{' and '.join(restart.reasons)}, and the pods {restart.title}"
        remedy = "Add a checksum of it to the annotations of the pods, or give it a new name"
        yield Flaw(manifest, pod.node["metadata"]["annotations"], message, remedy)


def _is_restarted_by_somebody(manifest: Manifest, pod: PodTemplate) -> bool:
    """Whether a controller such as Reloader watches the data."""
    return any(_RELOADER in key for key in (*manifest.annotations, *manifest.labels, *pod.annotations))
