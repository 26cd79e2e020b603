"""Proxies that let only those through who prove who they are, in front of an application of their pod."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.addresses import HostKind, Role
from podwright.verify.configuration.settings import Origin, configuration_of
from podwright.verify.configuration.uses import uses_of
from podwright.verify.images import parse_image
from podwright.verify.pods import Container, PodTemplate

KUBE_RBAC_PROXY_SOURCE: Final = "https://github.com/brancz/kube-rbac-proxy"
OAUTH2_PROXY_SOURCE: Final = "https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview"

_IMAGE_PREFIXES: Final = re.compile(r"^(?:ose-|origin-)|(?:-rhel[0-9]+)$")


class ProxyKind(Enum):
    """Whose proxy it is."""

    KUBE_RBAC = "kube-rbac-proxy"
    OAUTH2 = "oauth2-proxy"
    OPENSHIFT_OAUTH = "oauth-proxy"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class AuthProxy:
    """A proxy container.

    Attributes:
        container: the container.
        kind: whose proxy it is.
        flags: the values of its command-line flags by name, without dashes; ``""`` for one without a value.
    """

    container: Container
    kind: ProxyKind
    flags: Mapping[str, Sequence[str]]

    @property
    def pod(self) -> PodTemplate:
        """The pods it is part of."""
        return self.container.pod

    def switch(self, name: str) -> bool | None:
        """Return whether a flag is switched on; none when it is not given."""
        values = self.flags.get(name)
        return None if not values else values[-1] not in ("false", "0", "False")

    def listed(self, name: str) -> list[str]:
        """Return the values of a flag that takes several, separated by commas or repeated."""
        return [part for value in self.flags.get(name, ()) for part in value.split(",") if part]

    def upstream_ports(self, cluster: Cluster) -> frozenset[int]:
        """Return the ports of the pod that it hands requests on to."""
        return frozenset(
            use.address.port
            for use in cluster.once(uses_of).by_container.get(self.container, ())
            if use.address.kind is HostKind.LOOPBACK
            and use.address.role is Role.CALLED
            and use.address.port is not None
            and "upstream" in f"{use.setting.name} {use.address.key}".lower()
        )

    def setting(self, cluster: Cluster, name: str) -> bool | None:
        """Return a switch of oauth2-proxy, from its flags, its variables or its configuration file.

        Args:
            cluster: where the configuration is.
            name: the flag's name, ``reverse-proxy``.

        Returns:
            none when it cannot be known: the file, or a variable, is not among the manifests.
        """
        on = self.switch(name)
        if on is not None:
            return on
        configuration = cluster.once(configuration_of)
        environment = configuration.environment(self.container)
        variable = environment.variables.get(f"OAUTH2_PROXY_{name.replace('-', '_').upper()}")
        if variable is not None:
            return None if variable.value is None else variable.value.lower() in ("true", "1")
        files = [path.rpartition("/")[2] for flag in ("config", "alpha-config") for path in self.listed(flag)]
        texts = {
            setting.name.rpartition("/")[2]: setting.text
            for setting in configuration.settings(self.container)
            if setting.origin is Origin.FILE
        }
        if not environment.is_complete or "OAUTH2_PROXY_CONFIG" in environment.variables:
            return None
        if any(file not in texts for file in files):
            return None
        pattern = re.compile(rf"^[ \t]*{name.replace('-', '_')}[ \t]*=[ \t]*[\"']?(true|1)\b", re.MULTILINE)
        return any(pattern.search(texts[file]) for file in files)


def auth_proxies_of(cluster: Cluster) -> Sequence[AuthProxy]:
    """Return every proxy container that is known by its image; to be used with ``cluster.once``."""
    return [
        AuthProxy(container=container, kind=kind, flags=_flags(container))
        for pod in cluster.manifests.pods
        for container in pod.serving_containers
        if (kind := _kind(container)) is not None
    ]


def _kind(container: Container) -> ProxyKind | None:
    image = parse_image(container.image)
    name = _IMAGE_PREFIXES.sub("", image.name) if image is not None else ""
    return next((kind for kind in ProxyKind if kind.value == name), None)


def _flags(container: Container) -> Mapping[str, Sequence[str]]:
    flags: dict[str, list[str]] = defaultdict(list)
    for name, value in _pairs([*container.node["command"].strings, *container.node["args"].strings]):
        flags[name].append(value)
    return dict(flags)


def _pairs(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    for position, argument in enumerate(arguments):
        if not argument.startswith("-"):
            continue
        name, equals, value = argument.lstrip("-").partition("=")
        following = arguments[position + 1] if position + 1 < len(arguments) else "-"
        yield name, value if equals or following.startswith("-") else following
