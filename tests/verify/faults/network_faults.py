"""Faults of network policies: what belongs together cannot talk, or what does not can."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, append, drop, put, remove

_TARSY = "NetworkPolicy/tarsy"
_DATABASE = "NetworkPolicy/tarsy-database"
_COMPONENT = "[app.kubernetes.io/component]"

NETWORK_FAULTS = (
    Fault(
        name="egress-to-the-database-forgotten",
        patch=(remove(_TARSY, "spec.egress[2]"),),
        code="egress-blocked",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="egress-to-the-database-with-another-port",
        patch=(put(_TARSY, "spec.egress[2].ports[0].port", 5433),),
        code="egress-blocked",
        at=_TARSY,
        field="spec",
        also=("policy-port-without-listener",),
    ),
    Fault(
        name="D6-egress-to-dns-forgotten",
        patch=(remove(_TARSY, "spec.egress[0]"),),
        code="dns-blocked",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="dns-on-the-port-of-the-service",
        patch=(put(_TARSY, "spec.egress[0].ports", [{"port": 53, "protocol": "UDP"}, {"port": 53}]),),
        code="dns-blocked",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="dns-by-udp-only",
        patch=(remove(_TARSY, "spec.egress[0].ports[1]"),),
        code="dns-without-tcp",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="dns-in-another-namespace",
        patch=(
            put(
                _TARSY,
                "spec.egress[0].to[0].namespaceSelector.matchLabels[kubernetes.io/metadata.name]",
                "kube-system",
            ),
        ),
        code="dns-blocked",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="policy-with-default-deny-only",
        patch=(drop(_DATABASE),),
        code="ingress-blocked",
        at="NetworkPolicy/default-deny",
        field="spec",
    ),
    Fault(
        name="database-lets-another-component-in",
        patch=(put(_DATABASE, f"spec.ingress[0].from[0].podSelector.matchLabels{_COMPONENT}", "tarsi"),),
        code="ingress-blocked",
        at=_DATABASE,
        field="spec",
        also=("network-peer-selects-nothing",),
    ),
    Fault(
        name="database-lets-in-on-another-port",
        patch=(put(_DATABASE, "spec.ingress[0].ports[0].port", 5433),),
        code="ingress-blocked",
        at=_DATABASE,
        field="spec",
        also=("policy-port-without-listener",),
    ),
    Fault(
        name="router-not-let-in",
        patch=(remove(_TARSY, "spec.ingress[0]"),),
        code="route-blocked",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="router-not-let-in-to-one-of-two-ports",
        patch=(remove(_TARSY, "spec.ingress[0].ports[0]"),),
        code="route-blocked",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="router-let-in-by-a-label-that-its-namespace-has-not",
        patch=(
            put(
                _TARSY,
                "spec.ingress[0].from[0].namespaceSelector.matchLabels",
                {"network.openshift.io/policy-group": "ingres"},
            ),
        ),
        code="route-blocked",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="monitoring-not-let-in",
        patch=(remove(_TARSY, "spec.ingress[2]"),),
        code="scrape-not-admitted",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="monitoring-misspelt",
        patch=(
            put(
                _TARSY,
                "spec.ingress[2].from[0].namespaceSelector.matchLabels[kubernetes.io/metadata.name]",
                "openshift-user-workload-monitorng",
            ),
        ),
        code="misspelt-namespace",
        at=_TARSY,
        field="spec.ingress[2].from[0].namespaceSelector",
        also=("scrape-not-admitted",),
    ),
    Fault(
        name="service-port-instead-of-the-container-port",
        patch=(put("NetworkPolicy/status-page", "spec.ingress[0].ports[0].port", 80),),
        additions=("status-page",),
        code="route-blocked",
        at="NetworkPolicy/status-page",
        field="spec.ingress[0].ports[0].port",
        also=("policy-port-without-listener",),
    ),
    Fault(
        name="named-port-misspelt",
        patch=(put("NetworkPolicy/alert-relay", "spec.ingress[0].ports[0].port", "webhooks"),),
        additions=("alert-relay",),
        code="policy-port-without-listener",
        at="NetworkPolicy/alert-relay",
        field="spec.ingress[0].ports[0].port",
    ),
    Fault(
        name="client-let-out-but-not-in",
        patch=(drop("NetworkPolicy/tarsy-from-alert-relay"),),
        additions=("alert-relay",),
        code="ingress-blocked",
        at=_TARSY,
        field="spec",
    ),
    Fault(
        name="client-let-in-but-not-out",
        patch=(remove("NetworkPolicy/alert-relay", "spec.egress[2]"),),
        additions=("alert-relay",),
        code="egress-blocked",
        at="NetworkPolicy/alert-relay",
        field="spec",
    ),
    Fault(
        name="egress-of-a-cron-job-forgotten",
        patch=(remove("NetworkPolicy/database-backup", "spec.egress[1]"),),
        additions=("backup",),
        code="egress-blocked",
        at="NetworkPolicy/database-backup",
        field="spec",
    ),
    Fault(
        name="egress-without-dns-of-a-job",
        patch=(remove("NetworkPolicy/object-store-bucket", "spec.egress[0]"),),
        additions=("object-store",),
        code="dns-blocked",
        at="NetworkPolicy/object-store-bucket",
        field="spec",
    ),
    Fault(
        name="B5-port-behind-the-proxies-open-to-everybody",
        patch=(append(_TARSY, "spec.ingress", {"ports": [{"port": 8080}]}),),
        code="bypassed-auth-proxy",
        at="Deployment/tarsy",
        field="spec.template.spec.containers[tarsy].ports[http]",
    ),
    Fault(
        name="B5-port-behind-the-proxies-open-to-every-namespace",
        patch=(
            append(_TARSY, "spec.ingress", {"from": [{"namespaceSelector": {}}], "ports": [{"port": 8080}]}),
        ),
        code="bypassed-auth-proxy",
        at="Deployment/tarsy",
        field="spec.template.spec.containers[tarsy].ports[http]",
    ),
    Fault(
        name="B5-no-network-policy-at-all",
        patch=(
            drop("NetworkPolicy/default-deny"),
            drop(_TARSY),
            drop(_DATABASE),
        ),
        code="bypassed-auth-proxy",
        at="Deployment/tarsy",
    ),
    Fault(
        name="rule-that-admits-everybody",
        patch=(put(_TARSY, "spec.ingress[1]", {}),),
        code="bypassed-auth-proxy",
        at="Deployment/tarsy",
        field="spec.template.spec.containers[tarsy].ports[http]",
    ),
    Fault(
        name="api-server-not-let-out-to",
        patch=(remove(_TARSY, "spec.egress[1]"),),
        code="api-server-blocked",
        at=_TARSY,
        field="spec.egress",
    ),
    Fault(
        name="load-balancer-behind-a-policy-for-pods",
        patch=(put("Service/status-page", "spec.type", "LoadBalancer"),),
        additions=("status-page",),
        code="exposed-service-blocked",
        at="NetworkPolicy/status-page",
        field="spec.ingress",
    ),
    Fault(
        name="selector-beside-an-address-block",
        patch=(put(_TARSY, "spec.egress[3].to[0].podSelector", {}),),
        code="invalid-policy-rule",
        at=_TARSY,
        field="spec.egress[3].to[0]",
    ),
    Fault(
        name="end-of-a-range-of-ports-below-its-start",
        patch=(put(_TARSY, "spec.egress[3].ports[0].endPort", 80),),
        code="invalid-policy-rule",
        at=_TARSY,
        field="spec.egress[3].ports[0].endPort",
    ),
    Fault(
        name="everybody-outside-kept-from-the-scraped-port",
        patch=(
            remove(_TARSY, "spec.ingress[2]"),
            remove(_TARSY, "spec.ingress[1]"),
            remove(_TARSY, "spec.ingress[0].ports[1]"),
        ),
        code="scrape-blocked",
        at=_TARSY,
        field="spec",
        also=("route-blocked",),
    ),
    Fault(
        name="webhook-in-a-namespace-of-its-own",
        patch=(
            add(
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: alert-relay}
                webhooks:
                  - name: alerts.example.com
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    clientConfig: {service: {name: alert-relay, namespace: tarsy-dev, port: 9095}}
                    rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                """
            ),
            put("NetworkPolicy/alert-relay", "spec.ingress[0].from", [{"podSelector": {}}]),
        ),
        additions=("alert-relay",),
        code="webhook-blocked",
        at="NetworkPolicy/alert-relay",
        field="spec.ingress",
    ),
)
