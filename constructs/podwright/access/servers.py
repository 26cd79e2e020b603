"""Servers that a system calls: elsewhere in the cluster, or outside of it.

Each is an address for the configuration and a rule for the network policy, so that the two never disagree.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from podwright.environment.platforms import Cidr, SelectedLabels
from podwright.policy import Addresses, NamespacePods
from podwright.vocabulary import External
from podwright.vocabulary.names import LabelName, ServiceName
from podwright.vocabulary.origins import Origin, host_of, is_address, port_of
from podwright.vocabulary.ports import PortNumber
from podwright.vocabulary.value import Value, refuse
from podwright.workloads import Workload


class ClusterService(Value):
    """A Service of another namespace of the cluster, by plain HTTP.

    Args:
        name: name of the Service.
        namespace: its namespace.
        port: the port of the Service.
        pod_port: the port that the pods behind it listen on, which network policies see; that of the Service
            where not given.
        pod_labels: labels of the pods behind it; every pod of the namespace where not given.

    Raises:
        InvalidValueError: an illegal name, port or label.
    """

    name: ServiceName
    namespace: LabelName
    port: PortNumber
    pod_port: PortNumber | None = None
    pod_labels: SelectedLabels = Field(default_factory=dict)

    def url(self, path: str = "") -> str:
        """Return the address of a path, ``/embed``."""
        return f"http://{self.name}.{self.namespace}.svc:{self.port}{path}"

    def accept_client(self, workload: Workload) -> None:
        """Declare that a workload connects to it: its network policy allows it, its chart relies on it."""
        pods = NamespacePods(
            namespace_labels={"kubernetes.io/metadata.name": self.namespace}, labels=self.pod_labels
        )
        workload.connects_to_peers(pods, port=self.pod_port or self.port)
        workload.chart.relies_on(
            External(kind="Service", name=self.name, namespace=self.namespace, ports=(self.port,))
        )


class OutsideServer(Value):
    """A server outside the cluster.

    Args:
        origin: scheme and host, with a port where it has one of its own: ``https://api.example.com``.
        networks: the addresses that it has, where they are known; network policies let through every address
            outside the cluster where not given, or the host where it is an address.
        plain_http: the reason why ``http://`` is good enough: the network on the way is one's own.

    Raises:
        InvalidValueError: no such address; a path, which is told apart from it; a host inside the cluster;
            plain HTTP without a reason, or a reason without it.
    """

    origin: Origin
    networks: tuple[Cidr, ...] = ()
    plain_http: str = ""

    @model_validator(mode="after")
    def _is_outside(self) -> Self:
        host = host_of(self.origin)
        if not is_address(host) and ("." not in host or host.endswith((".svc", ".cluster.local"))):
            message = f"{host!r} is a host of the cluster"
            raise refuse(message, "Give ClusterService(name=…, namespace=…, port=…)", field="origin")
        is_plain = self.origin.startswith("http://")
        if is_plain and not self.plain_http.strip():
            message = f"everybody on the way to {host!r} can read and change what is sent by plain HTTP"
            remedy = "Write https://, or say with plain_http='…' why it is good enough"
            raise refuse(message, remedy, field="origin")
        if self.plain_http and not is_plain:
            message = "the server is called by HTTPS, so there is nothing to accept"
            raise refuse(message, "Drop plain_http=", field="plain_http")
        return self

    def url(self, path: str = "") -> str:
        """Return the address of a path, ``/v1/embeddings``."""
        return f"{self.origin}{path}"

    def accept_client(self, workload: Workload) -> None:
        """Declare that a workload connects to it; its network policy allows it."""
        port = port_of(self.origin)
        host = host_of(self.origin)
        known = [Addresses(network=network) for network in self.networks]
        if is_address(host) and not known:
            known = [Addresses.of(host)]
        if known:
            workload.connects_to_peers(*known, port=port)
        else:
            workload.connects_to_internet(port=port)


Server = ClusterService | OutsideServer
"""Where a server is that a system calls: one decision, and its alternatives."""
