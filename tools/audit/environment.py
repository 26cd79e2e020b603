"""The environment that checkov runs in: .audit/, made from requirements.txt beside this file when needed."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.audit.report import AuditError

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
STAMP = "made-from.txt"


def pip(command: Sequence[str]) -> None:
    """Run a command of the installation; what it says is shown when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        end = "\n".join((done.stdout + done.stderr).strip().splitlines()[-10:])
        raise AuditError(
            f"checkov cannot be installed:\n{end}\n"
            "It needs a package index: check the network and pip's settings, then run make audit again."
        )


def python_with_checkov(
    folder: Path, requirements: Path = REQUIREMENTS, run: Callable[[Sequence[str]], None] = pip
) -> Path:
    """Return a Python that has checkov; its environment is made where there is none of these pins.

    Args:
        folder: where the environment is, or will be.
        requirements: what is in it.
        run: runs the commands that make it.

    Raises:
        AuditError: it cannot be installed.
    """
    python = folder / "bin" / "python"
    made_from = f"{platform.python_version()} {folder}\n{requirements.read_text('utf-8')}"
    stamp = folder / STAMP
    if python.exists() and stamp.exists() and stamp.read_text("utf-8") == made_from:
        return python
    # The stamp comes last: an installation that was interrupted is made anew, from nothing.
    shutil.rmtree(folder, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(folder)])
    options = ["--quiet", "--no-input", "--disable-pip-version-check"]
    run([str(python), "-m", "pip", "install", *options, "--requirement", str(requirements)])
    folder.mkdir(exist_ok=True)
    stamp.write_text(made_from, encoding="utf-8")
    return python
