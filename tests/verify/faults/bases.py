"""The environments in which faults are planted.

A new environment of dist/ is one more entry of `BASES`, called after its folder; `test_faults.py` then demands
that nothing is found in it. One that is not in dist/ yet stands as a file in ``environments/``, as its chart
emits it, and is an entry with ``is_sample=True``; when it comes to dist/, remove these words and the file.
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
SAMPLES: Final = Path(__file__).parent / "environments"


@dataclass(frozen=True, kw_only=True)
class Base:
    """An environment.

    Attributes:
        name: its folder.
        version: the version of Kubernetes it is for.
        platform: what it is for.
        namespace: where its objects live.
        outside: what it needs that others make, as ``podwright check --external`` takes it.
        is_sample: whether it is a file of ``environments/`` instead of a folder of dist/.
    """

    name: str
    version: str
    platform: Platform
    namespace: str
    outside: tuple[str, ...] = ()
    is_sample: bool = False

    @property
    def folder(self) -> Path:
        """Where its manifests are."""
        return SAMPLES / f"{self.name}.yaml" if self.is_sample else DIST / self.name

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
        # OpenShift 4.18
        Base(name="tarsy-development", version="1.31", platform=Platform.OPENSHIFT, namespace="tarsy-dev"),
        Base(
            name="reactbin-production",
            version="1.33",
            platform=Platform.KUBERNETES,
            namespace="reactbin",
            outside=("Secret/vault-ca",),
            is_sample=True,
        ),
        Base(
            name="tool-registry-production",
            version="1.31",
            platform=Platform.KUBERNETES,
            namespace="tool-registry",
            is_sample=True,
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
