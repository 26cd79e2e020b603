from __future__ import annotations

from typing import Any

import pytest

from podwright.errors import InvalidValueError
from podwright.vocabulary import External, Waiver


def test_a_waiver_concerns_a_whole_object_unless_said_otherwise() -> None:
    waiver = Waiver(code="image-floating", kind="Deployment", name="tarsy", reason="a development image")
    assert waiver.field == ""
    assert waiver == Waiver(**waiver.model_dump())


@pytest.mark.parametrize("reason", ["", " ", "\n"])
def test_a_waiver_says_why(reason: str) -> None:
    with pytest.raises(InvalidValueError, match=r"Waiver\.reason: a decision without a reason helps nobody"):
        Waiver(code="image-floating", kind="Deployment", name="tarsy", reason=reason)


def test_an_external_object_may_have_keys_and_ports() -> None:
    assert External(kind="Secret", name="pull-secret", keys=(".dockerconfigjson",)).namespace is None
    assert External(kind="Service", name="vault", namespace="vault", ports=(8200, "https")).ports == (
        8200,
        "https",
    )
    assert External(kind="ClusterRole", name="system:auth-delegator").name == "system:auth-delegator"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"ports": (0,)}, "External.ports[0]: 0 is too small. Write 1 or more"),
        ({"ports": (8200, 2**16)}, "External.ports[1]: 65536 is too large. Write 65535 or less"),
        ({"ports": (None,)}, "External.ports[0]: expected int or str, got None. Give one of them"),
        ({"namespace": "a.b"}, "External.namespace: 'a.b' is not a DNS label"),
        ({"keys": ("a/b",)}, "External.keys[0]: 'a/b' is not a key of a ConfigMap or Secret"),
        ({"name": "a/b"}, "External.name: 'a/b' is not a name. Use a name without '/' and '%'"),
    ],
)
def test_what_lives_outside_has_legal_names_too(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        External(kind="Service", name="vault").model_copy(update=fields)
    assert str(refusal.value).startswith(problem)
