"""Capacity: connections to a database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.capacity.replicas import replicas_of
from podwright.verify.cluster import Cluster
from podwright.verify.configuration.settings import Variable, configuration_of
from podwright.verify.configuration.uses import uses_of
from podwright.verify.images import parse_image
from podwright.verify.pods import Container, PodTemplate
from podwright.verify.rules import Family, Flaw, Severity, check

_DEFAULT_CONNECTIONS: Final = 100
_RESERVED: Final = 3
_DATABASES: Final = frozenset({"pgvector", "postgis", "postgres", "postgresql", "timescaledb"})
_SET: Final = re.compile(r"max_connections\s*=\s*(\d{1,6})")
_POOL: Final = re.compile(
    r"(?:DB|DATABASE|SQLALCHEMY|PG|POSTGRES)_(?:POOL_SIZE|POOL_MAX|MAX_POOL_SIZE|MAX_OPEN_CONNS|MAX_CONNECTIONS)"
)
_OVERFLOW: Final = re.compile(r"(?:DB|DATABASE|SQLALCHEMY|PG|POSTGRES)_(?:POOL_)?MAX_OVERFLOW")


@dataclass(frozen=True, slots=True, eq=False)
class _Client:
    container: Container
    pool: Variable
    connections: int


@check(
    "too-many-connections",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="The connection pools of all pods together are larger than what the database accepts.",
    source="https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS",
)
def too_many_connections(cluster: Cluster) -> Iterator[Flaw]:
    """Find pools that, at the highest number of replicas, exceed ``max_connections`` of PostgreSQL."""
    for database, clients in _clients_by_database(cluster).items():
        accepted = _accepted(database)
        wanted = sum(client.connections for client in clients)
        if accepted is None or wanted <= accepted - _RESERVED:
            continue
        client = max(clients, key=lambda one: one.connections)
        if client.pool.held is not None:
            yield Flaw(
                client.pool.held.manifest,
                client.pool.held.node,
                f"all pods together may open {wanted} connections to {database.manifest}, "
                f"which accepts {accepted - _RESERVED}",
                "Lower the pool or the replicas, raise max_connections, or put a pooler in between",
            )


def _clients_by_database(cluster: Cluster) -> Mapping[PodTemplate, list[_Client]]:
    uses = cluster.once(uses_of)
    configuration = cluster.once(configuration_of)
    found: dict[PodTemplate, list[_Client]] = defaultdict(list)
    for pod in cluster.manifests.pods:
        replicas = replicas_of(cluster, pod.manifest)
        if replicas is None:
            continue
        for container in pod.serving_containers:
            variables = configuration.environment(container).variables
            pool = next((variables[name] for name in sorted(variables) if _POOL.fullmatch(name)), None)
            if pool is None or not (pool.value or "").isdecimal():
                continue
            size = int(pool.value or 0) + sum(
                int(variable.value)
                for name, variable in variables.items()
                if _OVERFLOW.fullmatch(name) and variable.value and variable.value.isdecimal()
            )
            hosts = {use.address.host for use in uses.by_container.get(container, ())}
            for database in _databases(cluster, pod.namespace, hosts):
                found[database].append(_Client(container, pool, size * replicas.highest))
    return found


def _databases(cluster: Cluster, namespace: str, hosts: set[str]) -> Iterator[PodTemplate]:
    told: set[PodTemplate] = set()
    for host in sorted(hosts):
        name, _, rest = host.partition(".")
        service = cluster.manifests.service(rest.partition(".")[0] or namespace, name)
        if service is None or service.selector is None:
            continue
        for pod in cluster.manifests.select_pods(service.namespace, service.selector):
            if pod not in told and _server(pod) is not None:
                told.add(pod)
                yield pod


def _server(pod: PodTemplate) -> Container | None:
    for container in pod.serving_containers:
        image = parse_image(container.image)
        if image is not None and image.name in _DATABASES:
            return container
    return None


def _accepted(database: PodTemplate) -> int | None:
    """Return how many connections a database accepts, none when a file decides."""
    server = _server(database)
    told = " ".join([*server.node["command"].strings, *server.node["args"].strings]) if server else ""
    match = _SET.search(told)
    if match is not None:
        return int(match[1])
    is_configured = "config_file" in told or any(
        "conf" in mount.path for mount in (server.mounts if server else ())
    )
    of_variable = next(
        (
            variable.value
            for variable in (server.env if server else ())
            if variable.name in ("POSTGRESQL_MAX_CONNECTIONS", "POSTGRES_MAX_CONNECTIONS")
        ),
        "",
    )
    if of_variable:
        return int(of_variable) if of_variable.isdecimal() else None
    return None if is_configured else _DEFAULT_CONNECTIONS
