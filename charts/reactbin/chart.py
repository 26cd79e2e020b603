"""reactbin on a cluster: read it from top to bottom, and draw the system."""

from __future__ import annotations

from constructs import Construct

from charts.reactbin import images, secrets
from charts.reactbin.configuration import ReactbinConfiguration
from charts.reactbin.containers import api, ui
from charts.reactbin.ports import API, UI
from charts.reactbin.settings import ReactbinSettings
from podwright import (
    DatabaseUrl,
    Deployment,
    Environment,
    EnvironmentChart,
    Exposure,
    IngressPath,
    Migrations,
    Namespace,
    Service,
)


class ReactbinChart(EnvironmentChart):
    """reactbin: an API and a UI behind one host, an object store, and a database that somebody else runs.

    Args:
        scope: the app.
        environment: the place to deploy to.
        settings: what is chosen for it.
    """

    def __init__(self, scope: Construct, *, environment: Environment, settings: ReactbinSettings) -> None:
        super().__init__(scope, environment=environment, system="reactbin")
        self.settings = settings
        Namespace(self, "namespace")
        own_images = settings.images.provide(self, images.OWN_IMAGES)
        provided = settings.secrets.provide(self, (secrets.API_SECRET, *settings.store.secrets))

        store = settings.store.provide(self, provided)
        database = settings.database.provide(
            self,
            "database",
            credentials=DatabaseUrl(url=provided[secrets.API].key(secrets.DATABASE_URL)),
        )

        api_container = api(
            settings,
            image=own_images[images.API],
            configuration=ReactbinConfiguration(self, "configuration", store=store),
            provided=provided,
        )
        migrations = Migrations(
            self,
            "migrations",
            name=self.named("reactbin-migrations"),
            form=settings.migrations,
            database=database,
            container=api_container,
            command=("alembic", "upgrade", "head"),
        )
        api_pods = Deployment(
            self,
            "api",
            name=self.named("reactbin-api"),
            component="api",
            replicas=settings.api_replicas,
            init_containers=migrations.init_containers,
            containers=(api_container,),
        )
        migrations.precede(api_pods)
        database.accept_client(api_pods)
        store.server.accept_client(api_pods)
        # Assumed: servers that the API calls by HTTPS, to sign people in or to fetch an image.
        api_pods.connects_to_internet()

        ui_pods = Deployment(
            self,
            "ui",
            name=self.named("reactbin-ui"),
            component="ui",
            replicas=settings.ui_replicas,
            containers=(ui(settings, image=own_images[images.UI]),),
        )

        api_service = Service(self, "api-service", name=api_pods.name, workload=api_pods, ports=(API,))
        ui_service = Service(self, "ui-service", name=ui_pods.name, workload=ui_pods, ports=(UI,))
        Exposure(
            self,
            "public-host",
            name=self.named("reactbin"),
            host=settings.host or environment.host("reactbin"),
            # The API serves whole paths, /api/v1/….
            to=(
                IngressPath(prefix="/api/", to=api_service.only_port),
                IngressPath(prefix="/", to=ui_service.only_port),
            ),
            by=settings.access,
        )
