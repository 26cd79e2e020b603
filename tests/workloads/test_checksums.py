"""Pods roll when, and only when, the content of a ConfigMap that they use changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from podwright import (
    ConfigMap,
    ConfigMapVolume,
    Container,
    Deployment,
    EnvironmentChart,
    External,
    Mount,
)
from tests.samples import Synthesize, container, problem_of, problems_of

Uses = Callable[[ConfigMap], dict[str, Any]]

USES: dict[str, Uses] = {
    "all files": lambda settings: {"mounts": (settings.mount("/etc/shop"),)},
    "one file": lambda settings: {"mounts": (settings.mount_file("key", "/etc/key"),)},
    "one variable": lambda settings: {"env": {"KEY": settings.key("key")}},
    "all variables": lambda settings: {"env_from": (settings.volume(),)},
    "optional files": lambda settings: {
        "mounts": (Mount(path="/etc/shop", volume=settings.volume(optional=True)),)
    },
}


def checksums(
    synthesize: Synthesize,
    *,
    data: Mapping[str, str | bytes],
    uses: Uses,
    name: str = "settings",
) -> dict[str, str]:
    def build(chart: EnvironmentChart) -> None:
        settings = ConfigMap(chart, "settings", name=name, data=data)
        Deployment(chart, "shop", name="shop", component="web", containers=(container(**uses(settings)),))

    metadata = synthesize(build)["Deployment/shop"]["spec"]["template"]["metadata"]
    found: dict[str, str] = metadata.get("annotations", {})
    return found


@pytest.mark.parametrize("uses", USES.values(), ids=list(USES))
def test_new_content_rolls_the_pods(uses: Uses, on_openshift: Synthesize) -> None:
    before = checksums(on_openshift, data={"key": "one"}, uses=uses)
    after = checksums(on_openshift, data={"key": "two"}, uses=uses)
    assert list(before) == list(after) == ["checksum/settings"]
    assert before != after


@pytest.mark.parametrize("uses", USES.values(), ids=list(USES))
def test_the_same_content_does_not(uses: Uses, on_openshift: Synthesize) -> None:
    one = checksums(on_openshift, data={"key": "one", "other": "x"}, uses=uses)
    same = checksums(on_openshift, data={"other": "x", "key": "one"}, uses=uses)
    assert one == same


def test_what_is_text_and_what_is_binary_differs(on_openshift: Synthesize) -> None:
    text = checksums(on_openshift, data={"key": "QQ=="}, uses=USES["all files"])
    binary = checksums(on_openshift, data={"key": b"A"}, uses=USES["all files"])
    assert text != binary


def test_a_new_key_rolls_the_pods(on_openshift: Synthesize) -> None:
    before = checksums(on_openshift, data={"key": "1"}, uses=USES["all files"])
    after = checksums(on_openshift, data={"key": "1", "empty": ""}, uses=USES["all files"])
    assert before != after


def test_only_the_pods_that_use_a_config_map_roll(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        first = ConfigMap(chart, "first", name="first", data={"key": "1"})
        second = ConfigMap(chart, "second", name="second", data={"key": "1"})
        ConfigMap(chart, "unused", name="unused", data={"key": "1"})
        pods: dict[str, Container] = {
            "one": container(mounts=(first.mount("/etc/one"),)),
            "both": container(mounts=(first.mount("/etc/one"),), env={"KEY": second.key("key")}),
            "none": container(),
        }
        for name, value in pods.items():
            Deployment(chart, name, name=name, component=name, containers=(value,))

    manifests = on_openshift(build)
    found = {
        name: list(manifests[f"Deployment/{name}"]["spec"]["template"]["metadata"].get("annotations", {}))
        for name in ("one", "both", "none")
    }
    assert found == {"one": ["checksum/first"], "both": ["checksum/first", "checksum/second"], "none": []}


def test_the_deployment_itself_carries_no_checksum(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        settings = ConfigMap(chart, "settings", name="settings", data={"key": "1"})
        shop = container(mounts=(settings.mount("/etc"),))
        Deployment(chart, "shop", name="shop", component="web", containers=(shop,))

    assert "annotations" not in on_openshift(build)["Deployment/shop"]["metadata"]


def test_a_long_name_makes_no_illegal_annotation(on_openshift: Synthesize) -> None:
    # The part after the slash has at most 63 characters, the name of a ConfigMap 253.
    found = {
        key
        for end in ("one", "two")
        for key in checksums(
            on_openshift, name=f"{'long.' * 20}{end}", data={"key": "1"}, uses=USES["all files"]
        )
    }
    assert len(found) == 2
    assert all(len(key.removeprefix("checksum/")) <= 63 for key in found)


def build_with(settings: ConfigMapVolume, *externals: External) -> Callable[[EnvironmentChart], None]:
    def build(chart: EnvironmentChart) -> None:
        chart.relies_on(*externals)
        shop = container(mounts=(Mount(path="/etc/shop", volume=settings),))
        Deployment(chart, "shop", name="shop", component="web", containers=(shop,))

    return build


def test_a_config_map_that_nobody_makes_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, build_with(ConfigMapVolume(config_map="settings")))
    assert "ConfigMap 'settings' is not part of the chart" in problem.message
    assert "optional=True" in problem.remedy
    assert (problem.path, problem.field) == ("shop-test/shop", "containers")
    assert "test_checksums.py" in problem.location


def test_all_of_them_are_reported(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        sources = tuple(ConfigMapVolume(config_map=name) for name in ("one", "two"))
        Deployment(chart, "shop", name="shop", component="web", containers=(container(env_from=sources),))

    messages = " ".join(problem.message for problem in problems_of(on_openshift, build))
    assert "'one'" in messages
    assert "'two'" in messages


def test_an_optional_config_map_may_be_absent(on_openshift: Synthesize) -> None:
    manifests = on_openshift(build_with(ConfigMapVolume(config_map="settings", optional=True)))
    template = manifests["Deployment/shop"]["spec"]["template"]
    assert "annotations" not in template["metadata"]
    assert template["spec"]["volumes"] == [
        {"name": "settings", "configMap": {"name": "settings", "optional": True}}
    ]


def test_required_once_is_required(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        containers = (
            container("one", env_from=(ConfigMapVolume(config_map="settings", optional=True),)),
            container("two", env_from=(ConfigMapVolume(config_map="settings"),)),
        )
        Deployment(chart, "shop", name="shop", component="web", containers=containers)

    assert "'settings'" in problem_of(on_openshift, build).message


def test_a_declared_config_map_may_live_outside_the_chart(on_openshift: Synthesize) -> None:
    external = External(kind="ConfigMap", name="settings")
    manifests = on_openshift(build_with(ConfigMapVolume(config_map="settings"), external))
    assert "annotations" not in manifests["Deployment/shop"]["spec"]["template"]["metadata"]


def test_one_of_another_namespace_is_not_meant(on_openshift: Synthesize) -> None:
    external = External(kind="ConfigMap", name="settings", namespace="elsewhere")
    problem = problem_of(on_openshift, build_with(ConfigMapVolume(config_map="settings"), external))
    assert "'settings'" in problem.message


def test_keys_that_are_no_variables_are_refused_as_variables(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        settings = ConfigMap(chart, "settings", name="settings", data={"llm-providers.yaml": "", "OK": ""})
        shop = container(env_from=(settings.volume(),))
        Deployment(chart, "shop", name="shop", component="web", containers=(shop,))

    problem = problem_of(on_openshift, build)
    assert problem.field == "containers[0].env_from[0]"
    assert "key 'llm-providers.yaml' of ConfigMap 'settings'" in problem.message
    assert "as files" in problem.remedy
