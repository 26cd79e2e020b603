"""PromQL, as far as the alerts use it: what a query yields for series that a test makes up.

https://prometheus.io/docs/prometheus/latest/querying/operators/: both sides of an operator match where all
labels are equal; a comparison keeps what it is true for; `and` and `or` bind less than comparisons.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]

_TOKEN = re.compile(
    r'\s*(?:(?P<string>"[^"]*")|(?P<word>[a-z_][a-z_0-9]*|[\d.]+[smhd]?)|(?P<sign>[=!<>]=|=~|.))'
)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_AGGREGATIONS: dict[str, Callable[[Iterable[float]], float]] = {"max": max, "min": min, "sum": sum}
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


@dataclass(frozen=True, kw_only=True)
class Series:
    """A series at the moment of a query.

    Attributes:
        name: the metric.
        labels: its labels.
        value: what a gauge says.
        per_hour: how much a counter has grown in each of the last hours.
    """

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    value: float = 0
    per_hour: float = 0


@dataclass(frozen=True, kw_only=True)
class Selector:
    """What a query asks for: a metric, and what its labels have to be.

    Attributes:
        name: the metric.
        matchers: label, operator and value.
    """

    name: str
    matchers: tuple[tuple[str, str, str], ...]

    def selects(self, series: Series) -> bool:
        """Return whether a series is meant."""
        return series.name == self.name and all(
            series.labels.get(label, "") == value
            if sign == "="
            else re.fullmatch(value, series.labels.get(label, "")) is not None
            for label, sign, value in self.matchers
        )


class Query:
    """A query, parsed as it is evaluated.

    Args:
        text: the query.
        series: everything that Prometheus knows.
    """

    def __init__(self, text: str, series: Iterable[Series] = ()) -> None:
        matches = _TOKEN.finditer(text.strip())
        self._tokens = [match["string"] or match["word"] or match["sign"] for match in matches]
        self._series = list(series)
        self.selectors: list[Selector] = []
        self.result = self._either()
        assert not self._tokens, f"what is {self._tokens}?"

    def _next(self, *wanted: str) -> bool:
        if self._tokens and self._tokens[0] in wanted:
            self._tokens.pop(0)
            return True
        return False

    def _must(self, wanted: str) -> None:
        assert self._next(wanted), f"{wanted!r} is missing before {self._tokens}"

    def _either(self) -> Vector:
        left = self._both()
        while self._next("or"):
            left = {**self._both(), **left}
        return left

    def _both(self) -> Vector:
        left = self._compared()
        while self._next("and"):
            right = self._compared()
            left = {labels: value for labels, value in left.items() if labels in right}
        return left

    def _compared(self) -> Vector:
        left = self._divided()
        if self._tokens and self._tokens[0] in _COMPARISONS:
            holds = _COMPARISONS[self._tokens.pop(0)]
            if re.fullmatch(r"[\d.]+", self._tokens[0]):
                right = dict.fromkeys(left, float(self._tokens.pop(0)))
            else:
                right = self._divided()
            left = {k: value for k, value in left.items() if k in right and holds(value, right[k])}
        return left

    def _divided(self) -> Vector:
        left = self._one()
        while self._next("/"):
            right = self._one()
            # Nothing divided by nothing is no number, which compares with nothing.
            left = {k: v / right[k] for k, v in left.items() if right.get(k)}
        return left

    def _one(self) -> Vector:
        if self._next("absent"):
            self._must("(")
            found = self._instant()
            self._must(")")
            equal = {(label, value) for label, sign, value in self.selectors[-1].matchers if sign == "="}
            return {} if found else {frozenset(equal): 1.0}
        if self._next("("):
            inner = self._either()
            self._must(")")
            return inner
        if self._tokens[0] in {"rate", "increase"}:
            return self._growth(self._tokens.pop(0))
        if self._tokens[0] in _AGGREGATIONS:
            return self._aggregated(_AGGREGATIONS[self._tokens.pop(0)])
        return self._instant()

    def _aggregated(self, by: Callable[[Iterable[float]], float]) -> Vector:
        kept: set[str] = set()
        if self._next("by"):
            self._must("(")
            while not self._next(")"):
                kept.add(self._tokens.pop(0))
                self._next(",")
        self._must("(")
        inner = self._either()
        self._must(")")
        groups: dict[Labels, list[float]] = {}
        for labels, value in inner.items():
            groups.setdefault(frozenset(one for one in labels if one[0] in kept), []).append(value)
        return {labels: by(values) for labels, values in groups.items()}

    def _growth(self, function: str) -> Vector:
        self._must("(")
        selector = self._selector()
        self._must("[")
        duration = self._tokens.pop(0)
        self._must("]")
        self._must(")")
        hours = float(duration[:-1]) * _SECONDS[duration[-1]] / 3600
        factor = hours if function == "increase" else 1 / 3600
        found = (series for series in self._series if selector.selects(series))
        return {frozenset(series.labels.items()): series.per_hour * factor for series in found}

    def _instant(self) -> Vector:
        selector = self._selector()
        found = (series for series in self._series if selector.selects(series))
        return {frozenset(series.labels.items()): series.value for series in found}

    def _selector(self) -> Selector:
        name, matchers = self._tokens.pop(0), []
        assert re.fullmatch(r"[a-z_]+", name), f"{name!r} is no metric"
        self._must("{")
        while not self._next("}"):
            label, sign, value = self._tokens.pop(0), self._tokens.pop(0), self._tokens.pop(0)
            assert sign in {"=", "=~"}
            matchers.append((label, sign, value.strip('"')))
            self._next(",")
        self.selectors.append(Selector(name=name, matchers=tuple(matchers)))
        return self.selectors[-1]
