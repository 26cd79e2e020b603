"""docs/how-to/add-an-environment.md, followed by a reader who types what is printed and changes nothing."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.guide import Reader, blocks_of

ROOT = Path(__file__).parents[2]
BIN = Path(sys.prefix) / "bin"
TEXT = (ROOT / "docs/how-to/add-an-environment.md").read_text("utf-8")
BLOCKS = blocks_of(TEXT)
CHANGES = [block for block in BLOCKS if block.kind == "change"]
[COMMANDS] = [block for block in BLOCKS if block.kind == "console"]
[RELEASES] = [block for block in BLOCKS if block.kind == "prose"]

ENVIRONMENTS = "charts/tarsy/environments.py"
PLATFORM = "platform=_STAGING)\n    return"
VERSIONS = 'images=images.released("staging"), github_organization'


def copied(folder: Path) -> Reader:
    """Return a reader in a copy of the project, which is set up."""
    for name in ("charts", "dist", "tools/document_environments"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("main.py", "Makefile", "cdk8s.yaml"):
        shutil.copy(ROOT / name, folder / name)
    for name, target in {".venv": Path(sys.prefix), "node_modules": ROOT / "node_modules"}.items():
        (folder / name).symlink_to(target)
    (folder / "crds").symlink_to(ROOT / "crds")
    (folder / "tools/setup.sh").touch()
    return reader_in(folder)


def reader_in(folder: Path) -> Reader:
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    # Modules are changed within a second, which compiled ones do not notice.
    return Reader(folder, {**variables, "PYTHONDONTWRITEBYTECODE": "1"})


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A reader who has changed what the guide says, and run nothing yet."""
    reader = copied(tmp_path_factory.mktemp("followed"))
    for block in CHANGES:
        reader.follow(block)
    return reader


def test_it_takes_ten_lines_or_fewer() -> None:
    added = [line for block in CHANGES for line in block.text.splitlines() if re.match(r"\+.*\S", line)]
    assert len(added) <= 10, added
    assert {block.path for block in CHANGES} == {ENVIRONMENTS, "charts/tarsy/__init__.py", "main.py"}


def test_every_block_is_followed() -> None:
    assert len(BLOCKS) == TEXT.count("\n```\n"), "a fence is not closed, or indented"
    assert len(BLOCKS) == len(CHANGES) + len([COMMANDS, RELEASES])


def test_the_code_is_as_the_project_wants_it(reader: Reader) -> None:
    configuration = ROOT / "pyproject.toml"
    files = " ".join(sorted({block.path for block in CHANGES}))
    for command in (
        f"{BIN}/ruff check --no-cache --config {configuration} {files}",
        f"{BIN}/ruff format --no-cache --check --config {configuration} {files}",
    ):
        ran = reader.run(command)
        assert ran.status == 0, ran.output


def test_what_is_printed_happens_and_the_other_environments_stay(tmp_path: Path) -> None:
    reader = copied(tmp_path)
    assert reader.run(".venv/bin/python main.py").status == 0
    before = tree(tmp_path / "dist")
    for block in [*CHANGES, COMMANDS]:
        reader.follow(block)
    assert [(command, ran.status) for command, ran in reader.ran] == [
        ("make synth", 0),
        ("make docs", 0),
        ("ls -d dist/tarsy-demo", 0),
    ]
    assert "warning" not in reader.ran[0][1].output
    after = tree(tmp_path / "dist")
    assert {name: after[name] for name in before} == before
    assert {name.partition("/")[0] for name in after.keys() - before.keys()} == {"tarsy-demo"}
    page = (tmp_path / "docs/environments.md").read_text("utf-8")
    assert "[demo](../dist/tarsy-demo)" in page
    # What staging runs is what guests see.
    deployments = [after[f"tarsy-{name}/Deployment.tarsy.k8s.yaml"].decode() for name in ("demo", "staging")]
    images = [re.findall(r"image: (quay.io/codeready-toolchain/.*)", text) for text in deployments]
    assert images[0] == images[1] != []


# Each is a part of a row of the guide's table, what it stands in place of, and what it is written as.
CHOICES = {
    "cluster, versions and namespace": {
        'platform=OpenShift(version="4.18", apps_domain="apps.demo.example.com")': (
            PLATFORM,
            "{}, tenancy=GivenNamespace())\n    return",
        ),
        'images=images.released("demo")': (VERSIONS, "{}, github_organization"),
        "Environment(…, tenancy=GivenNamespace())": (
            "    OpenShift,\n",
            "    GivenNamespace,\n    OpenShift,\n",
        ),
    },
    "developers' images": {'images=ClusterImages(tag="dev")': (VERSIONS, "{}, github_organization")},
    "store and way in": {
        'secrets=ExternalSecrets(store="vault-staging", path="tarsy/demo")': (
            VERSIONS,
            f"{{}}, {VERSIONS}",
        ),
        "api_access=Reencrypt()": (
            "settings = TarsySettings(\n        secrets",
            "settings = TarsySettings(\n        {}, secrets",
        ),
    },
}


@pytest.mark.parametrize("name", CHOICES)
def test_what_may_differ_works_too(name: str, reader: Reader, tmp_path: Path) -> None:
    shutil.copytree(reader.folder, tmp_path, symlinks=True, dirs_exist_ok=True)
    for claim, (present, written) in CHOICES[name].items():
        assert f"`{claim}`" in TEXT
        replace(tmp_path / ENVIRONMENTS, present, written.format(claim))
    images = tmp_path / "charts/tarsy/images.yaml"
    images.write_text(f"{images.read_text('utf-8')}\n{RELEASES.text}", "utf-8")
    ran = reader_in(tmp_path).run(".venv/bin/python main.py")
    assert (ran.status, "warning" in ran.output) == (0, False), ran.output
    assert (tmp_path / "dist/tarsy-demo/Deployment.tarsy.k8s.yaml").exists()


def test_what_plain_kubernetes_lacks_is_refused_with_what_to_write(reader: Reader, tmp_path: Path) -> None:
    shutil.copytree(reader.folder, tmp_path, symlinks=True, dirs_exist_ok=True)
    replace(tmp_path / ENVIRONMENTS, PLATFORM, "platform=_KUBERNETES)\n    return")
    ran = reader_in(tmp_path).run(".venv/bin/python main.py")
    assert ran.status == 1
    assert "needs OpenShift" in ran.output
    assert "→ Choose " in ran.output


def replace(file: Path, present: str, written: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(present) == 1, present
    file.write_text(text.replace(present, written), "utf-8")
