"""When an object is applied: before, with or after the others, as its annotations ask.

Argo CD applies in phases, and in waves within a phase; it goes on when everything of a wave is healthy. Helm
runs the hooks of an event one after the other, before or after it applies everything else.

Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ and
https://helm.sh/docs/topics/charts_hooks/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from podwright.verify.manifests import Manifest

ARGO_HOOK: Final = "argocd.argoproj.io/hook"
_ARGO_WAVE: Final = "argocd.argoproj.io/sync-wave"
_HELM_HOOK: Final = "helm.sh/hook"
_HELM_WEIGHT: Final = "helm.sh/hook-weight"


class Phase(IntEnum):
    """A phase of the first delivery, in its order."""

    BEFORE = 0
    """Hooks that run before anything else: PreSync, pre-install."""
    MAIN = 1
    """Everything that is no hook, and hooks that run along with it: Sync."""
    AFTER = 2
    """Hooks that run when everything is healthy: PostSync, post-install."""


_PHASES_OF_ARGO: Final[Mapping[str, Phase]] = {
    "PreSync": Phase.BEFORE,
    "Sync": Phase.MAIN,
    "PostSync": Phase.AFTER,
}
_PHASES_OF_HELM: Final[Mapping[str, Phase]] = {
    "crd-install": Phase.BEFORE,
    "pre-install": Phase.BEFORE,
    "post-install": Phase.AFTER,
}


@dataclass(frozen=True, order=True, slots=True)
class Stage:
    """When an object is applied for the first time.

    Attributes:
        phase: the phase.
        wave: the wave within it.
    """

    phase: Phase
    wave: int = 0

    def __str__(self) -> str:
        where = {Phase.BEFORE: "before everything else", Phase.MAIN: "with everything else"}
        text = where.get(self.phase, "after everything else")
        return f"{text}, in wave {self.wave}" if self.wave else text


def stage_of(manifest: Manifest) -> Stage | None:
    """Return when an object is applied first; none when it belongs to no first delivery, or nobody knows.

    Args:
        manifest: the object.
    """
    annotations = manifest.annotations
    of_argo = _phase(annotations.get(ARGO_HOOK, ""), _PHASES_OF_ARGO)
    if ARGO_HOOK in annotations:
        return _stage(of_argo, annotations.get(_ARGO_WAVE, ""))
    if _HELM_HOOK in annotations:
        # Argo CD, too, takes the weight for the wave.
        weight = annotations.get(_ARGO_WAVE, annotations.get(_HELM_WEIGHT, ""))
        return _stage(_phase(annotations[_HELM_HOOK], _PHASES_OF_HELM), weight)
    return _stage(Phase.MAIN, annotations.get(_ARGO_WAVE, ""))


def _phase(hooks: str, phases: Mapping[str, Phase]) -> Phase | None:
    return min((phases[hook.strip()] for hook in hooks.split(",") if hook.strip() in phases), default=None)


def _stage(phase: Phase | None, wave: str) -> Stage | None:
    try:
        return None if phase is None else Stage(phase, int(wave or 0))
    except ValueError:
        return None
