"""Image references, against a reader of distribution's reference grammar that works without patterns."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary import Image, ImageProfile
from podwright.vocabulary.images import check_digest, check_repository, check_tag

LOWER = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
LETTERS = LOWER + LOWER.upper()


def is_repository(text: str) -> bool:
    registry, slash, path = text.partition("/")
    return len(text) <= 255 and bool(slash) and is_registry(registry) and is_path(path)


def is_registry(text: str) -> bool:
    """A host and perhaps a port; what has no dot and no port is a folder of some other registry."""
    host, port = text, ""
    if not text.endswith("]"):
        host, colon, port = text.rpartition(":")
        if not colon:
            host, port = text, ""
        elif not port or not set(port) <= set(DIGITS) or not 1 <= int(port) <= 65535:
            return False
    if host.startswith("["):
        return host.endswith("]") and host != "[]" and set(host[1:-1]) <= set("abcdefABCDEF:" + DIGITS)
    labels_are_legal = all(
        label and set(label) <= set(LETTERS + DIGITS + "-") and "-" not in {label[0], label[-1]}
        for label in host.split(".")
    )
    return labels_are_legal and ("." in host or bool(port) or host == "localhost")


def is_path(text: str) -> bool:
    return all(is_component(component) for component in text.split("/"))


def is_component(text: str) -> bool:
    """Words of lower-case letters and digits; between two of them one dot, one or two '_', or any dashes."""
    if not text or not set(text) <= set(LOWER + DIGITS + "._-"):
        return False
    separators, word_before = [""], False
    for character in text:
        if character in "._-":
            if not word_before and separators == [""]:
                return False
            separators = [*separators, ""] if word_before else separators
            separators[-1] += character
            word_before = False
        else:
            word_before = True
    return word_before and all(
        separator in {"", ".", "_", "__"} or set(separator) == {"-"} for separator in separators
    )


def is_tag(text: str) -> bool:
    allowed = set(LETTERS + DIGITS + "_.-")
    return 0 < len(text) <= 128 and set(text) <= allowed and text[0] not in ".-"


registries = st.sampled_from(
    [
        "quay.io",
        "localhost",
        "localhost:5000",
        "registry:5000",
        "Registry.Example.com",
        "[::1]:5000",
        "[fe80::1]",
        "10.0.0.1:5000",
        "image-registry.openshift-image-registry.svc:5000",
        "team",
        "a_b.c",
        "-a.b",
        "a..b",
        "",
        "quay.io:",
        "quay.io:0",
        "quay.io:65535",
        "quay.io:65536",
        "quay.io:x",
        "https://quay.io",
        "[]",
        "[g::]:1",
    ]
)
components = st.text(alphabet="ab0._-", max_size=8) | st.sampled_from(
    ["team", "service", "Service", "a:b", "é", ""]
)
repositories = st.one_of(
    st.builds(
        lambda registry, parts: "/".join([registry, *parts]), registries, st.lists(components, max_size=3)
    ),
    st.integers(240, 260).map(lambda length: f"quay.io/{'a' * (length - 8)}"),
    st.text(alphabet="a0.:/_-@A[]", max_size=10),
    st.text(max_size=6),
)


def accepts_repository(text: str) -> bool:
    try:
        return check_repository(text) == text
    except InvalidValueError:
        return False


@given(text=repositories)
def test_a_repository_is_what_the_reference_grammar_says_with_its_registry(text: str) -> None:
    assert accepts_repository(text) == is_repository(text)


@pytest.mark.parametrize(
    "text",
    [
        "quay.io/codeready-toolchain/tarsy",
        "docker.io/library/postgres",
        "docker.io/pgvector/pgvector",
        "localhost/service",
        "localhost:5000/service",
        "registry.example.com:443/team/sub/service__x.y-z--w",
        "image-registry.openshift-image-registry.svc:5000/tarsy/tarsy",
    ],
)
def test_usual_repositories(text: str) -> None:
    assert accepts_repository(text)


@pytest.mark.parametrize(
    "text",
    [
        "quay.io/team/service:v1",
        "quay.io/team/service@sha256:abc",
        "quay.io/Team/service",
        "quay.io/team/",
        "quay.io",
    ],
)
def test_tags_digests_and_upper_case_are_no_part_of_a_repository(text: str) -> None:
    with pytest.raises(InvalidValueError, match=r"is not an image repository.*give tag= and digest= apart"):
        check_repository(text)


@pytest.mark.parametrize(
    ("text", "is_legal"),
    [
        (f"quay.io/{'a' * 247}", True),
        (f"quay.io/{'a' * 248}", False),
        ("quay.io:65535/a", True),
        ("quay.io:65536/a", False),
        ("quay.io:0/a", False),
    ],
)
def test_lengths_and_ports_have_limits(text: str, is_legal: bool) -> None:
    assert accepts_repository(text) == is_legal == is_repository(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("postgres", "docker.io/library/postgres"),
        ("pgvector/pgvector", "docker.io/pgvector/pgvector"),
        ("Team/service", "docker.io/team/service"),
    ],
)
def test_a_short_name_is_refused_with_the_full_one(text: str, meant: str) -> None:
    with pytest.raises(InvalidValueError, match=f"does not name its registry.*{meant}"):
        check_repository(text)
    assert accepts_repository(meant)


@given(text=st.text(alphabet="aZ0_.-: é\n", max_size=10) | st.integers(126, 130).map(lambda n: "V" * n))
def test_a_tag_is_what_the_reference_grammar_says(text: str) -> None:
    try:
        assert check_tag(text) == text
    except InvalidValueError:
        assert not is_tag(text)
    else:
        assert is_tag(text)


@pytest.mark.parametrize(("algorithm", "length"), [("sha256", 64), ("sha384", 96), ("sha512", 128)])
def test_digests_of_the_algorithms_that_registries_know(algorithm: str, length: int) -> None:
    assert check_digest(f"{algorithm}:{'0a' * (length // 2)}")
    for wrong in (length - 1, length + 1):
        with pytest.raises(InvalidValueError, match="is not an image digest"):
            check_digest(f"{algorithm}:{'0' * wrong}")
    with pytest.raises(InvalidValueError, match="is not an image digest"):
        check_digest(f"{algorithm}:{'0A' * (length // 2)}")


@pytest.mark.parametrize(
    "text", ["", "sha256:", f"sha256:{'A' * 64}", f"md5:{'0' * 64}", "0" * 64, f"sha256:{'0' * 64}\n"]
)
def test_other_digests_are_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="Write 'sha256:' and 64 lower-case hexadecimal digits"):
        check_digest(text)


tags = st.none() | st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True)
digests = st.none() | st.text(alphabet="0123456789abcdef", min_size=64, max_size=64).map(
    lambda hex_: f"sha256:{hex_}"
)


@given(tag=tags, digest=digests)
def test_a_reference_holds_repository_tag_and_digest(tag: str | None, digest: str | None) -> None:
    if tag is None and digest is None:
        return
    repository = "localhost:5000/team/service"
    rest = Image(repository=repository, tag=tag, digest=digest).reference.removeprefix(repository)
    before, _, after = rest.partition("@")
    assert (before.removeprefix(":") or None, after or None) == (tag, digest)


def test_an_image_needs_a_version() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Image(repository="quay.io/team/service")
    assert (
        str(refusal.value)
        == "Image: image 'quay.io/team/service' has no version. Give tag=…, digest=… or both"
    )


@pytest.mark.parametrize(
    "tag", ["latest", "dev", "main", "edge", "next", "Nightly", "stable-alpine", "main-debug"]
)
def test_a_moving_tag_is_pulled_always(tag: str) -> None:
    image = Image(repository="quay.io/team/service", tag=tag)
    assert image.is_floating
    assert image.pull_policy == "Always"


@pytest.mark.parametrize(
    ("tag", "digest"),
    [
        ("v7.15.3", None),
        ("c35f0f7", None),
        ("main-c35f0f7", None),
        ("nightly-20261121", None),
        ("mainframe", None),
        ("latest", f"sha256:{'0' * 64}"),
        (None, f"sha256:{'0' * 64}"),
    ],
)
def test_a_fixed_image_is_pulled_once(tag: str | None, digest: str | None) -> None:
    image = Image(repository="quay.io/team/service", tag=tag, digest=digest)
    assert not image.is_floating
    assert image.pull_policy == "IfNotPresent"


def test_an_image_that_says_nothing_of_itself_runs_as_any_user_and_writes_nowhere() -> None:
    profile = Image(repository="quay.io/team/service", tag="v1").profile
    assert profile == ImageProfile(writable_paths=(), user=10001, group=10001, runs_as_any_user=True)


@pytest.mark.parametrize(
    ("profile", "problem"),
    [
        ({"user": 0}, "ImageProfile.user: 0 is too small. Write 1 or more"),
        ({"user": 2**31}, "ImageProfile.user: 2147483648 is too large. Write 2147483647 or less"),
        ({"group": -1}, "ImageProfile.group: -1 is too small. Write 0 or more"),
        ({"user": "1000"}, "ImageProfile.user: expected int, got str. Write a whole number, without quotes"),
        (
            {"writable_paths": ("/tmp", "d/")},
            "ImageProfile.writable_paths[1]: 'd/' is not an absolute path in a container. Write it as '/d'",
        ),
        (
            {"writable_paths": ("/tmp", "/run", "/tmp")},
            "ImageProfile.writable_paths[2]: '/tmp' is there twice. Drop one",
        ),
    ],
)
def test_what_a_profile_cannot_say(profile: dict[str, object], problem: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        ImageProfile().model_copy(update=profile)
    assert str(refusal.value) == problem


@pytest.mark.parametrize("identity", [1, 70, 999, 10001, 2**31 - 1])
def test_a_profile_may_name_any_user_but_root(identity: int) -> None:
    assert ImageProfile(user=identity, group=0).user == identity


@given(address=st.ip_addresses(v=6))
def test_a_registry_may_be_an_address(address: ipaddress.IPv6Address) -> None:
    assert accepts_repository(f"[{address}]:5000/team/service")
