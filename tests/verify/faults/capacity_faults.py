"""Faults of capacity and time: what is asked for does not fit, or is cut off too early."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, move, put, remove

_TARSY = "Deployment/tarsy"
_DATABASE = "StatefulSet/tarsy-database"
_POD = "spec.template.spec"
_RESOURCES = f"{_POD}.containers[tarsy].resources"

CAPACITY_FAULTS = (
    Fault(
        name="memory-in-milli-bytes",
        patch=(put(_TARSY, f"{_RESOURCES}.requests.memory", "512m"),),
        code="impossible-quantity",
        at=_TARSY,
        field=f"{_RESOURCES}.requests.memory",
    ),
    Fault(
        name="processors-without-the-m",
        patch=(
            put(_TARSY, f"{_RESOURCES}.requests.cpu", "500"),
            put(_TARSY, f"{_RESOURCES}.limits.cpu", "1000"),
        ),
        code="suspicious-quantity",
        at=_TARSY,
        field=_RESOURCES,
    ),
    Fault(
        name="request-above-its-limit",
        patch=(put(_TARSY, f"{_RESOURCES}.requests.memory", "2Gi"),),
        code="request-above-limit",
        at=_TARSY,
        field=_RESOURCES,
    ),
    Fault(
        name="B13-database-without-resources",
        patch=(remove(_DATABASE, f"{_POD}.containers[0].resources"),),
        code="missing-resources",
        at=_DATABASE,
        field=f"{_POD}.containers[0].resources",
    ),
    Fault(
        name="memory-without-a-limit",
        patch=(remove(_TARSY, f"{_RESOURCES}.limits.memory"),),
        code="missing-resources",
        at=_TARSY,
        field=_RESOURCES,
    ),
    Fault(
        name="D14-more-than-the-quota-of-the-namespace",
        patch=(
            add(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: budget, namespace: tarsy-dev}
                spec: {hard: {requests.cpu: "1", requests.memory: 4Gi, limits.memory: 8Gi}}
                """
            ),
        ),
        code="quota-exceeded",
        at="ResourceQuota/budget",
        field="spec.hard",
        also=("rollout-exceeds-quota",),
    ),
    Fault(
        name="autoscaler-minimum-above-its-maximum",
        patch=(put("HorizontalPodAutoscaler/status-page", "spec.minReplicas", 8),),
        additions=("status-page",),
        code="autoscaler-bounds",
        at="HorizontalPodAutoscaler/status-page",
        field="spec.maxReplicas",
    ),
    Fault(
        name="B12-killed-before-it-is-drained",
        patch=(
            put(
                "Deployment/status-page",
                f"{_POD}.containers[nginx].lifecycle.preStop.exec.command",
                ["sleep", "45"],
            ),
        ),
        additions=("status-page",),
        code="prestop-outlasts-grace",
        at="Deployment/status-page",
        field=_POD,
    ),
    Fault(
        name="B12-grace-period-without-slack",
        patch=(put(_TARSY, f"{_POD}.terminationGracePeriodSeconds", 180),),
        code="drain-outlasts-grace",
        at="ConfigMap/tarsy-app-config",
        field="data[tarsy.yaml]",
    ),
    Fault(
        name="B4-container-ends-while-sessions-drain",
        patch=(
            move(_TARSY, f"{_POD}.initContainers[llm-service]", f"{_POD}.containers"),
            remove(_TARSY, f"{_POD}.containers[llm-service].restartPolicy"),
            put(
                _TARSY,
                f"{_POD}.containers[llm-service].lifecycle",
                {"preStop": {"exec": {"command": ["sleep", "200"]}}},
            ),
        ),
        code="dependency-ends-first",
        at=_TARSY,
        field=f"{_POD}.containers[llm-service]",
    ),
    Fault(
        name="T11-more-connections-than-the-database-accepts",
        patch=(
            put("ConfigMap/tarsy-config", "data.DB_MAX_OPEN_CONNS", "50"),
            put(_TARSY, "spec.replicas", 3),
        ),
        code="too-many-connections",
        at="ConfigMap/tarsy-config",
        field="data.DB_MAX_OPEN_CONNS",
    ),
    Fault(
        name="timeout-of-a-probe-above-its-period",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].readinessProbe.timeoutSeconds", 15),),
        code="probe-timeout-exceeds-period",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].readinessProbe.timeoutSeconds",
    ),
    Fault(
        name="ready-after-the-deadline",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].readinessProbe.initialDelaySeconds", 900),),
        code="rollout-deadline-too-short",
        at=_TARSY,
        field="spec.progressDeadlineSeconds",
    ),
    Fault(
        name="no-room-for-a-rollout",
        patch=(
            add(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: budget, namespace: tarsy-dev}
                spec: {hard: {limits.memory: 6Gi}}
                """
            ),
        ),
        code="rollout-exceeds-quota",
        at="ResourceQuota/budget",
        field="spec.hard[limits.memory]",
    ),
    Fault(
        name="no-room-for-what-the-autoscaler-may-start",
        patch=(
            add(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: budget, namespace: tarsy-dev}
                spec: {hard: {requests.memory: 3Gi}}
                """
            ),
            put("HorizontalPodAutoscaler/status-page", "spec.maxReplicas", 100),
        ),
        additions=("status-page",),
        code="autoscaler-exceeds-quota",
        at="HorizontalPodAutoscaler/status-page",
        field="spec.maxReplicas",
    ),
    Fault(
        name="quota-counts-what-a-container-does-not-say",
        patch=(
            add(
                """
                apiVersion: v1
                kind: ResourceQuota
                metadata: {name: budget, namespace: tarsy-dev}
                spec: {hard: {limits.cpu: "16"}}
                """
            ),
            remove(_DATABASE, f"{_POD}.containers[0].resources.limits.cpu"),
        ),
        code="missing-for-quota",
        at=_DATABASE,
        field=f"{_POD}.containers[0].resources.limits.cpu",
    ),
    Fault(
        name="more-memory-than-a-container-may-have",
        patch=(
            add(
                """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: limits, namespace: tarsy-dev}
                spec: {limits: [{type: Container, max: {memory: 1Gi}}]}
                """
            ),
        ),
        code="limit-range-violation",
        at=_TARSY,
        field=f"{_POD}.initContainers[llm-service].resources.limits.memory",
    ),
)
