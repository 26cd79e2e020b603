"""Where the registry's PostgreSQL is, how it is verified, and how many connections there are for each pod."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from charts.tool_registry import images, secrets
from podwright import (
    Alert,
    Backup,
    CertificateSource,
    ConfigKey,
    ConfigMapVolume,
    ConnectedDatabase,
    DatabaseAddress,
    DatabaseCredentials,
    DatabaseInChart,
    EnvironmentChart,
    ExternalDatabase,
    Mount,
    PostgresDatabase,
    ProvidedSecret,
    Resources,
    SecretKey,
    SecretVolume,
    Value,
    database_alerts,
)

_SERVICE = "postgres-service"
_AUTHORITY = "/run/secrets/database-authority"

SPARED = 10
"""Connections for others than the API: superusers (3), dumps, migrations (2), people who look into it."""


class ConnectionPool(Value):
    """Connections to the database that each pod keeps, and may open besides.

    Args:
        size: connections that stay open.
        overflow: connections that are opened when all others are in use.
    """

    size: Annotated[int, Field(ge=1)] = 5
    overflow: Annotated[int, Field(ge=0)] = 10

    @classmethod
    def of(cls, total: int) -> ConnectionPool:
        """Return the design's pool, or a smaller one where a pod may have fewer connections in all."""
        size = min(total, 5)
        return cls(size=size, overflow=min(total - size, 10))

    @property
    def total(self) -> int:
        """The greatest number of connections."""
        return self.size + self.overflow


class DatabaseTls(Value):
    """How the server is verified.

    By variables, which every driver of Python reads: the API's (asyncpg), and that of the migrations.

    Args:
        mode: what is demanded of the connection, ``verify-full``.
        authority: the key with the certificate of the authority that the server is verified with.
    """

    mode: str
    authority: ConfigKey | SecretKey | None

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables."""
        if self.authority is None:
            return {"PGSSLMODE": self.mode}
        return {"PGSSLMODE": self.mode, "PGSSLROOTCERT": f"{_AUTHORITY}/{self.authority.key}"}

    @property
    def mounts(self) -> tuple[Mount, ...]:
        """The file that they name."""
        match self.authority:
            case ConfigKey(config_map=name, key=key):
                return (Mount(path=_AUTHORITY, volume=ConfigMapVolume(config_map=name, keys=(key,))),)
            case SecretKey(secret=name, key=key):
                return (Mount(path=_AUTHORITY, volume=SecretVolume(secret=name, keys=(key,))),)
            case None:
                return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectableDatabase:
    """The database as the rest of the chart sees it.

    Attributes:
        server: the server, to be connected to.
        tls: how it is verified.
        alerts: what somebody is told about it.
    """

    server: PostgresDatabase | ConnectedDatabase
    tls: DatabaseTls
    alerts: tuple[Alert, ...] = ()


class OwnDatabase(Value):
    """PostgreSQL with pgvector inside the chart, as Service ``postgres-service``.

    Args:
        certificates: who issues its certificate.
        server: its storage, resources and connections; an index of vectors is best kept in memory.
        backup: when it is dumped, None for no backup.
    """

    certificates: CertificateSource
    server: DatabaseInChart = DatabaseInChart(
        storage="20Gi",
        resources=Resources(cpu_request="500m", cpu_limit="2", memory_request="1Gi", memory_limit="4Gi"),
    )
    backup: Backup | None = Backup(storage="40Gi")

    @property
    def connections(self) -> int:
        """Connections that the server accepts."""
        return self.server.max_connections

    def address(self, chart: EnvironmentChart) -> DatabaseAddress:
        """Return where it answers: by the name that every certificate carries."""
        return DatabaseAddress(host=f"{chart.named(_SERVICE)}.{chart.environment.namespace}.svc")

    def provide(self, chart: EnvironmentChart, *, secret: ProvidedSecret) -> ConnectableDatabase:
        """Make the server with its certificate, and its backup.

        Args:
            chart: the chart.
            secret: the Secret with what it is created with.
        """
        name = chart.named(_SERVICE)
        certificate = self.certificates.provide(
            chart, "database-certificate", secret_name=chart.named("postgres-tls"), services=(name,)
        )
        server = self.server.provide(
            chart,
            "database",
            name=name,
            image=images.DATABASE,
            credentials=_credentials(secret),
            certificate=certificate,
        )
        backup = (
            self.backup.provide(chart, "backup", name=chart.named("postgres-backup"), database=server)
            if self.backup
            else None
        )
        authority = certificate.authority
        return ConnectableDatabase(
            server=server,
            tls=DatabaseTls(mode="verify-full" if authority else "require", authority=authority),
            alerts=database_alerts(server, backup=backup, prefix="ToolRegistry"),
        )


class ForeignDatabase(Value):
    """PostgreSQL that somebody else runs, and dumps: its extension ``vector`` exists already.

    Args:
        server: where it is, and how it is verified.
        connections: how many connections it accepts.
    """

    server: ExternalDatabase
    connections: Annotated[int, Field(ge=1)] = 100

    def address(self, chart: EnvironmentChart) -> DatabaseAddress:
        """Return where it answers; it is the same for every chart."""
        del chart
        return self.server.address()

    def provide(self, chart: EnvironmentChart, *, secret: ProvidedSecret) -> ConnectableDatabase:
        """Return the server as its clients see it; emits nothing.

        Args:
            chart: the chart.
            secret: the Secret with what clients connect with.
        """
        server = self.server.provide(chart, "database", credentials=_credentials(secret))
        tls = DatabaseTls(mode=self.server.ssl_mode, authority=self.server.authority)
        return ConnectableDatabase(server=server, tls=tls)


Database = OwnDatabase | ForeignDatabase
"""Where the database is: one decision, and its alternatives."""


def _credentials(secret: ProvidedSecret) -> DatabaseCredentials:
    return DatabaseCredentials(
        username=secret.key(secrets.DB_USER),
        password=secret.key(secrets.DB_PASSWORD),
        database=secret.key(secrets.DB_NAME),
    )
