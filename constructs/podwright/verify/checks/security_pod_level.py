"""Security: what the namespace, or OpenShift, admits of a pod."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.pod_security.constraints import constraint_violations
from podwright.verify.pod_security.levels import LEVELS, MODES, PREFIX, enforcement_in, read_version
from podwright.verify.pod_security.standards import violations
from podwright.verify.pods import PodTemplate
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.target import KubernetesVersion

_LABELS: Final = tuple(f"{PREFIX}{mode}{suffix}" for mode in MODES for suffix in ("", "-version"))
_SECCOMP_OF_POD: Final = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_OF_CONTAINER: Final = "container.seccomp.security.alpha.kubernetes.io/"


@check(
    "pod-security-violation",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="The Pod Security level that the namespace enforces does not admit the pods.",
    source="https://kubernetes.io/docs/concepts/security/pod-security-standards/",
)
def pod_security_violation(cluster: Cluster) -> Iterator[Flaw]:
    """Find what the level of the namespace refuses.

    On OpenShift, the security context constraints fill in what is only missing before the level is
    judged, and refuse by themselves much of what is there.
    """
    bound = cluster.once(constraint_violations)
    for pod in cluster.manifests.pods:
        enforced = enforcement_in(cluster, pod.namespace)
        if enforced is None:
            continue
        told = {str(violation.node.path) for violation in bound.get(pod, ())}
        for violation in violations(pod, enforced.level, enforced.version):
            filled_in = violation.is_absence and cluster.target.is_openshift
            if not filled_in and str(violation.node.path) not in told:
                message = f"{violation.message}, which {pod.namespace} refuses (enforce: {enforced.level})"
                yield Flaw(pod.manifest, violation.node, message, violation.remedy)


@check(
    "scc-violation",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="OpenShift's restricted-v2 constraints do not admit the pods.",
    source="https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/authentication_and_authorization/managing-pod-security-policies",
)
def scc_violation(cluster: Cluster) -> Iterator[Flaw]:
    """Find what restricted-v2 refuses in pods that may use nothing else."""
    for pod, found in cluster.once(constraint_violations).items():
        for violation in found:
            message = f"{violation.message}, which restricted-v2 refuses"
            yield Flaw(pod.manifest, violation.node, message, violation.remedy)


@check(
    "invalid-pod-security-level",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="A Pod Security label of a namespace has no meaning.",
    source="https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces",
)
def invalid_pod_security_level(cluster: Cluster) -> Iterator[Flaw]:
    """Find unknown labels, levels and versions: the server refuses these, or ignores the label."""
    for namespace in cluster.manifests.namespaces.values():
        for key, node in namespace.metadata["labels"].items():
            if not key.startswith(PREFIX) or not node.text:
                continue
            if key not in _LABELS:
                near = get_close_matches(key, _LABELS, n=1)
                remedy = f"Write {near[0]}" if near else f"Write one of {', '.join(_LABELS)}"
                yield Flaw(namespace, node, f"{key} is no Pod Security label, so that it is ignored", remedy)
            elif key.endswith("-version"):
                if read_version(node.text, latest=cluster.target.kubernetes_version) is None:
                    yield Flaw(namespace, node, f"{node.text!r} is no version", "Write latest, or v1.33")
            elif node.text not in LEVELS:
                near = get_close_matches(node.text, LEVELS, n=1)
                remedy = f"Write {near[0]}" if near else "Write privileged, baseline or restricted"
                yield Flaw(namespace, node, f"{node.text!r} is no Pod Security level", remedy)


@check(
    "ignored-seccomp-annotation",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A seccomp profile is asked for by an annotation that Kubernetes no longer reads.",
    source="https://kubernetes.io/docs/tutorials/security/seccomp/",
)
def ignored_seccomp_annotation(cluster: Cluster) -> Iterator[Flaw]:
    """Find seccomp annotations without the field that replaced them; they end with Kubernetes 1.27."""
    if cluster.target.kubernetes_version < KubernetesVersion(1, 27):
        return
    for pod in cluster.manifests.pods:
        for key, node in pod.node.at("metadata", "annotations").items():
            if _asks_for_seccomp(key) and not _has_profile(pod, key.removeprefix(_SECCOMP_OF_CONTAINER)):
                yield Flaw(
                    pod.manifest,
                    node,
                    "has had no effect since Kubernetes 1.27: the pod runs without this seccomp profile",
                    "Write securityContext: {seccompProfile: {type: RuntimeDefault}}",
                )


def _asks_for_seccomp(key: str) -> bool:
    return key == _SECCOMP_OF_POD or key.startswith(_SECCOMP_OF_CONTAINER)


def _has_profile(pod: PodTemplate, container: str) -> bool:
    """Whether the field says the same: of the pod, of the container, or of all of them."""
    if pod.spec.at("securityContext", "seccompProfile"):
        return True
    named = [one for one in pod.containers if one.name == container] or pod.containers
    return all(one.security_context["seccompProfile"] for one in named)
