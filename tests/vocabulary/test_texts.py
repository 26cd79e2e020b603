from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary.texts import check_text


@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")))
def test_every_text_but_nul_reaches_a_process(text: str) -> None:
    assert check_text(text) == text


@given(before=st.text(), after=st.text())
def test_nul_ends_a_text_for_the_kernel(before: str, after: str) -> None:
    with pytest.raises(InvalidValueError, match="holds a NUL"):
        check_text(f"{before}\0{after}")


@pytest.mark.parametrize("text", ["\ud800", "name=\udcff"])
def test_what_was_no_utf8_in_a_file_is_refused(text: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        text.encode()
    with pytest.raises(InvalidValueError, match="is not valid UTF-8"):
        check_text(text)


@pytest.mark.parametrize("text", ["hunter2\0", "hunter2\udcff"])
def test_a_text_that_is_refused_may_be_a_secret_and_is_not_repeated(text: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        check_text(text)
    assert "hunter2" not in f"{refusal.value}{refusal.value!r}"
