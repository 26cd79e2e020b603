"""Network: what containers call is allowed by the network policies, in both directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.addresses import DATABASE_SCHEMES, User
from podwright.verify.configuration.destinations import (
    Destination,
    Destinations,
    Outcome,
    destinations_of,
)
from podwright.verify.network.ends import OUTSIDE, End
from podwright.verify.network.paths import Obstacle, obstacle
from podwright.verify.network.policies import Direction, Policies, policies_of
from podwright.verify.pods import DEFAULT_PROTOCOL, PodTemplate
from podwright.verify.publications import reached
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.services import ServicePort

_POLICIES: Final = "https://kubernetes.io/docs/concepts/services-networking/network-policies/"
_TWO_SORTS: Final = f"{_POLICIES}#the-two-sorts-of-pod-isolation"


@dataclass(frozen=True, slots=True, eq=False)
class _Blocked:
    """A connection that a policy forbids."""

    destination: Destination
    obstacle: Obstacle
    server: PodTemplate | None
    number: int | None


@check(
    "egress-blocked",
    family=Family.NETWORK,
    severity=Severity.ERROR,
    summary="A network policy does not let pods out to what they call.",
    source=_TWO_SORTS,
)
def egress_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find addresses in configuration that the egress rules of the pod do not allow."""
    for blocked in _blocked(cluster, Direction.EGRESS):
        use = blocked.destination.use
        whom = _whom(blocked)
        message = f"keeps {use.pod.manifest} from {whom}, which it calls: {blocked.obstacle.reason}"
        remedy = f"Allow egress to {_peer(blocked.server)}{_on(blocked.number)}"
        yield Flaw(blocked.obstacle.policy.manifest, blocked.obstacle.node, message, remedy)


@check(
    "ingress-blocked",
    family=Family.NETWORK,
    severity=Severity.ERROR,
    summary="A network policy does not let those in who call the pods.",
    source=_TWO_SORTS,
)
def ingress_blocked(cluster: Cluster) -> Iterator[Flaw]:
    """Find addresses in configuration that the ingress rules of the pods behind them do not allow."""
    for blocked in _blocked(cluster, Direction.INGRESS):
        client = blocked.destination.use.pod
        message = (
            f"keeps {client.manifest} out of {_whom(blocked)}, which it calls: {blocked.obstacle.reason}"
        )
        remedy = f"Allow ingress from {_peer(client)}{_on(blocked.number)}"
        yield Flaw(blocked.obstacle.policy.manifest, blocked.obstacle.node, message, remedy)


def _whom(blocked: _Blocked) -> str:
    use = blocked.destination.use
    if use.setting.is_secret:
        return "what a Secret names"
    setting = use.setting
    where = f"{setting.name} in {setting.manifest}" if setting.name else str(setting.manifest)
    return f"{use.shown()} ({where})"


def _on(number: int | None) -> str:
    return f" on port {number}" if number is not None else ""


def _peer(pod: PodTemplate | None) -> str:
    return f"the pods of {pod.manifest}" if pod is not None else "it"


def _blocked(cluster: Cluster, direction: Direction) -> Iterator[_Blocked]:
    """Yield one connection of each text that no reader of the text can make."""
    policies = cluster.once(policies_of)
    if not policies.all or not policies.is_complete:
        return
    destinations: Destinations = cluster.once(destinations_of)
    for group in destinations.by_text:
        found = [_first_obstacle(destination, direction, policies, cluster) for destination in group]
        if all(found):
            yield from (blocked for blocked in found if blocked is not None)


def _first_obstacle(
    destination: Destination, direction: Direction, policies: Policies, cluster: Cluster
) -> _Blocked | None:
    """Return what keeps a connection from all pods behind an address, none if one can be reached."""
    client = destination.use.pod
    is_called = destination.use.address.user is User.POD
    if _is_helm_test(client) or client.spec["hostNetwork"].is_true or not is_called:
        return None
    if destination.outcome is not Outcome.FOUND or destination.service is None:
        return _to_elsewhere(destination, direction, policies, cluster)
    wanted = destination.use.address.port
    if wanted is not None and not cluster.once(destinations_of).serves(destination, wanted):
        return None
    first: _Blocked | None = None
    port = _service_port(destination)
    for server, number in _servers(destination, port, cluster).items():
        pod, other = (client, server) if direction is Direction.EGRESS else (server, client)
        protocol = port.protocol if port is not None else DEFAULT_PROTOCOL
        found = obstacle(
            policies, pod, direction, other=policies.end(other), number=number, protocol=protocol
        )
        # Pods of one workload may as well mean themselves.
        if found is None or server is client:
            return None
        first = first or _Blocked(destination, found, server, number)
    return first


def _is_helm_test(pod: PodTemplate) -> bool:
    """Whether pods only run when somebody tests the release."""
    return "test" in pod.manifest.annotations.get("helm.sh/hook", "")


def _service_port(destination: Destination) -> ServicePort | None:
    service, wanted = destination.service, destination.use.address.port
    if service is None:
        return None
    if wanted is None:
        return service.ports[0] if len(service.ports) == 1 else None
    return next((port for port in service.ports if port.number == wanted), None)


def _servers(
    destination: Destination, port: ServicePort | None, cluster: Cluster
) -> Mapping[PodTemplate, int]:
    service, wanted = destination.service, destination.use.address.port
    if service is None or service.selector is None:
        return {}
    if service.is_headless and wanted is not None:
        pods: Sequence[PodTemplate] = cluster.manifests.select_pods(service.namespace, service.selector)
        return dict.fromkeys(pods, wanted)
    return reached(service, port, cluster) if port is not None else {}


def _to_elsewhere(
    destination: Destination, direction: Direction, policies: Policies, cluster: Cluster
) -> _Blocked | None:
    """Judge the way out to a Service of another namespace, and to a database outside of the cluster."""
    use = destination.use
    if direction is not Direction.EGRESS or destination.outcome is not Outcome.OUTSIDE:
        return None
    if destination.namespace and ".svc" in use.address.host:
        # Behind the Service's port, the pods may have another one.
        other, number = End.somewhere_in(destination.namespace, cluster), None
    elif use.address.scheme in DATABASE_SCHEMES and "." in use.address.host and not destination.namespace:
        other, number = OUTSIDE, use.address.port
    else:
        return None
    found = obstacle(policies, use.pod, direction, other=other, number=number)
    return _Blocked(destination, found, None, number) if found is not None else None
