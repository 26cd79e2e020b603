"""Services: stable names for the ports of a workload.

Source: https://kubernetes.io/docs/concepts/services-networking/service/
"""

from __future__ import annotations

from collections.abc import Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.bindings import int_or_string
from podwright.certificates import ServiceCaCertificate
from podwright.chart import EnvironmentConstruct
from podwright.vocabulary import Labels, Port
from podwright.vocabulary.names import check_service_name
from podwright.vocabulary.value import refuse
from podwright.workloads import Workload


class Service(EnvironmentConstruct):
    """A Service in front of ports of a workload. Emits one `Service`.

    The Service's ports have the numbers and names of the container's, and target them by name.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`; the host name inside the namespace.
        workload: the pods behind it.
        ports: ports of the workload.
        component: the Service's own label `app.kubernetes.io/component`, by which a ServiceMonitor tells the
            Services of one workload apart; the workload's where not given.
        headless: whether the name resolves to the pods themselves instead of a virtual address.
        certificate: serving certificate that is issued for the Service's name.

    Raises:
        InvalidValueError: no ports, a port that the workload has not, or an illegal name.
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
        certificate: ServiceCaCertificate | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.name = check_service_name(name)
        self.workload = workload
        self.certificate = certificate
        if not ports:
            raise refuse(f"Service {name!r} has no ports", "Give the ports that it serves", field="ports")
        self.ports = tuple(self._port_of_workload(port) for port in ports)
        if certificate:
            self.environment.openshift("a service CA certificate")
        self.labels: Labels = workload.labels.model_copy(
            update={"component": component or workload.labels.component}
        ).without_version
        self.chart.register(self, kind="Service", name=name)
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
                        target_port=int_or_string(port.name),
                        protocol=None if port.protocol == "TCP" else port.protocol,
                    )
                    for port in self.ports
                ],
            ),
        )

    @property
    def host(self) -> str:
        """The name by which every pod of the cluster reaches it: ``<service>.<namespace>.svc``."""
        return f"{self.name}.{self.environment.namespace}.svc"

    def port(self, name: str) -> ServicePort:
        """Return a port by name, to be published or scraped.

        Raises:
            InvalidValueError: the Service has no such port.
        """
        for port in self.ports:
            if port.name == name:
                return ServicePort(self, port)
        names = ", ".join(port.name for port in self.ports)
        raise refuse(f"Service {self.name!r} has no port {name!r}", f"Use one of: {names}", field="port")

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

    def _port_of_workload(self, port: Port) -> Port:
        declared = self.workload.port(port.name)
        if declared != port:
            message = f"port {port.name!r} of {self.workload.name!r} is {declared.number}, not {port.number}"
            raise refuse(message, "Give the container's own Port", field="ports")
        return declared


class ServicePort:
    """A port of a Service: what Routes, Ingresses and monitors are given.

    Args:
        service: the Service.
        port: the container port behind it.
    """

    def __init__(self, service: Service, port: Port) -> None:
        self.service = service
        self.port = port
