from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.synth.project import Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    """An empty project, in which nobody has set an output folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CDK8S_OUTDIR", raising=False)
    return Project(tmp_path, capsys)


@pytest.fixture(scope="module")
def no_waiting_for_the_disk() -> Iterator[None]:
    """Syncing takes milliseconds for each file, and changes nothing that a living system could see."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(os, "fsync", lambda descriptor: None)
        yield
