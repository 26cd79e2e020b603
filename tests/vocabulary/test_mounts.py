from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary import (
    ClaimVolume,
    ConfigMapVolume,
    Duration,
    EmptyDir,
    Mount,
    SecretVolume,
    ServiceAccountToken,
    Volume,
)
from podwright.vocabulary.mounts import check_file_mode, check_sub_path
from podwright.vocabulary.names import check_label_name

SCRATCH = EmptyDir(name="scratch")
WRITABLE: list[Volume] = [SCRATCH, ClaimVolume(claim="data")]
READ_ONLY: list[Volume] = [ConfigMapVolume(config_map="a"), SecretVolume(secret="a"), ServiceAccountToken()]

object_names = st.one_of(
    st.from_regex(r"[a-z0-9]([-a-z0-9.]{0,20}[a-z0-9])?", fullmatch=True).filter(
        lambda name: not any(bad in name for bad in ("..", ".-", "-."))
    ),
    st.integers(50, 253).map(lambda length: "a" * length),
)
keys = st.lists(
    st.text(alphabet="aA0._-", min_size=1, max_size=9).filter(lambda key: key[0] != "."), max_size=3
)


@given(name=object_names, files=keys, mode=st.none() | st.integers(0, 0o777), optional=st.booleans())
def test_the_name_of_every_volume_is_a_label(
    name: str, files: list[str], mode: int | None, optional: bool
) -> None:
    volumes: list[Volume] = [
        ConfigMapVolume(config_map=name, keys=tuple(files), mode=mode, optional=optional),
        SecretVolume(secret=name, keys=tuple(files), mode=mode, optional=optional),
        ClaimVolume(claim=name),
        ServiceAccountToken(audience=name),
    ]
    for volume in volumes:
        assert check_label_name(volume.name) == volume.name


def test_the_names_of_different_volumes_differ() -> None:
    volumes: list[Volume] = [
        EmptyDir(name="tarsy"),
        ConfigMapVolume(config_map="tarsy"),
        SecretVolume(secret="tarsy"),
        SecretVolume(secret="tarsy", keys=("tls.crt",)),
        SecretVolume(secret="tarsy", keys=("tls.crt", "tls.key")),
        SecretVolume(secret="tarsy", mode=0o440),
        SecretVolume(secret="tarsy", optional=True),
        ClaimVolume(claim="tarsy"),
        ServiceAccountToken(),
        ServiceAccountToken(audience="vault"),
    ]
    for one, other in combinations(volumes, 2):
        assert one.name != other.name, (one, other)


@pytest.mark.parametrize(
    ("volume", "name"),
    [
        (EmptyDir(name="tmp"), "tmp"),
        (ConfigMapVolume(config_map="openshift-service-ca.crt"), "config-openshift-service-ca-crt"),
        (SecretVolume(secret="tarsy-tls"), "secret-tarsy-tls"),
        (SecretVolume(secret="kubeconfig", optional=True, mode=0o440), "secret-kubeconfig-0440-optional"),
        (ClaimVolume(claim="database"), "claim-database"),
        (ServiceAccountToken(), "service-account-token"),
    ],
)
def test_a_person_recognizes_a_volume_by_its_name(volume: Volume, name: str) -> None:
    assert volume.name == name


@pytest.mark.parametrize("volume", WRITABLE)
def test_scratch_space_and_claims_are_mounted_to_be_written(volume: Volume) -> None:
    assert not Mount(path="/data", volume=volume).is_read_only
    assert Mount(path="/data", volume=volume, read_only=True).is_read_only


@pytest.mark.parametrize("volume", READ_ONLY)
def test_everything_else_is_read_only(volume: Volume) -> None:
    assert Mount(path="/data", volume=volume).is_read_only
    assert Mount(path="/data", volume=volume, read_only=True).is_read_only
    with pytest.raises(InvalidValueError, match=r"the kubelet mounts a [A-Za-z]+ read-only") as refusal:
        Mount(path="/data", volume=volume, read_only=False)
    assert refusal.value.problems[0].field == "Mount.read_only"


def test_a_sub_path_is_one_of_the_keys_that_become_files() -> None:
    volume = ConfigMapVolume(config_map="tarsy", keys=("tarsy.yaml", "llm-providers.yaml"))
    assert Mount(path="/app/tarsy.yaml", volume=volume, sub_path="tarsy.yaml")
    with pytest.raises(InvalidValueError) as refusal:
        Mount(path="/app/tarsy.yaml", volume=volume, sub_path="tarsy.yml")
    assert str(refusal.value) == (
        "Mount.sub_path: the volume has no file 'tarsy.yml' (did you mean 'tarsy.yaml'?). "
        "Use one of its keys: tarsy.yaml, llm-providers.yaml"
    )


def test_a_sub_path_of_all_keys_is_for_whoever_knows_them() -> None:
    assert Mount(path="/app/a", volume=ConfigMapVolume(config_map="tarsy"), sub_path="a").sub_path == "a"


@given(text=st.text(alphabet="a./\n ", max_size=8) | st.text(max_size=5))
def test_a_sub_path_stays_in_its_volume(text: str) -> None:
    # The API server's rule (validateLocalDescendingPath) is: relative, and no part is '..'.
    is_normal = all(part not in {"", ".", ".."} for part in text.split("/")) and text.isprintable()
    try:
        assert check_sub_path(text) == text
    except InvalidValueError:
        assert not is_normal
    else:
        assert is_normal
        assert not text.startswith("/")


@given(mode=st.integers(-2, 0o1010) | st.integers())
def test_a_mode_has_nine_bits(mode: int) -> None:
    try:
        assert check_file_mode(mode) == mode
    except InvalidValueError:
        assert not 0 <= mode < 2**9
    else:
        assert 0 <= mode < 2**9


@pytest.mark.parametrize("volume", [ConfigMapVolume(config_map="a"), SecretVolume(secret="a")])
def test_a_decimal_mode_is_refused_with_an_octal_one(volume: Volume) -> None:
    with pytest.raises(InvalidValueError, match=r"644 is not a file mode\. Write it in octal.*such as 0o440"):
        volume.model_copy(update={"mode": 644})


@given(total=st.integers(598, 602) | st.integers(2**32 - 2, 2**32 + 2))
def test_a_token_lives_as_long_as_the_api_server_allows(total: int) -> None:
    try:
        ServiceAccountToken(expiration=Duration(total))
    except InvalidValueError:
        assert not 600 <= total <= 2**32
    else:
        assert 600 <= total <= 2**32


def test_a_token_is_for_someone() -> None:
    with pytest.raises(InvalidValueError, match=r"ServiceAccountToken\.audience: the audience is empty"):
        ServiceAccountToken(audience="")


@pytest.mark.parametrize("limit", ["512m", "0", "1GB"])
def test_the_size_of_scratch_space_is_an_amount_of_bytes(limit: str) -> None:
    assert EmptyDir(name="tmp", size_limit="1Gi").size_limit == "1Gi"
    with pytest.raises(InvalidValueError, match=r"EmptyDir\.size_limit"):
        EmptyDir(name="tmp", size_limit=limit)


@pytest.mark.parametrize(
    ("volume", "field"),
    [
        (ConfigMapVolume(config_map="a"), "config_map"),
        (SecretVolume(secret="a"), "secret"),
        (ClaimVolume(claim="a"), "claim"),
        (EmptyDir(name="a"), "name"),
    ],
)
def test_a_volume_names_its_object(volume: Volume, field: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        volume.model_copy(update={field: "Not_A_Name"})
    assert refusal.value.problems[0].field == f"{type(volume).__name__}.{field}"


@pytest.mark.parametrize("volume", ["tarsy", {"name": "tarsy"}, {"config_map": "tarsy"}, None, ("tarsy",)])
def test_what_is_mounted_is_a_volume(volume: Any) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Mount(path="/data", volume=volume)
    (problem,) = refusal.value.problems
    kinds = "EmptyDir, ConfigMapVolume, SecretVolume, ClaimVolume or ServiceAccountToken"
    assert problem.field == "Mount.volume"
    assert problem.message.startswith(f"expected {kinds}, got ")
