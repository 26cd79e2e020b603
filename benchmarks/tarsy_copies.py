"""A cdk8s app with any number of TARSy environments: what one more of them costs.

CDK8S_OUTDIR=out .venv/bin/python benchmarks/tarsy_copies.py 10
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from constructs import Construct

from charts.tarsy import TarsyChart, TarsySettings
from podwright import App, ClusterImages, Environment, OpenShift


def copy(number: int) -> Callable[[Construct], TarsyChart]:
    """Return the function that adds one environment, made like TARSy's development environment."""

    def make(app: Construct) -> TarsyChart:
        return TarsyChart(
            app,
            environment=Environment(
                name=f"copy-{number}",
                namespace=f"tarsy-copy-{number}",
                platform=OpenShift(version="4.18", apps_domain="apps.dev.example.com"),
            ),
            settings=TarsySettings(
                images=ClusterImages(tag="dev"),
                github_organization="example",
                github_team="tarsy-developers",
            ),
        )

    return make


def main(copies: int) -> None:
    """Synthesize that many environments into the folder that CDK8S_OUTDIR names."""
    app = App()
    for number in range(1, copies + 1):
        app.add(copy(number))
    app.synth()


if __name__ == "__main__":
    main(int(sys.argv[1]))
