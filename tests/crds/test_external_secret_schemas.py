"""ExternalSecret and its stores: what the External Secrets Operator takes, and what it doesn't."""

from collections.abc import Mapping

import pytest

from tests.crds.schemas import GONE, but, definitions, refused, schema_of

EXTERNAL_SECRET = """
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: tarsy}
spec:
  secretStoreRef: {name: vault, kind: SecretStore}
  refreshPolicy: Periodic
  refreshInterval: 1h
  target:
    name: tarsy
    creationPolicy: Owner
    deletionPolicy: Retain
    template:
      type: Opaque
      engineVersion: v2
      metadata: {labels: {app.kubernetes.io/name: tarsy}}
      data: {url: "postgresql://tarsy:{{ .password }}@tarsy-database"}
      templateFrom:
        - {target: Data, configMap: {name: templates, items: [{key: config.yaml, templateAs: Values}]}}
  data:
    - secretKey: password
      remoteRef: {key: tarsy/dev, property: password, decodingStrategy: None}
  dataFrom:
    - extract: {key: tarsy/common}
      rewrite: [{regexp: {source: "(.*)", target: "COMMON_$1"}}]
    - find: {name: {regexp: "^api-"}, tags: {team: sre}}
    - sourceRef: {generatorRef: {kind: Password, name: generated}}
"""

VAULT_STORE = """
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: vault}
spec:
  refreshInterval: 60
  retrySettings: {maxRetries: 3, retryInterval: 10s}
  provider:
    vault:
      server: https://vault.example.com
      path: kv
      version: v2
      caProvider: {type: ConfigMap, name: vault-ca, key: ca.crt}
      auth:
        kubernetes: {mountPath: kubernetes, role: tarsy, serviceAccountRef: {name: tarsy}}
"""

AWS_STORE = """
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: aws}
spec:
  conditions:
    - {namespaces: [tarsy-dev]}
  provider:
    aws:
      service: SecretsManager
      region: eu-west-1
      auth: {jwt: {serviceAccountRef: {name: external-secrets, namespace: external-secrets}}}
"""


@pytest.mark.parametrize("manifest", [EXTERNAL_SECRET, VAULT_STORE, AWS_STORE])
def test_an_object(manifest: str) -> None:
    assert refused(manifest) == []


@pytest.mark.parametrize(
    ("manifest", "changes"),
    [
        (EXTERNAL_SECRET, {"spec.target": GONE, "spec.data": GONE}),
        (EXTERNAL_SECRET, {"spec.secretStoreRef.kind": "ClusterSecretStore", "spec.refreshInterval": "0"}),
        (VAULT_STORE, {"spec.provider": {"fake": {"data": [{"key": "a", "value": "b"}]}}}),
        (VAULT_STORE, {"spec.provider": {"doppler": {"auth": {}}}}),
    ],
)
def test_what_else_an_object_may_say(manifest: str, changes: Mapping[str, object]) -> None:
    assert refused(manifest, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.secretStoreRef.kind": "VaultStore"}),
        but({"spec.secretStoreRef.name": "Vault"}),
        but({"spec.secretStore": "vault"}),
        but({"spec.refreshPolicy": "Always"}),
        but({"spec.refreshInterval": "1d"}),
        but({"spec.target.creationPolicy": "Owned"}),
        but({"spec.target.deletionPolicy": "delete"}),
        but({"spec.target.template.engineVersion": "v1"}),
        but({"spec.target.template.type": 1}),
        but({"spec.target.template.stringData": {}}),
        but({"spec.target.template.templateFrom[0].configMap.items": GONE}),
        but({"spec.target.template.templateFrom[0].configMap.items[0].templateAs": "Keys"}),
        but({"spec.data[0].secretKey": GONE}),
        but({"spec.data[0].secretKey": "pass word"}),
        but({"spec.data[0].remoteRef": GONE}),
        but({"spec.data[0].remoteRef.key": GONE}),
        but({"spec.data[0].remoteRef.field": "password"}),
        but({"spec.data[0].remoteRef.decodingStrategy": "base64"}),
        but({"spec.dataFrom[0].extract.key": GONE}),
        but({"spec.dataFrom[0].rewrite[0].regexp.target": GONE}),
        but({"spec.dataFrom[0].rewrite[0].transform": {"template": "x"}}, "spec.dataFrom[0].rewrite[0]"),
        but({"spec.dataFrom[2].sourceRef.generatorRef.kind": "Token"}),
        but({"spec.dataFrom[2].sourceRef.storeRef": {"name": "vault"}}, "spec.dataFrom[2].sourceRef"),
    ],
)
def test_an_external_secret_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(EXTERNAL_SECRET, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.provider": GONE}),
        but({"spec.provider": {}}),
        but({"spec.provider.fake": {"data": []}}, "spec.provider"),
        but({"spec.provider": {"hashicorp": {}}}, "spec.provider.hashicorp"),
        but({"spec.provider.vault.server": GONE}),
        but({"spec.provider.vault.version": "kv-v2"}),
        but({"spec.provider.vault.address": "https://vault.example.com"}),
        but({"spec.provider.vault.caProvider.type": "configmap"}),
        but({"spec.provider.vault.caProvider.name": GONE}),
        but({"spec.provider.vault.auth.kubernetes.role": GONE}),
        but({"spec.provider.vault.auth.kubernetes.serviceAccountRef.name": "Tarsy"}),
        but({"spec.retrySettings.retries": 3}),
    ],
)
def test_a_store_in_vault_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(VAULT_STORE, changes) == [field]


OPEN_BAO_STORE = """
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: openbao}
spec:
  provider:
    openBao:
      server: https://bao.example.com
      caProvider: {type: Secret, name: bao-ca, key: ca.crt}
      auth:
        appRole: {path: approle, roleId: tarsy, secretRef: {name: bao, key: secret-id}}
"""


def test_a_store_in_openbao() -> None:
    assert refused(OPEN_BAO_STORE) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.provider.openBao.caBundle": "QUJD"}, "spec.provider.openBao"),
        but({"spec.provider.openBao.auth.tokenSecretRef": {"name": "bao"}}, "spec.provider.openBao.auth"),
        but({"spec.provider.openBao.auth.appRole": GONE}, "spec.provider.openBao.auth"),
        but(
            {"spec.provider.openBao.auth.appRole.roleRef": {"name": "bao"}},
            "spec.provider.openBao.auth.appRole",
        ),
        but({"spec.provider.openBao.auth.kubernetes": {}}),
    ],
)
def test_a_store_in_openbao_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(OPEN_BAO_STORE, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.provider.aws.service": GONE}),
        but({"spec.provider.aws.service": "Secrets"}),
        but({"spec.provider.aws.region": GONE}),
        but({"spec.provider.aws.auth.jwt.serviceAccountRef.name": GONE}),
        but({"spec.conditions[0].namespace": "tarsy-dev"}),
        but({"spec.conditions[0].namespaces[0]": "tarsy_dev"}),
    ],
)
def test_a_store_in_aws_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(AWS_STORE, changes) == [field]


def test_an_older_version_is_not_served() -> None:
    assert refused(EXTERNAL_SECRET, {"apiVersion": "external-secrets.io/v1beta1"}) == ["apiVersion"]


def test_stores_of_a_namespace_and_of_the_cluster_say_the_same() -> None:
    store, cluster_store = (schema_of(definitions()[kind]) for kind in ("SecretStore", "ClusterSecretStore"))
    assert store["properties"]["spec"] == cluster_store["properties"]["spec"]
