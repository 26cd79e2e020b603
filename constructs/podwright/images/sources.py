"""Where a system's own images come from: released ones from a registry, development ones from the cluster.

The two classes are the alternatives of one decision; a chart is given one of them and asks it for images.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from constructs import Construct
from pydantic import AfterValidator

from imports.io.openshift.image import ImageStream as ImageStreamBinding
from imports.io.openshift.image import ImageStreamSpec, ImageStreamSpecLookupPolicy
from podwright.chart import EnvironmentConstruct, chart_of
from podwright.vocabulary import Image, ImageProfile
from podwright.vocabulary.images import check_digest, check_repository, check_tag
from podwright.vocabulary.names import check_object_name
from podwright.vocabulary.value import Value, refuse


class ReleasedImage(Value):
    """A released version of one image.

    Args:
        tag: the tag, ``c35f0f7``.
        digest: the digest, ``sha256:…``.
    """

    tag: Annotated[str, AfterValidator(check_tag)] | None = None
    digest: Annotated[str, AfterValidator(check_digest)] | None = None


class ReleasedImages(Value):
    """Images that a pipeline has released to a registry.

    Args:
        repository: registry and organization, ``quay.io/codeready-toolchain``.
        versions: the released version of each image by name.
    """

    repository: Annotated[str, AfterValidator(check_repository)]
    versions: Mapping[str, ReleasedImage]

    def provide(self, scope: Construct, profiles: Mapping[str, ImageProfile]) -> dict[str, Image]:
        """Return an image for each name; emits nothing.

        Args:
            scope: the chart that uses the images.
            profiles: what each image needs to run, by its name in the repository.

        Raises:
            InvalidValueError: an image without a version.
        """
        chart_of(scope)
        images: dict[str, Image] = {}
        for name, profile in profiles.items():
            version = self.versions.get(name)
            if version is None:
                message = f"image {name!r} has no released version"
                raise refuse(message, f"Add versions={{{name!r}: ReleasedImage(tag=…)}}", field="versions")
            repository = f"{self.repository}/{name}"
            images[name] = Image(
                repository=repository, tag=version.tag, digest=version.digest, profile=profile
            )
        return images


class ClusterImages(Value):
    """Images that developers push to the cluster's own registry, for a fast turn-around.

    Args:
        tag: the tag that is pushed, ``dev``.
    """

    tag: Annotated[str, AfterValidator(check_tag)] = "dev"

    def provide(self, scope: Construct, profiles: Mapping[str, ImageProfile]) -> dict[str, Image]:
        """Return an image for each name; emits an `ImageStream` for each, to push to.

        Args:
            scope: the chart that uses the images.
            profiles: what each image needs to run, by the name of its image stream.

        Raises:
            InvalidValueError: the platform is not OpenShift.
        """
        environment = chart_of(scope).environment
        registry = environment.openshift("the cluster's own registry").internal_registry
        images: dict[str, Image] = {}
        for name, profile in profiles.items():
            ImageStream(scope, f"image-stream-{name}", name=name)
            repository = f"{registry}/{environment.namespace}/{name}"
            images[name] = Image(repository=repository, tag=self.tag, profile=profile)
        return images


ImageSource = ReleasedImages | ClusterImages


class ImageStream(EnvironmentConstruct):
    """A place in the cluster's own registry to push an image to. Emits one `ImageStream`.

    Source: https://docs.openshift.com/container-platform/latest/openshift_images/image-streams-manage.html

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`, and the image's name in the registry.

    Raises:
        InvalidValueError: the platform is not OpenShift, or the name is illegal.
    """

    def __init__(self, scope: Construct, id: str, *, name: str) -> None:
        super().__init__(scope, id)
        self.environment.openshift("an ImageStream")
        ImageStreamBinding(
            self,
            "image-stream",
            metadata=self.custom_resource_meta(
                name=check_object_name(name), labels=self.chart.labels_of("images")
            ),
            # Pods name the registry in full; nothing may rewrite a short name behind the reviewer's back.
            spec=ImageStreamSpec(lookup_policy=ImageStreamSpecLookupPolicy(local=False)),
        )
