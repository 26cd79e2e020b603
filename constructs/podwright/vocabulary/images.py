"""Container images: where they come from, and what they need to run.

Source of the syntax: https://github.com/distribution/reference (reference grammar).
"""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from podwright.vocabulary.names import AbsolutePath
from podwright.vocabulary.value import Value, refuse

_HOST_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_HOST = rf"(?:{_HOST_LABEL}(?:\.{_HOST_LABEL})*|\[[a-fA-F0-9:]+\])"
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = rf"{_COMPONENT}(?:/{_COMPONENT})*"
_REPOSITORY = re.compile(rf"(?P<registry>{_HOST}(?::(?P<port>[0-9]+))?)/{_PATH}", re.ASCII)
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", re.ASCII)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}")
_LARGEST_ID = 2**31 - 1
# What registries and people call the newest build of something.
_FLOATING = frozenset(
    {
        "canary",
        "current",
        "dev",
        "devel",
        "develop",
        "development",
        "edge",
        "head",
        "latest",
        "main",
        "mainline",
        "master",
        "next",
        "nightly",
        "release",
        "rolling",
        "snapshot",
        "stable",
        "staging",
        "test",
        "testing",
        "trunk",
        "unstable",
    }
)


def check_repository(value: str) -> str:
    """Return a repository with its registry: ``quay.io/codeready-toolchain/tarsy``.

    The registry is always written: what a short name means depends on each node's configuration.

    Raises:
        InvalidValueError: no registry host, upper case in the path, a tag or digest in it, or another form.
    """
    match = _REPOSITORY.fullmatch(value)
    if re.fullmatch(_COMPONENT, value) and "." not in value:
        remedy = f"Write 'docker.io/library/{value}' or another registry"
        raise refuse(f"{value!r} does not name its registry", remedy)
    if not match or len(value) > 255 or not 1 <= int(match["port"] or 1) <= 65535:
        message = f"{value!r} is not an image repository"
        remedy = (
            "Write registry/path in lower case, such as 'quay.io/team/service'; give tag= and digest= apart"
        )
        raise refuse(message, remedy)
    registry = match["registry"]
    if "." not in registry and ":" not in registry and registry != "localhost":
        remedy = f"Write 'docker.io/{value.lower()}' or another registry"
        raise refuse(f"{value!r} does not name its registry", remedy)
    return value


def check_tag(value: str) -> str:
    """Return an image tag: 1-128 of letters, digits, ``_``, ``.``, ``-``, not beginning with the last two.

    Raises:
        InvalidValueError: the tag has another form.
    """
    if not _TAG.fullmatch(value):
        raise refuse(f"{value!r} is not an image tag", "Write it without ':', such as 'v7.15.3'")
    return value


def is_floating_tag(tag: str) -> bool:
    """Return whether a tag moves on with the builds: ``latest``, ``main``, ``stable-alpine``.

    With a number behind it, as in ``main-c35f0f7``, it is the tag of one build. What a tag looks like is all
    that can be known without the registry.
    """
    first, _, rest = tag.lower().partition("-")
    return first in _FLOATING and not any(character.isdigit() for character in rest)


def check_image_name(value: str) -> str:
    """Return an image's name below a repository: ``tarsy``, ``team/service``.

    Raises:
        InvalidValueError: upper case, a registry, tag or digest in it, or another form.
    """
    if not re.fullmatch(_PATH, value, re.ASCII) or len(value) > 255:
        remedy = "Write it in lower case without registry and tag, such as 'tarsy-llm'"
        raise refuse(f"{value!r} is not an image name", remedy)
    return value


def check_digest(value: str) -> str:
    """Return an image digest: ``sha256:`` and 64 hexadecimal digits, sha384 with 96 or sha512 with 128.

    Raises:
        InvalidValueError: the digest has another form.
    """
    if not _DIGEST.fullmatch(value):
        raise refuse(
            f"{value!r} is not an image digest", "Write 'sha256:' and 64 lower-case hexadecimal digits"
        )
    return value


class ImageProfile(Value):
    """What an image needs in order to run without privileges; mounts and security contexts follow from it.

    Args:
        writable_paths: absolute paths that the image writes to; each gets an empty directory where nothing
            else is mounted, because the root filesystem is read-only.
        user: the numeric user that runs the image on plain Kubernetes, where no admission plugin assigns one;
            not 0.
        group: the numeric primary group on plain Kubernetes; the image's own group where it must be.
        runs_as_any_user: whether any UID with group 0 can run it, as OpenShift's restricted-v2 demands
            (https://docs.openshift.com/container-platform/latest/openshift_images/create-images.html).

    Raises:
        InvalidValueError: a path twice or no absolute path, or a user or group that is none.
    """

    writable_paths: tuple[AbsolutePath, ...] = ()
    user: Annotated[int, Field(ge=1, le=_LARGEST_ID)] = 10001
    group: Annotated[int, Field(ge=0, le=_LARGEST_ID)] = 10001
    runs_as_any_user: bool = True

    @model_validator(mode="after")
    def _has_no_path_twice(self) -> Self:
        for index, path in enumerate(self.writable_paths):
            if path in self.writable_paths[:index]:
                raise refuse(f"{path!r} is there twice", "Drop one", field=f"writable_paths[{index}]")
        return self


class Image(Value):
    """A container image by repository and tag or digest.

    Args:
        repository: registry and path, ``quay.io/oauth2-proxy/oauth2-proxy``.
        tag: the tag, ``v7.15.3``.
        digest: the digest, ``sha256:…``; the kubelet pulls by it, the tag beside it is for readers.
        profile: what the image needs to run without privileges.
        moves: whether somebody pushes other images under the same tag, as developers do to a registry of
            their own. Tags such as ``latest`` and ``main`` are known to move.
        set_by_pipeline: whether a pipeline writes tag and digest at every release. The label
            ``app.kubernetes.io/version``, which shows the tag of an image that is pinned by hand, is left out
            then: a release is one line of the diff, not one for each object that repeats it.

    Raises:
        InvalidValueError: neither tag nor digest, or one of them has another form.
    """

    repository: Annotated[str, AfterValidator(check_repository)]
    tag: Annotated[str, AfterValidator(check_tag)] | None = None
    digest: Annotated[str, AfterValidator(check_digest)] | None = None
    profile: ImageProfile = ImageProfile()
    moves: bool = False
    set_by_pipeline: bool = False

    @model_validator(mode="after")
    def _has_version(self) -> Self:
        if self.tag is None and self.digest is None:
            raise refuse(f"image {self.repository!r} has no version", "Give tag=…, digest=… or both")
        return self

    @property
    def reference(self) -> str:
        """The reference that a container carries: ``repository:tag@digest``."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.repository}{tag}{digest}"

    @property
    def is_floating(self) -> bool:
        """Whether the same reference can mean another image tomorrow: a moving tag and no digest."""
        return self.digest is None and (self.moves or (self.tag is not None and is_floating_tag(self.tag)))

    @property
    def pull_policy(self) -> str:
        """``Always`` for a floating image, so that a push arrives; ``IfNotPresent`` for a fixed one."""
        return "Always" if self.is_floating else "IfNotPresent"
