"""Exposure: how a port is reached from outside the cluster, as one decision.

Charts state what is reached; an environment's settings choose the way. Nothing here asks for the platform.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, Self

from constructs import Construct
from pydantic import Field, model_validator

from podwright.access.ingress import Ingress, IngressPath
from podwright.access.route import Edge, Passthrough, Reencrypt, Route, Termination
from podwright.access.service import ServicePort
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
    """Ports that are reached from outside, by one host, in the way that is chosen.

    Emits an `Ingress`, a `Route` for each path (a Route has but one), or nothing. With both, the longest of
    several prefixes wins, and nothing is rewritten: pods are asked for the whole path.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of the Ingress, or of the Route of the whole host; those of other paths have the
            path behind it, ``shop-api`` for ``/api``.
        host: the public host name, ``environment.host("tarsy")``.
        to: the port of a Service; or several, each with the prefix of the paths that go there.
        by: the way.

    Raises:
        InvalidValueError: no paths, or one twice; paths with `Passthrough`, which sees none; what `Route`
            refuses (another platform than OpenShift, a certificate that outside clients or the router cannot
            verify); what `Ingress` refuses (an ingress controller that is not told that the pods serve TLS);
            pods that serve TLS beside others, because ingress-nginx is told once for a whole Ingress.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        host: str,
        to: ServicePort | Sequence[IngressPath],
        by: Access,
    ) -> None:
        super().__init__(scope, id)
        self.host = argument("host", check_host_name, host)
        paths = (IngressPath(prefix="/", to=to),) if isinstance(to, ServicePort) else tuple(to)
        if not paths:
            message = f"{host!r} leads nowhere"
            raise refuse(message, "Give the port of a Service, or IngressPath(prefix='/', to=…)", field="to")
        for index, path in enumerate(paths):
            if path.elements in {other.elements for other in paths[:index]}:
                message = f"{path.prefix!r} leads to two places"
                raise refuse(message, "Give each path to one Service", field=f"to[{index}]")
        match by:
            case InClusterOnly():
                pass
            case ThroughIngress():
                self._through_ingress(by, name=name, paths=paths)
            case _:
                self._through_routes(by, name=name, paths=paths)

    def _through_routes(self, by: Termination, *, name: str, paths: Sequence[IngressPath]) -> None:
        for index, path in enumerate(paths):
            if path.elements and isinstance(by, Passthrough):
                message = f"a passthrough Route sees no paths, so it cannot choose {path.prefix!r}"
                raise refuse(message, "Give the port of one Service, or by=Reencrypt()", field="to")
            # The router compares whole elements too, so that one with a slash behind it is the same.
            words = re.sub(r"[^a-z0-9]+", "-", path.elements.lower()).rstrip("-")
            Route(
                self,
                f"route-{index}" if index else "route",
                name=f"{name}{words}",
                host=self.host,
                path=path.elements or None,
                to=path.to,
                termination=by,
            )

    def _through_ingress(self, by: ThroughIngress, *, name: str, paths: Sequence[IngressPath]) -> None:
        # One Secret may serve several hosts; where another Ingress of the chart has it issued, it is known.
        if by.tls_secret and not self.chart.find("Secret", by.tls_secret):
            self.chart.relies_on(External(kind="Secret", name=by.tls_secret, keys=("tls.crt", "tls.key")))
        told = _nginx_annotations(paths) if by.controller == "nginx" else {}
        Ingress(
            self,
            "ingress",
            name=name,
            host=self.host,
            paths=paths,
            ingress_class=by.ingress_class,
            issuer=by.issuer,
            tls_secret=by.tls_secret,
            annotations={**told, **by.annotations},
        )


def _nginx_annotations(paths: Sequence[IngressPath]) -> dict[str, str]:
    # https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
    if not any(path.to.serves_tls for path in paths):
        return {}
    service = paths[0].to.service
    for path in paths:
        if path.to.service is not service:
            other = path.to.service.name
            message = f"ingress-nginx is told once how to reach {service.name!r} and {other!r}, by TLS or not"
            remedy = "Make an Exposure of the same host for each Service, with a name of its own"
            raise refuse(message, remedy, field="to")
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
