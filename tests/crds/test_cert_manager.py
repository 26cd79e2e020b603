"""Certificate, Issuer and ClusterIssuer: what cert-manager takes, and what it doesn't."""

from collections.abc import Mapping

import pytest

from tests.crds.schemas import GONE, but, definitions, refused, schema_of

CERTIFICATE = """
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: tarsy}
spec:
  secretName: tarsy-tls
  issuerRef: {name: internal-ca, kind: ClusterIssuer, group: cert-manager.io}
  commonName: tarsy
  dnsNames: [tarsy, tarsy.tarsy-dev.svc]
  ipAddresses: [127.0.0.1]
  subject: {organizations: [Example]}
  duration: 2160h
  renewBefore: 360h0m0s
  usages: [digital signature, key encipherment, server auth]
  privateKey: {algorithm: ECDSA, size: 256, encoding: PKCS8, rotationPolicy: Always}
  secretTemplate: {labels: {app.kubernetes.io/name: tarsy}}
  keystores:
    pkcs12: {create: true, profile: Modern2023, passwordSecretRef: {name: keystore, key: password}}
  additionalOutputFormats: [{type: CombinedPEM}]
  revisionHistoryLimit: 1
"""

ACME = """
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: letsencrypt}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    email: sre@example.com
    privateKeySecretRef: {name: letsencrypt-account}
    externalAccountBinding: {keyID: k, keySecretRef: {name: eab, key: secret}, keyAlgorithm: HS256}
    solvers:
      - selector: {dnsZones: [example.com]}
        dns01:
          cnameStrategy: Follow
          route53: {region: eu-west-1, auth: {kubernetes: {serviceAccountRef: {name: route53}}}}
      - http01:
          ingress:
            ingressClassName: nginx
            podTemplate: {spec: {nodeSelector: {kubernetes.io/os: linux}}}
      - http01:
          gatewayHTTPRoute: {parentRefs: [{name: public, sectionName: http}]}
"""

VAULT = """
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: vault}
spec:
  vault:
    server: https://vault.example.com
    path: pki/sign/tarsy
    caBundle: LS0tLS1CRUdJTg==
    auth:
      kubernetes: {role: tarsy, mountPath: /v1/auth/kubernetes, serviceAccountRef: {name: tarsy}}
"""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"spec.renewBefore": GONE, "spec.renewBeforePercentage": 30},
        {"spec.commonName": GONE, "spec.subject": GONE, "spec.literalSubject": "CN=tarsy,O=Example"},
        {"spec": {"secretName": "tarsy-tls", "issuerRef": {"name": "ca"}, "dnsNames": ["tarsy"]}},
    ],
)
def test_a_certificate(changes: Mapping[str, object]) -> None:
    assert refused(CERTIFICATE, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.secretName": GONE}),
        but({"spec.issuerRef": GONE}),
        but({"spec.issuerRef.name": GONE}),
        but({"spec.issuerRef.namespace": "other"}),
        but({"spec.commonName": "t" * 65}),
        but({"spec.dnsNames": "tarsy"}),
        but({"spec.dnsName": ["tarsy"]}),
        but({"spec.duration": "90d"}),
        but({"spec.renewBefore": "15"}),
        but({"spec.usages[0]": "server-auth"}),
        but({"spec.privateKey.algorithm": "EC"}),
        but({"spec.privateKey.size": "256"}),
        but({"spec.privateKey.rotationPolicy": "always"}),
        but({"spec.keystores.pkcs12.create": GONE}),
        but({"spec.keystores.pkcs12.profile": "Modern"}),
        but({"spec.additionalOutputFormats[0].type": "PEM"}),
        but({"spec.revisionHistoryLimit": 0}),
        but({"spec.secretTemplate.type": "Opaque"}),
    ],
)
def test_a_certificate_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(CERTIFICATE, changes) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"spec.renewBeforePercentage": 30},
        {"spec.subject": GONE, "spec.literalSubject": "CN=tarsy"},
        {"spec.commonName": GONE, "spec.literalSubject": "CN=tarsy"},
        {"spec": {"secretName": "tarsy-tls", "issuerRef": {"name": "ca"}}},
        {"spec": {"secretName": "tarsy-tls", "issuerRef": {"name": "ca"}, "dnsNames": []}},
    ],
)
def test_fields_of_a_certificate_that_exclude_or_need_each_other(changes: Mapping[str, object]) -> None:
    assert refused(CERTIFICATE, changes) == ["spec"]


@pytest.mark.parametrize("manifest", [ACME, VAULT])
def test_an_issuer(manifest: str) -> None:
    assert refused(manifest) == []


@pytest.mark.parametrize(
    "spec", [{"selfSigned": {}}, {"ca": {"secretName": "internal-ca"}}, {"venafi": {"zone": "devops"}}]
)
def test_what_else_an_issuer_may_be(spec: Mapping[str, object]) -> None:
    assert refused(VAULT, {"spec": spec}) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.acme.server": GONE}),
        but({"spec.acme.privateKeySecretRef": GONE}),
        but({"spec.acme.emails": []}),
        but({"spec.acme.externalAccountBinding.keyAlgorithm": "RS256"}),
        but({"spec.acme.solvers[0].dns01.cnameStrategy": "follow"}),
        but({"spec.acme.solvers[0].dns01.route53.zone": "Z1"}),
        but({"spec.acme.solvers[0].http01": {"ingress": {}}}, "spec.acme.solvers[0]"),
        but({"spec.acme.solvers[0]": {"selector": {}}}),
        but({"spec.acme.solvers[1].http01": {}}),
        but({"spec.acme.solvers[1].http01.ingress.ingressClass": "nginx"}),
        but({"spec.acme.solvers[2].http01.gatewayHTTPRoute.parentRefs[0].name": GONE}),
        but({"spec.acme.solvers[2].http01.gatewayHTTPRoute.parentRefs[0].port": 0}),
        but({"spec.acme.solvers[2].http01.gatewayHTTPRoute.parentRefs[0].sectionName": "HTTP"}),
    ],
)
def test_an_acme_issuer_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(ACME, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec": GONE}),
        but({"spec": {}}),
        but({"spec.selfSigned": {}}, "spec"),
        but({"spec": {"ca": {}}}, "spec.ca.secretName"),
        but({"spec.vault.path": GONE}),
        but({"spec.vault.auth": GONE}),
        but({"spec.vault.auth": {}}),
        but({"spec.vault.auth.tokenSecretRef": {"name": "token"}}, "spec.vault.auth"),
        but({"spec.vault.auth.kubernetes.role": GONE}),
        but({"spec.vault.caBundle": "-----BEGIN CERTIFICATE-----"}),
    ],
)
def test_another_issuer_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(VAULT, changes) == [field]


def test_issuers_of_a_namespace_and_of_the_cluster_say_the_same() -> None:
    issuer, cluster_issuer = (schema_of(definitions()[kind]) for kind in ("Issuer", "ClusterIssuer"))
    assert issuer["properties"]["spec"] == cluster_issuer["properties"]["spec"]
