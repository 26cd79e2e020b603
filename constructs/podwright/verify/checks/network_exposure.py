"""Network: those who come from outside of the namespace get to the pods that are meant for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.listening import listening_of
from podwright.verify.monitors import scrapes_of
from podwright.verify.network.outsiders import (
    INGRESS_WORDS,
    MONITORING_WORDS,
    OPENSHIFT_MONITORING,
    ROUTERS,
    Admission,
    admission,
    admits_hosts,
    kept_out,
)
from podwright.verify.network.paths import Obstacle
from podwright.verify.network.policies import Policies, policies_of
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.publications import port_of, publications_of, reached
from podwright.verify.references.backends import service_references
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.services import Service

_POLICIES: Final = "https://kubernetes.io/docs/concepts/services-networking/network-policies/"
_OPENSHIFT_POLICIES: Final = (
    "https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/"
    "network_security/network-policy"
)
_WEBHOOKS: Final = "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/"
_HTTPS: Final = 443
_OUTSIDE_TYPES: Final = frozenset({"NodePort", "LoadBalancer"})
_CALLED_BY_API_SERVER: Final = frozenset(
    {
        "APIService",
        "CustomResourceDefinition",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    }
)


@check(
    "route-blocked",
    family=Family.NETWORK,
    severity=Severity.ERROR,
    summary="A network policy keeps the router out of the pods behind a Route or an Ingress.",
    source=_OPENSHIFT_POLICIES,
)
def route_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find published ports that OpenShift's routers, or anybody outside of the namespace, cannot reach."""
    policies = cluster.once(policies_of)
    for publication in cluster.once(publications_of) if policies.all else ():
        for pod, number in publication.pods.items():
            found = _router_obstacle(policies, pod, number, cluster)
            if found is not None and not cluster.once(listening_of).is_absent(pod, number):
                route = publication.manifest
                message = f"keeps the router out of port {number}, where {route} leads: {found.reason}"
                yield Flaw(found.policy.manifest, found.node, message, _router_remedy(number, cluster))


def _router_obstacle(policies: Policies, pod: PodTemplate, number: int, cluster: Cluster) -> Obstacle | None:
    if cluster.target.is_openshift:
        return kept_out(policies, pod, number, ROUTERS)
    found = admission(policies, pod, number, words=INGRESS_WORDS)
    return None if found.is_possible else found.obstacle


def _router_remedy(number: int, cluster: Cluster) -> str:
    if cluster.target.is_openshift:
        return (
            f"Allow ingress on port {number} from namespaces with the label "
            'policy-group.network.openshift.io/ingress: ""'
        )
    return f"Allow ingress on port {number} from the namespace of the ingress controller"


@check(
    "route-not-admitted",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="A network policy seems to keep the ingress controller out of the pods behind an Ingress.",
    source=_POLICIES,
)
def route_not_admitted(cluster: Cluster) -> Iterator[Flaw]:
    """Find published ports that only namespaces may reach whose names are not those of a controller."""
    policies = cluster.once(policies_of)
    if not policies.all or cluster.target.is_openshift:
        return
    for publication in cluster.once(publications_of):
        for pod, number in publication.pods.items():
            found = admission(policies, pod, number, words=INGRESS_WORDS)
            if _is_doubtful(found):
                route = publication.manifest
                message = f"no rule for port {number}, where {route} leads, looks like its controller's"
                yield from _flaw(found.obstacle, message, _router_remedy(number, cluster))


@check(
    "scrape-blocked",
    family=Family.NETWORK,
    severity=Severity.ERROR,
    summary="A network policy keeps everybody outside of the namespace from a port that is scraped.",
    source=_POLICIES,
)
def scrape_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find scraped ports that nobody outside of the namespace can reach, where no Prometheus runs in it."""
    policies = cluster.once(policies_of)
    homes = _homes_of_prometheus(cluster)
    for scrape in cluster.once(scrapes_of) if policies.all else ():
        found = admission(policies, scrape.pod, scrape.number, words=MONITORING_WORDS)
        if not found.is_possible and scrape.pod.namespace not in homes:
            message = f"keeps Prometheus out of port {scrape.number}, which {scrape.monitor} has it scrape"
            yield from _flaw(found.obstacle, message, _scrape_remedy(scrape.number, cluster))


@check(
    "scrape-not-admitted",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="A network policy seems to keep Prometheus out of a port that is scraped.",
    source=_POLICIES,
)
def scrape_not_admitted(cluster: Cluster) -> Iterator[Flaw]:
    """Find scraped ports that only namespaces may reach which do not look like Prometheus' own."""
    policies = cluster.once(policies_of)
    homes = _homes_of_prometheus(cluster)
    for scrape in cluster.once(scrapes_of) if policies.all else ():
        pod, number = scrape.pod, scrape.number
        found = admission(policies, pod, number, words=MONITORING_WORDS)
        if not found.is_possible or pod.namespace in homes:
            continue
        blocked = (
            kept_out(policies, pod, number, OPENSHIFT_MONITORING) if cluster.target.is_openshift else None
        )
        if blocked is not None or (_is_doubtful(found) and not cluster.target.is_openshift):
            message = f"no rule for port {number}, which {scrape.monitor} has scraped, looks like Prometheus'"
            yield from _flaw(blocked or found.obstacle, message, _scrape_remedy(number, cluster))


def _homes_of_prometheus(cluster: Cluster) -> frozenset[str]:
    """Return the namespaces in which a Prometheus runs, as far as the manifests tell."""
    servers = cluster.manifests.of_kind("Prometheus", "monitoring.coreos.com")
    agents = cluster.manifests.of_kind("PrometheusAgent", "monitoring.coreos.com")
    return frozenset(server.namespace for server in (*servers, *agents))


def _scrape_remedy(number: int, cluster: Cluster) -> str:
    where = "openshift-user-workload-monitoring" if cluster.target.is_openshift else "of Prometheus"
    return f"Allow ingress on port {number} from the namespace {where}"


@check(
    "exposed-service-blocked",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="A network policy admits no address outside of the cluster to a Service that is offered there.",
    source=_POLICIES,
)
def exposed_service_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find Services of type NodePort and LoadBalancer whose pods only admit pods."""
    policies = cluster.once(policies_of)
    for service in cluster.manifests.services if policies.all else ():
        if service.type not in _OUTSIDE_TYPES:
            continue
        for port in service.ports:
            for pod, number in reached(service, port, cluster).items():
                found = admits_hosts(policies, pod, number)
                if found is not None:
                    message = (
                        f"admits only pods to port {number}, which {service} offers outside of the cluster"
                    )
                    remedy = f"Allow ingress on port {number} from an ipBlock, or write type: ClusterIP"
                    yield Flaw(found.policy.manifest, found.node, message, remedy)


@check(
    "webhook-blocked",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="A network policy admits only pods of the namespace to a webhook, which the API server calls.",
    source=_WEBHOOKS,
)
def webhook_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find webhooks whose pods admit nobody from outside: the API server runs on its host's network."""
    policies = cluster.once(policies_of)
    for reference in service_references(cluster) if policies.all else ():
        service = cluster.manifests.service(reference.namespace, reference.name.text)
        if reference.manifest.kind not in _CALLED_BY_API_SERVER or service is None:
            continue
        for pod, number in _behind_webhook(service, reference.port, cluster).items():
            found = admission(policies, pod, number, words=INGRESS_WORDS)
            if not found.is_possible:
                message = f"admits only pods to {number}, which the API server calls for {reference.manifest}"
                remedy = f"Allow ingress on port {number} from an ipBlock with the API servers' addresses"
                yield from _flaw(found.obstacle, message, remedy)


def _behind_webhook(service: Service, wanted: Node | None, cluster: Cluster) -> Mapping[PodTemplate, int]:
    https = next((port for port in service.ports if port.number == _HTTPS), None)
    port = port_of(service, wanted) if wanted else https
    return reached(service, port, cluster) if port is not None else {}


def _is_doubtful(found: Admission) -> bool:
    return found.is_possible and not found.is_likely


def _flaw(found: Obstacle | None, message: str, remedy: str) -> Iterator[Flaw]:
    if found is not None:
        yield Flaw(found.policy.manifest, found.node, message, remedy)
