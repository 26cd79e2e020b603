"""How each tool is run, and what it prints is read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.audit.report import AuditError, Finding, Folder, Judge, Report, Tool

CHECKOV_SCRIPT = Path(__file__).with_name("checkov_folders.py")

PASSABLE = 7
"""kube-score's grade "almost OK": what is graded below is a finding."""


class ToolStoppedError(AuditError):
    """A tool ended without a result."""


def run(command: Sequence[str], *, given: str = "", may_find: bool = False) -> str:
    """Run a tool and return what it prints; one that finds something may say so by its exit code."""
    try:
        done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=False)
    except OSError as error:
        raise AuditError(f"{command[0]} cannot be run: {error.strerror}") from None
    if done.returncode and not may_find:
        raise AuditError(f"{command[0]} failed:\n{done.stderr.strip()}")
    if done.returncode and not done.stdout.strip():
        raise ToolStoppedError(f"{command[0]} printed no result:\n{done.stderr.strip()}")
    return done.stdout


def _printed(command: Sequence[str], read: Callable[[str], Report]) -> Report:
    """Return what a tool reports that stops, without a result, at a file which it cannot read."""
    try:
        return read(run(command, may_find=True))
    except ToolStoppedError as error:
        return Report(findings=(Finding(rule="unreadable", kind="", name=command[0], message=str(error)),))


def read_json(text: str, tool: str) -> Any:
    """Return what a tool printed as JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise AuditError(f"{tool} printed something else than JSON: {error}") from error


# --- checkov ---


def read_checkov(printed: str) -> tuple[str, dict[str, Report]]:
    """Return checkov's version and its report of each folder by path, as checkov_folders.py prints them."""
    content = read_json(printed, "checkov")
    reports = {
        path: Report(
            findings=tuple(_of_checkov(rule, what, text) for rule, what, text in found["findings"]),
            waived=tuple((_of_checkov(rule, what), reason) for rule, what, reason in found["waived"]),
        )
        for path, found in content["folders"].items()
    }
    return content["version"], reports


def _of_checkov(rule: str, what: str, message: str = "") -> Finding:
    # An object is `Kind.namespace.name`, a file `/path`; a namespace has no dots, a name may.
    parts = what.split(".", 2)
    if what.startswith("/") or len(parts) < 3:
        return Finding(rule=rule, kind="", name=what.lstrip("/"), message=message)
    return Finding(rule=rule, kind=parts[0], name=parts[2], message=message)


def checkov(python: str | Path) -> Tool:
    """Return checkov, run by a Python that has it."""

    def judge(folders: Sequence[Folder]) -> Mapping[str, Report]:
        paths = {folder.name: str(folder.path) for folder in folders}
        _, reports = read_checkov(run(command, given=json.dumps([*paths.values()])))
        return {name: reports[path] for name, path in paths.items()}

    command = [str(python), str(CHECKOV_SCRIPT)]
    version, _ = read_checkov(run(command, given="[]"))
    return Tool(name="checkov", version=version, judge=judge)


# --- kube-score ---


def read_kube_score(printed: str) -> Report:
    """Return kube-score's report of a folder from what it printed as JSON."""
    scored = read_json(printed, "kube-score") or []
    findings: list[Finding] = []
    waived: list[tuple[Finding, str]] = []
    for what in scored:
        for test in what["checks"] or ():
            comments = test["comments"] or ()
            finding = Finding(
                rule=test["check"]["id"],
                kind=what["type_meta"]["kind"],
                name=what["object_meta"]["name"],
                message="; ".join(dict.fromkeys(comment["summary"] for comment in comments)),
            )
            # A test that does not apply is skipped as well; the sentence is the one for an annotation.
            if test["skipped"] and finding.message.endswith("is ignored"):
                waived.append((finding, "the object's annotation kube-score/ignore"))
            elif not test["skipped"] and test["grade"] < PASSABLE:
                findings.append(finding)
    return Report(judged=len(scored), findings=tuple(findings), waived=tuple(waived))


def _judge_by_kube_score(folder: Folder) -> Report:
    files = [str(file) for file in sorted(folder.path.rglob("*.yaml"))]
    options = ["--output-format=json", f"--kubernetes-version=v{folder.version}"]
    return _printed(["kube-score", "score", *options, *files], read_kube_score)


# --- kube-linter ---


def read_kube_linter(printed: str) -> Report:
    """Return kube-linter's report of a folder from what it printed as JSON.

    What an annotation waives it does not tell.
    """
    found: list[Finding] = []
    for report in read_json(printed, "kube-linter").get("Reports") or ():
        what = report["Object"]["K8sObject"]
        found.append(
            Finding(
                rule=report["Check"],
                kind=what["GroupVersionKind"]["Kind"],
                name=what["Name"],
                message=report["Diagnostic"]["Message"],
            )
        )
    return Report(findings=tuple(found))


def _judge_by_kube_linter(folder: Folder) -> Report:
    return _printed(["kube-linter", "lint", "--format=json", str(folder.path)], read_kube_linter)


# --- podwright ---


def read_podwright(printed: str) -> Report:
    """Return the report of `podwright check --format json`."""
    content = read_json(printed, "podwright")
    return Report(
        judged=content["summary"]["checked"],
        findings=tuple(_of_podwright(finding) for finding in content["findings"]),
        waived=tuple((_of_podwright(finding), finding["reason"]) for finding in content["waived"]),
    )


def _of_podwright(finding: Mapping[str, Any]) -> Finding:
    what = finding["object"] or {}
    return Finding(
        rule=finding["code"],
        kind=what.get("kind", ""),
        name=what.get("name") or finding["file"],
        message=f"{finding['field']}: {finding['message']}".removeprefix(": "),
    )


def podwright(command: str | Path, version: str) -> Tool:
    """Return podwright's own checks."""

    def judge(folder: Folder) -> Report:
        options = ["--format=json", f"--kubernetes-version={folder.version}"]
        options += [f"--external={name}" for name in folder.external]
        return read_podwright(run([str(command), "check", *options, str(folder.path)], may_find=True))

    return Tool(name="podwright", version=version, judge=one_by_one(judge))


# --- those on PATH ---


def one_by_one(judge: Callable[[Folder], Report]) -> Judge:
    """Return a judge of many folders that takes one after the other."""

    def judge_all(folders: Sequence[Folder]) -> Mapping[str, Report]:
        return {folder.name: judge(folder) for folder in folders}

    return judge_all


_ON_PATH: Mapping[str, Callable[[Folder], Report]] = {
    "kube-score": _judge_by_kube_score,
    "kube-linter": _judge_by_kube_linter,
}


def on_path() -> Iterable[Tool]:
    """Yield kube-score and kube-linter where they are installed."""
    for name, judge in _ON_PATH.items():
        if shutil.which(name) is not None:
            said = run([name, "version"])
            found = re.search(r"\d+\.\d+\.\d+", said)
            yield Tool(name=name, version=found[0] if found else said.strip(), judge=one_by_one(judge))


def not_on_path() -> list[str]:
    """Return which of kube-score and kube-linter are not installed."""
    return [name for name in _ON_PATH if shutil.which(name) is None]
