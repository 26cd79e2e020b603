"""Write docs/environments.md, or say whether it is what main.py says now.

    .venv/bin/python -m tools.document_environments             what `make docs` runs
    .venv/bin/python -m tools.document_environments --check     what `make check` runs

Exit codes: 0 it is as it should be; 1 it is stale, or the environments cannot be told.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.document_environments.collection import CollectionError, collect
from tools.document_environments.page import page_of

ROOT = Path(__file__).resolve().parents[2]

PAGE = Path("docs", "environments.md")

LINES_SHOWN = 20
"""How much of the difference is shown."""


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Write or check the page; return the exit code.

    Args:
        arguments: those of the command line.
        root: the project.
    """
    parser = argparse.ArgumentParser(
        prog="tools.document_environments", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where it is stale")
    check = parser.parse_args(arguments).check
    try:
        fresh = page_of(collect(root))
    except CollectionError as error:
        return _failed(str(error), f"{PAGE} was not {'compared' if check else 'written'}.")
    file = root / PAGE
    present = file.read_text("utf-8") if file.is_file() else ""
    if present == fresh:
        print(f"{PAGE} is what main.py says now.")
        return 0
    if check:
        return _failed(
            f"{PAGE} is not what main.py says now:",
            *_excerpt(present, fresh),
            "Run make docs, and commit it.",
        )
    file.parent.mkdir(exist_ok=True)
    file.write_text(fresh, "utf-8")
    print(f"{PAGE} is written.")
    return 0


def _excerpt(present: str, fresh: str) -> Iterator[str]:
    lines = list(
        difflib.unified_diff(present.splitlines(), fresh.splitlines(), "docs/", "fresh", lineterm="", n=0)
    )[2:]
    yield from (f"      {line}" for line in lines[:LINES_SHOWN])
    if len(lines) > LINES_SHOWN:
        yield f"      … {len(lines) - LINES_SHOWN} more lines"


def _failed(*lines: str) -> int:
    print(*lines, sep="\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
