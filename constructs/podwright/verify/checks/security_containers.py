"""Security: how a container is confined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.images import DOCKER_HUB, parse_image
from podwright.verify.nodes import Node
from podwright.verify.pod_security.constraints import constraint_violations
from podwright.verify.pod_security.levels import Level, enforcement_in
from podwright.verify.pod_security.restricted import CONFINED
from podwright.verify.pods import Container, PodTemplate
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check

_FIRST_UNPRIVILEGED_PORT: Final = 1024
_SOCKETS: Final = ("/var/run/postgresql", "/run/postgresql")
_WRITTEN: Final = {
    "library/postgres": _SOCKETS,
    "pgvector/pgvector": _SOCKETS,
    "postgis/postgis": _SOCKETS,
    "timescale/timescaledb": _SOCKETS,
    "library/nginx": ("/var/cache/nginx",),
    "library/mysql": ("/var/run/mysqld", "/run/mysqld"),
    "library/mariadb": ("/run/mysqld", "/var/run/mysqld"),
}
"""Folders of the root filesystem without which images of Docker Hub do not start, under every name."""
_OVERRIDES: Final = ("socket", "config", "/etc/nginx", "/etc/mysql", "/etc/my.cnf")
"""What shows that such an image is told to write elsewhere."""


@check(
    "unhardened-container",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A container may do more than it needs: root, new privileges, capabilities or every system call.",
    source="https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
    same_as=SameAs(
        checkov=(
            "CKV_K8S_20",
            "CKV_K8S_23",
            "CKV_K8S_28",
            "CKV_K8S_29",
            "CKV_K8S_30",
            "CKV_K8S_31",
            "CKV_K8S_37",
        ),
        kube_linter=("drop-net-raw-capability", "privilege-escalation-container", "run-as-non-root"),
        kube_score=("container-seccomp-profile",),
    ),
)
def unhardened_container(cluster: Cluster) -> Iterator[Flaw]:
    """Find, once for each container, what it lacks of the restricted profile.

    Where a namespace enforces that profile, what lacks is refused, which is another finding; where it
    says that its pods are privileged, there is nothing to ask.
    """
    for pod in cluster.manifests.pods:
        enforced = enforcement_in(cluster, pod.namespace)
        decided = enforced is not None and enforced.level is Level.PRIVILEGED
        refused = enforced is not None and enforced.level is Level.RESTRICTED
        if decided or (refused and not cluster.target.is_openshift):
            continue
        if pod.spec.at("os", "name").text == "windows":
            continue
        for container in pod.containers:
            context = container.security_context
            if context["privileged"].is_true:
                continue
            lacking = list(_lacking(container))
            if lacking:
                fields = ", ".join(what for what, _ in lacking)
                node = lacking[0][1] if len(lacking) == 1 else context
                yield Flaw(
                    pod.manifest,
                    node,
                    f"{container} lacks {fields}",
                    "Write what lacks; the pod's securityContext can say it for all containers"
                    if _is_of_pod(lacking)
                    else "Write what lacks into the container's securityContext",
                )


def _lacking(container: Container) -> Iterator[tuple[str, Node]]:
    context, of_pod = container.security_context, container.pod.spec["securityContext"]
    non_root = context["runAsNonRoot"] if context["runAsNonRoot"] else of_pod["runAsNonRoot"]
    user = context["runAsUser"] if context["runAsUser"] else of_pod["runAsUser"]
    if not non_root.is_true and not user.integer and container.pod.spec["hostUsers"].boolean is not False:
        yield "runAsNonRoot: true", context["runAsNonRoot"]
    if context["allowPrivilegeEscalation"].boolean is not False:
        yield "allowPrivilegeEscalation: false", context["allowPrivilegeEscalation"]
    if not {"ALL", "all"} & set(context.at("capabilities", "drop").strings):
        yield "capabilities: {drop: [ALL]}", context.at("capabilities", "drop")
    profile = context["seccompProfile"] if context["seccompProfile"] else of_pod["seccompProfile"]
    if profile["type"].text not in CONFINED:
        yield "seccompProfile: {type: RuntimeDefault}", context["seccompProfile"]


def _is_of_pod(lacking: list[tuple[str, Node]]) -> bool:
    return all(node.key in ("runAsNonRoot", "seccompProfile") for _, node in lacking)


@check(
    "writable-root-filesystem",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A container can change its own files.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    same_as=SameAs(
        checkov=("CKV_K8S_22",),
        kube_linter=("no-read-only-root-fs",),
        kube_score=("container-security-context-readonlyrootfilesystem",),
    ),
)
def writable_root_filesystem(cluster: Cluster) -> Iterator[Flaw]:
    """Find containers whose root filesystem is not read-only."""
    for pod in cluster.manifests.pods:
        enforced = enforcement_in(cluster, pod.namespace)
        if enforced is not None and enforced.level is Level.PRIVILEGED:
            continue
        if pod.spec.at("os", "name").text == "windows":
            continue
        for container in pod.containers:
            node = container.security_context["readOnlyRootFilesystem"]
            if not node.is_true and not container.security_context["privileged"].is_true:
                yield Flaw(
                    pod.manifest,
                    node,
                    f"{container} can change its own files",
                    "Write readOnlyRootFilesystem: true, and mount an emptyDir where it writes",
                )


@check(
    "unwritable-path",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="An image cannot write where it has to, as its root filesystem is read-only.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
)
def unwritable_path(cluster: Cluster) -> Iterator[Flaw]:
    """Find well-known images that do not start on a read-only root filesystem without a volume."""
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            if not container.security_context["readOnlyRootFilesystem"].is_true:
                continue
            image = parse_image(container.image)
            if image is None or image.registry != DOCKER_HUB or _is_overridden(container):
                continue
            folders = _WRITTEN.get(image.repository, ())
            if folders and not any(_is_writable(container, folder) for folder in folders):
                yield Flaw(
                    pod.manifest,
                    container.node["volumeMounts"],
                    f"{image.name} writes to {folders[0]}, and the root filesystem is read-only",
                    f"Mount an emptyDir at {folders[0]}",
                )


def _is_overridden(container: Container) -> bool:
    told = [*container.node["command"].strings, *container.node["args"].strings]
    told += [mount.path for mount in container.mounts]
    return bool(container.node["command"].value) or any(word in text for text in told for word in _OVERRIDES)


def _is_writable(container: Container, folder: str) -> bool:
    return any(
        not mount.read_only and f"{folder}/".startswith(f"{mount.path.rstrip('/')}/")
        for mount in container.mounts
    )


@check(
    "non-root-as-root",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="A container must not run as root, and is told to be root.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
)
def non_root_as_root(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``runAsNonRoot: true`` with ``runAsUser: 0``: the kubelet refuses to start the container."""
    bound = cluster.once(constraint_violations)
    for pod in cluster.manifests.pods:
        enforced = enforcement_in(cluster, pod.namespace)
        if pod in bound or (enforced is not None and enforced.level is Level.RESTRICTED):
            continue  # it is not even admitted
        told: set[str] = set()
        for container in pod.containers:
            user, non_root = _identity(pod, container)
            if non_root.is_true and user.integer == 0 and str(user.path) not in told:
                told.add(str(user.path))
                yield Flaw(
                    pod.manifest,
                    user,
                    f"{container} must not run as root, and is told to be user 0",
                    "Write a user other than 0, or remove runAsNonRoot",
                )


def _identity(pod: PodTemplate, container: Container) -> tuple[Node, Node]:
    context, of_pod = container.security_context, pod.spec["securityContext"]
    user = context["runAsUser"] if context["runAsUser"] else of_pod["runAsUser"]
    non_root = context["runAsNonRoot"] if context["runAsNonRoot"] else of_pod["runAsNonRoot"]
    return user, non_root


@check(
    "pointless-capability",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A container may bind privileged ports, and has none.",
    source="https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
)
def pointless_capability(cluster: Cluster) -> Iterator[Flaw]:
    """Find NET_BIND_SERVICE on containers all of whose ports are above 1023."""
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            numbers = [port.number for port in container.ports]
            if not numbers or any(number is None or number < _FIRST_UNPRIVILEGED_PORT for number in numbers):
                continue
            for node in container.security_context.at("capabilities", "add"):
                if node.text == "NET_BIND_SERVICE":
                    listed = ", ".join(map(str, numbers))
                    message = f"NET_BIND_SERVICE is for ports below 1024, and {container} listens on {listed}"
                    yield Flaw(pod.manifest, node, message, "Remove it")
