"""Runs a command while this session of PostgreSQL, and no other, holds an advisory lock.

A program of its own, which ConfigMaps carry into images of applications: it knows the standard library of
Python 3.8 and, of PostgreSQL's drivers, whichever the application brings. podwright is not there.

    MIGRATE_DATABASE_URL_FILE        file with the whole URL, as SQLAlchemy or libpq write it; or these:
    MIGRATE_DATABASE_HOST, _PORT     the server
    MIGRATE_DATABASE_USER_FILE, _PASSWORD_FILE, _NAME_FILE
    MIGRATE_DATABASE_SSLMODE         as libpq names them, for URLs too; PGSSLMODE or ``prefer`` if not given
    MIGRATE_DATABASE_SSLROOTCERT     file with the authorities, for URLs too; PGSSLROOTCERT if not given
    MIGRATE_LOCK                     name of the lock; runs with one name exclude each other
    MIGRATE_TRIES, MIGRATE_PAUSE     how often the server is asked for, and the seconds between
    MIGRATE_TIMEOUT                  seconds that everything may take together
    MIGRATE_HEARTBEAT                seconds between two looks at the lock while the command runs

It ends with the command's own status; with 1 where the command was not run, or not to its end.

The lock is a session's, without a transaction, because an open one may hold up ``CREATE INDEX CONCURRENTLY``.
It is asked for again and again instead of waited for, because a statement that waits holds a snapshot, which
holds that up for ever: each would wait for the other. Behind a proxy that pools transactions (PgBouncer's
``pool_mode = transaction``) no session is one: give it the server itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import importlib
import io
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

CONNECT_TIMEOUT = 5
# After how long without an answer the lock counts as lost.
LOST_AFTER = 30.0
# How long a command may take to stop.
GRACE = 10.0
# How often those that wait for the lock say so.
REMIND = 10.0

# The states of refusals that waiting does not change: authentication, no such database, no permission.
HOPELESS_STATES = ("28P01", "28000", "3D000", "42501")
# libpq tells them in words only. What is not among these is waited for, so a server that speaks another
# language is waited for too.
HOPELESS = re.compile(
    r"password authentication failed|no password supplied|no pg_hba\.conf entry|not permitted to log in"
    r"|FATAL: .* does not exist|permission denied for database|does not support SSL|rejected SSL upgrade"
    r"|local user with ID \d+ does not exist|uid not found|no username set"
    r"|certificate verify failed|does not match host name|root certificate file",
    re.IGNORECASE,
)

# What the application's own driver reads comes second.
SSL_MODE = ("MIGRATE_DATABASE_SSLMODE", "PGSSLMODE")
AUTHORITIES = ("MIGRATE_DATABASE_SSLROOTCERT", "PGSSLROOTCERT")

HELD = (
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks"
    " WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid())"
)


class MigrationError(Exception):
    """The command is not run, or not to its end."""


class UnreachableError(MigrationError):
    """The server does not answer, or not yet."""


@dataclass(frozen=True)
class Server:
    """A database, and how to connect to it."""

    host: str
    port: int
    user: str | None
    password: str | None
    name: str | None
    ssl_mode: str = "prefer"
    authorities: str | None = None
    driver: str | None = None

    @property
    def address(self) -> str:
        """Host and port, as logs may show them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def without_password(self, text: str) -> str:
        """Return a text of a driver in one line and without the password."""
        # Before anything is cut or joined, or a password across the cut would not be found.
        for secret in {self.password, quote(self.password or "", safe="")} - {None, ""}:
            text = text.replace(str(secret), "***")
        return " ".join(text.split())[:400]


class PsycopgSession:
    """A session of psycopg 3 or psycopg2; libpq connects."""

    errors: tuple[type[Exception], ...]

    @staticmethod
    def errors_of(driver: Any) -> tuple[type[Exception], ...]:
        """Return what the driver raises."""
        # psycopg2 reads words of the server in UTF-8, whatever language and encoding it speaks.
        return (driver.Error, UnicodeDecodeError)

    def __init__(self, driver: Any, server: Server) -> None:
        given = {
            "host": server.host,
            "port": server.port,
            "user": server.user,
            "password": server.password,
            "dbname": server.name,
            "sslmode": server.ssl_mode,
            "sslrootcert": server.authorities,
        }
        given = {name: value for name, value in given.items() if value is not None}
        self._connection = driver.connect(
            connect_timeout=CONNECT_TIMEOUT, application_name="migrate", **given
        )
        self._connection.autocommit = True

    def ask(self, question: str) -> Any:
        """Return the one value that a query answers."""
        with self._connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]

    def close(self) -> None:
        """End the session, and so give up the lock."""
        self._connection.close()


class AsyncpgSession:
    """A session of asyncpg, on an event loop of its own."""

    errors: tuple[type[Exception], ...]

    @staticmethod
    def errors_of(driver: Any) -> tuple[type[Exception], ...]:
        """Return what the driver raises."""
        # KeyError: without a user's name it asks for that of the process, which need not have one.
        found = (driver.PostgresError, driver.InterfaceError, asyncio.TimeoutError)
        return (*found, OSError, ValueError, KeyError)

    def __init__(self, driver: Any, server: Server) -> None:
        self._loop = asyncio.new_event_loop()
        try:
            self._connection = self._loop.run_until_complete(
                driver.connect(
                    host=server.host,
                    port=server.port,
                    user=server.user,
                    password=server.password,
                    database=server.name,
                    ssl=_encryption(server),
                    timeout=CONNECT_TIMEOUT,
                    # What a pooler hands to somebody else, the server would not know.
                    statement_cache_size=0,
                    server_settings={"application_name": "migrate"},
                )
            )
        except BaseException:
            self._loop.close()
            raise

    def ask(self, question: str) -> Any:
        """Return the one value that a query answers."""
        return self._loop.run_until_complete(self._connection.fetchval(question))

    def close(self) -> None:
        """End the session, and so give up the lock."""
        self._connection.terminate()
        self._loop.close()


if TYPE_CHECKING:
    Session = PsycopgSession | AsyncpgSession

SESSIONS: Mapping[str, type[PsycopgSession] | type[AsyncpgSession]] = {
    "psycopg": PsycopgSession,
    "psycopg2": PsycopgSession,
    "asyncpg": AsyncpgSession,
}


def _encryption(server: Server) -> ssl.SSLContext | str:
    own = server.authorities not in (None, "system")
    # Given authorities, libpq verifies for `require`, too.
    if server.ssl_mode not in ("verify-ca", "verify-full", *(("require",) if own else ())):
        return server.ssl_mode
    context = ssl.create_default_context(cafile=server.authorities if own else None)
    # Python 3.13 refuses certificates that libpq, and asyncpg by itself, accept.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.check_hostname = server.ssl_mode == "verify-full"
    return context


def _first(environment: Mapping[str, str], *names: str) -> str | None:
    return next((environment[name] for name in names if environment.get(name)), None)


def server_of(environment: Mapping[str, str]) -> Server:
    """Return the server that the environment names."""
    url = _content(environment, "MIGRATE_DATABASE_URL_FILE")
    if url is not None:
        return server_of_url(url, environment)
    host = environment.get("MIGRATE_DATABASE_HOST")
    if not host:
        message = "neither MIGRATE_DATABASE_URL_FILE nor MIGRATE_DATABASE_HOST says where the database is"
        raise MigrationError(message)
    return Server(
        host=host,
        port=int(environment.get("MIGRATE_DATABASE_PORT", "5432")),
        user=_content(environment, "MIGRATE_DATABASE_USER_FILE"),
        password=_content(environment, "MIGRATE_DATABASE_PASSWORD_FILE"),
        name=_content(environment, "MIGRATE_DATABASE_NAME_FILE"),
        ssl_mode=_first(environment, *SSL_MODE) or "prefer",
        authorities=_first(environment, *AUTHORITIES),
    )


def server_of_url(url: str, environment: Mapping[str, str]) -> Server:
    """Return the server that a URL of SQLAlchemy or libpq names; errors never repeat it."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query)
        query = dict(pairs)
        host = ",".join(value for name, value in pairs if name == "host") or unquote(parts.hostname or "")
        # SQLAlchemy's way to name a host and its port in the query.
        host, _, port = host.partition(":") if host.count(":") == 1 else (host, "", "")
        number = int(port or query.get("port") or parts.port or 5432)
        # With a '/' or '?' in the password its beginning would pass for host and port, and be logged.
        behind = f"{parts.path}?{parts.query}" if "user" not in query else parts.path
        if "#" in url or ("@" in behind and "@" not in parts.netloc):
            raise ValueError
    except ValueError:
        remedy = "write '@', ':', '/', '?' and '#' of a password as %40 ..."
        raise MigrationError(f"the URL of the database cannot be read: {remedy}") from None
    scheme, _, driver = parts.scheme.partition("+")
    if scheme not in ("postgresql", "postgres") or not host or "," in host:
        raise MigrationError("the URL of the database does not name one host of PostgreSQL")
    mode = query.get("sslmode") or query.get("ssl") or _first(environment, *SSL_MODE) or "prefer"
    mode = {"true": "require", "1": "require", "false": "disable", "0": "disable"}.get(mode.lower(), mode)
    return Server(
        host=host,
        port=number,
        user=unquote(parts.username or "") or query.get("user"),
        password=unquote(parts.password or "") or query.get("password"),
        name=unquote(parts.path[1:]) or query.get("dbname"),
        ssl_mode=mode,
        authorities=query.get("sslrootcert") or _first(environment, *AUTHORITIES),
        driver=driver or None,
    )


def _content(environment: Mapping[str, str], name: str) -> str | None:
    path = environment.get(name)
    if not path:
        return None
    try:
        # People end files with a line break; no part of a connection ends with one.
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise MigrationError(f"{name} cannot be read: {type(error).__name__}") from None


def connect(server: Server) -> Session:
    """Return a session of the first driver that the image has, the one that the URL names before others."""
    names = sorted(SESSIONS, key=lambda name: name != server.driver)
    for name in names:
        try:
            driver = importlib.import_module(name)
        except ImportError:
            continue
        return _session(name, driver, server)
    raise MigrationError(
        f"this Python ({sys.executable}) has none of {', '.join(SESSIONS)}, and without a driver there is no"
        " lock: nothing was migrated"
    )


def _session(name: str, driver: Any, server: Server) -> Session:
    kind = SESSIONS[name]
    errors = kind.errors_of(driver)
    try:
        session = kind(driver, server)
    except errors as error:
        said = server.without_password(str(error) or type(error).__name__)
        if getattr(error, "sqlstate", None) in HOPELESS_STATES or HOPELESS.search(said):
            raise MigrationError(f"{server.address} refuses the connection: {said}") from None
        raise UnreachableError(said) from None
    session.errors = errors
    return session


class Lock:
    """The advisory lock of a name, in the database that a session is connected to."""

    def __init__(self, name: str, session: Session) -> None:
        self.session = session
        self._key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)

    def take(self) -> bool:
        """Take the lock, unless another session has it."""
        if self.session.ask("SELECT pg_catalog.pg_is_in_recovery()"):
            raise UnreachableError("it is a standby, which can only be read")
        return bool(self.session.ask(f"SELECT pg_catalog.pg_try_advisory_lock({self._key})"))

    def is_held(self) -> bool:
        """Return whether this session has the lock, the only one that it takes."""
        return bool(self.session.ask(HELD))


class Migration:
    """One run: wait for the server, wait for the lock, run the command."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.command = list(command)
        self.server = server_of(environment)
        self.lock_name = environment.get("MIGRATE_LOCK", "migrations")
        self.tries = int(environment.get("MIGRATE_TRIES", "30"))
        self.pause = float(environment.get("MIGRATE_PAUSE", "2"))
        self.timeout = float(environment.get("MIGRATE_TIMEOUT", "600"))
        # A look also keeps firewalls from forgetting a connection that is idle.
        self.heartbeat = float(environment.get("MIGRATE_HEARTBEAT", "5"))
        self.end = time.monotonic() + self.timeout

    def run(self) -> int:
        """Return the status of the command."""
        lock = self._lock()
        beat = Heartbeat(lock, self.heartbeat)
        beat.start()
        try:
            return self._run(beat)
        finally:
            beat.stop()

    def _lock(self) -> Lock:
        failures = 0
        while True:
            try:
                lock = Lock(self.lock_name, connect(self.server))
                self._wait_for(lock)
            except UnreachableError as error:
                failures += 1
                say(f"waiting for {self.server.address}, try {failures} of {self.tries}: {error}")
                if failures >= self.tries:
                    message = f"{self.server.address} is not there after {self.tries} tries"
                    raise MigrationError(f"{message}: nothing was migrated") from None
                self._sleep(f"waiting for {self.server.address}")
            else:
                return lock

    def _wait_for(self, lock: Lock) -> None:
        said = 0.0
        try:
            while not lock.take():
                if not said or time.monotonic() >= said + REMIND:
                    said = time.monotonic()
                    say("another migration runs, waiting for it to end")
                self._sleep("waiting for another migration")
        except lock.session.errors as error:
            lock.session.close()
            raise UnreachableError(self.server.without_password(str(error))) from None
        except UnreachableError:
            lock.session.close()
            raise

    def _sleep(self, doing: str) -> None:
        left = self.end - time.monotonic()
        if left <= self.pause:
            raise MigrationError(f"gave up after {self.timeout:g} s, {doing}: nothing was migrated")
        time.sleep(self.pause)

    def _run(self, beat: Heartbeat) -> int:
        say(f"the lock is taken, running {self.command[0]}")
        process: subprocess.Popen[bytes] | None = None
        early: list[int] = []

        def hand_on(number: int, _frame: FrameType | None) -> None:
            if process is None:
                early.append(number)
            else:
                # Before Python 3.10 it is an error that the command has ended just now.
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(number)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, hand_on)
        try:
            process = subprocess.Popen(self.command)
        except OSError as error:
            raise MigrationError(f"{self.command[0]} cannot be run: {error.strerror}") from None
        for missed in early:
            hand_on(missed, None)
        while True:
            try:
                return _status(process.wait(timeout=0.2))
            except subprocess.TimeoutExpired:
                if beat.is_lost:
                    _end(process)
                    raise MigrationError("the lock was lost, so the command was stopped") from None
                if time.monotonic() > self.end:
                    _end(process)
                    message = f"the command was stopped after {self.timeout:g} s in all"
                    raise MigrationError(message) from None


class Heartbeat(threading.Thread):
    """Looks at the lock while the command runs: a session may end without anybody being told."""

    def __init__(self, lock: Lock, period: float) -> None:
        super().__init__(daemon=True)
        self._lock = lock
        self._period = period
        self._failed = False
        self._over = threading.Event()
        self._seen = time.monotonic()

    def run(self) -> None:
        """Look every few seconds, until it is over."""
        while not self._over.wait(self._period):
            try:
                if not self._lock.is_held():
                    self._failed = True
            except self._lock.session.errors:
                self._failed = True
            if self._failed:
                return
            self._seen = time.monotonic()

    def stop(self) -> None:
        """End the session, unless a question to it hangs; the end of this program ends it then."""
        self._over.set()
        self.join(timeout=1)
        if not self.is_alive():
            self._lock.session.close()

    @property
    def is_lost(self) -> bool:
        """Whether somebody else may have the lock."""
        return self._failed or time.monotonic() > self._seen + LOST_AFTER


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _status(status: int) -> int:
    """Return the status as shells tell it: 128 and the signal for what a signal ended."""
    return 128 - status if status < 0 else status


def say(text: str) -> None:
    """Write a line of the log at once."""
    print(f"migrate: {text}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run the command under the lock, and return the status to end with."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Whatever words a server or a command has, a line of the log must not end the migration.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = Migration(arguments, os.environ).run()
    except MigrationError as error:
        say(str(error))
        return 1
    say("done" if status == 0 else f"{arguments[0]} failed with status {status}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
