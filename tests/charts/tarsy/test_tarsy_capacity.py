"""What the environments take: the quota fits a bad day, priorities, and drain times that are typed once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import yaml

from charts import tarsy
from charts.tarsy import DrainTimes
from podwright import Duration
from tests.charts.tarsy.decisions import DECISIONS, synthesize_with
from tests.charts.tarsy.places import BACKUP, PLACES, everywhere
from tests.charts.tarsy.reading import Fields, Manifests, containers, mebibytes, pod_spec

PRODUCTION = PLACES["production"]
# Pods of one rollout drain for 44 minutes, and are counted until they are gone. So when the next rollout
# follows at once, there are three of each.
GENERATIONS = 3


def cpus(quantity: str) -> Decimal:
    return Decimal(quantity[:-1]) / 1000 if quantity.endswith("m") else Decimal(quantity)


def gibibytes(quantity: str) -> Decimal:
    return Decimal(mebibytes(quantity)) / 1024


def pods_at_worst(manifests: Manifests) -> Iterator[tuple[str, int]]:
    """Yield each workload, and how many pods of it there are when everything happens at once."""
    for name, found in manifests.items():
        match found["kind"]:
            case "Deployment":
                yield name, found["spec"]["replicas"] * GENERATIONS
            case "StatefulSet" | "CronJob" | "Job":
                # A StatefulSet stops a pod before it starts the next one.
                yield name, 1
            case _:
                pass


def needed(manifests: Manifests) -> dict[str, Decimal]:
    """Return what all these pods take of a quota."""
    total = dict.fromkeys(
        ("requests.cpu", "limits.cpu", "requests.memory", "limits.memory", "pods"), Decimal(0)
    )
    for workload, count in pods_at_worst(manifests):
        total["pods"] += count
        for container in containers(manifests, workload).values():
            for kind in ("requests", "limits"):
                total[f"{kind}.cpu"] += count * cpus(container["resources"][kind]["cpu"])
                total[f"{kind}.memory"] += count * gibibytes(container["resources"][kind]["memory"])
    claims = [found for found in manifests.values() if found["kind"] == "PersistentVolumeClaim"]
    sizes = [gibibytes(found["spec"]["resources"]["requests"]["storage"]) for found in claims]
    return {**total, "requests.storage": sum(sizes, Decimal(0))}


def allowed(manifests: Manifests) -> dict[str, Decimal]:
    """Return what the quota allows, in the same units."""
    hard = manifests["ResourceQuota/tarsy"]["spec"]["hard"]
    return {
        what: gibibytes(most) if what.endswith(("memory", "storage")) else cpus(most)
        for what, most in hard.items()
    }


class TestQuota:
    def test_only_production_has_one(self) -> None:
        assert [name for name, place in PLACES.items() if "ResourceQuota/tarsy" in place.manifests] == [
            "production"
        ]

    @pytest.mark.parametrize(
        "topology", [tarsy.SinglePod(), tarsy.SeparatePods()], ids=["one pod", "separate pods"]
    )
    def test_it_fits_two_rollouts_in_a_row_and_a_backup(
        self, topology: tarsy.SinglePod | tarsy.SeparatePods
    ) -> None:
        manifests = PRODUCTION.varied(topology=topology)
        need, quota = needed(manifests), allowed(manifests)
        assert need.keys() == quota.keys()
        assert not {what: (need[what], quota[what]) for what in need if need[what] > quota[what]}

    def test_it_stops_a_mistake(self) -> None:
        need, quota = needed(PRODUCTION.manifests), allowed(PRODUCTION.manifests)
        assert not {what: (need[what], quota[what]) for what in need if quota[what] > 3 * need[what]}

    def test_every_pod_says_what_it_takes(self) -> None:
        # With a quota the API server refuses pods that do not.
        for workload, _ in pods_at_worst(PRODUCTION.manifests):
            for container in containers(PRODUCTION.manifests, workload).values():
                for kind in ("requests", "limits"):
                    assert container["resources"][kind].keys() == {"cpu", "memory"}


class TestPriority:
    def test_of_production_is_a_class_of_its_own_that_evicts_nobody(self) -> None:
        manifests = PRODUCTION.manifests
        found = manifests["PriorityClass/tarsy-production-priority"]
        assert (found["value"], found["preemptionPolicy"]) == (100_000, "Never")
        assert "globalDefault" not in found
        classes = {name: pod_spec(manifests, name).get("priorityClassName") for name in PRODUCTION.workloads}
        # A dump may wait for a better night.
        assert classes.pop(BACKUP) is None
        assert set(classes.values()) == {"tarsy-production-priority"}

    def test_of_separate_pods_is_the_same(self) -> None:
        manifests = PRODUCTION.varied(topology=tarsy.SeparatePods())
        name = pod_spec(manifests, "Deployment/llm-service")["priorityClassName"]
        assert name == pod_spec(manifests)["priorityClassName"]

    def test_elsewhere_it_is_everybody_s(self) -> None:
        for place in PLACES.values():
            if place is not PRODUCTION:
                assert not [name for name in place.manifests if name.startswith("PriorityClass/")]
                assert "priorityClassName" not in pod_spec(place.manifests)

    def test_of_a_class_that_exists_none_is_made(self) -> None:
        manifests = synthesize_with(**DECISIONS["priority"]["existing class"])
        assert not [name for name in manifests if name.startswith("PriorityClass/")]
        assert pod_spec(manifests)["priorityClassName"] == "important"


def stopping(manifests: Manifests) -> dict[str, int | str]:
    """Return everything that says how long something may take to stop."""
    queue = yaml.safe_load(manifests["ConfigMap/tarsy-app-config"]["data"]["tarsy.yaml"])["queue"]
    backend, apart = pod_spec(manifests), manifests.get("Deployment/llm-service")
    found: dict[str, int | str] = {
        "session_timeout": queue["session_timeout"],
        "graceful_shutdown_timeout": queue["graceful_shutdown_timeout"],
        "scoring_shutdown_timeout": queue["scoring_shutdown_timeout"],
        "grace": backend["terminationGracePeriodSeconds"],
    }
    if apart:
        spec = apart["spec"]["template"]["spec"]
        found["llm grace"] = spec["terminationGracePeriodSeconds"]
        found["llm waits"] = sleep_of(spec["containers"][0])
    for container in backend["containers"]:
        if container["name"] == "llm-service":
            found["llm waits"] = sleep_of(container)
    return found


def sleep_of(container: Fields) -> int:
    return int(container["lifecycle"]["preStop"]["exec"]["command"][1])


ONE, TWO, OLD = "one pod", "separate pods", "one pod, no native sidecars"
CHANGES: list[tuple[str, dict[str, Duration], dict[str, int | str]]] = [
    (
        ONE,
        {"session": Duration.parse("50m")},
        {"session_timeout": "50m", "graceful_shutdown_timeout": "50m", "grace": 3260},
    ),
    (ONE, {"scoring": Duration.parse("5m")}, {"scoring_shutdown_timeout": "5m", "grace": 2780}),
    (ONE, {"http": Duration(50)}, {"grace": 2690}),
    (ONE, {"slack": Duration(90)}, {"grace": 2690}),
    # Beside the backend it outlives every call.
    (ONE, {"llm_call": Duration(600)}, {}),
    (TWO, {"llm_call": Duration(600)}, {"llm waits": 600, "llm grace": 660}),
    (TWO, {"slack": Duration(90)}, {"grace": 2690, "llm grace": 290}),
    (TWO, {"http": Duration(50)}, {"grace": 2690}),
    (
        OLD,
        {"session": Duration.parse("50m")},
        {"session_timeout": "50m", "graceful_shutdown_timeout": "50m", "grace": 3260, "llm waits": 3255},
    ),
    (OLD, {"http": Duration(50)}, {"grace": 2690, "llm waits": 2685}),
]
SETTINGS = {
    ONE: DECISIONS["topology"]["one pod"],
    TWO: DECISIONS["topology"]["separate pods"],
    OLD: DECISIONS["platform"]["OpenShift without native sidecars"],
}


@pytest.mark.parametrize(
    ("how", "drain", "expected"), CHANGES, ids=[f"{how}, {next(iter(drain))}" for how, drain, _ in CHANGES]
)
def test_one_drain_time_changes_everything_that_follows_from_it(
    how: str, drain: dict[str, Duration], expected: dict[str, int | str]
) -> None:
    before = stopping(synthesize_with(**SETTINGS[how]))
    after = stopping(synthesize_with(**SETTINGS[how], drain=DrainTimes(**drain)))
    assert {name: value for name, value in after.items() if before[name] != value} == expected


@everywhere
def test_nothing_is_killed_that_keeps_its_time(manifests: Manifests) -> None:
    drain = DrainTimes()
    assert stopping(manifests) == {
        "session_timeout": str(drain.session),
        "graceful_shutdown_timeout": str(drain.session),
        "scoring_shutdown_timeout": str(drain.scoring),
        "grace": 2660,
    }
