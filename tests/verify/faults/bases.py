"""The environments of dist/ in which faults are planted.

A new environment is one more entry of `BASES`, called after its folder; `test_faults.py` then demands that
nothing is found in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from podwright.verify import External, Externals, KubernetesVersion, Manifest, Platform, Target, read_paths
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
        outside: what it needs that others make, as ``podwright check --external`` takes it.
    """

    name: str
    version: str
    platform: Platform
    namespace: str
    outside: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its manifests are."""
        return DIST / self.name

    @property
    def externals(self) -> Externals:
        """What it needs that others make."""
        return Externals(External.parse(text) for text in self.outside)

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
        # OpenShift 4.18 is Kubernetes 1.31, and 4.17 is 1.30.
        Base(name="tarsy-development", version="1.31", platform=Platform.OPENSHIFT, namespace="tarsy-dev"),
        Base(name="tarsy-staging", version="1.31", platform=Platform.OPENSHIFT, namespace="tarsy-staging"),
        Base(name="tarsy-production", version="1.30", platform=Platform.OPENSHIFT, namespace="tarsy"),
        Base(name="tarsy-kubernetes", version="1.31", platform=Platform.KUBERNETES, namespace="tarsy"),
        Base(
            name="reactbin-production",
            version="1.33",
            platform=Platform.KUBERNETES,
            namespace="reactbin",
            outside=("Secret/vault-ca",),
        ),
        Base(
            name="tool-registry-development",
            version="1.31",
            platform=Platform.KUBERNETES,
            namespace="tool-registry-dev",
        ),
        Base(
            name="tool-registry-production",
            version="1.31",
            platform=Platform.KUBERNETES,
            namespace="tool-registry",
        ),
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
