"""Faults of reactbin: secrets out of Vault, an object store with its buckets, migrations, one host."""

from __future__ import annotations

from tests.verify.faults.fault import REACTBIN, Fault
from tests.verify.faults.patches import append, drop, put, remove, rename_key

_API = "Deployment/reactbin-api"
_STORE = "StatefulSet/minio"
_BUCKETS = "Job/minio-buckets"
_INGRESS = "Ingress/reactbin"
_POD = "spec.template.spec"
_PATHS = "spec.rules[0].http.paths"
_MIGRATE = f"{_POD}.initContainers[migrate]"
_TEMPLATES = "spec.destination.transformation.templates"

_VAULT = (
    Fault(
        name="vault-key-that-the-store-needs-not-fetched",
        bases=REACTBIN,
        patch=(remove("VaultStaticSecret/minio-credentials", f"{_TEMPLATES}.MINIO_ROOT_PASSWORD"),),
        code="missing-secret-key",
        at=_STORE,
        field=f"{_POD}.volumes[minio-credentials].secret.items[1].key",
    ),
    Fault(
        name="vault-key-that-the-migrations-need-misspelt",
        bases=REACTBIN,
        patch=(rename_key("VaultStaticSecret/api-env", f"{_TEMPLATES}.DATABASE_URL", "DATABSE_URL"),),
        code="missing-secret-key",
        at=_API,
        field=f"{_POD}.volumes[api-env].secret.items[0].key",
    ),
    Fault(
        name="vault-key-of-the-bucket-user-not-fetched",
        bases=REACTBIN,
        patch=(remove("VaultStaticSecret/api-env", f"{_TEMPLATES}.S3_SECRET_KEY"),),
        code="missing-secret-key",
        at=_BUCKETS,
        field=f"{_POD}.volumes[api-env].secret.items[1].key",
    ),
    Fault(
        name="vault-connection-misspelt",
        bases=REACTBIN,
        patch=(put("VaultAuth/reactbin-vault", "spec.vaultConnectionRef", "reactbin-valt"),),
        code="missing-vault-resource",
        at="VaultAuth/reactbin-vault",
        field="spec.vaultConnectionRef",
    ),
    Fault(
        name="vault-login-of-the-store-forgotten",
        bases=REACTBIN,
        patch=(drop("VaultAuth/reactbin-vault-minio-credentials"),),
        code="missing-vault-resource",
        at="VaultStaticSecret/minio-credentials",
        field="spec.vaultAuthRef",
    ),
    Fault(
        name="service-account-for-vault-forgotten",
        bases=REACTBIN,
        patch=(drop("ServiceAccount/reactbin-vault"),),
        code="missing-service-account",
        at="VaultAuth/reactbin-vault",
        field="spec.kubernetes.serviceAccount",
    ),
    Fault(
        name="certificate-of-vault-misspelt",
        bases=REACTBIN,
        patch=(put("VaultConnection/reactbin-vault", "spec.caCertSecretRef", "vault-cas"),),
        code="missing-secret",
        at="VaultConnection/reactbin-vault",
        field="spec.caCertSecretRef",
    ),
    Fault(
        name="certificate-of-vault-not-verified",
        bases=REACTBIN,
        patch=(put("VaultConnection/reactbin-vault", "spec.skipTLSVerify", True),),
        code="unverified-tls",
        at="VaultConnection/reactbin-vault",
        field="spec.skipTLSVerify",
    ),
    Fault(
        name="rotated-secret-of-the-api-restarts-the-ui",
        bases=REACTBIN,
        patch=(put("VaultStaticSecret/api-env", "spec.rolloutRestartTargets[0].name", "reactbin-ui"),),
        code="secret-rotation-unnoticed",
        at="VaultStaticSecret/api-env",
        field="spec.rolloutRestartTargets",
    ),
)

_MIGRATIONS = (
    Fault(
        name="migrations-without-their-script",
        bases=REACTBIN,
        patch=(rename_key("ConfigMap/reactbin-migrations", "data[migrate.sh]", "migration.sh"),),
        code="missing-mounted-file",
        at=_API,
        field=f"{_MIGRATE}.command[1]",
    ),
    Fault(
        name="migrations-without-their-config-map",
        bases=REACTBIN,
        patch=(drop("ConfigMap/reactbin-migrations"),),
        code="missing-config-map",
        at=_API,
        field=f"{_POD}.volumes[reactbin-migrations].configMap.name",
    ),
    Fault(
        name="database-url-of-the-migrations-misspelt",
        bases=REACTBIN,
        patch=(
            put(
                _API,
                f"{_MIGRATE}.env[MIGRATE_DATABASE_URL_FILE].value",
                "/run/secrets/migrations/api-env/DB_URL",
            ),
        ),
        code="missing-mounted-file",
        at=_API,
        field=f"{_MIGRATE}.env[MIGRATE_DATABASE_URL_FILE].value",
    ),
    Fault(
        name="migrations-without-a-folder-to-write-to",
        bases=REACTBIN,
        patch=(remove(_API, f"{_MIGRATE}.volumeMounts[/opt/migrations]"),),
        code="unused-volume",
        at=_API,
        field=f"{_POD}.volumes[reactbin-migrations]",
    ),
    Fault(
        name="migrations-without-the-password-of-their-url",
        bases=REACTBIN,
        patch=(
            append(
                _API,
                f"{_MIGRATE}.env",
                {
                    "name": "DATABASE_URL",
                    "value": "postgresql://api:$(DB_PASSWORD)@postgresql.example.com/app",
                },
            ),
        ),
        code="unresolved-variable",
        at=_API,
        field=f"{_MIGRATE}.env[DATABASE_URL].value",
    ),
)

_OBJECT_STORE = (
    Fault(
        name="store-without-a-governing-service",
        bases=REACTBIN,
        patch=(put(_STORE, "spec.serviceName", "minio-headless"),),
        code="missing-governing-service",
        at=_STORE,
        field="spec.serviceName",
    ),
    Fault(
        name="store-without-a-service-name",
        bases=REACTBIN,
        patch=(remove(_STORE, "spec.serviceName"),),
        code="missing-field",
        at=_STORE,
        field="spec.serviceName",
    ),
    Fault(
        name="password-file-of-the-store-misspelt",
        bases=REACTBIN,
        patch=(
            put(
                _STORE,
                f"{_POD}.containers[minio].env[MINIO_ROOT_PASSWORD_FILE].value",
                "/run/secrets/object-store/minio-credentials/MINIO_ROOT_PASWORD",
            ),
        ),
        code="missing-mounted-file",
        at=_STORE,
        field=f"{_POD}.containers[minio].env[MINIO_ROOT_PASSWORD_FILE].value",
    ),
    Fault(
        name="store-does-not-admit-the-job-that-makes-its-buckets",
        bases=REACTBIN,
        patch=(remove("NetworkPolicy/minio", "spec.ingress[0]"),),
        code="ingress-blocked",
        at="NetworkPolicy/minio",
    ),
    Fault(
        name="job-that-makes-buckets-must-not-reach-the-store",
        bases=REACTBIN,
        patch=(remove("NetworkPolicy/minio-buckets", "spec.egress[1]"),),
        code="egress-blocked",
        at="NetworkPolicy/minio-buckets",
    ),
    Fault(
        name="buckets-in-a-store-of-another-name",
        bases=REACTBIN,
        patch=(put(_BUCKETS, f"{_POD}.containers[mc].env[STORE_URL].value", "http://minoi:9000"),),
        code="unknown-service",
        at=_BUCKETS,
        field=f"{_POD}.containers[mc].env[STORE_URL].value",
    ),
    Fault(
        name="buckets-at-the-console",
        bases=REACTBIN,
        patch=(put(_BUCKETS, f"{_POD}.containers[mc].env[STORE_URL].value", "http://minio:9001"),),
        code="unknown-service-port",
        at=_BUCKETS,
        field=f"{_POD}.containers[mc].env[STORE_URL].value",
    ),
    Fault(
        name="store-probed-at-the-console",
        bases=REACTBIN,
        patch=(put(_STORE, f"{_POD}.containers[minio].readinessProbe.httpGet.port", "console"),),
        code="unknown-probe-port",
        at=_STORE,
        field=f"{_POD}.containers[minio].readinessProbe.httpGet.port",
    ),
    Fault(
        name="claim-template-of-the-store-misspelt",
        bases=REACTBIN,
        patch=(put(_STORE, "spec.volumeClaimTemplates[data].metadata.name", "date"),),
        code="missing-volume",
        at=_STORE,
        field=f"{_POD}.containers[minio].volumeMounts[/data].name",
    ),
    Fault(
        name="claim-template-of-the-store-grown",
        bases=REACTBIN,
        patch=(put(_STORE, "spec.volumeClaimTemplates[data].spec.resources.requests.storage", "40Gi"),),
        code="immutable-field",
        at=_STORE,
        field="spec.volumeClaimTemplates",
        upgrade=True,
    ),
)

_ACCESS = (
    Fault(
        name="tls-for-another-host-than-the-rule",
        bases=REACTBIN,
        patch=(put(_INGRESS, "spec.tls[0].hosts", ["reactbin.example.org"]),),
        code="certificate-without-host",
        at=_INGRESS,
        field="spec.tls[0].hosts",
    ),
    Fault(
        name="api-path-to-the-service-under-an-old-name",
        bases=REACTBIN,
        patch=(put(_INGRESS, f"{_PATHS}[0].backend.service.name", "reactbin-api-service"),),
        code="missing-service",
        at=_INGRESS,
        field=f"{_PATHS}[0].backend.service.name",
    ),
    Fault(
        name="api-does-not-admit-the-ingress-controller",
        bases=REACTBIN,
        patch=(remove("NetworkPolicy/reactbin-api", "spec.ingress"),),
        code="exposed-service-blocked",
        at="NetworkPolicy/reactbin-api",
    ),
    Fault(
        name="B7-namespace-misspelt",
        bases=REACTBIN,
        patch=(put("Namespace/reactbin", "metadata.name", "react-bin"),),
        code="missing-namespace",
        at="Namespace/react-bin",
    ),
)

REACTBIN_FAULTS = (*_VAULT, *_MIGRATIONS, *_OBJECT_STORE, *_ACCESS)
