"""The texts that ConfigMaps and Secrets hold, as far as the manifests tell."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.provided import CONFIG_MAP, SECRET
from podwright.verify.templates import has_parameter

_LARGEST_ENCODED: Final = 64 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class HeldText:
    """The text under a key of a ConfigMap or Secret.

    Attributes:
        manifest: the object that says it: the ConfigMap, the Secret, or what makes the Secret.
        node: where it says it.
        text: the text.
        is_secret: whether it must not be repeated in a message.
    """

    manifest: Manifest
    node: Node
    text: str
    is_secret: bool


class HeldTexts:
    """Finds the texts of ConfigMaps and Secrets.

    Args:
        cluster: where to look.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._found: dict[tuple[str, str, str], Mapping[str, HeldText]] = {}

    def of(self, kind: str, namespace: str, name: str) -> Mapping[str, HeldText]:
        """Return the known texts of a ConfigMap or Secret by key; none at all when it is not known.

        Args:
            kind: ``ConfigMap`` or ``Secret``.
            namespace: its namespace.
            name: its name.
        """
        place = (kind, namespace, name)
        if place not in self._found:
            self._found[place] = dict(self._read(*place))
        return self._found[place]

    def _read(self, kind: str, namespace: str, name: str) -> Iterator[tuple[str, HeldText]]:
        if kind == CONFIG_MAP:
            manifest = self._cluster.manifests.find(CONFIG_MAP, "", namespace, name)
            if manifest is not None:
                for key, node in manifest.root["data"].items():
                    yield key, HeldText(manifest, node, node.text, is_secret=False)
            return
        for provision in self._cluster.provisions_of(SECRET, namespace, name):
            yield from _texts_of_provider(provision.provider)


def _texts_of_provider(manifest: Manifest) -> Iterator[tuple[str, HeldText]]:
    match manifest.group_kind:
        case ("", "Secret"):
            yield from _texts_of_secret(manifest)
        case ("external-secrets.io", "ExternalSecret"):
            for key, node in manifest.spec.at("target", "template", "data").items():
                yield key, HeldText(manifest, node, node.text, is_secret=False)
        case ("bitnami.com", "SealedSecret"):
            for key, node in manifest.spec.at("template", "data").items():
                yield key, HeldText(manifest, node, node.text, is_secret=False)
        case ("secrets.hashicorp.com", _):
            for key, node in manifest.spec.at("destination", "transformation", "templates").items():
                yield key, HeldText(manifest, node["text"], node["text"].text, is_secret=False)


def _texts_of_secret(manifest: Manifest) -> Iterator[tuple[str, HeldText]]:
    for key, node in manifest.root["data"].items():
        text = _decoded(node.text)
        if text:
            yield key, HeldText(manifest, node, text, is_secret=True)
    string_data = manifest.root["stringData"]
    for key, node in string_data.items():
        # Inside a Template, a flaw about one value would be dropped for its password parameter.
        place = string_data if has_parameter(node.text) else node
        yield key, HeldText(manifest, place, node.text, is_secret=True)


def _decoded(text: str) -> str:
    if not text or len(text) > _LARGEST_ENCODED:
        return ""
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
