"""What is called on localhost is there, and containers listen where they say that they do."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.workloads import config_map, container, service, together, workload

WEB = "ports: [{name: http, containerPort: 8080}]\n"
LLM = container("llm", "ports: [{name: grpc, containerPort: 50051}]")


def pod(lines: str, *others: str, pod: str = "", labels: str = "") -> str:
    return workload("web", container("web", WEB + lines), *others, pod=pod, labels=labels)


def codes(find: Find, *texts: str) -> list[str]:
    return [finding.code for finding in find(together(*texts), select="addresses")]


@pytest.mark.parametrize(
    "address",
    [
        "localhost:{}",
        "127.0.0.1:{}",
        "[::1]:{}",
        "http://localhost:{}/",
        "grpc://127.0.0.1:{}",
        "LOCALHOST:{}",
    ],
)
def test_localhost_is_the_pod(find: Find, address: str) -> None:
    def text(port: int) -> str:
        return pod(f'env: [{{name: LLM, value: "{address.format(port)}"}}]', LLM)

    assert codes(find, text(50051)) == []
    (finding,) = find(text(50052), select="addresses")
    assert finding.code == "unreachable-localhost"
    assert str(finding.field) == "spec.template.spec.containers[0].env[0].value"
    assert "50051 (llm)" in finding.remedy


def test_host_and_port_in_two_variables(find: Find) -> None:
    lines = "env: [{name: LLM_HOST, value: localhost}, {name: LLM_PORT, value: '50052'}]"
    (finding,) = find(pod(lines, LLM), select="addresses")
    assert str(finding.field) == "spec.template.spec.containers[0].env[1].value"
    assert codes(find, pod(lines.replace("50052", "50051"), LLM)) == []
    other = "env: [{name: LLM_HOST, value: localhost}, {name: OTHER_PORT, value: '50052'}]"
    assert codes(find, pod(other, LLM)) == []


def test_references_are_filled_in(find: Find) -> None:
    lines = 'env: [{name: P, value: "50052"}, {name: LLM, value: "localhost:$(P)"}]'
    # The variable with the number is taken for a setting of the container's own.
    assert codes(find, pod(lines, LLM)) == []
    assert codes(find, pod('args: ["--llm=localhost:$(P)"]\nenv: [{name: P, value: "50051"}]', LLM)) == []


def test_the_place_is_where_the_text_stands(find: Find) -> None:
    mounted = "volumeMounts: [{name: conf, mountPath: /etc/app}]"
    volume = "volumes: [{name: conf, configMap: {name: conf}}]"
    file = config_map("conf", app__yaml="# llm\nllm: http://localhost:50052\n")
    (finding,) = find(together(pod(mounted, LLM, pod=volume), file), select="addresses")
    assert finding.object is not None
    assert (finding.object.kind, str(finding.field)) == ("ConfigMap", "data[app.yaml]")
    assert "line 2" in finding.message


def test_the_content_of_a_secret_is_not_told(find: Find) -> None:
    secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\nstringData: {A: "http://localhost:50052/x"}'
    (finding,) = find(together(pod("envFrom: [{secretRef: {name: s}}]", LLM), secret), select="addresses")
    assert finding.code == "unreachable-localhost"
    assert "50052" not in str(finding)
    assert str(finding.field) == "stringData.A"


@pytest.mark.parametrize(
    ("lines", "others", "more"),
    [
        # a container declares no port: who knows where it listens
        ("env: [{name: DB, value: 'localhost:5432'}]", [container("sql-proxy")], {}),
        (
            "env: [{name: DB, value: 'localhost:9'}]",
            [container("m", "ports: [{name: metrics, containerPort: 1}]")],
            {},
        ),
        # the number is mentioned elsewhere
        (
            "env: [{name: DB, value: 'localhost:5432'}]",
            [container("p", WEB.replace("8080", "1") + "args: [tcp:5432]")],
            {},
        ),
        ("env: [{name: A, value: 'localhost:81'}, {name: ADMIN, value: '81'}]", [LLM], {}),
        ("env: [{name: A, value: 'localhost:81'}]\nlivenessProbe: {tcpSocket: {port: 81}}", [LLM], {}),
        # the node, injected containers
        ("env: [{name: ETCD, value: 'https://127.0.0.1:2379'}]", [LLM], {"pod": "hostNetwork: true"}),
        (
            "env: [{name: DAPR, value: 'http://localhost:3500'}]",
            [LLM],
            {"labels": ", sidecar.istio.io/inject: 'true'"},
        ),
        # for browsers
        ("env: [{name: CORS_ORIGINS, value: 'http://localhost:3000'}]", [LLM], {}),
        ("env: [{name: CALLBACK_URL, value: 'http://localhost:3000'}]", [LLM], {}),
        # a default of the container's own, perhaps
        ("args: ['--metrics-addr=127.0.0.1:9090']", [LLM], {}),
        ("args: ['--listen=127.0.0.1:9090']", [LLM], {}),
        # not known
        (
            "env: [{name: A, value: 'localhost:$(PORT)'}, {name: B, value: 'http://localhost:${PORT}'}]",
            [LLM],
            {},
        ),
    ],
)
def test_what_cannot_be_known_is_not_told(
    find: Find, lines: str, others: list[str], more: dict[str, str]
) -> None:
    found = find(pod(lines, *others, **more), select="unreachable-localhost localhost-without-listener")
    assert found == []


def test_an_init_container_runs_before_the_others(find: Find) -> None:
    init = "initContainers:\n" + container("init", "env: [{name: LLM, value: 'localhost:50052'}]")
    assert codes(find, pod("", LLM, pod=init)) == []


def test_a_text_of_several_pods_is_meant_for_one_of_them(find: Find) -> None:
    settings = config_map("settings", LLM="localhost:50051", CACHE="localhost:50052")
    reads = "envFrom: [{configMapRef: {name: settings}}]"
    batch = workload("batch", container("batch", WEB + reads), LLM.replace("50051", "50052").join(["", ""]))
    assert codes(find, pod(reads, LLM), batch, settings) == []
    assert codes(find, pod(reads, LLM), settings) == ["unreachable-localhost"]


def test_a_single_container_is_only_doubted(find: Find) -> None:
    text = pod("env: [{name: OTLP, value: 'http://localhost:4317'}]")
    (finding,) = find(text, select="addresses")
    assert finding.code == "localhost-without-listener"
    mounted = pod(
        "volumeMounts: [{name: c, mountPath: /etc/app}]", pod="volumes: [{name: c, configMap: {name: c}}]"
    )
    assert codes(find, mounted, config_map("c", app__yaml="otlp: http://localhost:4317")) == []


@pytest.mark.parametrize(
    ("lines", "is_found"),
    [
        ("args: ['--listen=0.0.0.0:8081']", True),
        ("args: ['--secure-listen-address=[::]:8081']", True),
        ("args: ['--http-address', '0.0.0.0:8081']", True),
        ("env: [{name: PORT, value: '8081'}]", True),
        ("env: [{name: HTTP_PORT, value: '8081'}]", True),
        ("args: [--port=8081]", True),
        ("args: [--port, '8081']", True),
        ("args: ['--listen=0.0.0.0:8080']", False),
        ("args: ['--listen=:8080', '--metrics-bind-address=:9090']", False),
        ("args: ['--metrics-bind-address=:9090']", False),
        ("args: ['--listen=:9000', '--http=:8080']", False),
        ("env: [{name: PORT, value: '8081'}, {name: PUBLIC, value: '8080'}]", False),
        ("env: [{name: CLICKHOUSE_HTTP_PORT, value: '8123'}]", False),
        ("env: [{name: PORT, value: http}]", False),
    ],
)
def test_listeners_and_declared_ports(find: Find, lines: str, is_found: bool) -> None:
    assert codes(find, pod(lines)) == (["undeclared-listener"] if is_found else [])


def test_a_listener_in_a_file(find: Find) -> None:
    mounted = pod(
        "volumeMounts: [{name: c, mountPath: /etc/nginx}]", pod="volumes: [{name: c, configMap: {name: c}}]"
    )
    (finding,) = find(
        together(mounted, config_map("c", nginx__conf="server {\n  listen 8081;\n}")), select="addresses"
    )
    assert finding.code == "undeclared-listener"
    assert codes(find, mounted, config_map("c", nginx__conf="server {\n  listen 8080;\n}")) == []


def test_a_port_in_shared_settings_is_for_one_of_the_readers(find: Find) -> None:
    settings = config_map("settings", PORT="3000")
    reads = "envFrom: [{configMapRef: {name: settings}}]\n"
    front = workload("front", container("front", "ports: [{containerPort: 3000}]\n" + reads))
    back = workload("back", container("back", "ports: [{containerPort: 8000}]\n" + reads))
    assert codes(find, settings, front, back) == []
    assert codes(find, settings, back) == ["undeclared-listener"]


@pytest.mark.parametrize(
    ("address", "probe", "has_service", "is_found"),
    [
        ("127.0.0.1:8080", "readinessProbe: {httpGet: {port: http}}", False, True),
        ("localhost:8080", "readinessProbe: {tcpSocket: {port: 8080}}", False, True),
        ("127.0.0.1:8080", "", True, True),
        ("127.0.0.1:8080", "", False, False),
        ("0.0.0.0:8080", "readinessProbe: {httpGet: {port: http}}", True, False),
        ("127.0.0.1:8080", "readinessProbe: {httpGet: {port: http, host: 127.0.0.1}}", False, False),
        ("127.0.0.1:8080", "readinessProbe: {exec: {command: ['true']}}", False, False),
    ],
)
def test_listeners_on_localhost_are_for_the_pod(
    find: Find, address: str, probe: str, has_service: bool, is_found: bool
) -> None:
    texts = [pod(f"args: ['--listen={address}']\n{probe}")]
    texts += [service("web", "port: 80, targetPort: http")] if has_service else []
    assert codes(find, *texts) == (["loopback-listener"] if is_found else [])
