"""What the app writes, and where."""

from __future__ import annotations

import os
from pathlib import Path

import cdk8s
import cdk8s_plus_27 as kplus
import pytest
from constructs import Construct

from podwright import App, ConfigMap, EnvironmentChart
from tests.synth.project import Project, Shop, shop

A = "shop-test/ConfigMap.a.k8s.yaml"
B = "shop-test/ConfigMap.b.k8s.yaml"
C = "shop-test/ConfigMap.c.k8s.yaml"


def a_map(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "a", name="a", data={"key": "value"})


def two_maps(chart: EnvironmentChart) -> None:
    a_map(chart)
    ConfigMap(chart, "b", name="b", data={"key": "value"})


class TestWhereItWrites:
    def test_on_its_own_it_publishes_and_writes_nothing_else(self, project: Project) -> None:
        done = project.synth(shop(two_maps))
        assert done.status == 0
        assert done.said == "podwright: shop-test: 2 objects\npodwright: dist/: 2 added\n"
        assert sorted(project.files()) == [A, B]
        assert project.names() == {"dist"}

    @pytest.mark.parametrize("absolute", [False, True])
    def test_with_the_output_folder_of_cdk8s_yaml_it_writes_there_and_publishes(
        self, absolute: bool, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CDK8S_OUTDIR", str(project.folder / ".synth") if absolute else ".synth")
        assert project.synth(shop(two_maps)).status == 0
        assert project.names() == {"dist", ".synth"}
        # The CLI lists every file there: one for each environment, with all its objects.
        assert project.files(".synth") == {"shop-test.k8s.yaml": "".join(project.files().values())}
        assert sorted(project.files()) == [A, B]

    def test_with_another_output_folder_it_writes_there_alone(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        project.synth(shop(a_map))
        before = project.tree()
        monkeypatch.setenv("CDK8S_OUTDIR", "other/nested")
        done = project.synth(shop(two_maps))
        assert done.said == "podwright: shop-test: 2 objects\npodwright: written to other/nested/\n"
        assert sorted(project.files("other/nested")) == [A, B]
        assert project.tree() == before
        assert project.names() == {"dist", "other"}

    def test_with_another_output_folder_nobody_needs_a_dist(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (project.folder / "dist").symlink_to(project.folder)
        monkeypatch.setenv("CDK8S_OUTDIR", "other")
        assert project.synth(shop(a_map)).status == 0
        assert project.names() == {"dist", "other"}

    def test_the_output_folder_given_in_code_wins(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CDK8S_OUTDIR", "other")
        app = App(output=Path("chosen"))
        app.add(shop(a_map))
        app.synth()
        assert project.names() == {"chosen"}

    def test_another_folder_can_be_the_committed_one(self, project: Project) -> None:
        app = App(target=Path("manifests"))
        app.add(shop(a_map))
        app.synth()
        assert sorted(project.files("manifests")) == [A]


class TestASecondRun:
    def test_touches_nothing_where_nothing_changed(self, project: Project) -> None:
        project.synth(shop(two_maps))
        for path in (project.folder / "dist").rglob("*"):
            os.utime(path, ns=(1, 1))
        before = project.tree()
        done = project.synth(shop(two_maps))
        assert done.said == "podwright: shop-test: 2 objects\npodwright: dist/: nothing changed\n"
        assert project.tree() == before

    def test_says_what_changed_and_touches_nothing_else(self, project: Project) -> None:
        def before(chart: EnvironmentChart) -> None:
            two_maps(chart)
            ConfigMap(chart, "c", name="c", data={"key": "value"})

        def after(chart: EnvironmentChart) -> None:
            a_map(chart)
            ConfigMap(chart, "b", name="b", data={"key": "another"})
            ConfigMap(chart, "d", name="d", data={"key": "value"})

        project.synth(shop(before))
        unchanged = project.tree()[A]
        done = project.synth(shop(after))
        assert done.said.endswith("podwright: dist/: 1 added, 1 changed, 1 removed\n")
        assert sorted(project.files()) == [A, B, "shop-test/ConfigMap.d.k8s.yaml"]
        assert project.manifest(B)["data"] == {"key": "another"}
        assert project.tree()[A] == unchanged

    def test_leaves_nothing_of_a_chart_that_is_no_more(self, project: Project) -> None:
        project.synth(shop(a_map), shop(a_map, system="bakery"))
        done = project.synth(shop(a_map))
        assert {path.name for path in (project.folder / "dist").iterdir()} == {"shop-test"}
        assert done.said.splitlines()[1:] == [
            "podwright: bakery-test: removed, because the app adds it no more",
            "podwright: dist/: 1 removed",
        ]

    def test_undoes_what_a_crashed_one_left_even_where_it_fails_itself(self, project: Project) -> None:
        project.synth(shop(a_map))
        (project.folder / "dist").rename(project.folder / ".dist.old")
        (project.folder / ".dist.new").mkdir()
        assert project.synth(shop(lambda chart: ConfigMap(chart, "a", name="A", data={}))).status == 1
        assert project.names() == {"dist"}
        assert sorted(project.files()) == [A]


class TestWhatAChartMayBe:
    def test_a_plain_chart_of_cdk8s_with_objects_of_cdk8s_plus(self, project: Project) -> None:
        def plain(app: Construct) -> cdk8s.Chart:
            chart = cdk8s.Chart(app, "plain", namespace="shop-test", disable_resource_name_hashes=True)
            kplus.ConfigMap(chart, "settings", data={"key": "value"})
            return chart

        assert project.synth(plain, shop(a_map)).status == 0
        assert sorted(project.files()) == ["plain/ConfigMap.plain-settings.k8s.yaml", A]
        assert project.manifest("plain/ConfigMap.plain-settings.k8s.yaml")["data"] == {"key": "value"}

    def test_objects_of_cdk8s_plus_in_a_chart_of_podwright(self, project: Project) -> None:
        assert project.synth(shop(lambda chart: kplus.ConfigMap(chart, "x", data={"k": "v"}))).status == 0
        assert list(project.files()) == ["shop-test/ConfigMap.shop-test-x.k8s.yaml"]

    def test_a_chart_that_nobody_added_is_found_in_the_tree(self, project: Project) -> None:
        app = App()
        Shop(app, build=a_map)
        app.synth()
        assert sorted(project.files()) == [A]

    def test_a_chart_inside_another_has_a_folder_of_its_own(self, project: Project) -> None:
        def outer(chart: EnvironmentChart) -> None:
            a_map(chart)
            Shop(chart, build=two_maps, system="bakery")

        assert project.synth(shop(outer)).status == 0
        assert sorted(project.files()) == [
            "bakery-test/ConfigMap.a.k8s.yaml",
            "bakery-test/ConfigMap.b.k8s.yaml",
            A,
        ]

    def test_a_chart_without_objects_beside_others(self, project: Project) -> None:
        done = project.synth(shop(a_map), shop(lambda _: None, system="bakery"))
        assert done.said == "podwright: shop-test: 1 object\npodwright: dist/: 1 added\n"
        assert sorted(project.files()) == [A]

    def test_objects_of_two_namespaces_in_one_chart_get_files_of_their_own(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            for name in ("a", "b"):
                metadata = {"name": name, "namespace": f"shop-{name}"}
                cdk8s.ApiObject(chart, name, api_version="v1", kind="ConfigMap", metadata=metadata)

        assert project.synth(shop(build)).status == 0
        assert sorted(project.files()) == [A, B]


# What breaks one YAML parser or another, or the habits of an editor.
NASTY = {
    "equals-sign": "=",
    "boolean-like": "yes",
    "number-like": "0o17",
    "date-like": "2001-01-01",
    "null-like": "~",
    "empty": "",
    "blank-lines-first": "\n\n  text",
    "blank-lines-last": "text\n\n\n",
    "no-line-end": "one\ntwo",
    "trailing-blanks": "one  \ntwo\t\n",
    "tabs": "\tkey:\tvalue\n",
    "crlf": "one\r\ntwo\r\n",
    "document-borders": "---\n...\n--- # no\n",
    "comment": "# not a comment\nkey: value # nor this\n",
    "anchors": "&anchor *alias !tag %directive @at `tick`\n",
    "quotes": "'single' \"double\" \\backslash\n",
    "go-template": "{{ .VAR }} {{- /* comment */ -}}\n",
    "shell": "${HOME} $(id) $1 !! \n",
    "separators": "line\u2028paragraph\u2029next\u0085line",
    "controls": "nul\x00 bell\x07 escape\x1b delete\x7f c1\x9f",
    "byte-order-mark": "\ufefftext",
    "bidirectional": "abc\u202edef\u202c",
    "emoji": "\U0001f680 \u00e4\u00f6\u00fc \u4e2d\u6587\n",
    "long-line": "x" * 5000,
}


def test_whatever_a_config_file_holds_survives_to_disk(project: Project) -> None:
    binary = bytes(range(256))

    def build(chart: EnvironmentChart) -> None:
        ConfigMap(chart, "a", name="a", data={**NASTY, "binary": binary})

    assert project.synth(shop(build)).status == 0
    written = project.manifest(A)
    assert written["data"] == NASTY
    assert list(written["binaryData"]) == ["binary"]
    assert project.files()[A].isascii() is False, "what can be read stays readable"
    assert project.synth(shop(build)).said.endswith("nothing changed\n")
