"""Backups of PostgreSQL: dumps, by the clock, into a claim of their own.

Source: https://www.postgresql.org/docs/current/app-pgdump.html
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from cdk8s_plus_27 import k8s
from constructs import Construct
from pydantic import Field

from podwright.bindings import quantity
from podwright.chart import argument
from podwright.configuration import ConfigMap
from podwright.data.postgresql import PostgresDatabase
from podwright.vocabulary import (
    ClaimVolume,
    ConfigMapVolume,
    Container,
    Duration,
    Mount,
    Resources,
    SecretVolume,
)
from podwright.vocabulary.names import check_object_name
from podwright.vocabulary.quantities import check_bytes
from podwright.vocabulary.value import Value, refuse
from podwright.workloads import CronJob

_SCRIPT = "backup.sh"
_SCRIPTS = "/opt/backup"
_DUMPS = "/backup"
_CREDENTIALS = "/run/secrets/postgresql"

_EVERY_NIGHT = "30 2 * * *"
_A_WEEK = 7
_DEFAULT_RESOURCES = Resources(cpu_request="50m", cpu_limit="1", memory_request="64Mi", memory_limit="256Mi")


@cache
def backup_script() -> str:
    """Return the shell script that dumps a database and removes old dumps."""
    return Path(__file__).with_name(_SCRIPT).read_text(encoding="utf-8")


class PostgresBackup(CronJob):
    """Dumps of a database, by the clock. Emits a `CronJob`, a `PersistentVolumeClaim` and a `ConfigMap`.

    It also emits a `ServiceAccount` and a `NetworkPolicy`, and declares the connection to the database.

    Each run writes ``<name>-<time>.dump`` in the custom format, with the database's own image, so that the
    versions agree. A dump has that name only when it is complete; old ones are removed only after that.
    `docs/how-to/restore-a-database.md` says how to restore one: beside the database, and not into it, because
    ``pg_restore --clean`` fails where a newer migration has added what an old dump does not know.

    The claim is in the same cluster as the database: this helps against mistakes in the data. Against the
    loss of the cluster, have its volume copied elsewhere.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of everything it emits, at most 52 characters, ``tarsy-backup``.
        database: what is dumped.
        storage: size of the claim, ``20Gi``; it holds one dump more than are kept.
        schedule: when it runs; half past two every night where not given.
        time_zone: the zone of the schedule, ``Europe/Berlin``; the controller's own where not given.
        keep: how many dumps are kept, at least 1.
        claim: name of the claim; ``<name>-dumps`` where not given.
        storage_class: class of the claim; the cluster's default where not given.
        resources: guaranteed and greatest CPU and memory.
        deadline: how long a run may take, with all tries.
        component: the recommended label `app.kubernetes.io/component`; a second backup of the chart needs one
            of its own.

    Raises:
        InvalidValueError: a database of another chart; no dumps to keep; an illegal size; a claim that
            something else of the chart has; what `CronJob` refuses.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        database: PostgresDatabase,
        storage: str,
        schedule: str = _EVERY_NIGHT,
        time_zone: str | None = None,
        keep: int = _A_WEEK,
        claim: str | None = None,
        storage_class: str | None = None,
        resources: Resources = _DEFAULT_RESOURCES,
        deadline: Duration = Duration(3600),
        component: str = "backup",
    ) -> None:
        if keep < 1:
            raise refuse(f"{keep} dumps are no backup", "Write keep=1 or more", field="keep")
        argument("storage", check_bytes, storage)
        self.claim = argument("claim", check_object_name, claim or f"{name}-dumps")
        if storage_class is not None:
            argument("storage_class", check_object_name, storage_class)
        self.database = database
        script = f"{name}-script"
        super().__init__(
            scope,
            id,
            name=name,
            component=component,
            application="postgresql",
            containers=(
                _container(
                    name, database=database, keep=keep, claim=self.claim, script=script, resources=resources
                ),
            ),
            schedule=schedule,
            time_zone=time_zone,
            deadline=deadline,
            # The next try would meet the same database; three are enough for one that restarts.
            backoff_limit=2,
        )
        if database.chart is not self.chart:
            # Its host name and its Secret mean nothing in another namespace.
            message = f"{database.path} is not part of the chart {self.chart.instance!r}"
            raise refuse(message, "Make the backup in the database's own chart", field="database")
        self.chart.register(self, kind="PersistentVolumeClaim", name=self.claim, field="claim")
        ConfigMap(self, "script", name=script, data={_SCRIPT: backup_script()}, component=component)
        k8s.KubePersistentVolumeClaim(
            self,
            "claim",
            metadata=self.object_meta(
                name=self.claim,
                labels=self.labels.without_version,
                annotations={
                    # Many storage classes make the volume for the first pod: until the first night the claim
                    # is pending, and Argo CD would call the whole application "progressing".
                    "argocd.argoproj.io/ignore-healthcheck": "true",
                    # It holds the dumps: Argo CD asks before it removes the claim.
                    "argocd.argoproj.io/sync-options": "Delete=confirm,Prune=confirm",
                },
            ),
            spec=k8s.PersistentVolumeClaimSpec(
                access_modes=["ReadWriteOnce"],
                storage_class_name=storage_class,
                resources=k8s.ResourceRequirements(requests={"storage": quantity(storage)}),
            ),
        )
        self.connects_to(database, database.server_port)


class Backup(Value):
    """The choice of dumps of a database in the chart, into a claim of their own: one `PostgresBackup`.

    Args:
        storage: size of the claim, ``20Gi``; it holds one dump more than are kept.
        schedule: when, in cron's notation and the cluster's time zone.
        keep: how many dumps are kept.
        storage_class: class of the claim; the cluster's default where not given.
    """

    storage: str
    schedule: str = _EVERY_NIGHT
    keep: Annotated[int, Field(ge=1)] = _A_WEEK
    storage_class: str | None = None

    def provide(self, scope: Construct, id: str, *, name: str, database: PostgresDatabase) -> PostgresBackup:
        """Make the backup.

        Args:
            scope: the chart, or a construct of it.
            id: name of the construct in its scope.
            name: `metadata.name` of everything it emits.
            database: what is dumped.

        Raises:
            InvalidValueError: what `PostgresBackup` refuses.
        """
        return PostgresBackup(
            scope,
            id,
            name=name,
            database=database,
            storage=self.storage,
            schedule=self.schedule,
            keep=self.keep,
            storage_class=self.storage_class,
        )


def _container(
    name: str, *, database: PostgresDatabase, keep: int, claim: str, script: str, resources: Resources
) -> Container:
    credentials = database.credentials
    password = credentials.password
    return Container(
        name="pg-dump",
        image=database.containers[0].image,
        command=("sh", f"{_SCRIPTS}/{_SCRIPT}"),
        env={
            "BACKUP_FOLDER": _DUMPS,
            "BACKUP_NAME": name,
            "BACKUP_KEEP": str(keep),
            "BACKUP_PASSWORD_FILE": f"{_CREDENTIALS}/{password.key}",
            "PGHOST": database.host,
            "PGPORT": str(database.server_port.number),
            "PGUSER": credentials.username,
            "PGDATABASE": credentials.database,
            "PGSSLMODE": database.ssl_mode,
            "PGCONNECT_TIMEOUT": "10",
        },
        mounts=(
            Mount(path=_DUMPS, volume=ClaimVolume(claim=claim)),
            Mount(path=_SCRIPTS, volume=ConfigMapVolume(config_map=script)),
            Mount(path=_CREDENTIALS, volume=SecretVolume(secret=password.secret, keys=(password.key,))),
        ),
        resources=resources,
    )
