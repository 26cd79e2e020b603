"""What ``podwright secrets`` says: every key and where its value comes from, and never a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from podwright.cli.secrets.cluster import Place
from podwright.cli.secrets.templates import SecretKey
from podwright.cli.secrets.values import Decided, Decisions, Origin

MASK: Final = "********"
"""Stands for every value, whatever its length."""

_COLOURS: Final = {
    Origin.GIVEN: "green",
    Origin.KEPT: "cyan",
    Origin.GENERATED: "magenta",
    Origin.DEFAULT: "dim",
    Origin.EMPTY: "dim",
    Origin.MISSING: "bold red",
}


class Report:
    """Writes for people, at a terminal or in a log.

    Args:
        out: where to; colours only when it is a terminal.
    """

    def __init__(self, out: TextIO) -> None:
        self._console = Console(file=out, soft_wrap=True, highlight=False, emoji=False, markup=False)

    def say(self, text: str, *, style: str = "") -> None:
        """Write a line."""
        self._console.print(Text(text, style=style))

    def plan(self, decisions: Decisions, *, place: Place | None) -> None:
        """Write what would be sent where.

        Args:
            decisions: what is decided for each parameter.
            place: the cluster; nothing where it was not asked.
        """
        templates = decisions.templates
        self.say(
            f"{templates.environment}: {count_of(len(templates.secrets), 'Secret')}", style="bold underline"
        )
        self.say(f"  namespace  {templates.namespace}")
        if place is not None:
            self.say(f"  cluster    {place.server}")
            self.say(f"  context    {place.context}")
            self.say(f"  user       {place.user}")
        width = max(len(key.key) for key in templates.keys)
        for secret, keys in groupby(templates.keys, key=lambda key: key.secret):
            state = "" if place is None else " (exists)" if secret in decisions.present else " (new)"
            self.say(f"  Secret {secret}{state}", style="bold")
            for key in keys:
                self._key(decisions, key, width=width, asked=place is not None)
        if place is None:
            self.say("  (kept) what the cluster has is kept where nothing is given; it was not asked")

    def warnings(self, decisions: Decisions, *, copied: Sequence[str]) -> None:
        """Write what could surprise.

        Args:
            decisions: what is decided for each parameter.
            copied: the Secrets whose values stand in an annotation too.
        """
        for item in decisions.by_name.values():
            name, description = item.parameter.name, item.parameter.description
            if item.changes and (item.parameter.expression or item.parameter.default):
                self._warn(
                    f"{name} changes; whatever was set up with the present value keeps that. {description}"
                )
            if item.origin is Origin.GIVEN and item.value != item.value.strip():
                self._warn(f"{name} ({item.note}) begins or ends with white space or a line break")
        for key, names in decisions.unexplained:
            self._warn(
                f"{key} changes: what was given before for {', '.join(names)} is not known. Give it again"
            )
        if copied:
            self._warn(f"a copy of the values is removed from an annotation of {', '.join(copied)}")

    def missing(self, decisions: Decisions, *, asked: bool) -> None:
        """Write which parameters must be given, and what they are.

        Args:
            decisions: what is decided for each parameter.
            asked: whether the cluster was asked for present values.
        """
        missing = decisions.missing
        until = "" if asked else " where the cluster does not have them"
        self.say(f"{count_of(len(missing), 'parameter')} missing{until}:", style="bold red")
        width = max(len(item.parameter.name) for item in missing)
        for item in missing:
            reason = f" ({item.note}: give it, or --reset it)" if item.note else ""
            self.say(f"  {item.parameter.name:<{width}}  {item.parameter.description}{reason}")

    def _key(self, decisions: Decisions, key: SecretKey, *, width: int, asked: bool) -> None:
        items = [decisions.by_name[name] for name in key.parameters]
        is_empty = key.parameter and items[0].origin in {Origin.EMPTY, Origin.MISSING}
        line = Text(f"    {key.key:<{width}}  {'' if is_empty else MASK:<{len(MASK)}}  ")
        for number, item in enumerate(items):
            readable = any(decisions.templates.whole(item.parameter.name))
            line.append(", " if number else "")
            line.append(" ".join(_words(item, kept=readable and not asked)), style=_COLOURS[item.origin])
        self._console.print(line)

    def _warn(self, text: str) -> None:
        self.say(f"warning: {text.removesuffix('.')}", style="yellow")


def _words(item: Decided, *, kept: bool) -> Iterator[str]:
    yield item.parameter.name
    if kept and item.origin is not Origin.GIVEN and not item.is_reset:
        yield "(kept) or"
    yield item.origin.value
    if item.note and item.origin is not Origin.MISSING:
        yield f"({item.note})"
    if item.changes:
        yield "instead of the present one"


def count_of(number: int, noun: str) -> str:
    """Return ``1 Secret``, ``2 Secrets``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
