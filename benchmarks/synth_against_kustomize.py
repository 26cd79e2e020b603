"""How long a synth takes, and one more environment, beside `kubectl kustomize` on the same objects.

    make bench
    .venv/bin/python benchmarks/synth_against_kustomize.py --environments 20 --runs 9

What is compared, and what the figures mean: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
COPIES = ROOT / "benchmarks" / "tarsy_copies.py"

Identity: TypeAlias = tuple[str, str, str, str]
"""apiVersion, kind, namespace and name of an object."""


class BenchmarkError(Exception):
    """A command that is to be measured fails, or does not do what it is compared for."""


@dataclass(frozen=True)
class Cost:
    """Medians of one tool, in seconds.

    Args:
        one: one environment.
        many: all environments.
        environments: how many those are.
    """

    one: float
    many: float
    environments: int

    @property
    def marginal(self) -> float:
        """What each further environment adds."""
        return (self.many - self.one) / (self.environments - 1)


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> str:
    """Run a command at the project's root and return what it prints."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(f"{' '.join(command)} failed:\n{done.stderr.strip()}")
    return done.stdout


def synthesize(environments: int, out: Path) -> None:
    """Synthesize some environments into a folder with podwright, in one process."""
    run([sys.executable, str(COPIES), str(environments)], env={"CDK8S_OUTDIR": str(out)})


def write_kustomization(folder: Path) -> None:
    """Make a kustomization of a folder's manifests, such that the build yields the same objects."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.k8s.yaml"))
    content = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": files}
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")


def kustomize(folders: Iterable[Path]) -> list[str]:
    """Build each folder with kustomize, one process each as it is used, and return the manifests."""
    return [run(["kubectl", "kustomize", str(folder)]) for folder in folders]


def identities(manifests: Iterable[str]) -> list[Identity]:
    """Return which objects some YAML texts hold, sorted."""
    objects = [found for text in manifests for found in yaml.safe_load_all(text) if found]
    return sorted(
        (
            found["apiVersion"],
            found["kind"],
            found["metadata"].get("namespace", ""),
            found["metadata"]["name"],
        )
        for found in objects
    )


def timed(action: Callable[[int], object], environments: int) -> float:
    """Return the wall time of an action for some environments, in seconds."""
    began = time.perf_counter()
    action(environments)
    return time.perf_counter() - began


def measure(scratch: Path, *, environments: int, runs: int, with_kustomize: bool) -> dict[str, Cost]:
    """Measure each tool with one environment and with many, by turns, and return the medians."""
    synthesize(environments, scratch / "objects")
    folders = sorted(folder for folder in (scratch / "objects").iterdir() if folder.is_dir())
    out = scratch / "out"
    tools: dict[str, Callable[[int], object]] = {"podwright": lambda count: synthesize(count, out)}
    if with_kustomize:
        written = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*.k8s.yaml")]
        for folder in folders:
            write_kustomization(folder)
        if identities(kustomize(folders)) != identities(written):
            raise BenchmarkError("kubectl kustomize yields other objects than were given to it")
        tools["kubectl kustomize"] = lambda count: kustomize(folders[:count])

    times: dict[tuple[str, int], list[float]] = {}
    for _ in range(runs):
        # By turns, so that whatever else the machine does meets all of them alike.
        for tool, action in tools.items():
            for count in (1, environments):
                shutil.rmtree(out, ignore_errors=True)
                times.setdefault((tool, count), []).append(timed(action, count))
    return {
        tool: Cost(
            one=statistics.median(times[tool, 1]),
            many=statistics.median(times[tool, environments]),
            environments=environments,
        )
        for tool in tools
    }


def table(costs: Mapping[str, Cost]) -> Table:
    """Lay out what was measured; with two tools, also how many times the second the first needs."""
    (first, *others) = costs
    shown = Table(title=f"TARSy, {costs[first].environments} environments; medians of wall time")
    shown.add_column("")
    for title in ("1 environment", f"{costs[first].environments} environments", "each further one"):
        shown.add_column(title, justify="right")
    for tool, cost in costs.items():
        shown.add_row(tool, *(f"{seconds:.3f} s" for seconds in (cost.one, cost.many, cost.marginal)))
    for other in others:
        ours, theirs = costs[first], costs[other]
        pairs = ((ours.one, theirs.one), (ours.many, theirs.many), (ours.marginal, theirs.marginal))
        shown.add_section()
        shown.add_row(f"{first} : {other}", *(f"{a / b:.2f}" for a, b in pairs))
    return shown


def main() -> int:
    """Measure, and print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--environments", type=int, default=10, help="how many, at least 2 (default: 10)")
    parser.add_argument("--runs", type=int, default=5, help="how many times each (default: 5)")
    options = parser.parse_args()
    if options.environments < 2 or options.runs < 1:
        parser.error("at least 2 environments and 1 run are needed")
    console = Console()
    with_kustomize = shutil.which("kubectl") is not None
    if not with_kustomize:
        console.print("There is no kubectl on PATH: only podwright is measured.")
    try:
        with tempfile.TemporaryDirectory() as scratch, console.status("Measuring …"):
            costs = measure(
                Path(scratch),
                environments=options.environments,
                runs=options.runs,
                with_kustomize=with_kustomize,
            )
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    console.print(table(costs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
