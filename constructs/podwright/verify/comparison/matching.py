"""Which objects of two sets are the same object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podwright.verify.kinds import GroupKind
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.manifests import Manifest

_Identity = tuple[GroupKind, str, str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """An object before and after.

    Attributes:
        before: the old version, none when the object is new.
        after: the new version, none when the object is gone.
    """

    before: Manifest | None
    after: Manifest | None


def paired_objects(before: ManifestSet, after: ManifestSet) -> Iterator[Pair]:
    """Yield the objects of two sets side by side, in the order of the new one; those that are gone last.

    An object is the same by group, kind, namespace and name. Objects inside of a Template are part of
    it, and objects whose name is left to the server are new every time.

    Args:
        before: the old set.
        after: the new set.
    """
    old = _by_identity(before)
    new = _by_identity(after)
    for identity, manifest in new.items():
        yield Pair(old.get(identity), manifest)
    for identity, manifest in old.items():
        if identity not in new:
            yield Pair(manifest, None)


def _by_identity(manifests: ManifestSet) -> dict[_Identity, Manifest]:
    found: dict[_Identity, Manifest] = {}
    for manifest in manifests:
        if manifest.template is None and manifest.name and manifest.kind:
            number = 0
            while (identity := (manifest.group_kind, manifest.namespace, manifest.name, number)) in found:
                number += 1
            found[identity] = manifest
    return found
