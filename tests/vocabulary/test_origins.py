"""Origins: scheme, host and port of a server, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright import InvalidValueError
from podwright.vocabulary.origins import check_origin, host_of, is_address, port_of
from tests.refusals import refusal_of


@pytest.mark.parametrize(
    ("origin", "host", "port"),
    [
        ("https://api.example.com", "api.example.com", 443),
        ("http://api.example.com", "api.example.com", 80),
        ("https://api.example.com:8443", "api.example.com", 8443),
        ("http://localhost:3000", "localhost", 3000),
        ("https://192.0.2.32", "192.0.2.32", 443),
        ("https://[2001:db8::7]:9443", "2001:db8::7", 9443),
    ],
)
def test_an_origin_has_a_host_and_a_port(origin: str, host: str, port: int) -> None:
    assert check_origin(origin) == origin
    assert (host_of(origin), port_of(origin)) == (host, port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "null",
        "api.example.com",
        "//api.example.com",
        "https://",
        "https://:8443",
        "https://api.example.com/",
        "https://api.example.com/v1",
        "https://api.example.com?v=1",
        "https://api.example.com:",
        "https://api.example.com:0",
        "https://api.example.com:65536",
        "https://api.example.com:port",
        "https://*.example.com",
        "https://-api.example.com",
        "https://API.example.com",
        "HTTPS://api.example.com",
        "https://api example.com",
        " https://api.example.com",
        "https://api.example.com\n",
        "https://[::1",
        "ftp://api.example.com",
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    problem = refusal_of(lambda: check_origin(text))
    assert problem.message == f"{text!r} is not the origin of a server"
    assert problem.remedy == "Write scheme and host alone, such as 'https://api.example.com'"


@pytest.mark.parametrize(
    "text", ["https://me:pa55word@api.example.com", "https://pa55word@[::1", "pa55word@api.example.com"]
)
def test_a_password_is_refused_and_not_repeated(text: str) -> None:
    problem = refusal_of(lambda: check_origin(text))
    assert problem.message == "the address holds a user or a password"
    assert "pa55word" not in f"{problem.message} {problem.remedy}"


@given(text=st.text() | st.from_regex(r"https?://[a-zA-Z0-9.:@\[\]/?#-]{0,20}", fullmatch=True))
def test_any_text_is_an_origin_or_refused(text: str) -> None:
    try:
        origin = check_origin(text)
    except InvalidValueError:
        return
    assert origin == text
    assert host_of(origin)
    assert 1 <= port_of(origin) <= 65535


@pytest.mark.parametrize(
    ("host", "expected"), [("10.20.0.7", True), ("::1", True), ("db.example.com", False)]
)
def test_an_address_is_told_from_a_name(host: str, expected: bool) -> None:
    assert is_address(host) is expected
