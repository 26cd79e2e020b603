"""OpenShift Templates: the objects they will yield, as far as that is known.

Source: https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/images/using-templates
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node

TEMPLATE: Final = ("template.openshift.io", "Template")

_PARAMETER: Final = re.compile(r"\$\{\{?([a-zA-Z0-9_]+)\}?\}")
_WHOLE: Final = re.compile(r"\$\{\{([a-zA-Z0-9_]+)\}\}")
_SCALARS: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "null": None}


def has_parameter(text: str) -> bool:
    """Whether a text contains a Template parameter (``${NAME}`` or ``${{NAME}}``)."""
    return "${" in text and _PARAMETER.search(text) is not None


def objects_of(template: Manifest) -> Iterator[Manifest]:
    """Yield the objects of a Template, parameters that have a value filled in.

    A parameter without a value, or with a generated one, stays in the text as it is written. Processing
    a Template removes a namespace that is written out, and keeps one that a parameter gives.
    """
    values = {
        parameter["name"].text: parameter["value"].text
        for parameter in template.root["parameters"]
        if parameter["value"].text
    }
    for node in template.root["objects"]:
        if not node.is_map:
            continue
        content = _substituted(node.value, values)
        if isinstance(content, dict):
            if not has_parameter(node.at("metadata", "namespace").text):
                content = _without_namespace(content)
            yield Manifest(root=Node(content), source=template.source.below(node.path), template=template)


def _without_namespace(content: dict[object, object]) -> dict[object, object]:
    metadata = content.get("metadata")
    if not isinstance(metadata, dict) or "namespace" not in metadata:
        return content
    return {**content, "metadata": {key: value for key, value in metadata.items() if key != "namespace"}}


def _substituted(value: object, values: Mapping[str, str]) -> object:
    match value:
        case dict():
            return {
                _text(key, values) if isinstance(key, str) else key: _substituted(item, values)
                for key, item in value.items()
            }
        case list():
            return [_substituted(item, values) for item in value]
        case str() if "${" in value:
            whole = _WHOLE.fullmatch(value)
            if whole is None or whole[1] not in values:
                return _text(value, values)
            return _raw(values[whole[1]])
        case _:
            return value


def _text(text: str, values: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda match: values.get(match[1], match[0]), text) if "${" in text else text


def _raw(text: str) -> object:
    """Return what ``${{NAME}}`` yields: the value without quotes."""
    if text in _SCALARS:
        return _SCALARS[text]
    if re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
        return int(text)
    return text
