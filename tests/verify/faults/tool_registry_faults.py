"""Faults of the tool registry: an autoscaler, metrics, certificates of Services, secrets of an operator."""

from __future__ import annotations

from tests.verify.faults.fault import TOOL_REGISTRY, Fault
from tests.verify.faults.patches import add, drop, put, remove

_API = "Deployment/tool-registry-api"
_DATABASE = "StatefulSet/postgres-service"
_SCALER = "HorizontalPodAutoscaler/tool-registry-api"
_MONITOR = "PodMonitor/tool-registry-api"
_SECRETS = "ExternalSecret/tool-registry-secrets"
_POD = "spec.template.spec"
_MIGRATE = f"{_POD}.initContainers[migrate]"

_SCALING = (
    Fault(
        name="D2-replicas-under-the-autoscaler-of-the-api",
        bases=TOOL_REGISTRY,
        patch=(put(_API, "spec.replicas", 3),),
        code="fixed-replicas-under-autoscaler",
        at=_API,
        field="spec.replicas",
    ),
    Fault(
        name="container-beside-the-api-without-a-request",
        bases=TOOL_REGISTRY,
        patch=(
            remove(_API, f"{_POD}.initContainers[collector].resources.requests.cpu"),
            remove(_API, f"{_POD}.initContainers[collector].resources.limits.cpu"),
        ),
        code="autoscaler-without-requests",
        at=_SCALER,
        field="spec.metrics[0].resource",
        also=("missing-resources",),
    ),
    Fault(
        name="more-replicas-at-least-than-at-most",
        bases=TOOL_REGISTRY,
        patch=(put(_SCALER, "spec.maxReplicas", 2),),
        code="autoscaler-bounds",
        at=_SCALER,
    ),
    Fault(
        name="autoscaler-of-the-application-instead-of-the-api",
        bases=TOOL_REGISTRY,
        patch=(put(_SCALER, "spec.scaleTargetRef.name", "tool-registry"),),
        code="missing-workload",
        at=_SCALER,
        field="spec.scaleTargetRef.name",
    ),
)

_METRICS = (
    Fault(
        name="pod-monitor-selects-nothing",
        bases=TOOL_REGISTRY,
        patch=(put(_MONITOR, "spec.selector.matchLabels[app.kubernetes.io/component]", "apis"),),
        code="monitor-selects-nothing",
        at=_MONITOR,
        field="spec.selector",
    ),
    Fault(
        name="pod-monitor-of-a-port-that-nobody-has",
        bases=TOOL_REGISTRY,
        patch=(put(_MONITOR, "spec.podMetricsEndpoints[0].port", "metric"),),
        code="missing-monitored-port",
        at=_MONITOR,
        field="spec.podMetricsEndpoints[0].port",
    ),
    Fault(
        name="api-does-not-admit-prometheus",
        bases=TOOL_REGISTRY,
        patch=(remove("NetworkPolicy/tool-registry-api", "spec.ingress[1]"),),
        code="scrape-not-admitted",
        at="NetworkPolicy/tool-registry-api",
    ),
    Fault(
        name="scrape-annotation-with-another-port",
        bases=TOOL_REGISTRY,
        patch=(
            put(
                _API,
                "spec.template.metadata.annotations",
                {"prometheus.io/scrape": "true", "prometheus.io/port": "9090"},
            ),
        ),
        code="undeclared-scrape-port",
        at=_API,
        field="spec.template.metadata.annotations[prometheus.io/port]",
    ),
)

_SOURCES = (
    Fault(
        name="store-of-the-secrets-that-is-not-there",
        bases=TOOL_REGISTRY,
        patch=(put(_SECRETS, "spec.secretStoreRef", {"kind": "SecretStore", "name": "vault"}),),
        code="missing-secret-store",
        at=_SECRETS,
        field="spec.secretStoreRef.name",
    ),
    Fault(
        name="key-of-the-database-not-fetched",
        bases=TOOL_REGISTRY,
        patch=(remove(_SECRETS, "spec.target.template.data.DB_USER"),),
        code="missing-secret-key",
        at=_DATABASE,
        field=f"{_POD}.containers[postgresql].env[POSTGRES_USER].valueFrom.secretKeyRef.key",
    ),
    Fault(
        name="database-certificate-without-the-service-name",
        bases=TOOL_REGISTRY,
        patch=(put("Certificate/postgres-tls", "spec.dnsNames", ["postgres", "postgres.tool-registry.svc"]),),
        code="wrong-server-name",
        at="Certificate/postgres-tls",
    ),
    Fault(
        name="database-certificate-nobody-asked-for",
        bases=TOOL_REGISTRY,
        patch=(drop("Certificate/postgres-tls"),),
        code="missing-secret",
        at=_DATABASE,
        field=f"{_POD}.volumes[postgres-tls].secret.secretName",
    ),
    Fault(
        name="issuer-of-the-namespace-that-is-not-there",
        bases=TOOL_REGISTRY,
        patch=(put("Certificate/postgres-tls", "spec.issuerRef.kind", "Issuer"),),
        code="missing-issuer",
        at="Certificate/postgres-tls",
        field="spec.issuerRef.name",
    ),
)

_DATABASES = (
    Fault(
        name="database-does-not-admit-the-api",
        bases=TOOL_REGISTRY,
        patch=(remove("NetworkPolicy/postgres-service", "spec.ingress[0]"),),
        code="ingress-blocked",
        at="NetworkPolicy/postgres-service",
    ),
    Fault(
        name="migrations-of-a-database-under-another-name",
        bases=TOOL_REGISTRY,
        patch=(put(_API, f"{_MIGRATE}.env[MIGRATE_DATABASE_HOST].value", "postgres"),),
        code="unknown-service",
        at=_API,
        field=f"{_MIGRATE}.env[MIGRATE_DATABASE_HOST].value",
    ),
    Fault(
        name="authority-of-the-database-misspelt",
        bases=TOOL_REGISTRY,
        patch=(put(_API, f"{_POD}.volumes[postgres-tls].secret.items[0].key", "ca.cert"),),
        code="missing-secret-key",
        at=_API,
        field=f"{_POD}.volumes[postgres-tls].secret.items[0].key",
    ),
)

TOOL_REGISTRY_FAULTS = (*_SCALING, *_METRICS, *_SOURCES, *_DATABASES)
