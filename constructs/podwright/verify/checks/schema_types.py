"""Schema: every object has a type that the cluster serves."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from podwright.verify.cluster import Cluster
from podwright.verify.kinds import is_built_in
from podwright.verify.manifests import Manifest
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check
from podwright.verify.schema.custom import CustomType
from podwright.verify.schema.kubernetes import KubernetesSchemas
from podwright.verify.schema.store import store_of
from podwright.verify.schema.versions import ENDPOINTS_DEPRECATED_IN, RETIRED

_DEPRECATION_GUIDE = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/"


@check(
    "not-an-object",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="A document is not an API object.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields",
)
def not_an_object(cluster: Cluster) -> Iterator[Flaw]:
    """Find documents without ``apiVersion`` or ``kind``."""
    for manifest in cluster.manifests:
        if not manifest.root.is_map:
            what = "a list" if manifest.root.is_list else "a single value"
            yield Flaw(
                manifest, manifest.root, f"is {what}, not an object", "Write apiVersion, kind, metadata"
            )
            continue
        for field in ("apiVersion", "kind"):
            node = manifest.root[field]
            if not node.text:
                yield Flaw(manifest, node, "is missing", f"Write the object's {field}")


@check(
    "api-version-not-served",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="The cluster does not serve this API version of the kind.",
    source=_DEPRECATION_GUIDE,
)
def api_version_not_served(cluster: Cluster) -> Iterator[Flaw]:
    """Find API versions that were removed, are not there yet, or never existed."""
    store = cluster.once(store_of)
    for manifest in cluster.manifests:
        if not manifest.kind or not manifest.api_version:
            continue
        if is_built_in(manifest.group):
            problem = _built_in_problem(manifest, store.kubernetes, cluster)
        else:
            versions = store.custom_kinds.get(manifest.group_kind, ())
            problem = _custom_problem(manifest, versions) if versions else None
        if problem is not None:
            yield Flaw(manifest, manifest.root["apiVersion"], *problem)


def _built_in_problem(
    manifest: Manifest, schemas: KubernetesSchemas, cluster: Cluster
) -> tuple[str, str] | None:
    if (manifest.group, manifest.version, manifest.kind) in schemas.types:
        return None
    retirement = RETIRED.get((manifest.api_version, manifest.kind))
    target = cluster.target.kubernetes_version
    if retirement is not None and retirement.removed is not None and retirement.removed <= target:
        message = f"{manifest.api_version} {manifest.kind} was removed in Kubernetes {retirement.removed}"
        if not retirement.replacement:
            return message, retirement.note
        note = f"; {retirement.note}" if retirement.note else ""
        return message, f"Write apiVersion: {retirement.replacement}{note}"
    versions = schemas.versions.get(manifest.group_kind, ())
    if versions:
        prefix = f"{manifest.group}/" if manifest.group else ""
        served = " or ".join(f"{prefix}{version}" for version in versions)
        return f"Kubernetes {target} does not serve {manifest.api_version} {manifest.kind}", f"Write {served}"
    return None


def _custom_problem(manifest: Manifest, versions: tuple[CustomType, ...]) -> tuple[str, str] | None:
    served = [custom.version for custom in versions if custom.served]
    if manifest.version in served:
        return None
    known = " or ".join(f"{manifest.group}/{version}" for version in served)
    return f"{manifest.api_version} {manifest.kind} is not served", f"Write {known}"


@check(
    "unknown-kind",
    family=Family.SCHEMA,
    severity=Severity.ERROR,
    summary="The API group has no such kind.",
    source="https://kubernetes.io/docs/reference/kubernetes-api/",
)
def unknown_kind(cluster: Cluster) -> Iterator[Flaw]:
    """Find kinds that Kubernetes' own API groups do not have; of others nothing is claimed."""
    schemas = cluster.once(store_of).kubernetes
    kinds = sorted({kind for _, _, kind in schemas.types if not kind.endswith("List")})
    for manifest in cluster.manifests:
        group, kind = manifest.group_kind
        known = not kind or not manifest.api_version or (manifest.api_version, kind) in RETIRED
        if known or not is_built_in(group) or (group, kind) in schemas.versions:
            continue
        elsewhere = sorted(
            f"{other_group}/{version}".lstrip("/")
            for other_group, version, other_kind in schemas.types
            if other_kind == kind and "alpha" not in version and "beta" not in version
        )
        near = get_close_matches(kind, kinds, n=1)
        if elsewhere:
            remedy = f"Write apiVersion: {' or '.join(elsewhere)}"
        elif near:
            remedy = f"Did you mean {near[0]}?"
        else:
            remedy = "Write the kind and the apiVersion of a type that the cluster serves"
        where = f"API group {group}" if group else "core API group"
        yield Flaw(manifest, manifest.root["kind"], f"the {where} has no kind {kind}", remedy)


@check(
    "deprecated-api-version",
    family=Family.SCHEMA,
    severity=Severity.WARNING,
    summary="This API version of the kind is going to be removed.",
    source=_DEPRECATION_GUIDE,
    same_as=SameAs(kube_linter=("no-extensions-v1beta",), kube_score=("stable-version",)),
)
def deprecated_api_version(cluster: Cluster) -> Iterator[Flaw]:
    """Find API versions that are still served and deprecated."""
    store = cluster.once(store_of)
    target = cluster.target.kubernetes_version
    for manifest in cluster.manifests:
        node = manifest.root["apiVersion"]
        custom = store.custom.get((manifest.group, manifest.version, manifest.kind))
        if custom is not None:
            if custom.served and custom.deprecated:
                message = custom.warning or f"{manifest.api_version} {manifest.kind} is deprecated"
                yield Flaw(manifest, node, message, "Write a version that is not deprecated")
            continue
        retirement = RETIRED.get((manifest.api_version, manifest.kind))
        if retirement is None or (retirement.removed is not None and retirement.removed <= target):
            continue
        if manifest.kind == "Endpoints" and target < ENDPOINTS_DEPRECATED_IN:
            continue
        end = f", and removed in Kubernetes {retirement.removed}" if retirement.removed else ""
        message = f"{manifest.api_version} {manifest.kind} is deprecated{end}"
        replacement = f"Write apiVersion: {retirement.replacement}" if retirement.replacement else ""
        yield Flaw(manifest, node, message, "; ".join(filter(None, (replacement, retirement.note))))
