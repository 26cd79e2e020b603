from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary import Duration

LONGEST = (2**63 - 1) // 10**9
seconds = st.one_of(st.integers(0, 4000), st.integers(0, LONGEST))

UNITS = {"h": 3600, "m": 60, "s": 1}


def read_as_go_does(text: str) -> int:
    """time.ParseDuration for whole numbers: any order, any repetition, every number with a unit."""
    tokens = re.findall(r"([0-9]+)(h|m|s)", text)
    assert "".join(number + unit for number, unit in tokens) == text != ""
    return sum(int(number) * UNITS[unit] for number, unit in tokens)


def read_as_prometheus_does(text: str) -> int:
    """model.ParseDuration: y, w, d, h, m, s, ms in this order, each at most once."""
    tokens = re.findall(r"([0-9]+)(h|m|s)", text)
    units = [unit for _, unit in tokens]
    assert units == [unit for unit in "hms" if unit in units]
    return read_as_go_does(text)


@given(total=seconds)
def test_what_a_duration_writes_it_reads_again(total: int) -> None:
    assert Duration.parse(str(Duration(total))) == Duration(total)


@given(total=seconds)
def test_go_and_prometheus_read_what_a_duration_writes(total: int) -> None:
    assert read_as_go_does(str(Duration(total))) == total
    assert read_as_prometheus_does(str(Duration(total))) == total


@given(total=seconds)
def test_a_duration_is_written_without_empty_units(total: int) -> None:
    text = str(Duration(total))
    assert text == "0s" or not re.search(r"(?<![0-9])0[hms]", text)


@given(hours=st.integers(0, 99), minutes=st.integers(0, 999), rest=st.integers(0, 9999))
def test_hours_minutes_and_seconds_add_up(hours: int, minutes: int, rest: int) -> None:
    total = hours * 3600 + minutes * 60 + rest
    assert Duration.parse(f"{hours}h{minutes}m{rest}s") == Duration(total)


@pytest.mark.parametrize(
    ("text", "total"), [("45s", 45), ("40m", 2400), ("1h30m", 5400), ("1h0m5s", 3605), ("90s", 90), ("0s", 0)]
)
def test_usual_spellings(text: str, total: int) -> None:
    assert Duration.parse(text) == Duration(total)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "s",
        "1 h",
        "1m1h",
        "1s1s",
        "1.5h",
        "500ms",
        "-1s",
        "+1s",
        "1H",
        "1h\n",
        "1d",
        "٣s",
        "1e3s",
        "1h30",
    ],
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match=r"is not a duration\. Write hours, minutes and seconds"):
        Duration.parse(text)


@given(text=st.text(alphabet="0123456789hms. -", max_size=6))
def test_a_text_is_read_as_go_reads_it_or_not_at_all(text: str) -> None:
    try:
        duration = Duration.parse(text)
    except InvalidValueError:
        assert not re.fullmatch("([0-9]+h)?([0-9]+m)?([0-9]+s)?", text) or text == ""
    else:
        assert duration.total_seconds == read_as_go_does(text)


def test_more_digits_than_a_number_has_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="is not a duration"):
        Duration.parse(f"{'9' * 5000}s")


@pytest.mark.parametrize("total", [-1, LONGEST + 1])
def test_a_span_that_go_cannot_hold_is_refused(total: int) -> None:
    with pytest.raises(InvalidValueError):
        Duration(total)


def test_the_longest_span_is_accepted() -> None:
    assert Duration(LONGEST).total_seconds == LONGEST


@pytest.mark.parametrize("value", [True, 1.5, "30s", None])
def test_a_span_is_a_whole_number(value: Any) -> None:
    with pytest.raises(InvalidValueError, match=re.escape("Write Duration.parse('1m30s')")):
        dataclasses.replace(Duration(1), total_seconds=value)


@given(one=seconds, other=seconds)
def test_durations_compare_as_their_seconds_do(one: int, other: int) -> None:
    assert (Duration(one) < Duration(other)) == (one < other)
    assert (Duration(one) >= Duration(other)) == (one >= other)
    assert (Duration(one) == Duration(other)) == (one == other)
    assert (hash(Duration(one)) == hash(Duration(other))) == (one == other)


@given(one=st.integers(0, 9999), other=st.integers(0, 9999))
def test_durations_add_up(one: int, other: int) -> None:
    assert Duration(one) + Duration(other) == Duration(one + other)


def test_a_duration_does_not_compare_with_a_number() -> None:
    numbers: list[object] = [5]
    assert Duration(5) not in numbers
    mixed: list[Any] = [Duration(5), 5]
    with pytest.raises(TypeError):
        sorted(mixed)


@pytest.mark.parametrize("field", ["total_seconds"])
def test_a_duration_does_not_change(field: str) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(Duration(1), field, 2)
