"""A synth compares what it publishes with what lies in `dist/`: can a cluster get from one to the other?"""

from __future__ import annotations

import pytest
from cdk8s_plus_27 import k8s

from podwright import EnvironmentChart, Waiver
from tests.synth.project import Build, Project, shop


def claim(size: str, *, waived: bool = False) -> Build:
    def build(chart: EnvironmentChart) -> None:
        k8s.KubePersistentVolumeClaim(
            chart,
            "claim",
            metadata=k8s.ObjectMeta(name="orders", namespace="shop-test"),
            spec=k8s.PersistentVolumeClaimSpec(
                access_modes=["ReadWriteOnce"],
                resources=k8s.ResourceRequirements(requests={"storage": k8s.Quantity.from_string(size)}),
            ),
        )
        if waived:
            reason = "the volume is replaced by hand tonight"
            chart.waive(
                Waiver(code="shrunken-claim", kind="PersistentVolumeClaim", name="orders", reason=reason)
            )

    return build


def test_the_first_synth_has_nothing_to_compare_with(project: Project) -> None:
    assert project.synth(shop(claim("5Gi"))).status == 0


def test_a_claim_may_grow(project: Project) -> None:
    project.synth(shop(claim("5Gi")))
    assert project.synth(shop(claim("6Gi"))).status == 0


def test_what_the_api_server_refuses_stops_the_synth_and_leaves_dist_alone(project: Project) -> None:
    project.synth(shop(claim("5Gi")))
    before = project.tree()
    refused = project.synth(shop(claim("4Gi")))
    assert refused.status == 1
    assert "shrunken-claim" in refused.said
    assert "shop-test/claim: spec.resources.requests.storage" in refused.said
    assert project.tree() == before


def test_it_can_be_waived_by_name(project: Project) -> None:
    project.synth(shop(claim("5Gi")))
    assert project.synth(shop(claim("4Gi", waived=True))).status == 0


def test_a_waiver_that_has_served_its_purpose_is_told(project: Project) -> None:
    project.synth(shop(claim("5Gi")))
    project.synth(shop(claim("4Gi", waived=True)))
    again = project.synth(shop(claim("4Gi", waived=True)))
    assert again.status == 0
    assert "unused-waiver" in again.said


def test_another_output_folder_is_compared_with_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.synth(shop(claim("5Gi")))
    monkeypatch.setenv("CDK8S_OUTDIR", "elsewhere")
    assert project.synth(shop(claim("4Gi"))).status == 0
