"""Facts and choices of environments, each a row with a cell for each of them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from podwright import Environment, OpenShift, Resources, Value
from tools.document_environments.collection import Deployed
from tools.document_environments.wording import NOTHING, cells, code, differ, is_chosen, visible_fields

_ARGUMENT = re.compile(r"^ {4}(?P<name>\w+): (?P<about>.+(?:\n {8,}\S.*)*)", re.MULTILINE)
# An example at the end would be taken for what is chosen.
_END_OF_CLAUSE = re.compile(r"[.;](?:\s|$)| \(https?:|, `[^`]*`$|, `[^`]*`(?=[.;])")

# The rows of their own that an environment's platform has.
_TOLD_APART = frozenset({"version", "apps_domain"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One fact or choice.

    Attributes:
        name: what it is called; of a choice, the argument by which it is made: ``backup.keep``.
        about: what it means.
        cells: its value in each environment.
        differs: whether the environments differ in it.
        is_choice: whether it is a setting.
    """

    name: str
    about: str
    cells: tuple[str, ...]
    differs: bool
    is_choice: bool = False


def facts(deployed: Sequence[Deployed]) -> Iterator[Row]:
    """Yield where a system lives: cluster, domain, namespace, hosts."""
    places = [one.environment for one in deployed]
    rows = (
        ("cluster", "and the Kubernetes that it serves", [_cluster(place) for place in places]),
        ("apps domain", "what hosts end with", [code(place.platform.apps_domain) for place in places]),
        (
            "facts of the cluster",
            "those that are not as installed by default",
            [_peculiarities(place) for place in places],
        ),
        ("namespace", "", [code(place.namespace) for place in places]),
        ("tenancy", "whose namespace it is", cells([place.tenancy for place in places])),
        ("hosts", "what is reached from outside", [_hosts(one) for one in deployed]),
    )
    for name, about, shown in rows:
        if set(shown) != {NOTHING}:
            yield Row(name=name, about=about, cells=tuple(shown), differs=len(set(shown)) > 1)


def choices(settings: Sequence[Value]) -> Iterator[Row]:
    """Yield every setting; groups of settings, and alternatives that differ in details, are taken apart.

    Args:
        settings: the settings of each environment.
    """
    if settings:
        yield from _rows(settings, name="", about="", alternatives=1)


def described(kind: type[Value]) -> Mapping[str, str]:
    """Return what the docstring of a class says about each field, in its first clause."""
    found: dict[str, str] = {}
    for ancestor in reversed(kind.__mro__):
        _, _, section = (inspect.cleandoc(ancestor.__doc__ or "")).partition("\nArgs:\n")
        for match in _ARGUMENT.finditer(section):
            text = " ".join(match["about"].split()).replace("``", "`")
            found[match["name"]] = _END_OF_CLAUSE.split(text, maxsplit=1)[0]
    return found


def _rows(values: Sequence[object], *, name: str, about: str, alternatives: int) -> Iterator[Row]:
    first, differs, is_group = values[0], differ(values), alternatives == 1
    is_of_one_kind = all(type(value) is type(first) for value in values)
    # Where the same alternative is chosen everywhere, one cell says enough, unless details differ.
    if isinstance(first, Value) and _has_parts(first) and is_of_one_kind and (differs or is_group):
        if not is_group:
            chosen = tuple(code(type(value).__name__) for value in values)
            yield Row(name=name, about=about, cells=chosen, differs=False, is_choice=True)
        words = described(type(first))
        for part in visible_fields(type(first)):
            parts = [getattr(value, part) for value in values]
            # What an alternative brings along is of interest where somebody chose it.
            if name and not differ(parts) and not is_group and not is_chosen(first, part):
                continue
            yield from _rows(
                parts,
                name=f"{name}.{part}" if name else part,
                about=words.get(part, ""),
                alternatives=_alternatives(type(first).model_fields[part].annotation),
            )
    else:
        shown = cells(values, is_group=is_group)
        yield Row(name=name, about=about, cells=shown, differs=differs, is_choice=True)


def _has_parts(value: Value) -> bool:
    return not isinstance(value, Resources) and bool(visible_fields(type(value)))


def _alternatives(annotation: Any) -> int:
    """Return between how many types a setting chooses; None is no type, but the lack of a value."""
    if get_origin(annotation) in {Union, UnionType}:
        return sum(_alternatives(member) for member in get_args(annotation) if member is not NoneType)
    return 1


def _cluster(place: Environment) -> str:
    platform = place.platform
    shown = f"{type(platform).__name__} {platform.version}"
    return f"{shown} ({platform.kubernetes_version})" if isinstance(platform, OpenShift) else shown


def _peculiarities(place: Environment) -> str:
    platform = place.platform
    names = [
        name
        for name, field in type(platform).model_fields.items()
        if name not in _TOLD_APART and getattr(platform, name) != field.get_default(call_default_factory=True)
    ]
    return "<br>".join(f"{name}: {cells([getattr(platform, name)])[0]}" for name in names) or NOTHING


def _hosts(one: Deployed) -> str:
    routes = [
        f"{code(route.spec['host'].text + route.spec['path'].text)} (Route)"
        for route in one.manifests.of_kind("Route", "route.openshift.io")
    ]
    ingresses = [
        f"{code(rule['host'].text)} (Ingress)"
        for ingress in one.manifests.of_kind("Ingress", "networking.k8s.io")
        for rule in ingress.spec["rules"]
    ]
    return "<br>".join(dict.fromkeys([*routes, *ingresses])) or NOTHING
