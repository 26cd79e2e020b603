"""References: what is fetched for the pods is read by one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.provided import SECRET
from podwright.verify.references.data import readers_of_secrets
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.mentions import mentions
from podwright.verify.references.placement import placement_of
from podwright.verify.references.rbac import may_be_looked_up
from podwright.verify.rules import Family, Flaw, Severity, check

_ENTRY: Final = re.compile(r"\"([^\s\"]+)\"|(?<=[\s(])\.(?:Secrets\.)?(?!Secrets\b)([A-Za-z_]\w*)(?![\w.])")
_UNTYPED: Final = frozenset({"", "Opaque"})


@check(
    "unread-secret-key",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="A secret is fetched into the namespace, and nothing reads it.",
    source="https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
)
def unread_secret_key(cluster: Cluster) -> Iterator[Flaw]:
    """Find keys that an operator is told to fetch, of Secrets whose readers name the keys that they read.

    A key that is made of what is read anyway, such as a URL with the password in it, discloses nothing more.
    """
    if may_be_looked_up(cluster, "secrets"):
        return
    readers = readers_of_secrets(cluster)
    owned = placement_of(cluster).owned
    for secret, name, keys in _fetched(cluster):
        references = readers.get((secret.namespace, name), ())
        if secret.namespace not in owned or not references or not all(one.keys for one in references):
            continue
        read = {key for reference in references for key, _ in reference.keys}
        # Others may read it, or be told of a key that is misspelt here.
        holders = {secret, *(reference.manifest for reference in references)}
        if (
            mentions(cluster)[name] > len(holders)
            or not read <= keys.keys()
            or _made_by_several(cluster, secret, name)
        ):
            continue
        known = {entry for key in read for entry in _entries(keys[key])}
        for key, node in keys.items():
            if key not in read and known.isdisjoint(_entries(node)):
                message = f"{key!r} is fetched, and nobody reads it{KnownNames(read).hint(key)}"
                yield Flaw(secret, node, message, "Remove it, so that it stays where it is kept")


def _fetched(cluster: Cluster) -> Iterator[tuple[Manifest, str, Mapping[str, Node]]]:
    """Yield what operators fetch: the object, the name of the Secret, and its keys with their fields."""
    for secret in cluster.manifests.of_kind("VaultStaticSecret", "secrets.hashicorp.com"):
        destination = secret.spec["destination"]
        if destination["type"].text in _UNTYPED:
            templates = destination.at("transformation", "templates")
            yield secret, destination["name"].text, dict(templates.items())
    for secret in cluster.manifests.of_kind("ExternalSecret", "external-secrets.io"):
        target = secret.spec["target"]
        template = target["template"]
        if template["type"].text not in _UNTYPED or template["templateFrom"]:
            continue
        keys = dict(template["data"].items())
        if not keys:
            # Without a template, each entry is a key.
            keys = {entry["secretKey"].text: entry["secretKey"] for entry in secret.spec["data"]}
        yield secret, target["name"].text or secret.name, keys


def _entries(node: Node) -> frozenset[str]:
    """Return what a template is made of; nothing for an entry that is taken over as it is."""
    text = node["text"].text if node.is_map else node.text
    return (
        frozenset(quoted or dotted for quoted, dotted in _ENTRY.findall(text))
        if "{{" in text
        else frozenset()
    )


def _made_by_several(cluster: Cluster, secret: Manifest, name: str) -> bool:
    return len(cluster.provisions_of(SECRET, secret.namespace, name)) != 1
