"""What becomes of TARSy's Secrets on a cluster: each source as its operator, or `oc process`, runs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from charts.tarsy.secrets import mcp_kubeconfig, tarsy_secrets
from tests.charts.tarsy.reading import Manifests, containers, pod_spec
from tests.declared_secrets import entries_of
from tests.oc_process import process, stored
from tests.secret_operators import Data, Store, external_secret, sealed_secret, vault_static_secret

# Everything that no default and no generator gives: what somebody has to know.
REQUIRED = {
    "GOOGLE_API_KEY": "google key",
    "GITHUB_TOKEN": "github token",
    "OAUTH2_CLIENT_ID": "client id",
    "OAUTH2_CLIENT_SECRET": "client secret",
}
# A Template makes these up; a store has to hold them.
GENERATED = {"DATABASE_PASSWORD": "pa55word", "OAUTH2_COOKIE_SECRET": "0123456789abcdef"}

WHOLE = "*"


def made(manifests: Manifests, values: Mapping[str, str]) -> dict[str, Data]:
    """Return every Secret that the source of an environment makes, with its keys.

    Args:
        manifests: the environment's.
        values: the parameters that somebody gives; what a Template generates is put into stores as well.

    Raises:
        OperatorError: an operator reports an error, and makes no Secret.
        ProcessingError: `oc process` refuses.
    """
    store = _store(manifests, {**GENERATED, **values})
    found: dict[str, Data] = {}
    for manifest in manifests.values():
        match manifest["kind"]:
            case "Template":
                found |= {item["metadata"]["name"]: stored(item) for item in process(manifest, values)}
            case "ExternalSecret":
                found |= dict([external_secret(manifest, store)])
            case "VaultStaticSecret":
                found |= dict([vault_static_secret(manifest, store)])
            case "SealedSecret":
                found |= dict([sealed_secret(manifest)])
            case _:
                pass
    return found


def read(manifests: Manifests, workloads: Iterable[str]) -> dict[str, set[str]]:
    """Return the keys that pods read, by Secret; ``*`` where one is mounted as a whole."""
    keys: dict[str, set[str]] = defaultdict(set)
    for workload in workloads:
        for secret, key, _ in references(manifests, workload):
            keys[secret].add(key)
    return dict(keys)


def references(manifests: Manifests, workload: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each Secret and key that the pods of a workload read, and whether they start without it."""
    for container in containers(manifests, workload).values():
        for entry in container.get("env", []):
            if reference := entry.get("valueFrom", {}).get("secretKeyRef"):
                yield reference["name"], reference["key"], reference.get("optional", False)
    for volume in pod_spec(manifests, workload).get("volumes", []):
        if secret := volume.get("secret"):
            for item in secret.get("items", [{"key": WHOLE}]):
                yield secret["secretName"], item["key"], secret.get("optional", False)


def _store(manifests: Manifests, values: dict[str, str]) -> Store:
    """Return a store in which every entry that is asked for has the values that belong there."""
    declared = (*tarsy_secrets(database_host="tarsy-database", database_port=5432), mcp_kubeconfig())
    entries = entries_of(declared, values, below="")
    kinds = {"ExternalSecret", "VaultStaticSecret"}
    asked = [found for found in manifests.values() if found["kind"] in kinds]
    return {_path(found): entries[_path(found).rpartition("/")[2]] for found in asked}


def _path(manifest: Mapping[str, object]) -> str:
    spec = manifest["spec"]
    assert isinstance(spec, dict)
    if manifest["kind"] == "VaultStaticSecret":
        return f"{spec['mount']}/data/{spec['path']}"
    return str(spec["dataFrom"][0]["extract"]["key"])
