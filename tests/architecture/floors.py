"""The house as a contract: which module may import which, as named rules over source code.

A rule is a function over `Sources` that yields what breaks it; its docstring is the sentence that a failing
test shows. The rules read the code without running it, so that they hold for imports inside functions and
under `TYPE_CHECKING`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeAlias

FLOORS: Mapping[str, int] = {
    # 1, vocabulary: names, images, quantities, ports, …, and what is said where one of them is wrong.
    "errors": 1,
    "vocabulary": 1,
    # 2, environment: facts of a place.
    "environment": 2,
    # 3, constructs: what a chart is made of, and what they are all made of (bindings, chart).
    "bindings": 3,
    "chart": 3,
    "images": 3,
    "configuration": 3,
    "workloads": 3,
    "data": 3,
    "secrets": 3,
    "access": 3,
    "certificates": 3,
    "policy": 3,
    "observability": 3,
    # 4, composites.
    "compose": 4,
    "gitops": 4,
    # 5 and 6: everything together, and its commands.
    "synth": 5,
    "cli": 6,
}
"""The packages and modules directly below `podwright`, low to high; docs: design, section 2."""

BESIDE = "verify"
"""Judges rendered manifests, anybody's; it stands beside the floors and knows none but the errors."""

CDK8S = frozenset({"cdk8s", "cdk8s_plus_27", "constructs", "imports", "jsii"})
"""Packages that bring in cdk8s, or the bindings for it."""

KNOW_CDK8S_FROM = 3
"""The lowest floor that knows what cdk8s is."""


@dataclass(frozen=True)
class Import:
    """One module imports another one, or something in it."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}, line {self.line}, imports {self.imported}"


@dataclass(frozen=True)
class Sources:
    """Source code by module name; a package's name stands for its `__init__`.

    Args:
        modules: dotted name to source code.
        packages: those of them that are packages.
    """

    modules: Mapping[str, str]
    packages: frozenset[str]

    @classmethod
    def of(cls, roots: Mapping[str, Path]) -> Sources:
        """Read what is below folders, or is a file, each under its import name."""
        modules: dict[str, str] = {}
        packages: set[str] = set()
        for name, root in roots.items():
            for file in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
                parts = [name, *file.relative_to(root).with_suffix("").parts] if file != root else [name]
                if parts[-1] == "__init__":
                    parts.pop()
                    packages.add(".".join(parts))
                modules[".".join(parts)] = file.read_text("utf-8")
        return cls(modules, frozenset(packages))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import of every module, wherever in it."""
        return tuple(found for name in self.modules for found in self._imports_of(name))

    def _imports_of(self, name: str) -> Iterator[Import]:
        for node in ast.walk(ast.parse(self.modules[name])):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(name, alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(name, node)
                for alias in node.names:
                    submodule = f"{base}.{alias.name}"
                    yield Import(name, submodule if submodule in self.modules else base, node.lineno)

    def _absolute(self, importer: str, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = importer.split(".")
        ups = node.level - (importer in self.packages)
        parts = parts[: len(parts) - ups]
        return ".".join([*parts, *([node.module] if node.module else [])])


Rule: TypeAlias = Callable[[Sources], Iterator[str]]


def top(name: str) -> str:
    """Return the top-level package of a module."""
    return name.partition(".")[0]


def room(name: str) -> str:
    """Return the package or module directly below `podwright` that a module is in, or empty."""
    parts = name.split(".")
    return parts[1] if parts[0] == "podwright" and len(parts) > 1 else ""


def every_room_has_a_floor(sources: Sources) -> Iterator[str]:
    """Every package directly below podwright has a floor: give a new one its place in FLOORS."""
    known = {*FLOORS, BESIDE, ""}
    for found in sorted({room(name) for name in sources.modules} - known):
        yield f"podwright.{found} has no floor"


def imports_point_downward(sources: Sources) -> Iterator[str]:
    """A module imports from its own floor and those below it, never from one above."""
    for found in sources.imports:
        here, there = FLOORS.get(room(found.importer)), FLOORS.get(room(found.imported))
        if here and there and there > here:
            yield f"{found}: floor {here} imports floor {there}"


def rooms_of_one_floor_form_no_cycle(sources: Sources) -> Iterator[str]:
    """Packages of one floor import each other in one direction only."""
    graph: dict[str, set[str]] = {}
    for found in sources.imports:
        here, there = room(found.importer), room(found.imported)
        if here and there and here != there:
            graph.setdefault(here, set()).add(there)
    yield from _cycles(graph)


def modules_form_no_cycle(sources: Sources) -> Iterator[str]:
    """No module imports itself by way of others."""
    graph: dict[str, set[str]] = {}
    for found in sources.imports:
        if found.imported in sources.modules:
            graph.setdefault(found.importer, set()).add(found.imported)
    yield from _cycles(graph)


def verify_stands_alone(sources: Sources) -> Iterator[str]:
    """verify judges any YAML: of podwright it imports itself and errors, and never charts or cdk8s."""
    for found in sources.imports:
        if room(found.importer) != BESIDE:
            continue
        inside = top(found.imported) == "podwright" and room(found.imported) not in {BESIDE, "errors"}
        if inside or top(found.imported) in CDK8S | {"charts"}:
            yield str(found)


def verify_is_used_from_above(sources: Sources) -> Iterator[str]:
    """Only synth and cli import verify: the floors below them do not know that they are judged."""
    for found in sources.imports:
        allowed = {BESIDE, "synth", "cli", ""}
        inside = top(found.importer) == "podwright" and room(found.importer) not in allowed
        if inside and room(found.imported) == BESIDE:
            yield str(found)


def low_floors_do_not_know_cdk8s(sources: Sources) -> Iterator[str]:
    """The floors below the constructs are pure Python: no cdk8s, cdk8s_plus_27, constructs, imports, jsii."""
    for found in sources.imports:
        if (
            FLOORS.get(room(found.importer), KNOW_CDK8S_FROM) < KNOW_CDK8S_FROM
            and top(found.imported) in CDK8S
        ):
            yield str(found)


def rooms_do_not_enter_by_the_front_door(sources: Sources) -> Iterator[str]:
    """Inside the library, nothing imports from podwright itself: that is the door for users."""
    for found in sources.imports:
        if room(found.importer) and found.imported == "podwright":
            yield str(found)


def the_library_stands_on_its_own(sources: Sources) -> Iterator[str]:
    """The library imports neither charts nor main, tests, tools or benchmarks."""
    for found in sources.imports:
        outside = {"charts", "main", "tests", "tools", "benchmarks"}
        if top(found.importer) == "podwright" and top(found.imported) in outside:
            yield str(found)


def charts_use_the_public_surface(sources: Sources) -> Iterator[str]:
    """Charts import from podwright or one of its packages, never from a module inside one, nor bindings."""
    doors = {name for name in sources.packages if name.count(".") <= 1}
    for found in sources.imports:
        if top(found.importer) != "charts":
            continue
        if top(found.imported) == "imports" or (
            top(found.imported) == "podwright" and found.imported not in doors
        ):
            yield str(found)


def nothing_imports_main(sources: Sources) -> Iterator[str]:
    """main.py is the composition root: nothing imports it."""
    for found in sources.imports:
        if top(found.imported) == "main":
            yield str(found)


def rooms_are_named_after_what_they_hold(sources: Sources) -> Iterator[str]:
    """No module is called utils, helpers, common or misc: name it after what it holds."""
    vague = {"util", "utils", "helper", "helpers", "common", "misc"}
    for name in sources.modules:
        if top(name) in {"podwright", "charts", "tools"} and name.rpartition(".")[2].strip("_") in vague:
            yield name


def rooms_stay_small(sources: Sources) -> Iterator[str]:
    """No module of the library has more than 500 lines: divide it by what changes for one reason."""
    for name, source in sources.modules.items():
        lines = source.count("\n")
        if top(name) == "podwright" and lines > 500:
            yield f"{name} has {lines}"


RULES: tuple[Rule, ...] = (
    every_room_has_a_floor,
    imports_point_downward,
    rooms_of_one_floor_form_no_cycle,
    modules_form_no_cycle,
    verify_stands_alone,
    verify_is_used_from_above,
    low_floors_do_not_know_cdk8s,
    rooms_do_not_enter_by_the_front_door,
    the_library_stands_on_its_own,
    charts_use_the_public_surface,
    nothing_imports_main,
    rooms_are_named_after_what_they_hold,
    rooms_stay_small,
)


def report(rule: Rule, sources: Sources) -> str:
    """Return the rule's sentence and what breaks it, a line each; empty where nothing does."""
    found = list(rule(sources))
    sentence = (rule.__doc__ or "").strip()
    return "\n".join([sentence, *(f"  {line}" for line in found)]) if found else ""


def _cycles(graph: Mapping[str, set[str]]) -> Iterator[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        # graphlib lists the nodes from the imported to the importing one.
        yield " → ".join(reversed(error.args[1]))
