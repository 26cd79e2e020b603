"""Certificates that exist: what is declared, what a certificate must carry, and what is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from podwright import (
    ConfigKey,
    EnvironmentChart,
    ExistingCertificate,
    ExistingCertificates,
    External,
    SecretKey,
    ServiceCaCertificate,
)
from podwright.certificates import Certificate
from podwright.certificates.issuer import Issuer
from tests.refusals import refusal_of
from tests.samples import Synthesize, problem_of, problems_of

OWN_AUTHORITY = SecretKey(secret="shop-tls", key="ca.crt")
CERTIFICATE = ExistingCertificate(
    secret_name="shop-tls",
    dns_names=("shop.shop-test.svc", "*.example.com"),
    authority=OWN_AUTHORITY,
)
SOURCE = ExistingCertificates(certificates=(CERTIFICATE,))


def provide(chart: EnvironmentChart, **arguments: Any) -> ExistingCertificate:
    source = arguments.pop("source", SOURCE)
    found: ExistingCertificate = source.provide(
        chart,
        arguments.pop("id", "certificate"),
        **{"secret_name": "shop-tls", "services": ("shop",), "hosts": ("shop.example.com",), **arguments},
    )
    return found


def test_nothing_is_emitted_and_the_handle_is_what_was_declared(on_kubernetes: Synthesize) -> None:
    handles: list[ExistingCertificate] = []
    assert on_kubernetes(lambda chart: handles.append(provide(chart))) == {}
    assert handles == [CERTIFICATE]
    assert handles[0].service_annotations == {}


@pytest.mark.parametrize(
    ("authority", "externals"),
    [
        (None, [External(kind="Secret", name="shop-tls", keys=("tls.crt", "tls.key"))]),
        (OWN_AUTHORITY, [External(kind="Secret", name="shop-tls", keys=("tls.crt", "tls.key", "ca.crt"))]),
        (
            ConfigKey(config_map="company-ca", key="ca.pem"),
            [
                External(kind="Secret", name="shop-tls", keys=("tls.crt", "tls.key")),
                External(kind="ConfigMap", name="company-ca", keys=("ca.pem",)),
            ],
        ),
        (
            SecretKey(secret="company-ca", key="tls.crt"),
            [
                External(kind="Secret", name="shop-tls", keys=("tls.crt", "tls.key")),
                External(kind="Secret", name="company-ca", keys=("tls.crt",)),
            ],
        ),
    ],
)
def test_the_secret_and_its_keys_are_relied_on(
    authority: Any, externals: list[External], on_kubernetes: Synthesize
) -> None:
    certificate = ExistingCertificate(
        secret_name="shop-tls", dns_names=CERTIFICATE.dns_names, authority=authority
    )
    found: list[External] = []

    def build(chart: EnvironmentChart) -> None:
        provide(chart, source=ExistingCertificates(certificates=(certificate,)))
        found.extend(chart.externals)

    on_kubernetes(build)
    assert found == externals


def test_two_servers_may_share_one(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        provide(chart)
        provide(chart, id="again")
        assert len(chart.externals) == 1

    on_kubernetes(build)


def test_a_secret_that_is_not_declared_is_refused_by_name(on_kubernetes: Synthesize) -> None:
    problem = problem_of(on_kubernetes, lambda chart: provide(chart, secret_name="shop-tl"))
    assert problem.field == "certificates"
    assert problem.message == "no certificate exists in Secret 'shop-tl' (did you mean 'shop-tls'?)"


def test_names_that_it_lacks_are_refused_all_at_once(on_kubernetes: Synthesize) -> None:
    hosts = ("shop.example.com", "shop.example.org", "a.b.example.com")
    problems = problems_of(on_kubernetes, lambda chart: provide(chart, services=("shop", "web"), hosts=hosts))
    assert [problem.message.rpartition("carry ")[2] for problem in problems] == [
        "'web.shop-test.svc'",
        "'shop.example.org'",
        "'a.b.example.com'",
    ]
    assert {problem.field for problem in problems} == {"certificates['shop-tls'].dns_names"}


def test_a_secret_that_the_chart_makes_does_not_exist_before(on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        Certificate(
            chart, "issued", name="shop-tls", dns_names=("shop.shop-test.svc",), issuer=Issuer(name="ca")
        )
        provide(chart)

    problem = problem_of(on_kubernetes, build)
    assert problem.message == "Secret 'shop-tls' is said to exist, but shop-test/issued makes it"


def test_a_secret_stands_once() -> None:
    problem = refusal_of(lambda: ExistingCertificates(certificates=(CERTIFICATE, CERTIFICATE)))
    assert problem.field == "ExistingCertificates.certificates[1]"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"secret_name": "Shop", "dns_names": ("shop",)}, "secret_name"),
        ({"secret_name": "shop", "dns_names": ()}, "dns_names"),
        ({"secret_name": "shop"}, "dns_names"),
        ({"secret_name": "shop", "dns_names": ("*",)}, "dns_names[0]"),
        ({"secret_name": "shop", "dns_names": ("shop:8443",)}, "dns_names[0]"),
    ],
)
def test_illegal_declarations_are_refused(arguments: dict[str, Any], field: str) -> None:
    assert refusal_of(lambda: ExistingCertificate(**arguments)).field == f"ExistingCertificate.{field}"


def test_one_of_the_service_ca_does_not_exist_beforehand() -> None:
    wrong: Any = ServiceCaCertificate(secret_name="shop-tls")
    problem = refusal_of(lambda: ExistingCertificates(certificates=(wrong,)))
    assert "ExistingCertificate" in problem.message
