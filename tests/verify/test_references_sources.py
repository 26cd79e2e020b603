"""Issuers, stores, Vault, classes, namespaces and image streams; ConfigMaps that reach nobody."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.objects import RBAC, config_map, joined, obj, secret, service, workload

CERT_MANAGER = "cert-manager.io/v1"
EXTERNAL_SECRETS = "external-secrets.io/v1"
VAULT = "secrets.hashicorp.com/v1beta1"


def ids(find: Find, text: str, select: str = "references") -> list[str]:
    return [finding.code for finding in find(text, select=select)]


def issuer(name: str = "internal", kind: str = "Issuer") -> str:
    return obj(CERT_MANAGER, kind, name, "spec: {selfSigned: {}}")


def certificate(reference: str, name: str = "web", secret_name: str = "web-tls") -> str:
    return obj(
        CERT_MANAGER, "Certificate", name, f"spec: {{secretName: {secret_name}, issuerRef: {reference}}}"
    )


@pytest.mark.parametrize(
    ("reference", "count"),
    [
        ("{name: internal}", 0),
        ("{name: internal, kind: Issuer, group: cert-manager.io}", 0),
        ("{name: external}", 1),
        ("{name: company}", 1),
        ("{name: company, kind: ClusterIssuer}", 0),
        ("{name: compayn, kind: ClusterIssuer}", 1),
        ("{name: letsencrypt, kind: ClusterIssuer}", 0),
        ("{name: external, kind: AWSPCAIssuer, group: awspca.cert-manager.io}", 0),
        ("{name: external, kind: Issuer, group: example.com}", 0),
    ],
)
def test_issuers(find: Find, reference: str, count: int) -> None:
    text = joined(workload(), issuer(), issuer("company", "ClusterIssuer"), certificate(reference))
    assert ids(find, text) == ["missing-issuer"] * count


@pytest.mark.parametrize(
    ("annotation", "count"),
    [
        ("cert-manager.io/issuer: internal", 0),
        ("cert-manager.io/issuer: other", 1),
        ("cert-manager.io/cluster-issuer: letsencrypt", 0),
        ("cert-manager.io/issuer: other, cert-manager.io/issuer-group: example.com", 0),
    ],
)
def test_issuers_of_an_ingress(find: Find, annotation: str, count: int) -> None:
    ingress = obj(
        "networking.k8s.io/v1", "Ingress", "web", "spec: {}", metadata=f", annotations: {{{annotation}}}"
    )
    assert ids(find, joined(workload(), issuer(), ingress)) == ["missing-issuer"] * count


def external_secret(spec: str, name: str = "credentials") -> str:
    return obj(EXTERNAL_SECRETS, "ExternalSecret", name, f"spec: {{{spec}}}")


@pytest.mark.parametrize(
    ("spec", "count"),
    [
        ("secretStoreRef: {name: vault}", 0),
        ("secretStoreRef: {name: vault, kind: SecretStore}", 0),
        ("secretStoreRef: {name: aws}", 1),
        ("secretStoreRef: {name: aws, kind: ClusterSecretStore}", 0),
        ("data: [{secretKey: a, sourceRef: {storeRef: {name: aws}}}]", 1),
    ],
)
def test_stores(find: Find, spec: str, count: int) -> None:
    store = obj(EXTERNAL_SECRETS, "SecretStore", "vault", "spec: {provider: {}}")
    assert ids(find, joined(workload(), store, external_secret(spec))) == ["missing-secret-store"] * count


def test_provider_classes(find: Find) -> None:
    provider = obj("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", "azure", "spec: {provider: azure}")

    def mounted(name: str) -> str:
        attributes = f"volumeAttributes: {{secretProviderClass: {name}}}"
        return workload(
            container=", volumeMounts: [{name: v, mountPath: /v}]",
            pod=f", volumes: [{{name: v, csi: {{driver: secrets-store.csi.k8s.io, {attributes}}}}}]",
        )

    assert ids(find, joined(provider, mounted("azure"))) == []
    assert ids(find, joined(provider, mounted("aws"))) == ["missing-secret-provider-class"]


SERVING = ", annotations: {service.beta.openshift.io/serving-cert-secret-name: web-tls}"


@pytest.mark.parametrize(
    ("objects", "count"),
    [
        ((external_secret("data: []"), secret()), 1),
        (
            (
                external_secret("target: {name: credentials}", "a"),
                external_secret("target: {name: credentials}", "b"),
            ),
            1,
        ),
        ((certificate("{name: internal}"), service(metadata=SERVING)), 1),
        ((external_secret("target: {creationPolicy: Merge}"), secret()), 0),
        ((external_secret("data: []"), secret(data='{password: ""}')), 0),
        ((external_secret("data: []"), secret(data="{}")), 0),
        ((secret(), secret()), 0),
        ((external_secret("data: []"), external_secret("data: []")), 0),
        (
            (
                obj("bitnami.com/v1alpha1", "SealedSecret", "credentials", "spec: {encryptedData: {a: b}}"),
                secret(metadata=", annotations: {sealedsecrets.bitnami.com/managed: 'true'}"),
            ),
            0,
        ),
        (
            (
                certificate("{name: internal}"),
                obj(
                    "networking.k8s.io/v1",
                    "Ingress",
                    "web",
                    "spec: {tls: [{secretName: web-tls}]}",
                    metadata=", annotations: {cert-manager.io/issuer: internal}",
                ),
            ),
            0,
        ),
    ],
)
def test_secrets_that_two_objects_make(find: Find, objects: tuple[str, ...], count: int) -> None:
    found = find(joined(workload(), issuer(), *objects), select="secret-made-twice")
    assert len(found) == count


# --- Vault ---


def synced(*, auth: str = "", destination: str = "", spec: str = "", kind: str = "VaultStaticSecret") -> str:
    made = f"destination: {{name: credentials, create: true{destination}}}"
    return obj(VAULT, kind, "credentials", f"spec: {{{auth}mount: kv, path: shop, {made}{spec}}}")


def reader(container: str = "", *, metadata: str = "", pod: str = "", kind: str = "Deployment") -> str:
    return workload(container=container, metadata=metadata, pod=pod, kind=kind)


@pytest.mark.parametrize(
    ("login", "connection", "transformation", "count"),
    [
        ("shop", "vault", "urls", 0),
        ("other", "vault", "urls", 1),
        ("shop", "other", "urls", 1),
        ("shop", "vault", "other", 1),
        ("platform/other", "platform/other", "urls", 0),
        ("default/shop", "default/vault", "urls", 0),
        ("default/other", "vault", "urls", 1),
        ('""', '""', "urls", 0),
    ],
)
def test_resources_of_the_vault_operator(
    find: Find, login: str, connection: str, transformation: str, count: int
) -> None:
    text = joined(
        workload(),
        obj(VAULT, "VaultAuth", "shop", f"spec: {{vaultConnectionRef: {connection}}}"),
        obj(VAULT, "VaultConnection", "vault", "spec: {address: https://vault}"),
        obj(VAULT, "SecretTransformation", "urls", "spec: {}"),
        synced(
            auth=f"vaultAuthRef: {login}, ",
            destination=f", transformation: {{transformationRefs: [{{name: {transformation}}}]}}",
        ),
    )
    assert ids(find, text, "missing-vault-resource") == ["missing-vault-resource"] * count


ENV_FROM = ", envFrom: [{secretRef: {name: credentials}}]"
ENV = ", env: [{name: A, valueFrom: {secretKeyRef: {name: credentials, key: a}}}]"


@pytest.mark.parametrize(
    ("destination", "container", "count"),
    [
        ("", ENV_FROM, 1),
        (", transformation: {excludeRaw: false}", ENV_FROM, 1),
        (", transformation: {excludeRaw: true}", ENV_FROM, 0),
        ("", ENV, 0),
    ],
)
def test_the_raw_answer_of_vault(find: Find, destination: str, container: str, count: int) -> None:
    text = joined(reader(container), synced(destination=destination))
    found = find(text, select="raw-vault-secret-in-environment")
    assert [str(finding.field) for finding in found] == ["spec.destination.transformation.excludeRaw"] * count


@pytest.mark.parametrize(
    ("engine", "path", "count"),
    [("kv-v2", "data/shop", 1), ("kv-v1", "data/shop", 0), ("kv-v2", "database", 0)],
)
def test_paths_of_vault(find: Find, engine: str, path: str, count: int) -> None:
    text = synced(spec=f", type: {engine}").replace("path: shop", f"path: {path}")
    assert ids(find, text) == ["vault-path-with-data"] * count


TARGET = ", rolloutRestartTargets: [{kind: Deployment, name: web}]"
FILE = ", volumeMounts: [{name: v, mountPath: /v, subPath: a}]"
FOLDER = ", volumeMounts: [{name: v, mountPath: /v}]"
VOLUME = ", volumes: [{name: v, secret: {secretName: credentials}}]"


@pytest.mark.parametrize(
    ("workload_", "spec", "field"),
    [
        (reader(ENV), "", "spec.rolloutRestartTargets"),
        (reader(ENV_FROM), "", "spec.rolloutRestartTargets"),
        (reader(FILE, pod=VOLUME), "", "spec.rolloutRestartTargets"),
        (
            reader(ENV),
            ", rolloutRestartTargets: [{kind: StatefulSet, name: web}]",
            "spec.rolloutRestartTargets",
        ),
        (reader(ENV), f"{TARGET}, hmacSecretData: false", "spec.hmacSecretData"),
        (reader(ENV), TARGET, ""),
        (reader(ENV), f"{TARGET}, hmacSecretData: true", ""),
        (reader(FOLDER, pod=VOLUME), "", ""),
        (reader(ENV, metadata=", annotations: {reloader.stakater.com/auto: 'true'}"), "", ""),
    ],
)
def test_who_notices_a_new_secret(find: Find, workload_: str, spec: str, field: str) -> None:
    found = find(joined(workload_, synced(spec=spec)), select="secret-rotation-unnoticed")
    assert [str(finding.field) for finding in found] == ([field] if field else [])


def test_jobs_are_not_restarted(find: Find) -> None:
    job = obj("batch/v1", "Job", "job", f"spec: {{template: {{spec: {{containers: [{{name: c{ENV}}}]}}}}}}")
    assert ids(find, joined(job, synced()), "secret-rotation-unnoticed") == []


# --- what belongs to the cluster ---


@pytest.mark.parametrize(
    ("made", "user"),
    [
        (
            obj("scheduling.k8s.io/v1", "PriorityClass", "critical", "value: 1"),
            workload(pod=", priorityClassName: NAME"),
        ),
        (
            obj("node.k8s.io/v1", "RuntimeClass", "critical", "handler: runsc"),
            workload(pod=", runtimeClassName: NAME"),
        ),
        (
            obj("storage.k8s.io/v1", "StorageClass", "critical", "provisioner: a"),
            obj("v1", "PersistentVolumeClaim", "data", "spec: {storageClassName: NAME}"),
        ),
        (
            obj("storage.k8s.io/v1", "StorageClass", "critical", "provisioner: a"),
            workload(
                kind="StatefulSet",
                spec=", volumeClaimTemplates: [{metadata: {name: d}, spec: {storageClassName: NAME}}]",
            ),
        ),
        (
            obj("networking.k8s.io/v1", "IngressClass", "critical", "spec: {}"),
            obj("networking.k8s.io/v1", "Ingress", "web", "spec: {ingressClassName: NAME}"),
        ),
    ],
)
def test_classes(find: Find, made: str, user: str) -> None:
    for name, count in [("critical", 0), ("critcial", 1), ("standard", 0), ('""', 0)]:
        text = joined(made, user.replace("NAME", name))
        assert ids(find, text, "missing-class") == ["missing-class"] * count, name


def in_namespace(name: str, *objects: str) -> tuple[str, ...]:
    return tuple(
        text.replace("metadata: {name: web", f"metadata: {{namespace: {name}, name: web", 1)
        for text in objects
    )


def test_an_object_in_a_misspelt_namespace(find: Find) -> None:
    created = obj("v1", "Namespace", "storefront")
    there = in_namespace("storefront", workload(), service(), workload(kind="DaemonSet"))
    text = joined(created, *there, *in_namespace("storefornt", obj("v1", "ServiceAccount", "web")))
    (finding,) = find(text, select="missing-namespace")
    assert (str(finding.object), str(finding.field)) == (
        "ServiceAccount storefornt/web",
        "metadata.namespace",
    )
    assert find(text, select="missing-namespace", externals=("Namespace/storefornt",)) == []


def test_a_namespace_that_is_misspelt_itself(find: Find) -> None:
    there = in_namespace("storefront", workload(), service())
    (finding,) = find(joined(obj("v1", "Namespace", "storefornt"), *there), select="missing-namespace")
    assert str(finding.object) == "Namespace storefornt"


@pytest.mark.parametrize("name", ["shop-2", "kube-system", "staging", "storefront-b"])
def test_other_namespaces(find: Find, name: str) -> None:
    created = obj("v1", "Namespace", "shop-1") + "\n---\n" + obj("v1", "Namespace", "storefront-a")
    text = joined(created, *in_namespace("shop-1", workload()), *in_namespace(name, service()))
    assert find(text, select="missing-namespace") == []


@pytest.mark.parametrize(
    ("image", "count"),
    [
        ("shop/storefront:1", 0),
        ("shop/storefornt:1", 1),
        ("shpo-dev/storefront:1", 0),
        ("shop/api:1", 0),
        ("openshift/cli:latest", 0),
    ],
)
def test_image_streams(find: Find, image: str, count: int) -> None:
    stream = obj("image.openshift.io/v1", "ImageStream", "storefront", metadata=", namespace: shop")
    registry = "image-registry.openshift-image-registry.svc:5000"
    text = workload(metadata=", namespace: shop").replace(
        "registry.example.com/web:1.4.2", f"{registry}/{image}"
    )
    assert ids(find, joined(stream, text), "missing-image-stream") == ["missing-image-stream"] * count


# --- ConfigMaps that reach nobody ---

READS = obj(f"{RBAC}/v1", "Role", "r", "rules: [{apiGroups: [''], resources: [configmaps], verbs: [get]}]")


@pytest.mark.parametrize(
    ("objects", "count"),
    [
        ((config_map(), workload()), 1),
        ((config_map(metadata=", labels: {app: web, app.kubernetes.io/name: web}"), workload()), 1),
        ((config_map(), workload(name="settings")), 1),
        ((config_map(),), 0),
        ((config_map(), workload(container=", envFrom: [{configMapRef: {name: settings}}]")), 0),
        ((config_map(), workload(container=", args: [--configmap=default/settings]")), 0),
        (
            (
                config_map(),
                workload(pod=", volumes: [{name: v, configMap: {name: settings, optional: true}}]"),
            ),
            0,
        ),
        ((config_map(metadata=", labels: {grafana_dashboard: '1'}"), workload()), 0),
        ((config_map(metadata=", annotations: {example.com/inject: 'true'}"), workload()), 0),
        ((config_map(), workload(), READS), 0),
        ((config_map(), workload(), obj("example.com/v1", "Widget", "w", "spec: {from: settings}")), 0),
        ((config_map("pg-config"), workload(), obj("example.com/v1", "Database", "pg")), 0),
        ((config_map(metadata=", namespace: other"), workload(metadata=", namespace: shop")), 0),
    ],
)
def test_config_maps_that_nothing_uses(find: Find, objects: tuple[str, ...], count: int) -> None:
    assert len(find(joined(*objects), select="unused-config-map")) == count


def test_a_config_map_that_a_misspelt_name_means_is_not_told_again(find: Find) -> None:
    text = joined(config_map(), workload(container=", envFrom: [{configMapRef: {name: setings}}]"))
    assert ids(find, text) == ["missing-config-map"]


SINGLE = ", volumeMounts: [{name: v, mountPath: /app/key, subPath: key}]"
MAPPED = ", volumes: [{name: v, configMap: {name: settings}}]"


@pytest.mark.parametrize(
    ("objects", "count"),
    [
        ((config_map(), workload(container=SINGLE, pod=MAPPED)), 1),
        (
            (config_map(), workload(container=SINGLE, pod=MAPPED, annotations=", annotations: {team: shop}")),
            1,
        ),
        ((config_map(), workload(container=SINGLE.replace(", subPath: key", ""), pod=MAPPED)), 0),
        (
            (
                config_map(),
                workload(container=SINGLE, pod=MAPPED, annotations=", annotations: {checksum/a: b}"),
            ),
            0,
        ),
        (
            (
                config_map(),
                workload(container=SINGLE, pod=MAPPED, annotations=", annotations: {a: 0123456789ab}"),
            ),
            0,
        ),
        (
            (
                config_map(),
                workload(
                    container=SINGLE, pod=MAPPED, metadata=", annotations: {reloader.stakater.com/auto: 'y'}"
                ),
            ),
            0,
        ),
        (
            (
                config_map("settings-7d9f8c6b5d"),
                workload(container=SINGLE, pod=MAPPED.replace("settings", "settings-7d9f8c6b5d")),
            ),
            0,
        ),
        ((f"{config_map()}\nimmutable: true", workload(container=SINGLE, pod=MAPPED)), 0),
        ((workload(container=SINGLE, pod=MAPPED),), 0),
    ],
)
def test_changes_that_no_pod_sees(find: Find, objects: tuple[str, ...], count: int) -> None:
    assert len(find(joined(*objects), select="config-map-change-unnoticed")) == count


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("ref+vault://kv/shop#/password", 1),
        ("ref+secret://database#url", 1),
        ("ref/vault", 0),
        ("see ref+vault://kv", 0),
        ("https://example.com", 0),
    ],
)
def test_references_that_vals_resolves(find: Find, value: str, count: int) -> None:
    text = workload(container=f', env: [{{name: A, value: "{value}"}}]')
    assert ids(find, text) == ["unresolved-value-reference"] * count
