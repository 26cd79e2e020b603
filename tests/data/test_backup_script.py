"""The backup script, run by a real shell with a pg_dump that writes, fails, or hangs as the test says."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import time
from datetime import datetime
from pathlib import Path

import pytest

from podwright.data import backup
from tests.shells import shells

SCRIPT = Path(backup.__file__).with_name("backup.sh")
PASSWORD = 'it\'s "secret" $HOME'

# Writes what it was given, so that the test sees it.
PG_DUMP = """#!/bin/sh
for argument do
    case $argument in --file=*) file=${argument#--file=} ;; esac
done
printf '%s\\n' "$*" "$PGPASSWORD" "$PGDATABASE" >"$file"
"""
PG_RESTORE = '#!/bin/sh\nexec test -s "$2"\n'


class Pod:
    """The container of the backup, as far as the script sees it."""

    def __init__(self, root: Path, shell: list[str]) -> None:
        self.shell = shell
        self.programs = root / "programs"
        self.folder = root / "dumps of the shop"
        self.password = root / "password"
        for folder in (self.programs, self.folder):
            folder.mkdir()
        self.password.write_text(f"{PASSWORD}\n")
        self.install("pg_dump", PG_DUMP)
        self.install("pg_restore", PG_RESTORE)

    def install(self, name: str, program: str) -> None:
        file = self.programs / name
        file.write_text(program)
        file.chmod(0o755)

    def at(self, time: str) -> None:
        """Set the clock."""
        self.install("date", f"#!/bin/sh\necho {time}\n")

    @property
    def dumps(self) -> list[str]:
        return sorted(file.name for file in self.folder.iterdir())

    def start(self, keep: int = 3) -> subprocess.Popen[str]:
        variables = {
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "BACKUP_FOLDER": str(self.folder),
            "BACKUP_NAME": "shop-backup",
            "BACKUP_KEEP": str(keep),
            "BACKUP_PASSWORD_FILE": str(self.password),
            "PGDATABASE": "shop",
        }
        return subprocess.Popen(
            [*self.shell, str(SCRIPT)],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, keep: int = 3) -> tuple[int, str, str]:
        with self.start(keep) as process:
            output, errors = process.communicate(timeout=20)
        return process.returncode, output, errors


@pytest.fixture(params=shells(), ids=lambda shell: shell[0])
def pod(request: pytest.FixtureRequest, tmp_path: Path) -> Pod:
    return Pod(tmp_path, request.param)


def test_the_dump_is_complete_and_named_by_the_time(pod: Pod) -> None:
    pod.at("20261120T023000Z")
    status, output, errors = pod.run()
    assert (status, errors) == (0, "")
    [dump] = pod.folder.iterdir()
    assert dump.name == "shop-backup-20261120T023000Z.dump"
    assert output == f"wrote {dump.name}, {dump.stat().st_size} bytes\n"


def test_the_real_clock_makes_a_name_that_is_found_again(pod: Pod) -> None:
    # In the past, whatever the time is: two runs in one second would share a name.
    (pod.folder / "shop-backup-20261120T023000Z.dump").write_text("old")
    status, output, _ = pod.run(keep=1)
    assert status == 0
    assert output.splitlines()[1:] == ["removed shop-backup-20261120T023000Z.dump"]
    [dump] = pod.dumps
    assert abs(datetime.strptime(dump, "shop-backup-%Y%m%dT%H%M%S%z.dump").timestamp() - time.time()) < 60


def test_pg_dump_is_given_the_password_of_the_file_and_never_asks_for_one(pod: Pod) -> None:
    _, output, errors = pod.run()
    [dump] = pod.folder.iterdir()
    arguments, password, database = dump.read_text().splitlines()
    assert arguments.startswith("--format=custom --no-password --file=")
    assert (password, database) == (PASSWORD, "shop")
    assert "secret" not in arguments + output + errors


def test_only_the_owner_reads_the_dump(pod: Pod) -> None:
    pod.run()
    [dump] = pod.folder.iterdir()
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600


def test_the_newest_are_kept(pod: Pod) -> None:
    for day in (18, 9, 17, 10, 19):
        (pod.folder / f"shop-backup-202611{day:02}T023000Z.dump").write_text("old")
    pod.at("20261120T023000Z")
    status, output, _ = pod.run(keep=3)
    assert status == 0
    assert pod.dumps == [f"shop-backup-202611{day}T023000Z.dump" for day in (18, 19, 20)]
    assert output.splitlines()[1:] == [
        f"removed shop-backup-202611{day}T023000Z.dump" for day in ("09", "10", "17")
    ]


def test_fewer_than_are_kept_all_stay(pod: Pod) -> None:
    (pod.folder / "shop-backup-20261119T023000Z.dump").write_text("old")
    pod.at("20261120T023000Z")
    assert pod.run(keep=3)[0] == 0
    assert len(pod.dumps) == 2


def test_what_somebody_else_put_there_stays(pod: Pod) -> None:
    others = ["shop-backup-before-upgrade.dump", "other-20200101T000000Z.dump", "notes.txt"]
    for name in others:
        (pod.folder / name).write_text("keep me")
    assert pod.run(keep=1)[0] == 0
    assert set(others) <= set(pod.dumps)
    assert len(pod.dumps) == len(others) + 1


@pytest.mark.parametrize("failing", ["pg_dump", "pg_restore", "mv"])
def test_a_failure_leaves_no_half_file_and_removes_no_dump(pod: Pod, failing: str) -> None:
    old = [f"shop-backup-202611{day}T023000Z.dump" for day in (17, 18, 19)]
    for name in old:
        (pod.folder / name).write_text("old")
    body = PG_DUMP if failing == "pg_dump" else "#!/bin/sh\n"
    pod.install(failing, f"{body}echo 'it is broken' >&2\nexit 7\n")
    status, output, errors = pod.run(keep=1)
    assert (status, output) == (7, "")
    assert errors == "it is broken\n"
    assert pod.dumps == old


def test_a_dump_that_nobody_could_read_is_none(pod: Pod) -> None:
    pod.install("pg_dump", PG_DUMP.replace('printf \'%s\\n\' "$*" "$PGPASSWORD" "$PGDATABASE"', ":"))
    assert pod.run()[0] == 1
    assert pod.dumps == []


def test_without_a_password_nothing_is_done(pod: Pod) -> None:
    pod.password.unlink()
    status, _, errors = pod.run()
    assert status == 1
    assert str(pod.password) in errors
    assert pod.dumps == []


def test_what_a_killed_run_left_is_removed(pod: Pod) -> None:
    (pod.folder / "shop-backup-20261101T023000Z.dump.unfinished").write_text("half")
    assert pod.run()[0] == 0
    [name] = pod.dumps
    assert name.endswith("Z.dump")


def test_it_stops_at_once_when_it_is_asked_to(pod: Pod) -> None:
    started = pod.programs.parent / "started"
    pod.install("pg_dump", PG_DUMP + f"echo $$ >'{started}'\nexec sleep 60\n")
    with pod.start() as process:
        deadline = time.monotonic() + 10
        while not (started.is_file() and started.read_text().endswith("\n")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        child = int(started.read_text())
        assert pod.dumps[0].endswith(".dump.unfinished")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert process.returncode == 143
    assert pod.dumps == []
    deadline = time.monotonic() + 5
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _runs(child)


def _runs(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    # Whoever adopts orphans may take its time to bury them.
    state = Path(f"/proc/{process_id}/stat")
    return not (state.is_file() and ") Z " in state.read_text())


def test_the_container_is_given_this_script() -> None:
    assert backup.backup_script() == SCRIPT.read_text("utf-8")
