"""Access: how a workload is reached, inside the cluster and from outside."""

from podwright.access.ingress import Ingress, IngressPath, Issuer
from podwright.access.route import Edge, Passthrough, Reencrypt, Route, Termination
from podwright.access.service import Service, ServicePort

__all__ = [
    "Edge",
    "Ingress",
    "IngressPath",
    "Issuer",
    "Passthrough",
    "Reencrypt",
    "Route",
    "Service",
    "ServicePort",
    "Termination",
]
