"""The catalogue: every rule, found by itself.

Rules are the module-level `Rule` objects of the modules in ``podwright.verify.checks``: to add one
is to write it there. No list has to be edited.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from podwright.errors import InvalidValueError, Problem
from podwright.verify import checks
from podwright.verify.rules import Check, Family, Rule


@cache
def catalogue() -> Mapping[str, Rule]:
    """Return every rule by code, ordered by family and code.

    Raises:
        RuntimeError: when two rules have one code; a fault of podwright.
    """
    families = list(Family)
    rules: dict[str, Rule] = {}
    for rule in sorted(_rules(), key=lambda rule: (families.index(rule.family), rule.code)):
        if rule.code in rules:
            msg = f"two rules are called {rule.code!r}"
            raise RuntimeError(msg)
        rules[rule.code] = rule
    return MappingProxyType(rules)


def _rules() -> Iterator[Rule]:
    seen: set[int] = set()
    for info in pkgutil.walk_packages(checks.__path__, f"{checks.__name__}."):
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Rule) and id(value) not in seen:
                seen.add(id(value))
                yield value


def selected(*, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Mapping[str, Rule]:
    """Return the rules that a selection leaves.

    Args:
        select: codes and families to keep; nothing given: all.
        ignore: codes and families to leave out.

    Raises:
        InvalidValueError: when a name is neither a code nor a family.
    """
    kept = _named(select, field="select") if select else set(catalogue())
    dropped = _named(ignore, field="ignore")
    return {code: rule for code, rule in catalogue().items() if code in kept and code not in dropped}


def _named(names: Sequence[str], *, field: str) -> set[str]:
    codes: set[str] = set()
    families = {family.value: family for family in Family}
    for name in names:
        if name in families:
            codes |= {code for code, rule in catalogue().items() if rule.family is families[name]}
        else:
            codes.add(rule_named(name, field=field, also=tuple(families)).code)
    return codes


def rule_named(code: str, *, field: str = "code", also: tuple[str, ...] = ()) -> Rule:
    """Return a rule by code.

    Args:
        code: the code.
        field: the name of the argument, for the error.
        also: further names to suggest.

    Raises:
        InvalidValueError: when there is none of that code, with the nearest names.
    """
    rule = catalogue().get(code)
    if rule is None:
        near = nearest_codes(code, also=also)
        suggestion = f"Did you mean {' or '.join(near)}?" if near else "See docs/checks for all codes"
        raise InvalidValueError(Problem(message=f"{code!r} is not a check", remedy=suggestion, field=field))
    return rule


def nearest_codes(code: str, *, also: Sequence[str] = ()) -> Sequence[str]:
    """Return the codes that somebody may have meant.

    Args:
        code: what was written.
        also: further names to suggest.
    """
    return get_close_matches(code, [*catalogue(), *also], n=3)


def checks_among(rules: Mapping[str, Rule]) -> Sequence[Check]:
    """Return those rules that have a function of their own."""
    return [rule for rule in rules.values() if isinstance(rule, Check)]
