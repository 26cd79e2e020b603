"""TARSy on a cluster: read it from top to bottom, and draw the system."""

from __future__ import annotations

from constructs import Construct

from charts.tarsy import images, secrets
from charts.tarsy.configuration import TarsyConfiguration
from charts.tarsy.containers import backend, kube_rbac_proxy, llm_service, oauth2_proxy
from charts.tarsy.ports import API, BROWSER
from charts.tarsy.settings import TarsySettings
from podwright import (
    ClusterRole,
    DatabaseCredentials,
    Edge,
    Environment,
    EnvironmentChart,
    Namespace,
    NamespacePods,
    Passthrough,
    PostgresBackup,
    PostgresDatabase,
    ResourceRule,
    Route,
    ScrapeTls,
    ScrapeToken,
    Service,
    ServiceAccount,
    ServiceCaBundle,
    ServiceCaCertificate,
    ServiceMonitor,
    SidecarPod,
    UrlRule,
)

_DATABASE = "tarsy-database"
_DATABASE_PORT = 5432


class TarsyChart(EnvironmentChart):
    """TARSy: one sidecar pod and its database.

    Args:
        scope: the app.
        environment: the place to deploy to.
        settings: what is chosen for it.
    """

    def __init__(self, scope: Construct, *, environment: Environment, settings: TarsySettings) -> None:
        super().__init__(scope, environment=environment, system="tarsy")
        Namespace(self, "namespace")
        database_name = self.named(_DATABASE)
        own_images = settings.images.provide(self, images.OWN_IMAGES)
        provided = settings.secrets.provide(
            self, secrets.tarsy_secrets(database_host=database_name, database_port=_DATABASE_PORT)
        )

        database = PostgresDatabase(
            self,
            "database",
            name=database_name,
            image=images.DATABASE,
            credentials=DatabaseCredentials(
                username=provided[secrets.DATABASE].key("username"),
                password=provided[secrets.DATABASE].key("password"),
                database=provided[secrets.DATABASE].key("database"),
            ),
            storage=settings.database_storage,
            storage_class=settings.database_storage_class,
            claim=self.named("database-data"),
            resources=settings.resources.database,
            certificate=ServiceCaCertificate(secret_name=self.named("tarsy-database-serving-cert")),
        )

        if settings.backup:
            PostgresBackup(
                self,
                "backup",
                name=self.named("tarsy-database-backup"),
                database=database,
                schedule=settings.backup.schedule,
                keep=settings.backup.keep,
                storage=settings.backup.storage,
            )

        browser_host = environment.host("tarsy")
        serving_certificate = ServiceCaCertificate(secret_name=self.named("tarsy-serving-cert"))
        configuration = TarsyConfiguration(
            self, "configuration", settings=settings, database=database, browser_host=browser_host
        )
        tarsy = SidecarPod(
            self,
            "tarsy",
            name=self.named("tarsy"),
            component="tarsy",
            replicas=settings.replicas,
            termination_grace=settings.drain.termination_grace,
            containers=(
                backend(
                    settings,
                    image=own_images[images.TARSY],
                    configuration=configuration,
                    provided=provided,
                    database=database,
                ),
                llm_service(settings, image=own_images[images.LLM_SERVICE], provided=provided),
                oauth2_proxy(settings, configuration=configuration, provided=provided),
                kube_rbac_proxy(settings, serving_certificate=serving_certificate.volume()),
            ),
        )
        tarsy.connects_to(database, database.server_port)
        # Language models, GitHub, Slack, the OAuth provider.
        tarsy.connects_to_internet()

        web = Service(
            self, "web", name=self.named("tarsy-web"), component="web", workload=tarsy, ports=(BROWSER,)
        )
        Route(
            self,
            "browser-route",
            name=self.named("tarsy"),
            host=browser_host,
            to=web.only_port,
            termination=Edge(),
        )

        api = Service(
            self,
            "api",
            name=self.named("tarsy-api"),
            component="api",
            workload=tarsy,
            ports=(API,),
            certificate=serving_certificate,
        )
        Route(
            self,
            "api-route",
            name=self.named("tarsy-api"),
            host=environment.host("tarsy-api"),
            to=api.only_port,
            termination=Passthrough(
                clients_trust_service_ca="API clients have the service CA and expect the Service's name"
            ),
        )
        tarsy.accepts(API, NamespacePods(namespace_labels=settings.api_client_namespaces))

        self._permissions(tarsy)
        ServiceMonitor(
            self,
            "metrics",
            name=self.named("tarsy"),
            service_port=api.only_port,
            token=ScrapeToken(self, "scrape-token", name=self.named("tarsy-metrics")).token,
            tls=ScrapeTls(
                authority=ServiceCaBundle(
                    self, "service-ca", name=self.named("tarsy-service-ca")
                ).certificate,
                server_name=api.host,
            ),
        )

    def _permissions(self, tarsy: SidecarPod) -> None:
        ClusterRole(
            self,
            "kube-rbac-proxy-role",
            name="kube-rbac-proxy",
            rules=(
                ResourceRule(
                    groups=("authentication.k8s.io",), resources=("tokenreviews",), verbs=("create",)
                ),
                ResourceRule(
                    groups=("authorization.k8s.io",), resources=("subjectaccessreviews",), verbs=("create",)
                ),
            ),
            subjects=(tarsy.service_account.subject,),
        )
        # kube-rbac-proxy asks for the verb that an HTTP method means: POST is create.
        api_client = ServiceAccount(
            self, "api-client", name=self.named("tarsy-api-client"), labels=self.labels_of("api-client")
        )
        ClusterRole(
            self,
            "api-client-role",
            name="api-client",
            rules=(
                UrlRule(paths=("/api/*",), verbs=("get", "create", "update", "patch", "delete")),
                UrlRule(paths=("/health",), verbs=("get",)),
            ),
            subjects=(api_client.subject,),
            component="api-client",
        )
