"""Faults of waivers: decisions that decide nothing."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import put

_STORE = "PersistentVolumeClaim/database-data"
_WAIVER = "metadata.annotations[waive.podwright.dev"

WAIVER_FAULTS = (
    Fault(
        name="waiver-of-a-check-that-does-not-exist",
        patch=(put(_STORE, f"{_WAIVER}/missing-clam]", "made by hand"),),
        code="unknown-waiver",
        at=_STORE,
        field=f"{_WAIVER}/missing-clam]",
    ),
    Fault(
        name="waiver-without-a-reason",
        patch=(put(_STORE, f"{_WAIVER}/invalid-name]", ""),),
        code="waiver-without-reason",
        at=_STORE,
        field=f"{_WAIVER}/invalid-name]",
    ),
    Fault(
        name="waiver-that-outlived-its-finding",
        patch=(put(_STORE, f"{_WAIVER}/invalid-name]", "the storage team names it so"),),
        code="unused-waiver",
        at=_STORE,
        field=f"{_WAIVER}/invalid-name]",
    ),
)
