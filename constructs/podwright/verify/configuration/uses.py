"""Which container uses which address, and what it is known to listen on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.addresses import Address, HostKind, Role, addresses_in, paired
from podwright.verify.configuration.settings import (
    Configuration,
    Origin,
    Setting,
    configuration_of,
)
from podwright.verify.configuration.wording import is_auxiliary, is_own_port
from podwright.verify.pods import Container, PodTemplate

_HOST_VARIABLE: Final = re.compile(r"(?P<stem>[A-Z][A-Z0-9_]*?_?)(?:HOSTNAME|HOST)")
_HOST_VALUE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_UPSTREAM: Final = re.compile(r"^[ \t]*upstream[ \t]+([^\s{;]+)[ \t\r\n]*\{", re.MULTILINE)
_NUMBER: Final = re.compile(r"(?<![\d.])\d{2,5}(?![\d.]\d|\d)")


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """An address that a container is given.

    Attributes:
        setting: where it stands.
        address: the address.
        port_setting: where its port stands, when that is another setting.
    """

    setting: Setting
    address: Address
    port_setting: Setting | None = None

    @property
    def container(self) -> Container:
        """The container that is given it."""
        return self.setting.container

    @property
    def pod(self) -> PodTemplate:
        """The pods of the container."""
        return self.setting.container.pod

    def shown(self) -> str:
        """Return the address as it may be repeated in a message, with its line in a file."""
        if self.setting.is_secret:
            return "an address in it"
        shown = str(self.address)
        if self.port_setting is not None:
            shown = f"{shown}:{self.address.port}" if not self.address.has_port else shown
        if self.address.line and self.setting.origin is Origin.FILE:
            return f"{shown} (line {self.address.line})"
        return shown


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """A port that a container is told to listen on.

    Attributes:
        setting: where it is told so.
        port: the port.
        key: the name of the setting nearest to it.
        is_loopback: whether it is told to listen for its own pod only.
        is_auxiliary: whether it is about health, metrics and the like.
    """

    setting: Setting
    port: int
    key: str
    is_loopback: bool
    is_auxiliary: bool


class Uses:
    """The addresses that all containers are given.

    Args:
        cluster: the cluster.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._configuration: Configuration = cluster.once(configuration_of)
        self._scanned: dict[tuple[str, str, Origin], tuple[Address, ...]] = {}
        self._mentions: dict[Container, Counter[int]] = {}
        found: dict[Container, tuple[Use, ...]] = {}
        for pod in cluster.manifests.pods:
            for container in pod.containers:
                found[container] = tuple(self._uses(container))
        self.by_container: Mapping[Container, tuple[Use, ...]] = found

    def __iter__(self) -> Iterator[Use]:
        for uses in self.by_container.values():
            yield from uses

    def called_in(self, pod: PodTemplate) -> Iterator[Use]:
        """Yield the addresses that the containers of a pod call."""
        for container in pod.containers:
            for use in self.by_container.get(container, ()):
                if use.address.role is Role.CALLED:
                    yield use

    def listeners_of(self, container: Container) -> Sequence[Listener]:
        """Return the ports that a container is told to listen on."""
        return list(self._listeners(container))

    def mentions_of(self, container: Container) -> Counter[int]:
        """Return how often each number of two to five digits occurs in what a container is told."""
        if container not in self._mentions:
            counted: Counter[int] = Counter()
            for setting in self._configuration.settings(container):
                counted.update(int(number) for number in _NUMBER.findall(setting.text))
            self._mentions[container] = counted
        return self._mentions[container]

    def _uses(self, container: Container) -> Iterator[Use]:
        upstreams = self._upstreams(container)
        for setting in self._configuration.settings(container):
            key = (setting.text, setting.name, setting.origin)
            if key not in self._scanned:
                self._scanned[key] = addresses_in(setting.text, name=setting.name, origin=setting.origin)
            for address in self._scanned[key]:
                if address.host not in upstreams:
                    yield Use(setting, address)
        yield from self._paired(container)

    def _upstreams(self, container: Container) -> frozenset[str]:
        """Return the names that the files of a container give to groups of servers (nginx): no hosts."""
        return frozenset(
            name
            for setting in self._configuration.settings(container)
            if setting.origin is Origin.FILE and "upstream" in setting.text
            for name in _UPSTREAM.findall(setting.text)
        )

    def _paired(self, container: Container) -> Iterator[Use]:
        variables = {
            setting.name: setting
            for setting in self._configuration.settings(container)
            if setting.origin is Origin.VARIABLE
        }
        known = self._configuration.environment(container).variables
        for name, setting in variables.items():
            match = _HOST_VARIABLE.fullmatch(name)
            if match is None or not match["stem"] or not _HOST_VALUE.fullmatch(setting.text):
                continue
            port_name = f"{match['stem']}PORT"
            port = variables.get(port_name)
            if port is None:
                # The port may be unknown, or the program's default.
                address = paired(setting.text, "", key=name)
            else:
                address = paired(setting.text, port.text.strip(), key=name)
            if address is not None and (port is not None or port_name not in known):
                yield Use(setting, address, port)

    def _listeners(self, container: Container) -> Iterator[Listener]:
        for use in self.by_container.get(container, ()):
            address = use.address
            if address.role is Role.LISTENED and address.port is not None and address.has_port:
                yield Listener(
                    use.setting,
                    address.port,
                    address.key,
                    is_loopback=address.kind is HostKind.LOOPBACK,
                    is_auxiliary=is_auxiliary(address.key),
                )
        for setting in self._configuration.settings(container):
            text = setting.text.strip()
            if is_own_port(setting.name) and text.isascii() and text.isdigit() and len(text) <= 5:
                yield Listener(setting, int(text), setting.name, is_loopback=False, is_auxiliary=False)


def uses_of(cluster: Cluster) -> Uses:
    """Return the addresses that containers are given; to be used with ``cluster.once``."""
    return Uses(cluster)


def by_place(uses: Iterator[Use]) -> Sequence[Sequence[Use]]:
    """Return uses grouped by address and by the text that it stands in: containers may share a text."""
    groups: dict[object, list[Use]] = defaultdict(list)
    for use in uses:
        groups[(*use.setting.place, use.address)].append(use)
    return list(groups.values())
