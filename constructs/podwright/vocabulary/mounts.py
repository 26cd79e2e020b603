"""Volumes, and where containers see them.

Source: https://kubernetes.io/docs/concepts/storage/volumes/
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary.durations import Duration
from podwright.vocabulary.names import AbsolutePath, DataKey, LabelName, ObjectName, label_name
from podwright.vocabulary.quantities import ByteQuantity
from podwright.vocabulary.texts import Text
from podwright.vocabulary.value import Value, did_you_mean, refuse


def check_sub_path(value: str) -> str:
    """Return a relative, normalized path inside a volume, without ``..``.

    Raises:
        InvalidValueError: the path is absolute, leaves the volume or has control characters.
    """
    if any(part in {"", ".", ".."} for part in value.split("/")) or not value.isprintable():
        raise refuse(
            f"{value!r} is not a path inside a volume",
            "Write it relative and without '..', such as 'tarsy.yaml'",
        )
    return value


def check_file_mode(value: int) -> int:
    """Return the permissions of a file, ``0o440``; the kubelet sets no other bits.

    Raises:
        InvalidValueError: the number is negative or above ``0o777``, as decimal numbers meant as octal are.
    """
    if not 0 <= value <= 0o777:
        raise refuse(f"{value} is not a file mode", "Write it in octal, from 0o000 to 0o777, such as 0o440")
    return value


FileMode = Annotated[int, AfterValidator(check_file_mode)]


class EmptyDir(Value):
    """Scratch space that lives as long as the pod.

    Args:
        name: name of the volume; containers of a pod that mount one name share it.
        size_limit: the pod is evicted above it, ``1Gi``.
        in_memory: whether it is kept in RAM and counts as memory of the container.
    """

    name: LabelName
    size_limit: ByteQuantity | None = None
    in_memory: bool = False


class ConfigMapVolume(Value):
    """The keys of a ConfigMap as files.

    Args:
        config_map: name of the ConfigMap.
        keys: the keys that become files; all where not given.
        optional: whether a pod may start when it is absent.
        mode: file mode, 0644 where not given.
    """

    config_map: ObjectName
    keys: tuple[DataKey, ...] = ()
    optional: bool = False
    mode: FileMode | None = None

    @property
    def name(self) -> str:
        """Name of the volume."""
        return label_name("config", self.config_map, *_selection(self))


class SecretVolume(Value):
    """The keys of a Secret as files.

    Args:
        secret: name of the Secret.
        keys: the keys that become files; all where not given.
        optional: whether a pod may start when it is absent.
        mode: file mode, 0644 where not given.
    """

    secret: ObjectName
    keys: tuple[DataKey, ...] = ()
    optional: bool = False
    mode: FileMode | None = None

    @property
    def name(self) -> str:
        """Name of the volume."""
        return label_name("secret", self.secret, *_selection(self))


class ClaimVolume(Value):
    """The storage that a PersistentVolumeClaim holds.

    Args:
        claim: name of the claim.
    """

    claim: ObjectName

    @property
    def name(self) -> str:
        """Name of the volume."""
        return label_name("claim", self.claim)


class ServiceAccountToken(Value):
    """The pod's own short-lived API token, CA and namespace, for the one container that calls the API server.

    The kubelet would mount them into every container; with `automountServiceAccountToken: false` and this
    projected volume only the container that needs them sees them.

    Args:
        expiration: lifetime after which the kubelet renews the token, 10 minutes to 2^32 seconds.
        audience: who the token is meant for; the API server where not given.

    Raises:
        InvalidValueError: a shorter or longer lifetime, or an empty audience.
    """

    expiration: Duration = Duration(3600)
    audience: Text | None = None

    @property
    def name(self) -> str:
        """Name of the volume."""
        return label_name("service-account-token", *([self.audience] if self.audience else []))

    @model_validator(mode="after")
    def _is_accepted(self) -> Self:
        if not Duration(600) <= self.expiration <= Duration(2**32):
            message = "a service account token lives 10 minutes to 2^32 seconds"
            raise refuse(message, "Write expiration=Duration.parse('1h')", field="expiration")
        if self.audience == "":
            message = "the audience is empty"
            raise refuse(message, "Drop audience= for the API server, or name one", field="audience")
        return self


Volume = EmptyDir | ConfigMapVolume | SecretVolume | ClaimVolume | ServiceAccountToken
"""What can be mounted into a container."""


class Mount(Value):
    """A volume at a path of a container.

    Args:
        path: absolute path in the container, ``/app/data``.
        volume: what is mounted; containers that name the same volume share it.
        sub_path: the file or folder of the volume to mount instead of all of it. Such a mount is not updated
            while the pod runs; the content checksum rolls the pod instead.
        read_only: whether the container may not write. Everything but scratch space and claims is read-only.

    Raises:
        InvalidValueError: an illegal path, a sub path that is none of the volume's keys, or a volume to be
            written that the kubelet mounts read-only.
    """

    path: AbsolutePath
    volume: Volume
    sub_path: Annotated[str, AfterValidator(check_sub_path)] | None = None
    read_only: bool | None = None

    @model_validator(mode="after")
    def _can_be_mounted(self) -> Self:
        problems: list[Problem] = []
        if self.read_only is False and not isinstance(self.volume, EmptyDir | ClaimVolume):
            message = f"the kubelet mounts a {type(self.volume).__name__} read-only"
            remedy = "Drop read_only=, or have the container copy what it changes into an EmptyDir"
            problems.append(Problem(field="read_only", message=message, remedy=remedy))
        keys = self.volume.keys if isinstance(self.volume, ConfigMapVolume | SecretVolume) else ()
        if self.sub_path and keys and self.sub_path not in keys:
            message = f"the volume has no file {self.sub_path!r}{did_you_mean(self.sub_path, list(keys))}"
            remedy = f"Use one of its keys: {', '.join(keys)}"
            problems.append(Problem(field="sub_path", message=message, remedy=remedy))
        if problems:
            raise InvalidValueError(*problems)
        return self

    @property
    def is_read_only(self) -> bool:
        """Whether the container may not write."""
        if self.read_only is not None:
            return self.read_only
        return not isinstance(self.volume, EmptyDir | ClaimVolume)


def _selection(volume: ConfigMapVolume | SecretVolume) -> list[str]:
    """Return what tells two volumes of one ConfigMap or Secret apart, to be part of their names."""
    mode = [] if volume.mode is None else [f"{volume.mode:04o}"]
    return [*volume.keys, *mode, *(["optional"] if volume.optional else [])]
