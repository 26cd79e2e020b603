"""TARSy on a cluster: read it from top to bottom, and draw the system."""

from __future__ import annotations

from constructs import Construct

from charts.tarsy import images, secrets
from charts.tarsy.alerts import tarsy_alerts
from charts.tarsy.configuration import TarsyConfiguration
from charts.tarsy.containers import backend, kube_rbac_proxy, llm_service, oauth2_proxy
from charts.tarsy.ports import API, BROWSER
from charts.tarsy.settings import Priority, TarsySettings
from podwright import (
    AlertRules,
    ClusterRole,
    DatabaseCredentials,
    Environment,
    EnvironmentChart,
    Exposure,
    InClusterOnly,
    Migrations,
    Namespace,
    NamespacePods,
    PostgresBackup,
    PostgresDatabase,
    PriorityClass,
    ProvidedSecrets,
    ResourceQuota,
    ResourceRule,
    ScrapeTls,
    ScrapeToken,
    Service,
    ServiceAccount,
    ServiceMonitor,
    ServingCertificate,
    SidecarPod,
    UrlRule,
    Workload,
    database_alerts,
)

_DATABASE_PORT = 5432


class TarsyChart(EnvironmentChart):
    """TARSy: a backend behind two auth proxies, the service that calls language models, and a database.

    Args:
        scope: the app.
        environment: the place to deploy to.
        settings: what is chosen for it.
    """

    def __init__(self, scope: Construct, *, environment: Environment, settings: TarsySettings) -> None:
        super().__init__(scope, environment=environment, system="tarsy")
        self.settings = settings
        Namespace(self, "namespace")
        if settings.quota:
            ResourceQuota(self, "quota", name=self.named("tarsy"), quota=settings.quota)

        own_images = settings.images.provide(self, images.OWN_IMAGES)
        declared = secrets.tarsy_secrets(
            database_host=self.named("tarsy-database"), database_port=_DATABASE_PORT
        )
        provided = settings.secrets.provide(self, (*declared, *settings.mcp.secrets))
        database = self._database(provided)
        backup = self._backup(database)

        llm = settings.topology.place(
            self,
            llm_service(settings, image=own_images[images.LLM_SERVICE], provided=provided),
            drain=settings.drain,
        )
        mcp = settings.mcp.provide(self, provided)
        browser_host, api_host = environment.host("tarsy"), environment.host("tarsy-api")
        certificate = settings.certificates.provide(
            self,
            "api-certificate",
            secret_name=self.named("tarsy-serving-cert"),
            services=(self.named("tarsy-api"),),
            hosts=() if isinstance(settings.api_access, InClusterOnly) else (api_host,),
        )
        configuration = TarsyConfiguration(
            self,
            "configuration",
            settings=settings,
            database=database,
            browser_host=browser_host,
            llm_address=llm.address,
            mcp=mcp,
        )
        tarsy_backend = backend(
            settings,
            image=own_images[images.TARSY],
            configuration=configuration,
            provided=provided,
            database=database,
            mcp=mcp,
        )
        migrations = Migrations(
            self,
            "migrations",
            name=self.named("tarsy-migrations"),
            form=settings.migrations,
            database=database,
            container=tarsy_backend,
            # On start nothing runs it; the settings demand one for the other forms.
            command=settings.migration_command or ("tarsy",),
            # golang-migrate does, in the image and on start alike.
            command_locks=True,
        )
        tarsy = SidecarPod(
            self,
            "tarsy",
            name=self.named("tarsy"),
            component="tarsy",
            replicas=settings.replicas,
            termination_grace=settings.drain.termination_grace,
            init_containers=migrations.init_containers,
            containers=(
                tarsy_backend,
                *llm.beside,
                oauth2_proxy(settings, configuration=configuration, provided=provided),
                kube_rbac_proxy(settings, serving_certificate=certificate.volume()),
            ),
        )
        migrations.precede(tarsy)
        tarsy.connects_to(database, database.server_port)
        llm.connect(tarsy)
        mcp.connect(tarsy)
        # Language models, GitHub, Slack, the OAuth provider.
        tarsy.connects_to_internet()

        web = Service(
            self, "web", name=self.named("tarsy-web"), component="web", workload=tarsy, ports=(BROWSER,)
        )
        Exposure(
            self,
            "browser",
            name=self.named("tarsy"),
            host=browser_host,
            to=web.only_port,
            by=settings.browser_access,
        )
        api = Service(
            self,
            "api",
            name=self.named("tarsy-api"),
            component="api",
            workload=tarsy,
            ports=(API,),
            certificate=certificate,
        )
        Exposure(
            self,
            "api-clients",
            name=self.named("tarsy-api"),
            host=api_host,
            to=api.only_port,
            by=settings.api_access,
        )
        tarsy.accepts(API, NamespacePods(namespace_labels=settings.api_client_namespaces))

        self._permissions(tarsy)
        if settings.metrics:
            self._metrics(api=api, certificate=certificate)
            if settings.metrics.alerts:
                self._alerts(api=api, database=database, backup=backup)
        self._prioritize(*(workload for workload in (tarsy, database, llm.apart, mcp.server) if workload))

    def _database(self, provided: ProvidedSecrets) -> PostgresDatabase:
        settings = self.settings
        secret = provided[secrets.DATABASE]
        name = self.named("tarsy-database")
        return PostgresDatabase(
            self,
            "database",
            name=name,
            image=images.DATABASE,
            credentials=DatabaseCredentials(
                username=secret.key("username"),
                password=secret.key("password"),
                database=secret.key("database"),
            ),
            storage=settings.database_storage,
            storage_class=settings.database_storage_class,
            claim=self.named("database-data"),
            resources=settings.resources.database,
            certificate=settings.certificates.provide(
                self,
                "database-certificate",
                secret_name=self.named("tarsy-database-serving-cert"),
                services=(name,),
            ),
        )

    def _backup(self, database: PostgresDatabase) -> PostgresBackup | None:
        backup = self.settings.backup
        if backup is None:
            return None
        return backup.provide(self, "backup", name=self.named("tarsy-database-backup"), database=database)

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

    def _metrics(self, *, api: Service, certificate: ServingCertificate) -> None:
        ServiceMonitor(
            self,
            "metrics",
            name=self.named("tarsy"),
            service_port=api.only_port,
            token=ScrapeToken(self, "scrape-token", name=self.named("tarsy-metrics")).token,
            tls=ScrapeTls(authority=certificate.authority, server_name=api.host),
        )

    def _alerts(self, *, api: Service, database: PostgresDatabase, backup: PostgresBackup | None) -> None:
        AlertRules(
            self,
            "alerts",
            name=self.named("tarsy"),
            alerts=tarsy_alerts(job=api.name, namespace=self.environment.namespace),
        )
        # /metrics answers without the database, so TARSy's own metrics do not tell.
        AlertRules(
            self,
            "database-alerts",
            name=database.name,
            alerts=database_alerts(database, backup=backup, prefix="Tarsy"),
        )

    def _prioritize(self, *workloads: Workload) -> None:
        priority = self.settings.priority
        if priority is None:
            return
        chosen = (
            PriorityClass(
                self,
                "priority-class",
                name="priority",
                value=priority.value,
                preempts=priority.preempts,
                description=f"Pods of {self.instance}, which analyses the alerts of others.",
            )
            if isinstance(priority, Priority)
            else priority
        )
        for workload in workloads:
            workload.prioritize(chosen)
