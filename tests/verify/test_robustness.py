"""No check raises, whatever is done to the manifests, and what is sound stays without findings."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podwright.verify import ManifestSet, Platform, read_text, verify
from podwright.verify.detection import detect_target

SOUND = (Path(__file__).parent / "sound.yaml").read_text(encoding="utf-8")

OBJECTS: list[dict[str, Any]] = [
    manifest.root.value for manifest in read_text(SOUND).manifests if isinstance(manifest.root.value, dict)
]

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "x", "${X}", 0, -1, 10**30, 1.5, True, [], {}, [None], ["x"], [[]], [{}], {"x": None}]
)


def children(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way] if way else []
    for key, child in children(value):
        found += places(child, (*way, key))
    return found


PLACES = [(index, way) for index, content in enumerate(OBJECTS) for way in places(content)]


def replace_at(holder: Any, way: tuple[Any, ...], value: Any) -> None:
    """Replace what stands at the end of a way, unless an earlier mutation has removed it."""
    first, *rest = way
    if first not in dict(children(holder)):
        return
    if rest:
        replace_at(holder[first], tuple(rest), value)
    else:
        holder[first] = copy.deepcopy(value)


@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=4), st.sampled_from(Platform))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_mutation_makes_a_check_raise(
    mutations: list[tuple[tuple[int, tuple[Any, ...]], Any]], platform: Platform
) -> None:
    objects = copy.deepcopy(OBJECTS)
    for (index, way), value in mutations:
        replace_at(objects[index], way, value)
    manifests = ManifestSet.of(objects)
    previous = ManifestSet.of(OBJECTS)
    report = verify(manifests, target=detect_target(manifests, platform=platform), previous=previous)
    for finding in report.findings:
        assert "\n" not in str(finding)
        assert finding.remedy


@pytest.mark.parametrize("content", [{}, {"kind": 1}, {"apiVersion": [], "kind": {}}, {"metadata": "x"}])
def test_what_is_no_object_is_only_said_to_be_none(content: dict[str, object]) -> None:
    codes = {finding.code for finding in verify([content]).findings}
    assert "not-an-object" in codes
    assert codes <= {"not-an-object", "missing-name"}


def test_keys_that_are_no_text_are_told() -> None:
    content: Any = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {1: "x"}}
    findings = verify([content], select=["wrong-type"]).findings
    assert [(str(finding.field), finding.message) for finding in findings] == [
        ("data", "has the key 1, which is no text")
    ]


def test_nothing_is_found_in_sound_manifests() -> None:
    assert verify(ManifestSet(read_text(SOUND).manifests)).findings == ()
