"""Upgrade: what the API server refuses to change in the objects that were applied before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.comparison.claims import shrinkage
from podwright.verify.comparison.immutability import refusals
from podwright.verify.comparison.matching import Pair, paired_objects
from podwright.verify.rules import Family, Flaw, Severity, check

_API: Final = "https://kubernetes.io/docs/reference/kubernetes-api/"


def pairs_of(cluster: Cluster) -> tuple[Pair, ...]:
    """Return the objects before and after; to be used with ``cluster.once``."""
    if cluster.previous is None:
        return ()
    return tuple(paired_objects(cluster.previous, cluster.manifests))


@check(
    "immutable-field",
    family=Family.UPGRADE,
    severity=Severity.ERROR,
    summary="A field is changed that the API server does not let change.",
    source=_API,
)
def immutable_field(cluster: Cluster) -> Iterator[Flaw]:
    """Find changes of selectors, claim templates, Job templates, role references and the like."""
    for pair in cluster.once(pairs_of):
        if pair.before is not None and pair.after is not None:
            for refusal in refusals(pair.before, pair.after, cluster.target.kubernetes_version):
                yield Flaw(pair.after, refusal.node, refusal.message, refusal.remedy)


@check(
    "shrunken-claim",
    family=Family.UPGRADE,
    severity=Severity.ERROR,
    summary="A claim asks for less storage than it has.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims",
)
def shrunken_claim(cluster: Cluster) -> Iterator[Flaw]:
    """Find claims that are smaller than before, which the API server refuses."""
    for pair in cluster.once(pairs_of):
        if pair.before is None or pair.after is None:
            continue
        if pair.after.group_kind == ("", "PersistentVolumeClaim"):
            refusal = shrinkage(pair.before, pair.after)
            if refusal is not None:
                yield Flaw(pair.after, refusal.node, refusal.message, refusal.remedy)
