"""Identity: names inside of objects: ports, environment variables, keys of data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify import naming
from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.pods import Container
from podwright.verify.provided import CONFIG_MAP, SECRET
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.target import KubernetesVersion

_RELAXED_ENV_SINCE: Final = KubernetesVersion(1, 32)
_LARGEST_DATA: Final = 1024 * 1024


@check(
    "invalid-port-name",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="The name of a port is missing, or has a form that the API server refuses.",
    source="https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services",
)
def invalid_port_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find illegal names of ports, and nameless ports of a Service that has several."""
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for port in container.ports:
                fault = naming.port_name(port.name) if port.name else None
                if fault is not None:
                    yield Flaw(pod.manifest, port.node["name"], fault.message, fault.remedy)
    for service in cluster.manifests.services:
        for service_port in service.ports:
            node = service_port.node["name"]
            if service_port.name and (fault := naming.dns_label(service_port.name)):
                yield Flaw(service.manifest, node, fault.message, fault.remedy)
            elif not service_port.name and len(service.ports) > 1:
                message = "is missing, and the Service has several ports"
                yield Flaw(service.manifest, node, message, "Name every port")


@check(
    "duplicate-port-name",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="Two ports of a container, or of a Service, have one name.",
    source="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports",
)
def duplicate_port_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find port names that occur twice where the API server wants them unique."""
    groups = [
        (pod.manifest, [port.node["name"] for port in container.ports])
        for pod in cluster.manifests.pods
        for container in pod.containers
    ]
    groups += [
        (service.manifest, [port.node["name"] for port in service.ports])
        for service in cluster.manifests.services
    ]
    for manifest, names in groups:
        seen: set[str] = set()
        for node in names:
            if node.text and node.text in seen:
                yield Flaw(
                    manifest, node, f"{node.text!r} is the name of another port", "Name it differently"
                )
            seen.add(node.text)


@check(
    "duplicate-container-name",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="An init container and a container of a pod have one name.",
    source="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#containers",
)
def duplicate_container_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find names that init containers share with containers; two within one list are duplicate entries."""
    for pod in cluster.manifests.pods:
        first = {container["name"].text for container in pod.spec["initContainers"]}
        for container in pod.spec["containers"]:
            name = container["name"]
            if name.text and name.text in first:
                message = f"{name.text!r} is the name of an init container"
                yield Flaw(pod.manifest, name, message, "Name it differently")


@check(
    "invalid-env-name",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="The name of an environment variable has a form that the API server refuses.",
    source="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables",
)
def invalid_env_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find illegal names of environment variables."""
    relaxed = cluster.target.kubernetes_version >= _RELAXED_ENV_SINCE
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for variable in container.env:
                fault = naming.env_name(variable.name, relaxed=relaxed) if variable.name else None
                if fault is not None:
                    yield Flaw(pod.manifest, variable.node["name"], fault.message, fault.remedy)


@check(
    "unreadable-env-name",
    family=Family.IDENTITY,
    severity=Severity.WARNING,
    summary="An environment variable has a name that programs do not read.",
    source="https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html",
)
def unreadable_env_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find variables such as ``log-level``: shells skip them, and programs look for ``LOG_LEVEL``."""
    relaxed = cluster.target.kubernetes_version >= _RELAXED_ENV_SINCE
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for variable in container.env:
                fault = naming.shell_name(variable.name) if variable.name else None
                is_refused = naming.env_name(variable.name, relaxed=relaxed) is not None
                if fault is not None and not is_refused:
                    yield Flaw(pod.manifest, variable.node["name"], fault.message, fault.remedy)
            for node, key, name in _imported(container, cluster):
                fault = naming.shell_name(name)
                if fault is not None:
                    message = f"sets {name!r} from the key {key!r}, which no program reads"
                    remedy = f"{fault.remedy} as the key, or read the key with a valueFrom of its own"
                    yield Flaw(pod.manifest, node, message, remedy)


def _imported(container: Container, cluster: Cluster) -> Iterator[tuple[Node, str, str]]:
    """Yield source, key and name of every variable that ``envFrom`` sets, as far as keys are known."""
    for source in container.node["envFrom"]:
        prefix = source["prefix"].text
        for field, kind in (("configMapRef", CONFIG_MAP), ("secretRef", SECRET)):
            name = source.at(field, "name")
            if name.text:
                keys = cluster.keys_of(kind, container.pod.namespace, name.text) or frozenset()
                for key in sorted(keys):
                    yield name, key, f"{prefix}{key}"


@check(
    "invalid-data-key",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="A key of a ConfigMap or Secret has a form that the API server refuses.",
    source="https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object",
)
def invalid_data_key(cluster: Cluster) -> Iterator[Flaw]:
    """Find illegal keys, and keys that stand in ``data`` and in ``binaryData``."""
    for kind in (CONFIG_MAP, SECRET):
        for manifest in cluster.manifests.of_kind(kind):
            for field in ("data", "binaryData", "stringData"):
                for key, node in manifest.root[field].items():
                    fault = naming.data_key(key)
                    if fault is not None:
                        yield Flaw(manifest, node, fault.message, fault.remedy)
            for key, node in manifest.root["binaryData"].items():
                if key in manifest.root["data"].mapping:
                    yield Flaw(manifest, node, f"{key!r} stands in data, too", "Keep one of the two")


@check(
    "data-too-large",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="A ConfigMap or Secret holds more than 1 MiB.",
    source="https://kubernetes.io/docs/concepts/configuration/configmap/#motivation",
)
def data_too_large(cluster: Cluster) -> Iterator[Flaw]:
    """Find ConfigMaps and Secrets that the API server refuses for their size."""
    for kind in (CONFIG_MAP, SECRET):
        for manifest in cluster.manifests.of_kind(kind):
            fields = [manifest.root[field] for field in ("data", "binaryData", "stringData")]
            size = sum(_size(node, encoded=_is_encoded(kind, node)) for node in fields)
            if size > _LARGEST_DATA:
                message = f"holds {size:,} bytes, more than {_LARGEST_DATA:,}"
                yield Flaw(
                    manifest, manifest.root["data"], message, "Split it, or mount a volume or an image"
                )


def _is_encoded(kind: str, node: Node) -> bool:
    return node.key == "binaryData" or (kind == SECRET and node.key == "data")


def _size(node: Node, *, encoded: bool) -> int:
    """Return how many bytes a map of data holds; base64 makes four of three."""
    total = 0
    for _, value in node.items():
        text = value.text
        total += len(text) * 3 // 4 if encoded else len(text.encode(errors="replace"))
    return total
