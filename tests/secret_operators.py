"""What operators make of custom resources: the tests' own, independent of the library.

They follow the External Secrets Operator (v2), the Vault Secrets Operator (v1) and Sealed Secrets (v0.36).
A store is a mapping of entries, each a mapping of properties.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from tests.go_templates import TemplateError, render

Store = Mapping[str, Mapping[str, str]]
Data = dict[str, bytes]

_KEY_LENGTH, _TAG = 128, b"T" * 16
_CLUSTER_WIDE = "sealedsecrets.bitnami.com/cluster-wide"
_NAMESPACE_WIDE = "sealedsecrets.bitnami.com/namespace-wide"


class OperatorError(Exception):
    """An operator reports an error, and leaves the Secret as it is."""


def external_secret(manifest: Mapping[str, Any], store: Store) -> tuple[str, Data]:
    """Return name and data of the Secret that the External Secrets Operator makes."""
    assert manifest["apiVersion"] == "external-secrets.io/v1"
    spec = manifest["spec"]
    target = spec["target"]
    assert "data" not in spec
    values: Data = {}
    for source in spec["dataFrom"]:
        extract = source["extract"]
        if extract["key"] not in store:
            raise OperatorError(f"Secret does not exist: {extract['key']}")
        for name, value in store[extract["key"]].items():
            encoded = extract["decodingStrategy"] == "Base64"
            values[name] = _decoded(value) if encoded else value.encode()
    template = target["template"]
    assert template.get("mergePolicy", "Replace") == "Replace"
    return target["name"], {key: _rendered(text, values) for key, text in template["data"].items()}


def vault_static_secret(manifest: Mapping[str, Any], vault: Store) -> tuple[str, Data]:
    """Return name and data of the Secret that the Vault Secrets Operator makes."""
    spec = manifest["spec"]
    assert spec["type"] == "kv-v2"
    path = f"{spec['mount']}/data/{spec['path']}"
    if path not in vault:
        raise OperatorError(f"empty response from Vault, path={path!r}")
    destination = spec["destination"]
    assert destination["create"]
    transformation = destination["transformation"]
    fields = {name: value.encode() for name, value in vault[path].items()}
    data = {} if transformation.get("excludeRaw") else {"_raw": b"everything"}
    for key, template in transformation["templates"].items():
        data[key] = _rendered(template["text"], {"Secrets": fields}, strict=False)
    for name, value in fields.items():
        if not any(re.search(pattern, name) for pattern in transformation.get("excludes", [])):
            data.setdefault(name, value)
    return destination["name"], data


def seal(
    values: Mapping[str, str | bytes], *, name: str, namespace: str = "shop-test", scope: str = ""
) -> dict[str, Any]:
    """Return the SealedSecret that `kubeseal` makes, with a cipher that only this module can read.

    Args:
        values: the values by key.
        name: name of the Secret.
        namespace: its namespace.
        scope: the annotation of a wider scope than name and namespace.
    """
    label = _label(name, namespace, {scope: "true"})
    metadata: dict[str, Any] = {"name": name, "namespace": namespace, "creationTimestamp": None}
    if scope:
        metadata["annotations"] = {scope: "true"}
    encrypted = {
        key: _encrypted(value.encode() if isinstance(value, str) else value, label)
        for key, value in values.items()
    }
    return {
        "apiVersion": "bitnami.com/v1alpha1",
        "kind": "SealedSecret",
        "metadata": metadata,
        "spec": {"encryptedData": encrypted, "template": {"metadata": metadata}},
    }


def sealed_secret(manifest: Mapping[str, Any]) -> tuple[str, Data]:
    """Return name and data of the Secret that the Sealed Secrets controller makes."""
    metadata, spec = manifest["metadata"], manifest["spec"]
    scopes = (_CLUSTER_WIDE, _NAMESPACE_WIDE)
    claimed = {k: v for k, v in metadata.get("annotations", {}).items() if k in scopes}
    assert claimed == spec["template"]["metadata"].get("annotations", {})
    label = _label(metadata["name"], metadata["namespace"], claimed)
    values = {key: _decrypted(text, label) for key, text in spec["encryptedData"].items()}
    data = dict(values)
    for key, text in (spec["template"].get("data") or {}).items():
        data[key] = _rendered(text, values)
    return metadata["name"], data


def _rendered(text: str, data: Any, *, strict: bool = True) -> bytes:
    try:
        return render(text, data, missing_field_is_an_error=strict)
    except TemplateError as error:
        raise OperatorError(str(error)) from None


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(re.sub(r"[\r\n]", "", value), validate=True)
    except ValueError:
        raise OperatorError("illegal base64 data") from None


def _label(name: str, namespace: str, annotations: Mapping[str, str]) -> str:
    if annotations.get(_CLUSTER_WIDE) == "true":
        return ""
    return namespace if annotations.get(_NAMESPACE_WIDE) == "true" else f"{namespace}/{name}"


def _encrypted(value: bytes, label: str) -> str:
    key = hashlib.shake_256(label.encode()).digest(_KEY_LENGTH)
    # Turned round: enough for no plain text to stand in a snapshot.
    content = _KEY_LENGTH.to_bytes(2, "big") + key + bytes(byte ^ 0xFF for byte in value) + _TAG
    return base64.b64encode(content).decode()


def _decrypted(text: str, label: str) -> bytes:
    content = base64.b64decode(text, validate=True)
    if content[2 : 2 + _KEY_LENGTH] != hashlib.shake_256(label.encode()).digest(_KEY_LENGTH):
        raise OperatorError("no key could decrypt secret")
    return bytes(byte ^ 0xFF for byte in content[2 + _KEY_LENGTH : -len(_TAG)])
