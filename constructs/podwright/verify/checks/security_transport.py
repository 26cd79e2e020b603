"""Security: connections that are not encrypted, or whose other end is not verified."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.settings import Origin, Setting, configuration_of
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import Container
from podwright.verify.rules import Family, Flaw, Severity, check

_MODE_VARIABLE: Final = re.compile(r"(?P<stem>(?:[A-Z0-9]+_)*)(?:PG)?SSL_?MODE", re.IGNORECASE)
_IN_URL: Final = re.compile(
    r"postgres(?:ql)?(?:\+[a-z0-9]+)?://(?:[^\s/?#\"'@]*@)?(?P<host>[^\s/?#\"':,]*)[^\s\"']*?[?&]sslmode=disable\b"
)
_IN_PAIRS: Final = re.compile(
    r"\bhost=(?P<host>[^\s'\"]+)(?=.*\bsslmode=disable\b)|sslmode=disable\b.*\bhost=(?P<other>[^\s'\"]+)"
)
_LOCAL: Final = ("localhost", "127.", "/", "[::1]")
_MESHES: Final = ("sidecar.istio.io/inject", "linkerd.io/inject", "istio.io/dataplane-mode")
_MESHED_NAMESPACE: Final = ("istio-injection", "istio.io/rev", "istio.io/dataplane-mode", "linkerd.io/inject")
_SKIP_FIELDS: Final = frozenset(
    {"insecureSkipVerify", "insecureSkipTLSVerify", "skipTLSVerify", "insecureSkipTLSVerification"}
)
_SKIP_FLAGS: Final = frozenset(
    [
        "insecure",
        "insecure-skip-tls-verify",
        "insecure-skip-verify",
        "kubelet-insecure-tls",
        "skip-tls-verify",
        "skip-verify",
        "ssl-insecure-skip-verify",
        "tls-insecure",
        "tls-skip-verify",
        "upstream-insecure-skip-verify",
    ]
)
_SKIP_VARIABLES: Final[Mapping[str, frozenset[str]]] = {
    "GIT_SSL_NO_VERIFY": frozenset({"1", "true"}),
    "NODE_TLS_REJECT_UNAUTHORIZED": frozenset({"0"}),
    "OAUTH2_PROXY_SSL_INSECURE_SKIP_VERIFY": frozenset({"1", "true"}),
    "PYTHONHTTPSVERIFY": frozenset({"0"}),
    "VAULT_SKIP_VERIFY": frozenset({"1", "true"}),
}


@check(
    "unencrypted-database",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="The connection to a database of another pod is not encrypted.",
    source="https://www.postgresql.org/docs/current/libpq-ssl.html",
)
def unencrypted_database(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``sslmode=disable`` towards another host, in variables and URLs, once for each place."""
    configuration = cluster.once(configuration_of)
    told: set[tuple[Manifest, str]] = set()
    for pod in cluster.manifests.pods:
        if _is_meshed(cluster, {**pod.labels, **pod.annotations}, pod.namespace):
            continue
        for container in pod.containers:
            for setting in configuration.settings(container):
                host = _unencrypted(setting, container, cluster)
                key = (setting.manifest, str(setting.node.path))
                if host is not None and key not in told:
                    told.add(key)
                    shown = f" to {host}" if host and not setting.is_secret else " to another pod"
                    message = f"password and data go unencrypted{shown}: sslmode is disable"
                    yield Flaw(
                        setting.manifest,
                        setting.node,
                        message,
                        "Write require, or verify-full with the certificate of its CA",
                    )


def _unencrypted(setting: Setting, container: Container, cluster: Cluster) -> str | None:
    """Return the host that is spoken to without encryption; ``""`` when it is not known, none if none."""
    if "disable" not in setting.text:
        return None
    if setting.origin is Origin.VARIABLE and setting.text.strip() == "disable":
        match = _MODE_VARIABLE.fullmatch(setting.name)
        if match is None:
            return None
        values = cluster.once(configuration_of).environment(container).values
        host = next(
            (values[name] for name in (f"{match['stem']}HOST", "PGHOST", "DB_HOST") if values.get(name)), ""
        )
        return None if (host or "").startswith(_LOCAL) else host or ""
    match = _IN_URL.search(setting.text)
    pairs = _IN_PAIRS.search(setting.text) if match is None else None
    host = match["host"] if match is not None else (pairs["host"] or pairs["other"]) if pairs else ""
    if not host or host.startswith(_LOCAL):
        return None
    return host if re.fullmatch(r"[A-Za-z0-9.-]+", host) else ""


def _is_meshed(cluster: Cluster, marks: Mapping[str, str], namespace: str) -> bool:
    """Whether a service mesh encrypts what the pod sends."""
    if any(marks.get(key, "false") not in ("false", "disabled", "none") for key in _MESHES):
        return True
    labels = cluster.namespace_labels(namespace) or {}
    return any(labels.get(key, "disabled") not in ("disabled", "false", "none") for key in _MESHED_NAMESPACE)


@check(
    "unverified-tls",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A connection is encrypted, and nobody verifies with whom.",
    source="https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.TLSConfig",
)
def unverified_tls(cluster: Cluster) -> Iterator[Flaw]:
    """Find fields, flags and variables that switch the verification of certificates off."""
    for manifest in cluster.manifests:
        if manifest.group and _mentions_skipping(manifest):
            for node in _walk_switches(manifest.root):
                yield _unverified(manifest, node)
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for variable in container.env:
                if (variable.value or "").lower() in _SKIP_VARIABLES.get(variable.name, ()):
                    yield _unverified(pod.manifest, variable.node["value"])
            for field in ("command", "args"):
                for node in container.node[field]:
                    name, _, value = node.text.lstrip("-").partition("=")
                    is_on = value in ("", "true", "1")
                    if node.text.startswith("--") and name in _SKIP_FLAGS and is_on:
                        yield _unverified(pod.manifest, node)


def _unverified(manifest: Manifest, node: Node) -> Flaw:
    return Flaw(
        manifest,
        node,
        "accepts any certificate, an impostor's too",
        "Remove it, and name the CA that issued the certificate",
    )


def _mentions_skipping(manifest: Manifest) -> bool:
    text = json.dumps(manifest.root.value, default=str)
    return any(field in text for field in _SKIP_FIELDS)


def _walk_switches(root: Node) -> Iterator[Node]:
    if root["kind"].text == "CustomResourceDefinition":
        return
    for node in root.walk():
        if node.is_true and node.key in _SKIP_FIELDS:
            yield node
