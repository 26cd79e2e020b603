"""The app as users start it: `cdk8s synth` and `python main.py`, in a project of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

BIN = Path(sys.prefix) / "bin"

MAIN = """\
from charts_of_shop import development, production
from podwright import App

app = App()
app.add(development)
app.add(production)
app.synth()
"""

CHARTS = """\
from podwright import ConfigMap, Environment, EnvironmentChart, Kubernetes


class Shop(EnvironmentChart):
    def __init__(self, scope, *, environment, name, level):
        super().__init__(scope, environment=environment, system="shop")
        ConfigMap(self, "settings", name=name, data={"LEVEL": level})


def environment(name):
    platform = Kubernetes(version="1.31", apps_domain="k8s.example.com")
    return Environment(name=name, namespace=f"shop-{name}", platform=platform)


def development(app):
    return Shop(app, environment=environment("development"), name="settings", level="debug")


def production(app):
    return Shop(app, environment=environment("production"), name="settings", level="info")
"""

CDK8S = "language: python\napp: python main.py\noutput: .synth\n"

DEVELOPMENT = "shop-development/ConfigMap.settings.k8s.yaml"
PRODUCTION = "shop-production/ConfigMap.settings.k8s.yaml"

Run = subprocess.CompletedProcess[str]


def run(folder: Path, *command: str | Path, env: Mapping[str, str] | None = None) -> Run:
    return subprocess.run(
        command,
        cwd=folder,
        # Bytecode is found out of date by size and second; the tests edit and run faster than that.
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def cdk8s(folder: Path, *arguments: str) -> Run:
    return run(folder, BIN / "cdk8s", "synth", *arguments)


def python(folder: Path, **env: str) -> Run:
    return run(folder, BIN / "python", "main.py", env=env)


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return modification time and content of a folder and all that is in it."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in [folder, *folder.rglob("*")]
    }


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with two environments."""
    for name, text in {"main.py": MAIN, "charts_of_shop.py": CHARTS, "cdk8s.yaml": CDK8S}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def published(shop: Path) -> Path:
    """The same, with a dist/ of an earlier run."""
    done = python(shop)
    assert done.returncode == 0, done.stderr
    return shop


def edit(shop: Path, before: str, after: str) -> int:
    """Change the charts, and return the line of the change."""
    path = shop / "charts_of_shop.py"
    text = path.read_text()
    assert text.count(before) == 1
    path.write_text(text.replace(before, after))
    return text[: text.index(before)].count("\n") + 1


class TestCdk8sSynth:
    def test_lists_the_files_and_publishes(self, shop: Path) -> None:
        done = cdk8s(shop)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == [
            "Synthesizing application",
            "  - .synth/shop-development.k8s.yaml",
            "  - .synth/shop-production.k8s.yaml",
        ]
        assert done.stderr.splitlines() == [
            "podwright: shop-development: 1 object",
            "podwright: shop-production: 1 object",
            "podwright: dist/: 2 added",
        ]
        assert set(files(shop / "dist")) == {DEVELOPMENT, PRODUCTION}
        assert list(files(shop / "dist").values()) == list(files(shop / ".synth").values())

    def test_again_changes_nothing(self, published: Path) -> None:
        before = state(published / "dist")
        done = cdk8s(published)
        assert done.stderr.endswith("podwright: dist/: nothing changed\n")
        assert state(published / "dist") == before

    def test_with_another_output_folder_leaves_dist_alone(self, published: Path) -> None:
        before = state(published / "dist")
        edit(published, 'level="debug"', 'level="trace"')
        done = cdk8s(published, "--output", "other")
        assert done.returncode == 0, done.stderr
        assert f"  - other/{DEVELOPMENT}" in done.stdout.splitlines()
        assert "trace" in files(published / "other")[DEVELOPMENT]
        assert state(published / "dist") == before

    def test_to_standard_output_leaves_dist_alone_and_prints_yaml_only(self, published: Path) -> None:
        before = state(published / "dist")
        edit(published, 'level="debug"', 'level="trace"')
        done = cdk8s(published, "--stdout")
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("---\n") == 2
        assert "LEVEL: trace" in done.stdout
        assert "podwright" not in done.stdout.replace("app.kubernetes.io/managed-by: podwright", "")
        assert state(published / "dist") == before

    def test_into_dist_itself_writes_it_too(self, shop: Path) -> None:
        (shop / "cdk8s.yaml").write_text(CDK8S.replace("output: .synth", "output: dist"))
        done = cdk8s(shop)
        assert done.returncode == 0, done.stderr
        assert set(files(shop / "dist")) == {DEVELOPMENT, PRODUCTION}

    def test_of_a_failing_app_into_dist_itself_says_what_the_cli_did(self, published: Path) -> None:
        edit(published, 'data={"LEVEL": level}', "data={}, extra=1")
        done = cdk8s(published, "--output", "dist")
        assert done.returncode != 0
        assert done.stderr.splitlines()[0] == (
            "podwright: 2 problems; "
            "dist/ is empty now, because the cdk8s CLI empties its output folder first: "
            "write `output: .synth` in cdk8s.yaml, then `git restore dist`"
        )
        assert not (published / "dist").exists() or files(published / "dist") == {}

    def test_of_a_failing_app_says_why_and_leaves_dist_alone(self, published: Path) -> None:
        before = state(published / "dist")
        line = edit(published, 'name="settings", level="info"', 'name="Settings", level="info"')
        done = cdk8s(published)
        assert done.returncode != 0
        assert done.stderr.startswith(
            "podwright: 1 problem; dist/ is unchanged\n"
            "\n"
            "shop-production\n"
            "  shop-production/settings: name\n"
            "    'Settings' is not an object name.\n"
            "    → Use 1-253 lower-case letters, digits, '-' and '.', beginning and ending alphanumeric.\n"
            "    at charts_of_shop.py:7\n"
        )
        assert line > 7, "the line is the construct's, not the caller's"
        assert state(published / "dist") == before

    def test_of_an_app_with_a_bug_shows_the_bug_and_leaves_dist_alone(self, published: Path) -> None:
        before = state(published / "dist")
        line = edit(published, 'level="info"', 'level={}["level"]')
        done = cdk8s(published)
        assert done.returncode != 0
        assert f'charts_of_shop.py", line {line}, in production' in done.stderr
        assert "KeyError: 'level'\n" in done.stderr
        assert state(published / "dist") == before

    def test_of_an_app_that_cannot_be_read_leaves_dist_alone(self, published: Path) -> None:
        before = state(published / "dist")
        (published / "main.py").write_text("app = App(\n")
        done = cdk8s(published)
        assert done.returncode != 0
        assert "SyntaxError" in done.stderr
        assert state(published / "dist") == before


class TestPythonMain:
    def test_alone_publishes(self, shop: Path) -> None:
        done = python(shop)
        assert (done.returncode, done.stdout) == (0, "")
        assert set(files(shop / "dist")) == {DEVELOPMENT, PRODUCTION}
        assert not (shop / ".synth").exists()

    def test_fails_with_status_1_and_reports_every_chart(self, published: Path) -> None:
        before = state(published / "dist")
        edit(published, 'data={"LEVEL": level}', 'data={"LEVEL": level, "a/b": ""}')
        done = python(published)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("podwright: 2 problems; dist/ is unchanged\n")
        assert done.stderr.count("'a/b' is not a key of a ConfigMap or Secret.") == 2
        assert [line for line in done.stderr.splitlines() if line.startswith("shop-")] == [
            "shop-development",
            "shop-production",
        ]
        assert state(published / "dist") == before

    def test_in_a_shell_that_knows_ascii_only_still_says_why(self, published: Path) -> None:
        edit(published, 'name="settings", level="info"', 'name="ü", level="info"')
        done = python(published, LC_ALL="C", PYTHONIOENCODING="ascii:strict", PYTHONUTF8="0")
        assert done.returncode == 1
        assert "is not an object name" in done.stderr


def test_the_product_does_not_depend_on_where_and_how_it_is_made(shop: Path, tmp_path: Path) -> None:
    assert python(shop, PYTHONHASHSEED="0", TZ="Asia/Tokyo", LC_ALL="C", LANG="C").returncode == 0
    elsewhere = tmp_path / "elsewhere" / "with a blank"
    elsewhere.mkdir(parents=True)
    for name in ("main.py", "charts_of_shop.py"):
        (elsewhere / name).write_bytes((shop / name).read_bytes())
    there = {"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"}
    assert python(elsewhere, **there).returncode == 0
    assert files(elsewhere / "dist") == files(shop / "dist") != {}
