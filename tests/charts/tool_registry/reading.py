"""What the tests of the registry ask of its manifests."""

from __future__ import annotations

from tests.systems import Fields, Manifests

API = "Deployment/tool-registry-api"


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
