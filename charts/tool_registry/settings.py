"""What can be chosen about the registry; the defaults are the design's recommendations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from charts.tool_registry.databases import SPARED, ConnectionPool, Database
from podwright import (
    Autoscaling,
    Duration,
    Edge,
    ImageSource,
    InClusterOnly,
    InvalidValueError,
    MigrateInInitContainer,
    MigrateInJob,
    Origin,
    PodMonitoring,
    Problem,
    Resources,
    ScrapeAnnotations,
    SecretSource,
    Server,
    ThroughIngress,
    Value,
)

# pgvector's indexes hold vectors of that many dimensions: https://github.com/pgvector/pgvector#ivfflat
_LARGEST_INDEXED = 2000

# The annotations by which ingress-nginx asks who somebody is, or where from.
_GUARDS = re.compile(
    r"nginx\.ingress\.kubernetes\.io/"
    r"(auth-url|auth-secret|auth-tls-secret|whitelist-source-range|allowlist-source-range)"
)


class Embedding(Value):
    """The service that turns texts into vectors, and what its model makes of them.

    Model and dimension are said together: a column of the database has the dimension, so that another one
    takes a migration, and every text has to be embedded again.

    Args:
        server: where it is.
        path: the path of its API, ``/embed``.
        model: the model that it is asked for.
        dimension: numbers in a vector of that model, 1-2000.

    Raises:
        InvalidValueError: no path; a vector that the database could not index.
    """

    server: Server
    path: str = "/embed"
    model: str
    dimension: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _can_be_searched(self) -> Self:
        if not re.fullmatch(r"/[-A-Za-z0-9._~/]*", self.path):
            message, remedy = f"{self.path!r} is not a path", "Begin it with '/', such as '/v1/embeddings'"
            raise InvalidValueError(Problem(field="path", message=message, remedy=remedy))
        if self.dimension > _LARGEST_INDEXED:
            message = f"the database indexes vectors of at most {_LARGEST_INDEXED} dimensions"
            remedy = "Have the model make smaller ones, or choose another model"
            raise InvalidValueError(Problem(field="dimension", message=message, remedy=remedy))
        return self

    @property
    def url(self) -> str:
        """The address that the API calls."""
        return self.server.url(self.path)


class Search(Value):
    """What a search finds where the client does not say otherwise.

    Args:
        similarity_threshold: how similar a tool must be, 0 to 1.
        limit: how many tools are found at most.
        hybrid: whether words count beside vectors.
    """

    similarity_threshold: Annotated[float, Field(ge=0, le=1)] = 0.7
    limit: Annotated[int, Field(ge=1)] = 5
    hybrid: bool = True


class McpServer(Value):
    """A server whose tools the registry offers.

    Args:
        name: its name in the registry.
        server: where it is.
        path: the path of its endpoint.
        description: what it is for.
        category: the category of its tools.
    """

    name: str
    server: Server
    path: str = "/mcp"
    description: str = ""
    category: str = "general"

    @property
    def entry(self) -> Mapping[str, str]:
        """What the API reads of it."""
        return {
            "name": self.name,
            "url": self.server.url(self.path),
            "description": self.description,
            "category": self.category,
        }


class OtlpCollector(Value):
    """A collector that runs elsewhere: the API sends its metrics and traces there, by OTLP over gRPC.

    Args:
        server: where it is, ``ClusterService(name="otel-collector", namespace="observability", port=4317)``.
    """

    server: Server


Metrics = PodMonitoring | ScrapeAnnotations | OtlpCollector | None
"""How the registry's metrics are collected: one decision, and its alternatives.

The API serves no metrics; they leave it by OTLP. To be scraped, they go through a collector in the pod, which
Prometheus is led to by a PodMonitor or by annotations. None switches them off.
"""


class ToolRegistryResources(Value):
    """CPU and memory of each container: the design's values.

    Args:
        api: the API.
        migrations: the migrations.
        collector: the collector of metrics.
    """

    api: Resources = Resources(
        cpu_request="250m", cpu_limit="1000m", memory_request="256Mi", memory_limit="512Mi"
    )
    migrations: Resources = Resources(
        cpu_request="100m", cpu_limit="500m", memory_request="128Mi", memory_limit="256Mi"
    )
    collector: Resources = Resources(
        cpu_request="25m", cpu_limit="200m", memory_request="64Mi", memory_limit="128Mi"
    )


class ToolRegistrySettings(Value):
    """The choices of one environment.

    Args:
        images: where the registry's own image comes from.
        secrets: what provides the Secret.
        embedding: the service that turns texts into vectors.
        database: PostgreSQL inside the chart, or elsewhere.
        pool: connections that each pod keeps; as many as all pods can have at once where not given.
        migrations: where migrations run. The API does not migrate when it starts, and Alembic takes no lock:
            one of these two, which do.
        replicas: pods of the API, or the range that the cluster chooses from.
        access: how the API is reached from outside the cluster.
        mcp_is_public: the reason why everybody who reaches the host may call ``/mcp/*``, which asks for no
            key. Without one, an Ingress needs an annotation that asks who a client is, or where from.
        client_namespaces: labels of the namespaces whose pods may call the API inside the cluster; at least
            one, since none would mean every namespace.
        cors_origins: origins of the web pages that may call the API from a browser; never ``*``: the API
            allows credentials, and would let every page act for whoever has it open.
        metrics: how metrics are collected.
        alerts: whether the cluster's Prometheus tells somebody when the registry is down, or nearly so.
        litellm: LiteLLM, whose tools are offered and whose models summarize; neither without it.
        mcp_servers: servers whose tools are offered.
        search: what a search finds.
        log_level: ``DEBUG``, ``INFO``, ``WARNING``, ``ERROR`` or ``CRITICAL``.
        debug: whether errors show their traceback to clients.
        drain: how long requests may take to end before a pod is killed, after the Services forgot it.
        resources: CPU and memory of each container.

    Raises:
        InvalidValueError: ``/mcp/*`` is published without anybody being asked; more connections than the
            database accepts.
    """

    images: ImageSource
    secrets: SecretSource
    embedding: Embedding
    database: Database
    pool: ConnectionPool | None = None
    migrations: MigrateInInitContainer | MigrateInJob = MigrateInInitContainer()
    replicas: Annotated[int, Field(ge=1)] | Autoscaling = 1
    access: ThroughIngress | Edge | InClusterOnly = InClusterOnly()
    mcp_is_public: str = ""
    client_namespaces: Annotated[Mapping[str, str], Field(min_length=1)] = Field(
        default_factory=lambda: {"tool-registry-client": "true"}
    )
    cors_origins: tuple[Origin, ...] = ()
    metrics: Metrics = PodMonitoring()
    alerts: bool = False
    litellm: Server | None = None
    mcp_servers: tuple[McpServer, ...] = ()
    search: Search = Search()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    debug: bool = False
    drain: Duration = Duration(50)
    resources: ToolRegistryResources = ToolRegistryResources()

    @model_validator(mode="after")
    def _asks_who_calls(self) -> Self:
        guarded = isinstance(self.access, ThroughIngress) and any(
            _GUARDS.fullmatch(key) for key in self.access.annotations
        )
        if not (isinstance(self.access, InClusterOnly) or guarded or self.mcp_is_public.strip()):
            message = "everybody who reaches the host could call /mcp/*, which asks for no key"
            remedy = (
                "Have the Ingress ask, by an annotation such as nginx.ingress.kubernetes.io/auth-url or "
                "…/whitelist-source-range, or say with mcp_is_public= why it is right"
            )
            raise InvalidValueError(Problem(field="access", message=message, remedy=remedy))
        return self

    @model_validator(mode="after")
    def _share_connections(self) -> Self:
        wanted = self.pool.total if self.pool else 1
        if wanted > self._connections_of_a_pod:
            message = (
                f"{self._most_pods} pods with {wanted} connections each would want more than the "
                f"{self.database.connections - SPARED} that the database has for them"
            )
            remedy = f"Write a pool of {self._connections_of_a_pod} in all"
            if not self._connections_of_a_pod:
                remedy = "Lower replicas=, or give a database that accepts more connections"
            raise InvalidValueError(Problem(field="pool", message=message, remedy=remedy))
        return self

    @property
    def connection_pool(self) -> ConnectionPool:
        """The connections that each pod keeps."""
        return self.pool or ConnectionPool.of(self._connections_of_a_pod)

    @property
    def _connections_of_a_pod(self) -> int:
        return (self.database.connections - SPARED) // self._most_pods

    @property
    def _most_pods(self) -> int:
        most = self.replicas.maximum if isinstance(self.replicas, Autoscaling) else self.replicas
        # A rollout starts a new pod before it stops an old one.
        return most + 1

    @property
    def is_scraped(self) -> bool:
        """Whether Prometheus scrapes a collector in the pod."""
        return isinstance(self.metrics, PodMonitoring | ScrapeAnnotations)

    @property
    def servers(self) -> tuple[Server, ...]:
        """Every server that the API calls, the database apart."""
        collector = (self.metrics.server,) if isinstance(self.metrics, OtlpCollector) else ()
        litellm = (self.litellm,) if self.litellm else ()
        return (
            self.embedding.server,
            *(known.server for known in self.mcp_servers),
            *litellm,
            *collector,
        )
