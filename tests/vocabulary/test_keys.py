from __future__ import annotations

from typing import Any, get_args

import pytest

from podwright.errors import InvalidValueError
from podwright.vocabulary import ConfigKey, PodField, SecretKey


def test_keys_are_required_unless_said_otherwise() -> None:
    assert not SecretKey(secret="tarsy-secrets", key="github-token").optional
    assert not ConfigKey(config_map="tarsy-config", key="tarsy.yaml").optional


def test_keys_of_one_object_are_equal_when_they_say_the_same() -> None:
    key = SecretKey(secret="tarsy-secrets", key="github-token")
    assert key == SecretKey(secret="tarsy-secrets", key="github-token")
    assert key != SecretKey(secret="tarsy-secrets", key="github-token", optional=True)
    assert len({key, SecretKey(secret="tarsy-secrets", key="github-token")}) == 1


def test_every_wrong_part_of_a_reference_is_reported() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        SecretKey(secret="Tarsy_Secrets", key="../token")
    assert [problem.field for problem in refusal.value.problems] == ["SecretKey.secret", "SecretKey.key"]


@pytest.mark.parametrize("path", get_args(PodField.model_fields["path"].annotation))
def test_the_downward_api_serves_these_fields_to_environment_variables(path: Any) -> None:
    # The API server's own list (pkg/apis/core/validation, validEnvDownwardAPIFieldPathExpressions) without
    # labels and annotations: a chart knows their values.
    served = {
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.serviceAccountName",
    }
    served |= {"status.hostIP", "status.podIP", "status.podIPs", "status.hostIPs"}
    assert PodField(path=path).path in served


@pytest.mark.parametrize(
    ("path", "meant"), [("status.podIp", "status.podIP"), ("metadata.nam", "metadata.name"), ("nodeName", "")]
)
def test_a_field_that_does_not_exist_is_refused_with_the_closest(path: Any, meant: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        PodField(path=path)
    (problem,) = refusal.value.problems
    assert problem.field == "PodField.path"
    assert (f"did you mean {meant!r}?" in problem.message) == bool(meant)
    assert "'spec.nodeName'" in problem.remedy
