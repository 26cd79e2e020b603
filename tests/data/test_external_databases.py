"""Databases inside and outside the chart: one argument decides, and what a chart asks of them is the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from podwright import (
    POSTGRES_PROFILE,
    Addresses,
    Composed,
    ConfigKey,
    DatabaseAddress,
    DatabaseChoice,
    DatabaseCredentials,
    DatabaseInChart,
    DatabaseUrl,
    DeclaredSecret,
    Default,
    Deployment,
    EnvironmentChart,
    External,
    ExternalDatabase,
    Generated,
    Image,
    InvalidValueError,
    MigrateInInitContainer,
    Migrations,
    NamespacePods,
    Parameter,
    ProvidedSecret,
    Resources,
    SecretKey,
    ServiceCaCertificate,
)
from tests.refusals import refusal_of
from tests.samples import Manifests, Synthesize, container, problem_of

CREDENTIALS = DatabaseCredentials(
    username=SecretKey(secret="shop-database", key="username"),
    password=SecretKey(secret="shop-database", key="password"),
    database=SecretKey(secret="shop-database", key="database"),
)
PROVIDED: dict[str, Any] = {
    "name": "shop-database",
    "image": Image(repository="docker.io/library/postgres", tag="17.6", profile=POSTGRES_PROFILE),
    "credentials": CREDENTIALS,
}
NETWORK = Addresses(network="10.20.0.0/24")
USER, PASSWORD, NAME = (
    Parameter(name=f"DATABASE_{what}", description="A part of it.") for what in ("USER", "PASSWORD", "NAME")
)


def system(chart: EnvironmentChart, choice: DatabaseChoice, **options: Any) -> Any:
    chart.relies_on(External(kind="Secret", name="shop-database", keys=("username", "password", "database")))
    database = choice.provide(chart, "database", **{**PROVIDED, **options})
    shop = Deployment(chart, "shop", name="shop", component="shop", containers=(container(),))
    database.accept_client(shop)
    return database


def egress(manifests: Manifests) -> list[dict[str, Any]]:
    """Return the rules beside the one for DNS."""
    rules: list[dict[str, Any]] = manifests["NetworkPolicy/shop"]["spec"]["egress"]
    return rules[1:]


def test_outside_nothing_is_made_for_it(on_openshift: Synthesize) -> None:
    choice = ExternalDatabase(host="db.example.com", peers=(NETWORK,))
    manifests = on_openshift(lambda chart: system(chart, choice))
    assert not [key for key in manifests if "database" in key]


def test_inside_it_is_made(on_openshift: Synthesize) -> None:
    choice = DatabaseInChart(
        storage="20Gi",
        storage_class="fast",
        resources=Resources(cpu_request="1", cpu_limit="2", memory_request="1Gi", memory_limit="2Gi"),
    )
    manifests = on_openshift(lambda chart: system(chart, choice))
    claim = manifests["PersistentVolumeClaim/shop-database-data"]["spec"]
    assert claim["resources"] == {"requests": {"storage": "20Gi"}}
    assert claim["storageClassName"] == "fast"
    [server] = manifests["StatefulSet/shop-database"]["spec"]["template"]["spec"]["containers"]
    assert server["resources"]["requests"] == {"cpu": "1", "memory": "1Gi"}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (DatabaseInChart(), ("shop-database", 5432, "require")),
        (
            ExternalDatabase(host="db.example.com", port=6432, ssl_mode="prefer", peers=(NETWORK,)),
            ("db.example.com", 6432, "prefer"),
        ),
    ],
)
def test_what_a_chart_asks_is_the_same(
    choice: DatabaseChoice, expected: tuple[str, int, str], on_openshift: Synthesize
) -> None:
    found: list[Any] = []
    certificate = ServiceCaCertificate(secret_name="shop-database-tls")
    on_openshift(lambda chart: found.append(system(chart, choice, certificate=certificate)))
    [database] = found
    assert (database.host, database.server_port.number, database.ssl_mode) == expected
    assert database.credentials == CREDENTIALS
    assert database.client_image == PROVIDED["image"]
    # Secrets are declared before the database is made, with the same answer.
    address = choice.address(name="shop-database", certificate=certificate)
    assert (address.host, address.port, address.ssl_mode) == expected


def test_inside_without_a_certificate_nothing_is_encrypted() -> None:
    assert DatabaseInChart().address(name="shop-database").ssl_mode == "disable"


@pytest.mark.parametrize(
    ("fields", "blocks"),
    [
        ({"host": "db.example.com", "peers": (NETWORK,)}, ["10.20.0.0/24"]),
        ({"host": "10.20.0.7"}, ["10.20.0.7/32"]),
        ({"host": "2001:db8::7"}, ["2001:db8::7/128"]),
        ({"host": "10.20.0.7", "peers": (NETWORK,)}, ["10.20.0.0/24"]),
    ],
)
def test_the_policy_lets_clients_out_to_its_addresses(
    fields: dict[str, Any], blocks: list[str], on_openshift: Synthesize
) -> None:
    choice = ExternalDatabase(**fields, port=6432)
    [rule] = egress(on_openshift(lambda chart: system(chart, choice)))
    assert [peer["ipBlock"]["cidr"] for peer in rule["to"]] == blocks
    assert rule["ports"] == [{"port": 6432}]


def test_the_policy_lets_clients_out_to_another_namespace(on_openshift: Synthesize) -> None:
    peer = NamespacePods(namespace_labels={"kubernetes.io/metadata.name": "databases"}, labels={"app": "pg"})
    choice = ExternalDatabase(host="pg.databases.svc", peers=(peer,))
    [rule] = egress(on_openshift(lambda chart: system(chart, choice)))
    assert rule["to"][0]["podSelector"] == {"matchLabels": {"app": "pg"}}


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: ExternalDatabase(host="db.example.com"), "peers"),
        (lambda: ExternalDatabase(host="db.example.com:5432", peers=(NETWORK,)), "host"),
        (lambda: ExternalDatabase(host="10.0.0.1", port=0), "port"),
        (lambda: ExternalDatabase(host="10.0.0.1", ssl_mode="verify-full"), "authority"),
        (
            lambda: ExternalDatabase(host="10.0.0.1", authority=ConfigKey(config_map="ca", key="ca.crt")),
            "ssl_mode",
        ),
        (lambda: DatabaseInChart(storage="much"), "storage"),
        (lambda: DatabaseAddress(host="no host"), "host"),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidValueError) as error:
        make()
    assert [problem.field.partition(".")[2] for problem in error.value.problems] == [field]


def test_a_server_is_not_created_with_a_url(on_openshift: Synthesize) -> None:
    url = DatabaseUrl(url=SecretKey(secret="shop-database", key="url"))
    problem = problem_of(on_openshift, lambda chart: system(chart, DatabaseInChart(), credentials=url))
    assert problem.field == "credentials"


@pytest.mark.parametrize(
    ("driver", "scheme", "encryption"),
    [
        (None, "postgresql", "sslmode=require"),
        ("psycopg", "postgresql+psycopg", "sslmode=require"),
        ("psycopg2", "postgresql+psycopg2", "sslmode=require"),
        ("asyncpg", "postgresql+asyncpg", "ssl=require"),
    ],
)
@pytest.mark.parametrize("host", ["shop-database", "10.20.0.7", "2001:db8::7"])
def test_the_connection_string_is_what_drivers_read(
    driver: Any, scheme: str, encryption: str, host: str
) -> None:
    url = _url(DatabaseAddress(host=host, port=6432), driver)
    assert {parameter.name for parameter in url.parameters} == {
        "DATABASE_USER",
        "DATABASE_PASSWORD",
        "DATABASE_NAME",
    }
    filled = url.text
    for name, value in (("USER", "shop"), ("PASSWORD", "pa55"), ("NAME", "orders")):
        filled = filled.replace(f"${{DATABASE_{name}}}", value)
    parts = urlsplit(filled)
    assert (parts.scheme, parts.username, parts.password) == (scheme, "shop", "pa55")
    assert (parts.hostname, parts.port, parts.path, parts.query) == (host, 6432, "/orders", encryption)


def _url(address: DatabaseAddress, driver: Any = None) -> Composed:
    return address.url(username=USER, password=PASSWORD, database=NAME, driver=driver)


def test_its_secret_is_declared_at_once() -> None:
    address = DatabaseAddress(host="shop-database")
    declared = address.secret(name="shop-database", owner="shop", driver="psycopg", prefix="SHOP")
    assert declared.name == "shop-database"
    assert [(p.name, p.presence) for p in declared.parameters] == [
        ("SHOP_USER", Default(value="shop")),
        ("SHOP_PASSWORD", Generated(length=32)),
        ("SHOP_NAME", Default(value="shop")),
    ]
    values = {"SHOP_USER": "shop", "SHOP_PASSWORD": "hunter2", "SHOP_NAME": "catalogue"}
    assert {key: declared.text_of(key, reference=lambda p: values[p.name]) for key in declared.keys} == {
        "username": "shop",
        "password": "hunter2",
        "database": "catalogue",
        "url": "postgresql+psycopg://shop:hunter2@shop-database:5432/catalogue?sslmode=require",
    }


def test_a_server_is_created_with_what_its_secret_declares() -> None:
    declared = DatabaseAddress(host="shop-database").secret(name="database", owner="shop")
    assert DatabaseCredentials.of(ProvidedSecret(declared)) == DatabaseCredentials(
        username=SecretKey(secret="database", key="username"),
        password=SecretKey(secret="database", key="password"),
        database=SecretKey(secret="database", key="database"),
    )


def test_a_secret_without_the_keys_is_refused() -> None:
    name = Parameter(name="USER", description="Role.")
    other = ProvidedSecret(DeclaredSecret(name="other", keys={"user": name}))
    with pytest.raises(InvalidValueError, match="'other' has no key 'username'"):
        DatabaseCredentials.of(other)


@pytest.mark.parametrize("owner", ["", "Shop", "tool-registry", "1st", "shop@home", "a" * 64, "shop\n"])
def test_an_owner_that_would_need_quotes_is_refused(owner: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        DatabaseAddress(host="shop-database").secret(name="database", owner=owner)
    [problem] = refused.value.problems
    assert problem.field == "owner"
    assert "'tool_registry'" in problem.remedy


AUTHORITY = ConfigKey(config_map="database-authority", key="ca.crt")


def test_the_authority_outside_is_relied_on(on_openshift: Synthesize) -> None:
    charts: list[EnvironmentChart] = []
    choice = ExternalDatabase(host="10.20.0.7", ssl_mode="verify-full", authority=AUTHORITY)

    def build(chart: EnvironmentChart) -> None:
        system(chart, choice)
        charts.append(chart)

    on_openshift(build)
    assert External(kind="ConfigMap", name="database-authority", keys=("ca.crt",)) in charts[0].externals


def test_outside_nothing_is_named_that_is_not_used(on_openshift: Synthesize) -> None:
    found: list[Any] = []
    choice = ExternalDatabase(host="10.20.0.7")

    def build(chart: EnvironmentChart) -> None:
        found.append(choice.provide(chart, "database", credentials=CREDENTIALS))

    assert on_openshift(build) == {}
    assert (found[0].host, found[0].client_image) == ("10.20.0.7", None)
    assert choice.address() == DatabaseAddress(host="10.20.0.7")


def test_inside_it_accepts_as_many_connections_as_are_chosen(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: system(chart, DatabaseInChart(max_connections=150)))
    [server] = manifests["StatefulSet/shop-database"]["spec"]["template"]["spec"]["containers"]
    assert server["args"] == ["-c", "max_connections=150"]


def test_more_connections_than_memory_are_refused_where_they_are_chosen() -> None:
    problem = refusal_of(lambda: DatabaseInChart(max_connections=500))
    assert problem.field == "DatabaseInChart.max_connections"
    assert problem.message == "500 connections may take 2628Mi of memory, the limit is 1Gi"


def test_the_connection_string_may_leave_encryption_to_others() -> None:
    url = DatabaseAddress(host="shop-database", ssl_mode="verify-full").url(
        username=USER, password=PASSWORD, database=NAME, driver="asyncpg", with_ssl_mode=False
    )
    assert url.text.endswith("@shop-database:5432/${DATABASE_NAME}")


def test_nothing_asks_the_server_without_its_client(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        Migrations(
            chart,
            "migrations",
            name="shop-migrations",
            form=MigrateInInitContainer(),
            database=ExternalDatabase(host="10.20.0.7").provide(chart, "database", credentials=CREDENTIALS),
            container=container(),
            command=("/app/migrate", "up"),
            command_locks=True,
        )

    problem = problem_of(on_openshift, build)
    assert problem.field == "database"
    assert problem.message == "nothing is there to ask '10.20.0.7' whether it takes connections"
    assert "image=" in problem.remedy
