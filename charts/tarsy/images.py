"""TARSy's images, and what each needs to run without privileges."""

from __future__ import annotations

from pathlib import Path

from podwright import POSTGRES_PROFILE, Image, ImageProfile, ReleasedImages

TARSY = "tarsy"
LLM_SERVICE = "tarsy-llm"

# Both are built with user 65532 and files writable by group 0. The Go backend writes only to its home, which
# is a volume; Python needs a place for temporary files.
OWN_IMAGES = {
    TARSY: ImageProfile(user=65532, group=65532),
    LLM_SERVICE: ImageProfile(user=65532, group=65532, writable_paths=("/tmp",)),
}


def released(environment: str) -> ReleasedImages:
    """Return TARSy's own images as the pipeline has released them to an environment, by ``images.yaml``."""
    return ReleasedImages.from_file(
        Path(__file__).with_name("images.yaml"),
        environment=environment,
        repository="quay.io/codeready-toolchain",
    )


# Both proxies are single static binaries that write nothing.
OAUTH2_PROXY = Image(
    repository="quay.io/oauth2-proxy/oauth2-proxy",
    tag="v7.15.3",
    profile=ImageProfile(user=65532, group=65532),
)
KUBE_RBAC_PROXY = Image(
    repository="quay.io/brancz/kube-rbac-proxy",
    tag="v0.21.0",
    profile=ImageProfile(user=65532, group=65532),
)

# TARSy's migrations run CREATE EXTENSION vector, which the plain postgres image does not have.
DATABASE = Image(repository="docker.io/pgvector/pgvector", tag="0.8.1-pg17", profile=POSTGRES_PROFILE)

# A static binary that caches what a cluster serves. It can do without sessions (--stateless) since 2026.
KUBERNETES_MCP_SERVER = Image(
    repository="quay.io/containers/kubernetes_mcp_server",
    tag="v0.0.66",
    profile=ImageProfile(user=65532, group=65532, writable_paths=("/tmp",)),
)
