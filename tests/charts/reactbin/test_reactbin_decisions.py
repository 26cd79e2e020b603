"""reactbin's decisions: each alternative is one argument, and what it changes is all that is shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from charts import reactbin
from podwright import (
    ArgoHook,
    ArgoReplace,
    Autoscaling,
    ClusterImages,
    ClusterService,
    Edge,
    ExternalDatabase,
    GivenNamespace,
    InClusterOnly,
    K3s,
    MigrateInJob,
    MigrateOnStart,
    NamespacePods,
    OutsideServer,
    Resources,
    SharedNamespace,
    SynthesisError,
    ThroughIngress,
)
from tests.charts.reactbin.variations import (
    EXISTING_SECRETS,
    EXTERNAL_SECRETS,
    EXTERNAL_STORE,
    MIRRORED,
    OPENSHIFT,
    VAULT_FOR_THE_API_ALONE,
    changes,
    sealed_secrets,
    secret_keys,
    shown,
    vary,
)
from tests.pod_security import restricted_v2_violations, restricted_violations
from tests.systems import Manifests, containers, of_kind

ALTERNATIVES: dict[str, dict[str, Any]] = {
    "secrets-external": {"secrets": EXTERNAL_SECRETS},
    "secrets-existing": {"secrets": EXISTING_SECRETS},
    "access-in-cluster-only": {"access": InClusterOnly()},
    "access-existing-certificate": {
        "access": ThroughIngress(ingress_class="nginx", tls_secret="wildcard-example-com")
    },
    "access-traefik": {
        "platform": K3s(version="1.33", apps_domain="example.com"),
        "access": ThroughIngress(ingress_class="traefik", tls_secret="reactbin-tls", controller=None),
    },
    "migrations-on-start": {"migrations": MigrateOnStart()},
    "migrations-in-job": {"migrations": MigrateInJob()},
    "bucket-job-is-replaced": {"store": reactbin.MinioInChart(bucket_job=ArgoReplace())},
    "store-external": {"store": EXTERNAL_STORE, "secrets": VAULT_FOR_THE_API_ALONE},
    "store-mirrored": MIRRORED,
    "store-larger": {
        "store": reactbin.MinioInChart(storage="100Gi", storage_class="local-path", bucket="reactions")
    },
    "database-in-the-cluster": {
        "database": ExternalDatabase(
            host="reactbin.postgresql.svc",
            peers=(NamespacePods(namespace_labels={"kubernetes.io/metadata.name": "postgresql"}),),
        )
    },
    "replicas-autoscaled": {"api_replicas": Autoscaling(minimum=2, maximum=6)},
    "replicas-one-of-each": {"api_replicas": 1, "ui_replicas": 1},
    "health-path": {"health_path": "/api/v1/status"},
    "resources": {
        "resources": reactbin.ReactbinResources(
            api=Resources(cpu_request="500m", cpu_limit="2", memory_request="512Mi", memory_limit="1Gi")
        )
    },
    "namespace-given": {"tenancy": GivenNamespace()},
    "openshift-route": {"platform": OPENSHIFT, "access": Edge(), "host": None},
    "openshift-ingress": {"platform": OPENSHIFT},
}


@pytest.mark.parametrize("name", ALTERNATIVES)
def test_an_alternative_changes_what_it_is_about(
    name: str, manifests: Manifests, yaml_snapshot: SnapshotAssertion
) -> None:
    assert shown(changes(manifests, vary(**ALTERNATIVES[name]))) == yaml_snapshot


def test_production_itself(manifests: Manifests, yaml_snapshot: SnapshotAssertion) -> None:
    assert shown(manifests) == yaml_snapshot


class TestAccess:
    def test_a_route_for_each_path_of_one_host(self) -> None:
        routes = of_kind(vary(platform=OPENSHIFT, access=Edge()), "Route")
        assert [
            (route["spec"]["host"], route["spec"].get("path"), route["spec"]["to"]["name"])
            for route in routes
        ] == [
            ("reactbin.example.com", "/api", "reactbin-api"),
            ("reactbin.example.com", None, "reactbin-ui"),
        ]
        assert {route["spec"]["tls"]["insecureEdgeTerminationPolicy"] for route in routes} == {"Redirect"}

    def test_a_route_elsewhere_is_refused(self) -> None:
        with pytest.raises(SynthesisError, match="a Route needs OpenShift"):
            vary(access=Edge())

    def test_in_the_cluster_only_nothing_is_published(self) -> None:
        manifests = vary(access=InClusterOnly())
        assert not of_kind(manifests, "Ingress")
        for name in ("reactbin-api", "reactbin-ui"):
            assert "ingress" not in manifests[f"NetworkPolicy/{name}"]["spec"]

    def test_the_host_is_the_environments_where_none_is_given(self) -> None:
        [ingress] = of_kind(vary(host=None), "Ingress")
        assert ingress["spec"]["rules"][0]["host"] == "reactbin-production.example.com"

    def test_a_host_that_is_none_is_refused(self) -> None:
        with pytest.raises(SynthesisError, match="host"):
            vary(host="https://reactbin.example.com")


class TestStores:
    def test_an_external_store_needs_no_workload_here(self) -> None:
        manifests = vary(store=EXTERNAL_STORE, secrets=VAULT_FOR_THE_API_ALONE)
        assert not of_kind(manifests, "StatefulSet")
        assert not of_kind(manifests, "Job")
        data = manifests["ConfigMap/api-config"]["data"]
        assert data["S3_ENDPOINT_URL"] == "https://s3.eu-central-1.amazonaws.com"
        assert (data["S3_BUCKET"], data["S3_REGION"]) == ("reactbin-images", "eu-central-1")

    def test_a_store_of_another_namespace_is_one_too(self) -> None:
        server = ClusterService(name="s3", namespace="storage", port=80, pod_port=8333)
        store = reactbin.ExternalStore(server=server, region="home", bucket="reactbin")
        manifests = vary(store=store, secrets=VAULT_FOR_THE_API_ALONE)
        assert manifests["ConfigMap/api-config"]["data"]["S3_ENDPOINT_URL"] == "http://s3.storage.svc:80"
        *_, rule, _ = manifests["NetworkPolicy/reactbin-api"]["spec"]["egress"]
        [peer] = rule["to"]
        assert peer["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "storage"}
        assert rule["ports"] == [{"port": 8333}]

    def test_the_port_of_a_store_is_the_one_that_is_opened(self) -> None:
        server = OutsideServer(origin="https://s3.example.com:9443")
        store = reactbin.ExternalStore(server=server, region="home", bucket="reactbin")
        policy = vary(store=store, secrets=VAULT_FOR_THE_API_ALONE)["NetworkPolicy/reactbin-api"]
        assert {port["port"] for rule in policy["spec"]["egress"] for port in rule["ports"]} == {
            53,
            443,
            5432,
            9443,
        }

    def test_a_mirror_may_change_nothing_and_nobody_else_has_its_keys(self) -> None:
        manifests = vary(**MIRRORED)
        policy = manifests["ConfigMap/minio-buckets-plan"]["data"]["reactbin-mirror.json"]
        assert "s3:GetObject" in policy
        assert not re.search(r"s3:(Put|Delete|\*)", policy)
        assert secret_keys(manifests, "CronJob/minio-mirror") == {"mirror-credentials": {"*"}}
        assert secret_keys(manifests, "Job/minio-buckets")["mirror-credentials"] == {
            "SOURCE_ACCESS_KEY",
            "SOURCE_SECRET_KEY",
        }
        for workload in ("Deployment/reactbin-api", "StatefulSet/minio"):
            assert "mirror-credentials" not in secret_keys(manifests, workload)
        assert not restricted_violations(manifests["CronJob/minio-mirror"])

    def test_the_bucket_is_the_same_everywhere(self) -> None:
        manifests = vary(store=reactbin.MinioInChart(bucket="reactions"))
        assert manifests["ConfigMap/api-config"]["data"]["S3_BUCKET"] == "reactions"
        plan = manifests["ConfigMap/minio-buckets-plan"]["data"]
        assert plan["buckets"] == "reactions\n"
        assert "arn:aws:s3:::reactions/*" in plan["reactbin-api.json"]

    def test_a_bucket_that_is_none_is_refused(self) -> None:
        with pytest.raises(SynthesisError, match="'Reactions' is not the name of a bucket"):
            vary(store=reactbin.MinioInChart(bucket="Reactions"))


class TestMigrations:
    def test_a_job_runs_between_the_store_and_the_rollout(self) -> None:
        manifests = vary(migrations=MigrateInJob())
        annotations = manifests["Job/reactbin-migrations"]["metadata"]["annotations"]
        wave = int(annotations["argocd.argoproj.io/sync-wave"])
        rollout = manifests["Deployment/reactbin-api"]["metadata"]["annotations"]
        assert int(rollout["argocd.argoproj.io/sync-wave"]) == wave + 1
        assert "annotations" not in manifests["StatefulSet/minio"]["metadata"]
        assert "initContainers" not in manifests["Deployment/reactbin-api"]["spec"]["template"]["spec"]

    def test_before_everything_else_there_would_be_no_configuration(self) -> None:
        with pytest.raises(SynthesisError, match="api-config"):
            vary(migrations=MigrateInJob(hook=ArgoHook(phase="PreSync")))


class TestOpenShift:
    @pytest.mark.parametrize("name", ["openshift-route", "openshift-ingress"])
    def test_pods_run_under_restricted_v2(self, name: str) -> None:
        for manifest in vary(**ALTERNATIVES[name]).values():
            if "template" in manifest.get("spec", {}):
                assert not restricted_v2_violations(manifest)

    def test_images_may_come_from_the_clusters_registry(self) -> None:
        manifests = vary(platform=OPENSHIFT, access=Edge(), images=ClusterImages(tag="v1"))
        image = containers(manifests, "Deployment/reactbin-api")["api"]["image"]
        assert image.startswith("image-registry.openshift-image-registry.svc:5000/reactbin/reactbin-api:v1")
        # The migrations are those of the very same image.
        assert containers(manifests, "Deployment/reactbin-api")["migrate"]["image"] == image

    def test_elsewhere_they_may_not(self) -> None:
        with pytest.raises(SynthesisError, match="needs OpenShift"):
            vary(images=ClusterImages())


def test_an_autoscaled_api_names_no_number_of_pods() -> None:
    manifests = vary(api_replicas=Autoscaling(minimum=2, maximum=6))
    assert "replicas" not in manifests["Deployment/reactbin-api"]["spec"]
    assert manifests["HorizontalPodAutoscaler/reactbin-api"]["spec"]["maxReplicas"] == 6


def test_in_a_shared_namespace_every_name_begins_with_the_prefix() -> None:
    manifests = vary(tenancy=SharedNamespace())
    assert {
        manifest["metadata"]["name"].partition("-")[0]
        for manifest in manifests.values()
        if manifest["kind"] != "NetworkPolicy"
    } == {"production"}
    assert (
        manifests["ConfigMap/production-api-config"]["data"]["S3_ENDPOINT_URL"]
        == "http://production-minio:9000"
    )


def test_a_sealed_secret_is_an_alternative_too(tmp_path: Path, manifests: Manifests) -> None:
    changed = changes(manifests, vary(secrets=sealed_secrets(tmp_path)))
    assert {name for name in changed if "gone" not in changed[name]} == {
        "SealedSecret/api-env",
        "SealedSecret/minio-credentials",
    }


@pytest.mark.parametrize("file", ["chart", "configuration", "containers", "stores", "settings"])
def test_the_chart_never_asks_which_platform_it_is(file: str) -> None:
    text = Path(reactbin.__file__).with_name(f"{file}.py").read_text(encoding="utf-8")
    assert "OpenShift(" not in text
    assert "Kubernetes(" not in text
    assert "isinstance" not in text
