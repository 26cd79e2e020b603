"""Peers: who is at the other end of a network connection."""

from __future__ import annotations

import ipaddress
from typing import Self

from pydantic import Field, model_validator

from podwright.environment.platforms import Cidr, SelectedLabels
from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary.value import Value


class Pods(Value):
    """Pods of the same namespace.

    Args:
        labels: labels that the pods carry; none means every pod.
    """

    labels: SelectedLabels


class NamespacePods(Value):
    """Pods of other namespaces.

    Args:
        namespace_labels: labels that the namespaces carry; none means every namespace.
        labels: labels that the pods carry; none means every pod there.
    """

    namespace_labels: SelectedLabels
    labels: SelectedLabels = Field(default_factory=dict)


class Addresses(Value):
    """Addresses outside the cluster, or hosts of it.

    Args:
        network: the network, in CIDR notation.
        excluded: networks inside it, and smaller than it, that are not meant.

    Raises:
        InvalidValueError: no network, or an excluded one that is not inside, which the API server refuses.
    """

    network: Cidr
    excluded: tuple[Cidr, ...] = ()

    @classmethod
    def of(cls, address: str) -> Self:
        """Return a single IPv4 or IPv6 address, ``192.0.2.32``."""
        return cls(network=str(ipaddress.ip_network(address)))

    @model_validator(mode="after")
    def _excludes_parts_of_itself(self) -> Self:
        problems = [
            Problem(
                field=f"excluded[{index}]",
                message=f"{part!r} is not a part of {self.network!r}",
                remedy="Exclude smaller networks inside it only",
            )
            for index, part in enumerate(self.excluded)
            if not _is_part(part, of=self.network)
        ]
        if problems:
            raise InvalidValueError(*problems)
        return self


class Anywhere(Value):
    """Every address: hosts, pods, and what lies outside the cluster."""


Peer = Pods | NamespacePods | Addresses | Anywhere
"""Who is at the other end of a network connection."""


def _is_part(part: str, *, of: str) -> bool:
    inner, outer = ipaddress.ip_network(part), ipaddress.ip_network(of)
    if isinstance(inner, ipaddress.IPv4Network) and isinstance(outer, ipaddress.IPv4Network):
        return inner != outer and inner.subnet_of(outer)
    if isinstance(inner, ipaddress.IPv6Network) and isinstance(outer, ipaddress.IPv6Network):
        return inner != outer and inner.subnet_of(outer)
    return False
