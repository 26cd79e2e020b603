"""Waivers: decisions to live with a finding, by name and with a reason.

A waiver is given as data to `verify`, or stands on the object as an annotation::

    waive.podwright.dev/<code>: <reason>
    waive.podwright.dev/<code>: field=<field>; <reason>

Several fields of one object take one line each.

`annotations_for` writes both this annotation and those by which checkov, kube-linter and
kube-score honour the same decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.manifests import Manifest, ObjectRef
from podwright.verify.nodes import Node
from podwright.verify.paths import FieldPath, Segment
from podwright.verify.rules import Rule

ANNOTATION_PREFIX: Final = "waive.podwright.dev/"
CHECKOV_PREFIX: Final = "checkov.io/skip"
KUBE_LINTER_PREFIX: Final = "ignore-check.kube-linter.io/"
KUBE_SCORE_ANNOTATION: Final = "kube-score/ignore"

_VALUE: Final = re.compile(r"\s*(?:field=(?P<field>[^;]*);)?\s*(?P<reason>.*?)\s*", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiver:
    """A decision to live with a finding.

    Attributes:
        code: the code of the rule.
        object: the object concerned; an empty namespace or API version means any.
        reason: why it is right here; a waiver without a reason is not honoured.
        field: the field concerned, with everything below it; empty for the whole object. An entry of
            a list may be given by its name instead of its position: ``spec.containers[proxy]``.
    """

    code: str
    object: ObjectRef
    reason: str
    field: str = ""

    def concerns(self, manifest: Manifest) -> bool:
        """Whether the waiver is about an object."""
        wanted = self.object
        return (
            wanted.kind == manifest.kind
            and wanted.name == manifest.name
            and wanted.namespace in ("", manifest.namespace)
            and wanted.api_version in ("", manifest.api_version)
        )

    def covers(self, path: FieldPath, root: Node) -> bool:
        """Whether the waiver's field is, or contains, a field of an object.

        Args:
            path: the field.
            root: the object.
        """
        if not self.field:
            return True
        try:
            pattern = FieldPath.parse(self.field).segments
        except ValueError:
            return False
        if len(pattern) > len(path.segments):
            return False
        node = root
        for wanted, actual in zip(pattern, path.segments, strict=False):
            node = node[actual]
            if not _means(wanted, actual, node):
                return False
        return True


def _means(wanted: Segment, actual: Segment, node: Node) -> bool:
    if wanted == actual:
        return True
    return isinstance(actual, int) and isinstance(wanted, str) and node["name"].text == wanted


def waivers_on(manifest: Manifest) -> Iterator[tuple[Waiver, Node]]:
    """Yield the waivers that stand on an object as annotations, and where."""
    for key, node in manifest.metadata["annotations"].items():
        if key.startswith(ANNOTATION_PREFIX):
            for field, reason in _read(node.text):
                code = key.removeprefix(ANNOTATION_PREFIX)
                yield Waiver(code=code, object=manifest.ref, reason=reason, field=field), node


def _read(value: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in value.splitlines() if line.strip()]
    by_field = all(line.lstrip().startswith("field=") for line in lines)
    for text in lines if lines and by_field else [value]:
        match = _VALUE.fullmatch(text)
        if match is not None:
            yield (match["field"] or "").strip(), match["reason"]


def annotations_for(waivers: Iterable[Waiver], rules: Mapping[str, Rule]) -> dict[str, str]:
    """Return the annotations that say the same as the waivers of one object, to every tool.

    Args:
        waivers: the waivers of one object.
        rules: the rules by code.
    """
    annotations: dict[str, str] = {}
    checkov: dict[str, str] = {}
    kube_score: set[str] = set()
    for waiver in waivers:
        key = f"{ANNOTATION_PREFIX}{waiver.code}"
        value = _written(waiver)
        annotations[key] = f"{annotations[key]}\n{value}" if key in annotations else value
        rule = rules.get(waiver.code)
        if rule is None:
            continue
        reason = " ".join(waiver.reason.split())
        checkov |= dict.fromkeys(rule.same_as.checkov, reason)
        kube_score |= set(rule.same_as.kube_score)
        for name in rule.same_as.kube_linter:
            annotations[f"{KUBE_LINTER_PREFIX}{name}"] = reason
    for number, (identifier, reason) in enumerate(sorted(checkov.items()), start=1):
        annotations[f"{CHECKOV_PREFIX}{number}"] = f"{identifier}={reason}"
    if kube_score:
        annotations[KUBE_SCORE_ANNOTATION] = ",".join(sorted(kube_score))
    return annotations


def _written(waiver: Waiver) -> str:
    reason = " ".join(waiver.reason.split())
    return f"field={waiver.field}; {reason}" if waiver.field else reason
