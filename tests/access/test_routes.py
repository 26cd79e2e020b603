"""Routes: their whole output for each termination, whom they let in, and what they refuse."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Deployment,
    Duration,
    Edge,
    Environment,
    EnvironmentChart,
    ExistingCertificate,
    IssuedCertificate,
    Passthrough,
    Port,
    Reencrypt,
    Route,
    Service,
    ServiceCaCertificate,
    ServingCertificate,
)
from tests.certificates.authorities import SHOP_CA
from tests.refusals import refusal_of
from tests.samples import (
    HTTP,
    Manifests,
    Synthesize,
    arguments_of,
    container,
    problem_of,
    required_arguments_of,
)
from tests.validity import schema_errors

HTTPS = Port(name="https", number=8443)
SYSLOG = Port(name="syslog", number=5514, protocol="UDP")
HOST = "shop.apps.example.com"
ACCEPTED = "API clients are given the service CA"


def service(chart: EnvironmentChart, *ports: Port, certificate: bool = False) -> Service:
    """A Service of the ports; with a certificate of the service CA, or one of its own."""
    web = container(ports=(HTTP, HTTPS, SYSLOG))
    pod = Deployment(chart, "shop", name="shop", component="web", containers=(web,))
    issued = ServiceCaCertificate(secret_name="shop-tls") if certificate else None
    return Service(chart, "service", name="shop", workload=pod, ports=ports or (HTTPS,), certificate=issued)


def certified(chart: EnvironmentChart, certificate: ServingCertificate) -> Service:
    """A Service of one TLS port with a certificate."""
    web = container(ports=(HTTP, HTTPS))
    pod = Deployment(chart, "shop", name="shop", component="web", containers=(web,))
    return Service(chart, "service", name="shop", workload=pod, ports=(HTTPS,), certificate=certificate)


def route(chart: EnvironmentChart, **arguments: Any) -> Route:
    """A Route of what is given, for the rest an edge Route to a plain HTTP port."""
    to = arguments.pop("to", None) or service(chart, HTTP).only_port
    defaults = {"name": "shop", "host": HOST, "to": to, "termination": Edge()}
    return Route(chart, "route", **{**defaults, **arguments})


def edge(chart: EnvironmentChart) -> Route:
    return route(chart)


def edge_with_all_options(chart: EnvironmentChart) -> Route:
    return route(chart, termination=Edge(insecure="Allow"), path="/api", timeout=Duration.parse("1h30m"))


def passthrough(chart: EnvironmentChart) -> Route:
    return route(chart, to=service(chart).only_port, termination=Passthrough())


def passthrough_with_all_options(chart: EnvironmentChart) -> Route:
    termination = Passthrough(insecure="Redirect", clients_trust_service_ca=ACCEPTED)
    return route(chart, to=service(chart, certificate=True).only_port, termination=termination)


def reencrypt(chart: EnvironmentChart) -> Route:
    return route(chart, to=service(chart, certificate=True).only_port, termination=Reencrypt())


def reencrypt_with_all_options(chart: EnvironmentChart) -> Route:
    termination = Reencrypt(insecure="None", destination_ca=SHOP_CA)
    return route(chart, to=service(chart).only_port, termination=termination, path="/api")


EVERY = [
    edge,
    edge_with_all_options,
    passthrough,
    passthrough_with_all_options,
    reencrypt,
    reencrypt_with_all_options,
]


def route_of(manifests: Manifests) -> Manifests:
    return {"Route/shop": manifests["Route/shop"]}


@pytest.mark.parametrize("build", EVERY, ids=lambda build: build.__name__)
def test_output(build: Any, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert route_of(on_openshift(build)) == yaml_snapshot


@pytest.mark.parametrize("build", EVERY, ids=lambda build: build.__name__)
def test_the_schema_takes_it(build: Any, on_openshift: Synthesize, openshift: Environment) -> None:
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_snapshots_give_what_is_required_and_everything() -> None:
    assert required_arguments_of(Route) == {"name", "host", "to", "termination"}
    assert arguments_of(Route) == required_arguments_of(Route) | {"path", "timeout"}
    assert set(Edge.model_fields) == {"insecure"}
    assert set(Passthrough.model_fields) == {"insecure", "clients_trust_service_ca"}
    assert set(Reencrypt.model_fields) == {"insecure", "destination_ca"}


@pytest.mark.parametrize("build", EVERY, ids=lambda build: build.__name__)
def test_what_the_api_server_would_add_is_written_out(build: Any, on_openshift: Synthesize) -> None:
    spec = on_openshift(build)["Route/shop"]["spec"]
    assert spec["host"] == HOST
    assert spec["wildcardPolicy"] == "None"
    assert spec["to"] == {"kind": "Service", "name": "shop", "weight": 100}


@pytest.mark.parametrize("build", EVERY, ids=lambda build: build.__name__)
def test_no_key_and_no_certificate_of_the_host_is_written(build: Any, on_openshift: Synthesize) -> None:
    tls = on_openshift(build)["Route/shop"]["spec"]["tls"]
    assert not {"certificate", "key", "caCertificate", "externalCertificate"} & set(tls)


def test_it_names_the_port_of_the_service(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        route(chart, to=service(chart, HTTP, HTTPS).port("http"))

    manifests = on_openshift(build)
    target = manifests["Route/shop"]["spec"]["port"]["targetPort"]
    assert target in {port["name"] for port in manifests["Service/shop"]["spec"]["ports"]}


def test_the_router_is_let_in_to_that_port_only(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        route(chart, to=service(chart, HTTP, HTTPS).port("http"))

    spec = on_openshift(build)["NetworkPolicy/shop"]["spec"]
    router = {"namespaceSelector": {"matchLabels": {"policy-group.network.openshift.io/ingress": ""}}}
    assert spec["ingress"] == [{"from": [router], "ports": [{"port": 8080}]}]
    assert "egress" not in spec


def test_without_a_route_nobody_is_let_in(on_openshift: Synthesize) -> None:
    spec = on_openshift(service)["NetworkPolicy/shop"]["spec"]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in spec


@pytest.mark.parametrize("insecure", ["Redirect", "Allow", "None"])
@pytest.mark.parametrize("kind", [Edge, Reencrypt])
def test_plain_http_is_a_choice_where_tls_ends_at_the_router(
    kind: type[Edge] | type[Reencrypt],
    insecure: Literal["Redirect", "Allow", "None"],
    on_openshift: Synthesize,
) -> None:
    def build(chart: EnvironmentChart) -> None:
        to = service(chart, HTTP, HTTPS, certificate=True).port("https")
        route(chart, to=to, termination=kind(insecure=insecure))

    tls = on_openshift(build)["Route/shop"]["spec"]["tls"]
    assert tls == {"termination": kind.__name__.lower(), "insecureEdgeTerminationPolicy": insecure}


def test_passthrough_cannot_allow_plain_http() -> None:
    insecure: Any = "Allow"
    problem = refusal_of(lambda: Passthrough(insecure=insecure))
    assert (problem.field, problem.remedy) == ("Passthrough.insecure", "Write 'Redirect' or 'None'")


def test_passthrough_cannot_choose_by_path(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: route(chart, to=service(chart).only_port, termination=Passthrough(), path="/api"),
    )
    assert problem.field == "path"
    assert "sees only the encrypted stream" in problem.message
    assert problem.remedy == "Drop path=, or use Reencrypt()"


def test_passthrough_to_the_service_ca_is_refused_unless_accepted(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: route(chart, to=service(chart, certificate=True).only_port, termination=Passthrough()),
    )
    assert problem.field == "termination.clients_trust_service_ca"
    assert "it names 'shop.shop-test.svc', not the Route's host" in problem.message
    assert problem.remedy.startswith("Use Reencrypt(), or say")
    assert "Route/shop" in on_openshift(passthrough_with_all_options)


NAMES = ("shop.shop-test.svc", "*.apps.example.com")
CARRYING = [
    IssuedCertificate(secret_name="shop-tls", dns_names=("shop.shop-test.svc", HOST)),
    ExistingCertificate(secret_name="shop-tls", dns_names=NAMES),
]


@pytest.mark.parametrize("certificate", CARRYING)
def test_passthrough_to_a_certificate_that_carries_the_host_needs_nothing(
    certificate: ServingCertificate, on_openshift: Synthesize
) -> None:
    def build(chart: EnvironmentChart) -> None:
        route(chart, to=certified(chart, certificate).only_port, termination=Passthrough())
        assert not chart.waivers

    assert "Route/shop" in on_openshift(build)


@pytest.mark.parametrize("certificate", CARRYING)
def test_passthrough_to_a_certificate_without_the_host_is_refused(
    certificate: ServingCertificate, on_openshift: Synthesize
) -> None:
    host = "shop.example.org"
    problem = problem_of(
        on_openshift,
        lambda chart: route(
            chart, host=host, to=certified(chart, certificate).only_port, termination=Passthrough()
        ),
    )
    assert problem.field == "host"
    assert problem.message == (
        f"clients outside cannot verify the certificate in 'shop-tls': it does not carry {host!r}"
    )
    assert f"hosts=({host!r},)" in problem.remedy


@pytest.mark.parametrize("certificate", CARRYING)
def test_the_router_has_no_authority_of_other_certificates(
    certificate: ServingCertificate, on_openshift: Synthesize
) -> None:
    def build(chart: EnvironmentChart, destination_ca: str | None = None) -> None:
        termination = Reencrypt(destination_ca=destination_ca)
        route(chart, to=certified(chart, certificate).only_port, termination=termination)

    assert problem_of(on_openshift, build).field == "termination.destination_ca"
    manifests = on_openshift(lambda chart: build(chart, SHOP_CA))
    assert manifests["Route/shop"]["spec"]["tls"]["destinationCACertificate"] == SHOP_CA


@pytest.mark.parametrize("certificate", CARRYING)
def test_edge_to_a_service_with_any_certificate_is_refused(
    certificate: ServingCertificate, on_openshift: Synthesize
) -> None:
    problem = problem_of(on_openshift, lambda chart: route(chart, to=certified(chart, certificate).only_port))
    assert problem.field == "termination"


def test_a_reason_that_accepts_nothing_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: route(
            chart,
            to=service(chart).only_port,
            termination=Passthrough(clients_trust_service_ca=ACCEPTED),
        ),
    )
    assert problem.field == "termination.clients_trust_service_ca"
    assert problem.remedy == "Give Passthrough() without clients_trust_service_ca="


def test_a_blank_reason_is_none() -> None:
    problem = refusal_of(lambda: Passthrough(clients_trust_service_ca="  "))
    assert problem.field == "Passthrough.clients_trust_service_ca"


def test_edge_to_a_service_that_serves_only_tls_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift, lambda chart: route(chart, to=service(chart, certificate=True).only_port)
    )
    assert problem.field == "termination"
    assert "an edge Route speaks plain HTTP" in problem.message
    assert problem.remedy.startswith("Use Reencrypt()")


def test_edge_to_the_plain_port_beside_a_tls_port_is_fine(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        route(chart, to=service(chart, HTTP, HTTPS, certificate=True).port("http"))

    assert on_openshift(build)["Route/shop"]["spec"]["tls"]["termination"] == "edge"


def test_edge_has_no_destination_ca() -> None:
    arguments: dict[str, Any] = {"destination_ca": SHOP_CA}
    problem = refusal_of(lambda: Edge(**arguments))
    assert problem.message == "Edge has no argument 'destination_ca'"


def test_reencrypt_needs_an_authority_that_the_router_knows(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: route(chart, to=service(chart).only_port, termination=Reencrypt()),
    )
    assert problem.field == "termination.destination_ca"
    assert problem.remedy == (
        "Give Reencrypt(destination_ca=…), or choose Passthrough() or ServiceCaCertificates()"
    )


def test_a_destination_ca_is_a_certificate_and_never_repeated() -> None:
    text = "-----BEGIN PRIVATE KEY-----\nTOPSECRET\n-----END PRIVATE KEY-----\n"
    problem = refusal_of(lambda: Reencrypt(destination_ca=text))
    assert problem.field == "Reencrypt.destination_ca"
    assert "TOPSECRET" not in str(problem)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "https://shop.example.com",
        "shop.example.com:8443",
        "shop.example.com/api",
        "*.apps.example.com",
        "Shop.example.com",
        "shop_.example.com",
        "shop..example.com",
        "-shop.example.com",
        "10.0.0.1",
        f"{'s' * 64}.example.com",
        f"{'s' * 60}." * 5 + "example.com",
    ],
)
def test_a_host_that_is_no_dns_name_is_refused(host: str, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: route(chart, host=host))
    assert (problem.field, problem.path) == ("host", "shop-test/route")
    assert problem.message == f"{host!r} is not a DNS host name"


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("api", "Begin it with '/', such as '/api'"),
        ("", "Begin it with '/', such as '/'"),
        ("/api?version=1", "Write '/api'"),
        ("/api#top", "Write '/api'"),
    ],
)
def test_a_path_is_only_a_path(path: str, remedy: str, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: route(chart, path=path))
    assert (problem.field, problem.remedy) == ("path", remedy)


@pytest.mark.parametrize(("timeout", "written"), [("1s", "1s"), ("5m", "300s"), ("1h30m", "5400s")])
def test_a_timeout_has_one_unit_as_haproxy_wants_it(
    timeout: str, written: str, on_openshift: Synthesize
) -> None:
    manifests = on_openshift(lambda chart: route(chart, timeout=Duration.parse(timeout)))
    annotations = manifests["Route/shop"]["metadata"]["annotations"]
    assert annotations == {"haproxy.router.openshift.io/timeout": written}


@pytest.mark.parametrize("timeout", [Duration(0), Duration(2**31 // 1000 + 1)])
def test_a_timeout_that_haproxy_ignores_is_refused(timeout: Duration, on_openshift: Synthesize) -> None:
    problem = problem_of(on_openshift, lambda chart: route(chart, timeout=timeout))
    assert problem.field == "timeout"
    assert problem.message == f"the router waits 1 second to 596h31m23s, not {timeout}"


def test_a_port_that_is_not_tcp_is_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift, lambda chart: route(chart, to=service(chart, SYSLOG, HTTP).port("syslog"))
    )
    assert (problem.field, problem.message) == ("port", "a Route needs TCP, but port 'syslog' speaks UDP")


def test_an_illegal_name_is_refused(on_openshift: Synthesize) -> None:
    assert problem_of(on_openshift, lambda chart: route(chart, name="Shop")).field == "name"


def two(chart: EnvironmentChart, first: dict[str, Any], second: dict[str, Any]) -> None:
    to = service(chart, HTTP).only_port
    for name, arguments in (("one", first), ("two", second)):
        Route(chart, name, **{"name": name, "to": to, "termination": Edge(), **arguments})


def test_two_routes_of_one_host_and_path_are_refused(on_openshift: Synthesize) -> None:
    # The router admits the older one only.
    problem = problem_of(on_openshift, lambda chart: two(chart, {"host": HOST}, {"host": HOST}))
    assert (problem.field, problem.path) == ("host", "shop-test/two")
    assert problem.message == f"'{HOST}' is published already, by shop-test/one"


def test_two_routes_divide_the_paths_of_one_host(on_openshift: Synthesize) -> None:
    manifests = on_openshift(lambda chart: two(chart, {"host": HOST}, {"host": HOST, "path": "/api"}))
    assert {"Route/one", "Route/two"} <= set(manifests)


def test_two_routes_of_one_name_are_refused(on_openshift: Synthesize) -> None:
    problem = problem_of(
        on_openshift,
        lambda chart: two(chart, {"host": HOST, "name": "shop"}, {"host": f"b.{HOST}", "name": "shop"}),
    )
    assert problem.message == "Route 'shop' exists already, made at shop-test/one"


def test_routes_need_openshift(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, edge)
    assert (problem.field, problem.path) == ("platform", "shop-test/route")
    assert problem.message == "a Route needs OpenShift, but 'test' is Kubernetes"
    assert "platform=OpenShift(…)" in problem.remedy
