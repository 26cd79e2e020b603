"""The four containers of TARSy's pod."""

from __future__ import annotations

from collections.abc import Mapping

from charts.tarsy import images, secrets
from charts.tarsy.configuration import CONFIG_DIR, TarsyConfiguration
from charts.tarsy.mcp import McpAccess
from charts.tarsy.ports import API, BACKEND, BROWSER, LLM
from charts.tarsy.settings import TarsySettings
from podwright import (
    SERVICE_ACCOUNT_PATH,
    Container,
    Duration,
    EmptyDir,
    EnvValue,
    Grpc,
    HttpGet,
    Image,
    Mount,
    PodField,
    PostgresDatabase,
    Probe,
    ProvidedSecrets,
    SecretVolume,
    ServiceAccountToken,
    TcpSocket,
)

_DATA = "/app/data"
_GCP_KEY = "/app/.gcp"
_OAUTH2_SECRETS = "/secrets"
_SERVING_CERTIFICATE = "/var/run/secrets/serving-cert"


def backend(
    settings: TarsySettings,
    *,
    image: Image,
    configuration: TarsyConfiguration,
    provided: ProvidedSecrets,
    database: PostgresDatabase,
    mcp: McpAccess,
) -> Container:
    """Return the Go backend: queue, sessions, API and dashboard, without any authentication of its own.

    Args:
        settings: the environment's choices.
        image: the image.
        configuration: what it reads at its start.
        provided: the Secrets.
        database: the database that it connects to.
        mcp: how agents look at clusters.
    """
    # /health answers 503 while the database is away. That must take the pod out of the Services, not restart
    # it, so only readiness asks it.
    health = HttpGet(port=BACKEND, path="/health")
    return Container(
        name="tarsy",
        image=image,
        ports=(BACKEND,),
        env={
            "HOME": _DATA,
            "POD_ID": PodField(path="metadata.name"),
            **mcp.env,
            "DB_USER": database.credentials.username,
            "DB_PASSWORD": database.credentials.password,
            "DB_NAME": database.credentials.database,
            "GITHUB_TOKEN": provided[secrets.APPLICATION].key("github-token"),
            "SLACK_BOT_TOKEN": provided[secrets.APPLICATION].key("slack-bot-token"),
            **_provider_keys(settings, provided),
        },
        env_from=(configuration.variables.volume(),),
        mounts=(
            Mount(path=_DATA, volume=EmptyDir(name="tarsy-data", size_limit="1Gi")),
            configuration.application.mount_file("tarsy.yaml", f"{CONFIG_DIR}/tarsy.yaml"),
            configuration.application.mount_file("llm-providers.yaml", f"{CONFIG_DIR}/llm-providers.yaml"),
            configuration.skills.mount(f"{CONFIG_DIR}/skills"),
            *mcp.mounts,
        ),
        # Migrations run before the port opens, so the start may take a while.
        startup=Probe(check=TcpSocket(port=BACKEND), period=Duration(5), failure_threshold=24),
        liveness=Probe(check=TcpSocket(port=BACKEND), timeout=Duration(5)),
        readiness=Probe(check=health, timeout=Duration(6), failure_threshold=2),
        resources=settings.resources.tarsy,
    )


def llm_service(settings: TarsySettings, *, image: Image, provided: ProvidedSecrets) -> Container:
    """Return the Python service that calls language models, over gRPC; where it runs, `topology` says.

    Args:
        settings: the environment's choices.
        image: the image.
        provided: the Secrets.
    """
    return Container(
        name="llm-service",
        image=image,
        ports=(LLM,),
        env={
            "HOME": _DATA,
            "GRPC_PORT": str(LLM.number),
            "GOOGLE_APPLICATION_CREDENTIALS": f"{_GCP_KEY}/service-account-key.json",
            **_provider_keys(settings, provided),
        },
        mounts=(
            Mount(path=_DATA, volume=EmptyDir(name="llm-data", size_limit="1Gi")),
            provided[secrets.GCP_SERVICE_ACCOUNT].mount(_GCP_KEY),
        ),
        startup=Probe(check=Grpc(port=LLM), period=Duration(5), timeout=Duration(5), failure_threshold=24),
        liveness=Probe(check=Grpc(port=LLM), timeout=Duration(5)),
        readiness=Probe(check=Grpc(port=LLM), period=Duration(5), timeout=Duration(3)),
        resources=settings.resources.llm_service,
    )


def oauth2_proxy(
    settings: TarsySettings, *, configuration: TarsyConfiguration, provided: ProvidedSecrets
) -> Container:
    """Return the proxy that signs people in with GitHub.

    Args:
        settings: the environment's choices.
        configuration: its settings, and the pages that people see.
        provided: the Secrets.
    """
    ping = HttpGet(port=BROWSER, path="/ping")
    secret = provided[secrets.OAUTH2_PROXY]
    return Container(
        name="oauth2-proxy",
        image=images.OAUTH2_PROXY,
        args=("--config=/config/oauth2-proxy.cfg",),
        ports=(BROWSER,),
        # Whoever may look into the container's environment sees its variables: what is secret is in files.
        env={"OAUTH2_PROXY_CLIENT_ID": secret.key("client-id")},
        mounts=(
            configuration.oauth2_proxy.mount("/config"),
            configuration.sign_in_pages.mount("/templates"),
            secret.mount(_OAUTH2_SECRETS, keys=("client-secret", "cookie-secret")),
        ),
        liveness=Probe(check=ping, period=Duration(30), timeout=Duration(5)),
        readiness=Probe(check=ping, timeout=Duration(5)),
        resources=settings.resources.oauth2_proxy,
    )


def kube_rbac_proxy(settings: TarsySettings, *, serving_certificate: SecretVolume) -> Container:
    """Return the proxy that lets in whoever the cluster's RBAC allows, and tells TARSy who it is.

    Args:
        settings: the environment's choices.
        serving_certificate: the certificate that it serves.
    """
    listens = TcpSocket(port=API)
    return Container(
        name="kube-rbac-proxy",
        image=images.KUBE_RBAC_PROXY,
        args=(
            f"--secure-listen-address=0.0.0.0:{API.number}",
            f"--upstream=http://127.0.0.1:{BACKEND.number}/",
            "--auth-header-fields-enabled=true",
            # TARSy believes this header first. The proxy overwrites it, so that no API client can write there
            # who it would like to be; under the default name, x-remote-user, a forged one would win.
            "--auth-header-user-field-name=X-Forwarded-User",
            f"--tls-cert-file={_SERVING_CERTIFICATE}/tls.crt",
            f"--tls-private-key-file={_SERVING_CERTIFICATE}/tls.key",
            "--v=2",
        ),
        ports=(API,),
        mounts=(
            Mount(path=_SERVING_CERTIFICATE, volume=serving_certificate),
            # It asks the API server who a token belongs to and what that one may do. No other container does.
            Mount(path=SERVICE_ACCOUNT_PATH, volume=ServiceAccountToken()),
        ),
        liveness=Probe(check=listens, initial_delay=Duration(15), period=Duration(30)),
        readiness=Probe(check=listens),
        resources=settings.resources.kube_rbac_proxy,
    )


def _provider_keys(settings: TarsySettings, provided: ProvidedSecrets) -> Mapping[str, EnvValue]:
    # The llm-service calls the providers; the backend checks at its start that it could.
    secret = provided[secrets.APPLICATION]
    return {
        "GOOGLE_API_KEY": secret.key("google-api-key"),
        "OPENAI_API_KEY": secret.key("openai-api-key"),
        "ANTHROPIC_API_KEY": secret.key("anthropic-api-key"),
        "XAI_API_KEY": secret.key("xai-api-key"),
        "GOOGLE_CLOUD_PROJECT": secret.key("vertex-ai-project"),
        "GOOGLE_CLOUD_LOCATION": settings.vertex_ai_location,
    }
