"""What checkov reports of some folders; runs with the Python that has checkov, and with nothing of ours.

Reads a JSON list of folders from standard input, and writes a JSON map: the version of checkov, and of each
folder what fails, and what is skipped by an annotation. checkov is called as a
library: its command line asks a server for the guidelines of its rules, which an audit must not depend on.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from typing import Any

FRAMEWORKS = ("kubernetes", "secrets")


def reported(folder: str) -> dict[str, Any]:
    """Return what checkov reports of a folder: rule, object or file, and message of each finding."""
    filter_of: Any = importlib.import_module("checkov.runner_filter").RunnerFilter
    findings: list[tuple[str, str, str]] = []
    waived: list[tuple[str, str, str]] = []
    for framework in FRAMEWORKS:
        runner: Any = importlib.import_module(f"checkov.{framework}.runner").Runner()
        try:
            report = runner.run(root_folder=folder, runner_filter=filter_of(framework=[framework]))
        except Exception as error:  # it gives up on a file: whoever runs it sees that
            findings.append(("unreadable", "", f"{framework}: {error}"))
            continue
        for check in report.failed_checks:
            what = check.file_path if framework == "secrets" else check.resource
            findings.append((str(check.check_id), str(what), str(check.check_name)))
        for check in report.skipped_checks:
            comment = check.check_result.get("suppress_comment", "")
            waived.append((str(check.check_id), str(check.resource), str(comment)))
        findings += [("unreadable", str(file), "is not parsed") for file in report.parsing_errors]
    return {"findings": findings, "waived": waived}


def main() -> None:
    """Report on the folders named on standard input."""
    logging.disable(logging.CRITICAL)  # standard error is for what stops it
    version = importlib.import_module("checkov.version").version
    json.dump(
        {"version": version, "folders": {folder: reported(folder) for folder in json.load(sys.stdin)}},
        sys.stdout,
    )


if __name__ == "__main__":
    main()
