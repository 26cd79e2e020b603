"""Each alternative of a decision is one argument: what it changes, as a reviewer would see it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from charts.tool_registry import ConnectionPool, Embedding, OwnDatabase, ToolRegistrySettings
from podwright import (
    Autoscaling,
    CertManagerCertificates,
    ClusterService,
    DatabaseInChart,
    Edge,
    Issuer,
    Resources,
    ThroughIngress,
)
from podwright.synth.manifest_yaml import dump
from tests.charts.tool_registry.decisions import DECISIONS, REFUSALS
from tests.charts.tool_registry.reading import config
from tests.refusals import refusal_of
from tests.systems import Manifests, containers

Vary = Callable[..., Manifests]


class Difference(SingleFileSnapshotExtension):
    """One file for each snapshot: what differs, as ``diff -u`` says it."""

    file_extension = "diff"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: Any, **_options: Any) -> str:
        return str(data)


def needs_openshift(alternative: str) -> bool:
    return any(alternative in refusal.when and "place=kubernetes" in refusal.when for refusal in REFUSALS)


def difference(before: Manifests, after: Manifests) -> str:
    """Return what differs between two sets of objects, an object after the other, whatever their prefix."""
    old, new = _by_plain_name(before), _by_plain_name(after)
    lines: list[str] = []
    for name in sorted({*old, *new}):
        if name not in new:
            lines.append(f"--- {name} is gone\n")
        else:
            texts = _lines(old.get(name)), _lines(new[name])
            lines += difflib.unified_diff(*texts, f"{name} before", f"{name} after", n=2)
    return "".join(lines)


def _by_plain_name(manifests: Manifests) -> Manifests:
    return {name.replace("/qa-", "/"): manifest for name, manifest in manifests.items()}


def _lines(manifest: dict[str, Any] | None) -> list[str]:
    if manifest is None:
        return []
    # Checksums follow from what is shown.
    return re.sub(r"(checksum/\S+): [0-9a-f]{64}", r"\1: …", dump(manifest)).splitlines(keepends=True)


@pytest.mark.parametrize(
    ("decision", "alternative"),
    [
        pytest.param(decision, name, id=re.sub("[^a-z]+", "-", f"{decision}-{name}"))
        for decision, by_name in DECISIONS.items()
        for name in list(by_name)[1:]
    ],
)
def test_what_an_alternative_changes(
    decision: str, alternative: str, base: Manifests, vary: Vary, snapshot: SnapshotAssertion
) -> None:
    place = DECISIONS["place"]["openshift"] if needs_openshift(f"{decision}={alternative}") else {}
    if (decision, alternative) == ("place", "kubernetes without prometheus"):
        place = {"metrics": None}
    before = vary(**place) if place else base
    changed = vary(**{**place, **DECISIONS[decision][alternative]})
    if (decision, alternative) in {("pool", "design's"), ("place", "kubernetes without prometheus")}:
        # What would have been derived; and a fact that nothing needs here.
        assert changed == before
    else:
        assert changed != before
    assert difference(before, changed) == snapshot.use_extension(Difference)


def test_the_base_is_what_must_be_said_and_nothing_else(base: Manifests, vary: Vary) -> None:
    first = {
        name: value for by_name in DECISIONS.values() for name, value in next(iter(by_name.values())).items()
    }
    assert vary(**first) == base


def test_every_decision_has_alternatives() -> None:
    assert set(ToolRegistrySettings.model_fields) >= {
        name
        for decision, by_name in DECISIONS.items()
        if decision not in {"place", "tenancy"}
        for given in by_name.values()
        for name in given
    }


class TestAccess:
    @pytest.mark.parametrize(
        "access", [ThroughIngress(ingress_class="nginx", tls_secret="wildcard-tls"), Edge()]
    )
    def test_who_calls_is_asked_or_it_is_said_why_not(
        self, access: ThroughIngress | Edge, base: Manifests, vary: Vary
    ) -> None:
        with pytest.raises(Exception, match=r"everybody who reaches the host could call /mcp/\*") as error:
            vary(access=access)
        assert "mcp_is_public=" in str(error.value)


class TestPool:
    def test_it_is_the_designs_where_that_fits(self, base: Manifests) -> None:
        assert (config(base)["DB_POOL_SIZE"], config(base)["DB_MAX_OVERFLOW"]) == ("5", "10")

    def test_it_is_smaller_where_more_pods_share(self, production: Manifests) -> None:
        assert (config(production)["DB_POOL_SIZE"], config(production)["DB_MAX_OVERFLOW"]) == ("5", "3")

    @pytest.mark.parametrize(
        ("total", "pool"), [(1, (1, 0)), (4, (4, 0)), (8, (5, 3)), (15, (5, 10)), (45, (5, 10))]
    )
    def test_open_connections_come_first(self, total: int, pool: tuple[int, int]) -> None:
        found = ConnectionPool.of(total)
        assert (found.size, found.overflow) == pool

    def test_what_is_too_large_is_refused_with_what_would_fit(self, vary: Vary) -> None:
        with pytest.raises(Exception, match=r"Write a pool of 22 in all"):
            vary(replicas=3, pool=ConnectionPool(size=20, overflow=10))

    def test_it_follows_from_what_the_database_accepts(self, vary: Vary) -> None:
        memory = Resources(cpu_request="1", cpu_limit="2", memory_request="1Gi", memory_limit="2Gi")
        given = {
            "database": OwnDatabase(
                certificates=CertManagerCertificates(issuer=Issuer(name="internal-ca")),
                server=DatabaseInChart(max_connections=200, resources=memory),
            ),
            "replicas": Autoscaling(minimum=3, maximum=10),
        }
        manifests = vary(**given)
        assert (config(manifests)["DB_POOL_SIZE"], config(manifests)["DB_MAX_OVERFLOW"]) == ("5", "10")
        server = containers(manifests, "StatefulSet/postgres-service")["postgresql"]
        assert "max_connections=200" in server["args"]
        # 190 are left for ten pods, and one more during a rollout.
        with pytest.raises(Exception, match=r"Write a pool of 17 in all"):
            vary(**given, pool=ConnectionPool(size=10, overflow=10))


class TestServers:
    def test_a_path_is_one(self) -> None:
        server = ClusterService(name="embedding-service", namespace="models", port=8001)
        problem = refusal_of(lambda: Embedding(server=server, path="embed", model="nomic", dimension=768))
        assert problem.field == "Embedding.path"

    def test_its_url_and_the_chart_agree(self, base: Manifests) -> None:
        assert config(base)["EMBEDDING_ENDPOINT_URL"] == "http://embedding-service.models.svc:8001/embed"
