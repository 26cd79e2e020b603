"""Autoscalers, service accounts, roles and bindings."""

from __future__ import annotations

import pytest

from podwright.verify import Platform
from tests.verify.finding import Find
from tests.verify.objects import RBAC, binding, joined, obj, workload

UTILIZATION = "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}"


def autoscaler(
    target: str = "web",
    *,
    name: str = "web",
    kind: str = "Deployment",
    version: str = "apiVersion: apps/v1, ",
    metrics: str = "[{type: Pods}]",
) -> str:
    reference = f"{{{version}kind: {kind}, name: {target}}}"
    spec = f"spec: {{scaleTargetRef: {reference}, maxReplicas: 3, metrics: {metrics}}}"
    return obj("autoscaling/v2", "HorizontalPodAutoscaler", name, spec)


def account(name: str = "web", *, metadata: str = "") -> str:
    return obj("v1", "ServiceAccount", name, metadata=metadata)


def role(name: str = "web", *, kind: str = "Role", rules: str = "[]", metadata: str = "") -> str:
    return obj(f"{RBAC}/v1", kind, name, f"rules: {rules}", metadata=metadata)


def test_a_target_that_does_not_exist(find: Find) -> None:
    (finding,) = find(joined(workload(), autoscaler("webb")), select="missing-workload")
    assert (str(finding.field), finding.message) == (
        "spec.scaleTargetRef.name",
        "there is no Deployment webb (did you mean web?)",
    )
    assert find(joined(workload(), autoscaler("web", kind="StatefulSet")), select="missing-workload") != []


@pytest.mark.parametrize(
    "text",
    [
        joined(workload(), autoscaler()),
        joined(workload(), autoscaler("fleet", kind="Fleet", version="apiVersion: example.com/v1, ")),
        # There are no pods in its namespace: the workload comes from elsewhere.
        autoscaler("other"),
        joined(
            workload(), obj("keda.sh/v1alpha1", "ScaledObject", "s", "spec: {scaleTargetRef: {name: web}}")
        ),
    ],
)
def test_targets_that_exist_or_may(find: Find, text: str) -> None:
    assert find(text, select="missing-workload wrong-scale-target-version") == []


@pytest.mark.parametrize("version", ["", "apiVersion: v1, ", "apiVersion: extensions/v1beta1, "])
def test_a_target_of_the_wrong_version(find: Find, version: str) -> None:
    (finding,) = find(joined(workload(), autoscaler(version=version)), select="wrong-scale-target-version")
    assert str(finding.field) == "spec.scaleTargetRef.apiVersion"
    assert finding.remedy == "Write apps/v1"


def test_two_autoscalers_of_one_workload(find: Find) -> None:
    text = joined(workload(), autoscaler(), autoscaler(name="second"))
    (finding,) = find(text, select="shared-scale-target")
    assert str(finding.object) == "HorizontalPodAutoscaler default/second"
    keda = obj("keda.sh/v1alpha1", "ScaledObject", "queue", "spec: {scaleTargetRef: {name: web}}")
    assert len(find(joined(workload(), autoscaler(), keda), select="shared-scale-target")) == 1
    assert find(joined(workload(), autoscaler(), autoscaler()), select="shared-scale-target") == []


@pytest.mark.parametrize(("replicas", "count"), [(", replicas: 2", 1), (", replicas: 0", 0), ("", 0)])
def test_replicas_beside_an_autoscaler(find: Find, replicas: str, count: int) -> None:
    found = find(joined(workload(spec=replicas), autoscaler()), select="fixed-replicas-under-autoscaler")
    assert [str(finding.field) for finding in found] == ["spec.replicas"] * count


@pytest.mark.parametrize(
    ("resources", "metrics", "count"),
    [
        ("", f"[{UTILIZATION}]", 1),
        (", resources: {requests: {memory: 1Gi}}", f"[{UTILIZATION}]", 1),
        ("", "[]", 1),
        (", resources: {requests: {cpu: 1}}", f"[{UTILIZATION}]", 0),
        (", resources: {limits: {cpu: 500m}}", f"[{UTILIZATION}]", 0),
        ("", "[{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}]", 0),
        ("", "[{type: Resource, resource: {name: cpu, target: {type: Value, value: 1}}}]", 0),
        ("", "[{type: External}]", 0),
    ],
)
def test_a_share_of_nothing(find: Find, resources: str, metrics: str, count: int) -> None:
    text = joined(workload(container=resources), autoscaler(metrics=metrics))
    assert len(find(text, select="autoscaler-without-requests")) == count


def test_only_the_main_containers_are_counted(find: Find) -> None:
    pod = ", initContainers: [{name: proxy, image: p:1, restartPolicy: Always}, {name: init, image: i:1}]"
    text = joined(
        workload(container=", resources: {requests: {cpu: 1}}", pod=pod),
        autoscaler(metrics=f"[{UTILIZATION}]"),
    )
    assert find(text, select="autoscaler-without-requests") == []


def test_a_limit_range_fills_in_requests(find: Find) -> None:
    text = joined(workload(), autoscaler(metrics=f"[{UTILIZATION}]"), obj("v1", "LimitRange", "defaults"))
    assert find(text, select="autoscaler-without-requests") == []


def test_the_container_of_a_metric(find: Find) -> None:
    def metric(container: str) -> str:
        target = "target: {type: Utilization, averageUtilization: 70}"
        source = f"containerResource: {{name: cpu, container: {container}, {target}}}"
        return f"[{{type: ContainerResource, {source}}}]"

    resources = ", resources: {requests: {cpu: 1}}"
    text = joined(workload(container=resources), autoscaler(metrics=metric("app")))
    (finding,) = find(text, select="references")
    assert finding.code == "autoscaled-container-missing"
    text = joined(workload(container=resources), autoscaler(metrics=metric("web")))
    assert find(text, select="references") == []


# --- service accounts ---


@pytest.mark.parametrize("field", ["serviceAccountName", "serviceAccount"])
def test_pods_of_a_service_account_that_does_not_exist(find: Find, field: str) -> None:
    text = joined(account(), workload(pod=f", {field}: webb"))
    (finding,) = find(text, select="missing-service-account")
    assert str(finding.field) == f"spec.template.spec.{field}"
    assert finding.message == "no ServiceAccount webb exists (did you mean web?)"
    assert find(text, select="missing-service-account", externals=("ServiceAccount/webb",)) == []


@pytest.mark.parametrize("name", ["web", "default", "", "${NAME}"])
def test_service_accounts_that_exist(find: Find, name: str) -> None:
    text = joined(account(), workload(pod=f', serviceAccountName: "{name}"'))
    assert find(text, select="missing-service-account") == []


def test_service_accounts_that_openshift_brings(find: Find) -> None:
    text = workload(pod=", serviceAccountName: builder")
    assert find(text, select="missing-service-account", platform=Platform.OPENSHIFT) == []
    assert len(find(text, select="missing-service-account")) == 1


@pytest.mark.parametrize(
    "user",
    [
        obj(
            "v1",
            "Secret",
            "token",
            "type: kubernetes.io/service-account-token",
            metadata=", annotations: {kubernetes.io/service-account.name: robot}",
        ),
        obj("secrets.hashicorp.com/v1beta1", "VaultAuth", "v", "spec: {kubernetes: {serviceAccount: robot}}"),
        obj(
            "external-secrets.io/v1",
            "SecretStore",
            "s",
            "spec: {provider: {vault: {auth: {kubernetes: {serviceAccountRef: {name: robot}}}}}}",
        ),
        binding("web", subjects="[{kind: ServiceAccount, name: robot}]"),
        binding("web", subjects="[{kind: ServiceAccount, name: robot, namespace: default}]"),
        binding("web", subjects='[{kind: User, name: "system:serviceaccount:default:robot"}]'),
    ],
)
def test_others_that_need_a_service_account(find: Find, user: str) -> None:
    text = joined(workload(), user)
    assert len(find(text, select="missing-service-account")) == 1
    assert find(joined(text, account("robot")), select="missing-service-account") == []


def test_an_account_in_another_namespace_than_is_said(find: Find) -> None:
    labels = ", labels: {app.kubernetes.io/name: web}"
    text = joined(
        account(metadata=f", namespace: shop{labels}"),
        workload(metadata=", namespace: shop", pod=", serviceAccountName: web"),
        role(kind="ClusterRole"),
        binding(
            "web",
            kind="ClusterRoleBinding",
            role_kind="ClusterRole",
            subjects="[{kind: ServiceAccount, name: web, namespace: store}]",
        ),
    )
    (finding,) = find(text, select="missing-service-account")
    assert finding.message == "the ServiceAccount web is in shop, not in store"
    assert find(text, select="missing-service-account", externals=("ServiceAccount/store/web",)) == []
    assert find(text, select="missing-service-account", externals=("Namespace/store",)) == []


@pytest.mark.parametrize(
    "subject",
    [
        "{kind: ServiceAccount, name: prometheus-k8s, namespace: monitoring}",
        "{kind: ServiceAccount, name: default, namespace: other}",
        "{kind: ServiceAccount, name: web, namespace: other}",
        "{kind: Group, name: developers}",
        '{kind: User, name: "system:serviceaccount:other:robot"}',
    ],
)
def test_subjects_of_other_namespaces(find: Find, subject: str) -> None:
    text = joined(
        account(metadata=", namespace: shop"),
        workload(metadata=", namespace: shop"),
        role(metadata=", namespace: shop"),
        binding("web", subjects=f"[{subject}]", metadata=", namespace: shop"),
    )
    assert find(text, select="references") == []


def test_charts_leave_out_the_namespace_that_they_are_installed_into(find: Find) -> None:
    text = joined(
        account(metadata=", labels: {app: web}"),
        workload(pod=", serviceAccountName: web"),
        role(),
        binding("web", subjects="[{kind: ServiceAccount, name: web, namespace: release-namespace}]"),
    )
    assert find(text, select="references") == []


# --- roles ---


def test_a_role_that_does_not_exist(find: Find) -> None:
    text = joined(account(), workload(), role("reader"), binding("raeder"))
    (finding,) = find(text, select="missing-role")
    assert (str(finding.field), finding.message) == (
        "roleRef.name",
        "there is no Role raeder (did you mean reader?)",
    )


@pytest.mark.parametrize(
    ("name", "metadata", "is_missing"),
    [
        ("view", "", False),
        ("system:auth-delegator", "", False),
        ("company-developer", "", False),
        ("reader", "", False),
        ("raeder", "", True),
        ("shop-editor", ", labels: {app.kubernetes.io/instance: shop}", True),
        ("shopping", ", labels: {app.kubernetes.io/instance: shop}", False),
    ],
)
def test_cluster_roles(find: Find, name: str, metadata: str, is_missing: bool) -> None:
    text = joined(
        account(),
        workload(),
        role("reader", kind="ClusterRole"),
        binding(name, kind="ClusterRoleBinding", role_kind="ClusterRole", metadata=metadata, name="any"),
    )
    assert (find(text, select="missing-role") != []) is is_missing


def test_a_role_of_the_bindings_own_name_was_meant(find: Find) -> None:
    text = joined(
        account(),
        workload(),
        role("web", kind="ClusterRole"),
        binding("frontend", kind="ClusterRoleBinding", role_kind="ClusterRole"),
    )
    assert len(find(text, select="missing-role")) == 1
    used = binding("web", kind="ClusterRoleBinding", role_kind="ClusterRole", name="second")
    assert find(joined(text, used), select="missing-role") == []


def test_roles_in_namespaces_of_the_platform(find: Find) -> None:
    text = joined(
        account(),
        workload(),
        binding("extension-apiserver-authentication-reader", metadata=", namespace: kube-system"),
    )
    assert find(text, select="missing-role") == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (binding("web", kind="ClusterRoleBinding"), "roleRef.kind"),
        (binding("web", role_kind="Roles"), "roleRef.kind"),
        (binding("web", group="rbac.authorization.k8s.io/v1"), "roleRef.apiGroup"),
        (binding("web"), ""),
        (binding("web", role_kind="ClusterRole"), ""),
        (binding("web", kind="ClusterRoleBinding", role_kind="ClusterRole"), ""),
    ],
)
def test_role_references(find: Find, text: str, field: str) -> None:
    found = find(text, select="invalid-role-ref")
    assert [str(finding.field) for finding in found] == ([field] if field else [])


@pytest.mark.parametrize(
    ("subject", "field"),
    [
        ("{kind: ServiceAccount, name: web}", "subjects[0].namespace"),
        (f"{{kind: ServiceAccount, name: web, namespace: a, apiGroup: {RBAC}}}", "subjects[0].apiGroup"),
        ("{kind: User, name: jane, apiGroup: user.openshift.io}", "subjects[0].apiGroup"),
        ("{kind: SystemGroup, name: a}", "subjects[0].kind"),
        ("{kind: ServiceAccount, name: web, namespace: a, apiGroup: ''}", ""),
        (f"{{kind: Group, name: a, apiGroup: {RBAC}}}", ""),
        ("{kind: Group, name: a}", ""),
    ],
)
def test_subjects(find: Find, subject: str, field: str) -> None:
    text = binding("web", kind="ClusterRoleBinding", role_kind="ClusterRole", subjects=f"[{subject}]")
    found = find(text, select="invalid-subject")
    assert [str(finding.field) for finding in found] == ([field] if field else [])


def test_a_subject_of_a_role_binding_may_leave_out_its_namespace(find: Find) -> None:
    assert (
        find(binding("web", subjects="[{kind: ServiceAccount, name: web}]"), select="invalid-subject") == []
    )


PATHS = "{nonResourceURLs: [/metrics], verbs: [get]}"
PODS = "{apiGroups: [''], resources: [pods], verbs: [get]}"


def test_paths_belong_into_cluster_roles(find: Find) -> None:
    (finding,) = find(role(rules=f"[{PODS}, {PATHS}]"), select="namespaced-path-rule")
    assert str(finding.field) == "rules[1].nonResourceURLs"
    assert find(role(kind="ClusterRole", rules=f"[{PATHS}]"), select="namespaced-path-rule") == []


@pytest.mark.parametrize(
    ("rules", "kind", "count"),
    [
        (f"[{PATHS}]", "RoleBinding", 1),
        (f"[{PATHS}]", "ClusterRoleBinding", 0),
        (f"[{PATHS}, {PODS}]", "RoleBinding", 0),
        ("[]", "RoleBinding", 0),
    ],
)
def test_a_role_binding_gives_no_paths(find: Find, rules: str, kind: str, count: int) -> None:
    text = joined(role(kind="ClusterRole", rules=rules), binding("web", kind=kind, role_kind="ClusterRole"))
    assert len(find(text, select="path-rule-in-role-binding")) == count
