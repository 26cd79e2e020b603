"""The shells of this machine that scripts are tested with, each once, whatever ``sh`` is here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_KNOWN = (["busybox", "sh"], ["bash"], ["dash"], ["sh"])


def _runs_programs(shell: list[str]) -> bool:
    """Whether it runs the programs on PATH: some builds of busybox prefer their own."""
    done = subprocess.run([*shell, "-c", "command -v date"], capture_output=True, text=True, check=False)
    return done.stdout.startswith("/")


def shells(*, with_programs_of_path: bool = True) -> list[list[str]]:
    """Return the commands of the shells.

    Args:
        with_programs_of_path: only those in which a test can put its own program in another one's place.
    """
    found = {
        Path(program).resolve(): shell for shell in _KNOWN if (program := shutil.which(shell[0])) is not None
    }
    return [shell for shell in found.values() if not with_programs_of_path or _runs_programs(shell)]
