"""The pod with its four containers: environment, files, mounts, probes, resources, drain times."""

from __future__ import annotations

import re

import pytest
import yaml

from podwright import Duration
from tests.charts.tarsy.places import PLACES, Place, everywhere
from tests.charts.tarsy.reading import (
    Fields,
    Manifests,
    containers,
    cores,
    mebibytes,
    mounts,
    pod_spec,
    probe,
)
from tests.pod_security import restricted_v2_violations, restricted_violations
from tests.systems import env

PROVIDERS = {
    "GOOGLE_API_KEY": "secret tarsy-secrets/google-api-key",
    "OPENAI_API_KEY": "secret tarsy-secrets/openai-api-key or nothing",
    "ANTHROPIC_API_KEY": "secret tarsy-secrets/anthropic-api-key or nothing",
    "XAI_API_KEY": "secret tarsy-secrets/xai-api-key or nothing",
    "GOOGLE_CLOUD_PROJECT": "secret tarsy-secrets/vertex-ai-project or nothing",
    "GOOGLE_CLOUD_LOCATION": "global",
}


@everywhere
def test_the_four_containers_are_one_pod(manifests: Manifests) -> None:
    spec = pod_spec(manifests)
    assert [found["name"] for found in spec["initContainers"]] == ["llm-service"]
    assert [found["name"] for found in spec["containers"]] == ["tarsy", "oauth2-proxy", "kube-rbac-proxy"]


def test_images_are_named_in_full_and_never_latest(manifests: Manifests, pod: dict[str, Fields]) -> None:
    registry = "image-registry.openshift-image-registry.svc:5000/tarsy-dev"
    database = containers(manifests, "StatefulSet/tarsy-database")["postgresql"]
    assert {name: found["image"] for name, found in pod.items()} == {
        "llm-service": f"{registry}/tarsy-llm:dev",
        "tarsy": f"{registry}/tarsy:dev",
        "oauth2-proxy": "quay.io/oauth2-proxy/oauth2-proxy:v7.15.3",
        "kube-rbac-proxy": "quay.io/brancz/kube-rbac-proxy:v0.21.0",
    }
    assert database["image"].startswith("docker.io/pgvector/pgvector:")


def test_only_the_images_that_developers_push_again_are_pulled_again(pod: dict[str, Fields]) -> None:
    assert {name: found.get("imagePullPolicy") for name, found in pod.items()} == {
        "llm-service": "Always",
        "tarsy": "Always",
        "oauth2-proxy": None,
        "kube-rbac-proxy": None,
    }


@everywhere
class TestEnvironment:
    def test_of_tarsy(self, place: Place, pod: dict[str, Fields]) -> None:
        kubeconfig = {} if place.remote_mcp else {"KUBECONFIG": "/app/kubeconfig/config"}
        assert env(pod["tarsy"]) == {
            "HOME": "/app/data",
            "POD_ID": "pod metadata.name",
            **kubeconfig,
            "DB_USER": "secret database-secret/username",
            "DB_PASSWORD": "secret database-secret/password",
            "DB_NAME": "secret database-secret/database",
            "GITHUB_TOKEN": "secret tarsy-secrets/github-token",
            "SLACK_BOT_TOKEN": "secret tarsy-secrets/slack-bot-token or nothing",
            **PROVIDERS,
        }
        assert pod["tarsy"]["envFrom"] == [{"configMapRef": {"name": "tarsy-config"}}]

    def test_of_tarsy_from_its_config_map(self, place: Place, manifests: Manifests) -> None:
        assert manifests["ConfigMap/tarsy-config"]["data"] == {
            "CONFIG_DIR": "/app/config",
            "DASHBOARD_DIR": "/app/dashboard",
            "DB_HOST": "tarsy-database",
            "DB_PORT": "5432",
            "DB_SSLMODE": "require",
            "HTTP_PORT": "8080",
            "LLM_SERVICE_ADDR": "localhost:50051",
            "LOG_FORMAT": "json",
            "LOG_LEVEL": place.log_level,
        }

    def test_no_variable_is_given_twice(self, manifests: Manifests, pod: dict[str, Fields]) -> None:
        assert not env(pod["tarsy"]).keys() & manifests["ConfigMap/tarsy-config"]["data"].keys()
        for container in pod.values():
            names = [entry["name"] for entry in container.get("env", [])]
            assert len(names) == len(set(names))

    def test_of_the_llm_service(self, pod: dict[str, Fields]) -> None:
        assert env(pod["llm-service"]) == {
            "HOME": "/app/data",
            "GRPC_PORT": "50051",
            "GOOGLE_APPLICATION_CREDENTIALS": "/app/.gcp/service-account-key.json",
            **PROVIDERS,
        }

    def test_of_the_proxies_holds_no_secret_but_an_identifier(self, pod: dict[str, Fields]) -> None:
        assert env(pod["oauth2-proxy"]) == {"OAUTH2_PROXY_CLIENT_ID": "secret oauth2-proxy-secret/client-id"}
        assert env(pod["kube-rbac-proxy"]) == {}

    def test_of_the_database(self, manifests: Manifests) -> None:
        assert env(containers(manifests, "StatefulSet/tarsy-database")["postgresql"]) == {
            "POSTGRES_USER": "secret database-secret/username",
            "POSTGRES_DB": "secret database-secret/database",
            "POSTGRES_PASSWORD_FILE": "/run/secrets/postgresql/password",
            "PGDATA": "/var/lib/postgresql/data/pgdata",
        }


@everywhere
class TestMounts:
    def test_of_tarsy(self, place: Place, manifests: Manifests, pod: dict[str, Fields]) -> None:
        kubeconfig = {"/app/kubeconfig": "secret mcp-kubeconfig-secret or nothing"}
        assert mounts(manifests, pod["tarsy"]) == {
            "/app/data": "emptyDir tarsy-data writable",
            "/app/config/tarsy.yaml": "configMap tarsy-app-config only tarsy.yaml",
            "/app/config/llm-providers.yaml": "configMap tarsy-app-config only llm-providers.yaml",
            "/app/config/skills": "configMap tarsy-skills",
            **({} if place.remote_mcp else kubeconfig),
        }

    def test_of_the_llm_service(self, manifests: Manifests, pod: dict[str, Fields]) -> None:
        found = mounts(manifests, pod["llm-service"])
        assert found == {
            "/app/data": "emptyDir llm-data writable",
            "/app/.gcp": "secret gcp-service-account-secret or nothing",
            "/tmp": found["/tmp"],
        }
        assert re.fullmatch(r"emptyDir \S+ writable", found["/tmp"])

    def test_of_oauth2_proxy(self, manifests: Manifests, pod: dict[str, Fields]) -> None:
        assert mounts(manifests, pod["oauth2-proxy"]) == {
            "/config": "configMap oauth2-config",
            "/templates": "configMap oauth2-templates",
            "/secrets": "secret oauth2-proxy-secret [client-secret, cookie-secret]",
        }

    def test_of_kube_rbac_proxy(self, manifests: Manifests, pod: dict[str, Fields]) -> None:
        assert mounts(manifests, pod["kube-rbac-proxy"]) == {
            "/var/run/secrets/serving-cert": "secret tarsy-serving-cert",
            "/var/run/secrets/kubernetes.io/serviceaccount": "projected service-account-token",
        }

    def test_of_the_database(self, manifests: Manifests) -> None:
        workload = "StatefulSet/tarsy-database"
        found = mounts(manifests, containers(manifests, workload)["postgresql"], workload)
        assert {path: what.split()[0] for path, what in found.items()} == {
            "/var/lib/postgresql/data": "persistentVolumeClaim",
            "/run/secrets/postgresql": "secret",
            "/run/secrets/postgresql-tls": "secret",
            "/dev/shm": "emptyDir",
            "/tmp": "emptyDir",
            "/var/run/postgresql": "emptyDir",
        }
        assert found["/var/lib/postgresql/data"] == "persistentVolumeClaim database-data writable"
        assert found["/run/secrets/postgresql"] == "secret database-secret [password]"

    def test_the_key_of_the_database_s_certificate_is_as_postgresql_demands(
        self, manifests: Manifests
    ) -> None:
        (certificate,) = (
            volume["secret"]
            for volume in pod_spec(manifests, "StatefulSet/tarsy-database")["volumes"]
            if volume.get("secret", {}).get("secretName") == "tarsy-database-serving-cert"
        )
        # Anything that others may read makes the server refuse to start.
        assert certificate["defaultMode"] == 0o640

    def test_every_volume_is_mounted(self, place: Place, manifests: Manifests) -> None:
        for workload in place.workloads:
            mounted = {
                mount["name"]
                for container in containers(manifests, workload).values()
                for mount in container.get("volumeMounts", [])
            }
            assert mounted == {volume["name"] for volume in pod_spec(manifests, workload)["volumes"]}

    def test_only_the_container_that_asks_the_api_server_has_a_token(self, manifests: Manifests) -> None:
        spec = pod_spec(manifests)
        assert spec["automountServiceAccountToken"] is False
        assert manifests["ServiceAccount/tarsy"]["automountServiceAccountToken"] is False
        holders = [
            container["name"]
            for container in containers(manifests).values()
            for path in mounts(manifests, container)
            if "serviceaccount" in path
        ]
        assert holders == ["kube-rbac-proxy"]


@everywhere
class TestProbes:
    @pytest.mark.parametrize(
        ("container", "startup", "liveness", "readiness"),
        [
            (
                "tarsy",
                "tcpSocket @http 0/5/1/24",
                "tcpSocket @http 0/10/5/3",
                "httpGet /health@http 0/10/6/2",
            ),
            ("llm-service", "grpc @50051 0/5/5/24", "grpc @50051 0/10/5/3", "grpc @50051 0/5/3/3"),
            (
                "oauth2-proxy",
                "",
                "httpGet /ping@oauth2-proxy 0/30/5/3",
                "httpGet /ping@oauth2-proxy 0/10/5/3",
            ),
            (
                "kube-rbac-proxy",
                "",
                "tcpSocket @kube-rbac-proxy 15/30/1/3",
                "tcpSocket @kube-rbac-proxy 0/10/1/3",
            ),
        ],
    )
    def test_of_the_pod(
        self, container: str, startup: str, liveness: str, readiness: str, pod: dict[str, Fields]
    ) -> None:
        found = [probe(pod[container], kind) for kind in ("startup", "liveness", "readiness")]
        assert found == [startup, liveness, readiness]

    def test_of_the_database_ask_it_whether_it_accepts_connections(self, manifests: Manifests) -> None:
        database = containers(manifests, "StatefulSet/tarsy-database")["postgresql"]
        for kind in ("startup", "liveness", "readiness"):
            assert "pg_isready" in probe(database, kind)

    def test_a_database_that_is_away_restarts_nothing(self, pod: dict[str, Fields]) -> None:
        # /health answers 503 then, so it may only decide about readiness.
        assert "/health" in probe(pod["tarsy"], "readiness")
        assert "/health" not in probe(pod["tarsy"], "liveness") + probe(pod["tarsy"], "startup")

    def test_the_health_check_may_take_as_long_as_it_waits_for_the_database(
        self, pod: dict[str, Fields]
    ) -> None:
        assert pod["tarsy"]["readinessProbe"]["timeoutSeconds"] > 5


@everywhere
class TestSecurity:
    def test_of_every_pod_is_restricted(self, place: Place, manifests: Manifests) -> None:
        for workload in place.workloads:
            assert not restricted_violations(manifests[workload])
            assert not place.assigns_users or not restricted_v2_violations(manifests[workload])

    def test_nothing_writes_into_its_image(self, place: Place, manifests: Manifests) -> None:
        for workload in place.workloads:
            for container in containers(manifests, workload).values():
                assert container["securityContext"]["readOnlyRootFilesystem"] is True

    def test_users_are_written_where_no_admission_assigns_them(
        self, place: Place, manifests: Manifests
    ) -> None:
        for workload in place.workloads:
            for container in containers(manifests, workload).values():
                users = [container["securityContext"].get(field) for field in ("runAsUser", "runAsGroup")]
                assert users == [None, None] if place.assigns_users else all(users)

    def test_a_user_can_write_to_its_claims(self, place: Place, manifests: Manifests) -> None:
        for workload in place.workloads:
            spec = pod_spec(manifests, workload)
            group = spec["securityContext"].get("fsGroup")
            if place.assigns_users:
                assert group is None
            elif any("persistentVolumeClaim" in volume for volume in spec["volumes"]):
                (container,) = containers(manifests, workload).values()
                assert group == container["securityContext"]["runAsGroup"]


class TestResources:
    """The table that the design recommends (Q8, option A)."""

    @pytest.mark.parametrize(
        ("container", "memory", "cpu"),
        [
            ("tarsy", ("512Mi", "1Gi"), ("500m", "1000m")),
            ("llm-service", ("512Mi", "2Gi"), ("500m", "1000m")),
            ("oauth2-proxy", ("128Mi", "512Mi"), ("100m", "500m")),
            ("kube-rbac-proxy", ("64Mi", "128Mi"), ("50m", "200m")),
        ],
    )
    def test_of_the_pod(
        self, container: str, memory: tuple[str, str], cpu: tuple[str, str], pod: dict[str, Fields]
    ) -> None:
        assert pod[container]["resources"] == {
            "requests": {"cpu": cpu[0], "memory": memory[0]},
            "limits": {"cpu": cpu[1], "memory": memory[1]},
        }

    def test_of_the_backend_and_the_models_are_twice_as_much_in_production(
        self, pod: dict[str, Fields]
    ) -> None:
        for name, found in containers(PLACES["production"].manifests).items():
            more = name in {"tarsy", "llm-service"}
            for kind in ("requests", "limits"):
                for what, amount in (("cpu", cores), ("memory", mebibytes)):
                    here, there = (c["resources"][kind][what] for c in (found, pod[name]))
                    factor = amount(here) / amount(there)
                    assert factor == (2 if more else 1), f"{name}.{kind}.{what}"

    def test_elsewhere_are_the_same(self, pod: dict[str, Fields]) -> None:
        for name in ("staging", "kubernetes"):
            found = containers(PLACES[name].manifests)
            assert {c: found[c]["resources"] for c in found} == {c: pod[c]["resources"] for c in pod}

    def test_sum_up_to_what_the_design_says(self, pod: dict[str, Fields]) -> None:
        def total(kind: str) -> float:
            return sum(mebibytes(found["resources"][kind]["memory"]) for found in pod.values()) / 1024

        assert total("requests") == pytest.approx(1.2, abs=0.05)
        assert total("limits") == pytest.approx(3.7, abs=0.1)

    def test_scratch_space_of_the_application_is_limited(self, manifests: Manifests) -> None:
        volumes = {volume["name"]: volume for volume in pod_spec(manifests)["volumes"]}
        assert volumes["tarsy-data"]["emptyDir"] == {"sizeLimit": "1Gi"}
        assert volumes["llm-data"]["emptyDir"] == {"sizeLimit": "1Gi"}


@everywhere
class TestDrain:
    """What is running when the pod is asked to stop may finish."""

    def test_the_pod_is_given_longer_than_all_steps_together(self, manifests: Manifests) -> None:
        queue = yaml.safe_load(manifests["ConfigMap/tarsy-app-config"]["data"]["tarsy.yaml"])["queue"]
        sessions = Duration.parse(queue["graceful_shutdown_timeout"]).total_seconds
        scoring = Duration.parse(queue["scoring_shutdown_timeout"]).total_seconds
        assert (sessions, scoring) == (2400, 180)
        grace = pod_spec(manifests)["terminationGracePeriodSeconds"]
        assert grace >= sessions + scoring + 20 + 30

    def test_a_session_may_take_its_whole_time_after_the_pod_was_asked_to_stop(
        self, manifests: Manifests
    ) -> None:
        queue = yaml.safe_load(manifests["ConfigMap/tarsy-app-config"]["data"]["tarsy.yaml"])["queue"]
        assert queue["graceful_shutdown_timeout"] == queue["session_timeout"] == "40m"

    def test_the_llm_service_stops_after_the_backend(self, pod: dict[str, Fields]) -> None:
        # A native sidecar: started before the others, stopped when they have ended.
        assert pod["llm-service"]["restartPolicy"] == "Always"
        assert "lifecycle" not in pod["llm-service"]

    def test_a_database_may_write_its_checkpoint(self, manifests: Manifests) -> None:
        assert pod_spec(manifests, "StatefulSet/tarsy-database")["terminationGracePeriodSeconds"] >= 60


@everywhere
class TestRollout:
    def test_a_new_version_serves_before_the_old_one_stops(self, manifests: Manifests) -> None:
        assert manifests["Deployment/tarsy"]["spec"]["strategy"] == {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1},
        }

    def test_as_many_replicas_as_decided_and_nodes_can_still_be_drained(
        self, place: Place, manifests: Manifests
    ) -> None:
        assert manifests["Deployment/tarsy"]["spec"]["replicas"] == place.replicas
        assert manifests["PodDisruptionBudget/tarsy"]["spec"]["maxUnavailable"] == 1

    def test_every_configuration_that_is_read_rolls_the_pod(self, manifests: Manifests) -> None:
        annotations = manifests["Deployment/tarsy"]["spec"]["template"]["metadata"]["annotations"]
        assert sorted(annotations) == [
            f"checksum/{name}"
            for name in (
                "oauth2-config",
                "oauth2-templates",
                "tarsy-app-config",
                "tarsy-config",
                "tarsy-skills",
            )
        ]
        assert all(re.fullmatch("[0-9a-f]{64}", value) for value in annotations.values())


@everywhere
class TestArguments:
    def test_of_oauth2_proxy_name_a_file_that_is_mounted(
        self, manifests: Manifests, pod: dict[str, Fields]
    ) -> None:
        assert pod["oauth2-proxy"]["args"] == ["--config=/config/oauth2-proxy.cfg"]
        assert list(manifests["ConfigMap/oauth2-config"]["data"]) == ["oauth2-proxy.cfg"]

    def test_of_kube_rbac_proxy(self, pod: dict[str, Fields]) -> None:
        certificate = "/var/run/secrets/serving-cert"
        given = pod["kube-rbac-proxy"]["args"]
        assert {
            "--secure-listen-address=0.0.0.0:8443",
            "--upstream=http://127.0.0.1:8080/",
            "--auth-header-fields-enabled=true",
            f"--tls-cert-file={certificate}/tls.crt",
            f"--tls-private-key-file={certificate}/tls.key",
        } <= set(given)
        # Deprecated or without effect in the image that runs.
        assert not [
            argument
            for argument in given
            if argument.startswith(("--logtostderr", "--insecure-listen-address", "--tls-reload-interval"))
        ]

    def test_the_application_s_images_start_what_they_were_built_for(self, pod: dict[str, Fields]) -> None:
        for name in ("tarsy", "llm-service"):
            assert not {"command", "args"} & pod[name].keys()
