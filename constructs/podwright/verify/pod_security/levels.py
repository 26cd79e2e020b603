"""The Pod Security level that a namespace enforces.

Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.target import KubernetesVersion

PREFIX: Final = "pod-security.kubernetes.io/"
MODES: Final = ("enforce", "audit", "warn")

_VERSION: Final = re.compile(r"v1\.(?P<minor>0|[1-9][0-9]{0,3})")


class Level(IntEnum):
    """What a namespace demands of its pods; a higher level includes the lower ones."""

    PRIVILEGED = 0
    BASELINE = 1
    RESTRICTED = 2

    def __str__(self) -> str:
        return self.name.lower()


LEVELS: Final[Mapping[str, Level]] = {str(level): level for level in Level}


@dataclass(frozen=True, kw_only=True, slots=True)
class Enforcement:
    """What a namespace enforces.

    Attributes:
        level: the level.
        version: the version of the standard.
    """

    level: Level
    version: KubernetesVersion


def enforcement_in(cluster: Cluster, namespace: str) -> Enforcement | None:
    """Return what a namespace enforces; none when it has no (legal) label or its labels are not known.

    Args:
        cluster: where the namespace is.
        namespace: its name.
    """
    labels = cluster.namespace_labels(namespace) or {}
    level = LEVELS.get(labels.get(f"{PREFIX}enforce", ""))
    if level is None:
        return None
    target = cluster.target.kubernetes_version
    pinned = read_version(labels.get(f"{PREFIX}enforce-version", "latest"), latest=target)
    # A version that the cluster does not know yet is read as its latest one.
    return Enforcement(level=level, version=min(pinned or target, target))


def read_version(text: str, *, latest: KubernetesVersion) -> KubernetesVersion | None:
    """Return the version of the standard that a label names; none when it is malformed.

    Args:
        text: ``latest`` or ``v1.N``.
        latest: the version that ``latest`` stands for.
    """
    if text == "latest":
        return latest
    match = _VERSION.fullmatch(text)
    return KubernetesVersion(1, int(match["minor"])) if match else None
