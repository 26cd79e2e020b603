"""The registry, synthesized with all checks, for a place and settings that a test chooses."""

from __future__ import annotations

from typing import Any

from constructs import Construct

from charts import tool_registry
from charts.tool_registry import Embedding, OwnDatabase, ToolRegistryChart
from charts.tool_registry.images import released
from podwright import (
    CertManagerCertificates,
    ClusterService,
    Environment,
    ExternalSecrets,
    Issuer,
    Kubernetes,
    OwnNamespace,
)
from tests.systems import Manifests, without_findings

PLATFORM = Kubernetes(version="1.31", apps_domain="example.com")


def synthesize_with(**given: Any) -> Manifests:
    """Synthesize the registry with what must be said, and with what is given; all checks run."""
    place: dict[str, Any] = {"platform": PLATFORM, "tenancy": OwnNamespace()}
    settings: dict[str, Any] = {
        "images": released("production"),
        "secrets": ExternalSecrets(store="vault", path="tool-registry/test"),
        "embedding": Embedding(
            server=ClusterService(name="embedding-service", namespace="models", port=8001),
            model="nomic",
            dimension=768,
        ),
        "database": OwnDatabase(certificates=CertManagerCertificates(issuer=Issuer(name="internal-ca"))),
        **given,
    }
    place |= {name: settings.pop(name) for name in place if name in settings}

    def make_chart(app: Construct) -> ToolRegistryChart:
        environment = Environment(name="test", namespace="tool-registry-test", **place)
        return ToolRegistryChart(
            app, environment=environment, settings=tool_registry.ToolRegistrySettings(**settings)
        )

    return without_findings(make_chart)
