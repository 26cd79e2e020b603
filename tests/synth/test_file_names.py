"""Every object has a file of its own, with a name that says what is in it and stays in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.synth.file_names import SUFFIX, collisions, manifest_path

DNS_NAMES = st.from_regex(r"[a-z0-9]([-a-z0-9.]{0,60}[a-z0-9])?", fullmatch=True)
RBAC_NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/%"), min_size=1
).filter(lambda name: name not in {".", ".."})


@given(name=DNS_NAMES)
def test_an_ordinary_name_is_the_file_name(name: str) -> None:
    assert manifest_path("Service", name) == PurePosixPath(f"Service.{name}.k8s.yaml")


def test_the_file_lies_in_the_folder_of_its_chart() -> None:
    path = manifest_path("Template", "tarsy-secrets", "tarsy-development/secrets")
    assert path == PurePosixPath("tarsy-development/secrets/Template.tarsy-secrets.k8s.yaml")


@given(name=RBAC_NAMES)
def test_every_legal_name_makes_a_portable_file_name(name: str) -> None:
    path = manifest_path("ClusterRole", name, "chart")
    assert path.parent == PurePosixPath("chart")
    assert len(path.name) <= 240
    assert path.name.startswith("ClusterRole.")
    assert path.name.endswith(SUFFIX)
    assert set(path.name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%")


@given(one=RBAC_NAMES, other=RBAC_NAMES)
def test_names_that_differ_in_more_than_colons_have_different_files(one: str, other: str) -> None:
    same_name = one.replace(":", "_") == other.replace(":", "_")
    assert (manifest_path("Role", one) == manifest_path("Role", other)) is same_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("system:auth-delegator", "ClusterRole.system_auth-delegator.k8s.yaml"),
        ("Team A", "ClusterRole.Team%20A.k8s.yaml"),
        ("größe", "ClusterRole.gr%C3%B6%C3%9Fe.k8s.yaml"),
        ("a\\b*", "ClusterRole.a%5Cb%2A.k8s.yaml"),
        ("...", "ClusterRole.....k8s.yaml"),
    ],
)
def test_how_awkward_names_are_written(name: str, expected: str) -> None:
    assert str(manifest_path("ClusterRole", name)) == expected


def test_long_names_are_cut_and_stay_apart() -> None:
    one, other = manifest_path("Role", "a" * 250 + "1"), manifest_path("Role", "a" * 250 + "2")
    assert one != other
    assert len(one.name) == len(other.name) == 240
    assert one == manifest_path("Role", "a" * 250 + "1")
    longest = "a" * (240 - len("Role." + SUFFIX))
    assert manifest_path("Role", longest).name == f"Role.{longest}{SUFFIX}"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../../etc/passwd", "a/b", "/a", "50%", "a\nb", "a\0b", "\ud800"]
)
def test_a_name_that_kubernetes_refuses_is_refused(name: str) -> None:
    with pytest.raises(InvalidValueError, match="is no object name") as caught:
        manifest_path("Role", name)
    assert caught.value.problems[0].field == "metadata.name"


@pytest.mark.parametrize("kind", ["", "../Role", "Role/x", "Role x", ".Role", "1Role", "Röle", "Role\n"])
def test_a_kind_that_is_none_is_refused(kind: str) -> None:
    with pytest.raises(InvalidValueError, match="is no kind"):
        manifest_path(kind, "a")


@pytest.mark.parametrize(
    "folder",
    [
        "/",
        "/etc",
        "..",
        "a/..",
        "../a",
        "a/../b",
        ".",
        "./a",
        ".git",
        "a/",
        "a//b",
        "a\\b",
        "a b",
        "a.",
        "~",
        "a\n",
    ],
)
def test_a_folder_that_is_hidden_or_leads_elsewhere_is_refused(folder: str) -> None:
    with pytest.raises(InvalidValueError, match="is no folder for manifests"):
        manifest_path("Role", "a", folder)


def test_everything_that_is_wrong_is_told() -> None:
    with pytest.raises(InvalidValueError) as caught:
        manifest_path("", "", "..")
    assert [problem.field for problem in caught.value.problems] == ["kind", "metadata.name", "folder"]


@dataclass(frozen=True, kw_only=True)
class Placed:
    manifest: Mapping[str, Any]
    file: PurePosixPath
    chart: str = "tarsy"
    path: str = "tarsy/a"
    location: str = "charts/tarsy/chart.py:1"


def placed(
    kind: str,
    name: str,
    *,
    namespace: str = "",
    group: str = "",
    version: str = "v1",
    folder: str = "tarsy",
    path: str = "",
) -> Placed:
    manifest = {
        "apiVersion": f"{group}/{version}" if group else version,
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace} if namespace else {"name": name},
    }
    return Placed(manifest=manifest, file=manifest_path(kind, name, folder), path=path or f"{folder}/{kind}")


def test_different_objects_do_not_collide() -> None:
    objects = [
        placed("Role", "a"),
        placed("Role", "b"),
        placed("RoleBinding", "a"),
        placed("Role", "a", folder="tarsy/secrets"),
        placed("Role", "a", folder="other"),
    ]
    assert collisions(objects) == []


@pytest.mark.parametrize(
    ("first", "second", "names", "remedy"),
    [
        (
            placed("Role", "a", namespace="one", group="rbac.authorization.k8s.io", path="tarsy/x"),
            placed("Role", "a", namespace="two", group="rbac.authorization.k8s.io", path="tarsy/y"),
            "Role.rbac.authorization.k8s.io/a in namespace two and"
            " Role.rbac.authorization.k8s.io/a in namespace one (tarsy/x)",
            "Put each namespace into a chart of its own",
        ),
        (
            placed("Service", "a", path="tarsy/x"),
            placed("Service", "a", group="serving.knative.dev", path="tarsy/y"),
            "Service.serving.knative.dev/a and Service/a (tarsy/x)",
            "Put them into different folders",
        ),
        (
            placed("Role", "a", group="g", version="v1", path="tarsy/x"),
            placed("Role", "a", group="g", version="v1beta1", path="tarsy/y"),
            "Role.g/a and Role.g/a (tarsy/x)",
            "Define it once",
        ),
        (
            placed("Role", "Reader", path="tarsy/x"),
            placed("Role", "reader", path="tarsy/y"),
            "Role/reader and Role/Reader (tarsy/x)",
            "Choose names that differ in more than case",
        ),
        (
            placed("Role", "a:b", path="tarsy/x"),
            placed("Role", "a_b", path="tarsy/y"),
            "Role/a_b and Role/a:b (tarsy/x)",
            "Choose names that differ in more than case and punctuation",
        ),
    ],
)
def test_two_objects_for_one_file_are_reported(
    first: Placed, second: Placed, names: str, remedy: str
) -> None:
    (problem,) = collisions([placed("Secret", "a"), first, placed("Secret", "b"), second])
    assert problem.message == f"{names} would both be written to {second.file}"
    assert remedy in problem.remedy
    assert (problem.chart, problem.path, problem.location) == ("tarsy", "tarsy/y", "charts/tarsy/chart.py:1")


def test_every_object_too_many_is_reported_against_the_first() -> None:
    objects = [placed("Role", "a", path=f"tarsy/{number}") for number in range(3)]
    problems = collisions(objects)
    assert [problem.path for problem in problems] == ["tarsy/1", "tarsy/2"]
    assert all("(tarsy/0)" in problem.message for problem in problems)


def test_folders_that_differ_in_case_alone_are_reported() -> None:
    objects = [
        placed("Role", "a", folder="Tarsy/secrets"),
        placed("Role", "b", folder="tarsy", path="tarsy/y"),
    ]
    (problem,) = collisions(objects)
    assert "folder tarsy and folder Tarsy of Role/a" in problem.message
    assert problem.remedy == "Call it Tarsy, or give it another name"
    assert problem.path == "tarsy/y"


@given(names=st.lists(st.sampled_from(["a", "A", "b", "a:b", "a_b"]), max_size=6))
def test_without_collisions_all_files_differ_on_every_file_system(names: list[str]) -> None:
    objects = [placed("Role", name) for name in names]
    files = {str(item.file).lower() for item in objects}
    assert len(collisions(objects)) == len(objects) - len(files)
