"""Where a system's PostgreSQL is: in its chart or outside, as the alternatives of one decision.

Source: https://www.postgresql.org/docs/current/libpq-ssl.html (what each `sslmode` protects against).
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from constructs import Construct
from pydantic import AfterValidator, Field, model_validator

from podwright.certificates import ServingCertificate
from podwright.certificates.authorities import declare_authority
from podwright.chart import EnvironmentConstruct
from podwright.data.postgresql import (
    DEFAULT_CONNECTIONS,
    DEFAULT_RESOURCES,
    DatabaseCredentials,
    PostgresDatabase,
    check_connections,
)
from podwright.policy import Addresses, NamespacePods, Peer, Pods
from podwright.secrets import Composed, DeclaredSecret, Default, Generated, Parameter
from podwright.vocabulary import ConfigKey, Image, Port, Resources, SecretKey
from podwright.vocabulary.names import ObjectName, check_host_name
from podwright.vocabulary.origins import is_address
from podwright.vocabulary.quantities import ByteQuantity
from podwright.vocabulary.value import Value, refuse
from podwright.workloads import Workload

SslMode = Literal["disable", "prefer", "require", "verify-ca", "verify-full"]
"""What clients demand of the connection, as libpq names it: from ``require`` on, encryption."""

Driver = Literal["asyncpg", "psycopg", "psycopg2"]
"""A driver of Python, as SQLAlchemy names it in a URL."""

_PORT = 5432


def check_database_host(value: str) -> str:
    """Return the host of a database: a DNS name or an IP address, without port and brackets.

    Raises:
        InvalidValueError: it is neither.
    """
    return value if is_address(value) else check_host_name(value)


class DatabaseUrl(Value):
    """The key of a Secret that holds everything, as ``postgresql://user:password@host:5432/name?sslmode=…``.

    Args:
        url: the key. A driver may be named as SQLAlchemy does it, ``postgresql+asyncpg://``. Characters that
            mean something in a URL are written as ``%40`` and so on, in the password too.
    """

    url: SecretKey


class DatabaseAddress(Value):
    """Where clients find a database, and how they encrypt.

    Args:
        host: its host name or address.
        port: its port.
        ssl_mode: what clients demand of the connection.
    """

    host: Annotated[str, AfterValidator(check_database_host)]
    port: Annotated[int, Field(ge=1, le=65535)] = _PORT
    ssl_mode: SslMode = "require"

    def url(
        self,
        *,
        username: Parameter,
        password: Parameter,
        database: Parameter,
        driver: Driver | None = None,
        with_ssl_mode: bool = True,
    ) -> Composed:
        """Return the connection string as a value of a Secret, put together where the Secret is made.

        The parts are put in as they are: what is generated has letters and digits only; a password of a
        person's own must not hold ``@ : / ? # %`` and spaces, or is given percent-encoded.

        Args:
            username: the role.
            password: its password.
            database: the name of the database.
            driver: the driver that SQLAlchemy takes it for; none for libpq's and Go's.
            with_ssl_mode: whether the URL says how the connection is encrypted; not where the driver reads it
                from the variables ``PGSSLMODE`` and ``PGSSLROOTCERT``, as asyncpg does, too, or from
                arguments of the application's own.
        """
        host = f"[{self.host}]" if ":" in self.host else self.host
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        # asyncpg has its own word for what all others call sslmode.
        parameter = "ssl" if driver == "asyncpg" else "sslmode"
        query = f"?{parameter}={self.ssl_mode}" if with_ssl_mode else ""
        text = (
            f"{scheme}://${{{username.name}}}:${{{password.name}}}@{host}:{self.port}"
            f"/${{{database.name}}}{query}"
        )
        return Composed(text=text, parameters=(username, password, database))

    def secret(
        self, *, name: str, owner: str, driver: Driver | None = None, prefix: str = "DATABASE"
    ) -> DeclaredSecret:
        """Return the declaration of a Secret with all that the server and its clients need.

        Its keys are ``username``, ``password``, ``database`` and ``url``, the connection string; the first
        three are what `DatabaseCredentials.of` takes. Their parameters are ``DATABASE_USER`` and
        ``DATABASE_NAME``, which both default to the owner, and ``DATABASE_PASSWORD``, which is generated or
        kept in the store.

        Args:
            name: `metadata.name` of the Secret.
            owner: the role that owns the database, and the name of the database.
            driver: the driver that SQLAlchemy takes the URL for; none for libpq's and Go's.
            prefix: what the parameters begin with; a second database of the chart needs one of its own.

        Raises:
            InvalidValueError: an owner that is not the same in SQL and in a URL; an illegal name or prefix.
        """
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", owner):
            message = f"{owner!r} is no name that SQL and a URL take as it is"
            remedy = "Use at most 63 lower-case letters, digits and '_', such as 'tool_registry'"
            raise refuse(message, remedy, field="owner")
        username = Parameter(
            name=f"{prefix}_USER",
            description="Role that owns the database; it counts only before the first start.",
            presence=Default(value=owner),
        )
        password = Parameter(
            name=f"{prefix}_PASSWORD",
            description="Password of the role, of letters and digits: it is part of a URL. It counts only "
            "before the first start: give the present one later on.",
            presence=Generated(),
        )
        database = Parameter(
            name=f"{prefix}_NAME",
            description="Name of the database; it counts only before the first start.",
            presence=Default(value=owner),
        )
        url = self.url(username=username, password=password, database=database, driver=driver)
        keys: dict[str, Parameter | Composed] = {
            "username": username,
            "password": password,
            "database": database,
            "url": url,
        }
        return DeclaredSecret(name=name, keys=keys)


class ConnectedDatabase(EnvironmentConstruct):
    """A database outside the chart, as its clients see it. `ExternalDatabase` makes it.

    Emits nothing, and declares that the chart relies on the authority that clients verify the server with.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        database: where it is.
        credentials: what clients connect with.
        image: an image with PostgreSQL's own client, for what asks the server; None where nothing does.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        database: ExternalDatabase,
        credentials: DatabaseCredentials | DatabaseUrl,
        image: Image | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.host = database.host
        self.server_port = Port(name="postgresql", number=database.port)
        self.ssl_mode = database.ssl_mode
        self.authority = database.authority
        self.credentials = credentials
        self.client_image = image
        self._peers = database.reached_at
        if database.authority:
            declare_authority(self.chart, database.authority)

    def accept_client(self, workload: Workload) -> None:
        """Declare that a workload connects to the database; its network policy allows it."""
        workload.connects_to_peers(*self._peers, port=self.server_port.number)


class ExternalDatabase(Value):
    """The choice of a database that somebody else runs: a cloud's, or one of another namespace.

    Args:
        host: its host name or IP address.
        port: its port.
        ssl_mode: what clients demand; ``verify-full`` needs `authority`.
        peers: what network policies let through, because they know no host names: networks of the addresses,
            or the pods of a namespace. Not needed for a host that is an address.
        authority: the key of a ConfigMap or Secret with the authorities (PEM) that the server's certificate
            is verified with.

    Raises:
        InvalidValueError: a host that is none; nobody named whom policies let through; verification without
            an authority, or the other way round.
    """

    host: Annotated[str, AfterValidator(check_database_host)]
    port: Annotated[int, Field(ge=1, le=65535)] = _PORT
    ssl_mode: SslMode = "require"
    peers: tuple[Addresses | NamespacePods | Pods, ...] = ()
    authority: ConfigKey | SecretKey | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not self.peers and not is_address(self.host):
            message = f"network policies know addresses and pods, not the host name {self.host!r}"
            remedy = "Give peers=(Addresses(network='10.20.0.0/24'),), or NamespacePods(…) inside the cluster"
            raise refuse(message, remedy, field="peers")
        verifies = self.ssl_mode.startswith("verify")
        if verifies and self.authority is None:
            message = f"nothing says which authorities {self.ssl_mode!r} verifies with"
            raise refuse(message, "Give authority=ConfigKey(…), or ssl_mode='require'", field="authority")
        if self.authority and not verifies:
            message = f"{self.ssl_mode!r} verifies nothing, so the authority is not used"
            raise refuse(message, "Write ssl_mode='verify-full'", field="ssl_mode")
        return self

    @property
    def reached_at(self) -> tuple[Peer, ...]:
        """Whom network policies let clients connect to."""
        if self.peers:
            return self.peers
        return (Addresses.of(self.host),)

    def address(
        self, *, name: str | None = None, certificate: ServingCertificate | None = None
    ) -> DatabaseAddress:
        """Return where clients find the database; name and certificate are for one in the chart."""
        del name, certificate
        return DatabaseAddress(host=self.host, port=self.port, ssl_mode=self.ssl_mode)

    def provide(
        self,
        scope: Construct,
        id: str,
        *,
        credentials: DatabaseCredentials | DatabaseUrl,
        name: str | None = None,
        image: Image | None = None,
        certificate: ServingCertificate | None = None,
    ) -> ConnectedDatabase:
        """Return the database as its clients see it; emits nothing.

        Where a chart has both alternatives, it gives all arguments, and one call is good for either.

        Args:
            scope: the chart, or a construct of it.
            id: name of the construct in its scope.
            credentials: what clients connect with.
            name: for a database in the chart.
            image: an image with PostgreSQL's own client, for `Migrations` whose command locks by itself.
            certificate: for a database in the chart.
        """
        del name, certificate
        return ConnectedDatabase(scope, id, database=self, credentials=credentials, image=image)


class DatabaseInChart(Value):
    """The choice of a database that the chart makes: one `PostgresDatabase`.

    Args:
        storage: size of the claim, ``10Gi``; it can grow later, never shrink.
        storage_class: class of the claim; the cluster's default where not given.
        resources: guaranteed and greatest CPU and memory.
        max_connections: connections that the server accepts at once.

    Raises:
        InvalidValueError: an illegal size or class; more connections than there is memory for.
    """

    storage: ByteQuantity = "10Gi"
    storage_class: ObjectName | None = None
    resources: Resources = DEFAULT_RESOURCES
    max_connections: int = DEFAULT_CONNECTIONS

    @model_validator(mode="after")
    def _has_memory_for_connections(self) -> Self:
        check_connections(self.max_connections, self.resources)
        return self

    def address(self, *, name: str, certificate: ServingCertificate | None = None) -> DatabaseAddress:
        """Return where clients find the database.

        Args:
            name: the name that `provide` is given.
            certificate: the certificate that `provide` is given.
        """
        return DatabaseAddress(host=name, ssl_mode="require" if certificate else "disable")

    def provide(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        image: Image,
        credentials: DatabaseCredentials | DatabaseUrl,
        certificate: ServingCertificate | None = None,
    ) -> PostgresDatabase:
        """Make the database.

        Args:
            scope: the chart, or a construct of it.
            id: name of the construct in its scope.
            name: `metadata.name` and host name.
            image: an image whose entry point is the official PostgreSQL image's.
            credentials: what the database is created with.
            certificate: serving certificate; with it the server speaks TLS.

        Raises:
            InvalidValueError: a URL instead of credentials; what `PostgresDatabase` refuses.
        """
        if isinstance(credentials, DatabaseUrl):
            message = "a server is created with a user, a password and a name, not with a URL"
            raise refuse(message, "Give DatabaseCredentials(…)", field="credentials")
        return PostgresDatabase(
            scope,
            id,
            name=name,
            image=image,
            credentials=credentials,
            storage=self.storage,
            storage_class=self.storage_class,
            resources=self.resources,
            max_connections=self.max_connections,
            certificate=certificate,
        )


DatabaseChoice = DatabaseInChart | ExternalDatabase
"""Where the database is: in the chart, or run by somebody else. Charts call `address` and `provide`."""
