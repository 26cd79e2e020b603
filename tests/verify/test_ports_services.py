"""Services lead to ports that are there, and node ports can be had."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.workloads import config_map, container, service, together, workload

HTTP = "ports: [{name: http, containerPort: 8080}]\n"
UDP = "ports: [{name: dns, containerPort: 53, protocol: UDP}]\n"


def codes(find: Find, *texts: str) -> list[str]:
    return [finding.code for finding in find(together(*texts), select="ports")]


@pytest.mark.parametrize(
    ("lines", "port", "code"),
    [
        (HTTP, "port: 80, targetPort: http", ""),
        (HTTP, "port: 80, targetPort: web", "unknown-target-port"),
        (HTTP, "port: 80, targetPort: 8080", ""),
        (HTTP, "port: 8080", ""),
        (HTTP, "port: 80", "undeclared-target-port"),
        (HTTP, "port: 80, targetPort: 8081", "undeclared-target-port"),
        (HTTP, 'port: 80, targetPort: ""', "undeclared-target-port"),
        (UDP, "port: 53, protocol: UDP, targetPort: dns", ""),
        (UDP, "port: 53, targetPort: dns", "unknown-target-port"),
        (UDP, "port: 53, protocol: UDP", ""),
        (UDP, "port: 53", "undeclared-target-port"),
        # nothing declared, or only what is beside the work; the number is mentioned
        ("", "port: 80", ""),
        ("", "port: 80, targetPort: web", "unknown-target-port"),
        ("ports: [{name: metrics, containerPort: 9090}]", "port: 80", ""),
        (HTTP + "args: [--grpc=:9000]", "port: 9000", ""),
        (HTTP + "env: [{name: ADMIN, value: '9000'}]", "port: 9000", ""),
        (HTTP + "livenessProbe: {tcpSocket: {port: 9000}}", "port: 9000", ""),
        (
            "ports: [{name: metrics, containerPort: 9090}]",
            "port: 80, targetPort: http",
            "unknown-target-port",
        ),
    ],
)
def test_target_ports(find: Find, lines: str, port: str, code: str) -> None:
    found = find(
        together(workload("web", container("web", lines)), service("web", port)),
        select="unknown-target-port undeclared-target-port",
    )
    assert [finding.code for finding in found] == ([code] if code else [])
    for finding in found:
        where = "targetPort" if "targetPort" in port and '""' not in port else "port"
        assert str(finding.field) == f"spec.ports[0].{where}"


def test_any_container_and_any_workload_may_have_the_port(find: Find) -> None:
    blue = workload("blue", container("web", HTTP), labels=", tier: web")
    green = workload(
        "green", container("web"), container("proxy", HTTP.replace("http", "proxy")), labels=", tier: web"
    )
    selector = "selector: {tier: web}"
    for port in ("port: 80, targetPort: http", "port: 80, targetPort: proxy"):
        text = service("all", port).replace("selector: {app: all}", selector)
        assert codes(find, blue, green, text) == []
    text = service("all", "port: 80, targetPort: htpp").replace("selector: {app: all}", selector)
    assert codes(find, blue, green, text) == ["unknown-target-port"]


def test_a_sidecar_has_ports_and_an_init_container_has_none(find: Find) -> None:
    init = container("proxy", "restartPolicy: Always\nports: [{name: proxy, containerPort: 4180}]")
    sidecar = workload("web", container("web", HTTP), pod="initContainers:\n" + init)
    assert codes(find, sidecar, service("web", "port: 80, targetPort: proxy")) == []
    plain = sidecar.replace("restartPolicy: Always", "workingDir: /")
    assert codes(find, plain, service("web", "port: 80, targetPort: proxy")) == ["unknown-target-port"]


def test_a_port_in_a_mounted_file_is_mentioned(find: Find) -> None:
    text = workload(
        "web",
        container("web", HTTP + "volumeMounts: [{name: conf, mountPath: /etc/nginx}]"),
        pod="volumes: [{name: conf, configMap: {name: conf}}]",
    )
    assert (
        codes(find, text, config_map("conf", nginx__conf="listen 9000;"), service("web", "port: 9000")) == []
    )


def test_often_one_of_two_protocols_is_declared(find: Find) -> None:
    quic = "ports: [{name: https, containerPort: 443}]"
    pods = workload("web", container("web", quic))
    both = service("web", "name: https, port: 443", "name: http3, port: 443, protocol: UDP")
    assert codes(find, pods, both) == []
    assert codes(find, pods, service("web", "port: 443, protocol: UDP")) == ["undeclared-target-port"]


def test_what_selects_nothing_or_has_no_pods_here_is_not_judged(find: Find) -> None:
    pods = workload("web", container("web", HTTP))
    elsewhere = service("web", "port: 80, targetPort: nowhere", namespace="elsewhere")
    assert codes(find, pods, elsewhere) == []
    alias = service(
        "web", "port: 80, targetPort: nowhere", spec="type: ExternalName\nexternalName: a.example.com"
    )
    assert codes(find, pods, alias) == []
    manual = service("web", "port: 80, targetPort: nowhere").replace("  selector: {app: web}\n", "")
    assert codes(find, pods, manual) == []


@pytest.mark.parametrize(
    ("kind", "number", "is_found"),
    [
        ("NodePort", 30000, False),
        ("NodePort", 32767, False),
        ("LoadBalancer", 31000, False),
        ("NodePort", 29999, True),
        ("NodePort", 32768, True),
        ("NodePort", 80, True),
        ("ClusterIP", 30000, True),
        ("NodePort", 0, False),
    ],
)
def test_node_ports(find: Find, kind: str, number: int, is_found: bool) -> None:
    text = service("web", f"port: 80, targetPort: http, nodePort: {number}", spec=f"type: {kind}")
    found = find(text, select="ports")
    assert [finding.code for finding in found] == (["invalid-node-port"] if is_found else [])


def test_a_node_port_belongs_to_one_service(find: Find) -> None:
    def of(name: str, *ports: str, namespace: str = "shop") -> str:
        return service(name, *ports, namespace=namespace, spec="type: NodePort")

    tcp, udp = "name: a, port: 80, nodePort: 30080", "name: b, port: 80, protocol: UDP, nodePort: 30080"
    assert codes(find, of("a", tcp), of("b", tcp.replace("30080", "30081"))) == []
    assert codes(find, of("a", tcp, udp)) == []
    assert codes(find, of("a", tcp, "name: c, port: 81, nodePort: 30080")) == ["duplicate-node-port"]
    assert codes(find, of("a", tcp), of("b", udp)) == ["duplicate-node-port"]
    assert codes(find, of("a", tcp), of("b", tcp, namespace="other")) == ["duplicate-node-port"]
    # two environments
    assert codes(find, of("a", tcp), of("a", tcp, namespace="other")) == []


def test_several_ports_of_a_service_need_their_own_numbers_and_names(find: Find) -> None:
    twice = service("web", "name: a, port: 80", "name: b, port: 80")
    assert [finding.code for finding in find(twice, select="schema identity")] == ["duplicate-entry"]
    named = service("web", "name: a, port: 80", "name: a, port: 81")
    assert [finding.code for finding in find(named, select="schema identity")] == ["duplicate-port-name"]
