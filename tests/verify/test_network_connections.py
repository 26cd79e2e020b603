"""What containers call is let out and let in, and they can resolve its name."""

from __future__ import annotations

import pytest

from podwright.verify import Platform
from tests.verify.finding import Find
from tests.verify.workloads import config_map, container, policy, service, together, workload

DATABASE = together(
    workload("db", container("postgresql", "ports: [{name: sql, containerPort: 5432}]"), kind="StatefulSet"),
    service("db", "name: sql, port: 5432, targetPort: sql", spec="clusterIP: None"),
)
BACKEND = together(
    workload("backend", container("backend", "ports: [{name: http, containerPort: 8000}]")),
    service("backend", "name: http, port: 80, targetPort: http"),
)
DNS = "- {ports: [{port: 53, protocol: UDP}, {port: 53}]}\n"
TO_DB = "- {to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}\n"
TO_BACKEND = "- {to: [{podSelector: {matchLabels: {app: backend}}}], ports: [{port: 8000}]}\n"
PATHS = "egress-blocked ingress-blocked"
NAMES = "dns-blocked dns-without-tcp egress-without-dns"


def api(value: str = "postgresql://db:5432/x", more: str = "", metadata: str = "") -> str:
    return workload(
        "api", container("api", f'env: [{{name: URL, value: "{value}"}}]'), pod=more, metadata=metadata
    )


def egress(*rules: str, app: str = "api") -> str:
    return policy(app, app, "egress:\n" + "".join(rules) if rules else "", types="Egress")


def codes(find: Find, *texts: str, select: str = PATHS) -> list[str]:
    return [finding.code for finding in find(together(*texts), select=select)]


def test_both_directions_have_to_be_allowed(find: Find) -> None:
    assert codes(find, DATABASE, api()) == []
    assert codes(find, DATABASE, api(), egress(DNS)) == ["egress-blocked"]
    assert codes(find, DATABASE, api(), egress(DNS, TO_DB)) == []
    deny = policy("deny", "", "", types="Ingress, Egress")
    assert codes(find, DATABASE, api(), deny) == ["egress-blocked", "ingress-blocked"]
    assert codes(find, DATABASE, api(), deny, egress(DNS, TO_DB)) == ["ingress-blocked"]
    admit = policy("db", "db", "ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]")
    assert codes(find, DATABASE, api(), deny, egress(DNS, TO_DB), admit) == []


def test_the_policy_of_the_pods_is_the_place(find: Find) -> None:
    admit = policy(
        "db", "db", "ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: sql}]}]"
    )
    (finding,) = find(together(DATABASE, api(), policy("deny", "", "", types="Ingress"), admit), select=PATHS)
    assert finding.object is not None
    assert (finding.object.name, str(finding.field)) == ("db", "spec.ingress[0].from")
    assert "db:5432" in finding.message
    assert "Deployment shop/api" in finding.message


def test_rules_are_about_the_port_of_the_container(find: Find) -> None:
    to_service_port = TO_BACKEND.replace("8000", "80")
    assert codes(find, BACKEND, api("http://backend/"), egress(DNS, TO_BACKEND)) == []
    (finding,) = find(together(BACKEND, api("http://backend/"), egress(DNS, to_service_port)), select=PATHS)
    assert finding.code == "egress-blocked"
    assert finding.remedy.endswith("on port 8000")


@pytest.mark.parametrize(
    "text",
    [
        # not called, or not certainly
        api("https://example.com"),
        api("http://backend/").replace("name: URL", "name: CORS_ORIGINS"),
        api("http://backend/").replace("name: URL", "name: FRONTEND_URL"),
        workload("api", container("api", "args: [db]")),
        # on the host network
        api(more="hostNetwork: true"),
        # run by hand, when somebody tests the release
        api(metadata=", annotations: {helm.sh/hook: test-success}"),
    ],
)
def test_what_is_no_connection(find: Find, text: str) -> None:
    assert codes(find, DATABASE, BACKEND, text, egress(DNS)) == []


def test_what_one_of_several_readers_can_do_is_enough(find: Find) -> None:
    settings = config_map("settings", URL="postgresql://db:5432/x")
    reads = "envFrom: [{configMapRef: {name: settings}}]"
    one = workload("api", container("api", reads))
    two = workload("web", container("web", reads))
    assert codes(find, DATABASE, settings, one, two, egress(app="web")) == []
    assert codes(find, DATABASE, settings, one, two, egress(app="web"), select=NAMES) == []
    assert codes(find, DATABASE, settings, one, two, egress(app="web"), egress()) == ["egress-blocked"] * 2
    assert codes(find, DATABASE, settings, two, egress(app="web")) == ["egress-blocked"]


def test_one_of_several_workloads_behind_a_service_is_enough(find: Find) -> None:
    blue = workload(
        "blue", container("blue", "ports: [{name: http, containerPort: 8000}]"), labels=", tier: web"
    )
    green = workload(
        "green", container("green", "ports: [{name: http, containerPort: 9000}]"), labels=", tier: web"
    )
    both = service("backend", "port: 80, targetPort: http").replace("{app: backend}", "{tier: web}")
    rule = "- {to: [{podSelector: {matchLabels: {app: green}}}], ports: [{port: 9000}]}\n"
    assert codes(find, blue, green, both, api("http://backend/"), egress(DNS, rule)) == []
    assert codes(find, blue, both, api("http://backend/"), egress(DNS, rule)) == ["egress-blocked"]


def test_pods_may_mean_themselves(find: Find) -> None:
    peer = (
        'env: [{name: PEERS, value: "db-0.db:5432,db-1.db:5432"}]\nports: [{name: sql, containerPort: 5432}]'
    )
    text = workload("db", container("postgresql", peer), kind="StatefulSet")
    database = together(text, service("db", "name: sql, port: 5432", spec="clusterIP: None"))
    assert codes(find, database, policy("deny", "", "", types="Ingress, Egress")) == []


@pytest.mark.parametrize(
    ("value", "rule", "is_found"),
    [
        ("https://vault.vault.svc:8200", "", True),
        ("https://vault.vault.svc:8200", "- {to: [{namespaceSelector: {}}]}\n", False),
        (
            "https://vault.vault.svc:8200",
            "- {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: vault}}}]}\n",
            False,
        ),
        (
            "https://vault.vault.svc:8200",
            "- {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}}]}\n",
            True,
        ),
        (
            "https://vault.vault.svc:8200",
            "- {to: [{namespaceSelector: {matchLabels: {team: infra}}}]}\n",
            False,
        ),
        ("postgresql://db.example.com:5432/x", "", True),
        ("postgresql://db.example.com:5432/x", "- {ports: [{port: 5432}]}\n", False),
        (
            "postgresql://db.example.com:5432/x",
            "- {to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 5432}]}\n",
            False,
        ),
        (
            "postgresql://db.example.com:5432/x",
            "- {to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 443}]}\n",
            True,
        ),
        ("postgresql://db.example.com:5432/x", "- {to: [{podSelector: {}}]}\n", True),
        ("https://hooks.example.com", "", False),
    ],
)
def test_connections_to_elsewhere(find: Find, value: str, rule: str, is_found: bool) -> None:
    found = codes(find, api(value), egress(DNS, rule))
    assert found == (["egress-blocked"] if is_found else [])


def test_a_wrong_port_is_said_once(find: Find) -> None:
    found = codes(find, BACKEND, api("http://backend:8000"), egress(DNS), select="addresses network")
    assert found == ["unknown-service-port"]


BOTH = "{port: 53, protocol: UDP}, {port: 53}"
OTHER = "{port: 5353, protocol: UDP}, {port: 5353}"


def to(namespace: str, ports: str = BOTH) -> str:
    return to_peer(f"namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {namespace}}}}}", ports)


def to_peer(peer: str, ports: str = BOTH) -> str:
    return f"- {{to: [{{{peer}}}], ports: [{ports}]}}\n"


def to_label(value: str) -> str:
    return to_peer(f"namespaceSelector: {{}}, podSelector: {{matchLabels: {{k8s-app: {value}}}}}")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "dns-blocked"),
        (DNS, ""),
        (to("kube-system"), ""),
        (to("kube-system", "{port: 53, protocol: UDP}"), "dns-without-tcp"),
        (to("kube-system", "{port: 53}"), "dns-blocked"),
        (to("kube-sytsem"), "dns-blocked"),
        (to("kube-system", OTHER), "dns-blocked"),
        # perhaps the platform is OpenShift
        (to("openshift-dns", OTHER), ""),
        (to_label("kube-dns"), ""),
        (to_label("coredns"), ""),
        (to_label("kube-dsn"), "dns-blocked"),
        (to_peer("namespaceSelector: {matchLabels: {name: kube-system}}"), ""),
        (to_peer("podSelector: {}"), "dns-blocked"),
        # a cache on the node, the address of the Service
        (to_peer("ipBlock: {cidr: 169.254.20.10/32}"), ""),
        (to_peer("ipBlock: {cidr: 10.96.0.10/32}"), ""),
        (to_peer("ipBlock: {cidr: 10.96.0.10/32}", "{port: 443}"), "dns-blocked"),
        ("- {}\n", ""),
    ],
)
def test_names_are_resolved_by_the_cluster(find: Find, rule: str, code: str) -> None:
    found = codes(find, DATABASE, api(), egress(rule, TO_DB), select=NAMES)
    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    ("namespace", "port", "is_found"),
    [("openshift-dns", 5353, False), ("openshift-dns", 53, True), ("kube-system", 53, True)],
)
def test_the_dns_of_openshift(find: Find, namespace: str, port: int, is_found: bool) -> None:
    rule = to(namespace, f"{{port: {port}, protocol: UDP}}, {{port: {port}}}")
    text = together(DATABASE, api(), egress(rule, TO_DB))
    found = [finding.code for finding in find(text, select=NAMES, platform=Platform.OPENSHIFT)]
    assert found == (["dns-blocked"] if is_found else [])


@pytest.mark.parametrize(
    ("value", "rule", "more", "code"),
    [
        # nothing tells by which name it is called
        ("x", TO_DB, "", "egress-without-dns"),
        ("x", "- {ports: [{port: 443}]}\n", "", "egress-without-dns"),
        ("https://hooks.example.com", "- {ports: [{port: 443}]}\n", "", "egress-without-dns"),
        ("x", "- {to: [{ipBlock: {cidr: 192.0.2.7/32}}]}\n", "", ""),
        ("x", "", "", ""),
        ("10.0.0.1:5432", "", "", ""),
        # it asks somebody else
        ("postgresql://db:5432/x", TO_DB, "dnsPolicy: Default", ""),
        ("postgresql://db:5432/x", TO_DB, "dnsPolicy: None\ndnsConfig: {nameservers: [192.0.2.53]}", ""),
        ("postgresql://db:5432/x", TO_DB, "dnsPolicy: ClusterFirst", "dns-blocked"),
    ],
)
def test_who_needs_names(find: Find, value: str, rule: str, more: str, code: str) -> None:
    found = codes(find, DATABASE, api(value, more), egress(rule), select=NAMES)
    assert found == ([code] if code else [])
