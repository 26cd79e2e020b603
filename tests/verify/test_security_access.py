"""Service accounts, roles, the proxies that need them, and who gets past."""

from __future__ import annotations

import pytest

from podwright.verify import ManifestSet, Platform, read_text
from podwright.verify.accounts.permissions import permissions_of, permits_path
from podwright.verify.cluster import Cluster, Existence
from podwright.verify.detection import detect_target
from podwright.verify.nodes import Node
from tests.verify.finding import Find, FindAt, Write

RBAC = "rbac.authorization.k8s.io"


def role(rules: str, *, kind: str = "ClusterRole", name: str = "web") -> str:
    return f"apiVersion: {RBAC}/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nrules: {rules}\n---\n"


def binding(
    name: str = "web", *, kind: str = "ClusterRoleBinding", subject: str = "", to: str = "ClusterRole"
) -> str:
    subject = subject or "{kind: ServiceAccount, name: default, namespace: default}"
    return (
        f"apiVersion: {RBAC}/v1\nkind: {kind}\nmetadata: {{name: {name.replace(':', '-')}}}\n"
        f"roleRef: {{apiGroup: {RBAC}, kind: ClusterRole, name: '{name}'}}\nsubjects: [{subject}]\n---\n"
    )


def account(automount: str = "false", name: str = "default") -> str:
    return (
        f"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}, namespace: default}}\n"
        f"automountServiceAccountToken: {automount}\n---\n"
    )


PROXY = """
- name: kube-rbac-proxy
  image: quay.io/brancz/kube-rbac-proxy:v0.21.0
  args: [--secure-listen-address=0.0.0.0:8443, "--upstream=http://127.0.0.1:8080/"]
  ports: [{name: https, containerPort: 8443}]
  securityContext:
    {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
  resources: {requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 64Mi}}
"""
MOUNTED = "  volumeMounts: [{name: token, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]\n"
TOKEN = "volumes: [{name: token, projected: {sources: [{serviceAccountToken: {path: token}}]}}]"
DELEGATED = binding("system:auth-delegator")


def proxied(deployment: Write, proxy: str = PROXY + MOUNTED, *, pod: str = TOKEN, container: str = "") -> str:
    text = deployment(pod=pod, container=container)
    return (
        text.rstrip("\n") + "".join(f"\n        {line}" if line else "" for line in proxy.splitlines()) + "\n"
    )


# --- tokens ---


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("", True),
        (account("true"), True),
        (account("false"), False),
        (binding("view"), False),
        (binding("view", subject="{kind: Group, name: 'system:serviceaccounts:default'}"), False),
        (binding("view", subject="{kind: User, name: 'system:serviceaccount:default:default'}"), False),
        (binding("view", subject="{kind: Group, name: developers}"), True),
    ],
)
def test_tokens_that_nothing_is_permitted_to(
    find: Find, deployment: Write, before: str, *, found: bool
) -> None:
    text = deployment().replace("      automountServiceAccountToken: false\n", "")
    assert bool(find(before + text, select="unused-token")) == found


def test_a_pod_decides_for_itself(find: Find, deployment: Write) -> None:
    assert find(account("true") + deployment(), select="unused-token") == []
    text = account("false") + deployment().replace(
        "automountServiceAccountToken: false", "automountServiceAccountToken: true"
    )
    assert len(find(text, select="unused-token")) == 1


def test_accounts_that_are_not_here_may_be_bound(find: Find, deployment: Write) -> None:
    text = deployment().replace("automountServiceAccountToken: false", "serviceAccountName: elsewhere")
    assert find(text, select="unused-token") == []


def test_vault_is_shown_the_token(find: Find, deployment: Write) -> None:
    text = deployment().replace("automountServiceAccountToken: false", "restartPolicy: Always")
    text = text.replace(
        "metadata: {labels: {app: web}}",
        "metadata: {labels: {app: web}, annotations: {vault.hashicorp.com/agent-inject: 'true'}}",
    )
    assert find(text, select="unused-token") == []


# --- what proxies need ---


def test_a_proxy_that_has_all_it_needs(find: Find, deployment: Write) -> None:
    text = DELEGATED + proxied(deployment)
    assert find(text, select="proxy-without-token proxy-without-access-review unused-token") == []


@pytest.mark.parametrize(
    ("rules", "lacks"),
    [
        ("[]", "tokenreviews and subjectaccessreviews"),
        (
            "[{apiGroups: [authentication.k8s.io], resources: [tokenreviews], verbs: [create]}]",
            "subjectaccessreviews",
        ),
        (
            "[{apiGroups: [authentication.k8s.io, authorization.k8s.io], "
            "resources: [tokenreviews, subjectaccessreviews], verbs: [create]}]",
            "",
        ),
        ("[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]", ""),
        (
            "[{apiGroups: [''], resources: [tokenreviews, subjectaccessreviews], verbs: [create]}]",
            "tokenreviews",
        ),
        (
            "[{apiGroups: [authentication.k8s.io, authorization.k8s.io], "
            "resources: [tokenreviews, subjectaccessreviews], verbs: [get]}]",
            "tokenreviews",
        ),
    ],
)
def test_reviews_that_a_proxy_may_not_create(find: Find, deployment: Write, rules: str, lacks: str) -> None:
    found = find(role(rules) + binding() + proxied(deployment), select="proxy-without-access-review")
    assert [lacks in finding.message for finding in found] == ([True] if lacks else [])


def test_a_role_binding_is_not_enough(find: Find, deployment: Write) -> None:
    text = binding("system:auth-delegator", kind="RoleBinding") + proxied(deployment)
    assert len(find(text, select="proxy-without-access-review")) == 1


def test_of_unknown_roles_nothing_is_claimed(find: Find, deployment: Write) -> None:
    text = binding("of-somebody-else") + proxied(deployment)
    assert find(text, select="proxy-without-access-review") == []


@pytest.mark.parametrize(
    "flag", ["--kubeconfig=/etc/kubeconfig", "--client-ca-file=/ca --config-file=/etc/config.yaml"]
)
def test_a_proxy_with_another_way_to_ask(find: Find, deployment: Write, flag: str) -> None:
    flags = ", ".join(flag.split())
    proxy = PROXY.replace("args: [", f"args: [{flags}, ") + MOUNTED
    assert find(proxied(deployment, proxy), select="proxy-without-access-review") == []


def test_a_proxy_without_a_token(find_at: FindAt, deployment: Write) -> None:
    text = DELEGATED + proxied(deployment, PROXY, pod="")
    assert find_at(text, select="proxy-without-token") == [
        ("proxy-without-token", "spec.template.spec.containers[1].volumeMounts")
    ]
    automounted = text.replace("      automountServiceAccountToken: false\n", "")
    assert find_at(automounted, select="proxy-without-token") == []
    assert len(find_at(account("false") + automounted, select="proxy-without-token")) == 1


# --- roles ---


@pytest.mark.parametrize(
    ("verbs", "found"),
    [
        ("[get, post]", ["rules[0].verbs[1]"]),
        ("[get, put]", ["rules[0].verbs[1]"]),
        ("[get, create, post]", []),
        ("[get, create, update, patch, delete]", []),
        ("['*']", []),
    ],
)
def test_verbs_that_the_proxy_never_asks_for(
    find: Find, deployment: Write, verbs: str, found: list[str]
) -> None:
    rules = role(f"[{{nonResourceURLs: [/api/*], verbs: {verbs}}}]")
    told = find(rules + DELEGATED + proxied(deployment), select="verb-never-asked")
    assert [str(finding.field) for finding in told] == found
    assert find(rules, select="verb-never-asked") == []


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ("[{apiGroups: [''], resources: ['*'], verbs: [get]}]", "rules[0].resources"),
        ("[{apiGroups: [apps], resources: [deployments], verbs: ['*']}]", "rules[0].verbs"),
        ("[{apiGroups: ['*'], resources: [pods], verbs: [get]}]", "rules[0].apiGroups"),
        ("[{nonResourceURLs: ['*'], verbs: ['*']}]", "rules[0].verbs"),
        ("[{apiGroups: [widgets.example.com], resources: ['*'], verbs: ['*']}]", ""),
        ("[{nonResourceURLs: ['*'], verbs: [get]}]", ""),
        ("[{apiGroups: [''], resources: [pods], verbs: [get]}]", ""),
    ],
)
def test_wildcards(find_at: FindAt, rules: str, field: str) -> None:
    expected = [("wildcard-permission", field)] if field else []
    assert find_at(role(rules), select="wildcard-permission") == expected


def test_cluster_admin(find_at: FindAt) -> None:
    assert find_at(binding("cluster-admin"), select="security") == [("cluster-admin-binding", "roleRef.name")]
    assert find_at(binding("cluster-admin", kind="RoleBinding"), select="cluster-admin-binding") == []


@pytest.mark.parametrize(
    ("rules", "bound", "found"),
    [
        ("[{apiGroups: [''], resources: [secrets], verbs: [list]}]", binding(), True),
        ("[{apiGroups: [''], resources: [secrets], verbs: [list]}]", binding(kind="RoleBinding"), False),
        ("[{apiGroups: [''], resources: [secrets], verbs: [list]}]", "", False),
        ("[{apiGroups: [''], resources: [secrets], verbs: [create]}]", binding(), False),
        ("[{apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [get]}]", binding(), False),
    ],
)
def test_roles_that_read_every_secret(find: Find, rules: str, bound: str, *, found: bool) -> None:
    assert bool(find(role(rules) + bound, select="reads-all-secrets")) == found


def test_permissions_answer_with_care() -> None:
    text = (
        role("[{nonResourceURLs: [/metrics], verbs: [get]}]")
        + binding()
        + binding("unknown").replace("name: unknown}", "name: other}", 1)
    )
    manifests = ManifestSet(read_text(text).manifests)
    permissions = permissions_of(Cluster(manifests, target=detect_target(manifests)))
    assert permissions.may_request("default", "default", "get", "/metrics") is Existence.YES
    assert permissions.may_request("default", "default", "get", "/other") is Existence.MAYBE
    assert permissions.may_request("default", "somebody", "get", "/metrics") is Existence.NO


def test_paths_end_with_a_star() -> None:
    rule = Node({"nonResourceURLs": ["/api/*", "/health"], "verbs": ["get"]})
    assert permits_path(rule, "get", "/api/v1")
    assert permits_path(rule, "get", "/health")
    assert not permits_path(rule, "get", "/healthz")
    assert not permits_path(rule, "create", "/api/v1")


# --- scraping through a proxy ---

SERVICE = """---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec: {selector: {app: web}, ports: [{name: https, port: 8443, targetPort: https}]}
---
"""


def monitor(endpoint: str) -> str:
    return (
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\nspec:\n"
        f"  selector: {{matchLabels: {{app: web}}}}\n"
        f"  endpoints: [{{port: https, scheme: https{endpoint}}}]\n---\n"
    )


SENT = ", authorization: {credentials: {name: metrics-token, key: token}}"
TOKEN_SECRET = (
    "apiVersion: v1\nkind: Secret\nmetadata: {name: metrics-token, annotations: "
    "{kubernetes.io/service-account.name: metrics}}\ntype: kubernetes.io/service-account-token\n---\n"
)
READER = role("[{nonResourceURLs: [/metrics], verbs: [get]}]", name="reader")
READS = binding("reader", subject="{kind: ServiceAccount, name: metrics, namespace: default}")


@pytest.mark.parametrize(
    ("objects", "field"),
    [
        (monitor(""), "spec.endpoints[0].authorization"),
        (monitor(SENT), "spec.endpoints[0].authorization.credentials.name"),
        (monitor(SENT) + TOKEN_SECRET, "spec.endpoints[0].authorization.credentials.name"),
        (monitor(SENT) + TOKEN_SECRET + READER, "spec.endpoints[0].authorization.credentials.name"),
        (
            monitor(", bearerTokenSecret: {name: gone, key: token}"),
            "spec.endpoints[0].bearerTokenSecret.name",
        ),
        (monitor(SENT) + TOKEN_SECRET + READER + READS, ""),
        (monitor(SENT) + READER, ""),
        (monitor(", bearerTokenFile: /var/run/secrets/token"), ""),
        (monitor(", tlsConfig: {cert: {secret: {name: a, key: b}}}"), ""),
        (monitor(", path: /healthz"), ""),
    ],
)
def test_scrapes_that_the_proxy_does_not_let_through(
    find: Find, deployment: Write, objects: str, field: str
) -> None:
    proxy = PROXY.replace("args: [", "args: [--ignore-paths=/healthz, ") + MOUNTED
    text = DELEGATED + proxied(deployment, proxy) + SERVICE + objects
    found = find(text, select="scrape-not-permitted")
    assert [str(finding.field) for finding in found] == ([field] if field else [])


def test_a_secret_from_elsewhere_may_hold_anybodys_token(find: Find, deployment: Write) -> None:
    text = DELEGATED + proxied(deployment) + SERVICE + monitor(SENT)
    assert find(text, select="scrape-not-permitted", externals=("Secret/metrics-token",)) == []


@pytest.mark.parametrize(
    ("namespaces", "count"), [("{matchNames: [default]}", 1), ("{any: true}", 1), ("{matchNames: [shop]}", 0)]
)
def test_monitors_of_other_namespaces(find: Find, deployment: Write, namespaces: str, count: int) -> None:
    elsewhere = monitor("").replace("metadata: {name: web}", "metadata: {name: web, namespace: monitoring}")
    scraping = elsewhere.replace("spec:\n", f"spec:\n  namespaceSelector: {namespaces}\n")
    text = DELEGATED + proxied(deployment) + SERVICE + scraping
    assert len(find(text, select="scrape-not-permitted", namespace="default")) == count


def test_pod_monitors_scrape_too(find: Find, deployment: Write) -> None:
    text = (
        DELEGATED
        + proxied(deployment)
        + (
            "---\napiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: web}\nspec:\n"
            "  selector: {matchLabels: {app: web}}\n  podMetricsEndpoints: [{port: https}]\n"
        )
    )
    assert len(find(text, select="scrape-not-permitted")) == 1


# --- past a proxy, and in front of it ---

POLICY = """---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [INGRESS]}
"""
PORT = "ports: [{name: http, containerPort: 8080}]"
DECLARED = "spec.template.spec.containers[0].ports[0]"


@pytest.mark.parametrize(
    ("container", "after", "field"),
    [
        (PORT, "", DECLARED),
        (
            "readinessProbe: {tcpSocket: {port: 8080}}",
            "",
            "spec.template.spec.containers[0].readinessProbe.tcpSocket.port",
        ),
        (PORT, POLICY.replace("INGRESS", ""), ""),
        (PORT, POLICY.replace("INGRESS", "{ports: [{port: 8443}]}"), ""),
        (PORT, POLICY.replace("INGRESS", "{}"), DECLARED),
        (PORT, POLICY.replace("INGRESS", "{ports: [{port: 8080}]}"), DECLARED),
        (PORT, POLICY.replace("INGRESS", "{ports: [{port: 8080}], from: [{podSelector: {}}]}"), ""),
        (PORT, POLICY.replace("INGRESS", "{from: [{namespaceSelector: {}}]}"), DECLARED),
        (PORT, POLICY.replace("app: web", "app: other").replace("INGRESS", ""), DECLARED),
        ("", "", ""),
        (PORT + "\nargs: [--listen-address=127.0.0.1:8080]", "", ""),
    ],
)
def test_ports_behind_a_proxy(find: Find, deployment: Write, container: str, after: str, field: str) -> None:
    text = DELEGATED + proxied(deployment, container=container) + after
    found = find(text, select="bypassed-auth-proxy")
    assert [str(finding.field) for finding in found] == ([field] if field else [])


def test_a_service_that_leads_past_the_proxy(find: Find, deployment: Write) -> None:
    closed = POLICY.replace("INGRESS", "{ports: [{port: 8443}]}")
    text = (
        DELEGATED
        + proxied(deployment, container=PORT)
        + closed
        + SERVICE.replace("targetPort: https", "targetPort: http")
    )
    found = find(text, select="bypassed-auth-proxy")
    assert [(finding.object.kind, str(finding.field)) for finding in found if finding.object] == [
        ("Service", "spec.ports[0].targetPort")
    ]


def test_other_policies_may_close_it(find: Find, deployment: Write) -> None:
    other = "---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a}\nspec: {}\n"
    text = DELEGATED + proxied(deployment, container=PORT) + other
    assert find(text, select="bypassed-auth-proxy") == []


OAUTH = """
- name: oauth2-proxy
  image: quay.io/oauth2-proxy/oauth2-proxy:v7.15.3
  args: [ARGS]
  ports: [{name: proxy, containerPort: 4180}]
"""
ROUTE = """---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: proxy, port: 4180, targetPort: proxy}]}
---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web}
spec: {host: a.example.com, to: {kind: Service, name: web}, tls: {termination: TERMINATION}}
---
"""
CONFIGURED = """apiVersion: v1
kind: ConfigMap
metadata: {name: oauth2}
data: {oauth2.cfg: "http_address = '0.0.0.0:4180'\\nREVERSE\\n"}
"""


@pytest.mark.parametrize(
    ("arguments", "more", "found"),
    [
        ("--http-address=0.0.0.0:4180", "", True),
        ("--reverse-proxy=true", "", False),
        ("--reverse-proxy", "", False),
        ("--reverse-proxy=false", "", True),
        ("--config=/etc/oauth2.cfg", "", False),
        ("--config=/etc/oauth2.cfg", "  volumeMounts: [{name: c, mountPath: /etc}]\n", True),
        ("", "  env: [{name: OAUTH2_PROXY_REVERSE_PROXY, value: 'true'}]\n", False),
        ("", "  envFrom: [{secretRef: {name: unknown}}]\n", False),
    ],
)
def test_oauth2_proxy_behind_a_router(
    find: Find, deployment: Write, arguments: str, more: str, *, found: bool
) -> None:
    pod = "volumes: [{name: c, configMap: {name: oauth2}}]"
    text = proxied(deployment, OAUTH.replace("ARGS", arguments) + more, pod=pod)
    text += ROUTE.replace("TERMINATION", "edge") + CONFIGURED.replace("REVERSE", "provider = 'github'")
    assert bool(find(text, platform=Platform.OPENSHIFT, select="missing-reverse-proxy")) == found


def test_what_the_file_says_counts(find: Find, deployment: Write) -> None:
    proxy = (
        OAUTH.replace("ARGS", "--config=/etc/oauth2.cfg") + "  volumeMounts: [{name: c, mountPath: /etc}]\n"
    )
    text = proxied(deployment, proxy, pod="volumes: [{name: c, configMap: {name: oauth2}}]")
    text += ROUTE.replace("TERMINATION", "edge") + CONFIGURED.replace("REVERSE", "reverse_proxy = true")
    assert find(text, platform=Platform.OPENSHIFT, select="missing-reverse-proxy") == []


def test_a_router_that_ends_no_tls(find: Find, deployment: Write) -> None:
    text = proxied(deployment, OAUTH.replace("ARGS", ""), pod="") + ROUTE.replace(
        "TERMINATION", "passthrough"
    )
    assert find(text, platform=Platform.OPENSHIFT, select="missing-reverse-proxy") == []


# --- transport ---


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ("[{name: DB_SSLMODE, value: disable}, {name: DB_HOST, value: database}]", True),
        ("[{name: PGSSLMODE, value: disable}]", True),
        ("[{name: DB_SSLMODE, value: require}]", False),
        ("[{name: DB_SSLMODE, value: disable}, {name: DB_HOST, value: localhost}]", False),
        ("[{name: DB_SSLMODE, value: disable}, {name: DB_HOST, value: 127.0.0.1}]", False),
        ("[{name: U, value: 'postgresql://a@database:5432/x?sslmode=disable'}]", True),
        ("[{name: U, value: 'postgresql://a@localhost:5432/x?sslmode=disable'}]", False),
        ("[{name: U, value: 'postgresql://a@database:5432/x?sslmode=require'}]", False),
        ("[{name: FEATURE, value: disable}]", False),
        ("[{name: DSN, value: 'host=database user=a sslmode=disable'}]", True),
        ("[{name: DSN, value: 'sslmode=disable host=/var/run/postgresql'}]", False),
    ],
)
def test_databases_without_encryption(find: Find, deployment: Write, env: str, *, found: bool) -> None:
    assert bool(find(deployment(container=f"env: {env}"), select="unencrypted-database")) == found


def test_a_mesh_encrypts(find: Find, deployment: Write) -> None:
    text = deployment(container="env: [{name: PGSSLMODE, value: disable}]")
    meshed = text.replace("labels: {app: web}}", "labels: {app: web, sidecar.istio.io/inject: 'true'}}")
    assert find(meshed, select="unencrypted-database") == []
    labels = "labels: {istio-injection: enabled}"
    namespace = f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: default, {labels}}}\n---\n"
    assert find(namespace + text, select="unencrypted-database") == []


@pytest.mark.parametrize(
    ("container", "field"),
    [
        ("args: [--insecure-skip-verify]", "args[0]"),
        ("args: [--ssl-insecure-skip-verify=true]", "args[0]"),
        ("args: [--insecure-skip-verify=false]", ""),
        ("env: [{name: NODE_TLS_REJECT_UNAUTHORIZED, value: '0'}]", "env[0].value"),
        ("env: [{name: NODE_TLS_REJECT_UNAUTHORIZED, value: '1'}]", ""),
    ],
)
def test_certificates_that_nobody_verifies(
    find_at: FindAt, deployment: Write, container: str, field: str
) -> None:
    path = f"spec.template.spec.containers[0].{field}"
    expected = [("unverified-tls", path)] if field else []
    assert find_at(deployment(container=container), select="unverified-tls") == expected


@pytest.mark.parametrize("skip", ["true", "false"])
def test_custom_resources_that_skip_verification(find_at: FindAt, skip: str) -> None:
    text = (
        "apiVersion: secrets.hashicorp.com/v1beta1\nkind: VaultConnection\nmetadata: {name: a}\n"
        f"spec: {{address: 'https://vault', skipTLSVerify: {skip}}}\n"
    )
    expected = [("unverified-tls", "spec.skipTLSVerify")] if skip == "true" else []
    assert find_at(text, select="unverified-tls") == expected
