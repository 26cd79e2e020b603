"""``podwright check`` as its users meet it: what it prints, in which format, with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from typer.testing import CliRunner, Result

from podwright.cli.app import app

SOUND = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
FAULTY = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndta: {}\n"


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["check", *arguments], input=stdin.encode())


def run_process(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from podwright.cli.app import main; main()", "check", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("manifests").mkdir()
    Path("manifests/a.yaml").write_text(FAULTY, encoding="utf-8")
    return "manifests/a.yaml"


def test_nothing_found_is_exit_code_0() -> None:
    result = run("-", stdin=SOUND)
    assert result.exit_code == 0
    assert result.output == "0 errors, 0 warnings in 1 object, checked for Kubernetes 1.37\n"


def test_findings_are_exit_code_1_and_grouped_by_object(faulty: str) -> None:
    result = run(faulty)
    assert result.exit_code == 1
    assert result.output == (
        "ConfigMap default/a  manifests/a.yaml\n"
        "  error   unknown-field  dta:4\n"
        "          does not exist here. Did you mean data?\n"
        "1 error, 0 warnings in 1 object, checked for Kubernetes 1.37\n"
        "podwright check --explain CODE says more\n"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["absent.yaml"], "podwright: path: 'absent.yaml' cannot be read: no such file or directory"),
        (["-", "--kubernetes-version", "new"], "'new' is not a version of Kubernetes. Write major and minor"),
        (["-", "--kubernetes-version", "1.9"], "the schemas of Kubernetes 1.9 are not at hand"),
        (
            ["-", "--ignore", "unknown-feild"],
            "ignore: 'unknown-feild' is not a check. Did you mean unknown-field",
        ),
        (["-", "--external", "Secret"], "'Secret' does not name an external object"),
        (["--explain", "nonsense"], "--explain: 'nonsense' is not a check"),
        (["."], "no API object in ."),
    ],
)
def test_what_cannot_run_is_exit_code_2_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run_process(*arguments, stdin=SOUND)
    assert result.returncode == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_no_path_and_a_wrong_choice_are_exit_code_2() -> None:
    assert run().exit_code == 2
    assert run("-", "--format", "xml").exit_code == 2
    assert run("-", "--platform", "nomad").exit_code == 2


def test_codes_and_families_are_selected_and_ignored() -> None:
    both = FAULTY.replace("{name: a}", "{name: A}")
    assert run("-", "--ignore", "schema", stdin=FAULTY).exit_code == 0
    assert run("-", "--ignore", "unknown-field,invalid-name", stdin=both).exit_code == 0
    assert "invalid-name" not in run("-", "--select", "schema", stdin=both).output
    assert run("-", "--select", "identity", "--select", "schema", stdin=both).output.count("error ") == 2


def test_the_platform_is_detected_or_given() -> None:
    route = "apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {name: a}\nspec: {to: {name: b}}\n"
    options = ("--external", "Service/b", "--external", "Service/b")
    assert (
        "checked for OpenShift with Kubernetes 1.33"
        in run("-", *options, "--kubernetes-version", "1.33", stdin=route).output
    )
    assert "checked for Kubernetes" in run("-", "--platform", "kubernetes", stdin=route).output


def test_a_namespace_is_given_to_objects_without_one() -> None:
    assert "ConfigMap shop/a" in run("-", "--namespace", "shop", stdin=FAULTY).output


def test_further_definitions_are_used(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        "metadata: {name: gizmos.example.com}\nspec:\n  group: example.com\n"
        "  names: {kind: Gizmo, plural: gizmos}\n  versions:\n    - {name: v1, served: true, storage: true,\n"
        "       schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}}\n",
        encoding="utf-8",
    )
    gizmo = "apiVersion: example.com/v1\nkind: Gizmo\nmetadata: {name: a}\nspec: {b: 1}\n"
    assert "not validated, for want of a schema: Gizmo.example.com" in run("-", stdin=gizmo).output
    assert "unknown-field" in run("-", "--crds", str(tmp_path), stdin=gizmo).output


def test_folders_can_be_checked_each_for_itself(tmp_path: Path) -> None:
    for name in ("development", "production"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(SOUND, encoding="utf-8")
    assert "duplicate-object" in run(str(tmp_path)).output
    apart = run(str(tmp_path), "--per-folder")
    assert apart.exit_code == 0
    assert "2 objects in 2 folders" in apart.output


def test_a_folder_is_checked_with_its_subfolders(tmp_path: Path) -> None:
    folder = tmp_path / "development" / "configuration"
    folder.mkdir(parents=True)
    (tmp_path / "development" / "a.yaml").write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n"
        "  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n"
        "      containers: [{name: a, image: b, envFrom: [{configMapRef: {name: settings}}]}]\n",
        encoding="utf-8",
    )
    (folder / "b.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {A: b}\n", encoding="utf-8"
    )
    for path in (tmp_path, tmp_path / "development", tmp_path / "development" / "a.yaml"):
        found = run(str(path), "--per-folder", "--select", "missing-config-map")
        assert found.exit_code == (1 if path.is_file() else 0)


def test_waived_findings_are_counted() -> None:
    waived = FAULTY.replace("{name: a}", "{name: a, annotations: {waive.podwright.dev/unknown-field: why}}")
    result = run("-", stdin=waived)
    assert result.exit_code == 0
    assert "0 errors, 0 warnings, 1 waived in 1 object" in result.output


def test_files_that_cannot_be_read_are_findings() -> None:
    result = run("-", stdin="a: [\n")
    assert result.exit_code == 1
    assert "-:2\n  error   invalid-yaml" in result.output
    assert run("-", "--ignore", "reading", stdin="a: [\n").exit_code == 0


def test_github_annotations(faulty: str) -> None:
    text = Path(faulty).read_text(encoding="utf-8").replace("name: a", "name: 'a,%'")
    Path(faulty).write_text(text, encoding="utf-8")
    output = run(faulty, "--format", "github").output
    assert output.splitlines() == [
        "::error file=manifests/a.yaml,line=4,title=unknown-field::"
        "ConfigMap default/a,%25: dta: does not exist here. Did you mean data?",
        "::error file=manifests/a.yaml,line=3,title=invalid-name::ConfigMap default/a,%25: metadata.name: "
        "'a,%25' is not a DNS name. "
        "Write lower-case letters, digits, hyphens and dots, each part ending in no hyphen.",
    ]


def test_json(faulty: str) -> None:
    document = json.loads(run(faulty, "--format", "json").output)
    assert document["summary"] == {"checked": 1, "errors": 1, "warnings": 0, "waived": 0}
    assert document["targets"] == [{"name": "", "kubernetes_version": "1.37", "platform": "kubernetes"}]
    (finding,) = document["findings"]
    assert finding == {
        "code": "unknown-field",
        "family": "schema",
        "severity": "error",
        "object": {"apiVersion": "v1", "kind": "ConfigMap", "namespace": "default", "name": "a"},
        "field": "dta",
        "message": "does not exist here",
        "remedy": "Did you mean data?",
        "file": "manifests/a.yaml",
        "line": 4,
        "documentation": "https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation",
    }


RESULT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["ruleId", "level", "message", "locations"],
    "properties": {
        "level": {"enum": ["error", "warning"]},
        "message": {"type": "object", "required": ["text"]},
        "locations": {
            "type": "array",
            "items": {
                "properties": {
                    "physicalLocation": {
                        "required": ["artifactLocation"],
                        "properties": {"region": {"properties": {"startLine": {"minimum": 1}}}},
                    }
                }
            },
        },
    },
}


def test_sarif(faulty: str) -> None:
    waived = SOUND.replace("{name: a}", "{name: b, annotations: {waive.podwright.dev/unknown-field: why}}")
    Path("manifests/b.yaml").write_text(waived + "dta: {}\n", encoding="utf-8")
    log = json.loads(run("manifests", "--format", "sarif").output)
    (made,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in made["tool"]["driver"]["rules"]] == ["unknown-field"]
    for result in made["results"]:
        jsonschema_rs.validate(RESULT_SCHEMA, result)
    found, silenced = made["results"]
    assert found["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "manifests/a.yaml"},
        "region": {"startLine": 4},
    }
    assert "suppressions" not in found
    assert silenced["suppressions"] == [{"kind": "inSource", "justification": "why"}]


def test_a_check_is_explained() -> None:
    result = run("--explain", "unknown-field")
    assert result.exit_code == 0
    assert result.output.startswith("# unknown-field\n")
    assert "## Fixed" in result.output


def test_output_may_be_cut_off() -> None:
    text = "---\n".join(FAULTY.replace("name: a", f"name: a{number}") for number in range(5_000))
    command = [sys.executable, "-c", "from podwright.cli.app import main; main()", "check", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(text)
        process.stdin.close()
        process.stdout.readline()
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
