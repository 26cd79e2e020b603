"""The script that copies the images elsewhere, in real shells, with an mc that remembers what it was told."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from charts.reactbin import mirror
from tests.shells import shells

SCRIPT = Path(mirror.__file__).with_name("mirror.sh")
KEYS = {
    "SOURCE_ACCESS_KEY": "reader",
    "SOURCE_SECRET_KEY": 're"ader \\pw $HOME `id` %s',
    "TARGET_ACCESS_KEY": "-elsewhere",
    "TARGET_SECRET_KEY": "p@ss:w/rd? 'x' \\n",
}
LEFT_OUT = "mc: <ERROR> Failed to copy `http://minio:9000/reactbin/7.webp`. Access Denied."

# Keeps each command line, and what it reads; `says` and `ends` are what a copy does.
MC = """#!/bin/sh
set -eu
printf '%s\\n' "$*" >>"$STATE/calls"
case "$*" in
"alias set source http://minio:9000 --api S3v4" | "alias set target https://s3.example.com --api S3v4")
    mkdir -p "$MC_CONFIG_DIR"
    cat >"$STATE/$3"
    [ ! -f "$STATE/refuses" ] || exit 1
    ;;
"--quiet mirror --overwrite source/reactbin target/reactbin-copies")
    echo '`source/reactbin/1.webp` -> `target/reactbin-copies/1.webp`'
    cat "$STATE/says" >&2
    [ ! -f "$STATE/hangs" ] || exec sleep 60
    exit "$(cat "$STATE/ends")"
    ;;
*) echo "mc: <ERROR> what is '$*'?" >&2; exit 1 ;;
esac
"""


class Pod:
    """The container of the CronJob, as far as the script sees it."""

    def __init__(self, root: Path, shell: list[str]) -> None:
        self.shell = shell
        self.keys, self.state, self.scratch, programs = (
            root / name for name in ("keys", "state", "scratch", "programs")
        )
        for folder in (self.keys, self.state, self.scratch, programs):
            folder.mkdir()
        for name, value in KEYS.items():
            (self.keys / name).write_text(value)
        (programs / "mc").write_text(MC)
        (programs / "mc").chmod(0o755)
        self.tell(says="", ends="0")
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "STATE": str(self.state),
            "MIRROR_SOURCE": "http://minio:9000",
            "MIRROR_SOURCE_BUCKET": "reactbin",
            "MIRROR_TARGET": "https://s3.example.com",
            "MIRROR_TARGET_BUCKET": "reactbin-copies",
            "MIRROR_KEYS": str(self.keys),
            "MC_CONFIG_DIR": str(self.scratch / "mc"),
        }

    def tell(self, **state: str) -> None:
        for name, content in state.items():
            (self.state / name).write_text(content)

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.shell, str(SCRIPT)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self) -> tuple[int, str, str]:
        process = self.start()
        out, errors = process.communicate(timeout=30)
        return process.returncode, out, errors

    @property
    def calls(self) -> list[str]:
        return (self.state / "calls").read_text().splitlines()


@pytest.fixture(params=shells(), ids=lambda shell: shell[0])
def pod(request: pytest.FixtureRequest, tmp_path: Path) -> Pod:
    return Pod(tmp_path, request.param)


def test_it_copies_and_removes_nothing(pod: Pod) -> None:
    status, out, errors = pod.run()
    assert (status, errors) == (0, "")
    assert out.endswith("bucket reactbin is copied\n")
    assert pod.calls[-1] == "--quiet mirror --overwrite source/reactbin target/reactbin-copies"
    assert not [call for call in pod.calls if "remove" in call]


def test_keys_reach_mc_as_they_are_and_by_its_input_alone(pod: Pod) -> None:
    _, out, errors = pod.run()
    for alias in ("source", "target"):
        user, password = (KEYS[f"{alias.upper()}_{part}_KEY"] for part in ("ACCESS", "SECRET"))
        assert (pod.state / alias).read_text() == f"{user}\n{password}\n"
    for value in KEYS.values():
        assert value not in out + errors
        assert not [call for call in pod.calls if f" {value}" in call]


def test_white_space_around_a_key_is_dropped_as_where_the_user_is_made(pod: Pod) -> None:
    (pod.keys / "SOURCE_ACCESS_KEY").write_text(" reader\r\n")
    (pod.keys / "TARGET_SECRET_KEY").write_text("password\t\n\n")
    assert pod.run()[0] == 0
    assert (pod.state / "source").read_text() == f"reader\n{KEYS['SOURCE_SECRET_KEY']}\n"
    assert (pod.state / "target").read_text() == "-elsewhere\npassword\n"


@pytest.mark.parametrize("content", [" \r\n", "reader\nsomething else\n"])
def test_a_key_that_cannot_be_one_is_named(pod: Pod, content: str) -> None:
    # The second line would pass for the password.
    (pod.keys / "SOURCE_ACCESS_KEY").write_text(content)
    status, _, errors = pod.run()
    assert status == 1
    assert "SOURCE_ACCESS_KEY" in errors
    assert "something else" not in errors
    assert not (pod.state / "calls").exists()


def test_what_was_left_out_is_a_failure_though_mc_calls_it_none(pod: Pod) -> None:
    pod.tell(says=f"{LEFT_OUT}\n", ends="0")
    status, _, errors = pod.run()
    assert status == 1
    assert LEFT_OUT in errors
    assert "failed: not everything was copied" in errors


def test_the_status_of_mc_counts_too(pod: Pod) -> None:
    pod.tell(ends="3")
    status, _, errors = pod.run()
    assert (status, errors) == (1, "failed: mc ended with status 3\n")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("is_there", [True, False], ids=["empty", "missing"])
def test_without_credentials_nothing_is_copied(key: str, is_there: bool, pod: Pod) -> None:
    (pod.keys / key).write_text("") if is_there else (pod.keys / key).unlink()
    status, _, errors = pod.run()
    assert status == 1
    assert f"there is no key of one line in {pod.keys / key}" in errors
    assert not (pod.state / "calls").exists() or "mirror" not in "".join(pod.calls)


def test_a_store_that_mc_does_not_accept_is_named(pod: Pod) -> None:
    pod.tell(refuses="")
    status, _, errors = pod.run()
    assert status == 1
    assert "mc does not accept http://minio:9000" in errors


def test_it_stops_when_it_is_asked_to(pod: Pod) -> None:
    pod.tell(hangs="")
    process = pod.start()
    deadline = time.monotonic() + 10
    while "mirror" not in ((pod.state / "calls").read_text() if (pod.state / "calls").exists() else ""):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert process.returncode == 143
