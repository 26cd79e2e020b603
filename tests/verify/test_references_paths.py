"""Paths and hosts of Ingresses: each request has one backend, each certificate a host."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.objects import joined, obj


def path(text: str, service: str, kind: str = "Prefix", port: str = "http") -> str:
    backend = f"{{service: {{name: {service}, port: {{name: {port}}}}}}}"
    return f"{{path: {text}, pathType: {kind}, backend: {backend}}}"


def ingress(
    *paths: str,
    name: str = "shop",
    host: str = "shop.example.com",
    ingress_class: str = "nginx",
    metadata: str = "",
    spec: str = "",
) -> str:
    rule = f"{{host: {host}, http: {{paths: [{', '.join(paths)}]}}}}"
    rest = f"spec: {{ingressClassName: {ingress_class}, rules: [{rule}]{spec}}}"
    return obj("networking.k8s.io/v1", "Ingress", name, rest, metadata=metadata)


CANARY = ", annotations: {nginx.ingress.kubernetes.io/canary: 'true'}"


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (path("/api", "api"), path("/api", "web"), True),
        (path("/api", "api"), path("/api/", "web"), True),
        (path("/", "api"), path("''", "web"), True),
        (path("/api", "api", "Exact"), path("/api", "web", "Exact"), True),
        # The longest path is taken, an exact one first: their order means nothing.
        (path("/", "web"), path("/api", "api"), False),
        (path("/api", "api"), path("/", "web"), False),
        (path("/api", "api", "Exact"), path("/api", "web"), False),
        (path("/api", "api", "Exact"), path("/api/", "web", "Exact"), False),
        (path("/api", "api", "ImplementationSpecific"), path("/api", "web"), False),
        # Twice the same is no harm.
        (path("/api", "api"), path("/api", "api"), False),
        (path("/", "redirect", port="use-annotation"), path("/", "web"), False),
        (path("'${PATH_OF_API}'", "api"), path("'${PATH_OF_API}'", "web"), False),
    ],
)
def test_paths_of_one_ingress(find: Find, first: str, second: str, *, found: bool) -> None:
    findings = find(ingress(first, second), select="shadowed-path")
    assert [str(finding.field) for finding in findings] == ["spec.rules[0].http.paths[1].path"] * found


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ({}, True),
        ({"host": "admin.example.com"}, False),
        ({"ingress_class": "nginx-internal"}, False),
        ({"metadata": CANARY}, False),
    ],
)
def test_paths_of_two_ingresses(find: Find, others: dict[str, str], *, found: bool) -> None:
    text = joined(ingress(path("/", "web")), ingress(path("/", "old"), name="old", **others))
    findings = find(text, select="shadowed-path")
    assert [finding.object.name for finding in findings if finding.object] == ["old"] * found
    assert not found or "Ingress default/shop takes the requests" in findings[0].message


def test_a_load_balancer_for_each_ingress(find: Find) -> None:
    text = joined(
        ingress(path("/", "web"), ingress_class="alb"),
        ingress(path("/", "old"), name="old", ingress_class="alb"),
    )
    assert find(text, select="shadowed-path") == []


def tls(*hosts: str) -> str:
    return f", tls: [{{secretName: shop-tls, hosts: [{', '.join(hosts)}]}}]"


@pytest.mark.parametrize(
    ("spec", "metadata", "found"),
    [
        (tls("shop.example.org"), "", True),
        (tls("shop.example.com"), "", False),
        (tls("'*.example.com'"), "", False),
        # The host of the rule has its certificate; this one is for a redirect, or for later.
        (tls("shop.example.com", "shop.example.org"), "", False),
        (tls("www.shop.example.com"), "", False),
        (tls("shop.example.org"), ", annotations: {example.com/aliases: shop.example.org}", False),
        (tls("shop.example.org") + ", defaultBackend: {service: {name: web, port: {name: http}}}", "", False),
        (", tls: [{secretName: shop-tls}]", "", False),
        (tls("'${HOST}'"), "", False),
        ("", "", False),
    ],
)
def test_hosts_of_certificates(find: Find, spec: str, metadata: str, *, found: bool) -> None:
    findings = find(ingress(path("/", "web"), spec=spec, metadata=metadata), select="tls-host-without-rule")
    assert [str(finding.field) for finding in findings] == ["spec.tls[0].hosts[0]"] * found
    assert not found or "Write shop.example.com" in findings[0].remedy


def test_a_host_that_another_ingress_serves(find: Find) -> None:
    text = joined(
        ingress(path("/", "web"), spec=tls("shop.example.org")),
        ingress(path("/", "web"), name="other", host="shop.example.org"),
    )
    assert find(text, select="tls-host-without-rule") == []


def test_a_rule_for_every_host(find: Find) -> None:
    text = ingress(path("/", "web"), host="''", spec=tls("shop.example.org"))
    assert find(text, select="tls-host-without-rule") == []
