"""Schedules and time zones: what CronJobs understand, and what would never run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright import InvalidValueError, Problem
from podwright.verify.schema.cron import explain_schedule
from podwright.vocabulary.schedules import check_schedule, check_time_zone
from tests.refusals import refusal_of

FIELD = st.from_regex(
    r"([0-9]{1,2}|\*|\?|jan|SUN|fri|x)(-[0-9]{1,2})?(/[0-9]{1,2})?(,[0-9])?", fullmatch=True
)


def refusal_or_none(check: Callable[[str], str], text: str) -> Problem | None:
    """Return what a check finds wrong with a text; what it takes it must not change."""
    try:
        assert check(text) == text
    except InvalidValueError as error:
        [problem] = error.problems
        return problem
    return None


@pytest.mark.parametrize(
    "schedule",
    [
        "* * * * *",
        "30 2 * * *",
        "*/15 0-6,22,23 1,15 */3 1-5",
        "0 0 1 JAN mon-FRI",
        "5/20 0 ? * 0",
        "0 0 29 2 *",
        "0 0 31 1-12 *",
        "0 0 30 2,4 *",
        # Either day is enough: it comes on Mondays.
        "0 0 31 2 1",
        "@daily",
        "@hourly",
    ],
)
def test_what_cron_jobs_understand(schedule: str) -> None:
    assert check_schedule(schedule) == schedule


@pytest.mark.parametrize(
    ("schedule", "what"),
    [
        ("", "'' is not a schedule"),
        ("30 2 * *", "is not a schedule"),
        ("0 30 2 * * *", "is not a schedule"),
        ("30  2 * * *", "is not a schedule"),
        ("30 2 * * * ", "is not a schedule"),
        ("@nightly", "is not a schedule"),
        ("@every 1h", "is not a schedule"),
        ("TZ=UTC 2 * * *", "is not a schedule"),
        ("٣ 2 * * *", "is not a schedule"),
        ("60 2 * * *", "'60' is no minute, which is 0 to 59"),
        ("0 24 * * *", "'24' is no hour, which is 0 to 23"),
        ("0 0 0 * *", "'0' is no day of month, which is 1 to 31"),
        ("0 0 1 13 *", "'13' is no month, which is 1 to 12"),
        ("0 0 * * 7", "'7' is no day of week, which is 0 to 6"),
        ("0 0 * * sunday", "'sunday' is no day of week, which is 0 to 6"),
        ("0 0 * mon *", "'mon' is no month, which is 1 to 12"),
        ("*/0 * * * *", "a step of 0 never advances"),
        ("30-10 * * * *", "it ends before it begins"),
        ("*-5 * * * *", "'*-5' is no minute"),
        ("1, * * * *", "'' is no minute"),
        ("99999999999 * * * *", "is no minute"),
        ("0 0 31 2 *", "never comes: no such month has a day 31"),
        ("0 0 30 2 ?", "never comes: no such month has a day 30"),
        ("0 0 31 4,6,9,11 *", "never comes: no such month has a day 31"),
    ],
)
def test_what_is_no_schedule(schedule: str, what: str) -> None:
    problem = refusal_of(lambda: check_schedule(schedule))
    assert what in problem.message
    assert problem.remedy


@given(st.lists(FIELD, min_size=5, max_size=5).map(" ".join))
def test_it_agrees_with_the_check_of_manifests(schedule: str) -> None:
    """The check was written apart from it, and knows no days that never come."""
    refusal = refusal_or_none(check_schedule, schedule)
    if refusal is None or "never comes" in refusal.message:
        assert explain_schedule(schedule) == ""
    else:
        assert explain_schedule(schedule)


@given(st.text(max_size=20))
def test_any_text_is_taken_or_refused_with_a_remedy(text: str) -> None:
    for check in (check_schedule, check_time_zone):
        refusal = refusal_or_none(check, text)
        assert refusal is None or refusal.remedy


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "America/Port-au-Prince"]
)
def test_time_zones(zone: str) -> None:
    assert check_time_zone(zone) == zone


@pytest.mark.parametrize(
    "zone", ["", "Local", "CET+1", "+02:00", "Europe Berlin", "Europe/", "../etc/passwd"]
)
def test_what_is_no_time_zone(zone: str) -> None:
    assert "is not the name of a time zone" in refusal_of(lambda: check_time_zone(zone)).message
