"""Addresses in text: URLs, and hosts with ports.

Configuration says where things are in many forms. What is found here is only what has the form of an
address, with what the words around it tell: whether something is called there, listens there, or
whether that cannot be told.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from podwright.verify.configuration.settings import UNKNOWN, Origin
from podwright.verify.configuration.wording import Hint, hint_of, is_image

DEFAULT_PORTS: Final[Mapping[str, int]] = {
    "amqp": 5672,
    "amqps": 5671,
    "bolt": 7687,
    "ftp": 21,
    "http": 80,
    "https": 443,
    "ldap": 389,
    "ldaps": 636,
    "mariadb": 3306,
    "mongodb": 27017,
    "mysql": 3306,
    "nats": 4222,
    "neo4j": 7687,
    "postgres": 5432,
    "postgresql": 5432,
    "redis": 6379,
    "rediss": 6379,
    "sqlserver": 1433,
    "ws": 80,
    "wss": 443,
}
"""The port that a scheme means when none is written."""

TLS_SCHEMES: Final = frozenset({"https", "wss", "grpcs", "rediss", "amqps", "ldaps"})
DATABASE_SCHEMES: Final = frozenset(
    {"amqp", "amqps", "bolt", "mariadb", "mongodb", "mysql", "nats", "neo4j", "postgres", "postgresql"}
    | {"redis", "rediss", "sqlserver"}
)
_NOT_NETWORK: Final = frozenset(
    {"about", "arn", "classpath", "configmap", "data", "docker", "file", "gs", "image", "jar", "k8s", "oci"}
    | {"pvc", "ref", "s3", "secret", "spiffe", "sqlite", "unix", "urn", "vault"}
)

_URL: Final = re.compile(
    r"(?<![A-Za-z0-9+.-])(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30})://(?P<authority>[^\s\"'`<>|\\;(){}/?#]*)"
)
_BARE: Final = re.compile(
    r"(?<![\w./:$%&\-\[\]])"
    r"(?P<host>[A-Za-z](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\d{1,3}(?:\.\d{1,3}){3}|\[[^\[\]\s]*\]|\*)?"
    r":(?P<port>\d{2,5})(?![\w.:-])"
)
_LISTEN: Final = re.compile(r"^[ \t]*(?:listen|Listen)[ \t]+(?P<port>\d{2,5})\b", re.MULTILINE)
_PAIR: Final = re.compile(
    r"^(?P<indent>[ \t]*(?:- )?)[\"']?(?P<prefix>[\w.-]*?)(?P<word>host|hostname|HOST|Host)"
    r"[\"']?[ \t]*[:=][ \t]*"
    r"[\"']?(?P<host>[A-Za-z0-9.-]+)[\"']?,?[ \t]*\r?\n"
    r"[ \t]*[\"']?(?P=prefix)(?:port|PORT|Port)[\"']?[ \t]*[:=][ \t]*[\"']?(?P<port>\d{2,5})\b",
    re.MULTILINE,
)
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?")
_LOOPBACK: Final = re.compile(r"localhost|127(?:\.\d{1,3}){3}|\[(?:0*:)*:?0*1\]", re.IGNORECASE)
_LOGICAL: Final = re.compile(r"unix|[^.]*[A-Z][^.]*")
"""No hosts: a socket, and names that a program looks up by itself."""
_IP: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[.*\]")
_COMMENT: Final = re.compile(r"[ \t]*(?:#|//|;|--[ \t]|<!--|\*[ \t]|%)")
_KEY: Final = re.compile(r"(?P<key>[\w.$/-]+)[\"']?[ \t]*[:=][ \t]*[\"'\[(]*$")
_DIRECTIVE: Final = re.compile(r"[ \t]*(?:-[ \t]+)?[\"']?(?P<key>[\w.$/-]+)[\"']?[ \t:=]")
_PROSE: Final = re.compile(r"(?:[A-Za-z][A-Za-z'-]*,?[ \t]+){5,}")
_EMBEDDED: Final = re.compile(r"^[ \t-]*apiVersion:[ \t].*(?:\n.*){0,5}\n[ \t]*kind:[ \t]", re.MULTILINE)
_NO_SETTINGS: Final = re.compile(
    r"\.(?:md|markdown|rst|adoc|html?|css|js|mjs|jsx|ts|tsx|svg|txt|csv|tsv|sql|pem|crt|key|lua|wasm)$", re.I
)

_EVERY_ADDRESS: Final = re.compile(r"0(?:\.0){3}|\[[0:]+\]")
_NEWLINE: Final = re.compile(r"\n")
_LONGEST_CONTEXT: Final = 200
_SMALLEST_BARE_PORT: Final = 80


class Role(Enum):
    """What an address is for."""

    CALLED = "called"
    LISTENED = "listened"
    UNKNOWN = "unknown"


class User(Enum):
    """Who uses an address."""

    POD = "pod"
    ANYBODY = "anybody"
    """The pod, or a browser."""
    OUTSIDERS = "outsiders"
    """Browsers and other parties outside of the pod."""


class HostKind(Enum):
    """What kind of host an address names."""

    LOOPBACK = "loopback"
    WILDCARD = "wildcard"
    IP = "ip"
    NAME = "name"


_USERS: Final[Mapping[Hint, User]] = {
    Hint.OUTSIDE: User.OUTSIDERS,
    Hint.PERHAPS_OUTSIDE: User.ANYBODY,
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a text.

    Attributes:
        scheme: the URL's scheme without ``jdbc:`` and drivers (``postgresql+asyncpg``); ``""`` without.
        host: the host in lower case, without a final dot.
        port: the port, that of the scheme when none is written; none when there is neither.
        has_port: whether the port is written.
        role: what it is for.
        kind: what kind of host it names.
        user: who uses it, as far as its name tells.
        key: the setting's name nearest to it.
        line: its line in the text, from 1; 0 when the text is one line.
    """

    scheme: str
    host: str
    port: int | None
    has_port: bool
    role: Role
    kind: HostKind
    user: User
    key: str
    line: int = 0

    def __str__(self) -> str:
        scheme = f"{self.scheme}://" if self.scheme else ""
        port = f":{self.port}" if self.port is not None and self.has_port else ""
        return f"{scheme}{self.host}{port}"


def addresses_in(text: str, *, name: str, origin: Origin) -> tuple[Address, ...]:
    """Return the addresses that stand in a setting.

    Comments, prose, and files that hold no settings (pages, pictures, manifests of other objects) are
    left out.

    Args:
        text: the text, `UNKNOWN` where it is not known.
        name: the variable, the flag, or the file.
        origin: what kind of setting it is.
    """
    if origin is Origin.FILE and _NO_SETTINGS.search(name):
        return ()
    found = tuple(_scan(text, name, origin))
    if found and origin is Origin.FILE and _EMBEDDED.search(text):
        return ()
    return found


def _scan(text: str, name: str, origin: Origin) -> Iterator[Address]:
    lines = _Lines(text, name, is_file=origin is Origin.FILE)
    urls: list[int] = []
    if "://" in text:
        for match in _URL.finditer(text):
            urls += match.span()
            if not lines.is_comment(match.start()):
                yield from _of_url(match, lines)
    if ":" in text:
        for match in _BARE.finditer(text):
            # An odd number of ends and starts in front of it: it is part of a URL.
            if bisect_right(urls, match.start()) % 2 == 0 and not lines.is_comment(match.start()):
                yield from _of_bare(match, lines)
    if origin is Origin.FILE:
        for match in _LISTEN.finditer(text):
            address = _address("", "*", match["port"], "listen", lines.number(match.start()))
            if address is not None:
                yield address
        for match in _PAIR.finditer(text):
            yield from _of_pair(match, lines)


class _Lines:
    """Where in a text something stands, and what the line says in front of it."""

    def __init__(self, text: str, name: str, *, is_file: bool) -> None:
        self._text = text
        self._name = name
        self._is_file = is_file
        self._starts: list[int] = []

    def _line(self, position: int) -> int:
        """Return the line of a place, from 0."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in _NEWLINE.finditer(self._text))]
        return bisect_right(self._starts, position) - 1

    def _before(self, position: int) -> str:
        """Return what stands in front of a place on its line, of a long line the end."""
        line = self._line(position)
        return self._text[max(self._starts[line], position - _LONGEST_CONTEXT) : position]

    def is_comment(self, position: int) -> bool:
        """Whether a place lies in a comment or in a sentence."""
        if not self._is_file and "\n" not in self._text:
            return False
        line = self._line(position)
        before = self._before(position)
        return (
            bool(_COMMENT.match(self._text, self._starts[line]))
            or " #" in before
            or bool(_PROSE.search(before))
        )

    def key(self, position: int) -> str:
        """Return the name of the setting that a place belongs to."""
        if not self._is_file:
            return self._name
        before = self._before(position)
        match = _KEY.search(before)
        if match is not None:
            return match["key"]
        match = _DIRECTIVE.match(before)
        if match is None:
            return ""
        # A directive of nginx and of HAProxy: one of the servers behind them.
        return "upstream server" if match["key"] == "server" else match["key"]

    def number(self, position: int) -> int:
        """Return the line of a place from 1, 0 when the text is no file."""
        return self._line(position) + 1 if self._is_file else 0


def _of_url(match: re.Match[str], lines: _Lines) -> Iterator[Address]:
    scheme = match["scheme"].lower().rpartition(".")[2]
    base, plus, driver = scheme.partition("+")
    authority = match["authority"]
    # mongodb+srv names no host: its records are looked up.
    if base in _NOT_NETWORK or (plus and driver == "srv"):
        return
    for part in authority.rpartition("@")[2].rstrip(",.:").split(","):
        host, port = _split(part)
        address = _address(base, host, port, lines.key(match.start()), lines.number(match.start()))
        if address is not None:
            yield address


def _of_bare(match: re.Match[str], lines: _Lines) -> Iterator[Address]:
    host, port = match["host"] or "", match["port"]
    key = lines.key(match.start())
    if int(port) < _SMALLEST_BARE_PORT or is_image(key):
        return
    if not host and match.string[: match.start()].endswith(UNKNOWN):
        host = UNKNOWN
    address = _address("", host, port, key, lines.number(match.start()))
    if address is not None:
        yield address


def _of_pair(match: re.Match[str], lines: _Lines) -> Iterator[Address]:
    if lines.is_comment(match.start("prefix")):
        return
    key = f"{match['prefix']}{match['word']}"
    address = _address("", match["host"], match["port"], key, lines.number(match.start("prefix")))
    if address is not None:
        yield address


def _split(authority: str) -> tuple[str, str]:
    if authority.startswith("["):
        host, bracket, rest = authority.partition("]")
        return host + bracket, rest.removeprefix(":")
    host, _, port = authority.partition(":")
    return host, port


def _address(scheme: str, host: str, port: str, key: str, line: int) -> Address | None:
    if UNKNOWN in port or (port and not port.isdecimal()):
        return None
    number = int(port) if port else DEFAULT_PORTS.get(scheme)
    if number is not None and not 0 < number <= 65535:
        return None
    kind = _kind(host)
    if kind is None:
        return None
    hint = hint_of(key)
    role = _role(kind, host, hint, has_scheme=bool(scheme))
    return Address(
        scheme=scheme,
        host=host.lower().rstrip("."),
        port=number,
        has_port=bool(port),
        role=role,
        kind=kind,
        user=_USERS.get(hint, User.POD),
        key=key,
        line=line,
    )


def paired(host: str, port: str, *, key: str) -> Address | None:
    """Return the address of a host and a port that stand in two settings.

    Args:
        host: the host; none yields no address.
        port: the port, ``""`` when only the host is known.
        key: the name of the setting with the host.
    """
    return _address("", host, port, key, 0)


def _kind(host: str) -> HostKind | None:
    if UNKNOWN in host:
        # "$(POD_IP):8080" is where a container listens; whom it calls by such a name is not known.
        return HostKind.WILDCARD if host.strip("[]") == UNKNOWN else None
    if _LOOPBACK.fullmatch(host):
        return HostKind.LOOPBACK
    if host in ("", "*") or _EVERY_ADDRESS.fullmatch(host):
        return HostKind.WILDCARD
    if _IP.fullmatch(host):
        return HostKind.IP
    return HostKind.NAME if _HOST.fullmatch(host) and not _LOGICAL.fullmatch(host) else None


def _role(kind: HostKind, host: str, hint: Hint, *, has_scheme: bool) -> Role:
    if hint is Hint.LISTEN:
        return Role.LISTENED
    match kind:
        case HostKind.WILDCARD if _EVERY_ADDRESS.fullmatch(host):
            return Role.LISTENED
        case HostKind.WILDCARD:
            own = host == "" and hint is Hint.OWN and not has_scheme
            return Role.LISTENED if own else Role.UNKNOWN
        case HostKind.LOOPBACK if hint in _USERS or (hint is Hint.OWN and not has_scheme):
            return Role.UNKNOWN
        case _:
            return Role.CALLED
