"""How many pods a workload runs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.references.workloads import autoscalers

SCALED: Final = frozenset(
    {"Deployment", "DeploymentConfig", "ReplicaSet", "ReplicationController", "Rollout", "StatefulSet"}
)
"""Kinds with a number of replicas."""


@dataclass(frozen=True, slots=True)
class Replicas:
    """How many pods a workload runs.

    Attributes:
        lowest: the number it does not fall below.
        highest: the number it does not rise above, without those of a rollout.
        scaler: the autoscaler that decides, none when the number is fixed.
    """

    lowest: int
    highest: int
    scaler: Manifest | None = None


def replicas_of(cluster: Cluster, workload: Manifest) -> Replicas | None:
    """Return how many pods a workload runs; none when that cannot be known, or is not for ever.

    Args:
        cluster: where its autoscaler is.
        workload: the workload.
    """
    if workload.kind == "Pod":
        return Replicas(1, 1)
    if workload.kind not in SCALED:
        return None
    written = workload.spec["replicas"].integer
    fixed = 1 if written is None else max(written, 0)
    scalers = autoscalers(cluster).get(workload, ())
    if not scalers:
        return Replicas(fixed, fixed)
    scaler = scalers[0].manifest
    if scaler.kind != "HorizontalPodAutoscaler" or len(scalers) > 1:
        return None
    lowest = scaler.spec["minReplicas"].integer
    highest = scaler.spec["maxReplicas"].integer
    lowest = 1 if lowest is None else lowest
    return Replicas(lowest, max(lowest, highest or lowest), scaler)


def share(node: Node, total: int, *, round_up: bool) -> int | None:
    """Return what a number or percentage means of a total; none when it is malformed.

    Args:
        node: ``1`` or ``25%``.
        total: the total.
        round_up: whether a percentage is rounded up.
    """
    if node.integer is not None:
        return node.integer
    text = node.text
    if text.endswith("%") and text[:-1].isdecimal() and len(text) < 6:
        exact = Decimal(total) * int(text[:-1]) / 100
        return math.ceil(exact) if round_up else math.floor(exact)
    return None


def surge_needed(workload: Manifest, replicas: int) -> int:
    """Return how many pods beyond its replicas a Deployment needs, at least, to be rolled out.

    Args:
        workload: the workload.
        replicas: how many pods it runs.
    """
    strategy = workload.spec["strategy"]
    if workload.kind != "Deployment" or strategy["type"].text == "Recreate" or replicas == 0:
        return 0
    rolling = strategy["rollingUpdate"]
    unavailable = share(rolling["maxUnavailable"], replicas, round_up=False)
    if unavailable is None:
        unavailable = 0 if rolling["maxUnavailable"] else math.floor(replicas / 4)
    surge = share(rolling["maxSurge"], replicas, round_up=True)
    if surge is None:
        surge = math.ceil(replicas / 4)
    # Where both come to nothing, the controller takes one pod down.
    return 1 if unavailable == 0 and surge > 0 else 0
