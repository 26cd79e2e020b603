"""OpenShift Routes: how a Service is reached from outside the cluster.

Source: https://docs.openshift.com/container-platform/latest/networking/routes/secured-routes.html
"""

from __future__ import annotations

from typing import Literal

from constructs import Construct

from imports.io.openshift.route import Route as RouteBinding
from imports.io.openshift.route import (
    RouteSpec,
    RouteSpecPort,
    RouteSpecPortTargetPort,
    RouteSpecTls,
    RouteSpecTlsInsecureEdgeTerminationPolicy,
    RouteSpecTlsTermination,
    RouteSpecTo,
    RouteSpecToKind,
    RouteSpecWildcardPolicy,
)
from podwright.access.service import ServicePort
from podwright.certificates import ServiceCaCertificate
from podwright.chart import EnvironmentConstruct
from podwright.policy import NamespacePods
from podwright.vocabulary import Duration
from podwright.vocabulary.names import check_host_name, check_object_name
from podwright.vocabulary.probes import check_url_path
from podwright.vocabulary.value import Value, refuse

InsecurePolicy = Literal["Redirect", "Allow", "None"]


class Edge(Value):
    """TLS ends at the router, which speaks plain HTTP to the pod.

    Args:
        insecure: what happens to plain HTTP from outside: redirected to HTTPS, allowed, or refused.
    """

    insecure: InsecurePolicy = "Redirect"


class Passthrough(Value):
    """TLS ends in the pod; the router forwards the encrypted stream without looking into it.

    Clients verify the pod's own certificate, so it must carry the Route's host. One from the service CA does
    not: it names the Service only.

    Args:
        insecure: what happens to plain HTTP: redirected to HTTPS, or refused. It cannot be allowed.
        clients_trust_service_ca: the reason why a certificate of the service CA is good enough for the
            clients of this Route: they have the service CA's certificate and expect the Service's name.
    """

    insecure: Literal["Redirect", "None"] = "None"
    clients_trust_service_ca: str = ""


class Reencrypt(Value):
    """TLS ends at the router, which opens a TLS connection of its own to the pod.

    Args:
        insecure: what happens to plain HTTP from outside: redirected to HTTPS, allowed, or refused.
        destination_ca: PEM certificate of the CA that signed the pod's certificate; not needed for the
            service CA, which the router trusts.
    """

    insecure: InsecurePolicy = "Redirect"
    destination_ca: str | None = None


Termination = Edge | Passthrough | Reencrypt


class Route(EnvironmentConstruct):
    """A host outside the cluster for a port of a Service. Emits one `Route`.

    It also declares the connection from the router, so the workload's network policy lets it in.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        host: the public host name; always explicit, so that nothing assigns one behind Argo CD's back.
        to: the port of a Service.
        termination: where TLS ends.
        path: only requests below this path; not with passthrough, which cannot see paths.
        timeout: how long the router waits for an answer; its default is 30 s.

    Raises:
        InvalidValueError: no OpenShift; no host name; a path with passthrough; passthrough to a certificate
            of the service CA, unless accepted by name.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        host: str,
        to: ServicePort,
        termination: Termination,
        path: str | None = None,
        timeout: Duration | None = None,
    ) -> None:
        super().__init__(scope, id)
        platform = self.environment.openshift("a Route")
        self.host = check_host_name(host)
        _check_termination(termination, to=to, path=path)
        to.service.workload.accepts(
            to.port, NamespacePods(namespace_labels=platform.ingress_namespace_labels)
        )
        annotations = (
            {"haproxy.router.openshift.io/timeout": f"{timeout.total_seconds}s"} if timeout else None
        )
        RouteBinding(
            self,
            "route",
            metadata=self.custom_resource_meta(
                name=check_object_name(name), labels=to.service.labels, annotations=annotations
            ),
            spec=RouteSpec(
                host=host,
                path=check_url_path(path) if path else None,
                port=RouteSpecPort(target_port=RouteSpecPortTargetPort.from_string(to.port.name)),
                # The next three are the API server's defaults, written out because it stores them and Argo CD
                # would report the difference for ever.
                to=RouteSpecTo(kind=RouteSpecToKind.SERVICE, name=to.service.name, weight=100),
                wildcard_policy=RouteSpecWildcardPolicy.NONE,
                tls=_tls(termination),
            ),
        )


def _check_termination(termination: Termination, *, to: ServicePort, path: str | None) -> None:
    if not isinstance(termination, Passthrough):
        return
    if path:
        message = "a passthrough Route cannot choose by path: the router sees only the encrypted stream"
        raise refuse(message, "Drop path=, or use Edge() or Reencrypt()", field="path")
    is_service_ca = isinstance(to.service.certificate, ServiceCaCertificate)
    if is_service_ca and not termination.clients_trust_service_ca:
        message = (
            f"clients outside cannot verify the service CA's certificate: it names {to.service.host!r}, "
            "not the Route's host"
        )
        remedy = "Use Reencrypt(), or say with clients_trust_service_ca='…' why these clients can"
        raise refuse(message, remedy, field="termination")


def _tls(termination: Termination) -> RouteSpecTls:
    insecure = RouteSpecTlsInsecureEdgeTerminationPolicy[termination.insecure.upper()]
    match termination:
        case Edge():
            return RouteSpecTls(
                termination=RouteSpecTlsTermination.EDGE, insecure_edge_termination_policy=insecure
            )
        case Passthrough():
            return RouteSpecTls(
                termination=RouteSpecTlsTermination.PASSTHROUGH, insecure_edge_termination_policy=insecure
            )
        case Reencrypt():
            return RouteSpecTls(
                termination=RouteSpecTlsTermination.REENCRYPT,
                insecure_edge_termination_policy=insecure,
                destination_ca_certificate=termination.destination_ca,
            )
