"""Certificates that containers serve, as far as the manifests tell who made them and for which names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, PodTemplate
from podwright.verify.provided import SECRET
from podwright.verify.publications import Publication
from podwright.verify.templates import has_parameter

CERTIFICATE: Final = ("cert-manager.io", "Certificate")

_CERTIFICATE_KEY: Final = "tls.crt"
_PRIVATE_KEY: Final = "tls.key"
_SERVER_AUTH: Final = "server auth"


@dataclass(frozen=True, slots=True)
class ServedCertificates:
    """All certificates that a container has, or several containers together.

    Attributes:
        services: the Services for which OpenShift's service CA has made one.
        certificates: the Certificates of cert-manager that make the others.
    """

    services: tuple[Manifest, ...] = ()
    certificates: tuple[Manifest, ...] = ()

    @property
    def names(self) -> Sequence[str]:
        """The DNS names in them."""
        names = [
            f"{service.name}.{service.namespace}.{suffix}"
            for service in self.services
            for suffix in ("svc", "svc.cluster.local")
        ]
        return [*names, *(name for certificate in self.certificates for name in names_in(certificate))]

    def __add__(self, other: ServedCertificates) -> ServedCertificates:
        return ServedCertificates(self.services + other.services, self.certificates + other.certificates)


def names_in(certificate: Manifest) -> Sequence[str]:
    """Return the names in a Certificate of cert-manager."""
    names = (*certificate.spec["dnsNames"].strings, certificate.spec["commonName"].text)
    return [name for name in names if name]


def is_covered(host: str, names: Iterable[str]) -> bool:
    """Whether a client that calls a host takes a certificate of these names, or might.

    Args:
        host: what is called, perhaps a wildcard itself.
        names: the names; a wildcard stands for one label.
    """
    domain = host.partition(".")[2]
    return any(name in (host, f"*.{domain}") or has_parameter(name) for name in names)


def certificates_of(container: Container, cluster: Cluster) -> ServedCertificates | None:
    """Return the certificates that a container has; none if it may have others.

    Args:
        container: the container.
        cluster: where it is.
    """
    found = ServedCertificates()
    for name in _secrets_mounted(container):
        providers = [
            provision.provider for provision in cluster.provisions_of(SECRET, container.pod.namespace, name)
        ]
        services = tuple(provider for provider in providers if provider.kind == "Service")
        if services:
            found += ServedCertificates(services=services)
        elif providers and all(provider.group_kind == CERTIFICATE for provider in providers):
            if not all(is_for_servers(provider) for provider in providers):
                return None
            found += ServedCertificates(certificates=tuple(providers))
        else:
            keys = cluster.keys_of(SECRET, container.pod.namespace, name)
            if keys is None or _CERTIFICATE_KEY in keys:
                return None
    return found


def served_at(publication: Publication, cluster: Cluster) -> ServedCertificates | None:
    """Return the certificates of all pods behind what is published; none when one of them is not known.

    Args:
        publication: a Route or Ingress with its pods.
        cluster: where they are.
    """
    found = ServedCertificates()
    for pod, number in publication.pods.items():
        container = listener(pod, number)
        served = certificates_of(container, cluster) if container is not None else None
        if served is None or not served.names:
            return None
        found += served
    return found


def listener(pod: PodTemplate, number: int) -> Container | None:
    """Return the container that declares a port."""
    return next((port.container for port in pod.ports if port.number == number), None)


def servers_of(certificate: Manifest, cluster: Cluster) -> Sequence[PodTemplate]:
    """Return the pods that have the certificate and its key in a volume.

    Args:
        certificate: a Certificate of cert-manager.
        cluster: where the pods are.
    """
    secret = certificate.spec["secretName"].text
    return cluster.once(_servers).get((certificate.namespace, secret), ())


def _servers(cluster: Cluster) -> Mapping[tuple[str, str], Sequence[PodTemplate]]:
    """Return the pods by namespace and name of the Secrets of which they mount a key."""
    index: dict[tuple[str, str], list[PodTemplate]] = defaultdict(list)
    for pod in cluster.manifests.pods:
        for volume in pod.volumes.values():
            for source in (volume["secret"], *(one["secret"] for one in volume.at("projected", "sources"))):
                name = source["secretName"].text or source["name"].text
                keys = [item["key"].text for item in source["items"]]
                if name and (not keys or _PRIVATE_KEY in keys):
                    index[(pod.namespace, name)].append(pod)
    return dict(index)


def is_for_servers(certificate: Manifest) -> bool:
    """Whether a Certificate may be shown by a server: its usages do not say otherwise."""
    usages = certificate.spec["usages"].strings
    return not usages or _SERVER_AUTH in usages


def _secrets_mounted(container: Container) -> Iterator[str]:
    for mount in container.mounts:
        volume = container.pod.volumes.get(mount.volume, Node(None))
        names = [volume.at("secret", "secretName").text]
        names += [source.at("secret", "name").text for source in volume.at("projected", "sources")]
        yield from filter(None, names)
