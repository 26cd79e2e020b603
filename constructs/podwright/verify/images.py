"""Image references, taken apart.

Source: https://github.com/distribution/reference
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

DOCKER_HUB: Final = "docker.io"
OPENSHIFT_REGISTRY: Final = "image-registry.openshift-image-registry.svc"

_REFERENCE: Final = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+(?::[0-9]+)?(?:/[a-z0-9._-]+)*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z0-9+._-]+:[0-9a-fA-F]{32,}))?"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageReference:
    """An image by name and version.

    Attributes:
        registry: host of the registry, with its port if one is given; ``docker.io`` when none is named.
        repository: path in the registry; Docker Hub's own images stand under ``library/``.
        tag: the tag, ``""`` when there is none.
        digest: the digest, ``""`` when there is none.
    """

    registry: str
    repository: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """The last part of the repository: ``oauth2-proxy``."""
        return self.repository.rpartition("/")[2]

    @property
    def is_internal(self) -> bool:
        """Whether it comes from a registry inside the cluster or on the developer's machine."""
        host = self.registry.partition(":")[0]
        return (
            host in (OPENSHIFT_REGISTRY, "docker-registry.default.svc", "localhost")
            or host.startswith("127.")
            or host.endswith((".svc", ".svc.cluster.local", ".localhost"))
        )


def parse_image(text: str) -> ImageReference | None:
    """Read an image reference; none when it is not one, or still contains placeholders.

    Args:
        text: for example ``quay.io/oauth2-proxy/oauth2-proxy:v7.15.3``, ``postgres@sha256:…``.
    """
    # A single word with a colon is a name and a tag, not a registry and its port.
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return None
    name, tag = match["name"], match["tag"] or ""
    if "/" not in name and not tag and ":" in name:
        name, _, tag = name.partition(":")
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        registry, repository = first, rest
    else:
        registry, repository = DOCKER_HUB, name
    if registry in (DOCKER_HUB, "index.docker.io", "registry-1.docker.io"):
        registry = DOCKER_HUB
        repository = repository if "/" in repository else f"library/{repository}"
    return ImageReference(registry=registry, repository=repository, tag=tag, digest=match["digest"] or "")
