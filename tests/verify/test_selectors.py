"""Selectors select something, and what is meant."""

from __future__ import annotations

import pytest

from podwright.verify import External, Externals, ManifestSet, read_text, verify
from tests.verify.finding import Find
from tests.verify.objects import RBAC, joined, obj, service, workload


def codes(find: Find, *objects: str) -> list[str]:
    return [finding.code for finding in find(joined(*objects), select="selectors")]


# --- workloads ---


@pytest.mark.parametrize(
    ("selector", "labels", "field"),
    [
        ("{matchLabels: {app: web}}", "{app: wbe}", "spec.selector.matchLabels.app"),
        ("{matchLabels: {app: web, tier: x}}", "{app: web}", "spec.selector.matchLabels.tier"),
        (
            "{matchExpressions: [{key: app, operator: In, values: [a, b]}]}",
            "{app: c}",
            "spec.selector.matchLabels",
        ),
        ("{matchLabels: {app: web}}", "{app: web, more: x}", ""),
        ("{matchExpressions: [{key: app, operator: In, values: [a, b]}]}", "{app: b}", ""),
        ("{matchExpressions: [{key: app, operator: Exists}]}", "{app: b}", ""),
        ("{matchExpressions: [{key: old, operator: DoesNotExist}]}", "{app: b}", ""),
        ("{matchLabels: {app: '${NAME}'}}", "{app: web}", ""),
    ],
)
def test_a_workload_selects_its_own_pods(find: Find, selector: str, labels: str, field: str) -> None:
    for kind in ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"):
        found = find(workload(kind=kind, selector=selector, labels=labels), select="selectors")
        assert [str(finding.field) for finding in found] == ([field] if field else [])


def test_plain_selectors(find: Find) -> None:
    for api_version, kind in (("v1", "ReplicationController"), ("apps.openshift.io/v1", "DeploymentConfig")):
        template = "template: {metadata: {labels: {app: web}}, spec: {containers: []}}"
        assert (
            codes(find, obj(api_version, kind, "web", f"spec: {{selector: {{app: web}}, {template}}}")) == []
        )
        assert codes(find, obj(api_version, kind, "web", f"spec: {{{template}}}")) == []
        (finding,) = find(
            obj(api_version, kind, "web", f"spec: {{selector: {{app: x}}, {template}}}"), select="selectors"
        )
        assert str(finding.field) == "spec.selector.app"


def test_an_empty_selector(find: Find) -> None:
    assert codes(find, workload(selector="{}")) == ["empty-workload-selector"]
    assert codes(find, workload(selector="{matchLabels: {}}")) == ["empty-workload-selector"]


def test_workloads_with_one_selector(find: Find) -> None:
    found = find(joined(workload(), workload(name="api")), select="overlapping-selectors")
    assert [str(finding.object) for finding in found] == ["Deployment default/web", "Deployment default/api"]
    assert found[0].message == "selects the pods of Deployment api, which select these in turn"
    assert codes(find, workload(), workload(kind="StatefulSet", name="web")) == ["overlapping-selectors"] * 2


def test_a_selector_that_is_too_wide(find: Find) -> None:
    narrow = workload(name="api", selector="{matchLabels: {app: web, c: api}}", labels="{app: web, c: api}")
    (finding,) = find(joined(workload(), narrow), select="selectors")
    assert (finding.code, str(finding.object)) == ("selector-matches-other-pods", "Deployment default/web")


@pytest.mark.parametrize(
    "other",
    [
        workload(name="api", selector="{matchLabels: {app: api}}", labels="{app: api}"),
        workload(name="api", metadata=", namespace: other"),
        workload(),
        obj(
            "batch/v1",
            "Job",
            "job",
            "spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}",
        ),
        obj("v1", "Pod", "test", "spec: {containers: []}", metadata=", labels: {app: web}"),
        workload(name="api", metadata=", annotations: {helm.sh/hook: post-install}"),
    ],
)
def test_pods_that_are_not_confused(find: Find, other: str) -> None:
    assert codes(find, workload(metadata=", namespace: default"), other) == []


# --- Services ---


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("{app: wbe}", "selects no pod: the nearest has app=web, not app=wbe"),
        ("{app: web, tier: front}", "selects no pod: the nearest has no label tier"),
        ("{component: web}", "selects no pod: none has component=web"),
    ],
)
def test_a_service_without_pods(find: Find, selector: str, message: str) -> None:
    (finding,) = find(joined(workload(), service(selector=selector)), select="selectors")
    assert (finding.code, finding.message) == ("service-selects-nothing", message)


@pytest.mark.parametrize(
    "objects",
    [
        (workload(), service()),
        (workload(), obj("v1", "Service", "web", "spec: {ports: [{port: 80}]}")),
        (workload(), service(selector="{app: x}", spec=", type: ExternalName")),
        # Nobody runs pods in its namespace.
        (service(),),
        (workload(metadata=", namespace: one"), service(metadata=", namespace: two")),
        # Labels that controllers set.
        (workload(kind="StatefulSet"), service(selector="{statefulset.kubernetes.io/pod-name: web-0}")),
        (workload(), service(selector="{app: web, pod-template-hash: x}")),
        # Labels of operators, and of what they make.
        (workload(), service(selector="{cnpg.io/cluster: db}")),
        (workload(), service(selector="{cluster: db}"), obj("example.com/v1", "Database", "db")),
        (workload(), service(selector="{app: '${NAME}'}")),
        # The leader labels itself.
        (
            workload(),
            service(selector="{app: web, role: leader}"),
            obj(f"{RBAC}/v1", "Role", "r", "rules: [{apiGroups: [''], resources: [pods], verbs: [patch]}]"),
        ),
        # Where the objects live is not known.
        (
            workload(metadata=", namespace: one"),
            service("other", selector="{app: x}"),
            workload(
                name="x", labels="{app: x}", selector="{matchLabels: {app: x}}", metadata=", namespace: two"
            ),
        ),
    ],
)
def test_services_that_may_have_pods(find: Find, objects: tuple[str, ...]) -> None:
    assert find(joined(*objects), select="service-selects-nothing") == []


def test_the_pods_of_an_external_service() -> None:
    text = joined(workload(), service(selector="{app: legacy}"))
    manifests = ManifestSet(read_text(text).manifests)
    externals = Externals([External(kind="Service", name="legacy", labels={"app": "legacy", "tier": "x"})])
    assert verify(manifests, externals=externals, select=["selectors"]).findings == ()
    assert len(verify(manifests, select=["selectors"]).findings) == 1


def test_a_template_with_an_open_namespace_does_not_hide_the_others(find: Find) -> None:
    objects = '[{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: "${NAMESPACE}"}}]'
    template = obj("template.openshift.io/v1", "Template", "t", f"objects: {objects}")
    there = ", namespace: shop"
    text = joined(template, workload(metadata=there), service(selector="{app: x}", metadata=there))
    assert codes(find, text) == ["service-selects-nothing"]


LABELLED = "{{matchLabels: {{app: shop, c: {0}}}}}"


def part(name: str, *, image: str = "", container: str = "") -> str:
    text = workload(
        name=name,
        selector=LABELLED.format(name),
        labels=f"{{app: shop, c: {name}}}",
        container=container,
    )
    return text.replace(f"registry.example.com/{name}:1.4.2", image) if image else text


PORT = ", ports: [{name: http, containerPort: 8080}]"


@pytest.mark.parametrize(
    ("objects", "count"),
    [
        ((part("web"), part("api"), service(selector="{app: shop}")), 1),
        ((part("web"), part("api"), service(selector="{app: shop, c: web}")), 0),
        ((part("web"), part("api"), service(selector="{app: shop}", spec=", clusterIP: None")), 0),
        # A canary: another version of the same program.
        (
            (
                part("web", image="a/shop:1"),
                part("api", image="a/shop@sha256:0"),
                service(selector="{app: shop}"),
            ),
            0,
        ),
        # The same program in another role, which does not listen.
        (
            (
                part("web", image="a/shop:1", container=PORT),
                part("worker", image="a/shop:1"),
                service(selector="{app: shop}", ports="[{port: 80, targetPort: 8080}]"),
            ),
            1,
        ),
        (
            (
                part("web", image="a/shop:1", container=PORT),
                part("worker", image="a/shop:1"),
                service(selector="{app: shop}", ports="[{port: 80, targetPort: http}]"),
            ),
            0,
        ),
        (
            (
                part("web"),
                service(selector="{app: shop}"),
                obj(
                    "batch/v1",
                    "Job",
                    "j",
                    "spec: {template: {metadata: {labels: {app: shop}}, spec: {containers: []}}}",
                ),
            ),
            0,
        ),
    ],
)
def test_a_service_for_different_programs(find: Find, objects: tuple[str, ...], count: int) -> None:
    assert len(find(joined(*objects), select="service-selects-several-workloads")) == count


# --- policies ---


def budget(name: str = "web", selector: str = ", selector: {matchLabels: {app: web}}") -> str:
    return obj("policy/v1", "PodDisruptionBudget", name, f"spec: {{maxUnavailable: 1{selector}}}")


@pytest.mark.parametrize(
    ("objects", "found"),
    [
        ((workload(), budget()), []),
        (
            (workload(), budget(selector=", selector: {matchLabels: {app: x}}")),
            ["disruption-budget-selects-nothing"],
        ),
        ((workload(), budget(selector="")), ["disruption-budget-selects-nothing"]),
        ((workload(), budget(selector=", selector: {}")), []),
        (
            (part("web"), part("api"), budget(selector=", selector: {}")),
            ["disruption-budget-selects-everything"],
        ),
        ((workload(), budget(), budget("second")), ["overlapping-disruption-budgets"]),
        ((workload(), budget(), budget()), []),
        ((budget(selector=", selector: {matchLabels: {app: x}}"),), []),
        ((workload(), budget(selector=", selector: {matchLabels: {strimzi.io/cluster: x}}")), []),
    ],
)
def test_disruption_budgets(find: Find, objects: tuple[str, ...], found: list[str]) -> None:
    assert codes(find, *objects) == found


def policy(pods: str = "{}", peers: str = "[]", field: str = "ingress: [{from: ") -> str:
    return obj(
        "networking.k8s.io/v1", "NetworkPolicy", "web", f"spec: {{podSelector: {pods}, {field}{peers}}}]}}"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (policy(), []),
        (policy("{matchLabels: {app: storefront}}"), []),
        (policy("{matchLabels: {app: other}}"), ["network-policy-selects-nothing"]),
        (policy("{matchLabels: {cnpg.io/cluster: x}}"), []),
        (policy(peers="[{podSelector: {matchLabels: {app: storefornt}}}]"), ["network-peer-selects-nothing"]),
        (policy(peers="[{podSelector: {matchLabels: {app: store}}}]"), ["network-peer-selects-nothing"]),
        (
            policy(peers="[{podSelector: {matchLabels: {app: storefront, c: z}}}]", field="egress: [{to: "),
            ["network-peer-selects-nothing"],
        ),
        # Clients that are not here, or in another namespace.
        (policy(peers="[{podSelector: {matchLabels: {app: prometheus}}}]"), []),
        (policy(peers="[{podSelector: {matchLabels: {web-client: 'true'}}}]"), []),
        (policy(peers="[{podSelector: {matchLabels: {app: storefornt}}, namespaceSelector: {}}]"), []),
        (policy(peers="[{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]"), []),
    ],
)
def test_network_policies(find: Find, text: str, found: list[str]) -> None:
    pods = workload(labels="{app: storefront, c: x}", selector="{matchLabels: {app: storefront}}")
    assert codes(find, pods, text) == found


def spread(selector: str) -> str:
    return f", topologySpreadConstraints: [{{maxSkew: 1, topologyKey: z{selector}}}]"


@pytest.mark.parametrize(
    ("selector", "count"),
    [
        (", labelSelector: {matchLabels: {app: web}}", 0),
        (", labelSelector: {}", 0),
        (", labelSelector: {matchLabels: {app: x}}", 1),
        ("", 1),
        (", labelSelector: {matchLabels: {app: '${NAME}'}}", 0),
    ],
)
def test_spread(find: Find, selector: str, count: int) -> None:
    assert codes(find, workload(pod=spread(selector))) == ["spread-ignores-own-pods"] * count


@pytest.mark.parametrize(
    ("term", "count"),
    [
        ("labelSelector: {matchLabels: {app: storefront}}", 0),
        ("labelSelector: {matchLabels: {app: storefornt}}", 1),
        ("labelSelector: {matchLabels: {app: cache}}", 0),
        ("labelSelector: {matchLabels: {app: storefornt}}, namespaces: [other]", 0),
        ("labelSelector: {matchLabels: {app: storefornt}}, namespaceSelector: {}", 0),
        ("topologyKey: z", 0),
    ],
)
def test_affinity(find: Find, term: str, count: int) -> None:
    for pod in (
        f", affinity: {{podAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{{term}}}]}}}}",
        ", affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: "
        f"[{{weight: 1, podAffinityTerm: {{{term}}}}}]}}}}",
    ):
        text = workload(labels="{app: storefront}", selector="{matchLabels: {app: storefront}}", pod=pod)
        assert codes(find, text) == ["affinity-selects-nothing"] * count
