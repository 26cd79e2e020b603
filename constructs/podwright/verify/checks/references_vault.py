"""References: what the Vault operator reads and restarts, and what arrives in the pods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster, Existence
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.references.data import DataReference, Use, readers_of_secrets
from podwright.verify.references.placement import Placement, placement_of
from podwright.verify.rules import Family, Flaw, Severity, check

_GROUP: Final = "secrets.hashicorp.com"
_API: Final = "https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference"
_SYNCED: Final = ("VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret", "HCPVaultSecretsApp")
_RELOADER: Final = "reloader.stakater.com/"


@check(
    "missing-vault-resource",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A VaultAuth, VaultConnection or transformation is named that does not exist.",
    source=_API,
)
def missing_vault_resource(cluster: Cluster) -> Iterator[Flaw]:
    """Find references between the resources of the Vault operator that lead nowhere."""
    placement = placement_of(cluster)
    for kind, manifest, node in _vault_references(cluster):
        namespace, _, name = node.text.rpartition("/")
        if name and placement.is_missing(kind, _GROUP, manifest, name, namespace):
            hint = placement.hint(kind, _GROUP, manifest, name, namespace)
            remedy = placement.remedy(kind, _GROUP, manifest, name, namespace)
            yield Flaw(manifest, node, f"there is no {kind} {name}{hint}", remedy)


def _vault_references(cluster: Cluster) -> Iterator[tuple[str, Manifest, Node]]:
    for kind in _SYNCED:
        for secret in cluster.manifests.of_kind(kind, _GROUP):
            yield "VaultAuth", secret, secret.spec["vaultAuthRef"]
            for entry in secret.spec.at("destination", "transformation", "transformationRefs"):
                if not entry["namespace"].text:
                    yield "SecretTransformation", secret, entry["name"]
    for login in cluster.manifests.of_kind("VaultAuth", _GROUP):
        yield "VaultConnection", login, login.spec["vaultConnectionRef"]
        shared = login.spec["vaultAuthGlobalRef"]
        if not shared["namespace"].text:
            yield "VaultAuthGlobal", login, shared["name"]


@check(
    "raw-vault-secret-in-environment",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="The whole answer of Vault becomes an environment variable called _raw.",
    source=f"{_API}#transformation",
)
def raw_vault_secret_in_environment(cluster: Cluster) -> Iterator[Flaw]:
    """Find synced Secrets that are taken over with envFrom, without excludeRaw."""
    readers = readers_of_secrets(cluster)
    for kind in _SYNCED:
        for secret in cluster.manifests.of_kind(kind, _GROUP):
            destination = secret.spec["destination"]
            excluded = destination.at("transformation", "excludeRaw")
            if excluded.is_true or not destination["name"].text:
                continue
            for reference in readers.get((secret.namespace, destination["name"].text), ()):
                if reference.use is Use.VARIABLES:
                    message = (
                        f"is not set, and {reference.container} of {reference.manifest} takes over all keys"
                    )
                    yield Flaw(secret, excluded, message, "Set excludeRaw to true")
                    break


@check(
    "vault-path-with-data",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="The path of a kv-v2 secret begins with data/, which the operator adds itself.",
    source=f"{_API}#vaultstaticsecretspec",
)
def vault_path_with_data(cluster: Cluster) -> Iterator[Flaw]:
    """Find paths that are copied from the HTTP API or a policy."""
    for secret in cluster.manifests.of_kind("VaultStaticSecret", _GROUP):
        path = secret.spec["path"]
        if secret.spec["type"].text == "kv-v2" and path.text.startswith("data/"):
            message = f"{path.text!r} is read at data/{path.text} of the mount"
            yield Flaw(secret, path, message, f"Write {path.text.removeprefix('data/')}")


@check(
    "secret-rotation-unnoticed",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="A workload reads a rotated Secret only at its start, and nothing restarts it.",
    source=f"{_API}#rolloutrestarttarget",
)
def secret_rotation_unnoticed(cluster: Cluster) -> Iterator[Flaw]:
    """Find workloads with variables from a synced Secret that are no restart target of it."""
    placement = placement_of(cluster)
    readers = readers_of_secrets(cluster)
    for kind in _SYNCED:
        for secret in cluster.manifests.of_kind(kind, _GROUP):
            name = secret.spec.at("destination", "name").text
            told: set[Manifest] = set()
            for reference in readers.get((secret.namespace, name), ()):
                workload = reference.manifest
                if workload in told or not _reads_at_start(reference) or _is_reloaded(workload, cluster):
                    continue
                told.add(workload)
                flaw = _unnoticed(secret, workload, placement)
                if flaw is not None:
                    yield flaw


def _unnoticed(secret: Manifest, workload: Manifest, placement: Placement) -> Flaw | None:
    targets = secret.spec["rolloutRestartTargets"]
    kind = f"argo.{workload.kind}" if workload.kind == "Rollout" else workload.kind
    if any(target["kind"].text == kind and target["name"].text == workload.name for target in targets):
        unhashed = secret.spec["hmacSecretData"]
        if unhashed.boolean is False:
            message = "is false, so that rolloutRestartTargets is ignored"
            return Flaw(secret, unhashed, message, "Remove hmacSecretData")
        return None
    # A target that is misspelt has been told.
    for target in targets:
        name = target["name"].text
        if placement.exists(kind, workload.group, secret, name) is Existence.NO:
            return None
    message = f"{workload} reads the Secret at its start, and is not restarted when it changes"
    return Flaw(secret, targets, message, f"Add {kind} {workload.name}")


def _reads_at_start(reference: DataReference) -> bool:
    """Whether a change does not reach running pods: variables, and single files that are mounted."""
    if reference.manifest.kind not in LONG_RUNNING:
        return False
    is_file = reference.use is Use.VOLUME and reference.container is not None
    return is_file or reference.use in (Use.VARIABLE, Use.VARIABLES)


def _is_reloaded(workload: Manifest, cluster: Cluster) -> bool:
    pod = cluster.manifests.pod_of(workload)
    annotations = [*workload.annotations, *(pod.annotations if pod is not None else ())]
    return any(_RELOADER in annotation for annotation in annotations)
