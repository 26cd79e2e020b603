"""The defects of the manifests that exist upstream: ours have none of them. One test or more for each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import yaml

from charts.tool_registry import Embedding, OtlpCollector
from podwright import Autoscaling, MigrateInJob, OutsideServer, Problem, ScrapeAnnotations, SynthesisError
from tests.charts.tool_registry.reading import API, config, probe
from tests.network import Network, Pod
from tests.refusals import refusal_of
from tests.systems import Manifests, containers, env, every_container, pod_spec

Vary = Callable[..., Manifests]


# What the application reads, by its settings and the drivers' and SDKs' own variables.
READ_BY_THE_APPLICATION = {
    *("APP_NAME", "APP_VERSION", "DEBUG", "LOG_LEVEL", "ENVIRONMENT"),
    *("DATABASE_URL", "DB_POOL_SIZE", "DB_MAX_OVERFLOW", "DB_POOL_TIMEOUT"),
    *("EMBEDDING_ENDPOINT_URL", "EMBEDDING_API_KEY", "EMBEDDING_MODEL", "EMBEDDING_DIMENSION"),
    *("DEFAULT_SIMILARITY_THRESHOLD", "DEFAULT_SEARCH_LIMIT", "USE_HYBRID_SEARCH"),
    *("API_KEY", "CORS_ORIGINS", "MCP_SERVERS", "MCP_AUTO_SYNC_ON_STARTUP"),
    *("LITELLM_SYNC_ENABLED", "LITELLM_MCP_SERVER_URL", "LITELLM_MCP_API_KEY", "SUMMARIZATION_ENABLED"),
    *("OTEL_ENABLED", "OTEL_SERVICE_NAME", "OTEL_HONEYCOMB_TEAM"),
    *("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"),
    *("PGSSLMODE", "PGSSLROOTCERT", "PYTHONDONTWRITEBYTECODE"),
}


def refusal(make: Callable[[], object]) -> Problem:
    with pytest.raises(SynthesisError) as error:
        make()
    [problem] = error.value.problems
    return problem


class TestT1:
    def test_t1_every_key_is_a_variable_that_the_application_reads(
        self, development: Manifests, production: Manifests
    ) -> None:
        for manifests in (development, production):
            given = {*config(manifests), *env(containers(manifests, API)["api"])}
            assert given <= READ_BY_THE_APPLICATION

    def test_t1_the_settings_of_the_design_are_all_there(self, production: Manifests) -> None:
        assert config(production).keys() >= {
            *("APP_NAME", "APP_VERSION", "LOG_LEVEL", "DEBUG", "DB_POOL_SIZE", "DB_MAX_OVERFLOW"),
            *("EMBEDDING_ENDPOINT_URL", "EMBEDDING_DIMENSION", "DEFAULT_SIMILARITY_THRESHOLD"),
            *("DEFAULT_SEARCH_LIMIT", "USE_HYBRID_SEARCH", "CORS_ORIGINS"),
        }


class TestT2:
    @pytest.mark.parametrize("key", ["CORS_ORIGINS", "MCP_SERVERS"])
    def test_t2_lists_are_json(self, key: str, development: Manifests, production: Manifests) -> None:
        for manifests in (development, production):
            assert isinstance(json.loads(config(manifests)[key]), list)

    @pytest.mark.parametrize("origin", ["*", "https://*.example.com/app", "console.example.com"])
    def test_t2_no_page_of_anybody_may_use_credentials(self, origin: str, vary: Vary) -> None:
        problem = refusal(lambda: vary(cors_origins=(origin,)))
        assert problem.message == f"{origin!r} is not the origin of a server"
        assert problem.field == "ToolRegistrySettings.cors_origins[0]"


def test_t3_migrations_have_the_environment_of_the_api(
    development: Manifests, production: Manifests, vary: Vary
) -> None:
    in_job = vary(migrations=MigrateInJob())
    for migrating, serving in (
        (containers(development, API)["migrate"], containers(development, API)["api"]),
        (containers(production, API)["migrate"], containers(production, API)["api"]),
        (containers(in_job, "Job/tool-registry-migrations")["migrate"], containers(in_job, API)["api"]),
    ):
        assert migrating["envFrom"] == serving["envFrom"]
        assert env(serving).items() <= env(migrating).items()
        assert migrating["image"] == serving["image"]


class TestT4:
    def test_t4_migrations_hold_a_lock(self, production: Manifests) -> None:
        migrate = containers(production, API)["migrate"]
        assert migrate["command"] == ["sh", "/opt/migrations/migrate.sh", "alembic", "upgrade", "head"]
        assert env(migrate)["MIGRATE_LOCK"] == "tool-registry-migrations"
        scripts = production["ConfigMap/tool-registry-scripts"]["data"]
        assert "pg_try_advisory_lock" in scripts["migrate_under_lock.py"]

    def test_t4_they_wait_no_longer_than_thirty_tries(self, production: Manifests) -> None:
        found = env(containers(production, API)["migrate"])
        assert (found["MIGRATE_TRIES"], found["MIGRATE_PAUSE"]) == ("30", "2")

    def test_t4_nothing_migrates_beside_them(self, production: Manifests) -> None:
        # Some of the image's variants migrate in their own command.
        command = " ".join(containers(production, API)["api"]["command"])
        assert command == "python -m uvicorn app.main:app --host=0.0.0.0 --port=8000"

    def test_t4_a_job_migrates_once_before_the_rollout(self, vary: Vary) -> None:
        manifests = vary(migrations=MigrateInJob())
        assert "migrate" not in containers(manifests, API)
        waves = {
            name: int(
                manifests[name]["metadata"].get("annotations", {}).get("argocd.argoproj.io/sync-wave", 0)
            )
            for name in ("StatefulSet/postgres-service", "Job/tool-registry-migrations", API)
        }
        assert sorted(waves, key=lambda name: waves[name]) == list(waves)
        assert len(set(waves.values())) == 3


def test_t5_the_database_has_the_vector_extension(production: Manifests) -> None:
    image = containers(production, "StatefulSet/postgres-service")["postgresql"]["image"]
    assert re.fullmatch(r"docker\.io/pgvector/pgvector:\d+\.\d+\.\d+-pg17", image)


def test_t5_its_index_can_hold_the_vectors() -> None:
    server = OutsideServer(origin="https://embeddings.example.net")
    problem = refusal_of(lambda: Embedding(server=server, model="text-embedding-3-large", dimension=3072))
    assert problem.field == "Embedding.dimension"
    assert problem.message == "the database indexes vectors of at most 2000 dimensions"


class TestT6:
    def test_t6_no_probe_asks_the_route_that_calls_the_embedding_service(
        self, development: Manifests, production: Manifests
    ) -> None:
        for manifests in (development, production):
            api = containers(manifests, API)["api"]
            assert probe(api, "startup") == "/live@http 5/3/24"
            assert probe(api, "liveness") == "/live@http 10/5/3"
            assert probe(api, "readiness") == "/ready@http 5/3/3"
            assert not [
                name for name, c in every_container(manifests).items() if '"/health"' in json.dumps(c)
            ]


def test_t7_requests_end_before_the_pod_is_killed(production: Manifests) -> None:
    assert containers(production, API)["api"]["lifecycle"]["preStop"]["exec"]["command"] == ["sleep", "10"]
    # The application itself waits up to 30 seconds for what it runs in the background.
    assert pod_spec(production, API)["terminationGracePeriodSeconds"] - 10 >= 45


class TestT8:
    def test_t8_every_container_is_hardened(self, production: Manifests) -> None:
        for name, container in every_container(production).items():
            security = container["securityContext"]
            assert security["readOnlyRootFilesystem"], name
            assert security["capabilities"] == {"drop": ["ALL"]}, name
            assert not security["allowPrivilegeEscalation"], name

    @pytest.mark.parametrize("name", ["api", "migrate"])
    def test_t8_python_has_a_place_for_temporary_files(self, name: str, production: Manifests) -> None:
        container = containers(production, API)[name]
        volumes = {volume["name"]: volume for volume in pod_spec(production, API)["volumes"]}
        paths = {m["mountPath"]: volumes[m["name"]] for m in container["volumeMounts"]}
        assert "emptyDir" in paths["/tmp"]
        assert config(production)["PYTHONDONTWRITEBYTECODE"] == "1"


class TestT9:
    def test_t9_what_is_scraped_exists(self, production: Manifests) -> None:
        [endpoint] = production["PodMonitor/tool-registry-api"]["spec"]["podMetricsEndpoints"]
        collector = containers(production, API)["collector"]
        numbers = {port["name"]: port["containerPort"] for port in collector["ports"]}
        file = yaml.safe_load(production["ConfigMap/tool-registry-collector"]["data"]["config.yaml"])
        assert file["exporters"]["prometheus"]["endpoint"] == f"0.0.0.0:{numbers[endpoint['port']]}"
        assert numbers[endpoint["port"]] == 8889

    def test_t9_the_api_sends_its_metrics_there(self, production: Manifests) -> None:
        file = yaml.safe_load(production["ConfigMap/tool-registry-collector"]["data"]["config.yaml"])
        listening = file["receivers"]["otlp"]["protocols"]["grpc"]["endpoint"]
        assert config(production)["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] == "http://localhost:4317"
        assert listening == "127.0.0.1:4317"
        pipeline = file["service"]["pipelines"]["metrics"]
        assert (pipeline["receivers"], pipeline["exporters"]) == (["otlp"], ["prometheus"])

    def test_t9_the_collector_outlives_the_api(self, production: Manifests) -> None:
        *_, last = pod_spec(production, API)["initContainers"]
        assert (last["name"], last["restartPolicy"]) == ("collector", "Always")

    def test_t9_no_annotation_leads_to_the_api(self, vary: Vary) -> None:
        manifests = vary(metrics=ScrapeAnnotations(prometheus_namespace="prometheus"))
        annotations = manifests[API]["spec"]["template"]["metadata"]["annotations"]
        assert annotations["prometheus.io/port"] == "8889"
        assert "PodMonitor/tool-registry-api" not in manifests

    def test_t9_without_a_collector_telemetry_is_off(self, development: Manifests) -> None:
        found = {name: value for name, value in config(development).items() if name.startswith("OTEL_")}
        assert found == {"OTEL_ENABLED": "false"}
        assert "collector" not in containers(development, API)

    def test_t9_a_collector_elsewhere_is_sent_everything(self, vary: Vary) -> None:
        server = OutsideServer(origin="https://api.honeycomb.io:4317")
        manifests = vary(metrics=OtlpCollector(server=server))
        assert config(manifests)["OTEL_EXPORTER_OTLP_ENDPOINT"] == "https://api.honeycomb.io:4317"
        key = "secret tool-registry-secrets/OTEL_HONEYCOMB_TEAM or nothing"
        assert env(containers(manifests, API)["api"])["OTEL_HONEYCOMB_TEAM"] == key
        assert "collector" not in containers(manifests, API)


def test_t10_everything_is_found_by_one_label(production: Manifests) -> None:
    # `kubectl delete -l` finds it then; what Argo CD prunes, it knows from its own.
    instances = {m["metadata"]["labels"]["app.kubernetes.io/instance"] for m in production.values()}
    assert instances == {"tool-registry-production"}


class TestT11:
    def test_t11_connections_are_encrypted_and_the_server_is_verified(self, production: Manifests) -> None:
        assert config(production)["PGSSLMODE"] == "verify-full"
        server = containers(production, "StatefulSet/postgres-service")["postgresql"]
        assert "ssl=on" in server["args"]
        path = config(production)["PGSSLROOTCERT"].rpartition("/")[0]
        for name in ("api", "migrate"):
            assert path in {mount["mountPath"] for mount in containers(production, API)[name]["volumeMounts"]}

    def test_t11_the_certificate_carries_the_host_that_is_connected_to(self, production: Manifests) -> None:
        template = production["ExternalSecret/tool-registry-secrets"]["spec"]["target"]["template"]["data"]
        host = re.search(r"@(?P<host>[^:/]+):5432/", template["DATABASE_URL"])
        assert host
        assert host["host"] in production["Certificate/postgres-tls"]["spec"]["dnsNames"]

    def test_t11_the_url_names_the_asynchronous_driver(self, production: Manifests) -> None:
        template = production["ExternalSecret/tool-registry-secrets"]["spec"]["target"]["template"]["data"]
        assert template["DATABASE_URL"].startswith("postgresql+asyncpg://")

    @pytest.mark.parametrize("most", [2, 3, 5, 10, 20, 40, 89])
    def test_t11_all_pods_together_open_no_more_connections_than_there_are(
        self, most: int, vary: Vary
    ) -> None:
        found = config(vary(replicas=Autoscaling(minimum=1, maximum=most), metrics=None))
        each = int(found["DB_POOL_SIZE"]) + int(found["DB_MAX_OVERFLOW"])
        # One more while it is rolled out; superusers, a dump and two migrations want some too.
        assert 1 <= each <= 15
        assert (most + 1) * each + 3 + 1 + 2 <= 100

    def test_t11_more_pods_than_connections_are_refused(self, vary: Vary) -> None:
        problem = refusal(lambda: vary(replicas=90))
        assert problem.field == "ToolRegistrySettings.pool"
        assert "91 pods with 1 connections each would want more than the 90" in problem.message


class TestT12:
    def test_t12_the_autoscaler_asks_for_what_every_cluster_measures(self, production: Manifests) -> None:
        metrics = production["HorizontalPodAutoscaler/tool-registry-api"]["spec"]["metrics"]
        assert {metric["type"] for metric in metrics} == {"Resource"}

    def test_t12_no_path_is_rewritten(self, production: Manifests) -> None:
        annotations = production["Ingress/tool-registry-ingress"]["metadata"]["annotations"]
        assert not [key for key in annotations if "rewrite" in key]


class TestT13:
    def test_t13_the_admin_routes_have_a_key(self, development: Manifests, production: Manifests) -> None:
        for manifests in (development, production):
            assert env(containers(manifests, API)["api"])["API_KEY"] == "secret tool-registry-secrets/API_KEY"

    def test_t13_the_mcp_endpoints_are_not_published_to_everybody(self, production: Manifests) -> None:
        annotations = production["Ingress/tool-registry-ingress"]["metadata"]["annotations"]
        assert annotations["nginx.ingress.kubernetes.io/whitelist-source-range"] == "10.0.0.0/8"

    def test_t13_inside_the_cluster_only_clients_reach_them(self, production: Manifests) -> None:
        network = Network(m for m in production.values() if m["kind"] == "NetworkPolicy")
        labels = production[API]["spec"]["template"]["metadata"]["labels"]
        api = Pod(namespace="tool-registry", labels=labels)
        client = Pod(namespace="agents", namespace_labels={"tool-registry-client": "true"})
        stranger = Pod(namespace="default", namespace_labels={"kubernetes.io/metadata.name": "default"})
        assert network.allows(client, api, 8000)
        assert not network.allows(stranger, api, 8000)


def test_t14_every_image_is_named_in_full_and_pinned(development: Manifests, production: Manifests) -> None:
    for manifests in (development, production):
        for name, container in every_container(manifests).items():
            registry, _, rest = container["image"].partition("/")
            assert "." in registry, name
            assert re.search(r":\d+\.\d+\.\d+(-pg17)?$", rest), name
