"""Manifests as the tests of TARSy read them: by container, with every reference as a short text."""

from __future__ import annotations

from typing import Any

from tests import systems

Fields = dict[str, Any]
Manifests = dict[str, Fields]

_MIB = {"Ki": 1 / 1024, "Mi": 1.0, "Gi": 1024.0}


def pod_spec(manifests: Manifests, workload: str = "Deployment/tarsy") -> Fields:
    """Return the spec of a workload's pods."""
    return systems.pod_spec(manifests, workload)


def containers(manifests: Manifests, workload: str = "Deployment/tarsy") -> dict[str, Fields]:
    """Return the containers of a workload by name, sidecars first."""
    return systems.containers(manifests, workload)


def mounts(manifests: Manifests, container: Fields, workload: str = "Deployment/tarsy") -> dict[str, str]:
    """Return what is mounted by path: ``secret name``, with its keys, and what else is special about it."""
    volumes = {volume["name"]: volume for volume in pod_spec(manifests, workload)["volumes"]}
    return {
        mount["mountPath"]: " ".join(
            [
                *_volume(volumes[mount["name"]]),
                *([f"only {mount['subPath']}"] if "subPath" in mount else []),
                *([] if mount.get("readOnly") else ["writable"]),
            ]
        )
        for mount in container.get("volumeMounts", [])
    }


def _volume(volume: Fields) -> list[str]:
    (kind,) = volume.keys() - {"name"}
    source = volume[kind]
    name = source.get("name") or source.get("secretName") or source.get("claimName") or volume["name"]
    words = [kind, name]
    if "items" in source:
        words.append("[" + ", ".join(item["key"] for item in source["items"]) + "]")
    if source.get("optional"):
        words.append("or nothing")
    return words


def mebibytes(quantity: str) -> float:
    """Return an amount of memory in MiB."""
    return float(quantity[:-2]) * _MIB[quantity[-2:]]


def cores(quantity: str) -> float:
    """Return an amount of CPU in cores."""
    return float(quantity[:-1]) / 1000 if quantity.endswith("m") else float(quantity)


def probe(container: Fields, kind: str) -> str:
    """Return a probe in one line: what it asks, and initial delay / period / timeout / failures."""
    given = container.get(f"{kind}Probe")
    if given is None:
        return ""
    asked = {key: value for key, value in given.items() if isinstance(value, dict)}
    ((how, what),) = asked.items()
    target = f"{what.get('path', '')}@{what['port']}" if "port" in what else " ".join(what["command"])
    numbers = [
        given.get("initialDelaySeconds", 0),
        given.get("periodSeconds", 10),
        given.get("timeoutSeconds", 1),
        given.get("failureThreshold", 3),
    ]
    return f"{how} {target} {'/'.join(map(str, numbers))}"
