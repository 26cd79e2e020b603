"""Security: which image runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.images import DOCKER_HUB, ImageReference, parse_image
from podwright.verify.pods import Container, PodTemplate
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check

_MOVING: Final = frozenset(
    [
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
    ]
)
_MAJOR: Final = re.compile(r"(?:v|pg)?[0-9]{1,2}(?:-[a-z]+)*")
_MOVE_BY_MAJOR: Final = frozenset(
    [
        "library/caddy",
        "library/debian",
        "library/golang",
        "library/haproxy",
        "library/httpd",
        "library/mariadb",
        "library/memcached",
        "library/mongo",
        "library/mysql",
        "library/nginx",
        "library/node",
        "library/postgres",
        "library/python",
        "library/rabbitmq",
        "library/redis",
        "library/ruby",
        "library/traefik",
        "library/valkey",
        "pgvector/pgvector",
        "postgis/postgis",
    ]
)
"""Images of Docker Hub whose tag with nothing but the major version moves with every release."""
_TRIGGERS: Final = "image.openshift.io/triggers"
_INJECTED: Final = "auto"
"""What stands for the image that Istio writes."""


@check(
    "floating-image-tag",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="The version of an image is left open.",
    source="https://kubernetes.io/docs/concepts/containers/images/#image-names",
    same_as=SameAs(checkov=("CKV_K8S_14",), kube_linter=("latest-tag",), kube_score=("container-image-tag",)),
)
def floating_image_tag(cluster: Cluster) -> Iterator[Flaw]:
    """Find images without a tag, and with one that moves on.

    Images of a registry inside the cluster are left out: whoever pushes there during development moves
    tags on purpose.
    """
    for container, image in _images(cluster):
        if image.digest or image.is_internal:
            continue
        node = container.node["image"]
        if not image.tag:
            message = f"{image.name} has no tag, which means latest"
        elif _moves(image):
            message = f"the tag {image.tag} of {image.name} moves with its releases"
        else:
            continue
        remedy = "Write the tag of a release, or a digest (@sha256:…)"
        yield Flaw(container.pod.manifest, node, message, remedy)


@check(
    "image-pull-policy",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="Which image runs depends on what a node has pulled before.",
    source="https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",
    same_as=SameAs(checkov=("CKV_K8S_15",), kube_score=("container-image-pull-policy",)),
)
def image_pull_policy(cluster: Cluster) -> Iterator[Flaw]:
    """Find images that are never pulled, and moving tags of the cluster's registry that are pulled once."""
    for container, image in _images(cluster):
        node = container.node["imagePullPolicy"]
        policy = node.text or (
            "Always" if image.tag in ("", "latest") and not image.digest else "IfNotPresent"
        )
        if policy == "Never":
            message = f"{container} starts only on nodes that happen to have {image.name}"
            yield Flaw(container.pod.manifest, node, message, "Write IfNotPresent, or leave it out")
        elif policy == "IfNotPresent" and image.is_internal and not image.digest and _moves(image):
            message = f"a node that has pulled {image.name}:{image.tag} before keeps that one"
            yield Flaw(container.pod.manifest, node, message, "Write imagePullPolicy: Always")


def _images(cluster: Cluster) -> Iterator[tuple[Container, ImageReference]]:
    for pod in cluster.manifests.pods:
        if _TRIGGERS in pod.manifest.annotations:
            continue  # OpenShift writes the images
        for container in pod.containers:
            image = parse_image(container.image) if container.image != _INJECTED else None
            if image is not None and not _is_stream(cluster, pod, image):
                yield container, image


def _is_stream(cluster: Cluster, pod: PodTemplate, image: ImageReference) -> bool:
    """Whether OpenShift looks the image up in an image stream of the namespace."""
    if image.registry != DOCKER_HUB or not image.repository.startswith("library/"):
        return False
    stream = cluster.manifests.find("ImageStream", "image.openshift.io", pod.namespace, image.name)
    return stream is not None


def _moves(image: ImageReference) -> bool:
    first, _, rest = image.tag.lower().partition("-")
    if first in _MOVING and not any(one.isdigit() for one in rest):
        return True
    by_major = image.registry == DOCKER_HUB and image.repository in _MOVE_BY_MAJOR
    return by_major and _MAJOR.fullmatch(image.tag) is not None
