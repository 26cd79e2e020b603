"""Floor 2: places where systems are deployed, and the facts of their clusters."""

from podwright.environment.environment import Environment
from podwright.environment.platforms import ClusterDns, Kubernetes, Monitoring, OpenShift, Platform

__all__ = ["ClusterDns", "Environment", "Kubernetes", "Monitoring", "OpenShift", "Platform"]
