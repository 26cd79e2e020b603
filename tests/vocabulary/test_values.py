"""What all value objects have in common."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, Field, ValidationError

from podwright import vocabulary
from podwright.errors import InvalidValueError
from podwright.vocabulary import Duration, Port, Quantity
from podwright.vocabulary.value import Value, did_you_mean, refuse


def check_parity(value: int) -> int:
    if value % 2:
        raise refuse(f"{value} is odd", "Write an even number")
    return value


class Part(Value):
    size: Annotated[int, AfterValidator(check_parity)] = 0


class Small(Part):
    colour: Literal["Red", "Blue"] = "Red"


class Whole(Value):
    name: str
    parts: tuple[Part, ...] = ()
    by_name: Mapping[str, Part | int] = Field(default_factory=dict)
    either: Part | str | None = None
    span: Duration = Duration(1)
    count: Annotated[int, Field(ge=1, le=3)] = 1
    ratio: float = 1.0
    is_big: bool = False


def refused(type_: type[Value], **arguments: Any) -> list[str]:
    with pytest.raises(InvalidValueError) as refusal:
        type_(**arguments)
    return str(refusal.value).splitlines()


def test_an_argument_that_is_missing_is_named() -> None:
    assert refused(Whole) == ["Whole.name: name is missing. Give name=…"]


def test_an_argument_that_does_not_exist_is_refused_with_the_closest() -> None:
    known = "name, parts, by_name, either, span, count, ratio, is_big"
    assert refused(Whole, name="a", part=(), zzz=1) == [
        f"Whole.part: Whole has no argument 'part' (did you mean 'parts'?). Use one of: {known}",
        f"Whole.zzz: Whole has no argument 'zzz'. Use one of: {known}",
    ]


def test_arguments_have_names() -> None:
    make: Any = Port
    with pytest.raises(TypeError, match="takes 1 positional argument"):
        make("http", 8080)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"name": 1}, "Whole.name: expected str, got int. Write it as text, in quotes"),
        ({"name": None}, "Whole.name: expected str, got None. Write it as text, in quotes"),
        ({"parts": [Part()]}, "Whole.parts: expected tuple, got list. Write (one, two) or (one,)"),
        ({"parts": Part()}, "Whole.parts: expected tuple, got Part. Write (one, two) or (one,)"),
        ({"parts": (Part(), "b")}, "Whole.parts[1]: expected Part, got str. Write Part(…)"),
        ({"parts": ({"size": 2},)}, "Whole.parts[0]: expected Part, got dict. Write Part(…)"),
        ({"by_name": [("a", 1)]}, "Whole.by_name: expected dict, got list. Write {name: value}"),
        ({"by_name": {"a b": "x"}}, "Whole.by_name['a b']: expected Part or int, got str. Give one of them"),
        ({"by_name": {1: 1}}, "Whole.by_name[1]: expected str, got int. Write it as text, in quotes"),
        ({"either": 1}, "Whole.either: expected Part or str, got int. Give one of them"),
        ({"either": {"size": 2}}, "Whole.either: expected Part or str, got dict. Give one of them"),
        ({"span": 30}, "Whole.span: expected Duration, got int. Write Duration(…)"),
        ({"span": "30s"}, "Whole.span: expected Duration, got str. Write Duration(…)"),
        ({"count": "1"}, "Whole.count: expected int, got str. Write a whole number, without quotes"),
        ({"count": True}, "Whole.count: expected int, got bool. Write a whole number, without quotes"),
        ({"count": 0}, "Whole.count: 0 is too small. Write 1 or more"),
        ({"count": 4}, "Whole.count: 4 is too large. Write 3 or less"),
        ({"is_big": "yes"}, "Whole.is_big: expected bool, got str. Write True or False"),
        ({"ratio": "x"}, "Whole.ratio: input should be a valid number. See the documentation of Whole"),
    ],
)
def test_an_argument_of_another_type_is_one_problem(arguments: dict[str, Any], problem: str) -> None:
    assert refused(Whole, **({"name": "a"} | arguments)) == [problem]


def test_every_wrong_argument_is_reported_at_once() -> None:
    problems = refused(Whole, parts=(1, Part(), 2), by_name={"a": "", "b": None}, count=9, unknown=1)
    assert [problem.partition(": ")[0] for problem in problems] == [
        "Whole.name",
        "Whole.parts[0]",
        "Whole.parts[2]",
        "Whole.by_name['a']",
        "Whole.by_name['b']",
        "Whole.count",
        "Whole.unknown",
    ]


def test_a_refusal_of_a_validator_names_its_field() -> None:
    assert refused(Part, size=3) == ["Part.size: 3 is odd. Write an even number"]


@pytest.mark.parametrize(
    ("colour", "suggestion"), [("red", " (did you mean 'Red'?)"), ("blu", " (did you mean 'Blue'?)"), (1, "")]
)
def test_a_choice_is_refused_with_the_closest(colour: Any, suggestion: str) -> None:
    assert refused(Small, colour=colour) == [
        f"Small.colour: this is no possible value{suggestion}. Write 'Red' or 'Blue'"
    ]


@pytest.mark.parametrize(
    "value", [b"hunter2", ["hunter2"], ("hunter2",), {"hunter2": "hunter2"}, {"hunter2"}]
)
@pytest.mark.parametrize("field", ["name", "parts", "either", "span", "count", "ratio", "is_big"])
def test_a_wrong_value_may_be_a_secret_and_is_not_repeated(field: str, value: Any) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Whole(**({"name": "a"} | {field: value}))
    assert "hunter2" not in f"{refusal.value}{refusal.value!r}"
    # A traceback shows causes and contexts too.
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__
    assert "hunter2" not in str(refusal.value.__context__)


def test_a_value_of_a_subclass_fits() -> None:
    assert Whole(name="a", parts=(Small(colour="Blue"),)).parts == (Small(colour="Blue"),)


def test_a_value_is_not_copied_when_it_becomes_part_of_another() -> None:
    part = Part(size=2)
    assert Whole(name="a", either=part).either is part


def test_a_value_does_not_change() -> None:
    port: Any = Port(name="http", number=8080)
    with pytest.raises(ValidationError, match="Instance is frozen"):
        port.number = 9090
    with pytest.raises(ValidationError, match="Instance is frozen"):
        del port.number
    with pytest.raises(ValidationError, match="Instance is frozen"):
        port.host = "a"
    assert port == Port(name="http", number=8080)


def test_equal_values_are_one_key() -> None:
    assert len({Part(size=2), Part(size=2), Part(size=4)}) == 2
    assert Part(size=2) != Small(size=2)


def test_a_copy_is_validated() -> None:
    port = Port(name="http", number=8080)
    assert port.model_copy(update={"number": 9090}) == Port(name="http", number=9090)
    assert port.model_copy() == port
    with pytest.raises(InvalidValueError, match=r"Port\.number: 0 is too small"):
        port.model_copy(update={"number": 0})
    with pytest.raises(InvalidValueError, match="did you mean 'number'"):
        port.model_copy(update={"numbr": 1})


def test_values_survive_a_copy_and_a_process_boundary() -> None:
    whole = Whole(name="a", parts=(Part(size=2),), span=Duration(3))
    assert copy.deepcopy(whole) == whole
    assert pickle.loads(pickle.dumps(whole)) == whole
    assert pickle.loads(pickle.dumps(Quantity("1"))) == Quantity("1000m")


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [("PORT", " (did you mean 'ports'?)"), ("Image", " (did you mean 'image'?)"), ("zzz", ""), ("", "")],
)
def test_a_suggestion_is_close_in_any_case(word: str, suggestion: str) -> None:
    assert did_you_mean(word, ["ports", "image"]) == suggestion


def test_every_word_of_the_vocabulary_is_immutable_and_closed() -> None:
    words = [getattr(vocabulary, name) for name in vocabulary.__all__]
    values = [word for word in words if isinstance(word, type) and issubclass(word, Value)]
    assert len(values) > 10
    for value in values:
        assert value.model_config.get("frozen"), value
        assert value.model_config.get("extra") == "forbid", value


def test_the_public_words_are_sorted_and_exist() -> None:
    assert vocabulary.__all__ == sorted(set(vocabulary.__all__))
    assert all(hasattr(vocabulary, name) for name in vocabulary.__all__)
