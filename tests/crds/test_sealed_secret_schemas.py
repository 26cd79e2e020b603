"""SealedSecret: what the controller takes, and what it doesn't."""

from collections.abc import Mapping

import pytest

from tests.crds.schemas import GONE, but, refused

SEALED_SECRET = """
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: tarsy
  annotations: {sealedsecrets.bitnami.com/namespace-wide: "true"}
spec:
  encryptedData: {password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq}
  template:
    type: Opaque
    immutable: true
    metadata: {labels: {app.kubernetes.io/name: tarsy}}
    data: {url: "postgresql://tarsy:{{ .password }}@tarsy-database"}
"""


@pytest.mark.parametrize(
    "changes", [{}, {"spec.template": GONE}, {"spec.encryptedData": {}}, {"spec.template.data": None}]
)
def test_a_sealed_secret(changes: Mapping[str, object]) -> None:
    assert refused(SEALED_SECRET, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec": GONE}),
        but({"spec.encryptedData": GONE}),
        but({"spec.encryptedData.password": 1}),
        but({"spec.data": {}}),
        but({"spec.template.stringData": {}}),
        but({"spec.template.immutable": "true"}),
        but({"spec.template.data.url": ["a"]}),
        but({"spec.template.metadata.labels.replicas": 2}),
    ],
)
def test_a_sealed_secret_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(SEALED_SECRET, changes) == [field]
