"""A container of a pod, as a value: what it runs, where it listens, what it reads."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary.images import Image
from podwright.vocabulary.keys import EnvValue
from podwright.vocabulary.mounts import ConfigMapVolume, EmptyDir, Mount, SecretVolume
from podwright.vocabulary.names import AbsolutePath, EnvName, LabelName, label_name
from podwright.vocabulary.ports import Port
from podwright.vocabulary.probes import Exec, Probe
from podwright.vocabulary.resources import Resources
from podwright.vocabulary.texts import Text
from podwright.vocabulary.value import Value


class Container(Value):
    """A container of a pod.

    The root filesystem is read-only, no privileges are granted, and each path that the image writes to
    (`ImageProfile.writable_paths`) is an empty directory unless something is mounted there, or something that
    can be written is mounted above it.

    Args:
        name: name of the container, unique in its pod.
        image: the image.
        resources: guaranteed and greatest CPU and memory.
        command: replaces the image's entry point; none keeps it.
        args: replaces the image's arguments; none keeps them.
        working_dir: replaces the image's working directory.
        env: environment variables by name: text, or a key of a Secret or ConfigMap, or a field of the pod.
        env_from: ConfigMaps and Secrets of which every key becomes an environment variable; their `keys` and
            `mode` are for files and must not be given. Of one name the last source wins, and `env` over all.
        ports: the ports that the container listens on.
        mounts: volumes at paths of the container.
        startup: probe that holds the other two back until the container has started.
        liveness: probe whose failure restarts the container.
        readiness: probe whose failure takes the pod out of its Services.
        pre_stop: command that runs in the container before it is asked to stop.
        stops_last: whether the container must outlive the others while the pod shuts down. On clusters that
            have native sidecars (Kubernetes 1.29) it becomes one: started before the others, stopped after
            them. On older ones a pre-stop sleep for the whole drain time keeps it.

    Raises:
        InvalidValueError: two ports or two mounts clash; a probe asks a port that the container does not
            declare; `stops_last` beside `pre_stop`; keys or a mode in `env_from`.
    """

    name: LabelName
    image: Image
    resources: Resources
    command: tuple[Text, ...] = ()
    args: tuple[Text, ...] = ()
    working_dir: AbsolutePath | Literal["/"] | None = None
    env: Annotated[Mapping[EnvName, EnvValue], AfterValidator(MappingProxyType)] = Field(default_factory=dict)
    env_from: tuple[ConfigMapVolume | SecretVolume, ...] = ()
    ports: tuple[Port, ...] = ()
    mounts: tuple[Mount, ...] = ()
    startup: Probe | None = None
    liveness: Probe | None = None
    readiness: Probe | None = None
    pre_stop: Exec | None = None
    stops_last: bool = False

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        problems = [*self._clashes(), *self._foreign_probes()]
        if self.stops_last and self.pre_stop:
            message = "stops_last decides what happens before the stop"
            problems.append(Problem(field="pre_stop", message=message, remedy="Drop pre_stop, or stops_last"))
        for index, source in enumerate(self.env_from):
            if source.keys or source.mode is not None:
                name = source.config_map if isinstance(source, ConfigMapVolume) else source.secret
                message = f"every key of {name!r} becomes a variable, and none a file"
                remedy = "Drop keys= and mode=, or take single keys in env="
                problems.append(Problem(field=f"env_from[{index}]", message=message, remedy=remedy))
        if problems:
            raise InvalidValueError(*problems)
        return self

    @property
    def all_mounts(self) -> tuple[Mount, ...]:
        """The mounts, and an empty directory for each writable path of the image that none of them covers."""
        mounts = list(self.mounts)
        for path in self.image.profile.writable_paths:
            if not any(_makes_writable(mount, path) for mount in self.mounts):
                taken = {mount.volume.name for mount in mounts}
                scratch = EmptyDir(name=label_name(self.name, path, avoid=taken))
                mounts.append(Mount(path=path, volume=scratch))
        return tuple(mounts)

    def _clashes(self) -> Iterator[Problem]:
        for index in _repeated(port.name for port in self.ports):
            message = f"two ports are named {self.ports[index].name!r}"
            yield Problem(field=f"ports[{index}].name", message=message, remedy="Give each port its own name")
        for index in _repeated((port.number, port.protocol) for port in self.ports):
            message = f"two ports listen on {self.ports[index].number}/{self.ports[index].protocol}"
            remedy = "Give each port its own number"
            yield Problem(field=f"ports[{index}].number", message=message, remedy=remedy)
        for index in _repeated(mount.path for mount in self.mounts):
            message = f"two volumes are mounted at {self.mounts[index].path!r}"
            yield Problem(
                field=f"mounts[{index}].path", message=message, remedy="Give each mount its own path"
            )

    def _foreign_probes(self) -> Iterator[Problem]:
        for field in ("startup", "liveness", "readiness"):
            probe: Probe | None = getattr(self, field)
            if probe and probe.port and probe.port not in self.ports:
                message = (
                    f"the {field} probe asks port {probe.port.name!r}, which container {self.name!r} has not"
                )
                yield Problem(field=field, message=message, remedy="Probe one of the container's own ports=")


def _repeated(items: Iterable[Hashable]) -> Iterator[int]:
    seen: set[Hashable] = set()
    for index, item in enumerate(items):
        if item in seen:
            yield index
        seen.add(item)


def _makes_writable(mount: Mount, path: str) -> bool:
    # An empty directory below a claim would hide what the claim holds there.
    return mount.path == path or (path.startswith(f"{mount.path}/") and not mount.is_read_only)
