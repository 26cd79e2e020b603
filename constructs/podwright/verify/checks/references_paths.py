"""References: every path and host of an Ingress is served, and leads to one backend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.templates import has_parameter

_INGRESS: Final = "https://kubernetes.io/docs/concepts/services-networking/ingress/"
_CLASS: Final = "kubernetes.io/ingress.class"
_CANARY: Final = "nginx.ingress.kubernetes.io/canary"
_BY_ANNOTATION: Final = "use-annotation"
_HOST: Final = re.compile(r"[a-z0-9*-]+(?:\.[a-z0-9-]+)+")
_SHARING: Final = re.compile(r"nginx|openshift")
"""Classes whose controller serves all Ingresses at one address; others make a load balancer for each."""


@dataclass(frozen=True, slots=True, eq=False)
class _Path:
    """A path of a rule.

    Attributes:
        ingress: the Ingress.
        host: the rule's host, ``""`` for any.
        node: the entry of ``paths``.
    """

    ingress: Manifest
    host: str
    node: Node

    @property
    def requests(self) -> tuple[str, str, str]:
        """What it takes: host, type and path, as the type compares them."""
        kind, path = self.node["pathType"].text, self.node["path"].text or "/"
        return self.host, kind, (path.rstrip("/") or "/") if kind == "Prefix" else path

    @property
    def backend(self) -> object:
        """What it leads to."""
        return self.node["backend"].value

    def is_beside(self, other: _Path) -> bool:
        """Whether both are served at one address, without a condition that tells them apart."""
        if self.ingress is other.ingress:
            return True
        name = _class_of(self.ingress)
        is_shared = name == _class_of(other.ingress) and bool(_SHARING.search(name))
        annotations = {**self.ingress.annotations, **other.ingress.annotations}
        return is_shared and annotations.get(_CANARY) != "true"


@check(
    "shadowed-path",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="Two paths of an Ingress take the same requests, and lead to different backends.",
    source=f"{_INGRESS}#path-types",
)
def shadowed_path(cluster: Cluster) -> Iterator[Flaw]:
    """Find paths that are there twice for a host: which of the backends answers is up to the controller.

    The order of paths means nothing: the longest one that matches is taken.
    """
    first: dict[tuple[str, str, str], _Path] = {}
    for ingress in cluster.manifests.of_kind("Ingress", "networking.k8s.io"):
        for rule in ingress.spec["rules"]:
            for node in rule["http"]["paths"]:
                path = _Path(ingress, rule["host"].text, node)
                port = node.at("backend", "service", "port", "name")
                if (
                    port.text == _BY_ANNOTATION
                    or has_parameter(path.host)
                    or has_parameter(node["path"].text)
                ):
                    continue
                other = first.setdefault(path.requests, path)
                if other is path or other.backend == path.backend or not path.is_beside(other):
                    continue
                where = "another path" if other.ingress is ingress else str(other.ingress)
                shown = f"{path.host or 'any host'} {node['path'].text or '/'}"
                message = f"{where} takes the requests for {shown}, too, and leads to {_service(other)}"
                yield Flaw(ingress, node["path"], message, "Write another path, or remove one of the two")


def _service(path: _Path) -> str:
    service = path.node.at("backend", "service", "name").text
    return f"the Service {service}" if service else "another backend"


def _class_of(ingress: Manifest) -> str:
    return ingress.spec["ingressClassName"].text or ingress.annotations.get(_CLASS, "")


@check(
    "tls-host-without-rule",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="An Ingress has a certificate for a host that it does not serve.",
    source=f"{_INGRESS}#tls",
)
def tls_host_without_rule(cluster: Cluster) -> Iterator[Flaw]:
    """Find hosts under ``tls`` that no rule has, while a host of the rules is without a certificate."""
    ingresses = cluster.manifests.of_kind("Ingress", "networking.k8s.io")
    served = {rule["host"].text for ingress in ingresses for rule in ingress.spec["rules"]}
    for ingress in ingresses:
        hosts = [rule["host"].text for rule in ingress.spec["rules"]]
        secured = [host for entry in ingress.spec["tls"] for host in entry["hosts"]]
        plain = [
            host
            for host in hosts
            if _HOST.fullmatch(host) and not any(_covers(node.text, host) for node in secured)
        ]
        # A rule without a host serves every host, and so do the annotations and defaults of controllers.
        if not all(hosts) or not plain or ingress.spec["defaultBackend"]:
            continue
        for node in secured:
            host = node.text
            if not host or has_parameter(host) or host in served or any(_covers(host, one) for one in hosts):
                continue
            if host.startswith("*.") or any(host in value for value in ingress.annotations.values()):
                continue
            if _is_redirected(host, hosts):
                continue
            message = f"no rule serves {host}, and {plain[0]} is served without a certificate"
            yield Flaw(ingress, node, message, f"Write {plain[0]}, or add a rule for {host}")


def _covers(name: str, host: str) -> bool:
    return name == host or has_parameter(host) or (bool(name) and name == f"*.{host.partition('.')[2]}")


def _is_redirected(host: str, hosts: list[str]) -> bool:
    """Whether a host is one of the rules with or without ``www.``, which controllers redirect."""
    return any(f"www.{one}" == host or f"www.{host}" == one for one in hosts)
