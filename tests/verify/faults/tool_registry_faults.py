"""Faults of the tool registry: an autoscaler, metrics, certificates of Services, secrets of an operator."""

from __future__ import annotations

from tests.verify.faults.fault import TOOL_REGISTRY, Fault
from tests.verify.faults.patches import add, append, drop, put, remove, rename_key

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
        name="autoscaled-api-without-a-request",
        bases=TOOL_REGISTRY,
        patch=(
            remove(_API, f"{_POD}.containers[api].resources.requests.cpu"),
            remove(_API, f"{_POD}.containers[api].resources.limits.cpu"),
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
        patch=(remove("NetworkPolicy/tool-registry-api", "spec.ingress[2]"),),
        code="scrape-blocked",
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
        name="key-that-nobody-reads",
        bases=TOOL_REGISTRY,
        patch=(put(_SECRETS, "spec.target.template.data.SLACK_TOKEN", '{{ index . "SLACK_TOKEN" }}'),),
        code="unread-secret-key",
        at=_SECRETS,
        field="spec.target.template.data.SLACK_TOKEN",
    ),
    Fault(
        name="database-certificate-without-the-service-name",
        bases=TOOL_REGISTRY,
        patch=(put("Certificate/postgres-tls", "spec.dnsNames", ["postgres", "postgres.tool-registry.svc"]),),
        code="certificate-for-no-service",
        at="Certificate/postgres-tls",
        field="spec.dnsNames",
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

# As the construct emits it: the same image, account and restrictions as the API.
_MIGRATION_JOB = """
apiVersion: batch/v1
kind: Job
metadata:
  name: tool-registry-migrate
  namespace: tool-registry
  annotations:
    argocd.argoproj.io/hook: Sync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
spec:
  activeDeadlineSeconds: 1800
  template:
    metadata:
      labels: {app.kubernetes.io/component: migrations, app.kubernetes.io/instance: tool-registry-production}
    spec:
      restartPolicy: Never
      serviceAccountName: tool-registry-api
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:
        runAsNonRoot: true
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: migrate
          image: registry.example.com/tool-registry/tool-registry-mcp:1.0.0
          command: [sh, /opt/migrations/migrate.sh, alembic, upgrade, head]
          env:
            - {name: MIGRATE_DATABASE_HOST, value: postgres-service}
            - {name: MIGRATE_DATABASE_PORT, value: "5432"}
            - name: DATABASE_URL
              valueFrom: {secretKeyRef: {name: tool-registry-secrets, key: DATABASE_URL}}
          envFrom:
            - configMapRef: {name: tool-registry-config}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {cpu: 500m, memory: 256Mi}
          volumeMounts:
            - {name: migrations, mountPath: /opt/migrations, readOnly: true}
            - {name: authority, mountPath: /run/secrets/database-authority, readOnly: true}
            - {name: tmp, mountPath: /tmp}
          securityContext:
            runAsUser: 1000
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
      volumes:
        - name: migrations
          configMap: {name: tool-registry-scripts}
        - name: authority
          secret: {secretName: postgres-tls, items: [{key: ca.crt, path: ca.crt}]}
        - {name: tmp, emptyDir: {}}
"""
_MIGRATION_EGRESS = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: tool-registry-migrate, namespace: tool-registry}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/component: migrations}}
  policyTypes: [Ingress, Egress]
  egress:
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
      ports: [{port: 53, protocol: UDP}, {port: 53}]
    - to: [{podSelector: {matchLabels: {app.kubernetes.io/component: database}}}]
      ports: [{port: 5432}]
"""

_MIGRATIONS = (
    Fault(
        name="database-does-not-admit-the-job-that-migrates-it",
        bases=TOOL_REGISTRY,
        patch=(add(_MIGRATION_JOB), add(_MIGRATION_EGRESS)),
        code="ingress-blocked",
        at="NetworkPolicy/postgres-service",
    ),
    Fault(
        name="migrations-before-the-database-and-its-script-are-there",
        bases=TOOL_REGISTRY,
        patch=(
            add(_MIGRATION_JOB),
            add(_MIGRATION_EGRESS),
            append(
                "NetworkPolicy/postgres-service",
                "spec.ingress",
                {
                    "from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/component": "migrations"}}}],
                    "ports": [{"port": 5432}],
                },
            ),
            put("Job/tool-registry-migrate", "metadata.annotations[argocd.argoproj.io/hook]", "PreSync"),
        ),
        code="needed-before-applied",
        at="Job/tool-registry-migrate",
        field=f"{_POD}.volumes[migrations].configMap.name",
    ),
    Fault(
        name="script-of-the-migrations-under-another-key",
        bases=TOOL_REGISTRY,
        patch=(rename_key("ConfigMap/tool-registry-scripts", "data[migrate.sh]", "migrate"),),
        code="missing-mounted-file",
        at=_API,
        field=f"{_MIGRATE}.command[1]",
    ),
    Fault(
        name="migrations-without-the-password-that-the-api-has",
        bases=TOOL_REGISTRY,
        patch=(
            put(
                _API,
                f"{_MIGRATE}.env[DATABASE_URL]",
                {
                    "name": "DATABASE_URL",
                    "value": "postgresql://app:$(DB_PASSWORD)@postgres-service:5432/app",
                },
            ),
        ),
        code="unresolved-variable",
        at=_API,
        field=f"{_MIGRATE}.env[DATABASE_URL].value",
    ),
)

_DATABASES = (
    Fault(
        name="database-that-cannot-write-to-its-claim",
        bases=TOOL_REGISTRY,
        patch=(remove(_DATABASE, f"{_POD}.securityContext.fsGroup"),),
        code="claim-without-group",
        at=_DATABASE,
        field=f"{_POD}.securityContext.fsGroup",
    ),
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
        code="unknown-cluster-host",
        at=_API,
        field=f"{_MIGRATE}.env[MIGRATE_DATABASE_HOST].value",
    ),
    Fault(
        name="database-without-a-claim",
        bases=TOOL_REGISTRY,
        patch=(
            put(
                _DATABASE,
                f"{_POD}.volumes[postgres-service-data]",
                {"name": "postgres-service-data", "emptyDir": {}},
            ),
        ),
        code="data-lost-with-pod",
        at=_DATABASE,
        field=f"{_POD}.volumes[postgres-service-data].emptyDir",
    ),
    Fault(
        name="database-without-a-password",
        bases=TOOL_REGISTRY,
        patch=(remove(_DATABASE, f"{_POD}.containers[postgresql].env[POSTGRES_PASSWORD_FILE]"),),
        code="store-without-password",
        at=_DATABASE,
        field=f"{_POD}.containers[postgresql].env",
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

TOOL_REGISTRY_FAULTS = (*_SCALING, *_METRICS, *_SOURCES, *_MIGRATIONS, *_DATABASES)
