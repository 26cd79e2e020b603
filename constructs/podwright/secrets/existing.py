"""Secrets that somebody else creates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from constructs import Construct

from podwright.chart import chart_of
from podwright.errors import InvalidValueError, Problem
from podwright.secrets.declarations import DeclaredSecret
from podwright.secrets.entries import check_names
from podwright.secrets.provided import Naming, ProvidedSecrets, naming_in
from podwright.vocabulary import External
from podwright.vocabulary.names import DataKey, ObjectName
from podwright.vocabulary.value import Value, did_you_mean, refuse


class ExistingSecrets(Value):
    """The choice of Secrets that exist in the namespace, or will before the pods start.

    Args:
        keys: the keys of each Secret by the name that it is declared with, without the prefix of a shared
            namespace: the promise of whoever creates them. Optional keys that do not exist are left out, and
            so are Secrets that have no others.
    """

    keys: Mapping[ObjectName, tuple[DataKey, ...]]

    def provide(self, scope: Construct, secrets: Sequence[DeclaredSecret]) -> ProvidedSecrets:
        """Declare the Secrets as existing, and return their handles; emits nothing.

        Args:
            scope: the chart that uses the Secrets.
            secrets: what is declared.

        Raises:
            InvalidValueError: every key that is needed and does not exist; every Secret and key that exists
                and is not declared, which may be a slip; two declarations of one Secret.
        """
        chart, naming = chart_of(scope), naming_in(scope)
        check_names(self.keys, secrets, field="keys", prefix=chart.environment.prefix)
        problems = [problem for secret in secrets for problem in self._problems(secret, naming)]
        if problems:
            raise InvalidValueError(*problems)
        declared: set[str] = set()
        for secret in secrets:
            if secret.name in declared:
                message = f"Secret {secret.name!r} is declared twice"
                raise refuse(message, "Declare it once, with all its keys", field="secrets")
            declared.add(secret.name)
            if present := self.keys.get(secret.name, ()):
                chart.relies_on(External(kind="Secret", name=naming(secret).name, keys=present))
        return ProvidedSecrets(secrets, naming=naming)

    def _problems(self, secret: DeclaredSecret, naming: Naming) -> Iterator[Problem]:
        present = self.keys.get(secret.name, ())
        name, field = naming(secret).name, f"keys[{secret.name!r}]"
        for key in secret.keys:
            if key not in present and not secret.is_optional(key):
                yield Problem(
                    message=f"Secret {name!r} has no key {key!r}, which is needed",
                    remedy=f"Create it, and add it to {field}",
                    field=field,
                )
        for key in present:
            if key not in secret.keys:
                yield Problem(
                    message=f"nothing reads key {key!r} of Secret {name!r}"
                    f"{did_you_mean(key, list(secret.keys))}",
                    remedy=f"Declare it, or take it out of {field}",
                    field=field,
                )
