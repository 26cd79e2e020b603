"""The sidecar pod: several containers that share localhost, rolled out as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cdk8s_plus_27 import k8s
from constructs import Construct
from pydantic import Field

from podwright.bindings import int_or_string
from podwright.vocabulary import Container, Duration
from podwright.vocabulary.value import Value, refuse
from podwright.workloads import pod_template
from podwright.workloads.workload import Workload

HOSTNAME = "kubernetes.io/hostname"
"""The node label whose values are the nodes themselves."""

ZONE = "topology.kubernetes.io/zone"
"""The node label whose values are the cloud's zones."""

# The API server's default, and what scheduling and pulling an image may take beside the probes.
_DEFAULT_PROGRESS_DEADLINE = 600
_SLACK = 60


class RollingUpdate(Value):
    """Replace pods one after the other, and serve all the while.

    Args:
        max_unavailable: how many pods may be missing meanwhile.
        max_surge: how many pods there may be in addition.
    """

    max_unavailable: Annotated[int, Field(ge=0)] = 0
    max_surge: Annotated[int, Field(ge=0)] = 1


class Recreate(Value):
    """Stop every pod, then start the new ones: for what must never run twice."""


class DisruptionBudget(Value):
    """How many pods an administrator's eviction (a node drain) may take away at once.

    Pods that are not ready serve nobody, so they may always be evicted; the API's default would let a pod
    that keeps crashing block the drain of its node
    (https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy).

    Args:
        max_unavailable: pods that may be missing. With one replica a value of 1 lets nodes drain.
    """

    max_unavailable: Annotated[int, Field(ge=1)] = 1


class SidecarPod(Workload):
    """Several containers in one pod, behind their auth proxies.

    Emits a `Deployment`, a `ServiceAccount`, a `NetworkPolicy` and a `PodDisruptionBudget`.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of everything it emits.
        component: the recommended label `app.kubernetes.io/component`; part of the selector.
        containers: the containers; they reach each other on localhost, so their ports must not collide.
        replicas: number of pods.
        rollout: how a new version replaces the old one.
        disruption: how many pods may be evicted at once, None for no budget.
        spread_over: node labels over whose values the pods are spread, best effort; a single pod is not.
        termination_grace: how long the pod may take to stop, at least 1 s.

    Raises:
        InvalidValueError: every clash between the containers; no or negative replicas; a rollout that can
            never proceed; what `Workload` refuses.
    """

    kind = "Deployment"

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        component: str,
        containers: Sequence[Container],
        replicas: int = 1,
        rollout: RollingUpdate | Recreate = RollingUpdate(),
        disruption: DisruptionBudget | None = DisruptionBudget(),
        spread_over: Sequence[str] = (HOSTNAME, ZONE),
        termination_grace: Duration = Duration(30),
    ) -> None:
        super().__init__(
            scope,
            id,
            name=name,
            component=component,
            containers=containers,
            termination_grace=termination_grace,
        )
        if replicas < 1:
            raise refuse(f"{replicas} replicas serve nobody", "Write replicas=1 or more", field="replicas")
        if isinstance(rollout, RollingUpdate) and not rollout.max_unavailable and not rollout.max_surge:
            message = "with no pod missing and none in addition a rollout never proceeds"
            raise refuse(message, "Set max_surge or max_unavailable to at least 1", field="rollout")
        longest = max(_time_to_ready(container) for container in self.containers)
        if longest + _SLACK > 2**31 - 1:
            message = f"a pod would be ready after {longest} s, which no rollout can wait for"
            raise refuse(message, "Shorten the delays of its probes", field="containers")
        self._time_to_ready = longest
        self.replicas = replicas
        self.rollout = rollout
        self.spread_over = tuple(spread_over)
        if disruption:
            can_evict_unready = pod_template.serves(self.environment.platform, 27)
            k8s.KubePodDisruptionBudget(
                self,
                "disruption-budget",
                metadata=self.object_meta(name=name, labels=self.labels.without_version),
                spec=k8s.PodDisruptionBudgetSpec(
                    max_unavailable=int_or_string(disruption.max_unavailable),
                    unhealthy_pod_eviction_policy="AlwaysAllow" if can_evict_unready else None,
                    selector=k8s.LabelSelector(match_labels=self.labels.selector),
                ),
            )
        self.finish_late(self._emit)

    def _emit(self) -> None:
        k8s.KubeDeployment(
            self,
            "deployment",
            metadata=self.object_meta(name=self.name, labels=self.labels),
            spec=k8s.DeploymentSpec(
                replicas=self.replicas,
                strategy=self._strategy(),
                progress_deadline_seconds=self._progress_deadline(),
                selector=k8s.LabelSelector(match_labels=self.labels.selector),
                template=self.pod_template(topology_keys=self.spread_over if self.replicas > 1 else ()),
            ),
        )
        self.mark_native_sidecars()

    def _progress_deadline(self) -> int | None:
        """Return how long a rollout may take, where the probes alone may need more than the default."""
        enough = self._time_to_ready + _SLACK
        return None if enough <= _DEFAULT_PROGRESS_DEADLINE else enough

    def _strategy(self) -> k8s.DeploymentStrategy:
        if isinstance(self.rollout, Recreate):
            return k8s.DeploymentStrategy(type="Recreate")
        return k8s.DeploymentStrategy(
            type="RollingUpdate",
            rolling_update=k8s.RollingUpdateDeployment(
                max_unavailable=int_or_string(self.rollout.max_unavailable),
                max_surge=int_or_string(self.rollout.max_surge),
            ),
        )


def _time_to_ready(container: Container) -> int:
    """Return the seconds after which a container is ready at the latest, or is given up."""
    start = ready = 0
    if probe := container.startup:
        start = probe.initial_delay.total_seconds + probe.period.total_seconds * probe.failure_threshold
    if probe := container.readiness:
        ready = probe.initial_delay.total_seconds + probe.period.total_seconds
    return max(start, ready) if container.startup is None else start + ready
