"""Where a system's own images come from: released ones from a registry, development ones from the cluster.

The two classes are the alternatives of one decision; a chart is given one of them and asks it for images.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from constructs import Construct
from pydantic import AfterValidator

from imports.io.openshift.image import ImageStream as ImageStreamBinding
from imports.io.openshift.image import ImageStreamSpec, ImageStreamSpecLookupPolicy
from podwright.chart import EnvironmentConstruct, argument, chart_of, shown_path
from podwright.errors import InvalidValueError, Problem
from podwright.images.release_file import ReleaseFile
from podwright.images.releases import ReleasedImage
from podwright.vocabulary import Image, ImageProfile
from podwright.vocabulary.images import check_repository, check_tag
from podwright.vocabulary.names import check_object_name
from podwright.vocabulary.value import Value, did_you_mean, refuse

_LONGEST_REPOSITORY = 255


class ReleasedImages(Value):
    """Images that a pipeline has released to a registry, each in a version that does not move.

    Args:
        repository: registry and organization, ``quay.io/codeready-toolchain``.
        versions: the released version of each image by name.
        origin: where the versions are written, for errors: ``charts/tarsy/images.yaml:4``.
    """

    repository: Annotated[str, AfterValidator(check_repository)]
    versions: Mapping[str, ReleasedImage]
    origin: str = ""

    @classmethod
    def from_file(cls, path: Path, *, environment: str, repository: str) -> Self:
        """Return the versions that a data file has for an environment; `podwright set-image` edits it.

        The file has a line for each image, below its environment::

            staging:
              tarsy: { tag: "c35f0f7" }
              tarsy-llm: { tag: "c35f0f7", digest: "sha256:…" }

        Args:
            path: the file, ``charts/<system>/images.yaml``.
            environment: which of its environments.
            repository: registry and organization of all its images.

        Raises:
            InvalidValueError: there is no such file or environment; the file has another form (every problem
                says on which line); text without quotes, which YAML may take for a number; a floating tag.
        """
        file = ReleaseFile.read(path, name=shown_path(str(path)))
        versions = {image: entry.version for image, entry in file.entries(environment).items()}
        origin = f"{file.name}:{file.line_of(environment)}"
        return cls(repository=repository, versions=versions, origin=origin)

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
                raise self._missing(name, profiles)
            images[name] = Image(
                repository=f"{self.repository}/{name}",
                tag=version.tag,
                digest=version.digest,
                profile=profile,
                set_by_pipeline=True,
            )
        return images

    def _missing(self, name: str, profiles: Mapping[str, ImageProfile]) -> InvalidValueError:
        unused = [version for version in self.versions if version not in profiles]
        message = f"image {name!r} has no released version{did_you_mean(name, unused)}"
        remedy = f"Add versions={{{name!r}: ReleasedImage(tag=…)}}"
        if self.origin:
            remedy = f'Add a line: {name}: {{ tag: "…" }}'
        return InvalidValueError(
            Problem(message=message, remedy=remedy, field="versions", location=self.origin)
        )


class ClusterImages(Value):
    """Images that developers push to the cluster's own registry, for a fast turn-around.

    Args:
        tag: the tag that is pushed, ``dev``.
    """

    tag: Annotated[str, AfterValidator(check_tag)] = "dev"

    def provide(self, scope: Construct, profiles: Mapping[str, ImageProfile]) -> dict[str, Image]:
        """Return an image for each name; emits an `ImageStream` for each, to push to.

        In a shared namespace the names of the streams begin with its prefix.

        Args:
            scope: the chart that uses the images.
            profiles: what each image needs to run, by the name of its image stream.

        Raises:
            InvalidValueError: the platform is not OpenShift.
        """
        chart = chart_of(scope)
        environment = chart.environment
        openshift = environment.openshift("the cluster's own registry", instead="ReleasedImages(…)")
        images: dict[str, Image] = {}
        for name, profile in profiles.items():
            stream = chart.named(name, longest=_LONGEST_REPOSITORY)
            ImageStream(scope, f"image-stream-{name}", name=stream)
            repository = f"{openshift.internal_registry}/{environment.namespace}/{stream}"
            images[name] = Image(repository=repository, tag=self.tag, profile=profile, moves=True)
        return images


ImageSource = ReleasedImages | ClusterImages
"""Where a system's own images come from: one decision, and its alternatives."""


class ImageStream(EnvironmentConstruct):
    """A place in the cluster's own registry to push an image to. Emits one `ImageStream`.

    Source: https://docs.openshift.com/container-platform/latest/openshift_images/image-streams-manage.html

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`, and the image's name in the registry.

    Raises:
        InvalidValueError: the platform is not OpenShift; the name is illegal, too long with the namespace's,
            or another image stream of the chart has it.
    """

    def __init__(self, scope: Construct, id: str, *, name: str) -> None:
        super().__init__(scope, id)
        self.environment.openshift("an ImageStream", instead="ReleasedImages(…)")
        argument("name", check_object_name, name)
        longest = _LONGEST_REPOSITORY - len(self.environment.namespace) - 1
        if len(name) > longest:
            message = f"{name!r} is too long: the registry's path is namespace/name, of {_LONGEST_REPOSITORY}"
            raise refuse(message, f"Use at most {longest} characters", field="name")
        self.chart.register(self, kind="ImageStream", name=name)
        ImageStreamBinding(
            self,
            "image-stream",
            metadata=self.custom_resource_meta(name=name, labels=self.chart.labels_of("images")),
            # Pods name the registry in full; nothing may rewrite a short name behind the reviewer's back.
            spec=ImageStreamSpec(lookup_policy=ImageStreamSpecLookupPolicy(local=False)),
        )
