"""Faults of a change: the API server refuses it, or it costs data."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, drop, put, remove

_TARSY = "Deployment/tarsy"
_DATABASE = "StatefulSet/tarsy-database"
_CLAIM = "PersistentVolumeClaim/database-data"
_STORE = "StatefulSet/object-store"
_POD = "spec.template.spec"
_RELEASE = "[app.kubernetes.io/part-of]"

UPGRADE_FAULTS = (
    Fault(
        name="B7-common-label-in-the-selector",
        patch=(put(_TARSY, f"spec.selector.matchLabels{_RELEASE}", "tarsy"),),
        upgrade=True,
        code="immutable-field",
        at=_TARSY,
        field="spec.selector",
    ),
    Fault(
        name="selector-of-a-stateful-set-changed",
        patch=(put(_DATABASE, f"spec.selector.matchLabels{_RELEASE}", "tarsy"),),
        upgrade=True,
        code="immutable-field",
        at=_DATABASE,
        field="spec.selector",
    ),
    Fault(
        name="governing-service-changed",
        patch=(put(_DATABASE, "spec.serviceName", "tarsy-web"),),
        upgrade=True,
        code="immutable-field",
        at=_DATABASE,
        field="spec.serviceName",
        also=("governing-service-with-address",),
    ),
    Fault(
        name="pod-management-changed",
        patch=(put(_DATABASE, "spec.podManagementPolicy", "OrderedReady"),),
        upgrade=True,
        code="immutable-field",
        at=_DATABASE,
        field="spec.podManagementPolicy",
    ),
    Fault(
        name="claim-template-grown",
        patch=(put(_STORE, "spec.volumeClaimTemplates[0].spec.resources.requests.storage", "20Gi"),),
        additions=("object-store",),
        upgrade=True,
        code="immutable-field",
        at=_STORE,
        field="spec.volumeClaimTemplates",
    ),
    Fault(
        name="job-changed",
        patch=(
            put(
                "Job/object-store-bucket",
                f"{_POD}.containers[mc].image",
                "quay.io/minio/mc:RELEASE.2025-08-29T21-30-41Z",
            ),
        ),
        additions=("object-store",),
        upgrade=True,
        code="immutable-field",
        at="Job/object-store-bucket",
        field="spec.template",
    ),
    Fault(
        name="claim-shrunk",
        patch=(put(_CLAIM, "spec.resources.requests.storage", "2Gi"),),
        upgrade=True,
        code="shrunken-claim",
        at=_CLAIM,
        field="spec.resources.requests.storage",
    ),
    Fault(
        name="storage-class-changed",
        patch=(put("PersistentVolumeClaim/database-backups", "spec.storageClassName", "gp3-csi"),),
        before=(put("PersistentVolumeClaim/database-backups", "spec.storageClassName", "gp2-csi"),),
        additions=("backup",),
        upgrade=True,
        code="immutable-field",
        at="PersistentVolumeClaim/database-backups",
        field="spec.storageClassName",
    ),
    Fault(
        name="access-mode-changed",
        patch=(put("PersistentVolumeClaim/database-backups", "spec.accessModes", ["ReadWriteMany"]),),
        additions=("backup",),
        upgrade=True,
        code="immutable-field",
        at="PersistentVolumeClaim/database-backups",
        field="spec.accessModes",
    ),
    Fault(
        name="headless-service-given-an-address",
        patch=(remove("Service/tarsy-database", "spec.clusterIP"),),
        upgrade=True,
        code="immutable-field",
        at="Service/tarsy-database",
        field="spec.clusterIP",
        also=("governing-service-with-address",),
    ),
    Fault(
        name="service-made-headless",
        patch=(put("Service/tarsy-web", "spec.clusterIP", "None"),),
        upgrade=True,
        code="immutable-field",
        at="Service/tarsy-web",
        field="spec.clusterIP",
    ),
    Fault(
        name="immutable-config-map-changed",
        before=(put("ConfigMap/tarsy-config", "immutable", True),),
        patch=(
            put("ConfigMap/tarsy-config", "immutable", True),
            put("ConfigMap/tarsy-config", "data.LOG_LEVEL", "INFO"),
        ),
        upgrade=True,
        code="immutable-field",
        at="ConfigMap/tarsy-config",
        field="data",
        also=("stale-configuration",),
    ),
    Fault(
        name="immutable-config-map-made-mutable",
        before=(put("ConfigMap/tarsy-config", "immutable", True),),
        patch=(),
        upgrade=True,
        code="immutable-field",
        at="ConfigMap/tarsy-config",
        field="immutable",
    ),
    Fault(
        name="type-of-a-secret-changed",
        before=(put("Secret/tarsy-metrics-token", "type", "Opaque"),),
        patch=(),
        upgrade=True,
        code="immutable-field",
        at="Secret/tarsy-metrics-token",
        field="type",
    ),
    Fault(
        name="binding-to-another-role",
        patch=(
            put(
                "RoleBinding/alert-relay-leader",
                "roleRef",
                {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
            ),
        ),
        additions=("alert-relay",),
        upgrade=True,
        code="immutable-field",
        at="RoleBinding/alert-relay-leader",
        field="roleRef",
    ),
    Fault(
        name="claim-removed",
        patch=(
            drop("PersistentVolumeClaim/database-backups"),
            drop("CronJob/database-backup"),
            drop("ConfigMap/database-backup"),
            drop("NetworkPolicy/database-backup"),
            drop("NetworkPolicy/database-from-backup"),
            drop("ServiceAccount/database-backup"),
        ),
        before=(remove("PersistentVolumeClaim/database-backups", "metadata.annotations"),),
        additions=("backup",),
        upgrade=True,
        code="pruned-data",
        at="PersistentVolumeClaim/database-backups",
    ),
    Fault(
        name="claim-renamed",
        patch=(
            put(_CLAIM, "metadata.name", "tarsy-database-data"),
            put(
                _DATABASE,
                f"{_POD}.volumes[database-data].persistentVolumeClaim.claimName",
                "tarsy-database-data",
            ),
        ),
        before=(remove(_CLAIM, "metadata.annotations"),),
        upgrade=True,
        code="pruned-data",
        at=_CLAIM,
    ),
    Fault(
        name="stateful-set-renamed-that-deletes-its-claims",
        before=(put(_STORE, "spec.persistentVolumeClaimRetentionPolicy", {"whenDeleted": "Delete"}),),
        patch=(
            put(_STORE, "metadata.name", "minio"),
            put("VaultStaticSecret/object-store", "spec.rolloutRestartTargets[0].name", "minio"),
        ),
        additions=("object-store",),
        upgrade=True,
        code="pruned-data",
        at=_STORE,
        also=("abandoned-claims",),
    ),
    Fault(
        name="stateful-set-renamed",
        patch=(
            put(_STORE, "metadata.name", "minio"),
            put("VaultStaticSecret/object-store", "spec.rolloutRestartTargets[0].name", "minio"),
        ),
        additions=("object-store",),
        upgrade=True,
        code="abandoned-claims",
        at="StatefulSet/minio",
        field="metadata.name",
    ),
    Fault(
        name="scaled-down-with-its-claims",
        before=(put(_STORE, "spec.replicas", 4),),
        patch=(
            put(_STORE, "spec.replicas", 2),
            put(_STORE, "spec.persistentVolumeClaimRetentionPolicy", {"whenScaled": "Delete"}),
        ),
        additions=("object-store",),
        upgrade=True,
        code="data-deleted-with-pods",
        at=_STORE,
        field="spec.replicas",
    ),
    Fault(
        name="namespace-removed",
        patch=(drop("Namespace/tarsy-dev"),),
        before=(remove("Namespace/tarsy-dev", "metadata.annotations"),),
        upgrade=True,
        code="pruned-data",
        at="Namespace/tarsy-dev",
    ),
    Fault(
        name="configuration-changed-without-its-checksum",
        patch=(put("ConfigMap/tarsy-config", "data.LOG_LEVEL", "INFO"),),
        upgrade=True,
        code="stale-configuration",
        at=_TARSY,
        field="spec.template.metadata.annotations",
    ),
    Fault(
        name="definition-removed",
        before=(
            add(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: runbooks.example.com}
                spec:
                  group: example.com
                  names: {kind: Runbook, plural: runbooks}
                  scope: Namespaced
                  versions:
                    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                """
            ),
        ),
        patch=(),
        upgrade=True,
        code="pruned-data",
        at="CustomResourceDefinition/runbooks.example.com",
    ),
)
