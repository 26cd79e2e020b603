"""A run that fails: it reports what it can, says where, and leaves everything as it was."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cdk8s
import cdk8s_plus_27 as kplus
import pytest
from constructs import Construct

from imports.io.openshift.route import Route
from podwright import (
    App,
    ConfigMap,
    ConfigMapVolume,
    Container,
    Deployment,
    EnvironmentChart,
    EnvironmentConstruct,
    InvalidValueError,
    OpenShift,
    Port,
    SynthesisError,
)
from tests.samples import IMAGE, RESOURCES
from tests.synth.project import Build, Outcome, Project, Shop, shop


def good(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "good", name="good", data={"key": "value"})


def illegal_name(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "bad", name="B", data={})


def bug(chart: EnvironmentChart) -> None:
    settings: dict[str, str] = {}
    ConfigMap(chart, "bad", name=settings["name"], data={})


def reader(chart: EnvironmentChart, name: str) -> Deployment:
    """A pod that reads a ConfigMap which is not there; it can say so only when the chart stands."""
    missing = ConfigMapVolume(config_map=f"missing-{name}")
    container = Container(name="main", image=IMAGE, resources=RESOURCES, env_from=(missing,))
    return Deployment(chart, name, name=name, component=name, containers=(container,))


def patch(value: object, path: str) -> Build:
    def build(chart: EnvironmentChart) -> None:
        good(chart)
        chart.patch({"op": "add", "path": path, "value": value}, kind="ConfigMap", name="good")

    return build


def places(done: Outcome) -> list[str]:
    return [block[0] for block in done.blocks]


class TestManyProblems:
    def test_every_wrong_field_of_a_value_is_reported(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            arguments: dict[str, Any] = {"name": "far-too-long-a-port-name", "number": 0, "protocol": "tcp"}
            Port(**arguments)

        done = project.synth(shop(build))
        assert done.said.startswith("podwright: 3 problems; dist/ is unchanged\n")
        assert places(done) == [f"shop-test: Port.{field}" for field in ("name", "number", "protocol")]
        assert len({block[-1] for block in done.blocks}) == 1, "all at the same line"

    def test_every_clash_between_the_containers_of_a_pod_is_reported(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            port = Port(name="http", number=8080)
            main = Container(name="main", image=IMAGE, resources=RESOURCES, ports=(port,))
            Deployment(chart, "pod", name="pod", component="pod", containers=(main, main, main))

        assert places(project.synth(shop(build))) == [
            "shop-test/pod: containers[1].name",
            "shop-test/pod: containers[2].name",
        ]

    def test_every_construct_that_cannot_finish_is_reported_with_its_own_line(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            for name in ("one", "two", "three"):
                reader(chart, name)

        done = project.synth(shop(build))
        assert [block[:2] for block in done.blocks] == [
            [f"shop-test/{name}: containers", f"ConfigMap 'missing-{name}' is not part of the chart."]
            for name in ("one", "two", "three")
        ]
        assert all(block[-1].startswith(f"at {__file__}:") for block in done.blocks)

    def test_every_patch_that_does_not_apply_is_reported(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            good(chart)
            chart.patch({"op": "remove", "path": "/spec/replicas"}, kind="ConfigMap", name="good")
            chart.patch({"op": "remove", "path": "/data"}, kind="ConfigMap", name="godo")

        done = project.synth(shop(build))
        assert [block[:2] for block in done.blocks] == [
            ["operations[0]", "the patch of ConfigMap 'good' does not apply: remove /spec/replicas."],
            ["name", "there is no ConfigMap 'godo' to patch (did you mean 'good'?)."],
        ]
        assert [block[-1].rpartition(":")[0] for block in done.blocks] == [f"at {__file__}"] * 2

    def test_problems_of_all_charts_are_reported_chart_by_chart(self, project: Project) -> None:
        done = project.synth(
            shop(illegal_name, system="first"),
            shop(good, system="second"),
            shop(lambda chart: reader(chart, "late"), system="third"),
            shop(patch("Not A Name", "/metadata/name"), system="fourth"),
            shop(illegal_name, system="fifth"),
        )
        assert done.status == 1
        assert done.said.startswith("podwright: 4 problems; dist/ is unchanged\n")
        headings = [line for line in done.said.splitlines()[1:] if line and not line.startswith(" ")]
        assert sorted(headings) == ["fifth-test", "first-test", "fourth-test", "third-test"]
        assert sorted(places(done)) == [
            "fifth-test/bad: name",
            "first-test/bad: name",
            "fourth-test/good/config-map: metadata.name",
            "third-test/late: containers",
        ]

    def test_a_chart_that_was_never_finished_is_not_blamed_for_what_it_lacks(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            reader(chart, "one")
            illegal_name(chart)

        assert places(project.synth(shop(build))) == ["shop-test/bad: name"]


def test_what_an_api_server_would_refuse_is_reported_like_everything_else(project: Project) -> None:
    def build(chart: EnvironmentChart) -> None:
        container = Container(name="main", image=IMAGE, resources=RESOURCES)
        Deployment(chart, "pod", name="pod", component="pod", containers=(container,))
        chart.patch(
            {"op": "add", "path": "/spec/replicas", "value": "two"},
            {"op": "add", "path": "/spec/template/spec/enableServiceLink", "value": False},
            kind="Deployment",
            name="pod",
        )

    done = project.synth(shop(build), shop(illegal_name, system="bakery"))
    assert done.status == 1
    assert sorted(places(done)) == [
        "bakery-test/bad: name",
        "shop-test/pod/deployment: spec.replicas",
        "shop-test/pod/deployment: spec.template.spec.enableServiceLink",
    ]
    assert "→ Did you mean enableServiceLinks?\n" in done.said
    assert project.names() == set()


class TestNothingChanges:
    @pytest.fixture
    def published(self, project: Project) -> Project:
        assert project.synth(shop(good), shop(good, system="bakery")).status == 0
        return project

    @pytest.mark.parametrize(
        "build",
        [illegal_name, lambda chart: reader(chart, "late"), patch("../../x", "/metadata/name")],
        ids=["at construction", "at the end", "in a file name"],
    )
    def test_on_disk_when_a_chart_fails(self, build: Build, published: Project) -> None:
        before = published.tree()
        assert published.synth(shop(good), shop(build, system="bakery")).status == 1
        assert published.tree() == before
        assert published.names() == {"dist"}

    def test_on_disk_when_a_chart_has_a_bug(self, published: Project) -> None:
        before = published.tree()
        with pytest.raises(KeyError):
            published.synth(shop(good), shop(bug, system="bakery"))
        assert published.tree() == before

    def test_on_disk_when_the_last_chart_is_taken_away(self, published: Project) -> None:
        before = published.tree()
        done = published.synth()
        assert done.status == 1
        assert done.said == (
            "podwright: 1 problem; dist/ is unchanged\n"
            "\n"
            "    there is nothing to write, and an empty dist would make Argo CD remove everything.\n"
            "    → Add a chart with at least one object.\n"
        )
        assert published.tree() == before

    def test_in_another_output_folder_either(
        self, published: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CDK8S_OUTDIR", "other")
        assert published.synth(shop(illegal_name)).status == 1
        assert published.names() == {"dist"}


class TestBugs:
    def test_a_bug_shows_its_traceback_and_what_it_was_about(self, project: Project) -> None:
        with pytest.raises(KeyError) as caught:
            project.synth(shop(bug))
        shown = "".join(traceback.format_exception(caught.value))
        assert 'settings["name"]' in shown
        assert shown.endswith(
            "KeyError: 'name'\n"
            "podwright: raised by Python code while shop-test was made; nothing has been written\n"
        )

    def test_a_bug_that_shows_itself_late(self, project: Project) -> None:
        class Late(EnvironmentConstruct):
            def __init__(self, scope: Construct, id: str) -> None:
                super().__init__(scope, id)
                self.finish_late(self._emit)

            def _emit(self) -> None:
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError) as caught:
            project.synth(shop(lambda chart: Late(chart, "late")))
        assert caught.value.__notes__ == [
            "podwright: raised by Python code while shop-test/late was made; nothing has been written"
        ]

    def test_a_type_error_inside_chart_code_is_a_bug_and_no_wrong_call(self, project: Project) -> None:
        size: Any = 5

        def build(chart: EnvironmentChart) -> None:
            ConfigMap(chart, "good", name="good", data={"size": str(len(size))})

        with pytest.raises(TypeError, match="has no len"):
            project.synth(shop(build))

    def test_a_type_error_that_chart_code_raises_itself_is_one_too(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            message = "type of argument size is odd"
            raise TypeError(message)

        with pytest.raises(TypeError, match="is odd"):
            project.synth(shop(build))

    def test_a_wrong_call_inside_a_library_is_a_bug_of_the_library(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ConfigMap, "object_meta", lambda config_map: None)
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            project.synth(shop(good))


class TestWhere:
    def test_a_value_that_is_wrong_before_there_is_a_chart_is_named_by_the_function(
        self, project: Project
    ) -> None:
        def development(app: Construct) -> EnvironmentChart:
            platform = OpenShift(version="4.18", apps_domain="no host")
            return Shop(app, build=good) if platform else Shop(app, build=bug)

        done = project.synth(development)
        where, problem = done.said.splitlines()[2:4]
        assert where.startswith(f"{__name__}.TestWhere.")
        assert where.endswith(".development")
        assert problem == "  OpenShift.apps_domain"

    def test_a_callable_without_a_name_is_named_by_its_class(self, project: Project) -> None:
        class Factory:
            def __call__(self, app: Construct) -> EnvironmentChart:
                return Shop(app, build=illegal_name, system="No System")

        assert project.synth(Factory()).said.splitlines()[2] == f"{__name__}.Factory"

    def test_the_path_is_that_of_the_construct_being_made_not_of_one_that_it_asks(
        self, project: Project
    ) -> None:
        class Visitor(EnvironmentConstruct):
            def __init__(self, scope: Construct, id: str, *, pod: Deployment) -> None:
                super().__init__(scope, id)
                pod.port("http")

        def build(chart: EnvironmentChart) -> None:
            container = Container(name="main", image=IMAGE, resources=RESOURCES)
            pod = Deployment(chart, "pod", name="pod", component="pod", containers=(container,))
            Visitor(chart, "visitor", pod=pod)

        assert places(project.synth(shop(build))) == ["shop-test/visitor: port"]

    def test_the_path_is_that_of_the_innermost_construct(self, project: Project) -> None:
        class Outer(EnvironmentConstruct):
            def __init__(self, scope: Construct, id: str) -> None:
                super().__init__(scope, id)
                ConfigMap(self, "inner", name="I", data={})

        assert places(project.synth(shop(lambda chart: Outer(chart, "outer")))) == [
            "shop-test/outer/inner: name"
        ]

    def test_an_object_of_a_construct_is_not_what_the_user_made(self, project: Project) -> None:
        class Typed(EnvironmentConstruct):
            def __init__(self, scope: Construct, id: str) -> None:
                super().__init__(scope, id)
                arguments: dict[str, Any] = {"data": 5}
                kplus.k8s.KubeConfigMap(self, "config-map", **arguments)

        assert places(project.synth(shop(lambda chart: Typed(chart, "typed")))) == ["shop-test/typed: data"]

    def test_the_line_is_one_that_a_person_wrote_and_not_one_of_the_bindings(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            arguments: dict[str, Any] = {"spec": 5}
            Route(chart, "route", **arguments)

        (block,) = project.synth(shop(build)).blocks
        assert block[0] == "shop-test/route: spec"
        assert block[-1].startswith(f"at {__file__}:")

    def test_a_value_that_is_wrong_after_a_plain_chart_was_begun_belongs_to_it(
        self, project: Project
    ) -> None:
        def development(app: Construct) -> cdk8s.Chart:
            chart = cdk8s.Chart(app, "plain")
            Port(name="http", number=0)
            return chart

        assert project.synth(development).said.splitlines()[2:4] == ["plain", "  Port.number"]

    def test_files_below_the_working_folder_are_shown_relative_to_it(self, project: Project) -> None:
        folder = Path(__file__).parents[1]
        with pytest.MonkeyPatch.context() as patched:
            patched.chdir(folder)
            app = App(output=Path("unused"))
            app.add(shop(illegal_name))
            with pytest.raises(SynthesisError) as caught:
                app.synthesize()
        (problem,) = caught.value.problems
        assert problem.location.startswith("synth/test_app_errors.py:")

    def test_a_plain_chart_of_cdk8s_has_a_place_too(self, project: Project) -> None:
        class Plain(cdk8s.Chart):
            def __init__(self, scope: Construct) -> None:
                super().__init__(scope, "plain")
                for _ in range(2):
                    kplus.ConfigMap(self, "settings", data={"key": "value"})

        done = project.synth(Plain)
        assert done.said.splitlines()[2:5] == [
            "plain",
            "  plain/settings: id",
            "    there is already a construct with the id 'settings' in this scope.",
        ]


class TestCharts:
    def test_two_charts_of_one_id(self, project: Project) -> None:
        done = project.synth(shop(good), shop(good))
        assert [block[:2] for block in done.blocks] == [
            ["shop-test: id", "there is already a construct with the id 'shop-test' in this scope."]
        ]

    def test_two_charts_that_would_share_a_folder(self, project: Project) -> None:
        def nested(chart: EnvironmentChart) -> None:
            good(chart)
            Shop(chart, build=lambda inner: ConfigMap(inner, "b", name="b", data={}))

        done = project.synth(shop(nested))
        (block,) = done.blocks
        assert "is written to the folder shop-test/ too." in block[1]

    def test_two_objects_in_one_file(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            for namespace in ("one", "two"):
                metadata = {"name": "settings", "namespace": namespace}
                cdk8s.ApiObject(chart, namespace, api_version="v1", kind="ConfigMap", metadata=metadata)

        done = project.synth(shop(build))
        (block,) = done.blocks
        assert block == [
            "shop-test/two: metadata.name",
            "ConfigMap/settings in namespace two and ConfigMap/settings in namespace one (shop-test/one)"
            " would both be written to shop-test/ConfigMap.settings.k8s.yaml.",
            "→ Put each namespace into a chart of its own, or give one of them another name.",
        ]

    def test_what_constructs_of_cdk8s_plus_find_wrong_with_themselves(self, project: Project) -> None:
        done = project.synth(shop(lambda chart: kplus.Ingress(chart, "ingress")))
        assert done.status == 1
        assert done.blocks[0][:2] == ["shop-test/ingress", "ingress with no rules or default backend."]

    def test_what_cdk8s_finds_wrong_when_an_object_is_rendered(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            config_map = cdk8s.ApiObject(chart, "settings", api_version="v1", kind="ConfigMap")
            config_map.add_json_patch(cdk8s.JsonPatch.remove("/spec/nothing"))

        done = project.synth(shop(build), shop(illegal_name, system="bakery"))
        assert done.status == 1
        assert done.blocks[0][0] == "bakery-test/bad: name"
        assert "cdk8s says: " in done.said

    def test_what_cdk8s_finds_wrong_with_an_argument(self, project: Project) -> None:
        port: Any = "http"
        with pytest.MonkeyPatch.context() as patched:
            # As under `python -O`, where nothing checks types before cdk8s does.
            module = vars(kplus.ServiceProps)["__init__"].__globals__
            patched.setitem(module, "check_type", lambda **_: None)
            done = project.synth(shop(lambda chart: kplus.Service(chart, "web", ports=[{"port": port}])))
        (block,) = done.blocks
        assert block[:3] == [
            "shop-test/web: ports[0].port",
            "cdk8s says: Value is not a number.",
            "→ Give what its type says.",
        ]

    def test_a_text_that_no_file_can_hold(self, project: Project) -> None:
        def build(chart: EnvironmentChart) -> None:
            cdk8s.ApiObject(
                chart, "settings", api_version="v1", kind="ConfigMap", metadata={"name": "settings"}
            ).add_json_patch(cdk8s.JsonPatch.add("/data", {"key": "\ud800"}))

        (block,) = project.synth(shop(build)).blocks
        assert block[0] == "shop-test/settings: data.key"
        assert "one half of a surrogate pair" in block[1]


def test_an_invalid_value_outside_of_add_is_a_plain_exception(project: Project) -> None:
    app = App()
    with pytest.raises(InvalidValueError, match="'B' is not an object name"):
        Shop(app, build=illegal_name)
    assert project.names() == set()


def test_an_error_of_synthesize_holds_every_problem(project: Project) -> None:
    make_chart: Callable[[Construct], cdk8s.Chart] = shop(illegal_name)
    app = App()
    app.add(make_chart)
    with pytest.raises(SynthesisError) as caught:
        app.synthesize()
    (problem,) = caught.value.problems
    assert (problem.chart, problem.path, problem.field) == ("shop-test", "shop-test/bad", "name")
