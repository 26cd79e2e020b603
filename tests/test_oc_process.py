"""The tests' own `oc process`: what it must get right to be a judge."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.oc_process import ProcessingError, generate, message, process, stored


def template(*parameters: dict[str, Any], **fields: Any) -> dict[str, Any]:
    item = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}, **fields.pop("item", {})}
    return {"parameters": list(parameters), "objects": [item], **fields}


def test_references_are_replaced_wherever_they_stand() -> None:
    item = {"data": {"${KEY}": "${A} and ${A} and ${B}", "list": ["${A}"], "other": "${C} $A ${A-B}"}}
    [made] = process(
        template({"name": "KEY"}, {"name": "A"}, {"name": "B", "value": "b"}, item=item),
        {"KEY": "key", "A": "a"},
    )
    assert made["data"] == {"key": "a and a and b", "list": ["a"], "other": "${C} $A ${A-B}"}


def test_raw_references_yield_json_where_they_are_the_whole_string() -> None:
    item = {"spec": {"replicas": "${{N}}", "text": "x${{N}}", "on": "${{ON}}"}}
    [made] = process(template({"name": "N", "value": "3"}, {"name": "ON", "value": "true"}, item=item))
    assert made["spec"] == {"replicas": 3, "text": "x${{N}}", "on": True}


@pytest.mark.parametrize(
    ("namespace", "kept"), [("${NS}", "given"), ("literal", None), ("a-${NS}", "a-given")]
)
def test_only_a_parameter_keeps_the_namespace(namespace: str, kept: str | None) -> None:
    item = {"metadata": {"name": "shop", "namespace": namespace}}
    [made] = process(template({"name": "NS"}, item=item), {"NS": "given"})
    assert made["metadata"].get("namespace") == kept


def test_labels_are_added_over_the_objects_own() -> None:
    item = {"metadata": {"name": "shop", "labels": {"app": "old", "tier": "web"}}}
    [made] = process(template({"name": "A", "value": "new"}, item=item, labels={"app": "${A}"}))
    assert made["metadata"]["labels"] == {"app": "new", "tier": "web"}


def test_the_message_is_substituted() -> None:
    assert message(template({"name": "NS", "value": "shop"}, message="In ${NS}.")) == "In shop."


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(ProcessingError, match="unknown parameter name 'B'"):
        process(template({"name": "A"}), {"B": "b"})


@pytest.mark.parametrize("given", [{}, {"A": ""}])
def test_a_required_parameter_must_be_given(given: dict[str, str]) -> None:
    with pytest.raises(ProcessingError, match="A is required"):
        process(template({"name": "A", "required": True}), given)


def test_a_given_value_is_not_generated_even_if_it_is_empty() -> None:
    parameter = {"name": "A", "generate": "expression", "from": "[a-z]{8}"}
    item = {"data": {"a": "${A}"}}
    assert process(template(parameter, item=item), {"A": "mine"})[0]["data"] == {"a": "mine"}
    assert process(template(parameter, item=item), {"A": ""})[0]["data"] == {"a": ""}


def test_a_default_switches_the_generator_off() -> None:
    parameter = {"name": "A", "value": "default", "generate": "expression", "from": "[a-z]{8}"}
    assert process(template(parameter, item={"data": {"a": "${A}"}}))[0]["data"] == {"a": "default"}


def test_the_upper_end_of_a_range_is_never_generated() -> None:
    assert generate("[0-1]{200}", Random(1)) == "0" * 200
    text = generate("x[a-zA-Z0-9]{255}-[0-9]{3}", Random(2))
    assert len(text) == 260
    assert text[0] == "x"
    assert not set("zZ9") & set(text)


@pytest.mark.parametrize(("letters", "count"), [(r"\w", 63), (r"\d", 10), (r"\a", 62), (r"\A", 32)])
def test_classes_of_letters(letters: str, count: int) -> None:
    random = Random(3)
    seen = {letter for _ in range(40) for letter in generate(f"[{letters}]{{255}}", random)}
    assert len(seen) == count


@pytest.mark.parametrize("expression", ["[abc]{3}", "[a-z]{0}", "[a-z]{256}", "[z-a]{3}"])
def test_a_wrong_expression_is_refused(expression: str) -> None:
    with pytest.raises(ProcessingError):
        generate(expression, Random(4))


def test_an_unknown_generator_is_refused() -> None:
    with pytest.raises(ProcessingError, match="unknown generator"):
        process(template({"name": "A", "generate": "remote"}))


def test_the_template_itself_stays_as_it_is() -> None:
    given = template({"name": "A", "value": "a"}, item={"data": {"a": "${A}"}})
    process(given)
    assert given["objects"][0]["data"] == {"a": "${A}"}


def test_what_the_api_server_stores_of_a_secret() -> None:
    assert stored({"data": {"a": "YQ=="}, "stringData": {"b": "ß"}}) == {"a": b"a", "b": "ß".encode()}
    with pytest.raises(ProcessingError):
        stored({"data": {"a": "no base64!"}})
