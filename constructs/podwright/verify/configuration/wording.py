"""What the name of a setting tells about the address that it holds."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final


class Hint(Enum):
    """What a setting is about."""

    LISTEN = "listen"
    """Where the container itself listens."""
    OWN = "own"
    """Perhaps where the container itself listens: ``address``, ``metrics-addr``, ``http.host``."""
    OUTSIDE = "outside"
    """What a browser or another party outside the pod uses: origins, callbacks, public URLs."""
    PERHAPS_OUTSIDE = "perhaps outside"
    """What a browser or the pod uses: ``APP_URL``, ``BASE_URL``, ``FRONTEND_URL``."""
    OTHER = "other"


_LISTEN: Final = frozenset({"bind", "binding", "binds", "listen", "listener", "listeners", "listening"})
_LISTEN_KEYS: Final = frozenset({"http_address", "http-address", "https_address", "https-address"})
_ADVERTISED: Final = frozenset({"advertise", "advertised"})
_OUTSIDE: Final = frozenset(
    {"allow", "allowed", "callback", "canonical", "cookie", "cors", "csp", "domain", "domains", "external"}
    | {"home", "logout", "origin", "origins", "public", "redirect", "referer", "site", "trusted", "website"}
    | {"whitelist", "www"}
)
_PERHAPS_OUTSIDE: Final = frozenset(
    {"app", "audience", "base", "browser", "client", "dashboard", "frontend", "issuer", "nextauth", "root"}
    | {"ui", "web", "webui"}
)
_NO_ADDRESS: Final = frozenset(
    {"digest", "image", "images", "registries", "registry", "repository", "tag", "version"}
)
_OWN: Final = frozenset(
    {"addr", "address", "admin", "api", "debug", "endpoint", "grpc", "health", "healthz", "host", "http"}
    | {"https", "internal", "liveness", "management", "metric", "metrics", "monitoring", "port", "pprof"}
    | {"probe", "profiling", "prometheus", "readiness", "ready", "server", "status", "tcp", "telemetry"}
)
_AUXILIARY: Final = frozenset(
    {"admin", "debug", "diagnostics", "health", "healthcheck", "healthz", "live", "liveness", "management"}
    | {"metric", "metrics", "mgmt", "monitoring", "pprof", "probe", "profiling", "prom", "prometheus"}
    | {"readiness", "ready", "status", "telemetry", "webhook", "webhooks"}
)
_PORT_SETTINGS: Final = frozenset(
    {"APP_PORT", "BIND_PORT", "GRPC_PORT", "HTTPS_PORT", "HTTP_PORT", "LISTEN_PORT", "PORT", "SERVER_PORT"}
    | {"SERVICE_PORT", "UVICORN_PORT", "WEB_PORT", "--grpc-port", "--http-port", "--listen-port", "--port"}
)
_BUILD_TIME: Final = re.compile(r"(?:NEXT_PUBLIC|VITE|REACT_APP|VUE_APP|GATSBY|EXPO_PUBLIC|NG_APP)_\w+")
_BROWSER: Final = re.compile(
    r"(?:NEXT_PUBLIC|NUXT_PUBLIC|VITE|REACT_APP|VUE_APP|GATSBY|EXPO_PUBLIC|NG_APP)_\w+"
)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name (``LLM_SERVICE_ADDR``, ``--web.listen-address``, ``dashboardUrl``)."""
    return frozenset(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=4096)
def hint_of(name: str) -> Hint:
    """Return what a setting is about.

    Args:
        name: the variable, the flag, or the key in a file.
    """
    words = words_of(name)
    if words & _ADVERTISED:
        return Hint.OUTSIDE
    if words & _LISTEN or name.lstrip("-").lower() in _LISTEN_KEYS:
        return Hint.LISTEN
    if words & _OUTSIDE or is_for_browsers(name):
        return Hint.OUTSIDE
    if words & _PERHAPS_OUTSIDE:
        return Hint.PERHAPS_OUTSIDE
    return Hint.OWN if words and words <= _OWN else Hint.OTHER


def is_image(name: str) -> bool:
    """Whether a setting names an image: ``registry:5000/web`` and ``web:8080`` are no addresses there."""
    return not words_of(name).isdisjoint(_NO_ADDRESS)


def is_auxiliary(name: str) -> bool:
    """Whether a port or setting is about health, metrics and the like, not what the container is for."""
    return not words_of(name).isdisjoint(_AUXILIARY)


def is_own_port(name: str) -> bool:
    """Whether a variable or flag holds, by convention, the port that the container listens on."""
    return name in _PORT_SETTINGS


def is_build_time(name: str) -> bool:
    """Whether a bundler puts the variable into the code that browsers run, when the image is built."""
    return _BUILD_TIME.fullmatch(name) is not None


def is_for_browsers(name: str) -> bool:
    """Whether a variable is meant for the code that browsers run."""
    return _BROWSER.fullmatch(name) is not None
