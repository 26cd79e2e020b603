"""Charts on one cluster: what one takes from another is refused, naming both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cdk8s
import pytest

from podwright import (
    App,
    ClusterRole,
    ConfigMap,
    DeclaredSecret,
    Deployment,
    DisruptionBudget,
    Edge,
    Environment,
    EnvironmentChart,
    ExternalSecrets,
    GivenNamespace,
    Kubernetes,
    Namespace,
    OpenShift,
    OwnNamespace,
    Parameter,
    Problem,
    ResourceRule,
    Route,
    Service,
    SharedNamespace,
    SynthesisError,
    TemplateSecrets,
    Tenancy,
)
from tests.samples import HTTP, container
from tests.synth.project import Build, MakeChart, Project, shop

PLATFORM = OpenShift(version="4.18", apps_domain="apps.example.com")
SAME_PLATFORM = OpenShift(version="4.18", apps_domain="apps.example.com")
OTHER_PLATFORM = OpenShift(version="4.18", apps_domain="apps.other.example.com")
GIVEN = GivenNamespace()
PASSWORD = DeclaredSecret(
    name="shop-secret", keys={"password": Parameter(name="PASSWORD", description="It.")}
)
SHARED_REMEDY = (
    "Give both environments tenancy=SharedNamespace() and name objects with self.named(…), or give one "
    "of them another namespace="
)


def place(
    name: str,
    tenancy: Tenancy = GIVEN,
    *,
    namespace: str = "team",
    platform: OpenShift | Kubernetes = PLATFORM,
) -> Environment:
    return Environment(name=name, namespace=namespace, platform=platform, tenancy=tenancy)


def problems(*charts: MakeChart) -> tuple[Problem, ...]:
    """Return what is wrong with charts together; of each alone only identity is checked."""
    app = App(output=Path("unused"), select=("schema", "identity"))
    for chart in charts:
        app.add(chart)
    try:
        app.synthesize()
    except SynthesisError as error:
        return error.problems
    return ()


def two(
    build: Build,
    tenancy: Tenancy = GIVEN,
    *,
    platform: OpenShift | Kubernetes = SAME_PLATFORM,
    namespace: str = "team",
) -> tuple[MakeChart, MakeChart]:
    """Return the blue and the green environment of a shop; the green one may be elsewhere."""
    green = place("green", tenancy, platform=platform, namespace=namespace)
    return shop(build, environment=place("blue", tenancy)), shop(build, environment=green)


def plain(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "settings", name="settings", data={"key": "value"})


def named(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "settings", name=chart.named("settings"), data={"key": "value"})


def web(chart: EnvironmentChart) -> None:
    name = chart.named("web")
    pod = Deployment(
        chart,
        "web",
        name=name,
        component="web",
        replicas=2,
        disruption=DisruptionBudget(max_unavailable=1),
        containers=(container(ports=(HTTP,)),),
    )
    Service(chart, "service", name=name, workload=pod, ports=(HTTP,))


class TestObjects:
    def test_the_same_object_twice_is_refused_naming_both_charts(self) -> None:
        [problem] = problems(*two(plain))
        assert problem.chart == "shop-green"
        assert problem.path == "shop-green/settings/config-map"
        assert problem.location.startswith(f"{Path(__file__).relative_to(Path.cwd())}:")
        assert problem.message == (
            "ConfigMap team/settings is defined by chart shop-blue, too, on the same cluster"
        )
        assert problem.remedy == SHARED_REMEDY

    def test_many_objects_are_told_together(self) -> None:
        def build(chart: EnvironmentChart) -> None:
            for name in ("one", "two", "three", "four", "five"):
                ConfigMap(chart, name, name=name, data={"key": "value"})

        [problem] = problems(*two(build))
        assert problem.message == (
            "ConfigMap team/one, ConfigMap team/two, ConfigMap team/three and 2 more are defined by chart "
            "shop-blue, too, on the same cluster"
        )

    def test_prefixed_names_do_not_clash(self) -> None:
        assert problems(*two(named, SharedNamespace())) == ()

    def test_a_name_without_prefix_in_a_shared_namespace_says_how_to_get_it(self) -> None:
        [problem] = problems(*two(plain, SharedNamespace()))
        assert problem.remedy == "Name what is namespaced with self.named(…), which puts the prefix before it"

    def test_the_same_prefix_twice_says_so(self) -> None:
        [problem] = problems(*two(named, SharedNamespace(prefix="common")))
        assert problem.message.startswith("ConfigMap team/common-settings is defined by chart shop-blue")
        assert problem.remedy == "Give one of them another prefix: tenancy=SharedNamespace(prefix=…)"

    def test_two_systems_of_one_environment_clash_in_nothing_that_the_library_names(self) -> None:
        environment = place("blue", SharedNamespace())
        charts = [
            shop(lambda chart: Namespace(chart, "namespace"), system, environment)
            for system in ("shop", "bakery")
        ]
        assert problems(*charts) == ()

    def test_other_namespaces_and_other_clusters_are_no_neighbours(self) -> None:
        assert problems(*two(plain, namespace="other")) == ()
        assert problems(*two(plain, platform=OTHER_PLATFORM)) == ()
        assert (
            problems(*two(plain, platform=Kubernetes(version="1.31", apps_domain="apps.example.com"))) == ()
        )

    def test_kinds_and_groups_tell_objects_apart(self) -> None:
        def ingress(group: str) -> Build:
            return lambda chart: cdk8s.ApiObject(
                chart,
                "it",
                api_version=f"{group}/v1",
                kind="Widget",
                metadata={"name": "a", "namespace": "team"},
            )

        blue = shop(ingress("one.example.com"), environment=place("blue"))
        assert len(problems(blue, shop(ingress("one.example.com"), environment=place("green")))) == 1
        assert problems(blue, shop(ingress("two.example.com"), environment=place("green"))) == ()

    def test_cluster_scoped_objects_clash_in_whatever_namespace(self) -> None:
        def build(chart: EnvironmentChart) -> None:
            cdk8s.ApiObject(
                chart,
                "role",
                api_version="rbac.authorization.k8s.io/v1",
                kind="ClusterRole",
                metadata={"name": "reader"},
            )

        [problem] = problems(*two(build, namespace="other"))
        assert problem.message == "ClusterRole reader is defined by chart shop-blue, too, on the same cluster"
        assert problem.remedy.startswith("Put the instance before it, 'shop-green'")
        assert problems(*two(build, platform=OTHER_PLATFORM)) == ()

    def test_cluster_scoped_constructs_carry_the_instance(self) -> None:
        def build(chart: EnvironmentChart) -> None:
            rule = ResourceRule(groups=("",), resources=("pods",), verbs=("get",))
            ClusterRole(chart, "role", name="reader", rules=(rule,))

        assert problems(*two(build)) == ()

    @pytest.mark.parametrize(
        ("blue", "green"),
        [
            (TemplateSecrets(name="one"), TemplateSecrets(name="two")),
            (ExternalSecrets(store="vault", path="a"), TemplateSecrets(name="two")),
        ],
        ids=["two templates", "an operator and a template"],
    )
    def test_secrets_clash_however_they_are_made(self, blue: Any, green: Any) -> None:
        charts = (
            shop(lambda chart: blue.provide(chart, (PASSWORD,)), environment=place("blue")),
            shop(lambda chart: green.provide(chart, (PASSWORD,)), environment=place("green")),
        )
        [problem] = problems(*charts)
        assert problem.message == (
            "Secret team/shop-secret is defined by chart shop-blue, too, on the same cluster"
        )

    def test_secrets_of_other_namespaces_do_not(self) -> None:
        def build(chart: EnvironmentChart) -> None:
            TemplateSecrets().provide(chart, (PASSWORD,))

        assert problems(*two(build, namespace="other")) == ()

    def test_templates_are_not_applied_and_do_not_clash(self) -> None:
        def build(name: str) -> Build:
            secret = PASSWORD.called(name)
            return lambda chart: TemplateSecrets(name="secrets").provide(chart, (secret,))

        blue, green = (
            shop(build("a"), environment=place("blue")),
            shop(build("b"), environment=place("green")),
        )
        assert problems(blue, green) == ()


class TestNamespaces:
    @staticmethod
    def owner(chart: EnvironmentChart) -> None:
        Namespace(chart, "namespace")
        plain(chart)

    def test_a_namespace_is_the_own_one_of_a_single_chart(self) -> None:
        [problem] = problems(*two(self.owner, OwnNamespace()))
        assert problem.message == "namespace 'team' is the own one of chart shop-blue, too"
        assert (problem.field, problem.path) == ("namespace", "shop-green/namespace/namespace")
        assert "tenancy=SharedNamespace()" in problem.remedy

    def test_who_believes_it_to_be_the_own_one_is_refused_without_creating_it(self) -> None:
        owner = shop(self.owner, environment=place("blue", OwnNamespace()))
        second = shop(named, "bakery", place("green", OwnNamespace()))
        [problem] = problems(owner, second)
        assert (problem.chart, problem.field) == ("bakery-green", "namespace")

    def test_a_guest_may_live_in_what_another_chart_creates(self) -> None:
        # The owner's policy applies to everybody, as it is meant to.
        owner = shop(self.owner, environment=place("blue", OwnNamespace()))

        def guest(chart: EnvironmentChart) -> None:
            Namespace(chart, "namespace")
            web(chart)

        assert problems(owner, shop(guest, "bakery", place("green", SharedNamespace()))) == ()


class TestHosts:
    @staticmethod
    def publish(host: str | None = None, path: str | None = None) -> Build:
        def build(chart: EnvironmentChart) -> None:
            web(chart)
            service = chart.find("Service", chart.named("web"))
            assert isinstance(service, Service)
            Route(
                chart,
                "route",
                name=chart.named("web"),
                host=host or chart.environment.host("web"),
                path=path,
                to=service.only_port,
                termination=Edge(),
            )

        return build

    @pytest.mark.parametrize("namespace", ["team", "other"])
    def test_a_host_is_published_once_whatever_the_namespace(self, namespace: str) -> None:
        charts = two(self.publish("web.apps.example.com"), SharedNamespace(), namespace=namespace)
        [problem] = problems(*charts)
        assert (problem.chart, problem.field) == ("shop-green", "spec.host")
        assert problem.message == (
            "web.apps.example.com is published by chart shop-blue, too, on the same cluster"
        )
        assert "environment.host(…)" in problem.remedy

    def test_hosts_of_environments_differ(self) -> None:
        assert problems(*two(self.publish(), SharedNamespace())) == ()

    def test_paths_of_a_host_may_be_distributed_within_a_namespace_only(self) -> None:
        def charts(namespace: str) -> tuple[MakeChart, MakeChart]:
            green = place("green", SharedNamespace(), namespace=namespace)
            return (
                shop(
                    self.publish("web.apps.example.com", "/a"), environment=place("blue", SharedNamespace())
                ),
                shop(self.publish("web.apps.example.com", "/b"), environment=green),
            )

        assert problems(*charts("team")) == ()
        [problem] = problems(*charts("other"))
        assert problem.message.startswith("web.apps.example.com/b is published by chart shop-blue")


class TestSelectors:
    def test_what_the_library_selects_is_its_own(self) -> None:
        assert problems(*two(web, SharedNamespace())) == ()

    @pytest.mark.parametrize(
        ("kind", "pointer", "value"),
        [
            ("Service", "/spec/selector", {"app.kubernetes.io/name": "shop"}),
            ("NetworkPolicy", "/spec/podSelector", {}),
            ("PodDisruptionBudget", "/spec/selector", {"matchLabels": {"app.kubernetes.io/name": "shop"}}),
            (
                "Deployment",
                "/spec/selector",
                {"matchExpressions": [{"key": "app.kubernetes.io/instance", "operator": "Exists"}]},
            ),
        ],
    )
    @pytest.mark.parametrize("who", ["blue", "green"])
    def test_who_selects_the_pods_of_another_chart_is_refused(
        self, who: str, kind: str, pointer: str, value: dict[str, Any]
    ) -> None:
        def build(chart: EnvironmentChart) -> None:
            web(chart)
            if chart.environment.name == who:
                chart.patch(
                    {"op": "replace", "path": pointer, "value": value}, kind=kind, name=chart.named("web")
                )

        other = "green" if who == "blue" else "blue"
        [problem] = problems(*two(build, SharedNamespace()))
        assert problem.chart == "shop-green"
        assert problem.message == (
            f"{kind} team/{who}-web of chart shop-{who} selects pods of Deployment team/{other}-web of chart "
            f"shop-{other}"
        )
        assert "self.labels_of(…).selector" in problem.remedy

    @staticmethod
    def monitored(**fields: Any) -> Build:
        def build(chart: EnvironmentChart) -> None:
            web(chart)
            cdk8s.ApiObject(
                chart,
                "monitor",
                api_version="monitoring.coreos.com/v1",
                kind="ServiceMonitor",
                metadata={"name": chart.named("web"), "namespace": "team"},
            ).add_json_patch(
                cdk8s.JsonPatch.add(
                    "/spec",
                    {
                        "endpoints": [{"port": "http"}],
                        "selector": {"matchLabels": {"app.kubernetes.io/part-of": "shop"}},
                        **fields,
                    },
                )
            )

        return build

    def test_a_monitor_of_another_charts_services_is_refused(self) -> None:
        found = [problem.message for problem in problems(*two(self.monitored(), SharedNamespace()))]
        assert found == [
            f"ServiceMonitor team/{one}-web of chart shop-{one} selects Service team/{other}-web of chart "
            f"shop-{other}"
            for one, other in (("blue", "green"), ("green", "blue"))
        ]

    def test_a_monitor_of_another_namespace_is_no_monitor_of_this_one(self) -> None:
        elsewhere = self.monitored(namespaceSelector={"matchNames": ["elsewhere"]})
        assert problems(*two(elsewhere, SharedNamespace())) == ()

    def test_pods_of_another_namespace_are_not_selected(self) -> None:
        def build(chart: EnvironmentChart) -> None:
            web(chart)
            value = {"app.kubernetes.io/name": "shop"}
            operation = {"op": "replace", "path": "/spec/selector", "value": value}
            chart.patch(operation, kind="Service", name=chart.named("web"))

        assert problems(*two(build, SharedNamespace(), namespace="other")) == ()


@pytest.mark.parametrize("tenancy", [GivenNamespace(), SharedNamespace()])
def test_nothing_is_written_where_charts_clash(tenancy: Tenancy, project: Project) -> None:
    done = project.synth(*two(plain, tenancy))
    assert done.status == 1
    assert "ConfigMap team/settings is defined by chart shop-blue, too, on the same cluster." in done.said
    assert project.names() == set()


def test_a_chart_without_environment_has_no_neighbours() -> None:
    def foreign(app: Any) -> cdk8s.Chart:
        chart = cdk8s.Chart(app, "foreign", disable_resource_name_hashes=True)
        metadata = {"name": "settings", "namespace": "team"}
        cdk8s.ApiObject(chart, "it", api_version="v1", kind="ConfigMap", metadata=metadata)
        return chart

    assert problems(shop(plain, environment=place("blue")), foreign) == ()


def test_a_chart_that_failed_is_not_compared() -> None:
    def broken(chart: EnvironmentChart) -> None:
        plain(chart)
        ConfigMap(chart, "bad", name="B", data={})

    found = problems(shop(plain, environment=place("blue")), shop(broken, environment=place("green")))
    assert [problem.field for problem in found] == ["name"]


class TestOneClusterOfTwoMinds:
    UPGRADED = OpenShift(version="4.19", apps_domain="apps.example.com")

    def warnings(self, platform: OpenShift | Kubernetes) -> list[Problem]:
        app = App(output=Path("unused"), select=("schema", "identity"))
        for chart in two(named, SharedNamespace(), platform=platform):
            app.add(chart)
        app.synthesize()
        return app.warnings

    def test_half_way_through_an_upgrade_charts_are_compared(self) -> None:
        [problem] = problems(*two(plain, platform=self.UPGRADED))
        assert "ConfigMap team/settings is defined by chart shop-blue, too" in problem.message

    def test_and_it_is_said_that_they_disagree(self) -> None:
        [warning] = self.warnings(self.UPGRADED)
        assert (warning.chart, warning.field) == ("shop-green", "environment.platform")
        assert (
            warning.message
            == "chart shop-blue says otherwise of the same cluster: version is 4.18 there, 4.19 here"
        )
        assert warning.remedy.startswith("Give all environments of a cluster one platform=")

    def test_every_fact_that_differs_is_named(self) -> None:
        other = OpenShift(
            version="4.18", apps_domain="apps.example.com", pod_network="10.0.0.0/14", monitoring=None
        )
        [warning] = self.warnings(other)
        assert warning.message.endswith("pod_network is 10.128.0.0/14 there, 10.0.0.0/14 here, monitoring")

    @pytest.mark.parametrize(
        "platform",
        [SAME_PLATFORM, OTHER_PLATFORM, Kubernetes(version="1.31", apps_domain="apps.example.com")],
    )
    def test_who_agrees_or_is_elsewhere_is_told_nothing(self, platform: OpenShift | Kubernetes) -> None:
        assert self.warnings(platform) == []

    def test_the_files_are_written_all_the_same(self, project: Project) -> None:
        done = project.synth(*two(named, SharedNamespace(), platform=self.UPGRADED))
        assert done.status == 0
        assert "podwright: warning: shop-green" in done.said
        assert "version is 4.18 there, 4.19 here" in done.said
