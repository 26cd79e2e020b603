"""One API object as it would be applied, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from podwright.verify.kinds import GroupKind, split_api_version
from podwright.verify.nodes import Node
from podwright.verify.paths import FieldPath


class LineFinder(Protocol):
    """Something that knows on which line of a text a field of a document stands."""

    def line_of(self, document: int, path: FieldPath) -> int:
        """Return the line (from 1) of a field, or of its nearest ancestor that is there; 0: unknown.

        Args:
            document: position of the document in the text, from 0.
            path: the field, from the document's root.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where an object comes from: a file, or the construct that made it.

    Attributes:
        file: name of the file as the user gave it (``-`` for standard input); empty when not a file.
        document: position of the YAML document in the file, from 0.
        prefix: where the object stands inside the document (``items[3]`` of a List).
        chart: id of the chart; empty when not from a synth.
        construct: construct path (``tarsy-development/database``); empty when not from a synth.
        location: ``file:line`` of the chart code that made it; empty when unknown.
        lines: finds lines in the file's text; none when the text is not at hand.
    """

    file: str = ""
    document: int = 0
    prefix: FieldPath = field(default_factory=FieldPath)
    chart: str = ""
    construct: str = ""
    location: str = ""
    lines: LineFinder | None = field(default=None, compare=False, repr=False)

    def line_of(self, path: FieldPath) -> int:
        """Return the line of a field of the object (from 1), 0 when unknown."""
        if self.lines is None:
            return 0
        return self.lines.line_of(self.document, FieldPath((*self.prefix.segments, *path.segments)))

    def below(self, path: FieldPath) -> Source:
        """Return the source of an object that stands inside this one."""
        return replace(self, prefix=FieldPath((*self.prefix.segments, *path.segments)))


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class ObjectRef:
    """The name of an API object.

    Attributes:
        kind: for example ``Deployment``.
        name: the object's name.
        namespace: its namespace; empty for a cluster-scoped object, and when it does not matter.
        api_version: for example ``apps/v1``; empty when it does not matter.
    """

    kind: str
    name: str
    namespace: str = ""
    api_version: str = ""

    def __str__(self) -> str:
        place = f"{self.namespace}/" if self.namespace else ""
        return f"{self.kind or 'object'} {place}{self.name or '(no name)'}"


@dataclass(frozen=True, eq=False)
class Manifest:
    """An immutable view of one API object.

    Two manifests are equal only when they are the same manifest: duplicates stay apart.

    Attributes:
        root: the object.
        source: where it comes from.
        namespace: the namespace it lives in: its own, the set's default one, or ``""`` when its kind
            is cluster-scoped.
        template: the OpenShift Template that holds it, if one does; its text may then contain
            parameters (``${NAME}``) whose values are not known.
    """

    root: Node
    source: Source = Source()
    namespace: str = ""
    template: Manifest | None = None

    @classmethod
    def of(cls, content: Mapping[str, object], *, source: Source | None = None) -> Manifest:
        """Wrap a parsed object.

        Args:
            content: the object, as parsed from JSON or YAML; it is not copied and must not be changed.
            source: where it comes from.
        """
        return cls(root=Node(content), source=source or Source())

    @cached_property
    def api_version(self) -> str:
        """``apiVersion``, ``""`` when absent."""
        return self.root["apiVersion"].text

    @cached_property
    def kind(self) -> str:
        """``kind``, ``""`` when absent."""
        return self.root["kind"].text

    @cached_property
    def group(self) -> str:
        """The API group; ``""`` is the core group."""
        return split_api_version(self.api_version)[0]

    @cached_property
    def version(self) -> str:
        """The version within the group (``v1``)."""
        return split_api_version(self.api_version)[1]

    @cached_property
    def group_kind(self) -> GroupKind:
        """Group and kind, which identify a type whatever its version."""
        return (self.group, self.kind)

    @cached_property
    def name(self) -> str:
        """``metadata.name``; ``""`` when absent or left to the server (``generateName``)."""
        return self.metadata["name"].text

    @cached_property
    def metadata(self) -> Node:
        """``metadata``."""
        return self.root["metadata"]

    @cached_property
    def spec(self) -> Node:
        """``spec``."""
        return self.root["spec"]

    @cached_property
    def declared_namespace(self) -> str:
        """``metadata.namespace`` as written; ``""`` when absent."""
        return self.metadata["namespace"].text

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """``metadata.labels``, without what is not a string."""
        return self.metadata["labels"].string_map

    @cached_property
    def annotations(self) -> Mapping[str, str]:
        """``metadata.annotations``, without what is not a string."""
        return self.metadata["annotations"].string_map

    @cached_property
    def ref(self) -> ObjectRef:
        """The object's name as data."""
        return ObjectRef(
            kind=self.kind, name=self.name, namespace=self.namespace, api_version=self.api_version
        )

    def __str__(self) -> str:
        return str(self.ref)
