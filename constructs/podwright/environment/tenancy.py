"""Whose namespace it is: the alternatives of one decision, and what each of them means for names."""

from __future__ import annotations

from podwright.vocabulary.names import ServiceName
from podwright.vocabulary.value import Value


class OwnNamespace(Value):
    """The namespace is created with the system, and nobody else lives there.

    Names need nothing that tells them apart, everything in the namespace refuses connections by default, and
    removing the system removes the namespace. Creating a namespace takes an administrator, or an Argo CD that
    may.
    """


class GivenNamespace(Value):
    """Somebody else creates the namespace, and may put more into it.

    Nothing is created or decided that concerns others: only the system's own pods refuse connections by
    default, and the namespace's quota and Pod Security level are its owner's business. What podwright writes
    satisfies Pod Security *restricted*, so any level lets its pods in; on OpenShift the project must let
    pods run under the *restricted-v2* security context constraints, as projects do.
    """


class SharedNamespace(Value):
    """Somebody else creates the namespace, and systems with the same names live there too.

    As `GivenNamespace`; besides, every namespaced name begins with a prefix, so that two environments of one
    system clash in nothing: ``staging-tarsy-database``. Labels tell them apart anyway, because all carry the
    instance, and so do cluster-scoped names.

    Args:
        prefix: what names begin with, before a dash; the environment's name where not given. It begins with
            a letter, as the names of Services do.

    Raises:
        InvalidValueError: names of Services cannot begin so.
    """

    prefix: ServiceName | None = None


Tenancy = OwnNamespace | GivenNamespace | SharedNamespace
"""Whose namespace it is: one decision, and its alternatives."""
