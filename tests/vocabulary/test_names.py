"""Names, against the rules of Kubernetes told in another way: character by character, without patterns.

The rules are those of k8s.io/apimachinery (pkg/util/validation, pkg/api/validation/path).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary.names import (
    check_absolute_path,
    check_data_key,
    check_env_name,
    check_host_name,
    check_label_key,
    check_label_name,
    check_label_value,
    check_object_name,
    check_port_name,
    check_rbac_name,
    check_service_name,
    label_name,
)

LOWER = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
ALPHANUMERIC = LOWER + LOWER.upper() + DIGITS
CASELESS = LOWER + DIGITS


def is_label(text: str) -> bool:
    """IsDNS1123Label."""
    return 0 < len(text) <= 63 and is_dashed(text)


def is_dashed(text: str) -> bool:
    return text != "" and set(text) <= set(CASELESS + "-") and "-" not in {text[0], text[-1]}


def is_subdomain(text: str) -> bool:
    """IsDNS1123Subdomain: its parts have no limit of their own."""
    return len(text) <= 253 and all(is_dashed(part) for part in text.split("."))


def is_service_name(text: str) -> bool:
    """IsDNS1035Label."""
    return is_label(text) and text[0] in LOWER


def is_path_segment(text: str) -> bool:
    """IsValidPathSegmentName, and nothing that a terminal would hide."""
    return text not in {"", ".", ".."} and not set(text) & set("/%") and text.isprintable()


def is_port_name(text: str) -> bool:
    """IsValidPortName."""
    return is_dashed(text) and len(text) <= 15 and "--" not in text and bool(set(text) & set(LOWER))


def is_env_name(text: str) -> bool:
    """IsEnvVarName without its dashes, and without a dot at the beginning."""
    allowed = set(ALPHANUMERIC + "_.")
    return text != "" and set(text) <= allowed and text[0] not in DIGITS + "."


def is_data_key(text: str) -> bool:
    """IsConfigMapKey."""
    legal = 0 < len(text) <= 253 and set(text) <= set(ALPHANUMERIC + "-_.")
    return legal and text != "." and text[:2] != ".."


def is_qualified(text: str) -> bool:
    edges = set(text[:1] + text[-1:])
    return 0 < len(text) <= 63 and set(text) <= set(ALPHANUMERIC + "-_.") and edges <= set(ALPHANUMERIC)


def is_label_value(text: str) -> bool:
    """IsValidLabelValue."""
    return text == "" or is_qualified(text)


def is_label_key(text: str) -> bool:
    """IsQualifiedName."""
    match text.split("/"):
        case [name]:
            return is_qualified(name)
        case [prefix, name]:
            return is_subdomain(prefix) and is_qualified(name)
    return False


def is_host(text: str) -> bool:
    """IsDNS1123Subdomain of IsDNS1123Labels, and no IPv4 address."""
    parts = text.split(".")
    is_address = len(parts) == 4 and all(set(part) <= set(DIGITS) for part in parts)
    return len(text) <= 253 and all(is_label(part) for part in parts) and not is_address


def is_absolute(text: str) -> bool:
    if not text.startswith("/") or ":" in text or not text.isprintable():
        return False
    return all(part not in {"", ".", ".."} for part in text[1:].split("/"))


RULES = [
    pytest.param(check_object_name, is_subdomain, id="object"),
    pytest.param(check_label_name, is_label, id="label"),
    pytest.param(check_service_name, is_service_name, id="service"),
    pytest.param(check_rbac_name, is_path_segment, id="rbac"),
    pytest.param(check_port_name, is_port_name, id="port"),
    pytest.param(check_env_name, is_env_name, id="env"),
    pytest.param(check_data_key, is_data_key, id="data-key"),
    pytest.param(check_label_value, is_label_value, id="label-value"),
    pytest.param(check_label_key, is_label_key, id="label-key"),
    pytest.param(check_host_name, is_host, id="host"),
    pytest.param(check_absolute_path, is_absolute, id="path"),
]

# What looks legal and is not: digits and letters of other scripts, line ends, what only one kind allows.
NEAR_MISSES = [
    "",
    "\n",
    "\r\n",
    " ",
    "-",
    ".",
    "_",
    "/",
    ":",
    "%",
    "A",
    "é",
    "ß",
    "٣",
    "K",
    "\uff41",
    "\0",
    "..",
    "--",
]
EDGES = [1, 2, 14, 15, 16, 62, 63, 64, 65, 252, 253, 254]


@st.composite
def nearly_legal(draw: st.DrawFn) -> str:
    """Letters of a length at one of the limits, with a little of what may be wrong inside or at the ends."""
    length = draw(st.sampled_from(EDGES))
    letters = [draw(st.sampled_from("abz09"))] * length
    for _ in range(draw(st.integers(0, 3))):
        letters[draw(st.integers(0, length - 1))] = draw(st.sampled_from("-._/AZ"))
    text = "".join(letters)
    return draw(st.sampled_from([text, text + draw(st.sampled_from(NEAR_MISSES))]))


candidates = st.one_of(
    nearly_legal(),
    st.text(alphabet="aZ0-._/:%é٣\n", max_size=12),
    st.lists(st.sampled_from(["a", "b0", "0", "9", "a-b", "A_b", "..", ".", ""]), max_size=5).map("/".join),
    st.lists(st.sampled_from(["a", "1", "10", "a-b", "a" * 63, "a" * 64, ""]), max_size=5).map(".".join),
    st.text(max_size=8),
)


def accepts(check: Callable[[str], str], text: str) -> bool:
    try:
        assert check(text) == text
    except InvalidValueError:
        return False
    return True


@pytest.mark.parametrize(("check", "is_legal"), RULES)
@given(text=candidates)
def test_a_name_is_accepted_exactly_when_kubernetes_accepts_it(
    check: Callable[[str], str], is_legal: Callable[[str], bool], text: str
) -> None:
    assert accepts(check, text) == is_legal(text)


@pytest.mark.parametrize(("check", "is_legal"), RULES)
@given(text=candidates)
def test_a_refusal_shows_the_name_and_says_what_to_write(
    check: Callable[[str], str], is_legal: Callable[[str], bool], text: str
) -> None:
    if is_legal(text):
        return
    with pytest.raises(InvalidValueError) as refusal:
        check(text)
    (problem,) = refusal.value.problems
    assert repr(text) in problem.message
    assert problem.remedy
    assert not problem.message.endswith(".")
    assert not problem.remedy.endswith(".")


@pytest.mark.parametrize(
    ("check", "longest"),
    [
        pytest.param(check_object_name, 253, id="object"),
        pytest.param(check_label_name, 63, id="label"),
        pytest.param(check_service_name, 63, id="service"),
        pytest.param(check_port_name, 15, id="port"),
        pytest.param(check_data_key, 253, id="data-key"),
        pytest.param(check_label_value, 63, id="label-value"),
        pytest.param(check_label_key, 63, id="label-key"),
    ],
)
def test_a_name_may_be_as_long_as_its_limit_and_no_longer(check: Callable[[str], str], longest: int) -> None:
    assert accepts(check, "a" * longest)
    assert not accepts(check, "a" * (longest + 1))


@pytest.mark.parametrize(
    ("check", "legal"),
    [
        pytest.param(check_object_name, "openshift-service-ca.crt", id="object"),
        pytest.param(check_label_name, "tarsy-development", id="label"),
        pytest.param(check_service_name, "tarsy-database", id="service"),
        pytest.param(check_rbac_name, "system:auth-delegator", id="rbac"),
        pytest.param(check_port_name, "oauth2-proxy", id="port"),
        pytest.param(check_env_name, "POSTGRES_PASSWORD_FILE", id="env"),
        pytest.param(check_data_key, "llm-providers.yaml", id="data-key"),
        pytest.param(check_label_value, "v7.15.3", id="label-value"),
        pytest.param(check_label_key, "service.beta.openshift.io/serving-cert-secret-name", id="label-key"),
        pytest.param(check_host_name, "tarsy-development.apps.example.com", id="host"),
        pytest.param(check_absolute_path, "/var/run/secrets/kubernetes.io", id="path"),
    ],
)
def test_a_line_end_after_a_legal_name_is_refused(check: Callable[[str], str], legal: str) -> None:
    assert accepts(check, legal)
    assert not accepts(check, f"{legal}\n")


@pytest.mark.parametrize(
    ("check", "legal", "illegal"),
    [
        pytest.param(
            check_object_name,
            ["a", "0", "a.b", "a-b.c"],
            ["", "A", "a..b", "a.-b", "a-.b", "a_b"],
            id="object",
        ),
        pytest.param(
            check_label_name, ["a", "0", "a--b"], ["", "A", "a.b", "-a", "a-", "a_b", "é"], id="label"
        ),
        pytest.param(check_service_name, ["a", "a0"], ["", "0a", "-a", "a.b"], id="service"),
        pytest.param(check_rbac_name, ["a:b", "A b"], ["", ".", "..", "a/b", "a%b", "a\n"], id="rbac"),
        pytest.param(
            check_port_name,
            ["a", "0a", "a-b-c"],
            ["", "0", "8080", "a--b", "-a", "a-", "a_b", "A"],
            id="port",
        ),
        pytest.param(
            check_env_name, ["A", "_a", "a.b", "A1"], ["", "1A", ".a", "A-B", "A B", "A=", "É"], id="env"
        ),
        pytest.param(
            check_data_key, [".a", "a..b", "-", "_"], ["", ".", "..", "..a", "a/b", "a b", "é"], id="data-key"
        ),
        pytest.param(
            check_label_value, ["", "A", "a_b.c-d"], ["-a", "a-", "_a", "a.", "a b", "a/b"], id="label-value"
        ),
        pytest.param(check_label_key, ["a", "A_b", "a.b/C"], ["", "-a", "a-", "a b"], id="label-key"),
        pytest.param(
            check_host_name,
            ["a", "a.b", "1.2.3", "1.2.3.a"],
            ["", "A.b", "a_b", "a..b", "1.2.3.4"],
            id="host",
        ),
        pytest.param(
            check_absolute_path,
            ["/a", "/a b", "/.a/b", "/...", "/é"],
            ["", "/", "a", "/a/", "/./a"],
            id="path",
        ),
    ],
)
def test_what_is_legal_and_what_only_looks_so(
    check: Callable[[str], str], legal: list[str], illegal: list[str]
) -> None:
    assert [name for name in legal if not accepts(check, name)] == []
    assert [name for name in illegal if accepts(check, name)] == []


@pytest.mark.parametrize("key", ["/name", "prefix/", "a/b/c", "Prefix.example.com/name", f"{'a' * 254}/name"])
def test_a_label_key_has_a_dns_prefix_or_none(key: str) -> None:
    assert not accepts(check_label_key, key)


def test_a_label_key_may_use_both_limits() -> None:
    assert accepts(check_label_key, f"{'a' * 253}/{'N' * 63}")


@pytest.mark.parametrize(
    "host", ["*.apps.example.com", "https://example.com", "example.com:8443", "example.com.", "10.0.0.1"]
)
def test_a_host_is_a_name_and_nothing_around_it(host: str) -> None:
    assert not accepts(check_host_name, host)


@pytest.mark.parametrize("name", ["discovery.type", "_", "GOOGLE_API_KEY", "http_proxy", "a1"])
def test_programs_read_these_environment_variables(name: str) -> None:
    assert accepts(check_env_name, name)


@given(text=st.text(alphabet="aZ0-._/% é", max_size=30))
def test_a_port_name_that_is_suggested_is_legal(text: str) -> None:
    assert is_port_name(suggestion(check_port_name, f"{text}{'x' * 16}"))


@given(text=st.text(max_size=12))
def test_an_environment_variable_that_is_suggested_is_legal(text: str) -> None:
    if not is_env_name(text):
        assert is_env_name(suggestion(check_env_name, text))


@given(text=st.text(alphabet="/.ab:\n ", max_size=12))
def test_a_path_that_is_suggested_is_legal(text: str) -> None:
    if not is_absolute(text):
        assert is_absolute(suggestion(check_absolute_path, text))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("app/data", "/app/data"),
        ("/app/data/", "/app/data"),
        ("//app", "/app"),
        ("/app/../data", "/data"),
        ("/app\n", "/app"),
        ("/", "/app/data"),
        ("", "/app/data"),
        ("/a:b", "/app/data"),
    ],
)
def test_the_path_that_was_probably_meant_is_suggested(wrong: str, right: str) -> None:
    assert suggestion(check_absolute_path, wrong) == right


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("log-level", "LOG_LEVEL"), ("2FA-KEY", "_2FA_KEY"), ("", "LOG_LEVEL"), ("é", "LOG_LEVEL")],
)
def test_the_environment_variable_that_was_probably_meant_is_suggested(wrong: str, right: str) -> None:
    assert suggestion(check_env_name, wrong) == right


def suggestion(check: Callable[[str], str], text: str) -> str:
    with pytest.raises(InvalidValueError) as refusal:
        check(text)
    quoted = re.search(r"""('[^']*'|"[^"]*")$""", refusal.value.problems[0].remedy)
    assert quoted
    return str(ast.literal_eval(quoted[0]))


parts = st.lists(st.text(max_size=90), max_size=3).map(lambda texts: ["volume", *texts])


@given(texts=parts)
def test_a_label_made_of_parts_is_a_label(texts: list[str]) -> None:
    assert is_label(label_name(*texts))
    assert label_name(*texts) == label_name(*texts)


@given(path=st.text(alphabet="/.-_aA0é", max_size=20))
def test_a_label_made_of_parts_avoids_what_is_taken(path: str) -> None:
    other = label_name("backend", path, avoid={label_name("backend", path)})
    assert is_label(other)
    assert other != label_name("backend", path)


@given(tail=st.text(alphabet=CASELESS, min_size=1, max_size=9))
def test_two_long_labels_with_one_beginning_stay_two(tail: str) -> None:
    assert label_name("a" * 80, tail) != label_name("a" * 80, f"{tail}x")


def test_a_label_reads_like_its_parts() -> None:
    assert label_name("config", "openshift-service-ca.crt") == "config-openshift-service-ca-crt"
    assert label_name("backend", "/var/run/postgresql") == "backend-var-run-postgresql"
    assert re.fullmatch(r"claim-a{48}-[0-9a-f]{8}", label_name("claim", "a" * 80))
