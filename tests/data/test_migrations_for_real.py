"""The migration script as containers run it: real shells, a real PostgreSQL, real migrations."""

from __future__ import annotations

import ast
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from podwright.data import backup
from tests.data.postgresql_server import PostgresServer, postgres_server
from tests.shells import shells

FOLDER = Path(backup.__file__).parent
SCRIPT = FOLDER / "migrate.sh"
PROGRAM = FOLDER / "migrate_under_lock.py"
APPLICATION = Path(__file__).with_name("migration_app")
ALEMBIC = ("alembic", "upgrade", "head")
DRIVERS = ("psycopg", "psycopg2", "asyncpg")


@pytest.fixture(scope="module")
def running() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        server.new_database("shop")
        yield server


@pytest.fixture
def server(running: PostgresServer) -> PostgresServer:
    """The server, running, whatever the test before did to it."""
    if not running.is_running:
        running.start()
    return running


class Pod:
    """The container that migrates, as far as the script sees it.

    Args:
        folder: where the Secret's keys are.
        server: the database server.
        database: name of the database.
        password: what the Secret says.
        user: who connects.
    """

    def __init__(
        self, folder: Path, server: PostgresServer, database: str, *, password: str = "", user: str = ""
    ) -> None:
        self.server = server
        self.folder = folder
        self.database = database
        self.password = password or server.password
        self.user = user or server.user
        for name, content in (("user", self.user), ("password", self.password), ("name", database)):
            (folder / name).write_text(content)
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            # What the application reads.
            "DATABASE_URL": self.url("postgresql+asyncpg"),
            "EMBEDDING_DIMENSION": "384",
            "MIGRATE_DATABASE_HOST": "127.0.0.1",
            "MIGRATE_DATABASE_PORT": str(server.port),
            "MIGRATE_DATABASE_USER_FILE": str(folder / "user"),
            "MIGRATE_DATABASE_PASSWORD_FILE": str(folder / "password"),
            "MIGRATE_DATABASE_NAME_FILE": str(folder / "name"),
            "MIGRATE_DATABASE_SSLMODE": "disable",
            "MIGRATE_PAUSE": "0.1",
            "MIGRATE_TIMEOUT": "30",
        }

    def url(self, scheme: str, query: str = "") -> str:
        user, password = quote(self.user, safe=""), quote(self.password, safe="")
        return f"{scheme}://{user}:{password}@127.0.0.1:{self.server.port}/{self.database}{query}"

    def with_url(self, url: str) -> Mapping[str, str]:
        """Return the environment of a pod that is given a whole URL."""
        file = self.folder / "url"
        file.write_text(f"{url}\n")
        kept = {n: v for n, v in self.environment.items() if not n.startswith("MIGRATE_DATABASE_")}
        return {**kept, "MIGRATE_DATABASE_URL_FILE": str(file)}

    @contextmanager
    def runs(
        self, *command: str, shell: list[str] | None = None, environment: Mapping[str, str] | None = None
    ) -> Iterator[subprocess.Popen[str]]:
        process = subprocess.Popen(
            [*(shell or ["sh"]), str(SCRIPT), *command],
            env=dict(environment or self.environment),
            cwd=APPLICATION,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # So that a test that fails leaves nobody behind.
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def run(
        self, *command: str, shell: list[str] | None = None, environment: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        with self.runs(*command, shell=shell, environment=environment) as process:
            output, _ = process.communicate(timeout=30)
        assert self.password not in output
        assert quote(self.password, safe="") not in output
        return process.returncode, output

    def ask(self, question: str) -> list[tuple[object, ...]]:
        with self.server.connection(self.database) as connection:
            # Questions are written in this file, and nowhere else.
            return connection.execute(question.encode()).fetchall()

    def locks(self) -> int:
        [(count,)] = self.ask(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND d.datname = current_database()"
        )
        assert isinstance(count, int)
        return count

    def is_migrated(self) -> bool:
        assert self.ask("SELECT version_num FROM alembic_version") == [("0002",)]
        return self.ask("SELECT revision FROM applied ORDER BY 1") == [("0001",), ("0002",)]


@pytest.fixture
def pod(server: PostgresServer, tmp_path: Path) -> Pod:
    """A pod that changes nothing in the database."""
    return Pod(tmp_path, server, "shop")


@pytest.fixture
def fresh(server: PostgresServer, tmp_path: Path) -> Pod:
    """A pod with a database of its own, in which nothing is."""
    return Pod(tmp_path, server, server.new_database(f"fresh-{tmp_path.name}"[:40]))


@pytest.fixture(params=shells(with_programs_of_path=False), ids=lambda shell: shell[0])
def shell(request: pytest.FixtureRequest) -> list[str]:
    value: list[str] = request.param
    return value


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "it did not happen within 10 s"
        time.sleep(0.02)


def together(count: int, run: Callable[[], tuple[int, str]]) -> list[tuple[int, str]]:
    with ThreadPoolExecutor(count) as pool:
        return [result.result() for result in [pool.submit(run) for _ in range(count)]]


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """Read lines of the log up to one that holds a text."""
    assert process.stdout
    seen = ""
    for line in process.stdout:
        seen += line
        if text in line:
            return seen
    raise AssertionError(f"{text!r} is not in:\n{seen}")


# The application's own migrations.


def test_a_database_that_answers_is_migrated(fresh: Pod) -> None:
    status, output = fresh.run(*ALEMBIC)
    assert status == 0, output
    assert output.splitlines()[0] == "migrate: the lock is taken, running alembic"
    assert output.splitlines()[-1] == "migrate: done"
    assert fresh.is_migrated()
    assert fresh.locks() == 0
    # The application's own variable; a column of another length would take none of its embeddings.
    question = (
        "SELECT atttypmod FROM pg_attribute WHERE attrelid = 'tools'::regclass AND attname = 'embedding'"
    )
    assert fresh.ask(question) == [(384,)]


def test_two_runners_that_start_together_migrate_once(fresh: Pod) -> None:
    results = together(2, lambda: fresh.run(*ALEMBIC))
    assert [status for status, _ in results] == [0, 0], results
    assert fresh.is_migrated()
    assert any("another migration runs, waiting for it to end" in output for _, output in results)
    assert fresh.locks() == 0


def test_without_the_lock_the_same_two_fail(fresh: Pod) -> None:
    # Otherwise the test above would prove nothing. Both are held until both want to know what is applied.
    with fresh.server.connection(fresh.database) as gate:
        gate.execute("CREATE TABLE alembic_version (version_num text PRIMARY KEY)")
        with gate.transaction():
            gate.execute("LOCK TABLE alembic_version")
            processes = [
                subprocess.Popen(
                    ALEMBIC,
                    env=fresh.environment,
                    cwd=APPLICATION,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                for _ in range(2)
            ]
            waiting = (
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            until(lambda: fresh.ask(waiting) == [(2,)])
        assert sorted(process.wait(timeout=30) for process in processes) == [0, 1]


def test_five_runners_take_turns(pod: Pod) -> None:
    # A folder can be made once: whoever comes while another is there fails.
    busy = pod.folder / "busy"
    command = ("sh", "-c", f"mkdir {busy} && sleep 0.1 && rmdir {busy}")
    results = together(5, lambda: pod.run(*command))
    assert [status for status, _ in results] == [0] * 5, results
    assert pod.locks() == 0


def test_a_migration_that_fails_gives_the_lock_back_and_can_run_again(fresh: Pod) -> None:
    status, output = fresh.run(*ALEMBIC, environment={**fresh.environment, "EMBEDDING_DIMENSION": "none"})
    assert status == 1
    assert output.splitlines()[-1] == "migrate: alembic failed with status 1"
    assert fresh.locks() == 0
    assert fresh.run(*ALEMBIC)[0] == 0
    assert fresh.is_migrated()
    # Every further pod runs it again, and finds nothing to do.
    assert fresh.run(*ALEMBIC)[0] == 0
    assert fresh.is_migrated()


# Waiting for the server.


def test_a_server_that_comes_late_is_waited_for(pod: Pod, shell: list[str]) -> None:
    pod.server.stop()
    with pod.runs("echo", "it", "ran", shell=shell) as process:
        log = read_until(process, "try 3 of 30")
        pod.server.start()
        rest, _ = process.communicate(timeout=20)
    assert process.returncode == 0, rest
    lines = log.splitlines()
    address = f"127.0.0.1:{pod.server.port}"
    for number, line in enumerate(lines, start=1):
        assert line.startswith(f"migrate: waiting for {address}, try {number} of 30: ")
        assert "refused" in line
    assert rest.splitlines()[-2:] == ["it ran", "migrate: done"]
    assert pod.password not in log + rest


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_server_that_never_comes_is_given_up(driver: str, pod: Pod) -> None:
    with socket.socket() as nobody:
        # Bound, and not listening: nobody answers there.
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        url = f"postgresql+{driver}://owner:{pod.password}@127.0.0.1:{port}/shop"
        environment = {**pod.with_url(url), "MIGRATE_TRIES": "4", "MIGRATE_PAUSE": "0.02"}
        status, output = pod.run("touch", str(pod.folder / "ran"), environment=environment)
    *tries, last = output.splitlines()
    assert status == 1
    for number, line in enumerate(tries, start=1):
        assert line.startswith(f"migrate: waiting for 127.0.0.1:{port}, try {number} of 4: ")
    assert len(tries) == 4
    assert last == f"migrate: 127.0.0.1:{port} is not there after 4 tries: nothing was migrated"
    assert not (pod.folder / "ran").exists()


def test_a_host_that_nobody_knows_is_waited_for(pod: Pod) -> None:
    # The Service may be made after the pod.
    environment = {**pod.environment, "MIGRATE_DATABASE_HOST": "no-such-host.invalid", "MIGRATE_TRIES": "2"}
    status, output = pod.run("true", environment=environment)
    assert status == 1
    assert f"waiting for no-such-host.invalid:{pod.server.port}, try 2 of 2: " in output


def test_the_time_of_all_tries_is_bounded(pod: Pod) -> None:
    environment = {
        **pod.environment,
        "MIGRATE_DATABASE_PORT": "1",
        "MIGRATE_TRIES": "1000",
        "MIGRATE_TIMEOUT": "0.5",
    }
    status, output = pod.run("true", environment=environment)
    assert status == 1
    assert output.splitlines()[-1] == (
        "migrate: gave up after 0.5 s, waiting for 127.0.0.1:1: nothing was migrated"
    )


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_wrong_password_is_told_at_once(driver: str, server: PostgresServer, tmp_path: Path) -> None:
    pod = Pod(tmp_path, server, "postgres", password="wr0ng-pa55")
    status, output = pod.run("true", environment=pod.with_url(pod.url(f"postgresql+{driver}")))
    assert status == 1
    [line] = output.splitlines()
    assert line.startswith(f"migrate: 127.0.0.1:{server.port} refuses the connection: ")
    assert 'password authentication failed for user "owner"' in line


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_database_that_is_not_there_is_told_at_once(
    driver: str, server: PostgresServer, tmp_path: Path
) -> None:
    pod = Pod(tmp_path, server, "nowhere")
    status, output = pod.run("true", environment=pod.with_url(pod.url(f"postgresql+{driver}")))
    assert status == 1
    [line] = output.splitlines()
    assert 'database "nowhere" does not exist' in line


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_server_without_the_encryption_that_is_demanded_is_told_at_once(driver: str, pod: Pod) -> None:
    url = pod.url(f"postgresql+{driver}", "?sslmode=require")
    status, output = pod.run("true", environment=pod.with_url(url))
    assert status == 1
    [line] = output.splitlines()
    assert "refuses the connection" in line


def test_a_server_that_begins_to_start_is_waited_for(pod: Pod) -> None:
    # It takes connections before it takes sessions: "the database system is starting up".
    pod.server.stop()
    with pod.runs(
        "true", environment={**pod.environment, "MIGRATE_PAUSE": "0.01", "MIGRATE_TRIES": "900"}
    ) as run:
        read_until(run, "try 2 of")
        pod.server.start()
        output, _ = run.communicate(timeout=20)
    assert run.returncode == 0, output


def test_a_standby_is_waited_for_until_it_takes_over(fresh: Pod) -> None:
    # It lets everybody in, and lets nobody write: the lock would be one that no other server knows.
    fresh.server.stop()
    fresh.server.start(as_standby=True)
    with fresh.runs("echo", "it", "ran") as process:
        log = read_until(process, "try 2 of 30")
        fresh.server.promote()
        rest, _ = process.communicate(timeout=20)
    assert "it is a standby" in log
    assert (process.returncode, "it ran" in rest) == (0, True), rest


# How the server is named.


@pytest.mark.parametrize(
    ("scheme", "query"),
    [
        ("postgresql", ""),
        ("postgres", "?sslmode=prefer"),
        ("postgresql+psycopg", "?sslmode=disable&application_name=shop"),
        ("postgresql+psycopg2", "?sslmode=disable"),
        ("postgresql+asyncpg", "?ssl=prefer&prepared_statement_cache_size=0"),
        ("postgresql+asyncpg", "?ssl=false"),
        ("postgresql+pg8000", ""),
    ],
)
def test_a_url_as_applications_write_it(scheme: str, query: str, pod: Pod) -> None:
    question = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
    command = ("psql", f"--command={question}", "--tuples-only", pod.url("postgresql"))
    path = f"{pod.server.programs}{os.pathsep}{pod.environment['PATH']}"
    environment = {**pod.with_url(pod.url(scheme, query)), "PATH": path}
    with pod.runs(*command, environment=environment) as process:
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 0, output
    assert output.split()[-3:] == ["1", "migrate:", "done"]


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_password_of_special_characters(driver: str, pod: Pod, tmp_path: Path) -> None:
    password = """p@ss:w/o?r#d%20 '"\\$HOME&=é"""
    with pod.server.connection(pod.database) as connection:
        connection.execute("DROP ROLE IF EXISTS special")
        doubled = password.replace("'", "''")
        connection.execute(f"CREATE ROLE special LOGIN PASSWORD '{doubled}'".encode())
    special = Pod(tmp_path, pod.server, pod.database, user="special", password=password)
    assert special.run("true")[0] == 0
    url = special.url(f"postgresql+{driver}")
    assert special.run("true", environment=special.with_url(url))[0] == 0


def test_a_url_that_cannot_be_read_is_not_repeated(pod: Pod) -> None:
    url = f"postgresql://owner:{pod.password}#x@127.0.0.1:5432/shop"
    status, output = pod.run("true", environment=pod.with_url(url))
    assert status == 1
    assert output.startswith("migrate: the URL of the database ")
    assert "owner" not in output


@pytest.mark.parametrize("name", ["MIGRATE_DATABASE_HOST", "MIGRATE_DATABASE_PASSWORD_FILE"])
def test_what_is_missing_is_named(name: str, pod: Pod) -> None:
    status, output = pod.run("true", environment={**pod.environment, name: "/nowhere" * ("FILE" in name)})
    assert status == 1
    assert name in output


# The command.


def test_the_status_of_the_command_is_the_script_s(pod: Pod, shell: list[str]) -> None:
    status, output = pod.run("sh", "-c", "exit 42", shell=shell)
    assert (status, output.splitlines()[-1]) == (42, "migrate: sh failed with status 42")
    assert pod.locks() == 0


def test_arguments_arrive_as_they_are_written(pod: Pod, shell: list[str]) -> None:
    status, output = pod.run("printf", "<%s>", "two words", "$HOME", "*", "", shell=shell)
    assert status == 0
    assert "<two words><$HOME><*><>" in output


def test_a_command_that_the_image_has_not(pod: Pod) -> None:
    status, output = pod.run("alembik", "upgrade", "head")
    assert (status, output.splitlines()[-1]) == (
        1,
        "migrate: alembik cannot be run: No such file or directory",
    )


def test_it_may_be_run_in_its_own_folder(pod: Pod, shell: list[str]) -> None:
    done = subprocess.run(
        [*shell, SCRIPT.name, "echo", "it", "ran"],
        cwd=FOLDER,
        env=dict(pod.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "it ran" in done.stdout) == (0, True), done.stderr


def test_without_a_command_nothing_is_done(pod: Pod, shell: list[str]) -> None:
    status, output = pod.run(shell=shell)
    assert status == 2
    assert "no command is given" in output


def test_without_a_driver_nothing_is_migrated(pod: Pod, tmp_path: Path) -> None:
    python = tmp_path / "bare-python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    python.chmod(0o755)
    status, output = pod.run("echo", "ran", environment={**pod.environment, "MIGRATE_PYTHON": str(python)})
    assert status == 1
    assert "has none of psycopg, psycopg2, asyncpg" in output
    assert "ran" not in output.split()


def test_without_python_nothing_is_migrated(pod: Pod, shell: list[str]) -> None:
    environment = {**pod.environment, "MIGRATE_PYTHON": "python9"}
    status, output = pod.run("echo", "ran", shell=shell, environment=environment)
    assert status == 1
    assert "there is no python9 in this image" in output


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_command_that_takes_too_long_is_stopped(driver: str, pod: Pod) -> None:
    environment = {**pod.with_url(pod.url(f"postgresql+{driver}")), "MIGRATE_TIMEOUT": "0.6"}
    started = time.monotonic()
    status, output = pod.run("sleep", "60", environment=environment)
    assert time.monotonic() < started + 8
    assert status == 1
    assert output.splitlines()[-1] == "migrate: the command was stopped after 0.6 s in all"
    assert pod.locks() == 0


# The lock.


@pytest.mark.parametrize("driver", DRIVERS)
def test_whoever_comes_second_waits(driver: str, pod: Pod) -> None:
    environment = pod.with_url(pod.url(f"postgresql+{driver}"))
    done = pod.folder / "done"
    with pod.runs("sh", "-c", f"sleep 0.6; touch {done}") as first:
        read_until(first, "the lock is taken")
        status, output = pod.run("test", "-e", str(done), environment=environment)
        assert status == 0, output
        assert output.splitlines()[0] == "migrate: another migration runs, waiting for it to end"
        first.communicate(timeout=10)


def test_locks_of_other_names_do_not_wait(pod: Pod) -> None:
    with pod.runs("sleep", "30") as first:
        read_until(first, "the lock is taken")
        assert pod.run("true", environment={**pod.environment, "MIGRATE_LOCK": "other"})[0] == 0


def test_waiting_for_the_lock_is_bounded(pod: Pod) -> None:
    with pod.runs("sleep", "30") as first:
        read_until(first, "the lock is taken")
        status, output = pod.run("true", environment={**pod.environment, "MIGRATE_TIMEOUT": "0.5"})
    assert status == 1
    assert "gave up after 0.5 s, waiting for another migration" in output


def test_whoever_dies_gives_the_lock_back(pod: Pod) -> None:
    with pod.runs("sleep", "30") as first:
        read_until(first, "the lock is taken")
    assert pod.run("true")[0] == 0


def test_whoever_waits_survives_a_restart_of_the_server(pod: Pod) -> None:
    with pod.runs("sleep", "30") as first:
        read_until(first, "the lock is taken")
        with pod.runs("echo", "it", "ran") as second:
            read_until(second, "another migration runs")
            pod.server.stop()
            read_until(second, "waiting for 127.0.0.1")
            os.killpg(first.pid, signal.SIGKILL)
            pod.server.start()
            output, _ = second.communicate(timeout=20)
    assert (second.returncode, "it ran" in output) == (0, True), output


def test_who_loses_the_lock_does_not_go_on(pod: Pod) -> None:
    # The server ends the session, as a restart or a proxy does; the command would not notice by itself.
    with pod.runs("sleep", "60", environment={**pod.environment, "MIGRATE_HEARTBEAT": "0.2"}) as process:
        read_until(process, "the lock is taken")
        pod.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'migrate'")
        output, _ = process.communicate(timeout=15)
    assert process.returncode == 1
    assert output == "migrate: the lock was lost, so the command was stopped\n"


# Being stopped.


@pytest.mark.parametrize("driver", DRIVERS)
def test_it_stops_while_it_waits_for_the_server(driver: str, pod: Pod) -> None:
    # It takes the connection, and never answers: the driver is inside its own code.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+{driver}://owner@127.0.0.1:{silent.getsockname()[1]}/shop?sslmode=disable"
        with pod.runs("true", environment=pod.with_url(url)) as process:
            connection, _ = silent.accept()
            stopped = time.monotonic()
            process.terminate()
            process.communicate(timeout=10)
            connection.close()
    assert process.returncode == 143
    assert time.monotonic() < stopped + 2


def test_it_stops_while_it_waits_for_the_lock(pod: Pod, shell: list[str]) -> None:
    with pod.runs("sleep", "30") as first:
        read_until(first, "the lock is taken")
        with pod.runs("true", shell=shell) as second:
            read_until(second, "another migration runs")
            second.terminate()
            second.communicate(timeout=3)
    assert second.returncode == 143


def test_the_command_is_asked_to_stop_and_ends_first(pod: Pod, shell: list[str]) -> None:
    command = 'trap "echo rolled back; exit 7" TERM; echo started; while :; do sleep 0.05; done'
    with pod.runs("sh", "-c", command, shell=shell) as process:
        read_until(process, "started")
        process.terminate()
        output, _ = process.communicate(timeout=5)
    assert process.returncode == 7
    assert output.splitlines() == ["rolled back", "migrate: sh failed with status 7"]
    assert pod.locks() == 0


def test_a_command_that_a_signal_ends(pod: Pod, shell: list[str]) -> None:
    with pod.runs("sleep", "60", shell=shell) as process:
        read_until(process, "the lock is taken")
        until(lambda: pod.locks() == 1)
        time.sleep(0.1)
        process.terminate()
        process.communicate(timeout=5)
    assert process.returncode == 143
    until(lambda: pod.locks() == 0)


def test_the_program_runs_in_images_with_an_old_python() -> None:
    assert ast.parse(PROGRAM.read_text("utf-8"), feature_version=(3, 8))


# Waiting for the server in another image, for commands that lock by themselves.


def waits(server: PostgresServer, tries: int, shell: list[str], **user: Any) -> subprocess.Popen[str]:
    path = f"{server.programs}{os.pathsep}{os.environ['PATH']}"
    given = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "WAIT_TRIES": str(tries), "WAIT_PAUSE": "0.1"}
    return subprocess.Popen(
        # As a ConfigMap hands it out: whoever runs it may read it.
        [*shell, "-c", (FOLDER / "wait_for_postgresql.sh").read_text("utf-8")],
        env={"PATH": path, **given},
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **user,
    )


def test_a_server_that_is_there_is_not_waited_for(server: PostgresServer, shell: list[str]) -> None:
    with waits(server, 30, shell) as process:
        output, _ = process.communicate(timeout=10)
    assert (process.returncode, output) == (0, "")


def test_the_other_image_waits_for_a_late_server(server: PostgresServer, shell: list[str]) -> None:
    server.stop()
    with waits(server, 100, shell) as process:
        log = read_until(process, "try 3 of 100")
        server.start()
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert log.splitlines() == [
        f"waiting for 127.0.0.1:{server.port}, try {number} of 100" for number in (1, 2, 3)
    ]


def test_the_other_image_needs_no_name_of_its_user(server: PostgresServer) -> None:
    # Without one pg_isready does not even try, and OpenShift's UIDs have none.
    unknown = {"user": 1000680000, "group": 0, "extra_groups": []} if os.geteuid() == 0 else {}
    with waits(server, 1, ["sh"], **unknown) as process:
        output, _ = process.communicate(timeout=10)
    assert (process.returncode, output) == (0, "")


def test_the_other_image_gives_up(server: PostgresServer, shell: list[str]) -> None:
    server.stop()
    with waits(server, 3, shell) as process:
        output, _ = process.communicate(timeout=10)
    assert process.returncode == 1
    assert output.count("waiting for") == 3
    assert output.splitlines()[-1] == (
        f"127.0.0.1:{server.port} is not there after 3 tries: nothing was migrated"
    )


def test_the_other_image_stops_when_it_is_asked_to(server: PostgresServer, shell: list[str]) -> None:
    server.stop()
    with waits(server, 1000, shell) as process:
        read_until(process, "try 1 of")
        process.terminate()
        process.communicate(timeout=2)
    assert process.returncode == 143
