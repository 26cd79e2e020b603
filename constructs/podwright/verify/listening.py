"""On which ports a pod is known to listen.

A container need not declare its ports: Kubernetes takes them for information. So a port is only
called absent when the containers evidently declare what they listen on, and nothing that they are
told mentions the number.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.addresses import HostKind, Role
from podwright.verify.configuration.uses import Uses, uses_of
from podwright.verify.configuration.wording import is_auxiliary
from podwright.verify.pods import Container, ContainerPort, PodTemplate

_INJECTION_LABELS = frozenset({"istio-injection", "istio.io/rev", "linkerd.io/inject"})


class Listening:
    """What is known about the ports of pods.

    Args:
        cluster: the cluster.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.uses: Uses = cluster.once(uses_of)

    def is_absent(self, pod: PodTemplate, number: int, protocol: str = "TCP") -> bool:
        """Whether nothing in a pod listens on a port, as far as one can be sure.

        Args:
            pod: the pod.
            number: the port.
            protocol: its protocol; ``""`` for any.
        """
        return (
            declares_its_ports(pod)
            and not self.has_foreign_containers(pod)
            and not declares(pod, number, protocol)
            and not self.is_mentioned(pod.serving_containers, number)
        )

    def is_mentioned(self, containers: Iterable[Container], number: int) -> bool:
        """Whether what containers are told mentions a number, other than to call it on localhost."""
        mentioned = called = 0
        for container in containers:
            if any(probe.port.integer == number for probe in container.probes):
                return True
            mentioned += self.uses.mentions_of(container)[number]
            called += sum(
                1
                for use in self.uses.by_container.get(container, ())
                if use.address.kind is HostKind.LOOPBACK
                and use.address.role is Role.CALLED
                and use.address.port == number
            )
        return mentioned > called

    def has_foreign_containers(self, pod: PodTemplate) -> bool:
        """Whether something injects containers into a pod, or replaces one of them."""
        marks = {**pod.labels, **pod.annotations}
        if any(_injects(key, value) for key, value in marks.items()):
            return True
        if any(container.image in ("", "auto") for container in pod.serving_containers):
            return True
        labels = self._cluster.namespace_labels(pod.namespace) or {}
        return any(labels.get(label, "disabled") != "disabled" for label in _INJECTION_LABELS)


def listening_of(cluster: Cluster) -> Listening:
    """Return what is known about the ports of pods; to be used with ``cluster.once``."""
    return Listening(cluster)


def declares(pod: PodTemplate, number: int, protocol: str = "TCP") -> bool:
    """Whether a container that runs while the pod serves declares a port.

    Args:
        pod: the pod.
        number: the port.
        protocol: its protocol; ``""`` for any.
    """
    return any(port.number == number and protocol in ("", port.protocol) for port in pod.ports)


def declares_its_ports(pod: PodTemplate) -> bool:
    """Whether every container of a pod evidently declares the ports that it serves on."""
    containers = pod.serving_containers
    return bool(containers) and all(main_ports(container) for container in containers)


def main_ports(container: Container) -> Sequence[ContainerPort]:
    """Return the ports of a container, without those for health, metrics and the like."""
    return [port for port in container.ports if port.number is not None and not is_auxiliary(port.name)]


def _injects(key: str, value: str) -> bool:
    if value.lower() in ("false", "disabled", "none"):
        return False
    return "inject" in key or key == "dapr.io/enabled" or key.startswith("sidecar.")
