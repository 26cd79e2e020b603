"""Go templates: whatever text is written into one comes out of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright import Composed, DeclaredSecret, Parameter
from podwright.secrets.go_templates import go_string, literal, template_of
from tests.go_templates import render

TEXTS = st.text(
    st.one_of(
        st.sampled_from('{}"\\$.- \n%'), st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    ),
    max_size=20,
)
A = Parameter(name="A", description="A.")
B = Parameter(name="B", description="B.")


@settings(deadline=None)
@given(TEXTS)
def test_every_text_is_a_literal(text: str) -> None:
    assert render(literal(text), {}) == text.encode()


@settings(deadline=None)
@given(TEXTS)
def test_every_text_is_a_string(text: str) -> None:
    assert render(f"{{{{ {go_string(text)} }}}}", {}) == text.encode()


@pytest.mark.parametrize("text", ["postgresql://db", "a } b", "${HOME}", '"quoted"', "{ }"])
def test_texts_that_mean_nothing_to_go_are_written_as_they_are(text: str) -> None:
    assert literal(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [("", '{{ "" }}'), ("{{ x }}", '{{ "{{ x }}" }}'), ("{", '{{ "{" }}'), ('{{"', '{{ "{{\\"" }}')],
)
def test_texts_that_would_be_actions_are_quoted(text: str, written: str) -> None:
    assert literal(text) == written


@settings(deadline=None)
@given(*[TEXTS.filter(lambda text: "$" not in text)] * 3)
def test_a_composed_text_survives_around_its_parameters(before: str, between: str, after: str) -> None:
    value = Composed(text=f"{before}${{A}}{between}${{B}}{after}", parameters=(A, B))
    secret = DeclaredSecret(name="shop", keys={"url": value})
    template = template_of(secret, "url", action=lambda p: f"{{{{ .{p.name} }}}}")
    assert render(template, {"A": b"1", "B": b"2"}) == f"{before}1{between}2{after}".encode()
