"""Faults of Secrets, ConfigMaps and volumes: what is read is not there, or not under that name."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, append, drop, put, remove, rename_key, replace

_TARSY = "Deployment/tarsy"
_DATABASE = "StatefulSet/tarsy-database"
_POD = "spec.template.spec"
_CONTAINER = f"{_POD}.containers[tarsy]"

_DATA = (
    Fault(
        name="secret-misspelt",
        patch=(put(_TARSY, f"{_CONTAINER}.env[DB_USER].valueFrom.secretKeyRef.name", "database-secrets"),),
        code="missing-secret",
        at=_TARSY,
        field=f"{_CONTAINER}.env[DB_USER].valueFrom.secretKeyRef.name",
    ),
    Fault(
        name="secret-key-misspelt",
        patch=(put(_TARSY, f"{_CONTAINER}.env[DB_PASSWORD].valueFrom.secretKeyRef.key", "passwort"),),
        code="missing-secret-key",
        at=_TARSY,
        field=f"{_CONTAINER}.env[DB_PASSWORD].valueFrom.secretKeyRef.key",
    ),
    Fault(
        name="secret-key-renamed-in-the-template",
        patch=(rename_key("Template/tarsy-secrets", "objects[database-secret].stringData.username", "user"),),
        code="missing-secret-key",
        at=_DATABASE,
        field=f"{_POD}.containers[postgresql].env[POSTGRES_USER].valueFrom.secretKeyRef.key",
    ),
    Fault(
        name="secret-key-as-a-file-misspelt",
        patch=(put(_DATABASE, f"{_POD}.volumes[database-secret].secret.items[0].key", "pasword"),),
        code="missing-secret-key",
        at=_DATABASE,
        field=f"{_POD}.volumes[database-secret].secret.items[0].key",
    ),
    Fault(
        name="optional-secret-key-misspelt",
        patch=(
            put(_TARSY, f"{_CONTAINER}.env[SLACK_BOT_TOKEN].valueFrom.secretKeyRef.key", "slack-bot-tokn"),
        ),
        code="misspelled-optional-reference",
        at=_TARSY,
        field=f"{_CONTAINER}.env[SLACK_BOT_TOKEN].valueFrom.secretKeyRef.key",
    ),
    Fault(
        name="serving-certificate-not-asked-for",
        patch=(remove("Service/tarsy-api", "metadata.annotations"),),
        code="missing-secret",
        at=_TARSY,
        field=f"{_POD}.volumes[tarsy-serving-cert].secret.secretName",
        also=("unused-waiver",),
    ),
    Fault(
        name="serving-certificate-under-another-name",
        patch=(
            put(
                "Service/tarsy-database",
                "metadata.annotations[service.beta.openshift.io/serving-cert-secret-name]",
                "database-serving-cert",
            ),
        ),
        code="missing-secret",
        at=_DATABASE,
        field=f"{_POD}.volumes[tarsy-database-serving-cert].secret.secretName",
    ),
    Fault(
        name="pull-secret-that-nobody-makes",
        patch=(put(_TARSY, f"{_POD}.imagePullSecrets", [{"name": "quay-pull-secret"}]),),
        code="missing-secret",
        at=_TARSY,
        field=f"{_POD}.imagePullSecrets[0].name",
    ),
    Fault(
        name="B3-token-secret-created-nowhere",
        patch=(drop("Secret/tarsy-metrics-token"),),
        code="missing-secret",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0].authorization.credentials.name",
    ),
    Fault(
        name="key-that-the-external-secret-does-not-fetch",
        patch=(put("ExternalSecret/alert-relay", "spec.data[1].secretKey", "signature-key"),),
        additions=("alert-relay",),
        code="missing-secret-key",
        at="Deployment/alert-relay",
        field=f"{_POD}.containers[relay].env[SIGNING_KEY].valueFrom.secretKeyRef.key",
    ),
    Fault(
        name="sealed-secret-under-another-name",
        patch=(put("SealedSecret/alert-relay-license", "spec.template.metadata.name", "relay-license"),),
        additions=("alert-relay",),
        code="missing-secret",
        at="Deployment/alert-relay",
        field=f"{_POD}.volumes[license].secret.secretName",
    ),
    Fault(
        name="vault-secret-not-created",
        patch=(remove("VaultStaticSecret/object-store", "spec.destination.create"),),
        additions=("object-store",),
        code="missing-secret",
        at="StatefulSet/object-store",
        field=f"{_POD}.containers[minio].envFrom[0].secretRef.name",
    ),
    Fault(
        name="raw-vault-answer-in-the-environment",
        patch=(remove("VaultStaticSecret/object-store", "spec.destination.transformation"),),
        additions=("object-store",),
        code="raw-vault-secret-in-environment",
        at="VaultStaticSecret/object-store",
        field="spec.destination",
    ),
    Fault(
        name="vault-path-with-data",
        patch=(put("VaultStaticSecret/object-store", "spec.path", "data/tarsy/object-store"),),
        additions=("object-store",),
        code="vault-path-with-data",
        at="VaultStaticSecret/object-store",
        field="spec.path",
    ),
    Fault(
        name="rotated-vault-secret-without-restart",
        patch=(remove("VaultStaticSecret/object-store", "spec.rolloutRestartTargets"),),
        additions=("object-store",),
        code="secret-rotation-unnoticed",
        at="VaultStaticSecret/object-store",
    ),
    Fault(
        name="vault-auth-misspelt",
        patch=(put("VaultStaticSecret/object-store", "spec.vaultAuthRef", "object-storage"),),
        additions=("object-store",),
        code="missing-vault-resource",
        at="VaultStaticSecret/object-store",
        field="spec.vaultAuthRef",
    ),
    Fault(
        name="secret-made-by-two-operators",
        patch=(put("ExternalSecret/alert-relay", "spec.target.name", "alert-relay-license"),),
        additions=("alert-relay",),
        code="secret-made-twice",
        at="SealedSecret/alert-relay-license",
        also=("missing-secret",),
    ),
    Fault(
        name="secret-store-misspelt",
        patch=(put("ExternalSecret/alert-relay", "spec.secretStoreRef.name", "team-vualt"),),
        additions=("alert-relay",),
        code="missing-secret-store",
        at="ExternalSecret/alert-relay",
        field="spec.secretStoreRef.name",
    ),
    Fault(
        name="config-map-not-there",
        patch=(drop("ConfigMap/tarsy-config"),),
        code="missing-config-map",
        at=_TARSY,
        field=f"{_CONTAINER}.envFrom[0].configMapRef.name",
    ),
    Fault(
        name="config-map-in-another-namespace",
        patch=(put("ConfigMap/oauth2-config", "metadata.namespace", "tarsy"),),
        code="missing-config-map",
        at=_TARSY,
        field=f"{_POD}.volumes[oauth2-config].configMap.name",
    ),
    Fault(
        name="config-map-key-misspelt",
        patch=(
            put("ServiceMonitor/tarsy", "spec.endpoints[0].tlsConfig.ca.configMap.key", "service_ca.crt"),
        ),
        code="missing-config-map-key",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0].tlsConfig.ca.configMap.key",
    ),
    Fault(
        name="ca-bundle-not-injected",
        patch=(
            remove("ConfigMap/tarsy-service-ca", "metadata.annotations"),
            put("ConfigMap/tarsy-service-ca", "data", {"ca.crt": "-----BEGIN CERTIFICATE-----"}),
        ),
        code="missing-config-map-key",
        at="ServiceMonitor/tarsy",
        field="spec.endpoints[0].tlsConfig.ca.configMap.key",
    ),
    Fault(
        name="sub-path-of-a-key-that-is-not-there",
        patch=(put(_TARSY, f"{_CONTAINER}.volumeMounts[/app/config/tarsy.yaml].subPath", "tarsy.yml"),),
        code="missing-config-map-key",
        at=_TARSY,
        field=f"{_CONTAINER}.volumeMounts[/app/config/tarsy.yaml].subPath",
    ),
    Fault(
        name="config-file-that-is-not-mounted",
        patch=(put(_TARSY, f"{_POD}.containers[oauth2-proxy].args[0]", "--config=/config/oauth2_proxy.cfg"),),
        code="missing-mounted-file",
        at=_TARSY,
        field=f"{_POD}.containers[oauth2-proxy].args[0]",
    ),
    Fault(
        name="secret-file-under-another-path",
        patch=(
            replace(
                "ConfigMap/oauth2-config",
                "data[oauth2-proxy.cfg]",
                'cookie_secret_file = "/secrets/cookie-secret"',
                'cookie_secret_file = "/secrets/cookie_secret"',
            ),
        ),
        code="missing-mounted-file",
        at="ConfigMap/oauth2-config",
        field="data[oauth2-proxy.cfg]",
    ),
    Fault(
        name="certificate-file-misspelt",
        patch=(
            put(
                _TARSY,
                f"{_POD}.containers[kube-rbac-proxy].args[5]",
                "--tls-private-key-file=/var/run/secrets/serving-cert/tls.pem",
            ),
        ),
        code="missing-mounted-file",
        at=_TARSY,
        field=f"{_POD}.containers[kube-rbac-proxy].args[5]",
    ),
    Fault(
        name="B10-configuration-changes-unnoticed",
        patch=(remove(_TARSY, "spec.template.metadata.annotations"),),
        code="config-map-change-unnoticed",
        at=_TARSY,
    ),
    Fault(
        name="T12-config-map-mounted-nowhere",
        patch=(
            add(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: database-init, namespace: tarsy-dev}
                data: {init.sql: CREATE EXTENSION IF NOT EXISTS vector;}
                """
            ),
        ),
        code="unused-config-map",
        at="ConfigMap/database-init",
    ),
)

_VOLUMES = (
    Fault(
        name="volume-misspelt",
        patch=(put(_TARSY, f"{_CONTAINER}.volumeMounts[/app/data].name", "tarsy-date"),),
        code="missing-volume",
        at=_TARSY,
        field=f"{_CONTAINER}.volumeMounts[/app/data].name",
        also=("unused-volume",),
    ),
    Fault(
        name="mount-forgotten",
        patch=(remove(_DATABASE, f"{_POD}.containers[0].volumeMounts[/dev/shm]"),),
        code="unused-volume",
        at=_DATABASE,
        field=f"{_POD}.volumes[shared-memory]",
    ),
    Fault(
        name="claim-misspelt",
        patch=(
            put(_DATABASE, f"{_POD}.volumes[database-data].persistentVolumeClaim.claimName", "database-dat"),
        ),
        code="missing-claim",
        at=_DATABASE,
        field=f"{_POD}.volumes[database-data].persistentVolumeClaim.claimName",
    ),
    Fault(
        name="claim-shared-by-replicas",
        patch=(put(_DATABASE, "spec.replicas", 3),),
        code="single-node-claim-shared",
        at=_DATABASE,
        field=f"{_POD}.volumes[database-data]",
    ),
    Fault(
        name="claim-for-one-pod-shared-by-replicas",
        patch=(
            put("PersistentVolumeClaim/database-data", "spec.accessModes", ["ReadWriteOncePod"]),
            put(_DATABASE, "spec.replicas", 2),
        ),
        code="single-pod-claim-shared",
        at=_DATABASE,
        field=f"{_POD}.volumes[database-data]",
    ),
    Fault(
        name="B13-database-in-a-deployment",
        patch=(
            put(_DATABASE, "kind", "Deployment"),
            remove("Deployment/tarsy-database", "spec.serviceName"),
            remove("Deployment/tarsy-database", "spec.podManagementPolicy"),
        ),
        code="single-node-claim-in-rollout",
        at="Deployment/tarsy-database",
        field=f"{_POD}.volumes[database-data]",
    ),
    Fault(
        name="file-system-as-a-block-device",
        patch=(put("PersistentVolumeClaim/database-data", "spec.volumeMode", "Block"),),
        code="wrong-volume-mode",
        at=_DATABASE,
        field=f"{_POD}.containers[0].volumeMounts[/var/lib/postgresql/data]",
    ),
    Fault(
        name="container-of-a-resource-field-misspelt",
        patch=(
            append(
                _TARSY,
                f"{_CONTAINER}.env",
                {
                    "name": "GOMEMLIMIT",
                    "valueFrom": {
                        "resourceFieldRef": {"containerName": "tarsi", "resource": "limits.memory"}
                    },
                },
            ),
        ),
        code="missing-container",
        at=_TARSY,
        field=f"{_CONTAINER}.env[GOMEMLIMIT].valueFrom.resourceFieldRef.containerName",
    ),
)

DATA_FAULTS = (*_DATA, *_VOLUMES)
