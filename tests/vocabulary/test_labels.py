from __future__ import annotations

import pytest

from podwright.errors import InvalidValueError
from podwright.vocabulary import Labels
from podwright.vocabulary.names import check_label_key, check_label_value


@pytest.fixture
def labels() -> Labels:
    return Labels(
        name="postgresql", instance="tarsy-development", component="database", part_of="tarsy", version="17.2"
    )


def test_all_labels_are_the_recommended_ones(labels: Labels) -> None:
    assert labels.all == {
        "app.kubernetes.io/name": "postgresql",
        "app.kubernetes.io/instance": "tarsy-development",
        "app.kubernetes.io/component": "database",
        "app.kubernetes.io/part-of": "tarsy",
        "app.kubernetes.io/managed-by": "podwright",
        "app.kubernetes.io/version": "17.2",
    }


def test_what_selects_does_not_change_with_the_version(labels: Labels) -> None:
    upgraded = labels.model_copy(update={"version": "17.3"})
    assert upgraded.selector == labels.selector
    assert upgraded.all != labels.all


def test_what_selects_is_part_of_all(labels: Labels) -> None:
    assert labels.selector.items() < labels.all.items()
    assert set(labels.selector) == {f"app.kubernetes.io/{part}" for part in ("name", "instance", "component")}


def test_what_a_new_version_does_not_change_can_go_without_it(labels: Labels) -> None:
    upgraded = labels.model_copy(update={"version": "17.3"})
    assert upgraded.without_version.all == labels.without_version.all
    assert labels.without_version.all.items() < labels.all.items()


def test_the_instance_alone_selects_everything_of_a_system_in_an_environment(labels: Labels) -> None:
    assert labels.of_instance == {"app.kubernetes.io/instance": labels.instance}
    assert labels.of_instance.items() < labels.selector.items()


def test_an_unknown_version_is_no_label(labels: Labels) -> None:
    assert "app.kubernetes.io/version" not in labels.model_copy(update={"version": None}).all


def test_every_label_is_legal(labels: Labels) -> None:
    for key, value in labels.all.items():
        assert check_label_key(key) == key
        assert check_label_value(value) == value


@pytest.mark.parametrize("value", ["a" * 64, "-a", "a-", "a b", "a/b", "v1\n", "é"])
def test_an_illegal_label_names_its_field(labels: Labels, value: str) -> None:
    with pytest.raises(InvalidValueError, match="is not a label value") as refusal:
        labels.model_copy(update={"version": value, "part_of": value})
    assert [problem.field for problem in refusal.value.problems] == ["Labels.part_of", "Labels.version"]
