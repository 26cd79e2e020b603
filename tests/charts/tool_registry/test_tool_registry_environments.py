"""The registry's environments: they pass every check, and are what the design asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from charts.tool_registry import OwnDatabase
from podwright import Autoscaling, ClusterImages, Edge, OpenShift, ServiceCaCertificates, TemplateSecrets
from tests.charts.tool_registry.reading import API, config
from tests.pod_security import restricted_v2_violations, restricted_violations
from tests.systems import Manifests, containers, env, every_container, pod_spec


@pytest.fixture(params=["development", "production"])
def environment(request: pytest.FixtureRequest) -> Manifests:
    # Synthesizing runs all checks: an error or a warning that nobody waived would fail here.
    found: Manifests = request.getfixturevalue(request.param)
    return found


def test_nothing_of_another_system_is_in_it(environment: Manifests) -> None:
    assert "tarsy" not in str(environment).lower()


def test_no_finding_is_waived(environment: Manifests) -> None:
    annotations = [key for m in environment.values() for key in m["metadata"].get("annotations", {})]
    assert not [key for key in annotations if "podwright" in key or "checkov" in key]


def test_every_pod_satisfies_pod_security_restricted(environment: Manifests) -> None:
    assert [found for manifest in environment.values() for found in restricted_violations(manifest)] == []


def test_the_namespaces(development: Manifests, production: Manifests) -> None:
    assert "Namespace/tool-registry-dev" in development
    assert "Namespace/tool-registry" in production


def test_the_api_runs_as_the_design_says(environment: Manifests) -> None:
    api = containers(environment, API)["api"]
    assert api["resources"] == {
        "requests": {"cpu": "250m", "memory": "256Mi"},
        "limits": {"cpu": "1000m", "memory": "512Mi"},
    }
    security = api["securityContext"]
    assert security["runAsUser"] == 1000
    assert security["readOnlyRootFilesystem"]
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert environment[API]["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}


def test_the_service(environment: Manifests) -> None:
    spec = environment["Service/tool-registry-api"]["spec"]
    assert spec["ports"] == [{"name": "http", "port": 8000, "targetPort": "http"}]


def test_development_has_one_pod_and_nothing_that_only_production_needs(development: Manifests) -> None:
    assert development[API]["spec"]["replicas"] == 1
    kinds = {name.partition("/")[0] for name in development}
    assert not kinds & {"HorizontalPodAutoscaler", "Ingress", "CronJob", "PodMonitor"}


def test_the_cluster_chooses_how_many_pods_production_has(production: Manifests) -> None:
    assert "replicas" not in production[API]["spec"]
    spec = production["HorizontalPodAutoscaler/tool-registry-api"]["spec"]
    assert (spec["minReplicas"], spec["maxReplicas"]) == (3, 10)
    [metric] = spec["metrics"]
    assert metric["resource"] == {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}


def test_nodes_and_zones_may_fail_one_at_a_time(production: Manifests) -> None:
    keys = [
        constraint["topologyKey"] for constraint in pod_spec(production, API)["topologySpreadConstraints"]
    ]
    assert keys == ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]
    assert production["PodDisruptionBudget/tool-registry-api"]["spec"]["maxUnavailable"] == 1


def test_production_is_published_by_an_ingress_with_tls(production: Manifests) -> None:
    ingress = production["Ingress/tool-registry-ingress"]
    assert ingress["metadata"]["annotations"]["cert-manager.io/cluster-issuer"] == "letsencrypt-prod"
    [rule] = ingress["spec"]["rules"]
    [path] = rule["http"]["paths"]
    assert path["path"] == "/"
    assert path["backend"] == {"service": {"name": "tool-registry-api", "port": {"name": "http"}}}
    assert ingress["spec"]["tls"][0]["hosts"] == [rule["host"]]


def test_production_is_dumped_every_night(production: Manifests) -> None:
    assert production["CronJob/postgres-backup"]["spec"]["schedule"] == "30 2 * * *"


def test_the_database_answers_by_the_name_that_the_design_gives_it(environment: Manifests) -> None:
    assert environment["Service/postgres-service"]["spec"]["ports"][0]["port"] == 5432
    assert environment["StatefulSet/postgres-service"]["spec"]["serviceName"] == "postgres-service"


def test_no_container_is_without_requests_and_limits(environment: Manifests) -> None:
    for name, container in every_container(environment).items():
        resources = container["resources"]
        assert resources["requests"].keys() == resources["limits"].keys() == {"cpu", "memory"}, name


def test_no_secret_value_is_in_a_config_map(environment: Manifests) -> None:
    assert not {"DATABASE_URL", "API_KEY", "EMBEDDING_API_KEY"} & config(environment).keys()
    assert "://toolregistry" not in str(config(environment))


def test_the_secret_has_the_keys_that_are_read(environment: Manifests) -> None:
    template = environment["ExternalSecret/tool-registry-secrets"]["spec"]["target"]["template"]["data"]
    assert set(template) == {
        "API_KEY",
        "DATABASE_URL",
        "DB_NAME",
        "DB_PASSWORD",
        "DB_USER",
        "EMBEDDING_API_KEY",
    }
    assert env(containers(environment, API)["api"]) == {
        "DATABASE_URL": "secret tool-registry-secrets/DATABASE_URL",
        "API_KEY": "secret tool-registry-secrets/API_KEY",
        "EMBEDDING_API_KEY": "secret tool-registry-secrets/EMBEDDING_API_KEY or nothing",
    }


def test_the_same_chart_runs_on_openshift_by_arguments_only(vary: Callable[..., Manifests]) -> None:
    manifests = vary(
        platform=OpenShift(version="4.18", apps_domain="apps.example.com"),
        images=ClusterImages(tag="dev"),
        secrets=TemplateSecrets(),
        database=OwnDatabase(certificates=ServiceCaCertificates()),
        access=Edge(),
        mcp_is_public="the router is on the company's network only",
        replicas=Autoscaling(minimum=3, maximum=10),
    )
    kinds = {name.partition("/")[0] for name in manifests}
    assert kinds >= {"Route", "Template", "ImageStream", "PodMonitor", "HorizontalPodAutoscaler"}
    assert not kinds & {"Ingress", "Certificate", "ExternalSecret"}
    assert [found for manifest in manifests.values() for found in restricted_v2_violations(manifest)] == []
    assert config(manifests)["PGSSLMODE"] == "verify-full"
