"""What is left of a publication that fails, dies or has company, step by step."""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from podwright.errors import SynthesisError
from podwright.synth.publication import PublicationResult, publish, restore, write_tree

pytestmark = pytest.mark.usefixtures("no_waiting_for_the_disk")

OLD = {
    PurePosixPath("a/Role.x.k8s.yaml"): "x: 1\n",
    PurePosixPath("a/Role.y.k8s.yaml"): "y: 1\n",
    PurePosixPath("b/s/Role.z.k8s.yaml"): "z: 1\n",
}
NEW = {
    PurePosixPath("a/Role.x.k8s.yaml"): "x: 1\n",
    PurePosixPath("a/Role.y.k8s.yaml"): "y: 2\n",
    PurePosixPath("c/t/Role.z.k8s.yaml"): "z: 2\n",
}


def on_disk(folder: Path) -> dict[PurePosixPath, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {PurePosixPath(path.relative_to(folder)): path.read_text() for path in files}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def marks(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return what tells whether a file was touched."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.stat().st_ino) for path in files}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    publish(OLD, target=tmp_path / "dist")
    return tmp_path / "dist"


class Fault:
    """Makes a step that changes the disk fail: alone, or with all that follow, as if the process had died."""

    NAMES = ("rename", "replace", "mkdir", "rmdir", "link", "unlink", "fsync", "utime")

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException, *, for_ever: bool
    ) -> None:
        self.steps = 0
        self.at = at
        self.error = error
        self.for_ever = for_ever
        self.where = ""
        for name in self.NAMES:
            monkeypatch.setattr(os, name, self.failing(name, getattr(os, name)))
        monkeypatch.setattr(io, "open", self.failing("open", io.open))

    def failing(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            if name == "open" and "xb" not in arguments:
                return step(*arguments, **options)
            self.steps += 1
            if self.steps == self.at or (self.for_ever and self.steps > self.at):
                self.where = self.where or name
                raise self.error
            return step(*arguments, **options)

        return wrapper


def outcome(act: Callable[[], PublicationResult]) -> tuple[PublicationResult, SynthesisError | None]:
    try:
        return act(), None
    except SynthesisError as error:
        return PublicationResult(), error


def steps_of(tmp_path: Path) -> int:
    """Return how many steps the publication of NEW over OLD takes."""
    target = tmp_path / "steps/dist"
    target.parent.mkdir()
    publish(OLD, target=target)
    with pytest.MonkeyPatch.context() as monkeypatch:
        fault = Fault(monkeypatch, 0, OSError(), for_ever=False)
        publish(NEW, target=target)
    return fault.steps


def test_a_step_that_fails_once_leaves_the_old_or_the_new_folder_and_no_debris(tmp_path: Path) -> None:
    failed = []
    for at in range(1, steps_of(tmp_path) + 1):
        target = tmp_path / str(at) / "dist"
        target.parent.mkdir()
        publish(OLD, target=target)
        before = marks(target)
        with pytest.MonkeyPatch.context() as monkeypatch:
            fault = Fault(monkeypatch, at, OSError(errno.ENOSPC, "No space left on device"), for_ever=False)
            result, error = outcome(partial(publish, NEW, target=target))
        if error is not None:
            assert "No space left on device. Free some space" in str(error)
            assert (on_disk(target), marks(target)) == (OLD, before)
            assert names(target.parent) == {"dist"}
            failed.append(fault.where)
        else:
            assert on_disk(target) == NEW
            assert (result.leftover is not None) == (".dist.old" in names(target.parent))
            assert names(target.parent) <= {"dist", ".dist.old", ".dist.lock"}
        publish(NEW, target=target)
        restore(target)
        assert on_disk(target) == NEW
        assert names(target.parent) == {"dist"}
    assert {"open", "mkdir", "rename"} <= set(failed)
    assert failed.count("rename") == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.EIO, "Input/output error")])
def test_a_run_that_dies_at_any_step_is_healed_by_the_next(tmp_path: Path, error: BaseException) -> None:
    outcomes = []
    for at in range(1, steps_of(tmp_path) + 1):
        target = tmp_path / str(at) / "dist"
        target.parent.mkdir()
        publish(OLD, target=target)
        before = marks(target)
        with pytest.MonkeyPatch.context() as monkeypatch:
            Fault(monkeypatch, at=at, error=error, for_ever=True)
            with suppress(KeyboardInterrupt, SynthesisError):
                publish(NEW, target=target)
        was_missing = not target.exists()
        healed = restore(target)
        after = on_disk(target)
        assert after in (OLD, NEW)
        assert after == NEW or marks(target) == before
        assert names(target.parent) == {"dist"}
        assert not restore(target)
        if was_missing:
            assert healed
            assert after == OLD
        outcomes.append((was_missing, after == NEW))
        publish(NEW, target=target)
        assert on_disk(target) == NEW
    # All states of the table occurred: nothing done, between the renames, and before the clean-up.
    assert set(outcomes) == {(False, False), (True, False), (False, True)}


def test_new_content_is_on_the_disk_before_its_name_changes(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a power cut could leave manifests that are empty."""
    synced: list[int] = []
    synced_at_renames: list[set[int]] = []
    rename = os.rename

    def noting(source: Path, destination: Path) -> None:
        synced_at_renames.append(set(synced))
        rename(source, destination)

    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    monkeypatch.setattr(os, "rename", noting)
    publish(NEW, target=target)
    written = {target / path for path in NEW if OLD.get(path) != NEW[path]}
    folders = {parent for path in written for parent in path.parents if parent.is_relative_to(target)}
    assert {path.stat().st_ino for path in written | folders} <= synced_at_renames[0]
    assert synced[-1] == target.parent.stat().st_ino


def test_without_a_call_of_restore_the_next_publication_heals(target: Path) -> None:
    target.rename(target.with_name(".dist.old"))
    result = publish(NEW, target=target)
    assert on_disk(target) == NEW
    assert names(target.parent) == {"dist"}
    assert result.changed == (PurePosixPath("a/Role.y.k8s.yaml"),)


def test_an_old_folder_that_cannot_be_moved_back_is_named(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = iter([os.rename])

    def rename(source: Path, destination: Path) -> None:
        for step in steps:
            return step(source, destination)
        raise OSError(errno.EIO, "Input/output error", str(source))

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(SynthesisError) as caught:
        publish(NEW, target=target)
    assert f"{target} is in {target.with_name('.dist.old')} now and could not be moved back" in str(
        caught.value
    )
    monkeypatch.undo()
    assert restore(target)
    assert on_disk(target) == OLD


def test_a_former_folder_that_cannot_be_removed_is_no_failure(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rmdir(*arguments: object, **options: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(os, "rmdir", rmdir)
    result = publish(NEW, target=target)
    assert result.leftover == target.with_name(".dist.old")
    assert on_disk(target) == NEW
    monkeypatch.undo()
    assert publish(NEW, target=target).leftover is None
    assert names(target.parent) == {"dist"}


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EDQUOT, "quota"),
        (errno.EACCES, "the right to write"),
        (errno.EROFS, "can be written to"),
        (errno.EIO, "See what is wrong there"),
    ],
)
def test_what_the_file_system_refuses_comes_with_a_remedy(
    target: Path, monkeypatch: pytest.MonkeyPatch, code: int, remedy: str
) -> None:
    def mkdir(path: Path, *arguments: object) -> None:
        raise OSError(code, os.strerror(code), str(path))

    monkeypatch.setattr(os, "mkdir", mkdir)
    with pytest.raises(SynthesisError) as caught:
        publish(NEW, target=target)
    (problem,) = caught.value.problems
    assert problem.message == f"cannot write {target.with_name('.dist.new')}: {os.strerror(code)}"
    assert remedy in problem.remedy
    assert isinstance(caught.value.__cause__, OSError)


def test_restore_has_nothing_to_do_with_a_target_in_order(target: Path) -> None:
    before = marks(target)
    assert not restore(target)
    assert marks(target) == before
    assert not restore(target.with_name("never-published"))


def test_debris_that_is_a_link_is_not_followed(target: Path) -> None:
    outside = target.with_name("outside")
    outside.mkdir()
    (outside / "precious").touch()
    target.with_name(".dist.new").symlink_to(outside)
    with pytest.raises(SynthesisError):
        publish(NEW, target=target)
    assert (outside / "precious").exists()
    assert on_disk(target) == OLD


# --- several runs at once ---


def whole(folder: Path) -> dict[str, bytes] | None:
    """Read a folder through one handle, which a swap does not redirect; nothing if it goes away meanwhile."""
    found: dict[str, bytes] = {}
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        with os.scandir(handle) as entries:
            for entry in entries:
                file = os.open(f"{entry.name}/Role.x.k8s.yaml", os.O_RDONLY, dir_fd=handle)
                found[entry.name] = os.read(file, 100)
                os.close(file)
    except FileNotFoundError:
        return None
    finally:
        os.close(handle)
    return found


def test_runs_at_the_same_time_take_turns_and_readers_see_one_run(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    folders = [f"f{number}" for number in range(8)]
    publish({PurePosixPath(f"{folder}/Role.x.k8s.yaml"): "start" for folder in folders}, target=target)
    failures: list[BaseException] = []
    seen: set[str] = set()
    done = threading.Event()

    def run(author: str) -> None:
        try:
            for turn in range(6):
                text = f"{author}{turn}"
                publish(
                    {PurePosixPath(f"{folder}/Role.x.k8s.yaml"): text for folder in folders}, target=target
                )
        except BaseException as error:
            failures.append(error)

    def read() -> None:
        last = False
        while not last:
            last = done.is_set()
            found = whole(target)
            # A folder that is being removed may lack files, but it holds those of one run.
            if found is not None and len(set(found.values())) > 1:
                failures.append(AssertionError(f"a mixture: {found}"))
            seen.update(value.decode() for value in (found or {}).values())

    writers = [threading.Thread(target=run, args=(author,)) for author in "abc"]
    reader = threading.Thread(target=read)
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert failures == []
    assert seen
    final = set(on_disk(target).values())
    assert final <= {"a5", "b5", "c5"}
    assert len(final) == 1
    assert names(tmp_path) == {"dist"}


def test_a_tree_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    failed = []
    for at in range(1, 100):
        parent = tmp_path / str(at)
        parent.mkdir()
        with pytest.MonkeyPatch.context() as monkeypatch:
            fault = Fault(monkeypatch, at, OSError(errno.ENOSPC, "No space left"), for_ever=False)
            try:
                write_tree(NEW, parent / "x/output")
            except SynthesisError:
                failed.append(fault.where)
            else:
                break
        if fault.where != "replace":
            assert names(parent) == set()
    assert {"mkdir", "open", "replace"} <= set(failed)
    assert on_disk(parent / "x/output") == NEW
