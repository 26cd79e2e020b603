"""What the manifests are meant for: a version of Kubernetes, on a platform."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

from podwright.errors import InvalidValueError, Problem

_VERSION = re.compile(r"v?(?P<major>\d{1,3})\.(?P<minor>\d{1,3})(?:[.+-].*)?")


class Platform(Enum):
    """A family of clusters that differ in what they serve and admit."""

    KUBERNETES = "kubernetes"
    OPENSHIFT = "openshift"


@total_ordering
@dataclass(frozen=True, slots=True)
class KubernetesVersion:
    """A minor version of Kubernetes; patch levels change no API.

    Attributes:
        major: 1.
        minor: for example 33.
    """

    major: int
    minor: int

    @classmethod
    def parse(cls, text: str) -> KubernetesVersion:
        """Read ``1.33``, ``v1.33.2`` or ``v1.33.2+k3s1``.

        Raises:
            InvalidValueError: when the text is not a version.
        """
        match = _VERSION.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(
                Problem(
                    message=f"{text!r} is not a version of Kubernetes",
                    remedy="Write major and minor, such as 1.33",
                    field="kubernetes_version",
                )
            )
        return cls(int(match["major"]), int(match["minor"]))

    def __lt__(self, other: KubernetesVersion) -> bool:
        return (self.major, self.minor) < (other.major, other.minor)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where the manifests are going to be applied.

    Attributes:
        kubernetes_version: decides which API versions and fields exist. OpenShift 4.N is built on
            Kubernetes 1.(N+13): 4.20 on 1.33.
        platform: decides what the cluster provides by itself and what it admits.
    """

    kubernetes_version: KubernetesVersion
    platform: Platform = Platform.KUBERNETES

    @property
    def is_openshift(self) -> bool:
        """Whether the target is OpenShift."""
        return self.platform is Platform.OPENSHIFT
