"""Volumes, claims and containers that pods refer to."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.objects import joined, obj, workload

POD = "spec.template.spec"
MOUNT = ", volumeMounts: [{name: data, mountPath: /data}]"
CLAIMED = ", volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"


def claim(name: str = "data", *, mode: str = "ReadWriteOnce", spec: str = "") -> str:
    return obj("v1", "PersistentVolumeClaim", name, f"spec: {{accessModes: [{mode}]{spec}}}")


def codes(find: Find, text: str) -> list[str]:
    return [finding.code for finding in find(text, select="references")]


@pytest.mark.parametrize(
    ("container", "field"),
    [
        (", volumeMounts: [{name: daat, mountPath: /data}]", "volumeMounts[0].name"),
        (", volumeDevices: [{name: daat, devicePath: /dev/a}]", "volumeDevices[0].name"),
    ],
)
def test_a_volume_that_the_pod_does_not_have(find: Find, container: str, field: str) -> None:
    text = workload(container=container, pod=", volumes: [{name: data, emptyDir: {}}]")
    (finding,) = find(text, select="missing-volume unused-volume")
    assert (finding.code, str(finding.field)) == ("missing-volume", f"{POD}.containers[0].{field}")
    assert finding.message == "the pod has no volume daat (did you mean data?)"


def test_a_volume_that_nobody_mounts(find: Find) -> None:
    text = workload(pod=", volumes: [{name: data, emptyDir: {}}]")
    (finding,) = find(text, select="unused-volume")
    assert str(finding.field) == f"{POD}.volumes[0].name"
    template = ", serviceName: web, volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]"
    (finding,) = find(workload(kind="StatefulSet", spec=template), select="unused-volume")
    assert str(finding.field) == "spec.volumeClaimTemplates[0].metadata.name"


@pytest.mark.parametrize(
    "text",
    [
        workload(container=MOUNT, pod=", volumes: [{name: data, emptyDir: {}}]"),
        workload(
            pod=", volumes: [{name: data, emptyDir: {}}], initContainers: [{name: i, image: i:1"
            + MOUNT
            + "}]"
        ),
        workload(
            container=", volumeDevices: [{name: data, devicePath: /dev/a}]",
            kind="StatefulSet",
            spec=", volumeClaimTemplates: [{metadata: {name: data}, spec: {volumeMode: Block}}]",
        ),
        workload(pod=", volumes: [{name: sync, csi: {driver: secrets-store.csi.k8s.io}}]"),
    ],
)
def test_volumes_that_are_used(find: Find, text: str) -> None:
    assert find(text, select="missing-volume unused-volume wrong-volume-mode") == []


@pytest.mark.parametrize(
    ("mode", "use", "is_wrong"),
    [
        ("Block", "volumeMounts: [{name: data, mountPath: /data}]", True),
        ("Filesystem", "volumeDevices: [{name: data, devicePath: /dev/a}]", True),
        ("Block", "volumeDevices: [{name: data, devicePath: /dev/a}]", False),
        ("Filesystem", "volumeMounts: [{name: data, mountPath: /data}]", False),
    ],
)
def test_block_devices_and_file_systems(find: Find, mode: str, use: str, is_wrong: bool) -> None:
    text = joined(claim(spec=f", volumeMode: {mode}"), workload(container=f", {use}", pod=CLAIMED))
    assert (find(text, select="wrong-volume-mode") != []) is is_wrong
    ephemeral = f"{{volumeClaimTemplate: {{spec: {{volumeMode: {mode}}}}}}}"
    text = workload(container=f", {use}", pod=f", volumes: [{{name: data, ephemeral: {ephemeral}}}]")
    assert (find(text, select="wrong-volume-mode") != []) is is_wrong


@pytest.mark.parametrize(
    "where",
    [
        (", env: [{name: A, valueFrom: {resourceFieldRef: {containerName: wbe, resource: limits.cpu}}}]", ""),
        (
            "",
            ", volumes: [{name: v, downwardAPI: {items: [{path: a, "
            "resourceFieldRef: {containerName: wbe, resource: limits.cpu}}]}}]",
        ),
        (
            "",
            ", volumes: [{name: v, projected: {sources: [{downwardAPI: {items: [{path: a, "
            "resourceFieldRef: {containerName: wbe, resource: limits.cpu}}]}}]}}]",
        ),
    ],
)
def test_a_container_that_is_not_there(find: Find, where: tuple[str, str]) -> None:
    container, pod = where
    (finding,) = find(workload(container=container, pod=pod), select="missing-container")
    assert finding.message == "the pod has no container wbe (there is web)"
    assert find(workload(container=container.replace("wbe", "web")), select="missing-container") == []


def test_a_claim_that_does_not_exist(find: Find) -> None:
    text = workload(container=MOUNT, pod=CLAIMED)
    (finding,) = find(text, select="missing-claim")
    assert str(finding.field) == f"{POD}.volumes[0].persistentVolumeClaim.claimName"
    assert find(joined(claim(), text), select="missing-claim") == []
    assert find(text, select="missing-claim", externals=("PersistentVolumeClaim/data",)) == []


@pytest.mark.parametrize(
    ("name", "is_made"), [("data-db-0", True), ("data-db-x", False), ("data-dbs-0", False)]
)
def test_the_claims_of_a_stateful_set(find: Find, name: str, is_made: bool) -> None:
    owner = workload(
        name="db",
        kind="StatefulSet",
        container=MOUNT,
        spec=", volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]",
    )
    user = workload(container=MOUNT, pod=CLAIMED.replace("claimName: data", f"claimName: {name}"))
    assert (find(joined(owner, user), select="missing-claim") == []) is is_made


@pytest.mark.parametrize(
    ("mode", "kind", "spec", "code"),
    [
        (
            "ReadWriteOnce",
            "Deployment",
            ", replicas: 2, strategy: {type: Recreate}",
            "single-node-claim-shared",
        ),
        ("ReadWriteOnce", "StatefulSet", ", replicas: 2", "single-node-claim-shared"),
        ("ReadWriteOnce", "DaemonSet", "", "single-node-claim-shared"),
        ("ReadWriteOnce", "Deployment", "", "single-node-claim-in-rollout"),
        (
            "ReadWriteOnce",
            "Deployment",
            ", replicas: 1, strategy: {type: RollingUpdate}",
            "single-node-claim-in-rollout",
        ),
        ("ReadWriteOncePod", "Deployment", ", replicas: 2", "single-pod-claim-shared"),
        ("ReadWriteOncePod", "Deployment", "", "single-pod-claim-shared"),
        ("ReadWriteOnce", "Deployment", ", strategy: {type: Recreate}", ""),
        ("ReadWriteOnce", "Deployment", ", strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}", ""),
        ("ReadWriteOnce", "Deployment", ", replicas: 0", ""),
        ("ReadWriteOnce", "StatefulSet", ", replicas: 1", ""),
        ("ReadWriteOncePod", "StatefulSet", "", ""),
        ("ReadWriteMany", "Deployment", ", replicas: 5", ""),
        ("'ReadWriteOnce', ReadWriteMany", "Deployment", ", replicas: 5", ""),
        ("ReadOnlyMany", "DaemonSet", "", ""),
    ],
)
def test_claims_that_cannot_be_shared(find: Find, mode: str, kind: str, spec: str, code: str) -> None:
    text = joined(claim(mode=mode), workload(kind=kind, spec=spec, container=MOUNT, pod=CLAIMED))
    assert codes(find, text) == ([code] if code else [])


def test_an_autoscaler_makes_replicas(find: Find) -> None:
    scaler = obj(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        "web",
        "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3, "
        "metrics: [{type: Pods}]}",
    )
    text = joined(claim(), scaler, workload(container=MOUNT, pod=CLAIMED))
    assert codes(find, text) == ["single-node-claim-shared"]


def test_parallel_jobs_share_a_claim(find: Find) -> None:
    def job(spec: str) -> str:
        return obj(
            "batch/v1",
            "Job",
            "load",
            f"spec: {{{spec}template: {{spec: {{containers: [{{name: c, image: c:1{MOUNT}}}]{CLAIMED}}}}}}}",
        )

    assert codes(find, joined(claim(), job("parallelism: 3, completions: 9, "))) == [
        "single-node-claim-shared"
    ]
    assert codes(find, joined(claim(), job("parallelism: 3, completions: 1, "))) == []
    assert codes(find, joined(claim(), job(""))) == []
