"""Values as a person reads them in a cell of a table: as they are written in environments.py, but shorter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from podwright import Duration, ReleasedImages, Resources, Value
from podwright.verify.quantities import parse_quantity, show_bytes, show_cpu

NOTHING: Final = "-"
"""What stands where there is no value."""

_LONGEST_TEXT: Final = 48

# Versions are released by a pipeline, a line at a time: a page that showed them would be stale after each.
_LEFT_OUT: Final[Mapping[type[Value], frozenset[str]]] = {ReleasedImages: frozenset({"versions", "origin"})}

Fields = frozenset[str]


def cells(values: Sequence[object], *, is_group: bool = False) -> tuple[str, ...]:
    """Return a cell for each value, such that values that differ look different.

    A value of several fields is written as the call that makes it, without the fields that are as by default
    in all of them. Long texts are cut, unless that is where values differ.

    Args:
        values: the value of each environment.
        is_group: whether the type is known, so that the fields are of interest and not what was chosen.
    """
    told = {kind: _told(kind, values, is_group=is_group) for kind in {type(value) for value in values}}
    short = tuple(_cell(value, told[type(value)], _LONGEST_TEXT) for value in values)
    if _classes(short) == _classes([visible(value) for value in values]):
        return short
    return tuple(_cell(value, told[type(value)], None) for value in values)


def differ(values: Sequence[object]) -> bool:
    """Return whether values differ in something that a page shows."""
    shown = [visible(value) for value in values]
    return any(one != shown[0] for one in shown[1:])


def visible(value: object) -> object:
    """Return what a page shows of a value, to be compared with others."""
    match value:
        case Value():
            kind = type(value)
            return (kind.__name__, *(visible(getattr(value, name)) for name in visible_fields(kind)))
        case Mapping():
            return {key: visible(item) for key, item in value.items()}
        case tuple():
            return tuple(visible(item) for item in value)
        case _:
            return value


def visible_fields(kind: type[Value]) -> list[str]:
    """Return the names of the fields that pages show, in their order."""
    left_out = _LEFT_OUT.get(kind, frozenset())
    return [name for name in kind.model_fields if name not in left_out]


def is_chosen(value: Value, name: str) -> bool:
    """Return whether a field has another value than by default."""
    field = type(value).model_fields[name]
    return field.is_required() or getattr(value, name) != field.get_default(call_default_factory=True)


def code(text: str) -> str:
    """Return text as code inside a table."""
    return "`" + text.replace("`", "'").replace("|", "\\|").replace("\n", " ") + "`"


def _classes(values: Sequence[object]) -> list[int]:
    """Return for each value the first place at which an equal one stands."""
    return [next(place for place, other in enumerate(values) if other == value) for value in values]


def _told(kind: type, values: Sequence[object], *, is_group: bool = False) -> Fields:
    """Return the fields that the values of a class are told by."""
    if not issubclass(kind, Value):
        return frozenset()
    return frozenset(
        name
        for name in visible_fields(kind)
        for value in values
        if isinstance(value, kind)
        and (getattr(value, name) is not None if is_group else is_chosen(value, name))
    )


def resources(value: Resources) -> str:
    """Return CPU and memory, each from what is requested to the limit."""
    return needs(
        cpu=(_amount(value.cpu_request), _amount(value.cpu_limit)),
        memory=(_amount(value.memory_request), _amount(value.memory_limit)),
    )


def needs(*, cpu: tuple[Decimal, Decimal], memory: tuple[Decimal, Decimal]) -> str:
    """Return amounts of CPU and memory, each from what is requested to the limit.

    Args:
        cpu: both in CPUs.
        memory: both in bytes.
    """
    return f"{span(*map(show_cpu, cpu))}, {span(*map(show_bytes, memory))}"


def span(least: str, most: str) -> str:
    """Return a range of two amounts."""
    return least if least == most else f"{least}-{most}"


def _amount(text: str) -> Decimal:
    return parse_quantity(text) or Decimal(0)


def _cell(value: object, told: Fields, longest: int | None) -> str:
    if value is None or value == "" or (isinstance(value, Mapping | tuple) and not value):
        return NOTHING
    match value:
        case bool():
            shown = "yes" if value else "no"
        case int() | float() | Duration():
            shown = str(value)
        case str():
            shown = code(_cut(value, longest))
        case Resources():
            shown = resources(value)
        case Mapping():
            shown = "<br>".join(code(f"{key}: {_cut(str(item), longest)}") for key, item in value.items())
        case tuple():
            shown = "<br>".join(_cell(item, _told(type(item), (item,)), longest) for item in value)
        case _:
            shown = code(_written(value, told, longest))
    return shown


def _written(value: object, told: Fields, longest: int | None) -> str:
    """Return a value as code that makes it."""
    match value:
        case str():
            return f'"{_cut(value, longest)}"'
        case Resources():
            return resources(value)
        case Value():
            kind = type(value)
            given = ", ".join(
                f"{name}={_inside(getattr(value, name), longest)}"
                for name in visible_fields(kind)
                if name in told
            )
            return f"{kind.__name__}({given})"
        case Mapping():
            return "{" + ", ".join(f"{k}: {_inside(v, longest)}" for k, v in value.items()) + "}"
        case tuple():
            return "(" + ", ".join(_inside(item, longest) for item in value) + ")"
        case _:
            return str(value)


def _inside(value: object, longest: int | None) -> str:
    return _written(value, _told(type(value), (value,)), longest)


def _cut(text: str, longest: int | None) -> str:
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
