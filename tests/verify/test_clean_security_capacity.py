"""What sound charts and operators write yields no finding about security and capacity."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.verify import ManifestSet, read_text, verify

SAMPLES = Path(__file__).parent / "samples"
NAMES = ("clean_admission", "clean_cluster", "clean_configuration", "clean_operator")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_what_is_sound(name: str) -> None:
    reading = read_text((SAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), name=name)
    report = verify(ManifestSet(reading.manifests), select=["security", "capacity"])
    assert [str(finding) for finding in (*reading.findings, *report.findings)] == []
