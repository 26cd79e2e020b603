"""Ingress: how Services are reached from outside a cluster without Routes.

Source: https://kubernetes.io/docs/concepts/services-networking/ingress/
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.access.service import ServicePort
from podwright.certificates import Issuer
from podwright.certificates.issuer import admit_solvers
from podwright.chart import EnvironmentConstruct, argument
from podwright.policy import NamespacePods
from podwright.vocabulary.names import check_host_name, check_label_key, check_object_name
from podwright.vocabulary.probes import check_url_path
from podwright.vocabulary.value import refuse

# By one of these a controller is told that the pods serve TLS: nginx, HAProxy and AWS; OpenShift's router.
_SAYS_TLS = re.compile(r".*/backend-protocol|route\.openshift\.io/termination")

# The API server refuses them in a path of type Prefix.
_NO_PATH = re.compile(r"//|/\.{1,2}(/|$)|%2f|[?#]", re.IGNORECASE)


def check_ingress_prefix(value: str) -> str:
    """Return a path as an Ingress compares it, element by element: without query, ``//`` and ``..``.

    Raises:
        InvalidValueError: no URL path, or one that the API server refuses.
    """
    check_url_path(value)
    if _NO_PATH.search(value):
        message = f"{value!r} is not a prefix of paths"
        raise refuse(message, "Write whole elements without '//', '..', '?' and '#', such as '/api'")
    return value


@dataclass(frozen=True, kw_only=True, slots=True)
class IngressPath:
    """Requests of a host, by their path, and where they go.

    Args:
        prefix: the first elements of the path: ``/api`` is ``/api``, ``/api/`` and ``/api/v1``, not
            ``/apis``. Of several prefixes the longest one wins.
        to: the port of a Service.

    Raises:
        InvalidValueError: no path, or one that the API server refuses.
    """

    prefix: str
    to: ServicePort

    def __post_init__(self) -> None:
        argument("prefix", check_ingress_prefix, self.prefix)

    @property
    def elements(self) -> str:
        """What is compared: a slash at the end makes no difference."""
        return self.prefix.rstrip("/")


class Ingress(EnvironmentConstruct):
    """A host outside the cluster for ports of Services, by HTTPS. Emits one `Ingress`.

    It also declares the connections from the ingress controller, so the workloads' network policies let it
    in. The host's certificate is in a Secret, which cert-manager fills where an issuer is given; with the
    first issuer that may ask pods for a proof, the chart gets an `Http01Solver`.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        host: the public host name.
        paths: where requests go. They are written longest first, in which order all controllers match.
        ingress_class: name of the IngressClass, ``nginx``.
        issuer: cert-manager issuer of the host's certificate; None where the Secret exists already.
        tls_secret: Secret with the host's certificate; ``<name>-tls`` where an issuer is given and this is
            not. Of two Ingresses for one host, one has the issuer and the other names the first one's Secret.
        annotations: instructions for the ingress controller. Where the pods serve TLS it has to be told:
            ``{"nginx.ingress.kubernetes.io/backend-protocol": "HTTPS"}``.

    Raises:
        InvalidValueError: no host name; no paths, or a host and path that is published already; a port that
            is not TCP; neither issuer nor Secret; a Secret that something else makes; plain HTTP to a
            Service whose only port serves TLS; an illegal name, or one that another Ingress of the chart has.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        host: str,
        paths: Sequence[IngressPath],
        ingress_class: str,
        issuer: Issuer | None = None,
        tls_secret: str | None = None,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.name = argument("name", check_object_name, name)
        self.host = argument("host", check_host_name, host)
        argument("ingress_class", check_object_name, ingress_class)
        given = {
            argument("annotations", check_label_key, key): text for key, text in (annotations or {}).items()
        }
        if not paths:
            message = f"Ingress {name!r} publishes nothing"
            raise refuse(message, "Give IngressPath(prefix='/', to=…)", field="paths")
        for index, path in enumerate(paths):
            path.to.must_speak_tcp("an Ingress")
            _check_protocol(path, given, field=f"paths[{index}].to")
        self.chart.register(self, kind="Ingress", name=name)
        for index, path in enumerate(paths):
            self._claim(path, field=f"paths[{index}].prefix")
        self.tls_secret = self._certificate(issuer, tls_secret)
        controller = NamespacePods(namespace_labels=self.environment.platform.ingress_namespace_labels)
        for path in paths:
            path.to.service.workload.accepts(path.to.port, controller)
        k8s.KubeIngress(
            self,
            "ingress",
            metadata=self.object_meta(
                name=name,
                labels=paths[0].to.service.labels,
                annotations={**(issuer.ingress_annotations if issuer else {}), **given},
            ),
            spec=k8s.IngressSpec(
                ingress_class_name=ingress_class,
                rules=[
                    k8s.IngressRule(
                        host=host,
                        http=k8s.HttpIngressRuleValue(
                            paths=[_path(path) for path in sorted(paths, key=_longest_first)]
                        ),
                    )
                ],
                tls=[k8s.IngressTls(hosts=[host], secret_name=self.tls_secret)],
            ),
        )

    def _claim(self, path: IngressPath, *, field: str) -> None:
        # OpenShift makes Routes of Ingresses, so they share the hosts.
        claimed = f"{self.host}{path.elements}"
        other = self.chart.find("Route host", claimed)
        if other:
            # Which one serves the requests is each controller's own choice; nginx's webhook refuses it.
            message = f"'{self.host}{path.prefix}' is published already, by {other.path}"
            raise refuse(message, "Give each path of a host to one Service", field=field)
        self.chart.register(self, kind="Route host", name=claimed)

    def _certificate(self, issuer: Issuer | None, tls_secret: str | None) -> str:
        if tls_secret is not None:
            argument("tls_secret", check_object_name, tls_secret)
        if issuer is None:
            if tls_secret is None:
                message = f"nothing says where the certificate of {self.host!r} comes from"
                remedy = "Give issuer=Issuer(name=…), or tls_secret= of a Secret that holds it"
                raise refuse(message, remedy, field="tls_secret")
            return tls_secret
        name = tls_secret or argument("name", check_object_name, f"{self.name}-tls")
        # cert-manager leaves a Secret alone that belongs to another Certificate.
        self.chart.register(self, kind="Secret", name=name, field="tls_secret")
        issuer.declare(self.chart)
        admit_solvers(self, issuer)
        return name


def _check_protocol(path: IngressPath, annotations: Mapping[str, str], *, field: str) -> None:
    service = path.to.service
    is_told = any(_SAYS_TLS.fullmatch(key) for key in annotations)
    if path.to.serves_tls and not is_told:
        message = f"the pods behind {service.name!r} serve TLS, but ingress controllers speak plain HTTP"
        remedy = "Tell the controller: annotations={'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS'}"
        raise refuse(message, remedy, field=field)


def _longest_first(path: IngressPath) -> tuple[int, str]:
    return (-len(path.elements), path.elements)


def _path(path: IngressPath) -> k8s.HttpIngressPath:
    port = k8s.ServiceBackendPort(name=path.to.port.name)
    service = k8s.IngressServiceBackend(name=path.to.service.name, port=port)
    return k8s.HttpIngressPath(
        path=path.prefix, path_type="Prefix", backend=k8s.IngressBackend(service=service)
    )
