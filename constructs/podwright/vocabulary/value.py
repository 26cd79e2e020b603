"""The base of every value object: immutable, closed, and validated where it is born."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, ErrorDetails, core_schema

from podwright.errors import InvalidValueError, Problem

_TYPES = {
    "bool_type": "bool",
    "int_type": "int",
    "mapping_type": "dict",
    "dict_type": "dict",
    "string_type": "str",
    "tuple_type": "tuple",
}
_REMEDIES = {
    "bool": "Write True or False",
    "dict": "Write {name: value}",
    "int": "Write a whole number, without quotes",
    "str": "Write it as text, in quotes",
    "tuple": "Write (one, two) or (one,)",
}


class Value(BaseModel):
    """An immutable value that validates all its fields at once when it is constructed.

    Unknown arguments are errors (with a suggestion), every wrong field is reported, and the error is an
    `InvalidValueError` whose problems name the field as a person would write it: ``Container.ports[0]``.

    Raises:
        InvalidValueError: one problem for each field that is missing, unknown or wrong.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, strict=True, hide_input_in_errors=True
    )

    def __init__(self, **arguments: Any) -> None:
        try:
            super().__init__(**arguments)
        except ValidationError as error:
            raise InvalidValueError(*_problems(type(self), error)) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler, /) -> CoreSchema:
        """Return the schema of the class; where it is a field of another value, an instance is demanded.

        pydantic would make a value from a dict too, of the first class that fits, and nobody would see which.
        """
        return core_schema.is_instance_schema(cls) if cls.__pydantic_complete__ else handler(source)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return the value itself: it cannot change, so nobody needs another one."""
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed, validated like every other value (pydantic's own is not).

        Raises:
            InvalidValueError: one problem for each field that is unknown or wrong.
        """
        if not update:
            return super().model_copy(deep=deep)
        given = {field: getattr(self, field) for field in self.model_fields_set}
        return type(self)(**{**given, **update})


def refuse(message: str, remedy: str, *, field: str = "") -> InvalidValueError:
    """Return the error for a value that is wrong; meant to be raised by validators.

    Args:
        message: what is wrong, in one sentence without a full stop.
        remedy: what to write instead, as an imperative sentence without a full stop.
        field: the part of the value concerned, relative to the value that is being validated.
    """
    return InvalidValueError(Problem(message=message, remedy=remedy, field=field))


def did_you_mean(word: str, known: list[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the closest known word in any case, or an empty string."""
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=1)
    return f" (did you mean {folded[close[0]]!r}?)" if close else ""


def _problems(model: type[Value], error: ValidationError) -> list[Problem]:
    # A union reports one detail for each of its members; the reader needs one problem.
    places: dict[tuple[str, bool], list[ErrorDetails]] = {}
    details_of_all = error.errors(include_url=False)
    places_of_all = [detail["loc"] for detail in details_of_all]
    for detail in details_of_all:
        if detail["type"] == "too_short" and any(_is_inside(loc, detail["loc"]) for loc in places_of_all):
            # pydantic counts only the items that are right; that one is wrong says it all.
            continue
        places.setdefault(_place(model, detail), []).append(detail)
    problems: list[Problem] = []
    for (field, _), details in places.items():
        causes = [
            Problem(message=problem.message, remedy=problem.remedy, field=_join(field, problem.field))
            for detail in details
            for problem in _refusals(detail)
        ]
        mismatched = all(_expected(detail) for detail in details)
        problems += causes or (
            [_mismatch(field, details)]
            if mismatched
            else [_problem(model, field, detail) for detail in details if not _expected(detail)]
        )
    return problems


def _is_inside(place: tuple[int | str, ...], whole: tuple[int | str, ...]) -> bool:
    return len(place) > len(whole) and place[: len(whole)] == whole


def _refusals(detail: ErrorDetails) -> tuple[Problem, ...]:
    cause = detail.get("ctx", {}).get("error")
    return cause.problems if isinstance(cause, InvalidValueError) else ()


def _expected(detail: ErrorDetails) -> str:
    """Return the type that would have fitted, or nothing where the type was right."""
    if detail["type"] in {"is_instance_of", "dataclass_exact_type"}:
        context = detail["ctx"]
        return str(context.get("class") or context["class_name"])
    return _TYPES.get(detail["type"], "")


def _mismatch(field: str, details: list[ErrorDetails]) -> Problem:
    types = [_expected(detail) for detail in details]
    given = details[0]["input"]
    # The input itself is not repeated: a wrong value may be a secret that was given in the wrong place.
    got = "None" if given is None else type(given).__name__
    if len(types) > 1:
        expected = f"{', '.join(types[:-1])} or {types[-1]}"
        return Problem(field=field, message=f"expected {expected}, got {got}", remedy="Give one of them")
    remedy = _REMEDIES.get(types[0], f"Write {types[0]}(…)")
    return Problem(field=field, message=f"expected {types[0]}, got {got}", remedy=remedy)


def _problem(model: type[Value], field: str, detail: ErrorDetails) -> Problem:
    context = detail.get("ctx", {})
    given = detail["input"]
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "missing":
            message, remedy = f"{name} is missing", f"Give {name}=…"
        case "extra_forbidden":
            known = list(model.model_fields)
            message = f"{model.__name__} has no argument {name!r}{did_you_mean(name, known)}"
            remedy = f"Use one of: {', '.join(known)}"
        case "literal_error":
            known = re.findall("'([^']*)'", context["expected"])
            suggestion = did_you_mean(given, known) if isinstance(given, str) else ""
            message, remedy = f"this is no possible value{suggestion}", f"Write {context['expected']}"
        case "greater_than_equal":
            message, remedy = f"{given} is too small", f"Write {context['ge']} or more"
        case "less_than_equal":
            message, remedy = f"{given} is too large", f"Write {context['le']} or less"
        case "too_short":
            message, remedy = "there are too few items", f"Give at least {context['min_length']}"
        case _:
            message = detail["msg"][:1].lower() + detail["msg"][1:]
            remedy = f"See the documentation of {model.__name__}"
    return Problem(field=field, message=message, remedy=remedy)


def _place(model: type[Value], detail: ErrorDetails) -> tuple[str, bool]:
    """Return the field as a person would write it, and whether the key of a mapping is meant."""
    if not detail["loc"]:
        return model.__name__, False
    name, *parts = detail["loc"]
    path = f"{model.__name__}.{name}"
    known = model.model_fields.get(str(name))
    maps = known is not None and any(get_origin(t) in {dict, Mapping} for t in _members(known.annotation))
    for part in parts[:1] if maps else parts:
        # What else pydantic adds are names for the members of a union, not places.
        path += f"[{part!r}]" if maps or isinstance(part, int) else ""
    return path, "[key]" in parts


def _members(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in {Union, UnionType}:
        for member in get_args(annotation):
            yield from _members(member)
    else:
        yield annotation


def _join(field: str, part: str) -> str:
    if not part:
        return field
    return f"{field}{part}" if part.startswith("[") else f"{field}.{part}"
