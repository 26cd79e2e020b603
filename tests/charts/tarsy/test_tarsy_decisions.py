"""The design's decisions: what is recommended is the default, and the alternatives are one argument away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import yaml

from charts.tarsy import DrainTimes, TarsyResources
from podwright import Duration, InvalidValueError, ReleasedImage, ReleasedImages, Resources, SynthesisError
from tests.charts.tarsy.reading import Fields, Manifests, containers, mounts, pod_spec, probe

Vary = Callable[..., Manifests]


def test_the_variations_start_from_the_development_environment(manifests: Manifests, vary: Vary) -> None:
    assert vary() == manifests


def test_q1_one_pod_and_one_database(manifests: Manifests) -> None:
    kinds = Counter(found["kind"] for found in manifests.values())
    assert (kinds["Deployment"], kinds["StatefulSet"]) == (1, 1)
    assert len(containers(manifests)) == 4


def test_q2_the_api_is_reached_from_outside_and_from_inside(manifests: Manifests) -> None:
    assert manifests["Route/tarsy-api"]["spec"]["tls"]["termination"] == "passthrough"
    assert manifests["Route/tarsy-api"]["spec"]["host"] != manifests["Route/tarsy"]["spec"]["host"]
    assert "clusterIP" not in manifests["Service/tarsy-api"]["spec"]


class TestQ3:
    def test_q3_development_pulls_what_developers_push(self, manifests: Manifests) -> None:
        for name in ("tarsy", "tarsy-llm"):
            assert manifests[f"ImageStream/{name}"]["spec"] == {"lookupPolicy": {"local": False}}

    def test_q3_released_images_come_from_quay(self, vary: Vary) -> None:
        digest = f"sha256:{'0' * 64}"
        released = vary(
            images=ReleasedImages(
                repository="quay.io/codeready-toolchain",
                versions={
                    "tarsy": ReleasedImage(tag="c35f0f7"),
                    "tarsy-llm": ReleasedImage(tag="c35f0f7", digest=digest),
                },
            )
        )
        pod = containers(released)
        assert pod["tarsy"]["image"] == "quay.io/codeready-toolchain/tarsy:c35f0f7"
        assert pod["llm-service"]["image"] == f"quay.io/codeready-toolchain/tarsy-llm:c35f0f7@{digest}"
        assert not [container for container in pod.values() if "imagePullPolicy" in container]
        assert not [name for name in released if name.startswith("ImageStream/")]
        # Repeated in labels, a release would not be one line of dist/.
        labels = released["Deployment/tarsy"]["spec"]["template"]["metadata"]["labels"]
        assert "app.kubernetes.io/version" not in labels

    def test_q3_an_image_without_a_version_is_refused(self, vary: Vary) -> None:
        images = ReleasedImages(
            repository="quay.io/codeready-toolchain", versions={"tarsy": ReleasedImage(tag="c35f0f7")}
        )
        with pytest.raises(SynthesisError, match="image 'tarsy-llm' has no released version"):
            vary(images=images)


def test_q4_the_environment_is_called_development(manifests: Manifests) -> None:
    instances = {m["metadata"]["labels"]["app.kubernetes.io/instance"] for m in manifests.values()}
    assert instances == {"tarsy-development"}


def test_q5_secrets_come_from_a_template(manifests: Manifests) -> None:
    names = [item["metadata"]["name"] for item in manifests["Template/tarsy-secrets"]["objects"]]
    assert names == [
        "tarsy-secrets",
        "database-secret",
        "oauth2-proxy-secret",
        "gcp-service-account-secret",
        "mcp-kubeconfig-secret",
    ]


def test_q6_the_kubernetes_mcp_server_gets_a_kubeconfig_if_there_is_one(
    manifests: Manifests, pod: dict[str, Fields]
) -> None:
    assert mounts(manifests, pod["tarsy"])["/app/kubeconfig"] == "secret mcp-kubeconfig-secret or nothing"
    assert {"name": "KUBECONFIG", "value": "/app/kubeconfig/config"} in pod["tarsy"]["env"]


def test_q7_migrations_run_when_the_backend_starts_and_have_two_minutes(
    manifests: Manifests, pod: dict[str, Fields]
) -> None:
    assert not [name for name in manifests if name.startswith("Job/")]
    startup = pod["tarsy"]["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 120


def test_q8_resources_can_be_chosen_container_by_container(vary: Vary, pod: dict[str, Fields]) -> None:
    roomy = Resources(cpu_request="500m", cpu_limit="2", memory_request="1Gi", memory_limit="4Gi")
    chosen = containers(vary(resources=TarsyResources(llm_service=roomy)))
    assert chosen["llm-service"]["resources"]["limits"] == {"cpu": "2", "memory": "4Gi"}
    assert chosen["tarsy"] == pod["tarsy"]


def test_q9_the_environment_has_a_namespace_of_its_own(manifests: Manifests) -> None:
    labels = manifests["Namespace/tarsy-dev"]["metadata"]["labels"]
    for mode in ("enforce", "audit", "warn"):
        assert labels[f"pod-security.kubernetes.io/{mode}"] == "restricted"


def test_q10_the_service_ca_issues_the_certificate_for_the_service_of_the_api(manifests: Manifests) -> None:
    assert manifests["Service/tarsy-api"]["metadata"]["annotations"] == {
        "service.beta.openshift.io/serving-cert-secret-name": "tarsy-serving-cert"
    }
    assert "annotations" not in manifests["Service/tarsy-web"]["metadata"]


class TestReplicas:
    def test_more_of_them_are_spread_and_disrupted_one_by_one(self, vary: Vary) -> None:
        changed = vary(replicas=2)
        assert changed["Deployment/tarsy"]["spec"]["replicas"] == 2
        assert changed["PodDisruptionBudget/tarsy"]["spec"]["maxUnavailable"] == 1
        keys = [c["topologyKey"] for c in pod_spec(changed)["topologySpreadConstraints"]]
        assert keys == ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]

    def test_none_of_them_is_refused(self, vary: Vary) -> None:
        with pytest.raises(SynthesisError, match="tarsy: replicas: 0 replicas serve nobody"):
            vary(replicas=0)


class TestDrain:
    def test_the_steps_decide_over_the_configuration_and_the_pod_together(self, vary: Vary) -> None:
        drain = DrainTimes(
            session=Duration.parse("10m"),
            scoring=Duration.parse("1m"),
            http=Duration.parse("5s"),
            slack=Duration.parse("30s"),
        )
        changed = vary(drain=drain)
        queue = yaml.safe_load(changed["ConfigMap/tarsy-app-config"]["data"]["tarsy.yaml"])["queue"]
        assert queue["session_timeout"] == queue["graceful_shutdown_timeout"] == "10m"
        assert queue["scoring_shutdown_timeout"] == "1m"
        assert pod_spec(changed)["terminationGracePeriodSeconds"] == 600 + 60 + 5 + 30

    def test_without_native_sidecars_the_llm_service_waits_out_the_drain(self, vary: Vary) -> None:
        older = pod_spec(vary(version="4.15"))
        assert "initContainers" not in older
        (llm_service,) = (c for c in older["containers"] if c["name"] == "llm-service")
        program, seconds = llm_service["lifecycle"]["preStop"]["exec"]["command"]
        assert program == "sleep"
        assert 2595 <= int(seconds) < older["terminationGracePeriodSeconds"]
        assert probe(llm_service, "startup") == "grpc @50051 0/5/5/24"


def test_storage_of_the_database(vary: Vary, manifests: Manifests) -> None:
    assert storage(manifests) == {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "5Gi"}},
    }
    assert storage(vary(database_storage="50Gi", database_storage_class="fast")) == {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "50Gi"}},
        "storageClassName": "fast",
    }


def storage(manifests: Manifests) -> Fields:
    spec: Fields = manifests["PersistentVolumeClaim/database-data"]["spec"]
    return spec


def test_namespaces_of_api_clients(vary: Vary) -> None:
    ingress = vary(api_client_namespaces={"team": "alerting"})["NetworkPolicy/tarsy"]["spec"]["ingress"]
    selectors = [peer["namespaceSelector"]["matchLabels"] for rule in ingress for peer in rule["from"]]
    assert {"team": "alerting"} in selectors
    assert {"tarsy-api-client": "true"} not in selectors


def test_who_may_sign_in(vary: Vary) -> None:
    changed = vary(github_organization="example", github_team="on-call")
    text = changed["ConfigMap/oauth2-config"]["data"]["oauth2-proxy.cfg"]
    assert 'github_org = "example"' in text
    assert 'github_team = "on-call"' in text


def test_the_region_of_vertex_ai(vary: Vary) -> None:
    for container in ("tarsy", "llm-service"):
        entry = {"name": "GOOGLE_CLOUD_LOCATION", "value": "europe-west4"}
        assert entry in containers(vary(vertex_ai_location="europe-west4"))[container]["env"]


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"log_level": "TRACE"}, "TarsySettings.log_level"),
        ({"replica": 2}, "TarsySettings.replica"),
        ({"replicas": "2"}, "TarsySettings.replicas"),
        ({"drain": "40m"}, "TarsySettings.drain"),
        ({"images": None}, "TarsySettings.images"),
        # Nobody must be let in by a slip.
        ({"github_organization": ""}, "TarsySettings.github_organization"),
        ({"github_team": ""}, "TarsySettings.github_team"),
        ({"github_team": 'on-call"\nskip_auth = "'}, "TarsySettings.github_team"),
        ({"api_client_namespaces": {}}, "TarsySettings.api_client_namespaces"),
    ],
)
def test_settings_that_are_none_are_refused(settings: Fields, field: str, vary: Vary) -> None:
    with pytest.raises(SynthesisError) as caught:
        vary(**settings)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert not isinstance(caught.value, InvalidValueError)


@pytest.mark.parametrize(
    ("settings", "path", "field"),
    [
        ({"database_storage": "5GB"}, "tarsy-development/database", "storage"),
        ({"database_storage_class": "Fast SSD"}, "tarsy-development/database", "storage_class"),
    ],
)
def test_settings_that_no_cluster_takes_are_refused(
    settings: Fields, path: str, field: str, vary: Vary
) -> None:
    with pytest.raises(SynthesisError) as caught:
        vary(**settings)
    (problem,) = caught.value.problems
    assert (problem.chart, problem.path, problem.field) == ("tarsy-development", path, field)
    assert "charts/tarsy/chart.py:" in problem.location
