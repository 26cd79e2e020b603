"""PostgreSQL beside the application."""

from __future__ import annotations

from typing import Self

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.access import Service
from podwright.bindings import quantity
from podwright.certificates import ServingCertificate
from podwright.chart import argument
from podwright.secrets import ProvidedSecret
from podwright.vocabulary import (
    ClaimVolume,
    Container,
    Duration,
    EmptyDir,
    Exec,
    Image,
    ImageProfile,
    Mount,
    Port,
    Probe,
    Quantity,
    Resources,
    SecretKey,
    SecretVolume,
)
from podwright.vocabulary.names import check_object_name, check_stateful_set_name
from podwright.vocabulary.quantities import check_bytes
from podwright.vocabulary.value import Value, refuse
from podwright.workloads import Workload

_DATA = "/var/lib/postgresql/data"
_CREDENTIALS = "/run/secrets/postgresql"
_CERTIFICATE = "/run/secrets/postgresql-tls"
_PORT = Port(name="postgresql", number=5432)

# The image's entry point becomes the server and stays process 1, as the shell was. PostgreSQL reads its
# certificate again when it is told to (https://www.postgresql.org/docs/current/ssl-tcp.html), and keeps the
# old one where the new files do not fit together.
_RELOADING = ("sh", "-c", 'while sleep 3600; do kill -HUP 1; done & exec "$0" "$@"', "docker-entrypoint.sh")

POSTGRES_PROFILE = ImageProfile(writable_paths=("/tmp", "/var/run/postgresql"), user=999, group=999)
"""What the official PostgreSQL image and those built on it write to, and the user that they create."""

DEFAULT_RESOURCES = Resources(cpu_request="250m", cpu_limit="1", memory_request="256Mi", memory_limit="1Gi")

DEFAULT_CONNECTIONS = 100
"""Connections that PostgreSQL accepts at once where it is not told otherwise."""

# Three are kept for superusers; the most is PostgreSQL's own limit.
_CONNECTIONS = range(4, 262_144)
# What PostgreSQL's own defaults take: 128 MiB that all share, and for each connection about 1 MiB of its
# process and 4 MiB (`work_mem`) for what it sorts.
# https://www.postgresql.org/docs/current/runtime-config-resource.html
_SHARED_MEBIBYTES = 128
_MEBIBYTES_OF_A_CONNECTION = 5


def check_connections(value: int, resources: Resources) -> int:
    """Return a number of connections that the server has memory for; PostgreSQL's own default always passes.

    Args:
        value: connections that the server accepts at once.
        resources: guaranteed and greatest CPU and memory.

    Raises:
        InvalidValueError: fewer than 4 or more than 262143, or too many for the memory.
    """
    if value not in _CONNECTIONS:
        message = f"PostgreSQL does not accept {value} connections"
        remedy = f"Write a number from {_CONNECTIONS[0]} to {_CONNECTIONS[-1]}; three are kept for superusers"
        raise refuse(message, remedy, field="max_connections")
    needed = Quantity(f"{_SHARED_MEBIBYTES + value * _MEBIBYTES_OF_A_CONNECTION}Mi")
    if value > DEFAULT_CONNECTIONS and needed > Quantity(resources.memory_limit):
        message = f"{value} connections may take {needed} of memory, the limit is {resources.memory_limit}"
        remedy = f"Raise memory_limit= to {needed} or more, or put a pool such as PgBouncer before the server"
        raise refuse(message, remedy, field="max_connections")
    return value


class DatabaseCredentials(Value):
    """The keys of a Secret that hold what a database is created with.

    Args:
        username: the role that owns the database.
        password: its password; the database reads it from a file, never from its environment.
        database: the name of the database.
    """

    username: SecretKey
    password: SecretKey
    database: SecretKey

    @classmethod
    def of(cls, secret: ProvidedSecret) -> Self:
        """Return the keys ``username``, ``password`` and ``database`` of a Secret.

        Args:
            secret: the Secret, which `DatabaseAddress.secret` declares with these keys.

        Raises:
            InvalidValueError: it does not have all of them.
        """
        return cls(**{field: secret.key(field) for field in cls.model_fields})


class PostgresDatabase(Workload):
    """A single PostgreSQL server with its storage.

    Emits a `StatefulSet` of one replica, a `PersistentVolumeClaim`, a headless `Service`, a `ServiceAccount`
    and a `NetworkPolicy`.

    A StatefulSet, because Kubernetes never runs two of its pods of one ordinal at once, not even while a node
    is unreachable; a Deployment with `Recreate` may, and two servers on one data directory destroy it. The
    claim stands on its own, not in the StatefulSet's template, so that it can grow later: templates are
    immutable.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` and host name, ``tarsy-database``.
        image: an image whose entry point is the official PostgreSQL image's.
        credentials: what the database is created with.
        storage: size of the claim, ``10Gi``.
        claim: name of the claim; ``<name>-data`` where not given. Two databases must not share one.
        storage_class: class of the claim; the cluster's default where not given.
        resources: guaranteed and greatest CPU and memory.
        max_connections: connections that the server accepts at once; each may take about 5 MiB of memory.
        certificate: serving certificate; with it the server speaks TLS. Unless it lasts for years, the server
            reads it again every hour, so that it follows a renewal.
        component: the recommended label `app.kubernetes.io/component`; a second database of the chart needs
            one of its own.

    Raises:
        InvalidValueError: an illegal name, or one of more than 52 characters; an illegal size; a claim that
            another database has; more connections than there is memory for; what `Workload` refuses.
    """

    kind = "StatefulSet"

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        image: Image,
        credentials: DatabaseCredentials,
        storage: str,
        claim: str | None = None,
        storage_class: str | None = None,
        resources: Resources = DEFAULT_RESOURCES,
        max_connections: int = DEFAULT_CONNECTIONS,
        certificate: ServingCertificate | None = None,
        component: str = "database",
    ) -> None:
        argument("name", check_stateful_set_name, name)
        self.claim = argument("claim", check_object_name, claim or f"{name}-data")
        if storage_class is not None:
            argument("storage_class", check_object_name, storage_class)
        self.max_connections = check_connections(max_connections, resources)
        self.credentials = credentials
        self.certificate = certificate
        super().__init__(
            scope,
            id,
            name=name,
            component=component,
            application="postgresql",
            # A fast shutdown writes a checkpoint; killing the server before it is done means crash recovery.
            termination_grace=Duration(120),
            containers=(
                _container(
                    image,
                    credentials,
                    claim=self.claim,
                    resources=resources,
                    max_connections=max_connections,
                    certificate=certificate,
                ),
            ),
        )
        self.chart.register(self, kind="PersistentVolumeClaim", name=self.claim, field="claim")
        self.service = Service(
            self, "service", name=name, workload=self, ports=(_PORT,), headless=True, certificate=certificate
        )
        k8s.KubePersistentVolumeClaim(
            self,
            "claim",
            metadata=self.object_meta(
                name=self.claim,
                labels=self.labels.without_version,
                # It holds the data: Argo CD asks before it removes the claim.
                annotations={"argocd.argoproj.io/sync-options": "Delete=confirm,Prune=confirm"},
            ),
            spec=k8s.PersistentVolumeClaimSpec(
                access_modes=["ReadWriteOnce"],
                storage_class_name=storage_class,
                resources=k8s.ResourceRequirements(
                    requests={"storage": quantity(argument("storage", check_bytes, storage))}
                ),
            ),
        )
        self.finish_late(self._emit)

    @property
    def host(self) -> str:
        """The host name for clients of the same namespace."""
        return self.service.name

    @property
    def server_port(self) -> Port:
        """The port that the server listens on."""
        return _PORT

    @property
    def ssl_mode(self) -> str:
        """The `sslmode` for clients: ``require`` where the server has a certificate, else ``disable``.

        ``require`` encrypts without verifying the name, because few drivers can be given an authority of the
        cluster's own. A client that can verifies with ``verify-full`` and the certificate's `authority`.
        """
        return "require" if self.certificate else "disable"

    @property
    def client_image(self) -> Image:
        """An image with the client of the server's version."""
        return self.containers[0].image

    def accept_client(self, workload: Workload) -> None:
        """Declare that a workload connects to the database; both network policies allow it."""
        workload.connects_to(self, self.server_port)

    def _emit(self) -> None:
        k8s.KubeStatefulSet(
            self,
            "stateful-set",
            metadata=self.object_meta(name=self.name, labels=self.labels),
            spec=k8s.StatefulSetSpec(
                service_name=self.service.name,
                replicas=1,
                # There is no order to keep with one pod, and with the default a pod that never becomes ready
                # is not replaced when its template is corrected
                # (https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback).
                pod_management_policy="Parallel",
                selector=k8s.LabelSelector(match_labels=self.labels.selector),
                template=self.pod_template(),
            ),
        )


def _container(
    image: Image,
    credentials: DatabaseCredentials,
    *,
    claim: str,
    resources: Resources,
    max_connections: int,
    certificate: ServingCertificate | None,
) -> Container:
    password = credentials.password
    mounts = [
        Mount(path=_DATA, volume=ClaimVolume(claim=claim)),
        # Parallel queries and index builds share memory there, and a container's own has 64 MiB only. What
        # they use counts as memory of the container.
        Mount(path="/dev/shm", volume=EmptyDir(name="shared-memory", in_memory=True)),
        Mount(path=_CREDENTIALS, volume=SecretVolume(secret=password.secret, keys=(password.key,))),
    ]
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    if max_connections != DEFAULT_CONNECTIONS:
        args = ("-c", f"max_connections={max_connections}")
    if certificate and not certificate.lasts_for_years:
        command = _RELOADING
    if certificate:
        # PostgreSQL refuses a key that others can read; 0640 is what it allows for a file of root's.
        mounts.append(Mount(path=_CERTIFICATE, volume=certificate.volume(mode=0o640)))
        args = (
            *args,
            *("-c", "ssl=on"),
            *("-c", f"ssl_cert_file={_CERTIFICATE}/tls.crt"),
            *("-c", f"ssl_key_file={_CERTIFICATE}/tls.key"),
        )
    # Over TCP, because the server that the image starts to create the database with listens on a socket only:
    # no client can reach that one.
    is_ready = Exec(
        command=(
            *("sh", "-c"),
            'exec pg_isready --host=localhost --username="$POSTGRES_USER" --dbname="$POSTGRES_DB"',
        )
    )
    return Container(
        name="postgresql",
        image=image,
        command=command,
        args=args,
        ports=(_PORT,),
        env={
            "POSTGRES_USER": credentials.username,
            "POSTGRES_DB": credentials.database,
            "POSTGRES_PASSWORD_FILE": f"{_CREDENTIALS}/{password.key}",
            # The mount point itself may hold lost+found and belong to root; initdb wants a folder of its own.
            "PGDATA": f"{_DATA}/pgdata",
        },
        mounts=tuple(mounts),
        startup=Probe(check=is_ready, period=Duration(5), timeout=Duration(5), failure_threshold=60),
        liveness=Probe(check=is_ready, period=Duration(30), timeout=Duration(5)),
        readiness=Probe(check=is_ready, timeout=Duration(5)),
        resources=resources,
    )
