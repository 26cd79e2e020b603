"""Faults that the API server refuses when it reads a field: types, values, versions."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, append, put, remove, rename_key

_TARSY = "Deployment/tarsy"
_DATABASE = "StatefulSet/tarsy-database"
_POD = "spec.template.spec"

SCHEMA_FAULTS = (
    Fault(
        name="misspelt-field",
        patch=(rename_key(_TARSY, f"{_POD}.enableServiceLinks", "enableServiceLink"),),
        code="unknown-field",
        at=_TARSY,
        field=f"{_POD}.enableServiceLink",
    ),
    Fault(
        name="container-field-in-the-pod",
        patch=(put(_TARSY, f"{_POD}.readOnlyRootFilesystem", True),),
        code="unknown-field",
        at=_TARSY,
        field=f"{_POD}.readOnlyRootFilesystem",
    ),
    Fault(
        name="pod-field-in-the-container",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].securityContext.fsGroup", 1001),),
        code="unknown-field",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].securityContext.fsGroup",
    ),
    Fault(
        name="probe-field-with-wrong-case",
        patch=(put(_TARSY, f"{_POD}.containers[oauth2-proxy].livenessProbe.initialDelayseconds", 5),),
        code="unknown-field",
        at=_TARSY,
        field=f"{_POD}.containers[oauth2-proxy].livenessProbe.initialDelayseconds",
    ),
    Fault(
        name="unknown-field-of-a-route",
        patch=(rename_key("Route/tarsy", "spec.tls.insecureEdgeTerminationPolicy", "insecurePolicy"),),
        code="unknown-field",
        at="Route/tarsy",
        field="spec.tls.insecurePolicy",
    ),
    Fault(
        name="unknown-field-of-a-custom-resource",
        patch=(rename_key("ServiceMonitor/tarsy", "spec.endpoints[0].interval", "scrapeInterval"),),
        code="unknown-field",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0].scrapeInterval",
    ),
    Fault(
        name="B4-native-sidecar-on-an-old-cluster",
        patch=(),
        version="1.27",
        code="unknown-field",
        at=_TARSY,
        field=f"{_POD}.initContainers[llm-service].restartPolicy",
        also=("probe-on-init-container",),
    ),
    Fault(
        name="selector-forgotten",
        patch=(remove(_TARSY, "spec.selector"),),
        code="missing-field",
        at=_TARSY,
        field="spec.selector",
    ),
    Fault(
        name="container-without-name",
        patch=(remove(_DATABASE, f"{_POD}.containers[0].name"),),
        code="missing-field",
        at=_DATABASE,
        field=f"{_POD}.containers[0].name",
    ),
    Fault(
        name="vault-secret-without-mount",
        patch=(remove("VaultStaticSecret/object-store", "spec.mount"),),
        additions=("object-store",),
        code="missing-field",
        at="VaultStaticSecret/object-store",
        field="spec.mount",
    ),
    Fault(
        name="certificate-without-issuer",
        patch=(remove("Certificate/status-page", "spec.issuerRef"),),
        additions=("status-page",),
        code="missing-field",
        at="Certificate/status-page",
        field="spec.issuerRef",
    ),
    Fault(
        name="number-in-a-config-map",
        patch=(put("ConfigMap/tarsy-config", "data.DB_PORT", 5432),),
        code="wrong-type",
        at="ConfigMap/tarsy-config",
        field="data.DB_PORT",
    ),
    Fault(
        name="boolean-in-a-variable",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].env[HOME].value", True),),
        code="wrong-type",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].env[HOME].value",
    ),
    Fault(
        name="boolean-in-a-label-of-a-selector",
        patch=(
            put("NetworkPolicy/tarsy", "spec.ingress[1].from[0].namespaceSelector.matchLabels", {"a": True}),
        ),
        code="wrong-type",
        at="NetworkPolicy/tarsy",
        field="spec.ingress[1].from[0].namespaceSelector.matchLabels.a",
    ),
    Fault(
        name="replicas-in-quotes",
        patch=(put(_TARSY, "spec.replicas", "1"),),
        code="wrong-type",
        at=_TARSY,
        field="spec.replicas",
    ),
    Fault(
        name="command-as-text",
        patch=(
            put(
                "CronJob/database-backup",
                "spec.jobTemplate.spec.template.spec.containers[pg-dump].command",
                "sh /scripts/backup.sh",
            ),
        ),
        additions=("backup",),
        code="wrong-type",
        at="CronJob/database-backup",
        field="spec.jobTemplate.spec.template.spec.containers[pg-dump].command",
    ),
    Fault(
        name="container-port-in-quotes",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].ports[http].containerPort", "8080"),),
        code="wrong-type",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].ports[http].containerPort",
    ),
    Fault(
        name="pull-policy-in-lower-case",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].imagePullPolicy", "always"),),
        code="invalid-value",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].imagePullPolicy",
    ),
    Fault(
        name="unknown-service-type",
        patch=(put("Service/tarsy-web", "spec.type", "Loadbalancer"),),
        code="invalid-value",
        at="Service/tarsy-web",
        field="spec.type",
    ),
    Fault(
        name="port-out-of-range",
        patch=(put("Service/tarsy-web", "spec.ports[0].port", 84180),),
        code="invalid-value",
        at="Service/tarsy-web",
        field="spec.ports[0].port",
    ),
    Fault(
        name="unknown-access-mode",
        patch=(put("PersistentVolumeClaim/database-data", "spec.accessModes", ["ReadWriteSingle"]),),
        code="invalid-value",
        at="PersistentVolumeClaim/database-data",
        field="spec.accessModes",
    ),
    Fault(
        name="unknown-termination-of-a-route",
        patch=(put("Route/tarsy", "spec.tls.termination", "Edge"),),
        code="invalid-value",
        at="Route/tarsy",
        field="spec.tls.termination",
    ),
    Fault(
        name="restart-policy-of-a-job",
        patch=(
            put("CronJob/database-backup", "spec.jobTemplate.spec.template.spec.restartPolicy", "Always"),
        ),
        additions=("backup",),
        code="invalid-value",
        at="CronJob/database-backup",
        field="spec.jobTemplate.spec.template.spec.restartPolicy",
    ),
    Fault(
        name="restart-policy-of-a-job-forgotten",
        patch=(remove("Job/object-store-bucket", "spec.template.spec.restartPolicy"),),
        additions=("object-store",),
        code="missing-field",
        at="Job/object-store-bucket",
        field="spec.template.spec.restartPolicy",
    ),
    Fault(
        name="schedule-with-four-fields",
        patch=(put("CronJob/database-backup", "spec.schedule", "17 2 * *"),),
        additions=("backup",),
        code="invalid-value",
        at="CronJob/database-backup",
        field="spec.schedule",
    ),
    Fault(
        name="vault-refresh-in-days",
        patch=(put("VaultStaticSecret/object-store", "spec.refreshAfter", "1d"),),
        additions=("object-store",),
        code="invalid-value",
        at="VaultStaticSecret/object-store",
        field="spec.refreshAfter",
    ),
    Fault(
        name="vault-refresh-of-two-units",
        patch=(put("VaultStaticSecret/object-store", "spec.refreshAfter", "1h30m"),),
        additions=("object-store",),
        code="invalid-value",
        at="VaultStaticSecret/object-store",
        field="spec.refreshAfter",
    ),
    Fault(
        name="vault-token-that-expires-too-soon",
        patch=(put("VaultAuth/object-store", "spec.kubernetes.tokenExpirationSeconds", 300),),
        additions=("object-store",),
        code="invalid-value",
        at="VaultAuth/object-store",
        field="spec.kubernetes.tokenExpirationSeconds",
    ),
    Fault(
        name="memory-in-mb",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].resources.limits.memory", "1024MB"),),
        code="invalid-quantity",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].resources.limits.memory",
    ),
    Fault(
        name="storage-with-a-space",
        patch=(put("PersistentVolumeClaim/database-data", "spec.resources.requests.storage", "5 Gi"),),
        code="invalid-quantity",
        at="PersistentVolumeClaim/database-data",
        field="spec.resources.requests.storage",
    ),
    Fault(
        name="certificate-for-ninety-days",
        patch=(put("Certificate/status-page", "spec.duration", "90d"),),
        additions=("status-page",),
        code="invalid-duration",
        at="Certificate/status-page",
        field="spec.duration",
    ),
    Fault(
        name="value-beside-value-from",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].env[DB_USER].value", "tarsy"),),
        code="conflicting-fields",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].env[DB_USER]",
    ),
    Fault(
        name="two-handlers-in-a-probe",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].readinessProbe.tcpSocket", {"port": "http"}),),
        code="conflicting-fields",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].readinessProbe",
    ),
    Fault(
        name="both-limits-of-a-disruption-budget",
        patch=(put("PodDisruptionBudget/status-page", "spec.minAvailable", "50%"),),
        additions=("status-page",),
        code="conflicting-fields",
        at="PodDisruptionBudget/status-page",
        field="spec",
    ),
    Fault(
        name="container-twice",
        patch=(
            append(
                "Deployment/status-page",
                f"{_POD}.containers",
                {
                    "name": "nginx",
                    "image": "quay.io/example/exporter:1.4.2",
                    "resources": {"requests": {"cpu": "5m", "memory": "16Mi"}, "limits": {"memory": "32Mi"}},
                    "securityContext": {
                        "allowPrivilegeEscalation": False,
                        "readOnlyRootFilesystem": True,
                        "capabilities": {"drop": ["ALL"]},
                    },
                },
            ),
        ),
        additions=("status-page",),
        code="duplicate-entry",
        at="Deployment/status-page",
        field=f"{_POD}.containers",
    ),
    Fault(
        name="mount-path-twice",
        patch=(
            put(_TARSY, f"{_POD}.containers[tarsy].volumeMounts[/app/kubeconfig].mountPath", "/app/data"),
        ),
        code="duplicate-entry",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].volumeMounts",
        also=("missing-mounted-file",),
    ),
    Fault(
        name="variable-twice",
        patch=(append(_TARSY, f"{_POD}.containers[tarsy].env", {"name": "HOME", "value": "/tmp"}),),
        code="repeated-entry",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].env",
    ),
    Fault(
        name="version-of-a-budget-that-was-removed",
        patch=(put("PodDisruptionBudget/tarsy", "apiVersion", "policy/v1beta1"),),
        code="api-version-not-served",
        at="PodDisruptionBudget/tarsy",
        field="apiVersion",
    ),
    Fault(
        name="D11-pod-security-policy",
        patch=(
            add(
                """
                apiVersion: policy/v1beta1
                kind: PodSecurityPolicy
                metadata: {name: restricted}
                spec:
                  privileged: false
                  runAsUser: {rule: MustRunAsNonRoot}
                  seLinux: {rule: RunAsAny}
                  supplementalGroups: {rule: RunAsAny}
                  fsGroup: {rule: RunAsAny}
                """
            ),
        ),
        code="api-version-not-served",
        at="PodSecurityPolicy/restricted",
        field="apiVersion",
    ),
    Fault(
        name="external-secret-of-a-version-that-was-removed",
        patch=(put("ExternalSecret/alert-relay", "apiVersion", "external-secrets.io/v1alpha1"),),
        additions=("alert-relay",),
        code="api-version-not-served",
        at="ExternalSecret/alert-relay",
        field="apiVersion",
    ),
    Fault(
        name="endpoints-by-hand",
        patch=(
            add(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: reporting, namespace: tarsy-dev}
                spec: {ports: [{name: https, port: 443}]}
                ---
                apiVersion: v1
                kind: Endpoints
                metadata: {name: reporting, namespace: tarsy-dev}
                subsets: [{addresses: [{ip: 192.0.2.17}], ports: [{name: https, port: 443}]}]
                """
            ),
        ),
        version="1.33",
        code="deprecated-api-version",
        at="Endpoints/reporting",
        field="apiVersion",
    ),
    Fault(
        name="group-forgotten",
        patch=(put("NetworkPolicy/default-deny", "apiVersion", "v1"),),
        code="unknown-kind",
        at="NetworkPolicy/default-deny",
        field="kind",
    ),
    Fault(
        name="kind-misspelt",
        patch=(put("PodDisruptionBudget/tarsy", "kind", "PodDisruptionBugdet"),),
        code="unknown-kind",
        at="PodDisruptionBugdet/tarsy",
        field="kind",
    ),
    Fault(
        name="kind-forgotten",
        patch=(add("{apiVersion: v1, metadata: {name: extra, namespace: tarsy-dev}, data: {a: b}}"),),
        code="not-an-object",
        at="/extra",
        field="kind",
    ),
)
