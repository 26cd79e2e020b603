"""Security: servers that keep data ask for a password."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.settings import configuration_of
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, ContainerRole
from podwright.verify.references.files import mounted_files
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.stores import Store, store_of, words_of

_MINIO: Final = "https://min.io/docs/minio/linux/reference/minio-server/settings/root-credentials.html"


@check(
    "store-without-password",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="A database or object store is given no password.",
    source=_MINIO,
)
def store_without_password(cluster: Cluster) -> Iterator[Flaw]:
    """Find images that refuse to start without a password, or take the one that everybody knows."""
    configuration = cluster.once(configuration_of)
    for pod in cluster.manifests.pods:
        for container in pod.serving_containers if pod.manifest.kind in LONG_RUNNING else ():
            store = store_of(container)
            if store is None or not configuration.environment(container).is_complete:
                continue
            given = [
                name for name in store.passwords if name in configuration.environment(container).variables
            ]
            if given:
                yield from _may_be_absent(container, store, given, cluster)
            elif not _is_prepared(container, store):
                message = f"{store.name} is given none, and {store.without}"
                remedy = f"Set {store.passwords[0]} from a Secret"
                yield Flaw(pod.manifest, container.node["env"], message, remedy)


def _is_prepared(container: Container, store: Store) -> bool:
    """Whether the password may come from a file, or somebody else may have filled the volume."""
    if store.falls_back:
        return any(word.startswith("--config") for word in words_of(container))
    return any(other.role is ContainerRole.INIT for other in container.pod.containers)


def _may_be_absent(container: Container, store: Store, given: list[str], cluster: Cluster) -> Iterator[Flaw]:
    """Find a password that need not be there, where the server starts without."""
    sources = [source for name in given for source in _sources(container, name, cluster)]
    if store.falls_back and sources and all(source["optional"].is_true for source in sources):
        message = f"{store.name} {store.without} when the Secret is missing"
        yield Flaw(container.pod.manifest, sources[0]["optional"], message, "Remove optional")


def _sources(container: Container, name: str, cluster: Cluster) -> Iterator[Node]:
    """Yield where a variable, or the file that it names, comes from; an absent node for other places."""
    for variable in container.env:
        if variable.name != name:
            continue
        if variable.value is None:
            yield variable.source["secretKeyRef"]
        elif name.endswith("_FILE"):
            mounted = mounted_files(cluster).around(container, variable.value)
            volume = container.pod.volumes.get(mounted.mount.volume) if mounted is not None else None
            yield volume["secret"] if volume is not None else Node(None)
        else:
            yield Node(None)
        return
    yield Node(None)
