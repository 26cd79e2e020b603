"""The files of a git revision, read without touching the working tree."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Final

from podwright.errors import InvalidValueError, Problem

Tree = Mapping[PurePosixPath, bytes]
"""Files by their path below a folder."""

# With these git looks elsewhere than where a file is; whoever runs inside of a hook has them.
_ELSEWHERE: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE"})


def files_at(revision: str, folder: str) -> Tree:
    """Return the files below a folder as they are at a revision.

    Args:
        revision: a commit, branch or tag: ``HEAD``, ``main``, ``v1.4.0~2``.
        folder: the folder, relative to the current one.

    Raises:
        InvalidValueError: when this is no git repository, or it has no such revision or folder.
    """
    commit = _commit(revision)
    # -z: names are not quoted; a path is relative to the current folder, as with every git command.
    listing = _git("ls-tree", "-r", "-z", "--full-name", commit, "--", f"{folder}/")
    entries = [line.split(b"\t", 1) for line in listing.split(b"\0") if line]
    if not entries:
        raise InvalidValueError(
            Problem(
                message=f"there is no folder {folder} at {revision}",
                remedy="Name a revision that has it with --base, or another folder with --dist",
                field="--dist",
            )
        )
    prefix = PurePosixPath(_git("rev-parse", "--show-prefix").decode().strip()) / folder
    blobs = [
        (PurePosixPath(path.decode("utf-8", "surrogateescape")), meta.split()[2])
        for meta, path in entries
        if meta.split()[1] == b"blob"
    ]
    contents = _blobs([name for _, name in blobs])
    root = PurePosixPath(*[part for part in prefix.parts if part != "."])
    return {path.relative_to(root): content for (path, _), content in zip(blobs, contents, strict=True)}


def is_revision(text: str) -> bool:
    """Whether a text names a commit of the repository around the current folder."""
    finished = _run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")
    return finished is not None and finished.returncode == 0


def is_ignored(file: Path) -> bool:
    """Whether git would never commit a file, in whatever repository it is: ignored, and not there already."""
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    command = ("-C", str(file.parent), "check-ignore", "--quiet", "--", str(file))
    finished = _run(*command, environment=environment)
    return finished is not None and finished.returncode == 0


def _commit(revision: str) -> str:
    finished = _run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if finished is None:
        raise _trouble("git is not installed", "Install git, or name two folders")
    if finished.returncode == 0:
        return finished.stdout.decode().strip()
    if not _is_repository():
        raise _trouble(
            f"{Path.cwd()} is in no git repository", "Run it inside of the repository, or name two folders"
        )
    if revision == "HEAD":
        raise _trouble("the repository has no commit yet", "Commit once, or name two folders")
    near = get_close_matches(revision, _references(), n=1, cutoff=0.5)
    remedy = f"Did you mean {near[0]}?" if near else "Name a commit, a branch or a tag; was it fetched?"
    raise _trouble(f"the repository has no revision {revision}", remedy)


def _trouble(message: str, remedy: str) -> InvalidValueError:
    return InvalidValueError(Problem(message=message, remedy=remedy, field="--base"))


def _is_repository() -> bool:
    finished = _run("rev-parse", "--git-dir")
    return finished is not None and finished.returncode == 0


def _references() -> Sequence[str]:
    finished = _run("for-each-ref", "--format=%(refname:short)")
    return finished.stdout.decode(errors="replace").split() if finished is not None else []


def _blobs(names: Sequence[bytes]) -> list[bytes]:
    """Return the contents of blobs, read by one process."""
    request = b"".join(name + b"\n" for name in names)
    output = _git("cat-file", "--batch", stdin=request)
    contents: list[bytes] = []
    position = 0
    for _ in names:
        end = output.index(b"\n", position)
        size = int(output[position:end].rsplit(b" ", 1)[1])
        contents.append(output[end + 1 : end + 1 + size])
        position = end + 1 + size + 1
    return contents


def _git(*arguments: str, stdin: bytes = b"") -> bytes:
    finished = _run(*arguments, stdin=stdin)
    if finished is None or finished.returncode != 0:
        said = finished.stderr.decode(errors="replace").strip() if finished is not None else ""
        first = said.splitlines()[0] if said else "it said nothing"
        raise _trouble(f"git {arguments[0]} failed: {first}", "Try it by hand, or name two folders")
    return finished.stdout


def _run(
    *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes] | None:
    git = shutil.which("git")
    if git is None:
        return None
    return subprocess.run([git, *arguments], input=stdin, capture_output=True, check=False, env=environment)
