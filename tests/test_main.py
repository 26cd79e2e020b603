"""main.py: the composition root, which reads like a list and publishes what it lists."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAIN = ROOT / "main.py"


def run(folder: Path, **env: str) -> str:
    """Run main.py in a folder that knows the project's schemas and nothing else of it."""
    (folder / "crds").symlink_to(ROOT / "crds")
    done = subprocess.run(
        [sys.executable, MAIN],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    return done.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_it_reads_like_a_list() -> None:
    tree = ast.parse(MAIN.read_text("utf-8"))
    assert ast.get_docstring(tree)
    statements = [node for node in tree.body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)]
    first, *added, last = (ast.unparse(statement) for statement in statements)
    assert (first, last) == ("app = App()", "app.synth()")
    assert "app.add(tarsy.development)" in added
    assert all(line.startswith("app.add(") for line in added)
    assert len(set(added)) == len(added)


def test_alone_it_publishes_to_dist(tmp_path: Path) -> None:
    said = run(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"crds", "dist"}
    written = files(tmp_path / "dist")
    development = [name for name in written if name.startswith("tarsy-development/")]
    assert f"podwright: tarsy-development: {len(development)} objects\n" in said
    assert f"podwright: dist/: {len(written)} added\n" in said
    assert "tarsy-development/Deployment.tarsy.k8s.yaml" in written
    assert "tarsy-development/secrets/Template.tarsy-secrets.k8s.yaml" in written


def test_what_it_writes_depends_on_nothing_but_the_project(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "a second\u00e9"
    for folder in (one, two):
        folder.mkdir()
    run(one, PYTHONHASHSEED="0", TZ="Asia/Tokyo", LC_ALL="C")
    run(two, PYTHONHASHSEED="4711", TZ="America/New_York", HOME=os.fspath(two), CDK8S_OUTDIR=".synth")
    assert files(one / "dist") == files(two / "dist") != {}


@pytest.mark.parametrize("name", ["dist", "main.py", "crds"])
def test_its_neighbours_are_where_the_commands_expect_them(name: str) -> None:
    assert (ROOT / name).exists()
