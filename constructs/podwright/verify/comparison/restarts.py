"""Which pods are replaced, started or stopped, and why; and which are not although they should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from podwright.verify.comparison.fields import FieldChange, shown_path
from podwright.verify.comparison.matching import Pair
from podwright.verify.comparison.risks import CHECKSUM, ROLLED, is_rolled_by_itself, template_way
from podwright.verify.comparison.values import shown
from podwright.verify.manifest_set import ManifestSet
from podwright.verify.manifests import Manifest, ObjectRef
from podwright.verify.nodes import Node
from podwright.verify.paths import Segment
from podwright.verify.pods import PodTemplate
from podwright.verify.provided import CONFIG_MAP, SECRET

_MOST_REASONS: Final = 6
_Source = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Restart:
    """What happens to the pods of a workload.

    Attributes:
        workload: the workload.
        effect: ``restart``, ``start``, ``stop``, or ``stale``: they keep what they read at their start.
        reasons: why.
    """

    workload: ObjectRef
    effect: str
    reasons: tuple[str, ...]

    @property
    def title(self) -> str:
        """What happens, in words, behind the workload's name."""
        return _TITLES[self.effect]


_TITLES: Final = {
    "restart": "restart",
    "start": "start",
    "stop": "stop",
    "stale": "keep what they have read until they restart",
}


def restarts_of(
    pairs: Sequence[Pair],
    fields: Mapping[Pair, Sequence[FieldChange]],
    after: ManifestSet,
) -> Iterator[Restart]:
    """Yield what happens to the pods of each workload.

    Args:
        pairs: all objects, before and after.
        fields: what differs in those that are there before and after.
        after: the new set.
    """
    sources = {
        (manifest.kind, manifest.name)
        for pair in pairs
        for manifest in (pair.after,)
        if manifest is not None
        and manifest.kind in (CONFIG_MAP, SECRET)
        and _data_changed(fields.get(pair, ()))
    }
    for pair in pairs:
        manifest = pair.after if pair.after is not None else pair.before
        if manifest is None or manifest.kind not in ROLLED:
            continue
        if pair.after is None:
            yield Restart(workload=manifest.ref, effect="stop", reasons=("it is removed",))
        elif pair.before is None:
            if manifest.spec["replicas"].integer != 0:
                yield Restart(workload=manifest.ref, effect="start", reasons=("it is new",))
        else:
            yield from _of_changed(manifest, fields.get(pair, ()), sources, after)


def _data_changed(fields: Sequence[FieldChange]) -> bool:
    return any(field.way[:1] in (("data",), ("stringData",), ("binaryData",)) for field in fields)


def _of_changed(
    manifest: Manifest, fields: Sequence[FieldChange], sources: set[_Source], after: ManifestSet
) -> Iterator[Restart]:
    way = template_way(manifest) or ()
    inside = [field for field in fields if field.way[: len(way)] == way]
    pod = after.pod_of(manifest)
    read = _sources_read(pod) if pod is not None else {}
    changed = sorted(source for source in read if source in sources)
    scale = next((field for field in fields if field.way == ("spec", "replicas")), None)
    if scale is not None and scale.after.integer == 0:
        yield Restart(workload=manifest.ref, effect="stop", reasons=("it is scaled to 0",))
    elif inside and is_rolled_by_itself(manifest):
        yield Restart(workload=manifest.ref, effect="restart", reasons=tuple(_reasons(inside, way, changed)))
    elif changed and any(read[source] for source in changed):
        reasons = tuple(f"{kind} {name} changes" for kind, name in changed if read[kind, name])
        yield Restart(workload=manifest.ref, effect="stale", reasons=reasons)


def _reasons(
    inside: Sequence[FieldChange], way: tuple[Segment, ...], changed: Sequence[_Source]
) -> Iterator[str]:
    checksums = [
        field for field in inside if CHECKSUM.fullmatch(str(field.way[-1])) and "annotations" in field.way
    ]
    named = {name for _, name in changed}
    for field in checksums:
        # ``checksum/<name>``, as podwright and many charts write it
        name = str(field.way[-1]).rpartition("/")[2]
        kind = next((kind for kind, other in changed if other == name), "")
        if kind or not named:
            yield f"{kind or 'what is behind'} {name} changes".strip()
    if checksums and named and not any(str(one.way[-1]).rpartition("/")[2] in named for one in checksums):
        yield f"{' and '.join(f'{kind} {name}' for kind, name in changed)} changes"
    others = [field for field in inside if field not in checksums]
    for field in others[:_MOST_REASONS]:
        yield _reason(field, way)
    if len(others) > _MOST_REASONS:
        yield f"{len(others) - _MOST_REASONS} more fields of the pod template change"


def _reason(field: FieldChange, way: tuple[Segment, ...]) -> str:
    if field.way[-1:] == ("image",) and field.before and field.after:
        return f"image {shown(field.before)} → {shown(field.after)}"
    return f"{shown_path(field.way[len(way) :])} is {field.change.value}"


def _sources_read(pod: PodTemplate) -> Mapping[_Source, bool]:
    """Return the ConfigMaps and Secrets that a pod reads, and whether it reads them at its start only.

    What is mounted as a whole folder is brought up to date by the kubelet; variables and single files
    (``subPath``) are not.
    """
    found: dict[_Source, bool] = defaultdict(bool)
    for container in pod.containers:
        for source in container.node["envFrom"]:
            found[CONFIG_MAP, source.at("configMapRef", "name").text] = True
            found[SECRET, source.at("secretRef", "name").text] = True
        for variable in container.env:
            found[CONFIG_MAP, variable.source.at("configMapKeyRef", "name").text] = True
            found[SECRET, variable.source.at("secretKeyRef", "name").text] = True
        for mount in container.mounts:
            volume = pod.volumes.get(mount.volume)
            for mounted in _sources_of(volume) if volume is not None else ():
                found[mounted] = found[mounted] or bool(mount.sub_path)
    return {source: fixed for source, fixed in found.items() if source[1]}


def _sources_of(volume: Node) -> Iterator[_Source]:
    for part in (volume, *volume.at("projected", "sources")):
        yield CONFIG_MAP, part.at("configMap", "name").text
        yield SECRET, part.at("secret", "secretName").text or part.at("secret", "name").text
