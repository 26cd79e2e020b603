"""Security: Prometheus scrapes through a proxy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from podwright.verify.accounts.permissions import RBAC, permissions_of, permits_path
from podwright.verify.cluster import Cluster, Existence
from podwright.verify.manifests import Manifest
from podwright.verify.monitors import scrapes_of
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.provided import SECRET
from podwright.verify.proxies import KUBE_RBAC_PROXY_SOURCE, AuthProxy, ProxyKind, auth_proxies_of
from podwright.verify.rules import Family, Flaw, Severity, check

_DEFAULT_PATH: Final = "/metrics"
_ACCOUNT: Final = "kubernetes.io/service-account.name"
_CREDENTIALS: Final = (
    "authorization",
    "basicAuth",
    "bearerTokenFile",
    "bearerTokenSecret",
    "oauth2",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Scrape:
    """An endpoint of a monitor that leads to kube-rbac-proxy."""

    monitor: Manifest
    endpoint: Node
    proxy: AuthProxy

    @property
    def path(self) -> str:
        return self.endpoint["path"].text or _DEFAULT_PATH


@check(
    "scrape-not-permitted",
    family=Family.SECURITY,
    severity=Severity.ERROR,
    summary="Prometheus is to scrape through kube-rbac-proxy, which does not let it.",
    source=KUBE_RBAC_PROXY_SOURCE,
)
def scrape_not_permitted(cluster: Cluster) -> Iterator[Flaw]:
    """Find endpoints behind kube-rbac-proxy that are scraped without credentials or without a role.

    Whose token a Secret outside of the manifests holds is not known; that nobody at all may get the path
    is known when the Secret does not exist either.
    """
    permissions = cluster.once(permissions_of)
    for scrape in _scrapes(cluster):
        if not any(scrape.endpoint[field] for field in _CREDENTIALS) and not _has_certificate(scrape):
            yield Flaw(
                scrape.monitor,
                scrape.endpoint["authorization"],
                f"{scrape.proxy.container} asks for credentials, and none are sent",
                "Write authorization with the token of a service account that may get the path",
            )
            continue
        node = _secret_of(scrape.endpoint)
        if not node.text:
            continue  # Prometheus' own token: its role is not among the manifests
        namespace = scrape.monitor.namespace
        secret = cluster.manifests.find(SECRET, "", namespace, node.text)
        account = secret.annotations.get(_ACCOUNT, "") if secret is not None else ""
        if account:
            if permissions.may_request(namespace, account, "get", scrape.path) is Existence.NO:
                message = f"{account}, whose token is sent, may not get {scrape.path}"
                yield Flaw(scrape.monitor, node, message, _remedy(scrape))
        elif cluster.holds(SECRET, namespace, node.text) is Existence.NO and not _is_granted(cluster, scrape):
            message = f"nobody may get {scrape.path} through {scrape.proxy.container}"
            yield Flaw(scrape.monitor, node, message, _remedy(scrape))


def _remedy(scrape: _Scrape) -> str:
    return f"Bind a ClusterRole with nonResourceURLs [{scrape.path}] and verbs [get] to whom the token is of"


def _is_granted(cluster: Cluster, scrape: _Scrape) -> bool:
    return any(
        permits_path(rule, "get", scrape.path)
        for role in cluster.manifests.of_kind("ClusterRole", RBAC)
        for rule in role.root["rules"]
    )


def _has_certificate(scrape: _Scrape) -> bool:
    tls = scrape.endpoint["tlsConfig"]
    return bool(tls["cert"] or tls["certFile"] or tls["keySecret"])


def _secret_of(endpoint: Node) -> Node:
    """Return the name of the Secret with the token; absent when it is Prometheus' own one."""
    name = endpoint.at("authorization", "credentials", "name")
    return name if name else endpoint.at("bearerTokenSecret", "name")


def _scrapes(cluster: Cluster) -> Iterator[_Scrape]:
    guarded = _guarded_ports(cluster)
    told: set[tuple[Manifest, str]] = set()
    for scrape in cluster.once(scrapes_of) if guarded else ():
        proxy = guarded.get((scrape.pod, scrape.number))
        place = (scrape.monitor, str(scrape.endpoint.path))
        if proxy is None or place in told:
            continue
        told.add(place)
        found = _Scrape(scrape.monitor, scrape.endpoint, proxy)
        if not any(fnmatchcase(found.path, path) for path in proxy.listed("ignore-paths")):
            yield found


def _guarded_ports(cluster: Cluster) -> Mapping[tuple[PodTemplate, int], AuthProxy]:
    """Return the ports on which kube-rbac-proxy asks for credentials and for the path."""
    guarded: dict[tuple[PodTemplate, int], AuthProxy] = {}
    for proxy in cluster.once(auth_proxies_of):
        if proxy.kind is ProxyKind.KUBE_RBAC and "config-file" not in proxy.flags:
            for address in proxy.listed("secure-listen-address"):
                number = address.rpartition(":")[2]
                if number.isdecimal() and len(number) <= 5:
                    guarded[proxy.pod, int(number)] = proxy
    return guarded
