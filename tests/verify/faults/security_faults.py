"""Faults of images, secrets, transport and permissions."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, append, drop, put, remove, replace

_TARSY = "Deployment/tarsy"
_DATABASE = "StatefulSet/tarsy-database"
_POD = "spec.template.spec"
_CONTAINER = f"{_POD}.containers[tarsy]"
_METRICS = "ClusterRole/tarsy-development-tarsy-metrics"

_IMAGES = (
    Fault(
        name="B6-latest",
        patch=(
            put(_TARSY, f"{_POD}.containers[oauth2-proxy].image", "quay.io/oauth2-proxy/oauth2-proxy:latest"),
        ),
        code="floating-image-tag",
        at=_TARSY,
        field=f"{_POD}.containers[oauth2-proxy].image",
        also=("image-pull-policy",),
    ),
    Fault(
        name="image-without-a-tag",
        patch=(put(_TARSY, f"{_POD}.containers[kube-rbac-proxy].image", "quay.io/brancz/kube-rbac-proxy"),),
        code="floating-image-tag",
        at=_TARSY,
        field=f"{_POD}.containers[kube-rbac-proxy].image",
        also=("image-pull-policy",),
    ),
    Fault(
        name="B13-latest-major-version-of-the-database",
        patch=(put(_DATABASE, f"{_POD}.containers[0].image", "docker.io/pgvector/pgvector:pg17"),),
        code="floating-image-tag",
        at=_DATABASE,
        field=f"{_POD}.containers[0].image",
    ),
    Fault(
        name="B2-database-image-with-the-major-version-only",
        patch=(put(_DATABASE, f"{_POD}.containers[0].image", "docker.io/library/postgres:17"),),
        code="floating-image-tag",
        at=_DATABASE,
        field=f"{_POD}.containers[0].image",
    ),
    Fault(
        name="T14-latest-in-a-job",
        patch=(put("Job/object-store-bucket", f"{_POD}.containers[mc].image", "quay.io/minio/mc:latest"),),
        additions=("object-store",),
        code="floating-image-tag",
        at="Job/object-store-bucket",
        field=f"{_POD}.containers[mc].image",
    ),
    Fault(
        name="moving-tag-pulled-once",
        patch=(put(_TARSY, f"{_CONTAINER}.imagePullPolicy", "IfNotPresent"),),
        code="image-pull-policy",
        at=_TARSY,
        field=f"{_CONTAINER}.imagePullPolicy",
    ),
    Fault(
        name="image-with-a-typo-in-its-digest",
        patch=(put(_TARSY, f"{_CONTAINER}.image", "quay.io/example/tarsy@sha256:807c4c2ea4a2"),),
        code="invalid-image-name",
        at=_TARSY,
        field=f"{_CONTAINER}.image",
    ),
)

_SECRETS = (
    Fault(
        name="password-in-a-config-map",
        patch=(put("ConfigMap/tarsy-config", "data.DB_PASSWORD", "Sommer2026!"),),
        code="plaintext-credential",
        at="ConfigMap/tarsy-config",
        field="data.DB_PASSWORD",
    ),
    Fault(
        name="password-in-a-variable",
        patch=(
            put(
                _TARSY, f"{_CONTAINER}.env[DB_PASSWORD]", {"name": "DB_PASSWORD", "value": "hunter2-hunter2"}
            ),
        ),
        code="plaintext-credential",
        at=_TARSY,
        field=f"{_CONTAINER}.env[DB_PASSWORD].value",
    ),
    Fault(
        name="password-in-a-url",
        patch=(
            put(
                "ConfigMap/tarsy-config",
                "data.DATABASE_URL",
                "postgresql://tarsy:hunter2hunter@tarsy-database:5432/tarsy?sslmode=require",
            ),
        ),
        code="plaintext-credential",
        at="ConfigMap/tarsy-config",
        field="data.DATABASE_URL",
    ),
    Fault(
        name="key-in-a-config-file",
        patch=(
            replace(
                "ConfigMap/oauth2-config",
                "data[oauth2-proxy.cfg]",
                'cookie_secret_file = "/secrets/cookie-secret"',
                'cookie_secret = "W8cXk2vQ9sLmT4bYpR7nZd3HgJ6fAeUq"',
            ),
        ),
        code="plaintext-credential",
        at="ConfigMap/oauth2-config",
        field="data[oauth2-proxy.cfg]",
    ),
    Fault(
        name="token-in-an-argument",
        patch=(
            append(
                _TARSY,
                f"{_POD}.containers[oauth2-proxy].args",
                "--client-secret=9f8b1c2d3e4f5a6b7c8d9e0f1a2b3c4d",
            ),
        ),
        code="plaintext-credential",
        at=_TARSY,
        field=f"{_POD}.containers[oauth2-proxy].args[1]",
    ),
    Fault(
        name="secret-committed",
        patch=(
            add(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: slack, namespace: tarsy-dev}
                stringData: {token: xoxb-Zk3-not-a-real-token-8Qw}
                """
            ),
        ),
        code="plaintext-secret",
        at="Secret/slack",
        field="stringData",
    ),
    Fault(
        name="T12-secret-that-is-not-base64",
        patch=(
            put(
                "Template/tarsy-secrets",
                "objects[oauth2-proxy-secret].data",
                {"client-id": "Iv1.8a61f9b3a7aba766"},
            ),
        ),
        code="invalid-value",
        at="Secret/oauth2-proxy-secret",
        field="data.client-id",
        also=("plaintext-secret",),
    ),
)

_TRANSPORT = (
    Fault(
        name="B13-database-without-tls",
        patch=(put("ConfigMap/tarsy-config", "data.DB_SSLMODE", "disable"),),
        code="unencrypted-database",
        at="ConfigMap/tarsy-config",
        field="data.DB_SSLMODE",
    ),
    Fault(
        name="B3-certificate-not-verified",
        patch=(put("ServiceMonitor/tarsy", "spec.endpoints[0].tlsConfig", {"insecureSkipVerify": True}),),
        code="unverified-tls",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0].tlsConfig.insecureSkipVerify",
        also=("unused-config-map",),
    ),
    Fault(
        name="B3-name-of-the-server-of-another-environment",
        patch=(put("ServiceMonitor/tarsy", "spec.endpoints[0].tlsConfig.serverName", "tarsy-api.tarsy.svc"),),
        code="wrong-server-name",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0].tlsConfig.serverName",
    ),
    Fault(
        name="B11-proxy-does-not-know-of-the-router",
        patch=(
            replace(
                "ConfigMap/oauth2-config",
                "data[oauth2-proxy.cfg]",
                "reverse_proxy = true",
                "reverse_proxy = false",
            ),
        ),
        code="missing-reverse-proxy",
        at=_TARSY,
        field=f"{_POD}.containers[oauth2-proxy].args",
    ),
)

_PERMISSIONS = (
    Fault(
        name="B1-post-instead-of-create",
        patch=(
            put(
                "ClusterRole/tarsy-development-api-client",
                "rules[0].verbs",
                ["get", "post", "update", "patch", "delete"],
            ),
        ),
        code="verb-never-asked",
        at="ClusterRole/tarsy-development-api-client",
        field="rules[0].verbs",
    ),
    Fault(
        name="B3-no-role-for-metrics",
        patch=(drop("ClusterRoleBinding/tarsy-development-tarsy-metrics"), drop(_METRICS)),
        code="scrape-not-permitted",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0]",
    ),
    Fault(
        name="role-for-metrics-with-another-path",
        patch=(put(_METRICS, "rules[0].nonResourceURLs", ["/metric"]),),
        code="scrape-not-permitted",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0]",
    ),
    Fault(
        name="proxy-may-not-review-tokens",
        patch=(remove("ClusterRole/tarsy-development-kube-rbac-proxy", "rules[0]"),),
        code="proxy-without-access-review",
        at=_TARSY,
    ),
    Fault(
        name="proxy-not-bound-to-its-role",
        patch=(drop("ClusterRoleBinding/tarsy-development-kube-rbac-proxy"),),
        code="proxy-without-access-review",
        at=_TARSY,
        also=("unused-token",),
    ),
    Fault(
        name="proxy-without-a-token",
        patch=(
            remove(
                _TARSY,
                f"{_POD}.containers[kube-rbac-proxy].volumeMounts[/var/run/secrets/kubernetes.io/serviceaccount]",
            ),
            remove(_TARSY, f"{_POD}.volumes[service-account-token]"),
        ),
        code="proxy-without-token",
        at=_TARSY,
        field=_POD,
    ),
    Fault(
        name="token-that-nobody-needs",
        patch=(
            remove(_DATABASE, f"{_POD}.automountServiceAccountToken"),
            remove("ServiceAccount/tarsy-database", "automountServiceAccountToken"),
        ),
        code="unused-token",
        at=_DATABASE,
    ),
    Fault(
        name="administrator-of-the-cluster",
        patch=(
            put("RoleBinding/alert-relay-leader", "kind", "ClusterRoleBinding"),
            remove("ClusterRoleBinding/alert-relay-leader", "metadata.namespace"),
            put("ClusterRoleBinding/alert-relay-leader", "roleRef.kind", "ClusterRole"),
            put("ClusterRoleBinding/alert-relay-leader", "roleRef.name", "cluster-admin"),
        ),
        additions=("alert-relay",),
        code="cluster-admin-binding",
        at="ClusterRoleBinding/alert-relay-leader",
    ),
    Fault(
        name="role-for-everything",
        patch=(
            put(
                "Role/alert-relay-leader",
                "rules[0]",
                {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
            ),
        ),
        additions=("alert-relay",),
        code="wildcard-permission",
        at="Role/alert-relay-leader",
        field="rules[0]",
    ),
    Fault(
        name="reads-every-secret-of-the-cluster",
        patch=(
            append(
                "ClusterRole/tarsy-development-kube-rbac-proxy",
                "rules",
                {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list", "watch"]},
            ),
        ),
        code="reads-all-secrets",
        at="ClusterRole/tarsy-development-kube-rbac-proxy",
        field="rules[2]",
    ),
)

SECURITY_FAULTS = (*_IMAGES, *_SECRETS, *_TRANSPORT, *_PERMISSIONS)
