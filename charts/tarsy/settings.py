"""What can be chosen about TARSy; the defaults are the design's recommendations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from charts.tarsy.drain import DrainTimes
from charts.tarsy.mcp import KubeconfigSecret, McpServers
from charts.tarsy.topology import SinglePod, Topology
from podwright import (
    ApiAccess,
    Backup,
    BrowserAccess,
    CertificateSource,
    Edge,
    External,
    ImageSource,
    InvalidValueError,
    MigrateOnStart,
    MigrationForm,
    Passthrough,
    Problem,
    Quota,
    Resources,
    SecretSource,
    ServiceCaCertificates,
    TemplateSecrets,
    Value,
)

CLIENTS_TRUST_SERVICE_CA = "API clients have the service CA and expect the Service's name"
"""Why outside clients can do with a certificate of the service CA, which does not name the Route's host."""


def check_github_name(value: str) -> str:
    """Return the name of a GitHub organization or team, as its address has it.

    An empty one would let in everybody who has an account.

    Raises:
        InvalidValueError: the name is empty or has other characters than those of an address.
    """
    if not re.fullmatch(r"[A-Za-z0-9]([-_A-Za-z0-9]*[A-Za-z0-9])?", value):
        message = f"{value!r} is not the name of an organization or team on GitHub"
        remedy = "Write it as in its address: github.com/orgs/<organization>/teams/<team>"
        raise InvalidValueError(Problem(message=message, remedy=remedy))
    return value


GithubName = Annotated[str, AfterValidator(check_github_name)]


class TarsyResources(Value):
    """CPU and memory of each container: the design's conservative table.

    Args:
        tarsy: the backend.
        llm_service: the Python service that calls language models; their SDKs are hungry for memory.
        oauth2_proxy: the proxy that browsers come through.
        kube_rbac_proxy: the proxy that API clients come through.
        database: PostgreSQL.
    """

    tarsy: Resources = Resources(
        cpu_request="500m", cpu_limit="1000m", memory_request="512Mi", memory_limit="1Gi"
    )
    llm_service: Resources = Resources(
        cpu_request="500m", cpu_limit="1000m", memory_request="512Mi", memory_limit="2Gi"
    )
    oauth2_proxy: Resources = Resources(
        cpu_request="100m", cpu_limit="500m", memory_request="128Mi", memory_limit="512Mi"
    )
    kube_rbac_proxy: Resources = Resources(
        cpu_request="50m", cpu_limit="200m", memory_request="64Mi", memory_limit="128Mi"
    )
    database: Resources = Resources(
        cpu_request="250m", cpu_limit="1000m", memory_request="256Mi", memory_limit="1Gi"
    )


class Metrics(Value):
    """Metrics for the cluster's Prometheus.

    Args:
        alerts: whether somebody is told when TARSy stands still, is away, or fails often, and when its
            database is down, short of room, or not dumped.
    """

    alerts: bool = True


class Priority(Value):
    """How important TARSy's pods are; a class of its own, which takes an administrator.

    Args:
        value: pods of a higher value are scheduled first; 0 is what others have.
        preempts: whether running pods of lower values are evicted to make room.
    """

    value: int
    preempts: bool = True


class TarsySettings(Value):
    """The choices of one environment; of alternatives the first one is recommended, and the default.

    Args:
        topology: one pod with all containers, or the llm-service in pods of its own.
        browser_access: how people reach the dashboard.
        api_access: how programs outside the cluster reach the API. Its certificate is `certificates`'.
        images: where TARSy's own images come from.
        secrets: what provides the Secrets.
        mcp: how agents look at clusters.
        migrations: when the database's schema is brought up to date.
        migration_command: what brings it up to date, for the forms in which the backend itself does not. The
            released image has no such command.
        resources: CPU and memory of each container.
        certificates: who issues the certificates of the API and the database.
        github_organization: members of this GitHub organization …
        github_team: … and team may sign in.
        replicas: pods of TARSy. Sessions are limited over all of them: more bring availability, not speed.
        log_level: ``DEBUG``, ``INFO``, ``WARN`` or ``ERROR``.
        vertex_ai_location: region of Vertex AI, for the providers that use it.
        drain: how long it may take to stop.
        database_storage: size of the database's claim; it can grow later, never shrink.
        database_storage_class: class of the claim; the cluster's default where not given.
        backup: when the database is dumped, None for no backup.
        metrics: what is scraped, None where nothing is.
        priority: how important the pods are: a class of their own, or one that exists on the cluster, or as
            important as everybody else's.
        quota: what the whole namespace may take, None for no limit.
        api_client_namespaces: labels of the namespaces whose pods may connect to the API inside the cluster;
            at least one, since none would mean every namespace.
    """

    topology: Topology = SinglePod()
    browser_access: BrowserAccess = Edge()
    api_access: ApiAccess = Passthrough(clients_trust_service_ca=CLIENTS_TRUST_SERVICE_CA)
    images: ImageSource
    secrets: SecretSource = TemplateSecrets()
    mcp: McpServers = KubeconfigSecret()
    migrations: MigrationForm = MigrateOnStart()
    migration_command: tuple[str, ...] = ()
    resources: TarsyResources = TarsyResources()
    certificates: CertificateSource = ServiceCaCertificates()
    github_organization: GithubName
    github_team: GithubName
    replicas: int = 1
    log_level: Literal["DEBUG", "INFO", "WARN", "ERROR"] = "INFO"
    vertex_ai_location: str = "global"
    drain: DrainTimes = DrainTimes()
    database_storage: str = "5Gi"
    database_storage_class: str | None = None
    backup: Backup | None = Backup(storage="5Gi")
    metrics: Metrics | None = Metrics()
    priority: Priority | External | None = None
    quota: Quota | None = None
    api_client_namespaces: Annotated[Mapping[str, str], Field(min_length=1)] = Field(
        default_factory=lambda: {"tarsy-api-client": "true"}
    )

    @model_validator(mode="after")
    def _can_migrate(self) -> Self:
        on_start = isinstance(self.migrations, MigrateOnStart)
        if not on_start and not self.migration_command:
            message = "TARSy's image migrates when it starts, and has no command that does nothing else"
            remedy = "Give migration_command= of an image that has one, or migrations=MigrateOnStart()"
            raise InvalidValueError(Problem(message=message, remedy=remedy, field="migrations"))
        if on_start and self.migration_command:
            message = "nothing runs this command: the backend migrates when it starts"
            remedy = "Drop it, or give migrations=MigrateInJob() or MigrateInInitContainer()"
            raise InvalidValueError(Problem(message=message, remedy=remedy, field="migration_command"))
        return self
