"""Files, folders and Lists are read; what is not a manifest is one clear line."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.verify import FieldPath, ManifestSet, Reading, read_bytes, read_paths, read_text, verify
from podwright.verify.lines import SourceText

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"


def names(reading: Reading) -> list[str]:
    return [manifest.name for manifest in reading.manifests]


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def test_documents_and_lists_are_taken_apart() -> None:
    text = f"""---
# a comment only
---
{CONFIG}
---
apiVersion: v1
kind: List
items:
  - {{apiVersion: v1, kind: Secret, metadata: {{name: b}}}}
  - {{apiVersion: v1, kind: Secret, metadata: {{name: c}}}}
---
apiVersion: v1
kind: ConfigMapList
items:
  - metadata: {{name: d}}
---
apiVersion: v1
kind: List
items: []
"""
    reading = read_text(text, name="all.yaml")
    assert names(reading) == ["a", "b", "c", "d"]
    assert [manifest.kind for manifest in reading.manifests] == ["ConfigMap", "Secret", "Secret", "ConfigMap"]
    assert [manifest.source.document for manifest in reading.manifests] == [1, 2, 2, 3]
    lines = [manifest.source.line_of(FieldPath(("metadata", "name"))) for manifest in reading.manifests]
    assert lines == [7, 13, 14, 19]


def test_a_list_without_items_is_left_as_it_is() -> None:
    (manifest,) = read_text("apiVersion: v1\nkind: PriceList\n").manifests
    assert manifest.kind == "PriceList"


def test_what_stands_before_a_fault_is_read() -> None:
    reading = read_text(f"{CONFIG}---\nb: [\n")
    assert (names(reading), codes(reading)) == (["a"], ["invalid-yaml"])


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    reading = read_bytes(b"\xef\xbb\xbf" + CONFIG.replace("\n", "\r\n").encode())
    assert (names(reading), codes(reading)) == (["a"], [])


def test_another_encoding_is_one_line_with_its_place() -> None:
    (finding,) = read_bytes(b"a: 1\nb: caf\xe9\n", name="x.yaml").findings
    assert str(finding) == ("x.yaml:2: error not-utf8: is not UTF-8: byte 0xe9. Save the file as UTF-8.")


def test_template_text_in_a_name_is_told_and_the_object_left_out() -> None:
    reading = read_text(CONFIG.replace("name: a", "name: '{{ .Release.Name }}'"), name="x.yaml")
    assert (names(reading), codes(reading)) == ([], ["not-rendered"])
    assert reading.findings[0].line == 4


def test_template_text_in_data_is_data() -> None:
    reading = read_text(CONFIG + "data: {alert: '{{ $labels.instance }} is down'}\n")
    assert (names(reading), codes(reading)) == (["a"], [])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "b.yaml": CONFIG.replace("name: a", "name: b"),
        "deep/er/c.yml": CONFIG.replace("name: a", "name: c"),
        "a.json": '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}',
        "values.yaml": "replicas: 2\n",
        "package.json": '{"name": "x"}',
        "empty.yaml": "",
        "notes.txt": "not yaml",
        ".hidden/d.yaml": CONFIG,
        "node_modules/e.yaml": CONFIG,
        "chart/Chart.yaml": "name: chart\n",
        "chart/templates/f.yaml": "a: {{ .Values.a }}\n",
        "overlay/kustomization.yaml": "resources: [g.yaml]\n",
        "overlay/g.yaml": CONFIG,
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_is_read_with_all_below_in_order(folder: Path) -> None:
    reading = read_paths([str(folder)])
    assert names(reading) == ["a", "b", "c"]
    assert [Path(file).name for file in reading.skipped] == ["empty.yaml", "package.json", "values.yaml"]


def test_charts_and_kustomizations_are_told_how_to_be_rendered(folder: Path) -> None:
    findings = read_paths([str(folder)]).findings
    assert [(Path(f.source.file).name, f.code) for f in findings] == [
        ("Chart.yaml", "not-rendered"),
        ("kustomization.yaml", "not-rendered"),
    ]
    assert findings[0].remedy == f"Render it first: helm template {folder / 'chart'} | podwright check -"


def test_a_file_that_is_named_is_not_skipped(folder: Path) -> None:
    reading = read_paths([str(folder / "values.yaml")])
    report = verify(ManifestSet(reading.manifests), select=["not-an-object"])
    assert [str(finding.field) for finding in report.findings] == ["apiVersion", "kind"]


def test_files_come_in_the_order_they_are_named(folder: Path) -> None:
    assert names(read_paths([str(folder / "b.yaml"), str(folder / "a.json")])) == ["b", "a"]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CONFIG.encode())))
    reading = read_paths(["-"])
    assert names(reading) == ["a"]
    assert reading.manifests[0].source.file == "-"


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="cannot be read: no such file"):
        read_paths([str(tmp_path / "absent.yaml")])


TEXT = """metadata:
  name: a
  annotations: {b: c,
    example.com/d: e}
spec:
  base: &base
    x: 1
  merged:
    <<: *base
    y: 2
  list:
  - a
  - b: 1
    c: 2
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 1),
        ("metadata.name", 2),
        ("metadata.annotations[example.com/d]", 4),
        ("metadata.absent.deeper", 1),
        ("spec.merged.x", 7),
        ("spec.merged.y", 10),
        ("spec.list[0]", 12),
        ("spec.list[1].c", 14),
        ("spec.list[7]", 11),
    ],
)
def test_lines_of_fields(path: str, line: int) -> None:
    assert SourceText(TEXT).line_of(0, FieldPath.parse(path)) == line


def test_lines_of_what_cannot_be_found_are_unknown() -> None:
    assert SourceText(TEXT).line_of(3, FieldPath()) == 0
    assert SourceText("a: [").line_of(0, FieldPath()) == 0


def test_lines_of_json_with_tabs() -> None:
    assert SourceText('{\n\t"a": {\n\t\t"b": 1\n\t}\n}').line_of(0, FieldPath(("a", "b"))) == 3


@given(st.binary())
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    reading = read_bytes(content)
    verify(ManifestSet(reading.manifests))
    for finding in reading.findings:
        assert "\n" not in finding.message
