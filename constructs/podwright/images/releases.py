"""A released version of an image."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from podwright.vocabulary.images import check_digest, check_tag, is_floating_tag
from podwright.vocabulary.value import Value, refuse


class ReleasedImage(Value):
    """A released version of one image: the same image today and tomorrow.

    Args:
        tag: the tag of one build, ``c35f0f7``; one that moves on, such as ``latest``, only with a digest.
        digest: the digest, ``sha256:…``.

    Raises:
        InvalidValueError: neither tag nor digest, one of them has another form, or a floating tag alone.
    """

    tag: Annotated[str, AfterValidator(check_tag)] | None = None
    digest: Annotated[str, AfterValidator(check_digest)] | None = None

    @model_validator(mode="after")
    def _is_a_version(self) -> Self:
        if self.tag is None and self.digest is None:
            raise refuse(
                "neither tag nor digest says which version was released", "Give tag=…, digest=… or both"
            )
        if self.tag is not None and self.digest is None and is_floating_tag(self.tag):
            message = f"tag {self.tag!r} floats: it may be another image tomorrow, and nothing to go back to"
            remedy = "Give the tag of one build, such as its commit, or the digest too"
            raise refuse(message, remedy, field="tag")
        return self

    def __str__(self) -> str:
        """Return what follows the name in a reference, without its first mark: ``c35f0f7@sha256:…``."""
        return "@".join(part for part in (self.tag, self.digest) if part)
