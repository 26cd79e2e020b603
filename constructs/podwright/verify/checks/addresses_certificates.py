"""Addresses: certificates carry the name under which somebody is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from podwright.verify.certificates import (
    CERTIFICATE,
    certificates_of,
    is_covered,
    is_for_servers,
    listener,
    names_in,
    served_at,
    servers_of,
)
from podwright.verify.cluster import Cluster, Existence
from podwright.verify.monitors import Scrape, scrapes_of
from podwright.verify.pods import PodTemplate
from podwright.verify.publications import Publication, publications_of
from podwright.verify.references.known_names import listed
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.services import Service

_ROUTES: Final = (
    "https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/"
    "ingress_and_load_balancing/routes"
)
_SERVICE_CA: Final = (
    "https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/"
    "security_and_compliance/configuring-certificates#add-service-serving"
)


@check(
    "passthrough-service-certificate",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="A passthrough Route serves a certificate that does not carry the Route's host.",
    source=_ROUTES,
)
def passthrough_service_certificate(cluster: Cluster) -> Iterator[Flaw]:
    """Find passthrough Routes to pods with a certificate of the service CA: it names the Service only."""
    for publication in cluster.once(publications_of):
        route = publication.manifest
        termination = route.spec.at("tls", "termination")
        if route.kind != "Route" or termination.text != "passthrough":
            continue
        served = served_at(publication, cluster)
        host = route.spec["host"].text
        # Of one that cert-manager makes it is told where hosts are compared with Certificates.
        if served is not None and not served.certificates and host not in served.names:
            shown = host or "the host that the router chooses"
            name = served.names[0]
            message = f"clients of {shown} get a certificate of the service CA, which names {name} only"
            remedy = "Write termination: reencrypt, or serve a certificate that carries the Route's host"
            yield Flaw(route, termination, message, remedy)


@check(
    "plain-route-to-tls-port",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="A Route without TLS to the pods leads to a port that speaks TLS.",
    source=_ROUTES,
)
def plain_route_to_tls_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find edge and plain Routes to Services for which the service CA has made a certificate."""
    for publication in cluster.once(publications_of):
        route = publication.manifest
        termination = route.spec.at("tls", "termination")
        if route.kind != "Route" or termination.text in ("passthrough", "reencrypt"):
            continue
        if _is_tls_only(publication, cluster):
            message = (
                f"the router speaks plain HTTP to {publication.service}, whose pods serve a certificate "
                "for it on their only port"
            )
            yield Flaw(route, termination, message, "Write termination: reencrypt")


def _is_tls_only(publication: Publication, cluster: Cluster) -> bool:
    """Whether every container behind a Route serves the certificate of the Route's own Service."""
    containers = [listener(pod, number) for pod, number in publication.pods.items()]
    return all(
        container is not None
        and len(container.ports) == 1
        and (served := certificates_of(container, cluster)) is not None
        and publication.service.manifest in served.services
        for container in containers
    )


@check(
    "wrong-server-name",
    family=Family.ADDRESSES,
    severity=Severity.ERROR,
    summary="A ServiceMonitor expects another name than the scraped certificate has.",
    source=_SERVICE_CA,
)
def wrong_server_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find scrapes over HTTPS that verify a certificate by a name that it does not carry.

    It is known what a certificate carries if the service CA or a Certificate of cert-manager makes it.
    """
    for scrape in cluster.once(scrapes_of):
        endpoint = scrape.endpoint
        tls = endpoint["tlsConfig"]
        container = listener(scrape.pod, scrape.number)
        is_verified = endpoint["scheme"].text.lower() == "https" and not tls["insecureSkipVerify"].is_true
        served = certificates_of(container, cluster) if is_verified and container is not None else None
        name = tls["serverName"].text
        if served is None or not served.names or is_covered(name, served.names):
            continue
        known = served.names[0] if not served.certificates else listed(served.names)
        if name:
            message = f"is not in the certificate, which names {known}"
        else:
            message = f"is missing: Prometheus calls pods by their address, and the certificate names {known}"
        remedy = f"Write {_best(served.names, scrape)}"
        if name and served.certificates:
            remedy += f", or add {name} to the dnsNames of {served.certificates[0]}"
        yield Flaw(scrape.monitor, tls["serverName"], message, remedy)


def _best(names: Sequence[str], scrape: Scrape) -> str:
    own = f"{scrape.service.name}.{scrape.service.namespace}.svc" if scrape.service is not None else ""
    # A wildcard is no name to expect.
    return own if own in names else next((name for name in names if "*" not in name), names[0])


@check(
    "certificate-for-no-service",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="A certificate for use within the cluster names no Service of the pods that serve it.",
    source="https://cert-manager.io/docs/usage/certificate/",
)
def certificate_for_no_service(cluster: Cluster) -> Iterator[Flaw]:
    """Find Certificates with names of Services only, of which none exists, whose pods have other ones."""
    services = cluster.once(_services_by_pod)
    for certificate in cluster.manifests.of_kind(*reversed(CERTIFICATE)):
        own = [
            service
            for pod in servers_of(certificate, cluster)
            for service in services.get(pod, ())
            if is_for_servers(certificate)
        ]
        named = [_service_named(name, certificate.namespace) for name in names_in(certificate)]
        if not own or not named or certificate.spec["isCA"].is_true:
            continue
        if all(
            one is not None and cluster.exists("Service", "", certificate.namespace, one) is Existence.NO
            for one in named
        ):
            message = f"no Service is called so; its pods are behind {listed(sorted({s.name for s in own}))}"
            remedy = f"Write {own[0].name} and {own[0].name}.{own[0].namespace}.svc"
            yield Flaw(certificate, certificate.spec["dnsNames"], message, remedy)


def _service_named(host: str, namespace: str) -> str | None:
    """Return the Service of a namespace that a host name means; none when it means something else."""
    name, _, rest = host.removeprefix("*.").partition(".")
    domains = ("", namespace, f"{namespace}.svc", f"{namespace}.svc.cluster.local")
    return name if rest in domains and name != "localhost" else None


def _services_by_pod(cluster: Cluster) -> Mapping[PodTemplate, Sequence[Service]]:
    index: dict[PodTemplate, list[Service]] = defaultdict(list)
    for service in cluster.manifests.services:
        if service.selector is not None:
            for pod in cluster.manifests.select_pods(service.namespace, service.selector):
                index[pod].append(service)
    return dict(index)
