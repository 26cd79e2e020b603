"""Ingresses: their whole output, whom they let in, and what they refuse."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Deployment,
    Edge,
    Environment,
    EnvironmentChart,
    Ingress,
    IngressPath,
    Issuer,
    Port,
    Route,
    Service,
    ServiceCaCertificate,
)
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

SYSLOG = Port(name="syslog", number=5514, protocol="UDP")
METRICS = Port(name="metrics", number=9090)
HOST = "shop.example.com"
ISSUER = Issuer(name="letsencrypt-production")


def service(chart: EnvironmentChart, *ports: Port, name: str = "shop", certificate: bool = False) -> Service:
    """A Service of the ports, in front of a workload of its own."""
    web = container(ports=(HTTP, METRICS, SYSLOG))
    pod = Deployment(chart, name, name=name, component=name, containers=(web,))
    issued = ServiceCaCertificate(secret_name=f"{name}-tls") if certificate else None
    return Service(
        chart, f"{name}-service", name=name, workload=pod, ports=ports or (HTTP,), certificate=issued
    )


def ingress(chart: EnvironmentChart, **arguments: Any) -> Ingress:
    """An Ingress of what is given, for the rest everything of a host to one Service."""
    path = arguments.pop("id", "ingress")
    if "paths" not in arguments:
        arguments["paths"] = [IngressPath(prefix="/", to=service(chart).only_port)]
    defaults = {"name": "shop", "host": HOST, "ingress_class": "nginx", "issuer": ISSUER}
    return Ingress(chart, path, **{**defaults, **arguments})


def minimal(chart: EnvironmentChart) -> None:
    ingress(chart, issuer=None, tls_secret="shop-certificate")


def complete(chart: EnvironmentChart) -> None:
    ingress(
        chart,
        paths=[
            IngressPath(prefix="/", to=service(chart, name="ui").only_port),
            IngressPath(prefix="/api/", to=service(chart, name="api").only_port),
            IngressPath(prefix="/api/v2", to=service(chart, name="next").only_port),
        ],
        issuer=Issuer(name="company", kind="Issuer"),
        tls_secret="shop-certificate",
        annotations={"nginx.ingress.kubernetes.io/proxy-body-size": "10m"},
    )


def object_of(manifests: Manifests) -> dict[str, Any]:
    return manifests["Ingress/shop"]


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_output(build: Any, on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert {"Ingress/shop": object_of(on_kubernetes(build))} == yaml_snapshot


@pytest.mark.parametrize("build", [minimal, complete], ids=lambda build: build.__name__)
def test_the_schema_takes_it(build: Any, on_kubernetes: Synthesize, kubernetes: Environment) -> None:
    assert schema_errors(on_kubernetes(build), kubernetes) == []


def test_the_snapshots_give_what_is_required_and_everything() -> None:
    assert required_arguments_of(Ingress) == {"name", "host", "paths", "ingress_class"}
    assert arguments_of(Ingress) == required_arguments_of(Ingress) | {"issuer", "tls_secret", "annotations"}
    assert set(Issuer.model_fields) == {"name", "kind", "solver"}


def test_the_longest_prefix_comes_first(on_kubernetes: Synthesize) -> None:
    [rule] = object_of(on_kubernetes(complete))["spec"]["rules"]
    assert rule["host"] == HOST
    paths = [(path["path"], path["backend"]["service"]["name"]) for path in rule["http"]["paths"]]
    assert paths == [("/api/v2", "next"), ("/api/", "api"), ("/", "ui")]
    assert {path["pathType"] for path in rule["http"]["paths"]} == {"Prefix"}


def test_the_order_of_the_arguments_makes_no_difference(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart, *, turned: bool) -> None:
        to = service(chart).only_port
        paths = [IngressPath(prefix=prefix, to=to) for prefix in ("/a", "/b", "/")]
        ingress(chart, paths=paths[::-1] if turned else paths)

    first = on_kubernetes(lambda chart: build(chart, turned=False))
    assert first == on_kubernetes(lambda chart: build(chart, turned=True))


def test_it_names_the_port_of_the_service(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        to = service(chart, HTTP, METRICS).port("metrics")
        ingress(chart, paths=[IngressPath(prefix="/", to=to)])

    manifests = on_kubernetes(build)
    [rule] = object_of(manifests)["spec"]["rules"]
    backend = rule["http"]["paths"][0]["backend"]["service"]
    assert backend == {"name": "shop", "port": {"name": "metrics"}}


def test_the_controller_is_let_in_to_each_workload_and_that_port_only(on_kubernetes: Synthesize) -> None:
    manifests = on_kubernetes(complete)
    controller = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}
    for name in ("ui", "api", "next"):
        rules = manifests[f"NetworkPolicy/{name}"]["spec"]["ingress"]
        assert rules == [{"from": [controller], "ports": [{"port": 8080}]}]


def test_tls_covers_the_host(on_kubernetes: Synthesize) -> None:
    spec = object_of(on_kubernetes(ingress))["spec"]
    assert spec["tls"] == [{"hosts": [HOST], "secretName": "shop-tls"}]


@pytest.mark.parametrize(
    ("kind", "annotation"),
    [("ClusterIssuer", "cert-manager.io/cluster-issuer"), ("Issuer", "cert-manager.io/issuer")],
)
def test_the_issuer_is_asked_by_its_kind(kind: Any, annotation: str, on_kubernetes: Synthesize) -> None:
    manifests = on_kubernetes(lambda chart: ingress(chart, issuer=Issuer(name="company", kind=kind)))
    assert object_of(manifests)["metadata"]["annotations"] == {annotation: "company"}


def test_without_an_issuer_nobody_writes_into_the_secret(on_kubernetes: Synthesize) -> None:
    manifest = object_of(on_kubernetes(minimal))
    assert "annotations" not in manifest["metadata"]
    assert manifest["spec"]["tls"][0]["secretName"] == "shop-certificate"


def test_a_certificate_comes_from_somewhere(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: ingress(chart, issuer=None))
    assert problem.field == "tls_secret"
    assert problem.message == f"nothing says where the certificate of {HOST!r} comes from"


def test_paths_are_needed(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: ingress(chart, paths=[]))
    assert (problem.field, problem.path) == ("paths", "shop-test/ingress")


@pytest.mark.parametrize("twin", ["/api", "/api/"])
def test_one_path_twice_is_refused(twin: str, on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        to = service(chart).only_port
        ingress(chart, paths=[IngressPath(prefix="/api", to=to), IngressPath(prefix=twin, to=to)])

    problem = problem_of(on_kubernetes, build)
    assert problem.field == "paths[1].prefix"
    assert problem.message == f"'{HOST}{twin}' is published already, by shop-test/ingress"


def two(chart: EnvironmentChart, first: dict[str, Any], second: dict[str, Any]) -> None:
    to = service(chart).only_port
    for name, given in (("one", first), ("two", second)):
        prefix = given.pop("prefix", "/")
        ingress(chart, **{"id": name, "name": name, "paths": [IngressPath(prefix=prefix, to=to)], **given})


def test_two_ingresses_of_one_host_and_path_are_refused(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: two(chart, {}, {}))
    assert (problem.field, problem.path) == ("paths[0].prefix", "shop-test/two")
    assert problem.message == f"'{HOST}/' is published already, by shop-test/one"


def test_a_route_and_an_ingress_share_the_hosts(on_openshift: Synthesize) -> None:
    # OpenShift makes a Route of the Ingress, and admits only one of the two.
    def build(chart: EnvironmentChart) -> None:
        to = service(chart).only_port
        Route(chart, "route", name="shop", host=HOST, to=to, termination=Edge())
        ingress(chart, paths=[IngressPath(prefix="/", to=to)])

    assert problem_of(on_openshift, build).message.endswith("is published already, by shop-test/route")


def test_two_ingresses_divide_a_host_and_share_its_certificate(on_kubernetes: Synthesize) -> None:
    shared = {"prefix": "/api", "issuer": None, "tls_secret": "one-tls"}
    manifests = on_kubernetes(lambda chart: two(chart, {}, shared))
    secrets = {manifests[f"Ingress/{n}"]["spec"]["tls"][0]["secretName"] for n in ("one", "two")}
    assert secrets == {"one-tls"}


def test_two_certificates_in_one_secret_are_refused(on_kubernetes: Synthesize) -> None:
    second = {"host": f"b.{HOST}", "tls_secret": "one-tls"}
    problem = problem_of(on_kubernetes, lambda chart: two(chart, {}, second))
    assert problem.field == "tls_secret"
    assert problem.message == "Secret 'one-tls' exists already, made at shop-test/one"


def test_two_ingresses_of_one_name_are_refused(on_kubernetes: Synthesize) -> None:
    second = {"host": f"b.{HOST}", "name": "one", "tls_secret": "two-tls"}
    problem = problem_of(on_kubernetes, lambda chart: two(chart, {}, second))
    assert problem.message == "Ingress 'one' exists already, made at shop-test/one"


def test_a_port_that_is_not_tcp_is_refused(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        to = service(chart, SYSLOG, HTTP).port("syslog")
        ingress(chart, paths=[IngressPath(prefix="/", to=to)])

    assert problem_of(on_kubernetes, build).message == "an Ingress needs TCP, but port 'syslog' speaks UDP"


def test_pods_that_serve_tls_are_not_asked_by_plain_http(on_openshift: Synthesize) -> None:
    def build(chart: EnvironmentChart, annotations: dict[str, str] | None = None) -> None:
        paths = [IngressPath(prefix="/", to=service(chart, name="api", certificate=True).only_port)]
        ingress(chart, paths=paths, annotations=annotations)

    problem = problem_of(on_openshift, build)
    assert problem.field == "paths[0].to"
    assert "'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS'" in problem.remedy
    for told in (
        {"nginx.ingress.kubernetes.io/backend-protocol": "HTTPS"},
        {"route.openshift.io/termination": "reencrypt"},
    ):
        manifests = on_openshift(partial(build, annotations=told))
        assert told.items() <= object_of(manifests)["metadata"]["annotations"].items()


@pytest.mark.parametrize(
    "prefix", ["api", "", "/a b", "/a?b", "/a#b", "/a//b", "/a/../b", "/..", "/a/.", "/%2f"]
)
def test_a_prefix_that_the_api_server_refuses_is_refused(prefix: str, on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        IngressPath(prefix=prefix, to=service(chart).only_port)

    assert problem_of(on_kubernetes, build).field == "prefix"


@pytest.mark.parametrize("prefix", ["/", "/api", "/api/", "/a.b", "/..a", "/a%20b", "/.well-known/x"])
def test_other_prefixes_are_taken(prefix: str, on_kubernetes: Synthesize, kubernetes: Environment) -> None:
    def build(chart: EnvironmentChart) -> None:
        ingress(chart, paths=[IngressPath(prefix=prefix, to=service(chart).only_port)])

    assert schema_errors(on_kubernetes(build), kubernetes) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Shop"),
        ("host", "https://shop.example.com"),
        ("host", "10.0.0.1"),
        ("ingress_class", "Nginx!"),
        ("tls_secret", "Shop"),
        ("annotations", {"no key": "x"}),
    ],
)
def test_illegal_arguments_are_refused(field: str, value: Any, on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: ingress(chart, **{field: value}))
    assert (problem.field, problem.path) == (field, "shop-test/ingress")


def test_an_issuer_is_of_a_known_kind() -> None:
    kind: Any = "Clusterissuer"
    problem = refusal_of(lambda: Issuer(name="company", kind=kind))
    assert problem.field == "Issuer.kind"
    assert "ClusterIssuer" in problem.message
