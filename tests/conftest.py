"""What all tests share: places to deploy to, and snapshots as readable YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from constructs import Construct
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from podwright import Environment, EnvironmentChart, Kubernetes, OpenShift, synthesize
from podwright.synth.manifest_yaml import dump

Manifests = dict[str, dict[str, Any]]
Build = Callable[[EnvironmentChart], object]


class ManifestSnapshot(SingleFileSnapshotExtension):
    """One file for each snapshot: the manifests as `dist/` would hold them, one document after the other."""

    file_extension = "yaml"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: Any, **_options: Any) -> str:
        manifests: Iterable[dict[str, Any]] = data.values()
        return "".join(dump(manifest) for manifest in manifests)


@pytest.fixture
def yaml_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """A snapshot of manifests by ``Kind/name``: ``assert manifests == yaml_snapshot``."""
    return snapshot.use_extension(ManifestSnapshot)


@pytest.fixture
def openshift() -> Environment:
    """An OpenShift cluster that has native sidecars."""
    platform = OpenShift(version="4.18", apps_domain="apps.example.com")
    return Environment(name="test", namespace="shop-test", platform=platform)


@pytest.fixture
def kubernetes() -> Environment:
    """A plain Kubernetes cluster that has native sidecars."""
    platform = Kubernetes(version="1.31", apps_domain="k8s.example.com")
    return Environment(name="test", namespace="shop-test", platform=platform)


@pytest.fixture
def on_openshift(openshift: Environment) -> Callable[[Build], Manifests]:
    """Synthesize what a function builds in a chart of system ``shop`` on OpenShift."""
    return lambda build: _synthesize(openshift, build)


@pytest.fixture
def on_kubernetes(kubernetes: Environment) -> Callable[[Build], Manifests]:
    """Synthesize what a function builds in a chart of system ``shop`` on plain Kubernetes."""
    return lambda build: _synthesize(kubernetes, build)


def _synthesize(environment: Environment, build: Build) -> Manifests:
    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        build(chart)
        return chart

    # A construct alone refers to what other constructs make.
    return synthesize(make_chart, select=("schema", "identity"))
