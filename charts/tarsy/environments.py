"""Where TARSy is deployed. Each environment says what differs from the defaults, and why."""

from __future__ import annotations

from constructs import Construct

from charts.tarsy.chart import TarsyChart
from charts.tarsy.settings import TarsySettings
from podwright import ClusterImages, Environment, OpenShift


def development(app: Construct) -> TarsyChart:
    """Return TARSy where its developers try out what they have just built."""
    return TarsyChart(
        app,
        environment=Environment(
            name="development",
            namespace="tarsy-dev",
            platform=OpenShift(version="4.18", apps_domain="apps.dev.example.com"),
        ),
        settings=TarsySettings(
            # Developers push to the cluster's registry and need not wait for a release.
            images=ClusterImages(tag="dev"),
            github_organization="codeready-toolchain",
            github_team="tarsy-developers",
            log_level="DEBUG",
        ),
    )
