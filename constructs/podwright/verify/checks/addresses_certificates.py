"""Addresses: certificates carry the name under which somebody is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.encryption import signed_for
from podwright.verify.monitors import Scrape, scrapes_of
from podwright.verify.pods import Container, PodTemplate
from podwright.verify.publications import Publication, publications_of
from podwright.verify.rules import Family, Flaw, Severity, check

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
        names = _names_served(publication, cluster)
        host = route.spec["host"].text
        if names and host not in names:
            shown = host or "the host that the router chooses"
            message = f"clients of {shown} get a certificate of the service CA, which names {names[0]} only"
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
    containers = [_listener(pod, number) for pod, number in publication.pods.items()]
    return all(
        container is not None
        and len(container.ports) == 1
        and publication.service.manifest in (signed_for(container, cluster) or ())
        for container in containers
    )


def _names_served(publication: Publication, cluster: Cluster) -> Sequence[str]:
    """Return the names in the certificates behind a Route, none when one of them is not known."""
    names: list[str] = []
    for pod, number in publication.pods.items():
        known = _names_of(pod, number, cluster)
        if not known:
            return ()
        names += known
    return names


@check(
    "wrong-server-name",
    family=Family.ADDRESSES,
    severity=Severity.ERROR,
    summary="A ServiceMonitor expects another name than the scraped certificate has.",
    source=_SERVICE_CA,
)
def wrong_server_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find scrapes over HTTPS that verify a certificate of the service CA by a name it does not carry."""
    for scrape in cluster.once(scrapes_of):
        endpoint = scrape.endpoint
        tls = endpoint["tlsConfig"]
        verified = endpoint["scheme"].text.lower() == "https" and not tls["insecureSkipVerify"].is_true
        names = _names_of(scrape.pod, scrape.number, cluster) if verified else ()
        if not names or tls["serverName"].text in names:
            continue
        if tls["serverName"].text:
            message = f"is not in the certificate, which names {names[0]}"
        else:
            message = (
                f"is missing: Prometheus calls pods by their address, and the certificate names {names[0]}"
            )
        yield Flaw(scrape.monitor, tls["serverName"], message, f"Write {_best(names, scrape)}")


def _best(names: Sequence[str], scrape: Scrape) -> str:
    own = f"{scrape.service.name}.{scrape.service.namespace}.svc" if scrape.service is not None else ""
    return own if own in names else names[0]


def _names_of(pod: PodTemplate, number: int, cluster: Cluster) -> Sequence[str]:
    container = _listener(pod, number)
    services = signed_for(container, cluster) if container is not None else None
    return [
        name
        for service in services or ()
        for name in (
            f"{service.name}.{service.namespace}.svc",
            f"{service.name}.{service.namespace}.svc.cluster.local",
        )
    ]


def _listener(pod: PodTemplate, number: int) -> Container | None:
    """Return the container that declares a port."""
    return next((port.container for port in pod.ports if port.number == number), None)
