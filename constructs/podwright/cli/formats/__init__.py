"""Findings written for people and for tools."""

from podwright.cli.formats.checked import Checked
from podwright.cli.formats.github import write_github
from podwright.cli.formats.pages import write_page
from podwright.cli.formats.plain_json import write_json
from podwright.cli.formats.sarif import write_sarif
from podwright.cli.formats.text import write_text

__all__ = ["Checked", "write_github", "write_json", "write_page", "write_sarif", "write_text"]
