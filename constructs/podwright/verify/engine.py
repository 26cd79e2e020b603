"""The engine: run the checks, honour the waivers, report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from podwright.verify.bundled import crds_folder
from podwright.verify.catalogue import catalogue, checks_among, selected
from podwright.verify.cluster import Cluster
from podwright.verify.comparison.matching import paired_objects
from podwright.verify.decisions import Decisions
from podwright.verify.detection import detect_target
from podwright.verify.externals import Externals
from podwright.verify.findings import Finding, Report, WaivedFinding
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.manifests import Manifest
from podwright.verify.paths import FieldPath
from podwright.verify.rules import Family, Flaw, Rule
from podwright.verify.schema.validation import types_without_schema
from podwright.verify.target import Target
from podwright.verify.templates import has_parameter
from podwright.verify.waivers import Waiver


def verify(
    manifests: ManifestSet | Iterable[Mapping[str, object]],
    *,
    target: Target | None = None,
    externals: Externals | None = None,
    waivers: Sequence[Waiver] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    previous: ManifestSet | None = None,
    crds: Sequence[Path] | None = None,
) -> Report:
    """Check objects that are applied together.

    Args:
        manifests: the objects.
        target: where they are applied; detected when left out.
        externals: what lives outside of them.
        waivers: findings to live with, beside those that stand on the objects as annotations.
        select: codes and families to check; nothing given: all.
        ignore: codes and families not to check.
        previous: the objects as they were applied last, for the upgrade family.
        crds: folders with schemas of custom resources, beside the definitions among the manifests;
            podwright's own when left out.

    Raises:
        InvalidValueError: when ``select`` or ``ignore`` names no check, or the target's version is
            not known.
    """
    objects = manifests if isinstance(manifests, ManifestSet) else ManifestSet.of(manifests)
    rules = selected(select=select, ignore=ignore)
    cluster = Cluster(
        objects,
        target=target or detect_target(objects),
        externals=externals,
        previous=previous,
        crds=_own_crds() if crds is None else crds,
    )
    order = {manifest: position for position, manifest in enumerate(objects)}
    decisions = Decisions(objects, waivers, gone=_gone(previous, objects))
    open_: dict[tuple[int, str, str, str], Finding] = {}
    waived: dict[tuple[int, str, str, str], WaivedFinding] = {}

    def add(rule: Rule, flaw: Flaw) -> None:
        path = flaw.node.path
        key = (order.get(flaw.manifest, len(order)), str(path), rule.code, flaw.message)
        finding = _finding(rule, flaw, path)
        waiver = decisions.waiver_for(rule, flaw.manifest, path)
        if waiver is None:
            open_[key] = finding
        else:
            waived[key] = WaivedFinding(finding=finding, waiver=waiver)

    for check in checks_among(rules):
        for flaw in check.run(cluster):
            if not _depends_on_parameter(flaw):
                add(check, flaw)
    for rule, flaw in decisions.flaws(catalogue(), _active(rules, cluster)):
        add(rule, flaw)
    return Report(
        findings=tuple(open_[key] for key in sorted(open_)),
        waived=tuple(waived[key] for key in sorted(waived)),
        checked=len(objects),
        without_schema=types_without_schema(cluster),
    )


def _gone(previous: ManifestSet | None, objects: ManifestSet) -> Sequence[Manifest]:
    """Return the objects that were applied before and are no longer there."""
    pairs = paired_objects(previous, objects) if previous is not None else ()
    return [pair.before for pair in pairs if pair.after is None and pair.before is not None]


def _own_crds() -> Sequence[Path]:
    folder = crds_folder()
    return [folder] if folder is not None else []


def _active(rules: Mapping[str, Rule], cluster: Cluster) -> Mapping[str, Rule]:
    """Return the rules that could find something: without previous objects, upgrades are not judged."""
    if cluster.previous is not None:
        return rules
    return {code: rule for code, rule in rules.items() if rule.family is not Family.UPGRADE}


def _finding(rule: Rule, flaw: Flaw, path: FieldPath) -> Finding:
    return Finding(
        code=rule.code,
        family=rule.family,
        severity=rule.severity,
        object=flaw.manifest.ref,
        field=path,
        message=flaw.message,
        remedy=flaw.remedy,
        source=flaw.manifest.source,
        line=flaw.manifest.source.line_of(path),
        documentation=rule.source,
    )


def _depends_on_parameter(flaw: Flaw) -> bool:
    """Whether a flaw is about text whose Template parameters have no known value."""
    return flaw.manifest.template is not None and has_parameter(flaw.node.text)
