"""Which waiver covers which finding, and which waivers are wrong themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from podwright.verify.catalogue import nearest_codes
from podwright.verify.checks.waivers import UNKNOWN_WAIVER, UNUSED_WAIVER, WAIVER_WITHOUT_REASON
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.manifests import Manifest, ObjectRef
from podwright.verify.nodes import Node
from podwright.verify.paths import FieldPath
from podwright.verify.rules import Flaw, Rule
from podwright.verify.waivers import Waiver, waivers_on


@dataclass(eq=False, slots=True)
class _Decision:
    """A waiver, the object it is about, and where it stands."""

    waiver: Waiver
    manifest: Manifest
    node: Node
    used: bool = False
    is_past: bool = False


class Decisions:
    """The waivers of a run.

    Args:
        manifests: the objects, which may carry waivers as annotations.
        given: the waivers that were given as data.
        gone: objects that were applied before and are no longer there; what is lost with them is waived
            by data, or by the annotation that they carried.
    """

    def __init__(
        self, manifests: ManifestSet, given: Sequence[Waiver], *, gone: Sequence[Manifest] = ()
    ) -> None:
        self._decisions = [
            _Decision(waiver, manifest, node)
            for manifest in manifests
            for waiver, node in waivers_on(manifest)
        ]
        annotated = {
            (decision.waiver.code, decision.manifest, decision.waiver.field) for decision in self._decisions
        }
        objects: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
        for manifest in (*manifests, *gone) if given else ():
            objects[(manifest.kind, manifest.name)].append(manifest)
        for waiver in given:
            candidates = objects.get((waiver.object.kind, waiver.object.name), [])
            found = [manifest for manifest in candidates if waiver.concerns(manifest)]
            self._decisions += [
                _Decision(waiver, manifest, manifest.root)
                for manifest in found or [_absent(waiver.object)]
                if (waiver.code, manifest, waiver.field) not in annotated
            ]
        # What an object carried that is gone is history: nobody can correct it any more.
        self._decisions += [
            _Decision(waiver, manifest, node, is_past=True)
            for manifest in gone
            for waiver, node in waivers_on(manifest)
        ]
        self._by_object: dict[tuple[str, Manifest], list[_Decision]] = defaultdict(list)
        for decision in self._decisions:
            self._by_object[(decision.waiver.code, decision.manifest)].append(decision)

    def waiver_for(self, rule: Rule, manifest: Manifest, path: FieldPath) -> Waiver | None:
        """Return a waiver that covers a finding, none when there is none.

        Args:
            rule: the rule that is broken.
            manifest: the object concerned.
            path: the field concerned.
        """
        covering = [
            decision
            for decision in self._by_object.get((rule.code, manifest), ())
            if decision.waiver.reason and decision.waiver.covers(path, manifest.root)
        ]
        for decision in covering:
            decision.used = True
        return covering[0].waiver if covering else None

    def flaws(self, known: Mapping[str, Rule], active: Mapping[str, Rule]) -> Iterator[tuple[Rule, Flaw]]:
        """Yield what is wrong with the waivers themselves; to be called when all checks have run.

        Args:
            known: all rules by code.
            active: the rules that have run; a waiver of any other is not called unused.
        """
        for decision in self._decisions:
            if decision.is_past:
                continue
            rule, message, remedy = _judge(decision, known, active)
            if rule is not None and rule.code in active:
                yield rule, Flaw(decision.manifest, decision.node, message, remedy)


def _judge(
    decision: _Decision, known: Mapping[str, Rule], active: Mapping[str, Rule]
) -> tuple[Rule | None, str, str]:
    code = decision.waiver.code
    if code not in known:
        near = nearest_codes(code)
        return (
            UNKNOWN_WAIVER,
            f"waives {code!r}, which is no check",
            f"Write {' or '.join(near)}" if near else "Remove the waiver, or write the code of a check",
        )
    if not decision.waiver.reason:
        return (
            WAIVER_WITHOUT_REASON,
            f"waives {code} without saying why",
            "Write the reason as the waiver's value; without one it is not honoured",
        )
    if not decision.used and code in active:
        where = f" at {decision.waiver.field}" if decision.waiver.field else ""
        return (
            UNUSED_WAIVER,
            f"waives {code}{where}, which finds nothing there",
            "Remove the waiver, or correct its object and field",
        )
    return None, "", ""


def _absent(ref: ObjectRef) -> Manifest:
    """Return a stand-in for an object that a waiver names and nobody makes."""
    metadata = {"name": ref.name, "namespace": ref.namespace}
    manifest = Manifest.of({"apiVersion": ref.api_version, "kind": ref.kind, "metadata": metadata})
    return replace(manifest, namespace=ref.namespace)
