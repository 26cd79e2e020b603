"""Secrets that a source provides: the handles by which containers name their keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from constructs import Construct

from podwright.chart import chart_of
from podwright.secrets.declarations import DeclaredSecret
from podwright.vocabulary import Mount, SecretKey, SecretVolume
from podwright.vocabulary.value import did_you_mean, refuse

# What the names of Secrets, service accounts and most other objects may have.
LONGEST_NAME = 253

Naming = Callable[[DeclaredSecret], DeclaredSecret]
"""Gives declared Secrets the names that they have on the cluster."""


def naming_in(scope: Construct) -> Naming:
    """Return how Secrets are called that a chart declares: prefixed where its namespace is shared.

    Args:
        scope: the chart that uses the Secrets.
    """
    chart = chart_of(scope)
    return lambda secret: secret.called(chart.named(secret.name, longest=LONGEST_NAME))


class ProvidedSecret:
    """A Secret that will exist, with its keys.

    Args:
        declaration: what is provided, by the name that it has on the cluster.
    """

    def __init__(self, declaration: DeclaredSecret) -> None:
        self.declaration = declaration
        self.name = declaration.name

    def key(self, key: str) -> SecretKey:
        """Return a reference to one key, optional where its value is.

        Raises:
            InvalidValueError: the Secret has no such key.
        """
        self._check(key)
        return SecretKey(secret=self.name, key=key, optional=self.declaration.is_optional(key))

    def mount(self, path: str, keys: Sequence[str] = ()) -> Mount:
        """Return a mount of keys as files in a folder of the container.

        The volume is optional when every mounted key is.

        Args:
            path: the folder.
            keys: the keys that become files; all where not given.

        Raises:
            InvalidValueError: the Secret has no such key.
        """
        for key in keys:
            self._check(key)
        optional = all(self.declaration.is_optional(key) for key in keys or self.declaration.keys)
        return Mount(path=path, volume=SecretVolume(secret=self.name, keys=tuple(keys), optional=optional))

    def _check(self, key: str) -> None:
        known = list(self.declaration.keys)
        if key not in known:
            message = f"Secret {self.name!r} has no key {key!r}{did_you_mean(key, known)}"
            raise refuse(message, f"Use one of: {', '.join(known)}, or declare it", field="key")


class ProvidedSecrets:
    """All the Secrets that a source provides, by the names that they are declared with.

    Args:
        secrets: what is provided, as declared.
        naming: the names that they have on the cluster; those that they are declared with where not given.
    """

    def __init__(self, secrets: Sequence[DeclaredSecret], *, naming: Naming = lambda secret: secret) -> None:
        self._secrets = {secret.name: ProvidedSecret(naming(secret)) for secret in secrets}

    def __getitem__(self, name: str) -> ProvidedSecret:
        """Return a Secret by the name that it is declared with, prefixed or not on the cluster.

        Raises:
            InvalidValueError: nothing provides that Secret.
        """
        if name not in self._secrets:
            known = list(self._secrets)
            message = f"nothing provides Secret {name!r}{did_you_mean(name, known)}"
            raise refuse(message, f"Use one of: {', '.join(known) or 'none is declared'}, or declare it")
        return self._secrets[name]
