"""Security: what roles permit, too much or never asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.accounts.permissions import RBAC, permissions_of, permits
from podwright.verify.cluster import Cluster
from podwright.verify.kinds import is_built_in
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.proxies import KUBE_RBAC_PROXY_SOURCE, ProxyKind, auth_proxies_of
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check

_GOOD_PRACTICE: Final = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"
_VERB_OF_METHOD: Final = {"post": "create", "put": "update"}


@check(
    "verb-never-asked",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="A role permits a verb that kube-rbac-proxy never asks for, and not the one it does ask for.",
    source=KUBE_RBAC_PROXY_SOURCE,
)
def verb_never_asked(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``post`` without ``create`` and ``put`` without ``update`` on paths behind kube-rbac-proxy.

    The API server asks for paths with the HTTP method; kube-rbac-proxy asks with the verb of a resource:
    POST is ``create``, PUT is ``update``.
    """
    if not any(
        proxy.kind is ProxyKind.KUBE_RBAC and "config-file" not in proxy.flags
        for proxy in cluster.once(auth_proxies_of)
    ):
        return
    for role in cluster.manifests.of_kind("ClusterRole", RBAC):
        for rule in role.root["rules"]:
            verbs = rule["verbs"].strings
            if not rule["nonResourceURLs"].sequence or "*" in verbs:
                continue
            for node in rule["verbs"]:
                wanted = _VERB_OF_METHOD.get(node.text)
                if wanted is not None and wanted not in verbs:
                    message = f"kube-rbac-proxy asks for {wanted} when somebody sends {node.text.upper()}"
                    yield Flaw(role, node, message, f"Write {wanted}")


def _roles(cluster: Cluster) -> Iterator[Manifest]:
    for kind in ("Role", "ClusterRole"):
        yield from cluster.manifests.of_kind(kind, RBAC)


@check(
    "wildcard-permission",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="A role permits everything, also what does not exist yet.",
    source=f"{_GOOD_PRACTICE}#least-privilege",
    same_as=SameAs(checkov=("CKV_K8S_49",), kube_linter=("wildcard-in-rules",)),
)
def wildcard_permission(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``*`` as a verb, resource or group of Kubernetes' own API groups.

    An operator may do everything with the resources of its own group.
    """
    for role in _roles(cluster):
        for rule in role.root["rules"]:
            groups = rule["apiGroups"].strings
            paths = rule["nonResourceURLs"].strings
            if groups and "*" not in groups and not any(is_built_in(group) for group in groups):
                continue
            fields = ("verbs", "resources", "apiGroups") if groups else ("verbs",) * ("*" in paths)
            node = next((rule[field] for field in fields if "*" in rule[field].strings), None)
            if node is not None:
                yield Flaw(role, node, f"permits every one of the {node.key}", "List those that are used")


@check(
    "cluster-admin-binding",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="Somebody is made administrator of the whole cluster.",
    source=f"{_GOOD_PRACTICE}#least-privilege",
    same_as=SameAs(kube_linter=("cluster-admin-role-binding",)),
)
def cluster_admin_binding(cluster: Cluster) -> Iterator[Flaw]:
    """Find cluster-wide bindings to cluster-admin."""
    for binding in cluster.manifests.of_kind("ClusterRoleBinding", RBAC):
        name = binding.root.at("roleRef", "name")
        if name.text == "cluster-admin":
            who = ", ".join(subject["name"].text for subject in binding.root["subjects"]) or "nobody yet"
            message = f"makes {who} administrator of the whole cluster"
            yield Flaw(binding, name, message, "Bind a role with the permissions that are used")


@check(
    "reads-all-secrets",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="Every Secret of the cluster can be read.",
    source=f"{_GOOD_PRACTICE}#listing-secrets",
    same_as=SameAs(kube_linter=("access-to-secrets",)),
)
def reads_all_secrets(cluster: Cluster) -> Iterator[Flaw]:
    """Find roles that are bound for the whole cluster and read Secrets without naming them."""
    told: set[tuple[Manifest, str]] = set()
    for grants in cluster.once(permissions_of).grants.values():
        for grant in grants:
            if grant.namespace:
                continue
            for role, rule in _reading(grant.roles):
                if (role, str(rule.path)) not in told:
                    told.add((role, str(rule.path)))
                    yield Flaw(
                        role,
                        rule["resources"],
                        f"{grant.binding} lets every Secret of every namespace be read",
                        "Name the Secrets (resourceNames), or bind the role in the namespaces that need it",
                    )


def _reading(roles: Sequence[Manifest]) -> Iterator[tuple[Manifest, Node]]:
    for role in roles:
        for rule in role.root["rules"]:
            # What permits everything is told as that.
            named = "secrets" in rule["resources"].strings
            if named and any(permits(rule, verb, "", "secrets") for verb in ("get", "list", "watch")):
                yield role, rule
