"""Peers: who can be at the other end of a connection, as the API server accepts it."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright import Addresses, NamespacePods, Pods
from tests.refusals import refusal_of, refusals_of

PARTS = settings(deadline=None, max_examples=60)


@PARTS
@given(st.ip_addresses(), st.data())
def test_parts_of_a_network_can_be_excluded(address: Any, data: st.DataObject) -> None:
    outer = data.draw(st.integers(0, address.max_prefixlen - 1))
    inner = data.draw(st.integers(outer + 1, address.max_prefixlen))
    network = str(ipaddress.ip_network(f"{address}/{outer}", strict=False))
    part = str(ipaddress.ip_network(f"{address}/{inner}", strict=False))
    assert Addresses(network=network, excluded=(part,)).excluded == (part,)
    assert refusal_of(lambda: Addresses(network=part, excluded=(network,)))
    assert refusal_of(lambda: Addresses(network=part, excluded=(part,)))


@pytest.mark.parametrize(
    ("network", "excluded"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.0.0.0/8", "0.0.0.0/0"),
        ("10.0.0.0/8", "11.0.0.0/16"),
        ("0.0.0.0/0", "fd00::/8"),
        ("::/0", "10.0.0.0/8"),
    ],
)
def test_what_is_no_part_of_the_network_is_refused(network: str, excluded: str) -> None:
    problem = refusal_of(lambda: Addresses(network=network, excluded=(excluded,)))
    assert problem.field == "Addresses.excluded[0]"
    assert problem.message == f"{excluded!r} is not a part of {network!r}"
    assert problem.remedy == "Exclude smaller networks inside it only"


def test_every_wrong_part_is_reported() -> None:
    problems = refusals_of(
        lambda: Addresses(network="10.0.0.0/8", excluded=("11.0.0.0/8", "10.1.0.0/16", "12.0.0.0/8"))
    )
    assert [problem.field for problem in problems] == ["Addresses.excluded[0]", "Addresses.excluded[2]"]


def test_networks_are_in_cidr_notation() -> None:
    assert refusal_of(lambda: Addresses(network="10.1.2.3")).field == "Addresses.network"
    problem = refusal_of(lambda: Addresses(network="10.0.0.0/8", excluded=("10.1.2.3/16",)))
    assert problem.field == "Addresses.excluded[0]"


@pytest.mark.parametrize("labels", [{"no spaces": "x"}, {"app": "no spaces"}, {"": "x"}, {"app": "x" * 64}])
def test_labels_that_nothing_can_carry_are_refused(labels: dict[str, str]) -> None:
    assert refusal_of(lambda: Pods(labels=labels)).field.startswith("Pods.labels[")
    problem = refusal_of(lambda: NamespacePods(namespace_labels=labels))
    assert problem.field.startswith("NamespacePods.namespace_labels[")
    problem = refusal_of(lambda: NamespacePods(namespace_labels={}, labels=labels))
    assert problem.field.startswith("NamespacePods.labels[")
