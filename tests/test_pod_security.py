"""The tests' own judge of pods can be trusted: it admits a good pod, and each rule can be broken."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.pod_security import restricted_v2_violations, restricted_violations

Pod = dict[str, Any]
Breach = Callable[[Pod], object]


@pytest.fixture
def pod() -> Pod:
    """A pod that every namespace admits, on either kind of cluster."""
    security = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    probe = {"httpGet": {"path": "/", "port": "http"}}
    return {
        "metadata": {"annotations": {}},
        "spec": {
            "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
            "initContainers": [{"name": "first", "securityContext": copy.deepcopy(security)}],
            "containers": [
                {
                    "name": "main",
                    "ports": [{"containerPort": 8080}],
                    "livenessProbe": probe,
                    "lifecycle": {"preStop": {"exec": {"command": ["true"]}}},
                    "securityContext": copy.deepcopy(security),
                }
            ],
            "volumes": [{"name": "scratch", "emptyDir": {}}],
        },
    }


def in_deployment(pod: Pod) -> dict[str, Any]:
    return {"kind": "Deployment", "spec": {"template": pod}}


def pod_context(**fields: Any) -> Breach:
    return lambda pod: pod["spec"]["securityContext"].update(fields)


def context(group: str = "containers", **fields: Any) -> Breach:
    return lambda pod: pod["spec"][group][0]["securityContext"].update(fields)


def spec(**fields: Any) -> Breach:
    return lambda pod: pod["spec"].update(fields)


def main(**fields: Any) -> Breach:
    return lambda pod: pod["spec"]["containers"][0].update(fields)


BREACHES_OF_RESTRICTED: list[tuple[Breach, str]] = [
    (spec(hostNetwork=True), "hostNetwork"),
    (spec(hostPID=True), "hostPID"),
    (spec(hostIPC=True), "hostIPC"),
    (spec(volumes=[{"name": "v", "hostPath": {"path": "/"}}]), "volumes[0]: is a hostPath"),
    (spec(volumes=[{"name": "v", "nfs": {}}]), "volumes[0]: is a nfs"),
    (pod_context(runAsNonRoot=False), "runAsNonRoot"),
    (context(runAsNonRoot=False), "containers[0].securityContext.runAsNonRoot"),
    (pod_context(runAsUser=0), "securityContext.runAsUser"),
    (context("initContainers", runAsUser=0), "initContainers[0].securityContext.runAsUser"),
    (
        pod_context(seccompProfile={"type": "Unconfined"}),
        "securityContext.seccompProfile.type: is Unconfined",
    ),
    (pod_context(seccompProfile={}), "seccompProfile.type: is None"),
    (context(seccompProfile={"type": "Unconfined"}), "containers[0].securityContext.seccompProfile"),
    (context(appArmorProfile={"type": "Unconfined"}), "appArmorProfile"),
    (context(privileged=True), "privileged"),
    (context(procMount="Unmasked"), "procMount"),
    (context("initContainers", allowPrivilegeEscalation=True), "initContainers[0].securityContext.allow"),
    (lambda pod: pod["spec"]["containers"][0].pop("securityContext"), "allowPrivilegeEscalation"),
    (context(capabilities={"drop": ["KILL"]}), "capabilities.drop"),
    (context(capabilities={"drop": ["ALL"], "add": ["SYS_TIME"]}), "capabilities.add"),
    (pod_context(seLinuxOptions={"type": "spc_t"}), "seLinuxOptions"),
    (context(seLinuxOptions={"user": "system_u"}), "seLinuxOptions"),
    (pod_context(windowsOptions={"hostProcess": True}), "hostProcess"),
    (pod_context(sysctls=[{"name": "kernel.msgmax", "value": "1"}]), "sysctls: kernel.msgmax"),
    (main(ports=[{"containerPort": 8080, "hostPort": 8080}]), "containers[0].ports[0].hostPort"),
    (main(livenessProbe={"tcpSocket": {"host": "10.0.0.1", "port": 1}}), "livenessProbe.tcpSocket.host"),
    (main(lifecycle={"preStop": {"httpGet": {"host": "x", "port": 1}}}), "lifecycle.preStop.httpGet.host"),
    (
        lambda pod: pod["metadata"]["annotations"].update(
            {"container.apparmor.security.beta.kubernetes.io/main": "unconfined"}
        ),
        "metadata.annotations",
    ),
]

BREACHES_OF_RESTRICTED_V2: list[tuple[Breach, str]] = [
    (pod_context(runAsUser=10001), "securityContext.runAsUser"),
    (pod_context(fsGroup=10001), "securityContext.fsGroup"),
    (pod_context(seLinuxOptions={"level": "s0"}), "securityContext.seLinuxOptions"),
    (context(runAsUser=10001), "containers[0].securityContext.runAsUser"),
    (context("initContainers", runAsGroup=0), "initContainers[0].securityContext.runAsGroup"),
    (context(seccompProfile={"type": "Localhost"}), "seccompProfile.type: is Localhost"),
    (context(allowPrivilegeEscalation=True), "allowPrivilegeEscalation"),
    (context(privileged=True), "privileged"),
    (context(capabilities={}), "capabilities.drop"),
    (spec(hostNetwork=True), "hostNetwork"),
    (spec(volumes=[{"name": "v", "hostPath": {"path": "/"}}]), "hostPath"),
    (main(ports=[{"containerPort": 80, "hostPort": 80}]), "hostPort"),
]


def names(breaches: list[tuple[Breach, str]]) -> list[str]:
    return [found for _, found in breaches]


@pytest.mark.parametrize("kind", ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"])
def test_a_pod_of_every_workload_is_judged(kind: str, pod: Pod) -> None:
    workload = {"kind": kind, **(pod if kind == "Pod" else {"spec": {"template": pod}})}
    assert restricted_violations(workload) == []
    assert restricted_v2_violations(workload) == []
    pod["spec"]["hostNetwork"] = True
    assert restricted_violations(workload)
    assert restricted_v2_violations(workload)


def test_the_pod_of_a_cron_job_is_judged(pod: Pod) -> None:
    job = {"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": pod}}}}
    assert restricted_violations(job) == []
    pod["spec"]["hostPID"] = True
    assert restricted_violations(job) == ["hostPID: is true"]


def test_what_makes_no_pods_violates_nothing() -> None:
    assert restricted_violations({"kind": "Service", "spec": {}}) == []
    assert restricted_v2_violations({"kind": "Service", "spec": {}}) == []


@pytest.mark.parametrize(("breach", "found"), BREACHES_OF_RESTRICTED, ids=names(BREACHES_OF_RESTRICTED))
def test_restricted_refuses(breach: Breach, found: str, pod: Pod) -> None:
    breach(pod)
    assert any(found in violation for violation in restricted_violations(in_deployment(pod)))


@pytest.mark.parametrize(("breach", "found"), BREACHES_OF_RESTRICTED_V2, ids=names(BREACHES_OF_RESTRICTED_V2))
def test_restricted_v2_refuses(breach: Breach, found: str, pod: Pod) -> None:
    breach(pod)
    assert any(found in violation for violation in restricted_v2_violations(in_deployment(pod)))


def test_a_container_may_say_for_itself_what_its_pod_does_not(pod: Pod) -> None:
    pod["spec"]["securityContext"] = {}
    for group in ("initContainers", "containers"):
        context(group, runAsNonRoot=True, seccompProfile={"type": "RuntimeDefault"})(pod)
    assert restricted_violations(in_deployment(pod)) == []
