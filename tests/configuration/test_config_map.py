"""ConfigMaps: their whole output, the references that they give, and what they refuse."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import ConfigKey, ConfigMap, ConfigMapVolume, EnvironmentChart, InvalidValueError, Mount
from tests.samples import Manifests, Synthesize, arguments_of, problem_of, required_arguments_of

MINIMAL: dict[str, Any] = {"name": "settings", "data": {"LOG_LEVEL": "info"}}
ALL: dict[str, Any] = {
    "name": "settings",
    "data": {
        "LOG_LEVEL": "info",
        "settings.yaml": "greeting: hello\nwords:\n  - one\n  - two\n",
        "template.html": "<p>{{ .Name }} costs $5, ${not} a shell variable</p>\r\n",
        "looks-like-a-number": "0123",
        "empty": "",
        "logo.png": b"\x89PNG\r\n\x1a\n\x00\xff",
    },
    "component": "web",
    "annotations": {"example.com/reviewed": "yes"},
}


def manifest(synthesize: Synthesize, **arguments: Any) -> dict[str, Any]:
    manifests = synthesize(lambda chart: ConfigMap(chart, "settings", **{**MINIMAL, **arguments}))
    return manifests["ConfigMap/settings"]


def in_chart(synthesize: Synthesize, **arguments: Any) -> ConfigMap:
    found: list[ConfigMap] = []
    synthesize(lambda chart: found.append(ConfigMap(chart, "settings", **{**MINIMAL, **arguments})))
    return found[0]


def test_minimal(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(lambda chart: ConfigMap(chart, "settings", **MINIMAL)) == yaml_snapshot


def test_all_options(on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_openshift(lambda chart: ConfigMap(chart, "settings", **ALL)) == yaml_snapshot


def test_the_platform_makes_no_difference(on_openshift: Synthesize, on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        ConfigMap(chart, "settings", **ALL)

    assert on_openshift(build) == on_kubernetes(build)


def test_the_snapshots_give_what_is_required_and_every_option() -> None:
    assert set(MINIMAL) == required_arguments_of(ConfigMap)
    assert set(ALL) == arguments_of(ConfigMap)


def test_bytes_are_kept(on_openshift: Synthesize) -> None:
    content = bytes(range(256))
    found = manifest(on_openshift, data={"all": content, "text": "x"})
    assert base64.b64decode(found["binaryData"]["all"]) == content
    assert found["data"] == {"text": "x"}


def test_an_empty_config_map_says_nothing(on_openshift: Synthesize) -> None:
    assert set(manifest(on_openshift, data={})) == {"apiVersion", "kind", "metadata"}


def test_references_name_what_is_there(on_openshift: Synthesize) -> None:
    settings = in_chart(on_openshift, data={"LOG_LEVEL": "info", "settings.yaml": ""})
    volume = ConfigMapVolume(config_map="settings")
    assert settings.keys == ("LOG_LEVEL", "settings.yaml")
    assert settings.key("LOG_LEVEL") == ConfigKey(config_map="settings", key="LOG_LEVEL")
    assert settings.volume() == volume
    assert settings.volume(optional=True) == ConfigMapVolume(config_map="settings", optional=True)
    assert settings.mount("/etc/shop") == Mount(path="/etc/shop", volume=volume)
    assert settings.mount_file("settings.yaml", "/etc/settings.yaml") == Mount(
        path="/etc/settings.yaml", volume=volume, sub_path="settings.yaml"
    )


@pytest.mark.parametrize("reference", [ConfigMap.key, lambda found, key: found.mount_file(key, "/etc/x")])
def test_a_key_that_is_not_there_is_refused(reference: Any, on_openshift: Synthesize) -> None:
    settings = in_chart(on_openshift, data={"LOG_LEVEL": "info", "OTHER": ""})
    with pytest.raises(InvalidValueError, match="has no key 'LOG_LEVL' \\(did you mean 'LOG_LEVEL'\\?\\)"):
        reference(settings, "LOG_LEVL")


def test_a_name_is_taken_once(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        ConfigMap(chart, "first", **MINIMAL)
        ConfigMap(chart, "second", **MINIMAL)

    problem = problem_of(on_openshift, build)
    assert problem.message == "ConfigMap 'settings' exists already, made at shop-test/first"
    assert (problem.field, problem.path) == ("name", "shop-test/second")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"name": "Settings"}, "name"),
        ({"data": {"a key": ""}}, "data"),
        ({"data": {"a/b": ""}}, "data"),
        ({"data": {"PORT": 5432}}, "data['PORT']"),
        ({"data": {"NOTHING": None}}, "data['NOTHING']"),
        ({"data": {"broken": "\ud800"}}, "data['broken']"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_the_api_server_would_refuse_or_drop_is_refused(
    arguments: dict[str, Any], field: str, on_openshift: Synthesize
) -> None:
    problem = problem_of(on_openshift, lambda chart: ConfigMap(chart, "x", **{**MINIMAL, **arguments}))
    assert (problem.field, problem.path) == (field, "shop-test/x")
    assert problem.remedy


@pytest.mark.parametrize(
    ("data", "fits"),
    [
        ({"text": "x" * 2**20}, True),
        ({"text": "x" * (2**20 + 1)}, False),
        ({"umlauts": "ü" * 2**19}, True),
        ({"umlauts": "ü" * 2**19, "more": "x"}, False),
        # What counts is the content, not its base64.
        ({"binary": b"\xff" * (2**20 - 1)}, True),
        ({"binary": b"\xff" * (2**19 + 1), "text": "x" * (2**19 - 1)}, True),
        ({"binary": b"\xff" * 2**20, "text": "x"}, False),
    ],
    ids=["text", "text-too-large", "utf-8", "utf-8-too-large", "binary", "both", "both-too-large"],
)
def test_a_config_map_holds_a_mebibyte(data: dict[str, Any], fits: bool, on_openshift: Synthesize) -> None:
    if fits:
        assert manifest(on_openshift, data=data)["kind"] == "ConfigMap"
        return
    problem = problem_of(on_openshift, lambda chart: ConfigMap(chart, "x", name="settings", data=data))
    assert problem.field == "data"
    assert "1048577 bytes" in problem.message


SYNC_OPTIONS = "argocd.argoproj.io/sync-options"


def sync_options(found: Manifests | dict[str, Any]) -> Any:
    return found["metadata"].get("annotations", {}).get(SYNC_OPTIONS)


@pytest.mark.parametrize(
    ("data", "options"),
    [
        ({"text": "x" * 200 * 1024}, None),
        ({"text": "x" * 260 * 1024}, "ServerSideApply=true"),
        ({"binary": b"\xff" * 200 * 1024}, "ServerSideApply=true"),
        # Six characters each in the copy that the client makes.
        ({"html": "<" * 50 * 1024}, "ServerSideApply=true"),
    ],
    ids=["small", "large", "binary", "html"],
)
def test_a_large_one_is_applied_without_a_copy_in_its_annotations(
    data: dict[str, Any], options: str | None, on_openshift: Synthesize
) -> None:
    assert sync_options(manifest(on_openshift, data=data)) == options


def test_other_sync_options_stay(on_openshift: Synthesize) -> None:
    found = manifest(on_openshift, data={"x": "x" * 2**19}, annotations={SYNC_OPTIONS: "Prune=false"})
    assert sync_options(found) == "Prune=false,ServerSideApply=true"
