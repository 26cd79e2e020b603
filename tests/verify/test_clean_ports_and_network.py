"""Sound manifests of other people have no findings about ports, addresses and network paths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podwright.verify import ManifestSet, Platform, read_text, verify
from podwright.verify.detection import detect_target
from tests.verify.test_robustness import ODD, places, replace_at

SAMPLES = Path(__file__).parent / "samples"
NAMES = ["clean_ports", "clean_addresses", "clean_network", "clean_openshift_network"]
FAMILIES = ["ports", "addresses", "network"]


def text_of(name: str) -> str:
    return (SAMPLES / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_sound_manifests(name: str) -> None:
    reading = read_text(text_of(name))
    report = verify(ManifestSet(reading.manifests), select=FAMILIES)
    assert reading.findings == ()
    assert report.findings == ()


def objects() -> list[dict[str, Any]]:
    return [
        manifest.root.value
        for name in NAMES
        for manifest in read_text(text_of(name)).manifests
        if isinstance(manifest.root.value, dict)
    ]


PLACES = [(index, way) for index, content in enumerate(objects()) for way in places(content)]


@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=6), st.sampled_from(Platform))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_mutation_makes_a_check_raise(
    mutations: list[tuple[tuple[int, tuple[Any, ...]], Any]], platform: Platform
) -> None:
    mutated = objects()
    for (index, way), value in mutations:
        replace_at(mutated[index], way, value)
    manifests = ManifestSet.of(mutated)
    report = verify(manifests, target=detect_target(manifests, platform=platform), select=FAMILIES)
    for finding in report.findings:
        assert "\n" not in str(finding)
        assert finding.remedy
