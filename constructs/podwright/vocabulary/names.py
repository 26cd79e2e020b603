"""Names as Kubernetes accepts them.

Sources: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and
https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Collection
from typing import Annotated

from pydantic import AfterValidator

from podwright.vocabulary.value import refuse

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SERVICE_LABEL = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_PORT_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_DATA_KEY = re.compile(r"[-._a-zA-Z0-9]+")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
_QUALIFIED_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_PATH_SEGMENT = re.compile(r"[^/%]+")
_IPV4 = re.compile(r"[0-9]+(\.[0-9]+){3}")


def check_object_name(value: str) -> str:
    """Return a DNS-1123 subdomain (most kinds): 1-253 of ``a-z 0-9 - .``, parts begin and end alphanumeric.

    Raises:
        InvalidValueError: the name is too long or has other characters.
    """
    if len(value) > 253 or not _SUBDOMAIN.fullmatch(value):
        message = f"{value!r} is not an object name"
        remedy = "Use 1-253 lower-case letters, digits, '-' and '.', beginning and ending alphanumeric"
        raise refuse(message, remedy)
    return value


def check_label_name(value: str) -> str:
    """Return a DNS-1123 label (namespaces, containers, volumes): 1-63 of ``a-z 0-9 -``, no dots.

    Raises:
        InvalidValueError: the name is too long or has other characters.
    """
    if len(value) > 63 or not _LABEL.fullmatch(value):
        message = f"{value!r} is not a DNS label"
        remedy = "Use 1-63 lower-case letters, digits and '-', beginning and ending alphanumeric"
        raise refuse(message, remedy)
    return value


def check_service_name(value: str) -> str:
    """Return a DNS-1035 label (Services): as a DNS label, and beginning with a letter.

    Raises:
        InvalidValueError: the name is too long or has other characters.
    """
    if len(value) > 63 or not _SERVICE_LABEL.fullmatch(value):
        message = f"{value!r} is not a Service name"
        remedy = "Use 1-63 lower-case letters, digits and '-', beginning with a letter, ending alphanumeric"
        raise refuse(message, remedy)
    return value


LONGEST_CONTROLLER_NAME = 63 - 11
"""What every controller takes, since a label holds 63: pods of a StatefulSet are labelled with its name, a
dash and a hash of ten; Jobs of a CronJob are named after it, a dash and ten digits (Kubernetes 1.21)."""


def check_stateful_set_name(value: str) -> str:
    """Return the name of a StatefulSet that has a Service of the same name.

    Raises:
        InvalidValueError: the name has more than 52 characters, or no Service can be called so.
    """
    if len(value) > LONGEST_CONTROLLER_NAME:
        message = f"{value!r} has {len(value)} characters, but a StatefulSet's pods are labelled with it"
        raise refuse(message, f"Use at most {LONGEST_CONTROLLER_NAME} characters")
    return check_service_name(value)


def check_rbac_name(value: str) -> str:
    """Return a path segment (roles and bindings): anything without ``/`` and ``%``, not ``.`` or ``..``.

    Raises:
        InvalidValueError: the name is empty, ``.``, ``..`` or has ``/``, ``%`` or a control character.
    """
    if value in {".", ".."} or not _PATH_SEGMENT.fullmatch(value) or not value.isprintable():
        raise refuse(f"{value!r} is not a name", "Use a name without '/' and '%', such as 'tarsy-api-client'")
    return value


def check_port_name(value: str) -> str:
    """Return an IANA service name: 1-15 of ``a-z 0-9 -`` with a letter, no ``-`` at an end or doubled.

    Raises:
        InvalidValueError: the name is longer than 15 characters or has another form (RFC 6335).
    """
    if len(value) > 15:
        message = f"port name {value!r} has {len(value)} characters, at most 15 are allowed"
        short = re.sub("[^a-z0-9]+", "-", value.lower()).strip("-")[:15].rstrip("-")
        raise refuse(
            message, f"Shorten it, for example to {short if re.search('[a-z]', short) else 'http'!r}"
        )
    if not _PORT_NAME.fullmatch(value) or not re.search("[a-z]", value):
        message = f"{value!r} is not a port name"
        remedy = "Use lower-case letters, digits and single '-' between them, with at least one letter"
        raise refuse(message, remedy)
    return value


def check_env_name(value: str) -> str:
    """Return an environment variable name: letters, digits, ``_`` and ``.``, a letter or ``_`` first.

    Dots are for the programs that ask for them (``discovery.type``); shells cannot name such variables.
    Kubernetes accepts dashes too, which no program reads: they are a slip for ``_``.

    Raises:
        InvalidValueError: the name has another form.
    """
    if not _ENV_NAME.fullmatch(value):
        suggestion = re.sub("[^A-Z0-9]+", "_", value.upper()).strip("_")
        suggestion = f"_{suggestion}" if suggestion[:1].isdigit() else suggestion or "LOG_LEVEL"
        message = f"{value!r} is not an environment variable name"
        raise refuse(message, f"Use letters, digits and '_', not beginning with a digit: {suggestion!r}")
    return value


def check_data_key(value: str) -> str:
    """Return a key of a ConfigMap or Secret: 1-253 of letters, digits, ``-``, ``_`` and ``.``.

    Raises:
        InvalidValueError: the key is too long, has other characters, or is ``.`` or begins with ``..``.
    """
    if len(value) > 253 or not _DATA_KEY.fullmatch(value) or value == "." or value.startswith(".."):
        message = f"{value!r} is not a key of a ConfigMap or Secret"
        raise refuse(message, "Use 1-253 letters, digits, '-', '_' and '.', without folders")
    return value


def check_label_value(value: str) -> str:
    """Return a label value: at most 63 of letters, digits, ``-``, ``_``, ``.``, ends alphanumeric, or empty.

    Raises:
        InvalidValueError: the value is too long or has other characters.
    """
    if len(value) > 63 or not _LABEL_VALUE.fullmatch(value):
        message = f"{value!r} is not a label value"
        remedy = "Use at most 63 letters, digits, '-', '_' and '.', beginning and ending alphanumeric"
        raise refuse(message, remedy)
    return value


def check_label_key(value: str) -> str:
    """Return a label or annotation key: ``name`` or ``prefix.example.com/name``.

    Raises:
        InvalidValueError: the prefix is no DNS subdomain or the name no qualified name of 63 characters.
    """
    prefix, slash, name = value.rpartition("/")
    prefix_is_legal = not slash or (len(prefix) <= 253 and _SUBDOMAIN.fullmatch(prefix))
    if not prefix_is_legal or len(name) > 63 or not _QUALIFIED_NAME.fullmatch(name):
        raise refuse(f"{value!r} is not a label key", "Use 'name' or 'prefix.example.com/name'")
    return value


def check_host_name(value: str) -> str:
    """Return a DNS host name: labels of at most 63 characters, 253 in all, no wildcard, no port, no scheme.

    Raises:
        InvalidValueError: the host is no DNS name, or it is an address, which an Ingress refuses.
    """
    too_long = len(value) > 253 or any(len(label) > 63 for label in value.split("."))
    if too_long or not _SUBDOMAIN.fullmatch(value) or _IPV4.fullmatch(value):
        message = f"{value!r} is not a DNS host name"
        remedy = "Write only the host, in lower case, such as 'tarsy.apps.example.com' (labels of at most 63)"
        raise refuse(message, remedy)
    return value


def check_absolute_path(value: str) -> str:
    """Return an absolute, normalized container path such as ``/app/data``; ``/`` itself is not one.

    Raises:
        InvalidValueError: the path is relative, has ``.``, ``..``, empty parts, ``:`` or control characters.
    """
    if not _is_absolute_path(value):
        normal = posixpath.normpath(f"/{value.strip().lstrip('/')}")
        suggestion = normal if _is_absolute_path(normal) else "/app/data"
        raise refuse(f"{value!r} is not an absolute path in a container", f"Write it as {suggestion!r}")
    return value


def label_name(*parts: str, avoid: Collection[str] = ()) -> str:
    """Return a DNS label that reads like its parts, joined with dashes: ``secret-tarsy-tls``.

    Where it would be longer than 63 characters, or is to be avoided, it ends in a digest of the parts.

    Args:
        parts: texts of any characters; the first one is a DNS label.
        avoid: the names that are taken.
    """
    name = re.sub("[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
    if len(name) <= 63 and name not in avoid:
        return name
    digest = hashlib.sha256("/".join(parts).encode()).hexdigest()[:8]
    return f"{name[:54].rstrip('-')}-{digest}"


def _is_absolute_path(value: str) -> bool:
    root, *parts = value.split("/")
    is_normal = not root and bool(parts) and not any(part in {"", ".", ".."} for part in parts)
    return is_normal and ":" not in value and value.isprintable()


ObjectName = Annotated[str, AfterValidator(check_object_name)]
LabelName = Annotated[str, AfterValidator(check_label_name)]
ServiceName = Annotated[str, AfterValidator(check_service_name)]
RbacName = Annotated[str, AfterValidator(check_rbac_name)]
PortName = Annotated[str, AfterValidator(check_port_name)]
EnvName = Annotated[str, AfterValidator(check_env_name)]
DataKey = Annotated[str, AfterValidator(check_data_key)]
LabelValue = Annotated[str, AfterValidator(check_label_value)]
LabelKey = Annotated[str, AfterValidator(check_label_key)]
HostName = Annotated[str, AfterValidator(check_host_name)]
AbsolutePath = Annotated[str, AfterValidator(check_absolute_path)]
