"""Migrations of a database: when the application starts, before that in its pods, or before the rollout.

Sources: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS and
https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Self

import cdk8s
from constructs import Construct
from pydantic import Field, model_validator

from podwright.chart import EnvironmentConstruct, argument
from podwright.configuration import ConfigMap
from podwright.data.external import ConnectedDatabase, DatabaseUrl
from podwright.data.postgresql import PostgresDatabase
from podwright.vocabulary import (
    ClaimVolume,
    ConfigKey,
    ConfigMapVolume,
    Container,
    Duration,
    Image,
    Mount,
    Resources,
    SecretKey,
    SecretVolume,
    ServiceAccountToken,
)
from podwright.vocabulary.names import check_object_name, check_service_name
from podwright.vocabulary.value import Value, refuse
from podwright.workloads import ArgoHook, Deployment, Job

_SCRIPTS = "/opt/migrations"
_CREDENTIALS = "/run/secrets/migrations"
_AUTHORITY = "/run/secrets/migrations-authority"
_LOCKING = ("migrate.sh", "migrate_under_lock.py")
_WAITING = ("wait_for_postgresql.sh",)

_WAVE = "argocd.argoproj.io/sync-wave"
# What is unhealthy as long as the pods are missing: before the Job it would keep Argo CD from going on.
_KINDS_OF_ROLLOUT = ("Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget")
# What the API server sets where a Deployment says nothing.
_DEFAULT_PROGRESS_DEADLINE = 600
# What pulling the image and scheduling may take, for all tries together.
_SLACK = Duration(300)

_WAIT_RESOURCES = Resources(cpu_request="10m", cpu_limit="100m", memory_request="16Mi", memory_limit="64Mi")


@cache
def migration_script(name: str) -> str:
    """Return one of the files that migrations are run with."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


class _Patience(Value):
    """How long migrations wait.

    Args:
        tries: how often the server is asked whether it is there.
        pause: the time between two tries.
        timeout: what waiting, the lock and the migration may take together.
    """

    tries: Annotated[int, Field(ge=1, le=1000)] = 30
    pause: Duration = Duration(2)
    timeout: Duration = Duration(600)

    @model_validator(mode="after")
    def _has_time_for_all_tries(self) -> Self:
        if not self.pause.total_seconds:
            raise refuse("without a pause the tries mean nothing", "Write Duration(2)", field="pause")
        waiting = Duration(self.tries * self.pause.total_seconds)
        if self.timeout <= waiting:
            message = f"{self.tries} tries take {waiting}, and {self.timeout} leave nothing for migrating"
            raise refuse(message, "Raise timeout=, or lower tries= or pause=", field="timeout")
        return self


class MigrateOnStart(Value):
    """The application migrates when it starts, and takes care itself that only one of its pods does.

    Nothing is emitted. A migration that fails keeps the pod from becoming ready, and so stops the rollout.
    """


class MigrateInInitContainer(_Patience):
    """Each pod migrates before its application starts; the first one does it, the others find nothing to do.

    A migration that fails keeps the pod from starting, and so stops the rollout, with the old pods serving
    on: the old version has to live with the new schema in any case. The rollout is given that much more time
    (`progressDeadlineSeconds`) before it is called failed.

    Args:
        tries: how often the server is asked whether it is there.
        pause: the time between two tries.
        timeout: what waiting, the lock and the migration may take together; then the container has failed,
            and the kubelet starts it again.

    Raises:
        InvalidValueError: no pause, or no time left for the migration.
    """


_DEFAULT_FORM = MigrateInInitContainer()
_DEFAULT_HOOK = ArgoHook(phase="Sync", wave=1)


class MigrateInJob(_Patience):
    """A Job migrates, and the rollout begins when it has succeeded.

    With the default hook Argo CD applies everything but the rollout first (wave 0), waits until the database
    is healthy, runs the Job (wave 1), and rolls out (wave 2). ``ArgoHook(phase="PreSync")`` runs it before
    anything is applied, with the configuration that is on the cluster from the sync before: only for a
    database, ConfigMaps and Secrets that the chart does not make; the Job refuses others.

    Without Argo CD apply everything but the Deployment, then

        kubectl replace --force -f Job.<name>.k8s.yaml
        kubectl wait --for=condition=complete --timeout=1h job/<name>

    and then the Deployment. ``hook=None`` leaves Argo CD's annotations out.

    Args:
        tries: how often the server is asked whether it is there.
        pause: the time between two tries.
        timeout: what waiting, the lock and the migration may take together in one pod.
        hook: when Argo CD runs it.
        backoff_limit: how many pods may fail before the Job has failed, and the rollout does not begin.

    Raises:
        InvalidValueError: a hook that runs beside or after the rollout; no pause, or no time left for the
            migration.
    """

    timeout: Duration = Duration(1800)
    hook: ArgoHook | None = _DEFAULT_HOOK
    backoff_limit: Annotated[int, Field(ge=0, le=100)] = 2

    @model_validator(mode="after")
    def _runs_before_the_rollout(self) -> Self:
        late = self.hook and (self.hook.phase == "PostSync" or (self.is_in_sync and self.hook.wave == 0))
        if late:
            message = "the Job would not run before the rollout"
            raise refuse(message, "Write ArgoHook(phase='Sync', wave=1), or PreSync", field="hook")
        return self

    @property
    def is_in_sync(self) -> bool:
        """Whether waves keep the rollout behind the Job."""
        return self.hook is not None and self.hook.phase == "Sync"


MigrationForm = MigrateOnStart | MigrateInInitContainer | MigrateInJob
"""When migrations run: on start, in an init container, or in a Job before the rollout."""


class Migrations(EnvironmentConstruct):
    """Migrations of the application's database, in one of three forms.

    A chart uses all of them alike::

        migrations = Migrations(
            self, "migrations", name="shop-migrations", form=settings.migrations, database=database,
            container=api, command=("alembic", "upgrade", "head"),
        )
        shop = Deployment(
            self, "shop", containers=(api,), init_containers=migrations.init_containers, …
        )
        database.accept_client(shop)
        migrations.precede(shop)

    Emits nothing on start; a `ConfigMap` with the scripts otherwise, and for `MigrateInJob` a `Job` with its
    `ServiceAccount` and `NetworkPolicy`, with the connection to the database declared.

    The command runs in the application's image, with its environment, mounts and working folder, while a
    session of the database holds an advisory lock: pods that start together migrate one after the other. The
    lock needs the application's Python and driver (psycopg, psycopg2 or asyncpg); without them the command is
    not run. Programs that lock by themselves (golang-migrate does) need neither: say `command_locks`.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of everything it emits, and name of the lock.
        database: the database, in the chart or outside.
        container: the application's container. Its claims and API token are left out, and its probes.
        command: what migrates, ``("alembic", "upgrade", "head")``.
        form: when migrations run; before the application starts in its pods where not given.
        resources: guaranteed and greatest CPU and memory; the container's own where not given.
        working_dir: where the command runs; where the container does where not given.
        scripts: name of the ConfigMap with the scripts; `name` where not given.
        python: the Python that has the driver; ``python3`` of the image's PATH where not given.
        command_locks: whether the command takes a lock of its own. It is then run as it is, when the server
            takes connections; nothing bounds how long it takes but a Job's deadline.
        component: the recommended label `app.kubernetes.io/component` of what it emits.

    Raises:
        InvalidValueError: no command; a database of another chart, or one without a client's image where the
            command locks by itself; a `Sync` hook that no rollout waits for; what `Job` refuses.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        database: PostgresDatabase | ConnectedDatabase,
        container: Container,
        command: Sequence[str],
        form: MigrationForm = _DEFAULT_FORM,
        resources: Resources | None = None,
        working_dir: str | None = None,
        scripts: str | None = None,
        python: str | None = None,
        command_locks: bool = False,
        component: str = "migrations",
    ) -> None:
        super().__init__(scope, id)
        self.name = argument("name", check_service_name, name)
        if not command:
            raise refuse("no command is given", "Write ('alembic', 'upgrade', 'head')", field="command")
        if database.chart is not self.chart:
            # Its host name and its Secret mean nothing in another namespace.
            message = f"{database.path} is not part of the chart {self.chart.instance!r}"
            remedy = "Migrate in the database's own chart, or describe it with ExternalDatabase(…)"
            raise refuse(message, remedy, field="database")
        self.form = form
        self.init_containers: tuple[Container, ...] = ()
        """What the application's Deployment is given as `init_containers`, in every form."""
        self.job: Job | None = None
        """The Job, in its form."""
        self._is_awaited = False
        if isinstance(form, MigrateOnStart):
            return
        files = ConfigMapVolume(config_map=argument("scripts", check_object_name, scripts or name))
        hook = form.hook if isinstance(form, MigrateInJob) else None
        ConfigMap(
            self,
            "scripts",
            name=files.config_map,
            data={script: migration_script(script) for script in (_WAITING if command_locks else _LOCKING)},
            component=component,
            # A Job that comes before everything else needs its scripts there.
            annotations=hook.annotations if hook and hook.phase == "PreSync" else None,
        )
        before = (_waiting(files, form, _client_image(database), database),) if command_locks else ()
        variables, mounts = ({}, ()) if command_locks else _locking(name, files, form, database, python)
        migrate = Container(
            name="migrate",
            image=container.image,
            resources=resources or container.resources,
            command=tuple(command) if command_locks else ("sh", f"{_SCRIPTS}/{_LOCKING[0]}", *command),
            working_dir=working_dir or container.working_dir,
            env={**container.env, **variables},
            env_from=container.env_from,
            mounts=(*(mount for mount in container.mounts if _is_needed(mount)), *mounts),
        )
        if isinstance(form, MigrateInInitContainer):
            self.init_containers = (*before, migrate)
            return
        self.job = Job(
            self,
            "job",
            name=name,
            component=component,
            init_containers=before,
            containers=(migrate,),
            deadline=Duration(form.timeout.total_seconds * (form.backoff_limit + 1)) + _SLACK,
            backoff_limit=form.backoff_limit,
            hook=form.hook,
        )
        database.accept_client(self.job)
        if form.is_in_sync:
            self.finish_late(self._check_is_awaited)

    def precede(self, *rollouts: Deployment) -> None:
        """Declare which Deployments must not be rolled out before the migrations are done.

        For a `Sync` hook they go into the wave after the Job's, and with them what is unhealthy without their
        pods: their autoscaler, disruption budget and claims. For init containers they are given the time of
        the migration before a rollout is called failed. On start it changes nothing.

        Raises:
            InvalidValueError: a Deployment of another chart.
        """
        for rollout in rollouts:
            if rollout.chart is not self.chart:
                message = f"{rollout.path} is not part of the chart {self.chart.instance!r}"
                raise refuse(message, "Name Deployments of the same chart", field="rollouts")
        self._is_awaited = True
        # After the Deployments, which emit themselves late.
        if isinstance(self.form, MigrateInInitContainer):
            timeout = self.form.timeout
            self.finish_late(lambda: self._allow_time(rollouts, timeout))
        elif isinstance(self.form, MigrateInJob) and self.form.hook and self.form.is_in_sync:
            wave = self.form.hook.wave + 1
            self.finish_late(lambda: self._put_off(rollouts, wave))

    def _allow_time(self, rollouts: Sequence[Deployment], timeout: Duration) -> None:
        for rollout in rollouts:
            for api_object in _objects_of(rollout, "Deployment"):
                own = api_object.to_json()["spec"].get("progressDeadlineSeconds", _DEFAULT_PROGRESS_DEADLINE)
                operation = {
                    "op": "add",
                    "path": "/spec/progressDeadlineSeconds",
                    "value": int(own) + timeout.total_seconds,
                }
                self.chart.patch(operation, kind="Deployment", name=rollout.name)

    def _put_off(self, rollouts: Sequence[Deployment], wave: int) -> None:
        for rollout in rollouts:
            claims = {
                mount.volume.claim
                for container in rollout.all_containers
                for mount in container.mounts
                if isinstance(mount.volume, ClaimVolume)
            }
            later = [
                *_objects_of(rollout, *_KINDS_OF_ROLLOUT),
                *(o for o in _objects_of(self.chart, "PersistentVolumeClaim") if o.name in claims),
            ]
            for api_object in later:
                api_object.metadata.add_annotation(_WAVE, str(wave))

    def _check_is_awaited(self) -> None:
        if not self._is_awaited:
            message = "no Deployment waits for the Job, so both would begin together"
            raise refuse(message, "Call precede(…) with the application's Deployment", field="form")


def _objects_of(construct: Construct, *kinds: str) -> list[cdk8s.ApiObject]:
    found = [node for node in construct.node.find_all() if isinstance(node, cdk8s.ApiObject)]
    return [api_object for api_object in found if api_object.kind in kinds]


def _client_image(database: PostgresDatabase | ConnectedDatabase) -> Image:
    if database.client_image is None:
        message = f"nothing is there to ask {database.host!r} whether it takes connections"
        remedy = "Give ExternalDatabase.provide(…) an image= with PostgreSQL's own client"
        raise refuse(message, remedy, field="database")
    return database.client_image


def _waiting(
    files: ConfigMapVolume, form: _Patience, client: Image, database: PostgresDatabase | ConnectedDatabase
) -> Container:
    return Container(
        name="wait-for-database",
        image=client,
        resources=_WAIT_RESOURCES,
        command=("sh", f"{_SCRIPTS}/{_WAITING[0]}"),
        env={
            "PGHOST": database.host,
            "PGPORT": str(database.server_port.number),
            "WAIT_TRIES": str(form.tries),
            "WAIT_PAUSE": str(form.pause.total_seconds),
        },
        mounts=(Mount(path=_SCRIPTS, volume=files),),
    )


def _locking(
    name: str,
    files: ConfigMapVolume,
    form: _Patience,
    database: PostgresDatabase | ConnectedDatabase,
    python: str | None,
) -> tuple[dict[str, str], tuple[Mount, ...]]:
    """Return what the locking script reads from its environment, and the files that this names."""
    credentials = database.credentials
    variables = {
        "MIGRATE_LOCK": name,
        "MIGRATE_TRIES": str(form.tries),
        "MIGRATE_PAUSE": str(form.pause.total_seconds),
        "MIGRATE_TIMEOUT": str(form.timeout.total_seconds),
    }
    if python:
        variables["MIGRATE_PYTHON"] = python
    if isinstance(credentials, DatabaseUrl):
        keys = {"MIGRATE_DATABASE_URL_FILE": credentials.url}
    else:
        keys = {
            "MIGRATE_DATABASE_USER_FILE": credentials.username,
            "MIGRATE_DATABASE_PASSWORD_FILE": credentials.password,
            "MIGRATE_DATABASE_NAME_FILE": credentials.database,
        }
        variables["MIGRATE_DATABASE_HOST"] = database.host
        variables["MIGRATE_DATABASE_PORT"] = str(database.server_port.number)
        variables["MIGRATE_DATABASE_SSLMODE"] = database.ssl_mode
    # Files, so that what the command starts does not find them in its environment.
    variables |= {variable: f"{_CREDENTIALS}/{key.secret}/{key.key}" for variable, key in keys.items()}
    mounts = [Mount(path=_SCRIPTS, volume=files)]
    for secret in dict.fromkeys(key.secret for key in keys.values()):
        used = tuple(dict.fromkeys(key.key for key in keys.values() if key.secret == secret))
        mounts.append(Mount(path=f"{_CREDENTIALS}/{secret}", volume=SecretVolume(secret=secret, keys=used)))
    if isinstance(database, ConnectedDatabase) and database.authority:
        variables["MIGRATE_DATABASE_SSLROOTCERT"] = f"{_AUTHORITY}/{database.authority.key}"
        mounts.append(Mount(path=_AUTHORITY, volume=_authority(database.authority)))
    return variables, tuple(mounts)


def _authority(key: ConfigKey | SecretKey) -> ConfigMapVolume | SecretVolume:
    if isinstance(key, SecretKey):
        return SecretVolume(secret=key.secret, keys=(key.key,))
    return ConfigMapVolume(config_map=key.config_map, keys=(key.key,))


def _is_needed(mount: Mount) -> bool:
    """Leave out what a migration does not read, and what a second pod may not be able to mount."""
    return not isinstance(mount.volume, ClaimVolume | ServiceAccountToken)
