"""The script of the bucket Job, run by a real shell with an mc that remembers what it was told."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from podwright.data import bucket_job
from tests.shells import shells

SCRIPT = Path(bucket_job.__file__).with_name("buckets.sh")
URL = "http://minio:9000"
ROOT, ROOT_PASSWORD = "root-user", 'r00t "pass\\word" $HOME `id` %s \'#:@/'
USER, PASSWORD = "-AKIA.shop", "p@ss:w/rd? %41+* 'x' \\n"

REFUSED = "mc: <ERROR> Unable to list policies. Get http://minio:9000: dial tcp: connection refused."
UNKNOWN = "mc: <ERROR> The Access Key Id you provided does not exist in our records."
WRONG = "mc: <ERROR> The request signature we calculated does not match the signature you provided."
NOTHING_TO_DO = "mc: <ERROR> The specified policy change is already in effect. (no net effect)."

# A server and its client at once. It keeps what it was told in files, and each command line.
MC = f"""#!/bin/sh
set -eu
printf '%s\\n' "$*" >>"$SERVER/calls"
refuse() {{ printf '%s\\n' "$*" >&2; exit 1; }}
check() {{
    [ "$(cat "$MC_CONFIG_DIR/username")" = "$(cat "$SERVER/username")" ] || refuse "{UNKNOWN}"
    [ "$(cat "$MC_CONFIG_DIR/password")" = "$(cat "$SERVER/password")" ] || refuse "{WRONG}"
}}
[ ! -f "$SERVER/breaks" ] || case "$*" in "$(cat "$SERVER/breaks")"*) refuse "mc: <ERROR> broken" ;; esac
case "$*" in
"alias set store {URL} --api S3v4 --path on")
    mkdir -p "$MC_CONFIG_DIR"
    IFS= read -r line && printf '%s' "$line" >"$MC_CONFIG_DIR/username"
    IFS= read -r line && printf '%s' "$line" >"$MC_CONFIG_DIR/password"
    echo "Added store"
    ;;
"admin policy list store")
    if [ -f "$SERVER/hangs" ]; then rm "$SERVER/hangs"; exec sleep.real 60; fi
    late=$(cat "$SERVER/late")
    [ "$late" -eq 0 ] || {{ echo $((late - 1)) >"$SERVER/late"; refuse "{REFUSED}"; }}
    check
    ;;
"mb --ignore-existing store/"*)
    check
    mkdir -p "$SERVER/buckets/${{3#store/}}"
    ;;
"admin policy create store "*)
    check
    cp "$6" "$SERVER/policies/$5"
    ;;
"admin user add store")
    check
    IFS= read -r username
    IFS= read -r password
    mkdir -p "$SERVER/users/$username"
    printf '%s' "$password" >"$SERVER/users/$username/password"
    echo "Added user $username"
    ;;
"admin policy attach store "*" --user="*)
    check
    username=${{6#--user=}}
    if [ -f "$SERVER/users/$username/policy-$5" ]; then
        [ ! -f "$SERVER/old" ] || refuse "{NOTHING_TO_DO}"
    fi
    touch "$SERVER/users/$username/policy-$5"
    ;;
*) refuse "mc: <ERROR> what is '$*'?" ;;
esac
"""


class Pod:
    """The container of the Job, as far as the script sees it, and the server that it talks to."""

    def __init__(self, root: Path, shell: list[str]) -> None:
        self.shell = shell
        self.programs = root / "programs"
        self.server = root / "server"
        self.plan = root / "the plan"
        self.secrets = root / "secrets"
        self.scratch = root / "scratch"
        for kind in ("buckets", "policies", "users"):
            (self.server / kind).mkdir(parents=True)
        for folder in (self.programs, self.plan, self.secrets, self.scratch):
            folder.mkdir()
        self.install("mc", MC)
        self.install("sleep", '#!/bin/sh\nprintf \'%s\\n\' "$1" >>"$SERVER/pauses"\n')
        (self.programs / "sleep.real").symlink_to(str(shutil.which("sleep")))
        self.install("timeout", f'#!/bin/sh\nshift\nexec {shutil.which("timeout")} 0.3 "$@"\n')
        self.write(username=ROOT, password=ROOT_PASSWORD)
        (self.secrets / "root").write_text(ROOT)
        (self.secrets / "root-password").write_text(ROOT_PASSWORD)
        self.late(0)
        (self.plan / "buckets").write_text("uploads\narchive.2026\n")
        (self.plan / "users").write_text("")

    def install(self, name: str, program: str) -> None:
        file = self.programs / name
        file.write_text(program)
        file.chmod(0o755)

    def write(self, **state: str) -> None:
        """Change what the server knows."""
        for name, content in state.items():
            (self.server / name).write_text(content)

    def late(self, tries: int) -> None:
        """Let the server answer only after so many tries."""
        self.write(late=f"{tries}\n")

    def add_user(self, policy: str = "shop-api", *, username: str = USER, password: str = PASSWORD) -> None:
        for name, value in ((policy, username), (f"{policy}-password", password)):
            (self.secrets / name).write_text(value)
        (self.plan / f"{policy}.json").write_text(f"policy of {policy}")
        with (self.plan / "users").open("a") as users:
            users.write(f"{policy} {self.secrets / policy} {self.secrets / policy}-password\n")

    def made(self, kind: str) -> list[str]:
        return sorted(path.name for path in (self.server / kind).iterdir())

    def password_of(self, username: str) -> str:
        return (self.server / "users" / username / "password").read_text()

    @property
    def calls(self) -> list[str]:
        calls = self.server / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    @property
    def pauses(self) -> list[str]:
        pauses = self.server / "pauses"
        return pauses.read_text().split() if pauses.exists() else []

    def start(self, tries: int = 3) -> subprocess.Popen[str]:
        variables = {
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "SERVER": str(self.server),
            "STORE_URL": URL,
            "STORE_USERNAME_FILE": str(self.secrets / "root"),
            "STORE_PASSWORD_FILE": str(self.secrets / "root-password"),
            "STORE_PLAN": str(self.plan),
            "STORE_TRIES": str(tries),
            "STORE_PAUSE": "5",
            "MC_CONFIG_DIR": str(self.scratch / "mc"),
            "LC_ALL": "C.UTF-8",
        }
        return subprocess.Popen(
            [*self.shell, str(SCRIPT)],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, tries: int = 3) -> tuple[int, list[str], list[str]]:
        with self.start(tries) as process:
            output, errors = process.communicate(timeout=30)
        for secret in (ROOT_PASSWORD, PASSWORD):
            assert secret not in "\n".join([output, errors, *self.calls])
        return process.returncode, output.splitlines(), errors.splitlines()


@pytest.fixture(params=shells(), ids=lambda shell: shell[0])
def pod(request: pytest.FixtureRequest, tmp_path: Path) -> Pod:
    return Pod(tmp_path, request.param)


def test_a_server_that_answers_at_once_is_not_waited_for(pod: Pod) -> None:
    assert pod.run() == (
        0,
        [f"{URL} is ready", "bucket uploads is there", "bucket archive.2026 is there"],
        [],
    )
    assert pod.made("buckets") == ["archive.2026", "uploads"]
    assert pod.pauses == []


def test_a_server_that_is_late_is_waited_for(pod: Pod) -> None:
    pod.late(2)
    status, output, errors = pod.run(tries=3)
    assert (status, errors) == (0, [])
    assert output[:3] == [
        f"try 1 of 3: {URL} is not ready: {REFUSED}",
        f"try 2 of 3: {URL} is not ready: {REFUSED}",
        f"{URL} is ready",
    ]
    assert pod.pauses == ["5", "5"]


def test_a_server_that_never_answers_is_given_up(pod: Pod) -> None:
    pod.late(100)
    status, output, errors = pod.run(tries=3)
    assert status == 1
    assert len(output) == 2
    assert errors == [f"failed: {URL} was not ready in 3 tries: {REFUSED}"]
    assert pod.calls.count("admin policy list store") == 3
    assert pod.made("buckets") == []


def test_a_server_that_accepts_and_says_nothing_is_asked_again(pod: Pod) -> None:
    pod.write(hangs="")
    status, output, _ = pod.run()
    assert status == 0
    assert output[:2] == [f"try 1 of 3: {URL} is not ready: no answer within 20 seconds", f"{URL} is ready"]


@pytest.mark.parametrize(("field", "value"), [("username", "somebody"), ("password", "another one")])
def test_wrong_root_credentials_are_said_at_once(pod: Pod, field: str, value: str) -> None:
    pod.write(**{field: value})
    status, output, errors = pod.run()
    assert (status, output, pod.pauses) == (1, [], [])
    [line] = errors
    assert line.startswith(f"failed: {URL} refuses the root user's credentials: ")


def test_credentials_reach_mc_byte_for_byte(pod: Pod) -> None:
    # The server takes the root user's only if they arrive as they are; the user's are what it was given.
    pod.add_user(username=USER, password=PASSWORD)
    assert pod.run()[0] == 0
    assert pod.password_of(USER) == PASSWORD


def test_white_space_around_root_credentials_is_dropped_as_the_server_drops_it(pod: Pod) -> None:
    (pod.secrets / "root").write_text(f"\n {ROOT}\n")
    (pod.secrets / "root-password").write_text(f"{ROOT_PASSWORD}\t\r\n\n")
    assert pod.run()[0] == 0


def test_lengths_are_counted_in_bytes_as_the_server_does(pod: Pod) -> None:
    (pod.secrets / "root-password").write_text("äöüß")
    pod.write(password="äöüß")
    assert pod.run()[0] == 0


def test_a_message_is_logged_as_it_is(pod: Pod) -> None:
    pod.late(1)
    pod.install("mc", MC.replace(REFUSED, "mc: <ERROR> C:\\new\\table %s"))
    _, output, _ = pod.run()
    assert output[0].endswith("mc: <ERROR> C:\\new\\table %s")


def test_a_user_gets_its_policy(pod: Pod) -> None:
    pod.add_user("shop-api", username="shop")
    pod.add_user("shop-report", username="report")
    status, output, errors = pod.run()
    assert (status, errors) == (0, [])
    assert output[-2:] == [
        "user shop-api has its password and its policy",
        "user shop-report has its password and its policy",
    ]
    assert pod.made("users/shop") == ["password", "policy-shop-api"]
    assert pod.made("users/report") == ["password", "policy-shop-report"]
    assert (pod.server / "policies/shop-api").read_text() == "policy of shop-api"


def test_no_password_is_an_argument(pod: Pod) -> None:
    pod.add_user(username="shop")
    assert pod.run()[0] == 0
    assert pod.calls == [
        f"alias set store {URL} --api S3v4 --path on",
        "admin policy list store",
        "mb --ignore-existing store/uploads",
        "mb --ignore-existing store/archive.2026",
        f"admin policy create store shop-api {pod.plan}/shop-api.json",
        "admin user add store",
        "admin policy attach store shop-api --user=shop",
    ]


@pytest.mark.parametrize("is_old", [False, True], ids=["mc of today", "mc that refuses to do nothing"])
def test_it_runs_again(pod: Pod, is_old: bool) -> None:
    pod.add_user(username="shop")
    if is_old:
        pod.write(old="")
    first, second = pod.run(), pod.run()
    assert first[0] == 0
    assert second == first


def test_a_password_that_was_changed_holds_after_the_next_run(pod: Pod) -> None:
    pod.add_user(username="shop", password="the first one")
    assert pod.run()[0] == 0
    (pod.secrets / "shop-api-password").write_text("the second one")
    (pod.plan / "shop-api.json").write_text("another policy")
    assert pod.run()[0] == 0
    assert pod.password_of("shop") == "the second one"
    assert (pod.server / "policies/shop-api").read_text() == "another policy"


def test_what_the_plan_does_not_name_stays(pod: Pod) -> None:
    (pod.server / "buckets/old").mkdir()
    assert pod.run()[0] == 0
    assert "old" in pod.made("buckets")


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("root", "", "the root user's name in {} is shorter than 3 characters"),
        ("root", "ro\n", "the root user's name in {} is shorter than 3 characters"),
        ("root-password", " \n", "the root user's password in {} is shorter than 8 characters"),
        ("root-password", "1234567", "the root user's password in {} is shorter than 8 characters"),
        ("root-password", "12345678\n90", "the root user's password in {} has more than one line"),
        ("root-password", None, "the root user's password cannot be read from {}"),
        ("shop-api", "ab", "the name of user shop-api in {} is shorter than 3 characters"),
        ("shop-api-password", "short", "the password of user shop-api in {} is shorter than 8 characters"),
    ],
)
def test_credentials_that_cannot_be_are_told_by_their_file(
    pod: Pod, file: str, content: str | None, message: str
) -> None:
    pod.add_user(username="shop")
    path = pod.secrets / file
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    status, _, errors = pod.run()
    assert (status, errors) == (1, [f"failed: {message.format(path)}"])
    assert pod.made("users") == []


def test_no_user_becomes_the_root_user(pod: Pod) -> None:
    pod.add_user(username=ROOT)
    status, _, errors = pod.run()
    assert (status, errors) == (
        1,
        ["failed: user shop-api has the root user's name, and would be the root user"],
    )
    assert pod.made("users") == []


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("alias set", f"failed: mc does not accept {URL} and the root user's credentials"),
        ("mb ", "failed: bucket uploads was not made"),
        ("admin policy create", "failed: policy shop-api was not made"),
        ("admin user add", "failed: user shop-api was not made"),
        ("admin policy attach", "failed: user shop-api was not given its policy: mc: <ERROR> broken"),
    ],
)
def test_a_command_that_fails_fails_the_job(pod: Pod, command: str, message: str) -> None:
    pod.add_user(username="shop")
    pod.write(breaks=command)
    status, output, errors = pod.run()
    assert status == 1
    assert errors[-1] == message
    assert "mc: <ERROR> broken" in errors[0] or "broken" in errors[-1]
    assert not any(line.startswith("user ") for line in output)


def test_it_stops_at_once_when_it_is_asked_to(pod: Pod) -> None:
    pod.late(100)
    pod.install("sleep", '#!/bin/sh\necho $$ >"$SERVER/sleeps"\nexec sleep.real 60 >/dev/null 2>&1\n')
    with pod.start(tries=100) as process:
        deadline = time.monotonic() + 10
        sleeps = pod.server / "sleeps"
        while not (sleeps.exists() and sleeps.read_text().endswith("\n")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
        assert time.monotonic() - asked < 1
        # In a container it ends with the script.
        os.kill(int(sleeps.read_text()), signal.SIGKILL)
        process.communicate(timeout=10)
    assert process.returncode == 143


def test_only_the_owner_reads_what_mc_keeps(pod: Pod) -> None:
    assert pod.run()[0] == 0
    assert [oct(file.stat().st_mode)[-2:] for file in (pod.scratch / "mc").iterdir()] == ["00", "00"]


def test_the_container_is_given_this_script() -> None:
    assert bucket_job.buckets_script() == SCRIPT.read_text("utf-8")
