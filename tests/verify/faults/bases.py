"""The environments of dist/ in which faults are planted.

A new environment is one more entry of `BASES`; `tests/verify/faults/test_faults.py` then demands that
nothing is found in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from podwright.verify import KubernetesVersion, Manifest, Platform, Target, read_paths
from tests.verify.faults.patches import Objects

ROOT: Final = Path(__file__).parents[3]
DIST: Final = ROOT / "dist"
ADDITIONS: Final = Path(__file__).parent / "additions"


@dataclass(frozen=True, kw_only=True)
class Base:
    """An environment of dist/.

    Attributes:
        name: its folder.
        version: the version of Kubernetes it is for.
        platform: what it is for.
        namespace: where its objects live.
    """

    name: str
    version: str
    platform: Platform
    namespace: str

    @property
    def folder(self) -> Path:
        """Where its manifests are."""
        return DIST / self.name

    def target(self, version: str = "") -> Target:
        """Return what the manifests are for.

        Args:
            version: another version of Kubernetes than the environment's.
        """
        return Target(
            kubernetes_version=KubernetesVersion.parse(version or self.version), platform=self.platform
        )


BASES: Final = {
    base.name: base
    for base in (
        # OpenShift 4.18
        Base(name="tarsy-development", version="1.31", platform=Platform.OPENSHIFT, namespace="tarsy-dev"),
    )
}


@cache
def manifests_of(path: Path) -> tuple[Manifest, ...]:
    """Return the manifests of a folder or file; whatever is wrong with the text itself fails.

    Args:
        path: the folder or file.
    """
    reading = read_paths([str(path)])
    assert reading.findings == ()
    return reading.manifests


@cache
def objects_of(base: str, additions: tuple[str, ...] = ()) -> Objects:
    """Return the objects of an environment, parsed once for all faults; not to be changed.

    Args:
        base: the environment.
        additions: names of files of objects that belong beside it.
    """
    paths = [BASES[base].folder, *(ADDITIONS / f"{name}.yaml" for name in additions)]
    return tuple(_content(manifest) for path in paths for manifest in manifests_of(path))


def _content(manifest: Manifest) -> dict[str, Any]:
    content = manifest.root.value
    assert isinstance(content, dict)
    return content
