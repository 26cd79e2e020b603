"""What a package exports is sorted, complete, ours and explained."""

import ast
import importlib
import inspect
import types
from pathlib import Path
from typing import Any

import pytest

import podwright

LIBRARY = Path(podwright.__path__[0])
PACKAGES = sorted(
    ".".join(["podwright", *file.parent.relative_to(LIBRARY).parts]) for file in LIBRARY.rglob("__init__.py")
)


def declaration(package: str) -> ast.Module:
    """Return what declares the names of a module: its stub where names are loaded lazily, else itself."""
    module = importlib.import_module(package)
    stub = Path(module.__file__ or "").with_suffix(".pyi")
    return ast.parse(stub.read_text(encoding="utf-8") if stub.is_file() else inspect.getsource(module))


def exported(package: str) -> list[str]:
    for node in declaration(package).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    return []


def origin(package: str, node: ast.ImportFrom) -> str:
    """Return the module that an import names, a relative one in full."""
    return f"{package}.{node.module}" if node.level else str(node.module)


def ruff_order(name: str) -> tuple[int, str]:
    """Return the place of a name as ruff's RUF022 sorts: CONSTANTS, then Classes, then functions."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


def explanation_of_a_value(package: str, name: str) -> str:
    """Return the string that stands below an assignment, in the module that assigns the name."""
    tree = declaration(package)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and name in {found.name for found in node.names}:
            return explanation_of_a_value(origin(package, node), name)
    for node, following in zip(tree.body, tree.body[1:], strict=False):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if name in {target.id for target in targets if isinstance(target, ast.Name)} and isinstance(
            following, ast.Expr
        ):
            return str(getattr(following.value, "value", ""))
    return ""


def explanation(package: str, name: str) -> str:
    # A decorated function, a cached one for example, is explained by the function inside.
    value: Any = inspect.unwrap(getattr(importlib.import_module(package), name))
    if not isinstance(value, type | types.FunctionType):
        return explanation_of_a_value(package, name)
    text = value.__doc__ or ""
    # dataclasses write a signature where nobody wrote a sentence.
    return "" if text.startswith(f"{value.__name__}(") else text


@pytest.mark.parametrize("package", PACKAGES)
def test_the_names_are_sorted_and_each_stands_once(package: str) -> None:
    names = exported(package)
    assert names == sorted(set(names), key=ruff_order)


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_package_takes_in_it_exports(package: str) -> None:
    """A name without underscore in `__init__` is public, so it stands in `__all__`; nothing else does."""
    public: set[str] = set()
    for node in declaration(package).body:
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            public |= {found.asname or found.name for found in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            public.add(node.name)
    assert {name for name in public if not name.startswith("_")} == set(exported(package))


def test_the_names_that_are_loaded_lazily_are_those_of_the_stub() -> None:
    assert set(podwright.__all__) == set(exported("podwright"))
    assert all(hasattr(podwright, name) for name in podwright.__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_package_exports_is_ours(package: str) -> None:
    module = importlib.import_module(package)
    definitions = [getattr(module, name) for name in exported(package)]
    homes = {value.__module__ for value in definitions if isinstance(value, type | types.FunctionType)}
    assert {home for home in homes if home.partition(".")[0] != "podwright"} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_package_exports_is_explained(package: str) -> None:
    """A class or function by its docstring, a constant or alias by a string below it."""
    assert [name for name in exported(package) if not explanation(package, name).strip()] == []


@pytest.mark.parametrize("package", [name for name in PACKAGES if name.count(".") == 1])
def test_a_package_says_what_it_holds(package: str) -> None:
    assert (importlib.import_module(package).__doc__ or "").strip()


def test_the_library_is_typed() -> None:
    # PEP 561: without this file, the types stop at the library's door.
    assert (LIBRARY / "py.typed").is_file()
