"""How the program that locks finds its server: the forms of a URL, and what encryption it demands."""

from __future__ import annotations

import io
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from podwright.data import migrate_under_lock
from podwright.data.migrate_under_lock import MigrationError, Server, server_of
from tests.certificates.authorities import SHOP_CA


def at(url: str, folder: Path, **environment: str) -> Server:
    (folder / "url").write_text(url)
    return server_of({"MIGRATE_DATABASE_URL_FILE": str(folder / "url"), **environment})


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql://u:p@db/shop", "db:5432"),
        ("postgresql://u:p@[2001:db8::1]:6432/shop", "[2001:db8::1]:6432"),
        ("postgresql://u:p@/shop?host=/run/postgresql", "/run/postgresql:5432"),
        ("postgresql://u:p@/shop?host=2001:db8::1&port=6432", "[2001:db8::1]:6432"),
        # https://docs.sqlalchemy.org/en/20/dialects/postgresql.html#specifying-multiple-fallback-hosts
        ("postgresql://u:p@/shop?host=db:6432", "db:6432"),
        ("postgresql://u:p%40%2F%3F%23@db/shop", "db:5432"),
        ("postgresql://db/shop?user=u@realm&password=p", "db:5432"),
    ],
)
def test_where_a_url_says_the_server_is(url: str, address: str, tmp_path: Path) -> None:
    found = at(url, tmp_path)
    assert (found.address, found.name) == (address, "shop")


@pytest.mark.parametrize("mark", ["/", "?", "#", "/x=", "?x=", "[", "]"])
@pytest.mark.parametrize("password", ["12{}34", "s3cret{}x"])
def test_no_part_of_a_password_passes_for_host_and_port(password: str, mark: str, tmp_path: Path) -> None:
    # SQLAlchemy takes some of these as they are; read as a URL, `12` would be a port, and stand in the log.
    with pytest.raises(MigrationError, match="cannot be read") as caught:
        at(f"postgresql://owner:{password.format(mark)}@db/shop", tmp_path)
    assert "12" not in str(caught.value)
    assert "owner" not in str(caught.value)


@pytest.mark.parametrize("query", ["host=a&host=b", "host=a:1&host=b:2", "host=a,b"])
def test_several_servers_are_refused(query: str, tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="does not name one host"):
        at(f"postgresql://u:p@/shop?{query}", tmp_path)


@pytest.mark.parametrize(
    ("query", "environment", "mode"),
    [
        ("", {}, "prefer"),
        ("", {"PGSSLMODE": "verify-full"}, "verify-full"),
        ("", {"PGSSLMODE": "disable", "MIGRATE_DATABASE_SSLMODE": "require"}, "require"),
        ("?sslmode=disable", {"PGSSLMODE": "verify-full"}, "disable"),
    ],
)
def test_encryption_is_what_the_url_demands_and_otherwise_what_the_application_s_driver_reads(
    query: str, environment: Mapping[str, str], mode: str, tmp_path: Path
) -> None:
    assert at(f"postgresql://u:p@db/shop{query}", tmp_path, **environment).ssl_mode == mode
    if not query:
        assert server_of({"MIGRATE_DATABASE_HOST": "db", **environment}).ssl_mode == mode


def test_authorities_are_those_that_the_application_s_driver_reads(tmp_path: Path) -> None:
    url = "postgresql://u:p@db/shop?sslmode=verify-full"
    assert at(url, tmp_path, PGSSLROOTCERT="/ca.crt").authorities == "/ca.crt"
    assert at(url, tmp_path, PGSSLROOTCERT="/a", MIGRATE_DATABASE_SSLROOTCERT="/b").authorities == "/b"
    assert at(f"{url}&sslrootcert=/c", tmp_path, PGSSLROOTCERT="/a").authorities == "/c"


class Recorder:
    """A driver that keeps what it is asked for."""

    given: Mapping[str, Any]

    def __init__(self) -> None:
        self.PostgresError = self.InterfaceError = self.Error = type("Error", (Exception,), {})
        self.raised: Exception = ValueError("not now")

    def connect(self, **given: Any) -> None:
        self.given = given
        raise self.raised


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """The only driver of this image, whichever is asked for first."""
    recorder = Recorder()
    monkeypatch.setitem(sys.modules, "asyncpg", recorder)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    return recorder


def demanded(driver: Recorder, mode: str, authorities: Path | None) -> Any:
    server = Server("db", 5432, "u", "p", "shop", mode, str(authorities) if authorities else None)
    with pytest.raises(migrate_under_lock.UnreachableError):
        migrate_under_lock.connect(server)
    return driver.given["ssl"]


@pytest.mark.parametrize(
    ("mode", "given", "verifies", "checks_host"),
    [
        ("prefer", True, False, False),
        ("require", False, False, False),
        # https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-CERTIFICATES
        ("require", True, True, False),
        ("verify-ca", True, True, False),
        ("verify-full", True, True, True),
        ("verify-full", False, True, True),
    ],
)
def test_asyncpg_verifies_what_libpq_verifies(
    driver: Recorder, tmp_path: Path, *, mode: str, given: bool, verifies: bool, checks_host: bool
) -> None:
    context = demanded(driver, mode, authority(tmp_path) if given else None)
    assert isinstance(context, ssl.SSLContext) is verifies
    if verifies:
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, checks_host)
        assert not context.verify_flags & ssl.VERIFY_X509_STRICT
        assert bool(context.get_ca_certs()) or not given


# Without a user's name asyncpg asks for that of the process; psycopg2 takes what a server says for UTF-8.
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("asyncpg", KeyError("getpwuid(): uid not found: 1000680000")),
        ("psycopg2", UnicodeDecodeError("utf-8", b"\xdf", 0, 1, "invalid start byte")),
    ],
)
def test_what_a_driver_raises_from_below_is_no_stack_trace(
    driver: Recorder, error: Exception, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.raised = error
    monkeypatch.setitem(sys.modules, name, driver)
    server = Server("db", 5432, None, None, "shop", driver=name)
    with pytest.raises(MigrationError) as caught:
        migrate_under_lock.connect(server)
    # Who one is does not change by waiting.
    assert isinstance(caught.value, migrate_under_lock.UnreachableError) is (name == "psycopg2")


def test_a_password_is_hidden_wherever_a_message_is_cut() -> None:
    server = Server("db", 5432, "u", "two  spaces and more", "shop")
    for before in range(370, 401):
        shown = server.without_password(f"{'x' * before} two  spaces and more")
        assert "two" not in shown
        assert len(shown) <= 400


def test_a_line_of_the_log_that_cannot_be_encoded_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="ascii"))
    monkeypatch.setenv("MIGRATE_DATABASE_URL_FILE", "/no/où")
    monkeypatch.setattr(migrate_under_lock, "server_of", lambda _: refuse())
    assert migrate_under_lock.main(["true"]) == 1
    sys.stdout.flush()
    assert buffer.getvalue() == b"migrate: FEHLER: Stra\\xdfe\n"


def refuse() -> Server:
    raise MigrationError("FEHLER: Straße")


def authority(folder: Path) -> Path:
    path = folder / "ca.crt"
    path.write_text(SHOP_CA)
    return path
