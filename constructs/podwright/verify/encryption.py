"""Whether a port speaks TLS, and with which of the service CA's certificates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.uses import uses_of
from podwright.verify.configuration.wording import words_of
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, ContainerPort
from podwright.verify.provided import SECRET

_TLS_WORDS: Final = frozenset({"https", "secure", "ssl", "tls"})
_CERTIFICATE_KEY: Final = "tls.crt"


def named_for_tls(name: str) -> bool | None:
    """Return what a port's name tells: whether it speaks TLS; none when it tells nothing."""
    words = words_of(name)
    if words & _TLS_WORDS:
        return True if "http" not in words else None
    return False if name == "http" else None


def speaks_tls(port: ContainerPort, cluster: Cluster) -> bool | None:
    """Return whether a container speaks TLS on a port; none when the manifests do not tell.

    Its name tells, the setting by which the container listens (``--secure-listen-address``), and the
    certificate of the service CA in a container with one port.

    Args:
        port: the port.
        cluster: where it is.
    """
    told = named_for_tls(port.name)
    if _listens_for_tls(port, cluster) or (told is None and _has_certificate(port, cluster)):
        return True if told is not False else None
    return told


def _listens_for_tls(port: ContainerPort, cluster: Cluster) -> bool:
    listeners = cluster.once(uses_of).listeners_of(port.container)
    return any(
        listener.port == port.number and not words_of(listener.key).isdisjoint(_TLS_WORDS)
        for listener in listeners
    )


def _has_certificate(port: ContainerPort, cluster: Cluster) -> bool:
    return len(port.container.ports) == 1 and bool(signed_for(port.container, cluster))


def signed_for(container: Container, cluster: Cluster) -> Sequence[Manifest] | None:
    """Return the Services whose service CA certificates a container has; none if it may have others.

    Args:
        container: the container.
        cluster: where it is.
    """
    services: list[Manifest] = []
    for name in _secrets_mounted(container):
        makers = [
            provision.provider
            for provision in cluster.provisions_of(SECRET, container.pod.namespace, name)
            if provision.provider.kind == "Service"
        ]
        if makers:
            services += makers
            continue
        keys = cluster.keys_of(SECRET, container.pod.namespace, name)
        if keys is None or _CERTIFICATE_KEY in keys:
            return None
    return services


def _secrets_mounted(container: Container) -> Iterator[str]:
    for mount in container.mounts:
        volume = container.pod.volumes.get(mount.volume, Node(None))
        names = [volume.at("secret", "secretName").text]
        names += [source.at("secret", "name").text for source in volume.at("projected", "sources")]
        yield from filter(None, names)
