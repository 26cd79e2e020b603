"""References to Services: what stands behind Ingresses, Routes, HTTPRoutes and webhooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import GroupKind
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.references.placement import Placement
from podwright.verify.services import Service


@dataclass(frozen=True, slots=True)
class ServiceReference:
    """An object names a Service, and mostly one of its ports.

    Attributes:
        manifest: the object.
        name: the field with the name.
        port: the field with the port's name or number; none when no port is named.
        namespace: where the Service is; empty: in the namespace of the object.
    """

    manifest: Manifest
    name: Node
    port: Node | None = None
    namespace: str = ""


def service_references(cluster: Cluster) -> Iterator[ServiceReference]:
    """Yield every reference to a Service by an object whose type is understood; Routes are their own."""
    for (group, kind), reader in _READERS.items():
        for manifest in cluster.manifests.of_kind(kind, group):
            yield from (reference for reference in reader(manifest) if reference.name.text)


def service_of(reference: ServiceReference, cluster: Cluster, placement: Placement) -> Service | None:
    """Return the Service that is named, none when it is not among the manifests."""
    for namespace in placement.namespaces_for(reference.manifest, reference.namespace):
        service = cluster.manifests.service(namespace, reference.name.text)
        if service is not None:
            return service
    return None


def _ingress(manifest: Manifest) -> Iterator[ServiceReference]:
    yield from _ingress_backend(manifest, manifest.spec["defaultBackend"])
    for rule in manifest.spec["rules"]:
        for path in rule["http"]["paths"]:
            yield from _ingress_backend(manifest, path["backend"])


def _ingress_backend(manifest: Manifest, backend: Node) -> Iterator[ServiceReference]:
    service = backend["service"]
    port = service["port"]
    # The load balancer controller of AWS takes this as the name of an annotation, not of a Service.
    if service and port["name"].text != "use-annotation":
        yield ServiceReference(manifest, service["name"], port["name"] if port["name"] else port["number"])


def route_backends(manifest: Manifest) -> Iterator[Node]:
    """Yield the Services behind an OpenShift Route."""
    for backend in (manifest.spec["to"], *manifest.spec["alternateBackends"]):
        if backend["kind"].text in ("", "Service") and backend["name"].text:
            yield backend


def _route(manifest: Manifest) -> Iterator[ServiceReference]:
    for backend in route_backends(manifest):
        yield ServiceReference(manifest, backend["name"])


def _gateway_route(manifest: Manifest) -> Iterator[ServiceReference]:
    for rule in manifest.spec["rules"]:
        references = [*rule["backendRefs"]]
        references += [entry["requestMirror"]["backendRef"] for entry in rule["filters"]]
        for reference in references:
            if reference["kind"].text in ("", "Service") and not reference["group"].text:
                port = reference["port"] if reference["port"] else None
                yield ServiceReference(manifest, reference["name"], port, reference["namespace"].text)


def _stateful_set(manifest: Manifest) -> Iterator[ServiceReference]:
    yield ServiceReference(manifest, manifest.spec["serviceName"])


def _webhooks(manifest: Manifest) -> Iterator[ServiceReference]:
    for webhook in manifest.root["webhooks"]:
        yield _of_client(manifest, webhook["clientConfig"]["service"])


def _definition(manifest: Manifest) -> Iterator[ServiceReference]:
    yield _of_client(manifest, manifest.spec.at("conversion", "webhook", "clientConfig", "service"))


def _api_service(manifest: Manifest) -> Iterator[ServiceReference]:
    yield _of_client(manifest, manifest.spec["service"])


def _of_client(manifest: Manifest, service: Node) -> ServiceReference:
    port = service["port"] if service["port"] else None
    return ServiceReference(manifest, service["name"], port, service["namespace"].text)


_READERS: Final[Mapping[GroupKind, Callable[[Manifest], Iterator[ServiceReference]]]] = {
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): _webhooks,
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): _webhooks,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _definition,
    ("apiregistration.k8s.io", "APIService"): _api_service,
    ("apps", "StatefulSet"): _stateful_set,
    ("gateway.networking.k8s.io", "GRPCRoute"): _gateway_route,
    ("gateway.networking.k8s.io", "HTTPRoute"): _gateway_route,
    ("gateway.networking.k8s.io", "TCPRoute"): _gateway_route,
    ("gateway.networking.k8s.io", "TLSRoute"): _gateway_route,
    ("networking.k8s.io", "Ingress"): _ingress,
    ("route.openshift.io", "Route"): _route,
}
