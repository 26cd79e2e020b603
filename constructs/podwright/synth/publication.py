"""Putting a set of files on disk as a whole, or not at all.

`publish` builds the new folder beside the old one, then moves the old one away and the new one in. Whatever
goes wrong before, during or after that, one rule brings order, and it serves a failing run, an interrupted
one, and the run after a crash alike::

    dist/      .dist.old/    what happened                    what is done
    there      -             nothing                          nothing
    -          there         it ended between the renames     .dist.old moves back
    there      there         it ended before the clean-up     .dist.old is removed

`.dist.new/` is of no use to another run and is removed. Portable systems cannot exchange two folders in one
step, so for some microseconds there is no `dist/`; but it never holds parts of two runs. Runs at the same
time take turns by a lock on the file `.dist.lock`, which ends with the process however that ends: the last
one wins as a whole. A run that changes nothing writes nothing at all.

POSIX only (Linux, macOS), as is the rest of the tool chain.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from podwright.errors import Problem, SynthesisError
from podwright.synth.file_names import SUFFIX

# What file managers and version control leave in folders; it is dropped without a word.
_DISCARDED = frozenset({".DS_Store", ".gitkeep", "Thumbs.db", "desktop.ini"})

_REMEDIES = {
    errno.ENOSPC: "Free some space on the disk, then run it again",
    errno.EDQUOT: "Free some of your disk quota, then run it again",
    errno.EACCES: "Give yourself the right to write there (chown, chmod), then run it again",
    errno.EPERM: "Give yourself the right to write there (chown, chmod), then run it again",
    errno.EROFS: "Run it where the file system can be written to",
    errno.ENAMETOOLONG: "Choose shorter names of charts and objects",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationResult:
    """What a publication changed, as sorted paths relative to the target.

    Attributes:
        added: files that are new.
        changed: files with other content than before.
        removed: files that are there no more.
        unchanged: files with the same content; they keep their modification time.
        leftover: the former folder, if it could not be removed afterwards; the next run tries again.
    """

    added: tuple[PurePosixPath, ...] = ()
    changed: tuple[PurePosixPath, ...] = ()
    removed: tuple[PurePosixPath, ...] = ()
    unchanged: tuple[PurePosixPath, ...] = ()
    leftover: Path | None = None


def publish(files: Mapping[PurePosixPath, str | bytes], *, target: Path) -> PublicationResult:
    """Make a folder hold exactly these files, in one step.

    Files with the same content keep their modification time, and if nothing differs, nothing is touched.
    Permissions follow the umask.

    Args:
        files: content by path relative to the target; text is written as UTF-8, line ends as they are.
        target: the folder to replace; its parent must exist. It may hold manifests, and nothing else that
            somebody could miss.

    Raises:
        SynthesisError: there is nothing to publish, two paths exclude each other or one leads out of the
            target, the target is a symbolic link or holds files that are no manifests, or the file system
            refused. The target is as it was before.
    """
    contents = _contents(files)
    if not contents:
        message = f"there is nothing to write, and an empty {target} would make Argo CD remove everything"
        raise SynthesisError(Problem(message=message, remedy="Add a chart with at least one object"))
    with _reported(target):
        place = _Place.of(target)
        # A lock file at every run would wake up whatever watches files, so first see if there is need of one.
        with suppress(FileNotFoundError):
            if not place.busy and not (comparison := _Comparison.of(contents, target)).differs:
                return comparison.result
        with _locked(place.lock):
            return _replace(contents, place)


def _replace(contents: Mapping[PurePosixPath, bytes], place: _Place) -> PublicationResult:
    place.settle()
    comparison = _Comparison.of(contents, place.target)
    result = comparison.result
    if not comparison.differs:
        return result
    try:
        _stage(contents, place, unchanged=frozenset(result.unchanged))
        place.swap()
    except BaseException:
        place.settle()
        raise
    try:
        place.settle()
    except OSError:
        return replace(result, leftover=place.retired)
    return result


def restore(target: Path) -> bool:
    """Undo what a crashed run left behind; called before anything else is tried with the target.

    Args:
        target: the folder that is published.

    Returns:
        Whether there was anything to undo.

    Raises:
        SynthesisError: the file system refused.
    """
    with _reported(target):
        place = _Place.of(target)
        if not place.busy:
            return False
        with _locked(place.lock):
            # If another run was at work rather than had crashed, then nothing is left by now.
            return place.settle()


def write_tree(files: Mapping[PurePosixPath, str | bytes], folder: Path) -> None:
    """Write files into a folder and leave everything else in it alone, for output that the cdk8s CLI reads.

    All files are written under temporary names first, so that running out of space changes nothing.

    Args:
        files: content by path relative to the folder.
        folder: where to write; made if it is missing.

    Raises:
        SynthesisError: a path leads out of the folder, or the file system refused.
    """
    contents = _contents(files)
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    with _reported(folder):
        try:
            for path, content in contents.items():
                final = folder / path
                _make_folders(final.parent, made)
                temporary = final.with_name(f".{final.name}.new")
                temporary.unlink(missing_ok=True)
                staged.append((temporary, final))
                # The CLI reads it now; what has to outlast a power cut is published.
                _write(temporary, content, lasting=False)
            for temporary, final in staged:
                # Replaces a symbolic link instead of writing through it.
                temporary.replace(final)
        except BaseException:
            for temporary, _ in staged:
                temporary.unlink(missing_ok=True)
            for empty in reversed(made):
                with suppress(OSError):
                    empty.rmdir()
            raise


@dataclass(frozen=True, slots=True)
class _Place:
    """A target and the names beside it, on the same file system, that a publication uses."""

    target: Path

    @property
    def staging(self) -> Path:
        """The folder that is built."""
        return self.target.with_name(f".{self.target.name}.new")

    @property
    def retired(self) -> Path:
        """The folder that was the target."""
        return self.target.with_name(f".{self.target.name}.old")

    @property
    def lock(self) -> Path:
        """The file that only one run can hold."""
        return self.target.with_name(f".{self.target.name}.lock")

    @classmethod
    def of(cls, target: Path) -> _Place:
        """Return the place of a folder that may be replaced.

        Raises:
            SynthesisError: the target is a link, a file, or no name in an existing folder.
        """
        remedy = "Set the output to a folder of its own, such as dist"
        if target.name in {"", ".."}:
            raise SynthesisError(Problem(message=f"{target} cannot be replaced as a folder", remedy=remedy))
        if target.is_symlink():
            message = f"{target} is a symbolic link; replacing it would detach the folder it leads to"
            remedy = "Set the output to the folder itself, or remove the link"
            raise SynthesisError(Problem(message=message, remedy=remedy))
        if target.exists() and not target.is_dir():
            raise SynthesisError(Problem(message=f"{target} is a file", remedy=remedy))
        if not target.parent.is_dir():
            message = f"the folder {target.parent} does not exist"
            raise SynthesisError(Problem(message=message, remedy=f"Make it, or correct the output {target}"))
        return cls(target)

    @property
    def busy(self) -> bool:
        """Whether another run is at work, or one has crashed."""
        return any(os.path.lexists(path) for path in (self.staging, self.retired, self.lock))

    def settle(self) -> bool:
        """Bring order as the table at the top says, and tell whether that changed anything."""
        interrupted = os.path.lexists(self.retired) and not os.path.lexists(self.target)
        if interrupted:
            self._move_back()
        debris = [folder for folder in (self.staging, self.retired) if os.path.lexists(folder)]
        for folder in debris:
            shutil.rmtree(folder)
        return interrupted or bool(debris)

    def _move_back(self) -> None:
        try:
            self.retired.rename(self.target)
        except OSError as error:
            message = f"{self.target} is in {self.retired} now and could not be moved back: {error.strerror}"
            remedy = f"Rename {self.retired} to {self.target}, or run it again, which tries that first"
            raise SynthesisError(Problem(message=message, remedy=remedy)) from error

    def swap(self) -> None:
        """Move the old folder away, if there is one, and the new one in."""
        if os.path.lexists(self.target):
            self.target.rename(self.retired)
        self.staging.rename(self.target)
        _sync_folder(self.target.parent)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Comparison:
    """A folder against what it shall be; a folder too many counts, though it is no file."""

    result: PublicationResult
    differs: bool

    @classmethod
    def of(cls, contents: Mapping[PurePosixPath, bytes], target: Path) -> _Comparison:
        """Compare names and contents.

        Raises:
            SynthesisError: the target holds what no publication has written.
        """
        present, folders = _scan(target) if target.is_dir() else (set[PurePosixPath](), set[PurePosixPath]())
        foreign = sorted(
            path
            for path in present
            if path not in contents and not path.name.endswith(SUFFIX) and path.name not in _DISCARDED
        )
        if foreign:
            raise SynthesisError(*(_foreign(target / path, target) for path in foreign))
        kept = present & contents.keys()
        unchanged = {path for path in kept if (target / path).read_bytes() == contents[path]}
        needed = {parent for path in contents for parent in path.parents}
        result = PublicationResult(
            added=tuple(sorted(contents.keys() - present)),
            changed=tuple(sorted(kept - unchanged)),
            removed=tuple(sorted(present - contents.keys())),
            unchanged=tuple(sorted(unchanged)),
        )
        differs = bool(result.added or result.changed or result.removed) or folders != needed
        return cls(result=result, differs=differs)


def _foreign(path: Path, target: Path) -> Problem:
    message = f"{path} is no manifest that podwright wrote, and {target} is replaced as a whole"
    return Problem(message=message, remedy="Move it elsewhere, or delete it")


def _scan(target: Path) -> tuple[set[PurePosixPath], set[PurePosixPath]]:
    """Return all files and all folders, the target included, relative to it.

    Raises:
        SynthesisError: there is something else, such as a symbolic link, which no publication has made.
    """
    files: set[PurePosixPath] = set()
    folders: set[PurePosixPath] = set()
    pending = [PurePosixPath()]
    while pending:
        folder = pending.pop()
        folders.add(folder)
        with os.scandir(target / folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(folder / entry.name)
                elif entry.is_file(follow_symlinks=False):
                    files.add(folder / entry.name)
                else:
                    raise SynthesisError(_foreign(Path(entry.path), target))
    return files, folders


def _contents(files: Mapping[PurePosixPath, str | bytes]) -> dict[PurePosixPath, bytes]:
    contents: dict[PurePosixPath, bytes] = {}
    # Compared without regard to case: a file system that has none would write two files into one.
    taken: dict[str, PurePosixPath] = {}
    for path, content in files.items():
        if path.is_absolute() or ".." in path.parts or not path.name:
            message = f"{path} leads out of the output folder"
            raise SynthesisError(Problem(message=message, remedy="Use a relative path without '..'"))
        other = taken.setdefault(str(path).casefold(), path)
        if other is not path:
            raise SynthesisError(_conflict(path, other))
        contents[path] = _encoded(path, content)
    for path in contents:
        for parent in path.parents:
            if str(parent).casefold() in taken:
                raise SynthesisError(_conflict(path, parent))
    return contents


def _encoded(path: PurePosixPath, content: str | bytes) -> bytes:
    try:
        return content.encode() if isinstance(content, str) else content
    except UnicodeEncodeError as error:
        # The error itself holds the whole text, which may be secret.
        message = f"{path} cannot be written as UTF-8: {error.reason} at character {error.start}"
        remedy = "Remove the lone surrogate, or give the content as bytes"
        raise SynthesisError(Problem(message=message, remedy=remedy)) from None


def _conflict(path: PurePosixPath, other: PurePosixPath) -> Problem:
    message = f"{path} and {other} cannot both be written"
    return Problem(message=message, remedy="Choose names that differ in more than case")


def _stage(
    contents: Mapping[PurePosixPath, bytes], place: _Place, *, unchanged: frozenset[PurePosixPath]
) -> None:
    folders = [place.staging]
    place.staging.mkdir()
    for path, content in contents.items():
        file = place.staging / path
        _make_folders(file.parent, folders)
        if path in unchanged:
            _keep(place.target / path, file, content)
        else:
            _write(file, content)
    for folder in folders:
        _sync_folder(folder)


def _keep(former: Path, file: Path, content: bytes) -> None:
    """Carry an unchanged file over: the same file, or its likeness where there are no hard links."""
    try:
        os.link(former, file)
    except OSError:
        status = former.stat()
        _write(file, content)
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def _write(file: Path, content: bytes, *, lasting: bool = True) -> None:
    with file.open("xb") as stream:
        stream.write(content)
        if lasting:
            stream.flush()
            # A rename can reach the disk before the content does; a power cut then leaves empty manifests.
            os.fsync(stream.fileno())


def _make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder and the parents that are missing, and append each to a list."""
    if folder.is_dir():
        return
    _make_folders(folder.parent, made)
    folder.mkdir()
    made.append(folder)


def _sync_folder(folder: Path) -> None:
    # Some network file systems refuse it, and keep their own order.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _locked(lock: Path) -> Iterator[None]:
    """Wait until no other run publishes to the same target; leaves no lock file behind."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # The run before may have removed the file that was waited for; then its lock protects nothing.
            if not _is_still(lock, descriptor):
                continue
            try:
                yield
            finally:
                # One that cannot be removed does no harm: the next run takes it over.
                with suppress(OSError):
                    lock.unlink()
            return
        finally:
            os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


@contextmanager
def _reported(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into an error with a remedy."""
    try:
        yield
    except OSError as error:
        message = f"cannot write {error.filename or folder}: {error.strerror or error}"
        remedy = _REMEDIES.get(error.errno or 0, "See what is wrong there, then run it again")
        raise SynthesisError(Problem(message=message, remedy=remedy)) from error
