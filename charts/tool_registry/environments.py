"""Where the registry is deployed. Each environment says what differs from the defaults, and why."""

from __future__ import annotations

from constructs import Construct

from charts.tool_registry import images
from charts.tool_registry.chart import ToolRegistryChart
from charts.tool_registry.databases import OwnDatabase
from charts.tool_registry.settings import Embedding, ToolRegistrySettings
from podwright import (
    Autoscaling,
    CertManagerCertificates,
    ClusterService,
    DatabaseInChart,
    Environment,
    ExternalSecrets,
    Issuer,
    Kubernetes,
    OutsideServer,
    ThroughIngress,
)

# Signs names of Services, which no public authority can.
_INTERNAL_CA = CertManagerCertificates(issuer=Issuer(name="internal-ca"))


def development(app: Construct) -> ToolRegistryChart:
    """Return the registry where its developers try out what they have just built."""
    return ToolRegistryChart(
        app,
        environment=Environment(
            name="development",
            namespace="tool-registry-dev",
            platform=Kubernetes(version="1.31", apps_domain="dev.example.com"),
        ),
        settings=ToolRegistrySettings(
            images=images.released("development"),
            secrets=ExternalSecrets(store="vault", path="tool-registry/development"),
            # A small model that runs beside it, and costs nothing.
            embedding=Embedding(
                server=ClusterService(name="embedding-service", namespace="models", port=8001),
                model="text-embedding-nomic-embed-text-v1.5",
                dimension=768,
            ),
            # Its tools can be registered again.
            database=OwnDatabase(
                certificates=_INTERNAL_CA, server=DatabaseInChart(storage="5Gi"), backup=None
            ),
            cors_origins=("http://localhost:3000",),
            metrics=None,
            log_level="DEBUG",
            debug=True,
        ),
    )


def production(app: Construct) -> ToolRegistryChart:
    """Return the registry that agents work with."""
    return ToolRegistryChart(
        app,
        environment=Environment(
            name="production",
            namespace="tool-registry",
            platform=Kubernetes(version="1.31", apps_domain="example.com"),
        ),
        settings=ToolRegistrySettings(
            images=images.released("production"),
            secrets=ExternalSecrets(store="vault", path="tool-registry/production"),
            embedding=Embedding(
                server=OutsideServer(origin="https://embeddings.example.net"),
                path="/v1/embeddings",
                model="text-embedding-3-small",
                dimension=1536,
            ),
            database=OwnDatabase(certificates=_INTERNAL_CA),
            replicas=Autoscaling(minimum=3, maximum=10),
            alerts=True,
            access=ThroughIngress(
                ingress_class="nginx",
                issuer=Issuer(name="letsencrypt-prod"),
                annotations={
                    # The MCP endpoints ask for no key: the company's network alone gets to them.
                    "nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8",
                    # A server may register many tools at once.
                    "nginx.ingress.kubernetes.io/proxy-body-size": "10m",
                    # They stream, and a stream says nothing for as long as nothing happens.
                    "nginx.ingress.kubernetes.io/proxy-buffering": "off",
                    "nginx.ingress.kubernetes.io/proxy-read-timeout": "300",
                },
            ),
            cors_origins=("https://console.example.com",),
        ),
    )
