"""What admission would say about the pods of manifests: the tests' own judge, independent of the library.

Two sets of rules, each as a function from a manifest to what it violates:

- Pod Security Standards, profile *restricted*: https://kubernetes.io/docs/concepts/security/pod-security-standards/
- OpenShift's security context constraints *restricted-v2*, for a pod that shall fit any namespace and so must
  leave users, groups and SELinux labels to it:
  https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Fields = Mapping[str, Any]
Manifests = Mapping[str, Fields]

_POD_OF: Mapping[str, tuple[str, ...]] = {
    "Pod": (),
    "PodTemplate": ("template",),
    "ReplicationController": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}

_VOLUME_TYPES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
_SYSCTLS = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_syncookies",
}
_SELINUX_TYPES = {"container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"


def pod_of(manifest: Fields) -> Fields | None:
    """Return the pod (metadata and spec) that an object is or makes, or None."""
    path = _POD_OF.get(manifest["kind"])
    if path is None:
        return None
    pod = manifest
    for part in path:
        pod = pod[part]
    return pod


def containers_of(spec: Fields) -> Iterator[tuple[str, Fields]]:
    """Return every container of a pod's spec with its place."""
    for group in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(spec.get(group, ())):
            yield f"{group}[{index}]", container


def assert_every_namespace_admits(*, openshift: Manifests, kubernetes: Manifests) -> None:
    """Assert that pods run in namespaces of profile restricted, and under restricted-v2 on OpenShift.

    Args:
        openshift: what a construct emits on OpenShift.
        kubernetes: what it emits on plain Kubernetes.
    """
    for manifests in (openshift, kubernetes):
        assert [manifest for manifest in manifests.values() if pod_of(manifest)], "there are no pods to judge"
        for manifest in manifests.values():
            assert restricted_violations(manifest) == []
    for manifest in openshift.values():
        assert restricted_v2_violations(manifest) == []


def restricted_violations(manifest: Fields) -> list[str]:
    """Return what an object's pods violate of the Pod Security profile *restricted*, baseline included."""
    pod = pod_of(manifest)
    if pod is None:
        return []
    spec = pod["spec"]
    found = [*_baseline_of_pod(pod), *_volume_types(spec)]
    security = spec.get("securityContext", {})
    if security.get("runAsUser") == 0:
        found.append("securityContext.runAsUser: is 0")
    for place, container in containers_of(spec):
        found += (f"{place}.{violation}" for violation in _baseline_of_container(container))
        found += (f"{place}.{violation}" for violation in _restricted_of_container(container, security))
    return found


def restricted_v2_violations(manifest: Fields) -> list[str]:
    """Return why OpenShift's restricted-v2 might not admit an object's pods in some namespace."""
    pod = pod_of(manifest)
    if pod is None:
        return []
    spec = pod["spec"]
    found = [*_host_access(spec), *_volume_types(spec)]
    contexts = [("", spec.get("securityContext", {}))]
    contexts += [(f"{place}.", c.get("securityContext", {})) for place, c in containers_of(spec)]
    for place, context in contexts:
        found += (
            f"{place}securityContext.{field}: the namespace's range decides it"
            for field in ("runAsUser", "runAsGroup", "fsGroup", "seLinuxOptions")
            if field in context
        )
        profile = context.get("seccompProfile", {}).get("type", "RuntimeDefault")
        if profile != "RuntimeDefault":
            found.append(f"{place}securityContext.seccompProfile.type: is {profile}")
    for place, container in containers_of(spec):
        found += (f"{place}.{violation}" for violation in _escalation(container))
        found += (f"{place}.{violation}" for violation in _host_ports(container))
    return found


def _baseline_of_pod(pod: Fields) -> Iterator[str]:
    spec = pod["spec"]
    security = spec.get("securityContext", {})
    yield from _host_access(spec)
    yield from _context_of_baseline(security)
    for sysctl in security.get("sysctls", ()):
        if sysctl["name"] not in _SYSCTLS:
            yield f"securityContext.sysctls: {sysctl['name']}"
    for key, value in pod.get("metadata", {}).get("annotations", {}).items():
        if key.startswith(_APPARMOR) and value != "runtime/default" and not value.startswith("localhost/"):
            yield f"metadata.annotations: {key}"


def _baseline_of_container(container: Fields) -> Iterator[str]:
    security = container.get("securityContext", {})
    yield from _context_of_baseline(security)
    yield from _host_ports(container)
    if security.get("privileged"):
        yield "securityContext.privileged: is true"
    if security.get("procMount", "Default") != "Default":
        yield "securityContext.procMount: is not Default"
    handlers = {name: container.get(name, {}) for name in ("livenessProbe", "readinessProbe", "startupProbe")}
    handlers |= {f"lifecycle.{name}": handler for name, handler in container.get("lifecycle", {}).items()}
    for name, handler in handlers.items():
        for action in ("httpGet", "tcpSocket"):
            if handler.get(action, {}).get("host"):
                yield f"{name}.{action}.host: is set"


def _context_of_baseline(security: Fields) -> Iterator[str]:
    selinux = security.get("seLinuxOptions", {})
    if selinux.get("type", "container_t") not in _SELINUX_TYPES or selinux.get("user") or selinux.get("role"):
        yield "securityContext.seLinuxOptions: not of a container"
    if security.get("seccompProfile", {}).get("type") == "Unconfined":
        yield "securityContext.seccompProfile.type: is Unconfined"
    if security.get("appArmorProfile", {}).get("type") == "Unconfined":
        yield "securityContext.appArmorProfile.type: is Unconfined"
    if security.get("windowsOptions", {}).get("hostProcess"):
        yield "securityContext.windowsOptions.hostProcess: is true"


def _restricted_of_container(container: Fields, pod_security: Fields) -> Iterator[str]:
    security = container.get("securityContext", {})
    yield from _escalation(container)
    # What the container says counts, then what the pod says.
    if not security.get("runAsNonRoot", pod_security.get("runAsNonRoot", False)):
        yield "securityContext.runAsNonRoot: is not true"
    if security.get("runAsUser") == 0:
        yield "securityContext.runAsUser: is 0"
    profile = security.get("seccompProfile", pod_security.get("seccompProfile", {})).get("type")
    if profile not in {"RuntimeDefault", "Localhost"}:
        yield f"securityContext.seccompProfile.type: is {profile}"


def _escalation(container: Fields) -> Iterator[str]:
    security = container.get("securityContext", {})
    if security.get("privileged"):
        yield "securityContext.privileged: is true"
    if security.get("allowPrivilegeEscalation", True):
        yield "securityContext.allowPrivilegeEscalation: is not false"
    capabilities = security.get("capabilities", {})
    if "ALL" not in capabilities.get("drop", ()):
        yield "securityContext.capabilities.drop: lacks ALL"
    if set(capabilities.get("add", ())) - {"NET_BIND_SERVICE"}:
        yield "securityContext.capabilities.add: more than NET_BIND_SERVICE"


def _host_access(spec: Fields) -> Iterator[str]:
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(field):
            yield f"{field}: is true"


def _host_ports(container: Fields) -> Iterator[str]:
    for index, port in enumerate(container.get("ports", ())):
        if port.get("hostPort"):
            yield f"ports[{index}].hostPort: is set"


def _volume_types(spec: Fields) -> Iterator[str]:
    for index, volume in enumerate(spec.get("volumes", ())):
        for kind in sorted(set(volume) - {"name"} - _VOLUME_TYPES):
            yield f"volumes[{index}]: is a {kind}"
