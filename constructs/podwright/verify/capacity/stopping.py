"""How long the containers of a pod take to stop, as far as it is written down.

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.settings import Origin, Setting, configuration_of
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, PodTemplate

DEFAULT_GRACE: Final = 30

_SLEEP: Final = re.compile(r"(?<![\w-])sleep\s+(?P<number>\d{1,6})(?P<unit>[smhd]?)(?![\w.])")
_LOOP: Final = re.compile(r"\b(?:while|until|for)\b")
_DURATION: Final = re.compile(r"(?:\d{1,7}(?:\.\d{1,3})?(?:ms|s|m|h))+")
_PART: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>ms|s|m|h)")
_NUMBER: Final = re.compile(r"\d{1,8}")
_LINE: Final = re.compile(
    r"""^[ \t]*["']?(?P<name>[\w.-]*(?:[Ss]hutdown|SHUTDOWN|[Dd]rain|DRAIN)[\w.-]*)["']?[ \t]*[=:][ \t]*
        ["']?(?P<value>(?:\d{1,7}(?:\.\d{1,3})?(?:ms|s|m|h))+)["']?[ \t]*,?[ \t]*(?:\#.*)?$""",
    re.MULTILINE | re.VERBOSE,
)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SECONDS: Final = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_STOPS: Final = frozenset({"shutdown", "drain", "draining", "graceful", "termination"})
_LASTS: Final = frozenset(
    {"timeout", "period", "seconds", "secs", "duration", "wait", "time", "grace", "delay"}
)
_OTHERS: Final = frozenset(
    {"connection", "keepalive", "idle", "interval", "node", "lock", "lease", "startup"}
)
_LONGEST_BARE: Final = 7200


@dataclass(frozen=True, slots=True, eq=False)
class Drain:
    """A container is told how long it may take to finish what it does.

    Attributes:
        setting: where it is told.
        name: under which name.
        seconds: how long.
    """

    setting: Setting
    name: str
    seconds: float


def grace_of(pod: PodTemplate) -> int:
    """Return how many seconds a pod is given to stop."""
    written = pod.spec["terminationGracePeriodSeconds"].integer
    return DEFAULT_GRACE if written is None else written


def sleep_before_stop(container: Container) -> float:
    """Return how many seconds a container's ``preStop`` hook sleeps, 0 when that is not known."""
    hook = container.node.at("lifecycle", "preStop")
    seconds = hook.at("sleep", "seconds").integer
    if seconds is not None:
        return max(seconds, 0)
    command = " ".join(hook.at("exec", "command").strings)
    if _LOOP.search(command) or "||" in command:
        return 0
    return sum(int(match["number"]) * _SECONDS[match["unit"]] for match in _SLEEP.finditer(command))


def pre_stop_of(container: Container) -> Node:
    """Return the field that says how long a container sleeps before it is stopped."""
    hook = container.node.at("lifecycle", "preStop")
    return hook.at("sleep", "seconds") if hook["sleep"] else hook


class Drains:
    """What containers are told about how long they may take to stop.

    Args:
        cluster: where it is written.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._of: dict[Container, Sequence[Drain]] = {}

    def of(self, container: Container) -> Sequence[Drain]:
        """Return every such setting of a container."""
        if container not in self._of:
            settings = self._cluster.once(configuration_of).settings(container)
            self._of[container] = [drain for setting in settings for drain in _drains(setting)]
        return self._of[container]

    def longest(self, container: Container) -> float:
        """Return the longest of them in seconds, 0 when there is none."""
        return max((drain.seconds for drain in self.of(container)), default=0)


def drains_of(cluster: Cluster) -> Drains:
    """Return how long containers may take to stop; to be used with ``cluster.once``."""
    return Drains(cluster)


def _drains(setting: Setting) -> Iterator[Drain]:
    if setting.origin is Origin.FILE:
        if "shutdown" in setting.text.lower() or "drain" in setting.text.lower():
            for match in _LINE.finditer(setting.text):
                if _is_about_stopping(match["name"]):
                    yield Drain(setting, match["name"], _duration(match["value"]))
    elif setting.origin in (Origin.VARIABLE, Origin.ARGUMENT) and _is_about_stopping(setting.name):
        seconds = _written(setting.name, setting.text.strip())
        if seconds is not None:
            yield Drain(setting, setting.name.lstrip("-"), seconds)


@lru_cache(maxsize=4096)
def _is_about_stopping(name: str) -> bool:
    words = {word.lower() for word in _WORD.findall(name)}
    return bool(words & _STOPS and words & _LASTS and not words & _OTHERS)


def _written(name: str, text: str) -> float | None:
    if _DURATION.fullmatch(text):
        return _duration(text)
    if not _NUMBER.fullmatch(text):
        return None
    unit = name.lower()
    if unit.endswith(("ms", "millis", "milliseconds")):
        return int(text) / 1000
    if unit.endswith(("minutes", "mins")):
        return int(text) * 60
    return float(text) if int(text) <= _LONGEST_BARE else None


def _duration(text: str) -> float:
    return sum(float(match["number"]) * _SECONDS[match["unit"]] for match in _PART.finditer(text))
