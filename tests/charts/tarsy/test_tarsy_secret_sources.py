"""Every source of Secrets, run as operators run it: it makes what the pods read, or names what lacks."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from charts import tarsy
from podwright import ExistingSecrets, SealedSecrets, SynthesisError
from tests.charts.tarsy.decisions import DECISIONS, sealed_folder, synthesize_with
from tests.charts.tarsy.places import BACKUP, PLACES, SERVERS, Place, everywhere
from tests.charts.tarsy.reading import Manifests
from tests.charts.tarsy.secret_operations import GENERATED, REQUIRED, WHOLE, made, read, references
from tests.oc_process import ProcessingError
from tests.secret_operators import OperatorError

MCP = {"kubeconfig": tarsy.KubeconfigSecret(), "remote": tarsy.RemoteMcpServer()}

# What tells people how to connect; no pod does so by it.
UNREAD = {("database-secret", "database-url")}
CERTIFICATES = {"tarsy-serving-cert", "tarsy-database-serving-cert"}


@cache
def with_mcp(place: Place, mcp: str) -> Manifests:
    """Return an environment with one of the two ways to look at clusters."""
    return place.varied(mcp=MCP[mcp])


def workloads_of(manifests: Manifests) -> list[str]:
    """Return everything that runs in an environment."""
    return [name for name in manifests if name.partition("/")[0] in {"CronJob", "Deployment", "StatefulSet"}]


@everywhere
@pytest.mark.parametrize("mcp", MCP)
class TestEverywhere:
    def test_the_source_is_the_environment_s_own(self, mcp: str, place: Place) -> None:
        kinds = {"Template", "ExternalSecret", "VaultStaticSecret", "SealedSecret"}
        assert {found["kind"] for found in with_mcp(place, mcp).values()} & kinds == {place.secrets}

    def test_it_makes_exactly_what_the_pods_read(self, mcp: str, place: Place) -> None:
        manifests = with_mcp(place, mcp)
        secrets = made(manifests, REQUIRED)
        found = read(manifests, workloads_of(manifests))
        assert all(found.pop(name) == {WHOLE} for name in CERTIFICATES)
        assert found.keys() - secrets.keys() == place.unmade
        assert found.keys() >= secrets.keys()
        assert ("mcp-kubeconfig-secret" in secrets) == (mcp == "kubeconfig")
        for name, data in secrets.items():
            wanted = set(data) if WHOLE in found[name] else found[name]
            assert wanted <= set(data)
            assert {(name, key) for key in set(data) - wanted} <= UNREAD

    def test_what_is_given_arrives(self, mcp: str, place: Place) -> None:
        secrets = made(with_mcp(place, mcp), REQUIRED)
        assert secrets["tarsy-secrets"]["github-token"] == b"github token"
        assert secrets["oauth2-proxy-secret"]["client-secret"] == b"client secret"
        password = secrets["database-secret"]["password"].decode()
        url = f"postgresql://tarsy:{password}@tarsy-database:5432/tarsy"
        assert secrets["database-secret"]["database-url"].decode() == url

    @pytest.mark.parametrize("missing", [*REQUIRED, *GENERATED])
    def test_what_lacks_is_named(self, missing: str, mcp: str, place: Place) -> None:
        manifests = with_mcp(place, mcp)
        if missing in GENERATED and place.secrets == "Template":
            assert made(manifests, REQUIRED), "processing generates it"
            return
        with pytest.raises((OperatorError, ProcessingError), match=missing):
            made(manifests, {**REQUIRED, missing: ""})

    def test_pods_wait_for_what_is_needed_and_for_nothing_else(self, mcp: str, place: Place) -> None:
        manifests = with_mcp(place, mcp)
        secrets = made(manifests, REQUIRED)
        for workload in workloads_of(manifests):
            for name, key, optional in references(manifests, workload):
                if name in place.unmade:
                    assert optional, f"{name}/{key}"
                elif name not in CERTIFICATES:
                    values = secrets[name].values() if key == WHOLE else [secrets[name][key]]
                    assert all(values) != optional, f"{name}/{key}"


def test_no_pod_but_those_that_need_it_reads_a_secret() -> None:
    for place in PLACES.values():
        readers = {workload: set(read(place.manifests, [workload])) for workload in place.workloads}
        assert readers[BACKUP] == {"database-secret"}
        assert readers[SERVERS[1]] == {"database-secret", "tarsy-database-serving-cert"}
        assert readers.get("Deployment/kubernetes-mcp-server", set()) == set()


@pytest.mark.parametrize("mcp", MCP)
def test_sealed_secrets_are_what_the_pods_read(mcp: str) -> None:
    manifests = synthesize_with(secrets=SealedSecrets(folder=sealed_folder()), mcp=MCP[mcp])
    secrets = made(manifests, {})
    for workload in workloads_of(manifests):
        for name, key, optional in references(manifests, workload):
            if name not in CERTIFICATES and not optional:
                assert key in secrets[name]


def _existing() -> dict[str, tuple[str, ...]]:
    source = DECISIONS["secrets"]["existing"]["secrets"]
    assert isinstance(source, ExistingSecrets)
    return dict(source.keys)


@pytest.mark.parametrize(
    ("secret", "key"), [(secret, key) for secret, keys in _existing().items() for key in keys]
)
def test_an_existing_secret_without_a_key_that_is_needed_is_refused(secret: str, key: str) -> None:
    keys: dict[str, Any] = _existing()
    keys[secret] = tuple(other for other in keys[secret] if other != key)
    with pytest.raises(SynthesisError) as error:
        synthesize_with(secrets=ExistingSecrets(keys={name: some for name, some in keys.items() if some}))
    assert f"'{secret}'" in str(error.value)
    assert f"'{key}'" in str(error.value) or not keys[secret]
