"""Identity: images are named in a form that a container runtime can pull."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.naming import Fault
from podwright.verify.rules import Family, Flaw, Severity, check

_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST: Final = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-fA-F:]+\])"
_PART: Final = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_NAME: Final = re.compile(rf"(?:{_HOST}(?::[0-9]+)?/)?{_PART}(?:/{_PART})*")
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}")
_LONGEST_NAME: Final = 255
_DIGITS: Final = {"sha256": 64, "sha384": 96, "sha512": 128}
_PLACEHOLDERS: Final = ("$", "{", "<", "%", "ko://", "#")
_TRIGGERS: Final = "image.openshift.io/triggers"


@check(
    "invalid-image-name",
    family=Family.IDENTITY,
    severity=Severity.ERROR,
    summary="An image is named in a form that no container runtime can pull.",
    source="https://kubernetes.io/docs/concepts/containers/images/#image-names",
)
def invalid_image_name(cluster: Cluster) -> Iterator[Flaw]:
    """Find images whose name, tag or digest is malformed: the kubelet reports InvalidImageName.

    The API server accepts them. Placeholders that something fills in later are left out.
    """
    for pod in cluster.manifests.pods:
        if _TRIGGERS in pod.manifest.annotations:
            continue  # OpenShift writes the images
        for container in pod.containers:
            fault = _fault(container.image)
            if fault is not None:
                yield Flaw(pod.manifest, container.node["image"], fault.message, fault.remedy)


def _fault(image: str) -> Fault | None:
    if not image or any(mark in image for mark in _PLACEHOLDERS):
        return None
    if any(character.isspace() for character in image):
        return Fault("has a space in it", "Remove the space")
    scheme, is_url, address = image.partition("://")
    if is_url:
        return Fault(f"starts with {scheme}://, which no image does", f"Write {address}")
    rest, has_digest, digest = image.partition("@")
    head, slash, last = rest.rpartition("/")
    last, has_tag, tag = last.partition(":")
    fault = _digest_fault(digest) if has_digest else None
    if fault is None and has_tag and not _TAG.fullmatch(tag):
        fault = Fault(f"has the tag {tag!r}, which no image can have", "Write the tag of a release")
    return fault or _name_fault(f"{head}{slash}{last}")


def _name_fault(name: str) -> Fault | None:
    if len(name) > _LONGEST_NAME:
        message = f"has a name of {len(name)} characters, more than {_LONGEST_NAME}"
        return Fault(message, "Write registry/repository:tag")
    if _NAME.fullmatch(name):
        return None
    if _NAME.fullmatch(name.lower()):
        return Fault("has capital letters in its repository", f"Write {name.lower()}")
    return Fault(f"{name!r} is not the name of an image", "Write registry/repository:tag")


def _digest_fault(digest: str) -> Fault | None:
    algorithm, _, digits = digest.partition(":")
    wanted = _DIGITS.get(algorithm)
    if wanted is not None and len(digits) != wanted:
        message = f"has a digest of {len(digits)} digits, and {algorithm} has {wanted}"
        return Fault(message, "Copy the whole digest")
    if not _DIGEST.fullmatch(digest):
        return Fault("has a digest that is none", "Write sha256: and 64 hexadecimal digits")
    return None
