"""The difference between two sets: what is one, what it may do, and what is not shown."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.verify import KubernetesVersion, ManifestSet, read_text
from podwright.verify.comparison.compare import Difference, compare
from podwright.verify.comparison.fields import Change
from podwright.verify.comparison.risks import Risk

VERSION = KubernetesVersion(1, 33)


def difference(before: str, after: str) -> Difference:
    sets = (ManifestSet(read_text(text).manifests) for text in (before, after))
    return compare(*sets, version=VERSION)


def fields(before: str, after: str) -> list[tuple[str, str, str]]:
    return [
        (field.path, field.before, field.after)
        for item in difference(before, after).objects
        for field in item.fields
    ]


def deployment(container: str = "", *, spec: str = "", annotations: str = "", pod: str = "") -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
        f"  {spec or 'replicas: 2'}\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n"
        f"    metadata: {{labels: {{app: web}}, annotations: {{{annotations}}}}}\n    spec:\n"
        f"      {pod or 'dnsPolicy: ClusterFirst'}\n      containers:\n"
        f"        - {{name: web, image: 'web:1'{', ' if container else ''}{container}}}\n---\n"
    )


def config(data: str, name: str = "settings") -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {data}\n---\n"


def object_(kind: str, rest: str, *, api: str = "v1") -> str:
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\n{rest}\n---\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (deployment("resources: {limits: {cpu: 500m}}"), deployment("resources: {limits: {cpu: 0.5}}")),
        (
            deployment("resources: {requests: {memory: 1Gi}}"),
            deployment("resources: {requests: {memory: 1024Mi}}"),
        ),
        (
            deployment("ports: [{containerPort: 80}]"),
            deployment("ports: [{containerPort: 80, protocol: TCP}]"),
        ),
        (deployment(), deployment(pod="restartPolicy: null")),
        (deployment("env: []"), deployment()),
        (deployment("stdin: false"), deployment()),
        (object_("Service", "spec: {sessionAffinity: None}"), object_("Service", "spec: {}")),
        (object_("Service", "spec: {}\nstatus: {a: b}"), object_("Service", "spec: {}")),
    ],
)
def test_another_writing_is_no_difference(before: str, after: str) -> None:
    assert difference(before, after).objects == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            deployment("env: [{name: A, value: x}, {name: B, value: w}]"),
            deployment("env: [{name: A, value: x}, {name: B, value: z}]"),
            ("spec.template.spec.containers[web].env[B].value", "w", "z"),
        ),
        (
            deployment("env: [{name: A, value: x}]"),
            deployment("env: [{name: A, value: x}, {name: B, value: z}]"),
            ("spec.template.spec.containers[web].env[B]", "", '{"name": "B", "value": "z"}'),
        ),
        (
            deployment("volumeMounts: [{name: a, mountPath: /a}]"),
            deployment("volumeMounts: [{name: a, mountPath: /b}]"),
            ("spec.template.spec.containers[web].volumeMounts[a].mountPath", "/a", "/b"),
        ),
        (
            deployment("args: [--v=2, --x]"),
            deployment("args: [--v=4, --x]"),
            ("spec.template.spec.containers[web].args[--v]", "--v=2", "--v=4"),
        ),
        (
            object_("Service", "spec: {ports: [{port: 80}, {port: 443}]}"),
            object_("Service", "spec: {ports: [{port: 80}]}"),
            ("spec.ports[443]", '{"port": 443}', ""),
        ),
        (
            object_("Role", "rules: [{verbs: [get]}]", api="rbac.authorization.k8s.io/v1"),
            object_("Role", "rules: [{verbs: [get, list]}]", api="rbac.authorization.k8s.io/v1"),
            ("rules[0].verbs[list]", "", "list"),
        ),
        (
            object_("Template", "parameters: [{name: A, value: x}]", api="template.openshift.io/v1"),
            object_("Template", "parameters: [{name: A, value: z}]", api="template.openshift.io/v1"),
            ("parameters[A].value", "x", "z"),
        ),
        (config("{A: 'yes'}"), config("{A: 'no'}"), ("data.A", "yes", "no")),
        (config("{A: ' x'}"), config("{A: 'x'}"), ("data.A", '" x"', "x")),
    ],
)
def test_entries_are_told_apart_by_their_names(
    before: str, after: str, expected: tuple[str, str, str]
) -> None:
    assert fields(before, after) == [expected]


def test_another_order_is_a_difference_where_it_makes_another_template() -> None:
    before = deployment("env: [{name: A, value: x}, {name: B, value: w}]")
    after = deployment("env: [{name: B, value: w}, {name: A, value: x}]")
    found = difference(before, after)
    assert [(field.path, field.note) for field in found.objects[0].fields] == [
        ("spec.template.spec.containers[web].env", "the same entries in another order")
    ]
    ports = "spec: {ports: [{port: 80}, {port: 443}]}"
    turned = "spec: {ports: [{port: 443}, {port: 80}]}"
    assert difference(object_("Service", ports), object_("Service", turned)).objects == ()


def test_files_are_compared_line_by_line() -> None:
    before, after = config('{a.cfg: "one\\ntwo\\nthree\\n"}'), config('{a.cfg: "one\\n2\\nthree\\n"}')
    field = difference(before, after).objects[0].fields[0]
    assert (field.before, field.after) == ("", "")
    assert field.lines == ("@@ -1,3 +1,3 @@", " one", "-two", "+2", " three")


@pytest.mark.parametrize(
    ("before", "after", "risk"),
    [
        (
            deployment(),
            deployment().replace("matchLabels: {app: web}", "matchLabels: {app: other}"),
            Risk.REFUSED,
        ),
        (object_("PersistentVolumeClaim", "spec: {}"), "", Risk.DATA),
        (object_("Namespace", "") + config("{}"), config("{}"), Risk.DATA),
        (
            object_("PersistentVolume", "spec: {persistentVolumeReclaimPolicy: Retain}"),
            object_("PersistentVolume", "spec: {persistentVolumeReclaimPolicy: Delete}"),
            Risk.DATA,
        ),
        (deployment(), deployment("tty: true"), Risk.RESTART),
        (deployment(), "", Risk.RESTART),
        (deployment(), deployment(spec="replicas: 0"), Risk.RESTART),
        (deployment(), deployment(spec="replicas: 3"), Risk.CONFIGURATION),
        (deployment(spec="paused: true"), deployment("tty: true", spec="paused: true"), Risk.CONFIGURATION),
        ("", deployment(), Risk.CONFIGURATION),
        (object_("Service", "spec: {}"), object_("Service", "spec: {type: NodePort}"), Risk.EXPOSURE),
        ("", object_("NetworkPolicy", "spec: {}", api="networking.k8s.io/v1"), Risk.EXPOSURE),
        (config("{A: b}"), config("{A: c}"), Risk.CONFIGURATION),
        (
            object_("PersistentVolumeClaim", "spec: {resources: {requests: {storage: 1Gi}}}"),
            object_("PersistentVolumeClaim", "spec: {resources: {requests: {storage: 2Gi}}}"),
            Risk.CONFIGURATION,
        ),
        (
            config("{}"),
            config("{}").replace("name: settings", "name: settings, labels: {a: b}"),
            Risk.METADATA,
        ),
        (
            object_("Namespace", "").replace("name: a", "name: a, labels: {a: b}"),
            object_("Namespace", "").replace("name: a", "name: a, labels: {a: c}"),
            Risk.EXPOSURE,
        ),
    ],
)
def test_the_risk_of_a_change(before: str, after: str, risk: Risk) -> None:
    assert difference(before, after).risk is risk


def test_the_worst_comes_first() -> None:
    before = config("{A: b}") + deployment() + object_("Service", "spec: {}")
    after = config("{A: c}") + deployment("tty: true") + object_("Service", "spec: {type: NodePort}")
    found = difference(before, after)
    assert [item.risk for item in found.objects] == [Risk.RESTART, Risk.EXPOSURE, Risk.CONFIGURATION]
    assert found.counts() == {Risk.RESTART: 1, Risk.EXPOSURE: 1, Risk.CONFIGURATION: 1}


READS = "envFrom: [{configMapRef: {name: settings}}]"


def pods(before: str, after: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(restart.effect, restart.reasons) for restart in difference(before, after).restarts]


def test_a_checksum_rolls_the_pods_because_of_what_is_behind_it() -> None:
    before = config("{A: b}") + deployment(READS, annotations="checksum/settings: abc")
    after = config("{A: c}") + deployment(READS, annotations="checksum/settings: def")
    assert pods(before, after) == [("restart", ("ConfigMap settings changes",))]
    field = difference(before, after).objects[0].fields[0]
    assert (field.path, field.note, field.before) == (
        "spec.template.metadata.annotations[checksum/settings]",
        "only rolls the pods",
        "",
    )


def test_a_checksum_of_a_chart_names_what_the_pods_read() -> None:
    before = config("{A: b}") + deployment(READS, annotations="checksum/config: abc")
    after = config("{A: c}") + deployment(READS, annotations="checksum/config: def")
    assert pods(before, after) == [("restart", ("ConfigMap settings changes",))]


def test_without_a_checksum_the_pods_keep_what_they_have_read() -> None:
    before, after = config("{A: b}") + deployment(READS), config("{A: c}") + deployment(READS)
    assert pods(before, after) == [("stale", ("ConfigMap settings changes",))]
    mounted = deployment(
        "volumeMounts: [{name: c, mountPath: /c}]", pod="volumes: [{name: c, configMap: {name: settings}}]"
    )
    assert pods(config("{A: b}") + mounted, config("{A: c}") + mounted) == []
    single = mounted.replace("mountPath: /c", "mountPath: /c, subPath: A")
    assert pods(config("{A: b}") + single, config("{A: c}") + single)[0][0] == "stale"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (deployment(), deployment().replace("web:1", "web:2"), [("restart", ("image web:1 → web:2",))]),
        (deployment(), deployment("tty: true"), [("restart", ("spec.containers[web].tty is added",))]),
        ("", deployment(), [("start", ("it is new",))]),
        (deployment(), "", [("stop", ("it is removed",))]),
        (deployment(), deployment(spec="replicas: 0"), [("stop", ("it is scaled to 0",))]),
        (deployment(), deployment(spec="replicas: 3"), []),
        (deployment(spec="paused: true"), deployment("tty: true", spec="paused: true"), []),
    ],
)
def test_what_happens_to_pods(before: str, after: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert pods(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            object_("Secret", "stringData: {anything: a}"),
            object_("Secret", "stringData: {anything: hunter2}"),
        ),
        (object_("Secret", "data: {a: eA==}"), object_("Secret", "data: {a: aHVudGVyMg==}")),
        (deployment(), deployment("env: [{name: DB_PASSWORD, value: hunter2}]")),
        (
            deployment("env: [{name: DB_PASSWORD, value: a}]"),
            deployment("env: [{name: DB_PASSWORD, value: hunter2}]"),
        ),
        (config("{DB_PASSWORD: a}"), config("{DB_PASSWORD: hunter2}")),
        (config('{a.cfg: "x: 1\\n"}'), config('{a.cfg: "x: 1\\npassword: hunter2\\n"}')),
        (config("{url: x}"), config("{url: 'postgresql://a:hunter2@b/c'}")),
        (
            object_("Template", "parameters: [{name: PASSWORD, value: a}]", api="template.openshift.io/v1"),
            object_(
                "Template", "parameters: [{name: PASSWORD, value: hunter2}]", api="template.openshift.io/v1"
            ),
        ),
        (
            object_(
                "Template",
                "objects: [{kind: Secret, metadata: {name: b}, stringData: {x: a}}]",
                api="template.openshift.io/v1",
            ),
            object_(
                "Template",
                "objects: [{kind: Secret, metadata: {name: b}, stringData: {x: hunter2}}]",
                api="template.openshift.io/v1",
            ),
        ),
        (
            object_("SealedSecret", "spec: {encryptedData: {a: x}}", api="bitnami.com/v1alpha1"),
            object_("SealedSecret", "spec: {encryptedData: {a: hunter2}}", api="bitnami.com/v1alpha1"),
        ),
    ],
)
def test_secrets_are_never_shown(before: str, after: str) -> None:
    found = difference(before, after)
    assert found.objects
    assert "hunter2" not in str(found)
    assert "aHVudGVyMg" not in str(found)


def test_renaming_is_removing_and_adding() -> None:
    found = difference(config("{A: b}"), config("{A: b}", name="other"))
    assert [(item.object.name, item.change) for item in found.objects] == [
        ("other", Change.ADDED),
        ("settings", Change.REMOVED),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text("ab\n", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)


def of_content(spec: Any) -> ManifestSet:
    return ManifestSet.of(
        [{"apiVersion": "example.com/v1", "kind": "A", "metadata": {"name": "a"}, "spec": spec}]
    )


@given(JSON, JSON)
@settings(max_examples=300, deadline=None)
def test_what_is_equal_does_not_differ_and_what_differs_is_found(one: Any, other: Any) -> None:
    assert compare(of_content(one), of_content(copy.deepcopy(one)), version=VERSION).objects == ()
    found = compare(of_content(one), of_content(other), version=VERSION)
    back = compare(of_content(other), of_content(one), version=VERSION)
    assert bool(found.objects) == bool(back.objects)
    if isinstance(one, dict) and isinstance(other, dict) and set(one) != set(other):
        changed = {key for key in set(one) ^ set(other) if (one | other)[key] is not None}
        assert bool(found.objects) >= bool(changed)
