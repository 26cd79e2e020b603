"""Field paths are written as the API server writes them, and read back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify import FieldPath


@pytest.mark.parametrize(
    ("segments", "text"),
    [
        ((), ""),
        (("spec",), "spec"),
        (("spec", "containers", 0, "ports", 12, "name"), "spec.containers[0].ports[12].name"),
        (("metadata", "annotations", "example.com/owner"), "metadata.annotations[example.com/owner]"),
        (("data", "8080"), 'data["8080"]'),
        (("data", 'a"b\\c'), 'data["a\\"b\\\\c"]'),
        (("data", ""), 'data[""]'),
        ((0, "kind"), "[0].kind"),
    ],
)
def test_a_path_is_written_and_read(segments: tuple[str | int, ...], text: str) -> None:
    assert str(FieldPath(segments)) == text
    assert FieldPath.parse(text) == FieldPath(segments)


@given(st.lists(st.text() | st.integers(min_value=0, max_value=10**6)))
def test_every_path_survives_being_written(segments: list[str | int]) -> None:
    path = FieldPath(tuple(segments))
    assert FieldPath.parse(str(path)) == path


@pytest.mark.parametrize(
    "text", [".spec", "spec.", "spec..a", "spec[", "spec[]", "spec[0", "a b", "spec]", "[-1]x["]
)
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a field path"):
        FieldPath.parse(text)


@given(st.text())
def test_any_text_is_a_path_that_can_be_written_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        path = FieldPath.parse(text)
        assert FieldPath.parse(str(path)) == path


def test_a_path_knows_what_it_lies_in() -> None:
    containers = FieldPath.parse("spec.containers[0]")
    assert (containers / "image").is_within(containers)
    assert containers.is_within(containers)
    assert not FieldPath.parse("spec.containers[1].image").is_within(containers)
