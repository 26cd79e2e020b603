"""Rules about files; reading finds them, before there are objects to check."""

from __future__ import annotations

from typing import Final

from podwright.verify.rules import Family, Rule, Severity

_YAML: Final = "https://yaml.org/spec/1.2.2/"

INVALID_YAML: Final = Rule(
    code="invalid-yaml",
    family=Family.READING,
    severity=Severity.ERROR,
    summary="A file cannot be read as YAML or JSON.",
    source=_YAML,
)

NOT_UTF8: Final = Rule(
    code="not-utf8",
    family=Family.READING,
    severity=Severity.ERROR,
    summary="A file is not encoded in UTF-8.",
    source="https://yaml.org/spec/1.2.2/#52-character-encodings",
)

DUPLICATE_KEY: Final = Rule(
    code="duplicate-key",
    family=Family.READING,
    severity=Severity.ERROR,
    summary="A map has the same key twice, and only one of the values counts.",
    source="https://yaml.org/spec/1.2.2/#mapping",
)

EXCESSIVE_ALIASES: Final = Rule(
    code="excessive-aliases",
    family=Family.READING,
    severity=Severity.ERROR,
    summary="Aliases refer to themselves, or blow a document up beyond measure.",
    source="https://yaml.org/spec/1.2.2/#anchors-and-aliases",
)

NOT_RENDERED: Final = Rule(
    code="not-rendered",
    family=Family.READING,
    severity=Severity.ERROR,
    summary="A file is the input of a templating tool, not a manifest.",
    source="https://helm.sh/docs/helm/helm_template/",
)
