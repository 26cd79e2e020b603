"""Which names hold secrets: judged by whole words, so that BYPASS and KEYCLOAK_URL do not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_STRONG: Final = frozenset(
    [
        "password",
        "passwd",
        "passphrase",
        "passcode",
        "pgpassword",
        "dbpassword",
        "userpassword",
        "rootpassword",
        "apikey",
        "secretkey",
        "privatekey",
        "clientsecret",
        "apitoken",
        "accesstoken",
        "authtoken",
        "bearertoken",
    ]
)
_WEAK: Final = frozenset(["secret", "token", "credential", "credentials"])
_STRONG_WITH_OTHERS: Final = frozenset({"pass", "pwd", "pw"})
_WEAK_KEYS: Final = frozenset(["access", "account", "auth", "session", "storage"])
_STRONG_AFTER: Final[Mapping[str, frozenset[str]]] = {
    "key": frozenset(
        ["api", "client", "encryption", "hmac", "jwt", "master", "private", "secret", "signing"]
    ),
    "secret": frozenset(["app", "auth", "client", "cookie", "hmac", "jwt", "session", "shared", "webhook"]),
    "token": frozenset(["access", "api", "auth", "bearer", "bot", "github", "gitlab", "refresh", "slack"]),
}
_PUBLIC: Final = frozenset(
    [
        "address",
        "bucket",
        "ca",
        "cert",
        "certificate",
        "crt",
        "database",
        "db",
        "dbname",
        "dn",
        "domain",
        "email",
        "enabled",
        "endpoint",
        "host",
        "hostname",
        "id",
        "issuer",
        "login",
        "name",
        "namespace",
        "organization",
        "owner",
        "port",
        "project",
        "pub",
        "public",
        "region",
        "realm",
        "role",
        "schema",
        "scheme",
        "scope",
        "server",
        "sni",
        "sslmode",
        "team",
        "tenant",
        "timeout",
        "type",
        "uri",
        "url",
        "user",
        "username",
        "version",
        "zone",
    ]
)


class Secrecy(Enum):
    """How sure a name is to hold a secret."""

    STRONG = "strong"
    """A password, a private key: whatever stands there is meant to be secret."""
    WEAK = "weak"
    """A token, a secret: or the name of one."""
    NONE = "none"
    PUBLIC = "public"
    """A user name, a host: beside a secret, but none."""


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: of ``clientSecret``, ``CLIENT_SECRET``, ``client-secret``."""
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=8192)
def secrecy_of(name: str) -> Secrecy:
    """Tell whether a variable, key or flag of a name holds a secret.

    The last word decides: ``TOKEN_URL``, ``PASSWORD_FILE`` and ``SECRET_NAME`` hold none.

    Args:
        name: in any style of writing.
    """
    words = [word for word in words_of(name) if not word.isdigit()]
    if words[-1:] in (["base"], ["data"]) and words[-2:-1] == ["key"]:
        words.pop()  # SECRET_KEY_BASE, client-key-data
    last = words[-1] if words else ""
    before = words[-2] if len(words) > 1 else ""
    strong_after = _STRONG_AFTER.get(last)
    if last in _STRONG or (before and last in _STRONG_WITH_OTHERS):
        return Secrecy.STRONG
    if strong_after is not None and before in strong_after:
        return Secrecy.STRONG
    if last in _WEAK or (last == "key" and before in _WEAK_KEYS):
        return Secrecy.WEAK
    return Secrecy.PUBLIC if last in _PUBLIC else Secrecy.NONE
