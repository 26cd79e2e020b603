"""How containers are confined, what they reach of their node, and which image they run."""

from __future__ import annotations

import pytest

from podwright.verify import Platform
from podwright.verify.images import parse_image
from tests.verify.finding import Find, FindAt, Write

SPEC = "spec.template.spec"
CONTAINER = f"{SPEC}.containers[0]"


def test_what_lacks_is_told_once_for_each_container(find: Find) -> None:
    text = """
apiVersion: v1
kind: Pod
metadata: {name: bare}
spec:
  initContainers: [{name: first, image: registry.example.com/a:1.0.0}]
  containers: [{name: second, image: registry.example.com/a:1.0.0}]
"""
    found = find(text, select="unhardened-container")
    assert [str(finding.field) for finding in found] == [
        "spec.containers[0].securityContext",
        "spec.initContainers[0].securityContext",
    ]
    assert "runAsNonRoot: true, allowPrivilegeEscalation: false" in found[0].message


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("runAsNonRoot: true, ", "", "securityContext.runAsNonRoot"),
        (", seccompProfile: {type: RuntimeDefault}", "", "securityContext.seccompProfile"),
        ("capabilities: {drop: [ALL]}", "capabilities: {drop: [KILL]}", "securityContext.capabilities.drop"),
        ("allowPrivilegeEscalation: false", "privileged: false", "securityContext.allowPrivilegeEscalation"),
    ],
)
def test_a_single_thing_that_lacks_is_told_where_it_belongs(
    find_at: FindAt, deployment: Write, old: str, new: str, path: str
) -> None:
    text = deployment().replace(old, new)
    assert find_at(text, select="unhardened-container") == [("unhardened-container", f"{CONTAINER}.{path}")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("runAsNonRoot: true", "runAsUser: 10001"),
        ("runAsNonRoot: true", "hostUsers: true"),
    ],
)
def test_a_fixed_user_is_not_root(find: Find, deployment: Write, old: str, new: str) -> None:
    found = find(deployment().replace(old, new), select="unhardened-container")
    assert bool(found) == (new != "runAsUser: 10001")


def test_a_writable_root_filesystem_is_told(find_at: FindAt, deployment: Write) -> None:
    text = deployment().replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false")
    assert find_at(text, select="security") == [
        ("writable-root-filesystem", f"{CONTAINER}.securityContext.readOnlyRootFilesystem")
    ]


@pytest.mark.parametrize(
    ("image", "extra", "found"),
    [
        ("postgres:17.6", "", True),
        ("docker.io/pgvector/pgvector:0.8.1-pg17", "", True),
        ("nginx:1.29.1", "", True),
        ("mysql:8.4.6", "", True),
        ("postgres:17.6", "volumeMounts: [{name: a, mountPath: /var/run/postgresql}]", False),
        ("postgres:17.6", "volumeMounts: [{name: a, mountPath: /var/run}]", False),
        ("postgres:17.6", "volumeMounts: [{name: a, mountPath: /var/run/postgresql, readOnly: true}]", True),
        ("postgres:17.6", "args: [-c, unix_socket_directories=/tmp]", False),
        ("postgres:17.6", "command: [sh, -c, true]", False),
        ("nginx:1.29.1", "volumeMounts: [{name: a, mountPath: /etc/nginx/nginx.conf}]", False),
        ("nginxinc/nginx-unprivileged:1.29", "", False),
        ("registry.example.com/postgres:17.6", "", False),
    ],
)
def test_images_that_have_to_write(
    find: Find, deployment: Write, image: str, extra: str, *, found: bool
) -> None:
    text = deployment(container=extra, pod="volumes: [{name: a, emptyDir: {}}]")
    text = text.replace("registry.example.com/web:1.4.2", image)
    assert bool(find(text, select="unwritable-path")) == found


def test_root_that_must_not_be_root(find_at: FindAt, deployment: Write) -> None:
    text = deployment().replace(
        "allowPrivilegeEscalation: false,", "allowPrivilegeEscalation: false, runAsUser: 0,"
    )
    assert ("non-root-as-root", f"{CONTAINER}.securityContext.runAsUser") in find_at(text, select="security")
    text = deployment().replace(
        "allowPrivilegeEscalation: false,",
        "allowPrivilegeEscalation: false, runAsUser: 0, runAsNonRoot: false,",
    )
    assert find_at(text, select="non-root-as-root") == []


@pytest.mark.parametrize(
    ("ports", "found"),
    [
        ("[{containerPort: 8080}]", True),
        ("[{containerPort: 80}, {containerPort: 8080}]", False),
        ("[]", False),
    ],
)
def test_net_bind_service_without_a_privileged_port(
    find: Find, deployment: Write, ports: str, *, found: bool
) -> None:
    text = deployment(container=f"ports: {ports}").replace(
        "drop: [ALL]", "drop: [ALL], add: [NET_BIND_SERVICE]"
    )
    assert bool(find(text, select="pointless-capability")) == found


REACHES = [
    ("privileged-container", "", "privileged: true", f"{CONTAINER}.securityContext.privileged"),
    ("host-namespace", "hostPID: true", "", f"{SPEC}.hostPID"),
    ("host-namespace", "hostIPC: true", "", f"{SPEC}.hostIPC"),
    (
        "host-path",
        "volumes: [{name: a, hostPath: {path: /run/docker.sock}}]",
        "",
        f"{SPEC}.volumes[0].hostPath",
    ),
    (
        "added-capability",
        "",
        "capabilities: {drop: [ALL], add: [SYS_ADMIN]}",
        f"{CONTAINER}.securityContext.capabilities.add[0]",
    ),
]


@pytest.mark.parametrize("reach", REACHES, ids=lambda reach: reach[0])
def test_what_reaches_into_the_node_is_told_where_nobody_decides(
    find_at: FindAt, deployment: Write, reach: tuple[str, str, str, str]
) -> None:
    code, pod, context, path = reach
    text = deployment(pod=pod)
    if context:
        text = text.replace("capabilities: {drop: [ALL]}}", f"{context}}}")
    assert (code, path) in find_at(text, select="security")
    for level in ("privileged", "baseline"):
        namespace = (
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: "
            f"{{pod-security.kubernetes.io/enforce: {level}}}}}\n---\n"
        )
        assert find_at(namespace + text, select=code) == []


def test_a_container_runtime_is_called_by_its_name(find: Find, deployment: Write) -> None:
    text = deployment(pod="volumes: [{name: a, hostPath: {path: /var/run/docker.sock}}]")
    assert "the node's container runtime" in find(text, select="host-path")[0].message


def test_host_ports_are_told_unless_the_pod_is_on_the_host(find: Find, deployment: Write) -> None:
    port = "ports: [{containerPort: 8080, hostPort: 8080}]"
    assert len(find(deployment(container=port), select="host-port")) == 1
    assert find(deployment(container=port, pod="hostNetwork: true"), select="host-port") == []


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("web", True),
        ("quay.io/team/web:latest", True),
        ("quay.io/team/web:main", True),
        ("quay.io/team/web:stable-alpine", True),
        ("docker.io/library/postgres:17", True),
        ("redis:7-alpine", True),
        ("pgvector/pgvector:pg17", True),
        ("registry.example.com:5000/web", True),
        ("quay.io/team/web:main-3f2a91c", False),
        ("quay.io/team/web:v2", False),
        ("quay.io/team/web:142", False),
        ("redis:7.2-alpine", False),
        ("postgres:17.6", False),
        ("web:local", False),
        (
            "quay.io/team/web:latest@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            False,
        ),
        ("image-registry.openshift-image-registry.svc:5000/shop/web:dev", False),
        ("localhost:5000/web", False),
        ("registry.tools.svc.cluster.local/web:latest", False),
        ("${IMAGE}", False),
        ("auto", False),
    ],
)
def test_floating_tags(find: Find, deployment: Write, image: str, *, found: bool) -> None:
    text = deployment().replace("registry.example.com/web:1.4.2", f'"{image}"')
    assert bool(find(text, select="floating-image-tag")) == found


@pytest.mark.parametrize(
    ("image", "policy", "found"),
    [
        ("registry.example.com/web:1.4.2", "Never", True),
        ("registry.example.com/web:1.4.2", "IfNotPresent", False),
        ("registry.example.com/web:1.4.2", "Always", False),
        ("image-registry.openshift-image-registry.svc:5000/shop/web:dev", "", True),
        ("image-registry.openshift-image-registry.svc:5000/shop/web:dev", "Always", False),
        ("image-registry.openshift-image-registry.svc:5000/shop/web:v1.2.3", "", False),
    ],
)
def test_pull_policies(find: Find, deployment: Write, image: str, policy: str, *, found: bool) -> None:
    text = deployment(container=f"imagePullPolicy: {policy}" if policy else "")
    text = text.replace("registry.example.com/web:1.4.2", image)
    assert bool(find(text, platform=Platform.OPENSHIFT, select="image-pull-policy")) == found


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag"),
    [
        ("postgres", "docker.io", "library/postgres", ""),
        ("postgres:17", "docker.io", "library/postgres", "17"),
        ("bitnami/redis:7.2", "docker.io", "bitnami/redis", "7.2"),
        ("localhost:5000/web:dev", "localhost:5000", "web", "dev"),
        ("registry.example.com/a/b/web:1", "registry.example.com", "a/b/web", "1"),
    ],
)
def test_images_are_taken_apart(text: str, registry: str, repository: str, tag: str) -> None:
    image = parse_image(text)
    assert image is not None
    assert (image.registry, image.repository, image.tag) == (registry, repository, tag)
