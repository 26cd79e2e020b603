"""Manifests as the tests of the registry read them: by container, with every reference as a short text."""

from __future__ import annotations

from typing import Any

Fields = dict[str, Any]
Manifests = dict[str, Fields]

API = "Deployment/tool-registry-api"


def pod(manifests: Manifests, workload: str = API) -> Fields:
    """Return the spec of a workload's pods."""
    spec: Fields = manifests[workload]["spec"]["template"]["spec"]
    return spec


def containers(manifests: Manifests, workload: str = API) -> dict[str, Fields]:
    """Return the containers of a workload by name, init containers first."""
    spec = pod(manifests, workload)
    return {found["name"]: found for found in [*spec.get("initContainers", []), *spec["containers"]]}


def every_container(manifests: Manifests) -> dict[str, Fields]:
    """Return every container of all workloads, CronJobs too, by ``Kind/name container``."""
    found: dict[str, Fields] = {}
    for name, manifest in manifests.items():
        spec = manifest.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template", {})
        if "containers" in template.get("spec", {}):
            pods = template["spec"]
            for container in [*pods.get("initContainers", []), *pods["containers"]]:
                found[f"{name} {container['name']}"] = container
    return found


def env(container: Fields) -> dict[str, str]:
    """Return the environment variables of a container: ``secret name/key``, or the text."""
    return {entry["name"]: _value(entry) for entry in container.get("env", [])}


def _value(entry: Fields) -> str:
    source = entry.get("valueFrom")
    if source is None:
        return str(entry["value"])
    ((kind, reference),) = source.items()
    optional = " or nothing" if reference.get("optional") else ""
    return f"{kind.removesuffix('KeyRef')} {reference['name']}/{reference['key']}{optional}"


def config(manifests: Manifests) -> dict[str, str]:
    """Return the variables of the API that are no secrets."""
    data: dict[str, str] = manifests["ConfigMap/tool-registry-config"]["data"]
    return data


def probe(container: Fields, kind: str) -> str:
    """Return a probe in one line: path, port, and period / timeout / failures."""
    given = container[f"{kind}Probe"]
    asked = given["httpGet"]
    numbers = (
        given.get("periodSeconds", 10),
        given.get("timeoutSeconds", 1),
        given.get("failureThreshold", 3),
    )
    return f"{asked['path']}@{asked['port']} {'/'.join(map(str, numbers))}"
