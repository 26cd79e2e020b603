"""What the registry keeps secret. Declarations only: no value is ever written here."""

from __future__ import annotations

from podwright import DatabaseAddress, DeclaredSecret, Default, Generated, Optional, Parameter, Required

APPLICATION = "tool-registry-secrets"

# Keys that the API reads are named as its variables are.
DATABASE_URL = "DATABASE_URL"
API_KEY = "API_KEY"
EMBEDDING_API_KEY = "EMBEDDING_API_KEY"
LITELLM_API_KEY = "LITELLM_MCP_API_KEY"
OTEL_KEY = "OTEL_HONEYCOMB_TEAM"
# These are for the database, its backups and its migrations.
DB_USER = "DB_USER"
DB_PASSWORD = "DB_PASSWORD"
DB_NAME = "DB_NAME"

_API_KEY = Parameter(
    name=API_KEY,
    description="Bearer token of the admin routes, which are open to everybody without one.",
    presence=Generated(length=40),
)
_EMBEDDING_API_KEY = Parameter(
    name=EMBEDDING_API_KEY,
    description="API key of the embedding service; empty without one.",
    presence=Optional(),
)
_LITELLM_API_KEY = Parameter(
    name=LITELLM_API_KEY, description="API key of LiteLLM; empty without one.", presence=Optional()
)
_OTEL_KEY = Parameter(
    name=OTEL_KEY,
    description="Key that the collector asks for, as Honeycomb's does; empty without one.",
    presence=Optional(),
)
_DB_USER = Parameter(
    name=DB_USER,
    description="Role that owns the tables. A database of the chart creates it at its first start.",
    presence=Default(value="toolregistry"),
)
_DB_NAME = Parameter(
    name=DB_NAME,
    description="Name of the database. One of the chart creates it at its first start.",
    presence=Default(value="toolregistry"),
)


def declared_secrets(
    *,
    database: DatabaseAddress,
    creates_database: bool,
    has_litellm: bool,
    pushes_metrics: bool,
) -> tuple[DeclaredSecret, ...]:
    """Return the Secret that the registry's containers read, with all its keys.

    Args:
        database: where the database answers.
        creates_database: whether the database is the chart's own, so that its password may be any.
        has_litellm: whether the API calls LiteLLM.
        pushes_metrics: whether the API sends its metrics to a collector elsewhere.
    """
    password = Parameter(
        name=DB_PASSWORD,
        description="Password of the role, of letters and digits: it is part of a URL. "
        "A database of the chart takes it at its first start: give the present one later on.",
        presence=Generated(length=32) if creates_database else Required(),
    )
    # The engine is asynchronous, and the URL has to say with which driver. It says nothing about TLS, because
    # each driver would want other words: the variables PGSSL… are for all of them.
    url = database.url(
        username=_DB_USER, password=password, database=_DB_NAME, driver="asyncpg", with_ssl_mode=False
    )
    return (
        DeclaredSecret(
            name=APPLICATION,
            keys={
                DATABASE_URL: url,
                DB_USER: _DB_USER,
                DB_PASSWORD: password,
                DB_NAME: _DB_NAME,
                API_KEY: _API_KEY,
                EMBEDDING_API_KEY: _EMBEDDING_API_KEY,
                **({LITELLM_API_KEY: _LITELLM_API_KEY} if has_litellm else {}),
                **({OTEL_KEY: _OTEL_KEY} if pushes_metrics else {}),
            },
        ),
    )
