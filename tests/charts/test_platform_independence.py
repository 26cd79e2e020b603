"""Charts do not know where they run: only ``environments.py`` names a platform; constructs ask for facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHARTS = Path(__file__).parents[2] / "charts"
FILES = sorted(path for path in CHARTS.glob("*/**/*.py") if path.name != "environments.py")

PLATFORMS = {"OpenShift", "Kubernetes", "Platform"}
# Facts by which one platform is told from another; an address or a port is no such thing.
TELLING = {
    "openshift",
    "version",
    "kubernetes_version",
    "has_native_sidecars",
    "assigns_users",
    "internal_registry",
}


def branches(source: str) -> Iterator[str]:
    """Yield everything in a chart that depends on the platform."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                yield from (f"imports {name.name}" for name in names if name.name in PLATFORMS)
            case ast.Name(id=name) if name in PLATFORMS:
                yield f"names {name}"
            case ast.Attribute(attr=name, value=value) if name in PLATFORMS | {"openshift"}:
                yield f"names {ast.unparse(value)}.{name}"
            case ast.Attribute(attr=fact, value=ast.Attribute(attr="platform")) if fact in TELLING:
                yield f"asks for platform.{fact}"
            case ast.Match(subject=ast.Attribute(attr="platform")):
                yield "matches the platform"
            case ast.Call(func=ast.Name(id="isinstance" | "type"), args=[ast.Attribute(attr="platform"), *_]):
                yield "asks what the platform is"
            case ast.Compare(left=ast.Attribute(attr="platform")):
                yield "compares the platform"
            case _:
                pass


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CHARTS)))
def test_no_chart_branches_on_the_platform(path: Path) -> None:
    assert not list(branches(path.read_text(encoding="utf-8")))


def test_every_system_is_looked_at() -> None:
    systems = {path.parent for path in CHARTS.glob("*/chart.py")}
    assert CHARTS / "tarsy" in systems
    assert {system / "chart.py" for system in systems} <= set(FILES)


@pytest.mark.parametrize(
    "source",
    [
        "from podwright import OpenShift",
        "if isinstance(environment.platform, OpenShift): pass",
        "if isinstance(self.environment.platform, tuple): pass",
        "match self.environment.platform:\n    case _: pass",
        "environment.openshift('a Route', instead='an Ingress')",
        "x = 1 if environment.platform.has_native_sidecars else 2",
        "if environment.platform == other: pass",
        "podwright.Kubernetes",
        "type(environment.platform).__name__",
    ],
)
def test_a_branch_would_be_found(source: str) -> None:
    assert list(branches(source))


def test_an_address_of_the_platform_is_no_branch() -> None:
    assert not list(branches("cidr = self.environment.platform.pod_network"))
