from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary import Port


@given(number=st.integers(-10, 70000) | st.integers())
@example(number=0)
@example(number=1)
@example(number=2**16 - 1)
@example(number=2**16)
def test_a_port_has_sixteen_bits_and_is_not_zero(number: int) -> None:
    try:
        assert Port(name="http", number=number).number == number
    except InvalidValueError:
        assert not 0 < number < 2**16
    else:
        assert 0 < number < 2**16


def test_a_port_speaks_tcp_unless_said_otherwise() -> None:
    assert Port(name="http", number=8080) == Port(name="http", number=8080, protocol="TCP")
    assert Port(name="dns", number=53, protocol="UDP").protocol == "UDP"


def test_ports_are_keys() -> None:
    assert {Port(name="http", number=8080): 1}[Port(name="http", number=8080)] == 1


def test_all_that_is_wrong_is_reported_at_once() -> None:
    wrong: dict[str, Any] = {"name": "Metrics-Of-The-Backend", "number": 0, "protocol": "tcp"}
    with pytest.raises(InvalidValueError) as refusal:
        Port(**wrong)
    assert str(refusal.value).splitlines() == [
        "Port.name: port name 'Metrics-Of-The-Backend' has 22 characters, at most 15 are allowed. "
        "Shorten it, for example to 'metrics-of-the'",
        "Port.number: 0 is too small. Write 1 or more",
        "Port.protocol: this is no possible value (did you mean 'TCP'?). Write 'TCP', 'UDP' or 'SCTP'",
    ]


@pytest.mark.parametrize("number", ["8080", 80.0, True, None])
def test_a_number_is_a_number(number: Any) -> None:
    with pytest.raises(InvalidValueError, match="expected int, got"):
        Port(name="http", number=number)
