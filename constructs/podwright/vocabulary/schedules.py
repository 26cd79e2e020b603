"""Schedules of CronJobs.

Sources: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax and the parser
that the controller uses, https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from podwright.vocabulary.value import refuse

_REMEDY = "Write minute, hour, day of month, month and day of week, such as '30 2 * * 1-5', or '@daily'"
_DESCRIPTORS = {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}
_PART = re.compile(r"(?P<first>[*?]|\w+)(-(?P<last>\w+))?(/(?P<step>\d{1,9}))?", re.ASCII)
_ZONE = re.compile(r"UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# The longest that a month can be.
_DAYS = {month: 29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31 for month in range(1, 13)}


@dataclass(frozen=True)
class _Field:
    name: str
    lowest: int
    highest: int
    names: Mapping[str, int] = field(default_factory=dict)


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of month", 1, 31),
    _Field("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    _Field("day of week", 0, 6, {name: number for number, name in enumerate(_WEEKDAYS)}),
)


def check_schedule(value: str) -> str:
    """Return a schedule as CronJobs understand it: five fields (``30 2 * * 1-5``) or ``@daily``.

    Each field is a list of numbers, ranges and steps; months and days of the week have names too. Sunday is
    0, not 7. Where both days are restricted, either of them is enough.

    Raises:
        InvalidValueError: no schedule, a time zone in it, or a day that never comes, as 30 February.
    """
    if value in _DESCRIPTORS:
        return value
    texts = value.split(" ") if value.isascii() else []
    if len(texts) != len(_FIELDS) or value.startswith(("TZ=", "CRON_TZ=")):
        raise refuse(f"{value!r} is not a schedule", _REMEDY)
    moments = [_values(what, text) for what, text in zip(_FIELDS, texts, strict=True)]
    _, _, days, months, _ = moments
    if texts[4] in {"*", "?"} and all(min(days) > _DAYS[month] for month in months):
        message = f"{value!r} never comes: no such month has a day {min(days)}"
        raise refuse(message, "Name a day that the months have")
    return value


def check_time_zone(value: str) -> str:
    """Return the name of a time zone in the IANA database, in form: ``Europe/Berlin``, ``UTC``.

    Raises:
        InvalidValueError: an abbreviation, an offset, ``Local``, or another form.
    """
    if not _ZONE.fullmatch(value):
        message = f"{value!r} is not the name of a time zone"
        raise refuse(
            message, "Write area and city as the IANA database does, such as 'Europe/Berlin', or 'UTC'"
        )
    return value


def _values(what: _Field, text: str) -> set[int]:
    return {value for part in text.split(",") for value in _values_of_part(what, part)}


def _values_of_part(what: _Field, part: str) -> Iterator[int]:
    match = _PART.fullmatch(part)
    if not match or (match["first"] in {"*", "?"} and match["last"]):
        raise refuse(f"{part!r} is no {what.name}", _REMEDY)
    step = int(match["step"] or 1)
    if match["first"] in {"*", "?"}:
        first, last = what.lowest, what.highest
    else:
        first = _number(what, match["first"])
        # With a step and no end the range goes on to the highest number.
        open_end = what.highest if match["step"] else first
        last = _number(what, match["last"]) if match["last"] else open_end
    if not step or first > last:
        why = "a step of 0 never advances" if not step else "it ends before it begins"
        raise refuse(f"{part!r} is no {what.name}: {why}", _REMEDY)
    yield from range(first, last + 1, step)


def _number(what: _Field, text: str) -> int:
    number = what.names.get(text.lower(), int(text) if text.isdigit() and len(text) < 10 else -1)
    if not what.lowest <= number <= what.highest:
        message = f"{text!r} is no {what.name}, which is {what.lowest} to {what.highest}"
        raise refuse(message, _REMEDY)
    return number
