"""A refusal, as data."""

from __future__ import annotations

from dataclasses import dataclass

from podwright.verify.nodes import Node


@dataclass(frozen=True, slots=True, eq=False)
class Refusal:
    """Something that the API server does not let an update do.

    Attributes:
        node: the field of the new object.
        message: what is wrong, as in a flaw.
        remedy: what to write or do instead, as in a flaw.
    """

    node: Node
    message: str
    remedy: str
