"""The forms that Kubernetes demands of names; each function says what is wrong, or nothing.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST_LABEL: Final = 63
LONGEST_SUBDOMAIN: Final = 253

_LABEL: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL_1035: Final = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN: Final = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_QUALIFIED: Final = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_DATA_KEY: Final = re.compile(r"[-._a-zA-Z0-9]+")
_PORT_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_ENV_NAME: Final = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_RELAXED_ENV_NAME: Final = re.compile(r"[ -<>-~]+")
_SHELL_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a name is refused.

    Attributes:
        message: what is wrong.
        remedy: what to write.
        is_length: whether it is only too long.
    """

    message: str
    remedy: str
    is_length: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """What a name has to be, and how that is written."""

    what: str
    how: str


def _form(text: str, pattern: re.Pattern[str], longest: int, form: _Form) -> Fault | None:
    if len(text) > longest:
        over = len(text) - longest
        return Fault(
            f"{_shown(text)} has {len(text)} characters, {over} more than {longest}",
            f"Shorten it to {longest}",
            is_length=True,
        )
    if not pattern.fullmatch(text):
        return Fault(f"{_shown(text)} is not {form.what}", f"Write {form.how}")
    return None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:79]}…")


def dns_label(text: str, *, longest: int = LONGEST_LABEL) -> Fault | None:
    """Return what keeps a text from being a DNS label (RFC 1123).

    Args:
        text: the name.
        longest: how many characters it may have.
    """
    form = _Form("a DNS label", "lower-case letters, digits and hyphens, with a letter or digit at both ends")
    return _form(text, _LABEL, longest, form)


def dns_label_1035(text: str) -> Fault | None:
    """Return what keeps a text from being a DNS label that starts with a letter (RFC 1035)."""
    form = _Form("a DNS label", "lower-case letters, digits and hyphens, with a letter at the start")
    return _form(text, _LABEL_1035, LONGEST_LABEL, form)


def dns_subdomain(text: str, *, longest: int = LONGEST_SUBDOMAIN) -> Fault | None:
    """Return what keeps a text from being a DNS subdomain (RFC 1123).

    Args:
        text: the name.
        longest: how many characters it may have.
    """
    form = _Form("a DNS name", "lower-case letters, digits, hyphens and dots, each part ending in no hyphen")
    return _form(text, _SUBDOMAIN, longest, form)


def path_segment(text: str) -> Fault | None:
    """Return what keeps a text from being part of a URL path, as names of roles must be."""
    if text in (".", "..") or "/" in text or "%" in text:
        return Fault(f"{_shown(text)} cannot be part of a URL path", "Leave out slashes and percent signs")
    return None


def label_key(text: str) -> Fault | None:
    """Return what keeps a text from being the key of a label or annotation."""
    prefix, slash, name = text.rpartition("/")
    if slash:
        fault = dns_subdomain(prefix)
        if fault is not None:
            return Fault(f"the prefix of {_shown(text)} is not a DNS name", "Write a domain before the slash")
    form = _Form(
        "a key", "letters, digits, hyphens, dots and underscores, with a letter or digit at both ends"
    )
    return _form(name, _QUALIFIED, LONGEST_LABEL, form)


def label_value(text: str) -> Fault | None:
    """Return what keeps a text from being the value of a label."""
    if not text:
        return None
    form = _Form(
        "a label value",
        "letters, digits, hyphens, dots and underscores, with a letter or digit at both ends",
    )
    return _form(text, _QUALIFIED, LONGEST_LABEL, form)


def data_key(text: str) -> Fault | None:
    """Return what keeps a text from being a key of a ConfigMap or Secret."""
    if text in (".", "..") or text.startswith(".."):
        return Fault(f"{_shown(text)} would leave the folder it is mounted into", "Write a plain file name")
    form = _Form("a key", "letters, digits, hyphens, dots and underscores")
    return _form(text, _DATA_KEY, LONGEST_SUBDOMAIN, form)


def port_name(text: str) -> Fault | None:
    """Return what keeps a text from being the name of a container port (RFC 6335)."""
    form = _Form("a port name", "lower-case letters, digits and single hyphens, such as http-metrics")
    fault = _form(text, _PORT_NAME, 15, form)
    if fault is not None:
        return fault
    if "--" in text:
        return Fault(f"{_shown(text)} has two hyphens in a row", "Write one hyphen")
    if not any(character.isalpha() for character in text):
        return Fault(f"{_shown(text)} has no letter", "Write at least one letter")
    return None


def env_name(text: str, *, relaxed: bool) -> Fault | None:
    """Return what keeps a text from being the name of an environment variable.

    Args:
        text: the name.
        relaxed: whether the cluster takes all of printable ASCII but ``=``, as Kubernetes 1.32 does.
    """
    if relaxed:
        form = _Form("a name of an environment variable", "printable characters without =")
        return _form(text, _RELAXED_ENV_NAME, 4096, form)
    form = _Form("a name of an environment variable", "letters, digits, underscores, hyphens and dots")
    return _form(text, _ENV_NAME, 4096, form)


def shell_name(text: str) -> Fault | None:
    """Return what keeps programs from reading an environment variable by its name.

    Dots are let through: no shell reads them, but programs such as Elasticsearch do.
    """
    suggestion = re.sub(r"[^A-Za-z0-9_]", "_", text).upper()
    form = _Form(
        "a name that programs can read", suggestion if not suggestion[:1].isdigit() else f"_{suggestion}"
    )
    return _form(text, _SHELL_NAME, 4096, form)


def host(text: str) -> Fault | None:
    """Return what keeps a text from being a host name, or a wildcard (``*.example.com``)."""
    fault = dns_subdomain(text.removeprefix("*."))
    if fault is not None:
        return fault
    if re.fullmatch(r"[0-9.]+", text):
        return Fault(f"{_shown(text)} is an IP address", "Write a host name")
    for part in text.split("."):
        if len(part) > LONGEST_LABEL:
            message = f"the part {_shown(part)} has {len(part)} characters, more than {LONGEST_LABEL}"
            return Fault(message, f"Shorten it to {LONGEST_LABEL}", is_length=True)
    return None
