"""Systems as their tests see them: synthesized with all checks, and read workload by workload."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from constructs import Construct

from podwright import App, EnvironmentChart, SynthesisError

Fields = dict[str, Any]
Manifests = dict[str, Fields]
"""Manifests by ``Kind/name``."""


def without_findings(make_chart: Callable[[Construct], EnvironmentChart]) -> Manifests:
    """Return the manifests of a chart in which no check finds anything, not even something to warn of."""
    app = App(output=Path("unused"))
    app.add(make_chart)
    found = app.synthesize()
    if app.warnings:
        raise SynthesisError(*app.warnings)
    return {f"{item.manifest['kind']}/{item.manifest['metadata']['name']}": item.manifest for item in found}


def of_kind(manifests: Manifests, kind: str) -> list[Fields]:
    """Return every object of a kind."""
    return [manifest for manifest in manifests.values() if manifest["kind"] == kind]


def pod_template(workload: Fields) -> Fields:
    """Return the template of a workload's pods, a CronJob's too."""
    spec: Fields = workload["spec"]
    template: Fields = spec.get("jobTemplate", {}).get("spec", spec)["template"]
    return template


def pod_spec(manifests: Manifests, workload: str) -> Fields:
    """Return the spec of a workload's pods."""
    spec: Fields = pod_template(manifests[workload])["spec"]
    return spec


def containers(manifests: Manifests, workload: str) -> dict[str, Fields]:
    """Return the containers of a workload by name, init containers first."""
    spec = pod_spec(manifests, workload)
    return {found["name"]: found for found in [*spec.get("initContainers", []), *spec["containers"]]}


def every_container(manifests: Manifests) -> dict[str, Fields]:
    """Return every container of all workloads, CronJobs too, by ``Kind/name container``."""
    return {
        f"{workload} {name}": container
        for workload in manifests
        if _has_pods(manifests[workload])
        for name, container in containers(manifests, workload).items()
    }


def env(container: Fields) -> dict[str, str]:
    """Return the environment variables of a container: ``secret name/key``, ``pod field``, or the text."""
    return {entry["name"]: _value(entry) for entry in container.get("env", [])}


def _has_pods(manifest: Fields) -> bool:
    spec = manifest.get("spec", {})
    return "containers" in spec.get("jobTemplate", {}).get("spec", spec).get("template", {}).get("spec", {})


def _value(entry: Fields) -> str:
    source = entry.get("valueFrom")
    if source is None:
        return str(entry["value"])
    if "fieldRef" in source:
        return f"pod {source['fieldRef']['fieldPath']}"
    ((kind, reference),) = source.items()
    optional = " or nothing" if reference.get("optional") else ""
    return f"{kind.removesuffix('KeyRef')} {reference['name']}/{reference['key']}{optional}"
