"""Names, labels, keys and objects are what the API server accepts, once each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify import Manifest, ManifestSet, Source, naming, verify
from tests.verify.finding import Find, Write


def named(kind: str, name: str, api_version: str = "v1", rest: str = "") -> str:
    return f'apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: "{name}"}}\n{rest}'


@pytest.mark.parametrize(
    ("kind", "api_version", "name", "code"),
    [
        ("ConfigMap", "v1", "a.b-c.1", ""),
        ("ConfigMap", "v1", "1a", ""),
        ("ConfigMap", "v1", "A", "invalid-name"),
        ("ConfigMap", "v1", "a_b", "invalid-name"),
        ("ConfigMap", "v1", "a-", "invalid-name"),
        ("ConfigMap", "v1", "a..b", "invalid-name"),
        ("ConfigMap", "v1", "a" * 253, ""),
        ("ConfigMap", "v1", "a" * 254, "name-too-long"),
        ("Namespace", "v1", "a.b", "invalid-name"),
        ("Namespace", "v1", "a" * 64, "name-too-long"),
        ("Role", "rbac.authorization.k8s.io/v1", "system:a_B", ""),
        ("Role", "rbac.authorization.k8s.io/v1", "a/b", "invalid-name"),
        ("Widget", "example.com/v1", "A", "invalid-name"),
        ("Identity", "user.openshift.io/v1", "github:4711", ""),
        ("Route", "route.openshift.io/v1", "a" * 60, "name-too-long"),
    ],
)
def test_names_of_objects(find: Find, kind: str, api_version: str, name: str, code: str) -> None:
    found = find(named(kind, name, api_version), select="identity")
    assert [finding.code for finding in found] == ([code] if code else [])
    assert all(str(finding.field) == "metadata.name" for finding in found)


def test_a_service_is_named_with_a_letter_in_front(find: Find) -> None:
    assert [f.code for f in find(named("Service", "1a", rest="spec: {}"), select="identity")] == [
        "invalid-name"
    ]
    assert find(named("Service", "a1", rest="spec: {}"), select="identity") == []


@pytest.mark.parametrize(("kind", "longest"), [("CronJob", 52), ("Job", 63)])
def test_names_that_controllers_append_to(find: Find, kind: str, longest: int) -> None:
    assert find(named(kind, "a" * longest, "batch/v1"), select="identity") == []
    (finding,) = find(named(kind, "a" * (longest + 1), "batch/v1"), select="identity")
    assert finding.code == "name-too-long"


def test_a_generated_name_is_a_name(find: Find) -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {generateName: web-}\n"
    assert find(text, select="identity") == []
    assert [f.code for f in find(text.replace("web-", "Web-"), select="identity")] == ["invalid-name"]
    assert [f.code for f in find("apiVersion: v1\nkind: Pod\nmetadata: {}\n", select="identity")] == [
        "missing-name"
    ]


def test_names_with_unknown_parameters_of_a_template_are_not_judged(find: Find) -> None:
    text = """
apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: web}
objects:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: "${NAME}"}}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: "${SUFFIX}_config"}}
parameters: [{name: NAME}, {name: SUFFIX, value: A}]
"""
    (finding,) = find(text, select="identity")
    assert (finding.code, str(finding.object)) == ("invalid-name", "ConfigMap default/A_config")
    assert finding.line == 7


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ("labels: {a: ''}", ""),
        ("labels: {example.com/a: B_c.d-1}", ""),
        ("labels: {a: 'b c'}", "invalid-label"),
        ("labels: {a: b-}", "invalid-label"),
        (f"labels: {{a: {'b' * 64}}}", "invalid-label"),
        ("labels: {a b: c}", "invalid-label"),
        ("labels: {Example.com/a: c}", "invalid-label"),
        ("annotations: {example.com/a: 'anything goes: here'}", ""),
        ("annotations: {a/b/c: x}", "invalid-annotation"),
        ("annotations: {'': x}", "invalid-annotation"),
        ("resourceVersion: '5'", "server-written-field"),
        ("creationTimestamp: null", ""),
        ("namespace: a.b", "invalid-namespace"),
    ],
)
def test_metadata(find: Find, metadata: str, code: str) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, {metadata}}}\n"
    assert [finding.code for finding in find(text, select="identity")] == ([code] if code else [])


def test_large_annotations_are_refused(find: Find) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, annotations: {{b: {'x' * 262144}}}}}\n"
    assert [f.code for f in find(text, select="invalid-annotation")] == ["invalid-annotation"]
    assert find(text.replace("xx", "x", 2), select="invalid-annotation") == []


def test_labels_of_pods_and_pairs_of_selectors_are_judged(find: Find, deployment: Write) -> None:
    text = deployment(pod="nodeSelector: {disk: 'very fast'}").replace("{app: web}", "{app: 'web app'}")
    fields = [str(finding.field) for finding in find(text, select="invalid-label")]
    assert fields == [
        "spec.selector.matchLabels.app",
        "spec.template.metadata.labels.app",
        "spec.template.spec.nodeSelector.disk",
    ]


@pytest.mark.parametrize(
    ("container", "code"),
    [
        ("ports: [{name: http, containerPort: 1}, {name: grpc-2, containerPort: 2}]", ""),
        ("ports: [{name: a-name-too-long-x, containerPort: 1}]", "invalid-port-name"),
        ("ports: [{name: a--b, containerPort: 1}]", "invalid-port-name"),
        ("ports: [{name: '80', containerPort: 80}]", "invalid-port-name"),
        ("ports: [{name: HTTP, containerPort: 80}]", "invalid-port-name"),
        ("ports: [{name: a, containerPort: 1}, {name: a, containerPort: 2}]", "duplicate-port-name"),
        ("env: [{name: A_b}]", ""),
        ("env: [{name: discovery.type}]", ""),
        ("env: [{name: log-level}]", "unreadable-env-name"),
        ("env: [{name: '1A'}]", "unreadable-env-name"),
        ("env: [{name: 'A=B'}]", "invalid-env-name"),
    ],
)
def test_names_in_containers(find: Find, deployment: Write, container: str, code: str) -> None:
    found = {finding.code for finding in find(deployment(container=container), select="identity")}
    assert found - {"unreadable-env-name"} == ({code} if code else set()) - {"unreadable-env-name"}
    assert code != "unreadable-env-name" or found == {code}


def test_names_of_variables_are_stricter_on_older_clusters(find: Find, deployment: Write) -> None:
    text = deployment(container="env: [{name: 'A B'}]")
    assert "invalid-env-name" in {f.code for f in find(text, version="1.31", select="identity")}
    assert "invalid-env-name" not in {f.code for f in find(text, version="1.32", select="identity")}


def test_keys_that_become_unreadable_variables_are_told_once_for_each(find: Find, deployment: Write) -> None:
    data = "{log-level: a, OK: b, x.y: c, x-y: d}"
    config = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\ndata: {data}\n---\n"
    text = config + deployment(container="envFrom: [{configMapRef: {name: c}, prefix: P_}]")
    found = find(text, select="unreadable-env-name")
    assert [finding.message for finding in found] == [
        "sets 'P_log-level' from the key 'log-level', which no program reads",
        "sets 'P_x-y' from the key 'x-y', which no program reads",
    ]


def test_nothing_is_said_of_variables_whose_keys_are_not_known(find: Find, deployment: Write) -> None:
    text = deployment(container="envFrom: [{configMapRef: {name: elsewhere}}, {secretRef: {name: there}}]")
    assert find(text, select="identity") == []


def test_the_ports_of_a_service_are_named_when_there_are_several(find: Find) -> None:
    text = named("Service", "a", rest="spec: {ports: [{port: 1, name: x}, {port: 2}]}\n")
    assert [(f.code, str(f.field)) for f in find(text, select="identity")] == [
        ("invalid-port-name", "spec.ports[1].name")
    ]
    assert find(named("Service", "a", rest="spec: {ports: [{port: 2}]}\n"), select="identity") == []


@pytest.mark.parametrize("key", ["a", "a.b_c-D", "..data", "a/b", "..", "x" * 254])
def test_keys_of_data(find: Find, key: str) -> None:
    for kind in ("ConfigMap", "Secret"):
        text = named(kind, "a", rest=f"data: {{\"{key}\": ''}}\n")
        found = [finding.code for finding in find(text, select="identity")]
        assert found == ([] if key in ("a", "a.b_c-D") else ["invalid-data-key"])


def test_a_key_in_data_and_in_binary_data_is_told(find: Find) -> None:
    text = named("ConfigMap", "a", rest="data: {x: a}\nbinaryData: {x: YQ==}\n")
    assert [str(f.field) for f in find(text, select="identity")] == ["binaryData.x"]


def test_an_object_that_is_described_twice_is_told_with_both_places(find: Find) -> None:
    first = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: x}\n"
    (finding,) = find(first + "---\n" + first, select="duplicate-object")
    assert finding.message == "is described twice, first at test.yaml:3"
    assert finding.line == 7
    assert find(first + "---\n" + first.replace(": x", ": z"), select="duplicate-object") == []
    assert find(first + "---\n" + first.replace("apps", "example.com"), select="duplicate-object") == []


def test_roles_in_foreign_namespaces_are_no_duplicates(find: Find) -> None:
    role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\n"
    elsewhere = role.replace("name: a", "name: a, namespace: kube-system")
    assert find(role + "---\n" + elsewhere, select="identity") == []


def test_a_namespace_without_one_is_the_one_that_all_others_name(find: Find) -> None:
    first = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n"
    second = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    assert [f.code for f in find(first + "---\n" + second, select="identity")] == ["duplicate-object"]
    assert find(first + "---\n" + second, select="identity", namespace="other") == []


def test_files_of_one_chart_that_collide_are_told() -> None:
    def manifest(name: str, api_version: str, chart: str) -> Manifest:
        content = {"apiVersion": api_version, "kind": "Widget", "metadata": {"name": name}}
        return Manifest.of(content, source=Source(chart=chart))

    colliding = [manifest("a", "x.com/v1", "one"), manifest("a", "y.com/v1", "one")]
    assert [f.code for f in verify(ManifestSet(colliding)).findings] == ["file-collision"]
    apart = [manifest("a", "x.com/v1", "one"), manifest("a", "y.com/v1", "two")]
    assert verify(ManifestSet(apart)).findings == ()


@pytest.mark.parametrize(
    ("host", "is_sound"),
    [
        ("a.example.com", True),
        ("*.example.com", True),
        ("localhost", True),
        ("https://a.com", False),
        ("A.com", False),
        ("10.0.0.1", False),
        ("a.com:80", False),
        (f"{'a' * 64}.com", False),
    ],
)
def test_hosts(find: Find, host: str, is_sound: bool) -> None:
    text = named("Ingress", "a", "networking.k8s.io/v1", f"spec: {{rules: [{{host: '{host}'}}]}}\n")
    assert (find(text, select="invalid-host") == []) is is_sound


@given(st.text())
def test_every_rule_of_naming_judges_any_text(text: str) -> None:
    for rule in (
        naming.dns_label,
        naming.dns_label_1035,
        naming.dns_subdomain,
        naming.path_segment,
        naming.label_key,
        naming.label_value,
        naming.data_key,
        naming.port_name,
        naming.shell_name,
        naming.host,
    ):
        fault = rule(text)
        assert fault is None or (fault.message and fault.remedy)


@given(st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True))
def test_a_dns_label_with_a_letter_in_front_is_a_legal_name_everywhere(text: str) -> None:
    rules = (
        naming.dns_label,
        naming.dns_label_1035,
        naming.dns_subdomain,
        naming.label_value,
        naming.data_key,
    )
    assert [rule(text) for rule in rules] == [None] * len(rules)
