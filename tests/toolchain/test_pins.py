"""Every version is exact: what is installed, what is written down, and what npm will fetch are the same."""

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
PINS = [line for line in LINES if line and not line.startswith(("#", "-"))]

# What `python -m venv` brings by itself.
OF_VENV = {"pip", "setuptools"}


def normal(name: str) -> str:
    """Return a package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> dict[str, str]:
    return {normal(name): version for name, version in (line.split("==") for line in PINS)}


def lock() -> dict[str, Any]:
    packages: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    return packages


def test_every_requirement_is_exact() -> None:
    assert [line for line in PINS if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_no_requirement_stands_twice() -> None:
    assert len(pinned()) == len(PINS)


def test_podwright_itself_comes_last() -> None:
    assert LINES[-1] == "-e ."


def test_everything_installed_is_pinned_and_the_other_way_round() -> None:
    installed = {normal(found.name): found.version for found in metadata.distributions()}
    for name in OF_VENV | {"podwright"}:
        installed.pop(name, None)
    assert installed == pinned()


def test_what_podwright_needs_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {normal(name) for name in project["dependencies"]} <= pinned().keys()


def test_package_json_pins_the_cli_exactly() -> None:
    dependencies = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert dependencies.keys() == {"cdk8s-cli"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", dependencies["cdk8s-cli"])
    assert lock()["node_modules/cdk8s-cli"]["version"] == dependencies["cdk8s-cli"]


def test_the_lock_file_has_a_checksum_for_every_package_and_an_address_for_none() -> None:
    packages = {name: entry for name, entry in lock().items() if name}
    assert len(packages) > 100
    # A package inside another one's archive is covered by the checksum of that archive.
    covered = {name for name, entry in packages.items() if "integrity" in entry or "inBundle" in entry}
    assert packages.keys() - covered == set()
    assert [name for name, entry in packages.items() if "resolved" in entry or entry.get("link")] == []


def test_every_schema_is_an_import_of_cdk8s_yaml() -> None:
    config = yaml.safe_load((ROOT / "cdk8s.yaml").read_text("utf-8"))
    assert config["imports"] == sorted(f"crds/{path.name}" for path in (ROOT / "crds").glob("*.yaml"))


def test_the_cli_s_output_folder_is_not_dist() -> None:
    # The CLI deletes it before the app starts, and leaves it empty where the app fails.
    config = yaml.safe_load((ROOT / "cdk8s.yaml").read_text("utf-8"))
    assert config["output"] == ".synth"
    assert "/.synth/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
