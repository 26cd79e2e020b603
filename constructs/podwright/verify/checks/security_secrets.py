"""Security: secrets in plain text. What is found is never repeated."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.disclosure.names import Secrecy, secrecy_of
from podwright.verify.disclosure.texts import secrets_in_command, secrets_in_file
from podwright.verify.disclosure.values import has_credentials, is_certificate, is_literal, kinds_in
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.provided import CONFIG_MAP, SECRET
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check
from podwright.verify.templates import has_parameter

_REMEDY: Final = "Use an ExternalSecret, a SealedSecret or a Template parameter, or make it outside of git"
_INTO_SECRET: Final = "Move it into a Secret, and read it with secretKeyRef or as a file"
_ARGO_KIND: Final = "argocd.argoproj.io/secret-type"
_CONFIDENTIAL: Final = frozenset(
    {("", SECRET), ("bitnami.com", "SealedSecret"), ("template.openshift.io", "Template")}
)


@check(
    "plaintext-secret",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="A Secret holds its values in plain text.",
    source="https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
)
def plaintext_secret(cluster: Cluster) -> Iterator[Flaw]:
    """Find Secrets with values in them: base64 hides nothing, and manifests go to git.

    Token Secrets that Kubernetes fills, empty values, certificates, references of tools that fill them
    in later and, beside them, user names and hosts are no secrets.
    """
    for manifest in cluster.manifests.of_kind(SECRET):
        is_filled = manifest.root["type"].text == "kubernetes.io/service-account-token"
        if is_filled or manifest.root["sops"]:
            continue
        for field, is_encoded in (("stringData", False), ("data", True)):
            node = manifest.root[field]
            found = [
                key
                for key, value in node.items()
                if _is_secret(manifest, key, value.text, is_encoded=is_encoded)
            ]
            if found:
                where = node[found[0]] if len(found) == 1 else node
                message = f"holds {' and '.join(found)} in plain text" + (", base64 or not" * is_encoded)
                yield Flaw(manifest, where, message, _REMEDY)


def _is_secret(manifest: Manifest, key: str, value: str, *, is_encoded: bool) -> bool:
    if not value.strip() or has_parameter(value):
        return False
    text = _decoded(value) if is_encoded else value
    if text is None:
        return not key.endswith(".gz")
    if manifest.template is not None:
        # Beside the parameters stand user names, hosts, and whatever else is the same everywhere.
        return is_literal(text, secrecy_of(key)) or has_credentials(text)
    return not is_certificate(text) and _gives_away(manifest, key, text)


def _gives_away(manifest: Manifest, key: str, text: str) -> bool:
    secrecy = secrecy_of(key)
    if key == ".dockerconfigjson":
        return _has_logins(text)
    if manifest.labels.get(_ARGO_KIND) and secrecy is not Secrecy.STRONG:
        return has_credentials(text) or any(field in text for field in ("bearerToken", "keyData"))
    if "\n" in text.strip():
        return any(secrets_in_file(key, text))
    if secrecy is Secrecy.PUBLIC:
        return has_credentials(text) or any(kinds_in(text))
    return is_literal(text, Secrecy.STRONG) or has_credentials(text)


def _decoded(value: str) -> str | None:
    try:
        return base64.b64decode(value, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def _has_logins(text: str) -> bool:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return True
    logins = Node(content)["auths"]
    return any(login["auth"].text or login["password"].text for _, login in logins.items())


@check(
    "plaintext-credential",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="A password, a key or a token stands in plain text outside of a Secret.",
    source="https://kubernetes.io/docs/concepts/security/secrets-good-practices/",
    same_as=SameAs(kube_linter=("env-var-secret",)),
)
def plaintext_credential(cluster: Cluster) -> Iterator[Flaw]:
    """Find literal credentials in variables, arguments and ConfigMaps, and well-known tokens anywhere."""
    names = frozenset(manifest.name for manifest in cluster.manifests.of_kind(SECRET))
    for manifest in cluster.manifests.of_kind(CONFIG_MAP):
        for key, node in manifest.root["data"].items():
            for what in _in_data(key, node.text, names):
                yield Flaw(manifest, node, f"contains {what}", _INTO_SECRET)
    told: dict[Manifest, list[str]] = {}
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            found = [*_in_env(container.node["env"], names)]
            for field in ("command", "args"):
                found += _in_arguments(container.node[field], names)
            for node, what in found:
                told.setdefault(pod.manifest, []).append(str(node.path))
                yield Flaw(pod.manifest, node, f"contains {what}", _INTO_SECRET)
    for manifest in cluster.manifests:
        if manifest.group_kind not in _CONFIDENTIAL | {("", CONFIG_MAP)}:
            yield from _anywhere(manifest, told.get(manifest, []))


def _in_data(key: str, text: str, names: frozenset[str]) -> Iterator[str]:
    if not text:
        return
    if "\n" in text.strip():
        yield from dict.fromkeys(secrets_in_file(key, text))
    else:
        yield from _in_value(key, text, names)


def _in_value(name: str, text: str, names: frozenset[str]) -> Iterator[str]:
    known = list(kinds_in(text))
    if known:
        yield known[0]
    elif has_credentials(text):
        yield "a URL with a password"
    elif text not in names and is_literal(text, secrecy_of(name)):
        yield f"a literal {name}"


def _in_env(env: Node, names: frozenset[str]) -> Iterator[tuple[Node, str]]:
    for variable in env:
        name, value = variable["name"].text, variable["value"]
        if value.text and not has_parameter(value.text):
            if name == "NEO4J_AUTH" and "/" in value.text and is_literal(value.text, Secrecy.STRONG):
                yield value, "a literal NEO4J_AUTH"
                continue
            for what in _in_value(name, value.text, names):
                yield value, what


def _in_arguments(arguments: Node, names: frozenset[str]) -> Iterator[tuple[Node, str]]:
    flag = ""
    if arguments.strings[:3] == ("mc", "alias", "set"):
        yield from ((arguments, what) for what in secrets_in_command(" ".join(arguments.strings)))
    for node in arguments:
        text = node.text
        name, equals, value = text.partition("=")
        if "\n" in text or " " in text.strip():
            flag = ""
            found = list(kinds_in(text)) or ["a URL with a password"] * has_credentials(text)
            found = found or list(secrets_in_command(text))
            if found:
                yield node, found[0]
            continue
        if equals and name.startswith("-"):
            flag, text = name, value
        elif text.startswith("-"):
            flag = text
            continue
        for what in _in_value(flag.lstrip("-"), text, names):
            yield node, what
        flag = ""


def _anywhere(manifest: Manifest, told: list[str]) -> Iterator[Flaw]:
    """Yield what is a secret by its mere shape, wherever it stands."""
    text = json.dumps(manifest.root.value, default=str)
    if not any(kinds_in(text)):
        return
    for node in manifest.root.walk():
        for what in kinds_in(node.text):
            path = str(node.path)
            if path not in told:
                yield Flaw(manifest, node, f"contains {what}", _INTO_SECRET)
