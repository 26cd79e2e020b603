"""Rules about waivers; the engine finds them, once all checks have run."""

from __future__ import annotations

from podwright.verify.rules import Family, Rule, Severity

_SOURCE = "docs/checks/README.md#waivers"

UNKNOWN_WAIVER = Rule(
    code="unknown-waiver",
    family=Family.WAIVERS,
    severity=Severity.ERROR,
    summary="A waiver names a check that does not exist.",
    source=_SOURCE,
)

WAIVER_WITHOUT_REASON = Rule(
    code="waiver-without-reason",
    family=Family.WAIVERS,
    severity=Severity.ERROR,
    summary="A waiver does not say why.",
    source=_SOURCE,
)

UNUSED_WAIVER = Rule(
    code="unused-waiver",
    family=Family.WAIVERS,
    severity=Severity.WARNING,
    summary="A waiver waives nothing.",
    source=_SOURCE,
)
