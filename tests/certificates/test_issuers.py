"""Issuers, and the policy without which nobody reaches the pods that answer for a host."""

from __future__ import annotations

from typing import Any

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Deployment,
    Environment,
    EnvironmentChart,
    Http01Solver,
    Ingress,
    IngressPath,
    Issuer,
    Namespace,
    Probe,
    Service,
    TcpSocket,
    synthesize,
)
from tests.samples import HTTP, Synthesize, arguments_of, container, problem_of, required_arguments_of
from tests.validity import schema_errors

POLICY = "NetworkPolicy/shop-http01-solver"


def solver(chart: EnvironmentChart) -> None:
    Http01Solver(chart, "solver", name="shop-http01-solver")


def published(chart: EnvironmentChart, *issuers: Issuer | None) -> None:
    """An Ingress for each issuer; one without has a Secret of the first Ingress."""
    web = container(ports=(HTTP,), readiness=Probe(check=TcpSocket(port=HTTP)))
    pod = Deployment(chart, "shop", name="shop", component="web", containers=(web,))
    to = Service(chart, "service", name="shop", workload=pod, ports=(HTTP,)).only_port
    for index, issuer in enumerate(issuers):
        Ingress(
            chart,
            f"ingress-{index}",
            name=f"shop-{index}",
            host=f"shop-{index}.example.com",
            paths=(IngressPath(prefix="/", to=to),),
            ingress_class="nginx",
            issuer=issuer,
            tls_secret=None if issuer else "shop-0-tls",
        )


def test_output(on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(solver) == yaml_snapshot


def test_the_schema_takes_it(on_kubernetes: Synthesize, kubernetes: Environment) -> None:
    assert schema_errors(on_kubernetes(solver), kubernetes) == []


def test_the_snapshot_gives_everything() -> None:
    assert arguments_of(Http01Solver) == required_arguments_of(Http01Solver) == {"name"}


def test_two_of_one_name_are_refused(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        solver(chart)
        Http01Solver(chart, "again", name="shop-http01-solver")

    assert "exists already" in problem_of(on_kubernetes, build).message


@pytest.mark.parametrize(
    ("issuers", "is_emitted"),
    [
        ((Issuer(name="letsencrypt"),), True),
        ((Issuer(name="letsencrypt", solver="http01"),), True),
        ((Issuer(name="letsencrypt", solver="dns01"),), False),
        ((Issuer(name="a", solver="dns01"), Issuer(name="b", solver="http01")), True),
        ((Issuer(name="a"), Issuer(name="b"), None), True),
    ],
)
def test_an_ingress_brings_the_policy_once_if_pods_may_answer(
    issuers: tuple[Any, ...], is_emitted: bool, on_kubernetes: Synthesize
) -> None:
    manifests = on_kubernetes(lambda chart: published(chart, *issuers))
    assert (POLICY in manifests) == is_emitted
    assert sum("solver" in name for name in manifests) == is_emitted


def test_an_ingress_with_a_secret_that_exists_needs_no_solver(on_kubernetes: Synthesize) -> None:
    assert POLICY not in on_kubernetes(lambda chart: published(chart, None))


def test_the_ingress_controller_reaches_solvers_on_their_port(
    on_openshift: Synthesize, on_kubernetes: Synthesize
) -> None:
    labels = [
        (on_openshift, {"policy-group.network.openshift.io/ingress": ""}),
        (on_kubernetes, {"kubernetes.io/metadata.name": "ingress-nginx"}),
    ]
    for synthesize_, namespace in labels:
        spec = synthesize_(lambda chart: published(chart, Issuer(name="letsencrypt")))[POLICY]["spec"]
        assert spec == {
            "podSelector": {"matchLabels": {"acme.cert-manager.io/http01-solver": "true"}},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [
                {
                    "from": [{"namespaceSelector": {"matchLabels": namespace}}],
                    "ports": [{"port": 8089}],
                }
            ],
        }


@pytest.mark.parametrize("kind", ["Issuer", "ClusterIssuer"])
def test_every_check_lives_with_pods_and_issuers_that_are_not_here(
    kind: Any, kubernetes: Environment, openshift: Environment
) -> None:
    for environment in (kubernetes, openshift):

        def build(app: Construct, environment: Environment = environment) -> EnvironmentChart:
            chart = EnvironmentChart(app, environment=environment, system="shop")
            Namespace(chart, "namespace")
            published(chart, Issuer(name="letsencrypt", kind=kind))
            return chart

        assert POLICY in synthesize(build)
