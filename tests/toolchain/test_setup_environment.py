"""tools/setup_environment.py: what is made, when, and what is said where it cannot be."""

import fcntl
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tools.setup_environment import LOCK, STAMP, Progress, SetUp, SetUpError, explain, run

ROOT = Path(__file__).parents[2]

PYPROJECT = """
[project]
name = "shop"
[tool.ruff]
line-length = 110
"""


class Workshop:
    """A checkout, and in place of venv, pip, Node and npm a function that makes what they would make."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said = io.StringIO()
        self.ran: list[str] = []
        self.environments: list[Mapping[str, str]] = []
        self.failures: dict[str, tuple[int, str]] = {}
        self.interrupted_at = ""
        self.npm_delivers = True
        root.mkdir(parents=True, exist_ok=True)
        (root / "requirements.txt").write_text("# pinned\nrich==15.0.0\ntyper==0.29.2\n-e .\n")
        (root / "pyproject.toml").write_text(PYPROJECT)
        (root / "package.json").write_text("{}")
        (root / "package-lock.json").write_text("{}")

    def set_up(self) -> list[str]:
        """Set up, and return which tools were run for it."""
        self.ran.clear()
        SetUp(self.root, Progress(self.said), self._run).bring_up_to_date()
        return list(self.ran)

    def edit(self, name: str, before: str, after: str) -> None:
        file = self.root / name
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))

    def _run(
        self, command: Sequence[str], cwd: Path, env: Mapping[str, str], on_line: Callable[[str], None]
    ) -> int:
        assert cwd == self.root
        tool = next(
            tool for tool in ("venv", "pip", "npm", "node") if tool in (*command, Path(command[0]).name)
        )
        self.ran.append(tool)
        self.environments.append(env)
        if tool == self.interrupted_at:
            raise KeyboardInterrupt
        if tool in self.failures:
            code, output = self.failures[tool]
            for line in output.splitlines(keepends=True):
                on_line(line)
            return code
        setup = SetUp(self.root, Progress(self.said))
        made = {"venv": setup.python, "pip": setup.node, "npm": setup.cli}.get(tool)
        if made and (tool != "npm" or self.npm_delivers):
            made.parent.mkdir(parents=True, exist_ok=True)
            made.touch()
            setup.packages.mkdir(parents=True, exist_ok=True)
        on_line(f"{tool} was here\n")
        return 0


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "a checkout")


ALL = ["venv", "pip", "node", "npm"]
PYTHON_PART = ["venv", "pip", "node"]


def test_a_clean_checkout_gets_everything_in_three_steps(workshop: Workshop) -> None:
    assert workshop.set_up() == ALL
    said = workshop.said.getvalue()
    assert "Setting up, because there is no .venv yet:" in said
    assert [line[:5] for line in said.splitlines() if line.startswith("[")] == ["[1/3]", "[2/3]", "[3/3]"]
    assert "Set up." in said


def test_the_second_run_does_and_says_nothing(workshop: Workshop) -> None:
    workshop.set_up()
    workshop.said.truncate(0)
    assert workshop.set_up() == []
    assert workshop.said.getvalue().strip("\0") == ""


def test_a_changed_pin_makes_the_environment_anew(workshop: Workshop) -> None:
    workshop.set_up()
    workshop.edit("requirements.txt", "15.0.0", "15.0.1")
    assert workshop.set_up() == PYTHON_PART
    assert "because requirements.txt has changed" in workshop.said.getvalue()


def test_a_changed_lock_file_makes_only_node_modules_anew(workshop: Workshop) -> None:
    workshop.set_up()
    workshop.edit("package-lock.json", "{}", '{"lockfileVersion": 3}')
    assert workshop.set_up() == ["npm"]
    assert "because package-lock.json has changed" in workshop.said.getvalue()


def test_settings_of_the_linters_do_not_make_the_environment_anew(workshop: Workshop) -> None:
    workshop.set_up()
    workshop.edit("pyproject.toml", "110", "100")
    assert workshop.set_up() == []


def test_changed_project_metadata_make_the_environment_anew(workshop: Workshop) -> None:
    workshop.set_up()
    workshop.edit("pyproject.toml", "shop", "store")
    assert workshop.set_up() == PYTHON_PART


def test_another_python_makes_the_environment_anew(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.set_up()
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    assert workshop.set_up() == PYTHON_PART
    assert "because the version of Python has changed" in workshop.said.getvalue()


def test_a_folder_that_was_moved_gets_a_new_environment(workshop: Workshop) -> None:
    workshop.set_up()
    moved = workshop.root.rename(workshop.root.with_name("elsewhere"))
    workshop.root = moved
    assert workshop.set_up() == PYTHON_PART
    assert "because the place of the folder has changed" in workshop.said.getvalue()


@pytest.mark.parametrize("name", ["python", "node", "command"])
def test_an_environment_that_has_lost_a_file_is_made_anew(workshop: Workshop, name: str) -> None:
    workshop.set_up()
    file: Path = getattr(SetUp(workshop.root, Progress(workshop.said)), name)
    file.unlink()
    assert workshop.set_up() == PYTHON_PART
    assert f"because {file.name} is missing" in workshop.said.getvalue()


@pytest.mark.parametrize(("folder", "made"), [(".venv", PYTHON_PART), ("node_modules", ["npm"])])
def test_a_stamp_that_cannot_be_read_counts_as_none(workshop: Workshop, folder: str, made: list[str]) -> None:
    workshop.set_up()
    (workshop.root / folder / STAMP).write_text('{"requirements')
    assert workshop.set_up() == made


@pytest.mark.parametrize("tool", ALL)
def test_an_interrupted_set_up_begins_again_with_nothing_left_over(workshop: Workshop, tool: str) -> None:
    workshop.interrupted_at = tool
    with pytest.raises(KeyboardInterrupt):
        workshop.set_up()
    assert workshop.said.getvalue().endswith("interrupted\n")
    half = workshop.root / ("node_modules" if tool == "npm" else ".venv") / "half" / "written"
    half.parent.mkdir()
    half.touch()
    workshop.interrupted_at = ""
    assert workshop.set_up() == (["npm"] if tool == "npm" else ALL)
    assert not half.exists()
    assert workshop.set_up() == []


@pytest.mark.parametrize("tool", ALL)
def test_a_failed_set_up_is_tried_again(workshop: Workshop, tool: str) -> None:
    workshop.failures[tool] = (1, "ERROR: something unheard-of\n")
    with pytest.raises(SetUpError, match="podwright cannot be set up"):
        workshop.set_up()
    del workshop.failures[tool]
    assert workshop.set_up()
    assert workshop.set_up() == []


def test_what_pip_said_can_be_read_afterwards(workshop: Workshop) -> None:
    workshop.failures["pip"] = (1, "ERROR: something unheard-of\n")
    with pytest.raises(SetUpError) as caught:
        workshop.set_up()
    assert "  | ERROR: something unheard-of\n" in str(caught.value)
    assert ".venv/set-up.log" in str(caught.value)
    assert "something unheard-of" in (workshop.root / ".venv/set-up.log").read_text()


def test_an_npm_that_delivers_elsewhere_is_not_believed(workshop: Workshop) -> None:
    workshop.npm_delivers = False
    with pytest.raises(SetUpError, match="the cdk8s CLI is not in node_modules"):
        workshop.set_up()


def test_an_environment_of_somebody_else_is_replaced(workshop: Workshop) -> None:
    (workshop.root / ".venv" / "bin").mkdir(parents=True)
    (workshop.root / ".venv" / "bin" / "python").touch()
    assert workshop.set_up() == ALL
    assert "because no complete set-up of .venv was found" in workshop.said.getvalue()


def test_a_link_in_the_place_of_the_environment_is_followed_and_its_targets_are_not(
    workshop: Workshop, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").touch()
    (tmp_path / "big disk").mkdir()
    (tmp_path / "big disk" / "link").symlink_to(precious)
    (workshop.root / ".venv").symlink_to(tmp_path / "big disk")
    workshop.set_up()
    assert (precious / "file").exists()
    assert (tmp_path / "big disk" / STAMP).exists()
    assert (workshop.root / ".venv").is_symlink()


def test_settings_of_the_shell_do_not_lead_pip_astray(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    workshop.set_up()
    for environment in workshop.environments:
        assert "PIP_USER" not in environment
        assert "PYTHONPATH" not in environment
        assert environment["HTTPS_PROXY"] == "http://proxy.example.com:3128"
        assert environment["PATH"].startswith(f"{workshop.root}/.venv/bin:")


def test_pyproject_that_is_no_toml_is_named(workshop: Workshop) -> None:
    (workshop.root / "pyproject.toml").write_text("[project]\nname = shop\n")
    with pytest.raises(SetUpError, match=r"pyproject\.toml is no valid TOML: .* line 2"):
        workshop.set_up()


def test_a_second_set_up_waits_for_the_first_and_finds_its_work_done(workshop: Workshop) -> None:
    (workshop.root / ".venv").mkdir()
    with (workshop.root / ".venv" / LOCK).open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = threading.Thread(target=workshop.set_up)
        second.start()
        deadline = time.monotonic() + 10
        while "waiting for it" not in workshop.said.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert workshop.ran == []
        fcntl.flock(first, fcntl.LOCK_UN)
    second.join(10)
    assert workshop.ran == ALL
    assert "Another set-up of this folder is running; waiting for it." in workshop.said.getvalue()


def test_the_lock_survives_the_clearing_of_the_folder(workshop: Workshop) -> None:
    workshop.set_up()
    before = (workshop.root / ".venv" / LOCK).stat().st_ino
    workshop.edit("requirements.txt", "15.0.0", "15.0.1")
    workshop.set_up()
    assert (workshop.root / ".venv" / LOCK).stat().st_ino == before


def test_the_stamps_say_what_the_folders_were_made_from(workshop: Workshop) -> None:
    workshop.set_up()
    environment = json.loads((workshop.root / ".venv" / STAMP).read_text())
    assert environment["the place of the folder"] == str(workshop.root)
    assert environment["the version of Python"] == sys.implementation.cache_tag
    assert {"requirements.txt", "pyproject.toml"} < environment.keys()
    assert json.loads((workshop.root / "node_modules" / STAMP).read_text()).keys() == {
        "package.json",
        "package-lock.json",
    }


@pytest.mark.parametrize(
    ("tool", "output", "says"),
    [
        (
            "pip",
            "WARNING: Retrying after connection broken by 'NewConnectionError(…)'\n"
            "ERROR: No matching distribution found for rich==15.0.0\n",
            "pip cannot reach its package index",
        ),
        (
            "npm",
            "npm error code EAI_AGAIN\nnpm error syscall getaddrinfo\n",
            "npm cannot reach its package index",
        ),
        (
            "pip",
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] …'))",
            "pip does not trust the certificate",
        ),
        ("npm", "npm error code SELF_SIGNED_CERT_IN_CHAIN\n", "npm does not trust the certificate"),
        (
            "pip",
            "ERROR: Could not find a version …\nERROR: No matching distribution found for rich==15.0.0\n",
            "the package index of pip has no rich==15.0.0 for this machine and Python",
        ),
        (
            "npm",
            "npm error code ETARGET\nnpm error notarget No matching version found for cdk8s-cli@2.207.60.\n",
            "the package index of npm has no cdk8s-cli@2.207.60 for",
        ),
        ("npm", "npm error code ENOSPC\n", "no space is left on the disk"),
        ("pip", "ERROR: [Errno 28] No space left on device: '/x'\n", "no space is left on the disk"),
        ("npm", "npm error code EUSAGE\n", "package.json and package-lock.json disagree"),
        ("pip", "ERROR: unheard-of\n", "pip failed with exit code 7"),
    ],
)
def test_failures_are_explained(tool: str, output: str, says: str) -> None:
    error = explain(tool, 7, output, ".venv/set-up.log")
    assert says in error.problem
    assert error.remedy.endswith(".") or error.remedy.endswith("--package-lock-only")


def test_a_long_output_is_quoted_from_its_end() -> None:
    error = explain("pip", 1, "".join(f"line {n}\n" for n in range(100)), "log")
    assert error.details.splitlines()[0] == "line 85"
    assert error.details.splitlines()[-1] == "line 99"


def test_a_terminal_sees_what_the_step_is_at() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, file = Terminal(), io.StringIO()
    for out in (terminal, file):
        progress = Progress(out)
        with progress.step("[2/3] Python packages"):
            progress.at("12 of 50, rich")
    assert "\r\x1b[K[2/3] Python packages … 12 of 50, rich" in terminal.getvalue()
    assert "rich" not in file.getvalue()
    assert "\x1b" not in file.getvalue()


def test_a_command_s_output_comes_line_by_line_with_its_exit_code(tmp_path: Path) -> None:
    lines: list[str] = []
    program = "import sys; print('out', flush=True); print('error', file=sys.stderr, flush=True); sys.exit(3)"
    assert run([sys.executable, "-c", program], tmp_path, os.environ, lines.append) == 3
    assert lines == ["out\n", "error\n"]


def test_a_command_is_ended_when_the_set_up_is_interrupted(tmp_path: Path) -> None:
    began = time.monotonic()

    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    program = "import time; print('begun', flush=True); time.sleep(60)"
    with pytest.raises(KeyboardInterrupt):
        run([sys.executable, "-c", program], tmp_path, os.environ, interrupt)
    assert time.monotonic() - began < 30


def test_a_child_keeps_the_lock_of_a_set_up_that_was_killed(tmp_path: Path) -> None:
    # The parent takes the lock, starts a child as pip is started, and is killed while the child writes.
    parent = """
import os, signal, sys
from pathlib import Path
from tools.setup_environment import Progress, only_one, run

def killed(line):
    print(line, end="", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
with only_one(Path(sys.argv[1]), Progress(sys.stdout)):
    run([sys.executable, "-c", child], Path(sys.argv[1]), os.environ, killed)
"""
    command = [sys.executable, "-c", parent, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    child = int(done.stdout)
    try:
        with (tmp_path / LOCK).open("a") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.kill(child, signal.SIGKILL)
