"""What the original design and its facts get wrong: ours has none of it. One test or more for each.

The numbers are those of the facts' sections: 4 Vault, 5 Ingress and TLS, 7 decisions to question.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from podwright.synth.manifest_yaml import dump
from tests.charts.reactbin.variations import VALUES, secret_keys, vary
from tests.pod_security import restricted_violations
from tests.systems import Fields, Manifests, containers, of_kind, pod_spec

WORKLOADS = (
    "Deployment/reactbin-api",
    "Deployment/reactbin-ui",
    "Job/minio-buckets",
    "StatefulSet/minio",
)


def spec(manifests: Manifests, name: str) -> Fields:
    found: Fields = manifests[name]["spec"]
    return found


class TestVault:
    def test_4a_mount_and_path_are_two_fields_and_the_path_leaves_out_data(
        self, manifests: Manifests
    ) -> None:
        found = {name: spec(manifests, f"VaultStaticSecret/{name}") for name in VALUES}
        assert {(secret["mount"], secret["path"], secret["type"]) for secret in found.values()} == {
            ("secret", "reactbin/api/config", "kv-v2"),
            ("secret", "reactbin/minio/credentials", "kv-v2"),
        }

    def test_4b_no_variable_holds_the_whole_entry(self, manifests: Manifests) -> None:
        for secret in of_kind(manifests, "VaultStaticSecret"):
            transformation = secret["spec"]["destination"]["transformation"]
            assert transformation["excludeRaw"] is True
            # Nothing of the entry passes but what is declared.
            assert transformation["excludes"] == [".*"]
            assert transformation["templates"].keys() == VALUES[secret["metadata"]["name"]].keys()

    @pytest.mark.parametrize(
        ("secret", "target"),
        [
            ("api-env", {"kind": "Deployment", "name": "reactbin-api"}),
            ("minio-credentials", {"kind": "StatefulSet", "name": "minio"}),
        ],
    )
    def test_4c_a_rotated_secret_reaches_the_pods_that_read_it(
        self, secret: str, target: Fields, manifests: Manifests
    ) -> None:
        found = spec(manifests, f"VaultStaticSecret/{secret}")
        assert found["rolloutRestartTargets"] == [target]
        assert target["name"] in {
            workload.partition("/")[2] for workload in WORKLOADS if secret in secret_keys(manifests, workload)
        }
        # Without it the operator would not notice a change, and restart nothing.
        assert found.get("hmacSecretData", True)

    def test_4d_a_pod_without_its_secret_waits_for_it(self, manifests: Manifests) -> None:
        for workload in WORKLOADS:
            assert "optional" not in str(manifests[workload])

    def test_4e_values_are_fetched_every_hour_in_the_form_that_the_operator_reads(
        self, manifests: Manifests
    ) -> None:
        for secret in of_kind(manifests, "VaultStaticSecret"):
            assert secret["spec"]["refreshAfter"] == "1h"
            assert secret["spec"]["destination"]["create"] is True

    def test_4f_each_entry_has_a_role_and_an_account_of_its_own(self, manifests: Manifests) -> None:
        by_secret = {
            secret["metadata"]["name"]: manifests[f"VaultAuth/{secret['spec']['vaultAuthRef']}"]["spec"]
            for secret in of_kind(manifests, "VaultStaticSecret")
        }
        kubernetes = {name: auth["kubernetes"] for name, auth in by_secret.items()}
        assert kubernetes["api-env"]["role"] != kubernetes["minio-credentials"]["role"]
        accounts = {auth["serviceAccount"] for auth in kubernetes.values()}
        assert len(accounts) == 2
        for account in accounts:
            assert f"ServiceAccount/{account}" in manifests
            # Whoever runs as it could sign in to Vault.
            assert account not in {pod_spec(manifests, name)["serviceAccountName"] for name in WORKLOADS}
        assert all(auth["audiences"] == ["vault"] for auth in kubernetes.values())

    def test_4_vault_is_verified(self, manifests: Manifests) -> None:
        connection = spec(manifests, "VaultConnection/reactbin-vault")
        assert connection == {
            "address": "https://vault.vault.svc:8200",
            "caCertSecretRef": "vault-ca",
            "skipTLSVerify": False,
        }


class TestLeastPrivilege:
    def test_7_the_api_never_sees_the_root_user_of_the_store(self, manifests: Manifests) -> None:
        assert secret_keys(manifests, "Deployment/reactbin-api") == {"api-env": {"*", "DATABASE_URL"}}
        assert "MINIO_ROOT" not in dump(manifests["Deployment/reactbin-api"])

    def test_7_the_ui_sees_no_secret(self, manifests: Manifests) -> None:
        assert secret_keys(manifests, "Deployment/reactbin-ui") == {}

    def test_7_the_store_sees_its_own_credentials_alone(self, manifests: Manifests) -> None:
        assert secret_keys(manifests, "StatefulSet/minio") == {
            "minio-credentials": set(VALUES["minio-credentials"])
        }

    def test_7_the_job_sees_the_keys_of_the_store_and_neither_database_nor_token(
        self, manifests: Manifests
    ) -> None:
        assert secret_keys(manifests, "Job/minio-buckets") == {
            "minio-credentials": set(VALUES["minio-credentials"]),
            "api-env": {"S3_ACCESS_KEY", "S3_SECRET_KEY"},
        }

    def test_7_the_apis_user_may_use_its_bucket_and_nothing_else(self, manifests: Manifests) -> None:
        plan = manifests["ConfigMap/minio-buckets-plan"]["data"]
        assert plan["buckets"].split() == ["reactbin"]
        policy = plan["reactbin-api.json"]
        assert set(re.findall(r"arn:aws:s3:::[^\"]*", policy)) == {
            "arn:aws:s3:::reactbin",
            "arn:aws:s3:::reactbin/*",
        }
        assert not re.search(r"s3:\*|admin:|CreateBucket|DeleteBucket\b|PutBucketPolicy", policy)

    def test_7_no_pod_has_a_token_of_the_api_server(self, manifests: Manifests) -> None:
        for workload in WORKLOADS:
            assert pod_spec(manifests, workload)["automountServiceAccountToken"] is False
        for account in of_kind(manifests, "ServiceAccount"):
            assert account["automountServiceAccountToken"] is False


class TestIngress:
    def test_5_one_ingress_sends_the_longest_path_to_the_api(self, manifests: Manifests) -> None:
        [ingress] = of_kind(manifests, "Ingress")
        [rule] = ingress["spec"]["rules"]
        assert [
            (path["path"], path["pathType"], path["backend"]["service"]["name"])
            for path in rule["http"]["paths"]
        ] == [("/api/", "Prefix", "reactbin-api"), ("/", "Prefix", "reactbin-ui")]
        assert rule["host"] == "reactbin.example.com"

    def test_5_nothing_is_rewritten(self, manifests: Manifests) -> None:
        annotations = manifests["Ingress/reactbin"]["metadata"]["annotations"]
        assert not [name for name in annotations if "rewrite" in name or "use-regex" in name]

    def test_5_plain_http_is_redirected_and_cert_manager_issues_the_certificate(
        self, manifests: Manifests
    ) -> None:
        ingress = manifests["Ingress/reactbin"]
        annotations = ingress["metadata"]["annotations"]
        assert annotations["cert-manager.io/cluster-issuer"] == "letsencrypt-prod"
        assert annotations["nginx.ingress.kubernetes.io/ssl-redirect"] == "true"
        assert ingress["spec"]["ingressClassName"] == "nginx"
        assert ingress["spec"]["tls"] == [{"hosts": ["reactbin.example.com"], "secretName": "reactbin-tls"}]

    def test_5_an_image_is_not_too_large_to_be_uploaded(self, manifests: Manifests) -> None:
        annotations = manifests["Ingress/reactbin"]["metadata"]["annotations"]
        largest = int(annotations["nginx.ingress.kubernetes.io/proxy-body-size"].removesuffix("m"))
        assert largest > 1
        # The API holds a few of them at a time as files.
        [uploads] = [v for v in pod_spec(manifests, "Deployment/reactbin-api")["volumes"] if "emptyDir" in v]
        assert uploads["emptyDir"]["sizeLimit"] == "1Gi"
        assert largest * 16 < 1024

    def test_5_the_pods_that_answer_for_the_host_are_reachable(self, manifests: Manifests) -> None:
        solver = spec(manifests, "NetworkPolicy/reactbin-http01-solver")
        assert solver["podSelector"]["matchLabels"] == {"acme.cert-manager.io/http01-solver": "true"}


class TestImages:
    def test_7_every_image_is_one_that_does_not_move(self, manifests: Manifests) -> None:
        for workload in WORKLOADS:
            template = pod_spec(manifests, workload)
            for value in [*template.get("initContainers", []), *template["containers"]]:
                assert re.search(r":[^:@/]*\d[^:@/]*(@sha256:[0-9a-f]{64})?$", value["image"])
                assert ":latest" not in value["image"]

    def test_7_minio_is_pinned_by_digest_and_its_client_comes_with_it(self, manifests: Manifests) -> None:
        server = containers(manifests, "StatefulSet/minio")["minio"]["image"]
        assert re.fullmatch(r"quay\.io/minio/minio:RELEASE\.2025-09-07T16-13-09Z@sha256:[0-9a-f]{64}", server)
        assert containers(manifests, "Job/minio-buckets")["mc"]["image"] == server
        assert "minio/mc" not in "".join(map(dump, manifests.values()))


class TestApplying:
    def test_7_the_job_may_be_applied_again(self, manifests: Manifests) -> None:
        job = manifests["Job/minio-buckets"]
        assert job["metadata"]["annotations"] == {
            "argocd.argoproj.io/hook": "Sync",
            "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
        }
        assert "--ignore-existing" in manifests["ConfigMap/minio-buckets-plan"]["data"]["buckets.sh"]

    def test_7_the_job_waits_for_the_store_and_ends(self, manifests: Manifests) -> None:
        env = {e["name"]: e["value"] for e in containers(manifests, "Job/minio-buckets")["mc"]["env"]}
        assert int(env["STORE_TRIES"]) * int(env["STORE_PAUSE"]) >= 120
        assert spec(manifests, "Job/minio-buckets")["activeDeadlineSeconds"]

    def test_7_migrations_of_two_pods_do_not_race(self, manifests: Manifests) -> None:
        assert spec(manifests, "Deployment/reactbin-api")["replicas"] == 2
        migrate, serve = (
            containers(manifests, "Deployment/reactbin-api")[name] for name in ("migrate", "api")
        )
        assert migrate["command"][-3:] == ["alembic", "upgrade", "head"]
        assert migrate["command"][0] == "sh"
        assert {"name": "MIGRATE_LOCK", "value": "reactbin-migrations"} in migrate["env"]
        assert migrate["image"] == serve["image"]
        assert migrate["workingDir"] == "/app"
        assert migrate["envFrom"] == serve["envFrom"]
        # A bucket that Vault names would not be the one that the Job makes.
        assert serve["envFrom"] == [
            {"secretRef": {"name": "api-env"}},
            {"configMapRef": {"name": "api-config"}},
        ]


class TestHardening:
    @pytest.mark.parametrize("workload", WORKLOADS)
    def test_7_pods_satisfy_pod_security_restricted(self, workload: str, manifests: Manifests) -> None:
        assert not restricted_violations(manifests[workload])

    @pytest.mark.parametrize("workload", WORKLOADS)
    def test_7_containers_have_resources_users_and_no_writable_root(
        self, workload: str, manifests: Manifests
    ) -> None:
        template = pod_spec(manifests, workload)
        for value in [*template.get("initContainers", []), *template["containers"]]:
            assert value["resources"].keys() == {"requests", "limits"}
            assert value["securityContext"]["readOnlyRootFilesystem"] is True
            assert value["securityContext"]["runAsUser"] >= 10000

    @pytest.mark.parametrize(
        ("workload", "name", "path"),
        [
            ("Deployment/reactbin-api", "api", "/api/v1/health"),
            ("Deployment/reactbin-ui", "ui", "/"),
            ("StatefulSet/minio", "minio", "/minio/health/ready"),
        ],
    )
    def test_7_what_serves_is_probed(self, workload: str, name: str, path: str, manifests: Manifests) -> None:
        found = containers(manifests, workload)[name]
        assert found["readinessProbe"]["httpGet"]["path"] == path
        assert "livenessProbe" in found
        assert all(port["containerPort"] >= 1024 for port in found["ports"])

    def test_7_a_database_that_is_away_restarts_nothing(self, manifests: Manifests) -> None:
        api = containers(manifests, "Deployment/reactbin-api")["api"]
        assert api["livenessProbe"]["tcpSocket"] == {"port": "http"}

    @pytest.mark.parametrize("name", ["reactbin-api", "reactbin-ui"])
    def test_7_nodes_drain_one_pod_at_a_time(self, name: str, manifests: Manifests) -> None:
        assert spec(manifests, f"PodDisruptionBudget/{name}")["maxUnavailable"] == 1
        assert spec(manifests, f"Deployment/{name}")["replicas"] == 2

    def test_7_the_console_is_off(self, manifests: Manifests) -> None:
        minio = containers(manifests, "StatefulSet/minio")["minio"]
        assert {"name": "MINIO_BROWSER", "value": "off"} in minio["env"]
        assert [port["containerPort"] for port in minio["ports"]] == [9000]

    def test_7_the_images_are_not_removed_without_a_question(self, manifests: Manifests) -> None:
        [claim] = spec(manifests, "StatefulSet/minio")["volumeClaimTemplates"]
        for metadata in (claim["metadata"], manifests["Namespace/reactbin"]["metadata"]):
            options = metadata["annotations"]["argocd.argoproj.io/sync-options"]
            assert set(options.split(",")) == {"Delete=confirm", "Prune=confirm"}


def test_8_no_check_is_waived() -> None:
    # `synthesize` raises at every finding that is not waived, and at every waiver that is not used.
    assert not [
        text for m in vary().values() for text in m["metadata"].get("annotations", {}) if "ignore" in text
    ]


def test_the_variations_start_from_production(manifests: Manifests) -> None:
    assert vary() == manifests


def test_what_is_no_secret_follows_from_the_chart(manifests: Manifests) -> None:
    data: dict[str, Any] = manifests["ConfigMap/api-config"]["data"]
    assert data == {
        "FORWARDED_ALLOW_IPS": "10.42.0.0/16",
        "PYTHONPATH": "/app",
        "S3_BUCKET": "reactbin",
        "S3_ENDPOINT_URL": "http://minio:9000",
        "S3_REGION": "us-east-1",
    }
