"""Entries of a store outside the cluster, from which operators fetch Secrets: one for each Secret."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Annotated

from pydantic import AfterValidator

from podwright.secrets.declarations import DeclaredSecret
from podwright.vocabulary import Duration
from podwright.vocabulary.value import did_you_mean, refuse

HOUR = Duration(3600)

_PATH = re.compile(r"[^/\s]+(/[^/\s]+)*")


def check_entry_path(value: str) -> str:
    """Return a path of a store: parts joined by single ``/``, without one at the ends.

    Raises:
        InvalidValueError: an empty part, ``.``, ``..``, white space or a control character.
    """
    if not _PATH.fullmatch(value) or not value.isprintable() or {".", ".."} & set(value.split("/")):
        remedy = "Join the parts with single '/' and without one at the ends, such as 'tarsy/staging'"
        raise refuse(f"{value!r} is not a path", remedy)
    return value


def check_refresh(value: Duration, *, field: str = "") -> Duration:
    """Return the time between two looks at the store.

    Args:
        value: the time.
        field: the argument that it comes from.

    Raises:
        InvalidValueError: no time at all, which operators take as never again.
    """
    if not value.total_seconds:
        raise refuse(
            "values that are never fetched again do not rotate", "Write Duration.parse('1h')", field=field
        )
    return value


EntryPath = Annotated[str, AfterValidator(check_entry_path)]
Refresh = Annotated[Duration, AfterValidator(check_refresh)]


def check_names(
    names: Collection[str], secrets: Sequence[DeclaredSecret], *, field: str, prefix: str
) -> None:
    """Check that a choice names declared Secrets only, by the names that they are declared with.

    Args:
        names: what it names.
        secrets: what is declared.
        field: the field of the choice.
        prefix: what their names begin with on the cluster, before a dash; empty where they are not prefixed.

    Raises:
        InvalidValueError: a Secret that is not declared.
    """
    declared = [secret.name for secret in secrets]
    for name in names:
        plain = name.removeprefix(f"{prefix}-")
        if name not in declared and plain in declared:
            message = f"{name!r} is the name of Secret {plain!r} in the shared namespace"
            raise refuse(message, f"Write {plain!r}, as it is declared: the same everywhere", field=field)
        if name not in declared:
            message = f"Secret {name!r} is not declared{did_you_mean(name, declared)}"
            raise refuse(message, f"Use one of: {', '.join(declared)}", field=field)


def with_entries(
    secrets: Sequence[DeclaredSecret], absent: Collection[str], *, prefix: str
) -> list[DeclaredSecret]:
    """Return the Secrets that have an entry.

    Args:
        secrets: what is declared.
        absent: names of the Secrets that have none.
        prefix: what their names begin with on the cluster.

    Raises:
        InvalidValueError: a Secret without an entry is not declared, or has a key that is needed.
    """
    check_names(absent, secrets, field="absent", prefix=prefix)
    for secret in secrets:
        needed = [key for key in secret.keys if not secret.is_optional(key)]
        if secret.name in absent and needed:
            message = f"key {needed[0]!r} of Secret {secret.name!r} is needed, but the Secret has no entry"
            raise refuse(message, "Store it, and take the Secret out of absent=", field="absent")
    return [secret for secret in secrets if secret.name not in absent]
