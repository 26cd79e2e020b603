"""The README's first change, made by a reader who types what is printed, and every link of the docs."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.guide import Reader, blocks_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")
FIRST_CHANGE = TEXT.partition("## A first change")[2].partition("## Where things live")[0]
BLOCKS = blocks_of(FIRST_CHANGE)

PROJECT = ("Makefile", "cdk8s.yaml", ".gitignore", "main.py", "charts", "dist")
LINKS = {".venv": Path(sys.prefix), "node_modules": ROOT / "node_modules", "crds": ROOT / "crds"}
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)(?P<target>[^)#\s]+)[^)]*\)")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A reader who has made the first change."""
    folder = tmp_path_factory.mktemp("project")
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)
    (folder / "tools").mkdir()
    # The setup is done.
    (folder / "tools/setup.sh").touch()
    reader = Reader(
        folder,
        {
            "PATH": "/usr/bin:/bin",
            "HOME": os.fspath(folder),
            "LC_ALL": "C.UTF-8",
            # Changes are made within a second, which compiled modules do not notice.
            "PYTHONDONTWRITEBYTECODE": "1",
            **{f"GIT_{who}_NAME": "reader" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "reader@example.com" for who in ("AUTHOR", "COMMITTER")},
        },
    )
    begun = reader.run("git init --quiet && git add . && git commit --quiet --message Project")
    assert begun.status == 0, begun.output
    for block in BLOCKS:
        reader.follow(block)
    return reader


def test_every_command_does_what_is_printed(reader: Reader) -> None:
    assert [(command.partition(" SYSTEM")[0], ran.status) for command, ran in reader.ran] == [
        ("make synth", 0),
        ("make diff", 0),
        ("make synth", 2),
        ("make set-image", 0),
    ]


def test_a_release_is_one_line_of_the_data_file_and_of_dist(reader: Reader) -> None:
    assert reader.run("make synth").status == 0
    changed = reader.run("git diff --numstat").output.splitlines()
    assert [line.split() for line in changed] == [
        ["1", "1", "charts/tarsy/images.yaml"],
        ["1", "1", "dist/tarsy-staging/Deployment.tarsy.k8s.yaml"],
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for match in LINK.finditer(page.read_text("utf-8")):
        assert (page.parent / match["target"]).exists(), match["target"]


def test_every_guide_is_found_from_the_readme() -> None:
    linked = {match["target"] for match in LINK.finditer(TEXT)}
    guides = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/how-to").glob("*.md")}
    assert guides <= linked
