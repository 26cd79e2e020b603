"""The chart: names, places, late rendering, the escape hatch, and problems that say where they are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import cdk8s
import pytest
from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright import (
    App,
    ConfigMap,
    ConfigMapVolume,
    Deployment,
    Environment,
    EnvironmentChart,
    EnvironmentConstruct,
    InvalidValueError,
    Problem,
    Service,
    SharedNamespace,
    SynthesisError,
    synthesize,
)
from podwright.chart import argument, chart_of
from podwright.vocabulary.names import check_object_name
from podwright.vocabulary.value import refuse
from tests.samples import HTTP, Manifests, Synthesize, container, problem_of, problems_of


@pytest.fixture
def chart(openshift: Environment) -> EnvironmentChart:
    return EnvironmentChart(App(), environment=openshift, system="shop")


def shop(chart: EnvironmentChart) -> None:
    """A Deployment and a Service to patch."""
    pod = Deployment(chart, "shop", name="shop", component="web", containers=(container(ports=(HTTP,)),))
    Service(chart, "service", name="shop", workload=pod, ports=(HTTP,))


def settings(chart: Construct, name: str = "settings") -> ConfigMap:
    return ConfigMap(chart, name, name=name, data={"key": "value"})


def line() -> int:
    """Return the number of the line that asks."""
    return sys._getframe(1).f_lineno


class TestNames:
    def test_a_chart_is_called_after_system_and_environment(self, chart: EnvironmentChart) -> None:
        assert (chart.system, chart.instance, chart.node.id) == ("shop", "shop-test", "shop-test")

    def test_its_labels_are_the_recommended_ones(self, chart: EnvironmentChart) -> None:
        assert chart.labels_of("web", version="v1").all == {
            "app.kubernetes.io/name": "shop",
            "app.kubernetes.io/instance": "shop-test",
            "app.kubernetes.io/component": "web",
            "app.kubernetes.io/part-of": "shop",
            "app.kubernetes.io/managed-by": "podwright",
            "app.kubernetes.io/version": "v1",
        }

    def test_another_application_is_still_part_of_the_system(self, chart: EnvironmentChart) -> None:
        labels = chart.labels_of("database", name="postgresql").all
        assert labels["app.kubernetes.io/name"] == "postgresql"
        assert labels["app.kubernetes.io/part-of"] == "shop"

    def test_objects_are_named_as_they_are_called_where_nobody_has_the_same(
        self, chart: EnvironmentChart
    ) -> None:
        assert chart.named("database") == "database"

    def test_in_a_shared_namespace_they_are_prefixed(self, openshift: Environment) -> None:
        place = openshift.model_copy(update={"tenancy": SharedNamespace()})
        chart = EnvironmentChart(App(), environment=place, system="shop")
        assert chart.named("database") == "test-database"
        assert len(chart.named("d" * 248, longest=253)) == 253
        with pytest.raises(InvalidValueError, match="shorter than 'test'"):
            chart.named("d" * 48)

    @pytest.mark.parametrize("system", ["Shop", "my shop", "shop.web", "", "s" * 59])
    def test_a_system_that_is_no_label_is_refused(self, system: str, openshift: Environment) -> None:
        with pytest.raises(InvalidValueError) as error:
            EnvironmentChart(App(), environment=openshift, system=system)
        [problem] = error.value.problems
        assert problem.field == "system"

    def test_a_problem_with_the_chart_itself_says_which_one(self, openshift: Environment) -> None:
        def my_chart(app: Construct) -> EnvironmentChart:
            return EnvironmentChart(app, environment=openshift, system="My Shop")

        with pytest.raises(SynthesisError) as error:
            synthesize(my_chart)
        [problem] = error.value.problems
        assert "my_chart" in problem.chart
        assert "tests/test_chart.py" in problem.location


class TestScope:
    def test_the_chart_of_a_construct_is_found_through_any_other(self, chart: EnvironmentChart) -> None:
        between = Construct(Construct(chart, "outer"), "inner")
        found = settings(between)
        assert found.chart is chart
        assert chart_of(found) is chart
        assert chart_of(chart) is chart
        assert found.path == "shop-test/outer/inner/settings"
        assert found.environment is chart.environment

    def test_a_construct_outside_a_chart_is_refused(self) -> None:
        app = cdk8s.App()
        with pytest.raises(InvalidValueError, match="construct 'plain' is not part of an EnvironmentChart"):
            settings(cdk8s.Chart(app, "plain"))

    def test_a_construct_of_the_app_itself_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="the app is not part of an EnvironmentChart") as error:
            settings(cdk8s.App())
        [problem] = error.value.problems
        assert problem.field == "scope"

    def test_an_id_is_taken_once(self, on_openshift: Synthesize) -> None:
        def build(chart: EnvironmentChart) -> None:
            settings(chart)
            ConfigMap(chart, "settings", name="other", data={})

        assert "settings" in problem_of(on_openshift, build).message


class TestRegister:
    def test_constructs_find_each_other_by_kind_and_name(self, chart: EnvironmentChart) -> None:
        found = settings(chart)
        assert chart.find("ConfigMap", "settings") is found
        assert chart.find("ConfigMap", "other") is None
        assert chart.find("Service", "settings") is None

    def test_a_name_is_taken_once_for_each_kind(self, chart: EnvironmentChart) -> None:
        first, second = EnvironmentConstruct(chart, "first"), EnvironmentConstruct(chart, "second")
        chart.register(first, kind="ConfigMap", name="shop")
        chart.register(second, kind="Service", name="shop")
        with pytest.raises(InvalidValueError) as error:
            chart.register(second, kind="ConfigMap", name="shop", field="config")
        [problem] = error.value.problems
        assert problem.message == "ConfigMap 'shop' exists already, made at shop-test/first"
        assert problem.field == "config"

    def test_two_charts_may_use_one_name(self, openshift: Environment) -> None:
        app = App()
        for system in ("shop", "billing"):
            settings(EnvironmentChart(app, environment=openshift, system=system))


class TestPlaces:
    def test_a_construct_knows_the_line_of_chart_code_that_made_it(self, chart: EnvironmentChart) -> None:
        before = line()
        found = ConfigMap(chart, "settings", name="settings", data={})
        assert found.location == f"tests/test_chart.py:{before + 1}"

    def test_an_object_has_the_line_of_the_construct_around_it(self, chart: EnvironmentChart) -> None:
        found = settings(chart)
        assert chart.location_of("shop-test/settings/config-map") == found.location
        assert chart.location_of("shop-test/settings") == found.location
        assert chart.location_of("shop-test/other") == ""

    def test_a_subfolder_holds_everything_below_its_construct(self, chart: EnvironmentChart) -> None:
        by_hand = EnvironmentConstruct(chart, "by-hand", folder="by-hand")
        inside, outside = settings(by_hand, "inside"), settings(chart, "outside")
        assert chart.folder_of(inside.path) == "by-hand"
        assert chart.folder_of(f"{inside.path}/config-map") == "by-hand"
        assert chart.folder_of(outside.path) == ""
        assert chart.folder_of("shop-test/by-hand-2") == ""

    def test_the_files_go_there(self, openshift: Environment) -> None:
        app = App()
        chart = EnvironmentChart(app, environment=openshift, system="shop")
        settings(EnvironmentConstruct(chart, "by-hand", folder="by-hand"))
        [found] = app.synthesize()
        assert str(found.file).startswith("shop-test/by-hand/")


class Late(EnvironmentConstruct):
    """A construct that makes its object late, or fails to."""

    def __init__(self, scope: Construct, id: str, *, complaints: tuple[str, ...] = ()) -> None:
        super().__init__(scope, id)
        self.complaints = complaints
        self.finished = 0
        self.finish_late(self._emit)

    def _emit(self) -> None:
        self.finished += 1
        if self.complaints:
            raise InvalidValueError(
                *(Problem(message=text, remedy="Mend it", field="x") for text in self.complaints)
            )
        labels = self.chart.labels_of("late")
        k8s.KubeConfigMap(self, "late", metadata=self.object_meta(name=self.node.id, labels=labels))


class TestRendering:
    def test_constructs_finish_when_the_whole_chart_stands(self, chart: EnvironmentChart) -> None:
        late = Late(chart, "late")
        assert (late.finished, chart.api_objects) == (0, [])
        assert [manifest["metadata"]["name"] for manifest in chart.to_json()] == ["late"]

    def test_and_only_once(self, chart: EnvironmentChart) -> None:
        late = Late(chart, "late")
        first = chart.to_json()
        chart.render()
        assert chart.to_json() == first
        assert late.finished == 1

    def test_cdk8s_s_own_harness_sees_the_same(self, chart: EnvironmentChart) -> None:
        Late(chart, "late")
        assert [manifest["metadata"]["name"] for manifest in cdk8s.Testing.synth(chart)] == ["late"]

    def test_the_problems_of_all_constructs_are_reported(self, on_openshift: Synthesize) -> None:
        def build(chart: EnvironmentChart) -> None:
            Late(chart, "one", complaints=("first", "second"))
            Late(chart, "fine")
            Late(chart, "two", complaints=(f"made in line {line()}",))

        problems = problems_of(on_openshift, build)
        assert [(problem.path, problem.message) for problem in problems] == [
            ("shop-test/one", "first"),
            ("shop-test/one", "second"),
            ("shop-test/two", problems[2].message),
        ]
        assert {problem.chart for problem in problems} == {"shop-test"}
        assert problems[2].message.removeprefix("made in line ") == problems[2].location.rpartition(":")[2]

    def test_those_of_real_constructs_too(self, on_openshift: Synthesize) -> None:
        def build(chart: EnvironmentChart) -> None:
            for name in ("one", "two"):
                missing = container(env_from=(ConfigMapVolume(config_map=f"{name}-config"),))
                Deployment(chart, name, name=name, component=name, containers=(missing,))

        problems = problems_of(on_openshift, build)
        assert [problem.path for problem in problems] == ["shop-test/one", "shop-test/two"]

    def test_a_manifest_is_never_returned_as_if_nothing_were_wrong(self, chart: EnvironmentChart) -> None:
        Late(chart, "broken", complaints=("it is broken",))
        for _ in range(2):
            with pytest.raises(SynthesisError, match="it is broken") as error:
                chart.to_json()
            assert len(error.value.problems) == 1

    def test_not_even_by_cdk8s_s_own_app(self, openshift: Environment, tmp_path: Path) -> None:
        app = cdk8s.App(outdir=str(tmp_path))
        chart = EnvironmentChart(app, environment=openshift, system="shop")
        Late(chart, "broken", complaints=("it is broken",))
        with pytest.raises(Exception, match="it is broken"):
            app.synth()


class TestPatch:
    def patched(self, synthesize_there: Synthesize, *operations: Any, **subject: str) -> Manifests:
        def build(chart: EnvironmentChart) -> None:
            shop(chart)
            chart.patch(*operations, **({"kind": "Deployment", "name": "shop"} | subject))

        return synthesize_there(build)

    def refused(self, synthesize_there: Synthesize, *operations: Any, **subject: str) -> Problem:
        with pytest.raises(SynthesisError) as error:
            self.patched(synthesize_there, *operations, **subject)
        [problem] = error.value.problems
        assert problem.chart == "shop-test"
        return problem

    def test_a_problem_has_the_line_of_the_patch(self, on_openshift: Synthesize) -> None:
        lines: list[int] = []

        def build(chart: EnvironmentChart) -> None:
            lines.append(line() + 1)
            chart.patch({"op": "remove", "path": "/data"}, kind="ConfigMap", name="nowhere")

        assert problem_of(on_openshift, build).location == f"tests/test_chart.py:{lines[0]}"

    def test_a_field_that_no_construct_offers(self, on_openshift: Synthesize) -> None:
        operation = {"op": "add", "path": "/spec/minReadySeconds", "value": 5}
        manifests = self.patched(on_openshift, operation)
        assert manifests["Deployment/shop"]["spec"]["minReadySeconds"] == 5

    def test_a_field_that_is_newer_than_the_bindings(self, on_openshift: Synthesize) -> None:
        # Kubernetes 1.30 has it, the bindings are of 1.27.
        operation = {"op": "add", "path": "/spec/trafficDistribution", "value": "PreferClose"}
        manifests = self.patched(on_openshift, operation, kind="Service")
        assert manifests["Service/shop"]["spec"]["trafficDistribution"] == "PreferClose"

    def test_nothing_else_changes(self, on_openshift: Synthesize) -> None:
        operation = {"op": "add", "path": "/spec/minReadySeconds", "value": 5}
        before, after = on_openshift(shop), self.patched(on_openshift, operation)
        del after["Deployment/shop"]["spec"]["minReadySeconds"]
        assert before == after

    def test_operations_follow_each_other(self, on_openshift: Synthesize) -> None:
        manifests = self.patched(
            on_openshift,
            {"op": "add", "path": "/metadata/annotations", "value": {}},
            {"op": "add", "path": "/metadata/annotations/example.com~1team", "value": "shop"},
            {"op": "replace", "path": "/spec/replicas", "value": 7},
            {"op": "remove", "path": "/spec/strategy"},
        )
        found = manifests["Deployment/shop"]
        assert found["metadata"]["annotations"] == {"example.com/team": "shop"}
        assert (found["spec"]["replicas"], "strategy" in found["spec"]) == (7, False)

    def test_a_patch_sees_what_those_before_it_did(self, on_openshift: Synthesize) -> None:
        def build(chart: EnvironmentChart) -> None:
            # Before the object is made: patches apply to what is finished.
            chart.patch({"op": "add", "path": "/data/a", "value": "1"}, kind="ConfigMap", name="settings")
            settings(chart)
            chart.patch({"op": "replace", "path": "/data/a", "value": "2"}, kind="ConfigMap", name="settings")

        assert on_openshift(build)["ConfigMap/settings"]["data"] == {"a": "2", "key": "value"}

    def test_the_result_is_checked_like_everything_else(self, on_openshift: Synthesize) -> None:
        operation = {"op": "add", "path": "/spec/minReadySecond", "value": 5}
        problem = self.refused(on_openshift, operation)
        assert "minReadySecond" in str(problem)
        assert "minReadySeconds" in problem.remedy

    def test_an_object_that_is_not_there(self, on_openshift: Synthesize) -> None:
        problem = self.refused(on_openshift, {"op": "remove", "path": "/spec"}, name="shp")
        assert problem.message == "there is no Deployment 'shp' to patch (did you mean 'shop'?)"
        assert problem.remedy == "Name one that the chart has: shop"
        assert problem.field == "name"

    def test_a_kind_that_is_not_there(self, on_openshift: Synthesize) -> None:
        problem = self.refused(on_openshift, {"op": "remove", "path": "/spec"}, kind="deployment")
        assert problem.field == "kind"
        assert "Deployment, NetworkPolicy, PodDisruptionBudget, Service, ServiceAccount" in problem.remedy

    @pytest.mark.parametrize(
        "operation",
        [
            {"op": "add", "path": "/spec/nowhere/x", "value": 1},
            {"op": "add", "path": "/metadata/name/x", "value": 1},
            {"op": "add", "path": "/spec/template/spec/containers/9", "value": {}},
            {"op": "remove", "path": "/spec/nowhere"},
            {"op": "replace", "path": "/spec/nowhere", "value": 1},
            {"op": "replace", "path": "spec/replicas", "value": 1},
            {"op": "test", "path": "/spec/replicas", "value": 99},
            {"op": "copy", "from": "/spec/nowhere", "path": "/spec/x"},
        ],
        ids=str,
    )
    def test_a_path_that_leads_nowhere(self, operation: dict[str, Any], on_openshift: Synthesize) -> None:
        fine = {"op": "add", "path": "/spec/minReadySeconds", "value": 5}
        problem = self.refused(on_openshift, fine, operation)
        assert problem.field == "operations[1]"
        assert problem.message == (
            f"the patch of Deployment 'shop' does not apply: {operation['op']} {operation['path']}"
        )

    @pytest.mark.parametrize(
        "operation",
        [
            {},
            {"op": "set", "path": "/spec/replicas", "value": 1},
            {"op": "add", "value": 1},
            {"op": "add", "path": "/spec/x"},
            {"op": "add", "path": 5, "value": 1},
            {"op": "move", "path": "/spec/x"},
        ],
        ids=str,
    )
    def test_what_is_no_operation(self, operation: dict[str, Any], on_openshift: Synthesize) -> None:
        problem = self.refused(on_openshift, operation)
        assert problem.field == "operations[0]"
        assert "RFC 6902" in problem.remedy

    @pytest.mark.parametrize(
        "operation",
        [
            {"op": "remove", "path": "/metadata"},
            {"op": "remove", "path": "/metadata/name"},
            {"op": "replace", "path": "/metadata/name", "value": 5},
            {"op": "replace", "path": "/kind", "value": ""},
            {"op": "remove", "path": "/apiVersion"},
            {"op": "replace", "path": "", "value": None},
        ],
        ids=str,
    )
    def test_an_object_stays_an_object(self, operation: dict[str, Any], on_openshift: Synthesize) -> None:
        assert "takes away what it is" in self.refused(on_openshift, operation).message

    def test_the_problem_does_not_repeat_the_object(self, on_openshift: Synthesize) -> None:
        def build(chart: EnvironmentChart) -> None:
            ConfigMap(chart, "settings", name="settings", data={"key": "a long text"})
            chart.patch({"op": "remove", "path": "/data/other"}, kind="ConfigMap", name="settings")

        assert "a long text" not in str(problem_of(on_openshift, build))

    def test_every_patch_that_fails_is_reported_once(self, openshift: Environment) -> None:
        app = App()
        chart = EnvironmentChart(app, environment=openshift, system="shop")
        settings(chart)
        for name in ("one", "two"):
            chart.patch({"op": "remove", "path": "/data"}, kind="ConfigMap", name=name)
        chart.manifests()
        with pytest.raises(SynthesisError) as error:
            app.synthesize()
        messages = [problem.message for problem in error.value.problems]
        assert messages == [f"there is no ConfigMap {name!r} to patch" for name in ("one", "two")]


class TestArgument:
    def test_a_legal_value_is_returned(self) -> None:
        assert argument("name", check_object_name, "shop") == "shop"

    def test_a_problem_names_the_argument(self) -> None:
        with pytest.raises(InvalidValueError) as error:
            argument("name", check_object_name, "Shop")
        assert [problem.field for problem in error.value.problems] == ["name"]

    def test_a_field_that_is_named_already_stays(self) -> None:
        def check(value: str) -> str:
            raise refuse("no", "Give another", field="name.part")

        with pytest.raises(InvalidValueError) as error:
            argument("name", check, "x")
        assert [problem.field for problem in error.value.problems] == ["name.part"]


class TestPath:
    @pytest.mark.parametrize("own_id", ["a", "a.b-c_1", "a b", "a/b", "ä"])
    def test_it_is_the_one_of_the_tree(self, own_id: str, openshift: Environment) -> None:
        # Most often it is made up from the scope's path, without asking cdk8s.
        chart = EnvironmentChart(cdk8s.App(), environment=openshift, system="shop")
        plain = Construct(chart, "plain")
        for scope in (chart, EnvironmentConstruct(chart, "x/y"), EnvironmentConstruct(plain, "of plain")):
            construct = EnvironmentConstruct(scope, own_id)
            assert construct.path == construct.node.path
            assert EnvironmentConstruct(construct, "part").path == f"{construct.node.path}/part"
        assert chart.path == chart.node.path
