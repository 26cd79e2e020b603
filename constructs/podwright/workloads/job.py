"""Jobs: pods that do something once, or by the clock, and end.

Sources: https://kubernetes.io/docs/concepts/workloads/controllers/job/ and
https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from cdk8s_plus_27 import k8s
from constructs import Construct
from pydantic import Field

from podwright.chart import EnvironmentConstruct, argument
from podwright.configuration import ConfigMap
from podwright.vocabulary import Container, Duration, Port
from podwright.vocabulary.names import LONGEST_CONTROLLER_NAME, check_service_name
from podwright.vocabulary.schedules import check_schedule, check_time_zone
from podwright.vocabulary.value import Value, refuse
from podwright.workloads import pod_template
from podwright.workloads.workload import Workload

RestartPolicy = Literal["Never", "OnFailure"]
"""When a container of a Job fails: a new pod takes over, and the old one keeps its log; or it restarts."""

# The controller looks at schedules every ten seconds.
_LEAST_DELAY = Duration(10)
_DEFAULT_BACKOFF_LIMIT = 6
_LARGEST = 2**31 - 1
_INT32 = Duration(_LARGEST)

_HOOK = "argocd.argoproj.io/hook"
_DELETE_POLICY = "argocd.argoproj.io/hook-delete-policy"
_WAVE = "argocd.argoproj.io/sync-wave"


class ArgoHook(Value):
    """When Argo CD runs a Job: at each sync, deleting the one of the sync before.

    The Job therefore has to be safe to run again. Other tools ignore the annotations that this makes.

    Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/

    Args:
        phase: ``PreSync`` runs before anything else is applied, and nothing is when it fails; ``Sync`` with
            the other objects of its wave, after the workloads; ``PostSync`` when everything is healthy.
        wave: its place inside the phase. Other objects are in wave 0; Argo CD begins a wave when everything
            of the one before is healthy, and Jobs have succeeded.
    """

    phase: Literal["PreSync", "Sync", "PostSync"] = "Sync"
    wave: Annotated[int, Field(ge=0, le=1000)] = 0

    @property
    def annotations(self) -> dict[str, str]:
        """What an object carries that belongs to the hook."""
        wave = {_WAVE: str(self.wave)} if self.wave else {}
        return {_HOOK: self.phase, _DELETE_POLICY: "BeforeHookCreation", **wave}


_DEFAULT_HOOK = ArgoHook()


class Job(Workload):
    """Containers that do something once, and end. Emits a `Job`, a `ServiceAccount` and a `NetworkPolicy`.

    The template of a Job is immutable: a change is applied by deleting the Job and making it again. Argo CD
    does so by itself for a hook; by hand, ``oc replace --force -f Job.<name>.k8s.yaml`` does it.

    A `PreSync` hook runs before the chart's other objects exist: its service account and network policy are
    hooks as well, and it may use only what the chart does not make. The namespace has to exist
    (``CreateNamespace=true`` of the Application).

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of everything it emits.
        component: the recommended label `app.kubernetes.io/component`; part of the selector.
        containers: the containers; the Job has succeeded when all of them ended with status 0.
        deadline: how long the whole Job may take, with all tries; then it has failed. At least 1 s.
        restart_policy: what happens when a container fails.
        backoff_limit: how many tries may fail before the Job has failed.
        ttl_after_finished: how long the Job stays when it has ended; until it is deleted where not given.
            Only without a hook, which Argo CD may not find any more. Argo CD would make such a Job again.
        hook: when Argo CD runs it; None makes an object like any other, which can be applied but once.
        application: the recommended label `app.kubernetes.io/name`; the system's name where not given.
        init_containers: containers that run one after the other, each to its end, before the others start.
        termination_grace: how long a pod may take to stop, at least 1 s.

    Raises:
        InvalidValueError: a deadline, number of tries or time to live out of range, or one to live with a
            hook; a container that outlives the others where there are no native sidecars, because the Job
            would never end; a PreSync hook that needs something of its own chart; what `Workload` refuses.
    """

    kind = "Job"

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        component: str,
        containers: Sequence[Container],
        deadline: Duration = Duration(3600),
        restart_policy: RestartPolicy = "Never",
        backoff_limit: int = _DEFAULT_BACKOFF_LIMIT,
        ttl_after_finished: Duration | None = None,
        hook: ArgoHook | None = _DEFAULT_HOOK,
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
        _check_run(self, deadline=deadline, backoff_limit=backoff_limit)
        if ttl_after_finished is not None:
            _check_ttl(ttl_after_finished, hook)
        self.deadline = deadline
        self.restart_policy = restart_policy
        self.backoff_limit = backoff_limit
        self.ttl_after_finished = ttl_after_finished
        self.hook = hook
        if self._comes_first:
            self._come_first(self._hook_annotations)
        self.finish_late(self._emit)

    def connects_to(self, workload: Workload, port: Port) -> None:
        """Declare that the pods connect to a port of another workload; both network policies allow it.

        Raises:
            InvalidValueError: a PreSync hook would connect to a workload of its own chart, which does not
                exist at the first sync, so that the hook fails and the workload is never made.
        """
        if self._comes_first and workload.chart is self.chart:
            message = f"{workload.name!r} does not exist yet when a PreSync hook runs for the first time"
            raise refuse(message, "Use hook=ArgoHook(phase='Sync', wave=…)", field="workload")
        super().connects_to(workload, port)

    @property
    def _comes_first(self) -> bool:
        return self.hook is not None and self.hook.phase == "PreSync"

    @property
    def _hook_annotations(self) -> dict[str, str]:
        return self.hook.annotations if self.hook else {}

    def _come_first(self, annotations: dict[str, str]) -> None:
        # The pods cannot start without these two, and inside a wave Argo CD makes them before Jobs.
        operation = {"op": "add", "path": "/metadata/annotations", "value": annotations}
        for kind in ("ServiceAccount", "NetworkPolicy"):
            self.chart.patch(operation, kind=kind, name=self.name)

    def _emit(self) -> None:
        if self._comes_first:
            self._check_independence()
        k8s.KubeJob(
            self,
            "job",
            metadata=self.object_meta(
                name=self.name,
                labels=self.labels,
                annotations=self._hook_annotations,
            ),
            spec=k8s.JobSpec(
                backoff_limit=_unless_default(self.backoff_limit),
                active_deadline_seconds=self.deadline.total_seconds,
                ttl_seconds_after_finished=(
                    self.ttl_after_finished.total_seconds if self.ttl_after_finished is not None else None
                ),
                template=self.pod_template(restart_policy=self.restart_policy),
            ),
        )
        self.mark_native_sidecars()

    def _check_independence(self) -> None:
        used = [("ConfigMap", name) for name in pod_template.config_maps(self.all_containers)]
        used += [("Secret", name) for name in pod_template.secrets(self.all_containers)]
        used += [("PersistentVolumeClaim", name) for name in pod_template.claims(self.all_containers)]
        if self._priority_class:
            used.append(("PriorityClass", self._priority_class))
        for kind, name in used:
            made_by = self.chart.find(kind, name)
            if made_by and not _is_hook(made_by):
                message = f"{kind} {name!r} is applied only after a PreSync hook, by {made_by.path}"
                raise refuse(message, "Use hook=ArgoHook(phase='Sync', wave=…)", field="hook")


class CronJob(Workload):
    """Containers that do something by the clock. Emits a `CronJob`, a `ServiceAccount` and a `NetworkPolicy`.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of everything it emits, at most 52 characters.
        component: the recommended label `app.kubernetes.io/component`; part of the selector.
        containers: the containers; a run has succeeded when all of them ended with status 0.
        schedule: when it runs: ``30 2 * * *`` at half past two every night.
        time_zone: the zone of the schedule, ``Europe/Berlin``; the controller's own where not given, which
            is UTC on most clusters.
        deadline: how long a run may take, with all tries; then it has failed. At least 1 s.
        starting_deadline: how late a run may begin, at least 10 s; after that it is left out. Without one the
            controller gives up for good when it has missed 100 runs.
        concurrency: what happens when the last run is not over: the new one is left out (``Forbid``), takes
            its place (``Replace``), or runs beside it (``Allow``).
        restart_policy: what happens when a container fails.
        backoff_limit: how many tries of a run may fail before it has failed.
        successful_runs: how many runs that succeeded are kept to look at.
        failed_runs: how many runs that failed are kept to look at.
        application: the recommended label `app.kubernetes.io/name`; the system's name where not given.
        init_containers: containers that run one after the other, each to its end, before the others start.
        termination_grace: how long a pod may take to stop, at least 1 s.

    Raises:
        InvalidValueError: a name that is too long; a schedule that is none, or never comes; a time zone that
            is none; a deadline or number out of range; a container that outlives the others where there are
            no native sidecars, because the run would never end; what `Workload` refuses.
    """

    kind = "CronJob"
    template_path = "/spec/jobTemplate/spec/template"

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        component: str,
        containers: Sequence[Container],
        schedule: str,
        time_zone: str | None = None,
        deadline: Duration = Duration(3600),
        starting_deadline: Duration = Duration(600),
        concurrency: Literal["Forbid", "Replace", "Allow"] = "Forbid",
        restart_policy: RestartPolicy = "Never",
        backoff_limit: int = _DEFAULT_BACKOFF_LIMIT,
        successful_runs: int = 3,
        failed_runs: int = 1,
        application: str | None = None,
        init_containers: Sequence[Container] = (),
        termination_grace: Duration = Duration(30),
    ) -> None:
        argument("name", _check_cron_job_name, name)
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
        self.schedule = argument("schedule", check_schedule, schedule)
        self.time_zone = time_zone if time_zone is None else argument("time_zone", check_time_zone, time_zone)
        _check_run(self, deadline=deadline, backoff_limit=backoff_limit)
        if not _LEAST_DELAY <= starting_deadline <= _INT32:
            message = f"the controller looks every {_LEAST_DELAY}, and would miss runs of {starting_deadline}"
            raise refuse(message, "Write starting_deadline=Duration.parse('10m')", field="starting_deadline")
        for field, kept in (("successful_runs", successful_runs), ("failed_runs", failed_runs)):
            if not 0 <= kept <= _LARGEST:
                raise refuse(f"{kept} runs cannot be kept", f"Write {field}=0 or more", field=field)
        self.deadline = deadline
        self.starting_deadline = starting_deadline
        self.concurrency = concurrency
        self.restart_policy = restart_policy
        self.backoff_limit = backoff_limit
        self.successful_runs = successful_runs
        self.failed_runs = failed_runs
        self.finish_late(self._emit)

    def _emit(self) -> None:
        k8s.KubeCronJob(
            self,
            "cron-job",
            metadata=self.object_meta(name=self.name, labels=self.labels),
            spec=k8s.CronJobSpec(
                schedule=self.schedule,
                time_zone=self.time_zone,
                concurrency_policy=None if self.concurrency == "Allow" else self.concurrency,
                starting_deadline_seconds=self.starting_deadline.total_seconds,
                successful_jobs_history_limit=None if self.successful_runs == 3 else self.successful_runs,
                failed_jobs_history_limit=None if self.failed_runs == 1 else self.failed_runs,
                job_template=k8s.JobTemplateSpec(
                    metadata=k8s.ObjectMeta(labels=self.labels.all),
                    spec=k8s.JobSpec(
                        backoff_limit=_unless_default(self.backoff_limit),
                        active_deadline_seconds=self.deadline.total_seconds,
                        template=self.pod_template(restart_policy=self.restart_policy),
                    ),
                ),
            ),
        )
        self.mark_native_sidecars()


def _is_hook(made_by: EnvironmentConstruct) -> bool:
    """Return whether a ConfigMap is a PreSync hook too, and so there before the Job."""
    return isinstance(made_by, ConfigMap) and made_by.annotations.get(_HOOK) == "PreSync"


def _check_cron_job_name(value: str) -> str:
    if len(value) > LONGEST_CONTROLLER_NAME:
        message = f"{value!r} has {len(value)} characters, but Jobs are named after it"
        raise refuse(message, f"Use at most {LONGEST_CONTROLLER_NAME} characters")
    return check_service_name(value)


def _check_run(workload: Workload, *, deadline: Duration, backoff_limit: int) -> None:
    if not Duration(1) <= deadline <= _INT32:
        message = f"a deadline is 1 to {_LARGEST} seconds, not {deadline}"
        raise refuse(message, "Write deadline=Duration.parse('1h')", field="deadline")
    if not 0 <= backoff_limit <= _LARGEST:
        message = f"{backoff_limit} tries cannot be counted"
        raise refuse(message, f"Write a number from 0 to {_LARGEST}", field="backoff_limit")
    has_sidecars = workload.environment.platform.has_native_sidecars
    for index, value in enumerate(workload.containers):
        if value.stops_last and not has_sidecars:
            message = f"the Job never ends: {value.name!r} outlives the others, and nothing stops it"
            remedy = "Drop stops_last, or use a cluster that has native sidecars (Kubernetes 1.29)"
            raise refuse(message, remedy, field=f"containers[{index}].stops_last")


def _check_ttl(ttl: Duration, hook: ArgoHook | None) -> None:
    if hook:
        message = "Argo CD waits for ever for a hook that deletes itself before it is seen to have ended"
        raise refuse(
            message, "Drop it: the next sync deletes the Job; or give hook=None", field="ttl_after_finished"
        )
    if ttl > _INT32:
        message = f"a Job stays at most {_LARGEST} seconds, not {ttl}"
        raise refuse(message, "Write Duration.parse('24h')", field="ttl_after_finished")


def _unless_default(backoff_limit: int) -> int | None:
    return None if backoff_limit == _DEFAULT_BACKOFF_LIMIT else backoff_limit
