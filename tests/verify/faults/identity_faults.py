"""Faults of names: of objects, labels, ports, keys and variables."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import append, copy_of, put, remove, rename_key

_TARSY = "Deployment/tarsy"
_POD = "spec.template.spec"
_NAME = "metadata.name"

IDENTITY_FAULTS = (
    Fault(
        name="object-twice",
        patch=(copy_of("ConfigMap/tarsy-config", "tarsy-config"),),
        code="duplicate-object",
        at="ConfigMap/tarsy-config",
        field=_NAME,
    ),
    Fault(
        name="name-with-underscore",
        patch=(put("PodDisruptionBudget/tarsy", _NAME, "tarsy_budget"),),
        code="invalid-name",
        at="PodDisruptionBudget/tarsy_budget",
        field=_NAME,
    ),
    Fault(
        name="service-name-with-a-dot",
        patch=(copy_of("Service/tarsy-web", "tarsy.web"),),
        code="invalid-name",
        at="Service/tarsy.web",
        field=_NAME,
    ),
    Fault(
        name="container-name-in-camel-case",
        patch=(put(_TARSY, f"{_POD}.containers[oauth2-proxy].name", "oauth2Proxy"),),
        code="invalid-name",
        at=_TARSY,
        field=f"{_POD}.containers[oauth2Proxy].name",
    ),
    Fault(
        name="cron-job-name-too-long",
        patch=(
            put(
                "CronJob/database-backup",
                _NAME,
                "tarsy-development-database-backup-to-persistent-volume-claim",
            ),
        ),
        additions=("backup",),
        code="name-too-long",
        at="CronJob/tarsy-development-database-backup-to-persistent-volume-claim",
        field=_NAME,
    ),
    Fault(
        name="service-name-too-long",
        patch=(
            copy_of(
                "Service/tarsy-web", "tarsy-development-web-interface-for-people-on-call-in-emea-and-apac"
            ),
        ),
        code="name-too-long",
        at="Service/tarsy-development-web-interface-for-people-on-call-in-emea-and-apac",
        field=_NAME,
    ),
    Fault(
        name="name-forgotten",
        patch=(remove("ConfigMap/tarsy-service-ca", _NAME),),
        code="missing-name",
        at="ConfigMap/",
        field=_NAME,
        also=("missing-config-map",),
    ),
    Fault(
        name="port-name-too-long",
        patch=(
            put("StatefulSet/tarsy-database", f"{_POD}.containers[0].ports[0].name", "postgresql-primary"),
        ),
        code="invalid-port-name",
        at="StatefulSet/tarsy-database",
        field=f"{_POD}.containers[0].ports[0].name",
        also=("unknown-target-port",),
    ),
    Fault(
        name="port-name-of-digits",
        patch=(put("Deployment/alert-relay", f"{_POD}.containers[relay].ports[0].name", "9095"),),
        additions=("alert-relay",),
        code="invalid-port-name",
        at="Deployment/alert-relay",
        field=f"{_POD}.containers[relay].ports[0].name",
        also=("unknown-target-port", "unknown-probe-port", "policy-port-without-listener"),
    ),
    Fault(
        name="second-service-port-without-a-name",
        patch=(append("Service/tarsy-web", "spec.ports", {"port": 8080, "targetPort": "http"}),),
        code="invalid-port-name",
        at="Service/tarsy-web",
        field="spec.ports[1].name",
        also=("missing-field", "bypassed-auth-proxy"),
    ),
    Fault(
        name="port-name-twice",
        patch=(put("Service/object-store", "spec.ports[console].name", "s3"),),
        additions=("object-store",),
        code="duplicate-port-name",
        at="Service/object-store",
        field="spec.ports[1].name",
    ),
    Fault(
        name="init-container-of-the-same-name",
        patch=(put(_TARSY, f"{_POD}.initContainers[llm-service].name", "tarsy"),),
        code="duplicate-container-name",
        at=_TARSY,
        field=_POD,
    ),
    Fault(
        name="label-with-a-space",
        patch=(put("Service/tarsy-web", "metadata.labels[app.kubernetes.io/part-of]", "TARSy (team SRE)"),),
        code="invalid-label",
        at="Service/tarsy-web",
        field="metadata.labels[app.kubernetes.io/part-of]",
    ),
    Fault(
        name="label-too-long",
        patch=(
            put(
                _TARSY,
                "metadata.labels[app.kubernetes.io/version]",
                "sha256-807c4c2ea4a2d731a1886ef394ea9137f31902aeb49044e4dfe4943d13384cf1",
            ),
        ),
        code="invalid-label",
        at=_TARSY,
        field="metadata.labels[app.kubernetes.io/version]",
    ),
    Fault(
        name="label-key-with-two-slashes",
        patch=(put("Service/tarsy-api", "metadata.labels[example.com/team/owner]", "sre"),),
        code="invalid-label",
        at="Service/tarsy-api",
        field="metadata.labels[example.com/team/owner]",
    ),
    Fault(
        name="annotation-key-with-a-space",
        patch=(put("Route/tarsy", "metadata.annotations", {"haproxy.router.openshift.io/timeout ": "5m"}),),
        code="invalid-annotation",
        at="Route/tarsy",
        field="metadata.annotations",
    ),
    Fault(
        name="key-of-data-with-a-slash",
        patch=(rename_key("ConfigMap/tarsy-skills", "data[incident-summary.md]", "incident/summary.md"),),
        code="invalid-data-key",
        at="ConfigMap/tarsy-skills",
        field="data[incident/summary.md]",
    ),
    Fault(
        name="variable-name-with-a-space",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].env[POD_ID].name", "POD ID"),),
        code="invalid-env-name",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].env[POD ID].name",
    ),
    Fault(
        name="T1-kebab-keys-into-the-environment",
        patch=(rename_key("ConfigMap/tarsy-config", "data.LOG_LEVEL", "log-level"),),
        code="unreadable-env-name",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].envFrom[0]",
    ),
    Fault(
        name="host-with-a-scheme",
        patch=(put("Route/tarsy", "spec.host", "https://tarsy-development.apps.dev.example.com"),),
        code="invalid-host",
        at="Route/tarsy",
        field="spec.host",
        also=("invalid-value",),
    ),
    Fault(
        name="host-with-a-path",
        patch=(put("Ingress/status-page", "spec.rules[0].host", "status.apps.dev.example.com/status"),),
        additions=("status-page",),
        code="invalid-host",
        at="Ingress/status-page",
        field="spec.rules[0].host",
    ),
    Fault(
        name="namespace-in-capitals",
        patch=(put("ConfigMap/tarsy-config", "metadata.namespace", "TARSY-dev"),),
        code="invalid-namespace",
        at="ConfigMap/tarsy-config",
        field="metadata.namespace",
        also=("missing-config-map", "missing-namespace"),
    ),
    Fault(
        name="namespace-on-a-cluster-role",
        patch=(put("ClusterRole/tarsy-development-api-client", "metadata.namespace", "tarsy-dev"),),
        code="ignored-namespace",
        at="ClusterRole/tarsy-development-api-client",
        field="metadata.namespace",
    ),
    Fault(
        name="exported-with-its-status",
        patch=(
            put("Service/tarsy-web", "status", {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"}]}}),
            put("Service/tarsy-web", "metadata.resourceVersion", "48291"),
        ),
        code="server-written-field",
        at="Service/tarsy-web",
        field="metadata.resourceVersion",
    ),
    Fault(
        name="tracking-id-copied-from-the-cluster",
        patch=(
            put(
                "Service/tarsy-api",
                "metadata.annotations[argocd.argoproj.io/tracking-id]",
                "tarsy-staging:/Service:tarsy-stage/tarsy-api",
            ),
        ),
        code="argo-tracking-id",
        at="Service/tarsy-api",
        field="metadata.annotations[argocd.argoproj.io/tracking-id]",
    ),
    Fault(
        name="config-map-of-two-megabytes",
        patch=(put("ConfigMap/tarsy-skills", "data[runbooks.md]", "All runbooks in one file. " * 80_000),),
        code="data-too-large",
        at="ConfigMap/tarsy-skills",
        also=("too-large-to-apply",),
    ),
    Fault(
        name="config-map-too-large-for-kubectl-apply",
        patch=(put("ConfigMap/tarsy-skills", "data[runbooks.md]", "Many runbooks in one file. " * 12_000),),
        code="too-large-to-apply",
        at="ConfigMap/tarsy-skills",
    ),
)
