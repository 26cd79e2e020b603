"""The registry's images, and what each needs to run without privileges."""

from __future__ import annotations

from pathlib import Path

from podwright import POSTGRES_PROFILE, Image, ImageProfile, ReleasedImages

API = "tool-registry-mcp"

# Python writes temporary files, and nothing else; the application's files may be read by any user.
OWN_IMAGES = {API: ImageProfile(user=1000, group=1000, writable_paths=("/tmp",))}


def released(environment: str) -> ReleasedImages:
    """Return the registry's own image as it has been released to an environment, by ``images.yaml``."""
    return ReleasedImages.from_file(
        Path(__file__).with_name("images.yaml"),
        environment=environment,
        repository="registry.example.com/tool-registry",
    )


# A single static binary that writes nothing.
COLLECTOR = Image(
    repository="docker.io/otel/opentelemetry-collector",
    tag="0.150.0",
    profile=ImageProfile(user=10001, group=10001),
)

# The migrations run CREATE EXTENSION vector, which the plain postgres image does not have.
DATABASE = Image(repository="docker.io/pgvector/pgvector", tag="0.8.1-pg17", profile=POSTGRES_PROFILE)
