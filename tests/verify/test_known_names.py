"""Which name was meant: slips of the keyboard, not the members of a series."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify.references.known_names import KnownNames, listed

NAMES = KnownNames(["tarsy-secrets", "shard-1", "team-a", "LOG_LEVEL", "tls.crt", "api", "http"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tarsy-secretz", "tarsy-secrets"),
        ("tarsy-secret", "tarsy-secrets"),
        ("tarsy-seccrets", "tarsy-secrets"),
        ("tarsy-scerets", "tarsy-secrets"),
        ("tarsysecrets", "tarsy-secrets"),
        ("Tarsy_Secrets", "tarsy-secrets"),
        ("log-level", "LOG_LEVEL"),
        ("shrad-1", "shard-1"),
        ("shard-1", "shard-1"),
        ("shard-2", ""),
        ("shard-11", ""),
        ("team-b", ""),
        ("tls.key", ""),
        ("aip", ""),
        ("database", ""),
        ("", ""),
    ],
)
def test_what_was_meant(written: str, meant: str) -> None:
    assert NAMES.meant_by(written) == meant


def test_hints() -> None:
    assert NAMES.hint("tarsy-secret") == " (did you mean tarsy-secrets?)"
    assert NAMES.hint("other") == ""
    assert KnownNames(["b", "a", "", "a"]).hint("other") == " (there is a and b)"
    assert KnownNames([]).hint("other") == ""
    assert [listed(["a"]), listed(["a", "b"]), listed("abc")] == ["a", "a and b", "a, b and c"]


words = st.text(alphabet="abcdefgh", min_size=5, max_size=12)


@given(words, st.data())
def test_a_letter_that_is_missing_wrong_or_swapped_is_recognized(name: str, data: st.DataObject) -> None:
    known = KnownNames([name])
    at = data.draw(st.integers(0, len(name) - 2))
    assert known.meant_by(name[:at] + name[at + 1 :]) == name
    assert known.meant_by(f"{name[:at]}z{name[at + 1 :]}") == name
    assert known.meant_by(f"{name[:at]}z{name[at:]}") == name
    assert known.meant_by(name[:at] + name[at + 1] + name[at] + name[at + 2 :]) == name


@given(st.lists(st.text(max_size=20), max_size=8), st.text(max_size=20))
def test_only_known_names_are_meant(names: list[str], written: str) -> None:
    meant = KnownNames(names).meant_by(written)
    assert meant == "" or meant in names
