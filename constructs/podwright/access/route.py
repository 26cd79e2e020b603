"""OpenShift Routes: how a Service is reached from outside the cluster.

Source: https://docs.openshift.com/container-platform/latest/networking/routes/secured-routes.html
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from constructs import Construct
from pydantic import AfterValidator

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
from podwright.access.service import Service, ServicePort
from podwright.certificates import ServiceCaCertificate
from podwright.certificates.pem import Certificates
from podwright.chart import EnvironmentConstruct, argument
from podwright.policy import NamespacePods
from podwright.vocabulary import Duration, Waiver
from podwright.vocabulary.names import check_host_name, check_object_name
from podwright.vocabulary.probes import check_url_path
from podwright.vocabulary.value import Value, refuse

InsecurePolicy = Literal["Redirect", "Allow", "None"]

# HAProxy counts milliseconds in 32 bits.
_LONGEST_TIMEOUT = Duration((2**31 - 1) // 1000)


def check_reason(value: str) -> str:
    """Return the reason of an exception; an empty one stands for no exception.

    Raises:
        InvalidValueError: nothing but white space.
    """
    if value and not value.strip():
        raise refuse("the reason is blank", "Say why, in a sentence")
    return value


def check_route_path(value: str) -> str:
    """Return a path as the router compares it: without a query or fragment, which it never sees there.

    Raises:
        InvalidValueError: no URL path, or one with ``?`` or ``#``.
    """
    check_url_path(value)
    if "?" in value or "#" in value:
        raise refuse(f"{value!r} has more than a path", f"Write {re.split('[?#]', value)[0]!r}")
    return value


class Edge(Value):
    """TLS ends at the router, which speaks plain HTTP to the pod.

    Args:
        insecure: what happens to plain HTTP from outside: redirected to HTTPS, allowed, or refused.
    """

    insecure: InsecurePolicy = "Redirect"


class Passthrough(Value):
    """TLS ends in the pod; the router forwards the encrypted stream without looking into it.

    Clients verify the pod's own certificate, so it must carry the Route's host. One that cert-manager issues
    can; one from the service CA does not: it names the Service only.

    Args:
        insecure: what happens to plain HTTP: redirected to HTTPS, or refused. It cannot be allowed.
        clients_trust_service_ca: the reason why a certificate of the service CA is good enough for the
            clients of this Route: they have the service CA's certificate and expect the Service's name.
    """

    insecure: Literal["Redirect", "None"] = "None"
    clients_trust_service_ca: Annotated[str, AfterValidator(check_reason)] = ""


class Reencrypt(Value):
    """TLS ends at the router, which opens a TLS connection of its own to the pod.

    Args:
        insecure: what happens to plain HTTP from outside: redirected to HTTPS, allowed, or refused.
        destination_ca: PEM certificate of the CA that signed the pod's certificate. Not needed where the
            Service has one of the service CA: the router trusts that, and expects the Service's name.
    """

    insecure: InsecurePolicy = "Redirect"
    destination_ca: Certificates | None = None


Termination = Edge | Passthrough | Reencrypt
"""Where TLS ends: one decision, and its alternatives."""


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
        timeout: how long the router waits for an answer, 1 second to 24 days; its default is 30 s.

    Raises:
        InvalidValueError: no OpenShift; no host name, or a host and path that another Route has; a port that
            is not TCP; a timeout that HAProxy ignores; a path with passthrough; passthrough to a certificate
            that does not carry the host: one of the service CA, unless accepted by name, or any other; plain
            HTTP (edge) to a Service whose only port serves TLS; re-encryption to a certificate that the
            router has no CA for.
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
        platform = self.environment.openshift(
            "a Route", instead="ThroughIngress(ingress_class=…, issuer=…) or InClusterOnly()"
        )
        self.host = argument("host", check_host_name, host)
        if path is not None:
            argument("path", check_route_path, path)
        if timeout and not Duration(1) <= timeout <= _LONGEST_TIMEOUT:
            message = f"the router waits 1 second to {_LONGEST_TIMEOUT}, not {timeout}"
            raise refuse(message, "Write timeout=Duration.parse('5m')", field="timeout")
        to.must_speak_tcp("a Route")
        _check_termination(termination, to=to, host=self.host, path=path)
        self._claim(name=argument("name", check_object_name, name), path=path or "")
        if isinstance(termination, Passthrough) and termination.clients_trust_service_ca:
            self.chart.waive(
                Waiver(
                    code="passthrough-service-certificate",
                    kind="Route",
                    name=name,
                    reason=termination.clients_trust_service_ca,
                )
            )
        to.service.workload.accepts(
            to.port, NamespacePods(namespace_labels=platform.ingress_namespace_labels)
        )
        annotations = (
            {"haproxy.router.openshift.io/timeout": f"{timeout.total_seconds}s"} if timeout else None
        )
        RouteBinding(
            self,
            "route",
            metadata=self.custom_resource_meta(name=name, labels=to.service.labels, annotations=annotations),
            spec=RouteSpec(
                host=host,
                path=path,
                port=RouteSpecPort(target_port=RouteSpecPortTargetPort.from_string(to.port.name)),
                # The next three are the API server's defaults, written out because it stores them and Argo CD
                # would report the difference for ever.
                to=RouteSpecTo(kind=RouteSpecToKind.SERVICE, name=to.service.name, weight=100),
                wildcard_policy=RouteSpecWildcardPolicy.NONE,
                tls=_tls(termination),
            ),
        )

    def _claim(self, *, name: str, path: str) -> None:
        self.chart.register(self, kind="Route", name=name)
        claimed = f"{self.host}{path}"
        other = self.chart.find("Route host", claimed)
        if other:
            # The router admits the older one and rejects the other with HostAlreadyClaimed.
            message = f"{claimed!r} is published already, by {other.path}"
            raise refuse(message, "Give each Route its own host, or its own path of one host", field="host")
        self.chart.register(self, kind="Route host", name=claimed)


def _check_termination(termination: Termination, *, to: ServicePort, host: str, path: str | None) -> None:
    service = to.service
    match termination:
        case Edge() if to.serves_tls:
            message = (
                f"the pods behind {service.name!r} serve TLS, but an edge Route speaks plain HTTP to them"
            )
            remedy = "Use Reencrypt(), or a Service without certificate= for a port that serves plain HTTP"
            raise refuse(message, remedy, field="termination")
        case Passthrough():
            _check_passthrough(termination, service=service, host=host, path=path)
        case Reencrypt(destination_ca=None) if not isinstance(service.certificate, ServiceCaCertificate):
            message = f"the router cannot verify the pods behind {service.name!r}: it knows no CA of theirs"
            remedy = "Give Reencrypt(destination_ca=…), or choose Passthrough() or ServiceCaCertificates()"
            raise refuse(message, remedy, field="termination.destination_ca")
        case _:
            pass


def _check_passthrough(termination: Passthrough, *, service: Service, host: str, path: str | None) -> None:
    if path is not None:
        message = "a passthrough Route cannot choose by path: the router sees only the encrypted stream"
        raise refuse(message, "Drop path=, or use Reencrypt()", field="path")
    field = "termination.clients_trust_service_ca"
    certificate = service.certificate
    if isinstance(certificate, ServiceCaCertificate):
        if not termination.clients_trust_service_ca:
            message = (
                f"clients outside cannot verify the service CA's certificate: it names {service.host!r}, "
                "not the Route's host"
            )
            remedy = "Use Reencrypt(), or say with clients_trust_service_ca='…' why these clients can"
            raise refuse(message, remedy, field=field)
    elif termination.clients_trust_service_ca:
        message = (
            f"Service {service.name!r} has no certificate of the service CA, so there is nothing to accept"
        )
        raise refuse(message, "Give Passthrough() without clients_trust_service_ca=", field=field)
    elif certificate and not certificate.carries(host):
        secret = certificate.secret_name
        message = f"clients outside cannot verify the certificate in {secret!r}: it does not carry {host!r}"
        remedy = f"Have it issued for the host too, hosts=({host!r},), or use Reencrypt(destination_ca=…)"
        raise refuse(message, remedy, field="host")


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
