"""What is written reads back unchanged, in every parser on the way to the cluster, and reads well."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from podwright.errors import InvalidValueError
from podwright.synth.manifest_yaml import MAX_DEPTH, dump, load, verify_round_trip

Parser = Callable[[str], Any]

PARSERS: dict[str, Parser] = {
    "PyYAML": yaml.safe_load,
    "libyaml": lambda text: yaml.load(text, Loader=yaml.CSafeLoader),
    "YAML 1.2": lambda text: YAML(typ="safe", pure=True).load(text),
}

# Characters that mean something to a parser: in short strings they meet often.
SYNTAX = "+-._:,0123456789eExXobBoOinfNANtruefalsyYnulTZ~=<"
INDICATORS = " \t\n#:-?,[]{}&*!|>'\"%@`$ab."
INVISIBLE = (
    "\x00\x01\x07\x08\x0b\x0c\r\n\x1b\x7f\x80\x85\x9f\xa0\xad"
    "\u200b\u2028\u2029\u202e\u3000\ufeff\ufffd\ufffe\uffff"
)
TEXTS = st.one_of(
    st.text(alphabet=SYNTAX, max_size=10),
    st.text(alphabet=INDICATORS, max_size=16),
    st.text(alphabet=INVISIBLE + "\U0001f600\U0010ffff\U0001ffff aé", max_size=8),
    st.lists(st.text(alphabet=" \tab#-:|", max_size=6), max_size=6).map("\n".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
SCALARS = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
MANIFESTS = st.dictionaries(TEXTS, VALUES, max_size=5)


def identical(one: object, other: object) -> bool:
    """Tell whether two values are equal with their types, the sign of zero included."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(identical(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(identical, one, other))
    return type(one) is type(other) and repr(one) == repr(other)


def written(value: object) -> str:
    """Return how a value is written under a key."""
    return dump({"key": value}).removeprefix("---\nkey:").removeprefix(" ").removesuffix("\n")


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@given(manifest=MANIFESTS)
@settings(deadline=None, max_examples=300)
@example(
    manifest={"a": "", "": "a", "b": [], "c": {}, "d": [[], [{}], [["x"]]], "e": [{"f": [{"g": "h\ni"}]}]}
)
@example(
    manifest={
        "<<": "=",
        "=": "<<",
        "on": "off",
        "?": "-",
        "- ": ": ",
        "k" * 127: "a",
        "k" * 2000: {"a": ["b"]},
    }
)
def test_every_parser_reads_exactly_what_was_written(parser: Parser, manifest: dict[str, Any]) -> None:
    assert identical(parser(dump(manifest)), manifest)


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@settings(deadline=None)
def test_concatenated_files_stay_separate_objects(texts: list[str]) -> None:
    """The cdk8s CLI concatenates files for ``synth --stdout``."""
    together = "".join(dump({"kind": "ConfigMap", "data": {"text": text}}) for text in texts)
    assert [document["data"]["text"] for document in yaml.safe_load_all(together)] == texts


@given(manifest=MANIFESTS)
@settings(deadline=None)
def test_the_text_is_plain_utf8_with_linux_line_ends(manifest: dict[str, Any]) -> None:
    text = dump(manifest)
    assert text.startswith("---")
    assert text.endswith("\n")
    assert text.encode().decode() == text
    controls = {ch for ch in text if ch < " " or "\x7f" <= ch <= "\x9f" or ch in "\u2028\u2029\ufeff\u202e"}
    assert controls <= {"\n", "\t"}


# What Go's parser (sigs.k8s.io/yaml in kubectl 1.32, read with `kubectl label --local -o json`) makes of the
# unquoted text, where that is not the text itself.
READ_OTHERWISE_BY_GO = {
    "y": True,
    "Y": True,
    "yes": True,
    "on": True,
    "On": True,
    "true": True,
    "n": False,
    "N": False,
    "no": False,
    "off": False,
    "OFF": False,
    "~": None,
    "null": None,
    "Null": None,
    "1e3": 1000,
    "1_000": 1000,
    "+_1": 1,
    "0_x1F": 31,
    "0x1F": 31,
    "0b101": 5,
    "0o14": 12,
    "0777": 511,
    "0.5": 0.5,
    ".5": 0.5,
    "1.": 1,
    "-1": -1,
}

READ_OTHERWISE_BY_OTHERS = [
    "12:30:45",  # PyYAML: 45045
    "190:20:30.15",
    "2001-01-01",  # PyYAML: a date
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43",
    "=",  # PyYAML: an error
    "<<",  # PyYAML: a merge key
    ".inf",
    "-.INF",
    "+.inf",
    ".nan",
    "-_",  # ruamel.yaml: an error
    "._",
    "012",
    "08",
    "1.27",
    "1:1",
    "",
]

SYNTAX_OF_YAML = [
    "- a",
    "-",
    "? a",
    ": a",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "@a",
    "`a",
    "%a",
    "!a",
    "&a",
    "*a",
    "|",
    ">-",
    "{a: b}",
    "[a]",
    "'a'",
    " a",
    "a ",
    "---",
    "--- a",
    "...",
    ",a",
]


@pytest.mark.parametrize("text", [*READ_OTHERWISE_BY_GO, *READ_OTHERWISE_BY_OTHERS, *SYNTAX_OF_YAML])
def test_a_string_that_some_parser_would_read_as_something_else_is_quoted(text: str) -> None:
    assert written(text) == f'"{text}"'
    assert dump({text: "value"}) == f'---\n"{text}": value\n'
    assert dump({"list": [text]}) == f'---\nlist:\n  - "{text}"\n'


@pytest.mark.parametrize(
    "text",
    [
        "tarsy",
        "quay.io/tarsy/backend:v1.2.3",
        "https://tarsy.apps.example.com/api?x=1#top",
        "--config=/etc/oauth2-proxy/oauth2-proxy.cfg",
        "-c",
        "$(POD_IP):8080",
        "${TARSY_PASSWORD}",
        "500m",
        "10Gi",
        "30s",
        "1h30m",
        "v1",
        "127.0.0.1:8080/metrics",
        "rbac.authorization.k8s.io/v1",
        "it's fine",
        'say "hello"',
        "a, b and [c]",
        "back\\slash",
        "yes please",
        "Größe",
        "ready 🚀",
        "Infinity",
        "0.0.0.0/0",
    ],
)
def test_an_unmistakable_string_is_not_quoted(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', """'{"a": 1}'"""),
        ("""it's "x": y""", """'it''s "x": y'"""),
        ("C:\\dir #1", "'C:\\dir #1'"),
        ("it's: x", '"it\'s: x"'),
        ("tab\there", r'"tab\there"'),
        ("no\u00a0break", r'"no\_break"'),
        ("bell\x07", r'"bell\a"'),
        ("nul\x00", r'"nul\0"'),
        ("\ufeffmark", r'"\uFEFFmark"'),
        ("next\x85line\u2028and\u2029more", r'"next\Nline\Land\Pmore"'),
        ("user\u202ecod.exe", r'"user\u202Ecod.exe"'),
        ("🚀\x7f", r'"\U0001F680\x7F"'),
        ("windows\r\nlines\r\n", r'"windows\r\nlines\r\n"'),
        ("\n", r'"\n"'),
        (" \n ", r'" \n "'),
        # kustomize takes the tab for indentation, even where the block states its own.
        ("\ttab\nfirst", r'"\ttab\nfirst"'),
    ],
)
def test_how_other_strings_are_quoted(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("one\ntwo\n", "|"),
        ("one\ntwo", "|-"),
        ("one\ntwo\n\n", "|+"),
        ("  indented\nfirst\n", "|2"),
        ("\nempty first\n", "|2"),
        ("trailing blanks  \nin a line \n", "|"),
        ("tabs\n\tinside\t\n", "|"),
        ("emoji 🚀\nü\n", "|"),
        ("---\nkey: value # no comment\n...\n", "|"),
        ("ends in blanks\n  ", "|-"),
        ("a\n \n\n   \nb\n", "|"),
    ],
)
def test_lines_stay_lines(text: str, header: str) -> None:
    lines = "".join(line if line == "\n" else f"  {line}" for line in text.splitlines(keepends=True))
    assert dump({"key": text}).startswith(f"---\nkey: {header}\n{lines}")


def test_a_text_that_ends_in_empty_lines_closes_the_document() -> None:
    """Otherwise an editor that trims the end of the file would change the text."""
    assert dump({"key": "a\n\n"}) == "---\nkey: |+\n  a\n\n...\n"


def test_long_lines_are_not_folded() -> None:
    plain, quoted = "word " * 200 + "end", "word: " * 200 + "end"
    assert dump({"plain": plain, "quoted": quoted}) == f'---\nplain: {plain}\nquoted: "{quoted}"\n'


def test_an_object_reads_as_a_person_would_write_it() -> None:
    manifest = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "tarsy", "labels": {"app.kubernetes.io/version": "1.2"}, "annotations": {}},
        "data": {"tarsy.yaml": "host: tarsy\nport: 8000\n", "on": "true"},
        "list": [{"name": "a", "args": ["--x=1", "2"]}, ["nested"], []],
        "numbers": [1, -1.5, True, None],
    }
    assert dump(manifest) == (
        "---\n"
        "apiVersion: v1\n"
        "kind: ConfigMap\n"
        "metadata:\n"
        "  name: tarsy\n"
        "  labels:\n"
        '    app.kubernetes.io/version: "1.2"\n'
        "  annotations: {}\n"
        "data:\n"
        "  tarsy.yaml: |\n"
        "    host: tarsy\n"
        "    port: 8000\n"
        '  "on": "true"\n'
        "list:\n"
        "  - name: a\n"
        "    args:\n"
        "      - --x=1\n"
        '      - "2"\n'
        "  - - nested\n"
        "  - []\n"
        "numbers:\n"
        "  - 1\n"
        "  - -1.5\n"
        "  - true\n"
        "  - null\n"
    )


def test_a_value_that_occurs_twice_is_written_twice() -> None:
    labels = {"app": "tarsy"}
    text = dump({"one": labels, "two": labels, "three": [labels, labels]})
    assert text.count("app: tarsy") == 4
    assert not set("&*") & set(text)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1e16, "1.0e+16"), (1e-07, "1.0e-07"), (3.0, "3.0"), (-0.0, "-0.0"), (5e-324, "5.0e-324"), (0.1, "0.1")],
)
def test_floats_keep_their_value_and_are_floats_in_yaml_1_1(number: float, expected: str) -> None:
    assert written(number) == expected
    assert identical(yaml.safe_load(written(number)), number)


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "message", "remedy"),
    [
        ("a\ud800b", "U+D800 at character 1", "binaryData"),
        (math.nan, "holds nan", "Write a number"),
        (math.inf, "holds inf", "Write a number"),
        (2**63, "beyond 64 bits", "Write it as a string"),
        (-(2**63) - 1, "beyond 64 bits", "Write it as a string"),
        (b"bytes", "type bytes", "Use strings"),
        ((1, 2), "type tuple", "Use strings"),
        ({1, 2}, "type set", "Use strings"),
        (Colour.RED, "type Colour", "Use strings"),
        ({1: "a"}, "a key of type int", "Write the key as a string"),
        ({None: "a"}, "a key of type NoneType", "Write the key as a string"),
        ({True: "a"}, "a key of type bool", "Write the key as a string"),
        ({Colour.RED: "a"}, "a key of type Colour", "Write the key as a string"),
        ({"\udfff": "a"}, "U+DFFF at character 0", "binaryData"),
    ],
)
def test_what_cannot_be_carried_is_refused(value: object, message: str, remedy: str) -> None:
    manifest = {"kind": "ConfigMap", "metadata": {"name": "tarsy"}, "data": {"a.b": [value]}}
    with pytest.raises(InvalidValueError) as caught:
        dump(manifest)
    (problem,) = caught.value.problems
    assert problem.message.startswith("ConfigMap/tarsy ")
    assert message in problem.message
    assert remedy in problem.remedy
    assert problem.field.startswith("data['a.b'][0]")


def test_all_that_cannot_be_carried_is_reported_at_once_and_printable() -> None:
    manifest = {
        "kind": "Secret",
        "metadata": {"name": "n\ud800"},
        "stringData": {"a": "s3cr\ud800t", "b": math.nan},
    }
    with pytest.raises(InvalidValueError) as caught:
        dump(manifest)
    assert [problem.field for problem in caught.value.problems] == [
        "metadata.name",
        "stringData.a",
        "stringData.b",
    ]
    assert "s3cr" not in str(caught.value)
    assert str(caught.value).encode()


def test_nesting_has_an_end() -> None:
    deepest: dict[str, Any] = {}
    for _ in range(MAX_DEPTH - 1):
        deepest = {"a": deepest}
    assert load(dump({"a": deepest})) == {"a": deepest}
    with pytest.raises(InvalidValueError, match="deeper than 100 levels"):
        dump({"a": {"a": deepest}})


def test_an_object_inside_itself_is_refused() -> None:
    manifest: dict[str, Any] = {"kind": "ConfigMap", "metadata": {"name": "tarsy"}}
    manifest["spec"] = [manifest, manifest]
    with pytest.raises(
        InvalidValueError, match="ConfigMap/tarsy is nested deeper than 100 levels, or holds itself"
    ):
        dump(manifest)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: b\n  c: s3cret", "not one YAML document at line 2, column 4"),
        ("a: 1\n---\nb: 2\n", "not one YAML document"),
        ("a: 2001-99-99", "not one YAML document"),
        ("a: =", "not one YAML document at line 1, column 4"),
        ("- a", "got a list"),
        ("", "got nothing"),
        ("text", "got a str"),
    ],
)
def test_what_is_no_manifest_is_not_loaded(text: str, message: str) -> None:
    with pytest.raises(InvalidValueError, match=message) as caught:
        load(text)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


MANIFEST = {
    "kind": "Role",
    "metadata": {"name": "a", "labels": {"a.b/c": "d"}},
    "spec": {"list": [1, "x", 1.0]},
}


@pytest.mark.parametrize(
    ("found", "replacement", "field", "message"),
    [
        ("kind: Role", "kind: Role\nextra: 1", "extra", "the key was not there"),
        ("    - 1\n", "    - true\n", "spec.list[0]", "bool instead of int"),
        ("    - 1\n", '    - "1"\n', "spec.list[0]", "str instead of int"),
        ("    - 1.0\n", "    - 1\n", "spec.list[2]", "int instead of float"),
        ("    - x\n", "    - z\n", "spec.list[1]", "another value"),
        ("    - x\n", "", "spec.list", "2 items instead of 3"),
        ("  name: a\n", "", "metadata.name", "the key is missing"),
        ("a.b/c: d", "a.b/c: e", "metadata.labels['a.b/c']", "another value"),
        ("spec:\n  list:\n", "spec:\n", "spec", "list instead of dict"),
    ],
)
def test_the_first_difference_is_named(found: str, replacement: str, field: str, message: str) -> None:
    text = dump(MANIFEST)
    assert found in text
    (problem,) = verify_round_trip(MANIFEST, text.replace(found, replacement), where="tarsy/role")
    assert (problem.path, problem.field) == ("tarsy/role", field)
    assert "Role/a" in problem.message
    assert problem.message.endswith(message)


def test_zero_has_a_sign() -> None:
    assert not verify_round_trip({"a": -0.0}, dump({"a": -0.0}))
    assert verify_round_trip({"a": -0.0}, dump({"a": 0.0}))


def test_text_that_cannot_be_read_is_a_problem_of_the_object() -> None:
    (problem,) = verify_round_trip(MANIFEST, "a: [", where="tarsy/role")
    assert problem.path == "tarsy/role"
    assert "not one YAML document" in problem.message


@given(manifest=MANIFESTS)
@settings(deadline=None)
def test_what_is_dumped_verifies(manifest: dict[str, Any]) -> None:
    assert verify_round_trip(manifest, dump(manifest)) == []
