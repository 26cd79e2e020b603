"""Exposure: how a port is reached from outside the cluster, as one decision.

Charts state what is reached; an environment's settings choose the way. Nothing here asks for the platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from constructs import Construct
from pydantic import Field, model_validator

from podwright.access.ingress import Ingress, IngressPath
from podwright.access.route import Edge, Passthrough, Reencrypt, Route
from podwright.access.service import Service, ServicePort
from podwright.certificates import Issuer
from podwright.chart import EnvironmentConstruct, argument
from podwright.vocabulary import External, SecretKey
from podwright.vocabulary.names import LabelKey, ObjectName, check_host_name
from podwright.vocabulary.value import Value, refuse

_NGINX = "nginx.ingress.kubernetes.io"
# What nginx looks for in the Secret that it is named.
_NGINX_AUTHORITY = "ca.crt"


class InClusterOnly(Value):
    """Nobody outside the cluster reaches the port; the Service and its network policy are all there is."""


class ThroughIngress(Value):
    """An Ingress, by HTTPS: TLS ends at the ingress controller, as with `Edge` and `Reencrypt` at the router.

    Where the pods serve TLS, ingress-nginx is told so, and verifies them where the certificate's authority
    is the key ``ca.crt`` of a Secret; with another one the connection is encrypted and nobody verifies with
    whom. OpenShift's router is told with ``annotations={"route.openshift.io/termination": "reencrypt"}``, and
    verifies certificates of the service CA. Traefik is told by annotations of the Service and a
    `ServersTransport`, which podwright does not write: let the pods behind it serve plain HTTP.

    Args:
        ingress_class: name of the IngressClass, ``nginx``.
        issuer: cert-manager issuer of the hosts' certificates, each in a Secret ``<name>-tls``; or
        tls_secret: a Secret that exists in the namespace, and holds a certificate for the hosts.
        controller: what makes something of the IngressClass: ingress-nginx, or anything else (None), which is
            told by `annotations` where the pods serve TLS.
        annotations: further instructions for the ingress controller, on each Ingress.

    Raises:
        InvalidValueError: both an issuer and a Secret, or none of them.
    """

    ingress_class: ObjectName
    issuer: Issuer | None = None
    tls_secret: ObjectName | None = None
    controller: Literal["nginx"] | None = "nginx"
    annotations: Mapping[LabelKey, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_one_certificate(self) -> Self:
        if (self.issuer is None) == (self.tls_secret is None):
            message = "the hosts' certificates come from an issuer, or are in a Secret that exists"
            raise refuse(message, "Give issuer=Issuer(name=…) or tls_secret=…, one of them", field="issuer")
        return self


ApiAccess = Passthrough | Reencrypt | ThroughIngress | InClusterOnly
"""How an API whose pods serve TLS is reached from outside: one decision, and its alternatives."""

BrowserAccess = Edge | ThroughIngress
"""How pages whose pods serve plain HTTP are reached by browsers: one decision, and its alternatives."""

Access = Edge | Passthrough | Reencrypt | ThroughIngress | InClusterOnly
"""Every way in which a port is reached from outside, or is not."""


class Exposure(EnvironmentConstruct):
    """A port that is reached from outside, in the way that is chosen.

    Emits a `Route`, an `Ingress`, or nothing.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of the Route or Ingress.
        host: the public host name, ``environment.host("tarsy")``.
        to: the port of a Service.
        by: the way.

    Raises:
        InvalidValueError: what `Route` refuses (another platform than OpenShift, a certificate that outside
            clients or the router cannot verify); what `Ingress` refuses (an ingress controller that is not
            told that the pods serve TLS).
    """

    def __init__(
        self, scope: Construct, id: str, *, name: str, host: str, to: ServicePort, by: Access
    ) -> None:
        super().__init__(scope, id)
        self.host = argument("host", check_host_name, host)
        match by:
            case InClusterOnly():
                pass
            case ThroughIngress():
                self._through_ingress(by, name=name, to=to)
            case _:
                Route(self, "route", name=name, host=host, to=to, termination=by)

    def _through_ingress(self, by: ThroughIngress, *, name: str, to: ServicePort) -> None:
        # One Secret may serve several hosts; where another Ingress of the chart has it issued, it is known.
        if by.tls_secret and not self.chart.find("Secret", by.tls_secret):
            declared = External(kind="Secret", name=by.tls_secret, keys=("tls.crt", "tls.key"))
            if declared not in self.chart.externals:
                self.chart.relies_on(declared)
        told = _nginx_annotations(to.service) if by.controller == "nginx" and to.serves_tls else {}
        Ingress(
            self,
            "ingress",
            name=name,
            host=self.host,
            paths=(IngressPath(prefix="/", to=to),),
            ingress_class=by.ingress_class,
            issuer=by.issuer,
            tls_secret=by.tls_secret,
            annotations={**told, **by.annotations},
        )


def _nginx_annotations(service: Service) -> dict[str, str]:
    # https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
    encrypted = {f"{_NGINX}/backend-protocol": "HTTPS"}
    authority = service.certificate.authority if service.certificate else None
    if not isinstance(authority, SecretKey) or authority.key != _NGINX_AUTHORITY:
        return encrypted
    return {
        **encrypted,
        # The server is called by its address; without a name nginx would neither ask for nor expect one.
        f"{_NGINX}/proxy-ssl-name": service.host,
        f"{_NGINX}/proxy-ssl-secret": f"{service.environment.namespace}/{authority.secret}",
        f"{_NGINX}/proxy-ssl-server-name": "on",
        f"{_NGINX}/proxy-ssl-verify": "on",
    }
