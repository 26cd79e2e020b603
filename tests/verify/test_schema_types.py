"""API versions and kinds: removed, deprecated, unknown, custom."""

from __future__ import annotations

import pytest

from podwright.errors import InvalidValueError
from podwright.verify import Severity
from tests.verify.finding import Find


def of_type(api_version: str, kind: str, rest: str = "") -> str:
    return f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n{rest}"


@pytest.mark.parametrize(
    ("type_", "version", "code", "says"),
    [
        ("extensions/v1beta1 Ingress", "1.33", "api-version-not-served", "networking.k8s.io/v1; backends"),
        ("extensions/v1beta1 Deployment", "1.33", "api-version-not-served", "apps/v1; spec.selector"),
        ("policy/v1beta1 PodSecurityPolicy", "1.33", "api-version-not-served", "Pod Security admission"),
        (
            "autoscaling/v2beta2 HorizontalPodAutoscaler",
            "1.26",
            "api-version-not-served",
            "autoscaling/v2",
        ),
        (
            "autoscaling/v2beta2 HorizontalPodAutoscaler",
            "1.25",
            "deprecated-api-version",
            "in Kubernetes 1.26",
        ),
        ("apps/v2 Deployment", "1.33", "api-version-not-served", "Write apps/v1"),
        ("v1 Route", "1.33", "api-version-not-served", "route.openshift.io/v1"),
        ("v1 Endpoints", "1.33", "deprecated-api-version", "EndpointSlice"),
        ("apps.openshift.io/v1 DeploymentConfig", "1.33", "deprecated-api-version", "apps/v1"),
        ("apps/v1 Deploymnt", "1.33", "unknown-kind", "Did you mean Deployment?"),
        ("v1 Deployment", "1.33", "unknown-kind", "Write apiVersion: apps/v1"),
        ("v1 Gizmo", "1.33", "unknown-kind", "that the cluster serves"),
        (
            "external-secrets.io/v1beta1 ExternalSecret",
            "1.33",
            "api-version-not-served",
            "external-secrets.io/v1",
        ),
    ],
)
def test_types_that_the_cluster_does_not_serve(
    find: Find, type_: str, version: str, code: str, says: str
) -> None:
    found = find(of_type(*type_.split()), version=version, select=code)
    assert [finding.code for finding in found] == [code]
    assert says in found[0].sentences
    assert found[0].severity is (Severity.WARNING if code.startswith("deprecated") else Severity.ERROR)


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("kafka.strimzi.io/v1beta2", "Kafka"),
        ("gateway.networking.k8s.io/v1", "HTTPRoute"),
        ("snapshot.storage.k8s.io/v1", "VolumeSnapshot"),
        ("autoscaling.k8s.io/v1", "VerticalPodAutoscaler"),
        ("cluster.x-k8s.io/v1beta1", "Cluster"),
        ("acme.cert-manager.io/v1", "Order"),
        ("config.openshift.io/v1", "Ingress"),
    ],
)
def test_nothing_is_claimed_about_types_that_are_not_known(find: Find, api_version: str, kind: str) -> None:
    assert find(of_type(api_version, kind, "spec: {anything: [goes, {here: 1}]}\n")) == []


def test_endpoints_are_fine_before_they_were_deprecated(find: Find) -> None:
    assert find(of_type("v1", "Endpoints"), version="1.32", select="schema") == []


def test_a_version_older_than_all_schemas_is_refused(find: Find) -> None:
    with pytest.raises(
        InvalidValueError, match=r"Kubernetes 1\.20 are not at hand\. Choose a version from 1\.25"
    ):
        find(of_type("v1", "ConfigMap"), version="1.20")


CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: backups.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Backup, plural: backups}
  versions:
    - {name: v1alpha1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
    - {name: v1beta1, served: true, storage: false, deprecated: true, deprecationWarning: v1beta1 is old,
       schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              required: [target, keep]
              properties:
                target: {type: string, pattern: "^[a-z]+$", minLength: 2}
                keep: {type: integer, default: 7, minimum: 1, exclusiveMinimum: true}
                mode: {type: string, enum: [full, delta]}
                port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                every: {type: string, format: duration}
                maybe: {type: string, nullable: true}
                free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                map: {type: object, additionalProperties: {type: integer}}
                names: {type: array, items: {type: string}, x-kubernetes-list-type: set}
                hooks:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items: {type: object, required: [name], properties: {name: {type: string}}}
                source:
                  type: object
                  oneOf: [{required: [s3]}, {required: [disk]}]
                  properties: {s3: {type: string}, disk: {type: string}}
            status: {type: object}
---
"""


def backup(spec: str, version: str = "v1") -> str:
    return CRD + of_type(f"example.com/{version}", "Backup", f"spec: {spec}\n")


@pytest.mark.parametrize(
    "spec",
    [
        "{target: ab}",
        "{target: ab, keep: 3, mode: full, port: 80, every: 1h30m, free: {a: {b: 1}}, map: {x: 1}}",
        "{target: ab, keep: null, mode: null, maybe: null, port: http, names: [a, b], source: {disk: d}}",
        "{target: ab, hooks: [{name: a}, {name: b}]}",
    ],
)
def test_sound_custom_resources(find: Find, spec: str) -> None:
    assert find(backup(spec), select="schema") == []


@pytest.mark.parametrize(
    ("spec", "code", "field"),
    [
        ("{}", "missing-field", "spec.target"),
        ("{target: null}", "wrong-type", "spec.target"),
        ("{target: A1}", "invalid-value", "spec.target"),
        ("{target: ab, keep: 1}", "invalid-value", "spec.keep"),
        ("{target: ab, mod: full}", "unknown-field", "spec.mod"),
        ("{target: ab, mode: half}", "invalid-value", "spec.mode"),
        ("{target: ab, port: 1.5}", "wrong-type", "spec.port"),
        ("{target: ab, every: 1d}", "invalid-duration", "spec.every"),
        ("{target: ab, map: {x: a}}", "wrong-type", "spec.map.x"),
        ("{target: ab, names: [a, a]}", "duplicate-entry", "spec.names[1]"),
        ("{target: ab, hooks: [{name: a}, {name: a}]}", "duplicate-entry", "spec.hooks[1]"),
        ("{target: ab, source: {}}", "invalid-value", "spec.source"),
        ("{target: ab, source: {s3: a, disk: b}}", "invalid-value", "spec.source"),
    ],
)
def test_what_is_wrong_in_custom_resources(find: Find, spec: str, code: str, field: str) -> None:
    found = find(backup(spec), select="schema")
    assert [(finding.code, str(finding.field)) for finding in found] == [(code, field)]


def test_versions_of_custom_resources(find: Find) -> None:
    assert [f.code for f in find(backup("{}", "v1alpha1"), select="schema")] == ["api-version-not-served"]
    assert [f.code for f in find(backup("{}", "v2"), select="schema")] == ["api-version-not-served"]
    (deprecated,) = find(backup("{any: 1}", "v1beta1"), select="schema")
    assert (deprecated.code, deprecated.message) == ("deprecated-api-version", "v1beta1 is old")


def test_a_pattern_that_cannot_be_read_is_left_out(find: Find) -> None:
    text = backup("{target: A1}").replace("^[a-z]+$", "(?P<broken")
    assert find(text, select="schema") == []
