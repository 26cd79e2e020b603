"""Access: how a workload is reached, inside the cluster and from outside."""

from podwright.access.exposure import (
    Access,
    ApiAccess,
    BrowserAccess,
    Exposure,
    InClusterOnly,
    ThroughIngress,
)
from podwright.access.ingress import Ingress, IngressPath
from podwright.access.route import Edge, Passthrough, Reencrypt, Route, Termination
from podwright.access.service import Service, ServicePort

__all__ = [
    "Access",
    "ApiAccess",
    "BrowserAccess",
    "Edge",
    "Exposure",
    "InClusterOnly",
    "Ingress",
    "IngressPath",
    "Passthrough",
    "Reencrypt",
    "Route",
    "Service",
    "ServicePort",
    "Termination",
    "ThroughIngress",
]
