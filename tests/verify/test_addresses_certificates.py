"""Certificates of the service CA are served and verified under the names that they carry."""

from __future__ import annotations

import pytest

from podwright.verify import Waiver
from podwright.verify.manifests import ObjectRef
from tests.verify.finding import Find
from tests.verify.workloads import container, service, together, workload

ANNOTATION = (
    ", labels: {app: api}, annotations: {service.beta.openshift.io/serving-cert-secret-name: api-tls}"
)
PORT = "ports: [{name: https, containerPort: 8443}]\n"
MOUNT = "volumeMounts: [{name: tls, mountPath: /tls}]\n"
VOLUME = "volumes: [{name: tls, secret: {secretName: api-tls}}]"
SERVICE = service("api", "name: https, port: 443, targetPort: https", metadata=ANNOTATION)
POD = workload("api", container("api", PORT + MOUNT), pod=VOLUME)


def route(termination: str, host: str = "api.apps.example.com") -> str:
    tls = f"tls: {{termination: {termination}}}" if termination else ""
    return f"""apiVersion: route.openshift.io/v1
kind: Route
metadata: {{name: api, namespace: shop}}
spec:
  host: {host}
  to: {{kind: Service, name: api}}
  port: {{targetPort: https}}
  {tls}
"""


def monitor(tls: str, scheme: str = "https") -> str:
    return f"""apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {{name: api, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: api}}}}
  endpoints: [{{port: https, scheme: {scheme}, tlsConfig: {tls}}}]
"""


def codes(find: Find, *texts: str) -> list[str]:
    return [finding.code for finding in find(together(*texts), select="addresses")]


@pytest.mark.parametrize(
    ("termination", "code"),
    [
        ("passthrough", "passthrough-service-certificate"),
        ("reencrypt", ""),
        ("edge", "plain-route-to-tls-port"),
        ("", "plain-route-to-tls-port"),
    ],
)
def test_routes_to_a_certificate_of_the_service_ca(find: Find, termination: str, code: str) -> None:
    found = find(together(POD, SERVICE, route(termination)), select="addresses")
    assert [finding.code for finding in found] == ([code] if code else [])
    assert all(str(finding.field) == "spec.tls.termination" for finding in found)
    assert all(finding.object is not None and finding.object.kind == "Route" for finding in found)


def test_a_passthrough_route_can_be_waived(find: Find) -> None:
    waiver = Waiver(
        code="passthrough-service-certificate",
        object=ObjectRef(kind="Route", name="api"),
        reason="clients have the service CA and expect the Service's name",
    )
    assert find(together(POD, SERVICE, route("passthrough")), select="addresses", waivers=(waiver,)) == []


@pytest.mark.parametrize(
    ("pod", "host"),
    [
        # the pod's own certificate, perhaps
        (
            workload("api", container("api", PORT + MOUNT), pod=VOLUME.replace("api-tls", "own-tls")),
            "a.example.com",
        ),
        (workload("api", container("api", PORT)), "a.example.com"),
        # two certificates: which one is served?
        (
            workload(
                "api",
                container(
                    "api", PORT + "volumeMounts: [{name: tls, mountPath: /a}, {name: own, mountPath: /b}]"
                ),
                pod=VOLUME.replace("]", ", {name: own, secret: {secretName: own}}]"),
            ),
            "a.example.com",
        ),
        # the name that it carries
        (POD, "api.shop.svc"),
    ],
)
def test_other_certificates_are_not_judged(find: Find, pod: str, host: str) -> None:
    assert codes(find, pod, SERVICE, route("passthrough", host)) == []


def test_a_container_with_several_ports_may_speak_plain_on_one(find: Find) -> None:
    lines = "ports: [{name: https, containerPort: 8443}, {name: http, containerPort: 8080}]\n" + MOUNT
    assert codes(find, workload("api", container("api", lines), pod=VOLUME), SERVICE, route("edge")) == []


def test_another_container_has_the_certificate(find: Find) -> None:
    proxy = container("proxy", MOUNT + "ports: [{name: other, containerPort: 9443}]")
    pod = workload("api", container("api", PORT), proxy, pod=VOLUME)
    assert codes(find, pod, SERVICE, route("passthrough")) == []


@pytest.mark.parametrize(
    ("tls", "scheme", "is_found"),
    [
        ("{serverName: api.shop.svc}", "https", False),
        ("{serverName: api.shop.svc.cluster.local}", "https", False),
        ("{serverName: api}", "https", True),
        ("{serverName: web.shop.svc}", "https", True),
        ("{}", "https", True),
        ("{insecureSkipVerify: true}", "https", False),
        ("{serverName: api}", "http", False),
    ],
)
def test_prometheus_expects_the_name_that_is_there(find: Find, tls: str, scheme: str, is_found: bool) -> None:
    found = find(together(POD, SERVICE, monitor(tls, scheme)), select="addresses")
    assert [finding.code for finding in found] == (["wrong-server-name"] if is_found else [])
    assert all(finding.remedy == "Write api.shop.svc" for finding in found)
    assert all(str(finding.field) == "spec.endpoints[0].tlsConfig.serverName" for finding in found)


def test_a_second_service_for_the_same_pods_is_scraped_by_the_first_ones_name(find: Find) -> None:
    metrics = service(
        "metrics", "name: https, port: 8443, targetPort: https", app="api", metadata=", labels: {app: m}"
    )
    scrape = monitor("{serverName: metrics.shop.svc}").replace("{app: api}", "{app: m}")
    (finding,) = find(together(POD, SERVICE, metrics, scrape), select="addresses")
    assert (finding.code, finding.remedy) == ("wrong-server-name", "Write api.shop.svc")


def test_certificates_of_others_are_not_judged(find: Find) -> None:
    plain = workload("api", container("api", PORT))
    assert codes(find, plain, SERVICE, monitor("{serverName: anything}")) == []


ISSUED_SERVICE = SERVICE.replace(ANNOTATION, ", labels: {app: api}")


def issued(names: str = "api.shop.svc, api.apps.example.com", more: str = "") -> str:
    """A Certificate of cert-manager in the Secret that the pod mounts."""
    return f"""apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {{name: api, namespace: shop}}
spec: {{secretName: api-tls, dnsNames: [{names}], issuerRef: {{kind: ClusterIssuer, name: company}}{more}}}
"""


def ingress(verify: str = "on", name: str = "api.shop.svc") -> str:
    return f"""apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: shop
  annotations:
    nginx.ingress.kubernetes.io/proxy-ssl-verify: "{verify}"
    nginx.ingress.kubernetes.io/proxy-ssl-name: {name}
spec:
  rules:
    - host: api.apps.example.com
      http:
        paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: api, port: {{name: https}}}}}}}}]
"""


@pytest.mark.parametrize(
    ("names", "more", "count"),
    [
        ("api.shop.svc, api.apps.example.com", "", 0),
        ("api.shop.svc, '*.apps.example.com'", "", 0),
        ("api.shop.svc", ", commonName: api.apps.example.com", 0),
        ("api.shop.svc", "", 1),
        ("api.shop.svc, '*.example.com'", "", 1),
        # not the one that it serves
        ("api.shop.svc", ", usages: [client auth]", 0),
        ("api.shop.svc", ", usages: [server auth, client auth]", 1),
    ],
)
def test_a_passthrough_route_serves_the_certificate_of_its_pods(
    names: str, more: str, count: int, find: Find
) -> None:
    manifests = together(POD, ISSUED_SERVICE, issued(names, more), route("passthrough"))
    found = find(manifests, select="addresses references")
    assert [finding.code for finding in found] == ["certificate-without-host"] * count
    for finding in found:
        assert finding.object is not None
        assert (finding.object.kind, str(finding.field)) == ("Route", "spec.host")
        assert "Certificate" in finding.message
        assert finding.remedy == "Add api.apps.example.com to its dnsNames"


@pytest.mark.parametrize("termination", ["reencrypt", "edge"])
def test_the_router_s_own_certificate_is_another_one(termination: str, find: Find) -> None:
    manifests = together(POD, ISSUED_SERVICE, issued("api.shop.svc"), route(termination))
    assert find(manifests, select="certificate-without-host") == []


@pytest.mark.parametrize(
    ("tls", "remedy"),
    [
        ("{serverName: api.shop.svc}", ""),
        ("{serverName: api.apps.example.com}", ""),
        ("{serverName: api.shop}", "Write api.shop.svc, or add api.shop to the dnsNames of "),
        ("{}", "Write api.shop.svc"),
        ("{insecureSkipVerify: true}", ""),
    ],
)
def test_prometheus_expects_a_name_of_the_certificate(tls: str, remedy: str, find: Find) -> None:
    found = find(together(POD, ISSUED_SERVICE, issued(), monitor(tls)), select="addresses")
    assert [finding.code for finding in found] == (["wrong-server-name"] if remedy else [])
    assert all(finding.remedy.startswith(remedy) for finding in found)


def test_a_certificate_for_the_public_host_only_cannot_be_scraped(find: Find) -> None:
    manifests = together(
        POD, ISSUED_SERVICE, issued("'*.apps.example.com'"), monitor("{serverName: api.shop.svc}")
    )
    (finding,) = find(manifests, select="addresses")
    assert finding.code == "wrong-server-name"
    assert "add api.shop.svc to the dnsNames of" in finding.remedy


@pytest.mark.parametrize(
    ("verify", "name", "count"),
    [("on", "api.shop.svc", 0), ("on", "web.shop.svc", 1), ("off", "web.shop.svc", 0)],
)
def test_nginx_expects_a_name_of_the_certificate(verify: str, name: str, count: int, find: Find) -> None:
    manifests = together(POD, ISSUED_SERVICE, issued(), ingress(verify, name))
    found = find(manifests, select="certificate-without-host")
    assert len(found) == count
    assert all("not web.shop.svc" in finding.message for finding in found)


def no_service(find: Find, *texts: str) -> list[str]:
    return [str(finding.field) for finding in find(together(*texts), select="certificate-for-no-service")]


@pytest.mark.parametrize(
    ("names", "more", "found"),
    [
        ("web, web.shop.svc", "", True),
        ("web.shop, web.shop.svc.cluster.local", "", True),
        ("'*.web.shop.svc'", "", True),
        # One that exists is enough.
        ("web.shop.svc, api.shop.svc", "", False),
        ("'*.api.shop.svc'", "", False),
        # Who knows what is called so?
        ("web.shop.svc, shop.example.com", "", False),
        ("web.other.svc", "", False),
        ("localhost", "", False),
        ("", "", False),
        ("web.shop.svc", ", isCA: true", False),
        ("web", ", usages: [client auth]", False),
    ],
)
def test_a_certificate_for_a_service_that_is_not_there(
    names: str, more: str, find: Find, *, found: bool
) -> None:
    assert no_service(find, POD, ISSUED_SERVICE, issued(names, more)) == ["spec.dnsNames"] * found


@pytest.mark.parametrize(
    "texts",
    [
        # The pods have no Service: they may be clients.
        (POD, issued("web.shop.svc")),
        # They have the authority, not the key.
        (
            POD.replace("secretName: api-tls", "secretName: api-tls, items: [{key: ca.crt, path: ca.crt}]"),
            ISSUED_SERVICE,
            issued("web.shop.svc"),
        ),
        # An operator makes Services that are called after its resource.
        (
            POD,
            ISSUED_SERVICE,
            issued("web.shop.svc"),
            "apiVersion: example.com/v1\nkind: Server\nmetadata: {name: web, namespace: shop}\n",
        ),
    ],
)
def test_certificates_for_services_that_may_be_there(texts: tuple[str, ...], find: Find) -> None:
    assert no_service(find, *texts) == []


def test_a_projected_key_is_served_as_well(find: Find) -> None:
    projected = "volumes: [{name: tls, projected: {sources: [{secret: {name: api-tls}}]}}]"
    pod = workload("api", container("api", PORT + MOUNT), pod=projected)
    assert no_service(find, pod, ISSUED_SERVICE, issued("web.shop.svc")) == ["spec.dnsNames"]
