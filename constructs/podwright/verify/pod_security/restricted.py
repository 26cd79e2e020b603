"""The Pod Security Standard *restricted*, control by control; *baseline* comes on top.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.nodes import Node
from podwright.verify.pod_security.levels import Level
from podwright.verify.pod_security.violations import Judged, Violation
from podwright.verify.target import KubernetesVersion

_VOLUME_TYPES: Final = frozenset(
    [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ]
)
CONFINED: Final = frozenset({"RuntimeDefault", "Localhost"})
"""The seccomp profiles that confine a process."""


def restricted_violations(judged: Judged) -> Iterator[Violation]:
    """Yield what *restricted* refuses in a pod beyond *baseline*."""
    yield from volume_types(judged)
    if not (judged.has_own_users and judged.version >= KubernetesVersion(1, 34)):
        yield from _non_root(judged)
        yield from _root_user(judged)
    if judged.is_windows:
        return
    yield from _escalation(judged)
    yield from _seccomp(judged)
    yield from _capabilities(judged)


def _refused(node: Node, message: str, remedy: str, *, is_absence: bool = False) -> Violation:
    return Violation(level=Level.RESTRICTED, node=node, message=message, remedy=remedy, is_absence=is_absence)


def volume_types(judged: Judged) -> Iterator[Violation]:
    """Yield the volumes of types that *restricted* refuses; *restricted-v2* refuses the same."""
    for volume in judged.spec["volumes"]:
        for kind, node in volume.items():
            if kind not in _VOLUME_TYPES and kind not in ("name", "hostPath") and node:
                yield _refused(
                    node, f"is a volume of type {kind}", "Mount it through a PersistentVolumeClaim"
                )


def _escalation(judged: Judged) -> Iterator[Violation]:
    for container in judged.containers:
        node = container.at("securityContext", "allowPrivilegeEscalation")
        if node.boolean is not False:
            says = "allows" if node else "does not forbid"
            message = f"{says} a process to gain privileges"
            yield _refused(node, message, "Write allowPrivilegeEscalation: false", is_absence=not node)


def _non_root(judged: Judged) -> Iterator[Violation]:
    of_pod = judged.context["runAsNonRoot"]
    if of_pod.boolean is False:
        yield _refused(of_pod, "allows root", "Write runAsNonRoot: true")
    open_: list[Node] = []
    containers = list(judged.containers)
    for container in containers:
        node = container.at("securityContext", "runAsNonRoot")
        if node.boolean is False:
            yield _refused(node, "allows root", "Write runAsNonRoot: true, or leave it to the pod")
        elif node.boolean is None and not of_pod.is_true:
            open_.append(node)
    if of_pod.boolean is None:
        yield from _absences(
            open_, of_pod, containers, "does not forbid to run as root", "Write runAsNonRoot: true"
        )


def _root_user(judged: Judged) -> Iterator[Violation]:
    for context in judged.contexts:
        if context["runAsUser"].integer == 0:
            yield _refused(
                context["runAsUser"], "runs as root", "Write another user, or leave it to the image"
            )


def _seccomp(judged: Judged) -> Iterator[Violation]:
    of_pod = judged.context.at("seccompProfile", "type")
    containers = list(judged.containers)
    open_ = [
        node
        for container in containers
        if not (node := container.at("securityContext", "seccompProfile", "type"))
        and of_pod.text not in CONFINED
    ]
    if not of_pod:
        yield from _absences(
            open_,
            of_pod,
            containers,
            "has no seccomp profile",
            "Write seccompProfile: {type: RuntimeDefault}",
        )


def _absences(
    open_: list[Node], of_pod: Node, containers: list[Node], message: str, remedy: str
) -> Iterator[Violation]:
    """Yield one violation for the pod when every container leaves it to the pod, else one for each."""
    nodes = [of_pod] if open_ and len(open_) == len(containers) else open_
    for node in nodes:
        yield _refused(node, message, remedy, is_absence=True)


def _capabilities(judged: Judged) -> Iterator[Violation]:
    for container in judged.containers:
        capabilities = container.at("securityContext", "capabilities")
        if "ALL" not in capabilities["drop"].strings:
            message = "keeps capabilities that it need not have"
            yield _refused(
                capabilities["drop"], message, "Write capabilities: {drop: [ALL]}", is_absence=True
            )
        for node in capabilities["add"]:
            if node.text and node.text != "NET_BIND_SERVICE":
                yield _refused(node, f"adds the capability {node.text}", "Remove it")
