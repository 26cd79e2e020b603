"""Which value each parameter gets, and where it comes from."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Final

from podwright.cli.secrets.templates import SecretKey, TemplateParameter, Templates, did_you_mean
from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary.texts import is_base64

Present = Mapping[str, Mapping[str, str]]
"""The Secrets in the cluster by name: their keys, and what these hold, in base64."""

# What a URL may hold without meaning something by it: https://datatracker.ietf.org/doc/html/rfc3986#section-2.3
_PLAIN_IN_URLS: Final = re.compile(r"[A-Za-z0-9._~-]*")


class Origin(Enum):
    """Where a value comes from."""

    GIVEN = "given"
    KEPT = "kept"
    GENERATED = "generated"
    DEFAULT = "default"
    EMPTY = "empty"
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A value that somebody gives.

    Attributes:
        value: the value.
        place: what gives it: ``environment``, or a file.
    """

    value: str = field(repr=False)
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """What is decided for a parameter.

    Attributes:
        parameter: the parameter.
        origin: where its value comes from.
        value: the value.
        note: what else there is to say: who gives it, why nothing can be kept.
        changes: whether the cluster has another value, which is lost.
        is_reset: whether the present value was not to be kept.
    """

    parameter: TemplateParameter
    origin: Origin
    value: str = field(default="", repr=False)
    note: str = ""
    changes: bool = False
    is_reset: bool = False


@dataclass(frozen=True)
class Decisions:
    """What is decided for all parameters of an environment.

    Args:
        templates: the Templates.
        by_name: the decisions by parameter.
        present: what the cluster has; nothing where it was not asked.
    """

    templates: Templates
    by_name: Mapping[str, Decided]
    present: Present = field(repr=False)

    @property
    def missing(self) -> Sequence[Decided]:
        """The parameters that somebody must give."""
        return [item for item in self.by_name.values() if item.origin is Origin.MISSING]

    @cached_property
    def values(self) -> Mapping[str, str]:
        """The values of all parameters."""
        return {name: item.value for name, item in self.by_name.items()}

    @property
    def confidential(self) -> Sequence[str]:
        """What nobody may see: all values that the Template does not tell, and what they are put into."""
        own = {
            name: item.value
            for name, item in self.by_name.items()
            if item.value and item.value != item.parameter.default
        }
        holders = [key for key in self.templates.keys if not key.parameter and own.keys() & {*key.parameters}]
        return [*own.values(), *(key.value(self.values) for key in holders)]

    def content(self, key: SecretKey) -> bytes:
        """Return what a key will hold."""
        text = key.value(self.values)
        return base64.b64decode(text) if key.encoded else text.encode()

    def changes(self, key: SecretKey) -> bool:
        """Whether a key that exists will hold something else."""
        present = self.present.get(key.secret, {}).get(key.key)
        return present is not None and base64.b64decode(present) != self.content(key)

    @property
    def unexplained(self) -> Iterator[tuple[SecretKey, Sequence[str]]]:
        """The keys that change although none of their parameters does, and the parameters behind it.

        A parameter that is the whole value of no key cannot be read from the cluster: what was given for it
        the last time is not known.
        """
        for key in self.templates.keys:
            hidden = [name for name in key.parameters if not any(self.templates.whole(name))]
            explained = any(
                item.changes
                or item.origin is Origin.GENERATED
                or (item.origin is Origin.GIVEN and item.parameter.name in hidden)
                for item in (self.by_name[name] for name in key.parameters)
            )
            if hidden and not explained and self.changes(key):
                yield key, hidden


def decide(
    templates: Templates, *, given: Mapping[str, Given], reset: Collection[str], present: Present
) -> Decisions:
    """Decide about every parameter: given, or kept, or else generated, the default, empty or missing.

    Args:
        templates: the Templates.
        given: the values that somebody gives.
        reset: the parameters whose present values are not to be kept.
        present: what the cluster has.

    Raises:
        InvalidValueError: a reset of what is required, given or unknown; every given value that the Secrets
            cannot hold.
    """
    problems = [*_reset_problems(templates, given, reset), *_given_problems(templates, given)]
    if problems:
        raise InvalidValueError(*problems)
    decisions = {
        name: _decided(
            parameter,
            given=given.get(name),
            present=_present(list(templates.whole(name)), present),
            is_reset=name in reset,
        )
        for name, parameter in templates.parameters.items()
    }
    return Decisions(templates, decisions, present)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Held:
    """What the cluster holds of a parameter."""

    value: str = field(default="", repr=False)
    trouble: str = ""


def _decided(parameter: TemplateParameter, *, given: Given | None, present: _Held, is_reset: bool) -> Decided:
    if given is not None:
        changes = bool(present.trouble) or present.value not in {"", given.value}
        return Decided(
            parameter=parameter, origin=Origin.GIVEN, value=given.value, note=given.place, changes=changes
        )
    if not is_reset and present.trouble:
        return Decided(parameter=parameter, origin=Origin.MISSING, note=present.trouble)
    if not is_reset and present.value and present.value != parameter.default:
        note = "the default is another one" if parameter.default else ""
        return Decided(parameter=parameter, origin=Origin.KEPT, value=present.value, note=note)
    if parameter.default:
        origin, value = Origin.DEFAULT, parameter.default
    elif parameter.expression:
        origin, value = Origin.GENERATED, parameter.generate()
    else:
        origin, value = Origin.MISSING if parameter.required else Origin.EMPTY, ""
    changes = bool(present.trouble) or present.value not in {"", value}
    return Decided(parameter=parameter, origin=origin, value=value, changes=changes, is_reset=is_reset)


def _present(keys: Sequence[SecretKey], present: Present) -> _Held:
    """Return what the keys hold whose whole value is a parameter."""
    held: dict[str, SecretKey] = {}
    for key in keys:
        content = present.get(key.secret, {}).get(key.key, "")
        try:
            value = content if key.encoded else base64.b64decode(content).decode()
        except ValueError:
            return _Held(trouble=f"{key} holds bytes that are no text")
        if value:
            held.setdefault(value, key)
    if len(held) > 1:
        places = " and ".join(str(key) for key in held.values())
        return _Held(trouble=f"{places} hold different values")
    return _Held(value=next(iter(held), ""))


def _reset_problems(
    templates: Templates, given: Mapping[str, Given], reset: Collection[str]
) -> Iterator[Problem]:
    for name in reset:
        parameter = templates.parameters.get(name)
        if parameter is None:
            known = list(templates.parameters)
            yield _problem("--reset", f"there is no parameter {name}", did_you_mean(name, known))
        elif name in given:
            message = f"{name} is given ({given[name].place}) and reset"
            yield _problem("--reset", message, "Do one of both: a given value is not kept anyway")
        elif parameter.required:
            yield _problem("--reset", f"{name} is required, so it cannot be empty", "Give another value")


def _given_problems(templates: Templates, given: Mapping[str, Given]) -> Iterator[Problem]:
    for name, item in given.items():
        trouble = _trouble_of(name, item.value, templates.keys)
        if trouble:
            yield _problem(name, f"the value ({item.place}) {trouble[0]}", trouble[1])


def _trouble_of(name: str, value: str, keys: Sequence[SecretKey]) -> tuple[str, str] | None:
    """Return what is wrong with a value, and the remedy, without a word of the value."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return "is not UTF-8", "Give binary values in base64, to a Secret that takes them"
    for key in keys:
        if name not in key.parameters:
            continue
        if key.encoded and not is_base64(value):
            return f"is not base64, which {key} takes", "Write it as of: base64 -w0 FILE"
        if "://" in key.text and key.parameter != name and not _PLAIN_IN_URLS.fullmatch(value):
            remedy = "Use letters, digits and . _ ~ -"
            return f"has characters that mean something in the URL of {key}", remedy
    return None


def _problem(field_: str, message: str, remedy: str) -> Problem:
    return Problem(message=message, remedy=remedy, field=field_)
