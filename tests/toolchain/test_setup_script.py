"""tools/setup.sh: which Python sets the folder up, and what is said where none can."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "setup.sh"
SHELL = "/bin/sh"

# A Python that is too old answers like Python 2 and 3 alike; one that will do says what it was asked to run.
OLD = '[ "$1" = -c ] && echo "old {version}"'
USABLE = 'if [ "$1" = -c ]; then echo usable; else echo "{name} runs $2"; fi'
WITHOUT_VENV = '[ "$1" = -c ] && echo without-venv'
BROKEN = "echo 'version not installed' >&2; exit 127"


class Machine:
    """A machine with the Pythons that a test gives it, and nothing else on PATH."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bin"
        self.path.mkdir(parents=True)
        self.checkout = folder / "a checkout"
        (self.checkout / "tools").mkdir(parents=True)
        shutil.copy(SCRIPT, self.checkout / "tools")

    def has(self, name: str, program: str, *, at: Path | None = None, version: str = "") -> Path:
        file = (at or self.path) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!{SHELL}\n{program.format(name=name, version=version)}\n")
        file.chmod(0o755)
        return file

    def set_up(self, python: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [SHELL, "tools/setup.sh"],
            cwd=self.checkout,
            env={"PATH": str(self.path), "PYTHON": python},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_python3_is_taken_where_it_will_do(machine: Machine) -> None:
    machine.has("python3", USABLE)
    machine.has("python3.13", USABLE)
    done = machine.set_up()
    assert (done.returncode, done.stdout) == (0, "python3 runs tools/setup_environment.py\n")


@pytest.mark.parametrize("newer", ["python3.11", "python3.12", "python3.13", "python3.14"])
def test_a_newer_python_is_taken_where_python3_is_too_old(machine: Machine, newer: str) -> None:
    machine.has("python3", OLD, version="3.9.2")
    machine.has(newer, USABLE)
    assert machine.set_up().stdout.startswith(f"{newer} runs")


def test_a_python_that_does_not_start_is_passed_over(machine: Machine) -> None:
    # Version managers put commands on PATH for versions that are not installed.
    machine.has("python3", BROKEN)
    machine.has("python3.12", USABLE)
    done = machine.set_up()
    assert done.stdout.startswith("python3.12 runs")
    assert done.stderr == ""


def test_a_python_without_venv_is_passed_over(machine: Machine) -> None:
    machine.has("python3", WITHOUT_VENV)
    machine.has("python3.12", USABLE)
    assert machine.set_up().stdout.startswith("python3.12 runs")


def test_the_environment_s_own_python_comes_first(machine: Machine) -> None:
    machine.has("python3", USABLE)
    machine.has("python", USABLE.replace("{name}", "its own"), at=machine.checkout / ".venv/bin")
    assert machine.set_up().stdout.startswith("its own runs")


@pytest.mark.parametrize("broken", [BROKEN, OLD], ids=["broken", "old"])
def test_an_environment_whose_python_will_not_do_is_passed_over(machine: Machine, broken: str) -> None:
    machine.has("python3", USABLE)
    machine.has("python", broken, at=machine.checkout / ".venv/bin", version="3.10.1")
    assert machine.set_up().stdout.startswith("python3 runs")


def test_the_python_that_is_named_is_taken_before_all(machine: Machine) -> None:
    machine.has("python3", USABLE)
    machine.has("python", USABLE, at=machine.checkout / ".venv/bin")
    named = machine.has("my python", USABLE, at=machine.checkout / "some where")
    assert machine.set_up(str(named)).stdout.startswith("my python runs")


def test_no_python_is_answered_with_the_remedy(machine: Machine) -> None:
    done = machine.set_up()
    assert done.returncode == 1
    assert "there is no python3 on PATH" in done.stderr
    assert "Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python" in done.stderr


def test_old_pythons_are_answered_with_their_versions(machine: Machine) -> None:
    machine.has("python3", OLD, version="3.9.2")
    machine.has("python", OLD, version="2.7.18")
    done = machine.set_up()
    assert done.returncode == 1
    assert "3.11 or newer is needed, but python3 is 3.9.2, python is 2.7.18" in done.stderr


def test_a_missing_venv_is_answered_with_the_package_to_install(machine: Machine) -> None:
    machine.has("python3", WITHOUT_VENV)
    done = machine.set_up()
    assert done.returncode == 1
    assert "python3 has no venv and ensurepip" in done.stderr
    assert "apt-get install python3-venv" in done.stderr


def test_a_named_python_that_is_not_there_is_answered_with_its_name(machine: Machine) -> None:
    machine.has("python3", USABLE)
    done = machine.set_up("/no such/python")
    assert done.returncode == 1
    assert "PYTHON=/no such/python does not run" in done.stderr


def test_a_named_python_that_is_too_old_is_answered_with_its_version(machine: Machine) -> None:
    machine.has("python3", USABLE)
    named = machine.has("python3.8", OLD, version="3.8.18")
    done = machine.set_up(str(named))
    assert done.returncode == 1
    assert f"but {named} is 3.8.18" in done.stderr


def test_a_real_python_answers_the_question(machine: Machine) -> None:
    (machine.path / "python3").symlink_to(sys.executable)
    (machine.checkout / "tools" / "setup_environment.py").write_text("print('set up')")
    assert machine.set_up().stdout == "set up\n"


def test_it_runs_from_any_folder(machine: Machine) -> None:
    machine.has("python3", USABLE)
    done = subprocess.run(
        [SHELL, os.path.relpath(machine.checkout / "tools" / "setup.sh", machine.path)],
        cwd=machine.path,
        env={"PATH": str(machine.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("a checkout/tools/setup_environment.py\n")
