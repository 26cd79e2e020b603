"""Defects of real deployments, each found by name: what was deployed once must not be deployed again."""

from __future__ import annotations

import pytest

from podwright.verify import Platform
from tests.verify.finding import Find

HARDENED = "{allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}"

TARSY = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: tarsy, namespace: tarsy}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: tarsy-kube-rbac-proxy}
rules:
  - {apiGroups: [authentication.k8s.io], resources: [tokenreviews], verbs: [create]}
  - {apiGroups: [authorization.k8s.io], resources: [subjectaccessreviews], verbs: [create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: tarsy-kube-rbac-proxy}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: tarsy-kube-rbac-proxy}
subjects: [{kind: ServiceAccount, name: tarsy, namespace: tarsy}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: tarsy-api-client}
rules: [{nonResourceURLs: [/api/*, /health], verbs: [get, post]}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: oauth2-config, namespace: tarsy}
data:
  oauth2-proxy.cfg: |
    provider = "github"
    http_address = "0.0.0.0:4180"
    upstreams = ["http://localhost:8080/"]
    client_secret = "dummy"
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: tarsy, namespace: tarsy}
spec:
  replicas: 2
  selector: {matchLabels: {app: tarsy}}
  template:
    metadata: {labels: {app: tarsy}}
    spec:
      serviceAccountName: tarsy
      terminationGracePeriodSeconds: 2600
      containers:
        - name: tarsy
          image: quay.io/codeready-toolchain/tarsy:latest
          ports: [{name: http, containerPort: 8080}]
          env:
            - {name: LLM_SERVICE_ADDR, value: "localhost:50051"}
            - {name: DB_HOST, value: tarsy-database}
            - {name: DB_SSLMODE, value: disable}
          livenessProbe: {httpGet: {path: /health, port: 8080}, periodSeconds: 10, timeoutSeconds: 5}
        - name: llm-service
          image: quay.io/codeready-toolchain/tarsy-llm:latest
          ports: [{name: grpc, containerPort: 50051}]
          lifecycle: {preStop: {exec: {command: [sleep, "200"]}}}
        - name: oauth2-proxy
          image: quay.io/oauth2-proxy/oauth2-proxy:latest
          command: [oauth2-proxy, --config=/config/oauth2-proxy.cfg, --skip-auth-preflight=true]
          ports: [{name: oauth2-proxy, containerPort: 4180}]
          volumeMounts: [{name: oauth2-config, mountPath: /config}]
        - name: kube-rbac-proxy
          image: registry.redhat.io/openshift4/ose-kube-rbac-proxy:v4.15
          args: ["--secure-listen-address=0.0.0.0:8443", "--upstream=http://127.0.0.1:8080/"]
          ports: [{name: kube-rbac-proxy, containerPort: 8443}]
      volumes: [{name: oauth2-config, configMap: {name: oauth2-config}}]
---
apiVersion: v1
kind: Service
metadata: {name: tarsy-web, namespace: tarsy}
spec: {selector: {app: tarsy}, ports: [{name: oauth2-proxy, port: 4180, targetPort: 4180}]}
---
apiVersion: v1
kind: Service
metadata: {name: tarsy-api, namespace: tarsy, labels: {app: tarsy}}
spec: {selector: {app: tarsy}, ports: [{name: kube-rbac-proxy, port: 8443, targetPort: 8443}]}
---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: tarsy, namespace: tarsy}
spec:
  host: tarsy.apps.example.com
  to: {kind: Service, name: tarsy-web}
  port: {targetPort: oauth2-proxy}
  tls: {termination: edge, insecureEdgeTerminationPolicy: Redirect}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: tarsy, namespace: tarsy}
spec:
  selector: {matchLabels: {app: tarsy}}
  endpoints:
    - port: kube-rbac-proxy
      scheme: https
      tlsConfig: {insecureSkipVerify: true}
      bearerTokenSecret: {name: prometheus-k8s-token, key: token}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: tarsy-database, namespace: tarsy}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {app: database}}
  template:
    metadata: {labels: {app: database}}
    spec:
      containers:
        - name: postgres
          image: "postgres:17"
          env: [{name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: database-secret, key: password}}}]
"""


@pytest.mark.parametrize(
    ("defect", "code", "kind"),
    [
        ("post is no verb of the proxy", "verb-never-asked", "ClusterRole"),
        ("nobody may scrape /metrics", "scrape-not-permitted", "ServiceMonitor"),
        ("the certificate is not verified", "unverified-tls", "ServiceMonitor"),
        ("the model service ends while sessions drain", "dependency-ends-first", "Deployment"),
        ("8080 is open past the proxies", "bypassed-auth-proxy", "Deployment"),
        ("pins that are no pins", "floating-image-tag", "Deployment"),
        ("oauth2-proxy does not know its router", "missing-reverse-proxy", "Deployment"),
        ("the database is spoken to in plain text", "unencrypted-database", "Deployment"),
        ("no resources for the database", "missing-resources", "Deployment"),
        ("no security context anywhere", "unhardened-container", "Deployment"),
    ],
)
def test_tarsy(find: Find, defect: str, code: str, kind: str) -> None:
    found = find(TARSY, platform=Platform.OPENSHIFT, select=code)
    assert kind in {finding.object.kind for finding in found if finding.object}, defect


def test_tarsy_has_no_more_than_that(find: Find) -> None:
    found = find(TARSY, platform=Platform.OPENSHIFT, select="security capacity")
    assert {finding.code for finding in found} == {
        "bypassed-auth-proxy",
        "dependency-ends-first",
        "floating-image-tag",
        "missing-resources",
        "missing-reverse-proxy",
        "scrape-not-permitted",
        "unencrypted-database",
        "unhardened-container",
        "unused-token",
        "unverified-tls",
        "verb-never-asked",
        "writable-root-filesystem",
    }


def workload(container: str, *, pod: str = "") -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
        "  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n"
        f"      {pod or 'automountServiceAccountToken: false'}\n      containers:\n        - {container}\n"
    )


POOL = """
apiVersion: v1
kind: Service
metadata: {name: postgres-service}
spec: {selector: {app: postgres}, ports: [{port: 5432}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: postgres}
spec: {template: {metadata: {labels: {app: postgres}}, spec: {containers: [{name: p, image: "postgres:15"}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 10
---
"""


@pytest.mark.parametrize(
    ("defect", "code", "text"),
    [
        (
            "pools of ten replicas exceed PostgreSQL's hundred connections",
            "too-many-connections",
            POOL
            + workload(
                "{name: web, image: 'web:1.0', env: [{name: DB_POOL_SIZE, value: '5'},"
                " {name: DB_MAX_OVERFLOW, value: '10'}, {name: DATABASE_HOST, value: postgres-service},"
                " {name: DATABASE_PORT, value: '5432'}]}"
            ),
        ),
        ("images without a version", "floating-image-tag", workload("{name: web, image: 'minio/mc:latest'}")),
        (
            "images that a node happens to have",
            "image-pull-policy",
            workload("{name: a, image: 'a:local', imagePullPolicy: Never}"),
        ),
        (
            "an init container without a security context",
            "unhardened-container",
            workload(
                f"{{name: web, image: 'web:1.0', securityContext: {HARDENED}}}",
                pod="initContainers: [{name: migrate, image: 'web:1.0'}]",
            ),
        ),
        (
            "a capability for a port below 1024 that is not there",
            "pointless-capability",
            workload(
                "{name: web, image: 'web:1.0', ports: [{containerPort: 3000}],"
                " securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}}"
            ),
        ),
        (
            "the grace period is shorter than the drain",
            "drain-outlasts-grace",
            workload("{name: w, image: 'w:1.0', env: [{name: WORKER_SHUTDOWN_TIMEOUT, value: '30'}]}"),
        ),
        (
            "passwords in a ConfigMap",
            "plaintext-credential",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: env}\ndata: {MONGODB_PASSWORD: x1y2z3}\n",
        ),
        (
            "a URL with a password in a variable",
            "plaintext-credential",
            workload("{name: m, image: 'm:1.0', env: [{name: DATABASE_URL, value: 'postgresql://a:b@c/d'}]}"),
        ),
        (
            "base64 in the repository",
            "plaintext-secret",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {SECRET_KEY: aHVudGVyMg==}\n",
        ),
        (
            "a socket of the container runtime",
            "host-path",
            workload(
                "{name: a, image: 'a:1.0'}",
                pod="volumes: [{name: d, hostPath: {path: /var/run/docker.sock}}]",
            ),
        ),
    ],
)
def test_other_systems(find: Find, defect: str, code: str, text: str) -> None:
    assert find(text, select=code), defect


def test_a_changed_bucket_job_is_refused_unless_it_is_a_hook() -> None:
    from tests.verify.test_upgrade import job, refused

    before = job("template: {spec: {containers: [{name: mc, image: 'mc:1.0'}]}}")
    after = before.replace("mc:1.0", "mc:2.0")
    assert refused(before, after) == ["spec.template.spec.containers[0].image"]
    hook = "name: a, annotations: {argocd.argoproj.io/hook: PostSync}"
    assert refused(before, after.replace("name: a", hook, 1)) == []
