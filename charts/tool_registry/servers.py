"""Servers that the registry calls: elsewhere in the cluster, or outside of it.

Each is an address for the configuration and a rule for the network policy, so that the two never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, model_validator

from podwright import (
    External,
    InvalidValueError,
    NamespacePods,
    Problem,
    Value,
    Workload,
)

_SERVICE = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


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
        InvalidValueError: an illegal name or port.
    """

    name: str
    namespace: str
    port: Annotated[int, Field(ge=1, le=65535)]
    pod_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    pod_labels: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_a_service(self) -> Self:
        try:
            _ = self._external, self._pods
            message = "" if _SERVICE.fullmatch(self.name) else f"{self.name!r} is not a Service name"
        except InvalidValueError as error:
            message = error.problems[0].message
        if message:
            remedy = "Write its name, its namespace and its pods' labels as kubectl shows them"
            raise InvalidValueError(Problem(message=message, remedy=remedy))
        return self

    def url(self, path: str = "") -> str:
        """Return the address of a path, ``/embed``."""
        return f"http://{self.name}.{self.namespace}.svc:{self.port}{path}"

    def reached_by(self, *clients: Workload) -> None:
        """Declare that the pods of workloads connect to it, and that the chart relies on it."""
        for client in clients:
            client.network_policy.allow_to(self._pods, (self.pod_port or self.port, "TCP"))
            service = self._external
            if service not in client.chart.externals:
                client.chart.relies_on(service)

    @property
    def _external(self) -> External:
        return External(kind="Service", name=self.name, namespace=self.namespace, ports=(self.port,))

    @property
    def _pods(self) -> NamespacePods:
        return NamespacePods(
            namespace_labels={"kubernetes.io/metadata.name": self.namespace}, labels=self.pod_labels
        )


class OutsideServer(Value):
    """A server outside the cluster.

    Args:
        origin: scheme and host, with a port where it has one of its own: ``https://api.example.com``. Plain
            HTTP is for networks of one's own.

    Raises:
        InvalidValueError: no such address; a path, which is told apart from it; a host inside the cluster.
    """

    origin: str

    @model_validator(mode="after")
    def _is_an_origin(self) -> Self:
        message, remedy = "", "Write scheme and host alone, such as 'https://api.example.com'"
        try:
            parts = self._parts
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            parts, host = SplitResult("", "", "", "", ""), ""
        if (
            parts.scheme not in _DEFAULT_PORTS
            or not host
            or self.origin != f"{parts.scheme}://{parts.netloc}"
        ):
            message = f"{self.origin!r} is not the origin of a server"
        elif "@" in parts.netloc:
            message, remedy = "the address holds a user or a password", "Give keys by a Secret"
        elif "." not in host or host.endswith((".svc", ".cluster.local")):
            message = f"{host!r} is a host of the cluster"
            remedy = "Give ClusterService(name=…, namespace=…, port=…)"
        if message:
            raise InvalidValueError(Problem(field="origin", message=message, remedy=remedy))
        return self

    def url(self, path: str = "") -> str:
        """Return the address of a path, ``/v1/embeddings``."""
        return f"{self.origin}{path}"

    def reached_by(self, *clients: Workload) -> None:
        """Declare that the pods of workloads connect to it."""
        for client in clients:
            client.connects_to_internet(port=self._parts.port or _DEFAULT_PORTS[self._parts.scheme])

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.origin)


Server = ClusterService | OutsideServer
"""Where a server is that the registry calls: one decision, and its alternatives."""
