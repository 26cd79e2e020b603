"""What provides Secrets and ConfigMaps, and with which keys.

A Secret is rarely written in full into the manifests. It comes from an ExternalSecret, a
SealedSecret, a Vault operator, cert-manager, OpenShift's service CA, a token controller. Each of
them is understood here; what is not understood counts as "may be there", never as "is missing".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.kinds import GroupKind
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node

SECRET: Final = "Secret"
CONFIG_MAP: Final = "ConfigMap"

_TLS_KEYS: Final = frozenset({"tls.crt", "tls.key"})
_SERVING_CERTIFICATE: Final = (
    "service.beta.openshift.io/serving-cert-secret-name",
    "service.alpha.openshift.io/serving-cert-secret-name",
)
_INJECT_CA_BUNDLE: Final = (
    "service.beta.openshift.io/inject-cabundle",
    "service.alpha.openshift.io/inject-cabundle",
)
_INJECT_TRUSTED_CA: Final = "config.openshift.io/inject-trusted-cabundle"
_CERT_MANAGER_SHIM: Final = (
    "cert-manager.io/cluster-issuer",
    "cert-manager.io/issuer",
    "kubernetes.io/tls-acme",
    "cert.gardener.cloud/purpose",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Provision:
    """One Secret or ConfigMap that will exist, and who makes it.

    Attributes:
        kind: ``Secret`` or ``ConfigMap``.
        name: its name.
        namespace: its namespace; empty: any.
        keys: its keys; none: not known.
        provider: the object that is it, or that makes it.
        node: the place in the provider that says so.
    """

    kind: str
    name: str
    namespace: str
    keys: frozenset[str] | None
    provider: Manifest
    node: Node


def provisions_of(manifest: Manifest) -> Iterator[Provision]:
    """Yield every Secret and ConfigMap that an object is or makes."""
    provider = _PROVIDERS.get(manifest.group_kind)
    if provider is not None:
        for provision in provider(manifest):
            if provision.name:
                yield provision


def _provision(
    manifest: Manifest,
    node: Node,
    *,
    keys: frozenset[str] | None,
    kind: str = SECRET,
    name: str | None = None,
    namespace: str | None = None,
) -> Provision:
    return Provision(
        kind=kind,
        name=node.text if name is None else name,
        namespace=manifest.namespace if namespace is None else namespace,
        keys=keys,
        provider=manifest,
        node=node,
    )


def _annotated(manifest: Manifest, names: tuple[str, ...]) -> Node | None:
    for name in names:
        if manifest.annotations.get(name):
            return manifest.metadata["annotations"][name]
    return None


def _secret(manifest: Manifest) -> Iterator[Provision]:
    keys = frozenset(manifest.root["data"].mapping) | frozenset(manifest.root["stringData"].mapping)
    name = manifest.metadata["name"]
    if manifest.root["type"].text == "kubernetes.io/service-account-token":
        keys |= {"token", "ca.crt", "namespace"}
    # An empty Secret is a vessel that a controller fills.
    yield _provision(manifest, name, keys=keys or None)


def _config_map(manifest: Manifest) -> Iterator[Provision]:
    keys = frozenset(manifest.root["data"].mapping) | frozenset(manifest.root["binaryData"].mapping)
    if _annotated(manifest, _INJECT_CA_BUNDLE) is not None:
        keys |= {"service-ca.crt"}
    if manifest.labels.get(_INJECT_TRUSTED_CA) == "true":
        keys |= {"ca-bundle.crt"}
    yield _provision(manifest, manifest.metadata["name"], keys=keys or None, kind=CONFIG_MAP)


def _sealed_secret(manifest: Manifest) -> Iterator[Provision]:
    template = manifest.spec["template"]
    keys = frozenset(manifest.spec["encryptedData"].mapping) | frozenset(template["data"].mapping)
    name = template.at("metadata", "name")
    yield _provision(manifest, name if name.text else manifest.metadata["name"], keys=keys or None)


def _external_secret(manifest: Manifest) -> Iterator[Provision]:
    target = manifest.spec["target"]
    if target["creationPolicy"].text == "None":
        return
    name = target["name"] if target["name"].text else manifest.metadata["name"]
    yield _provision(manifest, name, keys=_external_keys(manifest.spec))


def _cluster_external_secret(manifest: Manifest) -> Iterator[Provision]:
    spec = manifest.spec["externalSecretSpec"]
    candidates = (spec.at("target", "name"), manifest.spec["externalSecretName"], manifest.metadata["name"])
    name = next((candidate for candidate in candidates if candidate.text), candidates[-1])
    yield _provision(manifest, name, keys=_external_keys(spec), namespace="")


def _external_keys(spec: Node) -> frozenset[str] | None:
    template = spec.at("target", "template")
    if template["templateFrom"].sequence:
        return None
    templated = frozenset(template["data"].mapping)
    if templated and template["mergePolicy"].text != "Merge":
        # What is fetched is only what the templates are filled with.
        return templated
    if spec["dataFrom"].sequence:
        return None
    return templated | frozenset(entry["secretKey"].text for entry in spec["data"])


def _vault_secret(manifest: Manifest) -> Iterator[Provision]:
    destination = manifest.spec["destination"]
    if not destination["create"].is_true:
        return
    transformation = destination["transformation"]
    known = frozenset(transformation["templates"].mapping)
    only_templates = ".*" in transformation["excludes"].strings and not transformation["transformationRefs"]
    yield _provision(manifest, destination["name"], keys=known if known and only_templates else None)


def _vault_pki_secret(manifest: Manifest) -> Iterator[Provision]:
    destination = manifest.spec["destination"]
    if destination["create"].is_true:
        yield _provision(manifest, destination["name"], keys=None)


def _certificate(manifest: Manifest) -> Iterator[Provision]:
    keys = set(_TLS_KEYS) | {"ca.crt"}
    for keystore, suffix in (("jks", "jks"), ("pkcs12", "p12")):
        if manifest.spec.at("keystores", keystore, "create").is_true:
            keys |= {f"keystore.{suffix}", f"truststore.{suffix}"}
    formats = {"CombinedPEM": "tls-combined.pem", "DER": "key.der"}
    for output in manifest.spec["additionalOutputFormats"]:
        keys |= {formats[output["type"].text]} if output["type"].text in formats else set()
    yield _provision(manifest, manifest.spec["secretName"], keys=frozenset(keys))


def _issuer(manifest: Manifest) -> Iterator[Provision]:
    reference = manifest.spec.at("acme", "privateKeySecretRef")
    key = reference["key"].text or "tls.key"
    # A ClusterIssuer's Secret lives wherever cert-manager's own namespace is.
    yield _provision(manifest, reference["name"], keys=frozenset({key}))


def _service(manifest: Manifest) -> Iterator[Provision]:
    node = _annotated(manifest, _SERVING_CERTIFICATE)
    if node is not None:
        yield _provision(manifest, node, keys=_TLS_KEYS)


def _ingress(manifest: Manifest) -> Iterator[Provision]:
    if _annotated(manifest, _CERT_MANAGER_SHIM) is not None:
        for entry in manifest.spec["tls"]:
            yield _provision(manifest, entry["secretName"], keys=_TLS_KEYS | {"ca.crt"})


def _gateway(manifest: Manifest) -> Iterator[Provision]:
    if _annotated(manifest, _CERT_MANAGER_SHIM) is not None:
        for listener in manifest.spec["listeners"]:
            for reference in listener.at("tls", "certificateRefs"):
                yield _provision(manifest, reference["name"], keys=_TLS_KEYS | {"ca.crt"})


def _secret_provider_class(manifest: Manifest) -> Iterator[Provision]:
    for entry in manifest.spec["secretObjects"]:
        keys = frozenset(item["key"].text for item in entry["data"] if item["key"].text)
        yield _provision(manifest, entry["secretName"], keys=keys or None)


_PROVIDERS: Final[Mapping[GroupKind, Callable[[Manifest], Iterator[Provision]]]] = {
    ("", "ConfigMap"): _config_map,
    ("", "Secret"): _secret,
    ("", "Service"): _service,
    ("bitnami.com", "SealedSecret"): _sealed_secret,
    ("cert-manager.io", "Certificate"): _certificate,
    ("cert-manager.io", "ClusterIssuer"): _issuer,
    ("cert-manager.io", "Issuer"): _issuer,
    ("external-secrets.io", "ClusterExternalSecret"): _cluster_external_secret,
    ("external-secrets.io", "ExternalSecret"): _external_secret,
    ("gateway.networking.k8s.io", "Gateway"): _gateway,
    ("networking.k8s.io", "Ingress"): _ingress,
    ("extensions", "Ingress"): _ingress,
    ("secrets-store.csi.x-k8s.io", "SecretProviderClass"): _secret_provider_class,
    ("secrets.hashicorp.com", "HCPVaultSecretsApp"): _vault_secret,
    ("secrets.hashicorp.com", "VaultDynamicSecret"): _vault_secret,
    ("secrets.hashicorp.com", "VaultPKISecret"): _vault_pki_secret,
    ("secrets.hashicorp.com", "VaultStaticSecret"): _vault_secret,
}
