"""Pods as templates: what every kind of workload has in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from podwright.verify.kinds import POD_TEMPLATE_PATHS
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node

DEFAULT_PROTOCOL: Final = "TCP"
DEFAULT_SERVICE_ACCOUNT: Final = "default"


class ContainerRole(Enum):
    """When a container of a pod runs."""

    INIT = "init"
    """Before the main containers, to completion."""
    SIDECAR = "sidecar"
    """An init container with ``restartPolicy: Always``: started before, running beside the main ones."""
    MAIN = "main"
    """While the pod runs."""


@dataclass(frozen=True, slots=True)
class ContainerPort:
    """A port that a container declares.

    Attributes:
        node: the entry of ``ports``.
        container: the container.
        name: its name, ``""`` when it has none.
        number: ``containerPort``; none when absent or malformed.
        protocol: ``TCP`` unless said otherwise.
    """

    node: Node
    container: Container
    name: str
    number: int | None
    protocol: str


@dataclass(frozen=True, slots=True)
class EnvVar:
    """An environment variable of a container.

    Attributes:
        node: the entry of ``env``.
        container: the container.
        name: its name.
        value: its literal value; none when it comes from elsewhere (``valueFrom``).
    """

    node: Node
    container: Container
    name: str
    value: str | None

    @property
    def source(self) -> Node:
        """``valueFrom``."""
        return self.node["valueFrom"]


@dataclass(frozen=True, slots=True)
class VolumeMount:
    """A volume's place in a container.

    Attributes:
        node: the entry of ``volumeMounts``.
        container: the container.
        volume: the volume's name.
        path: ``mountPath``.
        sub_path: ``subPath``, ``""`` when the whole volume is mounted.
        read_only: whether it is mounted read-only.
    """

    node: Node
    container: Container
    volume: str
    path: str
    sub_path: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class Probe:
    """A call that the kubelet makes to a container: a probe or a lifecycle hook.

    Attributes:
        node: the probe or hook.
        container: the container.
        field: ``livenessProbe``, ``readinessProbe``, ``startupProbe``, ``postStart`` or ``preStop``.
        handler: ``httpGet``, ``tcpSocket``, ``grpc``, ``exec``, ``sleep``; ``""`` when none is there.
    """

    node: Node
    container: Container
    field: str
    handler: str

    @property
    def port(self) -> Node:
        """The port that is called: a number or a name; absent for handlers without one."""
        return self.node[self.handler]["port"]


class Container:
    """A container of a pod template.

    Args:
        node: the entry of ``containers`` or ``initContainers``.
        pod: the pod template.
        role: when it runs.
    """

    def __init__(self, node: Node, *, pod: PodTemplate, role: ContainerRole) -> None:
        self.node = node
        self.pod = pod
        self.role = role

    @cached_property
    def name(self) -> str:
        """Its name, ``""`` when absent."""
        return self.node["name"].text

    @cached_property
    def image(self) -> str:
        """Its image, ``""`` when absent."""
        return self.node["image"].text

    @cached_property
    def ports(self) -> tuple[ContainerPort, ...]:
        """The ports it declares."""
        return tuple(
            ContainerPort(
                port,
                self,
                port["name"].text,
                port["containerPort"].integer,
                port["protocol"].text or DEFAULT_PROTOCOL,
            )
            for port in self.node["ports"]
        )

    @cached_property
    def env(self) -> tuple[EnvVar, ...]:
        """Its environment variables, in order; those of ``envFrom`` are not among them."""
        return tuple(
            EnvVar(
                variable,
                self,
                variable["name"].text,
                None if variable["valueFrom"] else variable["value"].text,
            )
            for variable in self.node["env"]
        )

    @cached_property
    def mounts(self) -> tuple[VolumeMount, ...]:
        """Its volume mounts."""
        return tuple(
            VolumeMount(
                mount,
                self,
                mount["name"].text,
                mount["mountPath"].text,
                mount["subPath"].text or mount["subPathExpr"].text,
                mount["readOnly"].is_true,
            )
            for mount in self.node["volumeMounts"]
        )

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """Its probes and lifecycle hooks."""
        places = [(name, self.node[name]) for name in ("startupProbe", "livenessProbe", "readinessProbe")]
        places += [(name, self.node["lifecycle"][name]) for name in ("postStart", "preStop")]
        return tuple(Probe(node, self, name, _handler(node)) for name, node in places if node)

    @property
    def security_context(self) -> Node:
        """``securityContext`` of the container."""
        return self.node["securityContext"]

    @property
    def resources(self) -> Node:
        """``resources``."""
        return self.node["resources"]

    @property
    def runs_beside(self) -> bool:
        """Whether it runs while the pod serves: a main container or a sidecar."""
        return self.role is not ContainerRole.INIT

    def __str__(self) -> str:
        return f"container {self.name or '(no name)'}"


class PodTemplate:
    """What a workload's pods look like; a Pod is its own template.

    Args:
        manifest: the workload.
        node: the template: a map with ``metadata`` and ``spec``.
    """

    def __init__(self, manifest: Manifest, node: Node) -> None:
        self.manifest = manifest
        self.node = node

    @classmethod
    def of(cls, manifest: Manifest) -> PodTemplate | None:
        """Return the pod template of a workload; none for any other kind and for one without a pod spec."""
        way = POD_TEMPLATE_PATHS.get(manifest.group_kind)
        if way is None:
            return None
        node = manifest.root.at(*way)
        return cls(manifest, node) if node["spec"].is_map else None

    @property
    def namespace(self) -> str:
        """The namespace of the pods."""
        return self.manifest.namespace

    @cached_property
    def spec(self) -> Node:
        """The pod spec."""
        return self.node["spec"]

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Labels of the pods."""
        return self.node.at("metadata", "labels").string_map

    @cached_property
    def annotations(self) -> Mapping[str, str]:
        """Annotations of the pods."""
        return self.node.at("metadata", "annotations").string_map

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """Every container: init containers and sidecars first, in their order."""
        return tuple(self._containers())

    def _containers(self) -> Iterator[Container]:
        for node in self.spec["initContainers"]:
            stays = node["restartPolicy"].text == "Always"
            role = ContainerRole.SIDECAR if stays else ContainerRole.INIT
            yield Container(node, pod=self, role=role)
        for node in self.spec["containers"]:
            yield Container(node, pod=self, role=ContainerRole.MAIN)

    @cached_property
    def serving_containers(self) -> tuple[Container, ...]:
        """The containers that run while the pod serves: main containers and sidecars."""
        return tuple(container for container in self.containers if container.runs_beside)

    @cached_property
    def ports(self) -> tuple[ContainerPort, ...]:
        """The ports of the containers that run while the pod serves."""
        return tuple(port for container in self.serving_containers for port in container.ports)

    @cached_property
    def volumes(self) -> Mapping[str, Node]:
        """Volumes by name: those of the pod spec and a StatefulSet's claim templates."""
        volumes = {volume["name"].text: volume for volume in self.spec["volumes"]}
        if self.manifest.kind == "StatefulSet":
            for claim in self.manifest.spec["volumeClaimTemplates"]:
                volumes[claim.at("metadata", "name").text] = claim
        volumes.pop("", None)
        return volumes

    @cached_property
    def service_account(self) -> str:
        """The service account the pods run as; ``default`` when nothing is said."""
        spec = self.spec
        return spec["serviceAccountName"].text or spec["serviceAccount"].text or DEFAULT_SERVICE_ACCOUNT

    def find_port(self, wanted: Node) -> ContainerPort | None:
        """Return the declared port that a reference by name or number means, if there is one.

        Args:
            wanted: an int-or-string field, such as a probe's ``port`` or a Service's ``targetPort``.
        """
        number = wanted.integer
        for port in self.ports:
            if (number is not None and port.number == number) or (wanted.text and port.name == wanted.text):
                return port
        return None

    def __str__(self) -> str:
        return f"pods of {self.manifest}"


def _handler(node: Node) -> str:
    for name in ("httpGet", "tcpSocket", "grpc", "exec", "sleep"):
        if node[name]:
            return name
    return ""
