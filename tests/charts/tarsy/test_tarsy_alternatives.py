"""What each alternative of each decision writes: the objects that differ from the base."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.charts.tarsy.decisions import DECISIONS, synthesize_with
from tests.charts.tarsy.reading import Manifests
from tests.pairwise import Alternative, alternatives

# What an alternative needs beside it, as each refusal of the table says.
NEEDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "api=passthrough": (("certificates", "cert-manager"),),
    "certificates=cert-manager": (("api", "passthrough"),),
    "certificates=existing": (("api", "passthrough"),),
    "platform=Kubernetes": (
        ("browser", "ingress"),
        ("api", "in cluster only"),
        ("secrets", "External Secrets"),
        ("certificates", "cert-manager"),
    ),
}
ALTERNATIVES = [
    alternative
    for alternative in alternatives(DECISIONS)
    if alternative.name != next(iter(DECISIONS[alternative.decision]))
]


@pytest.fixture(scope="module")
def base() -> Manifests:
    """The base, with the first alternative of every decision."""
    return synthesize_with()


def settings_of(alternative: Alternative) -> dict[str, Any]:
    """Return an alternative's arguments, and those of what it needs beside it."""
    settings: dict[str, Any] = {}
    for decision, name in NEEDS.get(str(alternative), ()):
        settings |= DECISIONS[decision][name]
    return settings | dict(alternative.settings)


@cache
def chosen(name: str) -> Manifests:
    """Return what an alternative of that name makes."""
    (alternative,) = (one for one in ALTERNATIVES if str(one) == name)
    return synthesize_with(**settings_of(alternative))


@pytest.mark.parametrize("alternative", ALTERNATIVES, ids=str)
def test_output(
    alternative: Alternative, base: Manifests, yaml_snapshot: SnapshotAssertion, snapshot: SnapshotAssertion
) -> None:
    found = chosen(str(alternative))
    changed = {name: found[name] for name in sorted(found) if base.get(name) != found[name]}
    assert changed == yaml_snapshot
    assert sorted(base.keys() - found.keys()) == snapshot(name="not there any more")


@pytest.mark.parametrize("alternative", ALTERNATIVES, ids=str)
def test_an_alternative_that_changes_nothing_is_none(alternative: Alternative, base: Manifests) -> None:
    assert chosen(str(alternative)) != base
