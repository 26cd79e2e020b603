"""The names of a pod's volumes: short, legal, and each volume has its own."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from podwright import (
    ClaimVolume,
    ConfigMapVolume,
    Duration,
    EmptyDir,
    Image,
    ImageProfile,
    Mount,
    SecretVolume,
    ServiceAccountToken,
    Volume,
)
from podwright.workloads.volume_names import volume_names
from tests.samples import container


def names(*volumes: Volume, **fields: Any) -> list[str]:
    mounts = tuple(Mount(path=f"/mount/{index}", volume=volume) for index, volume in enumerate(volumes))
    found = volume_names([container(mounts=mounts, **fields)])
    return [found[volume] for volume in dict.fromkeys(volumes)]


def test_a_volume_is_called_after_what_it_holds() -> None:
    found = names(
        ConfigMapVolume(config_map="settings"),
        SecretVolume(secret="passwords"),
        ClaimVolume(claim="data"),
        EmptyDir(name="scratch"),
        ServiceAccountToken(),
    )
    assert found == ["settings", "passwords", "data", "scratch", "service-account-token"]


def test_a_volume_that_several_containers_mount_is_there_once() -> None:
    mount = Mount(path="/etc/shop", volume=ConfigMapVolume(config_map="settings"))
    found = volume_names([container("one", mounts=(mount,)), container("two", mounts=(mount,))])
    assert found == {mount.volume: "settings"}


def test_namesakes_bear_their_full_names() -> None:
    found = names(
        ConfigMapVolume(config_map="shop"),
        SecretVolume(secret="shop"),
        ClaimVolume(claim="shop"),
        SecretVolume(secret="shop", keys=("token",), mode=0o400),
    )
    assert found == ["shop", "secret-shop", "claim-shop", "secret-shop-token-0400"]


def test_an_empty_directory_keeps_its_name_whoever_came_first() -> None:
    found = names(ConfigMapVolume(config_map="shop"), EmptyDir(name="shop"))
    assert found == ["config-shop", "shop"]


def test_full_names_can_be_taken_too() -> None:
    found = names(
        ConfigMapVolume(config_map="config-shop"),
        EmptyDir(name="shop"),
        ConfigMapVolume(config_map="shop"),
    )
    assert found == ["config-shop", "shop", "config-shop-2"]


def test_names_that_differ_in_a_dot_only_stay_apart() -> None:
    found = names(SecretVolume(secret="a.b"), SecretVolume(secret="a-b"), SecretVolume(secret="a.b", mode=1))
    assert found == ["a-b", "secret-a-b", "secret-a-b-0001"]


def test_tokens_of_two_lifetimes_stay_apart() -> None:
    found = names(ServiceAccountToken(), ServiceAccountToken(expiration=Duration(600)))
    assert found == ["service-account-token", "service-account-token-2"]


def test_what_the_image_writes_to_is_a_volume_of_the_container() -> None:
    image = Image(
        repository="quay.io/shop/web", tag="v1", profile=ImageProfile(writable_paths=("/tmp", "/var/tmp"))
    )
    found = volume_names([container("one", image=image), container("two", image=image)])
    assert list(found.values()) == ["one-tmp", "one-var-tmp", "two-tmp", "two-var-tmp"]


_WORDS = st.sampled_from(["shop", "a.b", "a-b", "config-shop", "secret-shop", "claim-a-b", "x" * 63])
_LONG = st.sampled_from(["y" * 200, f"{'long.' * 30}one", f"{'long.' * 30}two"])
_VOLUMES: st.SearchStrategy[Volume] = st.one_of(
    st.builds(
        ConfigMapVolume,
        config_map=_WORDS | _LONG,
        keys=st.sampled_from([(), ("a",), ("a", "b")]),
        mode=st.sampled_from([None, 0o440]),
    ),
    st.builds(SecretVolume, secret=_WORDS | _LONG, optional=st.booleans()),
    st.builds(ClaimVolume, claim=_WORDS | _LONG),
    st.builds(EmptyDir, name=_WORDS.filter(lambda word: "." not in word)),
    st.builds(
        ServiceAccountToken,
        expiration=st.sampled_from([Duration(600), Duration(3600)]),
        audience=st.sampled_from([None, "shop", "https://shop.example.com"]),
    ),
)


@settings(deadline=None)
@given(st.lists(_VOLUMES, max_size=12))
def test_the_names_of_a_pod_s_volumes_are_legal_and_unique(volumes: list[Volume]) -> None:
    found = names(*volumes)
    assert len(found) == len(set(found)) == len(set(volumes))
    assert all(re.fullmatch("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", name) for name in found)


@settings(deadline=None)
@given(st.lists(_VOLUMES, max_size=8))
def test_they_do_not_depend_on_anything_but_the_volumes(volumes: list[Volume]) -> None:
    assert names(*volumes) == names(*volumes)
