"""Who may connect to whom in an environment: everything that its network policies let through, as a table.

An end is called by a name: a workload's component, or what stands around the namespace.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.charts.tarsy.places import Place
from tests.charts.tarsy.reading import Manifests
from tests.network import End, Host, Network, Pod
from tests.systems import pod_template

Connections = set[tuple[str, str, int]]

# 22 to 9402 are what others listen on, the rest what somebody listens on here.
PORTS = (22, 53, 80, 443, 4180, 5353, 5432, 6443, 8080, 8089, 8443, 9090, 9402, 50051)
_WORKLOADS = ("CronJob", "Deployment", "Job", "StatefulSet")
_NAME = "kubernetes.io/metadata.name"
# cert-manager starts it, and removes it when a host is proved.
_SOLVER = {"acme.cert-manager.io/http01-solver": "true"}

# The API server listens on hosts; which ones, no manifest knows. It is 443 to nobody here.
API_SERVER_PORT = 6443


def around(place: Place) -> dict[str, End]:
    """Return what stands around the namespace of an environment."""

    def pod(namespace: str, **labels: str) -> Pod:
        return Pod(namespace=namespace, namespace_labels={_NAME: namespace, **labels})

    return {
        "router": Pod(namespace="router", namespace_labels=place.router),
        "prometheus": pod(place.prometheus),
        "client": Pod(namespace="clients", namespace_labels={_NAME: "clients", "tarsy-api-client": "true"}),
        "dns": pod(place.dns[0]),
        "stranger": pod("default"),
        "neighbour": Pod(namespace=place.namespace, namespace_labels={_NAME: place.namespace}),
        "api server": Host("192.0.2.10"),
        "github": Host("140.82.112.3"),
        "a pod's address": Host("10.129.4.7" if place.pod_network == "10.128.0.0/14" else "10.244.4.7"),
        "a service's address": Host("172.30.0.1" if place.pod_network == "10.128.0.0/14" else "10.96.0.1"),
        # Hands out the credentials of the machine, on most clouds.
        "metadata service": Host("169.254.169.254"),
    }


def within(place: Place, manifests: Manifests) -> dict[str, Pod]:
    """Return what runs in the namespace of an environment, by its component."""
    labels = [
        pod_template(found)["metadata"]["labels"]
        for found in manifests.values()
        if found["kind"] in _WORKLOADS
    ]
    named = {found["app.kubernetes.io/component"]: found for found in labels}
    assert len(named) == len(labels)
    return {name: _own(place, found) for name, found in {**named, "solver": _SOLVER}.items()}


def possible(place: Place, manifests: Manifests, protocol: str = "TCP") -> Connections:
    """Return every connection in which somebody of the environment takes part: from, to, port."""
    network = Network(found for found in manifests.values() if found["kind"] == "NetworkPolicy")
    inside = within(place, manifests)
    ends: Mapping[str, End] = {**around(place), **inside}
    return {
        (source, target, port)
        for source, one in ends.items()
        for target, other in ends.items()
        for port in PORTS
        if source != target
        and {source, target} & {*inside, "neighbour"}
        and network.allows(one, other, port, protocol)
    }


def into(place: Place, manifests: Manifests, target: str) -> set[tuple[str, int]]:
    """Return who may connect to a workload, and to which of its ports."""
    return {(source, port) for source, to, port in possible(place, manifests) if to == target}


def _own(place: Place, labels: Mapping[str, str]) -> Pod:
    return Pod(namespace=place.namespace, labels=labels, namespace_labels={_NAME: place.namespace})
