"""Peers: who is at the other end of a network connection."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from podwright.environment.platforms import Cidr
from podwright.vocabulary.value import Value


class Pods(Value):
    """Pods of the same namespace.

    Args:
        labels: labels that the pods carry.
    """

    labels: Mapping[str, str]


class NamespacePods(Value):
    """Pods of other namespaces.

    Args:
        namespace_labels: labels that the namespaces carry; none means every namespace.
        labels: labels that the pods carry; none means every pod there.
    """

    namespace_labels: Mapping[str, str]
    labels: Mapping[str, str] = Field(default_factory=dict)


class Addresses(Value):
    """Addresses outside the cluster, or hosts of it.

    Args:
        network: the network, in CIDR notation.
        excluded: networks inside it that are not meant.
    """

    network: Cidr
    excluded: tuple[Cidr, ...] = ()


class Anywhere(Value):
    """Every address: hosts, pods, and what lies outside the cluster."""


Peer = Pods | NamespacePods | Addresses | Anywhere
