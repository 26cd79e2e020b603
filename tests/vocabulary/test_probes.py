from __future__ import annotations

import ast
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary import Duration, Exec, Grpc, HttpGet, Port, Probe, TcpSocket
from podwright.vocabulary.probes import check_url_path

INT32 = 2**31 - 1
HEALTHY = Exec(command=("true",))


def test_a_probe_asks_as_often_as_kubernetes_does_unless_said_otherwise() -> None:
    probe = Probe(check=HEALTHY)
    assert (probe.initial_delay, probe.period, probe.timeout) == (Duration(0), Duration(10), Duration(1))
    assert probe.failure_threshold == 3


def test_a_probe_knows_the_port_that_it_asks(http: Port) -> None:
    assert Probe(check=HttpGet(port=http, path="/health")).port == http
    assert Probe(check=TcpSocket(port=http)).port == http
    assert Probe(check=Grpc(port=http)).port == http
    assert Probe(check=HEALTHY).port is None


@given(total=st.integers(0, 5) | st.integers(INT32 - 2, INT32 + 2))
@pytest.mark.parametrize(("field", "least"), [("initial_delay", 0), ("period", 1), ("timeout", 1)])
def test_the_rhythm_is_what_the_api_can_hold(field: str, least: int, total: int) -> None:
    probe = Probe(check=HEALTHY)
    if least <= total <= INT32:
        assert getattr(probe.model_copy(update={field: Duration(total)}), field) == Duration(total)
    else:
        with pytest.raises(InvalidValueError, match=rf"Probe\.{field}: the {field} of a probe is {least} to"):
            probe.model_copy(update={field: Duration(total)})


@pytest.mark.parametrize(
    ("threshold", "is_legal"), [(0, False), (1, True), (INT32, True), (INT32 + 1, False)]
)
def test_failures_are_counted_from_one(threshold: int, is_legal: bool) -> None:
    if is_legal:
        assert Probe(check=HEALTHY, failure_threshold=threshold)
    else:
        with pytest.raises(InvalidValueError, match=r"Probe\.failure_threshold"):
            Probe(check=HEALTHY, failure_threshold=threshold)


def test_a_timeout_may_be_longer_than_the_period() -> None:
    assert Probe(check=HEALTHY, period=Duration(5), timeout=Duration(10))


@pytest.mark.parametrize("protocol", ["UDP", "SCTP"])
@pytest.mark.parametrize("check", [HttpGet, TcpSocket, Grpc])
def test_a_probe_asks_over_tcp(check: type[HttpGet | TcpSocket | Grpc], protocol: Any) -> None:
    port = Port(name="dns", number=53, protocol=protocol)
    with pytest.raises(InvalidValueError, match=f"cannot ask port 'dns', which speaks {protocol}") as refusal:
        Probe(check=check(port=port))
    assert refusal.value.problems[0].field == "Probe.check.port"


def test_all_that_is_wrong_is_reported_at_once(http: Port) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Probe(check=TcpSocket(port=http), period=Duration(0), timeout=Duration(0))
    assert str(refusal.value).splitlines() == [
        f"Probe.period: the period of a probe is 1 to {INT32} seconds. Write period=Duration(1) or more",
        f"Probe.timeout: the timeout of a probe is 1 to {INT32} seconds. Write timeout=Duration(1) or more",
    ]


@pytest.mark.parametrize("command", [(), ["true"], "true"])
def test_a_command_is_a_tuple_with_a_program(command: Any) -> None:
    with pytest.raises(InvalidValueError, match=r"Exec\.command: (there are too few items|expected tuple)"):
        Exec(command=command)


@pytest.mark.parametrize("path", ["/", "/health", "/health?full=true", "/a%20b", "/ö"])
def test_url_paths(path: str) -> None:
    assert check_url_path(path) == path


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("health", "/health"),
        ("", "/"),
        ("/health\n", "/health"),
        ("/a b", "/a%20b"),
        ("health?full=yes please", "/health?full=yes%20please"),
    ],
)
def test_what_is_no_url_path_is_refused_with_what_was_meant(path: str, meant: str) -> None:
    assert suggestion(path) == meant


@given(text=st.text(max_size=10))
def test_a_url_path_that_is_suggested_is_legal(text: str) -> None:
    if not text.startswith("/") or not text.isprintable() or " " in text:
        path = suggestion(text)
        assert check_url_path(path) == path
        assert urlsplit(f"http://localhost{path}").hostname == "localhost"


def suggestion(path: str) -> str:
    with pytest.raises(InvalidValueError) as refusal:
        check_url_path(path)
    return str(ast.literal_eval(refusal.value.problems[0].remedy.removeprefix("Begin it with '/', such as ")))
