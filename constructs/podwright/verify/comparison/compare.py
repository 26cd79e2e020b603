"""The difference between two sets of manifests, as a reviewer wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from podwright.verify.comparison.claims import shrinkage
from podwright.verify.comparison.fields import Change, FieldChange, changed_fields
from podwright.verify.comparison.immutability import refusals
from podwright.verify.comparison.matching import Pair, paired_objects
from podwright.verify.comparison.pruning import is_kept, loss_of
from podwright.verify.comparison.refusals import Refusal
from podwright.verify.comparison.restarts import Restart, restarts_of
from podwright.verify.comparison.risks import CHECKSUM, Risk, risk_of_field, risk_of_object, template_way
from podwright.verify.comparison.values import HIDDEN, is_hidden, shown, text_difference
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.manifests import Manifest, ObjectRef
from podwright.verify.target import KubernetesVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldDifference:
    """A field that differs, as it is shown.

    Attributes:
        path: its path; entries of lists by their name.
        change: what happens to it.
        risk: what that may do.
        before: its value before, ``""`` when it is absent.
        after: its value after, ``""`` when it is absent.
        lines: for a text of several lines, a unified diff instead of values.
        note: why the API server refuses it, and what to do; ``""`` when it does not.
    """

    path: str
    change: Change
    risk: Risk
    before: str = ""
    after: str = ""
    lines: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectDifference:
    """An object that differs.

    Attributes:
        object: its name.
        change: whether it comes, goes or changes.
        risk: the worst that may happen.
        fields: the fields that differ; none for an object that comes or goes.
        notes: what else a reviewer should know.
    """

    object: ObjectRef
    change: Change
    risk: Risk
    fields: tuple[FieldDifference, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """The difference between two sets.

    Attributes:
        objects: the objects that differ, the worst first.
        restarts: the workloads whose pods are replaced, started or stopped.
    """

    objects: tuple[ObjectDifference, ...] = ()
    restarts: tuple[Restart, ...] = ()

    @property
    def risk(self) -> Risk | None:
        """The worst that may happen, none when nothing differs."""
        return min((item.risk for item in self.objects), default=None)

    def counts(self) -> Mapping[Risk, int]:
        """Return how many objects there are of each risk that occurs."""
        risks = [item.risk for item in self.objects]
        return {risk: risks.count(risk) for risk in Risk if risk in risks}


def compare(before: ManifestSet, after: ManifestSet, *, version: KubernetesVersion) -> Difference:
    """Return how two sets of manifests differ.

    Args:
        before: the objects as they were applied last.
        after: the objects as they are going to be applied.
        version: the cluster's version: it decides what the API server refuses.
    """
    pairs = list(paired_objects(before, after))
    fields = {
        pair: tuple(changed_fields(pair.before, pair.after))
        for pair in pairs
        if pair.before is not None and pair.after is not None
    }
    objects = [item for pair in pairs for item in _object_difference(pair, fields.get(pair, ()), version)]
    return Difference(
        objects=tuple(sorted(objects, key=lambda item: (item.risk, item.object))),
        restarts=tuple(restarts_of(pairs, fields, after)),
    )


def _object_difference(
    pair: Pair, fields: Sequence[FieldChange], version: KubernetesVersion
) -> Iterator[ObjectDifference]:
    if pair.before is None or pair.after is None:
        manifest = pair.after if pair.after is not None else pair.before
        if manifest is not None:
            yield _whole(manifest, Change.ADDED if pair.before is None else Change.REMOVED)
        return
    refused = list(refusals(pair.before, pair.after, version))
    smaller = None
    if pair.after.group_kind == ("", "PersistentVolumeClaim"):
        smaller = shrinkage(pair.before, pair.after)
    refused += [smaller] if smaller is not None else []
    differences = _fields(pair.after, fields, refused)
    if differences:
        yield ObjectDifference(
            object=pair.after.ref,
            change=Change.CHANGED,
            risk=min(difference.risk for difference in differences),
            fields=tuple(sorted(differences, key=lambda difference: difference.risk)),
        )


def _whole(manifest: Manifest, change: Change) -> ObjectDifference:
    notes = []
    loss = loss_of(manifest)
    if change is Change.REMOVED and loss:
        kept = " unless somebody agrees to prune it" if is_kept(manifest) else ""
        notes.append(f"when it is pruned, {loss} is deleted, too{',' * bool(kept)}{kept}")
    return ObjectDifference(
        object=manifest.ref, change=change, risk=risk_of_object(manifest, change), notes=tuple(notes)
    )


def _fields(
    manifest: Manifest, fields: Sequence[FieldChange], refused: Sequence[Refusal]
) -> list[FieldDifference]:
    differences: list[FieldDifference] = []
    noted: set[int] = set()
    for field in fields:
        refusal = next((one for one in refused if _concerns(one, field)), None)
        if refusal is not None:
            noted.add(id(refusal))
        differences.append(_field(manifest, field, refusal))
    for refusal in refused:
        if id(refusal) not in noted:  # nothing is written, and yet it is refused
            differences.append(
                FieldDifference(
                    path=str(refusal.node.path), change=Change.CHANGED, risk=Risk.REFUSED, note=_note(refusal)
                )
            )
    return differences


def _concerns(refusal: Refusal, field: FieldChange) -> bool:
    here, there = field.after.path, refusal.node.path
    return here.is_within(there) or there.is_within(here)


def _note(refusal: Refusal) -> str:
    return f"{refusal.message}. {refusal.remedy}"


def _field(manifest: Manifest, field: FieldChange, refusal: Refusal | None) -> FieldDifference:
    risk = Risk.REFUSED if refusal is not None else risk_of_field(manifest, field)
    note = _note(refusal) if refusal is not None else ""
    if _is_checksum(manifest, field):
        return FieldDifference(path=field.path, change=field.change, risk=risk, note="only rolls the pods")
    if field.is_reordered:
        note = note or "the same entries in another order"
        return FieldDifference(path=field.path, change=field.change, risk=risk, note=note)
    if is_hidden(manifest, field):
        before, after = HIDDEN if field.before else "", HIDDEN if field.after else ""
        return FieldDifference(
            path=field.path, change=field.change, risk=risk, before=before, after=after, note=note
        )
    lines = tuple(text_difference(field))
    return FieldDifference(
        path=field.path,
        change=field.change,
        risk=risk,
        before="" if lines else shown(field.before),
        after="" if lines else shown(field.after),
        lines=lines,
        note=note,
    )


def _is_checksum(manifest: Manifest, field: FieldChange) -> bool:
    way = template_way(manifest)
    if way is None or field.way[: len(way) + 2] != (*way, "metadata", "annotations"):
        return False
    return CHECKSUM.fullmatch(str(field.way[-1])) is not None
