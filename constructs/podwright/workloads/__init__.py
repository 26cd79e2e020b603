"""Workloads: what runs as pods."""

from podwright.workloads.deployment import (
    HOSTNAME,
    ZONE,
    Autoscaling,
    Deployment,
    DisruptionBudget,
    Recreate,
    RollingUpdate,
    SidecarPod,
)
from podwright.workloads.job import ArgoHook, CronJob, Job, RestartPolicy
from podwright.workloads.pod_template import SERVICE_ACCOUNT_PATH
from podwright.workloads.workload import Workload

__all__ = [
    "HOSTNAME",
    "SERVICE_ACCOUNT_PATH",
    "ZONE",
    "ArgoHook",
    "Autoscaling",
    "CronJob",
    "Deployment",
    "DisruptionBudget",
    "Job",
    "Recreate",
    "RestartPolicy",
    "RollingUpdate",
    "SidecarPod",
    "Workload",
]
