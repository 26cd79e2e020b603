"""Does it exist? From the manifests, from what makes other objects, from declarations, from the platform."""

from __future__ import annotations

import pytest

from podwright.errors import InvalidValueError
from podwright.verify import External, Externals, KubernetesVersion, ManifestSet, Platform, Target, read_text
from podwright.verify.cluster import Cluster, Existence
from podwright.verify.provided import CONFIG_MAP, SECRET
from podwright.verify.selectors import LabelSelector

RBAC = "rbac.authorization.k8s.io"


def cluster(text: str, *externals: str, platform: Platform = Platform.KUBERNETES) -> Cluster:
    return Cluster(
        ManifestSet(read_text(text).manifests),
        target=Target(kubernetes_version=KubernetesVersion(1, 33), platform=platform),
        externals=Externals(External.parse(external) for external in externals),
    )


def of_type(api_version: str, kind: str, rest: str, name: str = "it") -> str:
    return f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: {name}}}\n{rest}\n---\n"


@pytest.mark.parametrize(
    ("text", "name", "keys"),
    [
        (of_type("v1", "Secret", "data: {a: eA==}\nstringData: {b: x}"), "it", {"a", "b"}),
        (
            of_type("v1", "Secret", "type: kubernetes.io/service-account-token"),
            "it",
            {"token", "ca.crt", "namespace"},
        ),
        (of_type("v1", "Secret", "type: Opaque"), "it", None),
        (of_type("bitnami.com/v1alpha1", "SealedSecret", "spec: {encryptedData: {a: x}}"), "it", {"a"}),
        (
            of_type(
                "bitnami.com/v1alpha1",
                "SealedSecret",
                "spec: {encryptedData: {a: x}, template: {metadata: {name: other}, data: {b: x}}}",
            ),
            "other",
            {"a", "b"},
        ),
        (of_type("external-secrets.io/v1", "ExternalSecret", "spec: {data: [{secretKey: a}]}"), "it", {"a"}),
        (
            of_type(
                "external-secrets.io/v1",
                "ExternalSecret",
                "spec: {target: {name: t, template: {data: {url: x}}}, data: [{secretKey: a}]}",
            ),
            "t",
            {"url"},
        ),
        (
            of_type(
                "external-secrets.io/v1",
                "ExternalSecret",
                "spec: {target: {template: {mergePolicy: Merge, data: {url: x}}}, data: [{secretKey: a}]}",
            ),
            "it",
            {"a", "url"},
        ),
        (
            of_type("external-secrets.io/v1", "ExternalSecret", "spec: {dataFrom: [{extract: {key: k}}]}"),
            "it",
            None,
        ),
        (
            of_type(
                "secrets.hashicorp.com/v1beta1",
                "VaultStaticSecret",
                "spec: {destination: {name: v, create: true}}",
            ),
            "v",
            None,
        ),
        (
            of_type(
                "secrets.hashicorp.com/v1beta1",
                "VaultStaticSecret",
                "spec: {destination: {name: v, create: true, "
                "transformation: {excludes: [.*], templates: {a: {}}}}}",
            ),
            "v",
            {"a"},
        ),
        (
            of_type("cert-manager.io/v1", "Certificate", "spec: {secretName: c}"),
            "c",
            {"tls.crt", "tls.key", "ca.crt"},
        ),
        (
            of_type(
                "cert-manager.io/v1", "Certificate", "spec: {secretName: c, keystores: {jks: {create: true}}}"
            ),
            "c",
            {"tls.crt", "tls.key", "ca.crt", "keystore.jks", "truststore.jks"},
        ),
        (
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n"
            "    service.beta.openshift.io/serving-cert-secret-name: s\n",
            "s",
            {"tls.crt", "tls.key"},
        ),
        (
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  annotations:\n"
            "    cert-manager.io/cluster-issuer: le\nspec: {tls: [{secretName: t}]}\n",
            "t",
            {"tls.crt", "tls.key", "ca.crt"},
        ),
    ],
)
def test_secrets_and_their_keys(text: str, name: str, keys: set[str] | None) -> None:
    made = cluster(text)
    assert made.holds(SECRET, "default", name) is Existence.YES
    assert made.keys_of(SECRET, "default", name) == (keys if keys is None else frozenset(keys))
    assert made.holds(SECRET, "default", "another") is Existence.NO
    assert made.holds(SECRET, "elsewhere", name) is Existence.NO


@pytest.mark.parametrize(
    "text",
    [
        of_type("external-secrets.io/v1", "ExternalSecret", "spec: {target: {creationPolicy: None}}"),
        of_type("secrets.hashicorp.com/v1beta1", "VaultStaticSecret", "spec: {destination: {name: it}}"),
        of_type("networking.k8s.io/v1", "Ingress", "spec: {tls: [{secretName: it}]}"),
    ],
)
def test_what_makes_no_secret(text: str) -> None:
    assert cluster(text).holds(SECRET, "default", "it") is Existence.NO


def test_config_maps_and_what_openshift_puts_into_them() -> None:
    text = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ca\n"
        "  annotations: {service.beta.openshift.io/inject-cabundle: 'true'}\n"
    )
    made = cluster(text, platform=Platform.OPENSHIFT)
    assert made.keys_of(CONFIG_MAP, "default", "ca") == frozenset({"service-ca.crt"})
    assert made.keys_of(CONFIG_MAP, "any", "kube-root-ca.crt") == frozenset({"ca.crt"})
    assert made.keys_of(CONFIG_MAP, "any", "openshift-service-ca.crt") == frozenset({"service-ca.crt"})
    assert cluster(text).holds(CONFIG_MAP, "any", "openshift-service-ca.crt") is Existence.NO


def test_objects_of_a_template_exist_with_their_parameters_filled_in() -> None:
    text = """
apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: t, namespace: shop}
parameters: [{name: NAME, value: db}, {name: PORT, value: "5432"}, {name: PASSWORD, generate: expression}]
objects:
  - apiVersion: v1
    kind: Secret
    metadata: {name: "${NAME}-credentials", namespace: ignored}
    stringData: {password: "${PASSWORD}"}
  - apiVersion: v1
    kind: Service
    metadata: {name: "${NAME}"}
    spec: {ports: [{port: "${{PORT}}"}]}
"""
    made = cluster(text, platform=Platform.OPENSHIFT)
    assert made.keys_of(SECRET, "shop", "db-credentials") == frozenset({"password"})
    service = made.manifests.service("shop", "db")
    assert service is not None
    assert [port.number for port in service.ports] == [5432]
    assert service.manifest.source.line_of(service.manifest.metadata["name"].path) == 13


def test_a_parameter_puts_an_object_of_a_template_into_its_namespace() -> None:
    text = """
apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: t, namespace: templates}
parameters: [{name: NAMESPACE, value: shop}, {name: OTHER}]
objects:
  - {apiVersion: v1, kind: Secret, metadata: {name: a, namespace: "${NAMESPACE}"}, stringData: {x: y}}
  - {apiVersion: v1, kind: Secret, metadata: {name: b, namespace: "${OTHER}"}, stringData: {x: y}}
  - {apiVersion: v1, kind: Secret, metadata: {name: c, namespace: ignored}, stringData: {x: y}}
"""
    made = cluster(text, platform=Platform.OPENSHIFT)
    namespaces = {secret.name: secret.namespace for secret in made.manifests.of_kind("Secret")}
    assert namespaces == {"a": "shop", "b": "${OTHER}", "c": "templates"}


def test_declared_externals_exist() -> None:
    made = cluster("", "Secret/a:x,y", "Secret/shop/b", "Service/db:5432,metrics")
    assert made.keys_of(SECRET, "any", "a") == frozenset({"x", "y"})
    assert made.keys_of(SECRET, "shop", "b") is None
    assert made.holds(SECRET, "shop", "b") is Existence.YES
    assert made.holds(SECRET, "other", "b") is Existence.NO
    service = made.external("Service", "any", "db")
    assert service is not None
    assert service.ports == frozenset({5432, "metrics"})


@pytest.mark.parametrize("text", ["Secret", "/a", "Secret/", "Secret/a/b/c", "Secret/a:"])
def test_what_names_no_external_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="Write Kind/name or Kind/namespace/name"):
        External.parse(text)


def test_what_every_cluster_has() -> None:
    made = cluster("")
    assert made.exists("ServiceAccount", "", "shop", "default") is Existence.YES
    assert made.exists("ClusterRole", RBAC, "", "system:auth-delegator") is Existence.YES
    assert made.exists("ClusterRole", RBAC, "", "view") is Existence.YES
    assert made.exists("ClusterRole", RBAC, "", "viewer") is Existence.NO
    assert made.exists("Namespace", "", "", "kube-system") is Existence.YES
    assert made.exists("Service", "", "default", "kubernetes") is Existence.YES
    assert made.exists("Service", "", "shop", "kubernetes") is Existence.NO


@pytest.mark.parametrize("name", ["orders", "orders-credentials", "mentioned"])
def test_an_operator_may_make_what_bears_its_name_or_is_mentioned(name: str) -> None:
    text = of_type("kafka.example.com/v1", "User", "spec: {secret: mentioned}", name="orders")
    made = cluster(text)
    assert made.holds(SECRET, "default", name) is Existence.MAYBE
    assert made.exists("Service", "", "default", name) is Existence.MAYBE
    assert made.holds(SECRET, "default", "order") is Existence.NO
    assert made.keys_of(SECRET, "default", name) is None


def test_a_hook_that_may_write_secrets_may_make_those_it_names() -> None:
    job = of_type(
        "batch/v1",
        "Job",
        "spec: {template: {spec: {containers: [{name: a, args: [create, --secret-name=webhook-cert]}]}}}",
    )
    role = of_type(f"{RBAC}/v1", "Role", "rules: [{apiGroups: [''], resources: [secrets], verbs: [create]}]")
    assert cluster(job).holds(SECRET, "default", "webhook-cert") is Existence.NO
    assert cluster(job + role).holds(SECRET, "default", "webhook-cert") is Existence.MAYBE


def test_types_that_are_understood_make_nothing_in_secret() -> None:
    text = of_type("monitoring.coreos.com/v1", "ServiceMonitor", "spec: {}", name="web")
    assert cluster(text).holds(SECRET, "default", "web-token") is Existence.NO


def test_labels_of_namespaces() -> None:
    made = cluster("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}\n")
    assert made.namespace_labels("shop") == {"team": "a", "kubernetes.io/metadata.name": "shop"}
    assert made.namespace_labels("kube-system") == {"kubernetes.io/metadata.name": "kube-system"}
    assert made.namespace_labels("elsewhere") is None


PODS = "".join(
    f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p{n}, namespace: {ns}, "
    f"labels: {{app: {app}, tier: {tier}}}}}\nspec: {{containers: []}}\n---\n"
    for n, (ns, app, tier) in enumerate(
        [("one", "a", "x"), ("one", "a", "z"), ("one", "b", "x"), ("two", "a", "x")]
    )
)


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("{}", ["p0", "p1", "p2"]),
        ("{matchLabels: {app: a}}", ["p0", "p1"]),
        ("{matchLabels: {app: a, tier: x}}", ["p0"]),
        ("{matchLabels: {app: c}}", []),
        ("{matchExpressions: [{key: app, operator: In, values: [b, c]}]}", ["p2"]),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [b]}]}", ["p0", "p1"]),
        (
            "{matchExpressions: [{key: app, operator: Exists}, {key: x, operator: DoesNotExist}]}",
            ["p0", "p1", "p2"],
        ),
        ("{matchExpressions: [{key: app, operator: Like, values: [a]}]}", []),
    ],
)
def test_selectors_select_within_a_namespace(selector: str, names: list[str]) -> None:
    (holder,) = read_text(f"selector: {selector}\n").manifests
    made = cluster(PODS)
    found = made.manifests.select_pods("one", LabelSelector.of(holder.root["selector"]))
    assert sorted(pod.manifest.name for pod in found) == names


def test_an_analysis_is_made_once() -> None:
    calls: list[Cluster] = []

    def analysis(made: Cluster) -> int:
        calls.append(made)
        return 7

    made = cluster("")
    assert (made.once(analysis), made.once(analysis)) == (7, 7)
    assert calls == [made]
