"""Whatever is done to manifests with proxies, quotas and secrets, no check and no comparison raises."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podwright.verify import KubernetesVersion, ManifestSet, Platform, read_text, verify
from podwright.verify.comparison.compare import compare
from podwright.verify.detection import detect_target
from tests.verify.test_known_defects import TARSY
from tests.verify.test_robustness import ODD, places, replace_at

SAMPLES = Path(__file__).parent / "samples"
TEXTS = [
    TARSY,
    *((SAMPLES / f"clean_{name}.yaml").read_text() for name in ("admission", "cluster", "operator")),
]

OBJECTS: list[dict[str, Any]] = [
    manifest.root.value
    for text in TEXTS
    for manifest in read_text(text).manifests
    if isinstance(manifest.root.value, dict)
]
PLACES = [(index, way) for index, content in enumerate(OBJECTS) for way in places(content)]


@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=6), st.sampled_from(Platform))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_mutation_makes_anything_raise(
    mutations: list[tuple[tuple[int, tuple[Any, ...]], Any]], platform: Platform
) -> None:
    objects = copy.deepcopy(OBJECTS)
    for (index, way), value in mutations:
        replace_at(objects[index], way, value)
    before, after = ManifestSet.of(OBJECTS), ManifestSet.of(objects)
    for old, new in ((before, after), (after, before)):
        target = detect_target(new, platform=platform)
        report = verify(new, target=target, previous=old, select=["security", "capacity", "upgrade"])
        assert all(finding.remedy and "\n" not in str(finding) for finding in report.findings)
        compare(old, new, version=KubernetesVersion(1, 33))
