"""The product as it is committed: what every API server, Argo CD and reviewer asks of dist/.

Each rule lists all that break it, by file.
"""

from __future__ import annotations

import importlib
import re
import runpy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from podwright import App, Environment, EnvironmentChart, OpenShift
from tests.pod_security import pod_of, restricted_v2_violations, restricted_violations
from tests.validity import schema_errors

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
NAMES = sorted(path.relative_to(DIST).as_posix() for path in DIST.rglob("*") if path.is_file())

Fields = dict[str, Any]
Manifests = dict[str, Fields]

RECOMMENDED = {
    f"app.kubernetes.io/{name}" for name in ("name", "instance", "component", "part-of", "managed-by")
}
SELECTED = {f"app.kubernetes.io/{name}" for name in ("name", "instance", "component")}
SOLVER = {"acme.cert-manager.io/http01-solver": "true"}
SYNC_OPTIONS = "argocd.argoproj.io/sync-options"

# What the API server fills in by itself, and what therefore nobody needs to read. A Route's are written out:
# Argo CD would report them as a difference for ever.
DEFAULTS: dict[str, object] = {
    "defaultMode": 0o644,
    "dnsPolicy": "ClusterFirst",
    "externalIPs": [],
    "failureThreshold": 3,
    "hostIPC": False,
    "hostNetwork": False,
    "hostPID": False,
    "imagePullPolicy": "IfNotPresent",
    "immutable": False,
    "initialDelaySeconds": 0,
    "internalTrafficPolicy": "Cluster",
    "optional": False,
    "periodSeconds": 10,
    "privileged": False,
    "progressDeadlineSeconds": 600,
    "protocol": "TCP",
    "readOnly": False,
    "revisionHistoryLimit": 10,
    "schedulerName": "default-scheduler",
    "sessionAffinity": "None",
    "successThreshold": 1,
    "terminationGracePeriodSeconds": 30,
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "timeoutSeconds": 1,
    "volumeMode": "Filesystem",
}

# What credentials look like.
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bsk-[A-Za-z0-9_-]{20,}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bAIza[0-9A-Za-z_-]{30,}|\beyJ[A-Za-z0-9_-]{20,}\.|://[^/\s:@]+:[^/\s@$]+@"
)


@pytest.fixture(scope="session")
def manifests() -> Manifests:
    """Every object of dist/ by its file."""
    return {name: yaml.safe_load((DIST / name).read_bytes()) for name in NAMES}


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """The app of main.py, run with an output folder of its own."""
    fresh = tmp_path_factory.mktemp("fresh")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        patched.setenv("CDK8S_OUTDIR", str(fresh))
        found = runpy.run_path(str(ROOT / "main.py"))["app"]
    assert isinstance(found, App)
    return found


@pytest.fixture(scope="session")
def environments(app: App) -> dict[str, Environment]:
    """The environment of each folder of dist/."""
    return {chart.instance: chart.environment for chart in app.charts if isinstance(chart, EnvironmentChart)}


def leaves(value: object, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield path, key and value of every field of mappings, at any depth."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield f"{path}.{key}", key, item
            yield from leaves(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")


def is_built_in(manifest: Fields) -> bool:
    group = manifest["apiVersion"].rpartition("/")[0]
    return "." not in group or group.endswith(".k8s.io")


class TestFolders:
    def test_there_is_one_for_each_environment(self, environments: dict[str, Environment]) -> None:
        assert {folder.name for folder in DIST.iterdir()} == environments.keys()

    def test_they_hold_manifests_and_nothing_else(self) -> None:
        # A Chart.yaml or kustomization.yaml would make Argo CD take the folder for something else.
        assert NAMES
        assert [name for name in NAMES if not name.endswith(".k8s.yaml")] == []

    def test_only_what_argo_cd_must_not_apply_is_in_a_subfolder(self, manifests: Manifests) -> None:
        deep = {name for name in NAMES if name.count("/") > 1}
        assert {name.split("/")[1] for name in deep} == {"secrets"}
        assert {name for name, found in manifests.items() if found["kind"] == "Template"} == deep

    def test_they_are_what_main_py_writes_now(self, app: App) -> None:
        assert app.output
        fresh = {
            path.relative_to(app.output).as_posix(): path.read_bytes()
            for path in app.output.rglob("*")
            if path.is_file()
        }
        assert sorted(fresh) == NAMES
        changed = [name for name in NAMES if fresh[name] != (DIST / name).read_bytes()]
        assert changed == [], "run `make synth` and review the difference"


class TestFiles:
    def test_hold_one_object_and_are_called_like_it(self, manifests: Manifests) -> None:
        expected = {
            name: f"{found['kind']}.{found['metadata']['name']}.k8s.yaml" for name, found in manifests.items()
        }
        assert {name: name.rpartition("/")[2] for name in NAMES} == expected

    def test_are_text_as_every_tool_reads_it(self) -> None:
        for name in NAMES:
            content = (DIST / name).read_bytes()
            assert content.decode("utf-8").startswith("---\napiVersion: "), name
            assert content.count(b"\n---\n") == 0, name
            assert content.endswith(b"\n"), name
            assert not content.endswith(b"\n\n"), name
            assert b"\r" not in content, name

    def test_are_nothing_that_git_would_change(self) -> None:
        assert [name for name in NAMES if not name.isascii()] == []
        assert len({name.casefold() for name in NAMES}) == len(NAMES)

    def test_no_two_hold_the_same_object(self, manifests: Manifests) -> None:
        # Of one environment: others may be on other clusters, and where they are not, the app compares them.
        identities = Counter(
            (
                name.partition("/")[0],
                found["apiVersion"].rpartition("/")[0],
                found["kind"],
                found["metadata"].get("namespace"),
                found["metadata"]["name"],
            )
            for name, found in manifests.items()
        )
        assert [identity for identity, count in identities.items() if count > 1] == []


class TestAnApiServer:
    def test_accepts_every_built_in_kind_strictly(
        self, manifests: Manifests, environments: dict[str, Environment]
    ) -> None:
        validator: Any = importlib.import_module("kubernetes_validate")  # it has no types
        checked = 0
        for name, found in manifests.items():
            if is_built_in(found):
                version = environments[name.split("/")[0]].platform.kubernetes_version
                validator.validate(found, version, strict=True)
                checked += 1
        assert checked > len(manifests) / 2

    def test_accepts_every_custom_resource_too(
        self, manifests: Manifests, environments: dict[str, Environment]
    ) -> None:
        for folder, environment in environments.items():
            mine = {name: found for name, found in manifests.items() if name.startswith(f"{folder}/")}
            assert schema_errors(mine, environment) == []

    def test_admits_every_pod_to_a_restricted_namespace(self, manifests: Manifests) -> None:
        assert {name: v for name, found in manifests.items() if (v := restricted_violations(found))} == {}

    def test_admits_every_pod_under_restricted_v2(
        self, manifests: Manifests, environments: dict[str, Environment]
    ) -> None:
        violations = {
            name: found_violations
            for name, found in manifests.items()
            if isinstance(environments[name.split("/")[0]].platform, OpenShift)
            and (found_violations := restricted_v2_violations(found))
        }
        assert violations == {}

    def test_enforces_that_in_every_namespace(self, manifests: Manifests) -> None:
        namespaces = [found for found in manifests.values() if found["kind"] == "Namespace"]
        assert len(namespaces) == len({name.split("/")[0] for name in NAMES})
        for found in namespaces:
            assert found["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_every_pod_that_is_admitted_also_runs_without_privileges_it_does_not_need(
    manifests: Manifests,
) -> None:
    seen = 0
    for name, found in manifests.items():
        pod = pod_of(found)
        if pod is None:
            continue
        assert pod["spec"]["automountServiceAccountToken"] is False, name
        for container in [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]:
            seen += 1
            assert container["securityContext"]["readOnlyRootFilesystem"] is True, name
            assert container["resources"].keys() == {"requests", "limits"}, name
    assert seen >= 5


class TestLabels:
    def test_every_object_and_every_pod_carries_the_recommended_ones(self, manifests: Manifests) -> None:
        missing = {
            name: RECOMMENDED - labels.keys()
            for name, found in manifests.items()
            for labels in labels_in(found)
            if not labels.keys() >= RECOMMENDED
        }
        assert missing == {}

    def test_the_instance_is_the_folder(self, manifests: Manifests) -> None:
        for name, found in manifests.items():
            for labels in labels_in(found):
                assert labels["app.kubernetes.io/instance"] == name.split("/")[0], name

    def test_selectors_use_name_instance_and_component_only(self, manifests: Manifests) -> None:
        selectors = {
            f"{name}{path}": item.get("matchLabels", item)
            for name, found in manifests.items()
            for path, key, item in leaves(found.get("spec", {}))
            if key in {"selector", "podSelector", "labelSelector"} and item
        }
        assert len(selectors) > 8
        others = {place: keys for place, keys in selectors.items() if keys.keys() != SELECTED}
        # The pods by which an ACME issuer has a host proved are cert-manager's.
        assert {place: keys for place, keys in others.items() if keys != SOLVER} == {}


def labels_in(manifest: Fields) -> Iterator[dict[str, str]]:
    """Yield the labels of an object, of its pods, and of the objects that a Template makes."""
    yield manifest["metadata"].get("labels", {})
    pod = pod_of(manifest)
    if pod is not None:
        yield pod["metadata"]["labels"]
    for item in manifest.get("objects", []):
        yield item["metadata"].get("labels", {})


class TestAReviewer:
    def test_finds_no_hashes_in_names(self, manifests: Manifests) -> None:
        names = [found["metadata"]["name"] for found in manifests.values()]
        assert [name for name in names if re.search(r"-(?=[0-9a-f]*[0-9])[0-9a-f]{6,}$", name)] == []

    def test_finds_nothing_that_the_server_writes(self, manifests: Manifests) -> None:
        written = {"status", "creationTimestamp", "uid", "resourceVersion", "generation", "managedFields"}
        assert [name for name, found in manifests.items() if found.keys() & written] == []
        assert [name for name, found in manifests.items() if found["metadata"].keys() & written] == []

    def test_finds_nothing_that_only_repeats_a_default(self, manifests: Manifests) -> None:
        repeated = [
            f"{name}{path}"
            for name, found in manifests.items()
            if is_built_in(found)
            for path, key, item in leaves(found)
            if key in DEFAULTS and DEFAULTS[key] == item and type(DEFAULTS[key]) is type(item)
        ]
        assert repeated == []

    def test_finds_nothing_empty(self, manifests: Manifests) -> None:
        # An empty selector selects everything, and an emptyDir needs no more; a claim of importance is empty.
        meant = {"podSelector", "emptyDir", "policy-group.network.openshift.io/ingress"}
        empty = [
            f"{name}{path}"
            for name, found in manifests.items()
            for path, key, item in leaves(found)
            if item in (None, "", [], {}) and key not in meant
        ]
        assert empty == []

    def test_finds_no_marker_of_the_tools(self, manifests: Manifests) -> None:
        for name in NAMES:
            assert "cdk8s.io/" not in (DIST / name).read_text("utf-8"), name

    def test_finds_no_secret(self, manifests: Manifests) -> None:
        assert [name for name in NAMES if SECRET.search((DIST / name).read_text("utf-8"))] == []
        for name, found in manifests.items():
            if found["kind"] == "Secret":
                assert not {"data", "stringData"} & found.keys(), name

    def test_finds_no_trace_of_when_and_where_it_was_made(self) -> None:
        trace = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d|/home/|/root/|/Users/|/work/|localhost\.localdomain")
        assert [name for name in NAMES if trace.search((DIST / name).read_text("utf-8"))] == []


class TestArgoCd:
    def test_waits_for_kinds_that_the_same_sync_may_install(self, manifests: Manifests) -> None:
        custom = {
            name: found
            for name, found in manifests.items()
            if not is_built_in(found) and ".openshift.io/" not in found["apiVersion"]
        }
        assert custom
        for name, found in custom.items():
            options = found["metadata"]["annotations"][SYNC_OPTIONS].split(",")
            assert "SkipDryRunOnMissingResource=true" in options, name

    def test_asks_before_it_removes_what_holds_data(self, manifests: Manifests) -> None:
        holding = [f for f in manifests.values() if f["kind"] in {"PersistentVolumeClaim", "Namespace"}]
        assert holding
        for found in holding:
            options = set(found["metadata"]["annotations"][SYNC_OPTIONS].split(","))
            assert options >= {"Prune=confirm", "Delete=confirm"}

    def test_sees_no_difference_in_what_the_router_s_api_fills_in(self, manifests: Manifests) -> None:
        for name, found in manifests.items():
            if found["kind"] == "Route":
                assert found["spec"]["host"], name
                assert found["spec"]["wildcardPolicy"] == "None", name
                assert found["spec"]["to"].keys() == {"kind", "name", "weight"}, name

    def test_finds_no_tracking_of_its_own(self, manifests: Manifests) -> None:
        for name, found in manifests.items():
            assert "argocd.argoproj.io/tracking-id" not in found["metadata"].get("annotations", {}), name
            assert "argocd.argoproj.io/instance" not in found["metadata"].get("labels", {}), name

    def test_can_apply_every_object_on_the_client_s_side(self, manifests: Manifests) -> None:
        # It keeps a copy of the object in an annotation, and all annotations together may have 256 KiB.
        for name in NAMES:
            assert (DIST / name).stat().st_size < 200 * 1024, name
