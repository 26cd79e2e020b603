"""Whom an address means: a Service of the cluster, nobody, or somebody outside.

Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.addresses import HostKind, Role, User
from podwright.verify.configuration.uses import Use, uses_of
from podwright.verify.externals import External
from podwright.verify.listening import Listening, listening_of
from podwright.verify.references.known_names import KnownNames
from podwright.verify.residence import is_residence_unknown
from podwright.verify.services import Service

_CLUSTER_DOMAINS: Final = ((), ("cluster", "local"))
_STORE_PORTS: Final = frozenset({2379, 3306, 4222, 5432, 5672, 6379, 9042, 9092, 9200, 11211, 27017})
"""Ports that nobody but databases, queues and caches uses."""
_EVERYWHERE: Final = frozenset({"api", "app", "server", "service", "svc", "web"})
_MADE_BY_OPERATORS: Final = frozenset(
    {"alertmanager-operated", "prometheus-operated", "thanos-ruler-operated", "prometheus-agent-operated"}
)


class Outcome(Enum):
    """What is known about the host of an address."""

    OUTSIDE = "outside"
    """It is none of the cluster's, or nothing can be said."""
    FOUND = "found"
    MISSPELT = "misspelt"
    """There is a Service of nearly this name."""
    ABSENT = "absent"
    """It can only be a Service of a namespace that the manifests make, and there is none."""
    DOUBTFUL = "doubtful"
    """It would have to be a Service from elsewhere, and one of ours may be meant."""


@dataclass(frozen=True, slots=True, eq=False)
class Destination:
    """Whom an address means.

    Attributes:
        use: the address, and who uses it.
        outcome: what is known.
        namespace: the namespace that is meant.
        name: the Service that is meant.
        service: the Service, when it is among the manifests.
        external: the Service, when it is declared as external.
        suggestion: what may have been meant.
    """

    use: Use
    outcome: Outcome
    namespace: str = ""
    name: str = ""
    service: Service | None = None
    external: External | None = None
    suggestion: str = ""


class Destinations:
    """Whom the addresses of all containers mean.

    Args:
        cluster: the cluster.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._listening: Listening = cluster.once(listening_of)
        names: dict[str, list[str]] = defaultdict(list)
        self._by_port: dict[tuple[str, int | None], list[Service]] = defaultdict(list)
        for service in cluster.manifests.services:
            names[service.namespace].append(service.name)
            for port in service.ports:
                self._by_port[(service.namespace, port.number)].append(service)
        self._everywhere = {service.name for service in cluster.manifests.services}
        self._is_residence_unknown = cluster.once(is_residence_unknown)
        self._names = {namespace: KnownNames(known) for namespace, known in names.items()}
        self._namespaces = {manifest.namespace for manifest in cluster.manifests if manifest.namespace}
        self._known_namespaces = KnownNames(self._namespaces)
        self.all: Sequence[Destination] = [
            self._destination(use)
            for use in cluster.once(uses_of)
            if use.address.kind is HostKind.NAME and use.address.role is Role.CALLED
        ]

    @cached_property
    def by_text(self) -> Sequence[Sequence[Destination]]:
        """The destinations, grouped by address and by the text that it stands in: containers share texts."""
        groups: dict[object, list[Destination]] = defaultdict(list)
        for destination in self.all:
            groups[(*destination.use.setting.place, destination.use.address)].append(destination)
        return list(groups.values())

    def serves(self, destination: Destination, number: int) -> bool:
        """Whether a destination that was found may serve a port."""
        if destination.external is not None:
            ports = destination.external.ports
            return ports is None or number in ports
        service = destination.service
        if service is None or service.is_external_name:
            return True
        if not service.is_headless:
            return any(port.number == number for port in service.ports)
        if service.selector is None:
            return True
        # The name of a headless Service leads to the pods themselves, past its own port numbers.
        pods = self._cluster.manifests.select_pods(service.namespace, service.selector)
        return not pods or not all(self._listening.is_absent(pod, number, "") for pod in pods)

    def _destination(self, use: Use) -> Destination:
        labels = use.address.host.split(".")
        if "svc" in labels[1:]:
            return self._of_cluster_name(use, labels, labels.index("svc", 1))
        if len(labels) == 1:
            return self._of_bare_name(use, use.pod.namespace, labels[0])
        return self._of_short_name(use, use.pod.namespace, labels)

    def _of_short_name(self, use: Use, own: str, labels: list[str]) -> Destination:
        """Judge ``service.namespace``, and ``pod.service`` of a StatefulSet's pods."""
        match labels:
            case [name, namespace] if namespace in self._namespaces:
                # "example.dev" may as well be a host of the internet.
                return self._of_name(use, namespace, name)
            case [_, name] if self._cluster.manifests.service(own, name) is not None:
                return self._found(use, own, name)
            case [_, name, namespace] if self._cluster.manifests.service(namespace, name) is not None:
                return self._found(use, namespace, name)
            case [name, namespace]:
                return self._in_misspelt_namespace(use, namespace, name)
            case _:
                return Destination(use, Outcome.OUTSIDE)

    def _of_cluster_name(self, use: Use, labels: list[str], position: int) -> Destination:
        """Judge ``service.namespace.svc``, with or without the cluster's domain."""
        if tuple(labels[position + 1 :]) not in _CLUSTER_DOMAINS or position not in (2, 3):
            return Destination(use, Outcome.OUTSIDE)
        name, namespace = labels[position - 2], labels[position - 1]
        if namespace in self._namespaces:
            found = self._of_name(use, namespace, name)
        else:
            found = self._in_misspelt_namespace(use, namespace, name)
        if found.outcome is not Outcome.OUTSIDE or not self._is_missing(namespace, name):
            return found
        if namespace in self._cluster.manifests.namespaces:
            return Destination(use, Outcome.ABSENT, namespace, name)
        return self._doubtful(use, namespace, name) or found

    def _doubtful(self, use: Use, namespace: str, name: str) -> Destination | None:
        """Return what speaks for another Service, of this or of the pod's own namespace."""
        port, own = use.address.port, use.pod.namespace
        related = self._related(namespace, name, port)
        if related is not None:
            return Destination(use, Outcome.DOUBTFUL, namespace, name, suggestion=related.name)
        service = self._cluster.manifests.service(own, name)
        if service is not None and any(one.number == port for one in service.ports):
            return Destination(use, Outcome.DOUBTFUL, namespace, name, suggestion=f"{name}.{own}.svc")
        return None

    def _in_misspelt_namespace(self, use: Use, namespace: str, name: str) -> Destination:
        near = self._known_namespaces.meant_by(namespace)
        if near and self._cluster.manifests.service(near, name) is not None:
            return Destination(use, Outcome.MISSPELT, namespace, name, suggestion=f"{name}.{near}.svc")
        return Destination(use, Outcome.OUTSIDE, namespace, name)

    def _of_bare_name(self, use: Use, namespace: str, name: str) -> Destination:
        if any(name in alias["hostnames"].strings for alias in use.pod.spec["hostAliases"]):
            return Destination(use, Outcome.OUTSIDE)
        found = self._of_name(use, namespace, name)
        if (
            found.outcome is not Outcome.OUTSIDE
            or use.address.user is User.OUTSIDERS
            or not self._is_missing(namespace, name)
        ):
            return found
        port = use.address.port
        if self._is_container(use, name, port):
            return Destination(use, Outcome.MISSPELT, namespace, name, suggestion=f"localhost:{port}")
        related = self._related(namespace, name, port)
        if related is not None:
            return Destination(use, Outcome.DOUBTFUL, namespace, name, suggestion=related.name)
        return found

    def _is_container(self, use: Use, name: str, port: int | None) -> bool:
        """Whether a name is that of a container of the same pod, which is no host name."""
        return any(
            container.name == name and any(declared.number == port for declared in container.ports)
            for container in use.pod.serving_containers
        )

    def _of_name(self, use: Use, namespace: str, name: str) -> Destination:
        if self._known(namespace, name):
            return self._found(use, namespace, name)
        if not self._is_missing(namespace, name):
            return Destination(use, Outcome.OUTSIDE, namespace, name)
        known = self._names.get(namespace)
        near = known.meant_by(name) if known is not None else ""
        if near:
            return Destination(use, Outcome.MISSPELT, namespace, name, suggestion=near)
        return Destination(use, Outcome.OUTSIDE, namespace, name)

    def _found(self, use: Use, namespace: str, name: str) -> Destination:
        return Destination(
            use,
            Outcome.FOUND,
            namespace,
            name,
            service=self._cluster.manifests.service(namespace, name),
            external=self._cluster.external("Service", namespace, name),
        )

    def _known(self, namespace: str, name: str) -> bool:
        return (
            self._cluster.manifests.service(namespace, name) is not None
            or self._cluster.external("Service", namespace, name) is not None
        )

    def _is_missing(self, namespace: str, name: str) -> bool:
        return (
            not self._known(namespace, name)
            and not (self._is_residence_unknown and name in self._everywhere)
            and name not in _MADE_BY_OPERATORS
            and not self._cluster.may_be_made(name)
        )

    def _related(self, namespace: str, name: str, port: int | None) -> Service | None:
        """Return a Service of the namespace that serves the port and may be meant by another name."""
        candidates = self._by_port.get((namespace, port), ()) if port is not None else ()
        if port in _STORE_PORTS:
            return next(iter(candidates), None)
        words = set(name.split("-")) - _EVERYWHERE
        return next((one for one in candidates if words.intersection(one.name.split("-"))), None)


def destinations_of(cluster: Cluster) -> Destinations:
    """Return whom the addresses mean; to be used with ``cluster.once``."""
    return Destinations(cluster)


def calls(destinations: Destinations) -> Iterator[Destination]:
    """Yield the destinations that containers connect to, as far as can be told."""
    for destination in destinations.all:
        if destination.outcome is Outcome.FOUND and destination.use.address.user is User.POD:
            yield destination
