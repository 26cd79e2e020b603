"""Say whether the committed product is, byte for byte, what main.py synthesizes now.

    .venv/bin/python tools/check_dist.py        what `make check` runs

The synthesis goes to a folder of its own, so that `dist/` stays as it is. What stands there is read before,
so that an app that writes to `dist/` all the same is found out.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LINES_SHOWN = 20
"""How much of the difference of one file is shown."""

Tree = Mapping[str, bytes]


def read(folder: Path) -> Tree:
    """Return every file below a folder, by its path in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def synthesize(root: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """Run the app of a project with another output folder; its standard error is kept."""
    environment = {**os.environ, "CDK8S_OUTDIR": str(into)}
    command = [sys.executable, "main.py"]
    return subprocess.run(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def differences(committed: Tree, fresh: Tree) -> Iterator[str]:
    """Yield what a person has to know about each file that is not the same, in the order of their paths."""
    for path in sorted(committed.keys() | fresh.keys()):
        if path not in fresh:
            yield f"  only in dist/     {path}"
        elif path not in committed:
            yield f"  not in dist/      {path}"
        elif committed[path] != fresh[path]:
            yield f"  not the same      {path}"
            yield from _excerpt(committed[path], fresh[path])


def _excerpt(committed: bytes, fresh: bytes) -> Iterator[str]:
    before, after = (content.decode(errors="replace").splitlines() for content in (committed, fresh))
    lines = list(difflib.unified_diff(before, after, "dist/", "fresh", lineterm="", n=1))[2:]
    yield from (f"      {line}" for line in lines[:LINES_SHOWN])
    if len(lines) > LINES_SHOWN:
        yield f"      … {len(lines) - LINES_SHOWN} more lines"


def main(root: Path = ROOT) -> int:
    """Compare, and print the result; return the exit code."""
    dist = root / "dist"
    committed = read(dist)
    with tempfile.TemporaryDirectory() as scratch:
        fresh_folder = Path(scratch) / "fresh"
        done = synthesize(root, fresh_folder)
        fresh = read(fresh_folder)
    if done.returncode:
        return _failed(
            f"{done.stderr}main.py failed with exit code {done.returncode}; dist/ was not compared."
        )
    if read(dist) != committed:
        return _failed(
            "main.py changed dist/, although CDK8S_OUTDIR named another folder.",
            "Only a synth into the output folder of cdk8s.yaml may publish.",
        )
    if not fresh:
        return _failed("main.py synthesized no file. Add at least one environment.")
    found = list(differences(committed, fresh))
    if found:
        return _failed(
            "dist/ is not what main.py synthesizes now:",
            *found,
            "Run make synth, review git diff dist/, and commit it.",
        )
    print(f"dist/ is what main.py synthesizes now, byte for byte. Files compared: {len(fresh)}.")
    return 0


def _failed(*lines: str) -> int:
    print(*lines, sep="\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
