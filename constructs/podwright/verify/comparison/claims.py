"""What the API server refuses to change in a claim: it only grows.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.comparison.fields import differ
from podwright.verify.comparison.refusals import Refusal
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.quantities import quantity, show_bytes

_FIXED: Final = ("accessModes", "dataSource", "dataSourceRef", "selector", "volumeMode")
_FILLED_IN: Final = ("storageClassName", "volumeName")
"""What the cluster fills in where it is absent."""
_REMEDY: Final = "Keep it, or make a claim with a new name and move the data"


def claim_refusals(old: Manifest, new: Manifest) -> Iterator[Refusal]:
    """Yield what the API server refuses when a claim is updated, but for its size."""
    for field in _FIXED:
        before, after = old.spec[field], new.spec[field]
        if field == "accessModes":
            changed = set(before.strings) != set(after.strings)
        else:
            changed = differ(before, after, ("spec", field))
        if changed:
            yield _refusal(after, field)
    for field in _FILLED_IN:
        before, after = old.spec[field], new.spec[field]
        if before.text and before.text != after.text:
            yield _refusal(after, field)


def shrinkage(old: Manifest, new: Manifest) -> Refusal | None:
    """Return why a claim's size is refused, none when it is not: a claim never shrinks."""
    before, node = _size(old), new.spec.at("resources", "requests", "storage")
    smaller, larger = quantity(node), quantity(before)
    if smaller is None or larger is None or smaller >= larger:
        return None
    message = f"a claim of {show_bytes(larger)} does not shrink to {show_bytes(smaller)}"
    return Refusal(node, message, f"Write at least {before.value}")


def _size(claim: Manifest) -> Node:
    return claim.spec.at("resources", "requests", "storage")


def _refusal(node: Node, field: str) -> Refusal:
    return Refusal(node, f"the API server refuses to change the {field} of a claim", _REMEDY)
