"""A catalogue page, for a terminal."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console

from podwright.verify import Rule
from podwright.verify.pages import page_of


def write_page(out: TextIO, rule: Rule) -> None:
    """Write what a check finds and why.

    Args:
        out: where to; formatted only when it is a terminal.
        rule: the rule.
    """
    page = page_of(rule.code)
    brief = "\n\n".join((f"# {rule.code}", rule.summary, rule.source)) + "\n"
    text = page.text if page is not None else brief
    console = Console(file=out)
    if console.is_terminal:
        # A Markdown parser takes a while to import, and hardly any run needs it.
        from rich.markdown import Markdown

        console.print(Markdown(text))
    else:
        out.write(text)
