"""Security: who holds the token of a service account, and what the token permits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.accounts.permissions import permissions_of
from podwright.verify.accounts.tokens import automounts_token, mounts_token_itself
from podwright.verify.cluster import Cluster, Existence
from podwright.verify.pods import DEFAULT_SERVICE_ACCOUNT, PodTemplate
from podwright.verify.proxies import KUBE_RBAC_PROXY_SOURCE, AuthProxy, ProxyKind, auth_proxies_of
from podwright.verify.rules import Family, Flaw, SameAs, Severity, check

_TOKEN_REVIEW: Final = ("authentication.k8s.io", "tokenreviews")
_ACCESS_REVIEW: Final = ("authorization.k8s.io", "subjectaccessreviews")
_OWN_LOGIN: Final = ("kubeconfig",)
_OTHER_AUTHENTICATION: Final = ("client-ca-file", "oidc-issuer", "tls-client-ca-file")
_USERS_OF_TOKENS: Final = ("vault.hashicorp.com/agent-inject", "consul.hashicorp.com/connect-inject")


@check(
    "unused-token",
    family=Family.SECURITY,
    severity=Severity.WARNING,
    summary="Pods hold a token of the API server that nothing is permitted to.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting",
    same_as=SameAs(checkov=("CKV_K8S_38",), kube_linter=("automount-service-account-token",)),
)
def unused_token(cluster: Cluster) -> Iterator[Flaw]:
    """Find pods whose service account is bound to nothing, and whose token is mounted all the same."""
    permissions = cluster.once(permissions_of)
    proxies = {proxy.pod for proxy in cluster.once(auth_proxies_of)}
    for pod in cluster.manifests.pods:
        if pod in proxies or not automounts_token(cluster, pod) or _logs_in_with_token(pod):
            continue
        account = pod.service_account
        known = account == DEFAULT_SERVICE_ACCOUNT or cluster.manifests.find(
            "ServiceAccount", "", pod.namespace, account
        )
        if known and not permissions.of(pod.namespace, account):
            yield Flaw(
                pod.manifest,
                pod.spec["automountServiceAccountToken"],
                f"mounts the token of the service account {account}, which no role is bound to",
                "Write automountServiceAccountToken: false, or bind the role that the pods need",
            )


def _logs_in_with_token(pod: PodTemplate) -> bool:
    """Whether something else than the API server, such as Vault, is shown the token."""
    return any(pod.annotations.get(key) == "true" for key in _USERS_OF_TOKENS)


@check(
    "proxy-without-access-review",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="A proxy may not ask the API server who somebody is and what they may do.",
    source=KUBE_RBAC_PROXY_SOURCE,
)
def proxy_without_access_review(cluster: Cluster) -> Iterator[Flaw]:
    """Find auth proxies whose service account lacks ``create`` of token and access reviews.

    The proxy answers every request with an error then. ``system:auth-delegator`` permits both.
    """
    permissions = cluster.once(permissions_of)
    told: set[PodTemplate] = set()
    for proxy in cluster.once(auth_proxies_of):
        pod, needed = proxy.pod, list(_needed(proxy))
        account = pod.service_account
        known = account == DEFAULT_SERVICE_ACCOUNT or cluster.manifests.find(
            "ServiceAccount", "", pod.namespace, account
        )
        if not known or pod in told:
            continue
        lacking = [
            resource
            for group, resource in needed
            if permissions.may(pod.namespace, account, "create", group, resource) is Existence.NO
        ]
        if lacking:
            told.add(pod)
            yield Flaw(
                pod.manifest,
                pod.spec["serviceAccountName"],
                f"{proxy.container} has to create {' and '.join(lacking)}, and {account} may not",
                f"Bind the ClusterRole system:auth-delegator to {account} with a ClusterRoleBinding",
            )


def _needed(proxy: AuthProxy) -> Iterator[tuple[str, str]]:
    if any(flag in proxy.flags for flag in _OWN_LOGIN):
        return
    match proxy.kind:
        case ProxyKind.KUBE_RBAC:
            if not any(flag in proxy.flags for flag in _OTHER_AUTHENTICATION):
                yield _TOKEN_REVIEW
            if "config-file" not in proxy.flags:
                yield _ACCESS_REVIEW
        case ProxyKind.OPENSHIFT_OAUTH:
            if "openshift-delegate-urls" in proxy.flags:
                yield _TOKEN_REVIEW
                yield _ACCESS_REVIEW


@check(
    "proxy-without-token",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="A proxy has to ask the API server, and has no token for it.",
    source=KUBE_RBAC_PROXY_SOURCE,
)
def proxy_without_token(cluster: Cluster) -> Iterator[Flaw]:
    """Find kube-rbac-proxy without a token: automounting is off, and none is mounted by hand."""
    for proxy in cluster.once(auth_proxies_of):
        if proxy.kind is not ProxyKind.KUBE_RBAC or any(flag in proxy.flags for flag in _OWN_LOGIN):
            continue
        if automounts_token(cluster, proxy.pod) is False and not mounts_token_itself(proxy.container):
            yield Flaw(
                proxy.pod.manifest,
                proxy.container.node["volumeMounts"],
                f"{proxy.container} asks the API server, and no service account token is mounted into it",
                "Mount a projected serviceAccountToken at /var/run/secrets/kubernetes.io/serviceaccount",
            )
