"""What the type checker prevents needs no check at run time: here is what it prevents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]

# Each line that ends in `# refused: <code>` is a mistake, and no other line is one.
SNIPPET = """
from podwright.vocabulary import (
    Container, Duration, EmptyDir, HttpGet, Image, Labels, Mount, PodField, Port, Probe, Resources, SecretKey
)

http = Port(name="http", number=8080)
image = Image(repository="quay.io/team/service", tag="v1")
resources = Resources(cpu_request="1m", cpu_limit="1", memory_request="1Mi", memory_limit="1Gi")
container = Container(
    name="backend",
    image=image,
    resources=resources,
    command=("sh", "-c", "true"),
    env={"A": "text", "B": SecretKey(secret="a", key="b"), "C": PodField(path="metadata.name")},
    ports=(http,),
    mounts=(Mount(path="/tmp", volume=EmptyDir(name="tmp")),),
    liveness=Probe(check=HttpGet(port=http), period=Duration(30)),
)
reveal: str = container.ports[0].name

Port(name="http", number="8080")  # refused: arg-type
Port(name="http")  # refused: call-arg
Port(name="http", number=8080, host="a")  # refused: call-arg
Port("http", 8080)  # refused: call-arg
Port(name="http", number=8080, protocol="tcp")  # refused: arg-type
http.number = 9090  # refused: misc
HttpGet(port=8080)  # refused: arg-type
HttpGet(port="http")  # refused: arg-type
Mount(path="/tmp", volume="tmp")  # refused: arg-type
Mount(path="/tmp", volume={"name": "tmp"})  # refused: arg-type
Probe(check=HttpGet(port=http), period=30)  # refused: arg-type
PodField(path="status.podIp")  # refused: arg-type
Container(name="a", image="quay.io/team/service:v1", resources=resources)  # refused: arg-type
Container(name="a", image=image, resources=resources, env={"A": 8080})  # refused: dict-item
Container(name="a", image=image, resources=resources, ports=[http])  # refused: arg-type
Labels(name="a", instance="b", component="c")  # refused: call-arg
Duration("30s")  # refused: arg-type
Duration(30) < 60  # refused: operator
"""


def test_the_type_checker_refuses_wrong_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = tmp_path / "snippet.py"
    snippet.write_text(SNIPPET)
    monkeypatch.chdir(ROOT)
    output, _, _ = api.run([str(snippet), "--config-file", "pyproject.toml", "--no-error-summary"])
    errors = re.findall(r"snippet\.py:(\d+): error: .*\[([a-z-]+)\]$", output, flags=re.MULTILINE)
    expected = [
        (str(number), line.partition("# refused: ")[2])
        for number, line in enumerate(SNIPPET.splitlines(), start=1)
        if "# refused: " in line
    ]
    assert sorted({(line, code) for line, code in errors}) == sorted(expected), output
