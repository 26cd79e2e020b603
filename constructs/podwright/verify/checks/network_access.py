"""Network: pods that use the Kubernetes API get to the API server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.network.ends import OUTSIDE
from podwright.verify.network.paths import Obstacle, obstacle
from podwright.verify.network.policies import Direction, Policies, policies_of
from podwright.verify.pods import PodTemplate
from podwright.verify.rules import Family, Flaw, Severity, check

_POLICIES: Final = "https://kubernetes.io/docs/concepts/services-networking/network-policies/"
_BINDINGS: Final = ("RoleBinding", "ClusterRoleBinding")
_RBAC: Final = "rbac.authorization.k8s.io"
_API_PORTS: Final = (443, 6443, 8443, 16443)
_OPENSHIFT_API_PORTS: Final = (6443,)


@check(
    "api-server-blocked",
    family=Family.NETWORK,
    severity=Severity.WARNING,
    summary="Pods with permissions in the Kubernetes API are kept from the API server.",
    source=_POLICIES,
)
def api_server_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find isolated pods with a token, and roles bound to it, that no egress rule lets to the API server."""
    policies = cluster.once(policies_of)
    if not policies.all:
        return
    bound = _bound_accounts(cluster)
    for pod in cluster.manifests.pods:
        if (pod.namespace, pod.service_account) not in bound or not _has_token(pod, cluster):
            continue
        found = _api_obstacle(policies, pod, cluster)
        if found is not None:
            message = f"keeps {pod.manifest} from the API server, where its service account has permissions"
            port = 6443 if cluster.target.is_openshift else 443
            remedy = f"Allow egress on port {port} to an ipBlock, or to everybody: the API server is no pod"
            yield Flaw(found.policy.manifest, found.node, message, remedy)


def _api_obstacle(policies: Policies, pod: PodTemplate, cluster: Cluster) -> Obstacle | None:
    first: Obstacle | None = None
    for number in _OPENSHIFT_API_PORTS if cluster.target.is_openshift else _API_PORTS:
        found = obstacle(policies, pod, Direction.EGRESS, other=OUTSIDE, number=number)
        if found is None:
            return None
        first = first or found
    return first


def _bound_accounts(cluster: Cluster) -> frozenset[tuple[str, str]]:
    """Return the service accounts that a binding names, by namespace and name."""
    return frozenset(
        (subject["namespace"].text or binding.namespace, subject["name"].text)
        for kind in _BINDINGS
        for binding in cluster.manifests.of_kind(kind, _RBAC)
        for subject in binding.root["subjects"]
        if subject["kind"].text == "ServiceAccount"
    )


def _has_token(pod: PodTemplate, cluster: Cluster) -> bool:
    """Whether a container can read a token of the API server."""
    for volume in pod.volumes.values():
        for source in volume.at("projected", "sources"):
            if source["serviceAccountToken"] and not source.at("serviceAccountToken", "audience").text:
                return True
    automatic = pod.spec["automountServiceAccountToken"].boolean
    if automatic is None:
        account = cluster.manifests.find("ServiceAccount", "", pod.namespace, pod.service_account)
        automatic = account.root["automountServiceAccountToken"].boolean if account is not None else None
    return automatic is not False
