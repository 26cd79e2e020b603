"""Probes call ports that their container listens on, in the language that it speaks."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find, Write
from tests.verify.workloads import container, workload

NAMED = "ports: [{name: http, containerPort: 8080}]\n"


@pytest.mark.parametrize("field", ["startupProbe", "livenessProbe", "readinessProbe"])
@pytest.mark.parametrize("handler", ["httpGet", "tcpSocket"])
def test_a_named_port_has_to_be_there(find: Find, deployment: Write, field: str, handler: str) -> None:
    probe = f"{field}: {{{handler}: {{port: htpp}}}}"
    (finding,) = find(deployment(container=NAMED + probe), select="ports")
    assert finding.code == "unknown-probe-port"
    assert str(finding.field) == f"spec.template.spec.containers[0].{field}.{handler}.port"
    assert finding.remedy == "Did you mean http?"
    assert find(deployment(container=NAMED + probe.replace("htpp", "http")), select="ports") == []


@pytest.mark.parametrize("hook", ["postStart", "preStop"])
def test_hooks_call_named_ports_too(find: Find, deployment: Write, hook: str) -> None:
    lines = NAMED + f"lifecycle: {{{hook}: {{httpGet: {{path: /stop, port: admin}}}}}}"
    (finding,) = find(deployment(container=lines), select="ports")
    assert (finding.code, finding.remedy) == ("unknown-probe-port", "Write http")


def test_the_name_of_a_neighbours_port_does_not_count(find: Find) -> None:
    text = workload(
        "web",
        container("web", NAMED),
        container(
            "proxy", "ports: [{name: proxy, containerPort: 4180}]\nlivenessProbe: {tcpSocket: {port: http}}"
        ),
    )
    (finding,) = find(text, select="ports")
    assert finding.code == "unknown-probe-port"
    assert "container web" in finding.remedy
    assert "8080" in finding.remedy


def test_a_port_without_a_name(find: Find, deployment: Write) -> None:
    lines = "ports: [{containerPort: 8080}]\nlivenessProbe: {tcpSocket: {port: http}}"
    (finding,) = find(deployment(container=lines), select="ports")
    assert finding.remedy == "Declare a port of the name http in the container"


@pytest.mark.parametrize(
    ("lines", "is_found"),
    [
        # the only port, another one is probed
        (NAMED + "livenessProbe: {tcpSocket: {port: 9999}}", True),
        ("ports: [{containerPort: 50051}]\nlivenessProbe: {grpc: {port: 50052}}", True),
        # nearly a declared one
        (
            "ports: [{containerPort: 8080}, {containerPort: 9191}]\nlivenessProbe: {tcpSocket: {port: 8008}}",
            True,
        ),
        (
            "ports: [{containerPort: 8080}, {containerPort: 9191}]\nlivenessProbe: {tcpSocket: {port: 808}}",
            True,
        ),
        # another probe says otherwise
        (
            "ports: [{containerPort: 8080}, {containerPort: 9191}]\n"
            "livenessProbe: {tcpSocket: {port: 8080}}\nreadinessProbe: {tcpSocket: {port: 6060}}",
            True,
        ),
        # declared, mentioned, of another protocol only, nothing declared, several that are all different
        (NAMED + "livenessProbe: {tcpSocket: {port: 8080}}", False),
        (NAMED + "args: [--health=:8081]\nlivenessProbe: {tcpSocket: {port: 8081}}", False),
        (
            NAMED + "env: [{name: HEALTH_PORT, value: '8081'}]\nlivenessProbe: {tcpSocket: {port: 8081}}",
            False,
        ),
        ("ports: [{containerPort: 5353, protocol: UDP}]\nlivenessProbe: {tcpSocket: {port: 8081}}", False),
        ("livenessProbe: {tcpSocket: {port: 8081}}", False),
        (
            "ports: [{containerPort: 80}, {containerPort: 443}]\n"
            "livenessProbe: {httpGet: {port: 10254}}\nreadinessProbe: {httpGet: {port: 10254}}",
            False,
        ),
        ("ports: [{name: metrics, containerPort: 9090}]\nlivenessProbe: {tcpSocket: {port: 8080}}", False),
    ],
)
def test_a_number_is_doubted_where_something_speaks_against_it(
    find: Find, deployment: Write, lines: str, is_found: bool
) -> None:
    codes = [finding.code for finding in find(deployment(container=lines), select="undeclared-probe-port")]
    assert codes == (["undeclared-probe-port"] if is_found else [])


def test_the_number_of_a_neighbours_port_probes_the_wrong_one(find: Find) -> None:
    text = workload(
        "web",
        container("web", NAMED),
        container(
            "proxy", "ports: [{name: proxy, containerPort: 4180}]\nlivenessProbe: {tcpSocket: {port: 8080}}"
        ),
    )
    (finding,) = find(text, select="ports")
    assert finding.code == "undeclared-probe-port"
    assert "container web" in finding.message


def test_injected_containers_may_be_probed(find: Find) -> None:
    text = workload(
        "web",
        container("web", NAMED + "livenessProbe: {httpGet: {port: 15021}}"),
        labels=', sidecar.istio.io/inject: "true"',
    )
    assert find(text, select="ports") == []
    assert find(text.replace('"true"', '"false"'), select="ports") != []


def test_only_sidecars_have_probes_among_init_containers(find: Find) -> None:
    init = container("proxy", "ports: [{containerPort: 4180}]\nlivenessProbe: {tcpSocket: {port: 4180}}")
    text = workload("web", pod="initContainers:\n" + init)
    (finding,) = find(text, select="ports")
    assert finding.code == "probe-on-init-container"
    assert str(finding.field) == "spec.template.spec.initContainers[0].livenessProbe"
    assert find(text.replace("image:", "restartPolicy: Always\n        image:", 1), select="ports") == []


@pytest.mark.parametrize(
    ("port", "scheme", "is_found"),
    [
        ("https", "", True),
        ("https", "HTTP", True),
        ("https", "HTTPS", False),
        ("web-tls", "", True),
        ("http", "HTTPS", True),
        ("http", "", False),
        ("http-tls", "", False),
        ("api", "", False),
        ("api", "HTTPS", False),
    ],
)
def test_the_scheme_fits_the_name_of_the_port(
    find: Find, deployment: Write, port: str, scheme: str, is_found: bool
) -> None:
    lines = f"""ports: [{{name: {port}, containerPort: 8443}}]
readinessProbe: {{httpGet: {{path: /, port: 8443{f", scheme: {scheme}" if scheme else ""}}}}}"""
    found = find(deployment(container=lines), select="ports")
    assert [finding.code for finding in found] == (["probe-scheme-mismatch"] if is_found else [])


def test_how_a_container_listens_tells_the_scheme(find: Find, deployment: Write) -> None:
    lines = """args: [--secure-listen-address=0.0.0.0:8443]
ports: [{name: proxy, containerPort: 8443}]
readinessProbe: {httpGet: {path: /healthz, port: proxy}}"""
    (finding,) = find(deployment(container=lines), select="ports")
    assert (finding.code, finding.remedy) == ("probe-scheme-mismatch", "Write scheme: HTTPS")
