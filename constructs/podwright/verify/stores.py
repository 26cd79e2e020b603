"""Servers that keep data, recognized by images whose behaviour is documented.

Only the images that are named here are meant, and mirrors of them: what somebody has built on top of one may
start it in any way.

Sources: https://hub.docker.com/_/postgres, https://hub.docker.com/_/mysql, https://hub.docker.com/_/mariadb
and https://min.io/docs/minio/linux/reference/minio-server/settings.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.images import parse_image
from podwright.verify.pods import Container


@dataclass(frozen=True, kw_only=True, slots=True)
class Store:
    """A kind of server that keeps data.

    Attributes:
        name: what people call it.
        repositories: its images.
        entry_point: what its command must name, if it has one, to be started in the documented way.
        folder: where it keeps its data, ``""`` where its arguments say so.
        passwords: the variables that give it a password, the usual one first, or say that it needs none.
        without: what happens when it is given none of them.
        falls_back: whether it then starts all the same, with a password that everybody knows.
    """

    name: str
    repositories: frozenset[str]
    entry_point: str
    folder: str
    passwords: tuple[str, ...]
    without: str
    falls_back: bool = False


POSTGRESQL: Final = Store(
    name="PostgreSQL",
    repositories=frozenset(
        {"library/postgres", "pgvector/pgvector", "postgis/postgis", "timescale/timescaledb"}
    ),
    entry_point="docker-entrypoint.sh",
    folder="/var/lib/postgresql/data",
    passwords=("POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"),
    without="refuses to start with an empty volume",
)
MYSQL: Final = Store(
    name="MySQL",
    repositories=frozenset({"library/mysql"}),
    entry_point="docker-entrypoint.sh",
    folder="/var/lib/mysql",
    passwords=(
        "MYSQL_ROOT_PASSWORD",
        "MYSQL_ROOT_PASSWORD_FILE",
        "MYSQL_ALLOW_EMPTY_PASSWORD",
        "MYSQL_RANDOM_ROOT_PASSWORD",
    ),
    without="refuses to start with an empty volume",
)
MARIADB: Final = Store(
    name="MariaDB",
    repositories=frozenset({"library/mariadb"}),
    entry_point="docker-entrypoint.sh",
    folder="/var/lib/mysql",
    passwords=(
        "MARIADB_ROOT_PASSWORD",
        "MARIADB_ROOT_PASSWORD_FILE",
        "MARIADB_ROOT_PASSWORD_HASH",
        "MARIADB_ROOT_PASSWORD_HASH_FILE",
        "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
        "MARIADB_RANDOM_ROOT_PASSWORD",
        "MARIADB_MASTER_HOST",
        *MYSQL.passwords,
    ),
    without="refuses to start with an empty volume",
)
MINIO: Final = Store(
    name="MinIO",
    repositories=frozenset({"minio/minio"}),
    entry_point="minio",
    folder="",
    passwords=(
        "MINIO_ROOT_PASSWORD",
        "MINIO_ROOT_PASSWORD_FILE",
        "MINIO_SECRET_KEY",
        "MINIO_SECRET_KEY_FILE",
        "MINIO_CONFIG_ENV_FILE",
    ),
    without="starts with the password that everybody knows",
    falls_back=True,
)

_FOLDER: Final = re.compile(r"/[\w.-]+(?:/[\w.-]+)*/?")
_ELSEWHERE: Final = re.compile(r"data[-_]?dir|^-D")
_VERSION: Final = re.compile(r"(?:^|-pg)(\d{1,2})(?=[.-]|$)(?!.*-pg)")
_FOLDER_BY_VERSION: Final = 18
_PROGRAMS: Final = frozenset({"mariadbd", "mysqld", "postgres"})
_STORES: Final = (POSTGRESQL, MYSQL, MARIADB, MINIO)


def store_of(container: Container) -> Store | None:
    """Return the server that a container runs in the documented way; none when it runs something else.

    Args:
        container: the container.
    """
    image = parse_image(container.image)
    if image is None:
        return None
    for store in _STORES:
        if any(f"/{image.repository}".endswith(f"/{name}") for name in store.repositories):
            return store if _is_started(container, store) else None
    return None


def _is_started(container: Container, store: Store) -> bool:
    """Whether the image starts its server: not another program of it, such as a client."""
    if store is MINIO and "server" not in words_of(container):
        return False
    if container.node["command"]:
        return any(store.entry_point in word for word in container.node["command"].strings)
    program = next(iter(container.node["args"].strings), "-")
    return store is MINIO or program.startswith("-") or program in _PROGRAMS


def data_folder(container: Container, store: Store) -> str:
    """Return where a container keeps its data; ``""`` when that is not known, or not one local folder.

    Args:
        container: the container.
        store: what it runs.
    """
    if store is MINIO:
        words = list(words_of(container))
        folder = next(iter(words[words.index("server") + 1 :]), "") if "server" in words else ""
        others = [word for word in words if word.startswith("/") and word != folder]
        is_local = _FOLDER.fullmatch(folder) is not None and not any("{" in word for word in others)
        return folder if is_local else ""
    if any(_ELSEWHERE.search(word) for word in words_of(container)):
        return ""
    if store is not POSTGRESQL:
        return store.folder
    chosen = next((variable for variable in container.env if variable.name == "PGDATA"), None)
    if chosen is not None:
        return chosen.value if chosen.value and _FOLDER.fullmatch(chosen.value) else ""
    image = parse_image(container.image)
    version = _VERSION.search(image.tag) if image is not None else None
    if version is None or container.node["envFrom"].sequence:
        return ""
    # Since 18 each version has a folder of its own below.
    return store.folder if int(version[1]) < _FOLDER_BY_VERSION else posixpath.dirname(store.folder)


def words_of(container: Container) -> Sequence[str]:
    """Return the words of a container's command and arguments, also of those within a text for a shell."""
    texts = (*container.node["command"].strings, *container.node["args"].strings)
    return [word for text in texts for word in text.split()]
