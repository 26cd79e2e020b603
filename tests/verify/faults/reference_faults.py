"""Faults of references between objects: accounts, roles, backends, issuers, autoscalers."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, append, copy_of, put, remove, replace

_TARSY = "Deployment/tarsy"
_DATABASE = "StatefulSet/tarsy-database"
_POD = "spec.template.spec"
_CONTAINER = f"{_POD}.containers[tarsy]"

_ACCOUNTS = (
    Fault(
        name="service-account-misspelt",
        patch=(put(_TARSY, f"{_POD}.serviceAccountName", "tarsy-app"),),
        code="missing-service-account",
        at=_TARSY,
        field=f"{_POD}.serviceAccountName",
        also=("proxy-without-access-review",),
    ),
    Fault(
        name="role-misspelt",
        patch=(put("RoleBinding/alert-relay-leader", "roleRef.name", "alert-relay-leaders"),),
        additions=("alert-relay",),
        code="missing-role",
        at="RoleBinding/alert-relay-leader",
        field="roleRef.name",
    ),
    Fault(
        name="cluster-role-of-another-environment",
        patch=(
            put(
                "ClusterRoleBinding/tarsy-development-api-client", "roleRef.name", "tarsy-staging-api-client"
            ),
        ),
        code="missing-role",
        at="ClusterRoleBinding/tarsy-development-api-client",
        field="roleRef.name",
    ),
    Fault(
        name="role-bound-cluster-wide",
        patch=(put("ClusterRoleBinding/tarsy-development-api-client", "roleRef.kind", "Role"),),
        code="invalid-role-ref",
        at="ClusterRoleBinding/tarsy-development-api-client",
        field="roleRef.kind",
    ),
    Fault(
        name="subject-in-another-namespace",
        patch=(
            put("ClusterRoleBinding/tarsy-development-kube-rbac-proxy", "subjects[0].namespace", "tarsy"),
        ),
        code="missing-service-account",
        at="ClusterRoleBinding/tarsy-development-kube-rbac-proxy",
        field="subjects[0]",
        also=("proxy-without-access-review",),
    ),
    Fault(
        name="subject-without-namespace",
        patch=(remove("ClusterRoleBinding/tarsy-development-api-client", "subjects[0].namespace"),),
        code="invalid-subject",
        at="ClusterRoleBinding/tarsy-development-api-client",
        field="subjects[0]",
    ),
    Fault(
        name="subject-misspelt",
        patch=(put("RoleBinding/alert-relay-leader", "subjects[0].name", "alert-relais"),),
        additions=("alert-relay",),
        code="missing-service-account",
        at="RoleBinding/alert-relay-leader",
        field="subjects[0].name",
    ),
    Fault(
        name="paths-in-a-namespaced-role",
        patch=(
            append("Role/alert-relay-leader", "rules", {"nonResourceURLs": ["/metrics"], "verbs": ["get"]}),
        ),
        additions=("alert-relay",),
        code="namespaced-path-rule",
        at="Role/alert-relay-leader",
        field="rules[1]",
    ),
    Fault(
        name="paths-bound-in-a-namespace",
        patch=(
            put("RoleBinding/alert-relay-leader", "roleRef.kind", "ClusterRole"),
            put("RoleBinding/alert-relay-leader", "roleRef.name", "tarsy-development-api-client"),
        ),
        additions=("alert-relay",),
        code="path-rule-in-role-binding",
        at="RoleBinding/alert-relay-leader",
        field="roleRef",
    ),
    Fault(
        name="token-of-a-service-account-that-is-gone",
        patch=(
            put(
                "Secret/tarsy-metrics-token",
                "metadata.annotations[kubernetes.io/service-account.name]",
                "metrics",
            ),
        ),
        code="missing-service-account",
        at="Secret/tarsy-metrics-token",
        field="metadata.annotations[kubernetes.io/service-account.name]",
        also=("scrape-not-permitted",),
    ),
    Fault(
        name="vault-logs-in-with-a-service-account-that-is-not-there",
        patch=(put("VaultAuth/object-store", "spec.kubernetes.serviceAccount", "vault-auth"),),
        additions=("object-store",),
        code="missing-service-account",
        at="VaultAuth/object-store",
        field="spec.kubernetes.serviceAccount",
    ),
)

_BACKENDS = (
    Fault(
        name="route-to-a-service-that-is-not-there",
        patch=(put("Route/tarsy", "spec.to.name", "tarsy"),),
        code="missing-service",
        at="Route/tarsy",
        field="spec.to.name",
    ),
    Fault(
        name="route-to-the-port-of-the-container",
        patch=(put("Route/tarsy", "spec.port.targetPort", "http"),),
        code="missing-service-port",
        at="Route/tarsy",
        field="spec.port.targetPort",
    ),
    Fault(
        name="D4-ingress-to-a-service-of-another-name",
        patch=(
            put(
                "Ingress/status-page",
                "spec.rules[0].http.paths[0].backend.service.name",
                "status-page-service",
            ),
        ),
        additions=("status-page",),
        code="missing-service",
        at="Ingress/status-page",
        field="spec.rules[0].http.paths[0].backend.service.name",
    ),
    Fault(
        name="ingress-to-a-port-that-the-service-has-not",
        patch=(
            put("Ingress/status-page", "spec.rules[0].http.paths[0].backend.service.port", {"number": 8080}),
        ),
        additions=("status-page",),
        code="missing-service-port",
        at="Ingress/status-page",
        field="spec.rules[0].http.paths[0].backend.service.port",
    ),
    Fault(
        name="ingress-with-the-secret-of-another-certificate",
        patch=(put("Certificate/status-page", "spec.secretName", "status-page-cert"),),
        additions=("status-page",),
        code="missing-secret",
        at="Ingress/status-page",
        field="spec.tls[0].secretName",
    ),
    Fault(
        name="priority-class-misspelt",
        patch=(
            put(
                "CronJob/database-backup",
                "spec.jobTemplate.spec.template.spec.priorityClassName",
                "tarsy-housekeping",
            ),
        ),
        additions=("backup",),
        code="missing-class",
        at="CronJob/database-backup",
        field="spec.jobTemplate.spec.template.spec.priorityClassName",
    ),
    Fault(
        name="issuer-misspelt",
        patch=(put("Certificate/status-page", "spec.issuerRef.name", "internal-cas"),),
        additions=("status-page",),
        code="missing-issuer",
        at="Certificate/status-page",
        field="spec.issuerRef.name",
    ),
    Fault(
        name="monitored-port-misspelt",
        patch=(put("ServiceMonitor/tarsy", "spec.endpoints[0].port", "metrics"),),
        code="missing-monitored-port",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0].port",
    ),
    Fault(
        name="governing-service-misspelt",
        patch=(put(_DATABASE, "spec.serviceName", "tarsy-db"),),
        code="missing-governing-service",
        at=_DATABASE,
        field="spec.serviceName",
    ),
    Fault(
        name="image-stream-misspelt",
        patch=(
            replace(
                _TARSY,
                f"{_POD}.initContainers[llm-service].image",
                "tarsy-dev/tarsy-llm:",
                "tarsy-dev/tarsy-lm:",
            ),
        ),
        code="missing-image-stream",
        at=_TARSY,
        field=f"{_POD}.initContainers[llm-service].image",
    ),
    Fault(
        name="namespace-of-one-object-misspelt",
        patch=(put("ImageStream/tarsy", "metadata.namespace", "tarsy-deb"),),
        code="missing-namespace",
        at="ImageStream/tarsy",
        field="metadata.namespace",
    ),
    Fault(
        name="restart-of-a-workload-that-is-not-there",
        patch=(put("VaultStaticSecret/object-store", "spec.rolloutRestartTargets[0].kind", "Deployment"),),
        additions=("object-store",),
        code="missing-workload",
        at="VaultStaticSecret/object-store",
        field="spec.rolloutRestartTargets[0]",
        also=("secret-rotation-unnoticed",),
    ),
)

_HOSTS = (
    Fault(
        name="certificate-for-another-host",
        patch=(put("Certificate/status-page", "spec.dnsNames", ["tarsy.apps.dev.example.com"]),),
        additions=("status-page",),
        code="certificate-without-host",
        at="Ingress/status-page",
        field="spec.tls[0].hosts",
    ),
    Fault(
        name="T12-every-path-rewritten-to-the-root",
        patch=(
            put(
                "Ingress/status-page",
                "metadata.annotations",
                {"nginx.ingress.kubernetes.io/rewrite-target": "/"},
            ),
        ),
        additions=("status-page",),
        code="rewritten-to-one-path",
        at="Ingress/status-page",
        field="metadata.annotations[nginx.ingress.kubernetes.io/rewrite-target]",
    ),
    Fault(
        name="route-without-a-port-to-several",
        patch=(
            append("Service/tarsy-web", "spec.ports", {"name": "api", "port": 8443, "targetPort": 8443}),
            remove("Route/tarsy", "spec.port"),
        ),
        code="route-without-port",
        at="Route/tarsy",
        field="spec.port",
    ),
    Fault(
        name="route-to-a-gateway-that-is-not-there",
        patch=(
            add(
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: public, namespace: tarsy-dev}
                spec:
                  gatewayClassName: openshift-default
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: status-page, namespace: tarsy-dev}
                spec:
                  parentRefs: [{name: publik}]
                  hostnames: [status.apps.dev.example.com]
                  rules: [{backendRefs: [{name: status-page, port: 80}]}]
                """
            ),
        ),
        additions=("status-page",),
        code="missing-gateway",
        at="HTTPRoute/status-page",
        field="spec.parentRefs[0].name",
    ),
    Fault(
        name="class-of-the-secrets-driver-misspelt",
        patch=(
            add(
                """
                apiVersion: secrets-store.csi.x-k8s.io/v1
                kind: SecretProviderClass
                metadata: {name: alert-relay, namespace: tarsy-dev}
                spec: {provider: vault, parameters: {roleName: alert-relay}}
                """
            ),
            put(
                "Deployment/alert-relay",
                f"{_POD}.volumes[license]",
                {
                    "name": "license",
                    "csi": {
                        "driver": "secrets-store.csi.k8s.io",
                        "readOnly": True,
                        "volumeAttributes": {"secretProviderClass": "alert-realy"},
                    },
                },
            ),
        ),
        additions=("alert-relay",),
        code="missing-secret-provider-class",
        at="Deployment/alert-relay",
        field=f"{_POD}.volumes[license].csi.volumeAttributes.secretProviderClass",
    ),
    Fault(
        name="reference-that-vals-was-to-resolve",
        patch=(put(_TARSY, f"{_CONTAINER}.env[KUBECONFIG].value", "ref+vault://kv/tarsy#/kubeconfig"),),
        code="unresolved-value-reference",
        at=_TARSY,
        field=f"{_CONTAINER}.env[KUBECONFIG].value",
    ),
)

_SCALING = (
    Fault(
        name="autoscaler-with-the-version-of-another-group",
        patch=(put("HorizontalPodAutoscaler/status-page", "spec.scaleTargetRef.apiVersion", "v1"),),
        additions=("status-page",),
        code="wrong-scale-target-version",
        at="HorizontalPodAutoscaler/status-page",
        field="spec.scaleTargetRef.apiVersion",
    ),
    Fault(
        name="autoscaler-of-a-deployment-that-is-not-there",
        patch=(put("HorizontalPodAutoscaler/status-page", "spec.scaleTargetRef.name", "statuspage"),),
        additions=("status-page",),
        code="missing-workload",
        at="HorizontalPodAutoscaler/status-page",
        field="spec.scaleTargetRef.name",
    ),
    Fault(
        name="autoscaler-without-request",
        patch=(
            remove("Deployment/status-page", f"{_POD}.containers[nginx].resources.requests.cpu"),
            remove("Deployment/status-page", f"{_POD}.containers[nginx].resources.limits.cpu"),
        ),
        additions=("status-page",),
        code="autoscaler-without-requests",
        at="HorizontalPodAutoscaler/status-page",
        also=("missing-resources",),
    ),
    Fault(
        name="autoscaler-of-a-container-that-is-not-there",
        patch=(
            put(
                "HorizontalPodAutoscaler/status-page",
                "spec.metrics[0]",
                {
                    "type": "ContainerResource",
                    "containerResource": {
                        "name": "cpu",
                        "container": "web",
                        "target": {"type": "Utilization", "averageUtilization": 70},
                    },
                },
            ),
        ),
        additions=("status-page",),
        code="autoscaled-container-missing",
        at="HorizontalPodAutoscaler/status-page",
        field="spec.metrics[0].containerResource.container",
    ),
    Fault(
        name="replicas-beside-an-autoscaler",
        patch=(put("Deployment/status-page", "spec.replicas", 2),),
        additions=("status-page",),
        code="fixed-replicas-under-autoscaler",
        at="Deployment/status-page",
        field="spec.replicas",
    ),
    Fault(
        name="two-autoscalers",
        patch=(copy_of("HorizontalPodAutoscaler/status-page", "status-page-memory"),),
        additions=("status-page",),
        code="shared-scale-target",
        at="HorizontalPodAutoscaler/status-page-memory",
        field="spec.scaleTargetRef",
    ),
)

REFERENCE_FAULTS = (*_ACCOUNTS, *_BACKENDS, *_HOSTS, *_SCALING)
