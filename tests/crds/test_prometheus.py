"""ServiceMonitor, PodMonitor and PrometheusRule: what the Prometheus operator takes, and what it doesn't."""

from collections.abc import Mapping

import pytest

from tests.crds.schemas import GONE, but, refused

SERVICE_MONITOR = """
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: tarsy, labels: {release: prometheus}}
spec:
  jobLabel: app.kubernetes.io/name
  targetLabels: [app.kubernetes.io/version]
  namespaceSelector: {matchNames: [tarsy-dev]}
  selector:
    matchLabels: {app.kubernetes.io/name: tarsy}
    matchExpressions:
      - {key: tier, operator: NotIn, values: [database]}
  attachMetadata: {node: false}
  scrapeProtocols: [OpenMetricsText1.0.0, PrometheusText0.0.4]
  fallbackScrapeProtocol: PrometheusText0.0.4
  sampleLimit: 10000
  bodySizeLimit: 10MB
  nativeHistogramMinBucketFactor: "1.1"
  endpoints:
    - port: https
      scheme: https
      path: /metrics
      interval: 30s
      scrapeTimeout: 1m30s
      honorLabels: true
      params: {collect: [a, b]}
      authorization: {credentials: {name: metrics, key: token}}
      tlsConfig:
        serverName: tarsy.tarsy-dev.svc
        insecureSkipVerify: false
        minVersion: TLS12
        ca: {configMap: {name: service-ca, key: service-ca.crt}}
        cert: {secret: {name: prometheus-client, key: tls.crt}}
        keySecret: {name: prometheus-client, key: tls.key}
      relabelings:
        - {sourceLabels: [__meta_kubernetes_pod_name], targetLabel: pod, action: replace}
      metricRelabelings:
        - {sourceLabels: [__name__], regex: "go_.*", action: drop}
    - targetPort: 9090
      oauth2:
        clientId: {secret: {name: oauth, key: id}}
        clientSecret: {name: oauth, key: secret}
        tokenUrl: https://login.example.com/token
        scopes: [metrics]
      proxyUrl: http://proxy.example.com:3128
"""

POD_MONITOR = """
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: tarsy}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: tarsy}}
  podTargetLabels: [app.kubernetes.io/version]
  podMetricsEndpoints:
    - {port: metrics, interval: 15s, scheme: http}
    - {portNumber: 9090, basicAuth: {username: {name: m, key: u}, password: {name: m, key: p}}}
"""

RULE = """
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: tarsy}
spec:
  groups:
    - name: tarsy.alerts
      interval: 1m
      labels: {team: sre}
      rules:
        - alert: TarsyDown
          expr: up{job="tarsy"} == 0
          for: 5m
          keep_firing_for: 10m
          labels: {severity: critical}
          annotations: {summary: TARSy is down}
    - name: tarsy.records
      partial_response_strategy: warn
      rules:
        - {record: "tarsy:alerts:rate5m", expr: "sum(rate(tarsy_alerts_total[5m]))"}
"""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"spec.selector": {}},
        {"spec.namespaceSelector": {"any": True}},
        {"spec.endpoints[1].targetPort": "metrics"},
        {"spec.endpoints[0].relabelings[0].action": "LabelDrop"},
        {"spec.endpoints[0].interval": "0"},
        {"spec.nativeHistogramMinBucketFactor": 1},
    ],
)
def test_a_service_monitor(changes: Mapping[str, object]) -> None:
    assert refused(SERVICE_MONITOR, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.selector": GONE}),
        but({"spec.endpoints": GONE}),
        but({"spec.endpoint": []}),
        but({"spec.namespaceSelector.matchName": ["tarsy-dev"]}),
        but({"spec.selector.app": "tarsy"}),
        but({"spec.selector.matchExpressions[0].operator": GONE}),
        but({"spec.scrapeProtocols[0]": "OpenMetrics"}),
        but({"spec.scrapeProtocols[1]": "OpenMetricsText1.0.0"}),
        but({"spec.sampleLimit": -1}),
        but({"spec.bodySizeLimit": "10 MB"}),
        but({"spec.nativeHistogramMinBucketFactor": "ten"}),
        but({"spec.endpoints[0].port": 8443}),
        but({"spec.endpoints[0].scheme": "tls"}),
        but({"spec.endpoints[0].interval": "30"}),
        but({"spec.endpoints[0].scrapeTimeout": "1.5m"}),
        but({"spec.endpoints[0].params.collect": "a"}),
        but({"spec.endpoints[0].timeout": "5s"}),
        but({"spec.endpoints[0].authorization.credentials.key": GONE}),
        but({"spec.endpoints[0].tlsConfig.ca.configmap": {"name": "ca", "key": "ca.crt"}}),
        but({"spec.endpoints[0].tlsConfig.ca.configMap.key": GONE}),
        but({"spec.endpoints[0].tlsConfig.keySecret": "prometheus-client"}),
        but({"spec.endpoints[0].tlsConfig.minVersion": "1.2"}),
        but({"spec.endpoints[0].relabelings[0].action": "rename"}),
        but({"spec.endpoints[0].relabelings[0].sourceLabel": "pod"}),
        but({"spec.endpoints[0].metricRelabelings[0].modulus": "2"}),
        but({"spec.endpoints[1].oauth2.tokenUrl": GONE}),
        but({"spec.endpoints[1].oauth2.tokenUrl": ""}),
        but({"spec.endpoints[1].proxyUrl": "proxy.example.com:3128"}),
        but({"spec.endpoints[1].targetPort": [9090]}),
    ],
)
def test_a_service_monitor_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(SERVICE_MONITOR, changes) == [field]


def test_a_pod_monitor() -> None:
    assert refused(POD_MONITOR) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.selector": GONE}),
        but({"spec.endpoints": []}),
        but({"spec.podMetricsEndpoints[0].port": 9090}),
        but({"spec.podMetricsEndpoints[0].scheme": "grpc"}),
        but({"spec.podMetricsEndpoints[0].interval": "15"}),
        but({"spec.podMetricsEndpoints[0].honourLabels": True}),
        but({"spec.podMetricsEndpoints[1].portNumber": 65536}),
        but({"spec.podMetricsEndpoints[1].portNumber": 0}),
        but({"spec.podMetricsEndpoints[1].basicAuth.password.key": GONE}),
    ],
)
def test_a_pod_monitor_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(POD_MONITOR, changes) == [field]


@pytest.mark.parametrize("changes", [{}, {"spec": {}}, {"spec.groups[0].rules[0].expr": 1}])
def test_a_prometheus_rule(changes: Mapping[str, object]) -> None:
    assert refused(RULE, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec": GONE}),
        but({"spec.rules": []}),
        but({"spec.groups[0].name": GONE}),
        but({"spec.groups[0].name": ""}),
        but({"spec.groups[1].name": "tarsy.alerts"}, "spec.groups[1]"),
        but({"spec.groups[0].interval": "1 m"}),
        but({"spec.groups[0].limit": "1"}),
        but({"spec.groups[1].partial_response_strategy": "ignore"}),
        but({"spec.groups[0].rules[0].expr": GONE}),
        but({"spec.groups[0].rules[0].for": "5"}),
        but({"spec.groups[0].rules[0].keepFiringFor": "5m"}),
        but({"spec.groups[0].rules[0].labels.severity": 1}),
        but({"spec.groups[0].rules[0].severity": "critical"}),
    ],
)
def test_a_prometheus_rule_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(RULE, changes) == [field]
