"""Which values are secrets, or only stand for one: references, placeholders, names, paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from podwright.verify.disclosure.names import Secrecy

_REFERENCE: Final = re.compile(
    r"""
      \$|.*\$[({]                               # $(NAME), ${NAME}, $NAME
     |.*\{\{|.*<%|.*%\(|.*%\{                   # templates
     |[{<%@*]                                   # {name}, <name>, %s, @name@, ***
     |[./~]|[A-Za-z]:\\                         # paths
     |(?i:file|env|vault|secret|secrets|ref\+[a-z]+|op|arn|awssm|sm|gcpsm|keyvault|os\.environ|bao|sops)[:/]
     |(?i:enc\[)                                # SOPS
     |[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$            # the name of a variable
     |\N{REPLACEMENT CHARACTER}
    """,
    re.VERBOSE | re.DOTALL,
)
_SAYS_NOTHING: Final = frozenset(
    [
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "none",
        "null",
        "nil",
        "undefined",
        "disabled",
        "enabled",
        "auto",
        "automatic",
        "default",
        "never",
        "always",
        "required",
        "optional",
        "dummy",
        "placeholder",
        "unused",
        "ignored",
        "override",
        "overridden",
        "notused",
        "not-used",
        "redacted",
        "masked",
        "hidden",
        "generated",
        "generate",
        "random",
        "todo",
        "tbd",
        "n/a",
        "na",
        "string",
        "str",
        "prompt",
        "ask",
        "file",
        "env",
        "vault",
        "plain",
        "bearer",
        "basic",
        "changed-by-env",
        "set-by-env",
        "from-env",
        "injected",
    ]
)
_MASK: Final = re.compile(r"(.)\1*")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_NAME: Final = re.compile(r"[a-z0-9]+(?:[-./][a-z0-9]+)+")
_HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F-]{16,}")
_CREDENTIALS: Final = re.compile(
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]*://(?P<user>[^\s/?#\"'`@:<>]*):(?P<password>[^\s/?#\"'`@<>]+)@[^\s\"'`/@]"
)
_PRIVATE_KEY: Final = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\n)+(?:[A-Za-z0-9+/=,:-]|\s|\\n){64}"
)
_CERTIFICATE: Final = "-----BEGIN CERTIFICATE-----"

_TOKENS: Final[tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]] = (
    (("gh",), re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"), "a GitHub token"),
    (("github_pat_",), re.compile(r"\bgithub_pat_[A-Za-z0-9_]{22,}\b"), "a GitHub token"),
    (("glpat-",), re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}"), "a GitLab token"),
    (("xox",), re.compile(r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"), "a Slack token"),
    (("xapp-",), re.compile(r"\bxapp-[0-9A-Za-z-]{20,}"), "a Slack token"),
    (
        ("hooks.slack.com",),
        re.compile(r"hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}"),
        "a Slack webhook",
    ),
    (("AKIA", "ASIA"), re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"), "an AWS access key"),
    (("sk-",), re.compile(r"(?<![A-Za-z0-9_-])sk-(?:[a-z]+[0-9]*-)*[A-Za-z0-9_-]{20,}"), "an API key (sk-…)"),
    (("sk_live_", "rk_live_"), re.compile(r"\b[rs]k_live_[A-Za-z0-9]{16,}"), "a Stripe key"),
    (("AIza",), re.compile(r"\bAIza[0-9A-Za-z_-]{35}"), "a Google API key"),
    (("ya29.",), re.compile(r"\bya29\.[0-9A-Za-z_-]{30,}"), "a Google access token"),
    (("SG.",), re.compile(r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"), "a SendGrid key"),
    (("npm_",), re.compile(r"\bnpm_[A-Za-z0-9]{36}\b"), "an npm token"),
    (("pypi-",), re.compile(r"\bpypi-[A-Za-z0-9_-]{50,}"), "a PyPI token"),
    (("dckr_pat_",), re.compile(r"\bdckr_pat_[A-Za-z0-9_-]{20,}"), "a Docker Hub token"),
    (("hvs.", "hvb."), re.compile(r"\bhv[sb]\.[A-Za-z0-9_-]{24,}"), "a Vault token"),
    (("xai-",), re.compile(r"\bxai-[A-Za-z0-9]{40,}"), "an xAI key"),
    (
        ("eyJ",),
        re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}"),
        "a signed token (JWT)",
    ),
)


def is_literal(value: str, secrecy: Secrecy) -> bool:
    """Whether the value of something that holds a secret is the secret itself.

    Args:
        value: the value.
        secrecy: how sure the name is to hold a secret; after an unsure one, names and numbers are none.
    """
    text = value.strip()
    if not text or text.lower() in _SAYS_NOTHING or _REFERENCE.match(text):
        return False
    if len(text) > 2 and _MASK.fullmatch(text):
        return False
    if secrecy is Secrecy.STRONG:
        return not _URL.match(text)
    if secrecy is not Secrecy.WEAK or len(text) < 6 or _URL.match(text) or " " in text or text.isdecimal():
        return False
    is_name = _NAME.fullmatch(text) or text.isalpha()
    return not is_name or _HEXADECIMAL.fullmatch(text) is not None


def looks_random(value: str) -> bool:
    """Whether a value can hardly be anything but a key: long, of letters and digits, not a name."""
    text = value.strip()
    has_both = any(one.isdigit() for one in text) and any(one.isalpha() for one in text)
    return len(text) >= 16 and has_both and " " not in text and not _NAME.fullmatch(text)


def kinds_in(text: str) -> Iterator[str]:
    """Yield what well-known secrets a text contains: tokens by their shape, private keys.

    Args:
        text: any text, however long.
    """
    if "PRIVATE KEY" in text and _PRIVATE_KEY.search(text):
        yield "a private key"
    for markers, pattern, what in _TOKENS:
        if any(marker in text for marker in markers) and any(
            _is_real(match[0]) for match in pattern.finditer(text)
        ):
            yield what


def _is_real(token: str) -> bool:
    """Whether a token is not one of those that documentation shows: ``…EXAMPLE``, ``xxxx…``."""
    if "EXAMPLE" in token.upper():
        return False
    body = token.lower().replace("-", "").replace("_", "")[4:]
    return len(set(body)) > 5 and any(one.isdigit() for one in token)


def has_credentials(text: str) -> bool:
    """Whether a text contains a URL with a literal password: ``scheme://user:password@host``."""
    return "://" in text and any(
        is_literal(match["password"], Secrecy.STRONG) and not match["password"].startswith(("$", ":"))
        for match in _CREDENTIALS.finditer(text)
    )


def is_certificate(text: str) -> bool:
    """Whether a text is a certificate, which everybody may see."""
    return text.lstrip().startswith(_CERTIFICATE) and "PRIVATE KEY" not in text
