"""Deployments: pods that serve, replaced one after the other; the sidecar pod is one of several containers.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Self

from cdk8s_plus_27 import k8s
from constructs import Construct
from pydantic import Field, model_validator

from podwright.bindings import int_or_string
from podwright.errors import Problem
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

# The autoscaler's own: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
_DEFAULT_SCALE_DOWN_WINDOW = Duration(300)
_LONGEST_SCALE_DOWN_WINDOW = Duration(3600)


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


class Autoscaling(Value):
    """Have the cluster choose the number of pods by what they use. Emits a `HorizontalPodAutoscaler`.

    It needs the cluster's metrics server. The Deployment then names no number of its own, because every
    apply would undo what the autoscaler chose.

    Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/

    Args:
        minimum: pods that there are at least.
        maximum: pods that there are at most.
        cpu_percent: CPU that the pods should use on average, in percent of what they request; None to leave
            CPU out.
        memory_percent: the same for memory; None to leave memory out, as most programs never return any.
        scale_down_window: how long the load must have been lower before pods are taken away, at most 1 h.

    Raises:
        InvalidValueError: no range to choose from, or nothing to choose by.
    """

    minimum: Annotated[int, Field(ge=1)]
    maximum: Annotated[int, Field(ge=1)]
    cpu_percent: Annotated[int, Field(ge=1, le=1000)] | None = 70
    memory_percent: Annotated[int, Field(ge=1, le=1000)] | None = None
    scale_down_window: Duration = _DEFAULT_SCALE_DOWN_WINDOW

    @model_validator(mode="after")
    def _has_a_choice(self) -> Self:
        if self.maximum <= self.minimum:
            message = f"{self.minimum} to {self.maximum} pods leave nothing to choose"
            raise refuse(message, "Write a larger maximum=, or a number of replicas", field="maximum")
        if self.cpu_percent is None and self.memory_percent is None:
            message = "neither CPU nor memory says how many pods are needed"
            raise refuse(message, "Give cpu_percent= or memory_percent=", field="cpu_percent")
        if self.scale_down_window > _LONGEST_SCALE_DOWN_WINDOW:
            message = f"the autoscaler remembers an hour, not {self.scale_down_window}"
            raise refuse(message, "Write scale_down_window=Duration.parse('5m')", field="scale_down_window")
        return self


class Deployment(Workload):
    """Pods that serve, all alike, replaced one after the other.

    Emits a `Deployment`, a `ServiceAccount`, a `NetworkPolicy`, a `PodDisruptionBudget`, and with
    `Autoscaling` a `HorizontalPodAutoscaler`.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of everything it emits.
        component: the recommended label `app.kubernetes.io/component`; part of the selector.
        containers: the containers; they reach each other on localhost, so their ports must not collide.
        replicas: number of pods, or the range that the cluster chooses from.
        rollout: how a new version replaces the old one.
        disruption: how many pods may be evicted at once, None for no budget.
        spread_over: node labels over whose values the pods are spread, best effort; a single pod is not.
        application: the recommended label `app.kubernetes.io/name`; the system's name where not given.
        init_containers: containers that run one after the other, each to its end, before the others start.
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
        replicas: int | Autoscaling = 1,
        rollout: RollingUpdate | Recreate = RollingUpdate(),
        disruption: DisruptionBudget | None = DisruptionBudget(),
        spread_over: Sequence[str] = (HOSTNAME, ZONE),
        application: str | None = None,
        init_containers: Sequence[Container] = (),
        termination_grace: Duration = Duration(30),
    ) -> None:
        super().__init__(
            scope,
            id,
            name=name,
            component=component,
            containers=containers,
            application=application,
            init_containers=init_containers,
            termination_grace=termination_grace,
        )
        if isinstance(replicas, int) and replicas < 1:
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
        if isinstance(replicas, Autoscaling):
            self._autoscale(replicas)
        self.finish_late(self._emit)

    @property
    def most_replicas(self) -> int:
        """The greatest number of pods that there can be between two rollouts."""
        return self.replicas.maximum if isinstance(self.replicas, Autoscaling) else self.replicas

    def _autoscale(self, autoscaling: Autoscaling) -> None:
        window = autoscaling.scale_down_window
        k8s.KubeHorizontalPodAutoscalerV2(
            self,
            "autoscaler",
            metadata=self.object_meta(name=self.name, labels=self.labels.without_version),
            spec=k8s.HorizontalPodAutoscalerSpecV2(
                scale_target_ref=k8s.CrossVersionObjectReferenceV2(
                    api_version="apps/v1", kind="Deployment", name=self.name
                ),
                min_replicas=autoscaling.minimum,
                max_replicas=autoscaling.maximum,
                metrics=_metrics(autoscaling),
                behavior=None
                if window == _DEFAULT_SCALE_DOWN_WINDOW
                else k8s.HorizontalPodAutoscalerBehaviorV2(
                    scale_down=k8s.HpaScalingRulesV2(stabilization_window_seconds=window.total_seconds)
                ),
            ),
        )

    def _emit(self) -> None:
        k8s.KubeDeployment(
            self,
            "deployment",
            metadata=self.object_meta(name=self.name, labels=self.labels),
            spec=k8s.DeploymentSpec(
                replicas=self.replicas if isinstance(self.replicas, int) else None,
                strategy=self._strategy(),
                progress_deadline_seconds=self._progress_deadline(),
                selector=k8s.LabelSelector(match_labels=self.labels.selector),
                template=self.pod_template(topology_keys=self.spread_over if self.most_replicas > 1 else ()),
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


class SidecarPod(Deployment):
    """Several containers in one pod, behind their auth proxies: a `Deployment` of what belongs together.

    The containers share localhost, are rolled out as one, and what must outlive the others says so
    (`Container(stops_last=True)`). Arguments and objects are those of `Deployment`.

    Raises:
        InvalidValueError: fewer than two containers; what `Deployment` refuses.
    """

    def _problems(self) -> Iterator[Problem]:
        yield from super()._problems()
        if len(self.containers) == 1:
            message = "a sidecar pod has several containers, not one"
            yield Problem(field="containers", message=message, remedy="Use Deployment(…)")


def _metrics(autoscaling: Autoscaling) -> list[k8s.MetricSpecV2]:
    targets = (("cpu", autoscaling.cpu_percent), ("memory", autoscaling.memory_percent))
    return [
        k8s.MetricSpecV2(
            type="Resource",
            resource=k8s.ResourceMetricSourceV2(
                name=name, target=k8s.MetricTargetV2(type="Utilization", average_utilization=percent)
            ),
        )
        for name, percent in targets
        if percent is not None
    ]


def _time_to_ready(container: Container) -> int:
    """Return the seconds after which a container is ready at the latest, or is given up."""
    start = ready = 0
    if probe := container.startup:
        start = probe.initial_delay.total_seconds + probe.period.total_seconds * probe.failure_threshold
    if probe := container.readiness:
        ready = probe.initial_delay.total_seconds + probe.period.total_seconds
    return max(start, ready) if container.startup is None else start + ready
