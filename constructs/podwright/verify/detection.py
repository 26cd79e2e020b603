"""What the manifests themselves say about where they are meant to go."""

from __future__ import annotations

from podwright.verify.kinds import is_openshift
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.schema.kubernetes import newest_version
from podwright.verify.target import KubernetesVersion, Platform, Target


def detect_target(
    manifests: ManifestSet,
    *,
    kubernetes_version: KubernetesVersion | None = None,
    platform: Platform | None = None,
) -> Target:
    """Return the target, filling in what is not given.

    Args:
        manifests: the objects.
        kubernetes_version: the version, the newest one known when left out.
        platform: the platform; when left out, OpenShift if any object is of an OpenShift type or asks
            OpenShift's service CA for something.
    """
    return Target(
        kubernetes_version=kubernetes_version or newest_version(),
        platform=platform or _platform(manifests),
    )


def _platform(manifests: ManifestSet) -> Platform:
    if any(is_openshift(group) for group, _ in manifests.group_kinds):
        return Platform.OPENSHIFT
    for manifest in manifests:
        if any(".openshift.io/" in key for key in manifest.annotations):
            return Platform.OPENSHIFT
    return Platform.KUBERNETES
