"""What an environment takes of its cluster: CPU, memory, storage, and how many pods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from podwright.verify.capacity.needs import Needs, needs_of
from podwright.verify.capacity.replicas import Replicas, replicas_of, surge_needed
from podwright.verify.pods import Container, ContainerRole, PodTemplate
from podwright.verify.quantities import quantity, show_bytes
from tools.document_environments.collection import Deployed
from tools.document_environments.wording import NOTHING, needs

_ROLES = {ContainerRole.INIT: " (init)", ContainerRole.SIDECAR: " (native sidecar)", ContainerRole.MAIN: ""}


@dataclass(frozen=True, kw_only=True, slots=True)
class Amounts:
    """CPU and memory: what is requested, and the limit.

    Attributes:
        by_name: each amount by ``requests.cpu``, ``limits.memory`` and so on, in CPUs and bytes.
    """

    by_name: Mapping[str, Decimal] = field(default_factory=dict)

    def __add__(self, other: Amounts) -> Amounts:
        names = dict.fromkeys([*self.by_name, *other.by_name])
        return Amounts(by_name={name: self[name] + other[name] for name in names})

    def __mul__(self, pods: int) -> Amounts:
        return Amounts(by_name={name: amount * pods for name, amount in self.by_name.items()})

    def __getitem__(self, name: str) -> Decimal:
        return self.by_name.get(name, Decimal(0))

    def __str__(self) -> str:
        """Return both, each from what is requested to the limit."""
        return needs(
            cpu=(self["requests.cpu"], self["limits.cpu"]),
            memory=(self["requests.memory"], self["limits.memory"]),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Pods:
    """The pods of a workload.

    Attributes:
        kind: kind of the workload.
        name: its name, without a prefix.
        containers: what each container asks for, by its name and when it runs.
        total: what one pod takes, as the scheduler counts: init containers run one after the other, before
            the others, so the largest of them counts where it is more than all that run together.
        replicas: how many there are; None for pods that run now and then, and end.
        surge: pods beside them that a rollout needs.
    """

    kind: str
    name: str
    containers: Mapping[str, Amounts]
    total: Amounts
    replicas: Replicas | None
    surge: int

    @property
    def title(self) -> str:
        """Kind and name."""
        return f"{self.kind} {self.name}"

    @property
    def number(self) -> str:
        """How many pods there are, in words."""
        if self.replicas is None:
            return "now and then"
        if self.replicas.lowest != self.replicas.highest:
            return f"{self.replicas.lowest}-{self.replicas.highest} pods"
        return "1 pod" if self.replicas.highest == 1 else f"{self.replicas.highest} pods"


@dataclass(frozen=True, kw_only=True, slots=True)
class Capacity:
    """What an environment takes.

    Attributes:
        pods: its workloads.
        claims: size of each claim by its name, in bytes.
    """

    pods: tuple[Pods, ...]
    claims: Mapping[str, Decimal]

    @property
    def running(self) -> str:
        """All pods that run for ever, at most: their number, and what they take together."""
        return _counted((pods, pods.replicas.highest) for pods in self.pods if pods.replicas)

    @property
    def rolled_out(self) -> str:
        """The same while everything is rolled out at once, and Jobs run."""
        return _counted(
            (pods, pods.replicas.highest + pods.surge if pods.replicas else 1) for pods in self.pods
        )

    def claim(self, name: str) -> str:
        """Return the size of a claim."""
        return show_bytes(self.claims[name]) if name in self.claims else NOTHING

    @property
    def storage(self) -> str:
        """All claims together."""
        return show_bytes(sum(self.claims.values(), Decimal(0))) if self.claims else NOTHING


def capacity_of(one: Deployed) -> Capacity:
    """Return what an environment takes."""
    asked = one.cluster.once(needs_of)
    return Capacity(
        pods=tuple(_pods(one, pod, asked) for pod in one.manifests.pods), claims=dict(_claims(one))
    )


def _pods(one: Deployed, pod: PodTemplate, asked: Needs) -> Pods:
    workload = pod.manifest
    replicas = replicas_of(one.cluster, workload)
    return Pods(
        kind=workload.kind,
        name=one.own_name(workload.name),
        containers={
            f"{container.name}{_ROLES[container.role]}": _amounts(container, asked)
            for container in pod.containers
        },
        total=Amounts(by_name=asked.of_pod(pod)),
        replicas=replicas,
        surge=surge_needed(workload, replicas.highest) if replicas else 0,
    )


def _amounts(container: Container, asked: Needs) -> Amounts:
    return Amounts(
        by_name={
            f"{kind}.{resource}": asked.of_container(container, kind, resource) or Decimal(0)
            for kind in ("requests", "limits")
            for resource in ("cpu", "memory")
        }
    )


def _claims(one: Deployed) -> Iterable[tuple[str, Decimal]]:
    asked = ("spec", "resources", "requests", "storage")
    for claim in one.manifests.of_kind("PersistentVolumeClaim"):
        yield one.own_name(claim.name), quantity(claim.root.at(*asked)) or Decimal(0)
    for workload in one.manifests.of_kind("StatefulSet", "apps"):
        replicas = replicas_of(one.cluster, workload)
        for template in workload.spec["volumeClaimTemplates"]:
            name = template.at("metadata", "name").text
            for ordinal in range(replicas.highest if replicas else 0):
                size = quantity(template.at(*asked)) or Decimal(0)
                yield f"{name}-{one.own_name(workload.name)}-{ordinal}", size


def _counted(pods: Iterable[tuple[Pods, int]]) -> str:
    number, total = 0, Amounts()
    for one, count in pods:
        number, total = number + count, total + one.total * count
    return f"{number}: {total}" if number else NOTHING
