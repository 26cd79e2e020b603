"""The kinds of the Vault Secrets Operator: what it takes, and what it doesn't."""

from collections.abc import Mapping

import pytest

from tests.crds.schemas import GONE, but, refused

CONNECTION = """
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultConnection
metadata: {name: vault}
spec:
  address: https://vault.example.com:8200
  skipTLSVerify: false
  tlsServerName: vault.example.com
  caCertSecretRef: vault-ca
  headers: {X-Request-Source: tarsy}
  timeout: 30s
"""

AUTH = """
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultAuth
metadata: {name: tarsy}
spec:
  vaultConnectionRef: vault
  method: kubernetes
  mount: kubernetes
  allowedNamespaces: [tarsy-dev]
  kubernetes:
    role: tarsy
    serviceAccount: tarsy
    audiences: [vault]
    tokenExpirationSeconds: 600
  storageEncryption: {mount: transit, keyName: vso}
  vaultAuthGlobalRef: {name: default, mergeStrategy: {headers: union, params: none}}
"""

STATIC_SECRET = """
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultStaticSecret
metadata: {name: tarsy}
spec:
  vaultAuthRef: tarsy
  mount: kv
  path: tarsy/dev
  type: kv-v2
  version: 3
  refreshAfter: 1h
  hmacSecretData: true
  syncConfig: {instantUpdates: true}
  rolloutRestartTargets:
    - {kind: Deployment, name: tarsy}
  destination:
    name: tarsy
    create: true
    labels: {app.kubernetes.io/name: tarsy}
    transformation:
      excludeRaw: true
      includes: ["^api_.*"]
      templates:
        GOOGLE_API_KEY: {text: '{{ get .Secrets "api_key" }}'}
      transformationRefs:
        - {name: common, templateRefs: [{name: url, keyOverride: URL}]}
"""

DYNAMIC_SECRET = """
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultDynamicSecret
metadata: {name: tarsy-database}
spec:
  vaultAuthRef: tarsy
  mount: database
  path: creds/tarsy
  requestHTTPMethod: GET
  params: {ttl: 1h}
  renewalPercent: 67
  revoke: true
  rolloutRestartTargets:
    - {kind: StatefulSet, name: tarsy}
  destination: {name: tarsy-database, create: true}
"""


@pytest.mark.parametrize("manifest", [CONNECTION, AUTH, STATIC_SECRET, DYNAMIC_SECRET])
def test_an_object(manifest: str) -> None:
    assert refused(manifest) == []


@pytest.mark.parametrize(
    ("manifest", "changes"),
    [
        (CONNECTION, {"spec.skipTLSVerify": GONE, "spec.timeout": "1.5m"}),
        (AUTH, {"spec": {"vaultAuthGlobalRef": {"allowDefault": True}}}),
        (STATIC_SECRET, {"spec.rolloutRestartTargets[1]": {"kind": "argo.Rollout", "name": "tarsy"}}),
        (DYNAMIC_SECRET, {"spec.allowStaticCreds": True, "spec.refreshAfter": "30m"}),
    ],
)
def test_what_else_an_object_may_say(manifest: str, changes: Mapping[str, object]) -> None:
    assert refused(manifest, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.address": GONE}),
        but({"spec.skipTLSVerify": "false"}),
        but({"spec.skipTlsVerify": True}),
        but({"spec.timeout": "1h30m"}),
        but({"spec.timeout": 30}),
        but({"spec.headers.X-Retries": 3}),
        but({"spec.caCertPath": "/ca.crt"}, "spec"),
    ],
)
def test_a_connection_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(CONNECTION, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.method": "approle"}),
        but({"spec.kubernetes.tokenExpirationSeconds": 599}),
        but({"spec.kubernetes.serviceAccountName": "tarsy"}),
        but({"spec.allowedNamespaces": "*"}),
        but({"spec.storageEncryption.keyName": GONE}),
        but({"spec.vaultAuthGlobalRef.name": "Default"}),
        but({"spec.vaultAuthGlobalRef.mergeStrategy.headers": "merge"}),
    ],
)
def test_a_login_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(AUTH, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.destination": GONE}),
        but({"spec.destination.name": GONE}),
        but({"spec.destination.create": "yes"}),
        but({"spec.destination.namespace": "other"}),
        but({"spec.destination.transformation.templates.GOOGLE_API_KEY.text": GONE}),
        but({"spec.destination.transformation.transformationRefs[0].templateRefs[0].name": GONE}),
        but({"spec.mount": GONE}),
        but({"spec.path": GONE}),
        but({"spec.type": GONE}),
        but({"spec.type": "kv"}),
        but({"spec.version": -1}),
        but({"spec.refreshAfter": "1d"}),
        but({"spec.refreshAfter": "1h30m"}),
        but({"spec.rolloutRestartTargets[0].kind": "Rollout"}),
        but({"spec.rolloutRestartTargets[0].name": GONE}),
        but({"spec.secretName": "tarsy"}),
    ],
)
def test_a_static_secret_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(STATIC_SECRET, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.destination": GONE}),
        but({"spec.mount": GONE}),
        but({"spec.path": GONE}),
        but({"spec.requestHTTPMethod": "get"}),
        but({"spec.renewalPercent": 91}),
        but({"spec.renewalPercent": -1}),
        but({"spec.params.ttl": 3600}),
        but({"spec.type": "kv-v2"}),
        but({"spec.rolloutRestartTargets[0].kind": "Job"}),
    ],
)
def test_a_dynamic_secret_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(DYNAMIC_SECRET, changes) == [field]
