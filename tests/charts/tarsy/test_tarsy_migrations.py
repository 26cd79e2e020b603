"""When the schema is brought up to date: on start, in an init container, or in a Job before the rollout."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from charts import tarsy
from charts.tarsy.images import released
from charts.tarsy.topology import Topology
from podwright import InvalidValueError, MigrateInInitContainer, MigrateInJob, MigrateOnStart, MigrationForm
from tests.charts.tarsy.connections import into, possible
from tests.charts.tarsy.places import PLACES, Place, everywhere
from tests.charts.tarsy.reading import Fields, Manifests, containers, pod_spec
from tests.systems import env

COMMAND = ("/app/bin/tarsy", "migrate")
JOB = "Job/tarsy-migrations"
WAVE = "argocd.argoproj.io/sync-wave"


@cache
def migrating(place: Place, form: MigrationForm, topology: Topology) -> Manifests:
    """Return an environment whose database is migrated in some form."""
    command = () if isinstance(form, MigrateOnStart) else COMMAND
    return place.varied(migrations=form, migration_command=command, topology=topology)


# The forms differ in nothing that differs between the environments of one platform.
on_both_platforms = pytest.mark.parametrize(
    "place", [PLACES["production"], PLACES["kubernetes"]], ids=["production", "kubernetes"]
)
ONE, TWO = tarsy.SinglePod(), tarsy.SeparatePods()


def wave(manifest: Fields) -> int:
    """Return when Argo CD applies an object."""
    return int(manifest["metadata"].get("annotations", {}).get(WAVE, "0"))


@everywhere
class TestOnStart:
    def test_nothing_is_there_for_it(self, manifests: Manifests) -> None:
        assert not [name for name in manifests if "migration" in name or name.startswith("Job/")]
        assert list(containers(manifests)) == ["llm-service", "tarsy", "oauth2-proxy", "kube-rbac-proxy"]
        assert not [name for name, found in manifests.items() if wave(found)]


@on_both_platforms
class TestInInitContainer:
    def test_it_comes_before_everything_else_in_the_pod(self, place: Place) -> None:
        spec = pod_spec(migrating(place, MigrateInInitContainer(), ONE))
        names = [found["name"] for found in spec["initContainers"]]
        assert names == ["wait-for-database", "migrate", "llm-service"]

    def test_the_command_has_the_image_and_the_environment_of_the_backend(self, place: Place) -> None:
        pod = containers(migrating(place, MigrateInInitContainer(), ONE))
        assert pod["migrate"]["command"] == list(COMMAND)
        for field in ("image", "imagePullPolicy", "env", "envFrom", "volumeMounts", "securityContext"):
            assert pod["migrate"].get(field) == pod["tarsy"].get(field), field

    def test_a_rollout_is_given_its_time(self, place: Place) -> None:
        deployment = migrating(place, MigrateInInitContainer(), ONE)["Deployment/tarsy"]
        assert deployment["spec"]["progressDeadlineSeconds"] == 600 + 600

    def test_it_is_asked_whether_the_database_is_there_under_its_own_name(self, place: Place) -> None:
        pod = containers(migrating(place, MigrateInInitContainer(), ONE))
        assert env(pod["wait-for-database"])["PGHOST"] == "tarsy-database"

    def test_nothing_else_may_reach_the_database_for_it(self, place: Place) -> None:
        found = into(place, migrating(place, MigrateInInitContainer(), ONE), "database")
        assert found == {("tarsy", 5432), ("backup", 5432)}


@on_both_platforms
@pytest.mark.parametrize("topology", [ONE, TWO], ids=["one pod", "separate pods"])
class TestInJob:
    def test_the_rollout_waits_for_it(self, topology: Topology, place: Place) -> None:
        manifests = migrating(place, MigrateInJob(), topology)
        assert wave(manifests[JOB]) == 1
        assert {name for name, found in manifests.items() if wave(found) > 1} == {
            "Deployment/tarsy",
            "PodDisruptionBudget/tarsy",
        }

    def test_what_it_needs_is_there_before(self, topology: Topology, place: Place) -> None:
        manifests = migrating(place, MigrateInJob(), topology)
        account = pod_spec(manifests, JOB)["serviceAccountName"]
        needed = {f"ServiceAccount/{account}", "StatefulSet/tarsy-database", "NetworkPolicy/tarsy-migrations"}
        needed |= {
            f"ConfigMap/{volume['configMap']['name']}"
            for volume in pod_spec(manifests, JOB)["volumes"]
            if "configMap" in volume
        }
        assert {wave(manifests[name]) for name in needed} == {0}

    def test_it_runs_the_command_as_the_backend_would(self, topology: Topology, place: Place) -> None:
        manifests = migrating(place, MigrateInJob(), topology)
        migrate = containers(manifests, JOB)["migrate"]
        backend = containers(manifests)["tarsy"]
        assert migrate["command"] == list(COMMAND)
        assert migrate["image"] == backend["image"]
        assert (migrate["env"], migrate["envFrom"]) == (backend["env"], backend["envFrom"])

    def test_it_reaches_the_database_and_nothing_else(self, topology: Topology, place: Place) -> None:
        manifests = migrating(place, MigrateInJob(), topology)
        reached = {
            (target, port) for source, target, port in possible(place, manifests) if source == "migrations"
        }
        assert reached == {("database", 5432), ("dns", place.dns[1])}
        assert ("migrations", 5432) in into(place, manifests, "database")
        assert not into(place, manifests, "migrations")

    def test_it_has_no_rights_and_ends(self, topology: Topology, place: Place) -> None:
        manifests = migrating(place, MigrateInJob(), topology)
        spec = pod_spec(manifests, JOB)
        assert spec["automountServiceAccountToken"] is False
        assert spec["serviceAccountName"] != "tarsy"
        assert manifests[JOB]["spec"]["activeDeadlineSeconds"] >= 1800

    def test_the_backend_s_pod_is_as_without_it(self, topology: Topology, place: Place) -> None:
        manifests = migrating(place, MigrateInJob(), topology)
        assert pod_spec(manifests) == pod_spec(migrating(place, MigrateOnStart(), topology))


@pytest.mark.parametrize(
    ("given", "field", "remedy"),
    [
        ({"migrations": MigrateInJob()}, "migrations", "Give migration_command="),
        ({"migrations": MigrateInInitContainer()}, "migrations", "Give migration_command="),
        ({"migration_command": COMMAND}, "migration_command", "give migrations=MigrateInJob()"),
    ],
)
def test_a_command_and_a_form_that_runs_it_belong_together(
    given: dict[str, Any], field: str, remedy: str
) -> None:
    required: dict[str, Any] = {
        "images": released("staging"),
        "github_organization": "example",
        "github_team": "on-call",
    }
    with pytest.raises(InvalidValueError) as error:
        tarsy.TarsySettings(**required, **given)
    (problem,) = error.value.problems
    assert problem.field == f"TarsySettings.{field}"
    assert remedy in problem.remedy
