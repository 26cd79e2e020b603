"""TARSy's environments as the tests expect them, in the tests' own words, and variations of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from constructs import Construct

from charts import tarsy
from podwright import App, synthesize
from tests.charts.tarsy.reading import Manifests


@dataclass(frozen=True, kw_only=True)
class Place:
    """An environment.

    Attributes:
        name: its name.
        make: what adds its chart to an app.
        namespace: the namespace.
        host: the host that people open.
        router: labels of the namespace that requests from outside come from.
        api: how programs outside reach the API, None where they do not.
        prometheus: the namespace of the Prometheus that scrapes.
        dns: namespace and port of the cluster's DNS.
        pod_network: where pods, the router's among them, have their addresses.
        authority: kind, name and key of the certificate by which Prometheus verifies the API.
        replicas: pods of TARSy.
        remote_mcp: whether the MCP server has pods of its own.
        secrets: the kind that makes the Secrets.
        unmade: Secrets that nobody makes, because nobody uses what they are for.
        log_level: how much is logged.
        assigns_users: whether the cluster chooses who a pod runs as.
    """

    name: str
    make: Callable[[Construct], tarsy.TarsyChart]
    namespace: str
    host: str
    router: Mapping[str, str]
    api: Literal["passthrough", "reencrypt"] | None
    prometheus: str
    dns: tuple[str, int]
    pod_network: str
    authority: tuple[str, str, str]
    replicas: int
    remote_mcp: bool
    secrets: str
    unmade: frozenset[str] = frozenset({"gcp-service-account-secret"})
    log_level: str = "INFO"
    assigns_users: bool = True

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def manifests(self) -> Manifests:
        """What is synthesized for it now; nobody may change it."""
        return _synthesized(self.name)

    @property
    def workloads(self) -> tuple[str, ...]:
        """Everything that runs there."""
        remote = ("Deployment/kubernetes-mcp-server",) if self.remote_mcp else ()
        return (*SERVERS, *remote, BACKUP)

    def varied(self, **settings: Any) -> Manifests:
        """Return what is synthesized with some settings changed."""

        def make_chart(app: Construct) -> tarsy.TarsyChart:
            present = self.make(App(output=Path("unused")))
            return tarsy.TarsyChart(
                app,
                environment=present.environment,
                settings=tarsy.TarsySettings(**{**dict(present.settings), **settings}),
            )

        return synthesize(make_chart)


SERVERS = ("Deployment/tarsy", "StatefulSet/tarsy-database")
BACKUP = "CronJob/tarsy-database-backup"

_OPENSHIFT: dict[str, Any] = {
    "router": {"policy-group.network.openshift.io/ingress": ""},
    "prometheus": "openshift-user-workload-monitoring",
    "dns": ("openshift-dns", 5353),
    "pod_network": "10.128.0.0/14",
    "authority": ("configMap", "tarsy-service-ca", "service-ca.crt"),
}

PLACES = {
    place.name: place
    for place in (
        Place(
            name="development",
            make=tarsy.development,
            namespace="tarsy-dev",
            host="tarsy-development.apps.dev.example.com",
            api="passthrough",
            replicas=1,
            remote_mcp=False,
            secrets="Template",
            unmade=frozenset(),
            log_level="DEBUG",
            **_OPENSHIFT,
        ),
        Place(
            name="staging",
            make=tarsy.staging,
            namespace="tarsy-staging",
            host="tarsy-staging.apps.staging.example.com",
            api="reencrypt",
            replicas=2,
            remote_mcp=True,
            secrets="ExternalSecret",
            **_OPENSHIFT,
        ),
        Place(
            name="production",
            make=tarsy.production,
            namespace="tarsy",
            host="tarsy-production.apps.example.com",
            api="reencrypt",
            replicas=2,
            remote_mcp=True,
            secrets="ExternalSecret",
            **_OPENSHIFT,
        ),
        Place(
            name="kubernetes",
            make=tarsy.kubernetes,
            namespace="tarsy",
            host="tarsy-kubernetes.k8s.example.com",
            router={"kubernetes.io/metadata.name": "ingress-nginx"},
            api=None,
            prometheus="monitoring",
            dns=("kube-system", 53),
            pod_network="10.244.0.0/16",
            authority=("secret", "tarsy-serving-cert", "ca.crt"),
            replicas=2,
            remote_mcp=True,
            secrets="VaultStaticSecret",
            assigns_users=False,
        ),
    )
}

everywhere = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
"""Runs a test in every environment: fixtures that depend on ``place`` follow."""


@cache
def _synthesized(name: str) -> Manifests:
    return synthesize(PLACES[name].make)
