"""Secrets, ConfigMaps and their keys: what is missing is told, what may be there is not."""

from __future__ import annotations

import pytest

from podwright.verify import Finding
from tests.verify.finding import Find
from tests.verify.objects import RBAC, binding, config_map, joined, obj, secret, workload

ENV = ", env: [{{name: A, valueFrom: {{{kind}KeyRef: {{name: {name}, key: {key}{more}}}}}}}]"


def env(name: str = "credentials", key: str = "password", *, kind: str = "secret", more: str = "") -> str:
    return ENV.format(name=name, key=key, kind=kind, more=more)


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.field)) for finding in findings]


POD = "spec.template.spec"


@pytest.mark.parametrize(
    ("pod", "container", "field"),
    [
        ("", env(), f"{POD}.containers[0].env[0].valueFrom.secretKeyRef.name"),
        ("", ", envFrom: [{secretRef: {name: it}}]", f"{POD}.containers[0].envFrom[0].secretRef.name"),
        (", volumes: [{name: v, secret: {secretName: it}}]", "", f"{POD}.volumes[0].secret.secretName"),
        (
            ", volumes: [{name: v, projected: {sources: [{secret: {name: it}}]}}]",
            "",
            f"{POD}.volumes[0].projected.sources[0].secret.name",
        ),
        (
            ", volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: it}}}]",
            "",
            f"{POD}.volumes[0].csi.nodePublishSecretRef.name",
        ),
        (", imagePullSecrets: [{name: it}]", "", f"{POD}.imagePullSecrets[0].name"),
        (
            ", initContainers: [{name: i, image: i:1, envFrom: [{secretRef: {name: it}}]}]",
            "",
            f"{POD}.initContainers[0].envFrom[0].secretRef.name",
        ),
    ],
)
def test_a_secret_that_nothing_provides(find: Find, pod: str, container: str, field: str) -> None:
    found = find(workload(pod=pod, container=container), select="missing-secret")
    assert told(found) == [("missing-secret", field)]


@pytest.mark.parametrize(
    "reference",
    [
        ("networking.k8s.io/v1", "Ingress", "spec: {tls: [{hosts: [a.b], secretName: it}]}"),
        ("route.openshift.io/v1", "Route", "spec: {tls: {externalCertificate: {name: it}}}"),
        (
            "gateway.networking.k8s.io/v1",
            "Gateway",
            "spec: {listeners: [{name: a, tls: {certificateRefs: [{name: it}]}}]}",
        ),
        (
            "monitoring.coreos.com/v1",
            "ServiceMonitor",
            "spec: {endpoints: [{bearerTokenSecret: {name: it, key: token}}]}",
        ),
        (
            "monitoring.coreos.com/v1",
            "PodMonitor",
            "spec: {podMetricsEndpoints: [{tlsConfig: {ca: {secret: {name: it, key: ca}}}}]}",
        ),
        ("cert-manager.io/v1", "Issuer", "spec: {ca: {secretName: it}}"),
        (
            "cert-manager.io/v1",
            "Issuer",
            "spec: {acme: {solvers: [{dns01: {cloudflare: {apiTokenSecretRef: {name: it, key: k}}}}]}}",
        ),
        (
            "external-secrets.io/v1",
            "SecretStore",
            "spec: {provider: {vault: {auth: {tokenSecretRef: {name: it, key: k}}}}}",
        ),
        (
            "external-secrets.io/v1alpha1",
            "PushSecret",
            "spec: {selector: {secret: {name: it}}, data: [{match: {secretKey: k}}]}",
        ),
        ("secrets.hashicorp.com/v1beta1", "VaultConnection", "spec: {caCertSecretRef: it}"),
        ("secrets.hashicorp.com/v1beta1", "VaultAuth", "spec: {jwt: {secretRef: it}}"),
        ("secrets.hashicorp.com/v1beta1", "VaultStaticSecret", "spec: {destination: {name: it}}"),
        ("v1", "ServiceAccount", "imagePullSecrets: [{name: it}]"),
    ],
)
def test_secrets_that_other_objects_read(find: Find, reference: tuple[str, str, str]) -> None:
    api_version, kind, rest = reference
    text = joined(workload(), obj(api_version, kind, "reader", rest))
    (finding,) = find(text, select="missing-secret")
    assert finding.message == "nothing provides the Secret it"
    assert finding.object is not None
    assert finding.object.kind == kind
    assert find(joined(text, secret("it", "{}")), select="missing-secret missing-secret-key") == []


def test_many_fields_with_one_secret_are_one_finding(find: Find) -> None:
    container = ", envFrom: [{secretRef: {name: it}}, {secretRef: {name: it}}, {secretRef: {name: it}}]"
    (finding,) = find(workload(container=container), select="missing-secret")
    assert finding.message == "nothing provides the Secret it; 2 more fields name it"


def test_the_name_that_was_meant_is_told(find: Find) -> None:
    (finding,) = find(joined(secret("database"), workload(container=env("databse"))), select="missing-secret")
    assert finding.message == "nothing provides the Secret databse (did you mean database?)"
    assert finding.remedy == "Write database, or declare it as external: Secret/databse"


@pytest.mark.parametrize(
    "text",
    [
        workload(container=env(more=", optional: true")),
        workload(container=", envFrom: [{secretRef: {name: it, optional: true}}]"),
        workload(pod=", volumes: [{name: v, secret: {secretName: it, optional: true}}]"),
        workload(pod=", volumes: [{name: v, projected: {sources: [{secret: {name: it, optional: true}}]}}]"),
        joined(workload(container=env("pg-app")), obj("example.com/v1", "Database", "pg", "spec: {}")),
        joined(workload(container=env("it")), obj("example.com/v1", "Database", "pg", "spec: {to: it}")),
        joined(
            workload(pod=", volumes: [{name: v, secret: {secretName: web-cert}}]"),
            obj(
                "batch/v1",
                "Job",
                "certgen",
                "spec: {template: {spec: {containers: [{name: c, args: [create, --secret-name=web-cert]}]}}}",
            ),
            obj(
                "rbac.authorization.k8s.io/v1",
                "Role",
                "certgen",
                "rules: [{apiGroups: [''], resources: [secrets], verbs: [create]}]",
            ),
        ),
        # Nobody runs pods there: what is in that namespace is not known.
        obj("networking.k8s.io/v1", "Ingress", "web", "spec: {tls: [{secretName: wildcard}]}"),
        joined(
            workload(),
            obj("v1", "ServiceAccount", "robot", "imagePullSecrets: [{name: robot-dockercfg-4xk2p}]"),
        ),
        # An operator of another group reads it, and may make it.
        joined(
            workload(),
            obj(
                "networking.k8s.io/v1",
                "Ingress",
                "web",
                "spec: {tls: [{hosts: [a.b], secretName: it}]}",
                metadata=", annotations: {cert-manager.io/cluster-issuer: letsencrypt}",
            ),
        ),
    ],
)
def test_what_need_not_be_there(find: Find, text: str) -> None:
    assert find(text, select="missing-secret missing-secret-key") == []


def test_an_external_secret_is_there(find: Find) -> None:
    text = workload(container=env())
    assert find(text, select="references", externals=("Secret/credentials",)) == []
    assert find(text, select="references", externals=("Secret/credentials:password",)) == []
    (finding,) = find(text, select="references", externals=("Secret/credentials:user",))
    assert finding.code == "missing-secret-key"


def test_a_template_with_an_open_namespace_may_be_for_here(find: Find) -> None:
    template = """
apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: secrets}
parameters: [{name: NAMESPACE, required: true}]
objects:
  - apiVersion: v1
    kind: Secret
    metadata: {name: credentials, namespace: "${NAMESPACE}"}
    stringData: {user: x}
"""
    text = joined(template, workload(container=env(), metadata=", namespace: shop"))
    assert told(find(text, select="missing-secret missing-secret-key")) == [
        ("missing-secret-key", f"{POD}.containers[0].env[0].valueFrom.secretKeyRef.key")
    ]


def test_objects_whose_namespace_nobody_knows_find_each_other(find: Find) -> None:
    elsewhere = config_map("a", metadata=", namespace: one")
    text = joined(
        elsewhere,
        config_map("b", metadata=", namespace: two"),
        secret(metadata=", namespace: two"),
        workload(container=env()),
    )
    assert find(text, select="missing-secret") == []


def test_a_secret_of_another_namespace_does_not_count(find: Find) -> None:
    text = joined(secret(metadata=", namespace: two"), workload(container=env(), metadata=", namespace: one"))
    assert [finding.code for finding in find(text, select="references")] == ["missing-secret"]


def test_a_pod_may_write_its_own_secret(find: Find) -> None:
    writer = joined(
        obj("v1", "ServiceAccount", "web"),
        obj(f"{RBAC}/v1", "Role", "web", "rules: [{apiGroups: [''], resources: [secrets], verbs: [create]}]"),
        binding("web"),
        workload(container=env("redis-auth"), pod=", serviceAccountName: web"),
    )
    assert find(writer, select="missing-secret") == []
    # A misspelling stays one.
    assert len(find(joined(writer, secret("redis-auht")), select="missing-secret")) == 1
    assert len(find(writer.replace("verbs: [create]", "verbs: [get]"), select="missing-secret")) == 1
    assert len(find(writer.replace("serviceAccountName: web", "nodeName: a"), select="missing-secret")) == 1


def test_a_copied_secret_may_be_anywhere(find: Find) -> None:
    copied = ", namespace: two, annotations: {replicator.v1.mittwald.de/replicate-to: one}"
    text = joined(secret(metadata=copied), workload(container=env(), metadata=", namespace: one"))
    assert find(text, select="missing-secret") == []


@pytest.mark.parametrize(
    ("pod", "container", "field"),
    [
        ("", env(key="passwd"), f"{POD}.containers[0].env[0].valueFrom.secretKeyRef.key"),
        (
            ", volumes: [{name: v, secret: {secretName: credentials, items: [{key: x, path: y}]}}]",
            "",
            f"{POD}.volumes[0].secret.items[0].key",
        ),
        (
            ", volumes: [{name: v, secret: {secretName: credentials}}]",
            ", volumeMounts: [{name: v, mountPath: /a, subPath: x}]",
            f"{POD}.containers[0].volumeMounts[0].subPath",
        ),
        (", imagePullSecrets: [{name: credentials}]", "", f"{POD}.imagePullSecrets[0].name"),
    ],
)
def test_a_key_that_a_secret_does_not_have(find: Find, pod: str, container: str, field: str) -> None:
    found = find(joined(secret(), workload(pod=pod, container=container)), select="missing-secret-key")
    assert told(found) == [("missing-secret-key", field)]


def test_an_ingress_needs_a_certificate_in_its_secret(find: Find) -> None:
    ingress = obj("networking.k8s.io/v1", "Ingress", "web", "spec: {tls: [{secretName: credentials}]}")
    found = find(joined(workload(), secret(), ingress), select="missing-secret-key")
    assert [finding.message for finding in found] == [
        "the Secret credentials has no key tls.crt (there is password)",
        "the Secret credentials has no key tls.key (there is password)",
    ]


def test_a_message_never_holds_a_value(find: Find) -> None:
    text = joined(secret(data="{password: aHVudGVyMg==}"), workload(container=env(key="token")))
    for finding in find(text, select="references"):
        assert "hunter" not in str(finding)
        assert "aHVudGVyMg" not in str(finding)


@pytest.mark.parametrize(
    "provider",
    [
        obj("v1", "Secret", "credentials", "type: Opaque"),
        obj(
            "external-secrets.io/v1",
            "ExternalSecret",
            "credentials",
            "spec: {dataFrom: [{extract: {key: k}}]}",
        ),
        obj(
            "secrets.hashicorp.com/v1beta1",
            "VaultStaticSecret",
            "v",
            "spec: {destination: {name: credentials, create: true}}",
        ),
        secret(data="{password: eA==}"),
        secret(data="{}\nstringData: {password: x}"),
    ],
)
def test_a_key_that_may_be_there(find: Find, provider: str) -> None:
    assert find(joined(provider, workload(container=env())), select="missing-secret-key") == []


def test_config_maps(find: Find) -> None:
    text = joined(config_map("settings", "{a: x}\nbinaryData: {b: eA==}"), workload())
    for key in ("a", "b"):
        reference = workload(container=env("settings", key, kind="configMap"))
        assert find(joined(text.partition("---")[0], reference), select="references") == []
    missing = workload(container=env("settings", "c", kind="configMap"))
    (finding,) = find(joined(text.partition("---")[0], missing), select="missing-config-map-key")
    assert finding.message == "the ConfigMap settings has no key c (there is a and b)"
    (finding,) = find(workload(container=env("none", "c", kind="configMap")), select="missing-config-map")
    assert finding.message == "nothing provides the ConfigMap none"


def test_what_the_platform_brings_is_there(find: Find) -> None:
    pod = ", volumes: [{name: v, configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}}]"
    assert find(workload(pod=pod), select="missing-config-map missing-config-map-key") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            joined(
                secret("slack-token", "{}"), workload(container=env("slack-tokn", more=", optional: true"))
            ),
            "the optional Secret slack-tokn does not exist, and nobody uses slack-token",
        ),
        (
            joined(
                secret(data="{api-key: eA==}"),
                workload(container=env(key="api_key", more=", optional: true")),
            ),
            "the Secret credentials has no optional key api_key, and nobody uses its key api-key",
        ),
    ],
)
def test_an_optional_reference_that_is_misspelt(find: Find, text: str, message: str) -> None:
    (finding,) = find(text, select="misspelled-optional-reference")
    assert finding.message == message


@pytest.mark.parametrize(
    "text",
    [
        workload(container=env(more=", optional: true")),
        joined(secret("replica-1", "{}"), workload(container=env("replica-2", more=", optional: true"))),
        joined(
            secret(data="{a-long-key: eA==}"), workload(container=env(key="other", more=", optional: true"))
        ),
        # Somebody uses what is meant, so that this is something else.
        joined(
            secret(data="{api-key: eA==}"),
            workload(container=env(key="apikey", more=", optional: true")),
            workload(name="api", container=env(key="api-key")),
        ),
        joined(
            secret(data="{api-key: eA==}"),
            workload(container=env(key="apikey", more=", optional: true")),
            workload(name="api", container=", envFrom: [{secretRef: {name: credentials}}]"),
        ),
    ],
)
def test_an_optional_reference_that_is_simply_absent(find: Find, text: str) -> None:
    assert find(text, select="misspelled-optional-reference") == []
