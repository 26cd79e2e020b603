"""Writing a file anew, as a whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from podwright.errors import InvalidValueError, Problem


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let only one at a time read and rewrite a file: of two, the second would undo what the first one did.

    It is the folder that is locked, because the file is replaced. File systems without locks go without.

    Args:
        path: the file.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            folder = os.open(path.resolve().parent, os.O_RDONLY)
            stack.callback(os.close, folder)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield


def rewrite(path: Path, content: bytes) -> None:
    """Replace what a file holds in one step: whoever reads it, or pulls the plug, has the old or the new.

    A symbolic link stays one, and its target is replaced. Permissions stay.

    Args:
        path: a file that exists.
        content: what it is to hold.

    Raises:
        InvalidValueError: the file system refused; the file is as it was.
    """
    target = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(target, name)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"cannot write {path}: {(error.strerror or str(error)).lower()}"
        remedy = "Give yourself the right to write there, or free some space; nothing has changed"
        raise InvalidValueError(Problem(message=message, remedy=remedy)) from None
