"""What containers are told: variables, arguments and files, wherever they come from."""

from __future__ import annotations

import base64

import pytest

from podwright.verify import ManifestSet, read_text
from podwright.verify.cluster import Cluster
from podwright.verify.configuration.settings import UNKNOWN, Origin, configuration_of, expand
from podwright.verify.detection import detect_target
from podwright.verify.pods import Container

POD = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: web
"""
SETTINGS = """
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {HOST: database, PORT: "5432", app.yaml: "url: http://backend:8000"}
"""


def told(text: str) -> dict[str, tuple[str, str]]:
    """Return origin and text of every setting of the first container by name."""
    cluster, container = first_container(text)
    settings = cluster.once(configuration_of).settings(container)
    return {setting.name: (setting.origin.value, setting.text) for setting in settings}


def first_container(text: str) -> tuple[Cluster, Container]:
    manifests = ManifestSet(read_text(text).manifests)
    return Cluster(manifests, target=detect_target(manifests)), manifests.pods[0].containers[0]


def test_variables_by_value_by_key_and_as_a_whole() -> None:
    text = f"""{POD}
      envFrom:
        - configMapRef: {{name: settings}}
        - {{prefix: OTHER_, configMapRef: {{name: settings}}}}
      env:
        - {{name: HOST, value: replica}}
        - {{name: URL, value: "tcp://$(HOST):$(PORT)/$$(HOST)"}}
        - {{name: COPY, valueFrom: {{configMapKeyRef: {{name: settings, key: HOST}}}}}}
        - {{name: POD_IP, valueFrom: {{fieldRef: {{fieldPath: status.podIP}}}}}}
        - {{name: OWN, value: "http://$(POD_IP):80/"}}
{SETTINGS}"""
    found = told(text)
    assert found["HOST"] == ("variable", "replica")
    assert found["OTHER_HOST"] == ("variable", "database")
    assert found["URL"] == ("variable", f"tcp://replica:5432/{UNKNOWN}")
    assert found["COPY"] == ("variable", "database")
    assert found["OWN"] == ("variable", f"http://{UNKNOWN}:80/")
    assert "POD_IP" not in found


def test_arguments_with_their_flags() -> None:
    text = f"""{POD}
      command: [sh, -c, "serve $(HOST)"]
      args: [--listen=0.0.0.0:8080, --peer, "$(HOST):80", plain]
      env: [{{name: HOST, value: backend}}]
      readinessProbe: {{exec: {{command: [curl, "http://localhost:8080"]}}}}
"""
    cluster, container = first_container(text)
    settings = cluster.once(configuration_of).settings(container)
    arguments = [(one.name, one.text) for one in settings if one.origin is Origin.ARGUMENT]
    assert arguments == [
        ("", "sh"),
        ("", "-c"),
        ("-c", "serve backend"),
        ("--listen", "0.0.0.0:8080"),
        ("", "--peer"),
        ("--peer", "backend:80"),
        ("", "plain"),
    ]
    calls = [(one.name, one.text) for one in settings if one.origin is Origin.CALL]
    assert calls == [("readinessProbe", "curl"), ("readinessProbe", "http://localhost:8080")]


@pytest.mark.parametrize(
    ("volume", "mount", "files"),
    [
        ("configMap: {name: settings}", "{name: v, mountPath: /etc}", {"HOST", "PORT", "app.yaml"}),
        ("configMap: {name: settings}", "{name: v, mountPath: /etc/a, subPath: app.yaml}", {"app.yaml"}),
        (
            "configMap: {name: settings, items: [{key: app.yaml, path: conf/main.yaml}]}",
            "{name: v, mountPath: /etc}",
            {"conf/main.yaml"},
        ),
        (
            "configMap: {name: settings, items: [{key: app.yaml, path: conf/main.yaml}]}",
            "{name: v, mountPath: /etc, subPath: conf}",
            {"conf/main.yaml"},
        ),
        (
            "projected: {sources: [{configMap: {name: settings, items: [{key: app.yaml, path: a.yaml}]}}]}",
            "{name: v, mountPath: /etc}",
            {"a.yaml"},
        ),
        ("configMap: {name: elsewhere}", "{name: v, mountPath: /etc}", set()),
        ("emptyDir: {}", "{name: v, mountPath: /etc}", set()),
        ("configMap: {name: settings}", "{name: other, mountPath: /etc}", set()),
    ],
)
def test_files(volume: str, mount: str, files: set[str]) -> None:
    text = f"{POD}      volumeMounts: [{mount}]\n  volumes: [{{name: v, {volume}}}]\n{SETTINGS}"
    assert {name for name, (origin, _) in told(text).items() if origin == "file"} == files


def test_secrets_however_they_are_made() -> None:
    encoded = base64.b64encode(b"http://encoded:80").decode()
    text = f"""{POD}
      envFrom:
        - secretRef: {{name: plain}}
        - secretRef: {{name: external}}
        - secretRef: {{name: vault}}
        - secretRef: {{name: sealed}}
        - secretRef: {{name: nowhere, optional: true}}
---
apiVersion: v1
kind: Secret
metadata: {{name: plain, namespace: shop}}
stringData: {{A: "http://plain:80"}}
data: {{B: {encoded}, C: "not base64!"}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {{name: external, namespace: shop}}
spec: {{target: {{template: {{data: {{D: "http://{{{{ .user }}}}@external:80"}}}}}}}}
---
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultStaticSecret
metadata: {{name: vault, namespace: shop}}
spec:
  destination:
    name: vault
    create: true
    transformation: {{excludes: [".*"], templates: {{E: {{text: "http://vault:80"}}}}}}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {{name: sealed, namespace: shop}}
spec: {{template: {{metadata: {{name: sealed}}, data: {{F: "http://sealed:80"}}}}}}
"""
    found = {name: text for name, (_, text) in told(text).items()}
    assert found == {
        "A": "http://plain:80",
        "B": "http://encoded:80",
        "D": f"http://{UNKNOWN}@external:80",
        "E": "http://vault:80",
        "F": "http://sealed:80",
    }
    cluster, container = first_container(text)
    secret = {one.name: one.is_secret for one in cluster.once(configuration_of).settings(container)}
    assert secret == {"A": True, "B": True, "D": False, "E": False, "F": False}
    assert not cluster.once(configuration_of).environment(container).is_complete


@pytest.mark.parametrize(
    ("text", "expanded", "missing"),
    [
        ("$(A)-$(A)", "x-x", []),
        ("$$(A) $$$(A)", "$(A) $x", []),
        ("$(B)", UNKNOWN, []),
        ("$(C) $(A", "$(C) $(A", ["C"]),
        ("$(cat /etc/x) $A ${A}", "$(cat /etc/x) $A ${A}", []),
        ("", "", []),
    ],
)
def test_references_are_replaced_as_the_kubelet_does(text: str, expanded: str, missing: list[str]) -> None:
    assert expand(text, {"A": "x", "B": None}) == (expanded, missing)
