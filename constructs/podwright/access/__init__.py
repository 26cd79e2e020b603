"""Access: how a workload is reached, inside the cluster and from outside, and which servers it reaches."""

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
from podwright.access.servers import ClusterService, OutsideServer, Server
from podwright.access.service import Service, ServicePort

__all__ = [
    "Access",
    "ApiAccess",
    "BrowserAccess",
    "ClusterService",
    "Edge",
    "Exposure",
    "InClusterOnly",
    "Ingress",
    "IngressPath",
    "OutsideServer",
    "Passthrough",
    "Reencrypt",
    "Route",
    "Server",
    "Service",
    "ServicePort",
    "Termination",
    "ThroughIngress",
]
