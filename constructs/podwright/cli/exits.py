"""Exit codes of all commands."""

from __future__ import annotations

from typing import Final

CLEAN: Final = 0
FINDINGS: Final = 1
COULD_NOT_RUN: Final = 2
