"""Containers of a pod, and pods of a node, do not get in each other's way."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find, Write
from tests.verify.workloads import container, together, workload


def port(number: int, more: str = "") -> str:
    return f"ports: [{{name: p, containerPort: {number}{more}}}]"


def codes(find: Find, *texts: str, select: str = "ports") -> list[str]:
    return [finding.code for finding in find(together(*texts), select=select)]


def test_two_containers_cannot_have_one_port(find: Find) -> None:
    (finding,) = find(workload("web", container("a", port(8080)), container("b", port(8080))), select="ports")
    assert finding.code == "port-conflict"
    assert str(finding.field) == "spec.template.spec.containers[1].ports[0].containerPort"
    assert codes(find, workload("web", container("a", port(8080)), container("b", port(8081)))) == []


def test_protocols_and_time_keep_ports_apart(find: Find) -> None:
    udp = workload("web", container("a", port(53)), container("b", port(53, ", protocol: UDP")))
    assert codes(find, udp) == []
    init = "initContainers:\n" + container("init", port(8080))
    assert codes(find, workload("web", container("a", port(8080)), pod=init)) == []
    sidecar = init + "\n  restartPolicy: Always"
    assert codes(find, workload("web", container("a", port(8080)), pod=sidecar)) == ["port-conflict"]


def test_who_listens_on_localhost_only_leaves_the_port_to_a_proxy(find: Find) -> None:
    exporter = container("exporter", "args: [--web.listen-address=127.0.0.1:9100]\n" + port(9100))
    assert codes(find, workload("web", exporter, container("proxy", port(9100)))) == []


@pytest.mark.parametrize(
    ("first", "second", "pod", "is_found"),
    [
        (", hostPort: 80", ", hostPort: 80", "", True),
        (", hostPort: 80", ", hostPort: 81", "", False),
        (", hostPort: 80", ", hostPort: 80, protocol: UDP", "", False),
        (", hostPort: 80, hostIP: 10.0.0.1", ", hostPort: 80, hostIP: 10.0.0.2", "", False),
        (", hostPort: 80", "", "hostNetwork: true", True),
        (", hostPort: 8080", ", hostPort: 8081", "hostNetwork: true", False),
        ("", "", "hostNetwork: true", False),
    ],
)
def test_host_ports_of_a_pod(find: Find, first: str, second: str, pod: str, is_found: bool) -> None:
    text = workload("web", container("a", port(8080, first)), container("b", port(8081, second)), pod=pod)
    assert codes(find, text) == (["host-port-conflict"] if is_found else [])


def test_daemon_sets_on_every_node_need_ports_of_their_own(find: Find) -> None:
    def daemon(name: str, pod: str = "", namespace: str = "shop") -> str:
        lines = port(9100, ", hostPort: 9100")
        return workload(name, container(name, lines), kind="DaemonSet", pod=pod, namespace=namespace)

    assert codes(find, daemon("a"), daemon("b")) == ["host-port-conflict"]
    assert codes(find, daemon("a"), daemon("b", pod="nodeSelector: {gpu: 'true'}")) == []
    assert codes(find, daemon("a"), daemon("a", namespace="staging")) == []


@pytest.mark.parametrize(
    ("spec", "pod", "is_found"),
    [
        ("replicas: 2", "", True),
        ("replicas: 1", "", False),
        ("", "", False),
        (
            "replicas: 2",
            "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: []}}",
            False,
        ),
        ("replicas: 2", "topologySpreadConstraints: [{maxSkew: 1}]", False),
    ],
)
def test_host_ports_of_replicas(find: Find, spec: str, pod: str, is_found: bool) -> None:
    text = workload("web", container("web", port(80, ", hostPort: 80")), spec=spec, pod=pod)
    found = codes(find, text, select="host-port-with-replicas")
    assert found == (["host-port-with-replicas"] if is_found else [])


DROPPED = "capabilities: {drop: [ALL]}"
NON_ROOT = "runAsNonRoot: true"


@pytest.mark.parametrize(
    ("number", "own", "pod", "is_found"),
    [
        (80, f"{NON_ROOT}, {DROPPED}", "", True),
        (80, f"runAsUser: 101, {DROPPED}", "", True),
        (80, DROPPED, NON_ROOT, True),
        (80, DROPPED, "runAsUser: 101", True),
        (1023, DROPPED, NON_ROOT, True),
        (1024, DROPPED, NON_ROOT, False),
        (80, DROPPED, "", False),
        (80, NON_ROOT, "", False),
        (80, f"runAsUser: 0, {DROPPED}", "runAsUser: 101", False),
        (80, f"{NON_ROOT}, capabilities: {{drop: [ALL], add: [NET_BIND_SERVICE]}}", "", False),
        (80, f"{NON_ROOT}, privileged: true, {DROPPED}", "", False),
        (
            80,
            DROPPED,
            f"{NON_ROOT}, sysctls: [{{name: net.ipv4.ip_unprivileged_port_start, value: '0'}}]",
            False,
        ),
        (
            79,
            DROPPED,
            f"{NON_ROOT}, sysctls: [{{name: net.ipv4.ip_unprivileged_port_start, value: '80'}}]",
            True,
        ),
    ],
)
def test_low_ports_need_privileges(find: Find, number: int, own: str, pod: str, is_found: bool) -> None:
    text = workload(
        "web",
        container("web", f"{port(number)}\nsecurityContext: {{{own}}}"),
        pod=f"securityContext: {{{pod}}}",
    )
    assert codes(find, text) == (["privileged-port"] if is_found else [])


def test_low_ports_on_windows(find: Find, deployment: Write) -> None:
    assert codes(find, deployment(container=port(80), pod="os: {name: windows}")) == []
    assert codes(find, deployment(container=port(80))) == ["privileged-port"]


@pytest.mark.parametrize(
    ("annotations", "lines", "is_found"),
    [
        ('prometheus.io/scrape: "true", prometheus.io/port: "9090"', port(8080), True),
        ('prometheus.io/scrape: "true", prometheus.io/port: "8080"', port(8080), False),
        ('prometheus.io/scrape: "false", prometheus.io/port: "9090"', port(8080), False),
        (
            'prometheus.io/scrape: "true", prometheus.io/port: "9090"',
            port(8080) + "\nargs: ['--metrics=:9090']",
            False,
        ),
        ('prometheus.io/scrape: "true", prometheus.io/port: "9090"', "", False),
        ('prometheus.io/scrape: "true"', port(8080), False),
        ('prometheus.io/scrape: "true", prometheus.io/port: "${PORT}"', port(8080), False),
    ],
)
def test_scraping_annotations(find: Find, annotations: str, lines: str, is_found: bool) -> None:
    text = workload("web", container("web", lines)).replace(
        "metadata: {labels: {app: web}}",
        f"metadata: {{labels: {{app: web}}, annotations: {{{annotations}}}}}",
    )
    assert codes(find, text) == (["undeclared-scrape-port"] if is_found else [])
