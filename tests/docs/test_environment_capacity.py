"""What docs/environments.md says that an environment takes, against samples that were added up by hand."""

from __future__ import annotations

from typing import Any

import pytest

from podwright import Environment, Kubernetes, SharedNamespace
from podwright.verify import KubernetesVersion, ManifestSet, Target
from podwright.verify.cluster import Cluster
from tools.document_environments.capacity import Capacity, capacity_of
from tools.document_environments.collection import Deployed

Fields = dict[str, Any]

ENVIRONMENT = Environment(
    name="test",
    namespace="shop-test",
    platform=Kubernetes(version="1.31", apps_domain="k8s.example.com"),
    tenancy=SharedNamespace(),
)


def container(name: str, cpu: str, memory: str, **more: Any) -> Fields:
    """Return a container by what it requests and its limit: ``100m-200m``."""
    (cpu_request, cpu_limit), (memory_request, memory_limit) = (text.split("-") for text in (cpu, memory))
    resources = {
        "requests": {"cpu": cpu_request, "memory": memory_request},
        "limits": {"cpu": cpu_limit, "memory": memory_limit},
    }
    return {"name": name, "image": "quay.io/shop/api:v1", "resources": resources, **more}


API = container("api", "250m-500m", "256Mi-512Mi")
LOG = container("log", "50m-100m", "32Mi-64Mi")
SIDECAR = container("proxy", "100m-200m", "64Mi-128Mi", restartPolicy="Always")
MIGRATE = container("migrate", "1-1", "100Mi-200Mi")


def workload(kind: str, *containers: Fields, init: tuple[Fields, ...] = (), **spec: Any) -> Fields:
    template = {"spec": {"containers": list(containers), "initContainers": list(init)}}
    group = {"Deployment": "apps/v1", "StatefulSet": "apps/v1"}.get(kind, "batch/v1")
    body = {"jobTemplate": {"spec": {"template": template}}} if kind == "CronJob" else {"template": template}
    return {
        "apiVersion": group,
        "kind": kind,
        "metadata": {"name": f"test-{kind.lower()}"},
        "spec": {**body, **spec},
    }


def claim(name: str, size: str) -> Fields:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name},
        "spec": {"resources": {"requests": {"storage": size}}},
    }


def taken(*objects: Fields) -> Capacity:
    """Return what the objects take, in a shared namespace with the prefix ``test``."""
    target = Target(kubernetes_version=KubernetesVersion.parse("1.31"))
    return capacity_of(
        Deployed(
            system="shop",
            package="",
            environment=ENVIRONMENT,
            settings=None,
            kinds=tuple(one["kind"] for one in objects),
            cluster=Cluster(ManifestSet.of(objects, default_namespace="shop-test"), target=target),
        )
    )


@pytest.mark.parametrize(
    ("init", "total"),
    [
        # 250m + 50m, 500m + 100m; 256Mi + 32Mi, 512Mi + 64Mi.
        ((), "300m-600m, 288Mi-576Mi"),
        # A native sidecar runs beside the others: + 100m-200m, + 64Mi-128Mi.
        ((SIDECAR,), "400m-800m, 352Mi-704Mi"),
        # An init container runs before them: its CPU counts, being more than theirs, and not its memory.
        ((MIGRATE,), "1, 288Mi-576Mi"),
        # It runs beside the sidecars that have started before it, and not beside the later ones.
        ((SIDECAR, MIGRATE), "1.1-1.2, 352Mi-704Mi"),
        ((MIGRATE, SIDECAR), "1, 352Mi-704Mi"),
        # Two run one after the other.
        ((MIGRATE, MIGRATE), "1, 288Mi-576Mi"),
    ],
)
def test_a_pod_takes_what_the_scheduler_counts(init: tuple[Fields, ...], total: str) -> None:
    [pods] = taken(workload("Deployment", API, LOG, init=init)).pods
    assert str(pods.total) == total


def test_containers_are_told_with_when_they_run() -> None:
    [pods] = taken(workload("Deployment", API, init=(MIGRATE, SIDECAR))).pods
    assert {name: str(amounts) for name, amounts in pods.containers.items()} == {
        "migrate (init)": "1, 100Mi-200Mi",
        "proxy (native sidecar)": "100m-200m, 64Mi-128Mi",
        "api": "250m-500m, 256Mi-512Mi",
    }


def test_names_have_no_prefix() -> None:
    found = taken(workload("Deployment", API), claim("test-data", "1Gi"))
    assert [pods.title for pods in found.pods] == ["Deployment deployment"]
    assert list(found.claims) == ["data"]


def test_all_pods_and_those_of_a_rollout_are_added_up() -> None:
    found = taken(
        workload("Deployment", API, replicas=3),
        workload("StatefulSet", API, replicas=2),
        workload("CronJob", LOG),
    )
    # 5 pods of API, each 250m-500m and 256Mi-512Mi.
    assert found.running == "5: 1.25-2.5, 1.25Gi-2.5Gi"
    # One more of the Deployment, and the Job: 1.5 + 50m, 3 + 100m; 1536Mi + 32Mi, 3072Mi + 64Mi.
    assert found.rolled_out == "7: 1.55-3.1, 1.53Gi-3.06Gi"
    assert [pods.number for pods in found.pods] == ["3 pods", "2 pods", "now and then"]


@pytest.mark.parametrize(
    "strategy",
    [{"type": "Recreate"}, {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}],
)
def test_a_rollout_without_surge_takes_nothing_more(strategy: Fields) -> None:
    found = taken(workload("Deployment", API, replicas=3, strategy=strategy))
    assert found.rolled_out == found.running == "3: 750m-1.5, 768Mi-1.5Gi"


def test_an_autoscaler_counts_at_its_most() -> None:
    scaler: Fields = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "test-deployment"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "test-deployment"},
            "minReplicas": 2,
            "maxReplicas": 4,
        },
    }
    found = taken(workload("Deployment", API), scaler)
    assert found.pods[0].number == "2-4 pods"
    assert found.running == "4: 1-2, 1Gi-2Gi"


def test_claims_are_those_of_objects_and_of_templates() -> None:
    template = {
        "metadata": {"name": "data"},
        "spec": {"resources": {"requests": {"storage": "10Gi"}}},
    }
    found = taken(
        workload("StatefulSet", API, replicas=2, volumeClaimTemplates=[template]), claim("dumps", "512Mi")
    )
    assert {name: found.claim(name) for name in found.claims} == {
        "dumps": "512Mi",
        "data-statefulset-0": "10Gi",
        "data-statefulset-1": "10Gi",
    }
    assert found.storage == "20.5Gi"


def test_nothing_takes_nothing() -> None:
    found = taken()
    assert (found.running, found.rolled_out, found.storage, found.claim("data")) == ("-",) * 4
