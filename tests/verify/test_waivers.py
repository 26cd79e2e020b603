"""A waiver is honoured with a reason, told when it is wrong, and passed on to every tool."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify import Family, Manifest, ObjectRef, Rule, Severity, Waiver, annotations_for, catalogue
from podwright.verify.rules import SameAs
from podwright.verify.waivers import waivers_on
from tests.verify.finding import Find, Write

UNKNOWN = "prots: []"


def waived(deployment: Write, value: str, code: str = "unknown-field") -> str:
    return deployment(container=UNKNOWN, metadata=f", annotations: {{waive.podwright.dev/{code}: '{value}'}}")


def codes(find: Find, text: str, *waivers: Waiver) -> list[str]:
    return [finding.code for finding in find(text, select="schema waivers", waivers=waivers)]


def test_a_waiver_on_the_object_is_honoured(find: Find, deployment: Write) -> None:
    assert codes(find, deployment(container=UNKNOWN)) == ["unknown-field"]
    assert codes(find, waived(deployment, "a webhook reads it")) == []


@pytest.mark.parametrize(
    "field",
    [
        "spec.template.spec.containers[0].prots",
        "spec.template.spec.containers[web]",
        "spec.template.spec.containers[web].prots",
        "spec",
    ],
)
def test_a_waiver_covers_a_field_and_what_is_below(find: Find, deployment: Write, field: str) -> None:
    assert codes(find, waived(deployment, f"field={field}; a webhook reads it")) == []


@pytest.mark.parametrize(
    "field", ["spec.template.spec.containers[proxy]", "spec.template.spec.containers[1]", "not a path["]
)
def test_a_waiver_of_another_field_is_unused(find: Find, deployment: Write, field: str) -> None:
    found = codes(find, waived(deployment, f"field={field}; a webhook reads it"))
    assert sorted(found) == ["unknown-field", "unused-waiver"]


def test_several_fields_take_a_line_each(find: Find, deployment: Write) -> None:
    value = "field=spec.template.spec.containers[web].prots; one\n\n  field=spec.template.spec.hostnam; two"
    text = waived(deployment, value).replace("      containers:", "      hostnam: x\n      containers:")
    assert codes(find, text) == []


@pytest.mark.parametrize("value", ["", "   ", "field=spec;"])
def test_a_waiver_without_a_reason_is_not_honoured(find: Find, deployment: Write, value: str) -> None:
    assert sorted(codes(find, waived(deployment, value))) == ["unknown-field", "waiver-without-reason"]


def test_a_waiver_of_no_check_is_told_with_the_nearest_code(find: Find, deployment: Write) -> None:
    found = find(waived(deployment, "because", code="unknown-feild"), select="waivers")
    assert [finding.code for finding in found] == ["unknown-waiver"]
    assert "unknown-field" in found[0].remedy


def test_a_waiver_of_a_check_that_does_not_run_is_not_unused(find: Find, deployment: Write) -> None:
    text = deployment(metadata=", annotations: {waive.podwright.dev/invalid-name: because}")
    assert codes(find, text) == []
    assert [f.code for f in find(text)] == ["unused-waiver"]


def test_a_waiver_given_as_data_is_honoured(find: Find, deployment: Write) -> None:
    ref = ObjectRef(kind="Deployment", name="web")
    assert (
        codes(find, deployment(container=UNKNOWN), Waiver(code="unknown-field", object=ref, reason="r")) == []
    )


def test_a_waiver_of_an_object_that_is_not_there_is_unused(find: Find, deployment: Write) -> None:
    ref = ObjectRef(kind="Deployment", name="absent", namespace="x")
    found = find(deployment(), waivers=(Waiver(code="unknown-field", object=ref, reason="r"),))
    assert [(finding.code, str(finding.object)) for finding in found] == [
        ("unused-waiver", "Deployment x/absent")
    ]


def test_a_waiver_that_is_given_and_written_is_one(find: Find, deployment: Write) -> None:
    ref = ObjectRef(kind="Deployment", name="web")
    waiver = Waiver(code="unknown-field", object=ref, reason="r")
    assert codes(find, waived(deployment, "r"), waiver) == []
    text = deployment(metadata=", annotations: {waive.podwright.dev/unknown-field: r}")
    assert codes(find, text, waiver) == ["unused-waiver"]


RULES = {
    "floating-tag": Rule(
        code="floating-tag",
        family=Family.SECURITY,
        severity=Severity.ERROR,
        summary="A tag moves.",
        source="https://example.com",
        same_as=SameAs(
            checkov=("CKV_K8S_14", "CKV_K8S_43"),
            kube_linter=("latest-tag",),
            kube_score=("container-image-tag",),
        ),
    )
}


def test_one_decision_is_told_to_every_tool() -> None:
    waiver = Waiver(
        code="floating-tag",
        object=ObjectRef(kind="Deployment", name="web"),
        reason="the registry\n  pins it",
        field="spec.template",
    )
    assert annotations_for([waiver], RULES) == {
        "waive.podwright.dev/floating-tag": "field=spec.template; the registry pins it",
        "checkov.io/skip1": "CKV_K8S_14=the registry pins it",
        "checkov.io/skip2": "CKV_K8S_43=the registry pins it",
        "ignore-check.kube-linter.io/latest-tag": "the registry pins it",
        "kube-score/ignore": "container-image-tag",
    }


FIELDS = st.sampled_from(["", "spec", "spec.containers[web].env[0]"])
REASONS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1).filter(
    lambda text: not text.startswith("field=")
)


@given(st.lists(st.tuples(FIELDS, REASONS), min_size=1, max_size=3, unique_by=lambda pair: pair[0]))
def test_what_is_written_is_read_back(decisions: list[tuple[str, str]]) -> None:
    if any(field for field, _ in decisions):
        decisions = [(field, reason) for field, reason in decisions if field]
    ref = ObjectRef(kind="Pod", name="web", namespace="", api_version="v1")
    waivers = [
        Waiver(code="unknown-field", object=ref, reason=reason, field=field) for field, reason in decisions
    ]
    manifest = Manifest.of(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "web", "annotations": annotations_for(waivers, catalogue())},
        }
    )
    assert [waiver for waiver, _ in waivers_on(manifest)] == waivers
