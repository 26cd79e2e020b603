"""The llm-service beside the backend, or in pods of its own: what follows from it by itself."""

from __future__ import annotations

from functools import cache

import pytest

from charts import tarsy
from charts.tarsy import DrainTimes
from podwright import Duration, InvalidValueError
from tests.charts.tarsy.connections import into, possible
from tests.charts.tarsy.places import PLACES, Place, everywhere
from tests.charts.tarsy.reading import Manifests, containers, mounts, pod_spec
from tests.charts.tarsy.secret_operations import references
from tests.systems import env

APART = "Deployment/llm-service"


@cache
def apart(place: Place) -> Manifests:
    """Return an environment with the llm-service in pods of its own."""
    return place.varied(topology=tarsy.SeparatePods())


@everywhere
class TestBeside:
    def test_it_starts_first_and_stops_last(self, manifests: Manifests) -> None:
        (sidecar,) = pod_spec(manifests)["initContainers"]
        assert (sidecar["name"], sidecar["restartPolicy"]) == ("llm-service", "Always")
        # The others start only once it serves, and a sidecar without this probe counts as started at once.
        assert sidecar["startupProbe"]["grpc"] == {"port": 50051}
        # It goes when the others have ended, so it must not wait for anything itself.
        assert "lifecycle" not in sidecar

    def test_nobody_finds_it(self, manifests: Manifests) -> None:
        assert not {APART, "Service/llm-service", "NetworkPolicy/llm-service"} & manifests.keys()
        assert manifests["ConfigMap/tarsy-config"]["data"]["LLM_SERVICE_ADDR"] == "localhost:50051"


@everywhere
class TestApart:
    def test_the_backend_is_told_where_it_is(self, place: Place) -> None:
        manifests = apart(place)
        host, _, port = manifests["ConfigMap/tarsy-config"]["data"]["LLM_SERVICE_ADDR"].rpartition(":")
        service = manifests[f"Service/{host}"]
        assert [found["port"] for found in service["spec"]["ports"]] == [int(port)] == [50051]
        labels = manifests[APART]["spec"]["template"]["metadata"]["labels"]
        assert service["spec"]["selector"].items() <= labels.items()

    def test_nothing_is_left_of_it_in_the_backend_s_pod(self, place: Place) -> None:
        manifests = apart(place)
        spec = pod_spec(manifests)
        assert "initContainers" not in spec
        assert [found["name"] for found in spec["containers"]] == ["tarsy", "oauth2-proxy", "kube-rbac-proxy"]
        assert not {"llm-data", "gcp-service-account-secret"} & {volume["name"] for volume in spec["volumes"]}
        assert list(containers(manifests, APART)) == ["llm-service"]

    def test_the_container_is_the_same(self, place: Place) -> None:
        before, after = (
            dict(containers(manifests, workload)["llm-service"])
            for manifests, workload in ((place.manifests, "Deployment/tarsy"), (apart(place), APART))
        )
        # Where it is alone nobody waits for it, and nobody outlives it.
        before.pop("restartPolicy")
        after.pop("lifecycle")
        assert before == after
        assert env(after) == env(before)

    def test_only_the_backend_connects_to_it(self, place: Place) -> None:
        assert into(place, apart(place), "llm-service") == {("tarsy", 50051)}

    def test_it_reaches_the_models_and_nothing_else(self, place: Place) -> None:
        connections = possible(place, apart(place))
        reached = {(target, port) for source, target, port in connections if source == "llm-service"}
        internet = {("github", 443), ("api server", 443)}
        assert reached == {("dns", place.dns[1]), *internet}

    def test_the_backend_still_reaches_github_and_slack(self, place: Place) -> None:
        connections = possible(place, apart(place))
        assert ("tarsy", "github", 443) in connections
        assert ("tarsy", "llm-service", 50051) in connections

    def test_it_has_no_rights_and_no_token(self, place: Place) -> None:
        manifests = apart(place)
        spec = pod_spec(manifests, APART)
        assert spec["serviceAccountName"] == "llm-service"
        assert spec["automountServiceAccountToken"] is False
        (container,) = containers(manifests, APART).values()
        assert not [path for path in mounts(manifests, container, APART) if "serviceaccount" in path]
        bound = [
            subject["name"]
            for found in manifests.values()
            if found["kind"].endswith("RoleBinding")
            for subject in found["subjects"]
        ]
        assert "llm-service" not in bound

    def test_it_reads_the_keys_of_models_and_no_other_secret(self, place: Place) -> None:
        read = {(name, key) for name, key, _ in references(apart(place), APART)}
        assert {name for name, _ in read} == {"tarsy-secrets", "gcp-service-account-secret"}
        assert not {("tarsy-secrets", "github-token"), ("tarsy-secrets", "slack-bot-token")} & read

    def test_one_of_two_pods_serves_while_the_other_one_is_replaced(self, place: Place) -> None:
        manifests = apart(place)
        spec = manifests[APART]["spec"]
        assert spec["replicas"] == 2
        assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
        assert manifests["PodDisruptionBudget/llm-service"]["spec"]["maxUnavailable"] == 1

    def test_a_rollout_of_one_leaves_the_other_alone(self, place: Place) -> None:
        both = ("Deployment/tarsy", APART)
        changed = place.varied(topology=tarsy.SeparatePods(), log_level="ERROR")
        assert [name for name in both if changed[name] != apart(place)[name]] == ["Deployment/tarsy"]


def drained(**times: str) -> tuple[Manifests, int, int]:
    """Return what drain times make of separate pods, and how long a llm-service waits, and is given."""
    drain = DrainTimes(**{name: Duration.parse(text) for name, text in times.items()})
    manifests = PLACES["production"].varied(topology=tarsy.SeparatePods(), drain=drain)
    program, seconds = containers(manifests, APART)["llm-service"]["lifecycle"]["preStop"]["exec"]["command"]
    assert program == "sleep"
    return manifests, int(seconds), pod_spec(manifests, APART)["terminationGracePeriodSeconds"]


@pytest.mark.parametrize(
    ("times", "waits", "is_given", "backend"),
    [
        ({}, 200, 260, 2660),
        ({"llm_call": "5m"}, 300, 360, 2660),
        ({"slack": "30s"}, 200, 230, 2630),
        # The backend's own steps are none of its business.
        ({"session": "10m", "scoring": "1m", "http": "5s"}, 200, 260, 725),
    ],
)
def test_a_pod_that_stops_finishes_its_calls(
    times: dict[str, str], waits: int, is_given: int, backend: int
) -> None:
    manifests, waited, given = drained(**times)
    assert (waited, given) == (waits, is_given)
    assert pod_spec(manifests)["terminationGracePeriodSeconds"] == backend


def test_no_pod_at_all_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="llm_replicas"):
        tarsy.SeparatePods(llm_replicas=0)
