"""Workloads: what runs as pods."""

from podwright.workloads.job import ArgoHook, CronJob, Job, RestartPolicy
from podwright.workloads.pod_template import SERVICE_ACCOUNT_PATH
from podwright.workloads.sidecar_pod import (
    HOSTNAME,
    ZONE,
    DisruptionBudget,
    Recreate,
    RollingUpdate,
    SidecarPod,
)
from podwright.workloads.workload import Workload

__all__ = [
    "HOSTNAME",
    "SERVICE_ACCOUNT_PATH",
    "ZONE",
    "ArgoHook",
    "CronJob",
    "DisruptionBudget",
    "Job",
    "Recreate",
    "RestartPolicy",
    "RollingUpdate",
    "SidecarPod",
    "Workload",
]
