"""Exposures: one call for every way, what each emits, and the combinations that cannot work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Access,
    ApiAccess,
    BrowserAccess,
    CertificateSource,
    CertManagerCertificates,
    ConfigKey,
    Deployment,
    Edge,
    Environment,
    EnvironmentChart,
    ExistingCertificate,
    ExistingCertificates,
    Exposure,
    InClusterOnly,
    IngressPath,
    Issuer,
    Mount,
    Namespace,
    Passthrough,
    Port,
    Probe,
    Reencrypt,
    ScrapeTls,
    SecretKey,
    Service,
    ServiceCaCertificates,
    ServiceMonitor,
    SidecarPod,
    SynthesisError,
    TcpSocket,
    ThroughIngress,
    synthesize,
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

HTTPS = Port(name="https", number=8443)
SERVICE_CA = ServiceCaCertificates()
CERT_MANAGER = CertManagerCertificates(issuer=Issuer(name="company-ca"))
TRUSTED = Passthrough(clients_trust_service_ca="API clients are given the service CA")
ISSUED = ThroughIngress(ingress_class="nginx", issuer=Issuer(name="letsencrypt", solver="dns01"))
WILDCARD = ThroughIngress(ingress_class="nginx", tls_secret="wildcard")
OTHER = ThroughIngress(ingress_class="other", tls_secret="wildcard", controller=None)
TOLD = ThroughIngress(
    ingress_class="openshift-default",
    tls_secret="wildcard",
    controller=None,
    annotations={"route.openshift.io/termination": "reencrypt"},
)
NGINX = "nginx.ingress.kubernetes.io"


def existing(domain: str, *, has_authority: bool = True) -> ExistingCertificates:
    authority = SecretKey(secret="shop-serving-cert", key="ca.crt") if has_authority else None
    names = ("shop-api.shop-test.svc", f"*.{domain}")
    return ExistingCertificates(
        certificates=(
            ExistingCertificate(secret_name="shop-serving-cert", dns_names=names, authority=authority),
        )
    )


def shop(
    app: Construct,
    environment: Environment,
    *,
    certificates: CertificateSource,
    api: ApiAccess,
    browser: BrowserAccess,
) -> EnvironmentChart:
    """A chart without any branch: what it is made of stands in its arguments."""
    chart = EnvironmentChart(app, environment=environment, system="shop")
    Namespace(chart, "namespace")
    api_host = environment.host("shop-api")
    serving = certificates.provide(
        chart,
        "serving-certificate",
        secret_name="shop-serving-cert",
        services=("shop-api",),
        hosts=(api_host,),
    )
    proxy = container(
        "proxy",
        ports=(HTTPS,),
        readiness=Probe(check=TcpSocket(port=HTTPS)),
        mounts=(Mount(path="/run/secrets/tls", volume=serving.volume()),),
    )
    web = container("web", ports=(HTTP,), readiness=Probe(check=TcpSocket(port=HTTP)))
    pod = SidecarPod(chart, "shop", name="shop", component="shop", containers=(proxy, web))
    pages = Service(chart, "pages", name="shop-pages", component="pages", workload=pod, ports=(HTTP,))
    Exposure(chart, "browser", name="shop", host=environment.host("shop"), to=pages.only_port, by=browser)
    service = Service(
        chart, "api", name="shop-api", component="api", workload=pod, ports=(HTTPS,), certificate=serving
    )
    Exposure(chart, "api-access", name="shop-api", host=api_host, to=service.only_port, by=api)
    ServiceMonitor(
        chart,
        "metrics",
        name="shop",
        service_port=service.only_port,
        tls=ScrapeTls(authority=serving.authority, server_name=service.host),
    )
    return chart


def synthesized(
    environment: Environment, certificates: CertificateSource, api: ApiAccess, browser: BrowserAccess
) -> Manifests:
    """Return the shop's manifests, after every check."""
    return synthesize(lambda app: shop(app, environment, certificates=certificates, api=api, browser=browser))


def outside(manifests: Manifests) -> Manifests:
    """Return what leads from outside to the shop, and what vouches for it."""
    kinds = {"Certificate", "ConfigMap", "Ingress", "Route", "ServiceMonitor"}
    return {name: manifest for name, manifest in manifests.items() if manifest["kind"] in kinds}


def kinds_of(manifests: Manifests) -> list[str]:
    return sorted(name for name in manifests if name.startswith(("Ingress/", "Route/")))


def annotations_of(manifests: Manifests) -> Mapping[str, str]:
    annotations: dict[str, str] = manifests["Ingress/shop-api"]["metadata"].get("annotations", {})
    return annotations


class Choices(NamedTuple):
    """What is chosen, and the ways in that come of it."""

    certificates: CertificateSource
    api: ApiAccess
    browser: BrowserAccess
    ways: list[str]


OPENSHIFT = {
    "service-ca-passthrough": Choices(SERVICE_CA, TRUSTED, Edge(), ["Route/shop", "Route/shop-api"]),
    "service-ca-reencrypt": Choices(SERVICE_CA, Reencrypt(), Edge(), ["Route/shop", "Route/shop-api"]),
    "service-ca-in-cluster": Choices(SERVICE_CA, InClusterOnly(), Edge(), ["Route/shop"]),
    "service-ca-ingress": Choices(SERVICE_CA, TOLD, ISSUED, ["Ingress/shop", "Ingress/shop-api"]),
    "cert-manager-passthrough": Choices(
        CERT_MANAGER, Passthrough(), Edge(), ["Route/shop", "Route/shop-api"]
    ),
    "cert-manager-reencrypt": Choices(
        CERT_MANAGER,
        Reencrypt(destination_ca=SHOP_CA),
        Edge(),
        ["Route/shop", "Route/shop-api"],
    ),
    "existing-passthrough": Choices(
        existing("apps.example.com"),
        Passthrough(),
        Edge(),
        ["Route/shop", "Route/shop-api"],
    ),
}
KUBERNETES = {
    "cert-manager-ingress": Choices(CERT_MANAGER, ISSUED, ISSUED, ["Ingress/shop", "Ingress/shop-api"]),
    "cert-manager-wildcard": Choices(CERT_MANAGER, WILDCARD, WILDCARD, ["Ingress/shop", "Ingress/shop-api"]),
    "cert-manager-in-cluster": Choices(CERT_MANAGER, InClusterOnly(), ISSUED, ["Ingress/shop"]),
    "existing-ingress": Choices(
        existing("k8s.example.com", has_authority=False),
        WILDCARD,
        OTHER,
        ["Ingress/shop", "Ingress/shop-api"],
    ),
}


@pytest.mark.parametrize("name", OPENSHIFT)
def test_on_openshift(name: str, openshift: Environment, yaml_snapshot: SnapshotAssertion) -> None:
    chosen = OPENSHIFT[name]
    manifests = synthesized(openshift, chosen.certificates, chosen.api, chosen.browser)
    assert kinds_of(manifests) == chosen.ways
    assert outside(manifests) == yaml_snapshot


@pytest.mark.parametrize("name", KUBERNETES)
def test_on_kubernetes(name: str, kubernetes: Environment, yaml_snapshot: SnapshotAssertion) -> None:
    chosen = KUBERNETES[name]
    manifests = synthesized(kubernetes, chosen.certificates, chosen.api, chosen.browser)
    assert kinds_of(manifests) == chosen.ways
    assert outside(manifests) == yaml_snapshot


@pytest.mark.parametrize(
    ("certificates", "api", "field", "remedy"),
    [
        (SERVICE_CA, Passthrough(), "termination.clients_trust_service_ca", "Use Reencrypt(), or say"),
        (CERT_MANAGER, TRUSTED, "termination.clients_trust_service_ca", "Give Passthrough() without"),
        (CERT_MANAGER, Reencrypt(), "termination.destination_ca", "Give Reencrypt(destination_ca=…)"),
        (existing("elsewhere.example.com"), InClusterOnly(), None, "Have it issued for"),
        (SERVICE_CA, OTHER, "paths[0].to", "Tell the controller"),
    ],
)
def test_what_cannot_work_on_openshift(
    certificates: CertificateSource, api: ApiAccess, field: str | None, remedy: str, openshift: Environment
) -> None:
    with pytest.raises(SynthesisError) as error:
        synthesized(openshift, certificates, api, Edge())
    [problem] = error.value.problems
    assert problem.field == (field or "certificates['shop-serving-cert'].dns_names")
    assert problem.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("certificates", "api", "browser", "message", "remedy"),
    [
        (SERVICE_CA, ISSUED, ISSUED, "the service CA needs OpenShift", "Choose CertManagerCertificates("),
        (CERT_MANAGER, ISSUED, Edge(), "a Route needs OpenShift", "Choose ThroughIngress("),
        (CERT_MANAGER, Passthrough(), ISSUED, "a Route needs OpenShift", "Choose ThroughIngress("),
    ],
)
def test_what_cannot_work_on_kubernetes(
    *,
    certificates: CertificateSource,
    api: ApiAccess,
    browser: BrowserAccess,
    message: str,
    remedy: str,
    kubernetes: Environment,
) -> None:
    with pytest.raises(SynthesisError) as error:
        synthesized(kubernetes, certificates, api, browser)
    [problem] = error.value.problems
    assert problem.message.startswith(message)
    assert problem.remedy.startswith(remedy)


def test_nginx_verifies_pods_whose_authority_it_can_read(kubernetes: Environment) -> None:
    annotations = annotations_of(synthesized(kubernetes, CERT_MANAGER, WILDCARD, ISSUED))
    assert annotations == {
        f"{NGINX}/backend-protocol": "HTTPS",
        f"{NGINX}/proxy-ssl-name": "shop-api.shop-test.svc",
        f"{NGINX}/proxy-ssl-secret": "shop-test/shop-serving-cert",
        f"{NGINX}/proxy-ssl-server-name": "on",
        f"{NGINX}/proxy-ssl-verify": "on",
    }


@pytest.mark.parametrize(
    "authority",
    [ConfigKey(config_map="company-ca", key="ca.crt"), SecretKey(secret="company-ca", key="ca.pem")],
)
def test_nginx_reads_an_authority_from_one_key_of_a_secret_only(
    authority: Any, kubernetes: Environment
) -> None:
    certificates = CertManagerCertificates(issuer=Issuer(name="company-ca"), authority=authority)
    annotations = annotations_of(synthesized(kubernetes, certificates, WILDCARD, ISSUED))
    assert annotations == {f"{NGINX}/backend-protocol": "HTTPS"}


def test_an_instruction_of_one_s_own_wins(kubernetes: Environment) -> None:
    mine = {f"{NGINX}/proxy-ssl-verify": "off", f"{NGINX}/proxy-body-size": "10m"}
    way = ThroughIngress(ingress_class="nginx", tls_secret="wildcard", annotations=mine)
    annotations = annotations_of(synthesized(kubernetes, CERT_MANAGER, way, ISSUED))
    assert mine.items() <= annotations.items()
    assert annotations[f"{NGINX}/backend-protocol"] == "HTTPS"


def test_pages_that_are_plain_are_asked_by_plain_http(kubernetes: Environment) -> None:
    manifests = synthesized(kubernetes, CERT_MANAGER, ISSUED, WILDCARD)
    assert "annotations" not in manifests["Ingress/shop"]["metadata"]


def test_nobody_outside_is_let_in_where_nothing_leads_in(kubernetes: Environment) -> None:
    manifests = synthesized(kubernetes, CERT_MANAGER, InClusterOnly(), ISSUED)
    rules = manifests["NetworkPolicy/shop"]["spec"]["ingress"]
    ports = {
        peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]: rule["ports"]
        for rule in rules
        for peer in rule["from"]
    }
    assert ports == {"ingress-nginx": [{"port": 8080}], "monitoring": [{"port": 8443}]}


@pytest.mark.parametrize("arguments", [{}, {"issuer": Issuer(name="letsencrypt"), "tls_secret": "wildcard"}])
def test_the_hosts_certificate_comes_from_one_place(arguments: dict[str, Any]) -> None:
    problem = refusal_of(lambda: ThroughIngress(ingress_class="nginx", **arguments))
    assert problem.field == "ThroughIngress.issuer"
    assert problem.remedy == "Give issuer=Issuer(name=…) or tls_secret=…, one of them"


def test_the_alternatives_are_all_there() -> None:
    assert {*get_args(ApiAccess), *get_args(BrowserAccess)} == set(get_args(Access))
    assert arguments_of(Exposure) == required_arguments_of(Exposure) == {"name", "host", "to", "by"}


def paths(
    chart: EnvironmentChart,
    *,
    by: Access,
    api_prefix: str = "/api/",
    certificate: ExistingCertificate | None = None,
) -> None:
    """An API and pages of one host, each with pods of its own."""
    for component, port in (("api", HTTPS if certificate else HTTP), ("pages", HTTP)):
        pod = Deployment(
            chart,
            component,
            name=f"shop-{component}",
            component=component,
            containers=(container(ports=(port,)),),
        )
        Service(
            chart,
            f"{component}-service",
            name=pod.name,
            workload=pod,
            ports=(port,),
            certificate=certificate if component == "api" else None,
        )
    api, pages = (chart.find("Service", f"shop-{component}") for component in ("api", "pages"))
    assert isinstance(api, Service)
    assert isinstance(pages, Service)
    Exposure(
        chart,
        "shop",
        name="shop",
        host="shop.example.com",
        to=(
            IngressPath(prefix=api_prefix, to=api.only_port),
            IngressPath(prefix="/", to=pages.only_port),
        ),
        by=by,
    )


def places(manifests: Manifests) -> dict[str, tuple[str, str]]:
    """Return where the paths of the host lead, by Route or Ingress and path."""
    found = {}
    for name, manifest in manifests.items():
        spec = manifest["spec"] if name.startswith(("Ingress/", "Route/")) else {}
        if name.startswith("Route/"):
            found[spec.get("path", "/")] = (name, spec["to"]["name"])
        for rule in spec.get("rules", []):
            for path in rule["http"]["paths"]:
                found[path["path"]] = (name, path["backend"]["service"]["name"])
    return found


class TestSeveralPaths:
    def test_an_ingress_has_all_of_them(self, on_kubernetes: Synthesize) -> None:
        manifests = on_kubernetes(lambda chart: paths(chart, by=ISSUED))
        assert places(manifests) == {
            "/api/": ("Ingress/shop", "shop-api"),
            "/": ("Ingress/shop", "shop-pages"),
        }
        for name in ("shop-api", "shop-pages"):
            [rule] = manifests[f"NetworkPolicy/{name}"]["spec"]["ingress"]
            assert rule["ports"] == [{"port": 8080}]

    def test_a_route_has_one(self, on_openshift: Synthesize) -> None:
        manifests = on_openshift(lambda chart: paths(chart, by=Edge()))
        assert places(manifests) == {
            "/api": ("Route/shop-api", "shop-api"),
            "/": ("Route/shop", "shop-pages"),
        }
        assert {manifests[name]["spec"]["host"] for name in ("Route/shop", "Route/shop-api")} == {
            "shop.example.com"
        }

    @pytest.mark.parametrize(
        ("prefix", "name"),
        [("/api/v1", "shop-api-v1"), ("/API_2/", "shop-api-2"), ("/.well-known", "shop-well-known")],
    )
    def test_a_route_is_named_after_its_path(self, prefix: str, name: str, on_openshift: Synthesize) -> None:
        manifests = on_openshift(lambda chart: paths(chart, by=Edge(), api_prefix=prefix))
        assert kinds_of(manifests) == ["Route/shop", f"Route/{name}"]

    def test_inside_the_cluster_nothing_leads_there(self, on_openshift: Synthesize) -> None:
        assert places(on_openshift(lambda chart: paths(chart, by=InClusterOnly()))) == {}

    def test_passthrough_sees_no_paths(self, on_openshift: Synthesize) -> None:
        problem = problem_of(on_openshift, lambda chart: paths(chart, by=Passthrough()))
        assert problem.field == "to"
        assert problem.message == "a passthrough Route sees no paths, so it cannot choose '/api/'"
        assert problem.remedy == "Give the port of one Service, or by=Reencrypt()"

    def test_nginx_is_told_once_whether_pods_serve_tls(self, on_kubernetes: Synthesize) -> None:
        certificate = ExistingCertificate(
            secret_name="shop-tls",
            dns_names=("shop-api.shop-test.svc",),
            authority=SecretKey(secret="shop-tls", key="ca.crt"),
        )
        problem = problem_of(on_kubernetes, lambda chart: paths(chart, by=ISSUED, certificate=certificate))
        assert problem.field == "to"
        assert "'shop-api' and 'shop-pages'" in problem.message
        assert problem.remedy == "Make an Exposure of the same host for each Service, with a name of its own"

    def test_one_path_to_two_services_is_refused(self, on_openshift: Synthesize) -> None:
        problem = problem_of(on_openshift, lambda chart: paths(chart, by=Edge(), api_prefix="/"))
        assert (problem.field, problem.message) == ("to[1]", "'/' leads to two places")

    def test_routes_of_one_name_are_refused(self, on_openshift: Synthesize) -> None:
        def build(chart: EnvironmentChart) -> None:
            pod = Deployment(
                chart, "web", name="web", component="web", containers=(container(ports=(HTTP,)),)
            )
            port = Service(chart, "service", name="web", workload=pod, ports=(HTTP,)).only_port
            to = [IngressPath(prefix=prefix, to=port) for prefix in ("/a-b", "/a.b")]
            Exposure(chart, "shop", name="shop", host="shop.example.com", to=to, by=Edge())

        problem = problem_of(on_openshift, build)
        assert (problem.field, problem.remedy) == ("name", "Give one of them another name")

    @pytest.mark.parametrize("by", [InClusterOnly(), Edge(), ISSUED])
    def test_no_path_is_refused_whatever_the_way(self, by: Access, on_openshift: Synthesize) -> None:
        problem = problem_of(
            on_openshift,
            lambda chart: Exposure(chart, "shop", name="shop", host="shop.example.com", to=(), by=by),
        )
        assert (problem.field, problem.message) == ("to", "'shop.example.com' leads nowhere")
