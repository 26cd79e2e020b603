"""What can be chosen about TARSy; the defaults are the design's recommendations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from podwright import (
    Duration,
    ImageSource,
    InvalidValueError,
    Problem,
    Resources,
    SecretSource,
    TemplateSecrets,
    Value,
)


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


class DrainTimes(Value):
    """How long TARSy may take to stop, step after step.

    Args:
        session: until running sessions must have ended.
        scoring: until scorings of finished sessions must have ended, after the sessions.
        http: until open requests must have ended, after the scorings.
        slack: for what lies between the steps, so that the kubelet never kills a step that keeps its time.
    """

    session: Duration = Duration.parse("40m")
    scoring: Duration = Duration.parse("3m")
    http: Duration = Duration.parse("20s")
    slack: Duration = Duration.parse("1m")

    @property
    def termination_grace(self) -> Duration:
        """What the pod is given: all steps and the slack."""
        return self.session + self.scoring + self.http + self.slack


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


class Backup(Value):
    """Dumps of the database, into a claim of their own.

    Args:
        schedule: when, in cron's notation and the cluster's time zone.
        keep: how many dumps are kept.
        storage: size of the claim; it holds one dump more than are kept.
    """

    schedule: str = "30 2 * * *"
    keep: Annotated[int, Field(ge=1)] = 7
    storage: str = "5Gi"


class TarsySettings(Value):
    """The choices of one environment.

    Args:
        images: where TARSy's own images come from.
        secrets: what provides the Secrets.
        github_organization: members of this GitHub organization …
        github_team: … and team may sign in.
        replicas: pods of TARSy. Sessions are limited over all of them: more bring availability, not speed.
        log_level: ``DEBUG``, ``INFO``, ``WARN`` or ``ERROR``.
        vertex_ai_location: region of Vertex AI, for the providers that use it.
        drain: how long it may take to stop.
        resources: CPU and memory of each container.
        database_storage: size of the database's claim; it can grow later, never shrink.
        database_storage_class: class of the claim; the cluster's default where not given.
        backup: when the database is dumped, None for no backup.
        api_client_namespaces: labels of the namespaces whose pods may connect to the API inside the cluster;
            at least one, since none would mean every namespace.
    """

    images: ImageSource
    secrets: SecretSource = TemplateSecrets()
    github_organization: GithubName
    github_team: GithubName
    replicas: int = 1
    log_level: Literal["DEBUG", "INFO", "WARN", "ERROR"] = "INFO"
    vertex_ai_location: str = "global"
    drain: DrainTimes = DrainTimes()
    resources: TarsyResources = TarsyResources()
    database_storage: str = "5Gi"
    database_storage_class: str | None = None
    backup: Backup | None = Backup()
    api_client_namespaces: Annotated[Mapping[str, str], Field(min_length=1)] = Field(
        default_factory=lambda: {"tarsy-api-client": "true"}
    )
