"""`make audit`: what other tools say of dist/, what of it is waived, and the page that shows it."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from tools.audit import __main__ as command
from tools.audit import adapters, comparison, page, waivers
from tools.audit.environment import REQUIREMENTS, python_with_checkov
from tools.audit.report import AuditError, Finding, Folder, Report, Tool

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "standards.md").read_text("utf-8")

ROOTFUL = Finding(rule="CKV_K8S_23", kind="Deployment", name="shop", message="Minimize root containers")
REASON = "The image writes as root, until its next release"

# --- what the tools print, as recorded; kube-score's and kube-linter's after their documentation ---

CHECKOV = {
    "version": "3.3.30",
    "folders": {
        "/dist/shop": {
            "findings": [
                ["CKV_K8S_23", "Deployment.shop-test.shop", "Minimize root containers"],
                ["CKV_K8S_42", "RoleBinding.shop-test.system:shop.reader", "Default accounts"],
                ["CKV_SECRET_6", "/ConfigMap.shop.yaml", "Base64 High Entropy String"],
            ],
            "waived": [["CKV_K8S_20", "Deployment.shop-test.shop", "setuid is needed"]],
        }
    },
}

KUBE_SCORE = [
    {
        "object_name": "Deployment/apps/v1/shop-test/shop",
        "type_meta": {"kind": "Deployment", "apiVersion": "apps/v1"},
        "object_meta": {"name": "shop", "namespace": "shop-test"},
        "checks": [
            {
                "check": {"id": "container-image-tag"},
                "grade": 1,
                "skipped": False,
                "comments": [{"path": "shop", "summary": "Image with latest tag"}] * 2,
            },
            {"check": {"id": "pod-probes"}, "grade": 7, "skipped": False, "comments": None},
            {"check": {"id": "service-type"}, "grade": 10, "skipped": False, "comments": []},
            {
                "check": {"id": "container-resources"},
                "grade": 1,
                "skipped": True,
                "comments": [{"summary": "Skipped because container-resources is ignored"}],
            },
            {
                "check": {"id": "deployment-has-poddisruptionbudget"},
                "grade": 0,
                "skipped": True,
                "comments": [{"summary": "Skipped because the deployment has less than 2 replicas"}],
            },
        ],
    }
]

KUBE_LINTER = {
    "Checks": [{"name": "latest-tag"}],
    "Reports": [
        {
            "Diagnostic": {"Message": 'The container "shop" is using an invalid container image'},
            "Check": "latest-tag",
            "Remediation": "Use a container image with a specific tag other than latest.",
            "Object": {
                "Metadata": {"FilePath": "dist/shop/Deployment.shop.yaml"},
                "K8sObject": {
                    "Namespace": "shop-test",
                    "Name": "shop",
                    "GroupVersionKind": {"Group": "apps", "Version": "v1", "Kind": "Deployment"},
                },
            },
        }
    ],
    "Summary": {"ChecksStatus": "Failed", "KubeLinterVersion": "0.8.3"},
}


def test_checkov_tells_objects_files_and_what_annotations_waive() -> None:
    version, reports = adapters.read_checkov(json.dumps(CHECKOV))
    report = reports["/dist/shop"]
    assert version == "3.3.30"
    assert [(found.rule, found.kind, found.name) for found in report.findings] == [
        ("CKV_K8S_23", "Deployment", "shop"),
        ("CKV_K8S_42", "RoleBinding", "system:shop.reader"),
        ("CKV_SECRET_6", "", "ConfigMap.shop.yaml"),
    ]
    (waived, reason), *others = report.waived
    assert (waived.rule, waived.name, reason, others) == ("CKV_K8S_20", "shop", "setuid is needed", [])


def test_kube_score_finds_what_it_grades_below_almost_ok() -> None:
    report = adapters.read_kube_score(json.dumps(KUBE_SCORE))
    assert report.judged == 1
    assert report.findings == (
        Finding(rule="container-image-tag", kind="Deployment", name="shop", message="Image with latest tag"),
    )
    assert [waived.rule for waived, _ in report.waived] == ["container-resources"]


def test_kube_score_without_an_object_finds_nothing() -> None:
    assert adapters.read_kube_score("null") == Report(judged=0)


def test_kube_linter_tells_its_reports() -> None:
    (found,) = adapters.read_kube_linter(json.dumps(KUBE_LINTER)).findings
    assert (found.rule, found.kind, found.name) == ("latest-tag", "Deployment", "shop")
    assert "invalid container image" in found.message


def test_kube_linter_without_a_finding_reports_null() -> None:
    assert adapters.read_kube_linter(json.dumps({**KUBE_LINTER, "Reports": None})) == Report()


@pytest.mark.parametrize("tool", ["checkov", "kube-score", "podwright"])
def test_what_is_no_json_is_no_result(tool: str) -> None:
    with pytest.raises(AuditError, match=f"{tool} printed something else than JSON"):
        adapters.read_json("panic: runtime error", tool)


def test_podwright_judges_a_folder(tmp_path: Path) -> None:
    manifest = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "shop"},
        "spec": {"hostNetwork": True},
    }
    (tmp_path / "pod.yaml").write_text(yaml.safe_dump(manifest))
    folder = Folder(name="shop", path=tmp_path, version="1.33")
    report = adapters.podwright(command.PODWRIGHT, "0").judge([folder])["shop"]
    assert report.judged == 1
    assert ("host-namespace", "Pod", "shop") in {
        (found.rule, found.kind, found.name) for found in report.findings
    }


def test_podwright_is_told_what_exists_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "claim.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop, namespace: shop-test}\ndata: {a: b}\n"
    )
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: shop, namespace: shop-test}\nspec:\n  containers:\n"
        "    - name: shop\n      image: registry.example.com/shop:1.0\n"
        "      envFrom: [{configMapRef: {name: absent}}]\n"
    )
    (tmp_path / "pod.yaml").write_text(text)
    tool = adapters.podwright(command.PODWRIGHT, "0")
    bare = Folder(name="shop", path=tmp_path, version="1.33")
    declared = Folder(name="shop", path=tmp_path, version="1.33", external=("ConfigMap/shop-test/absent",))
    rules = [{found.rule for found in tool.judge([folder])["shop"].findings} for folder in (bare, declared)]
    assert "missing-config-map" in rules[0] - rules[1]


def test_a_tool_that_fails_is_shown_with_what_it_said() -> None:
    with pytest.raises(AuditError, match=r"sh failed:\nno such check"):
        adapters.run(["sh", "-c", "echo no such check >&2; exit 3"])
    assert adapters.run(["sh", "-c", "echo found; exit 1"], may_find=True) == "found\n"
    with pytest.raises(AuditError, match=r"sh printed no result:\ncannot parse"):
        adapters.run(["sh", "-c", "echo cannot parse >&2; exit 1"], may_find=True)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(AuditError, match="no-such-program cannot be run: No such file or directory"):
        adapters.run(["no-such-program"])


def test_a_tool_on_path_that_stops_at_a_file_reports_it_as_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kube-score", "kube-linter"):
        script = tmp_path / name
        script.write_text(
            "#!/bin/sh\nif [ $1 = version ]; then echo v1.20.0-4f; else echo bad yaml >&2; exit 1; fi\n"
        )
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert adapters.not_on_path() == []
    folder = Folder(name="shop", path=tmp_path, version="1.33")
    for tool in adapters.on_path():
        assert tool.version == "1.20.0"
        (found,) = tool.judge([folder])["shop"].findings
        assert (found.rule, "bad yaml" in found.message) == ("unreadable", True)


def test_a_tool_that_is_not_there_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list(adapters.on_path()) == []
    assert adapters.not_on_path() == ["kube-score", "kube-linter"]


# --- the environment of checkov ---


def test_checkov_is_installed_once_for_each_set_of_pins(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def install(words: Sequence[str]) -> None:
        asked.append(words)
        (tmp_path / ".audit" / "bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / ".audit" / "bin" / "python").touch()

    pins = tmp_path / "requirements.txt"
    pins.write_text("checkov==3.0.0\n")
    python = python_with_checkov(tmp_path / ".audit", pins, install)
    assert (python, len(asked)) == (tmp_path / ".audit" / "bin" / "python", 2)
    assert asked[1][-1] == str(pins)
    python_with_checkov(tmp_path / ".audit", pins, install)
    assert len(asked) == 2
    pins.write_text("checkov==3.0.1\n")
    python_with_checkov(tmp_path / ".audit", pins, install)
    assert len(asked) == 4


def test_an_installation_that_failed_is_made_anew(tmp_path: Path) -> None:
    def fail(words: Sequence[str]) -> None:
        (tmp_path / ".audit" / "bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / ".audit" / "bin" / "python").touch()
        if "pip" in words:
            raise AuditError("no index")

    for _ in range(2):
        with pytest.raises(AuditError, match="no index"):
            python_with_checkov(tmp_path / ".audit", run=fail)


def test_checkov_is_pinned() -> None:
    lines = [line for line in REQUIREMENTS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [line.partition("==")[0] for line in lines] == ["checkov"]


# --- waivers ---


def shop(platform: str = "kubernetes", name: str = "shop-test") -> Folder:
    return Folder(name=name, path=Path("dist", name), version="1.33", platform=platform)


@pytest.mark.parametrize(
    "field",
    [
        {"rule": "CKV_K8S_22"},
        {"tool": "kube-score"},
        {"kinds": ["StatefulSet"]},
        {"names": ["shop-*"]},
        {"environments": ["*-production"]},
        {"platforms": ["openshift"]},
    ],
    ids=lambda field: next(iter(field)),
)
def test_a_waiver_is_for_what_it_names_and_nothing_else(field: Mapping[str, object]) -> None:
    given = {
        "tool": "checkov",
        "rule": "CKV_K8S_23",
        "kinds": ["Deploy*"],
        "names": ["sh?p"],
        "environments": ["shop-*"],
        "platforms": ["kubernetes"],
        "reason": REASON,
    }
    report = Report(findings=(ROOTFUL,))
    (exact,) = (waivers.Waiver.model_validate(given),)
    assert waivers.Ledger([exact]).settle(shop(), "checkov", report).waived == ((ROOTFUL, REASON),)
    other = waivers.Waiver.model_validate({**given, **field})
    assert waivers.Ledger([other]).settle(shop(), "checkov", report).open == (ROOTFUL,)


def test_what_nothing_needs_is_told_pattern_by_pattern() -> None:
    given = [
        waivers.Waiver(tool="checkov", rule="CKV_K8S_23", kinds=("Deployment", "Job"), reason=REASON),
        waivers.Waiver(tool="checkov", rule="CKV_K8S_1", reason=REASON),
        waivers.Waiver(tool="kube-score", rule="pod-probes", reason=REASON),
        waivers.Waiver(tool="kube-linter", rule="latest-tag", ahead=True, reason=REASON),
    ]
    ledger = waivers.Ledger(given)
    ledger.settle(shop(), "checkov", Report(findings=(ROOTFUL,)))
    assert ledger.unused(["podwright", "checkov", "kube-linter"]) == [
        "checkov CKV_K8S_23: nothing needs kinds Job; remove it",
        "checkov CKV_K8S_1: nothing needs this waiver; remove it",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- {tool: checkov, rule: CKV_K8S_1}",
        "- {tool: checkov, rule: CKV_K8S_1, reason: because}",
        "- {tool: checkov, rule: CKV_K8S_1, kind: Job, reason: The image writes as root}",
        "- {tool: kubeaudit, rule: x, reason: The image writes as root}",
        "checkov: [CKV_K8S_1]",
        "- {",
    ],
)
def test_a_waiver_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "waivers.yaml").write_text(text)
    with pytest.raises(AuditError, match=r"waivers\.yaml: "):
        waivers.read(tmp_path / "waivers.yaml")


# --- the whole ---


def tool(name: str, report: Report) -> Tool:
    return Tool(name=name, version="1.2.3", judge=lambda folders: {folder.name: report for folder in folders})


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "dist" / "shop-test"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")
    decided = tmp_path / "waivers.yaml"
    decided.write_text(f"- {{tool: checkov, rule: CKV_K8S_23, reason: '{REASON}'}}\n")
    given = waivers.read(decided)
    monkeypatch.setattr(waivers, "read", lambda: given)
    return tmp_path / "dist"


@pytest.mark.parametrize(
    ("report", "code", "said"),
    [
        (Report(judged=1, findings=(ROOTFUL,)), 0, ""),
        (
            Report(judged=1, findings=(ROOTFUL, Finding(rule="X", kind="Job", name="a", message="is [bad]"))),
            1,
            "shop-test  Job/a  checkov X: is [bad]\n",
        ),
        (Report(judged=1), 1, "waivers.yaml: checkov CKV_K8S_23: nothing needs this waiver; remove it\n"),
    ],
    ids=["waived", "open", "unused"],
)
def test_the_exit_code_says_whether_anything_is_open(
    dist: Path, report: Report, code: int, said: str
) -> None:
    out = io.StringIO()
    ran = [tool("podwright", Report(judged=1)), tool("checkov", report)]
    assert command.audit(dist, ran, Console(file=out, width=120)) == code
    assert out.getvalue().endswith(said)
    assert "shop-test" in out.getvalue()


def test_a_dist_without_an_environment_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="no environment in dist/: run make synth"):
        command.audit(tmp_path / "dist", [], Console(file=io.StringIO()))


def test_an_environment_is_judged_with_what_its_chart_says_exists_outside(dist: Path) -> None:
    externals = command.externals_of(ROOT)
    assert "Secret/reactbin/vault-ca:ca.crt" in externals["reactbin-production"]
    [folder] = command.environments(dist, externals={"shop-test": ("Secret/shop/login",)})
    assert folder.external == ("Secret/shop/login",)
    [folder] = command.environments(dist)
    assert folder.external == ()


def test_the_platform_of_an_environment_is_what_its_manifests_show() -> None:
    found = {folder.name: folder.platform for folder in command.environments(ROOT / "dist")}
    assert found["tarsy-development"] == "openshift"


def test_the_tables_are_written_between_their_marks(dist: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    blocks = ("environments", "waivers")
    path.write_text(
        "# Page\n" + "".join(f"\n<!-- {name} -->\n<!-- /{name} -->\n\nText.\n" for name in blocks)
    )
    ran = [tool("podwright", Report(judged=1)), tool("checkov", Report(findings=(ROOTFUL,)))]
    for _ in range(2):
        command.audit(dist, ran, Console(file=io.StringIO()), write=path)
    text = path.read_text()
    assert text.count("Text.") == 2
    rows = page.block_of(text, "environments").splitlines()
    assert rows[0].startswith("Measured with podwright 1.2.3, checkov 1.2.3.")
    assert rows[-2:] == [
        "| shop-test | podwright | 1 | 0 | 0 | 0 |",
        "| shop-test | checkov | 1 | 1 | 1 | 0 |",
    ]
    assert f"| checkov | `CKV_K8S_23` | everywhere | {REASON} |" in page.block_of(text, "waivers")


def test_a_page_without_the_marks_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Page\n")
    with pytest.raises(AuditError, match="the page has no block <!-- environments -->"):
        page.write_block(path, "environments", "")
    assert path.read_text() == "# Page\n"


# --- comparison ---

SOURCE = comparison.Source(
    name="guestbook",
    repository="kubernetes/examples",
    shape="a guestbook",
    files=(comparison.SourceFile(path="all/in-one.yaml", commit="a" * 40, characters=17),),
    replace={"{{HOST}}": "example.com"},
)


def test_a_file_that_is_not_at_hand_is_fetched_from_its_commit(tmp_path: Path) -> None:
    asked: list[tuple[str, str, str]] = []

    def get(repository: str, commit: str, path: str) -> str:
        asked.append((repository, commit, path))
        return "kind: P\n{{HOST}}\n"

    (folder,) = comparison.collect([SOURCE], tmp_path / "into", "1.33", None, get)
    assert asked == [("kubernetes/examples", "a" * 40, "all/in-one.yaml")]
    assert (folder.path / "in-one.yaml").read_text() == "kind: P\nexample.com\n"
    (tmp_path / "copies" / "guestbook").mkdir(parents=True)
    (tmp_path / "copies" / "guestbook" / "in-one.yaml").write_text("kind: P\n{{HOST}}\n")
    comparison.collect([SOURCE], tmp_path / "again", "1.33", tmp_path / "copies", get)
    assert len(asked) == 1


def test_another_version_of_a_file_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"all/in-one\.yaml has 5 characters instead of 17"):
        comparison.collect([SOURCE], tmp_path, "1.33", None, lambda *_: "other")


def test_others_are_measured_by_the_rules_that_are_not_waived_here() -> None:
    other = Finding(rule="CKV_K8S_1", kind="Pod", name="a")
    unfit = Finding(rule="CKV_K8S_21", kind="Pod", name="a")
    decided = [waivers.Waiver(tool="checkov", rule="CKV_K8S_23", environments=("x",), reason=REASON)]
    report = Report(findings=(ROOTFUL, other, unfit))
    source = SOURCE.model_copy(update={"unfit": ("CKV_K8S_21",)})
    result = comparison.settle(source, "checkov", report, decided)
    assert (result.environment, result.found, result.open) == ("guestbook", 3, (other,))
    assert comparison.settle(source, "kube-score", report, decided).open == (other, ROOTFUL)


# --- docs/standards.md ---


def rows(block: str) -> list[list[str]]:
    lines = [line for line in page.block_of(PAGE, block).splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_page_shows_every_environment_and_nothing_open() -> None:
    shown = {(row[0], row[1]): row[-1] for row in rows("environments")}
    folders = [path.name for path in (ROOT / "dist").iterdir() if path.is_dir()]
    missing = {(name, tool) for name in folders for tool in ("podwright", "checkov")} - shown.keys()
    assert not missing, "run make audit WRITE=1"
    assert set(shown.values()) == {"0"}
    assert {name for name, _ in shown} == set(folders), "run make audit WRITE=1"


def test_the_page_was_measured_with_the_pinned_checkov() -> None:
    pinned = REQUIREMENTS.read_text("utf-8").splitlines()[-1].replace("==", " ")
    for block in ("environments", "comparison"):
        assert pinned in page.block_of(PAGE, block)


def test_the_page_shows_every_waiver() -> None:
    assert page.block_of(PAGE, "waivers") == page.waivers_block(waivers.read()), "run make audit WRITE=1"


def test_the_page_shows_every_public_manifest_and_where_it_is_from() -> None:
    text = page.block_of(PAGE, "comparison")
    for source in comparison.read():
        assert f"| {source.name} |" in text
        for file in source.files:
            assert file.path.rpartition("/")[2] in text
            assert file.commit[:10] in text
