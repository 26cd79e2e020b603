"""The commands that a user types: make, .ci/run, and cdk8s by hand."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
BIN = Path(sys.prefix) / "bin"

# A shell in which nothing is activated, and which has no Node.
BARE = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


def output(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env or BARE,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def targets() -> list[str]:
    return re.findall(r"^([a-z-]+):(?! *=)", MAKEFILE, re.MULTILINE)


def test_make_alone_explains_every_target() -> None:
    listed = re.findall(r"^  make ([\w-]+) +\S", output("make", "--no-print-directory"), re.MULTILINE)
    assert listed == targets()


def test_the_targets_that_the_documents_name_are_there() -> None:
    assert {"help", "synth", "test", "check", "imports", "bench", "clean"} <= set(targets())


def test_no_target_can_be_taken_for_a_file() -> None:
    phony = next(line for line in MAKEFILE.splitlines() if line.startswith(".PHONY:"))
    assert phony.split()[1:] == targets()


@pytest.mark.parametrize("target", [name for name in targets() if name not in {"help", "setup", "clean"}])
def test_every_target_sets_up_first(target: str) -> None:
    assert re.search(rf"^{target}: setup ##", MAKEFILE, re.MULTILINE)


def test_clean_leaves_the_product_and_the_bindings_alone(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(MAKEFILE)
    for name in (
        "dist/shop/Service.shop.k8s.yaml",
        "imports/io/__init__.py",
        ".venv/bin/python",
        ".synth/a.yaml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "imports/io/__pycache__").mkdir()
    output("make", "clean", cwd=tmp_path)
    output("make", "clean", cwd=tmp_path)
    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["Makefile", "dist/shop/Service.shop.k8s.yaml", "imports/io/__init__.py"]
    assert not (tmp_path / "imports/io/__pycache__").exists()


def test_make_test_runs_every_stage_and_names_those_that_failed(tmp_path: Path) -> None:
    # The stages are replaced by programs of the same name; two of them fail.
    (tmp_path / "Makefile").write_text(MAKEFILE)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/setup.sh").touch()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    for name, code in {"ruff": 0, "mypy": 1, "pytest": 0, "python": 1}.items():
        program = tmp_path / ".venv/bin" / name
        program.write_text(f'#!/bin/sh\necho "{name} $*"\nexit {code}\n')
        program.chmod(0o755)
    done = subprocess.run(
        ["make", "test"], cwd=tmp_path, env=BARE, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert [line for line in done.stdout.splitlines() if not line.startswith(("──", "make"))] == [
        "ruff check",
        "ruff format --check",
        "mypy ",
        "pytest ",
        "python tools/check_dist.py",
        "Failed: types check. Each runs alone too: make types check",
    ]


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[str]]:
    """Run a target with a program in podwright's place, and return the arguments that it gets."""
    (tmp_path / "Makefile").write_text(MAKEFILE)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/setup.sh").touch()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    program = tmp_path / ".venv/bin/podwright"
    program.write_text("#!/bin/sh\nfor argument; do printf '%s\\n' \"<$argument>\"; done\n")
    program.chmod(0o755)
    return lambda *given, env=BARE: output("make", *given, cwd=tmp_path, env=env).splitlines()


RELEASE = ("SYSTEM=tarsy", "ENVIRONMENT=staging", "IMAGE=tarsy-llm", "TAG=c35f0f7")
SENT = [
    "set-image",
    "--system",
    "tarsy",
    "--environment",
    "staging",
    "--image",
    "tarsy-llm",
    "--tag",
    "c35f0f7",
]


@pytest.mark.parametrize(
    ("given", "more"),
    [
        ((), []),
        (("DIGEST=sha256:0a1b",), ["--digest", "sha256:0a1b"]),
        # A pipeline that failed to find the digest must not release without one.
        (("DIGEST=",), ["--digest", ""]),
    ],
)
def test_make_set_image_hands_its_variables_on(
    told: Callable[..., list[str]], given: tuple[str, ...], more: list[str]
) -> None:
    assert told("set-image", *RELEASE, *given) == [f"<{word}>" for word in [*SENT, *more]]


def test_make_set_image_takes_its_variables_from_a_pipeline_s_environment_too(
    told: Callable[..., list[str]],
) -> None:
    environment = dict(line.split("=") for line in RELEASE)
    assert told("set-image", env={**BARE, **environment}) == [f"<{word}>" for word in SENT]


def test_make_set_image_leaves_it_to_the_command_to_say_what_is_missing(
    told: Callable[..., list[str]],
) -> None:
    assert told("set-image", "IMAGE=tarsy") == [
        *("<set-image>", "<--system>", "<>", "<--environment>", "<>"),
        *("<--image>", "<tarsy>", "<--tag>", "<>"),
    ]


@pytest.mark.parametrize(
    ("goals", "name"), [(("set-image", *RELEASE[:3]), "TAG"), (("diff",), "BASE"), (("secrets",), "PARAMS")]
)
@pytest.mark.parametrize("in_environment", [False, True])
def test_nothing_in_a_value_is_a_command_to_make_or_to_the_shell(
    told: Callable[..., list[str]], tmp_path: Path, goals: tuple[str, ...], name: str, in_environment: bool
) -> None:
    value = 'a"; touch made; echo "`touch made` $(touch made) $(shell touch made) $$ \'b'
    given, env = ((), {**BARE, name: value}) if in_environment else ((f"{name}={value}",), BARE)
    assert f"<{value}>" in told(*goals, *given, env=env)
    assert not (tmp_path / "made").exists()


def test_make_secrets_hands_its_variables_on(told: Callable[..., list[str]], tmp_path: Path) -> None:
    given = ("ENVIRONMENT=tarsy-development", "RESET=XAI_API_KEY `touch${IFS}made` *")
    assert told("secrets", *given, "DRY_RUN=1", "YES=1") == [
        *("<secrets>", "<tarsy-development>", "<--reset>", "<XAI_API_KEY>"),
        *("<--reset>", "<`touch${IFS}made`>", "<--reset>", "<*>", "<--dry-run>", "<--yes>"),
    ]
    assert told("secrets", given[0], "PARAMS=my file", "YES=0") == [
        *("<secrets>", "<tarsy-development>", "<--params>", "<my file>")
    ]
    assert not (tmp_path / "made").exists()


def test_make_diff_compares_with_the_last_commit_unless_told_otherwise(
    told: Callable[..., list[str]],
) -> None:
    assert told("diff") == ["<diff>", "<--base>", "<HEAD>", "<--format>", "<text>"]
    assert told("diff", "BASE=main", "FORMAT=markdown")[2:] == ["<main>", "<--format>", "<markdown>"]


def test_ci_calls_make_test_and_stops_at_the_first_failure() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    commands = [line for line in script.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert commands[0] == "set -euo pipefail"
    assert commands[-1] == "make test"


def test_cdk8s_by_hand_is_the_pinned_one() -> None:
    pinned = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]["cdk8s-cli"]
    assert output(BIN / "cdk8s", "--version").strip() == pinned


def test_cdk8s_by_hand_finds_the_environment_s_python_and_asks_for_no_upgrade(tmp_path: Path) -> None:
    program = "import os, sys; open(sys.argv[1], 'w').write(sys.prefix)"
    (tmp_path / "main.py").write_text(f"{program}\nos.makedirs('out', exist_ok=True)\n")
    (tmp_path / "cdk8s.yaml").write_text("language: python\napp: python main.py prefix\noutput: out\n")
    # The upgrade check would leave its answer in the home folder.
    home = tmp_path / "home"
    home.mkdir()
    output(BIN / "cdk8s", "synth", cwd=tmp_path, env={**BARE, "HOME": str(home)})
    assert (tmp_path / "prefix").read_text() == sys.prefix
    assert list(home.iterdir()) == []


def test_cdk8s_by_hand_fails_where_the_app_fails_and_says_what_the_app_said(tmp_path: Path) -> None:
    app = "echo shop-test: port 99999 is no port >&2; exit 1"
    (tmp_path / "cdk8s.yaml").write_text(f"language: python\napp: '{app}'\noutput: out\n")
    done = subprocess.run(
        [BIN / "cdk8s", "synth"], cwd=tmp_path, env=BARE, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert done.stderr.startswith("shop-test: port 99999 is no port\n")


def test_every_python_of_the_environment_knows_its_node() -> None:
    node = output(BIN / "python", "-c", "import os; print(os.environ['JSII_NODE'])").strip()
    assert Path(node).is_relative_to(sys.prefix)
    assert output(node, "--version").startswith("v")


def test_another_node_can_be_chosen() -> None:
    program = "import os; print(os.environ['JSII_NODE'])"
    assert output(BIN / "python", "-c", program, env={**BARE, "JSII_NODE": "mine"}).strip() == "mine"
