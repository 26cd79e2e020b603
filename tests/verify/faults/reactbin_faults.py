"""Faults of reactbin: secrets out of Vault, an object store with its buckets, migrations, one host."""

from __future__ import annotations

from tests.verify.faults.fault import REACTBIN, Fault
from tests.verify.faults.patches import append, copy_of, drop, put, remove, rename_key

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
        name="vault-key-that-nobody-reads",
        bases=REACTBIN,
        patch=(
            put(
                "VaultStaticSecret/minio-credentials",
                f"{_TEMPLATES}.MINIO_KMS_SECRET_KEY",
                {"text": '{{ get .Secrets "MINIO_KMS_SECRET_KEY" }}'},
            ),
        ),
        code="unread-secret-key",
        at="VaultStaticSecret/minio-credentials",
        field=f"{_TEMPLATES}.MINIO_KMS_SECRET_KEY",
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
        name="migrations-whose-script-is-mounted-nowhere",
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
        code="missing-governing-service",
        at=_STORE,
        field="spec.serviceName",
    ),
    Fault(
        name="governing-service-of-the-store-with-an-address",
        bases=REACTBIN,
        patch=(remove("Service/minio", "spec.clusterIP"),),
        code="governing-service-with-address",
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
        name="password-file-of-the-store-where-nothing-is-mounted",
        bases=REACTBIN,
        patch=(
            put(
                _STORE,
                f"{_POD}.containers[minio].env[MINIO_ROOT_PASSWORD_FILE].value",
                "/run/secrets/minio/MINIO_ROOT_PASSWORD",
            ),
        ),
        code="unmounted-file",
        at=_STORE,
        field=f"{_POD}.containers[minio].env[MINIO_ROOT_PASSWORD_FILE].value",
    ),
    Fault(
        name="root-password-of-the-store-optional",
        bases=REACTBIN,
        patch=(put(_STORE, f"{_POD}.volumes[minio-credentials].secret.optional", True),),
        code="store-without-password",
        at=_STORE,
        field=f"{_POD}.volumes[minio-credentials].secret.optional",
    ),
    Fault(
        name="store-without-root-password",
        bases=REACTBIN,
        patch=(remove(_STORE, f"{_POD}.containers[minio].env[MINIO_ROOT_PASSWORD_FILE]"),),
        code="store-without-password",
        at=_STORE,
        field=f"{_POD}.containers[minio].env",
    ),
    Fault(
        name="several-stores-that-know-nothing-of-each-other",
        bases=REACTBIN,
        patch=(put(_STORE, "spec.replicas", 2),),
        code="unreplicated-store",
        at=_STORE,
        field="spec.replicas",
    ),
    Fault(
        name="store-that-cannot-write-to-its-claim",
        bases=REACTBIN,
        patch=(remove(_STORE, f"{_POD}.securityContext.fsGroup"),),
        code="claim-without-group",
        at=_STORE,
        field=f"{_POD}.securityContext.fsGroup",
    ),
    Fault(
        name="store-that-keeps-its-objects-elsewhere",
        bases=REACTBIN,
        patch=(put(_STORE, f"{_POD}.containers[minio].args[1]", "/export"),),
        code="data-lost-with-pod",
        at=_STORE,
        field=f"{_POD}.containers[minio].volumeMounts",
    ),
    Fault(
        name="store-that-may-only-read",
        bases=REACTBIN,
        patch=(put(_STORE, f"{_POD}.containers[minio].volumeMounts[/data].readOnly", True),),
        code="read-only-data",
        at=_STORE,
        field=f"{_POD}.containers[minio].volumeMounts[/data].readOnly",
    ),
    Fault(
        name="buckets-over-tls-that-the-store-does-not-speak",
        bases=REACTBIN,
        patch=(put(_BUCKETS, f"{_POD}.containers[mc].env[STORE_URL].value", "https://minio:9000"),),
        code="address-scheme-mismatch",
        at=_BUCKETS,
        field=f"{_POD}.containers[mc].env[STORE_URL].value",
    ),
    Fault(
        name="root-password-of-the-store-in-a-command",
        bases=REACTBIN,
        patch=(
            put(
                _BUCKETS,
                f"{_POD}.containers[mc].args",
                ["-c", "mc alias set store http://minio:9000 root s3cr3t-enough && mc mb store/images"],
            ),
        ),
        code="plaintext-credential",
        at=_BUCKETS,
        field=f"{_POD}.containers[mc].args[1]",
    ),
    Fault(
        name="store-killed-at-once",
        bases=REACTBIN,
        patch=(put(_STORE, f"{_POD}.terminationGracePeriodSeconds", 0),),
        code="no-time-to-stop",
        at=_STORE,
        field=f"{_POD}.terminationGracePeriodSeconds",
    ),
    Fault(
        name="objects-deleted-with-the-store",
        bases=REACTBIN,
        patch=(put(_STORE, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Delete"),),
        code="claims-deleted-with-workload",
        at=_STORE,
        field="spec.persistentVolumeClaimRetentionPolicy.whenDeleted",
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
        code="tls-host-without-rule",
        at=_INGRESS,
        field="spec.tls[0].hosts[0]",
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
        code="route-blocked",
        at="NetworkPolicy/reactbin-api",
    ),
    Fault(
        name="api-and-ui-under-one-path",
        bases=REACTBIN,
        patch=(put(_INGRESS, f"{_PATHS}[0].path", "/"),),
        code="shadowed-path",
        at=_INGRESS,
        field=f"{_PATHS}[1].path",
    ),
    Fault(
        name="second-ingress-for-the-path-of-the-api",
        bases=REACTBIN,
        patch=(
            copy_of(_INGRESS, "reactbin-old"),
            put("Ingress/reactbin-old", f"{_PATHS}[0].backend.service.name", "reactbin-ui"),
        ),
        code="shadowed-path",
        at="Ingress/reactbin-old",
        field=f"{_PATHS}[0].path",
    ),
    Fault(
        name="B7-namespace-misspelt",
        bases=REACTBIN,
        patch=(put("Namespace/reactbin", "metadata.name", "react-bin"),),
        code="missing-namespace",
        at="Namespace/react-bin",
    ),
)

_HOOK = "metadata.annotations[argocd.argoproj.io/hook]"

_DELIVERY = (
    Fault(
        name="buckets-before-anything-is-there",
        bases=REACTBIN,
        patch=(put(_BUCKETS, _HOOK, "PreSync"),),
        code="needed-before-applied",
        at=_BUCKETS,
        field=f"{_POD}.volumes[minio-buckets-plan].configMap.name",
    ),
    Fault(
        name="store-in-an-earlier-wave-than-its-password",
        bases=REACTBIN,
        patch=(put(_STORE, "metadata.annotations", {"argocd.argoproj.io/sync-wave": "-1"}),),
        code="needed-before-applied",
        at=_STORE,
        field=f"{_POD}.volumes[minio-credentials].secret.secretName",
    ),
    Fault(
        name="migrations-script-in-a-later-wave",
        bases=REACTBIN,
        patch=(
            put(
                "ConfigMap/reactbin-migrations",
                "metadata.annotations",
                {"argocd.argoproj.io/sync-wave": "1"},
            ),
        ),
        code="needed-before-applied",
        at=_API,
        field=f"{_POD}.volumes[reactbin-migrations].configMap.name",
    ),
    Fault(
        name="hook-that-deletes-itself",
        bases=REACTBIN,
        patch=(put(_BUCKETS, "spec.ttlSecondsAfterFinished", 60),),
        code="self-deleting-hook",
        at=_BUCKETS,
        field="spec.ttlSecondsAfterFinished",
    ),
)

REACTBIN_FAULTS = (*_VAULT, *_MIGRATIONS, *_OBJECT_STORE, *_ACCESS, *_DELIVERY)
