"""Databases and object stores: their passwords, their replicas, their end, and their Service."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.verify import Platform
from tests.verify.finding import Find
from tests.verify.objects import joined, obj, service

MINIO = "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z"
POSTGRES = "docker.io/library/postgres:17.6"
SERVER = ", args: [server, /data]"
FROM_SECRET = "valueFrom: {secretKeyRef: {name: store, key: password%s}}"
TEMPLATES = ", volumeClaimTemplates: [{metadata: {name: data}}]"


def store(
    image: str,
    container: str = "",
    *,
    pod: str = "",
    spec: str = "",
    kind: str = "StatefulSet",
    containers: str = "",
) -> str:
    template = (
        "{metadata: {labels: {app: store}}, spec: "
        f"{{containers: [{{name: store, image: '{image}'{container}}}{containers}]{pod}}}}}"
    )
    rest = f"spec: {{selector: {{matchLabels: {{app: store}}}}, template: {template}{spec}}}"
    return obj("apps/v1", kind, "store", rest)


def variables(**values: str) -> str:
    return f", env: [{', '.join(f'{{name: {name}, {value}}}' for name, value in values.items())}]"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (store(MINIO, SERVER), True),
        (store("mirror.example.com/quay/minio/minio:1", SERVER), True),
        (store(MINIO, ", command: [minio, server, /data]"), True),
        (store(MINIO, ", command: [sh, -c, 'exec minio server /data']"), True),
        (store(MINIO, SERVER + variables(MINIO_ROOT_USER="value: root")), True),
        (store(MINIO, SERVER + variables(MINIO_ROOT_PASSWORD=FROM_SECRET % "")), False),
        (store(MINIO, SERVER + variables(MINIO_ROOT_PASSWORD=FROM_SECRET % ", optional: true")), True),
        (store(MINIO, SERVER + variables(MINIO_SECRET_KEY=FROM_SECRET % "")), False),
        (store(MINIO, SERVER + variables(MINIO_CONFIG_ENV_FILE="value: /etc/minio/env")), False),
        (store(MINIO, ", args: [server, --config, /etc/minio.yaml]"), False),
        (store(MINIO, SERVER + ", envFrom: [{secretRef: {name: credentials}}]"), False),
        # A client, something else, or something of one's own.
        (store(MINIO, ", command: [mc, ls]"), False),
        (store("quay.io/minio/operator:v7", SERVER), False),
        (store("registry.example.com/minio:1", SERVER), False),
        (store(POSTGRES), True),
        (store(POSTGRES, kind="Deployment"), True),
        (store("docker.io/pgvector/pgvector:0.8.1-pg17", ", args: [-c, ssl=on]"), True),
        (store(POSTGRES, ", args: [postgres, -c, max_connections=50]"), True),
        (store("postgres:17", variables(POSTGRES_HOST_AUTH_METHOD="value: trust")), False),
        (store("postgres:17", variables(POSTGRES_PASSWORD_FILE="value: /run/secrets/p")), False),
        # Without the Secret it refuses to start, which is safe.
        (store(POSTGRES, variables(POSTGRES_PASSWORD=FROM_SECRET % ", optional: true")), False),
        (store(POSTGRES, ", args: [pg_isready]"), False),
        (store(POSTGRES, ", command: [sleep, infinity]"), False),
        (store(POSTGRES, ", command: text"), False),
        (store(POSTGRES, pod=", initContainers: [{name: clone, image: i}]"), False),
        (store("docker.io/bitnami/postgresql:17"), False),
        (store("registry.redhat.io/rhel9/postgresql-16"), False),
        (store("docker.io/library/mysql:9"), True),
        (store("docker.io/library/mysql:9", variables(MYSQL_RANDOM_ROOT_PASSWORD="value: 'yes'")), False),
        (store("mariadb:11", variables(MYSQL_ROOT_PASSWORD=FROM_SECRET % "")), False),
        (store("mariadb:11", ", args: [--max-connections=50]"), True),
    ],
)
def test_passwords(find: Find, text: str, *, found: bool) -> None:
    assert bool(find(text, select="store-without-password")) == found


@pytest.mark.parametrize(
    ("volume", "found"),
    [
        ("secret: {secretName: store, optional: true}", True),
        ("secret: {secretName: store}", False),
        ("emptyDir: {}", False),
        ("csi: {driver: secrets-store.csi.k8s.io}", False),
    ],
)
def test_files_of_an_optional_secret(find: Find, volume: str, *, found: bool) -> None:
    mounts = ", volumeMounts: [{name: v, mountPath: /run/secrets/store}]"
    env = variables(MINIO_ROOT_PASSWORD_FILE="value: /run/secrets/store/password")
    text = store(MINIO, SERVER + mounts + env, pod=f", volumes: [{{name: v, {volume}}}]")
    findings = find(text, select="store-without-password")
    assert [str(one.field) for one in findings] == ["spec.template.spec.volumes[0].secret.optional"] * found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (store(MINIO, SERVER, spec=f", replicas: 2{TEMPLATES}"), True),
        (store(POSTGRES, spec=f", replicas: 3{TEMPLATES}"), True),
        (store(POSTGRES, spec=f", replicas: 1{TEMPLATES}"), False),
        (store(POSTGRES, spec=TEMPLATES), False),
        # One claim for all of them is told as such.
        (store(POSTGRES, spec=", replicas: 3"), False),
        (
            store(
                MINIO,
                ", args: [server, 'http://store-{0...3}.store/data']",
                spec=f", replicas: 4{TEMPLATES}",
            ),
            False,
        ),
        (store(MINIO, ", args: [server, '/data{1...4}']", spec=f", replicas: 4{TEMPLATES}"), False),
        (
            store(
                MINIO,
                SERVER + variables(MINIO_VOLUMES="value: 'http://store-{0...3}/data'"),
                spec=f", replicas: 4{TEMPLATES}",
            ),
            False,
        ),
        (store(POSTGRES, variables(REPLICATION_MODE="value: 'on'"), spec=f", replicas: 2{TEMPLATES}"), False),
        (store(POSTGRES, ", args: [-c, 'primary_conninfo=x']", spec=f", replicas: 2{TEMPLATES}"), False),
        (
            store(
                POSTGRES,
                pod=", volumes: [{name: conf, configMap: {name: settings}}]",
                spec=f", replicas: 2{TEMPLATES}",
            ),
            False,
        ),
        (store(POSTGRES, containers=", {name: agent, image: i}", spec=f", replicas: 2{TEMPLATES}"), False),
        (store("registry.example.com/db:1", spec=f", replicas: 2{TEMPLATES}"), False),
    ],
)
def test_replicas(find: Find, text: str, *, found: bool) -> None:
    findings = find(text, select="unreplicated-store")
    assert [str(finding.field) for finding in findings] == ["spec.replicas"] * found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (store(POSTGRES, pod=", terminationGracePeriodSeconds: 0"), True),
        (store(POSTGRES, pod=", terminationGracePeriodSeconds: 1"), False),
        (store(POSTGRES), False),
        (store(POSTGRES, pod=", terminationGracePeriodSeconds: false"), False),
        (store(POSTGRES, pod=", terminationGracePeriodSeconds: 0", kind="Deployment"), False),
    ],
)
def test_time_to_stop(find: Find, text: str, *, found: bool) -> None:
    assert bool(find(text, select="no-time-to-stop")) == found


def keeping(
    image: str, folder: str, volume: str = "", container: str = "", *, kind: str = "StatefulSet"
) -> str:
    mounts = f", volumeMounts: [{{name: v, mountPath: {folder}}}]" if volume else ""
    volumes = f", volumes: [{{name: v, {volume}}}]" if volume else ""
    return store(image, container + mounts, pod=volumes, kind=kind)


EMPTY = "emptyDir: {}"
CLAIM = "persistentVolumeClaim: {claimName: data}"
DATA = "/var/lib/postgresql/data"
CONTAINER = "spec.template.spec.containers[0].volumeMounts"
PG_DATA = variables(PGDATA="value: /pg/main")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (keeping(POSTGRES, ""), CONTAINER),
        (keeping(POSTGRES, DATA, EMPTY), "spec.template.spec.volumes[0].emptyDir"),
        (keeping(POSTGRES, DATA, EMPTY, kind="Deployment"), "spec.template.spec.volumes[0].emptyDir"),
        (keeping(POSTGRES, DATA, "ephemeral: {}"), "spec.template.spec.volumes[0].ephemeral"),
        (keeping(POSTGRES, DATA, CLAIM), ""),
        (keeping(POSTGRES, "/var/lib/postgresql", CLAIM), ""),
        (keeping(POSTGRES, "/backups", CLAIM), CONTAINER),
        (keeping(POSTGRES, "/pg", CLAIM, PG_DATA), ""),
        (keeping(POSTGRES, DATA, CLAIM, PG_DATA), CONTAINER),
        (keeping(POSTGRES, DATA, EMPTY, variables(PGDATA="valueFrom: {}")), ""),
        (keeping(POSTGRES, DATA, EMPTY, ", args: ['-D/pg/main']"), ""),
        (keeping(POSTGRES, DATA, "hostPath: {path: /srv}"), ""),
        (
            keeping("docker.io/pgvector/pgvector:0.8.1-pg17", DATA, EMPTY),
            "spec.template.spec.volumes[0].emptyDir",
        ),
        # Since version 18 the data is beside what was mounted for 17.
        (keeping("docker.io/library/postgres:18.1", DATA, CLAIM), CONTAINER),
        (keeping("docker.io/library/postgres:18-alpine", "/var/lib/postgresql", CLAIM), ""),
        (keeping("docker.io/pgvector/pgvector:0.8.1-pg18", DATA, CLAIM), CONTAINER),
        (keeping("docker.io/library/postgres:latest", DATA, EMPTY), ""),
        (
            keeping("docker.io/library/mysql:9", "/var/lib/mysql", EMPTY),
            "spec.template.spec.volumes[0].emptyDir",
        ),
        (keeping("docker.io/library/mysql:9", "/x", EMPTY, ", args: [--datadir=/x]"), ""),
        (keeping("mariadb:11", "/var/lib/mysql", CLAIM), ""),
        (keeping(MINIO, "/data", EMPTY, SERVER), "spec.template.spec.volumes[0].emptyDir"),
        (keeping(MINIO, "/data", CLAIM, SERVER), ""),
        (keeping(MINIO, "/tmp", EMPTY, SERVER), CONTAINER),
        (keeping(MINIO, "/tmp", EMPTY, ", args: [server, '/data{1...4}']"), ""),
        (keeping(MINIO, "/tmp", EMPTY, ", args: [server, 'http://minio-{0...3}/data']"), ""),
        (keeping(MINIO, "/tmp", EMPTY, ", args: [server]"), ""),
        (keeping("registry.example.com/db:1", DATA, EMPTY), ""),
    ],
)
def test_data_that_goes_with_the_pod(find: Find, text: str, field: str) -> None:
    findings = find(text, select="data-lost-with-pod")
    assert [str(finding.field) for finding in findings] == ([field] if field else [])


@pytest.mark.parametrize(
    ("mount", "volume", "field"),
    [
        ("", CLAIM, ""),
        (", readOnly: false", CLAIM, ""),
        (", readOnly: true", CLAIM, "containers[0].volumeMounts[0].readOnly"),
        ("", CLAIM.replace("}", ", readOnly: true}"), "volumes[0].persistentVolumeClaim.readOnly"),
    ],
)
def test_data_that_cannot_be_written(find: Find, mount: str, volume: str, field: str) -> None:
    mounts = f", volumeMounts: [{{name: v, mountPath: /data{mount}}}]"
    text = store(MINIO, SERVER + mounts, pod=f", volumes: [{{name: v, {volume}}}]")
    findings = find(text, select="read-only-data")
    assert [str(one.field) for one in findings] == ([f"spec.template.spec.{field}"] if field else [])


def test_other_volumes_may_be_read_only(find: Find) -> None:
    mounts = ", volumeMounts: [{name: v, mountPath: /certs, readOnly: true}]"
    text = store(MINIO, SERVER + mounts, pod=f", volumes: [{{name: v, {CLAIM}}}]")
    assert find(text, select="read-only-data") == []


def test_a_claim_template_keeps_the_data(find: Find) -> None:
    mount = ", volumeMounts: [{name: data, mountPath: /data}]"
    assert find(store(MINIO, SERVER + mount, spec=TEMPLATES), select="data-lost-with-pod") == []


def retention(when_deleted: str, image: str = MINIO, templates: str = TEMPLATES) -> str:
    policy = f", persistentVolumeClaimRetentionPolicy: {{whenDeleted: {when_deleted}}}"
    return store(image, SERVER, spec=policy + templates)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (retention("Delete"), True),
        (retention("Retain"), False),
        (retention("Delete", templates=""), False),
        # What it keeps may be a cache.
        (retention("Delete", image="registry.example.com/search:1"), False),
        (store(MINIO, SERVER, spec=TEMPLATES), False),
    ],
)
def test_claims_that_go_with_the_workload(find: Find, text: str, *, found: bool) -> None:
    assert bool(find(text, select="claims-deleted-with-workload")) == found


def owned(
    *, user: str = "runAsUser: 1000", container: str = "", pod: str = "", claim: str = "[ReadWriteOnce]"
) -> str:
    templates = f", volumeClaimTemplates: [{{metadata: {{name: data}}, spec: {{accessModes: {claim}}}}}]"
    context = f", securityContext: {{{user}}}"
    mount = container or ", volumeMounts: [{name: data, mountPath: /data}]"
    return store("registry.example.com/db:1", mount, pod=context + pod, spec=templates)


def mounting(claim: str) -> str:
    return joined(
        store(
            "registry.example.com/db:1",
            ", volumeMounts: [{name: v, mountPath: /data}]",
            pod=", securityContext: {runAsUser: 1000}"
            ", volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]",
        ),
        obj("v1", "PersistentVolumeClaim", "data", f"spec: {{accessModes: [ReadWriteOnce]{claim}}}"),
    )


READ_ONLY = ", volumeMounts: [{name: data, mountPath: /data, readOnly: true}]"
AS_ROOT = ", volumeMounts: [{name: data, mountPath: /data}], securityContext: {runAsUser: 0}"
CHOWN = ", initContainers: [{name: chown, image: i, volumeMounts: [{name: data, mountPath: /data}]}]"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (owned(), True),
        (mounting(""), True),
        (owned(user="runAsUser: 1000, fsGroup: 1000"), False),
        (owned(user="runAsUser: 1000, supplementalGroups: [1000]"), False),
        # Root may write anywhere, and the image may say that it is root.
        (owned(user="runAsUser: 0"), False),
        (owned(user="runAsNonRoot: true"), False),
        (owned(container=AS_ROOT), False),
        (owned(container=READ_ONLY), False),
        (owned(pod=CHOWN), False),
        # Network file systems have owners of their own.
        (owned(claim="[ReadWriteMany]"), False),
        # So has a volume that was there before.
        (mounting(", volumeName: old"), False),
        (mounting(", dataSource: {kind: VolumeSnapshot, name: old}"), False),
        (mounting(", volumeMode: Block"), False),
    ],
)
def test_claims_belong_to_root(find: Find, text: str, *, found: bool) -> None:
    findings = find(text, select="claim-without-group")
    assert [str(one.field) for one in findings] == ["spec.template.spec.securityContext.fsGroup"] * found


def test_openshift_gives_every_pod_a_group(find: Find) -> None:
    assert find(owned(), select="claim-without-group", platform=Platform.OPENSHIFT) == []


HEADLESS = service("store", selector="{app: store}", spec=", clusterIP: None")
ORDINARY = service("store", selector="{app: store}")


@pytest.mark.parametrize(
    ("spec", "others", "found"),
    [
        (", serviceName: store", HEADLESS, ""),
        (", serviceName: store", ORDINARY, "governing-service-with-address"),
        (", serviceName: other", HEADLESS, "missing-governing-service"),
        ("", HEADLESS, "missing-governing-service"),
        (", serviceName: ''", HEADLESS, "missing-governing-service"),
        # Nothing says that its pods should have names.
        ("", ORDINARY, ""),
        ("", service("store", selector="{app: other}", spec=", clusterIP: None"), ""),
        (", serviceName: store", service("store", selector="{app: store}", spec=", clusterIP: '${IP}'"), ""),
    ],
)
def test_governing_services(find: Find, spec: str, others: str, found: str) -> None:
    text = joined(store("registry.example.com/db:1", spec=spec), others)
    findings = find(text, select="governing-service-with-address missing-governing-service")
    assert [(finding.code, str(finding.field)) for finding in findings] == (
        [(found, "spec.serviceName")] if found else []
    )


def test_nothing_is_found_in_charts_in_good_order(find: Find) -> None:
    text = (Path(__file__).parent / "samples" / "clean_stores.yaml").read_text(encoding="utf-8")
    codes = (
        "claim-without-group claims-deleted-with-workload no-time-to-stop store-without-password "
        "unreplicated-store"
    )
    assert find(text, select=f"references selectors addresses upgrade {codes}") == []
