"""Security: containers that do not run as root may write to their claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, ContainerRole, PodTemplate
from podwright.verify.references.claims import CLAIM
from podwright.verify.rules import Family, Flaw, Severity, check

_SHARED: Final = frozenset({"ReadWriteMany", "ReadOnlyMany"})


@check(
    "claim-without-group",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A container that does not run as root writes to a claim, which belongs to root when it is new.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod",
)
def claim_without_group(cluster: Cluster) -> Iterator[Flaw]:
    """Find pods with a user and a claim, and without ``fsGroup``; OpenShift gives every pod one."""
    if cluster.target.is_openshift:
        return
    for pod in cluster.manifests.pods:
        context = pod.spec["securityContext"]
        if context["fsGroup"].present or context["supplementalGroups"].sequence:
            continue
        found = next(_writers(pod, cluster), None)
        if found is not None:
            container, volume, user = found
            message = f"is missing, and {container} writes to the volume {volume} as user {user}"
            remedy = "Write the group that the container runs as, and fsGroupChangePolicy: OnRootMismatch"
            yield Flaw(pod.manifest, context["fsGroup"], message, remedy)


def _writers(pod: PodTemplate, cluster: Cluster) -> Iterator[tuple[Container, str, int]]:
    prepared = {
        mount.volume for one in pod.containers if one.role is ContainerRole.INIT for mount in one.mounts
    }
    for container in pod.serving_containers:
        user = _user_of(container)
        if not user:
            continue
        for mount in container.mounts:
            # An init container may have given it to the user.
            if mount.read_only or mount.volume in prepared:
                continue
            if _is_new(pod.volumes.get(mount.volume, Node(None)), pod, cluster):
                yield container, mount.volume, user


def _user_of(container: Container) -> int:
    """Return the user that a container is told to run as; 0 for root, and where the image decides."""
    own = container.security_context["runAsUser"]
    return (own if own else container.pod.spec.at("securityContext", "runAsUser")).integer or 0


def _is_new(volume: Node, pod: PodTemplate, cluster: Cluster) -> bool:
    """Whether a volume is provisioned empty, for the pods of one node: others keep owners of their own."""
    if volume["metadata"]:  # a claim template of a StatefulSet
        spec = volume["spec"]
    elif volume.at("persistentVolumeClaim", "readOnly").is_true:
        return False
    else:
        name = volume.at("persistentVolumeClaim", "claimName").text
        claim = cluster.manifests.find(CLAIM, "", pod.namespace, name) if name else None
        if claim is None:
            return False
        spec = claim.spec
    given = (spec["volumeName"], spec["dataSource"], spec["dataSourceRef"], spec["selector"])
    modes = spec["accessModes"].strings
    return bool(modes) and not any(given) and _SHARED.isdisjoint(modes) and spec["volumeMode"].text != "Block"
