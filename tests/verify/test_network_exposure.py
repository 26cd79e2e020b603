"""Routers, Prometheus, load balancers and the API server get to the pods that are meant for them."""

from __future__ import annotations

import pytest

from podwright.verify import Platform
from tests.verify.finding import Find
from tests.verify.workloads import container, policy, service, together, workload

PODS = workload(
    "web",
    container("web", "ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9100}]"),
)
SERVICE = service(
    "web",
    "name: http, port: 80, targetPort: http",
    "name: metrics, port: 9100, targetPort: metrics",
    metadata=", labels: {app: web}",
)
INGRESS = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  rules:
    - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}
"""
ROUTE = """apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec: {to: {kind: Service, name: web}, port: {targetPort: http}}
"""
HTTP_ROUTE = """apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}
"""
MONITOR = """apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, endpoints: [{port: metrics}]}
"""
POD_MONITOR = """apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: metrics}]}
"""
WORKER = workload("worker")


def by_label(label: str, port: str = "8080") -> str:
    peer = f"{{namespaceSelector: {{matchLabels: {{{label}}}}}}}"
    return f"ingress: [{{from: [{peer}], ports: [{{port: {port}}}]}}]"


def by_name(name: str, port: str = "8080") -> str:
    return by_label(f"kubernetes.io/metadata.name: {name}", port)


def codes(find: Find, rules: str, *texts: str, platform: Platform = Platform.KUBERNETES) -> list[str]:
    text = together(PODS, WORKER, policy("web", "web", rules, types="Ingress"), *texts)
    select = "route-blocked route-not-admitted scrape-blocked scrape-not-admitted exposed-service-blocked"
    return [finding.code for finding in find(text, select=select + " webhook-blocked", platform=platform)]


@pytest.mark.parametrize("published", [INGRESS, HTTP_ROUTE])
@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("", "route-blocked"),
        ("ingress: [{from: [{podSelector: {}}]}]", "route-blocked"),
        ("ingress: [{from: [{podSelector: {matchLabels: {app: worker}}}]}]", "route-blocked"),
        (by_name("ingress-nginx", "80"), "route-blocked"),
        (by_name("ingress-nginx"), ""),
        (by_name("ingress-nginx", "http"), ""),
        (by_name("traefik"), ""),
        (by_name("billing"), "route-not-admitted"),
        (by_label("name: billing"), "route-not-admitted"),
        (by_label("access: web"), ""),
        ("ingress: [{from: [{namespaceSelector: {}}]}]", ""),
        ("ingress: [{ports: [{port: 8080}]}]", ""),
        ("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", ""),
        # a controller of this namespace that is not shown
        ("ingress: [{from: [{podSelector: {matchLabels: {app: controller}}}]}]", ""),
        ("ingress: [{}]", ""),
    ],
)
def test_the_ingress_controller_is_let_in(find: Find, published: str, rules: str, code: str) -> None:
    assert codes(find, rules, SERVICE, published) == ([code] if code else [])


@pytest.mark.parametrize(
    ("rules", "is_found"),
    [
        (by_label('policy-group.network.openshift.io/ingress: ""'), False),
        (by_label("network.openshift.io/policy-group: ingress"), False),
        (by_name("openshift-ingress"), False),
        (by_label('policy-group.network.openshift.io/host-network: ""'), False),
        (by_label("team: platform"), False),
        ("ingress: [{}]", False),
        (by_label('policy-group.network.openshift.io/ingress: "true"'), True),
        (by_label("network.openshift.io/policy-group: monitoring"), True),
        (by_name("ingress-nginx"), True),
        (by_label('policy-group.network.openshift.io/ingress: ""', "9100"), True),
        ("ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]", True),
    ],
)
def test_the_routers_of_openshift_are_let_in(find: Find, rules: str, is_found: bool) -> None:
    found = codes(find, rules, SERVICE, ROUTE, platform=Platform.OPENSHIFT)
    assert found == (["route-blocked"] if is_found else [])


def test_without_policies_everybody_gets_in(find: Find) -> None:
    text = together(PODS, SERVICE, INGRESS, MONITOR)
    assert find(text, select="network") == []


@pytest.mark.parametrize("monitor", [MONITOR, POD_MONITOR])
@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("", "scrape-blocked"),
        ("ingress: [{from: [{podSelector: {}}]}]", "scrape-blocked"),
        (by_name("monitoring"), "scrape-blocked"),
        (by_name("monitoring", "9100"), ""),
        (by_name("monitoring", "metrics"), ""),
        (by_label("purpose: any", "9100"), ""),
        (by_name("billing", "9100"), "scrape-not-admitted"),
        ("ingress: [{from: [{namespaceSelector: {}}]}]", ""),
        ("ingress: [{from: [{podSelector: {matchLabels: {app: prometheus}}}]}]", ""),
    ],
)
def test_prometheus_is_let_in(find: Find, monitor: str, rules: str, code: str) -> None:
    assert codes(find, rules, SERVICE, monitor) == ([code] if code else [])


@pytest.mark.parametrize(
    ("rules", "is_found"),
    [
        (by_name("openshift-user-workload-monitoring", "metrics"), False),
        (by_name("openshift-monitoring", "metrics"), False),
        (by_label("network.openshift.io/policy-group: monitoring", "metrics"), False),
        (by_label("my-prometheus: allowed", "metrics"), False),
        (by_label("tarsy-api-client: allowed", "metrics"), True),
        (by_label('policy-group.network.openshift.io/ingress: ""', "metrics"), True),
        (by_name("monitoring", "metrics"), True),
    ],
)
def test_prometheus_of_openshift_is_let_in(find: Find, rules: str, is_found: bool) -> None:
    found = codes(find, rules, SERVICE, MONITOR, platform=Platform.OPENSHIFT)
    assert found == (["scrape-not-admitted"] if is_found else [])


def test_a_prometheus_of_the_same_namespace_is_an_inmate(find: Find) -> None:
    server = "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p, namespace: shop}\n"
    assert codes(find, "ingress: [{from: [{podSelector: {}}]}]", SERVICE, MONITOR, server) == []


@pytest.mark.parametrize(
    ("kind", "rules", "is_found"),
    [
        ("LoadBalancer", "ingress: [{from: [{podSelector: {}}]}]", True),
        ("NodePort", by_name("ingress-nginx"), True),
        ("LoadBalancer", "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]", False),
        ("LoadBalancer", "ingress: [{ports: [{port: 8080}]}]", False),
        ("ClusterIP", "ingress: [{from: [{podSelector: {}}]}]", False),
    ],
)
def test_addresses_outside_are_let_in(find: Find, kind: str, rules: str, is_found: bool) -> None:
    exposed = service("web", "name: http, port: 80, targetPort: http", spec=f"type: {kind}")
    assert codes(find, rules, exposed) == (["exposed-service-blocked"] if is_found else [])


@pytest.mark.parametrize(
    ("rules", "is_found"),
    [
        ("ingress: [{from: [{podSelector: {}}]}]", True),
        ("ingress: [{from: [{namespaceSelector: {}}]}]", False),
        ("ingress: [{ports: [{port: http}]}]", False),
        ("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", False),
    ],
)
def test_the_api_server_is_let_in_to_webhooks(find: Find, rules: str, is_found: bool) -> None:
    hook = """apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook}
webhooks: [{name: a.example.com, clientConfig: {service: {name: web, namespace: shop}}}]
"""
    https = service("web", "name: https, port: 443, targetPort: http")
    assert codes(find, rules, https, hook) == (["webhook-blocked"] if is_found else [])


API_ACCESS = """apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: api, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: api}
subjects: [{kind: ServiceAccount, name: robot}]
"""


@pytest.mark.parametrize(
    ("pod", "rules", "platform", "is_found"),
    [
        ("serviceAccountName: robot", "", Platform.KUBERNETES, True),
        ("serviceAccountName: robot", "egress: [{ports: [{port: 443}]}]", Platform.KUBERNETES, False),
        ("serviceAccountName: robot", "egress: [{ports: [{port: 443}]}]", Platform.OPENSHIFT, True),
        ("serviceAccountName: robot", "egress: [{ports: [{port: 6443}]}]", Platform.OPENSHIFT, False),
        ("serviceAccountName: robot", "egress: [{to: [{namespaceSelector: {}}]}]", Platform.KUBERNETES, True),
        (
            "serviceAccountName: robot",
            "egress: [{to: [{ipBlock: {cidr: 10.0.0.1/32}}]}]",
            Platform.KUBERNETES,
            False,
        ),
        ("serviceAccountName: other", "", Platform.KUBERNETES, False),
        ("serviceAccountName: robot\nautomountServiceAccountToken: false", "", Platform.KUBERNETES, False),
        (
            "serviceAccountName: robot\nautomountServiceAccountToken: false\n"
            "volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: token}}]}}]",
            "",
            Platform.KUBERNETES,
            True,
        ),
        (
            "serviceAccountName: robot\nautomountServiceAccountToken: false\n"
            "volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, audience: vault}}]}}]",
            "",
            Platform.KUBERNETES,
            False,
        ),
    ],
)
def test_pods_with_permissions_get_to_the_api_server(
    find: Find, pod: str, rules: str, platform: Platform, is_found: bool
) -> None:
    text = together(workload("web", pod=pod), API_ACCESS, policy("web", "web", rules, types="Egress"))
    found = [finding.code for finding in find(text, select="api-server-blocked", platform=platform)]
    assert found == (["api-server-blocked"] if is_found else [])
