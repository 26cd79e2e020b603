"""Whether it is known in which namespaces the objects live that talk to each other."""

from __future__ import annotations

from podwright.verify.cluster import Cluster
from podwright.verify.references.placement import placement_of


def is_residence_unknown(cluster: Cluster) -> bool:
    """Return whether a workload, Service or network policy names no namespace while others name several.

    Tools that render manifests often leave the namespace out of some of them. Which of the others these
    can see is not known then. To be used with ``cluster.once``.

    Args:
        cluster: the cluster.
    """
    if not placement_of(cluster).is_ambiguous:
        return False
    manifests = cluster.manifests
    residents = [
        *(pod.manifest for pod in manifests.pods),
        *(service.manifest for service in manifests.services),
        *manifests.of_kind("NetworkPolicy", "networking.k8s.io"),
    ]
    return any(not one.declared_namespace and one.template is None for one in residents)
