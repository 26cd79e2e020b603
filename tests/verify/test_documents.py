"""YAML is read as Kubernetes reads it, and nothing in a file can bring the reader down."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify.documents import DEEPEST, UnreadableError, parse, resolve


def value_of(text: str) -> object:
    documents = list(parse(text))
    assert len(documents) == 1
    return documents[0].value


def trouble_with(text: str) -> tuple[str, int, str]:
    with pytest.raises(UnreadableError) as caught:
        list(parse(text))
    trouble = caught.value.trouble
    return trouble.rule.code, trouble.line, trouble.message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, True) for word in ("y", "Y", "yes", "Yes", "on", "ON", "true", "True")),
        *((word, False) for word in ("n", "N", "no", "off", "Off", "false", "FALSE")),
        *((word, None) for word in ("", "~", "null", "Null")),
        ("0644", 420),
        ("0o644", 420),
        ("0x1F", 31),
        ("0b101", 5),
        ("1_000", 1000),
        ("-12", -12),
        ("09", 9.0),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1:30", "1:30"),
        ("2024-01-31", "2024-01-31"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("5" * 200, "5" * 200),
        ("-", "-"),
        ("yEs", "yEs"),
    ],
)
def test_plain_scalars_mean_what_kubernetes_takes_them_for(text: str, value: object) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize("text", ["yes", "0644", "null", "1.5", "~"])
def test_what_is_quoted_is_text(text: str) -> None:
    assert value_of(f'a: "{text}"') == {"a": text}
    assert value_of(f"a: '{text}'") == {"a": text}
    assert value_of(f"a: !!str {text}") == {"a": text}


def test_keys_become_text() -> None:
    assert value_of("8080: a\ntrue: b\n1.5: c\n") == {"8080": "a", "true": "b", "1.5": "c"}


def test_aliases_and_merges_are_resolved() -> None:
    text = """
base: &base {cpu: 10m, memory: 32Mi}
small: *base
large: {<<: *base, memory: 64Mi}
both: {<<: [{cpu: 1}, *base]}
"""
    assert value_of(text) == {
        "base": {"cpu": "10m", "memory": "32Mi"},
        "small": {"cpu": "10m", "memory": "32Mi"},
        "large": {"cpu": "10m", "memory": "64Mi"},
        "both": {"cpu": 1, "memory": "32Mi"},
    }


def test_documents_are_counted_with_empty_ones() -> None:
    documents = list(parse("---\n---\na: 1\n---\n# nothing\n---\nb: 2\n"))
    assert [(document.index, document.value) for document in documents] == [
        (0, None),
        (1, {"a": 1}),
        (2, None),
        (3, {"b": 2}),
    ]


def test_an_empty_text_has_no_documents() -> None:
    assert list(parse("")) == []
    assert list(parse("# only a comment\n")) == []


def test_duplicate_keys_are_told_with_their_line() -> None:
    (document,) = parse("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n")
    assert document.value == {"a": 3, "b": {"c": 2}}
    assert [(trouble.line, trouble.rule.code) for trouble in document.troubles] == [
        (4, "duplicate-key"),
        (5, "duplicate-key"),
    ]
    assert "'c' stands twice" in document.troubles[0].message


def test_a_merge_is_no_duplicate() -> None:
    (document,) = parse("a: &a {x: 1}\nb: {<<: *a, x: 2}\n")
    assert document.troubles == ()


@pytest.mark.parametrize(
    ("text", "code", "line", "message"),
    [
        ("a: &x [*x]\n", "excessive-aliases", 1, "the alias *x contains itself"),
        ("a: *x\n", "invalid-yaml", 1, "the alias *x has no anchor &x before it"),
        ("a:\n\tb: 1\n", "invalid-yaml", 2, "is indented with a tab"),
        ("a: [1, 2\nb: 3\n", "invalid-yaml", 2, "is not valid YAML"),
        ("a: b: c\n", "invalid-yaml", 1, "is not valid YAML"),
        ("a: 1\n? [x]\n: 2\n", "invalid-yaml", 2, "a key is a map or a list"),
        ("~: 1\n", "invalid-yaml", 1, "a key is empty"),
        ("a: 1\nb: \x7f\n", "invalid-yaml", 2, "contains the character U+007F"),
        ("name: {{ .Values.name }}\n", "not-rendered", 1, "contains template text"),
        ("{{- if .Values.on }}\na: 1\n{{- end }}\n", "not-rendered", 1, "contains template text"),
        ("a: " + "[" * (DEEPEST + 1), "invalid-yaml", 1, "is nested deeper"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(text: str, code: str, line: int, message: str) -> None:
    found = trouble_with(text)
    assert found[:2] == (code, line)
    assert found[2].startswith(message)
    assert "\n" not in found[2]


def test_an_alias_bomb_is_refused_in_no_time() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 30)]
    code, _, message = trouble_with("l0: &l0 [x, x]\n" + "\n".join(levels))
    assert code == "excessive-aliases"
    assert message == "aliases expand to more than 100,000 values"


def test_many_honest_aliases_are_read() -> None:
    text = "base: &base {cpu: 10m, memory: 32Mi}\nall:\n" + "  - *base\n" * 10_000
    value = value_of(text)
    assert isinstance(value, dict)
    assert len(value["all"]) == 10_000


def test_documents_before_a_fault_are_read() -> None:
    stream = parse("a: 1\n---\nb: [\n")
    assert next(stream).value == {"a": 1}
    with pytest.raises(UnreadableError):
        next(stream)


def test_json_is_read_with_tabs_and_one_document_after_another() -> None:
    documents = list(parse('\ufeff{\n\t"a": 1\n}\n{"b": [true, null]}\n'))
    assert [document.value for document in documents] == [{"a": 1}, {"b": [True, None]}]


def test_duplicate_keys_of_json_are_told() -> None:
    (document,) = parse('{"a": 1, "a": 2}')
    assert [trouble.rule.code for trouble in document.troubles] == ["duplicate-key"]


def test_json_nested_beyond_reason_is_refused() -> None:
    assert trouble_with("[" * 100_000 + "]" * 100_000)[0] == "invalid-yaml"


def test_flow_style_yaml_is_no_json() -> None:
    assert value_of("{a: 1, b: [x, z]}") == {"a": 1, "b": ["x", "z"]}


@given(st.text())
def test_no_text_brings_the_reader_down(text: str) -> None:
    with suppress(UnreadableError):
        list(parse(text))


ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | ASCII,
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(ASCII.filter(bool), children, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["a", "b", "spec"]), PLAIN))
def test_json_means_what_it_says(data: dict[str, object]) -> None:
    assert value_of(json.dumps(data)) == data


class Quoting(yaml.SafeDumper):
    """Writes YAML with every text in quotes and without aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def quoted(dumper: Quoting, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


Quoting.add_representer(str, quoted)


@given(st.dictionaries(st.sampled_from(["a", "b", "spec"]), PLAIN, min_size=1))
def test_quoted_yaml_means_what_it_says(data: dict[str, object]) -> None:
    assert value_of(yaml.dump(data, Dumper=Quoting)) == data
