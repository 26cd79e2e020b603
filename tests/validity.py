"""Whether an API server would take manifests: strict schema validation, custom resources included."""

from __future__ import annotations

from typing import Any

from podwright import Environment, OpenShift
from podwright.verify import KubernetesVersion, Platform, Target, verify

Manifests = dict[str, dict[str, Any]]


def schema_errors(manifests: Manifests, environment: Environment) -> list[str]:
    """Return what the schemas of an environment's version refuse; fails for kinds without a schema."""
    platform = environment.platform
    target = Target(
        kubernetes_version=KubernetesVersion.parse(platform.kubernetes_version),
        platform=Platform.OPENSHIFT if isinstance(platform, OpenShift) else Platform.KUBERNETES,
    )
    report = verify(manifests.values(), target=target, select=("schema",))
    assert not report.without_schema, f"no schema for {report.without_schema}"
    assert report.checked >= len(manifests)
    return [str(finding) for finding in report.findings]
