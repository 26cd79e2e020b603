"""A project in a folder of its own, whose app is run as `main.py` would run it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cdk8s
import pytest
import yaml
from constructs import Construct

from podwright import App, Environment, EnvironmentChart, Kubernetes

Build = Callable[[EnvironmentChart], object]
MakeChart = Callable[[Construct], cdk8s.Chart]
Tree = dict[str, tuple[bytes, int]]

ENVIRONMENT = Environment(
    name="test",
    namespace="shop-test",
    platform=Kubernetes(version="1.31", apps_domain="k8s.example.com"),
)


class Shop(EnvironmentChart):
    """A system ``shop``, or another one, of which a test says what it is made of; each has a namespace."""

    def __init__(
        self, scope: Construct, *, build: Build, system: str = "shop", environment: Environment = ENVIRONMENT
    ) -> None:
        if environment is ENVIRONMENT:
            environment = environment.model_copy(update={"namespace": f"{system}-test"})
        super().__init__(scope, environment=environment, system=system)
        build(self)


def shop(build: Build, system: str = "shop", environment: Environment = ENVIRONMENT) -> MakeChart:
    """Return what `App.add` takes."""
    return lambda app: Shop(app, build=build, system=system, environment=environment)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a run ended.

    Attributes:
        status: its exit status.
        said: what it wrote to standard error.
    """

    status: int
    said: str

    @property
    def blocks(self) -> list[list[str]]:
        """The problems, as lines without their indentation: place, message, remedy, location."""
        found: list[list[str]] = []
        for line in self.said.splitlines()[1:]:
            if line.startswith("  ") and not line.startswith("    "):
                found.append([])
            if found and line.startswith("  "):
                found[-1].append(line.strip())
        return found


class Project:
    """A folder in which apps run.

    Args:
        folder: the folder; it is the working folder.
        capture: what catches standard error.
    """

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def synth(self, *charts: MakeChart) -> Outcome:
        """Run an app of some charts."""
        self._capture.readouterr()
        status = 0
        try:
            app = App()
            for make_chart in charts:
                app.add(make_chart)
            app.synth()
        except SystemExit as end:
            status = int(end.code or 0)
        return Outcome(status=status, said=self._capture.readouterr().err)

    def tree(self, folder: str = "dist") -> Tree:
        """Return content and modification time of everything in a folder."""
        return {
            path.relative_to(self.folder / folder).as_posix(): (
                path.read_bytes() if path.is_file() else b"",
                path.stat().st_mtime_ns,
            )
            for path in sorted((self.folder / folder).rglob("*"))
        }

    def files(self, folder: str = "dist") -> dict[str, str]:
        """Return the text of every file in a folder."""
        root = self.folder / folder
        return {
            path.relative_to(root).as_posix(): path.read_text("utf-8")
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    def manifest(self, path: str) -> dict[str, Any]:
        """Return one object of `dist/`, read by PyYAML."""
        loaded: dict[str, Any] = yaml.safe_load((self.folder / "dist" / path).read_bytes())
        return loaded

    def names(self) -> set[str]:
        """Return what lies in the folder itself."""
        return {path.name for path in self.folder.iterdir()}
