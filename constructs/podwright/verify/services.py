"""Services, with the defaults that the API server fills in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import DEFAULT_PROTOCOL
from podwright.verify.selectors import LabelSelector


@dataclass(frozen=True, slots=True)
class ServicePort:
    """A port of a Service.

    Attributes:
        node: the entry of ``spec.ports``.
        name: its name, ``""`` when it has none.
        number: ``port``; none when absent or malformed.
        protocol: ``TCP`` unless said otherwise.
        target: the container port it leads to: the ``targetPort`` field, or the ``port`` field when
            that is absent.
    """

    node: Node
    name: str
    number: int | None
    protocol: str
    target: Node


class Service:
    """A Service.

    Args:
        manifest: the object.
    """

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    @property
    def name(self) -> str:
        """Its name, which is its host name inside the namespace."""
        return self.manifest.name

    @property
    def namespace(self) -> str:
        """Its namespace."""
        return self.manifest.namespace

    @cached_property
    def type(self) -> str:
        """``ClusterIP`` unless said otherwise."""
        return self.manifest.spec["type"].text or "ClusterIP"

    @cached_property
    def is_headless(self) -> bool:
        """Whether it has no address of its own: its name resolves to the pods."""
        return self.manifest.spec["clusterIP"].text == "None"

    @cached_property
    def is_external_name(self) -> bool:
        """Whether it is only an alias of a DNS name."""
        return self.type == "ExternalName"

    @cached_property
    def selector(self) -> LabelSelector | None:
        """What it selects; none when somebody else maintains its endpoints, and for an alias."""
        node = self.manifest.spec["selector"]
        return LabelSelector.of_map(node) if node.mapping and not self.is_external_name else None

    @cached_property
    def ports(self) -> tuple[ServicePort, ...]:
        """Its ports."""
        return tuple(
            ServicePort(
                port,
                port["name"].text,
                port["port"].integer,
                port["protocol"].text or DEFAULT_PROTOCOL,
                port["targetPort"] if port["targetPort"].value not in (None, "", 0) else port["port"],
            )
            for port in self.manifest.spec["ports"]
        )

    def find_port(self, wanted: Node) -> ServicePort | None:
        """Return the port that a reference by name or number means, if there is one.

        Args:
            wanted: an int-or-string field, such as an Ingress backend's ``port.name``.
        """
        number = wanted.integer
        for port in self.ports:
            if (number is not None and port.number == number) or (wanted.text and port.name == wanted.text):
                return port
        return None

    def __str__(self) -> str:
        return str(self.manifest)
