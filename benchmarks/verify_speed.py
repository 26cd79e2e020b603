"""How long checking takes, from 100 to 10,000 objects, and what the checks add to a synth.

    .venv/bin/python benchmarks/verify_speed.py
    .venv/bin/python benchmarks/verify_speed.py --objects 100 1000 --runs 5

What the figures mean: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / "dist" / "tarsy-development"
VERSION, PLATFORM = "1.31", "openshift"


class BenchmarkError(Exception):
    """What is to be measured fails, or does not do what it is measured for."""


@dataclass(frozen=True)
class Check:
    """What it took to check some objects.

    Args:
        objects: how many there were, those inside of Templates included.
        reading: seconds for reading the files.
        verifying: seconds for all checks.
    """

    objects: int
    reading: float
    verifying: float

    @property
    def total(self) -> float:
        """Seconds for both."""
        return self.reading + self.verifying

    @property
    def each(self) -> float:
        """Seconds for one object."""
        return self.total / self.objects


def copy_environment(number: int, out: Path) -> None:
    """Write a copy of the environment with a namespace and cluster-scoped names of its own.

    All references resolve within the copy, so that every check looks at all that there is to see.
    """
    for path in sorted(ENVIRONMENT.rglob("*.yaml")):
        text = re.sub(r"\btarsy-dev\b", f"tarsy-{number}", path.read_text("utf-8"))
        text = text.replace("-development", f"-copy-{number}")
        text = text.replace(
            "kind: Template\nmetadata:\n", f"kind: Template\nmetadata:\n  namespace: tarsy-{number}\n"
        )
        file = out / path.relative_to(ENVIRONMENT)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def check(folder: str) -> Check:
    """Read and check a folder, in this process."""
    from podwright.verify import (
        KubernetesVersion,
        ManifestSet,
        Platform,
        Target,
        catalogue,
        read_paths,
        verify,
    )

    catalogue()  # imports the checks
    gc.disable()  # as the command does
    target = Target(kubernetes_version=KubernetesVersion.parse(VERSION), platform=Platform(PLATFORM))
    began = time.perf_counter()
    reading = read_paths([folder])
    read = time.perf_counter()
    manifests = ManifestSet(reading.manifests)
    report = verify(manifests, target=target)
    done = time.perf_counter()
    for finding in (*reading.findings, *report.findings):
        raise BenchmarkError(f"the copies are not sound: {finding}")
    return Check(objects=len(manifests), reading=read - began, verifying=done - read)


def synthesize(count: int, *, checks: bool) -> None:
    """Synthesize so many copies of TARSy in this process, or what main.py does when there are none."""
    import runpy
    from unittest.mock import patch

    from podwright.synth import app
    from podwright.verify import Report

    sys.argv = ["tarsy_copies.py", str(count)]
    script = ROOT / "benchmarks" / "tarsy_copies.py" if count else ROOT / "main.py"
    if checks:
        runpy.run_path(str(script), run_name="__main__")
        return
    with patch.object(app, "verified", return_value=Report()):
        runpy.run_path(str(script), run_name="__main__")


def run(*arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run this script in a process of its own and return what it prints."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(f"{' '.join(arguments)} failed:\n{done.stderr.strip()}")
    return done.stdout


def measure_check(folder: Path) -> Check:
    """Check a folder in a process of its own."""
    objects, reading, verifying = run("--check", str(folder)).split()
    return Check(int(objects), float(reading), float(verifying))


def measure_checks(scratch: Path, sizes: Sequence[int], runs: int) -> list[Check]:
    """Check growing numbers of copies, each the smallest that holds so many objects; return the medians."""
    copy_environment(1, scratch / "one" / "1")
    objects = measure_check(scratch / "one").objects
    folders = [scratch / str(size) for size in sorted(sizes)]
    for folder in folders:
        for number in range(1, -(-int(folder.name) // objects) + 1):
            copy_environment(number, folder / str(number))
    # By turns, so that whatever else the machine does meets all of them alike.
    measured = [[measure_check(folder) for folder in folders] for _ in range(runs)]
    return [sorted(checks, key=lambda one: one.total)[runs // 2] for checks in zip(*measured, strict=True)]


def measure_synth(scratch: Path, count: int, runs: int) -> tuple[float, float]:
    """Return the median wall times of a synth without and with checks, start of the process included."""
    times: dict[str, list[float]] = {"without": [], "with": []}
    for _ in range(runs):
        # By turns, so that whatever else the machine does meets both alike.
        for checks, measured in times.items():
            began = time.perf_counter()
            run("--synth", str(count), checks, env={"CDK8S_OUTDIR": str(scratch / "out")})
            measured.append(time.perf_counter() - began)
    return statistics.median(times["without"]), statistics.median(times["with"])


def table_of_checks(checks: Sequence[Check]) -> Table:
    """Lay out what checking took."""
    shown = Table(title="All checks on copies of TARSy; wall time after imports, medians")
    for title in ("objects", "reading", "verifying", "together", "per object", "against the first row"):
        shown.add_column(title, justify="right")
    for one in checks:
        shown.add_row(
            f"{one.objects:,}",
            f"{one.reading:.3f} s",
            f"{one.verifying:.3f} s",
            f"{one.total:.3f} s",
            f"{1000 * one.each:.3f} ms",
            f"{one.each / checks[0].each:.2f}",
        )
    return shown


def table_of_synths(synths: Mapping[str, tuple[float, float]]) -> Table:
    """Lay out what the checks add to a synth."""
    shown = Table(title="What the checks add to a synth; wall time of the process, medians")
    shown.add_column("")
    for title in ("without checks", "with checks", "added"):
        shown.add_column(title, justify="right")
    for what, (without, checked) in synths.items():
        added = 100 * (checked - without) / without
        shown.add_row(what, f"{without:.3f} s", f"{checked:.3f} s", f"{added:.0f} %")
    return shown


def main() -> int:
    """Measure, and print the tables; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--objects", type=int, nargs="+", default=[100, 1_000, 10_000], metavar="N")
    parser.add_argument("--copies", type=int, default=10, help="of TARSy, to synthesize (default: 10)")
    parser.add_argument("--runs", type=int, default=5, help="how many times each (default: 5)")
    parser.add_argument("--check", metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("--synth", nargs=2, metavar=("COUNT", "CHECKS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    console = Console()
    try:
        if options.check:
            one = check(options.check)
            print(one.objects, one.reading, one.verifying)
            return 0
        if options.synth:
            synthesize(int(options.synth[0]), checks=options.synth[1] == "with")
            return 0
        with tempfile.TemporaryDirectory() as scratch, console.status("Measuring …"):
            checks = measure_checks(Path(scratch), options.objects, options.runs)
            synths = {
                "main.py": measure_synth(Path(scratch), 0, options.runs),
                f"{options.copies} environments": measure_synth(Path(scratch), options.copies, options.runs),
            }
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    console.print(table_of_checks(checks))
    console.print(table_of_synths(synths))
    return 0


if __name__ == "__main__":
    sys.exit(main())
