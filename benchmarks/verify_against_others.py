"""How many of the planted faults the tools of the field find, in one run.

    .venv/bin/python benchmarks/verify_against_others.py
    .venv/bin/python benchmarks/verify_against_others.py --checkov /path/to/venv/bin/python --list

The faults are those of tests/verify/faults. What counts as found: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from rich.console import Console
from rich.table import Table

from podwright.verify import catalogue
from tests.verify.faults.all_faults import FAULTS, FILE_FAULTS
from tests.verify.faults.bases import BASES, objects_of
from tests.verify.faults.fault import Fault
from tests.verify.faults.file_faults import FileFault
from tools.audit import adapters
from tools.audit import report as audit
from tools.audit.report import Folder

ROOT = Path(__file__).resolve().parent.parent
CHECKOV_PYTHON = ROOT / ".audit" / "bin" / "python"
CHECKOV_HINT = "make audit installs it into .audit/; another one is named by --checkov DIR/bin/python"

Reports: TypeAlias = Counter[tuple[str, str]]
"""What a tool reports of a folder: how often each check concerns each object."""

Judge: TypeAlias = Callable[[Sequence[Folder]], Mapping[str, Reports]]
"""A tool: what it reports of each folder, by the folder's name."""


@dataclass(frozen=True)
class Planted:
    """A fault, with and without which manifests are judged.

    Args:
        name: its name.
        family: what it is about.
        faulty: the manifests with it.
        clean: the same without it.
        told: whether podwright tells it: its code, at its object and field.
    """

    name: str
    family: str
    faulty: Folder
    clean: Folder
    told: bool


def write_objects(objects: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write objects as one file each, named after kind and name."""
    path.mkdir(parents=True)
    taken: Counter[str] = Counter()
    for content in objects:
        stem = f"{content.get('kind', '')}.{content.get('metadata', {}).get('name', '')}".replace("/", "_")
        taken[stem] += 1
        number = f".{taken[stem]}" if taken[stem] > 1 else ""
        text = yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        (path / f"{stem}{number}.yaml").write_text(text, encoding="utf-8")


def plant(scratch: Path) -> list[Planted]:
    """Write every fault, and what it is planted in."""
    clean: dict[object, Folder] = {}
    planted: list[Planted] = []
    for fault in FAULTS:
        for base in fault.bases:
            version = fault.version or BASES[base].version
            key = (base, fault.additions, version)
            if key not in clean:
                clean[key] = Folder(
                    name=f"clean-{len(clean)}", path=scratch / f"clean-{len(clean)}", version=version
                )
                write_objects(objects_of(base, fault.additions), clean[key].path)
            planted.append(plant_fault(fault, base, clean[key], scratch))
    for mistake in FILE_FAULTS:
        if mistake.base not in clean:
            version = BASES[mistake.base].version
            clean[mistake.base] = Folder(
                name=f"files-{mistake.base}", path=scratch / f"files-{mistake.base}", version=version
            )
            shutil.copytree(BASES[mistake.base].folder, clean[mistake.base].path)
        planted.append(plant_file_fault(mistake, clean[mistake.base], scratch))
    return planted


def plant_fault(fault: Fault, base: str, clean: Folder, scratch: Path) -> Planted:
    """Write the manifests with a fault."""
    faulty = Folder(
        name=f"{base}-{fault.name}", path=scratch / "faults" / f"{base}-{fault.name}", version=clean.version
    )
    write_objects(fault.planted(base), faulty.path)
    told = any(fault.is_told_by(finding, base) for finding in fault.findings(base))
    return Planted(fault.name, catalogue()[fault.code].family.value, faulty, clean, told)


def plant_file_fault(fault: FileFault, clean: Folder, scratch: Path) -> Planted:
    """Write the files of an environment, one of them with a fault."""
    faulty = Folder(
        name=f"file-{fault.name}", path=scratch / "faults" / f"file-{fault.name}", version=clean.version
    )
    shutil.copytree(clean.path, faulty.path)
    (faulty.path / fault.file).write_bytes(fault.content())
    told = any((finding.code, finding.line) == (fault.code, fault.line) for finding in fault.findings())
    return Planted(fault.name, catalogue()[fault.code].family.value, faulty, clean, told)


def is_found(faulty: Reports, clean: Reports) -> bool:
    """Whether something is reported that was not before.

    An object under another name is not a find: of its check, there must be more reports than before.
    """
    before, after = per_check(clean), per_check(faulty)
    return any(after[check] > before[check] for check, _ in faulty - clean)


def per_check(reports: Reports) -> Counter[str]:
    """Return how often each check reports."""
    counts: Counter[str] = Counter()
    for (check, _), number in reports.items():
        counts[check] += number
    return counts


# --- tools ---


def strict_schema(folders: Sequence[Folder]) -> Mapping[str, Reports]:
    """Validate every object strictly against its JSON schema, as kubeconform does."""
    known: dict[tuple[str, str], list[tuple[str, str]]] = {}
    found: dict[str, Reports] = {}
    for folder in folders:
        reports: Reports = Counter()
        for file in sorted(folder.path.rglob("*.yaml")):
            text = file.read_bytes()
            key = (text.hex(), folder.version)
            if key not in known:
                known[key] = list(schema_errors(text, file.name, folder.version))
            reports.update(known[key])
        found[folder.name] = reports
    return found


def schema_errors(text: bytes, name: str, version: str) -> Iterable[tuple[str, str]]:
    """Yield what strict validation says of a file."""
    validator: Any = import_module("kubernetes_validate")
    try:
        objects = [content for content in yaml.load_all(text, Loader=yaml.CSafeLoader) if content]
    except (yaml.YAMLError, ValueError):
        yield "unreadable", name
        return
    for content in objects:
        try:
            validator.validate(content, version, strict=True)
        except validator.SchemaNotFoundError:
            yield "no schema", name  # custom resources, in the clean manifests too
        except (validator.ValidationError, KeyError) as error:
            yield "invalid", f"{name}: {error}"


def counted(judge: audit.Judge) -> Judge:
    """Return what an audit's tool reports, as counts."""

    def judge_all(folders: Sequence[Folder]) -> Mapping[str, Reports]:
        return {
            name: Counter((found.rule, f"{found.kind}/{found.name}") for found in report.findings)
            for name, report in judge(folders).items()
        }

    return judge_all


def tools(checkov_python: str, console: Console) -> dict[str, Judge]:
    """Return the tools that are there, and say which ones are not."""
    found: dict[str, Judge] = {"strict schema": strict_schema}
    python = checkov_python or (str(CHECKOV_PYTHON) if CHECKOV_PYTHON.exists() else "")
    if python:
        found["checkov"] = counted(adapters.checkov(python).judge)
    else:
        console.print(f"checkov is not measured: {CHECKOV_HINT}", soft_wrap=True)
    found |= {tool.name: counted(tool.judge) for tool in adapters.on_path()}
    for name in adapters.not_on_path():
        console.print(f"{name} is not measured: it is not on PATH")
    return found


# --- results ---


def table_of(planted: Sequence[Planted], results: Mapping[str, frozenset[str]]) -> Table:
    """Lay out how many faults of each family each tool finds."""
    shown = Table(title=f"{len(planted)} faults planted one at a time")
    shown.add_column("family")
    shown.add_column("faults", justify="right")
    for tool in results:
        shown.add_column(tool, justify="right")
    for family in dict.fromkeys(fault.family for fault in planted):
        names = {fault.name for fault in planted if fault.family == family}
        shown.add_row(family, str(len(names)), *(str(len(names & found)) for found in results.values()))
    shown.add_section()
    shown.add_row("all", str(len(planted)), *(str(len(found)) for found in results.values()))
    shares = (f"{100 * len(found) / len(planted):.0f} %" for found in results.values())
    shown.add_row("", "", *shares)
    return shown


def measure(scratch: Path, judges: Mapping[str, Judge]) -> tuple[list[Planted], dict[str, frozenset[str]]]:
    """Plant every fault, and return who finds which."""
    planted = plant(scratch)
    folders = {folder.name: folder for fault in planted for folder in (fault.clean, fault.faulty)}
    results = {"podwright": frozenset(fault.name for fault in planted if fault.told)}
    for tool, judge in judges.items():
        reports = judge([*folders.values()])
        results[tool] = frozenset(
            fault.name for fault in planted if is_found(reports[fault.faulty.name], reports[fault.clean.name])
        )
    return planted, results


def main() -> int:
    """Measure, and print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--checkov", metavar="PYTHON", default="", help="the Python that has checkov")
    parser.add_argument("--list", action="store_true", help="also print who finds each fault")
    options = parser.parse_args()
    console = Console()
    judges = tools(options.checkov, console)
    try:
        with tempfile.TemporaryDirectory() as scratch, console.status("Judging …"):
            planted, results = measure(Path(scratch), judges)
    except audit.AuditError as error:
        print(error, file=sys.stderr)
        return 1
    if options.list:
        for fault in planted:
            finders = ", ".join(tool for tool, found in results.items() if fault.name in found)
            console.print(f"{fault.family:11} {fault.name}: {finders}", highlight=False)
    console.print(table_of(planted, results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
