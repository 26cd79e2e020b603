"""Files that belong to podwright beside its code: check pages and schemas of custom resources."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGED: Final = Path(__file__).parent / "shipped"
_REPOSITORY: Final = Path(__file__).parents[3]


def crds_folder() -> Path | None:
    """Return the folder with podwright's own schemas of custom resources; none when it is not there."""
    return _first(_PACKAGED / "crds", _REPOSITORY / "crds")


def pages_folder() -> Path | None:
    """Return the folder with the catalogue pages; none when it is not there."""
    return _first(_PACKAGED / "checks", _REPOSITORY / "docs" / "checks")


def _first(*folders: Path) -> Path | None:
    """Return the first folder that exists: inside the wheel, or beside the code in the repository."""
    return next((folder for folder in folders if folder.is_dir()), None)
