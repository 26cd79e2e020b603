"""Changed data reaches the pods that read it, or somebody is told."""

from __future__ import annotations

import pytest

from podwright.verify import ManifestSet, read_text, verify

DATA = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {LEVEL: VALUE}
---
"""

WORKLOAD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, annotations: {ANNOTATION: "true"}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {checksum/settings: SUM}}
    spec:
      containers: [{name: web, image: "registry.example.com/web:1", USE}]
      volumes: [{name: settings, configMap: {name: settings}}]
"""

VARIABLES = "envFrom: [{configMapRef: {name: settings}}]"
VARIABLE = "env: [{name: LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: LEVEL}}}]"
FILE = "volumeMounts: [{name: settings, mountPath: /etc/level, subPath: LEVEL}]"
FOLDER = "volumeMounts: [{name: settings, mountPath: /etc/settings}]"


def manifests(*, use: str, value: str = "a", checksum: str = "one", annotation: str = "note") -> ManifestSet:
    workload = WORKLOAD.replace("USE", use).replace("SUM", checksum).replace("ANNOTATION", annotation)
    return ManifestSet(read_text(DATA.replace("VALUE", value) + workload).manifests)


def found(before: ManifestSet, after: ManifestSet) -> list[tuple[str, str]]:
    report = verify(after, previous=before, select=["stale-configuration"])
    return [(str(finding.object), str(finding.field)) for finding in report.findings]


@pytest.mark.parametrize("use", [VARIABLES, VARIABLE, FILE])
def test_pods_that_keep_what_they_have_read_are_told(use: str) -> None:
    place = ("Deployment default/web", "spec.template.metadata.annotations")
    assert found(manifests(use=use), manifests(use=use, value="b")) == [place]


@pytest.mark.parametrize("use", [VARIABLES, FILE])
def test_a_checksum_that_changes_along_rolls_the_pods(use: str) -> None:
    assert found(manifests(use=use), manifests(use=use, value="b", checksum="two")) == []


def test_a_folder_is_brought_up_to_date_by_the_kubelet() -> None:
    assert found(manifests(use=FOLDER), manifests(use=FOLDER, value="b")) == []


def test_nothing_is_told_when_the_data_stays() -> None:
    assert found(manifests(use=FILE), manifests(use=FILE)) == []


def test_a_controller_that_restarts_the_pods_is_trusted() -> None:
    reloader = "reloader.stakater.com/auto"
    before = manifests(use=FILE, annotation=reloader)
    assert found(before, manifests(use=FILE, value="b", annotation=reloader)) == []
