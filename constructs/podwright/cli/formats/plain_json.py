"""Findings as JSON, for other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from podwright.cli.formats.checked import Checked, all_findings
from podwright.verify import Finding, Severity


def write_json(
    out: TextIO, reading: Sequence[Finding], checked: Sequence[Checked], skipped: Sequence[str]
) -> None:
    """Write one JSON document.

    Args:
        out: where to.
        reading: the findings about files.
        checked: the sets of manifests.
        skipped: files without any API object.
    """
    findings = list(all_findings(reading, checked))
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    waived = [item for each in checked for item in each.report.waived]
    document = {
        "summary": {
            "checked": sum(item.report.checked for item in checked),
            "errors": errors,
            "warnings": len(findings) - errors,
            "waived": len(waived),
        },
        "targets": [
            {
                "name": item.name,
                "kubernetes_version": str(item.target.kubernetes_version),
                "platform": item.target.platform.value,
            }
            for item in checked
        ],
        "findings": [as_json(finding) for finding in findings],
        "waived": [as_json(item.finding) | {"reason": item.waiver.reason} for item in waived],
        "without_schema": sorted(
            {f"{kind}.{group}" for item in checked for group, kind in item.report.without_schema}
        ),
        "skipped": list(skipped),
    }
    out.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def as_json(finding: Finding) -> dict[str, object]:
    """Return a finding as plain data."""
    ref = finding.object
    return {
        "code": finding.code,
        "family": finding.family.value,
        "severity": finding.severity.value,
        "object": None
        if ref is None
        else {
            "apiVersion": ref.api_version,
            "kind": ref.kind,
            "namespace": ref.namespace,
            "name": ref.name,
        },
        "field": str(finding.field),
        "message": finding.message,
        "remedy": finding.remedy,
        "file": finding.source.file,
        "line": finding.line,
        "documentation": finding.documentation,
    }
