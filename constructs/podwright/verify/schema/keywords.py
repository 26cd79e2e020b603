"""JSON Schema keywords of our own, for what the standard ones cannot say.

A keyword reports through a `KeywordError`, whose message carries where, what and the remedy through
the validator, which passes on nothing but text.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from podwright.verify.nodes import Node
from podwright.verify.paths import Segment
from podwright.verify.schema.cron import explain_schedule

_DEFAULTS: Final[Mapping[str, str]] = {"protocol": "TCP"}


@dataclass(frozen=True, slots=True)
class KeywordMessage:
    """What a keyword has to say.

    Attributes:
        problem: the kind of problem, which decides the code of the finding.
        below: where, from the value that the keyword judges.
        message: what is wrong.
        remedy: what to write instead.
    """

    problem: str
    below: tuple[Segment, ...]
    message: str
    remedy: str

    def encode(self) -> str:
        """Return the message as one text."""
        return json.dumps([self.problem, self.below, self.message, self.remedy])

    @classmethod
    def decode(cls, text: str) -> KeywordMessage:
        """Read what `encode` wrote."""
        problem, below, message, remedy = json.loads(text)
        return cls(problem, tuple(below), message, remedy)


class KeywordError(ValueError):
    """A value that a keyword refuses.

    Args:
        message: why.
    """

    def __init__(self, message: KeywordMessage) -> None:
        super().__init__(message.encode())


class Keyword(Protocol):
    """What the validator calls."""

    def __init__(
        self, _parent_schema: dict[str, object], value: object, _schema_path: list[str | int]
    ) -> None: ...

    def validate(self, instance: object) -> None:
        """Raise the first error."""


class _Base(ABC):
    def __init__(
        self, _parent_schema: dict[str, object], setting: object, _schema_path: list[str | int]
    ) -> None:
        node = Node(setting)
        self.names = node["keys"].strings or node["fields"].strings
        self.minimum = node["minimum"].integer or 0
        self.tolerated = node["tolerated"].is_true

    @abstractmethod
    def messages(self, instance: object) -> Iterator[KeywordMessage]:
        """Yield what is wrong with a value."""

    def validate(self, instance: object) -> None:
        """Raise the first error."""
        for message in self.messages(instance):
            raise KeywordError(message)

    def iter_errors(self, instance: object) -> Iterator[KeywordError]:
        """Yield every error."""
        for message in self.messages(instance):
            yield KeywordError(message)


class UniqueEntries(_Base):
    """``x-podwright-unique``: the entries of a list differ in their keys (the entry itself: no keys)."""

    def messages(self, instance: object) -> Iterator[KeywordMessage]:
        """Yield every entry whose keys have been seen before."""
        if not isinstance(instance, list) or len(instance) < 2:
            return
        keys = self.names
        seen: dict[object, int] = {}
        for index, entry in enumerate(instance):
            identity = _identity(entry, keys)
            if identity is None:
                continue
            first = seen.setdefault(identity, index)
            if first != index:
                yield KeywordMessage(
                    "repeated" if self.tolerated else "duplicate",
                    (index,),
                    f"{_name(entry, keys)} is already entry {first}",
                    "Keep one of the two",
                )


def _identity(entry: object, keys: Sequence[str]) -> tuple[object, ...] | None:
    if not keys:
        return None if isinstance(entry, dict | list) else (repr(entry),)
    if not isinstance(entry, dict):
        return None
    values = tuple(entry.get(key, _DEFAULTS.get(key)) for key in keys)
    hashable = all(isinstance(value, str | int | None) for value in values)
    return values if hashable and any(value is not None for value in values) else None


def _name(entry: object, keys: Sequence[str]) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return ", ".join(f"{key} {entry[key]}" for key in keys if key in entry)


class Choice(_Base):
    """``x-podwright-choice``: of some fields at most one is there, and at least so many."""

    def messages(self, instance: object) -> Iterator[KeywordMessage]:
        """Yield one message when too many or too few are there."""
        if not isinstance(instance, dict):
            return
        fields = self.names
        present = [name for name in fields if instance.get(name) not in (None, "", 0)]
        if len(present) > 1:
            names = " and ".join(present)
            yield KeywordMessage("choice", (present[1],), f"{names} exclude each other", "Keep one of them")
        elif len(present) < self.minimum:
            names = ", ".join(fields)
            yield KeywordMessage("choice", (), f"none of {names} is there", "Write one of them")


class Base64(_Base):
    """``x-podwright-base64``: the text is base64."""

    def messages(self, instance: object) -> Iterator[KeywordMessage]:
        """Yield one message when the text cannot be decoded."""
        if not isinstance(instance, str):
            return
        try:
            base64.b64decode(instance.replace("\n", "").replace("\r", ""), validate=True)
        except (binascii.Error, ValueError):
            yield KeywordMessage(
                "value", (), "is not base64", "Encode it, or write plain text under stringData"
            )


class Schedule(_Base):
    """``x-podwright-cron``: the text is a cron schedule as CronJobs understand it."""

    def messages(self, instance: object) -> Iterator[KeywordMessage]:
        """Yield one message when the schedule cannot be read."""
        problem = explain_schedule(instance) if isinstance(instance, str) else ""
        if problem:
            yield KeywordMessage(
                "value", (), problem, "Write minute, hour, day, month and weekday, such as 30 2 * * *"
            )


class Cidr(_Base):
    """``x-podwright-cidr``: the text is an IP network."""

    def messages(self, instance: object) -> Iterator[KeywordMessage]:
        """Yield one message when the text is no network."""
        if not isinstance(instance, str):
            return
        try:
            ipaddress.ip_network(instance, strict=False)
            correct = "/" in instance
        except ValueError:
            correct = False
        if not correct:
            yield KeywordMessage(
                "value", (), f"{instance!r} is not an IP network", "Write one such as 10.0.0.0/8"
            )


KEYWORDS: Final[dict[str, type[Keyword]]] = {
    "x-podwright-base64": Base64,
    "x-podwright-choice": Choice,
    "x-podwright-cidr": Cidr,
    "x-podwright-cron": Schedule,
    "x-podwright-unique": UniqueEntries,
}
