from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InvalidValueError
from podwright.vocabulary import Resources


@given(request=st.integers(1, 9), limit=st.integers(1, 9))
def test_a_cpu_request_fits_its_limit_in_any_spelling(request: int, limit: int) -> None:
    try:
        Resources(
            cpu_request=f"{request}000m", cpu_limit=f"{limit}.0", memory_request="1Mi", memory_limit="12Mi"
        )
    except InvalidValueError:
        assert request > limit
    else:
        assert request <= limit


@given(request=st.integers(1, 9), limit=st.integers(1, 9))
def test_a_memory_request_fits_its_limit_in_any_spelling(request: int, limit: int) -> None:
    try:
        Resources(
            cpu_request="1m", cpu_limit="1", memory_request=f"{request * 1024}Mi", memory_limit=f"{limit}Gi"
        )
    except InvalidValueError:
        assert request > limit
    else:
        assert request <= limit


def test_all_that_is_wrong_is_reported_at_once() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Resources(cpu_request="2", cpu_limit="1500m", memory_request="12Mi", memory_limit="512")
    assert str(refusal.value).splitlines() == [
        "Resources.cpu_request: the cpu request 2 is above its limit 1500m. "
        "Raise cpu_limit or lower cpu_request",
        "Resources.memory_request: the memory request 12Mi is above its limit 512. "
        "Raise memory_limit or lower memory_request",
        "Resources.memory_limit: 512 of memory is too little for a container to start. Write '12Mi' or more",
    ]


@pytest.mark.parametrize("limit", ["12Mi", "12582912", "13M"])
def test_the_least_memory_that_every_runtime_starts_a_container_with(limit: str) -> None:
    assert Resources(cpu_request="1m", cpu_limit="1m", memory_request="1", memory_limit=limit)


def test_each_amount_names_its_field() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Resources(cpu_request="2Gi", cpu_limit="0", memory_request="64m", memory_limit="64MB")
    assert [problem.field for problem in refusal.value.problems] == [
        "Resources.cpu_request",
        "Resources.cpu_limit",
        "Resources.memory_request",
        "Resources.memory_limit",
    ]


def test_amounts_stay_as_they_were_written(resources: Resources) -> None:
    assert resources.model_copy(update={"cpu_limit": "1000m"}).cpu_limit == "1000m"
