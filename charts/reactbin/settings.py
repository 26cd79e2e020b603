"""What can be chosen about reactbin; the defaults are what is recommended."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from charts.reactbin.stores import MinioInChart, StoreChoice
from podwright import (
    Autoscaling,
    Edge,
    ExternalDatabase,
    ImageSource,
    InClusterOnly,
    MigrateInInitContainer,
    MigrationForm,
    Resources,
    SecretSource,
    ThroughIngress,
    Value,
)

Access = ThroughIngress | Edge | InClusterOnly
"""How browsers reach reactbin: one decision, and its alternatives. The pods serve plain HTTP."""


class ReactbinResources(Value):
    """CPU and memory of each container that serves; nothing is measured yet.

    Args:
        api: the API, which migrates with the same.
        ui: the web server that hands out the UI's files.
    """

    api: Resources = Resources(
        cpu_request="100m", cpu_limit="1000m", memory_request="256Mi", memory_limit="512Mi"
    )
    ui: Resources = Resources(
        cpu_request="10m", cpu_limit="200m", memory_request="32Mi", memory_limit="128Mi"
    )


class ReactbinSettings(Value):
    """The choices of one environment.

    Args:
        secrets: what provides the Secrets.
        access: how browsers reach reactbin.
        images: where reactbin's own images come from.
        database: the PostgreSQL that somebody else runs. The API finds it by the URL in its Secret, which
            names the same host.
        store: where the images are kept.
        migrations: when Alembic runs.
        host: the public host name; ``reactbin-<environment>.<apps domain>`` where not given.
        health_path: what readiness asks of the API; it answers 200 to whoever asks, without a token.
        api_replicas: pods of the API, or the range that the cluster chooses from.
        ui_replicas: pods of the UI.
        resources: CPU and memory of the containers.
    """

    secrets: SecretSource
    access: Access
    images: ImageSource
    database: ExternalDatabase
    store: StoreChoice = MinioInChart()
    migrations: MigrationForm = MigrateInInitContainer()
    host: str | None = None
    health_path: str = "/api/v1/health"
    api_replicas: int | Autoscaling = 2
    ui_replicas: Annotated[int, Field(ge=1)] = 2
    resources: ReactbinResources = ReactbinResources()
