"""What checkov reports of some folders; runs with the Python that has checkov, and with nothing of ours.

Reads a JSON list of folders from standard input, and writes a JSON map of each folder to the list of what
is reported: pairs of a check and the object (or file) that it concerns.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

FRAMEWORKS = ("kubernetes", "secrets")


def reported(folder: str) -> list[tuple[str, str]]:
    """Return the pairs of check and object that checkov reports of a folder."""
    filter_of: Any = importlib.import_module("checkov.runner_filter").RunnerFilter
    pairs: list[tuple[str, str]] = []
    for framework in FRAMEWORKS:
        runner: Any = importlib.import_module(f"checkov.{framework}.runner").Runner()
        try:
            report = runner.run(root_folder=folder, runner_filter=filter_of(framework=[framework]))
        except Exception:  # it gives up on a file: whoever runs it sees that
            pairs.append(("unreadable", folder))
            continue
        for check in report.failed_checks:
            what = check.file_path if framework == "secrets" else check.resource
            pairs.append((str(check.check_id), str(what)))
        pairs += [("unreadable", str(file)) for file in report.parsing_errors]
    return pairs


def main() -> None:
    """Report on the folders named on standard input."""
    json.dump({folder: reported(folder) for folder in json.load(sys.stdin)}, sys.stdout)


if __name__ == "__main__":
    main()
