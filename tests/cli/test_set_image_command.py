"""``podwright set-image`` as a pipeline meets it: one line of one file, or a reason why not."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from podwright.cli.app import app
from podwright.errors import InvalidValueError

DIGEST = f"sha256:{'0123456789abcdef' * 4}"
TEXT = b"""\
# Who writes it.\r
staging:
  api: { tag: "c35f0f7" } # caf\xc3\xa9

  worker: { tag: "c35f0f7" }
production:
  api: { tag: "b2a0c11", digest: "%s" }
""" % DIGEST.encode()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two systems and a third without a file; one of them is in an environment of its own registry."""
    monkeypatch.chdir(tmp_path)
    for package in ("tool_registry", "shop", "bare"):
        Path("charts", package).mkdir(parents=True)
        Path("charts", package, "__init__.py").touch()
    Path("charts/__pycache__").mkdir()
    path = Path("charts/tool_registry/images.yaml")
    path.write_bytes(TEXT)
    Path("charts/shop/images.yaml").write_text('staging:\n  shop: { tag: "v1" }\n')
    for name in (
        "tool-registry-development/ImageStream.api.k8s.yaml",
        "tool-registry-kind/Service.api.k8s.yaml",
    ):
        Path("dist", name).parent.mkdir(parents=True)
        Path("dist", name).touch()
    return path


def run(
    system: str = "tool-registry",
    environment: str = "staging",
    image: str = "api",
    tag: str = "d41d8cd",
    *more: str,
) -> Result:
    arguments = ["--system", system, "--environment", environment, "--image", image, "--tag", tag, *more]
    return CliRunner().invoke(app, ["set-image", *arguments])


def refused(result: Result) -> list[str]:
    assert isinstance(result.exception, InvalidValueError)
    return [str(problem) for problem in result.exception.problems]


def test_a_tag_is_written_and_told(file: Path) -> None:
    result = run()
    assert result.exit_code == 0
    assert result.output == (
        "charts/tool_registry/images.yaml:3: staging.api: c35f0f7 → d41d8cd\n"
        "Next: make synth, then commit charts/tool_registry/images.yaml and dist together\n"
    )
    assert file.read_bytes() == TEXT.replace(b'api: { tag: "c35f0f7"', b'api: { tag: "d41d8cd"')


def test_with_a_digest(file: Path) -> None:
    assert run("tool-registry", "staging", "worker", "0123456", "--digest", DIGEST).exit_code == 0
    line = f'worker: {{ tag: "0123456", digest: "{DIGEST}" }}'
    assert file.read_bytes() == TEXT.replace(b'worker: { tag: "c35f0f7" }', line.encode())


def test_without_one_the_digest_of_the_version_before_goes(file: Path) -> None:
    assert f": b2a0c11@{DIGEST} → d41d8cd\n" in run("tool-registry", "production").output
    assert DIGEST.encode() not in file.read_bytes()


def test_what_is_so_already_is_not_touched(file: Path) -> None:
    before = file.stat()
    result = run(tag="c35f0f7")
    assert result.exit_code == 0
    assert result.output == (
        "charts/tool_registry/images.yaml:3: staging.api: unchanged, it is c35f0f7 already\n"
    )
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (
        run("tool-registry", "production", "api", "b2a0c11", "--digest", DIGEST).output.count("unchanged")
        == 1
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ("tool-registri",),
            "--system: there is no system 'tool-registri' (did you mean 'tool-registry'?). "
            "Use one of: shop, tool-registry",
        ),
        (
            ("tool_registry",),
            "--system: there is no system 'tool_registry' (did you mean 'tool-registry'?). "
            "Use one of: shop, tool-registry",
        ),
        (
            ("../charts/shop",),
            "--system: there is no system '../charts/shop'. Use one of: shop, tool-registry",
        ),
        (("--pycache--",), "--system: there is no system '--pycache--'. Use one of: shop, tool-registry"),
        (
            ("bare",),
            "--system: no pipeline sets images of bare: it has no charts/bare/images.yaml. "
            "Make charts/bare/images.yaml and read it with ReleasedImages.from_file(…)",
        ),
        (
            ("tool-registry", "stagign"),
            "--environment: charts/tool_registry/images.yaml has no environment 'stagign' "
            "(did you mean 'staging'?). Use one of: staging, production",
        ),
        (
            ("tool-registry", "development"),
            "--environment: tool-registry-development takes its images from the cluster's own registry: "
            "there is no tag to set. "
            "Push the image to its ImageStream, as dist/tool-registry-development has it",
        ),
        (
            ("tool-registry", "kind"),
            "--environment: charts/tool_registry/images.yaml has no images for tool-registry-kind. "
            "Give it ReleasedImages.from_file(…), and its lines in the file",
        ),
        (
            ("tool-registry", "staging", "workr"),
            "staging: there is no image 'workr' (did you mean 'worker'?). "
            'Use one of: api, worker; or add a line by hand: workr: { tag: "c35f0f7" }\n'
            "    at charts/tool_registry/images.yaml:2",
        ),
        (
            ("tool-registry", "production", "api", "latest"),
            "--tag: tag 'latest' floats: it may be another image tomorrow, and nothing to go back to. "
            "Give the tag of one build, such as its commit, or the digest too",
        ),
        (
            ("tool-registry", "staging", "api", 'a" } #'),
            "--tag: 'a\" } #' is not an image tag. Write it without ':', such as 'v7.15.3'",
        ),
        (
            ("tool-registry", "staging", "api", "d41d8cd", "--digest", ""),
            "--digest: '' is not an image digest. Write 'sha256:' and 64 lower-case hexadecimal digits",
        ),
        (
            ("", "staging", "api", ""),
            "SYSTEM and TAG are not given. Give --system, --tag; with make: SYSTEM=… TAG=…",
        ),
        (("tool-registry", ""), "ENVIRONMENT is not given. Give --environment; with make: ENVIRONMENT=…"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    file: Path, arguments: tuple[str, ...], problem: str
) -> None:
    assert refused(run(*arguments)) == [problem]
    assert file.read_bytes() == TEXT
    assert [path.name for path in file.parent.iterdir() if path.suffix != ".py"] == ["images.yaml"]


def test_a_floating_tag_with_the_digest_of_one_build(file: Path) -> None:
    assert run("tool-registry", "production", "api", "latest", "--digest", DIGEST).exit_code == 0


def test_a_file_that_is_broken_is_not_written(file: Path) -> None:
    broken = TEXT.replace(b'worker: { tag: "c35f0f7" }', b"worker: { tag: 0123456 }")
    file.write_bytes(broken)
    assert refused(run()) == [
        "staging.worker.tag: the tag is not in quotes, without which YAML takes some for numbers. "
        'Write tag: "0123456"\n    at charts/tool_registry/images.yaml:5'
    ]
    assert file.read_bytes() == broken


def test_it_is_run_in_the_wrong_folder(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("dist")
    assert refused(run()) == [
        "--system: there is no system 'tool-registry'. Run it where there are charts/*/images.yaml"
    ]
    result = run("tool-registry", "staging", "api", "d41d8cd", "--charts", "../charts", "--dist", ".")
    assert result.output.startswith("../charts/tool_registry/images.yaml:3: ")


def test_the_file_is_replaced_in_one_step(file: Path) -> None:
    file.chmod(0o640)
    with file.open("rb") as reader:
        assert run().exit_code == 0
        assert reader.read() == TEXT  # whoever reads while it is written has the old one, whole
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_symbolic_link_stays_one(file: Path) -> None:
    file.rename("images.yaml")
    file.symlink_to(Path.cwd() / "images.yaml")
    assert run().exit_code == 0
    assert file.is_symlink()
    assert b"d41d8cd" in Path("images.yaml").read_bytes()


def test_a_disk_that_fails_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refused(run()) == [
        "cannot write charts/tool_registry/images.yaml: no space left on device. "
        "Give yourself the right to write there, or free some space; nothing has changed"
    ]
    assert file.read_bytes() == TEXT
    assert sorted(path.name for path in file.parent.iterdir()) == ["__init__.py", "images.yaml"]


def test_two_at_once_lose_nothing(file: Path) -> None:
    # Both read, and whoever writes last would undo what the other one wrote.
    folder = os.open(file.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    command = "from podwright.cli.app import main; main()"
    release = ("set-image", "--system=tool-registry", "--environment=staging", "--image=api", "--tag=d41d8cd")
    with subprocess.Popen(
        [sys.executable, "-c", command, *release], stdout=subprocess.PIPE, text=True
    ) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1.5)
        file.write_bytes(TEXT.replace(b'worker: { tag: "c35f0f7" }', b'worker: { tag: "e5f6a7b" }'))
        os.close(folder)
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert b'api: { tag: "d41d8cd" }' in file.read_bytes()
    assert b'worker: { tag: "e5f6a7b" }' in file.read_bytes()


def test_a_terminal_without_arrows_is_told_what_was_done(file: Path) -> None:
    command = "from podwright.cli.app import main; main()"
    release = ("set-image", "--system=tool-registry", "--environment=staging", "--image=api", "--tag=d41d8cd")
    done = subprocess.run(
        [sys.executable, "-c", command, *release],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"charts/tool_registry/images.yaml:3: staging.api: c35f0f7 ? d41d8cd\n")
