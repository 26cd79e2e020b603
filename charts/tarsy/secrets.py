"""What TARSy keeps secret. Declarations only: no value is ever written here."""

from __future__ import annotations

from podwright import Composed, DeclaredSecret, Default, Generated, Optional, Parameter

APPLICATION = "tarsy-secrets"
DATABASE = "database-secret"
OAUTH2_PROXY = "oauth2-proxy-secret"
GCP_SERVICE_ACCOUNT = "gcp-service-account-secret"
MCP_KUBECONFIG = "mcp-kubeconfig-secret"

_GOOGLE_API_KEY = Parameter(name="GOOGLE_API_KEY", description="API key for Gemini, the default provider.")
_GITHUB_TOKEN = Parameter(
    name="GITHUB_TOKEN", description="GitHub token that may read the repositories with runbooks."
)
_OPENAI_API_KEY = Parameter(
    name="OPENAI_API_KEY", description="API key for OpenAI; empty without it.", presence=Optional()
)
_ANTHROPIC_API_KEY = Parameter(
    name="ANTHROPIC_API_KEY", description="API key for Anthropic; empty without it.", presence=Optional()
)
_XAI_API_KEY = Parameter(
    name="XAI_API_KEY", description="API key for xAI; empty without it.", presence=Optional()
)
_VERTEX_AI_PROJECT = Parameter(
    name="VERTEX_AI_PROJECT",
    description="Google Cloud project for Vertex AI; empty without it.",
    presence=Optional(),
)
_SLACK_BOT_TOKEN = Parameter(
    name="SLACK_BOT_TOKEN",
    description="Slack bot token, for notifications; empty without it.",
    presence=Optional(),
)
_GOOGLE_SERVICE_ACCOUNT_KEY = Parameter(
    name="GOOGLE_SERVICE_ACCOUNT_KEY",
    description="Key file of a Google Cloud service account for Vertex AI, in base64; empty without it.",
    presence=Optional(),
)
_MCP_KUBECONFIG = Parameter(
    name="MCP_KUBECONFIG",
    description="Kubeconfig that the Kubernetes MCP server reads clusters with, in base64; empty without it.",
    presence=Optional(),
)
_OAUTH2_CLIENT_ID = Parameter(
    name="OAUTH2_CLIENT_ID", description="Client ID of the GitHub OAuth app that users sign in with."
)
_OAUTH2_CLIENT_SECRET = Parameter(
    name="OAUTH2_CLIENT_SECRET", description="Client secret of the same GitHub OAuth app."
)
_OAUTH2_COOKIE_SECRET = Parameter(
    name="OAUTH2_COOKIE_SECRET",
    description="Encrypts the session cookies: 16, 24 or 32 bytes. A new one signs everybody out.",
    presence=Generated(length=32),
)
_DATABASE_USER = Parameter(
    name="DATABASE_USER",
    description="Role that owns the database; it counts only before the first start.",
    presence=Default(value="tarsy"),
)
_DATABASE_PASSWORD = Parameter(
    name="DATABASE_PASSWORD",
    description="Password of the role. It counts only before the first start: give the present one later on.",
    presence=Generated(length=32),
)
_DATABASE_NAME = Parameter(
    name="DATABASE_NAME",
    description="Name of the database; it counts only before the first start.",
    presence=Default(value="tarsy"),
)


def mcp_kubeconfig() -> DeclaredSecret:
    """Return the Secret with the kubeconfig of the MCP server that runs inside the backend."""
    return DeclaredSecret(name=MCP_KUBECONFIG, keys={"config": _MCP_KUBECONFIG}, encoding="base64")


def tarsy_secrets(*, database_host: str, database_port: int) -> tuple[DeclaredSecret, ...]:
    """Return every Secret that TARSy's containers read in any case, with all its keys.

    Args:
        database_host: the host that the database answers on.
        database_port: the port that it answers on.
    """
    host = Parameter(
        name="DATABASE_HOST",
        description="Host of the database, for database-url.",
        presence=Default(value=database_host),
    )
    port = Parameter(
        name="DATABASE_PORT",
        description="Port of the database, for database-url.",
        presence=Default(value=str(database_port)),
    )
    url = Composed(
        text="postgresql://${DATABASE_USER}:${DATABASE_PASSWORD}@${DATABASE_HOST}:${DATABASE_PORT}/${DATABASE_NAME}",
        parameters=(_DATABASE_USER, _DATABASE_PASSWORD, host, port, _DATABASE_NAME),
    )
    return (
        DeclaredSecret(
            name=APPLICATION,
            keys={
                "google-api-key": _GOOGLE_API_KEY,
                "github-token": _GITHUB_TOKEN,
                "openai-api-key": _OPENAI_API_KEY,
                "anthropic-api-key": _ANTHROPIC_API_KEY,
                "xai-api-key": _XAI_API_KEY,
                "vertex-ai-project": _VERTEX_AI_PROJECT,
                "slack-bot-token": _SLACK_BOT_TOKEN,
            },
        ),
        DeclaredSecret(
            name=DATABASE,
            keys={
                "username": _DATABASE_USER,
                "password": _DATABASE_PASSWORD,
                "database": _DATABASE_NAME,
                "database-url": url,
            },
        ),
        DeclaredSecret(
            name=OAUTH2_PROXY,
            keys={
                "client-id": _OAUTH2_CLIENT_ID,
                "client-secret": _OAUTH2_CLIENT_SECRET,
                "cookie-secret": _OAUTH2_COOKIE_SECRET,
            },
        ),
        DeclaredSecret(
            name=GCP_SERVICE_ACCOUNT,
            keys={"service-account-key.json": _GOOGLE_SERVICE_ACCOUNT_KEY},
            encoding="base64",
        ),
    )
