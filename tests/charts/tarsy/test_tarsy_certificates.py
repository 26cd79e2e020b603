"""Serving certificates: whoever connects can verify them, in each way to issue them and to reach the API."""

from __future__ import annotations

from functools import cache

import pytest

from podwright import Passthrough, Reencrypt
from tests.charts.tarsy.decisions import DECISIONS, synthesize_with
from tests.charts.tarsy.places import Place, everywhere
from tests.charts.tarsy.reading import Fields, Manifests, containers, mounts

SERVING_CERTIFICATE = "service.beta.openshift.io/serving-cert-secret-name"
SERVICE, HOST = "tarsy-api.tarsy-test.svc", "tarsy-api-test.apps.example.com"
CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

# What a Route may be, by who issues the certificates; the rest is refused, as the table of decisions says.
ROUTES: list[tuple[str, Passthrough | Reencrypt, str]] = [
    ("service CA", Reencrypt(), "reencrypt"),
    ("cert-manager", Passthrough(), "passthrough"),
    ("cert-manager", Reencrypt(destination_ca=CA), "reencrypt"),
    ("existing", Passthrough(), "passthrough"),
    ("existing", Reencrypt(destination_ca=CA), "reencrypt"),
]


def names_of(manifests: Manifests, secret: str, service: str) -> set[str]:
    """Return the DNS names of the certificate in a Secret, as far as the manifests make it."""
    found: list[Fields] = [
        m for m in manifests.values() if m["kind"] == "Certificate" and m["spec"]["secretName"] == secret
    ]
    names = {name for certificate in found for name in certificate["spec"]["dnsNames"]}
    metadata = manifests[f"Service/{service}"]["metadata"]
    if metadata.get("annotations", {}).get(SERVING_CERTIFICATE) == secret:
        # https://docs.openshift.com/container-platform/latest/security/certificates/service-serving-certificate.html
        names |= {f"{service}.{metadata['namespace']}.svc"}
    return names


@cache
def published(certificates: str, api: Passthrough | Reencrypt) -> Manifests:
    """Return what a Route and a way to issue certificates make together."""
    return synthesize_with(**DECISIONS["certificates"][certificates], api_access=api)


@everywhere
class TestEverywhere:
    @pytest.mark.parametrize(
        ("service", "secret"),
        [("tarsy-api", "tarsy-serving-cert"), ("tarsy-database", "tarsy-database-serving-cert")],
    )
    def test_a_server_s_certificate_names_its_service(
        self, service: str, secret: str, place: Place, manifests: Manifests
    ) -> None:
        assert f"{service}.{place.namespace}.svc" in names_of(manifests, secret, service)

    def test_the_servers_serve_what_is_issued(self, manifests: Manifests) -> None:
        proxy = containers(manifests)["kube-rbac-proxy"]
        assert mounts(manifests, proxy)["/var/run/secrets/serving-cert"] == "secret tarsy-serving-cert"
        database = "StatefulSet/tarsy-database"
        (server,) = containers(manifests, database).values()
        folder = mounts(manifests, server, database)["/run/secrets/postgresql-tls"]
        assert folder == "secret tarsy-database-serving-cert"
        assert {"ssl=on", "ssl_key_file=/run/secrets/postgresql-tls/tls.key"} <= set(server["args"])

    def test_each_server_has_one_of_its_own(self, manifests: Manifests) -> None:
        certificates = [found["spec"] for found in manifests.values() if found["kind"] == "Certificate"]
        annotated = [
            found["metadata"].get("annotations", {}).get(SERVING_CERTIFICATE)
            for found in manifests.values()
            if found["kind"] == "Service"
        ]
        secrets = [found["secretName"] for found in certificates] + [name for name in annotated if name]
        assert sorted(secrets) == ["tarsy-database-serving-cert", "tarsy-serving-cert"]

    def test_no_key_is_written_down(self, manifests: Manifests) -> None:
        assert "PRIVATE KEY" not in str(list(manifests.values()))


@pytest.mark.parametrize(
    ("certificates", "api", "termination"), ROUTES, ids=[f"{name}, {how}" for name, _, how in ROUTES]
)
class TestRoutes:
    @pytest.fixture
    def found(self, certificates: str, api: Passthrough | Reencrypt) -> Manifests:
        return published(certificates, api)

    def test_the_route_is_what_was_chosen(self, found: Manifests, termination: str) -> None:
        spec = found["Route/tarsy-api"]["spec"]
        assert (spec["host"], spec["tls"]["termination"]) == (HOST, termination)

    def test_clients_outside_find_the_host_in_the_certificate_that_they_see(
        self, found: Manifests, certificates: str, termination: str
    ) -> None:
        if termination == "reencrypt":
            # They see the router's.
            assert found["Route/tarsy-api"]["spec"]["tls"].get("certificate") is None
        elif certificates == "cert-manager":
            assert {HOST, SERVICE} <= names_of(found, "tarsy-serving-cert", "tarsy-api")

    def test_the_router_can_verify_the_pods(
        self, found: Manifests, certificates: str, termination: str
    ) -> None:
        tls = found["Route/tarsy-api"]["spec"]["tls"]
        # The router knows the service CA by itself.
        needs_one = termination == "reencrypt" and certificates != "service CA"
        assert tls.get("destinationCACertificate") == (CA if needs_one else None)


def test_an_api_that_nobody_reaches_from_outside_has_a_certificate_for_inside() -> None:
    found = synthesize_with(
        **DECISIONS["certificates"]["cert-manager"], **DECISIONS["api"]["in cluster only"]
    )
    names = names_of(found, "tarsy-serving-cert", "tarsy-api")
    assert SERVICE in names
    assert HOST not in names
    assert "Route/tarsy-api" not in found
