"""From synthesized objects to the checks, and from their findings to problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from podwright import verify as checks
from podwright.environment import Environment, OpenShift
from podwright.vocabulary import External, Waiver

CRDS = Path("crds")
"""The folder of the schemas of custom resources."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SynthesizedObject:
    """An API object as it will be written.

    Attributes:
        chart: id of its chart.
        path: construct path.
        location: ``file:line`` of the chart code that made it, empty if unknown.
        file: its file, relative to the output folder.
        manifest: the object.
    """

    chart: str
    path: str
    location: str
    file: PurePosixPath
    manifest: dict[str, Any]


def with_waivers(manifest: dict[str, Any], waivers: Iterable[Waiver]) -> dict[str, Any]:
    """Return a manifest with the annotations by which every tool honours the waivers that concern it."""
    mine = [
        _waiver(w) for w in waivers if (w.kind, w.name) == (manifest["kind"], manifest["metadata"]["name"])
    ]
    if not mine:
        return manifest
    metadata = manifest["metadata"]
    annotations = {**metadata.get("annotations", {}), **checks.annotations_for(mine, checks.catalogue())}
    return {**manifest, "metadata": {**metadata, "annotations": annotations}}


def verified(
    objects: Sequence[SynthesizedObject],
    *,
    environment: Environment | None,
    externals: Iterable[External] = (),
    waivers: Iterable[Waiver] = (),
    select: Sequence[str] = (),
    previous: Path | None = None,
    crds: Path = CRDS,
) -> checks.Report:
    """Return what the checks find in the objects of one chart.

    Args:
        objects: the objects of one chart.
        environment: the place that they are for; detected from them where not given.
        externals: what lives outside the chart.
        waivers: findings to live with; those of objects that are there stand on them as annotations.
        select: codes and families of the checks to run; all where not given.
        previous: folder of the chart as it was published last, for the checks of upgrades; they are left out
            where there is none.
        crds: folder of the schemas of custom resources.
    """
    names = {(item.manifest["kind"], item.manifest["metadata"]["name"]) for item in objects}
    manifests = checks.ManifestSet(
        [
            checks.Manifest.of(
                item.manifest,
                source=checks.Source(chart=item.chart, construct=item.path, location=item.location),
            )
            for item in objects
        ],
        default_namespace=environment.namespace if environment else "",
    )
    return checks.verify(
        manifests,
        target=_target(environment) if environment else None,
        externals=checks.Externals([_external(e, environment) for e in externals]),
        select=select,
        previous=checks.ManifestSet(checks.read_paths([str(previous)]).manifests)
        if previous and previous.is_dir()
        else None,
        waivers=[_waiver(w) for w in waivers if (w.kind, w.name) not in names],
        crds=[crds] if crds.is_dir() else [],
    )


def _target(environment: Environment) -> checks.Target:
    is_openshift = isinstance(environment.platform, OpenShift)
    return checks.Target(
        kubernetes_version=checks.KubernetesVersion.parse(environment.platform.kubernetes_version),
        platform=checks.Platform.OPENSHIFT if is_openshift else checks.Platform.KUBERNETES,
    )


def _waiver(waiver: Waiver) -> checks.Waiver:
    subject = checks.ObjectRef(kind=waiver.kind, name=waiver.name)
    return checks.Waiver(code=waiver.code, object=subject, reason=waiver.reason, field=waiver.field)


def _external(external: External, environment: Environment | None) -> checks.External:
    return checks.External(
        kind=external.kind,
        name=external.name,
        namespace=external.namespace or (environment.namespace if environment else ""),
        keys=frozenset(external.keys) or None,
        ports=frozenset(external.ports) or None,
    )
