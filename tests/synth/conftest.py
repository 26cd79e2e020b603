from __future__ import annotations

from pathlib import Path

import pytest

from tests.synth.project import Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    """An empty project, in which nobody has set an output folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CDK8S_OUTDIR", raising=False)
    return Project(tmp_path, capsys)
