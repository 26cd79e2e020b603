"""References: what a pod needs is applied before it, or with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.delivery import ARGO_HOOK, Stage, stage_of
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import DEFAULT_SERVICE_ACCOUNT, PodTemplate
from podwright.verify.references.claims import CLAIM
from podwright.verify.references.data import Use, references_of_pod
from podwright.verify.rules import Family, Flaw, Severity, check

_WAITED_FOR: Final = LONG_RUNNING | {"Job", "Pod"}
"""Kinds that are healthy, or have ended, only when their pods could start."""
_NEEDED: Final = frozenset({Use.VARIABLE, Use.VARIABLES, Use.VOLUME})


@check(
    "needed-before-applied",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A pod needs an object that is applied only when the pod has succeeded or is healthy.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/",
)
def needed_before_applied(cluster: Cluster) -> Iterator[Flaw]:
    """Find pods of hooks and early waves whose Secret, ConfigMap, claim or account comes later."""
    last = max((stage for one in cluster.manifests if (stage := stage_of(one)) is not None), default=None)
    for pod in cluster.manifests.pods if last is not None else ():
        manifest = pod.manifest
        stage = stage_of(manifest)
        if stage is None or stage == last or manifest.kind not in _WAITED_FOR:
            continue
        told: set[tuple[str, str]] = set()
        for kind, node in _needs(pod):
            made = _made(kind, pod.namespace, node.text, cluster)
            if made is None or made <= stage or (kind, node.text) in told:
                continue
            told.add((kind, node.text))
            message = f"the {kind} {node.text} is applied {made}, after these pods ({stage})"
            remedy = "Apply it no later than these pods, or these pods no sooner: they wait for each other"
            yield Flaw(manifest, node, message, remedy)


def _needs(pod: PodTemplate) -> Iterator[tuple[str, Node]]:
    for reference in references_of_pod(pod):
        if reference.use in _NEEDED and not reference.optional:
            yield reference.kind, reference.name
    for volume in pod.spec["volumes"]:
        yield CLAIM, volume.at("persistentVolumeClaim", "claimName")
    if pod.service_account != DEFAULT_SERVICE_ACCOUNT:
        named = pod.spec["serviceAccountName"]
        yield "ServiceAccount", named if named.text else pod.spec["serviceAccount"]


def _made(kind: str, namespace: str, name: str, cluster: Cluster) -> Stage | None:
    """Return when an object is made at the earliest; none when it may be there already."""
    if not name or cluster.external(kind, namespace, name) is not None:
        return None
    makers: list[Manifest] = list(cluster.manifests.all(kind, "", namespace, name))
    makers += (provision.provider for provision in cluster.provisions_of(kind, namespace, name))
    stages: list[Stage] = []
    for maker in makers:
        stage = stage_of(maker)
        # What a template of OpenShift makes is applied by somebody, at some time before.
        if stage is None or maker.template is not None:
            return None
        stages.append(stage)
    return min(stages, default=None)


@check(
    "self-deleting-hook",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="A hook of Argo CD deletes itself, perhaps before Argo CD sees that it has ended.",
    source="https://github.com/argoproj/argo-cd/issues/21055",
)
def self_deleting_hook(cluster: Cluster) -> Iterator[Flaw]:
    """Find Jobs with a time to live that are hooks: before Argo CD 2.14 the sync then never ends."""
    for job in cluster.manifests.of_kind("Job", "batch"):
        ttl = job.spec["ttlSecondsAfterFinished"]
        if ARGO_HOOK in job.annotations and ttl:
            message = f"Kubernetes deletes the Job {ttl.value} s after its end, and Argo CD may never see it"
            remedy = f"Remove it, and say {ARGO_HOOK}-delete-policy: BeforeHookCreation"
            yield Flaw(job, ttl, message, remedy)
