"""Addresses name Services and ports that exist."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.workloads import config_map, container, service, together, workload

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
DATABASE = together(
    workload(
        "orders-db", container("postgresql", "ports: [{name: sql, containerPort: 5432}]"), kind="StatefulSet"
    ),
    service("orders-db", "name: sql, port: 5432, targetPort: sql", spec="clusterIP: None"),
)
BACKEND = together(
    workload("backend", container("backend", "ports: [{name: http, containerPort: 8000}]")),
    service("backend", "name: http, port: 80, targetPort: http"),
)
CODES = (
    "unknown-service unknown-cluster-host unknown-service-port headless-port-mismatch address-scheme-mismatch"
)


def client(value: str, name: str = "BACKEND", more: str = "") -> str:
    return workload("api", container("api", f'env: [{{name: {name}, value: "{value}"}}]'), pod=more)


def found(find: Find, *texts: str, externals: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    findings = find(together(*texts), select=CODES, externals=externals)
    return [(finding.code, finding.remedy) for finding in findings]


@pytest.mark.parametrize(
    ("value", "code", "hint"),
    [
        ("postgresql://orders-db:5432/x", "", ""),
        ("postgresql://orders-db/x", "", ""),
        ("orders-db.shop:5432", "", ""),
        ("orders-db.shop.svc:5432", "", ""),
        ("orders-db.shop.svc.cluster.local:5432", "", ""),
        ("orders-db-0.orders-db:5432", "", ""),
        ("orders-db-0.orders-db.shop:5432", "", ""),
        ("orders-db-0.orders-db.shop.svc.cluster.local:5432", "", ""),
        ("http://backend/api", "", ""),
        ("http://backend:80/api", "", ""),
        ("backend", "", ""),
        ("https://kubernetes.default.svc", "", ""),
        # misspelt
        ("postgresql://order-db:5432/x", "unknown-service", "Did you mean orders-db?"),
        ("orders-bd.shop.svc:5432", "unknown-service", "Did you mean orders-db?"),
        ("http://bakend/api", "unknown-service", "Did you mean backend?"),
        ("backend.shpo.svc:80", "unknown-service", "Did you mean backend.shop.svc?"),
        # ports
        ("http://backend:8000/api", "unknown-service-port", "Write port 80"),
        ("https://backend/api", "unknown-service-port", "Write port 80"),
        ("postgresql://orders-db:5433/x", "unknown-service-port", "Write port 5432"),
        ("orders-db-0.orders-db:5433", "unknown-service-port", "Write port 5432"),
        # looks like one of ours
        ("postgres:5432", "unknown-cluster-host", "Did you mean orders-db?"),
        ("http://backend-service:80", "unknown-cluster-host", "Did you mean backend?"),
        ("backend.elsewhere.svc:80", "unknown-cluster-host", "Did you mean backend.shop.svc?"),
        # other people's
        ("http://payments:8080", "", ""),
        ("payments.shop.svc:8080", "", ""),
        ("http://payments.elsewhere.svc:8080", "", ""),
        ("https://payments.example.com", "", ""),
        ("https://backnd.dev", "", ""),
        ("redis.io:6379", "", ""),
        ("tcp://10.0.0.1:5433", "", ""),
        ("app:1000", "", ""),
        ("backend.shop.svc.other.domain:9999", "", ""),
    ],
)
def test_hosts_and_ports(find: Find, value: str, code: str, hint: str) -> None:
    findings = found(find, DATABASE, BACKEND, client(value))
    assert [one for one, _ in findings] == ([code] if code else [])
    assert all(hint in remedy for _, remedy in findings)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("payments.shop.svc:8080", "unknown-service"),
        ("http://payments.shop.svc.cluster.local/", "unknown-service"),
        # another release may bring it
        ("http://payments:8080", ""),
    ],
)
def test_a_namespace_that_the_manifests_make_is_known(find: Find, value: str, code: str) -> None:
    findings = found(find, NAMESPACE, DATABASE, client(value))
    assert [one for one, _ in findings] == ([code] if code else [])


def test_the_name_of_a_container_is_no_host(find: Find) -> None:
    sidecar = container("llm-service", "ports: [{containerPort: 50051}]")
    text = workload("api", container("api", 'env: [{name: LLM, value: "llm-service:50051"}]'), sidecar)
    assert found(find, text) == [("unknown-service", "Did you mean localhost:50051?")]


def test_what_is_declared_or_may_be_made_is_there(find: Find) -> None:
    text = client("postgresql://postgres:5432/x")
    assert found(find, DATABASE, text, externals=("Service/postgres",)) == []
    assert found(find, DATABASE, text, externals=("Service/shop/postgres:5432,sql",)) == []
    wrong = found(find, DATABASE, text, externals=("Service/postgres:5433",))
    assert wrong == [("unknown-service-port", "Write port 5433")]
    operator = "apiVersion: db.example.com/v1\nkind: Cluster\nmetadata: {name: postgres, namespace: shop}\n"
    assert found(find, DATABASE, text, operator) == []
    alias = client(
        "postgresql://postgres:5432/x", more="hostAliases: [{ip: 10.0.0.1, hostnames: [postgres]}]"
    )
    assert found(find, DATABASE, alias) == []


def test_services_without_pods_of_their_own(find: Find) -> None:
    alias = "type: ExternalName\nexternalName: a.example.com"
    external = service("ledger", "name: unused, port: 1", spec=alias)
    manual = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: host, namespace: shop}\nspec: {ports: [{port: 25}]}"
    )
    assert found(find, external, client("ledger:1234")) == []
    assert found(find, manual, client("smtp://host:25")) == []
    assert found(find, manual, client("smtp://host:26")) == [("unknown-service-port", "Write port 25")]


def test_behind_a_headless_service_the_pods_are_called(find: Find) -> None:
    pods = workload("backend", container("backend", "ports: [{name: http, containerPort: 8000}]"))
    headless = service("backend", "name: http, port: 80, targetPort: http", spec="clusterIP: None")
    ((code, remedy),) = found(find, pods, headless, client("http://backend/"))
    assert (code, remedy) == ("unknown-service-port", "Write port http")
    assert [code for code, _ in found(find, pods, headless, client("http://backend:8000"))] == [
        "headless-port-mismatch"
    ]
    undeclared = workload("backend", container("backend"))
    assert found(find, undeclared, headless, client("http://backend/")) == []


def test_host_and_port_in_two_settings(find: Find) -> None:
    def text(host: str, port: str) -> str:
        settings = config_map("settings", DB_HOST=host, DB_PORT=port)
        return together(
            settings, workload("api", container("api", "envFrom: [{configMapRef: {name: settings}}]"))
        )

    assert found(find, DATABASE, text("orders-db", "5432")) == []
    assert [c for c, _ in found(find, DATABASE, text("orders-bd", "5432"))] == ["unknown-service"]
    (finding,) = find(together(DATABASE, text("orders-db", "3306")), select=CODES)
    assert (finding.code, str(finding.field)) == ("unknown-service-port", "data.DB_PORT")


def test_groups_of_servers_in_nginx_are_no_hosts(find: Find) -> None:
    conf = (
        "upstream backend { server 127.0.0.1:9000; }\nserver { location / { proxy_pass https://backend; } }"
    )
    mounted = container("web", "volumeMounts: [{name: c, mountPath: /etc/nginx}]")
    pod = workload("web", mounted, pod="volumes: [{name: c, configMap: {name: c}}]")
    # The Service backend has no port 443.
    assert found(find, BACKEND, pod, config_map("c", a__conf=conf)) == []
    other = conf.replace("upstream backend", "upstream other")
    wrong = found(find, BACKEND, pod, config_map("c", a__conf=other))
    assert [code for code, _ in wrong] == ["unknown-service-port"]


def test_names_that_are_no_services(find: Find) -> None:
    for value in ("http://unix:/run/a.sock", "http://BACKEND-SERVICE/x", "http://BACKEND:8000"):
        assert found(find, BACKEND, client(value)) == []


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("BACKEND_URL", True),
        ("API_BASE_URL", True),
        ("APP_URL", True),
        ("CORS_ORIGINS", False),
        ("PUBLIC_URL", False),
    ],
)
def test_origins_and_public_urls_are_no_connections(find: Find, name: str, is_found: bool) -> None:
    codes = [code for code, _ in found(find, BACKEND, client("http://backend:3000", name))]
    assert codes == (["unknown-service-port"] if is_found else [])


def test_a_text_of_two_namespaces_is_judged_by_both(find: Find) -> None:
    pod = workload("api", container("api", 'env: [{name: A, value: "http://backend:8000"}]'))
    assert [c for c, _ in found(find, BACKEND, pod)] == ["unknown-service-port"]
    assert found(find, BACKEND, pod.replace("namespace: shop", "namespace: other")) == []


@pytest.mark.parametrize(
    ("port", "value", "is_found"),
    [
        ("name: https, port: 443, targetPort: http", "http://backend:443", True),
        ("name: https, port: 443, targetPort: http", "https://backend", False),
        ("name: http, port: 8080, targetPort: http", "https://backend:8080", True),
        ("name: api, appProtocol: https, port: 8080, targetPort: http", "http://backend:8080", True),
        ("name: https, appProtocol: http, port: 8080, targetPort: http", "https://backend:8080", True),
        ("name: api, port: 8443, targetPort: http", "http://backend:8443", False),
        ("name: api, port: 80, targetPort: http", "https://backend:80", True),
        ("name: api, port: 80, targetPort: 8000", "http://backend:80", False),
    ],
)
def test_schemes(find: Find, port: str, value: str, is_found: bool) -> None:
    pods = workload("backend", container("backend", "ports: [{name: http, containerPort: 8000}]"))
    findings = found(find, pods, service("backend", port), client(value))
    assert [code for code, _ in findings] == (["address-scheme-mismatch"] if is_found else [])


@pytest.mark.parametrize(
    ("probes", "value", "is_found"),
    [
        ("readinessProbe: {httpGet: {path: /, port: s3}}", "https://backend:9000", True),
        ("livenessProbe: {httpGet: {path: /, port: 9000, scheme: HTTP}}", "https://backend:9000", True),
        ("readinessProbe: {httpGet: {path: /, port: s3, scheme: HTTPS}}", "http://backend:9000", True),
        ("readinessProbe: {httpGet: {path: /, port: s3}}", "http://backend:9000", False),
        # Another port, another protocol, or both: nothing is known.
        ("readinessProbe: {httpGet: {path: /, port: 9001}}", "https://backend:9000", False),
        ("readinessProbe: {tcpSocket: {port: s3}}", "https://backend:9000", False),
        ("lifecycle: {preStop: {httpGet: {path: /, port: s3}}}", "https://backend:9000", False),
        (
            "readinessProbe: {httpGet: {path: /, port: s3}}\n"
            "livenessProbe: {httpGet: {path: /, port: s3, scheme: HTTPS}}",
            "https://backend:9000",
            False,
        ),
    ],
)
def test_what_the_kubelet_speaks(find: Find, probes: str, value: str, is_found: bool) -> None:
    ports = "ports: [{name: s3, containerPort: 9000}, {containerPort: 9001}]\n"
    pods = workload("backend", container("backend", ports + probes))
    findings = found(find, pods, service("backend", "name: s3, port: 9000, targetPort: s3"), client(value))
    assert [code for code, _ in findings] == (["address-scheme-mismatch"] if is_found else [])


def test_the_content_of_a_secret_is_not_told(find: Find) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: shop}\nstringData: {URL: 'postgresql://me:pw@orders-bd:5432/x'}"
    pod = workload("api", container("api", "envFrom: [{secretRef: {name: s}}]"))
    (finding,) = find(together(DATABASE, pod, secret), select=CODES)
    assert finding.code == "unknown-service"
    assert "orders-bd" not in finding.message
    assert "pw" not in str(finding)


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("NUXT_PUBLIC_API", "http://backend:80", ["browser-cluster-address"]),
        ("NUXT_PUBLIC_API", "http://gone-service:8000", ["browser-cluster-address"]),
        ("VITE_API", "http://backend.shop.svc:80", ["browser-cluster-address", "build-time-variable"]),
        ("NEXT_PUBLIC_API", "/api", ["build-time-variable"]),
        ("NUXT_PUBLIC_API", "https://shop.example.com", []),
        ("NUXT_PUBLIC_API", "http://localhost:3000", []),
        ("API", "http://backend:80", []),
        ("INVITE_URL", "http://backend:80", []),
    ],
)
def test_variables_for_browsers(find: Find, name: str, value: str, codes: list[str]) -> None:
    findings = find(
        together(BACKEND, client(value, name)), select="browser-cluster-address build-time-variable"
    )
    assert sorted(finding.code for finding in findings) == codes


@pytest.mark.parametrize(
    ("env", "args", "envs", "name"),
    [
        ("- {name: A, value: $(B)}\n  - {name: B, value: x}", "", "", "B"),
        ("- {name: B, value: x}\n  - {name: A, value: $(B)}", "", "", ""),
        ("- {name: A, value: $(MISSING)}", "", "", "MISSING"),
        ("- {name: A, value: $$(MISSING)}", "", "", ""),
        ("- {name: A, value: $(BACKEND_SERVICE_HOST)}", "", "", ""),
        ("- {name: A, value: $(hostname)}", "", "", ""),
        ("- {name: A, value: x}", "--a=$(A) --b=$(GONE)", "", "GONE"),
        ("- {name: A, value: x}", "--a=$(LEVEL)", "[{configMapRef: {name: settings}}]", ""),
        ("- {name: A, value: $(LEVEL)}", "", "[{configMapRef: {name: settings}}]", ""),
        ("- {name: A, value: $(LEVEL)}", "", "[{prefix: X_, configMapRef: {name: settings}}]", "LEVEL"),
        ("- {name: A, value: $(LEVEL)}", "", "[{secretRef: {name: unknown}}]", ""),
        ("- {name: A, value: x}", "--a=$(GONE)", "[{secretRef: {name: unknown}}]", ""),
    ],
)
def test_references_to_variables(find: Find, env: str, args: str, envs: str, name: str) -> None:
    lines = (
        f"env:\n  {env}\n" + (f"args: ['{args}']\n" if args else "") + (f"envFrom: {envs}" if envs else "")
    )
    text = together(workload("api", container("api", lines)), config_map("settings", LEVEL="info"))
    findings = find(text, select="unresolved-variable")
    assert [finding.message.split(")")[0] for finding in findings] == ([f"$({name}"] if name else [])
