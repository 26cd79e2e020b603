"""The Pod Security Standards as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from podwright.verify.pod_security.baseline import baseline_violations
from podwright.verify.pod_security.levels import Level
from podwright.verify.pod_security.restricted import restricted_violations
from podwright.verify.pod_security.violations import Judged, Violation
from podwright.verify.pods import PodTemplate
from podwright.verify.target import KubernetesVersion


def violations(pod: PodTemplate, level: Level, version: KubernetesVersion) -> Iterator[Violation]:
    """Yield what a level refuses in a pod; a field that two levels refuse is told once.

    Args:
        pod: the pod template.
        level: the level.
        version: the version of the standard.
    """
    judged = Judged(pod=pod, version=version)
    told: set[str] = set()
    if level >= Level.BASELINE:
        for violation in baseline_violations(judged):
            told.add(str(violation.node.path))
            yield violation
    if level >= Level.RESTRICTED:
        for violation in restricted_violations(judged):
            if str(violation.node.path) not in told:
                yield violation
