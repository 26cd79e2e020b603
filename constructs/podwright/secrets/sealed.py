"""Secrets that are encrypted for one cluster, and may therefore be committed.

Source: https://github.com/bitnami-labs/sealed-secrets (kubeseal, scopes, templates).
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from constructs import Construct

from podwright.chart import KIND_MAY_COME_LATER, EnvironmentConstruct, shown_path
from podwright.errors import InvalidValueError, Problem
from podwright.secrets.declarations import Composed, DeclaredSecret, Default, Optional, Parameter
from podwright.secrets.go_templates import go_string, literal, template_of
from podwright.secrets.provided import ProvidedSecrets, naming_in
from podwright.vocabulary.value import Value, did_you_mean, refuse

_CLUSTER_WIDE = "sealedsecrets.bitnami.com/cluster-wide"
_NAMESPACE_WIDE = "sealedsecrets.bitnami.com/namespace-wide"
# RSA of 1024 to 16384 bits: no text begins with such a number. Then the authentication tag of AES-GCM.
_KEY_SIZES, _TAG = range(128, 2049), 16


class SealedSecrets(Value):
    """The choice of Sealed Secrets as source of all Secrets.

    Only the controller's certificate encrypts, so a person makes the files, one for each Secret:
    ``kubeseal --format yaml < secret.yaml > <folder>/<name of the Secret>.yaml``. The file has the name that
    the Secret is declared with; in a shared namespace, what it holds is sealed for the prefixed one. Keys
    that are optional or have a default need not be sealed, nor those composed of others that are; a Secret
    whose keys are all optional needs no file.

    Args:
        folder: where the files are; each environment has its own.
    """

    folder: Path

    def provide(self, scope: Construct, secrets: Sequence[DeclaredSecret]) -> ProvidedSecrets:
        """Emit a `SealedSecret` for each declared Secret that has a file, and return their handles.

        Args:
            scope: the chart that uses the Secrets.
            secrets: what is declared.

        Raises:
            InvalidValueError: a file is missing, or wrong in a way that `SealedSecret` names; two
                declarations of one Secret.
        """
        naming = naming_in(scope)
        for secret in secrets:
            file = self.folder / f"{secret.name}.yaml"
            is_optional = all(secret.is_optional(key) for key in secret.keys)
            if file.exists() or not is_optional:
                SealedSecret(scope, f"sealed-secret-{secret.name}", secret=naming(secret), file=file)
        return ProvidedSecrets(secrets, naming=naming)


class SealedSecret(EnvironmentConstruct):
    """A Secret that the controller decrypts. Emits one `SealedSecret`.

    The Secret has exactly the declared keys.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        secret: the Secret.
        file: the SealedSecret as `kubeseal` wrote it.

    Raises:
        InvalidValueError: the file is missing, or no SealedSecret; it is sealed for another name or
            namespace; it lacks a key that is needed, or has one that is not declared; a value is not
            encrypted. No value is ever repeated.
    """

    def __init__(self, scope: Construct, id: str, *, secret: DeclaredSecret, file: Path) -> None:
        super().__init__(scope, id)
        # The bindings are large, and only environments that choose this source should pay for them.
        from imports.com import bitnami as bindings

        sealed = _Sealed.read(file, secret=secret.name, namespace=self.environment.namespace)
        derived = sealed.derived(secret)
        labels = self.chart.labels_of("secrets")
        self.chart.register(self, kind="Secret", name=secret.name, field="secret")
        bindings.SealedSecret(
            self,
            "sealed-secret",
            metadata=self.custom_resource_meta(
                name=secret.name,
                labels=labels,
                annotations={**sealed.scope, **KIND_MAY_COME_LATER},
            ),
            spec=bindings.SealedSecretSpec(
                encrypted_data={key: sealed.encrypted[key] for key in secret.keys if key in sealed.encrypted},
                template=bindings.SealedSecretSpecTemplate(
                    # The controller checks that the Secret claims the scope that it was sealed for.
                    metadata=bindings.SealedSecretSpecTemplateMetadata(
                        labels=labels.all, annotations=sealed.scope or None
                    ),
                    data=derived or None,
                ),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What a file holds.

    Attributes:
        file: the file, as errors show it.
        secret: the Secret that it is for.
        encrypted: ciphertext by key.
        scope: the annotation of the scope that it is sealed for, none for a single name and namespace.
    """

    file: str
    secret: str
    encrypted: Mapping[str, str]
    scope: Mapping[str, str]

    @classmethod
    def read(cls, file: Path, *, secret: str, namespace: str) -> _Sealed:
        """Return what a file holds, if it is a SealedSecret for a name and namespace."""
        shown = shown_path(str(file))
        seal = f"Seal it: kubeseal --format yaml < secret.yaml > {shown}"
        content = _content(file, shown=shown, secret=secret, seal=seal)
        metadata, spec = _mapping(content, "metadata"), _mapping(content, "spec")
        annotations = _mapping(metadata, "annotations")
        # The wider scope counts where both are claimed.
        wide = next(
            (name for name in (_CLUSTER_WIDE, _NAMESPACE_WIDE) if annotations.get(name) == "true"), ""
        )
        sealed_for = {"namespace": metadata.get("namespace"), "name": metadata.get("name")}
        demanded = {"namespace": namespace, "name": secret}
        for what in () if wide == _CLUSTER_WIDE else ("namespace",) if wide else ("namespace", "name"):
            if sealed_for[what] != demanded[what]:
                message = f"{shown} is sealed for {what} {sealed_for[what]!r}, where alone it can be opened"
                remedy = f"Seal it again, for namespace {namespace!r} and name {secret!r}"
                raise refuse(message, remedy, field="file")
        if "data" in spec or _mapping(spec, "template").get("data"):
            message = f"{shown} has values outside encryptedData"
            raise refuse(message, f"They are not encrypted one by one, or not at all. {seal}", field="file")
        encrypted = _mapping(spec, "encryptedData")
        for key, value in encrypted.items():
            if not _is_ciphertext(value):
                message = f"key {key!r} of {shown} is not encrypted"
                remedy = f"Change the value wherever it is used, as if it were known. {seal}"
                raise refuse(message, remedy, field="file")
        return cls(shown, secret, encrypted, {wide: "true"} if wide else {})

    def derived(self, secret: DeclaredSecret) -> dict[str, str]:
        """Return templates for the keys that are not sealed.

        Raises:
            InvalidValueError: one of them is needed, or a key is sealed that is not declared.
        """
        sources: dict[Parameter, str] = {
            value: key
            for key, value in secret.keys.items()
            if isinstance(value, Parameter) and key in self.encrypted
        }
        encoded = secret.encoding == "base64"
        problems: list[Problem] = []
        templates: dict[str, str] = {}
        for key, value in secret.keys.items():
            parameters = value.parameters if isinstance(value, Composed) else (value,)
            if key in self.encrypted:
                continue
            if all(p in sources or isinstance(p.presence, Default | Optional) for p in parameters):
                action = functools.partial(_action, sources=sources, encoded=encoded)
                templates[key] = template_of(secret, key, action=action)
            else:
                message = f"{self.file} lacks the key {key!r}, which is needed"
                remedy = f"Seal it: kubeseal --merge-into {self.file} --format yaml < secret.yaml"
                problems.append(Problem(message=message, remedy=remedy, field="file"))
        for key in self.encrypted:
            if key not in secret.keys:
                message = f"nothing reads key {key!r} of {self.file}{did_you_mean(key, list(secret.keys))}"
                problems.append(
                    Problem(message=message, remedy="Declare it, or take it out of the file", field="file")
                )
        if problems:
            raise InvalidValueError(*problems)
        return templates


def _content(file: Path, *, shown: str, secret: str, seal: str) -> Mapping[str, Any]:
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError:
        raise refuse(f"Secret {secret!r} has no readable file {shown}", seal, field="file") from None
    except (yaml.YAMLError, ValueError):
        # Not quoted: somebody may have put the plain Secret there. pyyaml raises ValueError for odd dates.
        raise refuse(f"{shown} is not a single YAML document", seal, field="file") from None
    kind = content.get("kind") if isinstance(content, dict) else None
    if kind == "Secret":
        message = f"{shown} is a Secret in plain text, not a SealedSecret"
        remedy = f"Change its values wherever they are used, as if they were known. {seal}"
        raise refuse(message, remedy, field="file")
    if not isinstance(content, dict) or kind != "SealedSecret":
        raise refuse(f"{shown} is not a SealedSecret", seal, field="file")
    return content


def _mapping(parent: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    value = parent.get(field)
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _is_ciphertext(value: Any) -> bool:
    """Return whether a value has the form that `kubeseal` encrypts to.

    Two bytes with the length of an RSA ciphertext, that ciphertext, and one of AES-GCM.
    """
    try:
        content = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        return False
    key = int.from_bytes(content[:2], "big")
    return key in _KEY_SIZES and len(content) >= 2 + key + _TAG


def _action(parameter: Parameter, *, sources: Mapping[Parameter, str], encoded: bool) -> str:
    if parameter in sources:
        return f"{{{{ index . {go_string(sources[parameter])} }}}}"
    default = parameter.presence.value if isinstance(parameter.presence, Default) else ""
    return f"{{{{ {go_string(default)} | b64dec }}}}" if encoded else literal(default)
