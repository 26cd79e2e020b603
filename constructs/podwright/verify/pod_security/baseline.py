"""The Pod Security Standard *baseline*, control by control.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.nodes import Node
from podwright.verify.pod_security.levels import Level
from podwright.verify.pod_security.violations import Judged, Violation
from podwright.verify.target import KubernetesVersion

CAPABILITIES: Final = frozenset(
    [
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    ]
)
"""The capabilities that a container may add; container runtimes grant most of them anyway."""

_SYSCTLS: Final[tuple[tuple[int, str], ...]] = (
    (0, "kernel.shm_rmid_forced"),
    (0, "net.ipv4.ip_local_port_range"),
    (0, "net.ipv4.ip_unprivileged_port_start"),
    (0, "net.ipv4.ping_group_range"),
    (0, "net.ipv4.tcp_syncookies"),
    (27, "net.ipv4.ip_local_reserved_ports"),
    (29, "net.ipv4.tcp_fin_timeout"),
    (29, "net.ipv4.tcp_keepalive_intvl"),
    (29, "net.ipv4.tcp_keepalive_probes"),
    (29, "net.ipv4.tcp_keepalive_time"),
    (32, "net.ipv4.tcp_rmem"),
    (32, "net.ipv4.tcp_wmem"),
)
_SELINUX_TYPES: Final = frozenset(
    {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
)
_APPARMOR: Final = "container.apparmor.security.beta.kubernetes.io/"


def baseline_violations(judged: Judged) -> Iterator[Violation]:
    """Yield what *baseline* refuses in a pod."""
    yield from _host_namespaces(judged)
    yield from _host_paths(judged)
    yield from _host_ports(judged)
    yield from _host_process(judged)
    yield from _privileged(judged)
    yield from _capabilities(judged)
    yield from _selinux(judged)
    yield from _proc_mount(judged)
    yield from _unconfined(judged)
    yield from _apparmor_annotations(judged)
    yield from _sysctls(judged)
    if judged.version >= KubernetesVersion(1, 34):
        yield from _probe_hosts(judged)


def _refused(node: Node, message: str, remedy: str) -> Violation:
    return Violation(level=Level.BASELINE, node=node, message=message, remedy=remedy)


def _host_namespaces(judged: Judged) -> Iterator[Violation]:
    for field, what in (("hostNetwork", "network"), ("hostPID", "processes"), ("hostIPC", "shared memory")):
        if judged.spec[field].is_true:
            yield _refused(judged.spec[field], f"shares the node's {what}", "Remove it")


def _host_paths(judged: Judged) -> Iterator[Violation]:
    for volume in judged.spec["volumes"]:
        if volume["hostPath"]:
            path = volume.at("hostPath", "path").text or "a path"
            yield _refused(
                volume["hostPath"],
                f"mounts {path} of the node",
                "Use emptyDir, a claim, a ConfigMap or a Secret",
            )


def _host_ports(judged: Judged) -> Iterator[Violation]:
    for container in judged.containers:
        for port in container["ports"]:
            if port["hostPort"].integer:
                message = f"opens port {port['hostPort'].integer} on the node"
                yield _refused(port["hostPort"], message, "Remove it; a Service publishes the port")


def _host_process(judged: Judged) -> Iterator[Violation]:
    for context in judged.contexts:
        node = context.at("windowsOptions", "hostProcess")
        if node.is_true:
            yield _refused(node, "runs as a process of the Windows node", "Remove it")


def _privileged(judged: Judged) -> Iterator[Violation]:
    for container in judged.containers:
        node = container.at("securityContext", "privileged")
        if node.is_true:
            yield _refused(node, "is privileged: as good as root on the node", "Remove it")


def _capabilities(judged: Judged) -> Iterator[Violation]:
    for container in judged.containers:
        for node in container.at("securityContext", "capabilities", "add"):
            if node.text and node.text not in CAPABILITIES:
                yield _refused(node, f"adds the capability {node.text}", "Remove it")


def _selinux(judged: Judged) -> Iterator[Violation]:
    for context in judged.contexts:
        options = context["seLinuxOptions"]
        if options["type"].text not in _SELINUX_TYPES:
            message = f"sets the SELinux type {options['type'].text}"
            yield _refused(options["type"], message, "Remove it, or write container_t")
        for field in ("user", "role"):
            if options[field].text:
                yield _refused(options[field], f"sets the SELinux {field}", "Remove it")


def _proc_mount(judged: Judged) -> Iterator[Violation]:
    relaxed = judged.has_own_users and judged.version >= KubernetesVersion(1, 34)
    for container in judged.containers:
        node = container.at("securityContext", "procMount")
        if node.text not in ("", "Default") and not relaxed:
            yield _refused(node, f"mounts /proc {node.text.lower()}", "Remove it")


def _unconfined(judged: Judged) -> Iterator[Violation]:
    for context in judged.contexts:
        for field, what in (("seccompProfile", "seccomp"), ("appArmorProfile", "AppArmor")):
            node = context.at(field, "type")
            if node.text == "Unconfined":
                yield _refused(node, f"switches {what} off", "Write RuntimeDefault")


def _apparmor_annotations(judged: Judged) -> Iterator[Violation]:
    for key, node in judged.pod.node.at("metadata", "annotations").items():
        if key.startswith(_APPARMOR) and node.text == "unconfined":
            yield _refused(node, "switches AppArmor off", "Write runtime/default")


def _sysctls(judged: Judged) -> Iterator[Violation]:
    allowed = {name for minor, name in _SYSCTLS if judged.version >= KubernetesVersion(1, minor)}
    for sysctl in judged.context["sysctls"]:
        name = sysctl["name"].text.replace("/", ".")
        if name and name not in allowed:
            yield _refused(sysctl["name"], f"sets {name}, which reaches beyond the pod", "Remove it")


def _probe_hosts(judged: Judged) -> Iterator[Violation]:
    for container in judged.containers:
        hooks = [container[name] for name in ("livenessProbe", "readinessProbe", "startupProbe")]
        hooks += [container["lifecycle"][name] for name in ("postStart", "preStop")]
        for hook in hooks:
            for handler in ("httpGet", "tcpSocket"):
                node = hook[handler]["host"]
                if node.text:
                    message = f"makes the kubelet call {node.text}"
                    yield _refused(node, message, "Remove it; the pod's own address is called then")
