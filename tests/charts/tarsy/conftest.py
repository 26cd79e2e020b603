from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from constructs import Construct

from charts import tarsy
from podwright import ClusterImages, Environment, OpenShift, synthesize
from tests.charts.tarsy.places import PLACES, Place
from tests.charts.tarsy.reading import Fields, Manifests, containers


@pytest.fixture
def place() -> Place:
    """The development environment; tests that are marked ``everywhere`` see each environment in turn."""
    return PLACES["development"]


@pytest.fixture
def manifests(place: Place) -> Manifests:
    """The environment, as it is synthesized now."""
    return place.manifests


@pytest.fixture
def pod(manifests: Manifests) -> dict[str, Fields]:
    """The four containers of TARSy's pod by name."""
    return containers(manifests)


@pytest.fixture
def vary() -> Callable[..., Manifests]:
    """Synthesize the development environment with other settings, or on another ``version`` of OpenShift."""

    def synthesize_with(*, version: str = "4.18", **settings: Any) -> Manifests:
        platform = OpenShift(version=version, apps_domain="apps.dev.example.com")
        given: dict[str, Any] = {
            "images": ClusterImages(tag="dev"),
            "github_organization": "codeready-toolchain",
            "github_team": "tarsy-developers",
            "log_level": "DEBUG",
        }

        def make_chart(app: Construct) -> tarsy.TarsyChart:
            environment = Environment(name="development", namespace="tarsy-dev", platform=platform)
            return tarsy.TarsyChart(
                app, environment=environment, settings=tarsy.TarsySettings(**{**given, **settings})
            )

        return synthesize(make_chart)

    return synthesize_with
