"""Cron schedules as the CronJob controller reads them.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MACROS: Final = frozenset({"@annually", "@daily", "@hourly", "@midnight", "@monthly", "@weekly", "@yearly"})
_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS: Final = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    minimum: int
    maximum: int
    words: tuple[str, ...] = ()

    def number(self, text: str) -> int | None:
        lowered = text.lower()
        if lowered in self.words:
            return self.words.index(lowered) + self.minimum
        return int(text) if text.isascii() and text.isdigit() else None

    def accepts(self, item: str) -> bool:
        span, slash, step = item.partition("/")
        if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
            return False
        if span in ("*", "?"):
            return True
        low, dash, high = span.partition("-")
        first = self.number(low)
        last = self.number(high) if dash else first
        if first is None or last is None:
            return False
        return self.minimum <= first <= last <= self.maximum


_FIELDS: Final = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, tuple(_MONTHS)),
    _Field("day of the week", 0, 6, tuple(_DAYS)),
)


def explain_schedule(schedule: str) -> str:
    """Return why a schedule cannot be read, ``""`` when it can.

    Args:
        schedule: for example ``30 2 * * 1-5`` or ``@daily``.
    """
    if schedule.startswith(("TZ=", "CRON_TZ=")):
        return "names a time zone in the schedule; that belongs into timeZone"
    if schedule.startswith("@"):
        if schedule in _MACROS or schedule.startswith("@every "):
            return ""
        return f"{schedule!r} is no known shorthand"
    parts = schedule.split()
    if len(parts) != len(_FIELDS):
        return f"{schedule!r} has {len(parts)} fields instead of {len(_FIELDS)}"
    for field, part in zip(_FIELDS, parts, strict=True):
        if not all(field.accepts(item) for item in part.split(",")):
            return f"{part!r} is no {field.name} from {field.minimum} to {field.maximum}"
    return ""
