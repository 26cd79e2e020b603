"""Catalogue pages: why a rule exists, and examples that the tests execute.

The page ``docs/checks/<code>.md`` is the home of the rationale. Its YAML blocks under ``## Fails`` and
``## Fixed`` are complete manifests. Words behind ``yaml`` in the fence set what they are checked for:
``kubernetes=1.29``, ``platform=openshift``, ``external=Secret/name:key``; ``before`` marks the objects
as they were applied last. ``chart=web`` says that they come from a synth, ``encoding=latin-1`` how the file
is encoded, ``text=1000`` that ``{text}`` stands for a thousand letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from podwright.verify.bundled import pages_folder

_FENCE: Final = re.compile(
    r"^```yaml(?P<words>[^\n]*)\n(?P<yaml>.*?)^```$|^## (?P<heading>[^\n]+)$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One YAML block of a page.

    Attributes:
        section: the heading it stands under: ``Fails`` or ``Fixed``.
        yaml: the manifests.
        is_before: whether these are the objects as they were applied last.
        options: what they are checked for, by name.
    """

    section: str
    yaml: str
    is_before: bool
    options: tuple[tuple[str, str], ...]

    def option(self, name: str) -> str:
        """Return the value of an option, ``""`` when it is not set."""
        return dict(self.options).get(name, "")

    @property
    def content(self) -> bytes:
        """The content of the file that the example stands for."""
        length = int(self.option("text") or 0)
        text = self.yaml.replace("{text}", "x" * length) if length else self.yaml
        return text.encode(self.option("encoding") or "utf-8")

    @property
    def externals(self) -> tuple[str, ...]:
        """The external objects, as `External.parse` reads them."""
        return tuple(value for name, value in self.options if name == "external")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The page of a rule.

    Attributes:
        code: the rule's code.
        text: the page, in Markdown.
    """

    code: str
    text: str

    @property
    def examples(self) -> tuple[Example, ...]:
        """The YAML blocks under ``Fails`` and ``Fixed``, in order."""
        examples: list[Example] = []
        section = ""
        for match in _FENCE.finditer(self.text):
            if match["heading"] is not None:
                section = match["heading"].strip()
            elif section in ("Fails", "Fixed"):
                words = match["words"].split()
                pairs = (word.partition("=") for word in words if "=" in word)
                options = tuple((name, value) for name, _, value in pairs)
                examples.append(
                    Example(section=section, yaml=match["yaml"], is_before="before" in words, options=options)
                )
        return tuple(examples)


def page_of(code: str) -> Page | None:
    """Return the page of a rule, none when it is not at hand.

    Args:
        code: the rule's code.
    """
    folder = pages_folder()
    file = folder / f"{code}.md" if folder is not None else None
    if file is None or not file.is_file():
        return None
    return Page(code=code, text=file.read_text(encoding="utf-8"))
