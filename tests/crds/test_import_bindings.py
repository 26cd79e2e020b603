"""The program that generates the bindings, with a CLI that only pretends: all or nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tools.import_bindings import MANIFEST, ImportFailedError, api_group, main, module_name, replace

SCHEMA = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: things.{group}}}
spec: {{group: {group}, names: {{kind: Thing}}}}
"""

CLI = """\
#!{python}
import os
import sys
from pathlib import Path

if os.environ.get("CDK8S_CHECK_UPGRADE") != "false":
    sys.exit("the CLI asks the registry for a newer version")
if sys.argv[1:] == ["--version"]:
    print("2.0.1")
    sys.exit()
_command, schema, *options = sys.argv[1:]
if options[:3] != ["--language", "python", "--output"] or options[4:] != ["--no-save"]:
    sys.exit(f"unknown options: {{options}}")
text = Path(schema).read_text()
if "broken" in text:
    sys.exit("the schema is broken")
if "silent" not in text:
    module = Path(options[3]).joinpath(*reversed(Path(schema).stem.replace("-", "_").split(".")))
    module.mkdir(parents=True)
    (module / "__init__.py").write_text(text)
"""


class House:
    """A project's folder with schemas, bindings and the CLI.

    Args:
        root: The folder.
    """

    def __init__(self, root: Path) -> None:
        self.crds = root / "crds"
        self.imports = root / "imports"
        self.cli = root / "cdk8s"
        self.crds.mkdir()
        self.cli.write_text(CLI.format(python=sys.executable), "utf-8")
        self.cli.chmod(0o755)

    def describe(self, group: str, *, note: str = "", file: str = "") -> Path:
        """Write the schema of an API group."""
        schema = self.crds / f"{file or group}.yaml"
        schema.write_text(f"# {note}\n{SCHEMA.format(group=group)}", "utf-8")
        return schema

    def make_imports(self) -> int:
        """Run the program, as `make imports` does."""
        folders = ["--crds", str(self.crds), "--imports", str(self.imports)]
        return main([*folders, "--cdk8s", str(self.cli)])

    def files(self) -> dict[str, bytes]:
        """Return what is in `imports/`, by path."""
        found = (file for file in self.imports.rglob("*") if file.is_file())
        return {file.relative_to(self.imports).as_posix(): file.read_bytes() for file in found}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_every_group_gets_its_module(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.describe("route.openshift.io")
    house.describe("cert-manager.io")
    assert house.make_imports() == 0
    assert house.files().keys() == {
        "io/openshift/route/__init__.py",
        "io/cert_manager/__init__.py",
        MANIFEST,
    }
    assert capsys.readouterr().out == dedent("""\
        cert-manager.io.yaml -> imports.io.cert_manager
        route.openshift.io.yaml -> imports.io.openshift.route
    """)


def test_the_record_says_what_the_bindings_were_made_from(house: House) -> None:
    house.describe("example.com")
    house.make_imports()
    record = json.loads((house.imports / MANIFEST).read_text("utf-8"))
    assert record["cdk8s-cli"] == "2.0.1"
    assert record["schemas"].keys() == {"example.com.yaml"}
    assert record["bindings"].keys() == {"com/example/__init__.py"}
    assert all(len(digest) == 64 for part in ("schemas", "bindings") for digest in record[part].values())


def test_another_run_changes_nothing(house: House) -> None:
    house.describe("example.com")
    house.make_imports()
    first = house.files()
    house.make_imports()
    assert house.files() == first


def test_a_changed_schema_changes_binding_and_record(house: House) -> None:
    house.describe("example.com")
    house.make_imports()
    first = house.files()
    house.describe("example.com", note="changed")
    house.make_imports()
    assert {name for name, data in house.files().items() if data != first[name]} == first.keys()


def test_the_binding_of_a_schema_that_is_gone_goes_too(house: House) -> None:
    house.describe("example.com")
    house.describe("example.org").unlink()
    (house.imports / "org/example").mkdir(parents=True)
    (house.imports / "org/example/__init__.py").write_text("", "utf-8")
    assert house.make_imports() == 0
    assert house.files().keys() == {"com/example/__init__.py", MANIFEST}


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("broken", "the schema is broken"),
        ("silent", "`cdk8s import` made no module org.example of"),
    ],
)
def test_a_failure_leaves_everything_as_it_was(
    house: House, note: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    house.describe("example.com")
    house.make_imports()
    before = house.files()
    house.describe("example.com", note="changed")
    house.describe("example.org", note=note)
    assert house.make_imports() == 1
    assert house.files() == before
    complaint = capsys.readouterr().err
    assert complaint.startswith("imports/ is unchanged. ")
    assert reason in complaint


def test_nothing_is_left_beside_the_bindings(house: House) -> None:
    house.describe("example.com")
    house.make_imports()
    house.describe("example.org", note="broken")
    house.make_imports()
    assert {path.name for path in house.imports.parent.iterdir()} == {"crds", "imports", "cdk8s"}


def test_bindings_come_back_where_the_new_ones_cannot_take_their_place(house: House) -> None:
    house.describe("example.com")
    house.make_imports()
    before = house.files()
    with pytest.raises(FileNotFoundError):
        replace(house.imports, house.imports.with_name("missing"), house.imports.with_name("aside"))
    assert house.files() == before


def test_two_files_of_one_group(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.describe("example.com")
    house.describe("example.com", file="more.example.com")
    assert house.make_imports() == 1
    assert "more.example.com.yaml defines the API group example.com" in capsys.readouterr().err
    assert not house.imports.exists()


def test_a_file_of_two_groups(house: House) -> None:
    schema = house.describe("example.com")
    more = f"---\n{SCHEMA.format(group='example.org')}"
    schema.write_text(schema.read_text("utf-8") + more, "utf-8")
    with pytest.raises(ImportFailedError, match=r"defines the API group example\.com and example\.org"):
        api_group(schema)


@pytest.mark.parametrize("text", ["a: [", "just text", "apiVersion: v1\nkind: List", "spec: {}", "- a"])
def test_a_file_that_is_no_schema(house: House, text: str) -> None:
    schema = house.describe("example.com")
    schema.write_text(text, "utf-8")
    with pytest.raises(ImportFailedError, match="isn't a file of CustomResourceDefinition documents"):
        api_group(schema)


def test_an_empty_file(house: House) -> None:
    schema = house.describe("example.com")
    schema.write_text("", "utf-8")
    with pytest.raises(ImportFailedError, match=r"defines the API group \(none\)"):
        api_group(schema)


def test_no_schema_at_all(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert house.make_imports() == 1
    assert "There is no schema in" in capsys.readouterr().err


def test_no_cli(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.describe("example.com")
    house.cli.unlink()
    assert house.make_imports() == 1
    assert "There is no cdk8s CLI at" in capsys.readouterr().err


def test_a_cli_that_does_not_run(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.describe("example.com")
    house.cli.chmod(0o644)
    assert house.make_imports() == 1
    assert "doesn't run" in capsys.readouterr().err


def test_a_cli_without_a_version(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.describe("example.com")
    house.cli.write_text(f"#!{sys.executable}\n", "utf-8")
    assert house.make_imports() == 1
    assert "doesn't tell its version" in capsys.readouterr().err


def test_the_module_of_a_group() -> None:
    assert module_name("cert-manager.io") == "io.cert_manager"
