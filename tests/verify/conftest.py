"""What the tests of the checks share: findings of a text, and a pod with nothing to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.verify import (
    Externals,
    Finding,
    KubernetesVersion,
    ManifestSet,
    Platform,
    Target,
    read_text,
    verify,
)
from podwright.verify.externals import External
from podwright.verify.waivers import Waiver
from tests.verify.finding import Find, FindAt, Write


@pytest.fixture
def find() -> Find:
    """Return a function that finds everything, or what codes and families are selected."""

    def find_in(
        text: str,
        *,
        version: str = "1.33",
        platform: Platform = Platform.KUBERNETES,
        select: str = "",
        externals: tuple[str, ...] = (),
        waivers: tuple[Waiver, ...] = (),
        namespace: str = "",
    ) -> list[Finding]:
        reading = read_text(text, name="test.yaml")
        report = verify(
            ManifestSet(reading.manifests, default_namespace=namespace),
            target=Target(kubernetes_version=KubernetesVersion.parse(version), platform=platform),
            externals=Externals(External.parse(external) for external in externals),
            waivers=waivers,
            select=select.split(),
        )
        return [*reading.findings, *report.findings]

    return find_in


@pytest.fixture
def find_at(find: Find) -> FindAt:
    """Return a function that finds code and field only, for tests that say where."""

    def find_in(text: str, *, version: str = "1.33", select: str = "") -> list[tuple[str, str]]:
        return [(finding.code, str(finding.field)) for finding in find(text, version=version, select=select)]

    return find_in


@pytest.fixture
def deployment() -> Write:
    """Return a function that writes a Deployment with nothing to find, but for what is added to it."""

    def write(*, container: str = "", pod: str = "", metadata: str = "", name: str = "web") -> str:
        return "\n".join(
            [
                "apiVersion: apps/v1",
                "kind: Deployment",
                f"metadata: {{name: {name}{metadata}}}",
                "spec:",
                "  selector: {matchLabels: {app: web}}",
                "  template:",
                "    metadata: {labels: {app: web}}",
                "    spec:",
                "      automountServiceAccountToken: false",
                "      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}",
                *(f"      {line}" for line in pod.splitlines()),
                "      containers:",
                "        - name: web",
                "          image: registry.example.com/web:1.4.2",
                "          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true,",
                "            capabilities: {drop: [ALL]}}",
                "          resources: {requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 64Mi}}",
                *(f"          {line}" for line in container.splitlines()),
                "",
            ]
        )

    return write


@pytest.fixture(scope="session")
def sound() -> str:
    """Return manifests with nothing to find, of every kind that the checks understand."""
    return (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")
