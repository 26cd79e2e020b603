"""What real charts, operators and templates yield has nothing to be found in references and selectors."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podwright.verify import ManifestSet, read_paths, read_text, verify
from tests.verify.faults.bases import BASES

SAMPLES = Path(__file__).parent / "samples"
NAMES = (
    "clean_controller",
    "clean_openshift",
    "clean_operators",
    "clean_release",
    "clean_secret_sources",
    "clean_topologies",
)
FAMILIES = ["references", "selectors"]
DIST = Path(__file__).parents[2] / "dist"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_what_is_sound(name: str) -> None:
    reading = read_text((SAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), name=name)
    assert reading.findings == ()
    report = verify(ManifestSet(reading.manifests), select=FAMILIES)
    assert [str(finding) for finding in report.findings] == []


@pytest.mark.parametrize("environment", sorted(folder.name for folder in DIST.iterdir() if folder.is_dir()))
def test_nothing_is_found_in_our_own_environments(environment: str) -> None:
    reading = read_paths([str(DIST / environment)])
    externals = BASES[environment].externals
    report = verify(ManifestSet(reading.manifests), externals=externals, select=FAMILIES)
    assert [str(finding) for finding in report.findings] == []


def objects_of(name: str) -> list[dict[str, Any]]:
    manifests = read_text((SAMPLES / f"{name}.yaml").read_text(encoding="utf-8")).manifests
    return [manifest.root.value for manifest in manifests if isinstance(manifest.root.value, dict)]


OBJECTS = [content for name in NAMES for content in objects_of(name)]
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "/", "a/b", "${X}", "%", 0, -1, 10**30, 1.5, True, [], {}, [None], [[]], [{}], {"": None}]
)


def holders(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a value: what holds it, and under which key or position."""
    found: list[tuple[Any, Any]] = []
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        found += [(value, key), *holders(child)]
    return found


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_mutation_makes_a_check_raise(data: st.DataObject) -> None:
    content = copy.deepcopy(data.draw(st.sampled_from(OBJECTS)))
    for _ in range(data.draw(st.integers(1, 3))):
        places = holders(content)
        if places:
            holder, key = data.draw(st.sampled_from(places))
            holder[key] = copy.deepcopy(data.draw(ODD))
    others = [other for other in OBJECTS if other["kind"] in ("Deployment", "StatefulSet", "Service")]
    for finding in verify([content, *others], select=FAMILIES).findings:
        assert "\n" not in str(finding)
        assert finding.remedy
        assert not finding.message.endswith(".")
