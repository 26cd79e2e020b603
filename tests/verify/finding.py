"""The types of the fixtures with which findings are found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from podwright.verify import Finding, Platform, Waiver

FindAt = Callable[..., list[tuple[str, str]]]
Write = Callable[..., str]


class Find(Protocol):
    """Return what is found in a text: findings about the file, then about its objects."""

    def __call__(
        self,
        text: str,
        *,
        version: str = "1.33",
        platform: Platform = Platform.KUBERNETES,
        select: str = "",
        externals: tuple[str, ...] = (),
        waivers: tuple[Waiver, ...] = (),
        namespace: str = "",
    ) -> list[Finding]: ...
