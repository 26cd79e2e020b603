"""Faults of selectors: nothing is selected, or what was not meant."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import copy_of, put, remove

_COMPONENT = "[app.kubernetes.io/component]"
_LABELS = "spec.template.metadata.labels"
_TARSY = "Deployment/tarsy"

SELECTOR_FAULTS = (
    Fault(
        name="selector-of-a-workload-misspelt",
        patch=(put(_TARSY, f"spec.selector.matchLabels{_COMPONENT}", "tarsi"),),
        code="selector-does-not-match-template",
        at=_TARSY,
        field="spec.selector",
    ),
    Fault(
        name="label-of-the-pods-changed",
        patch=(put("StatefulSet/tarsy-database", f"{_LABELS}[app.kubernetes.io/instance]", "tarsy-dev"),),
        code="selector-does-not-match-template",
        at="StatefulSet/tarsy-database",
        field="spec.selector",
        also=("service-selects-nothing", "network-policy-selects-nothing", "network-peer-selects-nothing"),
    ),
    Fault(
        name="empty-selector",
        patch=(put(_TARSY, "spec.selector", {"matchLabels": {}}),),
        code="empty-workload-selector",
        at=_TARSY,
        field="spec.selector",
    ),
    Fault(
        name="service-selector-misspelt",
        patch=(put("Service/tarsy-web", f"spec.selector{_COMPONENT}", "web"),),
        code="service-selects-nothing",
        at="Service/tarsy-web",
        field="spec.selector",
    ),
    Fault(
        name="service-selector-with-a-label-that-the-pods-have-not",
        patch=(put("Service/tarsy-database", "spec.selector[app.kubernetes.io/version]", "0.8.2-pg17"),),
        code="service-selects-nothing",
        at="Service/tarsy-database",
        field="spec.selector",
    ),
    Fault(
        name="service-selector-too-wide",
        patch=(put("Service/tarsy-web", "spec.selector", {"app.kubernetes.io/part-of": "tarsy"}),),
        code="service-selects-several-workloads",
        at="Service/tarsy-web",
        field="spec.selector",
    ),
    Fault(
        name="D3-deployments-adopt-each-others-pods",
        patch=(copy_of(_TARSY, "tarsy-worker"),),
        code="overlapping-selectors",
        at="Deployment/tarsy-worker",
        field="spec.selector",
        also=("service-selects-several-workloads",),
    ),
    Fault(
        name="selector-also-matches-another-workload",
        patch=(put(_TARSY, "spec.selector.matchLabels", {"app.kubernetes.io/part-of": "tarsy"}),),
        code="selector-matches-other-pods",
        at=_TARSY,
        field="spec.selector",
    ),
    Fault(
        name="disruption-budget-selects-nothing",
        patch=(put("PodDisruptionBudget/tarsy", f"spec.selector.matchLabels{_COMPONENT}", "api"),),
        code="disruption-budget-selects-nothing",
        at="PodDisruptionBudget/tarsy",
        field="spec.selector",
    ),
    Fault(
        name="disruption-budget-of-one-replica",
        patch=(
            remove("PodDisruptionBudget/tarsy", "spec.maxUnavailable"),
            put("PodDisruptionBudget/tarsy", "spec.minAvailable", 1),
        ),
        code="eviction-blocked",
        at="PodDisruptionBudget/tarsy",
        field="spec.minAvailable",
    ),
    Fault(
        name="two-disruption-budgets",
        patch=(copy_of("PodDisruptionBudget/tarsy", "tarsy-second"),),
        code="overlapping-disruption-budgets",
        at="PodDisruptionBudget/tarsy-second",
        field="spec.selector",
    ),
    Fault(
        name="disruption-budget-for-everything",
        patch=(put("PodDisruptionBudget/tarsy", "spec.selector", {}),),
        code="disruption-budget-selects-everything",
        at="PodDisruptionBudget/tarsy",
        field="spec.selector",
    ),
    Fault(
        name="network-policy-selects-nothing",
        patch=(put("NetworkPolicy/tarsy", f"spec.podSelector.matchLabels{_COMPONENT}", "server"),),
        code="network-policy-selects-nothing",
        at="NetworkPolicy/tarsy",
        field="spec.podSelector",
        also=("api-server-blocked", "dns-blocked", "egress-blocked", "route-blocked", "scrape-blocked"),
    ),
    Fault(
        name="monitor-selects-nothing",
        patch=(put("ServiceMonitor/tarsy", f"spec.selector.matchLabels{_COMPONENT}", "metrics"),),
        code="monitor-selects-nothing",
        at="ServiceMonitor/tarsy",
        field="spec.selector",
    ),
    Fault(
        name="spread-over-other-pods",
        patch=(
            put(
                "Deployment/status-page",
                "spec.template.spec.topologySpreadConstraints[0].labelSelector.matchLabels",
                {"app": "status-page"},
            ),
        ),
        additions=("status-page",),
        code="spread-ignores-own-pods",
        at="Deployment/status-page",
        field="spec.template.spec.topologySpreadConstraints[0].labelSelector",
    ),
    Fault(
        name="affinity-to-pods-that-are-not-there",
        patch=(
            put(
                "Deployment/alert-relay",
                "spec.template.spec.affinity",
                {
                    "podAffinity": {
                        "requiredDuringSchedulingIgnoredDuringExecution": [
                            {
                                "topologyKey": "kubernetes.io/hostname",
                                "labelSelector": {
                                    "matchLabels": {
                                        "app.kubernetes.io/component": "tarsi",
                                        "app.kubernetes.io/instance": "tarsy-development",
                                    }
                                },
                            }
                        ]
                    }
                },
            ),
        ),
        additions=("alert-relay",),
        code="affinity-selects-nothing",
        at="Deployment/alert-relay",
        field="spec.template.spec.affinity.podAffinity",
    ),
    Fault(
        name="peer-of-a-network-policy-misspelt",
        patch=(
            put(
                "NetworkPolicy/tarsy-from-alert-relay",
                "spec.ingress[0].from[0].podSelector.matchLabels",
                {"app.kubernetes.io/name": "alert-rely"},
            ),
        ),
        additions=("alert-relay",),
        code="network-peer-selects-nothing",
        at="NetworkPolicy/tarsy-from-alert-relay",
        field="spec.ingress[0].from[0].podSelector",
        also=("ingress-blocked",),
    ),
)
