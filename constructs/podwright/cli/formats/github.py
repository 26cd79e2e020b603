"""Findings as annotations of a GitHub pull request.

Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from podwright.cli.formats.checked import Checked, all_findings
from podwright.verify import Finding


def write_github(
    out: TextIO, reading: Sequence[Finding], checked: Sequence[Checked], _skipped: Sequence[str]
) -> None:
    """Write one workflow command for each finding.

    Args:
        out: where to.
        reading: the findings about files.
        checked: the sets of manifests.
    """
    for finding in all_findings(reading, checked):
        properties = {"file": finding.source.file, "line": str(finding.line or ""), "title": finding.code}
        listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
        where = ": ".join(part for part in (str(finding.object or ""), str(finding.field)) if part)
        text = f"{where}: {finding.sentences}" if where else finding.sentences
        out.write(f"::{finding.severity.value} {listed}::{_data(text)}\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
