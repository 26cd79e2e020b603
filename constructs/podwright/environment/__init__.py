"""Floor 2: places where systems are deployed, and the facts of their clusters."""

from podwright.environment.environment import Environment
from podwright.environment.platforms import ClusterDns, K3s, Kubernetes, Monitoring, OpenShift, Platform
from podwright.environment.tenancy import GivenNamespace, OwnNamespace, SharedNamespace, Tenancy

__all__ = [
    "ClusterDns",
    "Environment",
    "GivenNamespace",
    "K3s",
    "Kubernetes",
    "Monitoring",
    "OpenShift",
    "OwnNamespace",
    "Platform",
    "SharedNamespace",
    "Tenancy",
]
