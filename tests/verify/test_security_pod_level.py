"""Pod Security levels, OpenShift's constraints, and what the namespace says."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.verify import KubernetesVersion, Manifest, ManifestSet, Platform, Severity, verify
from podwright.verify.pod_security.levels import Level
from podwright.verify.pod_security.standards import violations
from podwright.verify.pods import PodTemplate
from podwright.verify.target import Target
from tests.pod_security import restricted_violations
from tests.verify.finding import Find, Write

SPEC = "spec.template.spec"
CONTAINER = f"{SPEC}.containers[0]"
HARDENED: dict[str, Any] = {
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            "name": "web",
            "image": "web:1",
            "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        }
    ],
}


def namespace(level: str, *, version: str = "", name: str = "default", annotations: str = "") -> str:
    labels = f"pod-security.kubernetes.io/enforce: {level}"
    if version:
        labels += f", pod-security.kubernetes.io/enforce-version: {version}"
    extra = f", annotations: {{{annotations}}}" if annotations else ""
    return f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{labels}}}{extra}}}\n---\n"


def pod_of(spec: dict[str, Any], annotations: dict[str, str] | None = None) -> PodTemplate:
    metadata = {"name": "web", "annotations": annotations or {}}
    found = PodTemplate.of(
        Manifest.of({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
    )
    assert found is not None
    return found


def refused(spec: dict[str, Any], level: Level, minor: int = 33) -> list[str]:
    found = violations(pod_of(spec), level, KubernetesVersion(1, minor))
    return [str(violation.node.path) for violation in found]


def hardened(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(HARDENED), **changes}


def with_context(**context: Any) -> dict[str, Any]:
    spec = copy.deepcopy(HARDENED)
    spec["containers"][0]["securityContext"] |= context
    return spec


def test_a_hardened_pod_is_restricted() -> None:
    assert refused(HARDENED, Level.RESTRICTED) == []


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (hardened(hostNetwork=True), "spec.hostNetwork"),
        (hardened(hostPID=True), "spec.hostPID"),
        (hardened(hostIPC=True), "spec.hostIPC"),
        (hardened(volumes=[{"name": "a", "hostPath": {"path": "/etc"}}]), "spec.volumes[0].hostPath"),
        (with_context(privileged=True), "spec.containers[0].securityContext.privileged"),
        (
            with_context(capabilities={"drop": ["ALL"], "add": ["SYS_ADMIN"]}),
            "spec.containers[0].securityContext.capabilities.add[0]",
        ),
        (with_context(procMount="Unmasked"), "spec.containers[0].securityContext.procMount"),
        (
            with_context(seccompProfile={"type": "Unconfined"}),
            "spec.containers[0].securityContext.seccompProfile.type",
        ),
        (
            with_context(appArmorProfile={"type": "Unconfined"}),
            "spec.containers[0].securityContext.appArmorProfile.type",
        ),
        (
            with_context(seLinuxOptions={"type": "spc_t"}),
            "spec.containers[0].securityContext.seLinuxOptions.type",
        ),
        (
            with_context(seLinuxOptions={"user": "root"}),
            "spec.containers[0].securityContext.seLinuxOptions.user",
        ),
        (
            with_context(windowsOptions={"hostProcess": True}),
            "spec.containers[0].securityContext.windowsOptions.hostProcess",
        ),
        (
            hardened(
                securityContext={
                    **HARDENED["securityContext"],
                    "sysctls": [{"name": "kernel.msgmax", "value": "1"}],
                }
            ),
            "spec.securityContext.sysctls[0].name",
        ),
        (
            hardened(
                containers=[{**HARDENED["containers"][0], "ports": [{"containerPort": 80, "hostPort": 80}]}]
            ),
            "spec.containers[0].ports[0].hostPort",
        ),
        (
            hardened(ephemeralContainers=[{"name": "debug", "securityContext": {"privileged": True}}]),
            "spec.ephemeralContainers[0].securityContext.privileged",
        ),
        (
            hardened(initContainers=[{"name": "a", "securityContext": {"privileged": True}}]),
            "spec.initContainers[0].securityContext.privileged",
        ),
    ],
)
def test_baseline_refuses(spec: dict[str, Any], path: str) -> None:
    assert refused(spec, Level.BASELINE) == [path]
    assert refused(spec, Level.PRIVILEGED) == []


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (
            hardened(securityContext={"seccompProfile": {"type": "RuntimeDefault"}}),
            "spec.securityContext.runAsNonRoot",
        ),
        (hardened(securityContext={"runAsNonRoot": True}), "spec.securityContext.seccompProfile.type"),
        (with_context(runAsNonRoot=False), "spec.containers[0].securityContext.runAsNonRoot"),
        (with_context(runAsUser=0), "spec.containers[0].securityContext.runAsUser"),
        (
            with_context(allowPrivilegeEscalation=True),
            "spec.containers[0].securityContext.allowPrivilegeEscalation",
        ),
        (with_context(capabilities={}), "spec.containers[0].securityContext.capabilities.drop"),
        (
            with_context(capabilities={"drop": ["NET_RAW"]}),
            "spec.containers[0].securityContext.capabilities.drop",
        ),
        (
            with_context(capabilities={"drop": ["ALL"], "add": ["CHOWN"]}),
            "spec.containers[0].securityContext.capabilities.add[0]",
        ),
        (hardened(volumes=[{"name": "a", "nfs": {"server": "x", "path": "/"}}]), "spec.volumes[0].nfs"),
    ],
)
def test_restricted_refuses_beyond_baseline(spec: dict[str, Any], path: str) -> None:
    assert refused(spec, Level.RESTRICTED) == [path]
    assert refused(spec, Level.BASELINE) == []


def test_what_all_containers_leave_to_the_pod_is_told_of_the_pod() -> None:
    first, second = copy.deepcopy(HARDENED["containers"][0]), copy.deepcopy(HARDENED["containers"][0])
    spec = {"containers": [first, second]}
    assert refused(spec, Level.RESTRICTED) == [
        "spec.securityContext.runAsNonRoot",
        "spec.securityContext.seccompProfile.type",
    ]
    first["securityContext"]["runAsNonRoot"] = True
    assert refused(spec, Level.RESTRICTED)[0] == "spec.containers[1].securityContext.runAsNonRoot"


def test_controls_came_with_versions() -> None:
    sysctl = {"sysctls": [{"name": "net.ipv4.tcp_rmem", "value": "1"}]}
    spec = hardened(securityContext={**HARDENED["securityContext"], **sysctl})
    assert refused(spec, Level.BASELINE, 31) == ["spec.securityContext.sysctls[0].name"]
    assert refused(spec, Level.BASELINE, 32) == []
    probe = {"httpGet": {"host": "10.0.0.1", "port": 80}}
    spec = hardened(containers=[{**HARDENED["containers"][0], "livenessProbe": probe}])
    assert refused(spec, Level.BASELINE, 33) == []
    assert refused(spec, Level.BASELINE, 34) == ["spec.containers[0].livenessProbe.httpGet.host"]


def test_root_in_a_user_namespace_of_its_own_is_nobody() -> None:
    spec = hardened(
        hostUsers=False, securityContext={"seccompProfile": {"type": "RuntimeDefault"}, "runAsUser": 0}
    )
    assert refused(spec, Level.RESTRICTED, 35) == []
    assert refused(spec, Level.RESTRICTED, 33) == [
        "spec.securityContext.runAsNonRoot",
        "spec.securityContext.runAsUser",
    ]


def test_windows_knows_no_capabilities() -> None:
    spec: dict[str, Any] = {
        "os": {"name": "windows"},
        "securityContext": {"runAsNonRoot": True},
        "containers": [{"name": "web"}],
    }
    assert refused(spec, Level.RESTRICTED) == []


CONTEXTS = st.fixed_dictionaries(
    {},
    optional={
        "allowPrivilegeEscalation": st.booleans(),
        "privileged": st.booleans(),
        "runAsNonRoot": st.booleans(),
        "runAsUser": st.sampled_from([0, 1000]),
        "procMount": st.sampled_from(["Default", "Unmasked"]),
        "capabilities": st.fixed_dictionaries(
            {},
            optional={
                "drop": st.lists(st.sampled_from(["ALL", "NET_RAW"]), max_size=2),
                "add": st.lists(st.sampled_from(["NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN"]), max_size=2),
            },
        ),
        "seccompProfile": st.fixed_dictionaries(
            {"type": st.sampled_from(["RuntimeDefault", "Localhost", "Unconfined"])}
        ),
        "seLinuxOptions": st.fixed_dictionaries(
            {}, optional={"type": st.sampled_from(["container_t", "spc_t"]), "user": st.just("u")}
        ),
    },
)
SPECS = st.fixed_dictionaries(
    {
        "containers": st.lists(
            st.fixed_dictionaries({"name": st.just("c")}, optional={"securityContext": CONTEXTS}),
            min_size=1,
            max_size=3,
        )
    },
    optional={
        "securityContext": st.fixed_dictionaries(
            {},
            optional={
                "runAsNonRoot": st.just(True),
                "runAsUser": st.sampled_from([0, 1000]),
                "seccompProfile": st.fixed_dictionaries({"type": st.sampled_from(["RuntimeDefault"])}),
            },
        ),
        "hostNetwork": st.booleans(),
        "volumes": st.lists(
            st.sampled_from(
                [
                    {"name": "a", "emptyDir": {}},
                    {"name": "b", "hostPath": {"path": "/"}},
                    {"name": "c", "nfs": {}},
                ]
            ),
            max_size=2,
        ),
    },
)


@given(SPECS)
@settings(max_examples=300, deadline=None)
def test_another_judge_comes_to_the_same_conclusion(spec: dict[str, Any]) -> None:
    spec = {key: value for key, value in spec.items() if value}
    oracle = restricted_violations({"kind": "Pod", "metadata": {}, "spec": spec})
    assert bool(refused(spec, Level.RESTRICTED)) == bool([one for one in oracle if "nfs" not in one])


@pytest.mark.parametrize(
    ("level", "code"),
    [("restricted", "pod-security-violation"), ("baseline", "unhardened-container"), ("privileged", None)],
)
def test_the_level_decides_what_lacking_hardening_is(
    find: Find, deployment: Write, level: str, code: str | None
) -> None:
    text = namespace(level) + deployment().replace("allowPrivilegeEscalation: false, ", "")
    found = find(text, select="pod-security-violation unhardened-container")
    assert [finding.code for finding in found] == ([code] if code else [])
    assert [str(finding.field) for finding in found] == (
        [f"{CONTAINER}.securityContext.allowPrivilegeEscalation"] if code else []
    )


def test_a_pinned_version_of_the_standard_counts(find: Find, deployment: Write) -> None:
    pod = "livenessProbe: {httpGet: {host: example.com, port: 80}}"
    text = deployment(container=pod)
    assert (
        find(namespace("baseline", version="v1.30") + text, version="1.35", select="pod-security-violation")
        == []
    )
    found = find(namespace("baseline") + text, version="1.35", select="pod-security-violation")
    assert [str(finding.field) for finding in found] == [f"{CONTAINER}.livenessProbe.httpGet.host"]


def test_openshift_fills_in_what_is_missing(find: Find, deployment: Write) -> None:
    text = namespace("restricted") + deployment().replace("allowPrivilegeEscalation: false, ", "")
    found = find(text, platform=Platform.OPENSHIFT, select="security")
    assert [(finding.code, finding.severity) for finding in found] == [
        ("unhardened-container", Severity.WARNING)
    ]


@pytest.mark.parametrize(
    ("pod", "container", "path"),
    [
        ("", " runAsUser: 1000", f"{CONTAINER}.securityContext.runAsUser"),
        ("hostNetwork: true", "", f"{SPEC}.hostNetwork"),
        ("volumes: [{name: a, hostPath: {path: /var}}]", "", f"{SPEC}.volumes[0].hostPath"),
        ("volumes: [{name: a, nfs: {server: x, path: /}}]", "", f"{SPEC}.volumes[0].nfs"),
        ("", "ports: [{containerPort: 80, hostPort: 80}]", f"{CONTAINER}.ports[0].hostPort"),
    ],
)
def test_restricted_v2_refuses(find: Find, deployment: Write, pod: str, container: str, path: str) -> None:
    text = deployment(pod=pod, container=container if not container.startswith(" ") else "")
    if container.startswith(" "):
        text = text.replace(
            "allowPrivilegeEscalation: false,", "allowPrivilegeEscalation: false, runAsUser: 1000,"
        )
    found = find(text, platform=Platform.OPENSHIFT, select="security")
    assert [(finding.code, str(finding.field)) for finding in found] == [("scc-violation", path)]
    assert find(text, select="scc-violation") == []


def test_the_range_of_the_namespace_is_read(find: Find, deployment: Write) -> None:
    inside = namespace("restricted", annotations='openshift.io/sa.scc.uid-range: "1000650000/10000"')
    for user, expected in ((1000650001, []), (1000660000, ["scc-violation"])):
        text = deployment().replace(
            "runAsNonRoot: true", f"runAsNonRoot: true, runAsUser: {user}, fsGroup: 1000650000"
        )
        found = find(inside + text, platform=Platform.OPENSHIFT, select="scc-violation")
        assert [finding.code for finding in found] == expected


@pytest.mark.parametrize("name", ["system:openshift:scc:anyuid", "of-somebody-else"])
def test_nothing_is_claimed_where_more_may_be_granted(find: Find, deployment: Write, name: str) -> None:
    binding = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: more}\n"
        f"roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: '{name}'}}\n"
        "subjects: [{kind: ServiceAccount, name: default, namespace: default}]\n---\n"
    )
    text = deployment().replace("runAsNonRoot: true", "runAsNonRoot: true, runAsUser: 1000")
    assert find(binding + text, platform=Platform.OPENSHIFT, select="scc-violation") == []


def test_a_bare_pod_may_use_what_its_author_may_use() -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": hardened(hostNetwork=True)}
    target = Target(kubernetes_version=KubernetesVersion(1, 33), platform=Platform.OPENSHIFT)
    assert verify(ManifestSet.of([pod]), target=target, select=["scc-violation"]).findings == ()


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ("pod-security.kubernetes.io/enforce: restrictd", "Write restricted"),
        ("pod-security.kubernetes.io/warn: Baseline", "Write baseline"),
        ("pod-security.kubernetes.io/enforce-version: 1.33", "Write latest, or v1.33"),
        ("pod-security.kubernetes.io/enforced: restricted", "Write pod-security.kubernetes.io/enforce"),
    ],
)
def test_labels_without_meaning(find: Find, labels: str, says: str) -> None:
    key, _, value = labels.partition(": ")
    text = f'apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{key}: "{value}"}}}}\n'
    found = find(text, select="invalid-pod-security-level")
    assert [str(finding.field) for finding in found] == [f"metadata.labels[{key}]"]
    assert says in found[0].remedy


def test_seccomp_annotations_ended_with_1_27(find: Find, deployment: Write) -> None:
    text = deployment().replace(
        "metadata: {labels: {app: web}}",
        "metadata: {labels: {app: web},"
        " annotations: {seccomp.security.alpha.kubernetes.io/pod: runtime/default}}",
    )
    assert find(text, version="1.33", select="ignored-seccomp-annotation") == []
    text = text.replace(", seccompProfile: {type: RuntimeDefault}", "")
    assert len(find(text, version="1.33", select="ignored-seccomp-annotation")) == 1
    assert find(text, version="1.26", select="ignored-seccomp-annotation") == []
