"""Faults of ports and addresses: nobody listens where somebody calls."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, append, put, remove, replace

_TARSY = "Deployment/tarsy"
_DATABASE = "StatefulSet/tarsy-database"
_POD = "spec.template.spec"
_OAUTH2 = "ConfigMap/oauth2-config"
_CFG = "data[oauth2-proxy.cfg]"

_DAEMON = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: NAME, namespace: tarsy-dev}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: NAME}}
  template:
    metadata: {labels: {app.kubernetes.io/name: NAME}}
    spec:
      automountServiceAccountToken: false
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: shipper
          image: quay.io/example/shipper:1.4.2
          ports: [{name: syslog, containerPort: 5140, hostPort: 5140}]
          resources: {requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 64Mi}}
          securityContext:
            {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
"""

_PORTS = (
    Fault(
        name="probe-of-a-port-name-that-is-not-there",
        patch=(put(_TARSY, f"{_POD}.containers[tarsy].readinessProbe.httpGet.port", "https"),),
        code="unknown-probe-port",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].readinessProbe.httpGet.port",
    ),
    Fault(
        name="probe-of-another-port",
        patch=(put(_TARSY, f"{_POD}.containers[oauth2-proxy].livenessProbe.httpGet.port", 4181),),
        code="undeclared-probe-port",
        at=_TARSY,
        field=f"{_POD}.containers[oauth2-proxy].livenessProbe.httpGet.port",
    ),
    Fault(
        name="grpc-probe-of-the-http-port",
        patch=(put(_TARSY, f"{_POD}.initContainers[llm-service].readinessProbe.grpc.port", 8081),),
        code="undeclared-probe-port",
        at=_TARSY,
        field=f"{_POD}.initContainers[llm-service].readinessProbe.grpc.port",
    ),
    Fault(
        name="http-probe-of-the-https-port",
        patch=(
            put(
                _TARSY,
                f"{_POD}.containers[kube-rbac-proxy].readinessProbe",
                {"httpGet": {"path": "/healthz", "port": "kube-rbac-proxy"}},
            ),
        ),
        code="probe-scheme-mismatch",
        at=_TARSY,
        field=f"{_POD}.containers[kube-rbac-proxy].readinessProbe.httpGet",
    ),
    Fault(
        name="sidecar-without-its-restart-policy",
        patch=(remove(_TARSY, f"{_POD}.initContainers[llm-service].restartPolicy"),),
        code="probe-on-init-container",
        at=_TARSY,
        field=f"{_POD}.initContainers[llm-service]",
        also=("unreachable-localhost",),
    ),
    Fault(
        name="service-to-a-port-name-that-is-not-there",
        patch=(put("Service/tarsy-web", "spec.ports[0].targetPort", "oauth-proxy"),),
        code="unknown-target-port",
        at="Service/tarsy-web",
        field="spec.ports[0].targetPort",
    ),
    Fault(
        name="service-to-a-port-that-nobody-listens-on",
        patch=(put("Service/tarsy-database", "spec.ports[0].targetPort", 5433),),
        code="undeclared-target-port",
        at="Service/tarsy-database",
        field="spec.ports[0].targetPort",
    ),
    Fault(
        name="port-of-the-container-renamed",
        patch=(put(_DATABASE, f"{_POD}.containers[0].ports[0].name", "postgres"),),
        code="unknown-target-port",
        at="Service/tarsy-database",
        field="spec.ports[0].targetPort",
    ),
    Fault(
        name="two-containers-on-one-port",
        patch=(put(_TARSY, f"{_POD}.containers[oauth2-proxy].ports[0].containerPort", 8080),),
        code="port-conflict",
        at=_TARSY,
        field=f"{_POD}.containers",
        also=("undeclared-listener", "bypassed-auth-proxy", "route-blocked"),
    ),
    Fault(
        name="port-below-1024",
        patch=(
            replace("ConfigMap/status-page-nginx", "data[default.conf]", "listen 8080", "listen 80"),
            put("Deployment/status-page", f"{_POD}.containers[nginx].ports[http].containerPort", 80),
        ),
        additions=("status-page",),
        code="privileged-port",
        at="Deployment/status-page",
        field=f"{_POD}.containers[nginx].ports[http].containerPort",
    ),
    Fault(
        name="D17-node-port-out-of-range",
        patch=(
            put("Service/status-page", "spec.type", "NodePort"),
            put("Service/status-page", "spec.ports[0].nodePort", 3000),
        ),
        additions=("status-page",),
        code="invalid-node-port",
        at="Service/status-page",
        field="spec.ports[0].nodePort",
        also=("exposed-service-blocked",),
    ),
    Fault(
        name="node-port-twice",
        patch=(
            put("Service/status-page", "spec.type", "NodePort"),
            put("Service/status-page", "spec.ports[0].nodePort", 30080),
            put("Service/tarsy-web", "spec.type", "NodePort"),
            put("Service/tarsy-web", "spec.ports[0].nodePort", 30080),
        ),
        additions=("status-page",),
        code="duplicate-node-port",
        at="Service/status-page",
        field="spec.ports[0].nodePort",
        also=("exposed-service-blocked",),
    ),
    Fault(
        name="host-port-of-several-replicas",
        patch=(
            put("Deployment/status-page", f"{_POD}.containers[nginx].ports[http].hostPort", 8080),
            put("Deployment/status-page", "spec.replicas", 3),
            remove("Deployment/status-page", f"{_POD}.topologySpreadConstraints"),
        ),
        additions=("status-page",),
        code="host-port-with-replicas",
        at="Deployment/status-page",
        field=f"{_POD}.containers[nginx].ports[http].hostPort",
        also=("pod-security-violation", "scc-violation", "fixed-replicas-under-autoscaler", "host-port"),
    ),
    Fault(
        name="two-daemons-on-one-port-of-the-node",
        patch=(
            add(_DAEMON.replace("NAME", "log-shipper")),
            add(_DAEMON.replace("NAME", "metrics-shipper")),
        ),
        code="host-port-conflict",
        at="DaemonSet/metrics-shipper",
        field=f"{_POD}.containers[shipper].ports[0].hostPort",
        also=("scc-violation",),
    ),
    Fault(
        name="T9-scraping-annotation-with-another-port",
        patch=(
            put(
                "Deployment/status-page",
                "spec.template.metadata.annotations",
                {"prometheus.io/scrape": "true", "prometheus.io/port": "8000"},
            ),
        ),
        additions=("status-page",),
        code="undeclared-scrape-port",
        at="Deployment/status-page",
        field="spec.template.metadata.annotations[prometheus.io/port]",
    ),
)

_ADDRESSES = (
    Fault(
        name="headless-service-with-another-port",
        patch=(put("Service/tarsy-database", "spec.ports[0].port", 15432),),
        code="headless-port-mismatch",
        at="Service/tarsy-database",
        field="spec.ports[0].port",
    ),
    Fault(
        name="localhost-in-a-pod-of-one-container",
        patch=(
            put(
                "Deployment/status-page",
                f"{_POD}.containers[nginx].env",
                [{"name": "TARSY_URL", "value": "http://localhost:3000"}],
            ),
        ),
        additions=("status-page",),
        code="localhost-without-listener",
        at="Deployment/status-page",
        field=f"{_POD}.containers[nginx].env[TARSY_URL].value",
    ),
    Fault(
        name="passthrough-of-the-certificate-of-the-service",
        patch=(
            remove(
                "Route/tarsy-api", "metadata.annotations[waive.podwright.dev/passthrough-service-certificate]"
            ),
        ),
        code="passthrough-service-certificate",
        at="Route/tarsy-api",
        field="spec.tls.termination",
    ),
    Fault(
        name="edge-route-to-a-port-for-tls",
        patch=(put("Route/tarsy-api", "spec.tls.termination", "edge"),),
        code="plain-route-to-tls-port",
        at="Route/tarsy-api",
        field="spec.tls.termination",
        also=("unused-waiver",),
    ),
    Fault(
        name="upstream-with-another-port",
        patch=(
            put(_TARSY, f"{_POD}.containers[kube-rbac-proxy].args[1]", "--upstream=http://127.0.0.1:8081/"),
        ),
        code="unreachable-localhost",
        at=_TARSY,
        field=f"{_POD}.containers[kube-rbac-proxy].args[1]",
    ),
    Fault(
        name="upstream-in-a-config-file-with-another-port",
        patch=(replace(_OAUTH2, _CFG, "http://localhost:8080/", "http://localhost:8000/"),),
        code="unreachable-localhost",
        at=_OAUTH2,
        field=_CFG,
    ),
    Fault(
        name="grpc-address-with-another-port",
        patch=(put("ConfigMap/tarsy-config", "data.LLM_SERVICE_ADDR", "localhost:50052"),),
        code="unreachable-localhost",
        at="ConfigMap/tarsy-config",
        field="data.LLM_SERVICE_ADDR",
    ),
    Fault(
        name="sidecar-moved-to-another-port",
        patch=(
            put(_TARSY, f"{_POD}.initContainers[llm-service].env[GRPC_PORT].value", "50061"),
            put(_TARSY, f"{_POD}.initContainers[llm-service].ports[grpc].containerPort", 50061),
            put(_TARSY, f"{_POD}.initContainers[llm-service].startupProbe.grpc.port", 50061),
            put(_TARSY, f"{_POD}.initContainers[llm-service].livenessProbe.grpc.port", 50061),
            put(_TARSY, f"{_POD}.initContainers[llm-service].readinessProbe.grpc.port", 50061),
        ),
        code="unreachable-localhost",
        at="ConfigMap/tarsy-config",
        field="data.LLM_SERVICE_ADDR",
    ),
    Fault(
        name="database-host-misspelt",
        patch=(put("ConfigMap/tarsy-config", "data.DB_HOST", "tarsy-databse"),),
        code="unknown-service",
        at="ConfigMap/tarsy-config",
        field="data.DB_HOST",
    ),
    Fault(
        name="database-port-of-mysql",
        patch=(put("ConfigMap/tarsy-config", "data.DB_PORT", "3306"),),
        code="unknown-service-port",
        at="ConfigMap/tarsy-config",
        field="data.DB_PORT",
    ),
    Fault(
        name="database-url-with-another-port",
        patch=(
            put(
                "ConfigMap/tarsy-config",
                "data.DATABASE_URL",
                "postgresql://tarsy-database:5433/tarsy?sslmode=require",
            ),
        ),
        code="unknown-service-port",
        at="ConfigMap/tarsy-config",
        field="data.DATABASE_URL",
    ),
    Fault(
        name="service-renamed-but-not-the-address",
        patch=(
            put("Service/tarsy-api", "metadata.name", "tarsy-api-internal"),
            put("Route/tarsy-api", "spec.to.name", "tarsy-api-internal"),
        ),
        additions=("alert-relay",),
        code="unknown-service",
        at="ConfigMap/alert-relay",
        field="data[relay.yaml]",
        also=("missing-service", "unverified-tls", "wrong-server-name"),
    ),
    Fault(
        name="address-in-another-namespace",
        patch=(
            replace(
                "ConfigMap/alert-relay", "data[relay.yaml]", "tarsy-api.tarsy-dev.svc", "tarsy-api.tarsy.svc"
            ),
        ),
        additions=("alert-relay",),
        code="unknown-cluster-host",
        at="ConfigMap/alert-relay",
        field="data[relay.yaml]",
    ),
    Fault(
        name="address-without-the-port-of-the-service",
        patch=(replace("ConfigMap/alert-relay", "data[relay.yaml]", ".svc:8443", ".svc"),),
        additions=("alert-relay",),
        code="unknown-service-port",
        at="ConfigMap/alert-relay",
        field="data[relay.yaml]",
    ),
    Fault(
        name="http-to-the-https-port",
        patch=(replace("ConfigMap/alert-relay", "data[relay.yaml]", "https://", "http://"),),
        additions=("alert-relay",),
        code="address-scheme-mismatch",
        at="ConfigMap/alert-relay",
        field="data[relay.yaml]",
    ),
    Fault(
        name="address-in-a-proxy-pass-with-another-port",
        patch=(
            replace("ConfigMap/status-page-nginx", "data[default.conf]", "tarsy-web:4180", "tarsy-web:8080"),
        ),
        additions=("status-page",),
        code="unknown-service-port",
        at="ConfigMap/status-page-nginx",
        field="data[default.conf]",
    ),
    Fault(
        name="address-in-a-command",
        patch=(
            replace(
                "Job/object-store-bucket",
                "spec.template.spec.containers[mc].command[2]",
                "http://object-store:9000",
                "http://object-store:9100",
            ),
        ),
        additions=("object-store",),
        code="unknown-service-port",
        at="Job/object-store-bucket",
        field="spec.template.spec.containers[mc].command[2]",
    ),
    Fault(
        name="host-of-a-cron-job-misspelt",
        patch=(
            put(
                "CronJob/database-backup",
                "spec.jobTemplate.spec.template.spec.containers[pg-dump].env[PGHOST].value",
                "tarsy-postgres",
            ),
        ),
        additions=("backup",),
        code="unknown-cluster-host",
        at="CronJob/database-backup",
        field="spec.jobTemplate.spec.template.spec.containers[pg-dump].env[PGHOST].value",
    ),
    Fault(
        name="listener-on-another-port-than-declared",
        patch=(put("ConfigMap/tarsy-config", "data.HTTP_PORT", "8000"),),
        code="undeclared-listener",
        at="ConfigMap/tarsy-config",
        field="data.HTTP_PORT",
    ),
    Fault(
        name="listener-for-its-own-pod-only",
        patch=(replace(_OAUTH2, _CFG, 'http_address = "0.0.0.0:4180"', 'http_address = "127.0.0.1:4180"'),),
        code="loopback-listener",
        at=_OAUTH2,
        field=_CFG,
    ),
    Fault(
        name="proxy-listens-on-localhost",
        patch=(
            put(
                _TARSY,
                f"{_POD}.containers[kube-rbac-proxy].args[0]",
                "--secure-listen-address=127.0.0.1:8443",
            ),
        ),
        code="loopback-listener",
        at=_TARSY,
        field=f"{_POD}.containers[kube-rbac-proxy].args[0]",
    ),
    Fault(
        name="variable-that-is-set-nowhere",
        patch=(put(_TARSY, f"{_POD}.containers[kube-rbac-proxy].args[6]", "--v=$(LOG_VERBOSITY)"),),
        code="unresolved-variable",
        at=_TARSY,
        field=f"{_POD}.containers[kube-rbac-proxy].args[6]",
    ),
    Fault(
        name="variable-that-is-set-too-late",
        patch=(
            append(
                _TARSY,
                f"{_POD}.containers[tarsy].env",
                {"name": "SESSION_DIR", "value": "$(DATA_DIR)/sessions"},
            ),
            append(_TARSY, f"{_POD}.containers[tarsy].env", {"name": "DATA_DIR", "value": "/app/data"}),
        ),
        code="unresolved-variable",
        at=_TARSY,
        field=f"{_POD}.containers[tarsy].env[SESSION_DIR].value",
    ),
    Fault(
        name="D2-cluster-address-for-browsers",
        patch=(put("ConfigMap/status-page-settings", "data.NEXT_PUBLIC_API_URL", "http://tarsy-web:4180"),),
        additions=("status-page",),
        code="browser-cluster-address",
        at="ConfigMap/status-page-settings",
        field="data.NEXT_PUBLIC_API_URL",
        also=("build-time-variable",),
    ),
    Fault(
        name="D1-build-time-variable-at-run-time",
        patch=(put("ConfigMap/status-page-settings", "data.NEXT_PUBLIC_TITLE", "TARSy"),),
        additions=("status-page",),
        code="build-time-variable",
        at="ConfigMap/status-page-settings",
        field="data.NEXT_PUBLIC_TITLE",
    ),
)

PORT_FAULTS = (*_PORTS, *_ADDRESSES)
