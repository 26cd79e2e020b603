"""What every Python of the environment is told about Node, before anything else runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHOW = "import os; print(os.environ.get('JSII_NODE'), os.environ.get('JSII_RUNTIME_PACKAGE_CACHE'))"


def told(**variables: str) -> list[str]:
    """Return the Node and the cache that a Python finds itself with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JSII_")}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], env={**kept, **variables}, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_it_is_the_environment_s_node(tmp_path: Path) -> None:
    node, cache = told(HOME=os.fspath(tmp_path))
    assert Path(node).is_relative_to(sys.prefix)
    assert Path(node).exists()
    assert cache == "None"


def test_where_no_cache_can_be_written_there_is_none() -> None:
    assert told(HOME="/nonexistent")[1] == "disabled"


@pytest.mark.parametrize(
    ("variables", "cache"),
    [
        ({"JSII_RUNTIME_PACKAGE_CACHE_ROOT": "/var/cache/jsii"}, "None"),
        ({"JSII_RUNTIME_PACKAGE_CACHE": "enabled"}, "enabled"),
    ],
)
def test_who_says_otherwise_is_heard(variables: dict[str, str], cache: str) -> None:
    assert told(HOME="/nonexistent", **variables)[1] == cache


def test_what_is_said_already_stays() -> None:
    assert told(JSII_NODE="/usr/bin/node")[0] == "/usr/bin/node"
