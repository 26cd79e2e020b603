"""Quantities, against a reader of their grammar that works on fractions and knows no patterns.

Grammar: k8s.io/apimachinery pkg/api/resource, the comment on `Quantity`.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary import Quantity
from podwright.vocabulary.quantities import check_bytes, check_cpu

POWERS_OF_TEN = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
POWERS_OF_TWO = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
LARGEST = 2**63 - 1
DIGITS = "0123456789"


def read(text: str) -> Fraction | None:
    """Return the amount of a non-negative quantity, None for every other text."""
    unsigned = text[1:] if text.startswith("+") else text
    end = next((i for i, c in enumerate(unsigned) if c not in f"{DIGITS}."), len(unsigned))
    number, suffix = unsigned[:end], unsigned[end:]
    whole, _, decimals = number.partition(".")
    if "." in decimals or not whole + decimals:
        return None
    scale = read_suffix(suffix)
    return None if scale is None else Fraction(int(whole + decimals), 10 ** len(decimals)) * scale


def read_suffix(suffix: str) -> Fraction | None:
    if suffix in POWERS_OF_TEN:
        return Fraction(10) ** POWERS_OF_TEN[suffix]
    if suffix in POWERS_OF_TWO:
        return Fraction(2) ** POWERS_OF_TWO[suffix]
    digits = suffix[2:] if suffix[1:2] in {"+", "-"} else suffix[1:]
    if suffix[:1] in {"e", "E"} and digits and set(digits) <= set(DIGITS) and len(digits) <= 2:
        return Fraction(10) ** int(suffix[1:])
    return None


numbers = st.one_of(
    st.integers(0, 10**19).map(str),
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda pair: f"{pair[0]}.{pair[1]}"),
    st.integers(0, 999).map(lambda number: f".{number}"),
    st.integers(0, 999).map(lambda number: f"{number}."),
)
exponents = st.integers(-20, 20).map(lambda n: f"e{n}") | st.integers(0, 20).map(lambda n: f"E+{n}")
suffixes = st.sampled_from([*POWERS_OF_TEN, *POWERS_OF_TWO]) | exponents
near_suffixes = st.sampled_from(
    ["K", "ki", "mi", "mI", "B", "MB", "Mib", "i", "e", "E+", " Mi", "Mi ", "Gi\n", "%"]
)
texts = st.one_of(
    st.builds("".join, st.tuples(st.sampled_from(["", "", "+", "-"]), numbers, suffixes | near_suffixes)),
    st.text(alphabet="01.eE+-numkKMi ٣", max_size=7),
)


@given(text=texts)
def test_a_quantity_is_what_the_grammar_says_and_means_what_it_says(text: str) -> None:
    amount = read(text)
    if amount is None or amount > LARGEST:
        with pytest.raises(InvalidValueError):
            Quantity(text)
    else:
        assert Fraction(Quantity(text).amount) == amount
        assert str(Quantity(text)) == text


@given(text=texts)
def test_cpu_is_counted_in_whole_thousandths(text: str) -> None:
    amount = read(text)
    is_cpu = (
        amount is not None and Fraction(1, 1000) <= amount <= LARGEST and (amount * 1000).denominator == 1
    )
    assert accepts_cpu(text) == (is_cpu and not text.endswith("i"))


@given(text=texts)
def test_memory_and_storage_are_counted_in_whole_bytes(text: str) -> None:
    amount = read(text)
    is_bytes = amount is not None and 1 <= amount <= LARGEST and amount.denominator == 1
    assert accepts_bytes(text) == is_bytes


def accepts_cpu(text: str) -> bool:
    try:
        return check_cpu(text) == text
    except InvalidValueError:
        return False


def accepts_bytes(text: str) -> bool:
    try:
        return check_bytes(text) == text
    except InvalidValueError:
        return False


@pytest.mark.parametrize("text", ["250m", "1", "0.5", "0.001", "1.5", "2e3", "1500000u", "1k"])
def test_amounts_of_cpu(text: str) -> None:
    assert accepts_cpu(text)


@pytest.mark.parametrize(
    "text", ["0", "0m", "0.0005", "1.0005", "1n", "999u", "500Mi", "1Ki", "-1", "100%", "half"]
)
def test_no_amounts_of_cpu(text: str) -> None:
    assert not accepts_cpu(text)


@pytest.mark.parametrize(
    "text", ["512Mi", "1.5Gi", "10G", "128974848", "129e6", "129M", "123Mi", "0.5Ki", "7Ei"]
)
def test_amounts_of_memory(text: str) -> None:
    assert accepts_bytes(text)


@pytest.mark.parametrize("text", ["0", "0.5", "512m", "1.1Ki", "512MB", "512mi", "512 Mi", "8Ei", "16E", ""])
def test_no_amounts_of_memory(text: str) -> None:
    assert not accepts_bytes(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("512MB", "'512MB' is not a quantity. Write a number and a suffix"),
        ("8Ei", "'8Ei' is larger than Kubernetes can hold. Write at most '7Ei'"),
        (
            "512m",
            "'512m' is not a whole number of bytes. Use a suffix of memory and storage, such as '512Mi'",
        ),
        ("0", "'0' is not a whole number of bytes. Use a suffix of memory and storage, such as '512Mi'"),
    ],
)
def test_what_is_said_of_a_wrong_amount_of_memory(text: str, message: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        check_bytes(text)
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2Gi", "'2Gi' is an amount of memory, not of CPU. Write CPUs, such as '500m' or '2'"),
        ("0.0001", "'0.0001' is not a whole number of milli-CPUs. Write at least '1m', such as '250m'"),
    ],
)
def test_what_is_said_of_a_wrong_amount_of_cpu(text: str, message: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        check_cpu(text)
    assert str(refusal.value) == message


@given(number=st.integers(0, 10**6))
def test_equal_amounts_are_equal_however_they_are_written(number: int) -> None:
    spellings = {
        Quantity(f"{number}"),
        Quantity(f"{number}000m"),
        Quantity(f"{number}.0"),
        Quantity(f"{number}e0"),
        Quantity(f"+{number}"),
    }
    assert len(spellings) == 1


@given(one=st.integers(0, 2000), other=st.integers(0, 2000))
def test_quantities_compare_as_their_amounts_do(one: int, other: int) -> None:
    assert (Quantity(f"{one}m") < Quantity(f"{other}e-3")) == (one < other)
    assert (Quantity(f"{one}Ki") >= Quantity(f"{other}Ki")) == (one >= other)


def test_a_quantity_is_no_number_and_no_text() -> None:
    others: list[object] = [1, "1"]
    assert Quantity("1") not in others
    mixed: list[Any] = [Quantity("1"), 1]
    with pytest.raises(TypeError):
        sorted(mixed)


@pytest.mark.parametrize("value", [2, 0.5, None, b"1"])
def test_a_quantity_is_written_as_text(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="is not a quantity"):
        dataclasses.replace(Quantity("1"), text=value)


@pytest.mark.parametrize("field", ["text"])
def test_a_quantity_does_not_change(field: str) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(Quantity("1"), field, "2")
