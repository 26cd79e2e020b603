"""What each container is told, and where that is written.

Environment variables, arguments, the commands of probes and the files of mounted ConfigMaps and
Secrets are settings alike: a text with a name that a container reads. References (``$(NAME)``) are
replaced as the kubelet does it; what is not known reads as `UNKNOWN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.held import HeldText, HeldTexts
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import Container
from podwright.verify.provided import CONFIG_MAP, SECRET

UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands in a text for what is only known at run time."""

_REFERENCE: Final = re.compile(r"\$(?:\$|\((?P<name>[^()\s]*)\))")
_PLACEHOLDER: Final = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*")


class Origin(Enum):
    """What kind of setting a text is."""

    VARIABLE = "variable"
    ARGUMENT = "argument"
    CALL = "call"
    """The command of a probe or of a lifecycle hook."""
    FILE = "file"


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A text that a container is given.

    Attributes:
        container: the container.
        manifest: the object that holds the text.
        node: where it stands there.
        origin: what kind of setting it is.
        name: the variable, the flag in front of the value, or the file.
        text: the text, references replaced, `UNKNOWN` where it is not known.
        is_secret: whether it must not be repeated in a message.
    """

    container: Container
    manifest: Manifest
    node: Node
    origin: Origin
    name: str
    text: str
    is_secret: bool

    @property
    def place(self) -> tuple[Manifest, object]:
        """What identifies the text: several containers may read the same one."""
        return self.manifest, self.node.path


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """An environment variable as the container sees it.

    Attributes:
        name: its name.
        value: its value, references replaced; none when it is not known.
        held: the text behind it; none when it is not known.
    """

    name: str
    value: str | None
    held: HeldText | None


class Environment:
    """The environment variables of a container.

    Attributes:
        variables: the variables by name; later ones replace earlier ones.
        is_complete: whether every name is known: no ``envFrom`` source with unknown keys.
        unresolved: entries of ``env`` whose references name no variable in front of them, and the names.
    """

    def __init__(self, container: Container, cluster: Cluster, held: HeldTexts) -> None:
        self.variables: dict[str, Variable] = {}
        self.is_complete = True
        self.unresolved: list[tuple[Node, str]] = []
        namespace = container.pod.namespace
        for source in container.node["envFrom"]:
            self._import(source, namespace, cluster, held)
        earlier: dict[str, str | None] = dict(self.values)
        for variable in container.env:
            value, text = None, None
            if variable.value is not None:
                value, missing = expand(variable.value, earlier)
                self.unresolved += [(variable.node["value"], name) for name in missing]
                text = HeldText(container.pod.manifest, variable.node["value"], value, is_secret=False)
            else:
                text = _referenced(variable.source, namespace, held)
                value = text.text if text is not None else None
            earlier[variable.name] = value
            self.variables[variable.name] = Variable(variable.name, value, text)

    def _import(self, source: Node, namespace: str, cluster: Cluster, held: HeldTexts) -> None:
        prefix = source["prefix"].text
        for field, kind in (("configMapRef", CONFIG_MAP), ("secretRef", SECRET)):
            name = source.at(field, "name").text
            if not name:
                continue
            texts = held.of(kind, namespace, name)
            keys = cluster.keys_of(kind, namespace, name)
            self.is_complete = self.is_complete and keys is not None
            for key in sorted({*texts, *(keys or ())}):
                text = texts.get(key)
                variable = prefix + key
                self.variables[variable] = Variable(variable, text.text if text else None, text)

    @property
    def values(self) -> Mapping[str, str | None]:
        """The values by name."""
        return {name: variable.value for name, variable in self.variables.items()}


class Configuration:
    """The settings of all containers.

    Args:
        cluster: where to read them.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._held = HeldTexts(cluster)
        self._environments: dict[Container, Environment] = {}
        self._settings: dict[Container, tuple[Setting, ...]] = {}

    def environment(self, container: Container) -> Environment:
        """Return the environment variables of a container."""
        if container not in self._environments:
            self._environments[container] = Environment(container, self._cluster, self._held)
        return self._environments[container]

    def settings(self, container: Container) -> tuple[Setting, ...]:
        """Return everything that a container is told."""
        if container not in self._settings:
            self._settings[container] = tuple(self._read(container))
        return self._settings[container]

    def _read(self, container: Container) -> Iterator[Setting]:
        environment = self.environment(container)
        for variable in environment.variables.values():
            if variable.held is not None and variable.value:
                yield _setting(container, variable.held, Origin.VARIABLE, variable.name, variable.value)
        yield from _arguments(container, environment)
        yield from _calls(container)
        yield from self._files(container)

    def _files(self, container: Container) -> Iterator[Setting]:
        if not container.mounts:
            return
        volumes = container.pod.volumes
        for mount in container.mounts:
            volume = volumes.get(mount.volume)
            if volume is None:
                continue
            for path, text in _files_of(volume, container.pod.namespace, self._held):
                if not mount.sub_path or path == mount.sub_path or path.startswith(f"{mount.sub_path}/"):
                    yield _setting(container, text, Origin.FILE, path, text.text)


def configuration_of(cluster: Cluster) -> Configuration:
    """Return what the containers are told; to be used with ``cluster.once``."""
    return Configuration(cluster)


def expand(text: str, values: Mapping[str, str | None]) -> tuple[str, list[str]]:
    """Replace ``$(NAME)`` as the kubelet does; also return the names that nothing is known of.

    Args:
        text: the text; ``$$(NAME)`` is an escaped reference.
        values: the values by name; none when the variable exists with an unknown value.

    Source: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
    """
    if "$" not in text:
        return text, []
    missing: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return "$"
        if name not in values:
            missing.append(name)
            return match[0]
        value = values[name]
        return UNKNOWN if value is None else value

    return _REFERENCE.sub(replaced, text), missing


def _setting(container: Container, held: HeldText, origin: Origin, name: str, text: str) -> Setting:
    known = _PLACEHOLDER.sub(UNKNOWN, text) if "$" in text or "{{" in text else text
    return Setting(container, held.manifest, held.node, origin, name, known, held.is_secret)


def _referenced(source: Node, namespace: str, held: HeldTexts) -> HeldText | None:
    for field, kind in (("configMapKeyRef", CONFIG_MAP), ("secretKeyRef", SECRET)):
        reference = source[field]
        if reference["name"].text:
            return held.of(kind, namespace, reference["name"].text).get(reference["key"].text)
    return None


def _arguments(container: Container, environment: Environment) -> Iterator[Setting]:
    manifest = container.pod.manifest
    values: Mapping[str, str | None] | None = None
    for field in ("command", "args"):
        flag = ""
        for node in container.node[field]:
            text = node.text
            if not text:
                continue
            if "$(" in text:
                values = environment.values if values is None else values
                text, _ = expand(text, values)
            name, equals, value = text.partition("=")
            held = HeldText(manifest, node, text, is_secret=False)
            if name.startswith("-") and equals and " " not in name:
                yield _setting(container, held, Origin.ARGUMENT, name, value)
                flag = ""
            else:
                yield _setting(container, held, Origin.ARGUMENT, flag, text)
                flag = text if text.startswith("-") else ""


def _calls(container: Container) -> Iterator[Setting]:
    for probe in container.probes:
        if probe.handler == "exec":
            for node in probe.node.at("exec", "command"):
                if node.text:
                    held = HeldText(container.pod.manifest, node, node.text, is_secret=False)
                    yield _setting(container, held, Origin.CALL, probe.field, node.text)


def _files_of(volume: Node, namespace: str, held: HeldTexts) -> Iterator[tuple[str, HeldText]]:
    for source in (volume, *volume.at("projected", "sources")):
        yield from _files_of_source(source["configMap"], "name", CONFIG_MAP, namespace, held)
        yield from _files_of_source(source["secret"], "secretName", SECRET, namespace, held)
        yield from _files_of_source(source["secret"], "name", SECRET, namespace, held)


def _files_of_source(
    source: Node, name: str, kind: str, namespace: str, held: HeldTexts
) -> Iterator[tuple[str, HeldText]]:
    if not source[name].text:
        return
    texts = held.of(kind, namespace, source[name].text)
    if source["items"].is_list:
        for item in source["items"]:
            text = texts.get(item["key"].text)
            if text is not None:
                yield item["path"].text, text
    else:
        yield from texts.items()
