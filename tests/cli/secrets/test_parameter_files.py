"""Files of parameters: read as oc reads them, refused where in doubt, and never quoted."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from podwright.cli.secrets.parameter_files import parse_parameters, read_parameters
from podwright.errors import InvalidValueError
from tests.cli.secrets.oc_parameter_files import read_line

KNOWN = ["A", "GITHUB_TOKEN", "SLACK_TOKEN"]
SENTINEL = "s3nt1nel"


def parse(text: str) -> dict[str, str]:
    return dict(parse_parameters(text.encode(), name="my.params", known=KNOWN))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=b", "b"),
        ("  export A = b c  ", "b c"),
        ("A=b=c==", "b=c=="),
        ("A='b c '", "b c "),
        ('A="b#c"', "b#c"),
        ("A='say \"no\"'", 'say "no"'),
        (r'A="say \"no\""', 'say "no"'),
        (r'A="b\nc\rd\\e"', "b\nc\rd\\e"),
        (r"A=C:\new", r"C:\new"),
        ("A=it's", "it's"),
        ("A=ü\r", "ü"),
        ("\ufeffA=b", "b"),
    ],
)
def test_values(line: str, value: str) -> None:
    assert parse(line + "\n") == {"A": value}


def test_comments_blank_lines_and_empty_values_do_not_count() -> None:
    assert parse("# A=x\n\n \t\n  # more\nA=\nGITHUB_TOKEN=''\nSLACK_TOKEN=b\n") == {"SLACK_TOKEN": "b"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (SENTINEL, "my.params:2: --params: this is not NAME=value. "),
        (f"A: {SENTINEL}", "this is not NAME=value"),
        (f"{SENTINEL}-1=x", "this is not NAME=value"),
        (f'A="{SENTINEL}', "the value of A begins with a quote and does not end with it"),
        (f'A="{SENTINEL}" # why', "the value of A begins with a quote and does not end with it"),
        (f"A={SENTINEL} # why", "a comment begins inside of the value of A. Put the value in quotes"),
        (f"A={SENTINEL}\0", "A holds a NUL character"),
        (f"GITHUB_TOKN={SENTINEL}", "there is no parameter GITHUB_TOKN. Did you mean GITHUB_TOKEN?"),
        (f"SLACK_TOKEN={SENTINEL}", "SLACK_TOKEN is given twice"),
    ],
)
def test_what_is_wrong_is_told_without_the_value(line: str, says: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse(f"SLACK_TOKEN=x\n{line}\n")
    assert says in str(caught.value)
    assert "my.params:2" in str(caught.value)
    assert SENTINEL not in str(caught.value)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse("what\nB=c\nA=b\n'\n")
    assert [problem.path for problem in caught.value.problems] == [
        "my.params:1",
        "my.params:2",
        "my.params:4",
    ]


def test_what_is_no_text_is_refused_without_quoting_it() -> None:
    with pytest.raises(InvalidValueError, match=r"my\.params is not UTF-8") as caught:
        parse_parameters(b"A=\xff", name="my.params", known=KNOWN)
    assert caught.value.__suppress_context__


@given(line=st.text(st.sampled_from("A=: #\"'\\n\texpor-ü"), max_size=25).map(lambda text: f"A={text}"))
def test_what_is_accepted_is_what_oc_reads(line: str) -> None:
    try:
        found = parse(line)
    except InvalidValueError:
        assume(False)
        return
    # oc loses parts of a quoted value that has both quotes and hashes inside.
    assume("#" not in line or line.count('"') + line.count("'") == 2)
    read = read_line(line)
    assert read is not None
    assert found == ({read[0]: read[1]} if read[1] else {})


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_every_text_can_be_written(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    assert parse(f'A="{escaped}"\n') == {"A": text}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("*.params\n")
    return tmp_path


def write(path: Path, mode: int = 0o600) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text("A=b\n")
    path.chmod(mode)
    return str(path)


def test_a_file_that_git_ignores_is_read(repository: Path) -> None:
    assert read_parameters(write(repository / "deep/my.params"), known=KNOWN) == {"A": "b"}


def test_a_file_that_git_would_commit_is_refused(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = write(repository / "deep/values.env")
    with pytest.raises(InvalidValueError, match="in a git repository that does not ignore it: one commit"):
        read_parameters(file, known=KNOWN)
    link = tmp_path_factory.mktemp("elsewhere") / "link"
    link.symlink_to(file)
    with pytest.raises(InvalidValueError, match="in a git repository"):
        read_parameters(str(link), known=KNOWN)


def test_a_file_that_git_has_already_is_refused_although_ignored(repository: Path) -> None:
    file = write(repository / "my.params")
    subprocess.run(["git", "add", "--force", file], cwd=repository, check=True)
    with pytest.raises(InvalidValueError, match="in a git repository"):
        read_parameters(file, known=KNOWN)


def test_without_git_nobody_knows_and_it_is_refused(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InvalidValueError, match="in a git repository"):
        read_parameters(write(repository / "my.params"), known=KNOWN)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = write(tmp_path / "my.params", mode)
    with pytest.raises(
        InvalidValueError, match=r"may be read or written by others on this machine\. Run: chmod 600"
    ):
        read_parameters(file, known=KNOWN)


def test_a_pipe_is_on_no_disk(repository: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"A=b\n")
    os.close(writer)
    try:
        assert read_parameters(f"/dev/fd/{reader}", known=KNOWN) == {"A": "b"}
    finally:
        os.close(reader)


def test_home_may_be_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path / "my.params")
    assert read_parameters("~/my.params", known=KNOWN) == {"A": "b"}
    with pytest.raises(InvalidValueError, match=": is a directory"):
        read_parameters("~", known=KNOWN)


def test_a_home_of_somebody_unknown_is_told() -> None:
    with pytest.raises(InvalidValueError, match=r"~nobody-known/a\.params cannot be read"):
        read_parameters("~nobody-known/a.params", known=KNOWN)


def test_another_repository_that_a_hook_names_does_not_count(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    # git sets these for hooks; the other repository would ignore the file, and this one commits it.
    other = tmp_path_factory.mktemp("other")
    subprocess.run(["git", "init", "--quiet", other], check=True)
    (other / ".git/info/exclude").write_text("*.env\n")
    file = write(repository / "values.env")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    with pytest.raises(InvalidValueError, match="in a git repository"):
        read_parameters(file, known=KNOWN)
