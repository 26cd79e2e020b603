"""TARSy in a namespace of its own, a given one and a shared one; two of them side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from constructs import Construct

from charts import tarsy
from podwright import (
    App,
    ClusterImages,
    Environment,
    ExternalSecrets,
    GivenNamespace,
    OpenShift,
    OwnNamespace,
    SecretSource,
    SharedNamespace,
    SynthesisError,
    TemplateSecrets,
    Tenancy,
)
from podwright.verify import Manifest, ManifestSet
from podwright.verify.kinds import CLUSTER_SCOPED
from tests.charts.tarsy.reading import Fields
from tests.network import Network, Pod
from tests.systems import pod_template

NAMESPACE = "incidents"
PLATFORM = OpenShift(version="4.18", apps_domain="apps.example.com")
PORTS = (4180, 5432, 8080, 8443, 50051)
WORKLOADS = ("CronJob", "Deployment", "StatefulSet")
TEMPLATE = TemplateSecrets()
EXTERNAL = ExternalSecrets(store="vault", path="tarsy")

Objects = Mapping[str, list[Fields]]


def synthesized(*tenancies: tuple[str, Tenancy], source: SecretSource = TEMPLATE) -> Objects:
    """Return TARSy's objects in some environments of one namespace, by the environment's name."""
    app = App(output=Path("unused"))

    def add(name: str, tenancy: Tenancy) -> None:
        def make_chart(scope: Construct) -> tarsy.TarsyChart:
            return tarsy.TarsyChart(
                scope,
                environment=Environment(name=name, namespace=NAMESPACE, platform=PLATFORM, tenancy=tenancy),
                settings=tarsy.TarsySettings(
                    images=ClusterImages(),
                    secrets=source,
                    github_organization="codeready-toolchain",
                    github_team="tarsy-developers",
                ),
            )

        app.add(make_chart)

    for name, tenancy in tenancies:
        add(name, tenancy)
    found: dict[str, list[Fields]] = {name: [] for name, _ in tenancies}
    for item in app.synthesize():
        found[item.chart.removeprefix("tarsy-")].append(item.manifest)
    assert [str(problem) for problem in app.warnings] == []
    return found


@pytest.fixture(scope="module")
def own() -> list[Fields]:
    return synthesized(("blue", OwnNamespace()))["blue"]


@pytest.fixture(scope="module")
def side_by_side() -> Objects:
    """Two environments that share a namespace."""
    return synthesized(("blue", SharedNamespace()), ("green", SharedNamespace()))


def names(manifests: list[Fields]) -> set[tuple[str, str]]:
    return {(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests}


def namespaced(manifests: list[Fields]) -> Iterator[Manifest]:
    """Yield what is in a namespace, the objects of a Template too."""
    for manifest in ManifestSet([Manifest.of(content) for content in manifests]):
        if manifest.group_kind not in CLUSTER_SCOPED:
            yield manifest


def pods(manifests: list[Fields]) -> list[Pod]:
    return [
        Pod(
            namespace=NAMESPACE,
            namespace_labels={"kubernetes.io/metadata.name": NAMESPACE},
            labels=pod_template(manifest)["metadata"]["labels"],
        )
        for manifest in manifests
        if manifest["kind"] in WORKLOADS
    ]


def policies(manifests: list[Fields]) -> list[Fields]:
    return [manifest for manifest in manifests if manifest["kind"] == "NetworkPolicy"]


@pytest.mark.parametrize("tenancy", [GivenNamespace(), SharedNamespace()])
def test_a_namespace_that_somebody_else_creates_is_not_created(tenancy: Tenancy) -> None:
    manifests = synthesized(("blue", tenancy))["blue"]
    assert "Namespace" not in {manifest["kind"] for manifest in manifests}


def test_in_a_given_namespace_everything_but_the_default_policy_is_called_as_in_the_own_one(
    own: list[Fields],
) -> None:
    given = synthesized(("blue", GivenNamespace()))["blue"]
    assert names(own) - names(given) == {("Namespace", NAMESPACE), ("NetworkPolicy", "default-deny")}
    assert names(given) - names(own) == {("NetworkPolicy", "tarsy-blue-default-deny")}


@pytest.mark.parametrize("source", [TEMPLATE, EXTERNAL], ids=["template", "external"])
def test_in_a_shared_namespace_every_namespaced_name_is_prefixed(source: SecretSource) -> None:
    shared = synthesized(("blue", SharedNamespace()), source=source)["blue"]
    plain = {
        (manifest.kind, manifest.name)
        for manifest in namespaced(shared)
        if not manifest.name.startswith("blue-")
    }
    # It has the instance in its name, so that two systems of one environment do not clash.
    assert plain == {("NetworkPolicy", "tarsy-blue-default-deny")}


def test_nothing_refers_to_a_name_without_its_prefix(own: list[Fields], side_by_side: Objects) -> None:
    # The system's own name is a label, a container and a part of hosts, too.
    called = {manifest.name for manifest in namespaced(own)} - {"tarsy"}
    assert len(called) > 20
    name = "|".join(sorted(called, key=len, reverse=True))
    alone = re.compile(rf"(?<![\w.-])({name})(?![\w-])")
    mentions = {
        (manifest["kind"], path, line)
        for manifest in side_by_side["blue"]
        for path, text in texts_of(manifest)
        for line in text.splitlines()
        # Comments of configuration files name Secrets as they are declared; components are labels.
        if not line.lstrip().startswith("#") and "app.kubernetes.io/component" not in path
        if alone.search(line)
    }
    assert mentions == set()


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a manifest with the path to it."""
    match value:
        case dict():
            for key, item in value.items():
                yield from texts_of(item, f"{path}/{key}")
        case list():
            for item in value:
                yield from texts_of(item, path)
        case str():
            yield path, value


def test_labels_are_the_same_as_in_the_own_namespace(own: list[Fields], side_by_side: Objects) -> None:
    assert [pod.labels for pod in pods(own)] == [pod.labels for pod in pods(side_by_side["blue"])]


def test_two_environments_have_no_object_in_common(side_by_side: Objects) -> None:
    blue, green = side_by_side["blue"], side_by_side["green"]
    assert names(blue)
    assert not names(blue) & names(green)


def test_their_hosts_differ(side_by_side: Objects) -> None:
    hosts = {
        name: {manifest["spec"]["host"] for manifest in manifests if manifest["kind"] == "Route"}
        for name, manifests in side_by_side.items()
    }
    assert len(hosts["blue"]) == len(hosts["green"]) == 2
    assert not hosts["blue"] & hosts["green"]


@pytest.mark.parametrize(("one", "other"), list(permutations(("blue", "green"))))
def test_nothing_selects_the_pods_or_services_of_the_other(
    one: str, other: str, side_by_side: Objects
) -> None:
    def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
        assert set(selector) == {"matchLabels"}, "no other selectors are used"
        return bool(selector["matchLabels"].items() <= labels.items())

    selectors = [selector for manifest in side_by_side[one] for selector in selectors_of(manifest)]
    services = [m["metadata"]["labels"] for m in side_by_side[other] if m["kind"] == "Service"]
    labelled = [pod.labels for pod in pods(side_by_side[other])] + services
    assert len(selectors) >= 9
    assert len(labelled) >= 6
    for selector in selectors:
        assert not [labels for labels in labelled if selects(selector, labels)]
        mine = [pod.labels for pod in pods(side_by_side[one])]
        mine += [m["metadata"]["labels"] for m in side_by_side[one] if m["kind"] == "Service"]
        assert [labels for labels in mine if selects(selector, labels)]


def selectors_of(manifest: Fields) -> Iterator[Mapping[str, Any]]:
    spec = manifest.get("spec", {})
    match manifest["kind"]:
        case "Service":
            yield {"matchLabels": spec["selector"]}
        case "NetworkPolicy":
            yield spec["podSelector"]
        case "Deployment" | "StatefulSet" | "PodDisruptionBudget" | "ServiceMonitor":
            yield spec["selector"]
        case _:
            pass


@pytest.mark.parametrize(("one", "other"), list(permutations(("blue", "green"))))
def test_neither_connects_to_the_other(one: str, other: str, side_by_side: Objects) -> None:
    network = Network([*policies(side_by_side["blue"]), *policies(side_by_side["green"])])
    connected = [
        (str(source), str(target), port)
        for source in pods(side_by_side[one])
        for target in pods(side_by_side[other])
        for port in PORTS
        if network.allows(source, target, port)
    ]
    assert connected == []


@pytest.mark.parametrize("name", ["blue", "green"])
def test_each_has_its_own_connections_as_alone(name: str, side_by_side: Objects) -> None:
    def connections(manifests: list[Fields], network: Network) -> set[tuple[int, int, int]]:
        found = pods(manifests)
        return {
            (source, target, port)
            for source, one in enumerate(found)
            for target, other in enumerate(found)
            for port in PORTS
            if network.allows(one, other, port)
        }

    alone = synthesized((name, OwnNamespace()))[name]
    together = Network([*policies(side_by_side["blue"]), *policies(side_by_side["green"])])
    found = connections(side_by_side[name], together)
    assert found == connections(alone, Network(policies(alone)))
    assert {port for _, _, port in found} == {5432}


def test_a_neighbour_is_not_cut_off(side_by_side: Objects) -> None:
    neighbour = Pod(
        namespace=NAMESPACE,
        namespace_labels={"kubernetes.io/metadata.name": NAMESPACE},
        labels={"app.kubernetes.io/name": "tarsy", "app.kubernetes.io/instance": "tarsy-red"},
    )
    friend = Pod(namespace="elsewhere", namespace_labels={"kubernetes.io/metadata.name": "elsewhere"})
    network = Network([*policies(side_by_side["blue"]), *policies(side_by_side["green"])])
    assert network.allows(neighbour, friend, 443)
    assert network.allows(friend, neighbour, 443)
    assert not [
        pod
        for manifests in side_by_side.values()
        for pod in pods(manifests)
        for port in PORTS
        if network.allows(neighbour, pod, port)
    ]


@pytest.mark.parametrize("tenancy", [OwnNamespace(), GivenNamespace()])
def test_two_environments_with_the_same_names_are_refused(tenancy: Tenancy) -> None:
    with pytest.raises(SynthesisError) as error:
        synthesized(("blue", tenancy), ("green", tenancy))
    [problem] = error.value.problems
    assert problem.chart == "tarsy-green"
    assert "chart tarsy-blue" in problem.message
    assert "tenancy=SharedNamespace()" in problem.remedy
