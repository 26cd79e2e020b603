"""The pages that oauth2-proxy shows with our templates, and the logo on them.

They are rendered here with the few constructs of Go's html/template that they use, and looked at
as a browser and a person with a screen reader would.
"""

from __future__ import annotations

import re
import struct
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[3] / "charts" / "tarsy" / "config" / "templates"
SIGN_IN = "sign_in.html"
ERROR = "error.html"
PAGES = [SIGN_IN, ERROR]
LOGO = TEMPLATES / "tarsy-logo.png"


class Page(HTMLParser):
    """The elements of a rendered page, in order, and whether they are balanced."""

    VOID = ("meta", "input", "img", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


# The fields of oauth2-proxy v7.15; html/template fails at run time on any other.
PAGE_FIELDS = {
    SIGN_IN: {
        "ProviderName": "GitHub",
        "SignInMessage": "A message",
        "StatusCode": "403",
        "CustomLogin": "",
        "Redirect": "/sessions/1",
        "Version": "v7.15.3",
        "ProxyPrefix": "/oauth2",
        "Footer": "",
        "LogoData": '<img src="data:image/png;base64,AAAA" alt="Logo" />',
    },
    ERROR: {
        "Title": "Forbidden",
        "Message": "You do not have permission.",
        "ProxyPrefix": "/oauth2",
        "StatusCode": "403",
        "Redirect": "/sessions/1",
        "RequestID": "a-request",
        "Footer": "",
        "Version": "v7.15.3",
    },
}
ACTION = re.compile(r"\{\{(-?)\s*(.*?)\s*(-?)\}\}", re.DOTALL)


def rendered(name: str, **changes: str) -> Page:
    """Render the subset of Go's templates that our pages use, refusing everything else."""
    fields = PAGE_FIELDS[name] | changes
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    output = ""
    taken = [True]
    position = 0
    trim_next = False
    for match in ACTION.finditer(text):
        literal = text[position : match.start()]
        literal = literal.lstrip() if trim_next else literal
        literal = literal.rstrip() if match[1] else literal
        position, trim_next = match.end(), bool(match[3])
        output += literal if all(taken) else ""
        action = match[2]
        if action.startswith("/*"):
            assert action.endswith("*/")
        elif field := re.fullmatch(r"if \.(\w+)", action):
            taken.append(bool(fields[field[1]]))
        elif comparison := re.fullmatch(r"if eq \.(\w+) (\d+)", action):
            taken.append(fields[comparison[1]] == comparison[2])
        elif action == "else":
            taken[-1] = not taken[-1]
        elif action == "end":
            taken.pop()
        else:
            field = re.fullmatch(r"\.(\w+)", action)
            assert field, f"{name}: unexpected action {action}"
            output += fields[field[1]] if all(taken) else ""
    assert taken == [True], f"{name}: an if without end"
    output += text[position:]
    assert output.startswith("<!DOCTYPE html>\n")
    return Page(output.removeprefix("<!DOCTYPE html>\n"))


class TestPages:
    @pytest.mark.parametrize("name", PAGES)
    def test_loads_nothing_and_runs_nothing(self, name: str) -> None:
        page = rendered(name)
        tags = {tag for tag, _ in page.elements}
        assert tags.isdisjoint({"script", "link", "iframe", "object", "embed", "base", "video", "audio"})
        for tag, attributes in page.elements:
            assert [key for key in attributes if key.startswith("on") or key == "style"] == []
            assert attributes.get("src", "data:").startswith("data:"), tag
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        assert re.findall(r"https?://|url\(|@import|javascript:", source) == []

    @pytest.mark.parametrize("name", PAGES)
    def test_policy_forbids_what_the_page_does_not_need(self, name: str) -> None:
        [policy] = [meta["content"] for meta in rendered(name).all("meta") if "http-equiv" in meta]
        directives = dict(directive.strip().split(" ", 1) for directive in policy.split(";"))
        assert directives["default-src"] == "'none'"
        assert "script-src" not in directives
        # The form leads to GitHub by a redirect, to which browsers apply form-action too.
        assert directives["form-action"] == "'self' https:"
        assert ("img-src" in directives) == bool(rendered(name).all("img"))

    @pytest.mark.parametrize("name", PAGES)
    def test_is_accessible(self, name: str) -> None:
        page = rendered(name)
        assert page.all("html") == [{"lang": "en"}]
        assert len(page.all("main")) == len(page.all("h1")) == len(page.all("title")) == 1
        [viewport] = [meta["content"] for meta in page.all("meta") if meta.get("name") == "viewport"]
        assert "user-scalable" not in viewport
        assert "maximum-scale" not in viewport
        assert {field["type"] for field in page.all("input")} == {"hidden"}
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        assert ":focus-visible" in source
        assert "prefers-color-scheme: dark" in source

    @pytest.mark.parametrize("name", PAGES)
    @pytest.mark.parametrize(
        ("text", "background"),
        [("text", "card"), ("quiet", "card"), ("on-action", "action"), ("on-action", "action-over")],
    )
    def test_text_has_enough_contrast_in_both_schemes(self, name: str, text: str, background: str) -> None:
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        schemes = re.findall(r":root \{(.*?)\}", source, re.DOTALL)
        assert len(schemes) == 2
        for scheme in schemes:
            colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", scheme))
            lighter, darker = sorted((luminance(colors[text]), luminance(colors[background])), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5

    def test_sign_in_starts_the_flow_and_comes_back(self) -> None:
        page = rendered(SIGN_IN)
        assert page.all("form") == [{"method": "get", "action": "/oauth2/start"}]
        assert page.all("input") == [{"type": "hidden", "name": "rd", "value": "/sessions/1"}]
        assert "Sign in with GitHub" in page.text
        assert "A message" in page.text
        assert len(page.all("img")) == 1

    def test_sign_in_without_logo_and_message(self) -> None:
        page = rendered(SIGN_IN, LogoData="", SignInMessage="")
        assert page.all("img") == []
        assert "A message" not in page.text

    def test_refused_sign_in_says_who_may_and_offers_another_attempt(self) -> None:
        page = rendered(ERROR)
        assert "403 Forbidden" in page.text
        assert "You do not have permission." in page.text
        assert "Only members of the team" in page.text
        assert "a-request" in page.text
        assert page.all("form") == [{"method": "get", "action": "/oauth2/sign_in"}]
        assert page.all("input") == [{"type": "hidden", "name": "rd", "value": "/sessions/1"}]

    def test_unreachable_tarsy_keeps_the_session(self) -> None:
        # The sign-in page would clear the session's cookie.
        page = rendered(ERROR, StatusCode="502", Title="Bad Gateway", Redirect="")
        assert "Only members of the team" not in page.text
        assert page.all("form") == [{"method": "get", "action": "/"}]


def luminance(color: str) -> float:
    """Return the relative luminance of ``#rrggbb`` as WCAG 2 defines it."""
    channels = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestLogo:
    def test_is_a_valid_png(self) -> None:
        content = LOGO.read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        chunks: list[tuple[bytes, bytes]] = []
        position = 8
        while position < len(content):
            (length,) = struct.unpack_from(">I", content, position)
            kind = content[position + 4 : position + 8]
            data = content[position + 8 : position + 8 + length]
            (checksum,) = struct.unpack_from(">I", content, position + 8 + length)
            assert checksum == zlib.crc32(kind + data), kind
            chunks.append((kind, data))
            position += 12 + length
        assert [kind for kind, _ in chunks] == [b"IHDR", b"IDAT", b"IEND"]
        width, height, depth, color, *_ = struct.unpack(">IIBBBBB", chunks[0][1])
        assert (width, height, depth, color) == (128, 128, 8, 6)
        assert len(zlib.decompress(chunks[1][1])) == height * (1 + 4 * width)

    def test_is_small_enough_to_be_part_of_every_sign_in_page(self) -> None:
        assert LOGO.stat().st_size < 8 * 1024
