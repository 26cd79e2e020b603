"""Durations: Kubernetes counts seconds, Go programs read ``1h30m``, Prometheus ``1m30s``."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from podwright.vocabulary.value import refuse

_TEXT = re.compile(r"(?:(?P<h>\d{1,10})h)?(?:(?P<m>\d{1,10})m)?(?:(?P<s>\d{1,10})s)?", re.ASCII)
# Go and Prometheus count nanoseconds in 64 bits.
_LONGEST = (2**63 - 1) // 10**9


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class Duration:
    """A span of whole seconds.

    Args:
        total_seconds: the span in seconds, 0 or more, at most 292 years.

    Raises:
        InvalidValueError: the span is negative, too long, or no whole number of seconds.
    """

    total_seconds: int

    def __post_init__(self) -> None:
        if isinstance(self.total_seconds, bool) or not isinstance(self.total_seconds, int):
            raise refuse("a duration is a whole number of seconds", "Write Duration.parse('1m30s')")
        if self.total_seconds < 0:
            raise refuse("a duration is not negative", "Write Duration.parse('30s')")
        if self.total_seconds > _LONGEST:
            raise refuse("a duration is at most 292 years long", "Write Duration.parse('24h')")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Return the duration that hours, minutes and seconds in this order name: ``1h30m``, ``45s``.

        Raises:
            InvalidValueError: the text has another form.
        """
        match = _TEXT.fullmatch(text)
        if not match or not text:
            raise refuse(
                f"{text!r} is not a duration", "Write hours, minutes and seconds, such as '1h30m' or '45s'"
            )
        hours, minutes, seconds = (int(match[unit] or 0) for unit in "hms")
        return cls(hours * 3600 + minutes * 60 + seconds)

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.total_seconds + other.total_seconds)

    def __lt__(self, other: Duration) -> bool:
        return self.total_seconds < other.total_seconds if isinstance(other, Duration) else NotImplemented

    def __str__(self) -> str:
        """Return the shortest form that both Go and Prometheus read: ``40m``, ``1h30m``, ``0s``."""
        hours, rest = divmod(self.total_seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        parts = [f"{n}{unit}" for n, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if n]
        return "".join(parts) or "0s"
