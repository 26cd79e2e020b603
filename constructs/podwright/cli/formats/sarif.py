"""Findings as SARIF 2.1.0, which code-scanning services read.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Final, TextIO
from urllib.parse import quote

from podwright.cli.formats.checked import Checked
from podwright.verify import Finding, Rule, catalogue

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def write_sarif(
    out: TextIO, reading: Sequence[Finding], checked: Sequence[Checked], _skipped: Sequence[str]
) -> None:
    """Write one SARIF log with one run.

    Args:
        out: where to.
        reading: the findings about files.
        checked: the sets of manifests.
    """
    results = [_result(finding) for finding in reading]
    for item in checked:
        results += [_result(finding) for finding in item.report.findings]
        for waived in item.report.waived:
            suppression = {"kind": "inSource", "justification": waived.waiver.reason}
            results.append(_result(waived.finding) | {"suppressions": [suppression]})
    codes = {str(result["ruleId"]) for result in results}
    driver = {
        "name": "podwright",
        "version": version("podwright"),
        "rules": [_rule(rule) for code, rule in catalogue().items() if code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    out.write(json.dumps(log, indent=2, ensure_ascii=False) + "\n")


def _rule(rule: Rule) -> dict[str, object]:
    described: dict[str, object] = {
        "id": rule.code,
        "shortDescription": {"text": rule.summary},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.family.value]},
    }
    if rule.source.startswith("https://"):
        described["helpUri"] = rule.source
    return described


def _result(finding: Finding) -> dict[str, object]:
    place = f" ({finding.field})" if finding.field.segments else ""
    what = f"{finding.object}{place}: " if finding.object else ""
    location: dict[str, object] = {}
    if finding.source.file:
        physical: dict[str, object] = {"artifactLocation": {"uri": _uri(finding.source.file)}}
        if finding.line:
            physical["region"] = {"startLine": finding.line}
        location["physicalLocation"] = physical
    if finding.object is not None:
        name = f"{finding.object.kind}/{finding.object.name}{f'/{finding.field}' if place else ''}"
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "object"}]
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": finding.severity.value,
        "message": {"text": f"{what}{finding.sentences}"},
    }
    return result | ({"locations": [location]} if location else {})


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
