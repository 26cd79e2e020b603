"""References: service accounts and roles exist, and bindings can give what they are meant to give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from podwright.verify.cluster import Cluster, Existence
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.references.known_names import KnownNames, listed
from podwright.verify.references.placement import Placement, belongs_to, placement_of
from podwright.verify.references.rbac import RBAC, BoundAccount, bindings, bound_accounts, role_of
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check
from podwright.verify.templates import has_parameter

_DOCUMENT: Final = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/"
_ACCOUNT: Final = "ServiceAccount"
_TOKEN: Final = "kubernetes.io/service-account-token"
_TOKEN_ACCOUNT: Final = "kubernetes.io/service-account.name"
_VAULT: Final = "secrets.hashicorp.com"


@check(
    "missing-service-account",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A ServiceAccount is named that does not exist.",
    source="https://kubernetes.io/docs/concepts/security/service-accounts/#assign-to-pod",
    same_as=SameAs(kube_linter=("non-existent-service-account",)),
)
def missing_service_account(cluster: Cluster) -> Iterator[Flaw]:
    """Find service accounts of pods, bindings, tokens and Vault logins that are not there."""
    placement = placement_of(cluster)
    for manifest, node, name in _named_accounts(cluster):
        if placement.is_missing(_ACCOUNT, "", manifest, name):
            hint = placement.hint(_ACCOUNT, "", manifest, name)
            remedy = placement.remedy(_ACCOUNT, "", manifest, name)
            yield Flaw(manifest, node, f"no ServiceAccount {name} exists{hint}", remedy)
    for account in bound_accounts(cluster):
        flaw = _missing_subject(account, placement, cluster)
        if flaw is not None:
            yield flaw


def _named_accounts(cluster: Cluster) -> Iterator[tuple[Manifest, Node, str]]:
    for pod in cluster.manifests.pods:
        for field in ("serviceAccountName", "serviceAccount"):
            node = pod.spec[field]
            if node.text:
                yield pod.manifest, node, node.text
                break
    for secret in cluster.manifests.of_kind("Secret"):
        if secret.root["type"].text == _TOKEN:
            node = secret.metadata["annotations"][_TOKEN_ACCOUNT]
            yield secret, node, node.text
    for login in cluster.manifests.of_kind("VaultAuth", _VAULT):
        for method in ("kubernetes", "jwt"):
            node = login.spec[method]["serviceAccount"]
            yield login, node, node.text
    for store in cluster.manifests.of_kind("SecretStore", "external-secrets.io"):
        for node in _account_references(store.spec["provider"]):
            yield store, node, node.text


def _account_references(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        for field, child in pending.pop().items():
            if field == "serviceAccountRef":
                if not child["namespace"].text:
                    yield child["name"]
            else:
                pending.append(child)


def _missing_subject(account: BoundAccount, placement: Placement, cluster: Cluster) -> Flaw | None:
    binding, name, namespace = account.binding, account.name, account.namespace
    if has_parameter(name) or has_parameter(namespace):
        return None
    if placement.is_missing(_ACCOUNT, "", binding, name, namespace):
        elsewhere = _namespaces_of(name, cluster)
        where = f" (there is one in {listed(elsewhere)})" if elsewhere else ""
        hint = where or placement.hint(_ACCOUNT, "", binding, name, namespace)
        message = f"no ServiceAccount {name} exists in {namespace}{hint}"
        remedy = placement.remedy(_ACCOUNT, "", binding, name, namespace)
        return Flaw(binding, account.node, message, remedy)
    return _misplaced_subject(account, placement, cluster)


def _misplaced_subject(account: BoundAccount, placement: Placement, cluster: Cluster) -> Flaw | None:
    """Return what is wrong when the account that is meant lives in another namespace than is said."""
    name, namespace = account.name, account.namespace
    if not namespace or namespace in placement.owned or placement.is_ambiguous:
        return None
    is_known = cluster.exists("Namespace", "", "", namespace) is not Existence.NO
    if is_known or cluster.external(_ACCOUNT, namespace, name):
        return None
    candidates = cluster.once(_accounts_by_name).get(name, ())
    elsewhere = [
        candidate.namespace
        for candidate in candidates
        if candidate.declared_namespace and candidate.namespace in placement.owned
    ]
    # An account of a common name may be there, too; one that is named after this system may not.
    is_ours = any(belongs_to(candidate, name) for candidate in candidates)
    if not elsewhere or not (is_ours or KnownNames(placement.owned).meant_by(namespace)):
        return None
    message = f"the ServiceAccount {name} is in {listed(elsewhere)}, not in {namespace}"
    return Flaw(account.binding, account.node, message, f"Set namespace to {elsewhere[0]}")


def _namespaces_of(name: str, cluster: Cluster) -> Sequence[str]:
    return [manifest.namespace for manifest in cluster.once(_accounts_by_name).get(name, ())]


def _accounts_by_name(cluster: Cluster) -> Mapping[str, Sequence[Manifest]]:
    index: dict[str, list[Manifest]] = defaultdict(list)
    for manifest in cluster.manifests.of_kind(_ACCOUNT):
        index[manifest.name].append(manifest)
    return dict(index)


@check(
    "missing-role",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A binding gives a role that does not exist.",
    source=f"{_DOCUMENT}#rolebinding-and-clusterrolebinding",
)
def missing_role(cluster: Cluster) -> Iterator[Flaw]:
    """Find roles that bindings name and that are not there; of a cluster's own roles nothing is claimed."""
    placement = placement_of(cluster)
    bound = {role_of(binding, cluster) for binding in bindings(cluster)}
    for binding in bindings(cluster):
        reference = binding.root["roleRef"]
        kind, name = reference["kind"].text, reference["name"].text
        if kind not in ("Role", "ClusterRole"):
            continue
        missing = placement.is_missing(kind, RBAC, binding, name)
        if kind == "ClusterRole" and not missing:
            namesake = cluster.manifests.find(kind, RBAC, "", binding.name)
            is_ours = belongs_to(binding, name) or (namesake is not None and namesake not in bound)
            missing = is_ours and placement.exists(kind, RBAC, binding, name) is Existence.NO
        if missing:
            hint = placement.hint(kind, RBAC, binding, name)
            remedy = placement.remedy(kind, RBAC, binding, name)
            yield Flaw(binding, reference["name"], f"there is no {kind} {name}{hint}", remedy)


@check(
    "invalid-role-ref",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A binding refers to its role by a kind or API group that cannot be one.",
    source=f"{_DOCUMENT}#rolebinding-and-clusterrolebinding",
)
def invalid_role_ref(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``roleRef`` that the API server refuses."""
    for binding in bindings(cluster):
        reference = binding.root["roleRef"]
        group, kind = reference["apiGroup"], reference["kind"]
        if group.text and group.text != RBAC:
            yield Flaw(binding, group, f"{group.text!r} has no roles", f"Write {RBAC}")
        allowed = ("ClusterRole",) if binding.kind == "ClusterRoleBinding" else ("Role", "ClusterRole")
        if kind.text and kind.text not in allowed:
            message = f"a {binding.kind} cannot give a {kind.text}"
            yield Flaw(binding, kind, message, f"Write {' or '.join(allowed)}")


@check(
    "invalid-subject",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A binding names somebody in a way that the API server refuses.",
    source=f"{_DOCUMENT}#referring-to-subjects",
)
def invalid_subject(cluster: Cluster) -> Iterator[Flaw]:
    """Find subjects of an impossible kind or API group, and accounts without a namespace."""
    for binding in bindings(cluster):
        for subject in binding.root["subjects"]:
            kind, group, namespace = subject["kind"].text, subject["apiGroup"], subject["namespace"]
            if kind == _ACCOUNT:
                if group.text:
                    message = f"{group.text!r} is not the API group of service accounts"
                    yield Flaw(binding, group, message, "Remove apiGroup")
                if not namespace.text and binding.kind == "ClusterRoleBinding":
                    message = "is missing: a ClusterRoleBinding has no namespace that could be meant"
                    yield Flaw(binding, namespace, message, "Write the namespace of the ServiceAccount")
            elif kind in ("User", "Group"):
                if group.text and group.text != RBAC:
                    yield Flaw(binding, group, f"{group.text!r} has no {kind.lower()}s", f"Write {RBAC}")
            elif kind:
                message = f"{kind!r} is no kind of subject"
                yield Flaw(binding, subject["kind"], message, "Write ServiceAccount, User or Group")


@check(
    "namespaced-path-rule",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A Role has a rule for URL paths, which belong to no namespace.",
    source=f"{_DOCUMENT}#role-and-clusterrole",
)
def namespaced_path_rule(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``nonResourceURLs`` in Roles: the API server refuses them."""
    for role in cluster.manifests.of_kind("Role", RBAC):
        for rule in role.root["rules"]:
            if rule["nonResourceURLs"].sequence:
                message = "a Role cannot allow paths, which belong to no namespace"
                yield Flaw(role, rule["nonResourceURLs"], message, "Write a ClusterRole")


@check(
    "path-rule-in-role-binding",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A RoleBinding gives a role for URL paths, and thereby nothing.",
    source=f"{_DOCUMENT}#role-and-clusterrole",
)
def path_rule_in_role_binding(cluster: Cluster) -> Iterator[Flaw]:
    """Find RoleBindings to a ClusterRole that allows nothing but ``nonResourceURLs``."""
    for binding in cluster.manifests.of_kind("RoleBinding", RBAC):
        role = role_of(binding, cluster)
        if role is None or role.kind != "ClusterRole" or role.root["aggregationRule"]:
            continue
        rules = list(role.root["rules"])
        if rules and all(rule["nonResourceURLs"].sequence for rule in rules):
            message = f"{role} allows only paths, and a RoleBinding gives what is in its namespace"
            yield Flaw(binding, binding.root["roleRef"], message, "Write a ClusterRoleBinding")
