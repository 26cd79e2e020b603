"""reactbin's images, and what each needs to run without privileges."""

from __future__ import annotations

from pathlib import Path

from podwright import MINIO_PROFILE, Image, ImageProfile, ReleasedImages

API = "reactbin-api"
UI = "reactbin-ui"

# Assumed: both are built for user 10001, appuser of group appgroup in the API's. Each writes to /tmp and
# nowhere else; nginx, in the UI's, keeps its process number and what it buffers there.
OWN_IMAGES = {
    API: ImageProfile(user=10001, group=10001, writable_paths=("/tmp",)),
    UI: ImageProfile(user=10001, group=10001, writable_paths=("/tmp",)),
}


def released(environment: str) -> ReleasedImages:
    """Return reactbin's own images as the pipeline released them to an environment, by ``images.yaml``."""
    return ReleasedImages.from_file(
        Path(__file__).with_name("images.yaml"),
        environment=environment,
        repository="registry.example.com/reactbin",
    )


# The last release with public images: the project is no longer maintained. Server and client are one image,
# so there is one to watch and to replace, by one of your own as soon as there is a reason to.
MINIO = Image(
    repository="quay.io/minio/minio",
    tag="RELEASE.2025-09-07T16-13-09Z",
    digest="sha256:14cea493d9a34af32f524e538b8346cf79f3321eff8e708c1e2960462bd8936e",
    profile=MINIO_PROFILE,
)
