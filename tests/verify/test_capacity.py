"""Resources, quotas, replicas and the time to stop."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.verify.quantities import parse_quantity, show_bytes, show_cpu
from tests.verify.finding import Find, FindAt, Write

SPEC = "spec.template.spec"
RESOURCES = f"{SPEC}.containers[0].resources"


def resources(deployment: Write, text: str) -> str:
    return deployment().replace("{requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 64Mi}}", text)


# --- quantities ---


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500m", "0.5"),
        ("2", "2"),
        ("1e3", "1000"),
        ("1Gi", str(2**30)),
        ("128974848", "128974848"),
        (".5", "0.5"),
    ],
)
def test_quantities(text: str, amount: str) -> None:
    assert parse_quantity(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "1 Gi", "GB", "1gb", "0x1", "1e", "--1"])
def test_what_is_no_quantity(text: str) -> None:
    assert parse_quantity(text) is None


@given(st.integers(min_value=0, max_value=2**50))
def test_amounts_are_shown_so_that_they_can_be_read_again(number: int) -> None:
    assert parse_quantity(show_cpu(Decimal(number) / 1000)) == Decimal(number) / 1000
    shown = parse_quantity(show_bytes(Decimal(number)))
    assert shown is not None
    assert abs(shown - number) <= Decimal(number) / 100 + 1


# --- what containers say ---


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{}", "resources"),
        ("{requests: {cpu: 10m}, limits: {memory: 64Mi}}", ""),
        ("{limits: {cpu: 1, memory: 64Mi}}", ""),
        ("{requests: {cpu: 10m, memory: 32Mi}}", "resources.limits.memory"),
        ("{limits: {memory: 64Mi}}", "resources.requests.cpu"),
        ("{requests: {memory: 64Mi}, limits: {cpu: 1}}", "resources.limits.memory"),
    ],
)
def test_what_lacks(find_at: FindAt, deployment: Write, text: str, found: str) -> None:
    expected = [("missing-resources", f"{SPEC}.containers[0].{found}")] if found else []
    assert find_at(resources(deployment, text), select="missing-resources") == expected


LIMITS = """apiVersion: v1
kind: LimitRange
metadata: {name: defaults}
spec: {limits: [{type: Container, ENTRY}]}
---
"""


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ("default: {memory: 64Mi}, defaultRequest: {cpu: 10m}", False),
        ("max: {cpu: 1, memory: 64Mi}", False),
        ("default: {memory: 64Mi}", True),
    ],
)
def test_a_limit_range_fills_in(find: Find, deployment: Write, entry: str, *, found: bool) -> None:
    text = LIMITS.replace("ENTRY", entry) + resources(deployment, "{}")
    assert bool(find(text, select="missing-resources")) == found


def test_the_pod_may_say_it_for_all(find: Find, deployment: Write) -> None:
    text = deployment(pod="resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}")
    text = text.replace(
        "resources: {requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 64Mi}}", "resources: {}"
    )
    assert find(text, select="missing-resources") == []


def test_a_vertical_autoscaler_says_it(find: Find, deployment: Write) -> None:
    scaler = (
        "apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {name: web}\n"
        "spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n---\n"
    )
    assert find(scaler + resources(deployment, "{}"), select="missing-resources") == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("{requests: {cpu: 2}, limits: {cpu: 1}}", "requests.cpu"),
        ("{requests: {memory: 1Gi}, limits: {memory: 1024Mi}}", ""),
        ("{requests: {memory: 1Gi}, limits: {memory: 1000Mi}}", "requests.memory"),
        ("{requests: {nvidia.com/gpu: 1}}", "requests[nvidia.com/gpu]"),
        ("{requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 1}}", ""),
        ("{requests: {hugepages-2Mi: 4Mi}}", "requests.hugepages-2Mi"),
        ("{requests: {cpu: x}, limits: {cpu: 1}}", ""),
    ],
)
def test_requests_above_limits(find_at: FindAt, deployment: Write, text: str, field: str) -> None:
    expected = [("request-above-limit", f"{RESOURCES}.{field}")] if field else []
    assert find_at(resources(deployment, text), select="request-above-limit") == expected


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("{limits: {memory: 512m}}", "impossible-quantity", "limits.memory"),
        ("{limits: {memory: 512}}", "impossible-quantity", "limits.memory"),
        ("{requests: {memory: 0.5}}", "impossible-quantity", "requests.memory"),
        ("{requests: {memory: 128}}", "suspicious-quantity", "requests.memory"),
        ("{requests: {cpu: 500}}", "suspicious-quantity", "requests.cpu"),
        ("{requests: {cpu: 64, memory: 1Mi}, limits: {memory: 0}}", "", ""),
        ("{limits: {ephemeral-storage: 100m}}", "impossible-quantity", "limits.ephemeral-storage"),
    ],
)
def test_amounts_that_cannot_be_meant(
    find_at: FindAt, deployment: Write, text: str, code: str, field: str
) -> None:
    expected = [(code, f"{RESOURCES}.{field}")] if code else []
    select = "impossible-quantity suspicious-quantity"
    assert find_at(resources(deployment, text), select=select) == expected


def test_claims_of_a_few_bytes(find_at: FindAt) -> None:
    claim = (
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\n"
        "spec: {resources: {requests: {storage: %s}}}\n"
    )
    where = [("impossible-quantity", "spec.resources.requests.storage")]
    assert find_at(claim % "10", select="impossible-quantity") == where
    assert find_at(claim % "10Gi", select="impossible-quantity") == []


# --- quotas ---


def quota(hard: str, more: str = "") -> str:
    return f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec:\n  hard: {hard}\n{more}---\n"


def test_requests_are_added_up(find: Find, deployment: Write) -> None:
    text = deployment().replace("spec:\n  selector", "spec:\n  replicas: 3\n  selector", 1)
    found = find(quota("{cpu: 25m, limits.memory: 1Gi}") + text, select="quota-exceeded")
    assert [str(finding.field) for finding in found] == ["spec.hard.cpu"]
    assert found[0].message == "allows 25m, and the manifests need 30m"
    assert find(quota("{cpu: 30m, limits.memory: 192Mi}") + text, select="quota-exceeded") == []


@pytest.mark.parametrize(
    ("hard", "found"),
    [
        ("{pods: 1}", True),
        ("{count/pods: 1}", True),
        ("{count/deployments.apps: 0}", True),
        ("{services: 0}", False),
        ("{requests.storage: 5Gi}", True),
        ("{requests.storage: 30Gi}", False),
        ("{persistentvolumeclaims: 2}", True),
        ("{fast.storageclass.storage.k8s.io/requests.storage: 5Gi}", True),
        ("{slow.storageclass.storage.k8s.io/requests.storage: 0}", False),
        ("{configmaps: 0}", True),
    ],
)
def test_objects_and_claims_count(find: Find, deployment: Write, hard: str, *, found: bool) -> None:
    text = (
        quota(hard)
        + deployment()
        + (
            "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\n"
            "spec: {storageClassName: fast, resources: {requests: {storage: 10Gi}}}\n"
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
            "---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: b}\nspec:\n  replicas: 2\n"
            "  template: {spec: {containers: [{name: a}]}}\n"
            "  volumeClaimTemplates: [{spec: {resources: {requests: {storage: 10Gi}}}}]\n"
        )
    )
    assert bool(find(text, select="quota-exceeded")) == found


def test_an_init_container_counts_as_far_as_it_needs_more(find: Find, deployment: Write) -> None:
    init = "initContainers: [{name: a, image: 'a:1.0', resources: {requests: {cpu: %s}}, restartPolicy: %s}]"
    for cpu, policy, hard, found in (
        ("8m", "Never", "10m", False),
        ("12m", "Never", "10m", True),
        ("8m", "Always", "10m", True),
        ("8m", "Always", "18m", False),
    ):
        text = quota(f"{{requests.cpu: {hard}}}") + deployment(pod=init % (cpu, policy))
        assert bool(find(text, select="quota-exceeded")) == found


def test_a_quota_with_a_scope_is_left_out(find: Find, deployment: Write) -> None:
    text = quota("{pods: 0}", "  scopes: [BestEffort]\n") + deployment()
    assert find(text, select="quota-exceeded") == []


@pytest.mark.parametrize(
    ("strategy", "replicas", "found"),
    [
        ("{rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}", 2, True),
        ("{rollingUpdate: {maxUnavailable: 1}}", 2, False),
        ("{type: Recreate}", 2, False),
        ("{}", 2, True),
        ("{}", 4, False),
        ("{rollingUpdate: {maxUnavailable: 0, maxSurge: 0}}", 2, False),
    ],
)
def test_a_rollout_needs_room(
    find: Find, deployment: Write, strategy: str, replicas: int, *, found: bool
) -> None:
    more = f"spec:\n  replicas: {replicas}\n  strategy: {strategy}\n  selector"
    text = quota(f"{{pods: {replicas}}}") + deployment().replace("spec:\n  selector", more, 1)
    assert bool(find(text, select="rollout-exceeds-quota")) == found


SCALER = """---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: LOW
  maxReplicas: HIGH
"""


def test_an_autoscaler_within_its_quota(find: Find, deployment: Write) -> None:
    text = deployment() + SCALER.replace("LOW", "2").replace("HIGH", "5")
    found = find(quota("{requests.cpu: 35m}") + text, select="capacity")
    assert [(finding.code, finding.message) for finding in found] == [
        ("autoscaler-exceeds-quota", "ResourceQuota default/q has room for 3 pods: requests.cpu is 35m")
    ]
    assert find(quota("{requests.cpu: 50m}") + text, select="autoscaler-exceeds-quota") == []


@pytest.mark.parametrize(("low", "high", "found"), [("3", "2", True), ("2", "2", False)])
def test_bounds_of_an_autoscaler(find: Find, deployment: Write, low: str, high: str, *, found: bool) -> None:
    text = deployment() + SCALER.replace("LOW", low).replace("HIGH", high)
    assert bool(find(text, select="autoscaler-bounds")) == found


def test_a_quota_demands_that_all_say_it(find_at: FindAt, deployment: Write) -> None:
    text = quota("{limits.cpu: 4}") + deployment()
    assert find_at(text, select="missing-for-quota") == [("missing-for-quota", f"{RESOURCES}.limits.cpu")]
    filled = LIMITS.replace("ENTRY", "default: {cpu: 1}") + text
    assert find_at(filled, select="missing-for-quota") == []


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ("max: {memory: 32Mi}", f"{RESOURCES}.limits.memory"),
        ("min: {memory: 48Mi}", f"{RESOURCES}.requests.memory"),
        ("min: {memory: 32Mi}, max: {memory: 64Mi}", ""),
    ],
)
def test_bounds_of_a_limit_range(find_at: FindAt, deployment: Write, entry: str, field: str) -> None:
    text = LIMITS.replace("ENTRY", entry) + deployment()
    assert find_at(text, select="limit-range-violation") == (
        [("limit-range-violation", field)] if field else []
    )


def test_bounds_of_pods_and_claims(find_at: FindAt, deployment: Write) -> None:
    pods = LIMITS.replace("Container, ENTRY", "Pod, max: {cpu: 5m}").replace(
        "limits: {memory", "limits: {cpu: 1, memory"
    )
    text = pods + deployment().replace("limits: {memory: 64Mi}", "limits: {cpu: 10m, memory: 64Mi}")
    assert find_at(text, select="limit-range-violation") == [("limit-range-violation", SPEC)]
    claims = LIMITS.replace("Container, ENTRY", "PersistentVolumeClaim, max: {storage: 5Gi}") + (
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\n"
        "spec: {resources: {requests: {storage: 10Gi}}}\n"
    )
    assert find_at(claims, select="limit-range-violation") == [
        ("limit-range-violation", "spec.resources.requests.storage")
    ]


# --- disruption ---


@pytest.mark.parametrize(
    ("budget", "replicas", "field"),
    [
        ("minAvailable: 2", 2, "spec.minAvailable"),
        ("minAvailable: 100%", 3, "spec.minAvailable"),
        ("minAvailable: 60%", 2, "spec.minAvailable"),
        ("minAvailable: 50%", 2, ""),
        ("minAvailable: 1", 2, ""),
        ("maxUnavailable: 0", 3, "spec.maxUnavailable"),
        ("maxUnavailable: 0%", 3, "spec.maxUnavailable"),
        ("maxUnavailable: 1", 1, ""),
        ("minAvailable: 1", 1, "spec.minAvailable"),
        ("minAvailable: 1", 0, ""),
    ],
)
def test_budgets_that_never_let_go(
    find: Find, deployment: Write, budget: str, replicas: int, field: str
) -> None:
    text = deployment().replace("spec:\n  selector", f"spec:\n  replicas: {replicas}\n  selector", 1) + (
        "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n"
        f"spec: {{{budget}, selector: {{matchLabels: {{app: web}}}}}}\n"
    )
    found = find(text, select="eviction-blocked")
    assert [str(finding.field) for finding in found] == ([field] if field else [])


def test_a_budget_over_a_daemon_set_is_not_judged(find: Find) -> None:
    text = (
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec:\n"
        "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a}]}}\n"
        "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n"
        "spec: {maxUnavailable: 0, selector: {matchLabels: {app: web}}}\n"
    )
    assert find(text, select="eviction-blocked") == []


# --- probes and rollouts ---


@pytest.mark.parametrize(
    ("probe", "found"),
    [
        ("readinessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 11}", True),
        ("readinessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 10}", False),
        ("livenessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 5, periodSeconds: 3}", True),
        ("startupProbe: {tcpSocket: {port: 80}, periodSeconds: 1}", False),
    ],
)
def test_probe_timeouts(find: Find, deployment: Write, probe: str, *, found: bool) -> None:
    assert bool(find(deployment(container=probe), select="probe-timeout-exceeds-period")) == found


@pytest.mark.parametrize(
    ("spec", "delay", "found"),
    [
        ("progressDeadlineSeconds: 60", 60, True),
        ("progressDeadlineSeconds: 61", 60, False),
        ("minReadySeconds: 600", 0, True),
        ("minReadySeconds: 300", 300, True),
        ("minReadySeconds: 300", 100, False),
        ("minReadySeconds: 0", 0, False),
    ],
)
def test_rollout_deadlines(find: Find, deployment: Write, spec: str, delay: int, *, found: bool) -> None:
    probe = f"readinessProbe: {{tcpSocket: {{port: 80}}, initialDelaySeconds: {delay}}}"
    text = deployment(container=probe).replace("spec:\n  selector", f"spec:\n  {spec}\n  selector", 1)
    assert bool(find(text, select="rollout-deadline-too-short")) == found


# --- connections ---

DATABASE = """---
apiVersion: v1
kind: Service
metadata: {name: database}
spec: {clusterIP: None, selector: {app: database}, ports: [{port: 5432}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: database}
spec:
  template:
    metadata: {labels: {app: database}}
    spec: {containers: [{name: postgresql, image: "postgres:17.6", args: ARGS}]}
"""


@pytest.mark.parametrize(
    ("env", "args", "replicas", "found"),
    [
        ("DB_POOL_SIZE: 15", "[]", 10, True),
        ("DB_POOL_SIZE: 5, DB_MAX_OVERFLOW: 10", "[]", 10, True),
        ("DB_POOL_SIZE: 5, DB_MAX_OVERFLOW: 10", "[]", 3, False),
        ("DB_POOL_SIZE: 15", "[-c, max_connections=300]", 10, False),
        ("DB_POOL_SIZE: 15", "[-c, config_file=/etc/x.conf]", 10, False),
        ("DB_MAX_OPEN_CONNS: 25", "[]", 4, True),
        ("POOL: 500", "[]", 4, False),
    ],
)
def test_pools_against_the_database(
    find: Find, deployment: Write, env: str, args: str, replicas: int, *, found: bool
) -> None:
    pairs = ", ".join(
        f"{{name: {one.split(': ')[0]}, value: '{one.split(': ')[1]}'}}" for one in env.split(", ")
    )
    variables = f"env: [{pairs}, {{name: DB_HOST, value: database}}, {{name: DB_PORT, value: '5432'}}]"
    text = deployment(container=variables)
    text = text.replace("spec:\n  selector", f"spec:\n  replicas: {replicas}\n  selector", 1)
    told = find(text + DATABASE.replace("ARGS", args), select="too-many-connections")
    assert bool(told) == found


def test_a_database_of_somebody_else_is_not_judged(find: Find, deployment: Write) -> None:
    variables = "env: [{name: DB_POOL_SIZE, value: '500'}, {name: DB_HOST, value: db.example.com}]"
    assert find(deployment(container=variables), select="too-many-connections") == []
