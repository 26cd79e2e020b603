"""Differences for programs."""

from __future__ import annotations

import json
from typing import Final, TextIO

from podwright.cli.formats.difference import Differences
from podwright.verify.comparison.compare import Difference, FieldDifference, ObjectDifference
from podwright.verify.comparison.risks import Risk

_FORMAT: Final = 1


def write_difference_json(out: TextIO, differences: Differences) -> None:
    """Write differences as one JSON document; new fields may come, and none changes its meaning.

    Args:
        out: where to.
        differences: the differences.
    """
    document = {
        "format": _FORMAT,
        "before": differences.before,
        "after": differences.after,
        "environments": [
            {"name": name, **_environment(difference)}
            for name, difference in differences.environments.items()
        ],
    }
    json.dump(document, out, indent=2, ensure_ascii=False)
    out.write("\n")


def _environment(difference: Difference) -> dict[str, object]:
    return {
        "risk": _risk(difference.risk),
        "counts": {_risk(risk): number for risk, number in difference.counts().items()},
        "objects": [_object(item) for item in difference.objects],
        "pods": [
            {
                "workload": {
                    "kind": one.workload.kind,
                    "namespace": one.workload.namespace,
                    "name": one.workload.name,
                },
                "effect": one.effect,
                "reasons": list(one.reasons),
            }
            for one in difference.restarts
        ],
    }


def _object(item: ObjectDifference) -> dict[str, object]:
    return {
        "apiVersion": item.object.api_version,
        "kind": item.object.kind,
        "namespace": item.object.namespace,
        "name": item.object.name,
        "change": item.change.value,
        "risk": _risk(item.risk),
        "notes": list(item.notes),
        "fields": [_field(field) for field in item.fields],
    }


def _field(field: FieldDifference) -> dict[str, object]:
    return {
        "path": field.path,
        "change": field.change.value,
        "risk": _risk(field.risk),
        "before": field.before,
        "after": field.after,
        "diff": list(field.lines),
        "note": field.note,
    }


def _risk(risk: Risk | None) -> str | None:
    return risk.name.lower() if risk is not None else None
