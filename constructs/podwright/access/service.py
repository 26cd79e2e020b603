"""Services: stable names for the ports of a workload.

Source: https://kubernetes.io/docs/concepts/services-networking/service/
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.bindings import int_or_string
from podwright.certificates import ServiceCaCertificate, ServingCertificate
from podwright.certificates.service_ca import must_have_service_ca
from podwright.certificates.tls_secret import service_host
from podwright.chart import EnvironmentConstruct, argument
from podwright.vocabulary import Labels, Port
from podwright.vocabulary.names import check_service_name
from podwright.vocabulary.value import did_you_mean, refuse
from podwright.workloads import Workload


class Service(EnvironmentConstruct):
    """A Service in front of ports of a workload. Emits one `Service`.

    The Service's ports have the numbers and names of the container's, and target them by name.

    Two Services of one workload and component look the same to a ServiceMonitor: give them components.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`; the host name inside the namespace.
        workload: the pods behind it.
        ports: ports of the workload.
        component: the Service's own label `app.kubernetes.io/component`, by which a ServiceMonitor tells the
            Services of one workload apart; the workload's where not given.
        headless: whether the name resolves to the pods themselves instead of a virtual address.
        certificate: serving certificate of the pods behind it, good for the Service's name.

    Raises:
        InvalidValueError: no ports, one twice, or one that the workload has not; an illegal name, or one that
            another Service has; a certificate that does not carry the Service's name; one of the service CA
            on a platform without it, or whose Secret something else makes.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        workload: Workload,
        ports: Sequence[Port],
        component: str | None = None,
        headless: bool = False,
        certificate: ServingCertificate | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.name = argument("name", check_service_name, name)
        self.workload = workload
        self.certificate = certificate
        if not ports:
            raise refuse(f"Service {name!r} has no ports", "Give the ports that it serves", field="ports")
        for index, port in enumerate(ports):
            if port in ports[:index]:
                message = f"Service {name!r} has port {port.name!r} twice"
                raise refuse(message, "Give each port once", field=f"ports[{index}]")
        self.ports = tuple(self._port_of_workload(index, port) for index, port in enumerate(ports))
        self.labels: Labels = workload.labels.model_copy(
            update={"component": component or workload.labels.component}
        ).without_version
        self.chart.register(self, kind="Service", name=name)
        if isinstance(certificate, ServiceCaCertificate):
            self._reserve(certificate)
        elif certificate and not certificate.carries(self.host):
            message = f"the certificate in {certificate.secret_name!r} does not carry {self.host!r}"
            remedy = f"Give services=({name!r},) to what provides it, or the certificate of this Service"
            raise refuse(message, remedy, field="certificate")
        k8s.KubeService(
            self,
            "service",
            metadata=self.object_meta(
                name=name,
                labels=self.labels,
                annotations=certificate.service_annotations if certificate else None,
            ),
            spec=k8s.ServiceSpec(
                cluster_ip="None" if headless else None,
                selector=workload.labels.selector,
                ports=[
                    k8s.ServicePort(
                        name=port.name,
                        port=port.number,
                        target_port=self._target(port),
                        protocol=None if port.protocol == "TCP" else port.protocol,
                    )
                    for port in self.ports
                ],
            ),
        )

    @property
    def host(self) -> str:
        """The name by which every pod of the cluster reaches it: ``<service>.<namespace>.svc``."""
        return service_host(self.name, self.environment)

    def port(self, name: str) -> ServicePort:
        """Return a port by name, to be published or scraped.

        Raises:
            InvalidValueError: the Service has no such port.
        """
        for port in self.ports:
            if port.name == name:
                return ServicePort(self, port)
        names = [port.name for port in self.ports]
        message = f"Service {self.name!r} has no port {name!r}{did_you_mean(name, names)}"
        raise refuse(message, f"Use one of: {', '.join(names)}", field="port")

    @property
    def only_port(self) -> ServicePort:
        """The port of a Service that has just one.

        Raises:
            InvalidValueError: it has several.
        """
        if len(self.ports) > 1:
            raise refuse(
                f"Service {self.name!r} has several ports", "Choose one with port(name)", field="port"
            )
        return ServicePort(self, self.ports[0])

    def _port_of_workload(self, index: int, port: Port) -> Port:
        declared = self.workload.port(port.name)
        field = f"ports[{index}]"
        if declared != port:
            numbers = f"{_described(declared)}, not {_described(port)}"
            message = f"port {port.name!r} of {self.workload.name!r} is {numbers}"
            raise refuse(message, "Give the container's own Port", field=field)
        return declared

    def _reserve(self, certificate: ServiceCaCertificate) -> None:
        must_have_service_ca(self.environment)
        name = certificate.secret_name
        other = self.chart.find("Secret", name)
        if other:
            # The service CA refuses to write into a Secret that it did not make for this very Service.
            message = f"Secret {name!r} of the certificate is made already, at {other.path}"
            raise refuse(message, "Give each Service a ServiceCaCertificate of its own", field="certificate")
        self.chart.register(self, kind="Secret", name=name)

    def _target(self, port: Port) -> k8s.IntOrString | None:
        sidecars = [value for value in self.workload.containers if value.stops_last]
        # Before 1.32 Kubernetes does not find the named ports of native sidecars, so that the Service has no
        # endpoints (kubernetes/kubernetes#127958). Left out, the target is the port's own number.
        return None if any(port in value.ports for value in sidecars) else int_or_string(port.name)


def _described(port: Port) -> str:
    return f"{port.number}/{port.protocol}"


@dataclass(frozen=True, slots=True)
class ServicePort:
    """A port of a Service: what Routes, Ingresses and monitors are given.

    Args:
        service: the Service.
        port: the container port behind it.
    """

    service: Service
    port: Port

    @property
    def serves_tls(self) -> bool:
        """Whether its pods certainly serve TLS on it: the Service has a certificate, and no other port."""
        return self.service.certificate is not None and len(self.service.ports) == 1

    def must_speak_tcp(self, needed_by: str) -> None:
        """Refuse a port that speaks UDP or SCTP.

        Args:
            needed_by: what needs TCP, as the subject of a sentence: ``"a Route"``.

        Raises:
            InvalidValueError: the port speaks another protocol.
        """
        if self.port.protocol != "TCP":
            message = f"{needed_by} needs TCP, but port {self.port.name!r} speaks {self.port.protocol}"
            raise refuse(message, "Give a TCP port of the Service", field="port")
