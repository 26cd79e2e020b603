"""A folder is replaced as a whole or stays as it is, whatever goes wrong at whatever step."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.errors import SynthesisError
from podwright.synth.publication import PublicationResult, publish, write_tree

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")

OLD = {
    "a/Role.x.k8s.yaml": "x: 1\n",
    "a/Role.y.k8s.yaml": "y: 1\n",
    "a/s/Role.z.k8s.yaml": "z: 1\n",
    "b/Role.w.k8s.yaml": "",
}
NEW = {"a/Role.x.k8s.yaml": "x: 1\n", "a/Role.y.k8s.yaml": "y: 2\n", "c/t/Role.z.k8s.yaml": "z: ü\r\n"}

Tree = dict[str, bytes]


def named(files: Mapping[str, str]) -> dict[PurePosixPath, str | bytes]:
    return {PurePosixPath(path): content for path, content in files.items()}


def paths(*names: str) -> tuple[PurePosixPath, ...]:
    return tuple(map(PurePosixPath, names))


def tree(files: Mapping[str, str]) -> Tree:
    """Return how files look on disk, their folders included."""
    folders = {f"{parent}/": b"" for path in files for parent in PurePosixPath(path).parents if parent.name}
    return folders | {path: content.encode() for path, content in files.items()}


def on_disk(folder: Path) -> Tree:
    """Return all files and folders below a folder."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*")}
    return {
        f"{name}/" if path.is_dir() else name: b"" if path.is_dir() else path.read_bytes()
        for name, path in found.items()
    }


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def marks(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return what tells whether a file was touched."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.stat().st_size) for path in files}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A published folder whose files are an hour old."""
    folder = tmp_path / "dist"
    publish(named(OLD), target=folder)
    for path in folder.rglob("*.yaml"):
        os.utime(path, ns=(10**18, 10**18))
    return folder


# --- what a publication does ---


def test_the_first_publication_makes_the_folder(tmp_path: Path) -> None:
    result = publish(named(OLD), target=tmp_path / "dist")
    assert on_disk(tmp_path) == {"dist/": b""} | {
        f"dist/{path}": content for path, content in tree(OLD).items()
    }
    assert result == PublicationResult(added=paths(*sorted(OLD)))


def test_a_publication_leaves_nothing_stale_and_says_what_changed(target: Path) -> None:
    result = publish(named(NEW), target=target)
    assert on_disk(target) == tree(NEW)
    assert names(target.parent) == {"dist"}
    assert result == PublicationResult(
        added=paths("c/t/Role.z.k8s.yaml"),
        changed=paths("a/Role.y.k8s.yaml"),
        removed=paths("a/s/Role.z.k8s.yaml", "b/Role.w.k8s.yaml"),
        unchanged=paths("a/Role.x.k8s.yaml"),
    )


NAMES = st.sampled_from(["a", "b", "c/d", "c/e/f", "g/h"]).map(lambda name: f"{name}/Role.x.k8s.yaml")
TREES = st.dictionaries(NAMES, st.text(st.characters(exclude_categories=["Cs"]), max_size=5), min_size=1)


@given(one=TREES, other=TREES)
@settings(deadline=None, max_examples=50)
def test_whatever_was_there_before_the_folder_holds_exactly_the_new_files(
    tmp_path_factory: pytest.TempPathFactory, one: dict[str, str], other: dict[str, str]
) -> None:
    target = tmp_path_factory.mktemp("publication") / "dist"
    publish(named(one), target=target)
    result = publish(named(other), target=target)
    assert on_disk(target) == tree(other)
    assert names(target.parent) == {"dist"}
    assert set(result.added) == set(named(other)) - set(named(one))
    assert set(result.removed) == set(named(one)) - set(named(other))
    assert {str(path) for path in result.unchanged} == {path for path in one if other.get(path) == one[path]}
    assert len(result.added + result.changed + result.unchanged) == len(other)


def test_a_publication_without_a_difference_touches_nothing(target: Path) -> None:
    os.utime(target.parent, ns=(10**18, 10**18))
    before, folder = marks(target), target.stat()
    result = publish(named(OLD), target=target)
    assert result == PublicationResult(unchanged=paths(*sorted(OLD)))
    assert marks(target) == before
    assert (target.stat().st_ino, target.stat().st_mtime_ns) == (folder.st_ino, folder.st_mtime_ns)
    assert target.parent.stat().st_mtime_ns == 10**18


def test_only_files_that_changed_have_a_new_time(target: Path) -> None:
    publish(named(NEW), target=target)
    assert (target / "a/Role.x.k8s.yaml").stat().st_mtime_ns == 10**18
    assert (target / "a/Role.y.k8s.yaml").stat().st_mtime_ns > 10**18


def test_times_are_kept_without_hard_links_too(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*arguments: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    publish(named(NEW), target=target)
    assert on_disk(target) == tree(NEW)
    assert (target / "a/Role.x.k8s.yaml").stat().st_mtime_ns == 10**18


def test_empty_folders_are_stale_too(target: Path) -> None:
    (target / "empty/inside").mkdir(parents=True)
    publish(named(OLD), target=target)
    assert on_disk(target) == tree(OLD)


def test_what_file_managers_leave_is_dropped(target: Path) -> None:
    (target / ".DS_Store").write_bytes(b"\0")
    result = publish(named(OLD), target=target)
    assert on_disk(target) == tree(OLD)
    assert result.removed == paths(".DS_Store")


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    publish({PurePosixPath("a.bin"): b"\xff\x00\r\n"}, target=tmp_path / "dist")
    assert (tmp_path / "dist/a.bin").read_bytes() == b"\xff\x00\r\n"


@pytest.mark.parametrize(("umask", "file", "folder"), [(0o022, 0o644, 0o755), (0o027, 0o640, 0o750)])
def test_permissions_follow_the_umask(tmp_path: Path, umask: int, file: int, folder: int) -> None:
    former = os.umask(umask)
    try:
        publish(named(OLD), target=tmp_path / "dist")
        write_tree(named(OLD), tmp_path / "other")
    finally:
        os.umask(former)
    for target in (tmp_path / "dist", tmp_path / "other"):
        for path in (target, *target.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (folder if path.is_dir() else file)


def test_a_relative_target_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    publish(named(OLD), target=Path("dist"))
    publish(named(NEW), target=Path("dist"))
    assert on_disk(tmp_path / "dist") == tree(NEW)
    assert names(tmp_path) == {"dist"}


# --- what is refused ---


@contextmanager
def refused(message: str, target: Path) -> Iterator[None]:
    """Expect an error that says something, and that nothing beside or in the target changes."""
    before, disk = marks(target.parent), on_disk(target.parent)
    with pytest.raises(SynthesisError, match=message) as caught:
        yield
    assert all(problem.remedy for problem in caught.value.problems)
    assert (marks(target.parent), on_disk(target.parent)) == (before, disk)


def test_an_empty_publication_is_refused(target: Path) -> None:
    with refused("would make Argo CD remove everything", target):
        publish({}, target=target)


@pytest.mark.parametrize("name", ["notes.md", "a/kustomization.yaml", ".git/HEAD", "a/Role.x.k8s.yaml.swp"])
def test_a_file_that_somebody_would_miss_is_not_removed(target: Path, name: str) -> None:
    (target / name).parent.mkdir(exist_ok=True)
    (target / name).write_text("mine")
    with refused(f"{name} is no manifest that podwright wrote", target):
        publish(named(NEW), target=target)


def test_every_file_that_somebody_would_miss_is_named(target: Path) -> None:
    (target / "one.md").touch()
    (target / "two.md").touch()
    with pytest.raises(SynthesisError) as caught:
        publish(named(NEW), target=target)
    assert len(caught.value.problems) == 2


def test_a_linked_target_is_not_followed(target: Path) -> None:
    link = target.with_name("link")
    link.symlink_to("dist")
    with refused("link is a symbolic link", target):
        publish(named(NEW), target=link)
    assert link.is_symlink()


def test_a_link_inside_the_target_is_neither_followed_nor_removed(target: Path) -> None:
    outside = target.with_name("outside")
    outside.mkdir()
    (outside / "Role.q.k8s.yaml").write_text("precious")
    (target / "d").symlink_to(outside)
    with refused("d is no manifest", target):
        publish(named(NEW), target=target)


@pytest.mark.parametrize("name", ["/", "..", "."])
def test_a_target_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(SynthesisError, match="cannot be replaced as a folder"):
        publish(named(NEW), target=Path(name))


def test_a_file_as_target_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("mine")
    with refused("dist is a file", tmp_path / "dist"):
        publish(named(NEW), target=tmp_path / "dist")


def test_a_target_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with refused("missing does not exist", tmp_path):
        publish(named(NEW), target=tmp_path / "missing/dist")


@pytest.mark.parametrize("write", [lambda files, target: publish(files, target=target), write_tree])
@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"../x.k8s.yaml": ""}, "leads out"),
        ({"a/../../x.k8s.yaml": ""}, "leads out"),
        ({"/x.k8s.yaml": ""}, "leads out"),
        ({".": ""}, "leads out"),
        ({"a/X.k8s.yaml": "", "a/x.k8s.yaml": ""}, "a/x.k8s.yaml and a/X.k8s.yaml cannot both be written"),
        ({"a": "", "A/x.k8s.yaml": ""}, "A/x.k8s.yaml and A cannot both be written"),
        ({"a": "s3cr\ud800t"}, "a cannot be written as UTF-8: surrogates not allowed at character 4"),
    ],
)
def test_files_that_cannot_be_written_are_refused(
    target: Path,
    write: Callable[[Mapping[PurePosixPath, str | bytes], Path], Any],
    files: dict[str, str],
    message: str,
) -> None:
    with refused(message, target):
        write(named(files), target)


# --- output for the CLI ---


def test_a_tree_is_written_beside_other_files(tmp_path: Path) -> None:
    folder = tmp_path / "deep/output"
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("mine")
    (folder / "a").mkdir()
    (folder / "a/Role.x.k8s.yaml").write_text("old")
    write_tree(named(NEW), folder)
    assert on_disk(folder) == tree(NEW) | {"mine.txt": b"mine"}


def test_a_tree_is_not_written_through_a_link(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    folder = tmp_path / "output"
    (folder / "a").mkdir(parents=True)
    (folder / "a/Role.x.k8s.yaml").symlink_to(precious)
    write_tree(named(NEW), folder)
    assert precious.read_text() == "mine"
    assert on_disk(folder) == tree(NEW)


def test_an_empty_tree_is_no_error(tmp_path: Path) -> None:
    write_tree({}, tmp_path / "output")
    assert names(tmp_path) == set()
