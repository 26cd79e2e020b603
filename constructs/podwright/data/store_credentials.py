"""Credentials of an object store: keys of Secrets, and the files that a container reads them from."""

from __future__ import annotations

from collections.abc import Iterable

from podwright.vocabulary import Mount, SecretKey, SecretVolume
from podwright.vocabulary.value import Value

_FOLDER = "/run/secrets/object-store"


class ObjectStoreCredentials(Value):
    """The keys of a Secret that hold a user of an object store: S3's access key and secret key.

    Args:
        username: the access key ID, 3 or more characters. It is no secret: each request names it.
        password: the secret access key, 8 or more characters.
    """

    username: SecretKey
    password: SecretKey

    @property
    def username_file(self) -> str:
        """Where a container with `credential_mounts` reads the name."""
        return _file(self.username)

    @property
    def password_file(self) -> str:
        """Where a container with `credential_mounts` reads the password."""
        return _file(self.password)


def credential_mounts(credentials: Iterable[ObjectStoreCredentials]) -> tuple[Mount, ...]:
    """Return mounts of the keys that the credentials name and no others, a folder for each Secret.

    A pod whose Secret lacks one of the keys does not start, also where the key says that it is optional: a
    server without its password would take the one that everybody knows.
    """
    keys: dict[str, dict[str, None]] = {}
    for each in credentials:
        for key in (each.username, each.password):
            keys.setdefault(key.secret, {})[key.key] = None
    return tuple(
        Mount(path=f"{_FOLDER}/{secret}", volume=SecretVolume(secret=secret, keys=tuple(names)))
        for secret, names in keys.items()
    )


def _file(key: SecretKey) -> str:
    return f"{_FOLDER}/{key.secret}/{key.key}"
