"""The environments of a project, as its main.py synthesizes them."""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podwright import App, Environment, EnvironmentChart, External, OpenShift, Value
from podwright.verify import KubernetesVersion, ManifestSet, Platform, Target
from podwright.verify.cluster import Cluster


class CollectionError(Exception):
    """The environments cannot be told; the message says why, for a person."""


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """One system in one environment.

    Attributes:
        system: name of the system.
        package: its folder, ``charts/tarsy``.
        environment: the place.
        settings: what is chosen for it, None where its chart does not keep that.
        kinds: the kind of every object, in the order of the chart.
        cluster: its objects, as the cluster will hold them.
        externals: what its chart says exists outside of it, as ``Kind/namespace/name``, with ``:key,key`` or
            ``:port,port`` where they are known.
    """

    system: str
    package: str
    environment: Environment
    settings: Value | None
    kinds: tuple[str, ...]
    cluster: Cluster
    externals: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """Its folder in `dist/`."""
        return f"{self.system}-{self.environment.name}"

    @property
    def manifests(self) -> ManifestSet:
        """Its objects."""
        return self.cluster.manifests

    def own_name(self, name: str) -> str:
        """Return the name of an object without the prefix that a shared namespace gives it."""
        prefix = self.environment.prefix
        return name.removeprefix(f"{prefix}-") if prefix else name


def collect(root: Path) -> list[Deployed]:
    """Return what a project's main.py deploys, in its order; `dist/` stays as it is.

    Args:
        root: the project.

    Raises:
        CollectionError: main.py fails, or adds nothing.
    """
    charts = [chart for app in _apps(root) for chart in app.charts if isinstance(chart, EnvironmentChart)]
    if not charts:
        raise CollectionError("main.py adds no environment.")
    return [_deployed(chart) for chart in charts]


def _apps(root: Path) -> list[App]:
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as scratch, contextlib.chdir(root), _writing_to(scratch):
        try:
            with contextlib.redirect_stderr(said):
                found = runpy.run_path("main.py", run_name="__main__")
        except SystemExit:
            raise CollectionError(said.getvalue().rstrip()) from None
    return [value for value in found.values() if isinstance(value, App)]


@contextlib.contextmanager
def _writing_to(folder: str) -> Iterator[None]:
    """Have an app write to a folder, and leave `dist/` alone."""
    before = os.environ.get("CDK8S_OUTDIR")
    os.environ["CDK8S_OUTDIR"] = folder
    try:
        yield
    finally:
        del os.environ["CDK8S_OUTDIR"]
        if before is not None:
            os.environ["CDK8S_OUTDIR"] = before


def _deployed(chart: EnvironmentChart) -> Deployed:
    settings = getattr(chart, "settings", None)
    environment = chart.environment
    objects = [manifest for _, manifest in chart.manifests()]
    target = Target(
        kubernetes_version=KubernetesVersion.parse(environment.platform.kubernetes_version),
        platform=Platform.OPENSHIFT if isinstance(environment.platform, OpenShift) else Platform.KUBERNETES,
    )
    return Deployed(
        system=chart.system,
        package=type(chart).__module__.rpartition(".")[0].replace(".", "/"),
        environment=environment,
        settings=settings if isinstance(settings, Value) else None,
        kinds=tuple(manifest["kind"] for manifest in objects),
        cluster=Cluster(ManifestSet.of(objects, default_namespace=environment.namespace), target=target),
        externals=tuple(_written(external, environment.namespace) for external in chart.externals),
    )


def _written(external: External, namespace: str) -> str:
    known = ",".join(str(one) for one in (*external.keys, *external.ports))
    name = f"{external.kind}/{external.namespace or namespace}/{external.name}"
    return f"{name}:{known}" if known else name
