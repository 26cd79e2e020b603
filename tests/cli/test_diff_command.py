"""``podwright diff`` as reviewers meet it: sides, formats, exit codes, and what it says when it cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from podwright.cli.app import app
from podwright.errors import InvalidValueError

CONFIG = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {LOG_LEVEL: info}\n"
)
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {clusterIP: None}\n"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments])


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with two environments, committed on main and tagged v1."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git("init", "--initial-branch", "main")
    write("dist/shop-production/ConfigMap.settings.k8s.yaml", CONFIG)
    write("dist/shop-production/network/Service.web.k8s.yaml", SERVICE)
    write("dist/shop-development/ConfigMap.settings.k8s.yaml", CONFIG)
    git("add", ".")
    git("commit", "-m", "one")
    git("tag", "v1")
    return tmp_path


def change() -> None:
    write("dist/shop-production/ConfigMap.settings.k8s.yaml", CONFIG.replace("info", "debug"))
    write("dist/shop-production/network/Service.web.k8s.yaml", SERVICE.replace("None", "10.0.0.1"))


def test_nothing_differs_from_what_is_committed(repository: Path) -> None:
    result = run()
    assert result.exit_code == 0
    assert result.output == "no difference between HEAD and dist, in 2 environments\n"


def test_the_working_tree_against_the_last_commit(repository: Path) -> None:
    change()
    assert run().output == (
        "shop-production: 1 refused by the API server, 1 configuration\n"
        "  refused by the API server\n"
        "    ~ Service shop/web\n"
        "        ~ spec.clusterIP: None → 10.0.0.1\n"
        "            the API server refuses to change the address of a Service. Keep it, or give the object a"
        " new name, or delete it first and by hand\n"
        "  configuration\n"
        "    ~ ConfigMap shop/settings\n"
        "        ~ data.LOG_LEVEL: info → debug\n"
        "2 objects in 1 environment differ between HEAD and dist\n"
    )


def test_revisions_and_folders(repository: Path) -> None:
    change()
    git("commit", "-am", "two")
    assert run().output.startswith("no difference")
    for arguments in (("--base", "v1"), ("v1",), ("v1", "main"), ("v1", "dist"), ("v1:dist", "HEAD:dist")):
        assert "2 objects in 1 environment differ" in run(*arguments).output
    assert run("dist/shop-development", "dist/shop-production").output.endswith(
        "2 objects differ between dist/shop-development and dist/shop-production\n"
    )


def test_a_folder_below_the_root_of_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("team/dist/a/ConfigMap.settings.k8s.yaml", CONFIG)
    git("add", ".")
    git("commit", "-m", "two")
    write("team/dist/a/ConfigMap.settings.k8s.yaml", CONFIG.replace("info", "debug"))
    monkeypatch.chdir("team")
    assert "1 object in 1 environment differ" in run().output


def test_an_environment_that_comes_and_one_that_goes(repository: Path) -> None:
    write("dist/shop-staging/ConfigMap.settings.k8s.yaml", CONFIG)
    for file in Path("dist/shop-development").iterdir():
        file.unlink()
    output = run().output
    assert "shop-development: 1 configuration\n  configuration\n    - ConfigMap shop/settings" in output
    assert "shop-staging: 1 configuration\n  configuration\n    + ConfigMap shop/settings" in output


@pytest.mark.parametrize(
    ("threshold", "exit_code"), [("refused", 1), ("data", 1), ("metadata", 1), (None, 0)]
)
def test_exit_codes(repository: Path, threshold: str | None, exit_code: int) -> None:
    change()
    assert run(*(["--fail-on", threshold] if threshold else [])).exit_code == exit_code


def test_a_threshold_lets_what_is_milder_pass(repository: Path) -> None:
    write("dist/shop-production/ConfigMap.settings.k8s.yaml", CONFIG.replace("info", "debug"))
    assert run("--fail-on", "restart").exit_code == 0
    assert run("--fail-on", "configuration").exit_code == 1


def test_json_is_for_programs(repository: Path) -> None:
    change()
    document = json.loads(run("--format", "json").output)
    production = next(one for one in document["environments"] if one["name"] == "shop-production")
    assert production["risk"] == "refused"
    assert production["counts"] == {"refused": 1, "configuration": 1}
    assert production["objects"][0]["fields"][0] == {
        "path": "spec.clusterIP",
        "change": "changed",
        "risk": "refused",
        "before": "None",
        "after": "10.0.0.1",
        "diff": [],
        "note": (
            "the API server refuses to change the address of a Service. "
            "Keep it, or give the object a new name, or delete it first and by hand"
        ),
    }
    assert [one["name"] for one in document["environments"]] == ["shop-development", "shop-production"]


def test_markdown_is_for_pull_requests(repository: Path) -> None:
    change()
    text = (
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {a: "x|y`z"}\n'
    )
    write("dist/shop-development/ConfigMap.settings.k8s.yaml", text)
    output = run("--format", "markdown").output
    assert output.startswith("### 3 objects in 2 environments differ between HEAD and dist\n")
    assert "| shop-production | 1 refused by the API server, 1 configuration |" in output
    assert "<details open><summary><b>refused by the API server</b> (1)</summary>" in output
    assert "  - `spec.clusterIP`: `None` → `10.0.0.1`\n" in output
    assert "  - +`data.a`: `` x\\|y`z ``\n" in output
    assert output.count("<details") == output.count("</details>")


def test_a_diff_in_markdown_stays_in_its_fence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.md: |\n"
    write("old/a.yaml", f"{head}    ```\n    one\n")
    write("new/a.yaml", f"{head}    ```\n    two\n")
    output = run("old", "new", "--format", "markdown").output
    assert "    ````diff\n    @@ -1,2 +1,2 @@\n     ```\n    -one\n    +two\n    ````\n" in output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--base", "mian"], r"no revision mian\. Did you mean main\?"),
        (["nowhere"], "no revision nowhere"),
        (["no/where"], "no/where is neither a folder nor a revision"),
        (["--dist", "build"], "there is no folder build at HEAD"),
        (["v1:build"], "there is no folder build at v1"),
        (["--base=--exec"], "no revision --exec"),
    ],
)
def test_what_it_says_when_it_cannot(repository: Path, arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, InvalidValueError)
    with pytest.raises(InvalidValueError, match=says):
        raise result.exception


def test_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write("dist/a/a.yaml", CONFIG)
    assert "is in no git repository" in str(run().exception)
    git("init")
    assert "has no commit yet" in str(run().exception)


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    write("dist/a/a.yaml", CONFIG)
    assert "git is not installed" in str(run().exception)


def test_folders_need_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    write("old/a.yaml", CONFIG)
    write("new/a.yaml", CONFIG.replace("info", "debug"))
    assert "data.LOG_LEVEL: info → debug" in run("old", "new").output


def test_what_cannot_be_read_is_told_with_its_side(repository: Path) -> None:
    write("dist/shop-production/broken.yaml", "a: [")
    result = run()
    assert "shop-production/broken.yaml" in str(result.exception)
    assert "of dist" in str(result.exception)


def test_errors_are_one_line_and_exit_code_2(repository: Path) -> None:
    command = [sys.executable, "-c", "from podwright.cli.app import main; main()", "diff", "--base", "mian"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert finished.stderr.count("\n") == 1
    assert finished.stderr.startswith("podwright: ")
