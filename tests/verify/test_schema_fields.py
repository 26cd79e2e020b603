"""Fields, types, values, alternatives and lists are validated for the target's version of Kubernetes."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find, FindAt, Write

CONTAINER = "spec.template.spec.containers[0]"


def service(spec: str) -> str:
    return f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {spec}\n"


@pytest.mark.parametrize(
    ("container", "code", "field", "says"),
    [
        ("imagePullPolcy: Always", "unknown-field", "imagePullPolcy", "Did you mean imagePullPolicy?"),
        ("ImagePullPolicy: Always", "unknown-field", "ImagePullPolicy", "Did you mean imagePullPolicy?"),
        ("workingDir: 5", "wrong-type", "workingDir", "is 5 where text belongs. Put the value in quotes."),
        ("ports: {containerPort: 80}", "wrong-type", "ports", "is a map where a list belongs. Write a list"),
        ("lifecycle: []", "wrong-type", "lifecycle", "is a list where a map belongs. Write a map"),
        ('tty: "true"', "wrong-type", "tty", "Write the value without quotes."),
        ("ports: [{name: a}]", "missing-field", "ports[0].containerPort", "is missing"),
        ("ports: [{containerPort: 0}]", "invalid-value", "ports[0].containerPort", "Write at least 1."),
        ("ports: [{containerPort: 70000}]", "invalid-value", "ports[0].containerPort", "at most 65535."),
        ("ports: [{containerPort: 5000000000}]", "invalid-value", "ports[0].containerPort", "at most"),
        ("ports: [{containerPort: 80, protocol: tcp}]", "invalid-value", "ports[0].protocol", "mean TCP?"),
        ("imagePullPolicy: Allways", "invalid-value", "imagePullPolicy", "Did you mean Always?"),
        (
            'readinessProbe: {tcpSocket: {port: "8080"}}',
            "invalid-value",
            "readinessProbe.tcpSocket.port",
            "a number without quotes",
        ),
        (
            "livenessProbe: {successThreshold: 2, tcpSocket: {port: 80}}",
            "invalid-value",
            "livenessProbe.successThreshold",
            "not one of 1",
        ),
        ("livenessProbe: {periodSeconds: 5}", "conflicting-fields", "livenessProbe", "none of exec, grpc"),
        (
            "livenessProbe: {tcpSocket: {port: 80}, exec: {command: [a]}}",
            "conflicting-fields",
            "livenessProbe.tcpSocket",
            "exec and tcpSocket exclude each other",
        ),
        (
            "env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: x}}}]",
            "conflicting-fields",
            "env[0].valueFrom",
            "",
        ),
        (
            "envFrom: [{prefix: A_}]",
            "conflicting-fields",
            "envFrom[0]",
            "none of configMapRef, secretRef is there",
        ),
        ("env: [{name: A}, {name: B}, {name: A}]", "repeated-entry", "env[2]", "name A is already entry 0"),
        (
            "volumeMounts: [{name: t, mountPath: /a}, {name: t, mountPath: /a}]",
            "duplicate-entry",
            "volumeMounts[1]",
            "mountPath /a is already entry 0",
        ),
        (
            "securityContext: {capabilities: {add: [CAP_NET_ADMIN]}}",
            "invalid-value",
            "securityContext.capabilities.add[0]",
            "without CAP_",
        ),
        ("resources: {limits: {memory: 1 Gi}}", "invalid-quantity", "resources.limits.memory", "mean 1Gi?"),
        (
            "resources: {limits: {memory: 512mb}}",
            "invalid-quantity",
            "resources.limits.memory",
            "mean 512Mi?",
        ),
        ("resources: {limits: {cpu: two}}", "invalid-quantity", "resources.limits.cpu", "such as 500m"),
        ("resources: {limits: {cpu: true}}", "wrong-type", "resources.limits.cpu", "is true where"),
    ],
)
def test_what_is_wrong_in_a_container(find: Find, container: str, code: str, field: str, says: str) -> None:
    text = f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      volumes: [{{name: t, emptyDir: {{}}}}]
      containers:
        - name: web
          image: registry.example.com/web:1
          {container}
"""
    (finding,) = find(text, select="schema")
    assert (finding.code, str(finding.field)) == (code, f"{CONTAINER}.{field}")
    assert says in finding.sentences
    assert finding.line == 14


@pytest.mark.parametrize(
    "quantity", ["1", "0", '"2"', "0.5", "500m", "128Mi", "1e3", "1E6", "12k", "5G", "100n", "7u", "+3", ".5"]
)
def test_every_form_of_a_quantity_is_accepted(find: Find, deployment: Write, quantity: str) -> None:
    text = deployment().replace("limits: {memory: 64Mi}", f"limits: {{cpu: {quantity}}}")
    assert find(text, select="schema") == []


@pytest.mark.parametrize(
    "spec",
    [
        "{ports: [{port: 80}]}",
        "{ports: [{port: 80, targetPort: http}], type: null, selector: null}",
        "{ports: [{port: 80, targetPort: 8080, protocol: UDP}, {port: 80, name: b}], clusterIP: None}",
        "{type: ExternalName, externalName: db.example.com}",
        "{ports: null}",
    ],
)
def test_sound_services_have_no_schema_findings(find: Find, spec: str) -> None:
    assert find(service(spec), select="schema") == []


@pytest.mark.parametrize(
    ("spec", "code", "field"),
    [
        ("{ports: [{port: 80}, {port: 80, name: b}]}", "duplicate-entry", "spec.ports[1]"),
        ('{ports: [{port: 80, targetPort: "80"}]}', "invalid-value", "spec.ports[0].targetPort"),
        ("{type: Clusterip}", "invalid-value", "spec.type"),
        ("null", "wrong-type", "spec"),
        ("{selector: {app: 5}}", "wrong-type", "spec.selector.app"),
    ],
)
def test_what_is_wrong_in_a_service(find: Find, spec: str, code: str, field: str) -> None:
    found = [(finding.code, str(finding.field)) for finding in find(service(spec), select="schema")]
    assert found == [(code, field)] or (spec == "null" and found == [])


def test_a_newer_field_says_from_which_version_on_it_exists(find: Find, deployment: Write) -> None:
    text = deployment(container="env: []\nrestartPolicy: Always").replace(
        "      containers:", "      containers: []\n      initContainers:"
    )
    (finding,) = (f for f in find(text, version="1.27", select="schema") if f.code == "unknown-field")
    assert finding.message == "does not exist in Kubernetes 1.27"
    assert finding.remedy == "It exists from 1.28 on: remove it until then"
    assert [f.code for f in find(text, version="1.33", select="schema")] == ["invalid-value"]


@pytest.mark.parametrize(
    ("kind", "policy", "code"),
    [
        ("Job", "restartPolicy: OnFailure", ""),
        ("Job", "restartPolicy: Never", ""),
        ("Job", "restartPolicy: Always", "invalid-value"),
        ("Job", "restartPolicy: null", "invalid-value"),
        ("Job", "", "missing-field"),
        ("Deployment", "restartPolicy: Always", ""),
        ("Deployment", "", ""),
        ("Deployment", "restartPolicy: OnFailure", "invalid-value"),
        ("StatefulSet", "restartPolicy: Never", "invalid-value"),
        ("DaemonSet", "restartPolicy: Never", "invalid-value"),
    ],
)
def test_what_becomes_of_pods_that_end(find_at: FindAt, kind: str, policy: str, code: str) -> None:
    group = "batch/v1" if kind == "Job" else "apps/v1"
    selector = "" if kind == "Job" else "  selector: {matchLabels: {app: a}}\n"
    pod = ", ".join(filter(None, (policy, "containers: [{name: a, image: b}]")))
    text = f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: a}}\nspec:\n{selector}"
    text += f"  template: {{metadata: {{labels: {{app: a}}}}, spec: {{{pod}}}}}\n"
    expected = [(code, "spec.template.spec.restartPolicy")] if code else []
    assert find_at(text, select="schema") == expected


def test_a_missing_spec_is_told(find_at: FindAt) -> None:
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
    assert find_at(text, select="schema") == [("missing-field", "spec")]


@pytest.mark.parametrize(
    ("schedule", "says"),
    [
        ("61 * * * *", "'61' is no minute"),
        ("* * * *", "has 4 fields"),
        ("0 0 32 * *", "'32' is no day of the month"),
        ("0 0 * * 7", "'7' is no day of the week"),
        ("0 0 * foo *", "'foo' is no month"),
        ("*/0 * * * *", "is no minute"),
        ("5-1 * * * *", "is no minute"),
        ("@fortnightly", "no known shorthand"),
        ("TZ=UTC 0 0 * * *", "belongs into timeZone"),
        *(
            (sound, "")
            for sound in ("30 2 * * *", "*/5 0-6,22 1 jan-mar mon-FRI", "@daily", "@every 1h", "0 0 ? * 0")
        ),
    ],
)
def test_schedules(find: Find, schedule: str, says: str) -> None:
    text = f"""
apiVersion: batch/v1
kind: CronJob
metadata: {{name: report}}
spec:
  schedule: "{schedule}"
  jobTemplate: {{spec: {{template: {{spec: {{restartPolicy: Never, containers: [{{name: a, image: b}}]}}}}}}}}
"""
    found = find(text, select="schema")
    assert [finding.code for finding in found] == (["invalid-value"] if says else [])
    assert says in "".join(finding.message for finding in found)


@pytest.mark.parametrize(
    ("cidr", "is_sound"),
    [("10.0.0.0/8", True), ("10.1.2.3/8", True), ("::/0", True), ("10.0.0.0", False), ("10.0.0/8", False)],
)
def test_networks(find: Find, cidr: str, is_sound: bool) -> None:
    text = f"""
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: out}}
spec: {{egress: [{{to: [{{ipBlock: {{cidr: "{cidr}"}}}}]}}], policyTypes: [Egress]}}
"""
    assert (find(text, select="schema") == []) is is_sound


def test_data_of_a_secret_is_base64_and_is_never_shown(find: Find) -> None:
    text = """
apiVersion: v1
kind: Secret
metadata: {name: credentials}
data: {a: aGVsbG8=, b: hunter2!, c: 12345}
stringData: {d: 67890}
"""
    found = find(text, select="schema")
    assert [(finding.code, str(finding.field)) for finding in found] == [
        ("invalid-value", "data.b"),
        ("wrong-type", "data.c"),
        ("wrong-type", "stringData.d"),
    ]
    said = " ".join(str(finding) for finding in found)
    assert not any(secret in said for secret in ("hunter2", "12345", "67890"))


def test_a_status_is_not_validated(find: Find) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}\nstatus: {anything: 5}\n"
    assert find(text, select="schema") == []


@pytest.mark.parametrize("version", ["1.25", "1.29", "1.33", "1.37", "1.99"])
def test_sound_manifests_are_valid_in_every_version(find: Find, version: str, sound: str) -> None:
    assert find(sound, version=version, select="schema") == []
