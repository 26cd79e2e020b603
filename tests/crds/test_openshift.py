"""Route, Template and ImageStream: what OpenShift takes, and what it doesn't."""

from collections.abc import Mapping

import pytest

from tests.crds.schemas import GONE, but, refused

ROUTE = """
apiVersion: route.openshift.io/v1
kind: Route
metadata:
  name: tarsy
  annotations: {haproxy.router.openshift.io/timeout: 120s}
spec:
  host: tarsy.apps.example.com
  path: /api
  to: {kind: Service, name: tarsy, weight: 90}
  alternateBackends:
    - {kind: Service, name: tarsy-canary, weight: 10}
  port: {targetPort: https}
  tls:
    termination: reencrypt
    insecureEdgeTerminationPolicy: Redirect
    destinationCACertificate: "-----BEGIN CERTIFICATE-----"
  httpHeaders:
    actions:
      request:
        - name: X-Forwarded-Client
          action: {type: Set, set: {value: "%[req.hdr(host),lower]"}}
      response:
        - name: Server
          action: {type: Delete}
  wildcardPolicy: None
"""

PASSTHROUGH = """
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: tarsy}
spec:
  to: {name: tarsy}
  tls: {termination: passthrough, insecureEdgeTerminationPolicy: Redirect}
"""

TEMPLATE = """
apiVersion: template.openshift.io/v1
kind: Template
metadata:
  name: tarsy
  annotations: {description: TARSy with its database}
objects:
  - apiVersion: v1
    kind: Secret
    metadata: {name: "tarsy-${SUFFIX}"}
    stringData: {password: "${PASSWORD}"}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: tarsy}
    immutable: "${{FINAL}}"
parameters:
  - {name: SUFFIX, required: true, displayName: Suffix, description: What tells two installations apart}
  - {name: PASSWORD, generate: expression, from: "[a-zA-Z0-9]{32}"}
  - {name: FINAL, value: "true"}
labels: {template: tarsy}
message: "The password is ${PASSWORD}"
"""

IMAGE_STREAM = """
apiVersion: image.openshift.io/v1
kind: ImageStream
metadata: {name: tarsy}
spec:
  lookupPolicy: {local: true}
  tags:
    - name: v1
      annotations: {openshift.io/display-name: TARSy 1}
      from: {kind: DockerImage, name: "quay.io/example/tarsy:v1"}
      importPolicy: {scheduled: true, importMode: PreserveOriginal}
      referencePolicy: {type: Local}
    - name: latest
      from: {kind: ImageStreamTag, name: v1}
"""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"spec.port.targetPort": 8443},
        {"spec.to.kind": GONE},
        {"spec.tls": GONE},
        {"spec.tls.insecureEdgeTerminationPolicy": "Allow"},
        {"spec.tls.externalCertificate.name": "tarsy-tls"},
        {"spec.wildcardPolicy": "Subdomain"},
        {"spec": {"to": {"name": "tarsy"}}},
    ],
)
def test_a_route(changes: Mapping[str, object]) -> None:
    assert refused(ROUTE, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec": GONE}),
        but({"spec.to": GONE}),
        but({"spec.to.name": GONE}),
        but({"spec.to.name": ""}),
        but({"spec.to.kind": "Deployment"}),
        but({"spec.to.weight": 257}),
        but({"spec.to.namespace": "other"}),
        but({"spec.alternateBackends": [{"name": f"backend-{number}"} for number in range(4)]}),
        but({"spec.host": "-tarsy.example.com"}),
        but({"spec.host": f"{'a' * 64}.example.com"}),
        but({"spec.host": "*.example.com"}),
        but({"spec.hostname": "tarsy.example.com"}),
        but({"spec.path": "api"}),
        but({"spec.port": {}}, "spec.port.targetPort"),
        but({"spec.port.targetPort": True}),
        but({"spec.tls.termination": GONE}),
        but({"spec.tls.termination": "Edge"}),
        but({"spec.tls.insecureEdgeTerminationPolicy": "redirect"}),
        but({"spec.tls.secretName": "tarsy-tls"}),
        but({"spec.tls.externalCertificate": {}}, "spec.tls.externalCertificate.name"),
        but({"spec.httpHeaders.actions.request[0].name": "not a token"}),
        but({"spec.httpHeaders.actions.request[0].name": "Set-cookie"}),
        but({"spec.httpHeaders.actions.request[0].name": "cookie"}),
        but({"spec.httpHeaders.actions.request[0].name": "PROXY"}),
        but({"spec.httpHeaders.actions.request[0].name": "Strict-Transport-Security"}),
        but({"spec.httpHeaders.actions.request[0].action.set.value": ""}),
        but({"spec.httpHeaders.actions.response[0].action.type": "Remove"}),
        but({"spec.wildcardPolicy": "All"}),
        but({"metadata.annotation": {}}),
    ],
)
def test_a_route_that_no_router_admits(changes: Mapping[str, object], field: str) -> None:
    assert refused(ROUTE, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but(
            {"spec.tls.externalCertificate.name": "tarsy-tls", "spec.tls.certificate": "PEM"},
            "spec.tls",
        ),
        but({"spec.tls.termination": "edge"}, "spec.tls"),
        but({"spec.wildcardPolicy": "Subdomain", "spec.host": GONE}, "spec"),
        but(
            {"spec.httpHeaders.actions.request[0].action.type": "Delete"},
            "spec.httpHeaders.actions.request[0].action",
        ),
        but(
            {"spec.httpHeaders.actions.response[0].action.type": "Set"},
            "spec.httpHeaders.actions.response[0].action",
        ),
    ],
)
def test_fields_of_a_route_that_exclude_each_other(changes: Mapping[str, object], field: str) -> None:
    assert refused(ROUTE, changes) == [field]


def test_a_passthrough_route() -> None:
    assert refused(PASSTHROUGH) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.tls.insecureEdgeTerminationPolicy": "Allow"}, "spec.tls"),
        but({"spec.tls.certificate": "PEM"}, "spec.tls"),
        but({"spec.tls.externalCertificate": {"name": "tarsy-tls"}}, "spec.tls"),
        but({"spec.path": "/api"}, "spec"),
        but({"spec.httpHeaders": {"actions": {}}}, "spec"),
    ],
)
def test_a_passthrough_route_leaves_all_to_the_pods(changes: Mapping[str, object], field: str) -> None:
    assert refused(PASSTHROUGH, changes) == [field]


@pytest.mark.parametrize(
    "changes",
    [{}, {"objects": []}, {"parameters": GONE, "labels": GONE, "message": GONE}],
)
def test_a_template(changes: Mapping[str, object]) -> None:
    assert refused(TEMPLATE, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"objects": GONE}),
        but({"objects[0].kind": GONE}),
        but({"objects[0].apiVersion": GONE}),
        but({"spec": {}}),
        but({"parameters[0].name": GONE}),
        but({"parameters[0].name": "IMAGE-TAG"}),
        but({"parameters[0].required": "true"}),
        but({"parameters[1].generate": "random"}),
        but({"parameters[2].value": 2}),
        but({"parameters[2].default": "2"}),
        but({"labels.replicas": 2}),
        but({"message": ["a", "b"]}),
    ],
)
def test_a_template_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(TEMPLATE, changes) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"spec": {}},
        {"spec": GONE},
        {"spec.dockerImageRepository": "registry.example.com:5000/tarsy"},
        {"spec.tags[1].importPolicy": {"scheduled": False}},
        {"spec.tags[0].from.name": "quay.io/example/tarsy@sha256:0", "spec.tags[0].importPolicy": GONE},
    ],
)
def test_an_image_stream(changes: Mapping[str, object]) -> None:
    assert refused(IMAGE_STREAM, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.lookupPolicy.local": "true"}),
        but({"spec.lookup": {}}),
        but({"spec.dockerImageRepository": "quay.io/example/tarsy:v1"}),
        but({"spec.tags[0].name": GONE}),
        but({"spec.tags[0].name": ""}),
        but({"spec.tags[1].name": "v1"}, "spec.tags[1]"),
        but({"spec.tags[1].from.kind": "ImageStream"}),
        but({"spec.tags[0].from.name": GONE}),
        but({"spec.tags[0].importPolicy.importMode": "All"}),
        but({"spec.tags[0].referencePolicy.type": "local"}),
        but({"spec.tags[0].from.name": "quay.io/example/tarsy@sha256:0"}, "spec.tags[0]"),
        but({"spec.tags[1].importPolicy": {"scheduled": True}}, "spec.tags[1]"),
    ],
)
def test_an_image_stream_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(IMAGE_STREAM, changes) == [field]
