"""Identity: names are legal, and short enough for what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from podwright.verify import naming
from podwright.verify.cluster import Cluster
from podwright.verify.kinds import CLUSTER_SCOPED, GroupKind, is_openshift
from podwright.verify.manifests import Manifest
from podwright.verify.naming import Fault
from podwright.verify.nodes import Node
from podwright.verify.rules import Family, Flaw, Severity, check

_NAMES: Final = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"
_RBAC: Final = "rbac.authorization.k8s.io"

_FORMS: Final[Mapping[GroupKind, Callable[[str], Fault | None]]] = {
    ("", "Namespace"): naming.dns_label,
    ("", "Service"): naming.dns_label_1035,
    (_RBAC, "ClusterRole"): naming.path_segment,
    (_RBAC, "ClusterRoleBinding"): naming.path_segment,
    (_RBAC, "Role"): naming.path_segment,
    (_RBAC, "RoleBinding"): naming.path_segment,
    ("image.openshift.io", "ImageStream"): naming.path_segment,
}
_OPENSHIFT_GROUPS_WITH_DNS_NAMES: Final = frozenset(
    {"apps.openshift.io", "route.openshift.io", "template.openshift.io"}
)
_LONGEST: Final[Mapping[GroupKind, tuple[int, str]]] = {
    ("apps", "StatefulSet"): (52, "the label controller-revision-hash of its pods is the name and 11 more"),
    ("batch", "CronJob"): (52, "the names of its Jobs are the name and 11 more"),
    ("batch", "Job"): (63, "the label job-name of its pods is the name"),
}
_LONGEST_GENERATED_SUFFIX: Final = 5


@check(
    "missing-name",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="An object has no name.",
    source=_NAMES,
)
def missing_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find objects with neither ``name`` nor ``generateName``."""
    for manifest in cluster.manifests:
        named = manifest.metadata["name"].value or manifest.metadata["generateName"].value
        if manifest.kind and manifest.api_version and not named:
            yield Flaw(manifest, manifest.metadata["name"], "is missing", "Write metadata.name")


@check(
    "invalid-name",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="A name has a form that the API server refuses.",
    source=_NAMES,
)
def invalid_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find names of objects, containers and volumes that are not of the form their kind demands."""
    for manifest, node, fault in _faults(cluster):
        if not fault.is_length:
            yield Flaw(manifest, node, fault.message, fault.remedy)


@check(
    "name-too-long",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="A name is too long for its kind, or for what is made of it.",
    source=_NAMES,
)
def name_too_long(cluster: Cluster) -> Iterator[Flaw]:
    """Find names beyond the limit, counting what controllers append to them."""
    for manifest, node, fault in _faults(cluster):
        if fault.is_length:
            yield Flaw(manifest, node, fault.message, fault.remedy)
    for manifest in cluster.manifests:
        longest, reason = _LONGEST.get(manifest.group_kind, (0, ""))
        if longest and len(manifest.name) > longest:
            message = f"has {len(manifest.name)} characters, more than {longest}: {reason}"
            yield Flaw(manifest, manifest.metadata["name"], message, f"Shorten it to {longest}")
        elif manifest.group_kind == ("route.openshift.io", "Route") and not manifest.spec["host"]:
            label = f"{manifest.name}-{manifest.namespace}"
            if len(label) > naming.LONGEST_LABEL:
                message = f"makes the host {label}.…, whose first part has {len(label)} characters"
                yield Flaw(manifest, manifest.metadata["name"], message, "Shorten it, or write spec.host")


def _faults(cluster: Cluster) -> Iterator[tuple[Manifest, Node, Fault]]:
    for manifest in cluster.manifests:
        explain = _form_of(manifest.group_kind)
        name, generated = manifest.metadata["name"], manifest.metadata["generateName"]
        if explain is not None and name.text and (fault := explain(name.text)):
            yield manifest, name, fault
        elif explain is not None and generated.text and not name.text:
            fault = explain(generated.text + "x" * _LONGEST_GENERATED_SUFFIX)
            if fault is not None:
                yield manifest, generated, fault
    for pod in cluster.manifests.pods:
        named = [container.node["name"] for container in pod.containers]
        named += [volume["name"] for volume in pod.spec["volumes"]]
        for node in named:
            if node.text and (fault := naming.dns_label(node.text)):
                yield pod.manifest, node, fault


def _form_of(group_kind: GroupKind) -> Callable[[str], Fault | None] | None:
    """Return the rule for names of a kind; none when OpenShift has one of its own."""
    group, _ = group_kind
    if is_openshift(group) and group not in _OPENSHIFT_GROUPS_WITH_DNS_NAMES and group_kind not in _FORMS:
        return None
    return _FORMS.get(group_kind, naming.dns_subdomain)


@check(
    "invalid-namespace",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="The name of a namespace has a form that the API server refuses.",
    source=_NAMES,
)
def invalid_namespace(cluster: Cluster) -> Iterator[Flaw]:
    """Find values of ``metadata.namespace`` that are not DNS labels."""
    for manifest in cluster.manifests:
        fault = naming.dns_label(manifest.declared_namespace) if manifest.declared_namespace else None
        if fault is not None:
            yield Flaw(manifest, manifest.metadata["namespace"], fault.message, fault.remedy)


@check(
    "ignored-namespace",
    family=Family.IDENTITY,
    severity=Severity.WARNING,
    summary="A cluster-scoped object names a namespace, which means nothing.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
)
def ignored_namespace(cluster: Cluster) -> Iterator[Flaw]:
    """Find namespaces on kinds that live outside of namespaces."""
    for manifest in cluster.manifests:
        if manifest.declared_namespace and manifest.group_kind in CLUSTER_SCOPED:
            message = f"means nothing: {manifest.kind} is cluster-scoped"
            yield Flaw(manifest, manifest.metadata["namespace"], message, "Remove it")


@check(
    "invalid-host",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="A host is not a host name.",
    source="https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards",
)
def invalid_host(cluster: Cluster) -> Iterator[Flaw]:
    """Find hosts of Ingresses and Routes that are not DNS names."""
    for manifest in cluster.manifests.of_kind("Ingress", "networking.k8s.io"):
        nodes = [rule["host"] for rule in manifest.spec["rules"]]
        nodes += [entry for tls in manifest.spec["tls"] for entry in tls["hosts"]]
        yield from _invalid_hosts(manifest, nodes)
    for manifest in cluster.manifests.of_kind("Route", "route.openshift.io"):
        yield from _invalid_hosts(manifest, [manifest.spec["host"]])


def _invalid_hosts(manifest: Manifest, nodes: list[Node]) -> Iterator[Flaw]:
    for node in nodes:
        fault = naming.host(node.text) if node.text else None
        if fault is not None:
            yield Flaw(manifest, node, fault.message, fault.remedy)
