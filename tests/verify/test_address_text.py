"""Addresses are found in text of any form, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify.configuration.addresses import Address, HostKind, Role, addresses_in
from podwright.verify.configuration.settings import UNKNOWN, Origin


def scanned(text: str, name: str = "BACKEND", origin: Origin = Origin.VARIABLE) -> list[Address]:
    return list(addresses_in(text, name=name, origin=origin))


def shown(text: str, name: str = "BACKEND", origin: Origin = Origin.VARIABLE) -> list[tuple[str, int | None]]:
    return [(address.host, address.port) for address in scanned(text, name, origin)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://backend:8000/api", [("backend", 8000)]),
        ("http://backend/api", [("backend", 80)]),
        ("https://backend.shop.svc.cluster.local.", [("backend.shop.svc.cluster.local", 443)]),
        ("postgresql+asyncpg://user:p%40ss@orders-db:5432/orders?ssl=on", [("orders-db", 5432)]),
        ("jdbc:postgresql://orders-db/orders", [("orders-db", 5432)]),
        ("jdbc:sqlserver://orders-db:1433;databaseName=x", [("orders-db", 1433)]),
        ("mongodb://a:27017,b:27018/x?replicaSet=rs0", [("a", 27017), ("b", 27018)]),
        ("redis://:secret@cache:6379/0", [("cache", 6379)]),
        ("user:password@tcp(orders-db:3306)/orders", [("orders-db", 3306)]),
        ("broker-0:9092,broker-1:9092", [("broker-0", 9092), ("broker-1", 9092)]),
        ("tarsy-api.tarsy-dev.svc:8443", [("tarsy-api.tarsy-dev.svc", 8443)]),
        ("[::1]:50051", [("[::1]", 50051)]),
        ("http://[::1]:8080/", [("[::1]", 8080)]),
        ('["http://a:8080", "http://b:8081"]', [("a", 8080), ("b", 8081)]),
        ("custom://backend", [("backend", None)]),
        ("mongodb+srv://cluster.example.net/x", []),
        ("12:30", []),
        ("sha256:0123456789abcdef", []),
        ("app:1000x", []),
        ("a:b:c", []),
        ("1.2.3", []),
        ("file:///etc/x", []),
        ("s3://bucket/key", []),
        ("http://backend:port/", []),
        ("http://backend:99999/", []),
        ("http://unix:/run/app.sock", []),
        ("http://PAYMENT-SERVICE/pay", []),
        ("http://+:8080", []),
        ("plain words", []),
        ("arn:aws:iam::123456789012:role/x", []),
        ("C:\\temp:8080x", []),
        ("redis:7", []),
        (f"http://{UNKNOWN}:8080/", []),
        (f"http://{UNKNOWN}.example.com/", []),
        (f"postgres://{UNKNOWN}:{UNKNOWN}@orders-db:5432/x", [("orders-db", 5432)]),
        (f"http://backend:{UNKNOWN}/", []),
    ],
)
def test_addresses_in_a_variable(text: str, found: list[tuple[str, int | None]]) -> None:
    called = [(one.host, one.port) for one in scanned(text) if one.role is not Role.UNKNOWN]
    assert called == found


def test_an_image_is_no_address() -> None:
    assert shown("registry:5000/web:1.4", "IMAGE") == []
    assert shown("web:8080", "SIDECAR_IMAGE") == []


@pytest.mark.parametrize(
    ("name", "text", "role"),
    [
        ("LLM_SERVICE_ADDR", "localhost:50051", Role.CALLED),
        ("--upstream", "http://127.0.0.1:8080/", Role.CALLED),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317", Role.CALLED),
        ("--secure-listen-address", "0.0.0.0:8443", Role.LISTENED),
        ("--secure-listen-address", "127.0.0.1:8443", Role.LISTENED),
        ("--web.listen-address", f"[{UNKNOWN}]:9100", Role.LISTENED),
        ("--metrics-bind-address", ":8443", Role.LISTENED),
        ("--addr", ":8080", Role.LISTENED),
        ("GRPC", "[::]:50051", Role.LISTENED),
        ("SERVER_ADDR", "127.0.0.1:8080", Role.UNKNOWN),
        ("CORS_ORIGINS", "http://localhost:3000", Role.UNKNOWN),
        ("REDIRECT_URL", "http://localhost:3000", Role.UNKNOWN),
        ("NEXT_PUBLIC_API", "http://localhost:3000", Role.UNKNOWN),
        ("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://localhost:9092", Role.UNKNOWN),
        ("KAFKA_LISTENERS", "PLAINTEXT://:9092", Role.LISTENED),
        ("DB_URL", f"{UNKNOWN}:5432", Role.UNKNOWN),
    ],
)
def test_what_an_address_is_for(name: str, text: str, role: Role) -> None:
    (address,) = scanned(text, name)
    assert address.role is role


FILE = """\
# see http://localhost:9999/
http_address = "0.0.0.0:4180"
upstreams = ["http://localhost:8080/"]  # not http://localhost:8081/
backend:
  host: orders-db
  port: 5432
; url = http://localhost:7777
// http://localhost:7777
  listen 8080;
  server 127.0.0.1:9000;
  proxy_pass http://api.shop.svc:8000;
This is a sentence of several words about http://localhost:6666 and more.
db_host=cache
db_port=6379
"""


def test_addresses_in_a_file_with_their_lines() -> None:
    found = [
        (address.line, address.key, address.host, address.port, address.role)
        for address in scanned(FILE, "app.conf", Origin.FILE)
    ]
    assert sorted(found) == [
        (2, "http_address", "0.0.0.0", 4180, Role.LISTENED),
        (3, "upstreams", "localhost", 8080, Role.CALLED),
        (5, "host", "orders-db", 5432, Role.CALLED),
        (9, "listen", "*", 8080, Role.LISTENED),
        (10, "upstream server", "127.0.0.1", 9000, Role.CALLED),
        (11, "proxy_pass", "api.shop.svc", 8000, Role.CALLED),
        (13, "db_host", "cache", 6379, Role.CALLED),
    ]


@pytest.mark.parametrize("name", ["README.md", "index.html", "env.js", "logo.svg", "schema.sql", "tls.crt"])
def test_files_that_hold_no_settings(name: str) -> None:
    assert scanned("http://localhost:8080\n", name, Origin.FILE) == []


def test_manifests_in_a_file_are_about_other_pods() -> None:
    text = "apiVersion: v1\nkind: Pod\nspec: {env: http://localhost:8080}\n"
    assert scanned(text, "pod.yaml", Origin.FILE) == []


def test_the_kind_of_a_host() -> None:
    kinds = [one.kind for one in scanned("http://a http://10.0.0.1 http://127.0.0.1 http://0.0.0.0")]
    assert kinds == [HostKind.NAME, HostKind.IP, HostKind.LOOPBACK, HostKind.WILDCARD]


@given(st.text(max_size=200), st.text(max_size=20), st.sampled_from(Origin))
def test_any_text_can_be_scanned(text: str, name: str, origin: Origin) -> None:
    for address in addresses_in(text, name=name, origin=origin):
        assert address.port is None or 0 < address.port <= 65535
        assert "@" not in address.host


@given(
    st.text(alphabet="abcdefghij:/@.[]-0123456789 \n#=\"'", max_size=120),
    st.sampled_from(["app.yaml", "nginx.conf", "BACKEND", "--listen"]),
    st.sampled_from(Origin),
)
def test_nearly_addresses_can_be_scanned(text: str, name: str, origin: Origin) -> None:
    lines = text.count("\n") + 1
    assert all(0 <= one.line <= lines for one in addresses_in(text, name=name, origin=origin))


@given(
    st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True),
    st.integers(min_value=1, max_value=65535),
)
def test_a_url_is_read_as_it_is_written(host: str, port: int) -> None:
    if host != "localhost":
        assert shown(f"http://user:pa:ss@{host}:{port}/x:1/y@z") == [(host, port)]
