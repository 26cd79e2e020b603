"""The tool registry on a cluster: read it from top to bottom, and draw the system."""

from __future__ import annotations

from constructs import Construct

from charts.tool_registry import images, secrets
from charts.tool_registry.alerts import api_alerts, migration_alert
from charts.tool_registry.configuration import ToolRegistryConfiguration
from charts.tool_registry.containers import SETTLE, api, collectors
from charts.tool_registry.databases import OwnDatabase
from charts.tool_registry.ports import HTTP, METRICS
from charts.tool_registry.settings import OtlpCollector, ToolRegistrySettings
from podwright import (
    AlertRules,
    Deployment,
    Environment,
    EnvironmentChart,
    Exposure,
    Migrations,
    Namespace,
    NamespacePods,
    PodMonitoring,
    ScrapeAnnotations,
    Scraping,
    Service,
)

_NAME = "tool-registry-api"


class ToolRegistryChart(EnvironmentChart):
    """The tool registry: an API that finds tools by their meaning, and its database of vectors.

    Args:
        scope: the app.
        environment: the place to deploy to.
        settings: what is chosen for it.
    """

    def __init__(self, scope: Construct, *, environment: Environment, settings: ToolRegistrySettings) -> None:
        super().__init__(scope, environment=environment, system="tool-registry")
        self.settings = settings
        Namespace(self, "namespace")
        own_images = settings.images.provide(self, images.OWN_IMAGES)
        provided = settings.secrets.provide(
            self,
            secrets.declared_secrets(
                database=settings.database.address(self),
                creates_database=isinstance(settings.database, OwnDatabase),
                has_litellm=settings.litellm is not None,
                pushes_metrics=isinstance(settings.metrics, OtlpCollector),
            ),
        )
        database = settings.database.provide(self, secret=provided[secrets.APPLICATION])
        configuration = ToolRegistryConfiguration(self, "configuration", settings=settings, tls=database.tls)

        api_container = api(
            settings,
            image=own_images[images.API],
            configuration=configuration,
            provided=provided,
            tls=database.tls,
        )
        # In the API's image and with its environment: the dimension of the vectors is a column's.
        migrations = Migrations(
            self,
            "migrations",
            name=self.named("tool-registry-migrations"),
            scripts=self.named("tool-registry-scripts"),
            form=settings.migrations,
            database=database.server,
            container=api_container,
            command=("alembic", "upgrade", "head"),
            resources=settings.resources.migrations,
        )
        pods = Deployment(
            self,
            "api",
            name=self.named(_NAME),
            component="api",
            replicas=settings.replicas,
            termination_grace=SETTLE + settings.drain,
            init_containers=migrations.init_containers,
            containers=(api_container, *collectors(settings, configuration=configuration)),
        )
        migrations.precede(pods)

        service = Service(self, "service", name=self.named(_NAME), workload=pods, ports=(HTTP,))
        pods.accepts(HTTP, NamespacePods(namespace_labels=settings.client_namespaces))
        Exposure(
            self,
            "exposure",
            name=self.named("tool-registry-ingress"),
            host=environment.host("tool-registry"),
            to=service.only_port,
            by=settings.access,
        )

        database.server.accept_client(pods)
        for server in settings.servers:
            server.accept_client(pods)

        if isinstance(settings.metrics, PodMonitoring | ScrapeAnnotations):
            Scraping(
                self,
                "metrics",
                name=self.named(_NAME),
                workload=pods,
                port=METRICS,
                by=settings.metrics,
            )
        if settings.alerts:
            AlertRules(
                self,
                "alerts",
                name=self.named("tool-registry-alerts"),
                alerts=(*api_alerts(pods), migration_alert(migrations, api=pods), *database.alerts),
            )
