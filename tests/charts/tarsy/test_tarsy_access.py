"""How TARSy is reached: ports, Services, Routes, hosts, certificates, and who may do what."""

from __future__ import annotations

import pytest

from tests.charts.tarsy.places import PLACES, Place, everywhere
from tests.charts.tarsy.reading import Fields, Manifests

SERVING_CERTIFICATE = "service.beta.openshift.io/serving-cert-secret-name"


@everywhere
def test_every_container_listens_on_a_port_of_its_own(pod: dict[str, Fields]) -> None:
    assert {
        name: [(port["name"], port["containerPort"]) for port in found["ports"]]
        for name, found in pod.items()
    } == {
        "llm-service": [("grpc", 50051)],
        "tarsy": [("http", 8080)],
        "oauth2-proxy": [("oauth2-proxy", 4180)],
        "kube-rbac-proxy": [("kube-rbac-proxy", 8443)],
    }


@everywhere
@pytest.mark.parametrize(
    ("name", "port_name", "port"),
    [
        ("tarsy-web", "oauth2-proxy", 4180),
        ("tarsy-api", "kube-rbac-proxy", 8443),
        ("tarsy-database", "postgresql", 5432),
    ],
)
def test_services(name: str, port_name: str, port: int, manifests: Manifests) -> None:
    ports = manifests[f"Service/{name}"]["spec"]["ports"]
    assert ports == [{"name": port_name, "port": port, "targetPort": port_name}]


class TestRoutes:
    def test_browsers_come_by_an_edge_route_to_oauth2_proxy(self, manifests: Manifests) -> None:
        assert manifests["Route/tarsy"]["spec"] == {
            "host": "tarsy-development.apps.dev.example.com",
            "to": {"kind": "Service", "name": "tarsy-web", "weight": 100},
            "port": {"targetPort": "oauth2-proxy"},
            "tls": {"termination": "edge", "insecureEdgeTerminationPolicy": "Redirect"},
            "wildcardPolicy": "None",
        }

    def test_programs_come_by_a_passthrough_route_to_kube_rbac_proxy(self, manifests: Manifests) -> None:
        assert manifests["Route/tarsy-api"]["spec"] == {
            "host": "tarsy-api-development.apps.dev.example.com",
            "to": {"kind": "Service", "name": "tarsy-api", "weight": 100},
            "port": {"targetPort": "kube-rbac-proxy"},
            "tls": {"termination": "passthrough", "insecureEdgeTerminationPolicy": "None"},
            "wildcardPolicy": "None",
        }

    def test_each_has_a_host_of_its_own_below_the_cluster_s_domain(self, manifests: Manifests) -> None:
        # The router chooses by host name, and cannot terminate one host in two ways.
        hosts = [m["spec"]["host"] for m in manifests.values() if m["kind"] == "Route"]
        assert len(hosts) == len(set(hosts)) == 2
        for host in hosts:
            label, _, domain = host.partition(".")
            assert domain == "apps.dev.example.com"
            assert len(label) <= 63


def test_elsewhere_the_router_checks_that_the_pods_are_the_api() -> None:
    for place in PLACES.values():
        if place.api == "reencrypt":
            assert place.manifests["Route/tarsy-api"]["spec"]["tls"] == {
                "termination": "reencrypt",
                "insecureEdgeTerminationPolicy": "Redirect",
            }


class TestIngress:
    """Plain Kubernetes."""

    @pytest.fixture
    def ingress(self) -> Fields:
        found: Fields = PLACES["kubernetes"].manifests["Ingress/tarsy"]
        return found

    def test_browsers_come_to_oauth2_proxy_with_a_certificate_for_the_host(self, ingress: Fields) -> None:
        spec, host = ingress["spec"], PLACES["kubernetes"].host
        ((rule,), (tls,)) = spec["rules"], spec["tls"]
        assert spec["ingressClassName"] == "nginx"
        assert (rule["host"], tls["hosts"]) == (host, [host])
        (path,) = rule["http"]["paths"]
        assert path["backend"]["service"] == {"name": "tarsy-web", "port": {"name": "oauth2-proxy"}}
        annotations = ingress["metadata"]["annotations"]
        assert annotations["cert-manager.io/cluster-issuer"] == "letsencrypt-production"

    def test_the_controller_lets_through_what_tarsy_takes(self, ingress: Fields) -> None:
        annotations = ingress["metadata"]["annotations"]
        # Alerts of 2 MB; a WebSocket that may be silent.
        assert annotations["nginx.ingress.kubernetes.io/proxy-body-size"] == "2m"
        assert int(annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]) >= 3600

    def test_nobody_outside_reaches_the_api(self) -> None:
        manifests = PLACES["kubernetes"].manifests
        assert [name for name in manifests if name.startswith(("Ingress/", "Route/"))] == ["Ingress/tarsy"]


class TestCertificates:
    def test_the_service_ca_issues_one_for_each_server(self, manifests: Manifests) -> None:
        issued = {
            found["metadata"]["name"]: found["metadata"]["annotations"][SERVING_CERTIFICATE]
            for found in manifests.values()
            if found["kind"] == "Service" and "annotations" in found["metadata"]
        }
        assert issued == {
            "tarsy-api": "tarsy-serving-cert",
            "tarsy-database": "tarsy-database-serving-cert",
        }

    def test_their_secrets_are_left_to_the_service_ca(self, manifests: Manifests) -> None:
        assert not {"Secret/tarsy-serving-cert", "Secret/tarsy-database-serving-cert"} & manifests.keys()

    def test_the_database_speaks_tls_with_its_own(self, manifests: Manifests) -> None:
        spec = manifests["StatefulSet/tarsy-database"]["spec"]["template"]["spec"]
        arguments = spec["containers"][0]["args"]
        settings = dict(setting.split("=") for setting in arguments if setting != "-c")
        assert settings == {
            "ssl": "on",
            "ssl_cert_file": "/run/secrets/postgresql-tls/tls.crt",
            "ssl_key_file": "/run/secrets/postgresql-tls/tls.key",
        }

    def test_clients_in_the_namespace_can_verify_them(self, manifests: Manifests) -> None:
        bundle = manifests["ConfigMap/tarsy-service-ca"]
        assert bundle["metadata"]["annotations"] == {"service.beta.openshift.io/inject-cabundle": "true"}
        assert "data" not in bundle, "OpenShift writes it; Argo CD must not take it away"


@everywhere
class TestPermissions:
    def test_kube_rbac_proxy_may_ask_who_a_token_is_and_what_that_one_may_do(
        self, place: Place, manifests: Manifests
    ) -> None:
        assert manifests[f"ClusterRole/tarsy-{place.name}-kube-rbac-proxy"]["rules"] == [
            {"apiGroups": ["authentication.k8s.io"], "resources": ["tokenreviews"], "verbs": ["create"]},
            {
                "apiGroups": ["authorization.k8s.io"],
                "resources": ["subjectaccessreviews"],
                "verbs": ["create"],
            },
        ]
        assert subjects(place, "kube-rbac-proxy") == ["tarsy"]

    def test_api_clients_may_use_the_api_and_nothing_else(self, place: Place, manifests: Manifests) -> None:
        rules = manifests[f"ClusterRole/tarsy-{place.name}-api-client"]["rules"]
        assert {url for rule in rules for url in rule["nonResourceURLs"]} == {"/api/*", "/health"}
        assert not [rule for rule in rules if "resources" in rule]
        assert subjects(place, "api-client") == ["tarsy-api-client"]

    def test_the_application_itself_may_nothing(self, place: Place, manifests: Manifests) -> None:
        # The pod's account has the proxy's permissions, and only the proxy has its token.
        bound = [
            found["roleRef"]["name"]
            for found in manifests.values()
            if found["kind"] == "ClusterRoleBinding"
            for subject in found["subjects"]
            if subject["name"] in {"tarsy", "tarsy-database"}
        ]
        assert bound == [f"tarsy-{place.name}-kube-rbac-proxy"]

    def test_names_of_cluster_wide_objects_tell_environments_of_one_cluster_apart(
        self, place: Place, manifests: Manifests
    ) -> None:
        for found in manifests.values():
            if found["kind"] in {"ClusterRole", "ClusterRoleBinding", "PriorityClass"}:
                assert found["metadata"]["name"].startswith(f"tarsy-{place.name}-")


def subjects(place: Place, role: str) -> list[str]:
    binding = place.manifests[f"ClusterRoleBinding/tarsy-{place.name}-{role}"]
    return [subject["name"] for subject in binding["subjects"]]
