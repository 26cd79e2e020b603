"""References to Secrets and ConfigMaps by objects other than pods: Ingresses, monitors, issuers, stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.kinds import GroupKind
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.provided import CONFIG_MAP, SECRET

_TLS_KEYS: Final = ("tls.crt", "tls.key")
_INGRESS_ANNOTATIONS: Final = (
    "nginx.ingress.kubernetes.io/auth-secret",
    "nginx.ingress.kubernetes.io/auth-tls-secret",
    "nginx.ingress.kubernetes.io/proxy-ssl-secret",
)


@dataclass(frozen=True, slots=True)
class KeyedReference:
    """An object reads keys of a Secret or ConfigMap.

    Attributes:
        kind: ``Secret`` or ``ConfigMap``.
        name: the field with its name.
        keys: the keys that are read, each with the field that names it; a key that is given by
            convention (``tls.crt``) stands at the name.
        namespace: where it is looked for; empty: in the namespace of the object.
        optional: whether it may be absent.
        is_pull_secret: whether images are pulled with it.
    """

    kind: str
    name: Node
    keys: tuple[tuple[str, Node], ...] = ()
    namespace: str = ""
    optional: bool = False
    is_pull_secret: bool = False


def references_of_object(manifest: Manifest) -> Iterator[KeyedReference]:
    """Yield the Secrets and ConfigMaps that an object reads, as far as its type is understood."""
    reader = _READERS.get(manifest.group_kind)
    if reader is not None:
        yield from reader(manifest)


def _keyed(kind: str, selector: Node) -> Iterator[KeyedReference]:
    """Yield what a selector with ``name`` and ``key`` selects."""
    if selector["name"].text:
        key = selector["key"]
        keys = ((key.text, key),) if key.text else ()
        yield KeyedReference(kind, selector["name"], keys, optional=selector["optional"].is_true)


def _conventional(name: Node, *keys: str, namespace: str = "") -> KeyedReference:
    return KeyedReference(SECRET, name, tuple((key, name) for key in keys), namespace=namespace)


# --- what Kubernetes and OpenShift read ---


def _service_account(manifest: Manifest) -> Iterator[KeyedReference]:
    for secret in manifest.root["imagePullSecrets"]:
        yield KeyedReference(SECRET, secret["name"], is_pull_secret=True)


def _ingress(manifest: Manifest) -> Iterator[KeyedReference]:
    for entry in manifest.spec["tls"]:
        if entry["secretName"].text:
            yield _conventional(entry["secretName"], *_TLS_KEYS)
    for annotation in _INGRESS_ANNOTATIONS:
        node = manifest.metadata["annotations"][annotation]
        # With a namespace in front it is read there.
        if node.text and "/" not in node.text:
            yield KeyedReference(SECRET, node)


def _route(manifest: Manifest) -> Iterator[KeyedReference]:
    name = manifest.spec.at("tls", "externalCertificate", "name")
    if name.text:
        yield _conventional(name, *_TLS_KEYS)


def _gateway(manifest: Manifest) -> Iterator[KeyedReference]:
    for listener in manifest.spec["listeners"]:
        for reference in listener.at("tls", "certificateRefs"):
            if reference["kind"].text in ("", SECRET) and not reference["group"].text:
                yield _conventional(reference["name"], *_TLS_KEYS, namespace=reference["namespace"].text)


# --- what the Prometheus operator reads ---


def _monitor(endpoints: str) -> Callable[[Manifest], Iterator[KeyedReference]]:
    def read(manifest: Manifest) -> Iterator[KeyedReference]:
        for endpoint in manifest.spec[endpoints]:
            yield from _scrape(endpoint)

    return read


def _probe(manifest: Manifest) -> Iterator[KeyedReference]:
    yield from _scrape(manifest.spec)


def _scrape(endpoint: Node) -> Iterator[KeyedReference]:
    for way in (
        ("authorization", "credentials"),
        ("basicAuth", "password"),
        ("basicAuth", "username"),
        ("bearerTokenSecret",),
        ("oauth2", "clientSecret"),
        ("tlsConfig", "keySecret"),
    ):
        yield from _keyed(SECRET, endpoint.at(*way))
    for way in (("oauth2", "clientId"), ("tlsConfig", "ca"), ("tlsConfig", "cert")):
        holder = endpoint.at(*way)
        yield from _keyed(SECRET, holder["secret"])
        yield from _keyed(CONFIG_MAP, holder["configMap"])


# --- what cert-manager reads ---


def _issuer(manifest: Manifest) -> Iterator[KeyedReference]:
    authority = manifest.spec.at("ca", "secretName")
    if authority.text:
        yield _conventional(authority, *_TLS_KEYS)
    yield from _selectors_below(manifest.spec["vault"])
    for solver in manifest.spec.at("acme", "solvers"):
        yield from _selectors_below(solver["dns01"])
    yield from _keyed(SECRET, manifest.spec.at("acme", "externalAccountBinding", "keySecretRef"))


def _certificate(manifest: Manifest) -> Iterator[KeyedReference]:
    for store in ("jks", "pkcs12"):
        yield from _keyed(SECRET, manifest.spec.at("keystores", store, "passwordSecretRef"))


# --- what Secret operators read ---


def _secret_store(manifest: Manifest) -> Iterator[KeyedReference]:
    yield from _selectors_below(manifest.spec["provider"])
    for _, provider in manifest.spec["provider"].items():
        authority = provider["caProvider"]
        if authority["type"].text in (SECRET, CONFIG_MAP):
            yield from _keyed(authority["type"].text, authority)


def _push_secret(manifest: Manifest) -> Iterator[KeyedReference]:
    name = manifest.spec.at("selector", "secret", "name")
    if name.text:
        keys = [entry.at("match", "secretKey") for entry in manifest.spec["data"]]
        yield KeyedReference(SECRET, name, tuple((key.text, key) for key in keys if key.text))


def _selectors_below(node: Node) -> Iterator[KeyedReference]:
    """Yield every selector of a Secret's key (``…SecretRef`` with ``name``) below a node."""
    pending = [node]
    while pending:
        for field, child in pending.pop().items():
            if field.lower().endswith("secretref") and child["name"].text:
                if not child["namespace"].text:
                    yield from _keyed(SECRET, child)
            else:
                pending.append(child)


def _vault_connection(manifest: Manifest) -> Iterator[KeyedReference]:
    name = manifest.spec["caCertSecretRef"]
    if name.text:
        yield _conventional(name, "ca.crt")


def _vault_auth(manifest: Manifest) -> Iterator[KeyedReference]:
    for method, key in (("jwt", "jwt"), ("appRole", "id")):
        name = manifest.spec.at(method, "secretRef")
        if name.text:
            yield _conventional(name, key)


def _vault_destination(manifest: Manifest) -> Iterator[KeyedReference]:
    destination = manifest.spec["destination"]
    # The operator then only fills a Secret that somebody else has made.
    if not destination["create"].is_true and destination["name"].text:
        yield KeyedReference(SECRET, destination["name"])


_READERS: Final[Mapping[GroupKind, Callable[[Manifest], Iterator[KeyedReference]]]] = {
    ("", "ServiceAccount"): _service_account,
    ("cert-manager.io", "Certificate"): _certificate,
    ("cert-manager.io", "Issuer"): _issuer,
    ("external-secrets.io", "PushSecret"): _push_secret,
    ("external-secrets.io", "SecretStore"): _secret_store,
    ("gateway.networking.k8s.io", "Gateway"): _gateway,
    ("monitoring.coreos.com", "PodMonitor"): _monitor("podMetricsEndpoints"),
    ("monitoring.coreos.com", "Probe"): _probe,
    ("monitoring.coreos.com", "ServiceMonitor"): _monitor("endpoints"),
    ("networking.k8s.io", "Ingress"): _ingress,
    ("route.openshift.io", "Route"): _route,
    ("secrets.hashicorp.com", "HCPVaultSecretsApp"): _vault_destination,
    ("secrets.hashicorp.com", "VaultAuth"): _vault_auth,
    ("secrets.hashicorp.com", "VaultConnection"): _vault_connection,
    ("secrets.hashicorp.com", "VaultDynamicSecret"): _vault_destination,
    ("secrets.hashicorp.com", "VaultPKISecret"): _vault_destination,
    ("secrets.hashicorp.com", "VaultStaticSecret"): _vault_destination,
}
"""The objects whose operators are understood: a custom resource that is not among them is not judged."""
