"""Whether a port speaks TLS."""

from __future__ import annotations

from typing import Final

from podwright.verify.certificates import certificates_of
from podwright.verify.cluster import Cluster
from podwright.verify.configuration.uses import uses_of
from podwright.verify.configuration.wording import words_of
from podwright.verify.pods import ContainerPort

_TLS_WORDS: Final = frozenset({"https", "secure", "ssl", "tls"})


def named_for_tls(name: str) -> bool | None:
    """Return what a port's name tells: whether it speaks TLS; none when it tells nothing."""
    words = words_of(name)
    if words & _TLS_WORDS:
        return True if "http" not in words else None
    return False if name == "http" else None


def speaks_tls(port: ContainerPort, cluster: Cluster) -> bool | None:
    """Return whether a container speaks TLS on a port; none when the manifests do not tell.

    Its name tells, the setting by which the container listens (``--secure-listen-address``), the
    certificate of the service CA in a container with one port, and the scheme of its probes.

    Args:
        port: the port.
        cluster: where it is.
    """
    told = named_for_tls(port.name)
    if _listens_for_tls(port, cluster) or (told is None and _has_certificate(port, cluster)):
        return True if told is not False else None
    return told if told is not None else _probed(port)


def _probed(port: ContainerPort) -> bool | None:
    """Return what the kubelet is told to speak on a port; none when it is told nothing, or both."""
    schemes: set[str] = set()
    for probe in port.container.probes:
        if probe.handler == "httpGet" and probe.field.endswith("Probe"):
            called = probe.port
            if called.integer == port.number or (called.text and called.text == port.name):
                schemes.add(probe.node.at("httpGet", "scheme").text or "HTTP")
    answers = {scheme == "HTTPS" for scheme in schemes}
    return answers.pop() if len(answers) == 1 else None


def _listens_for_tls(port: ContainerPort, cluster: Cluster) -> bool:
    listeners = cluster.once(uses_of).listeners_of(port.container)
    return any(
        listener.port == port.number and not words_of(listener.key).isdisjoint(_TLS_WORDS)
        for listener in listeners
    )


def _has_certificate(port: ContainerPort, cluster: Cluster) -> bool:
    served = certificates_of(port.container, cluster)
    # One of cert-manager may be for a port that is not declared, such as a webhook's.
    return len(port.container.ports) == 1 and served is not None and bool(served.services)
