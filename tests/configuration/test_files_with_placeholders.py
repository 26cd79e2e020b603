"""Configuration files as people edit them: placeholders are filled in, everything else stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright import InvalidValueError, Problem, config_file, config_folder

VALUES = {"browser_host": "shop.example.com", "port": "8080"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `config` of the working folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "config"
    folder.mkdir()
    return folder


def written(folder: Path, text: str, name: str = "shop.yaml") -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def problems_with(file: Path, values: dict[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(InvalidValueError) as error:
        config_file(file, values)
    return error.value.problems


def test_every_placeholder_is_filled_in(folder: Path) -> None:
    file = written(folder, "url: https://@{browser_host}:@{port}/\nhost: @{browser_host}\n")
    assert config_file(file, VALUES) == ("url: https://shop.example.com:8080/\nhost: shop.example.com\n")


@pytest.mark.parametrize(
    "text",
    [
        "costs $5, $HOME and ${HOME}, $(date)",
        "{{ .Values.x }} {{.VAR}} {% if x %}",
        "^/api/[a-z]{2,3}$ \\d+ @ {x} me@example.com",
        "%(name)s %s {name} {0} <<name>>",
        "@{\nport}",
        "tabs\tand\r\nWindows line ends\r\n",
        "no newline at the end",
        "",
        "\ufeffwith a byte order mark",
    ],
)
def test_everything_else_is_literal(text: str, folder: Path) -> None:
    assert config_file(written(folder, text), VALUES) == text


@settings(deadline=None)
@given(text=st.text().filter(lambda text: "@{" not in text))
def test_text_without_placeholders_is_what_was_written(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = written(tmp_path_factory.mktemp("config"), text)
    assert config_file(file, VALUES) == text


def test_values_are_literal_too(folder: Path) -> None:
    file = written(folder, "@{a} @{literal}browser_host}")
    values = {"a": "@{b} $1 \\1 \\g<name>", "b": "no", "literal": "@{"}
    assert config_file(file, values) == "@{b} $1 \\1 \\g<name> @{browser_host}"


def test_a_placeholder_follows_any_text(folder: Path) -> None:
    file = written(folder, "postgresql://user@@{browser_host}:@{port}/db")
    assert config_file(file, VALUES) == "postgresql://user@shop.example.com:8080/db"


def test_an_unknown_placeholder_is_refused_with_its_line(folder: Path) -> None:
    file = written(folder, "# shop\nhost: @{brower_host}\n")
    [problem] = problems_with(file, VALUES)
    assert problem.message == (
        "config/shop.yaml:2 has @{brower_host}, which nothing fills (did you mean 'browser_host'?)"
    )
    assert problem.remedy == "Use one of: browser_host, port"
    assert problem.field == "values"


def test_all_unknown_placeholders_are_reported(folder: Path) -> None:
    file = written(folder, "@{one}\n@{port} @{two}\n@{}\n@{ port }")
    lines = [problem.message.split(" has ")[0] for problem in problems_with(file, VALUES)]
    assert lines == [f"config/shop.yaml:{line}" for line in (1, 2, 3, 4)]


def test_without_values_the_remedy_is_to_give_some(folder: Path) -> None:
    [problem] = problems_with(written(folder, "@{port}"))
    assert problem.remedy == "Give values={name: …}"


def test_the_values_are_not_repeated(folder: Path) -> None:
    [problem] = problems_with(written(folder, "@{x}"), {"password": "hunter2"})
    assert "hunter2" not in str(problem)


def test_a_binary_file_is_bytes(folder: Path) -> None:
    content = b"\x89PNG\r\n\x1a\n@{port}\xff"
    (folder / "logo.png").write_bytes(content)
    assert config_file(folder / "logo.png", VALUES) == content


def test_a_missing_file_is_refused_with_a_suggestion(folder: Path) -> None:
    written(folder, "", "shop.yaml")
    [problem] = problems_with(folder / "shop.yml")
    assert problem.message == (
        "there is no configuration file 'shop.yml' in config (did you mean 'shop.yaml'?)"
    )
    assert problem.field == "path"


def test_a_missing_folder_is_refused(folder: Path) -> None:
    [problem] = problems_with(folder / "nowhere" / "shop.yaml")
    assert "there is no folder config/nowhere" in problem.message


def test_a_folder_is_no_file(folder: Path) -> None:
    [problem] = problems_with(folder)
    assert problem.message == "config is a folder, not a file"
    assert "config_folder" in problem.remedy


def test_the_files_of_a_folder_by_name(folder: Path) -> None:
    written(folder, "second", "b.md")
    written(folder, "first on @{port}", "a.md")
    written(folder, "hidden", ".gitkeep")
    (folder / "c.bin").write_bytes(b"\xff")
    found = config_folder(folder, VALUES)
    assert found == {"a.md": "first on 8080", "b.md": "second", "c.bin": b"\xff"}
    assert list(found) == ["a.md", "b.md", "c.bin"]


def test_an_empty_folder_has_no_files(folder: Path) -> None:
    assert config_folder(folder) == {}


def test_a_folder_in_a_folder_is_refused(folder: Path) -> None:
    (folder / "more").mkdir()
    with pytest.raises(InvalidValueError, match="config holds a folder 'more', but a ConfigMap is flat"):
        config_folder(folder)


def test_no_folder_is_refused(folder: Path) -> None:
    with pytest.raises(InvalidValueError, match="there is no folder config/skills"):
        config_folder(folder / "skills")


def test_a_placeholder_of_a_folder_s_file_is_refused(folder: Path) -> None:
    written(folder, "@{prot}", "a.md")
    with pytest.raises(InvalidValueError, match=r"config/a\.md:1 has @\{prot\}"):
        config_folder(folder, VALUES)
