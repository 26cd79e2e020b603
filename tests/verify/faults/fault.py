"""A fault: a mistake that people make, planted in an environment of dist/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podwright.verify import FieldPath, Finding, ManifestSet, verify
from tests.verify.faults.bases import BASES, objects_of
from tests.verify.faults.patches import Content, Objects, Patch, patched, resolved

TARSY = ("tarsy-development",)
REACTBIN = ("reactbin-production",)
TOOL_REGISTRY = ("tool-registry-production",)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A mistake, and how verify must tell it.

    Attributes:
        name: says what was done wrong; unique. Defects of the systems start with their id (``B3-``).
        patch: the mistake.
        code: the check that finds it.
        at: ``Kind/name`` of the object that it is found at.
        field: the field, or one around it; entries of lists by name. Empty: anywhere in the object.
        also: codes of further checks that see the same mistake, from another side.
        bases: the environments it is planted in.
        additions: objects beside them that it needs.
        version: the version of Kubernetes, where the mistake is to choose a cluster that is not the one
            the manifests were made for.
        upgrade: whether the mistake is in the change of what is applied already.
        before: what is different in what is applied already.
    """

    name: str
    patch: tuple[Patch, ...]
    code: str
    at: str
    field: str = ""
    also: tuple[str, ...] = ()
    bases: tuple[str, ...] = TARSY
    additions: tuple[str, ...] = ()
    version: str = ""
    upgrade: bool = False
    before: tuple[Patch, ...] = ()

    def planted(self, base: str) -> Objects:
        """Return the objects of an environment with the fault among them.

        Args:
            base: the environment.
        """
        return patched(objects_of(base, self.additions), self.patch)

    def findings(self, base: str) -> Sequence[Finding]:
        """Return what verify finds in an environment with the fault.

        Args:
            base: the environment.
        """
        place = BASES[base]
        report = verify(
            self.manifests(base),
            target=place.target(self.version),
            externals=place.externals,
            previous=self.applied(base) if self.upgrade else None,
        )
        return report.findings

    def manifests(self, base: str) -> ManifestSet:
        """Return the objects of an environment with the fault, as a set.

        Args:
            base: the environment.
        """
        return ManifestSet.of(self.planted(base), default_namespace=BASES[base].namespace)

    def applied(self, base: str) -> ManifestSet:
        """Return the objects of an environment as they are applied already.

        Args:
            base: the environment.
        """
        objects = patched(objects_of(base, self.additions), self.before)
        return ManifestSet.of(objects, default_namespace=BASES[base].namespace)

    def is_told_by(self, finding: Finding, base: str) -> bool:
        """Whether a finding tells the fault: by its code, at its object and field.

        Args:
            finding: the finding.
            base: the environment.
        """
        named = finding.object
        if named is None or finding.code != self.code or f"{named.kind}/{named.name}" != self.at:
            return False
        path = FieldPath.parse(self.field)
        return any(
            finding.field.is_within(FieldPath(resolved(content, path))) for content in self._contents(base)
        )

    def _contents(self, base: str) -> Sequence[Content]:
        """Return the object concerned, as it is and as it was: duplicates, and what is gone, too."""
        sets = [self.manifests(base), self.applied(base)]
        return [
            manifest.root.value
            for manifests in sets
            for manifest in manifests
            if f"{manifest.kind}/{manifest.name}" == self.at and isinstance(manifest.root.value, dict)
        ]
