"""Network policies are evaluated as the network does it, and what is not known stays open."""

from __future__ import annotations

import pytest

from podwright.verify import ManifestSet, read_text
from podwright.verify.cluster import Cluster
from podwright.verify.detection import detect_target
from podwright.verify.network.certainty import Certainty
from podwright.verify.network.ends import OUTSIDE, End
from podwright.verify.network.paths import obstacle
from podwright.verify.network.policies import Direction, Peer, Policies, policies_of
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from tests.verify.workloads import container, policy, together, workload

SERVER = workload(
    "server",
    container(
        "server", "ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]"
    ),
)
CLIENT = workload("client", labels=", tier: front")
OTHER = workload("other", namespace="elsewhere", labels=", tier: front")
NAMESPACES = "apiVersion: v1\nkind: Namespace\nmetadata: {name: elsewhere, labels: {team: blue}}\n"


def policies(*texts: str) -> tuple[Policies, dict[str, PodTemplate]]:
    manifests = ManifestSet(read_text(together(SERVER, CLIENT, OTHER, NAMESPACES, *texts)).manifests)
    found = Cluster(manifests, target=detect_target(manifests)).once(policies_of)
    return found, {pod.manifest.name: pod for pod in manifests.pods}


def names(labels: str) -> str:
    return f"ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{{labels}}}}}}}]}}]"


def expression(text: str) -> str:
    return f"ingress: [{{from: [{{podSelector: {{matchExpressions: [{{{text}}}]}}}}]}}]"


def admits(
    rules: str, *, client: str = "client", number: int = 8080, protocol: str = "TCP", types: str = ""
) -> bool:
    """Whether the server's policy lets a client in, or may."""
    found, pods = policies(policy("server", "server", rules, types=types))
    other = found.end(pods[client])
    return (
        obstacle(found, pods["server"], Direction.INGRESS, other=other, number=number, protocol=protocol)
        is None
    )


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("", False),
        ("ingress: []", False),
        ("ingress: [{}]", True),
        ("ingress: [{from: []}]", True),
        ("ingress: [{ports: [{port: 8080}]}]", True),
        ("ingress: [{ports: [{port: 8081}]}]", False),
        ("ingress: [{ports: [{port: 8080, protocol: UDP}]}]", False),
        ("ingress: [{ports: [{port: http}]}]", True),
        ("ingress: [{ports: [{port: dns}]}]", False),
        ("ingress: [{ports: [{port: gone}]}]", False),
        ("ingress: [{ports: [{protocol: TCP}]}]", True),
        ("ingress: [{ports: [{protocol: UDP}]}]", False),
        ("ingress: [{ports: [{port: 8000, endPort: 8100}]}]", True),
        ("ingress: [{ports: [{port: 8081, endPort: 8100}]}]", False),
        ("ingress: [{from: [{podSelector: {}}]}]", True),
        ("ingress: [{from: [{podSelector: {matchLabels: {tier: front}}}]}]", True),
        ("ingress: [{from: [{podSelector: {matchLabels: {tier: back}}}]}]", False),
        (expression("key: tier, operator: Exists"), True),
        (
            expression("key: tier, operator: DoesNotExist"),
            False,
        ),
        (
            expression("key: tier, operator: NotIn, values: [front]"),
            False,
        ),
        (
            expression("key: zone, operator: NotIn, values: [a]"),
            True,
        ),
        ("ingress: [{from: [{podSelector: {matchLabels: {pod-template-hash: abc}}}]}]", True),
        ("ingress: [{from: [{namespaceSelector: {}}]}]", True),
        (
            names("kubernetes.io/metadata.name: shop"),
            True,
        ),
        (
            names("kubernetes.io/metadata.name: elsewhere"),
            False,
        ),
        (names("unknown: label"), True),
        ("ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {tier: back}}}]}]", False),
        ("ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]", False),
        ("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", True),
        ("ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]", True),
        ("ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12]}}]}]", False),
        ("ingress: [{from: [{ipBlock: {cidr: '::/0'}}]}]", True),
        ("ingress: [{from: [{ipBlock: {cidr: nonsense}}]}]", True),
        ("ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}, {podSelector: {}}]}]", True),
        ("ingress: [{ports: [{port: 9}]}, {from: [{podSelector: {}}], ports: [{port: 8080}]}]", True),
    ],
)
def test_who_is_let_in(rules: str, expected: bool) -> None:
    assert admits(rules) is expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("ingress: [{from: [{podSelector: {matchLabels: {tier: front}}}]}]", False),
        (names("team: blue"), True),
        (names("team: red"), False),
        (names("colour: blue"), False),
        (
            names("pod-security.kubernetes.io/warn: baseline"),
            True,
        ),
    ],
)
def test_pods_of_another_namespace(rules: str, expected: bool) -> None:
    assert admits(rules, client="other") is expected


def test_udp_is_another_port() -> None:
    assert admits("ingress: [{ports: [{port: 53, protocol: UDP}]}]", number=53, protocol="UDP")
    assert not admits("ingress: [{ports: [{port: 53}]}]", number=53, protocol="UDP")


@pytest.mark.parametrize(
    ("types", "rules", "ingress", "egress"),
    [
        ("", "", True, False),
        ("", "ingress: [{}]", True, False),
        ("", "egress: [{}]", True, True),
        ("", "egress: []", True, False),
        ("Egress", "", False, True),
        ("Ingress", "egress: [{}]", True, False),
        ("Ingress, Egress", "", True, True),
    ],
)
def test_the_directions_in_which_a_policy_isolates(
    types: str, rules: str, ingress: bool, egress: bool
) -> None:
    found, pods = policies(policy("server", "server", rules, types=types))
    assert found.isolates(pods["server"], Direction.INGRESS) is ingress
    assert found.isolates(pods["server"], Direction.EGRESS) is egress
    assert not found.isolates(pods["client"], Direction.INGRESS)


def test_policies_add_up() -> None:
    deny = policy("deny", "", "", types="Ingress")
    allow = policy("allow", "server", "ingress: [{from: [{podSelector: {}}]}]")
    found, pods = policies(deny)
    end = found.end(pods["client"])
    assert obstacle(found, pods["server"], Direction.INGRESS, other=end, number=8080) is not None
    found, pods = policies(deny, allow)
    assert (
        obstacle(found, pods["server"], Direction.INGRESS, other=found.end(pods["client"]), number=8080)
        is None
    )


def test_policies_hold_in_their_namespace_only() -> None:
    found, pods = policies(policy("deny", "", "", types="Ingress", namespace="elsewhere"))
    assert not found.isolates(pods["server"], Direction.INGRESS)
    assert found.isolates(pods["other"], Direction.INGRESS)


def test_egress_rules_are_about_the_ports_of_the_server() -> None:
    rules = "egress: [{to: [{podSelector: {matchLabels: {app: server}}}], ports: [{port: http}]}]"
    found, pods = policies(policy("client", "client", rules, types="Egress"))
    server = found.end(pods["server"])
    assert obstacle(found, pods["client"], Direction.EGRESS, other=server, number=8080) is None
    blocked = obstacle(found, pods["client"], Direction.EGRESS, other=server, number=9090)
    assert blocked is not None
    assert str(blocked.node.path) == "spec.egress[0].ports[0].port"


def test_a_host_outside_is_reached_by_blocks_and_by_rules_for_everybody() -> None:
    for rules, is_open in [
        ("egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}]}]", True),
        ("egress: [{ports: [{port: 443}]}]", True),
        ("egress: [{ports: [{port: 80}]}]", False),
        ("egress: [{to: [{namespaceSelector: {}}]}]", False),
    ]:
        found, pods = policies(policy("client", "client", rules, types="Egress"))
        blocked = obstacle(found, pods["client"], Direction.EGRESS, other=OUTSIDE, number=443)
        assert (blocked is None) is is_open, rules


def test_pods_on_the_host_network_are_not_judged() -> None:
    host = SERVER.replace("containers:", "hostNetwork: true\n      containers:").replace("server", "agent")
    found, pods = policies(host, policy("deny", "", "", types="Ingress, Egress"))
    assert not found.isolates(pods["agent"], Direction.INGRESS)
    assert obstacle(found, pods["client"], Direction.EGRESS, other=found.end(pods["agent"]), number=1) is None


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("cilium.io/v2", "CiliumNetworkPolicy"),
        ("projectcalico.org/v3", "NetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"),
    ],
)
def test_policies_of_other_kinds_leave_everything_open(api_version: str, kind: str) -> None:
    other = f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: other, namespace: shop}}\n"
    found, pods = policies(policy("deny", "", "", types="Ingress"), other)
    assert not found.isolates(pods["server"], Direction.INGRESS)


def test_the_pods_of_a_job_have_its_name() -> None:
    job = """apiVersion: batch/v1
kind: Job
metadata: {name: load, namespace: shop}
spec: {template: {spec: {containers: [{name: load}]}}}
"""
    for name, is_isolated in [("load", True), ("store", False)]:
        selector = policy("load", "", "", types="Egress").replace(
            "{}", f"{{matchLabels: {{job-name: {name}}}}}"
        )
        found, pods = policies(job, selector)
        assert found.isolates(pods["load"], Direction.EGRESS) is is_isolated


def test_the_place_is_the_rule_that_comes_nearest() -> None:
    rules = """
ingress:
  - {from: [{podSelector: {matchLabels: {tier: back}}}], ports: [{port: 8080}]}
  - {from: [{podSelector: {matchLabels: {tier: front}}}], ports: [{port: 9090}]}
"""
    found, pods = policies(policy("server", "server", rules))
    blocked = obstacle(found, pods["server"], Direction.INGRESS, other=found.end(pods["client"]), number=8080)
    assert blocked is not None
    assert str(blocked.node.path) == "spec.ingress[1].ports[0].port"
    first = policy(
        "server",
        "server",
        "ingress: [{from: [{podSelector: {matchLabels: {tier: back}}}], ports: [{port: 8080}]}]",
    )
    found, pods = policies(first)
    blocked = obstacle(found, pods["server"], Direction.INGRESS, other=found.end(pods["client"]), number=8080)
    assert blocked is not None
    assert str(blocked.node.path) == "spec.ingress[0].from"


def test_a_peer_that_names_nobody_is_left_to_the_api_server() -> None:
    end = End(namespace="shop")
    assert Peer(Node({}), "shop").means(end) is Certainty.MAYBE
