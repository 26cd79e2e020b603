"""References: issuers and stores behind Secrets exist, and no two objects make the same Secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.provided import SECRET, Provision
from podwright.verify.references.placement import placement_of
from podwright.verify.rules import Family, Flaw, Severity, check

_CERT_MANAGER: Final = "cert-manager.io"
_EXTERNAL_SECRETS: Final = "external-secrets.io"
_STORE_DRIVER: Final = "secrets-store.csi.k8s.io"
_STORE_GROUP: Final = "secrets-store.csi.x-k8s.io"
_CERTIFICATES: Final = "https://cert-manager.io/docs/usage/certificate/"
_MAKERS: Final = frozenset(
    {
        ("", "Secret"),
        ("", "Service"),
        ("bitnami.com", "SealedSecret"),
        ("cert-manager.io", "Certificate"),
        ("external-secrets.io", "ExternalSecret"),
        ("secrets.hashicorp.com", "HCPVaultSecretsApp"),
        ("secrets.hashicorp.com", "VaultDynamicSecret"),
        ("secrets.hashicorp.com", "VaultPKISecret"),
        ("secrets.hashicorp.com", "VaultStaticSecret"),
    }
)
_TAKEN_OVER: Final = frozenset({"sealedsecrets.bitnami.com/managed", "sealedsecrets.bitnami.com/patch"})
"""Annotations of Secrets that agree to being written by somebody else."""


@check(
    "missing-issuer",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A certificate is asked of an issuer that does not exist.",
    source=_CERTIFICATES,
)
def missing_issuer(cluster: Cluster) -> Iterator[Flaw]:
    """Find issuers that are not there; of the ClusterIssuers of a cluster nothing is claimed."""
    placement = placement_of(cluster)
    for manifest, kind, node in _issuer_references(cluster):
        name = node.text
        if kind in ("Issuer", "ClusterIssuer") and placement.is_missing(kind, _CERT_MANAGER, manifest, name):
            hint = placement.hint(kind, _CERT_MANAGER, manifest, name)
            if not hint and cluster.manifests.find("ClusterIssuer", _CERT_MANAGER, "", name) is not None:
                hint = ", but a ClusterIssuer of that name"
            remedy = placement.remedy(kind, _CERT_MANAGER, manifest, name)
            yield Flaw(manifest, node, f"there is no {kind} {name}{hint}", remedy)


def _issuer_references(cluster: Cluster) -> Iterator[tuple[Manifest, str, Node]]:
    for certificate in cluster.manifests.of_kind("Certificate", _CERT_MANAGER):
        reference = certificate.spec["issuerRef"]
        if reference["group"].text in ("", _CERT_MANAGER):
            yield certificate, reference["kind"].text or "Issuer", reference["name"]
    for kind, group in (("Ingress", "networking.k8s.io"), ("Gateway", "gateway.networking.k8s.io")):
        for manifest in cluster.manifests.of_kind(kind, group):
            annotations = manifest.metadata["annotations"]
            # The issuer may be of another operator, which has its own group.
            if not annotations["cert-manager.io/issuer-group"].text:
                yield manifest, "Issuer", annotations["cert-manager.io/issuer"]
                yield manifest, "ClusterIssuer", annotations["cert-manager.io/cluster-issuer"]


@check(
    "missing-secret-store",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A Secret is fetched from a store that does not exist.",
    source="https://external-secrets.io/latest/api/externalsecret/",
)
def missing_secret_store(cluster: Cluster) -> Iterator[Flaw]:
    """Find stores that are not there; of the ClusterSecretStores of a cluster nothing is claimed."""
    placement = placement_of(cluster)
    for manifest, reference in _store_references(cluster):
        kind, name = reference["kind"].text or "SecretStore", reference["name"]
        if kind not in ("SecretStore", "ClusterSecretStore") or not name.text:
            continue
        if placement.is_missing(kind, _EXTERNAL_SECRETS, manifest, name.text):
            hint = placement.hint(kind, _EXTERNAL_SECRETS, manifest, name.text)
            remedy = placement.remedy(kind, _EXTERNAL_SECRETS, manifest, name.text)
            yield Flaw(manifest, name, f"there is no {kind} {name.text}{hint}", remedy)


def _store_references(cluster: Cluster) -> Iterator[tuple[Manifest, Node]]:
    for secret in cluster.manifests.of_kind("ExternalSecret", _EXTERNAL_SECRETS):
        yield secret, secret.spec["secretStoreRef"]
        for field in ("data", "dataFrom"):
            for entry in secret.spec[field]:
                yield secret, entry["sourceRef"]["storeRef"]
    for push in cluster.manifests.of_kind("PushSecret", _EXTERNAL_SECRETS):
        for reference in push.spec["secretStoreRefs"]:
            yield push, reference


@check(
    "missing-secret-provider-class",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A volume of the secrets store driver is of a SecretProviderClass that does not exist.",
    source="https://secrets-store-csi-driver.sigs.k8s.io/getting-started/usage.html",
)
def missing_secret_provider_class(cluster: Cluster) -> Iterator[Flaw]:
    """Find provider classes that are not there: the pods wait for their volume for ever."""
    placement = placement_of(cluster)
    for pod in cluster.manifests.pods:
        for volume in pod.spec["volumes"]:
            driver = volume["csi"]
            node = driver["volumeAttributes"]["secretProviderClass"]
            if driver["driver"].text != _STORE_DRIVER:
                continue
            if placement.is_missing("SecretProviderClass", _STORE_GROUP, pod.manifest, node.text):
                hint = placement.hint("SecretProviderClass", _STORE_GROUP, pod.manifest, node.text)
                remedy = placement.remedy("SecretProviderClass", _STORE_GROUP, pod.manifest, node.text)
                message = f"there is no SecretProviderClass {node.text}{hint}"
                yield Flaw(pod.manifest, node, message, remedy)


@check(
    "secret-made-twice",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="Two objects make the same Secret.",
    source=f"{_CERTIFICATES}#creating-certificate-resources",
)
def secret_made_twice(cluster: Cluster) -> Iterator[Flaw]:
    """Find Secrets that two controllers would write in turn, or one refuse to take over."""
    for (kind, _, name), provisions in cluster.provisions.items():
        if kind != SECRET:
            continue
        makers = [provision for provision in provisions if _makes(provision)]
        kinds = {maker.provider.group_kind for maker in makers}
        # Two Secrets of one name are a duplicate object, which is told as such.
        if len(makers) > 1 and kinds != {("", "Secret")}:
            first = makers[0].provider.ref
            for maker in makers[1:]:
                if maker.provider.ref == first:
                    continue
                message = f"{makers[0].provider} makes the Secret {name}, too"
                yield Flaw(maker.provider, maker.node, message, "Give one of them another name")


def _makes(provision: Provision) -> bool:
    provider = provision.provider
    if provider.group_kind not in _MAKERS:
        return False
    if provider.group_kind == ("", "Secret"):
        # One without content waits for a controller to fill it.
        values = [node for field in ("data", "stringData") for _, node in provider.root[field].items()]
        return any(node.value for node in values) and not provider.annotations.keys() & _TAKEN_OVER
    if provider.kind == "ExternalSecret":
        return provider.spec.at("target", "creationPolicy").text in ("", "Owner")
    return True
