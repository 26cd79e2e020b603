"""Security: pods that reach into their node, where no namespace decides about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.pod_security.baseline import CAPABILITIES
from podwright.verify.pod_security.constraints import constraint_violations
from podwright.verify.pod_security.levels import enforcement_in
from podwright.verify.pods import PodTemplate
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check

_BASELINE: Final = "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"
_HARMLESS_PATHS: Final = frozenset({"/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo"})
_RUNTIME_SOCKETS: Final = ("docker.sock", "containerd.sock", "crio.sock", "podman.sock")
_SYSTEM_NAMESPACES: Final = frozenset({"kube-system", "kube-node-lease", "kube-public"})


def _undecided_pods(cluster: Cluster) -> Iterator[PodTemplate]:
    """Yield the pods about which neither their namespace nor OpenShift decides.

    A level that the namespace enforces is a decision: it refuses, or it admits on purpose.
    """
    bound = cluster.once(constraint_violations)
    for pod in cluster.manifests.pods:
        if (
            pod not in bound
            and pod.namespace not in _SYSTEM_NAMESPACES
            and enforcement_in(cluster, pod.namespace) is None
        ):
            yield pod


@check(
    "privileged-container",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A container is privileged.",
    source=_BASELINE,
    same_as=SameAs(
        checkov=("CKV_K8S_16",),
        kube_linter=("privileged-container",),
        kube_score=("container-security-context-privileged",),
    ),
)
def privileged_container(cluster: Cluster) -> Iterator[Flaw]:
    """Find privileged containers."""
    for pod in _undecided_pods(cluster):
        for container in pod.containers:
            node = container.security_context["privileged"]
            if node.is_true:
                yield Flaw(
                    pod.manifest,
                    node,
                    f"{container} is as good as root on its node",
                    "Remove it and add the capability it needs, or label the namespace enforce: privileged",
                )


@check(
    "host-namespace",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A pod shares the network, the processes or the shared memory of its node.",
    source=_BASELINE,
    same_as=SameAs(
        checkov=("CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19"),
        kube_linter=("host-ipc", "host-network", "host-pid"),
    ),
)
def host_namespace(cluster: Cluster) -> Iterator[Flaw]:
    """Find pods in namespaces of the node."""
    for pod in _undecided_pods(cluster):
        for field, what in (("hostNetwork", "network"), ("hostPID", "processes"), ("hostIPC", "memory")):
            if pod.spec[field].is_true:
                yield Flaw(
                    pod.manifest,
                    pod.spec[field],
                    f"shares the node's {what}",
                    "Remove it, or label the namespace enforce: privileged",
                )


@check(
    "host-path",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A pod mounts a path of its node.",
    source="https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
    same_as=SameAs(
        checkov=("CKV_K8S_27",),
        kube_linter=("container-runtime-sock", "docker-sock", "sensitive-host-mounts", "writable-host-mount"),
    ),
)
def host_path(cluster: Cluster) -> Iterator[Flaw]:
    """Find host paths, but for the time zone."""
    for pod in _undecided_pods(cluster):
        for volume in pod.spec["volumes"]:
            path = volume.at("hostPath", "path").text
            if not path or path.rstrip("/") in _HARMLESS_PATHS:
                continue
            if path.endswith(_RUNTIME_SOCKETS):
                message = f"{path} hands the node's container runtime to the pod, and the node with it"
            else:
                message = f"mounts {path} of whatever node the pod is on"
            remedy = "Use emptyDir or a claim, or label the namespace enforce: privileged"
            yield Flaw(pod.manifest, volume["hostPath"], message, remedy)


@check(
    "host-port",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A container opens a port on its node.",
    source="https://kubernetes.io/docs/concepts/configuration/overview/#services",
    same_as=SameAs(checkov=("CKV_K8S_26",)),
)
def host_port(cluster: Cluster) -> Iterator[Flaw]:
    """Find host ports, unless the pod is on the node's network anyway."""
    for pod in _undecided_pods(cluster):
        if pod.spec["hostNetwork"].is_true:
            continue
        for container in pod.containers:
            for port in container.ports:
                number = port.node["hostPort"].integer
                if number:
                    message = f"opens port {number} on the node, for one pod of each node"
                    yield Flaw(pod.manifest, port.node["hostPort"], message, "Remove it; use a Service")


@check(
    "added-capability",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A container is given a capability beyond those that container runtimes grant.",
    source=_BASELINE,
    same_as=SameAs(checkov=("CKV_K8S_25", "CKV_K8S_39")),
)
def added_capability(cluster: Cluster) -> Iterator[Flaw]:
    """Find added capabilities that the baseline profile does not know."""
    for pod in _undecided_pods(cluster):
        for container in pod.containers:
            for node in container.security_context.at("capabilities", "add"):
                if node.text and node.text not in CAPABILITIES:
                    yield _added(pod, node)


def _added(pod: PodTemplate, node: Node) -> Flaw:
    return Flaw(
        pod.manifest,
        node,
        f"{node.text} lets the container reach into its node",
        "Remove it, or label the namespace enforce: privileged",
    )
