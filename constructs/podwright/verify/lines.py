"""Line numbers, found only when somebody asks.

Reading keeps no positions: it would cost every clean run. A text that has findings is parsed a second
time, once, when the first line is asked for.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property

import yaml

from podwright.verify.paths import FieldPath


class SourceText:
    """The text of a file, which knows on which line a field stands.

    Args:
        text: YAML or JSON.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _roots(self) -> list[yaml.Node | None]:
        # Tabs are legal between the tokens of JSON, and not to this parser.
        is_json = self._text.lstrip().startswith(("{", "["))
        text = self._text.replace("\t", " ") if is_json else self._text
        roots: list[yaml.Node | None] = []
        with suppress(yaml.YAMLError):  # what stands before the fault has been found by then
            roots.extend(yaml.compose_all(text, Loader=yaml.CSafeLoader))
        return roots

    def line_of(self, document: int, path: FieldPath) -> int:
        """Return the line (from 1) of a field, or of its nearest ancestor that is there; 0: unknown.

        Args:
            document: position of the document in the text, from 0.
            path: the field, from the document's root.
        """
        if document >= len(self._roots):
            return 0
        node = self._roots[document]
        if node is None:
            return 0
        line = node.start_mark.line + 1
        for segment in path.segments:
            found = _child(node, segment)
            if found is None:
                break
            line, node = found
        return line


def _child(node: yaml.Node, segment: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode):
        if isinstance(segment, int) and segment < len(node.value):
            child = node.value[segment]
            return child.start_mark.line + 1, child
    elif isinstance(node, yaml.MappingNode):
        found = None
        for key, value in node.value:
            if key.value == segment:
                found = key.start_mark.line + 1, value
            elif key.value == "<<" and found is None:
                found = _merged_child(value, segment)
        return found
    return None


def _merged_child(value: yaml.Node, segment: str | int) -> tuple[int, yaml.Node] | None:
    candidates = value.value if isinstance(value, yaml.SequenceNode) else [value]
    for candidate in candidates:
        if isinstance(candidate, yaml.MappingNode) and (found := _child(candidate, segment)):
            return found
    return None
