"""What is a slip of the pen, and what is another name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify.spelling import misspelt

KNOWN = ["tarsy-database", "web", "redis-0", "redis-1", "http", "https", "openshift-dns"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("tarsy-databse", "tarsy-database"),
        ("tarsy-datbaase", "tarsy-database"),
        ("tarsy_databese", "tarsy-database"),
        ("openshift-dsn", "openshift-dns"),
        ("htpp", "http"),
        ("htttp", "http"),
        ("tarsy-database", ""),
        ("tarsy-postgres", ""),
        ("redis-2", ""),
        ("wbe", ""),
        ("", ""),
    ],
)
def test_what_was_meant(word: str, meant: str) -> None:
    assert misspelt(word, KNOWN) == meant


def test_of_several_the_nearest_is_meant() -> None:
    assert misspelt("orders-apis-vv", ["orders-api-v", "orders-apis-v"]) == "orders-apis-v"


@given(st.text(alphabet="abc-", min_size=4, max_size=14), st.integers(min_value=0, max_value=13))
def test_one_letter_less_is_a_slip(name: str, position: int) -> None:
    written = name[:position] + name[position + 1 :]
    if len(written) >= 4 and written != name:
        assert misspelt(written, [name]) == name
