"""The defects of the manifests that exist upstream: ours have none of them, in no environment.

One test or more for each.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest
import yaml

from podwright import Duration
from podwright.synth.manifest_yaml import dump
from tests.charts.tarsy.connections import into
from tests.charts.tarsy.places import BACKUP, Place, everywhere
from tests.charts.tarsy.reading import Fields, Manifests, containers, pod_spec
from tests.systems import env

pytestmark = everywhere

# How kube-rbac-proxy names an HTTP method when it asks the API server.
VERB_OF = {"GET": "get", "POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}

# What TARSy serves under /api/v1, by method.
API = {
    "GET": ("/api/v1/sessions", "/api/v1/usage", "/api/v1/ws", "/health"),
    "POST": ("/api/v1/alerts", "/api/v1/sessions/42/cancel", "/api/v1/sessions/42/score"),
    "PATCH": ("/api/v1/sessions/review", "/api/v1/memories/7"),
    "DELETE": ("/api/v1/memories/7",),
}


def may(manifests: Manifests, account: str, method: str, path: str) -> bool:
    """Return what a SubjectAccessReview of the proxy would say."""
    bound = {
        found["roleRef"]["name"]
        for found in manifests.values()
        if found["kind"] == "ClusterRoleBinding"
        and account in {subject["name"] for subject in found["subjects"]}
    }
    return any(
        VERB_OF[method] in rule["verbs"]
        and any(
            path == url or (url.endswith("*") and path.startswith(url[:-1]))
            for url in rule.get("nonResourceURLs", [])
        )
        for name in bound
        for rule in manifests[f"ClusterRole/{name}"]["rules"]
    )


class TestB1:
    @pytest.mark.parametrize(("method", "path"), [(m, path) for m, paths in API.items() for path in paths])
    def test_b1_api_clients_may_call_the_api(self, method: str, path: str, manifests: Manifests) -> None:
        assert may(manifests, "tarsy-api-client", method, path)

    @pytest.mark.parametrize(
        ("method", "path"), [("GET", "/metrics"), ("GET", "/"), ("POST", "/health"), ("GET", "/apis")]
    )
    def test_b1_api_clients_may_not_call_anything_else(
        self, method: str, path: str, manifests: Manifests
    ) -> None:
        assert not may(manifests, "tarsy-api-client", method, path)

    def test_b1_rules_name_verbs_that_the_proxy_asks_for(self, manifests: Manifests) -> None:
        for found in manifests.values():
            if found["kind"] == "ClusterRole":
                for rule in found["rules"]:
                    if "nonResourceURLs" in rule:
                        assert set(rule["verbs"]) <= set(VERB_OF.values())

    def test_b1_permissions_for_urls_are_bound_cluster_wide(self, manifests: Manifests) -> None:
        assert not [name for name in manifests if name.startswith(("Role/", "RoleBinding/"))]


def test_b2_the_database_has_the_vector_extension(manifests: Manifests) -> None:
    image = containers(manifests, "StatefulSet/tarsy-database")["postgresql"]["image"]
    assert re.fullmatch(r"docker\.io/pgvector/pgvector:\d+\.\d+\.\d+-pg17", image)


class TestB3:
    def test_b3_prometheus_may_read_the_metrics(self, manifests: Manifests) -> None:
        assert may(manifests, "tarsy-metrics", "GET", "/metrics")
        assert not may(manifests, "tarsy-metrics", "GET", "/api/v1/sessions")

    def test_b3_the_token_that_it_sends_is_made_by_the_same_environment(self, manifests: Manifests) -> None:
        (endpoint,) = manifests["ServiceMonitor/tarsy"]["spec"]["endpoints"]
        secret = manifests[f"Secret/{endpoint['authorization']['credentials']['name']}"]
        assert secret["type"] == "kubernetes.io/service-account-token"
        assert secret["metadata"]["annotations"] == {"kubernetes.io/service-account.name": "tarsy-metrics"}
        assert not {"data", "stringData"} & secret.keys(), "the cluster writes the token"

    def test_b3_it_verifies_the_server(self, place: Place, manifests: Manifests) -> None:
        (endpoint,) = manifests["ServiceMonitor/tarsy"]["spec"]["endpoints"]
        assert endpoint["scheme"] == "https"
        assert "insecureSkipVerify" not in endpoint["tlsConfig"]
        assert endpoint["tlsConfig"]["serverName"] == f"tarsy-api.{place.namespace}.svc"
        kind, name, key = place.authority
        assert endpoint["tlsConfig"]["ca"] == {kind: {"name": name, "key": key}}

    def test_b3_nothing_deprecated_carries_the_token(self, manifests: Manifests) -> None:
        (endpoint,) = manifests["ServiceMonitor/tarsy"]["spec"]["endpoints"]
        assert not {"bearerTokenSecret", "bearerTokenFile"} & endpoint.keys()


def test_b4_the_llm_service_outlives_sessions_that_drain(manifests: Manifests) -> None:
    (sidecar,) = pod_spec(manifests)["initContainers"]
    assert (sidecar["name"], sidecar["restartPolicy"]) == ("llm-service", "Always")
    # The others start only once it serves, and a sidecar without this probe counts as started at once.
    assert sidecar["startupProbe"]["grpc"] == {"port": 50051}


@pytest.mark.parametrize("port", [8080, 50051])
def test_b5_nobody_reaches_a_port_behind_the_proxies(port: int, place: Place, manifests: Manifests) -> None:
    assert not {source for source, reached in into(place, manifests, "tarsy") if reached == port}


def test_b5_an_api_client_cannot_say_that_it_is_somebody_else(pod: dict[str, Fields]) -> None:
    # The header that TARSy believes first is the one that the proxy overwrites.
    assert "--auth-header-user-field-name=X-Forwarded-User" in pod["kube-rbac-proxy"]["args"]


def test_b6_every_image_is_named_in_full_and_pinned(place: Place, manifests: Manifests) -> None:
    for workload in place.workloads:
        for name, container in containers(manifests, workload).items():
            registry, _, rest = container["image"].partition("/")
            assert "." in registry
            tag = rest.partition("@")[0].rpartition(":")[2]
            assert tag
            assert tag != "latest"
            # What developers push again under one tag is the exception, and is pulled at every start.
            pushed_again = place.name == "development" and name in {"tarsy", "llm-service"}
            assert (tag == "dev") == (container.get("imagePullPolicy") == "Always") == pushed_again


def test_b7_selectors_are_small_and_never_change(place: Place, manifests: Manifests) -> None:
    small = {"app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component"}
    for workload in set(place.workloads) - {BACKUP}:
        assert manifests[workload]["spec"]["selector"]["matchLabels"].keys() == small
    for found in manifests.values():
        if found["kind"] == "Service":
            assert found["spec"]["selector"].keys() == small


class TestB8:
    def test_b8_both_containers_have_the_variables_of_every_provider(
        self, manifests: Manifests, pod: dict[str, Fields]
    ) -> None:
        text = manifests["ConfigMap/tarsy-app-config"]["data"]["llm-providers.yaml"]
        providers = yaml.safe_load(text)["llm_providers"].values()
        named = {
            value for provider in providers for field, value in provider.items() if field.endswith("_env")
        }
        assert len(named) > 4
        for container in ("tarsy", "llm-service"):
            assert named <= env(pod[container]).keys()

    def test_b8_with_the_same_values(self, pod: dict[str, Fields]) -> None:
        tarsy, llm = env(pod["tarsy"]), env(pod["llm-service"])
        shared = {name for name in tarsy.keys() & llm.keys() if name != "HOME"}
        assert {name: tarsy[name] for name in shared} == {name: llm[name] for name in shared}


def test_b9_vertex_ai_is_configured_by_the_variables_that_are_read(pod: dict[str, Fields]) -> None:
    for container in ("tarsy", "llm-service"):
        found = env(pod[container])
        assert found["GOOGLE_CLOUD_PROJECT"] == "secret tarsy-secrets/vertex-ai-project or nothing"
        assert found["GOOGLE_CLOUD_LOCATION"]
        assert not {"VERTEX_AI_PROJECT", "GCP_PROJECT", "GCP_LOCATION"} & found.keys()


class TestB10:
    def test_b10_every_config_map_of_the_pod_is_in_its_checksums(self, manifests: Manifests) -> None:
        template = manifests["Deployment/tarsy"]["spec"]["template"]
        mounted = {
            volume["configMap"]["name"] for volume in template["spec"]["volumes"] if "configMap" in volume
        }
        assert {f"checksum/{name}" for name in {*mounted, "tarsy-config"}} == template["metadata"][
            "annotations"
        ].keys()

    def test_b10_a_change_rolls_the_pod_and_renames_nothing(self, place: Place, manifests: Manifests) -> None:
        changed = place.varied(log_level="ERROR")
        assert changed.keys() == manifests.keys()
        before, after = (
            m["Deployment/tarsy"]["spec"]["template"]["metadata"]["annotations"] for m in (manifests, changed)
        )
        assert [name for name in before if before[name] != after[name]] == ["checksum/tarsy-config"]


class TestB11:
    def test_b11_oauth2_proxy_knows_that_it_stands_behind_the_router(
        self, place: Place, manifests: Manifests
    ) -> None:
        settings = oauth2_proxy(manifests)
        assert settings["reverse_proxy"] is True
        assert settings["trusted_proxy_ips"] == [place.pod_network]

    def test_b11_no_path_is_open_that_a_forged_header_could_name(self, manifests: Manifests) -> None:
        settings = oauth2_proxy(manifests)
        assert not {"skip_auth_routes", "skip_auth_regex"} & settings.keys()
        assert settings["skip_auth_strip_headers"] is True


def oauth2_proxy(manifests: Manifests) -> dict[str, Any]:
    return tomllib.loads(manifests["ConfigMap/oauth2-config"]["data"]["oauth2-proxy.cfg"])


def test_b12_there_is_slack_beyond_all_steps_of_the_drain(manifests: Manifests) -> None:
    queue = yaml.safe_load(manifests["ConfigMap/tarsy-app-config"]["data"]["tarsy.yaml"])["queue"]
    steps = [queue["graceful_shutdown_timeout"], queue["scoring_shutdown_timeout"], "20s"]
    seconds = sum(Duration.parse(step).total_seconds for step in steps)
    assert seconds >= 2600
    assert pod_spec(manifests)["terminationGracePeriodSeconds"] >= max(2630, seconds + 30)


class TestB13:
    def test_b13_the_database_is_a_stateful_set_with_resources_and_a_fixed_version(
        self, manifests: Manifests
    ) -> None:
        database = containers(manifests, "StatefulSet/tarsy-database")["postgresql"]
        assert "Deployment/tarsy-database" not in manifests
        assert database["resources"].keys() == {"requests", "limits"}
        assert not database["image"].endswith((":17", ":pg17", ":latest"))

    def test_b13_connections_to_it_are_encrypted(self, manifests: Manifests) -> None:
        assert manifests["ConfigMap/tarsy-config"]["data"]["DB_SSLMODE"] == "require"
        assert "ssl=on" in containers(manifests, "StatefulSet/tarsy-database")["postgresql"]["args"]

    def test_b13_its_data_is_not_removed_without_a_question(self, place: Place, manifests: Manifests) -> None:
        claims = [name for name in manifests if name.startswith("PersistentVolumeClaim/")]
        assert len(claims) == 2
        for name in (*claims, f"Namespace/{place.namespace}"):
            options = manifests[name]["metadata"]["annotations"]["argocd.argoproj.io/sync-options"]
            assert set(options.split(",")) == {"Delete=confirm", "Prune=confirm"}

    def test_b13_it_is_dumped_every_night_into_another_claim(self, manifests: Manifests) -> None:
        backup = manifests["CronJob/tarsy-database-backup"]
        assert backup["spec"]["schedule"] == "30 2 * * *"
        claims = [
            volume["persistentVolumeClaim"]["claimName"]
            for volume in pod_spec(manifests, "CronJob/tarsy-database-backup")["volumes"]
            if "persistentVolumeClaim" in volume
        ]
        assert claims == ["tarsy-database-backup-dumps"]


class TestB14:
    def test_b14_every_host_is_a_real_one(self, place: Place, manifests: Manifests) -> None:
        hosts = [found["spec"]["host"] for found in manifests.values() if found["kind"] == "Route"]
        for found in manifests.values():
            if found["kind"] == "Ingress":
                hosts += [rule["host"] for rule in found["spec"]["rules"]]
        assert place.host in hosts
        for host in hosts:
            assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host)

    def test_b14_nothing_is_left_to_be_filled_in(self, manifests: Manifests) -> None:
        for name, found in manifests.items():
            text = dump(found)
            assert not re.search(r"@\{\w", text), name
            assert not re.search(r"\{\{ ?ROUTE_HOST|<[A-Z_]+>|CHANGE_?ME|TODO", text), name
            # A Template's parameters and a shell's variables are filled in where they run.
            if name not in {"Template/tarsy-secrets", "ConfigMap/tarsy-database-backup-script"}:
                assert "${" not in json.dumps(found), name
