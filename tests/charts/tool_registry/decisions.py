"""The registry's decisions, the alternatives of each, and the combinations that cannot work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from charts.tool_registry import (
    ConnectionPool,
    Embedding,
    ForeignDatabase,
    McpServer,
    OtlpCollector,
    OwnDatabase,
)
from charts.tool_registry.images import released
from podwright import (
    Addresses,
    Autoscaling,
    CertManagerCertificates,
    ClusterImages,
    ClusterService,
    ConfigKey,
    Edge,
    ExistingCertificate,
    ExistingCertificates,
    ExistingSecrets,
    ExternalDatabase,
    ExternalSecrets,
    GivenNamespace,
    InClusterOnly,
    Issuer,
    Kubernetes,
    MigrateInInitContainer,
    MigrateInJob,
    NamespacePods,
    OpenShift,
    OutsideServer,
    OwnNamespace,
    PodMonitoring,
    ScrapeAnnotations,
    SecretKey,
    ServiceCaCertificates,
    SharedNamespace,
    TemplateSecrets,
    ThroughIngress,
    VaultSecrets,
)
from tests.pairwise import Refusal

_GUARD = {"nginx.ingress.kubernetes.io/auth-url": "https://sign-in.example.com/check"}
_CA = ConfigKey(config_map="database-ca", key="ca.crt")
_EXISTING = ExistingCertificate(
    secret_name="postgres-tls",
    dns_names=("*.tool-registry-test.svc",),
    authority=SecretKey(secret="postgres-tls", key="ca.crt"),
)

DECISIONS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "place": {
        "kubernetes": {"platform": Kubernetes(version="1.31", apps_domain="example.com")},
        "kubernetes without prometheus": {
            "platform": Kubernetes(version="1.31", apps_domain="example.com", monitoring=None)
        },
        "openshift": {"platform": OpenShift(version="4.18", apps_domain="apps.example.com")},
    },
    "tenancy": {
        "own": {"tenancy": OwnNamespace()},
        "given": {"tenancy": GivenNamespace()},
        "shared": {"tenancy": SharedNamespace(prefix="qa")},
    },
    "images": {
        "released": {"images": released("production")},
        "pushed": {"images": ClusterImages(tag="dev")},
    },
    "secrets": {
        "external": {"secrets": ExternalSecrets(store="vault", path="tool-registry/test")},
        "vault": {"secrets": VaultSecrets(mount="secret", path="tool-registry", role="tool-registry")},
        "existing": {
            "secrets": ExistingSecrets(
                keys={
                    "tool-registry-secrets": ("DATABASE_URL", "DB_USER", "DB_PASSWORD", "DB_NAME", "API_KEY")
                }
            )
        },
        "template": {"secrets": TemplateSecrets()},
    },
    "database": {
        "cert-manager": {
            "database": OwnDatabase(certificates=CertManagerCertificates(issuer=Issuer(name="internal-ca")))
        },
        "service ca": {"database": OwnDatabase(certificates=ServiceCaCertificates())},
        "existing certificate": {
            "database": OwnDatabase(certificates=ExistingCertificates(certificates=(_EXISTING,)))
        },
        "without backup": {
            "database": OwnDatabase(
                certificates=CertManagerCertificates(issuer=Issuer(name="internal-ca")), backup=None
            )
        },
        "elsewhere, verified": {
            "database": ForeignDatabase(
                server=ExternalDatabase(
                    host="registry.postgres.example.net",
                    ssl_mode="verify-full",
                    authority=_CA,
                    peers=(Addresses(network="10.20.0.0/24"),),
                ),
                connections=200,
            )
        },
        "elsewhere, in the cluster": {
            "database": ForeignDatabase(
                server=ExternalDatabase(
                    host="pooler.databases.svc",
                    port=6432,
                    peers=(NamespacePods(namespace_labels={"kubernetes.io/metadata.name": "databases"}),),
                )
            )
        },
    },
    "pool": {
        "fitting": {"pool": None},
        "small": {"pool": ConnectionPool(size=2, overflow=1)},
        "design's": {"pool": ConnectionPool(size=5, overflow=10)},
    },
    "migrations": {
        "init container": {"migrations": MigrateInInitContainer()},
        "job": {"migrations": MigrateInJob()},
        "job without argo cd": {"migrations": MigrateInJob(hook=None)},
    },
    "replicas": {
        "one": {"replicas": 1},
        "three": {"replicas": 3},
        "autoscaled": {"replicas": Autoscaling(minimum=3, maximum=10)},
    },
    "access": {
        "in the cluster": {"access": InClusterOnly()},
        "ingress, issued": {
            "access": ThroughIngress(
                ingress_class="nginx", issuer=Issuer(name="letsencrypt-prod"), annotations=_GUARD
            )
        },
        "ingress, own certificate": {
            "access": ThroughIngress(ingress_class="nginx", tls_secret="wildcard-tls", annotations=_GUARD)
        },
        "ingress for everybody": {
            "access": ThroughIngress(ingress_class="traefik", controller=None, tls_secret="wildcard-tls"),
            "mcp_is_public": "its tools are public as well",
        },
        "route": {"access": Edge(), "mcp_is_public": "the router is on the company's network only"},
    },
    "metrics": {
        "pod monitor": {"metrics": PodMonitoring()},
        "annotations": {"metrics": ScrapeAnnotations(prometheus_namespace="prometheus")},
        "collector in the cluster": {
            "metrics": OtlpCollector(
                server=ClusterService(name="otel-collector", namespace="observability", port=4317)
            )
        },
        "collector outside": {
            "metrics": OtlpCollector(server=OutsideServer(origin="https://api.honeycomb.io"))
        },
        "none": {"metrics": None},
    },
    "alerts": {"nobody told": {"alerts": False}, "somebody told": {"alerts": True}},
    "embedding": {
        "in the cluster": {
            "embedding": Embedding(
                server=ClusterService(name="embedding-service", namespace="models", port=8001),
                model="nomic",
                dimension=768,
            )
        },
        "outside": {
            "embedding": Embedding(
                server=OutsideServer(origin="https://embeddings.example.net"),
                path="/v1/embeddings",
                model="text-embedding-3-small",
                dimension=1536,
            )
        },
    },
    "tools": {
        "registered": {},
        "litellm": {"litellm": ClusterService(name="litellm", namespace="litellm", port=4000)},
        "servers": {
            "mcp_servers": (
                McpServer(name="search", server=ClusterService(name="search", namespace="tools", port=8080)),
                McpServer(name="maps", server=OutsideServer(origin="https://maps.example.net")),
            )
        },
    },
}
"""Each alternative is one argument, or one and what it demands; the first of each decision is the base."""

_OPENSHIFT = "needs OpenShift, but 'test' is Kubernetes"
_PLACES = ("place=kubernetes", "place=kubernetes without prometheus")

REFUSALS = (
    *(
        Refusal(when=(place, alternative), words=_OPENSHIFT)
        for place in _PLACES
        for alternative in ("secrets=template", "images=pushed", "access=route", "database=service ca")
    ),
    Refusal(
        when=("place=kubernetes without prometheus", "metrics=pod monitor"),
        words="has no Prometheus for applications",
    ),
    Refusal(
        when=("place=kubernetes without prometheus", "alerts=somebody told"),
        words="has no Prometheus for applications",
    ),
    # The Secret has the prefix too: two environments that share a namespace share no certificate.
    Refusal(
        when=("tenancy=shared", "database=existing certificate"),
        words="no certificate exists in Secret 'qa-postgres-tls'",
    ),
    *(
        Refusal(
            when=(f"database={own}", "replicas=autoscaled", "pool=design's"),
            words="11 pods with 15 connections each would want more than the 90",
        )
        for own in (
            "cert-manager",
            "service ca",
            "existing certificate",
            "without backup",
            "elsewhere, in the cluster",
        )
    ),
)
