"""Services behind Ingresses, Routes, HTTPRoutes and webhooks, their ports, hosts and monitors."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.objects import joined, obj, service, workload

PORTS = ", ports: [{name: web, containerPort: 8080}, {name: admin, containerPort: 9000}]"
TWO = "[{name: http, port: 80, targetPort: web}, {name: admin, port: 81, targetPort: 9000}]"
BASE = joined(workload(container=PORTS), service(ports=TWO))


def ingress(
    backend: str, *, metadata: str = "", tls: str = "", path: str = "path: /, pathType: Prefix"
) -> str:
    paths = f"[{{{path}, backend: {{service: {backend}}}}}]"
    return obj(
        "networking.k8s.io/v1",
        "Ingress",
        "web",
        f"spec: {{rules: [{{host: a.example.com, http: {{paths: {paths}}}}}]{tls}}}",
        metadata=metadata,
    )


def route(spec: str) -> str:
    return obj("route.openshift.io/v1", "Route", "web", f"spec: {{{spec}}}")


def http_route(backend: str, parents: str = "[]") -> str:
    return obj(
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        "web",
        f"spec: {{parentRefs: {parents}, rules: [{{backendRefs: [{backend}]}}]}}",
    )


def hook(client: str) -> str:
    webhooks = f"webhooks: [{{name: a.b.c, clientConfig: {{service: {client}}}}}]"
    return obj("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "web", webhooks)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (ingress("{name: x, port: {number: 80}}"), "spec.rules[0].http.paths[0].backend.service.name"),
        (
            obj("networking.k8s.io/v1", "Ingress", "web", "spec: {defaultBackend: {service: {name: x}}}"),
            "spec.defaultBackend.service.name",
        ),
        (route("to: {kind: Service, name: x}"), "spec.to.name"),
        (route("to: {name: x}"), "spec.to.name"),
        (
            route("to: {kind: Service, name: web}, alternateBackends: [{kind: Service, name: x}]"),
            "spec.alternateBackends[0].name",
        ),
        (http_route("{name: x, port: 80}"), "spec.rules[0].backendRefs[0].name"),
        (hook("{name: x, namespace: default}"), "webhooks[0].clientConfig.service.name"),
        (
            obj(
                "apiregistration.k8s.io/v1",
                "APIService",
                "v1.example.com",
                "spec: {service: {name: x, namespace: default}}",
            ),
            "spec.service.name",
        ),
    ],
)
def test_a_service_that_does_not_exist(find: Find, text: str, field: str) -> None:
    (finding,) = find(joined(BASE, text), select="missing-service missing-service-port")
    assert (finding.code, str(finding.field)) == ("missing-service", field)
    assert find(joined(BASE, text), select="missing-service", externals=("Service/x",)) == []


@pytest.mark.parametrize(
    "text",
    [
        ingress("{name: redirect, port: {name: use-annotation}}"),
        http_route("{name: x, namespace: other, port: 80}"),
        http_route("{group: example.com, kind: Function, name: x}"),
        hook("{name: x, namespace: other}"),
        route("to: {kind: ServiceImport, name: x}"),
        obj("networking.k8s.io/v1", "Ingress", "web", "spec: {defaultBackend: {resource: {name: x}}}"),
    ],
)
def test_what_is_no_service_or_not_of_here(find: Find, text: str) -> None:
    assert find(joined(BASE, text), select="references") == []


def test_the_governing_service(find: Find) -> None:
    text = workload(kind="StatefulSet", spec=", serviceName: members")
    (finding,) = find(text, select="references")
    assert (finding.code, finding.severity.value) == ("missing-governing-service", "warning")
    assert find(joined(text, service("members", spec=", clusterIP: None")), select="references") == []


@pytest.mark.parametrize(
    ("port", "is_there"),
    [
        ("number: 80", True),
        ("number: 81", True),
        ("name: http", True),
        ("name: admin", True),
        ("number: 8080", False),
        ("number: 9000", False),
        ("name: web", False),
    ],
)
def test_ports_of_an_ingress(find: Find, port: str, is_there: bool) -> None:
    text = joined(BASE, ingress(f"{{name: web, port: {{{port}}}}}"))
    assert (find(text, select="missing-service-port") == []) is is_there


def test_a_message_says_what_was_confused(find: Find) -> None:
    text = joined(BASE, ingress("{name: web, port: {number: 9000}}"))
    (finding,) = find(text, select="missing-service-port")
    assert finding.message == "Service default/web has no port 9000; 9000 is where its port 81 leads to"


@pytest.mark.parametrize(
    ("target", "is_there"),
    [
        ("http", True),
        ("admin", True),
        ("8080", True),
        ('"8080"', True),
        ("9000", True),
        ("80", False),
        ("81", False),
        ("web", False),
        ("metrics", False),
        ("0", False),
    ],
)
def test_ports_of_a_route(find: Find, target: str, is_there: bool) -> None:
    text = joined(BASE, route(f"to: {{kind: Service, name: web}}, port: {{targetPort: {target}}}"))
    assert (find(text, select="missing-service-port") == []) is is_there


@pytest.mark.parametrize(
    "base",
    [
        service(ports="[{name: http, port: 80, targetPort: unknown}]"),
        obj("v1", "Service", "web", "spec: {ports: [{port: 80}]}"),
        obj("v1", "Service", "web", "spec: {type: ExternalName, externalName: example.com}"),
    ],
)
def test_endpoints_that_are_not_known(find: Find, base: str) -> None:
    text = joined(workload(container=PORTS), base, route("to: {name: web}, port: {targetPort: 1234}"))
    assert find(text, select="missing-service-port") == []


def test_ports_of_an_external_service(find: Find) -> None:
    text = joined(workload(), ingress("{name: x, port: {number: 80}}"))
    assert find(text, select="references", externals=("Service/x:80,443",)) == []
    assert find(text, select="references", externals=("Service/x",)) == []
    (finding,) = find(text, select="references", externals=("Service/x:443,https",))
    assert finding.message == "the external Service x has no port 80, only 443 and https"


@pytest.mark.parametrize(
    ("ports", "port", "count"),
    [
        (TWO, "", 1),
        (TWO, ", port: {targetPort: http}", 0),
        ("[{port: 80}]", "", 0),
        ("[{name: dns, port: 53, protocol: UDP}, {name: http, port: 80}]", "", 0),
    ],
)
def test_a_route_that_does_not_say_which_port(find: Find, ports: str, port: str, count: int) -> None:
    text = joined(workload(container=PORTS), service(ports=ports), route(f"to: {{name: web}}{port}"))
    assert len(find(text, select="route-without-port")) == count


def test_gateways(find: Find) -> None:
    gateway = obj(
        "gateway.networking.k8s.io/v1",
        "Gateway",
        "public",
        "spec: {listeners: [{name: http}, {name: https}]}",
    )
    for parents, count in [
        ("[{name: public}]", 0),
        ("[{name: public, sectionName: https}]", 0),
        ("[{name: public, sectionName: tls}]", 1),
        ("[{name: pubilc}]", 1),
        ("[{name: shared}]", 0),
        ("[{name: pubilc, namespace: gateways}]", 0),
        ("[{kind: Service, group: '', name: mesh}]", 0),
    ]:
        text = joined(BASE, gateway, http_route("{name: web, port: 80}", parents))
        assert len(find(text, select="missing-gateway")) == count, parents


# --- hosts and paths ---


def certificate(names: str) -> str:
    return obj(
        "cert-manager.io/v1", "Certificate", "web", f"spec: {{secretName: web-tls, dnsNames: {names}}}"
    )


@pytest.mark.parametrize(
    ("names", "is_named"),
    [
        ("[a.example.com]", True),
        ("['*.example.com']", True),
        ("[b.example.com, a.example.com]", True),
        ("[b.example.com]", False),
        ("['*.a.example.com']", False),
        ("[example.com]", False),
        ("[]", True),
    ],
)
def test_hosts_of_certificates(find: Find, names: str, is_named: bool) -> None:
    tls = ", tls: [{hosts: [a.example.com], secretName: web-tls}]"
    text = joined(BASE, certificate(names), ingress("{name: web, port: {number: 80}}", tls=tls))
    assert (find(text, select="certificate-without-host") == []) is is_named


@pytest.mark.parametrize(
    ("target", "path", "count"),
    [
        ("/", "path: /api, pathType: Prefix", 1),
        ("/app", "path: /api, pathType: ImplementationSpecific", 1),
        ("/$1", "path: /api/(.*), pathType: ImplementationSpecific", 0),
        ("/start", "path: /, pathType: Exact", 0),
    ],
)
def test_rewritten_paths(find: Find, target: str, path: str, count: int) -> None:
    metadata = f", annotations: {{nginx.ingress.kubernetes.io/rewrite-target: {target}}}"
    text = joined(BASE, ingress("{name: web, port: {number: 80}}", metadata=metadata, path=path))
    assert len(find(text, select="rewritten-to-one-path")) == count


# --- monitors ---


def monitor(
    *,
    kind: str = "ServiceMonitor",
    selector: str = "{matchLabels: {app: web}}",
    port: str = "http",
    more: str = "",
) -> str:
    field = "endpoints" if kind == "ServiceMonitor" else "podMetricsEndpoints"
    spec = f"spec: {{selector: {selector}, {field}: [{{port: {port}}}]{more}}}"
    return obj("monitoring.coreos.com/v1", kind, "web", spec)


LABELLED = joined(workload(container=PORTS), service(ports=TWO, metadata=", labels: {app: web}"))


@pytest.mark.parametrize(
    ("kind", "port", "count"),
    [
        ("ServiceMonitor", "http", 0),
        ("ServiceMonitor", "web", 1),
        ("ServiceMonitor", '"80"', 1),
        ("PodMonitor", "web", 0),
        ("PodMonitor", "http", 1),
    ],
)
def test_monitored_ports(find: Find, kind: str, port: str, count: int) -> None:
    found = find(joined(LABELLED, monitor(kind=kind, port=port)), select="references")
    assert [finding.code for finding in found] == ["missing-monitored-port"] * count


def test_a_monitor_without_named_ports(find: Find) -> None:
    base = joined(workload(), service(ports="[{port: 80}]", metadata=", labels: {app: web}"))
    (finding,) = find(joined(base, monitor()), select="missing-monitored-port")
    assert finding.message == "the selected Services have no named port, only the name counts here"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (joined(LABELLED, monitor()), 0),
        (joined(BASE, monitor()), 1),
        (joined(LABELLED, monitor(selector="{matchLabels: {app: wbe}}")), 1),
        (joined(LABELLED, monitor(selector="{}")), 0),
        (joined(LABELLED, monitor(kind="PodMonitor", selector="{matchLabels: {app: wbe}}", port="web")), 1),
        (joined(BASE, monitor(more=", namespaceSelector: {any: true}")), 0),
        (joined(BASE, monitor(more=", namespaceSelector: {matchNames: [other]}")), 0),
        (joined(BASE, monitor(more=", namespaceSelector: {matchNames: [default]}")), 1),
        # Whoever brings only monitors does not bring what they select.
        (monitor(), 0),
        (joined(workload(), monitor()), 0),
    ],
)
def test_what_monitors_select(find: Find, text: str, count: int) -> None:
    assert [finding.code for finding in find(text, select="selectors")] == ["monitor-selects-nothing"] * count
