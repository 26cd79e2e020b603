"""OpenShift's security context constraints: what *restricted-v2* admits.

Every authenticated user and service account may use *restricted-v2*, and only that one, unless somebody
grants another one. Source:
https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/authentication_and_authorization/managing-pod-security-policies
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from podwright.verify.accounts.permissions import Grant, permissions_of, user_of
from podwright.verify.cluster import Cluster
from podwright.verify.nodes import Node
from podwright.verify.pod_security.baseline import baseline_violations
from podwright.verify.pod_security.levels import Level
from podwright.verify.pod_security.restricted import volume_types
from podwright.verify.pod_security.violations import Judged, Violation
from podwright.verify.pods import DEFAULT_SERVICE_ACCOUNT, PodTemplate

RESTRICTED: Final = frozenset({"restricted", "restricted-v2", "restricted-v3"})

_GROUP: Final = "security.openshift.io"
_ROLE_PREFIX: Final = "system:openshift:scc:"
_UID_RANGE: Final = "openshift.io/sa.scc.uid-range"
_GROUP_RANGE: Final = "openshift.io/sa.scc.supplemental-groups"
_FIRST_ALLOCATED: Final = 1_000_000_000
_LAST: Final = 2**63 - 1


def constraint_violations(cluster: Cluster) -> Mapping[PodTemplate, Sequence[Violation]]:
    """Return what *restricted-v2* refuses, for the pods that are bound to it; for ``cluster.once``.

    A pod is bound to it when its service account is among the manifests, or the default one, and no
    binding among them grants it more. A bare Pod is not: it may use what its author may use.
    """
    if not cluster.target.is_openshift:
        return {}
    permissions = cluster.once(permissions_of)
    listed = frozenset(_listed_users(cluster))
    found: dict[PodTemplate, Sequence[Violation]] = {}
    for pod in cluster.manifests.pods:
        account = pod.service_account
        is_known = account == DEFAULT_SERVICE_ACCOUNT or cluster.manifests.find(
            "ServiceAccount", "", pod.namespace, account
        )
        grants = permissions.of(pod.namespace, account)
        if (
            pod.manifest.kind == "Pod"
            or not is_known
            or user_of(pod.namespace, account) in listed
            or any(_may_grant_more(grant) for grant in grants)
        ):
            continue
        found[pod] = tuple(_violations(cluster, pod))
    return found


def _listed_users(cluster: Cluster) -> Iterator[str]:
    for constraints in cluster.manifests.of_kind("SecurityContextConstraints", _GROUP):
        yield from constraints.root["users"].strings


def _may_grant_more(grant: Grant) -> bool:
    if grant.role_name.startswith(_ROLE_PREFIX):
        return grant.role_name.removeprefix(_ROLE_PREFIX) not in RESTRICTED
    if not grant.roles:
        # view, edit, admin and system: roles grant no constraints; what others grant is not known.
        return grant.role_name not in ("admin", "edit", "view") and not grant.role_name.startswith("system:")
    return not grant.is_known or any(_uses_constraints(rule) for rule in grant.rules)


def _uses_constraints(rule: Node) -> bool:
    names = set(rule["resourceNames"].strings)
    return (
        not {"use", "*"}.isdisjoint(rule["verbs"].strings)
        and not {_GROUP, "*"}.isdisjoint(rule["apiGroups"].strings)
        and not {"securitycontextconstraints", "*"}.isdisjoint(rule["resources"].strings)
        and (not names or bool(names - RESTRICTED))
    )


def _violations(cluster: Cluster, pod: PodTemplate) -> Iterator[Violation]:
    judged = Judged(pod=pod, version=cluster.target.kubernetes_version)
    for violation in baseline_violations(judged):
        # Its own rules for capabilities, SELinux and seccomp stand below.
        if not {"capabilities", "seLinuxOptions", "seccompProfile", "host"} & set(
            violation.node.path.segments
        ):
            yield violation
    yield from volume_types(judged)
    yield from _escalation(judged)
    yield from _identities(cluster, judged)
    yield from _profiles(judged)


def _refused(node: Node, message: str, remedy: str) -> Violation:
    return Violation(level=Level.RESTRICTED, node=node, message=message, remedy=remedy)


def _escalation(judged: Judged) -> Iterator[Violation]:
    for container in judged.containers:
        context = container["securityContext"]
        if context["allowPrivilegeEscalation"].is_true:
            node = context["allowPrivilegeEscalation"]
            yield _refused(node, "allows a process to gain privileges", "Write false")
        for node in context.at("capabilities", "add"):
            if node.text and node.text != "NET_BIND_SERVICE":
                yield _refused(node, f"adds the capability {node.text}", "Remove it")


def _identities(cluster: Cluster, judged: Judged) -> Iterator[Violation]:
    namespace = cluster.manifests.namespaces.get(judged.pod.namespace)
    annotations = namespace.annotations if namespace is not None else {}
    users = _range(annotations.get(_UID_RANGE, ""))
    groups = _range(annotations.get(_GROUP_RANGE, "")) or users
    yield from _outside(judged.context["fsGroup"], groups, "group")
    for context in judged.contexts:
        yield from _outside(context["runAsUser"], users, "user")
        for field in ("user", "role", "type"):
            node = context.at("seLinuxOptions", field)
            if node.text:
                yield _refused(node, f"sets the SELinux {field}", "Remove it; the namespace decides")


def _outside(node: Node, allowed: tuple[int, int] | None, what: str) -> Iterator[Violation]:
    number = node.integer
    if number is None:
        return
    first, last = allowed or (_FIRST_ALLOCATED, _LAST)
    if not first <= number <= last:
        bounds = f"{first} to {last}" if allowed else f"from {first} on"
        message = f"fixes the {what} {number}, outside of the namespace's range ({bounds})"
        yield _refused(node, message, "Remove it; OpenShift gives the pods one of the namespace's range")


def _range(text: str) -> tuple[int, int] | None:
    """Read ``1000650000/10000`` or ``1000650000-1000659999``; of several ranges the first one counts."""
    first = text.partition(",")[0]
    start, slash, size = first.partition("/")
    if slash and start.isdecimal() and size.isdecimal():
        return int(start), int(start) + int(size) - 1
    start, dash, end = first.partition("-")
    if dash and start.isdecimal() and end.isdecimal():
        return int(start), int(end)
    return None


def _profiles(judged: Judged) -> Iterator[Violation]:
    for context in judged.contexts:
        node = context.at("seccompProfile", "type")
        if node.text and node.text != "RuntimeDefault":
            yield _refused(node, f"asks for the seccomp profile {node.text}", "Write RuntimeDefault")
