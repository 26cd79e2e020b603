"""The guide to restoring: commands inside the pod with a real PostgreSQL; the others name what there is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests.data.postgresql_server import PostgresServer, postgres_server
from tests.docs.guide import blocks_of

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/how-to/restore-a-database.md").read_text(encoding="utf-8")
COMMANDS = [command for block in blocks_of(GUIDE) for command, _ in block.commands]
INSIDE = [command for command in COMMANDS if not command.startswith("oc ")]


def manifest(path: str) -> dict[str, Any]:
    read = yaml.safe_load((ROOT / "dist" / path).read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture
def pod(server: PostgresServer, tmp_path: Path) -> dict[str, str]:
    """What the pod's environment is, with two dumps; the database has changed since the newer one."""
    name = server.new_database("tarsy")
    password = tmp_path / "password"
    password.write_text(server.password)
    variables = {
        "PATH": f"{server.programs}:{os.environ['PATH']}",
        "BACKUP_FOLDER": str(tmp_path),
        "BACKUP_PASSWORD_FILE": str(password),
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGUSER": server.user,
        "PGDATABASE": name,
    }
    with server.connection(name) as connection:
        connection.execute("CREATE EXTENSION vector; CREATE TABLE notes (text text, place vector(2))")
        for time in ("20261119T023000Z", "20261120T023000Z"):
            connection.execute("INSERT INTO notes VALUES (%s, '[1,2]')", [time])
            command = ["pg_dump", "--format=custom", f"--file={tmp_path}/tarsy-{time}.dump"]
            environment = {**variables, "PGPASSWORD": server.password}
            subprocess.run([str(server.programs / command[0]), *command[1:]], env=environment, check=True)
        connection.execute("DELETE FROM notes")
    return variables


def test_the_newest_dump_takes_the_place_of_the_database(pod: dict[str, str], server: PostgresServer) -> None:
    subprocess.run(["/bin/sh", "-ec", "\n".join(INSIDE)], env=pod, check=True, capture_output=True)
    with server.connection("tarsy") as connection:
        found = connection.execute("SELECT text FROM notes ORDER BY text").fetchall()
    assert found == [("20261119T023000Z",), ("20261120T023000Z",)]
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        server.connection("before_restore")
    with server.connection() as connection:
        connection.execute("DROP DATABASE tarsy")


def test_nothing_is_lost_while_somebody_is_connected(pod: dict[str, str], server: PostgresServer) -> None:
    with server.connection("tarsy"):
        done = subprocess.run(
            ["/bin/sh", "-ec", "\n".join(INSIDE)], env=pod, check=False, capture_output=True, text=True
        )
    assert done.returncode != 0
    assert "is being accessed by other users" in done.stderr
    with server.connection("tarsy") as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)


@pytest.mark.parametrize(
    "path",
    [
        "tarsy-production/CronJob.tarsy-database-backup.k8s.yaml",
        "tool-registry-production/CronJob.postgres-backup.k8s.yaml",
    ],
)
def test_the_job_of_the_backup_has_what_the_guide_changes_and_reads(path: str) -> None:
    job = manifest(path)["spec"]["jobTemplate"]["spec"]
    assert "activeDeadlineSeconds" in job
    [container] = job["template"]["spec"]["containers"]
    assert "command" in container
    given = {variable["name"] for variable in container["env"]}
    assert {"BACKUP_FOLDER", "BACKUP_PASSWORD_FILE", "PGHOST", "PGUSER", "PGDATABASE"} <= given


def test_the_guide_names_what_there_is() -> None:
    backup = manifest("tarsy-production/CronJob.tarsy-database-backup.k8s.yaml")
    tarsy = manifest("tarsy-production/Deployment.tarsy.k8s.yaml")
    registry = manifest("tool-registry-production/Deployment.tool-registry-api.k8s.yaml")
    assert {backup["metadata"]["namespace"], tarsy["metadata"]["namespace"]} == {"tarsy"}
    for found in (backup, tarsy, registry):
        assert f"{found['kind'].lower()}/{found['metadata']['name']}" in GUIDE
    labels = tarsy["spec"]["selector"]["matchLabels"]
    for label in ("name", "component"):
        assert f"app.kubernetes.io/{label}={labels[f'app.kubernetes.io/{label}']}" in GUIDE
    [container] = backup["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert {"name": "BACKUP_FOLDER", "value": "/backup"} in container["env"]
