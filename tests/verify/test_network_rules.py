"""Rules of network policies mean something."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.workloads import container, policy, together, workload

WEB = workload("web", container("web", "ports: [{name: http, containerPort: 8080}]"))
DNS = workload("dns", container("dns", "ports: [{name: dns, containerPort: 53, protocol: UDP}]"))


def found(find: Find, rules: str, *, app: str = "web", select: str = "network") -> list[tuple[str, str]]:
    text = together(WEB, DNS, policy("web", app, rules))
    return [(finding.code, str(finding.field)) for finding in find(text, select=select)]


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ("ingress: [{ports: [{port: 8080}]}]", ""),
        ("ingress: [{ports: [{port: http}]}]", ""),
        ("ingress: [{ports: [{port: 80}]}]", "spec.ingress[0].ports[0].port"),
        ("ingress: [{ports: [{port: http}, {port: web}]}]", "spec.ingress[0].ports[1].port"),
        ("ingress: [{ports: [{port: 8080, protocol: UDP}]}]", "spec.ingress[0].ports[0].port"),
        ("ingress: [{ports: [{port: 9000, endPort: 9010}]}]", ""),
        ("ingress: [{ports: [{protocol: TCP}]}]", ""),
        (
            "egress: [{to: [{podSelector: {matchLabels: {app: dns}}}], ports: [{port: 53, protocol: UDP}]}]",
            "",
        ),
        (
            "egress: [{to: [{podSelector: {matchLabels: {app: dns}}}], ports: [{port: 53}]}]",
            "spec.egress[0].ports[0].port",
        ),
        ("egress: [{to: [{podSelector: {matchLabels: {app: gone}}}], ports: [{port: 1}]}]", ""),
        ("egress: [{to: [{namespaceSelector: {}}], ports: [{port: 1}]}]", ""),
        ("egress: [{ports: [{port: 1}]}]", ""),
    ],
)
def test_ports_that_nobody_listens_on(find: Find, rules: str, field: str) -> None:
    codes = found(find, rules, select="policy-port-without-listener")
    assert codes == ([("policy-port-without-listener", field)] if field else [])


def test_one_of_the_pods_is_enough(find: Find) -> None:
    rules = "ingress: [{ports: [{port: 8080}, {port: 53, protocol: UDP}, {port: 80}]}]"
    assert found(find, rules, app="", select="policy-port-without-listener") == [
        ("policy-port-without-listener", "spec.ingress[0].ports[2].port")
    ]


def test_a_container_without_ports_may_listen_anywhere(find: Find) -> None:
    text = together(
        workload("web", container("web")), policy("web", "web", "ingress: [{ports: [{port: 80}]}]")
    )
    assert find(text, select="network") == []


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ("ingress: [{ports: [{port: 8000, endPort: 8100}]}]", ""),
        ("ingress: [{ports: [{port: 8000, endPort: 8000}]}]", ""),
        ("ingress: [{ports: [{port: 8000, endPort: 7000}]}]", "spec.ingress[0].ports[0].endPort"),
        ("ingress: [{ports: [{port: http, endPort: 9000}]}]", "spec.ingress[0].ports[0].endPort"),
        ("ingress: [{ports: [{endPort: 9000}]}]", "spec.ingress[0].ports[0].endPort"),
        ("egress: [{to: [{}]}]", "spec.egress[0].to[0]"),
        ("egress: [{to: [{podSelector: {}}]}]", ""),
        (
            "egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {matchLabels: {a: b}}}]}]",
            "spec.egress[0].to[0].ipBlock",
        ),
        ("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]", ""),
        (
            "egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [192.168.0.0/16]}}]}]",
            "spec.egress[0].to[0].ipBlock.except[0]",
        ),
        (
            "egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]",
            "spec.egress[0].to[0].ipBlock.except[0]",
        ),
        ("egress: [{to: [{ipBlock: {cidr: '::/0', except: ['fd00::/8']}}]}]", ""),
        (
            "egress: [{to: [{ipBlock: {cidr: '::/0', except: [10.0.0.0/8]}}]}]",
            "spec.egress[0].to[0].ipBlock.except[0]",
        ),
        ("egress: [{to: [{ipBlock: {cidr: nonsense, except: [10.0.0.0/8]}}]}]", ""),
    ],
)
def test_rules_that_the_api_server_refuses(find: Find, rules: str, field: str) -> None:
    codes = found(find, rules, select="invalid-policy-rule")
    assert codes == ([("invalid-policy-rule", field)] if field else [])


@pytest.mark.parametrize(
    ("selector", "is_found"),
    [
        ("matchLabels: {kubernetes.io/metadata.name: ingress-ngnix}", True),
        ("matchLabels: {kubernetes.io/metadata.name: kube-sytem}", True),
        ("matchLabels: {kubernetes.io/metadata.name: shpo}", True),
        (
            "matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [kube-sytem]}]",
            True,
        ),
        ("matchLabels: {kubernetes.io/metadata.name: ingress-nginx}", False),
        ("matchLabels: {kubernetes.io/metadata.name: shop}", False),
        ("matchLabels: {kubernetes.io/metadata.name: billing}", False),
        ("matchLabels: {name: ingress-ngnix}", False),
        (
            "matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-sytem]}]",
            False,
        ),
    ],
)
def test_names_of_namespaces(find: Find, selector: str, is_found: bool) -> None:
    codes = found(
        find, f"ingress: [{{from: [{{namespaceSelector: {{{selector}}}}}]}}]", select="misspelt-namespace"
    )
    assert [code for code, _ in codes] == (["misspelt-namespace"] if is_found else [])


def test_a_declared_namespace_is_known(find: Find) -> None:
    text = together(
        WEB,
        policy(
            "web",
            "web",
            "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shops}}}]}]",
        ),
    )
    assert [f.code for f in find(text, select="misspelt-namespace")] == ["misspelt-namespace"]
    assert find(text, select="misspelt-namespace", externals=("Namespace/shops",)) == []
