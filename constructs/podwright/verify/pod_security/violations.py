"""What breaks a standard, as data, and what every control has to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podwright.verify.nodes import Node
from podwright.verify.pod_security.levels import Level
from podwright.verify.pods import PodTemplate
from podwright.verify.target import KubernetesVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """A field that a standard does not allow.

    Attributes:
        level: the lowest level that refuses it.
        node: the field.
        message: what is wrong, as in a flaw.
        remedy: what to write instead, as in a flaw.
        is_absence: whether the field is only missing, so that an admission plugin may still fill it in.
    """

    level: Level
    node: Node
    message: str
    remedy: str
    is_absence: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A pod under judgement.

    Attributes:
        pod: the pod template.
        version: the version of the standard.
    """

    pod: PodTemplate
    version: KubernetesVersion

    @property
    def spec(self) -> Node:
        """The pod spec."""
        return self.pod.spec

    @property
    def context(self) -> Node:
        """``securityContext`` of the pod."""
        return self.spec["securityContext"]

    @property
    def containers(self) -> Iterator[Node]:
        """Every container, ephemeral ones included."""
        for field in ("initContainers", "containers", "ephemeralContainers"):
            yield from self.spec[field]

    @property
    def contexts(self) -> Iterator[Node]:
        """``securityContext`` of the pod and of every container, where there is one."""
        if self.context.is_map:
            yield self.context
        for container in self.containers:
            if container["securityContext"].is_map:
                yield container["securityContext"]

    @property
    def is_windows(self) -> bool:
        """Whether the pod runs on Windows, where several controls have no meaning."""
        return self.spec.at("os", "name").text == "windows"

    @property
    def has_own_users(self) -> bool:
        """Whether the pod has a user namespace of its own, in which root is nobody outside."""
        return self.spec["hostUsers"].boolean is False
